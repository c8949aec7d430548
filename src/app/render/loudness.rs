//! Loudness: ITU-R BS.1770-4 with the times, gates and ranges of EBU R 128 (EBU Tech 3341 and 3342).
//!
//! Every channel passes the K filter; its power is gathered in pieces of 10 ms, weighed and added to that of the
//! others. Everything else is made of these pieces: momentary loudness is the mean of the last 40, short-term
//! loudness that of the last 300, a block of integrated loudness 40 of them every 100 ms, and one of the loudness
//! range 300 of them every second.

use crate::param::Width;
use std::collections::VecDeque;

/// Momentary loudness is read so often. Its maximum would be missed by up to 0.45 LU at 10 readings
/// (EBU Tech 3341, case 13).
pub const PIECES_PER_SECOND: u32 = 100;
/// Pieces of 400 ms: a block, and momentary loudness.
const MOMENTARY: usize = 40;
/// Pieces of 3 s: short-term loudness.
const SHORT_TERM: usize = 300;
/// Pieces between two blocks, and two readings of short-term loudness: 100 ms.
const STEP: u64 = 10;
/// Pieces between two blocks of the loudness range: 1 s.
const RANGE_STEP: u64 = 100;
/// Loudness of a power of 1, in LUFS.
const OFFSET: f64 = -0.691;
/// Blocks below are silence, in LUFS.
const ABSOLUTE_GATE: f64 = -70.0;
/// Blocks that lie so far below the mean do not count, in LU: for integrated loudness and for the range.
const RELATIVE_GATE: f64 = -10.0;
const RANGE_GATE: f64 = -20.0;
/// The weight of loudspeakers at the sides (BS.1770-4, table 4): +1.5 dB.
const SIDES: f64 = 1.41;

/// Measures one output, piece by piece.
pub struct LoudnessMeter {
    /// One for two channels.
    filters: Vec<KFilter>,
    /// Weights of the channels.
    weights: Vec<f64>,
    rate: f64,
    /// The power of the last pieces, weighed and multiplied by their frames; what lies before the start is silence.
    powers: VecDeque<f64>,
    pieces: u64,
    /// Powers of the blocks above the absolute gate.
    blocks: Vec<f64>,
    range_blocks: Vec<f64>,
    momentary_max: f64,
    short_term_max: f64,
}

/// What was measured; −∞ where there was nothing.
#[derive(Clone, Debug)]
pub struct Loudness {
    /// LUFS.
    pub integrated: f64,
    /// LUFS.
    pub momentary_max: f64,
    /// LUFS.
    pub short_term_max: f64,
    /// LU.
    pub range: f64,
}

impl LoudnessMeter {
    /// A meter of an output of this width. Loudspeakers at the sides count by BS.1770, low-frequency effects do not.
    pub fn new(width: Width, rate: u32) -> Self {
        let weights: Vec<f64> = if width.is_surround() {
            width.azimuths_deg().into_iter().map(weight).collect()
        } else {
            vec![1.0; width.channels()]
        };
        Self {
            filters: vec![KFilter::new(f64::from(rate)); weights.len().div_ceil(2)],
            weights,
            rate: f64::from(rate),
            powers: VecDeque::from(vec![0.0; SHORT_TERM]),
            pieces: 0,
            blocks: Vec::new(),
            range_blocks: Vec::new(),
            momentary_max: 0.0,
            short_term_max: 0.0,
        }
    }

    /// Measures the next piece of every channel.
    pub fn add<'p>(&mut self, channels: impl Iterator<Item = &'p [f32]>) {
        self.gather(channels);
        self.pieces += 1;
        let momentary = self.mean(MOMENTARY);
        self.momentary_max = self.momentary_max.max(momentary);
        if !self.pieces.is_multiple_of(STEP) {
            return;
        }
        let short_term = self.mean(SHORT_TERM);
        self.short_term_max = self.short_term_max.max(short_term);
        if self.pieces >= MOMENTARY as u64 && loudness(momentary) >= ABSOLUTE_GATE {
            self.blocks.push(momentary);
        }
        if self.pieces >= SHORT_TERM as u64
            && self.pieces.is_multiple_of(RANGE_STEP)
            && loudness(short_term) >= ABSOLUTE_GATE
        {
            self.range_blocks.push(short_term);
        }
    }

    /// Measures a last piece that is shorter than the others.
    pub fn add_rest<'p>(&mut self, channels: impl Iterator<Item = &'p [f32]>) {
        self.gather(channels);
        self.momentary_max = self.momentary_max.max(self.mean(MOMENTARY));
    }

    /// What was measured.
    pub fn finish(&mut self) -> Loudness {
        Loudness {
            integrated: self.integrated(),
            momentary_max: loudness(self.momentary_max),
            short_term_max: loudness(self.short_term_max.max(self.mean(SHORT_TERM))),
            range: self.range(),
        }
    }

    fn gather<'p>(&mut self, mut channels: impl Iterator<Item = &'p [f32]>) {
        let mut power = 0.0;
        for (filter, weights) in self.filters.iter_mut().zip(self.weights.chunks(2)) {
            let (Some(left), right) = (channels.next(), channels.next()) else {
                break;
            };
            let powers = filter.powers(left, right.unwrap_or(left));
            power += weights
                .iter()
                .zip(powers)
                .map(|(weight, power)| weight * power)
                .sum::<f64>();
        }
        self.powers.pop_front();
        self.powers.push_back(power);
    }

    /// The mean power of the last pieces.
    fn mean(&self, pieces: usize) -> f64 {
        let sum: f64 = self.powers.iter().rev().take(pieces).sum();
        sum / (pieces as f64 / f64::from(PIECES_PER_SECOND) * self.rate)
    }

    fn integrated(&self) -> f64 {
        let gate = gate(&self.blocks, RELATIVE_GATE);
        let above: Vec<f64> = self
            .blocks
            .iter()
            .copied()
            .filter(|power| *power >= gate)
            .collect();
        mean(&above).map_or(f64::NEG_INFINITY, loudness)
    }

    /// From the quietest tenth to the loudest twentieth of what lies above the gate.
    fn range(&mut self) -> f64 {
        let gate = gate(&self.range_blocks, RANGE_GATE);
        self.range_blocks.retain(|power| *power >= gate);
        self.range_blocks.sort_unstable_by(f64::total_cmp);
        let Some(last) = self.range_blocks.len().checked_sub(1) else {
            return 0.0;
        };
        let at = |part: f64| loudness(self.range_blocks[(last as f64 * part).round() as usize]);
        at(0.95) - at(0.1)
    }
}

/// The power so many LU below the mean of the blocks.
fn gate(blocks: &[f64], below: f64) -> f64 {
    mean(blocks).unwrap_or(0.0) * 10_f64.powf(below / 10.0)
}

fn mean(powers: &[f64]) -> Option<f64> {
    let sum: f64 = powers.iter().sum();
    (!powers.is_empty()).then(|| sum / powers.len() as f64)
}

fn loudness(power: f64) -> f64 {
    10.0 * power.log10() + OFFSET
}

/// The weight of a loudspeaker: more from 60 to 120 degrees, none for low-frequency effects.
fn weight(azimuth_deg: Option<f32>) -> f64 {
    match azimuth_deg {
        None => 0.0,
        Some(azimuth) if (60.0..=120.0).contains(&azimuth.abs()) => SIDES,
        Some(_) => 1.0,
    }
}

/// The K filter of BS.1770: a shelf for the head, then a high-pass. The standard gives its coefficients for 48 kHz;
/// these are the analogue filters behind them, so that they hold at every rate.
#[derive(Clone, Debug)]
struct KFilter {
    shelf: Biquad,
    high_pass: Biquad,
}

impl KFilter {
    fn new(rate: f64) -> Self {
        // f0, Q and gain of the shelf, then f0 and Q of the high-pass.
        let (hertz, q, gain_db) = (
            1_681.974_450_955_533,
            0.707_175_236_955_419_6,
            3.999_843_853_973_347,
        );
        let k = (std::f64::consts::PI * hertz / rate).tan();
        let high = 10_f64.powf(gain_db / 20.0);
        let middle = high.powf(0.499_666_774_154_541_6);
        let shelf = Biquad::new(
            [
                high + middle * k / q + k * k,
                2.0 * (k * k - high),
                high - middle * k / q + k * k,
            ],
            k,
            q,
        );
        let (hertz, q) = (38.135_470_876_024_44, 0.500_327_037_323_877_3);
        let k = (std::f64::consts::PI * hertz / rate).tan();
        let mut high_pass = Biquad::new([0.0; 3], k, q);
        // The standard's high-pass is not normalised: its gain is a little above 1.
        high_pass.forward = [1.0, -2.0, 1.0];
        Self { shelf, high_pass }
    }

    /// The sums of the squares of two pieces, side by side, that have passed the filter.
    fn powers(&mut self, left: &[f32], right: &[f32]) -> [f64; 2] {
        let (mut shelf, mut high_pass) = (self.shelf, self.high_pass);
        let mut sums = [0.0; 2];
        for (left, right) in left.iter().zip(right) {
            let y = high_pass.filter(shelf.filter([f64::from(*left), f64::from(*right)]));
            sums = [sums[0] + y[0] * y[0], sums[1] + y[1] * y[1]];
        }
        (self.shelf, self.high_pass) = (shelf, high_pass);
        sums
    }
}

/// A filter of second order for two channels, in its direct form: the way from one output to the next is short.
#[derive(Clone, Copy, Debug)]
struct Biquad {
    forward: [f64; 3],
    back: [f64; 2],
    /// The last two of both channels.
    inputs: [[f64; 2]; 2],
    outputs: [[f64; 2]; 2],
}

impl Biquad {
    /// Numerator before it is normalised, tan(π·f/rate) and Q.
    fn new(over: [f64; 3], k: f64, q: f64) -> Self {
        let one = 1.0 + k / q + k * k;
        Self {
            forward: over.map(|c| c / one),
            back: [2.0 * (k * k - 1.0) / one, (1.0 - k / q + k * k) / one],
            inputs: [[0.0; 2]; 2],
            outputs: [[0.0; 2]; 2],
        }
    }

    #[inline(always)]
    fn filter(&mut self, x: [f64; 2]) -> [f64; 2] {
        let ([b0, b1, b2], [a1, a2]) = (self.forward, self.back);
        let ([x1, x2], [y1, y2]) = (self.inputs, self.outputs);
        let y = std::array::from_fn(|c| {
            let known = b0 * x[c] + b1 * x1[c] + b2 * x2[c] - a2 * y2[c];
            known - a1 * y1[c]
        });
        self.inputs = [x, x1];
        self.outputs = [y, y1];
        y
    }
}

#[cfg(test)]
mod tests {
    use super::super::random::Random;
    use super::*;
    use ebur128::{Channel, EbuR128, Mode};

    /// Noise whose level changes every second, as music does.
    fn music(seed: u64, rate: u32, seconds: usize) -> Vec<f32> {
        let mut random = Random::new(seed);
        let levels = [0.5, 0.05, 0.2, 0.001, 0.3, 0.0, 0.02, 0.6];
        let mut low = 0.0;
        let frame = |n: usize| {
            low += 0.2 * (random.bipolar() - low);
            (levels[n / rate as usize % levels.len()] * low) as f32
        };
        (0..rate as usize * seconds + 1234).map(frame).collect()
    }

    fn ours(width: Width, rate: u32, channels: &[Vec<f32>]) -> Loudness {
        let mut meter = LoudnessMeter::new(width, rate);
        let ends = |piece: usize| piece * rate as usize / PIECES_PER_SECOND as usize;
        let frames = channels[0].len();
        let mut piece = 0;
        while ends(piece + 1) <= frames {
            meter.add(channels.iter().map(|c| &c[ends(piece)..ends(piece + 1)]));
            piece += 1;
        }
        meter.add_rest(channels.iter().map(|c| &c[ends(piece)..]));
        meter.finish()
    }

    /// The same by another program, which sums every window anew.
    fn theirs(map: &[Channel], rate: u32, channels: &[Vec<f32>]) -> Loudness {
        let mut meter =
            EbuR128::new(map.len() as u32, rate, Mode::I | Mode::LRA | Mode::S).unwrap();
        meter.set_channel_map(map).unwrap();
        let (mut momentary_max, mut short_term_max) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        let length = (rate / PIECES_PER_SECOND) as usize;
        for from in (0..channels[0].len()).step_by(length) {
            let to = channels[0].len().min(from + length);
            let pieces: Vec<&[f32]> = channels.iter().map(|c| &c[from..to]).collect();
            meter.add_frames_planar_f32(&pieces).unwrap();
            momentary_max = meter.loudness_momentary().unwrap().max(momentary_max);
            if (from / length + 1).is_multiple_of(10) {
                short_term_max = meter.loudness_shortterm().unwrap().max(short_term_max);
            }
        }
        Loudness {
            integrated: meter.loudness_global().unwrap(),
            momentary_max,
            short_term_max,
            range: meter.loudness_range().unwrap(),
        }
    }

    #[test]
    fn it_agrees_with_another_meter() {
        use Channel::{Left, LeftSurround, Unused};
        let surround = [Left, Left, Left, Unused, LeftSurround, LeftSurround];
        for (width, map, rate, tolerance) in [
            (Width::Mono, &[Left][..], 48_000, 1e-6),
            (Width::Stereo, &[Left; 2], 44_100, 1e-6),
            (Width::Stereo, &[Left; 2], 96_000, 1e-6),
            (Width::Lcr, &[Left; 3], 48_000, 1e-6),
            (Width::FiveOne, &surround, 48_000, 1e-6),
            // Its pieces differ by a frame.
            (Width::Mono, &[Left], 11_025, 0.05),
        ] {
            let channels: Vec<Vec<f32>> = (0..map.len() as u64)
                .map(|seed| music(seed + 1, rate, 20))
                .collect();
            let (ours, theirs) = (ours(width, rate, &channels), theirs(map, rate, &channels));
            for (what, ours, theirs) in [
                ("integrated", ours.integrated, theirs.integrated),
                ("momentary", ours.momentary_max, theirs.momentary_max),
                ("short-term", ours.short_term_max, theirs.short_term_max),
                ("range", ours.range, theirs.range),
            ] {
                let close = (ours - theirs).abs() < tolerance;
                assert!(
                    close,
                    "{what} of {width:?} at {rate} Hz: {ours}, not {theirs}"
                );
            }
            assert!(ours.range > 5.0 && ours.integrated > -40.0);
        }
    }

    #[test]
    fn silence_and_what_is_too_short_have_no_loudness() {
        let silence = ours(
            Width::Stereo,
            48_000,
            &[vec![0.0; 48_000], vec![0.0; 48_000]],
        );
        for loudness in [
            silence.integrated,
            silence.momentary_max,
            silence.short_term_max,
        ] {
            assert_eq!(loudness, f64::NEG_INFINITY);
        }
        assert_eq!(silence.range, 0.0);
        let click = ours(Width::Mono, 48_000, &[vec![0.5, -0.5, 0.5]]);
        assert_eq!(click.integrated, f64::NEG_INFINITY);
        assert!(click.momentary_max > -60.0 && click.short_term_max > -70.0);
    }
}
