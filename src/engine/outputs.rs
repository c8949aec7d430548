//! The output side of buses and main: balance, the main limiter, alignment, the hold, the ports.

use super::MARK;
use super::bank::{Bank, POST_FADER};
use super::io::Io;
use super::segment::{Block, SILENT, Segment};
use super::wiring::{LanePlace, Wiring};
use crate::dsp::delay::FixedDelay;
use crate::dsp::level::LevelMeter;
use crate::dsp::limiter::Limiter;
use crate::dsp::sample::{LANES, Lanes, Sample};
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
    /// The frames of this mark after all of this.
    signal: Block,
    /// The frames of the segment lane by lane, times the hold: what goes to the ports.
    planar: [[f32; MARK]; LANES],
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
            signal: SILENT,
            planar: [[0.0; MARK]; LANES],
        }
    }

    /// Once per mark.
    pub fn mark(&mut self) {
        self.balance.settle();
        if let Some(limiter) = &mut self.limiter {
            limiter.mark();
        }
    }

    /// From the post-fader tap to what the ports get: balance, limiter, levels, hold.
    #[inline(always)]
    pub fn process(&mut self, bank: &Bank, segment: Segment, hold: &[f32; MARK]) {
        let signal = &mut self.signal[segment.in_block()];
        let source = &bank.tap(POST_FADER)[segment.in_block()];
        if self.balance.is_settled() {
            weigh::<false>(&mut self.balance, source, signal);
        } else {
            weigh::<true>(&mut self.balance, source, signal);
        }
        if let Some(limiter) = &mut self.limiter {
            limiter.process(signal);
        }
        self.meter.accumulate(signal);
        let frames = segment.in_block();
        self.planar = turned(signal, &hold[frames]);
    }

    /// Writes a segment to the ports.
    pub fn write(&mut self, segment: Segment, io: &mut impl Io) {
        for port in &mut self.ports {
            let out = &mut io.output(port.port)[segment.in_callback()];
            out.copy_from_slice(&self.planar[port.lane][..segment.count]);
            if let Some(align) = &mut port.align {
                align.process(out);
            }
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

/// Frames as a run per lane, times the hold.
#[inline(always)]
fn turned(signal: &[Lanes], hold: &[f32]) -> [[f32; MARK]; LANES] {
    // Arrays that nothing else can point at: only then does turning round become shuffles.
    let mut runs = [[0.0; MARK]; LANES];
    let [a, b, c, d, e, f, g, h] = runs.each_mut().map(|run| &mut run[..signal.len()]);
    for (i, (x, hold)) in signal.iter().zip(hold).enumerate() {
        let x = *x * Lanes::splat(*hold);
        [a[i], b[i], c[i], d[i], e[i], f[i], g[i], h[i]] = x.0;
    }
    runs
}
