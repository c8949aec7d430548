//! The fair kernel: the same work as a full strip and nothing else, to compare with.
//!
//! Per strip: the two sections of a 24 dB high-pass and six bands as state-variable filters in one cascade, a
//! gate with attack and release, a compressor with an RMS detector and a soft knee, gain with peak and power
//! meters, two sides and a send to every bus. Eight strips side by side, the same mathematics as the engine's and
//! the same instruction set, without fused multiply-add. What it has not is all that makes a console: nothing
//! glides, sleeps, is switched, routed, recalled or delayed, its input needs no sorting, and it could play no show.

use super::clock::{Clock, Timing};
use super::deck::{NOISE, NOISE_PEAK};
use super::limits::RATE;
use crate::cli::BenchArgs;
use crate::dsp::math::{exp2_in_range, log2_of_power};
use crate::dsp::processor::Processor;
use crate::dsp::random::Random;
use crate::dsp::sample::{LANES, Lanes, Sample};
use crate::dsp::svf::{Svf, SvfCoefficients, SvfFactors};
use crate::engine::dispatch::Kernels;
use std::f64::consts::PI;

/// Two sections of the high-pass and six bands.
const SECTIONS: usize = 8;
/// Their frequencies.
const FREQS_HZ: [f64; SECTIONS] = [80.0, 80.0, 60.0, 170.0, 470.0, 1300.0, 3700.0, 10_000.0];
/// The sides of main.
const SIDES: usize = 2;

/// The fair kernel with noise at its inputs and a clock beside it.
pub struct FairDeck {
    kernels: Kernels,
    kernel: FairKernel,
    noise: Vec<Lanes>,
    input: Vec<Lanes>,
    at: usize,
    clock: Clock,
}

impl FairDeck {
    /// For as many strips and buses as the engine has beside it.
    pub fn new(options: &BenchArgs) -> Self {
        let kernel = FairKernel::of(options.strips, options.buses, options.period, RATE.into());
        let mut random = Random::new(1);
        let frames = kernel.groups.len() * options.period;
        let mut frame = || {
            Lanes(std::array::from_fn(|_| {
                (NOISE_PEAK * random.bipolar()) as f32
            }))
        };
        Self {
            kernels: options.kernels.kernels(),
            kernel,
            noise: (0..NOISE / LANES + frames).map(|_| frame()).collect(),
            input: vec![Lanes::default(); frames],
            at: 0,
            clock: Clock::new(options),
        }
    }

    /// Runs at least so many frames.
    pub fn run(&mut self, frames: u64) {
        let period = self.kernel.frames.len();
        for _ in 0..frames.div_ceil(period as u64) {
            let from = self.at % (NOISE / LANES);
            let noise = &self.noise[from..from + self.input.len()];
            self.input.copy_from_slice(noise);
            let (kernel, input) = (&mut self.kernel, &mut self.input);
            self.clock.time(|| self.kernels.run_alone(kernel, input));
            self.at += period;
        }
    }

    /// Forgets what has been measured.
    pub fn forget(&mut self) {
        self.clock.forget();
    }

    /// What was measured.
    pub fn timing(&self) -> Timing {
        self.clock.timing()
    }
}

/// Eight strips.
///
/// Legend: `envelope` and `open` are the gate's detector and gain, `power` and `reduction` the compressor's (the
/// latter in octaves of gain), `peak` and `heard` the meters, `shares` the gains to both sides and every bus.
#[derive(Debug)]
struct Group {
    filters: [Svf<Lanes>; SECTIONS],
    envelope: Lanes,
    open: Lanes,
    power: Lanes,
    reduction: Lanes,
    peak: Lanes,
    heard: Lanes,
    shares: Vec<Lanes>,
}

/// All strips of a comparison, and what they sum into.
#[derive(Debug)]
struct FairKernel {
    factors: [SvfFactors<Lanes>; SECTIONS],
    groups: Vec<Group>,
    /// Frame by frame what each group of lanes gives to both sides and to every bus.
    sums: Vec<Vec<Lanes>>,
    frames: Vec<Lanes>,
}

impl FairKernel {
    /// As many strips, rounded up to eights, buses and frames per run.
    fn of(strips: usize, buses: usize, period: usize, rate: f64) -> Self {
        let group = || Group {
            filters: [Svf::default(); SECTIONS],
            envelope: Lanes::default(),
            open: Lanes::default(),
            power: Lanes::default(),
            reduction: Lanes::default(),
            peak: Lanes::default(),
            heard: Lanes::default(),
            shares: vec![Lanes::splat(0.125); SIDES + buses],
        };
        Self {
            factors: std::array::from_fn(|section| factors(section, rate)),
            groups: (0..strips.div_ceil(LANES)).map(|_| group()).collect(),
            sums: vec![vec![Lanes::default(); period]; SIDES + buses],
            frames: vec![Lanes::default(); period],
        }
    }
}

/// A high-pass twice, then bells an octave and a half apart.
fn factors(section: usize, rate: f64) -> SvfFactors<Lanes> {
    let freq_hz = FREQS_HZ[section];
    let m = match section {
        0 | 1 => [1.0, -1.4, -1.0],
        _ => [1.0, 1.0, 0.0],
    };
    SvfCoefficients {
        g: Lanes::splat((PI * freq_hz / rate).tan() as f32),
        k: Lanes::splat(1.4),
        m0: Lanes::splat(m[0]),
        m1: Lanes::splat(m[1]),
        m2: Lanes::splat(m[2]),
    }
    .solved()
}

impl Group {
    #[inline(always)]
    fn filter(&mut self, factors: &[SvfFactors<Lanes>; SECTIONS], run: &mut [Lanes]) {
        let mut filters = self.filters;
        for x in run {
            for (filter, factors) in filters.iter_mut().zip(factors) {
                *x = filter.tick(*x, factors);
            }
        }
        self.filters = filters;
    }

    #[inline(always)]
    fn gate(&mut self, run: &mut [Lanes]) {
        let (threshold, decay) = (Lanes::splat(0.003), Lanes::splat(0.999));
        let (attack, release) = (Lanes::splat(0.02), Lanes::splat(0.0005));
        let (shut, one) = (Lanes::splat(0.01), Lanes::splat(1.0));
        let (mut envelope, mut open) = (self.envelope, self.open);
        for x in run {
            envelope = (envelope * decay).larger(x.magnitude());
            let goal = envelope.select_gt(threshold, one, shut);
            let speed = envelope.select_gt(threshold, attack, release);
            open += speed * (goal - open);
            *x *= open;
        }
        (self.envelope, self.open) = (envelope, open);
    }

    #[inline(always)]
    fn compress(&mut self, run: &mut [Lanes]) {
        let (kept, taken, least) = (
            Lanes::splat(0.998),
            Lanes::splat(0.002),
            Lanes::splat(1e-12),
        );
        let (threshold, slope, knee) =
            (Lanes::splat(-9.0), Lanes::splat(0.375), Lanes::splat(0.25));
        let (attack, release) = (Lanes::splat(0.002), Lanes::splat(0.9998));
        let (zero, makeup) = (Lanes::default(), Lanes::splat(0.5));
        let (mut power, mut released) = (self.power, self.reduction);
        let mut reduction = self.reduction;
        for x in run {
            power = kept * power + taken * (*x * *x);
            let over = log2_of_power(least.larger(power)) - threshold;
            // A quadratic knee one octave of power on both sides of the threshold.
            let bent = zero.larger(over + Lanes::splat(1.0));
            let asked = slope * (knee * bent * bent).smaller(over.larger(zero));
            released = asked.larger(asked + release * (released - asked));
            reduction += attack * (released - reduction);
            *x *= exp2_in_range(makeup - reduction);
        }
        (self.power, self.reduction) = (power, reduction);
    }

    #[inline(always)]
    fn meter(&mut self, run: &[Lanes]) {
        let (mut peak, mut heard) = (self.peak, self.heard);
        for x in run {
            peak = peak.larger(x.magnitude());
            heard += *x * *x;
        }
        (self.peak, self.heard) = (peak, heard);
    }

    #[inline(always)]
    fn share(&self, run: &[Lanes], sums: &mut [Vec<Lanes>]) {
        for (share, sum) in self.shares.iter().zip(sums) {
            for (sum, x) in sum.iter_mut().zip(run) {
                *sum += *share * *x;
            }
        }
    }
}

/// What is set is set: this is a kernel alone.
impl Processor<Lanes> for FairKernel {
    type Settings = ();

    fn new(rate: f64) -> Self {
        Self::of(LANES, 0, 1, rate)
    }
    fn set(&mut self, _lane: usize, (): ()) {}
    fn snap_lane(&mut self, _lane: usize) {}
    fn mark(&mut self) {}

    /// `run` holds the input of one group after the other.
    #[inline(always)]
    fn process(&mut self, run: &mut [Lanes]) {
        for sum in &mut self.sums {
            sum.fill(Lanes::default());
        }
        let period = self.frames.len();
        for (group, input) in self.groups.iter_mut().zip(run.chunks_exact(period)) {
            let frames = &mut self.frames[..];
            frames.copy_from_slice(input);
            group.filter(&self.factors, frames);
            group.gate(frames);
            group.compress(frames);
            group.meter(frames);
            group.share(frames, &mut self.sums);
        }
    }

    fn is_at_rest(&self) -> bool {
        false
    }
    fn adopt_lane(&mut self, _lane: usize, _other: &mut Self, _other_lane: usize) {}
    fn clear_lane(&mut self, _lane: usize) {}
}
