//! The output side of buses and main: balance and width, the image of main, the limiters, delays, the
//! hold, the ports.

use super::MARK;
use super::bank::{Bank, POST_FADER};
use super::io::Io;
use super::segment::{Block, Planar, SILENT, Segment, Turn};
use super::wiring::{LanePlace, Wiring};
use crate::dsp::alignment::AlignmentDelay;
use crate::dsp::ballistics::Ballistics;
use crate::dsp::correlation::Correlation;
use crate::dsp::delay::FixedDelay;
use crate::dsp::image::Image;
use crate::dsp::level::LevelMeter;
use crate::dsp::limiter::Limiter;
use crate::dsp::monitor_limiter::{MonitorLimiter, MonitorLimiterSettings};
use crate::dsp::processor::Processor;
use crate::dsp::sample::{LANES, Lanes, Sample};
use crate::dsp::smoother::Smoother;
use std::ops::Range;

/// What keeps outputs below a ceiling.
#[derive(Debug)]
pub enum Limiters {
    /// Nothing.
    None,
    /// Main: one for all channels, with look-ahead.
    Main(Box<Limiter>),
    /// Wedges and in-ears: one per lane, without delay; off in lanes of other buses.
    Monitor(Box<MonitorLimiter<Lanes>>),
}

impl Limiters {
    /// Those of bank `bank`, for a sample rate in Hz. Allocates.
    pub fn new(wiring: &Wiring, bank: usize, rate: f64) -> Self {
        let mut here = wiring.nodes.iter().filter(|node| node.bank == bank);
        if wiring.nodes[wiring.main].bank == bank {
            Self::Main(Box::new(Limiter::new(rate)))
        } else if here.any(|node| node.params.limiter.is_present()) {
            Self::Monitor(Box::new(MonitorLimiter::new(rate)))
        } else {
            Self::None
        }
    }
}

/// What a bank of buses, or main, does after its post-fader tap.
#[derive(Debug)]
pub struct Output {
    /// Balance and width of stereo nodes: what each lane keeps of itself.
    pub(super) balance: Smoother<Lanes>,
    /// Width of stereo nodes: what each lane gets of its partner.
    pub(super) cross: Smoother<Lanes>,
    /// A stereo main only.
    pub(super) image: Option<Box<Image>>,
    /// The ports of its lanes: (lane, port, alignment).
    pub(super) ports: Vec<OutputPort>,
    /// What keeps them below their ceilings.
    pub(super) limiters: Limiters,
    /// Levels after all of this, before the hold.
    pub(super) meter: LevelMeter<Lanes>,
    /// The chosen kind of meter, in the same place; none for peaks, which `meter` has already.
    pub(super) ballistics: Ballistics<Lanes>,
    /// Something else than peaks is chosen.
    pub(super) is_ballistic: bool,
    /// The correlation of its pairs, if there are any.
    pub(super) correlation: Option<Box<Correlation>>,
    /// The frames of this mark after all of this.
    signal: Block,
    /// The same lane by lane, delayed and held: what goes to the ports.
    planar: Planar,
}

/// One output port.
#[derive(Debug)]
pub struct OutputPort {
    /// Its lane.
    pub lane: usize,
    /// Its number.
    pub port: usize,
    /// What aligns it with main, for matrices.
    pub align: Option<FixedDelay>,
    /// What a person sets.
    pub delay: AlignmentDelay,
}

impl Output {
    /// The output side of bank `bank`; `align`: frames by which a port is aligned. Allocates.
    pub fn new(
        wiring: &Wiring,
        bank: usize,
        (rate, gain_coefficient): (f64, f64),
        (image, mut limiters): (Option<Box<Image>>, Limiters),
        align: impl Fn(LanePlace) -> usize,
    ) -> Self {
        let places = wiring
            .outputs
            .iter()
            .enumerate()
            .filter(|(_, place)| place.bank == bank);
        let ports = places
            .map(|(port, place)| {
                let frames = align(*place);
                let align = (frames > 0).then(|| FixedDelay::new(frames));
                OutputPort {
                    lane: place.lane,
                    port,
                    align,
                    delay: AlignmentDelay::new(rate),
                }
            })
            .collect();
        if let Limiters::Monitor(limiter) = &mut limiters {
            let off = MonitorLimiterSettings {
                on: false,
                ..MonitorLimiterSettings::default()
            };
            for lane in 0..LANES {
                limiter.set(lane, off);
                limiter.snap_lane(lane);
            }
        }
        let mut nodes = wiring.nodes.iter().filter(|node| node.bank == bank);
        let has_pairs = nodes.any(|node| node.has_pair);
        Self {
            balance: Smoother::new(gain_coefficient, 1.0),
            cross: Smoother::new(gain_coefficient, 0.0),
            image,
            ports,
            limiters,
            meter: LevelMeter::default(),
            ballistics: Ballistics::new(rate),
            is_ballistic: false,
            correlation: has_pairs.then(|| Box::new(Correlation::new(rate))),
            signal: SILENT,
            planar: Planar::SILENT,
        }
    }

    /// Everything stands where its settings say.
    pub fn snap(&mut self) {
        self.balance.snap();
        self.cross.snap();
        self.ports
            .iter_mut()
            .for_each(|port| port.delay.snap_lane(0));
        if let Some(image) = &mut self.image {
            (0..LANES).for_each(|lane| image.snap_lane(lane));
        }
        match &mut self.limiters {
            Limiters::None => {}
            Limiters::Main(limiter) => limiter.snap_lane(0),
            Limiters::Monitor(limiter) => (0..LANES).for_each(|lane| limiter.snap_lane(lane)),
        }
    }

    /// Once per mark.
    pub fn mark(&mut self) {
        self.balance.settle();
        self.cross.settle();
        if self.is_ballistic {
            self.ballistics.mark();
        }
        if let Some(correlation) = &mut self.correlation {
            correlation.mark();
        }
        if let Some(image) = &mut self.image {
            image.mark();
        }
        match &mut self.limiters {
            Limiters::None => {}
            Limiters::Main(limiter) => limiter.mark(),
            Limiters::Monitor(limiter) => limiter.mark(),
        }
        self.ports.iter_mut().for_each(|port| port.delay.mark());
    }

    /// Lanes of one stereo node are turned down together.
    pub fn link(&mut self, lanes: Range<usize>) {
        if let Limiters::Monitor(limiter) = &mut self.limiters {
            lanes.for_each(|lane| limiter.link(lane, true));
        }
    }

    /// The lowest gain of each lane's limiter without look-ahead, since [`Self::forget_gains`].
    pub fn lowest_monitor_gain(&self) -> Lanes {
        match &self.limiters {
            Limiters::Monitor(limiter) => limiter.lowest_gain(),
            Limiters::None | Limiters::Main(_) => Lanes::splat(1.0),
        }
    }

    /// Measures the gains of limiters without look-ahead anew.
    pub fn forget_gains(&mut self) {
        if let Limiters::Monitor(limiter) = &mut self.limiters {
            limiter.take_lowest_gain();
        }
    }

    /// From the post-fader tap to what the ports get: balance, image, limiter, levels, delays. The hold
    /// comes last: no delay puts panic off.
    #[inline(always)]
    pub fn process(
        &mut self,
        bank: &mut Bank,
        hold: &[f32; MARK],
        segment: Segment,
        turn: impl Turn,
    ) {
        let signal = &mut self.signal[segment.in_block()];
        let source = &bank.tap(POST_FADER)[segment.in_block()];
        if self.balance.is_settled() {
            weigh::<false>(&mut self.balance, source, signal);
        } else {
            weigh::<true>(&mut self.balance, source, signal);
        }
        if !self.cross.is_settled() || self.cross.value() != Lanes::default() {
            widen(&mut self.cross, source, signal);
        }
        if let Some(image) = &mut self.image {
            image.process(signal);
        }
        match &mut self.limiters {
            Limiters::None => {}
            Limiters::Main(limiter) => limiter.process(signal),
            Limiters::Monitor(limiter) => limiter.process(signal),
        }
        self.meter.accumulate(signal);
        if self.is_ballistic {
            self.ballistics.listen(signal);
        }
        if let Some(correlation) = &mut self.correlation {
            correlation.listen(signal);
        }
        self.planar.take(&self.signal, segment, turn);
        bank.take_output(&self.planar, segment);
        for port in &mut self.ports {
            let run = &mut self.planar.0[port.lane][segment.in_block()];
            if let Some(align) = &mut port.align {
                align.process(run);
            }
            port.delay.process(run);
            for (x, hold) in run.iter_mut().zip(&hold[segment.in_block()]) {
                *x *= *hold;
            }
        }
    }

    /// Writes a segment to the ports.
    pub fn write(&self, segment: Segment, io: &mut impl Io) {
        for port in &self.ports {
            let run = &self.planar.0[port.lane][segment.in_block()];
            io.output(port.port)[segment.in_callback()].copy_from_slice(run);
        }
    }
}

#[inline(always)]
fn weigh<const MOVING: bool>(gain: &mut Smoother<Lanes>, source: &[Lanes], out: &mut [Lanes]) {
    let mut step = *gain;
    for (out, x) in out.iter_mut().zip(source) {
        *out = *x * step.step::<MOVING>();
    }
    *gain = step;
}

/// Adds what each lane gets of its partner.
#[inline(always)]
fn widen(gain: &mut Smoother<Lanes>, source: &[Lanes], out: &mut [Lanes]) {
    for (out, x) in out.iter_mut().zip(source) {
        *out += x.swap_pairs() * gain.next();
    }
}
