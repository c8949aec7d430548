//! The output side of buses and main: balance and width, the image of main, the limiters, delays, the
//! hold, the ports.

use super::MARK;
use super::bank::chain::{Stage, chain};
use super::bank::{Bank, POST_FADER};
use super::instruction_set::InstructionSet;
use super::io::Io;
use super::segment::{Block, Planar, SILENT, Segment};
use super::wiring::{LanePlace, Wiring};
use crate::dsp::alignment::AlignmentDelay;
use crate::dsp::ballistics::Ballistics;
use crate::dsp::correlation::Correlation;
use crate::dsp::delay::FixedDelay;
use crate::dsp::image::Image;
use crate::dsp::level::LevelMeter;
use crate::dsp::limiter::Limiter;
use crate::dsp::monitor_limiter::MonitorLimiter;
use crate::dsp::processor::Processor;
use crate::dsp::sample::{Lanes, Sample};
use crate::dsp::smoother::Smoother;
use crate::param::Width;

chain! {
    /// What a bank of buses, or main, does after its post-fader tap.
    #[derive(Debug)]
    pub struct Output(rate: f64, gain_coefficient: f64) {
        chain {
            /// Balance and width of stereo nodes: what each lane keeps of itself.
            balance: Smoother<Lanes> = Smoother::new(gain_coefficient, 1.0),
            /// Width of stereo nodes: what each lane gets of its partner.
            cross: Smoother<Lanes> = Smoother::new(gain_coefficient, 0.0),
            /// A stereo main only.
            image: Option<Box<Image>> = None,
            /// Main only: one for all channels, with look-ahead.
            limiter: Option<Box<Limiter>> = None,
            /// Wedges and in-ears: one per lane, without delay; off in lanes of other buses.
            monitor_limiter: Option<Box<MonitorLimiter<Lanes>>> = None,
            /// The ports of its lanes.
            ports: Vec<OutputPort> = [].into(),
        }
        /// Levels after all of this, before the hold.
        pub(super) meter: LevelMeter<Lanes> = LevelMeter::default(),
        /// The chosen kind of meter, in the same place; none for peaks, which `meter` has already.
        pub(super) ballistics: Ballistics<Lanes> = Ballistics::new(rate),
        /// Something else than peaks is chosen.
        pub(super) is_ballistic: bool = false,
        /// The correlation of its pairs, if there are any.
        pub(super) correlation: Option<Box<Correlation>> = None,
        /// The frames of this mark after all of this.
        signal: Block = SILENT,
        /// The same lane by lane, delayed and held: what goes to the ports.
        planar: Planar = Planar::SILENT,
    }
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

/// The ports of the lanes that have one.
impl Stage for Vec<OutputPort> {
    #[inline(always)]
    fn mark(&mut self, _set: impl InstructionSet) {
        for port in self {
            port.delay.mark();
        }
    }
    /// Nobody looks through what waits to be aligned.
    fn is_at_rest(&self) -> bool {
        let rests = |port: &OutputPort| port.align.is_none() && port.delay.is_at_rest();
        self.iter().all(rests)
    }
    fn snap_lane(&mut self, lane: usize) {
        for port in self.iter_mut().filter(|port| port.lane == lane) {
            port.delay.snap_lane(0);
        }
    }
    fn adopt_lane(&mut self, lane: usize, old: &mut Self, old_lane: usize) {
        let port = self.iter_mut().find(|port| port.lane == lane);
        let before = old.iter_mut().find(|port| port.lane == old_lane);
        if let (Some(port), Some(before)) = (port, before) {
            port.delay.adopt_lane(0, &mut before.delay, 0);
            if let (Some(align), Some(from)) = (&mut port.align, &mut before.align)
                && align.frames() == from.frames()
            {
                align.swap_with(from);
            }
        }
    }
    fn clear_lane(&mut self, lane: usize) {
        for port in self.iter_mut().filter(|port| port.lane == lane) {
            port.delay.clear_lane(0);
        }
    }
}

impl Output {
    /// The output side of bank `bank`; `align`: frames by which a port is aligned. Allocates.
    // not real-time: while an engine is built.
    pub fn of(
        wiring: &Wiring,
        bank: usize,
        (rate, gain_coefficient): (f64, f64),
        align: impl Fn(LanePlace) -> usize,
    ) -> Self {
        let here = || wiring.nodes.iter().filter(|node| node.bank == bank);
        let is_main = wiring.nodes[wiring.main].bank == bank;
        let is_stereo = is_main && wiring.main_width == Width::Stereo;
        let has_limiters = !is_main && here().any(|node| node.params.limiter.is_present());
        let has_pairs = here().any(|node| node.has_pair);
        Self {
            image: is_stereo.then(|| Box::new(Image::new(rate))),
            limiter: is_main.then(|| Box::new(Limiter::new(rate))),
            monitor_limiter: has_limiters.then(|| Box::new(MonitorLimiter::new(rate))),
            ports: ports(wiring, bank, rate, align),
            correlation: has_pairs.then(|| Box::new(Correlation::new(rate))),
            ..Self::new(rate, gain_coefficient)
        }
    }

    /// Once per mark, before its first frame.
    #[inline(always)]
    pub fn mark(&mut self, set: impl InstructionSet) {
        Stage::mark(self, set);
        if self.is_ballistic {
            self.ballistics.mark();
        }
        if let Some(correlation) = &mut self.correlation {
            correlation.mark();
        }
    }

    /// The lowest gain of each lane's limiter without look-ahead, since [`Self::forget_gains`].
    pub fn lowest_monitor_gain(&self) -> Lanes {
        let limiter = self.monitor_limiter.as_ref();
        limiter.map_or(Lanes::splat(1.0), |limiter| limiter.lowest_gain())
    }

    /// Measures the gains of limiters without look-ahead anew.
    pub fn forget_gains(&mut self) {
        if let Some(limiter) = &mut self.monitor_limiter {
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
        set: impl InstructionSet,
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
            set.process(image.as_mut(), signal);
        }
        if let Some(limiter) = &mut self.limiter {
            set.process(limiter.as_mut(), signal);
        }
        if let Some(limiter) = &mut self.monitor_limiter {
            set.process(limiter.as_mut(), signal);
        }
        self.meter.accumulate(signal);
        if self.is_ballistic {
            self.ballistics.measure(signal);
        }
        if let Some(correlation) = &mut self.correlation {
            correlation.measure(signal);
        }
        self.planar.take(&self.signal, segment, set);
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

/// The output ports of bank `bank`. Allocates.
// not real-time: while an engine is built.
fn ports(
    wiring: &Wiring,
    bank: usize,
    rate: f64,
    align: impl Fn(LanePlace) -> usize,
) -> Vec<OutputPort> {
    let places = wiring.outputs.iter().enumerate();
    let here = places.filter(|(_, place)| place.bank == bank);
    here.map(|(port, place)| {
        let frames = align(*place);
        OutputPort {
            lane: place.lane,
            port,
            align: (frames > 0).then(|| FixedDelay::new(frames)),
            delay: AlignmentDelay::new(rate),
        }
    })
    .collect()
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
