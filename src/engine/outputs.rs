//! The output side of buses and main: balance, the main limiter, alignment, the hold, the ports.

use super::bank::{Bank, POST_FADER};
use super::dispatch::Kernels;
use super::hold::Hold;
use super::io::Io;
use super::segment::{SILENT, Segment};
use super::wiring::{LanePlace, Wiring};
use crate::dsp::delay::FixedDelay;
use crate::dsp::level::LevelMeter;
use crate::dsp::limiter::Limiter;
use crate::dsp::sample::Lanes;
use crate::dsp::smoother::Smoother;

/// What a bank of buses, or main, does after its post-fader tap.
#[derive(Debug)]
pub struct Output {
    /// Balance of stereo nodes, a gain per lane.
    pub(super) balance: Smoother<Lanes>,
    /// The ports of its lanes: (lane, port, alignment).
    pub(super) ports: Vec<OutputPort>,
    /// Main only.
    pub(super) limiter: Option<Box<Limiter>>,
    /// Levels after all of this, before the hold.
    pub(super) meter: LevelMeter<Lanes>,
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
        gain_coefficient: f64,
        limiter: Option<Box<Limiter>>,
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
        Self {
            balance,
            ports,
            limiter,
            meter: LevelMeter::default(),
        }
    }

    /// Once per mark.
    pub fn mark(&mut self) {
        self.balance.settle();
        if let Some(limiter) = &mut self.limiter {
            limiter.mark();
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
        for x in signal.iter_mut() {
            *x *= self.balance.next();
        }
        if let Some(limiter) = &mut self.limiter {
            kernels.limit(limiter, signal);
        }
        self.meter.accumulate(signal);
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
