//! The output side of buses and main: balance and width, the image and limiter of main, alignment,
//! the hold, the ports.

use super::bank::{Bank, POST_FADER};
use super::dispatch::Kernels;
use super::hold::Hold;
use super::io::Io;
use super::segment::{SILENT, Segment};
use super::wiring::{LanePlace, Wiring};
use crate::dsp::ballistics::Ballistics;
use crate::dsp::correlation::Correlation;
use crate::dsp::delay::FixedDelay;
use crate::dsp::image::Image;
use crate::dsp::level::LevelMeter;
use crate::dsp::limiter::Limiter;
use crate::dsp::sample::{Lanes, Sample};
use crate::dsp::smoother::Smoother;

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
    /// Main only.
    pub(super) limiter: Option<Box<Limiter>>,
    /// Levels after all of this, before the hold.
    pub(super) meter: LevelMeter<Lanes>,
    /// The chosen kind of meter, in the same place.
    pub(super) ballistics: Ballistics<Lanes>,
    /// Peaks are in `meter` already: anything else is chosen.
    pub(super) is_ballistic: bool,
    /// The correlation of its stereo nodes, if there are any.
    pub(super) correlation: Option<Box<Correlation>>,
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
}

impl Output {
    /// The output side of bank `bank`; `align`: frames by which a port is aligned. Allocates.
    pub fn new(
        wiring: &Wiring,
        bank: usize,
        (rate, gain_coefficient): (f64, f64),
        (image, limiter): (Option<Box<Image>>, Option<Box<Limiter>>),
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
                }
            })
            .collect();
        let balance = Smoother::new(gain_coefficient, 1.0);
        let mut nodes = wiring.nodes.iter().filter(|node| node.bank == bank);
        let has_stereo = nodes.any(|node| node.channels == 2);
        Self {
            balance,
            cross: Smoother::new(gain_coefficient, 0.0),
            image,
            ports,
            limiter,
            meter: LevelMeter::default(),
            ballistics: Ballistics::new(rate),
            is_ballistic: false,
            correlation: has_stereo.then(|| Box::new(Correlation::new(rate))),
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
        if let Some(limiter) = &mut self.limiter {
            limiter.mark();
        }
    }

    /// Everything stands where its settings say.
    pub fn snap(&mut self) {
        self.balance.snap();
        self.cross.snap();
        if let Some(image) = &mut self.image {
            image.snap_pair(0);
        }
    }

    fn run_balance(&mut self, signal: &mut [Lanes]) {
        let crosses = !self.cross.is_settled() || self.cross.value() != Lanes::default();
        for x in signal {
            let own = *x * self.balance.next();
            *x = if crosses {
                own + x.swap_pairs() * self.cross.next()
            } else {
                own
            };
        }
    }

    /// Writes a segment to the ports.
    pub fn run(
        &mut self,
        kernels: Kernels,
        bank: &Bank,
        segment: Segment,
        hold: &Hold,
        io: &mut impl Io,
    ) {
        let mut work = SILENT;
        let signal = &mut work[..segment.count];
        signal.copy_from_slice(&bank.tap(POST_FADER)[segment.in_block()]);
        self.run_balance(signal);
        if let Some(image) = &mut self.image {
            kernels.widen(image, signal);
        }
        if let Some(limiter) = &mut self.limiter {
            kernels.limit(limiter, signal);
        }
        self.meter.accumulate(signal);
        if self.is_ballistic {
            kernels.show(&mut self.ballistics, signal);
        }
        if let Some(correlation) = &mut self.correlation {
            kernels.correlate(correlation, signal);
        }
        let hold = &hold.block()[segment.in_block()];
        for port in &mut self.ports {
            let out = &mut io.output(port.port)[segment.in_callback()];
            for ((out, x), hold) in out.iter_mut().zip(&*signal).zip(hold) {
                *out = x[port.lane] * *hold;
            }
            if let Some(align) = &mut port.align {
                align.process(out);
            }
        }
    }
}
