//! Loudness: ITU-R BS.1770-4 with the times, gates and ranges of EBU R 128 (EBU Tech 3341 and 3342).
//!
//! Every channel passes the K filter; its power is gathered in pieces of 10 ms, weighed and added to that of the
//! others. Everything else is made of these pieces: momentary loudness is the mean of the last 40, short-term
//! loudness that of the last 300, a block of integrated loudness 40 of them every 100 ms, and one of the loudness
//! range 300 of them every second.

use super::histogram::{ABSOLUTE_GATE, Histogram};
use super::k_filter::KFilter;
use super::units::loudness;
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
/// Blocks that lie so far below the mean do not count, in LU: for integrated loudness and for the range.
const RELATIVE_GATE: f64 = -10.0;
const RANGE_GATE: f64 = -20.0;
/// An end of a block that lies so far below the block is silence, in LU.
const END_GATE: f64 = -20.0;
/// The weight of loudspeakers at the sides (BS.1770-4, table 4): +1.5 dB.
const SIDES: f64 = 1.41;

/// Measures one output, piece by piece.
#[derive(Clone, Debug)]
pub struct LoudnessMeter {
    /// One for two channels.
    filters: Vec<KFilter>,
    /// Weights of the channels.
    weights: Vec<f64>,
    rate: f64,
    /// The power of the last pieces, weighed and multiplied by their frames; what lies before the start is silence.
    powers: VecDeque<f64>,
    pieces: u64,
    /// The blocks above the absolute gate.
    blocks: Histogram,
    range_blocks: Histogram,
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
            blocks: Histogram::default(),
            range_blocks: Histogram::default(),
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
        if self.pieces >= MOMENTARY as u64 {
            self.blocks.add(momentary);
        }
        if self.pieces >= SHORT_TERM as u64 && self.pieces.is_multiple_of(RANGE_STEP) {
            self.range_blocks.add(short_term);
        }
    }

    /// Measures a last piece that is shorter than the others.
    pub fn add_rest<'p>(&mut self, channels: impl Iterator<Item = &'p [f32]>) {
        self.gather(channels);
        self.momentary_max = self.momentary_max.max(self.mean(MOMENTARY));
    }

    /// What was measured.
    pub fn finish(&self) -> Loudness {
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

    /// The loudness of everything so far, in LUFS.
    pub fn integrated(&self) -> f64 {
        let power = self.blocks.mean_above(RELATIVE_GATE);
        power.map_or(f64::NEG_INFINITY, loudness)
    }

    /// From the quietest tenth to the loudest twentieth of what lies above the gate, in LU.
    pub fn range(&self) -> f64 {
        let ends = self.range_blocks.spread(RANGE_GATE, (0.1, 0.95));
        ends.map_or(0.0, |(low, high)| loudness(high) - loudness(low))
    }

    /// The loudness of the last 400 ms, in LUFS; what lies before the start is silence.
    pub fn momentary(&self) -> f64 {
        loudness(self.mean(MOMENTARY))
    }

    /// The loudness of the last 3 s, in LUFS; what lies before the start is silence.
    pub fn short_term(&self) -> f64 {
        loudness(self.mean(SHORT_TERM))
    }

    /// True while there is sound at both ends of the last 400 ms: they are no beginning of a sound and no end.
    pub fn is_whole(&self) -> bool {
        let quarter = MOMENTARY / 4;
        let newest = self.powers.iter().rev();
        let last: f64 = newest.clone().take(quarter).sum();
        let first: f64 = newest.skip(MOMENTARY - quarter).take(quarter).sum();
        let frames = quarter as f64 / f64::from(PIECES_PER_SECOND) * self.rate;
        let silence = ABSOLUTE_GATE.max(self.momentary() + END_GATE);
        [first, last]
            .into_iter()
            .all(|sum| loudness(sum / frames) > silence)
    }

    /// Pieces so far, of [`PIECES_PER_SECOND`] in a second.
    pub fn pieces(&self) -> u64 {
        self.pieces
    }
}

/// The weight of a loudspeaker: more from 60 to 120 degrees, none for low-frequency effects.
fn weight(azimuth_deg: Option<f32>) -> f64 {
    match azimuth_deg {
        None => 0.0,
        Some(azimuth) if (60.0..=120.0).contains(&azimuth.abs()) => SIDES,
        Some(_) => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ebur128::{Channel, EbuR128, Mode};

    /// Noise whose level changes every second, as music does.
    fn music(seed: u64, rate: u32, seconds: usize) -> Vec<f32> {
        let mut state = seed;
        let levels = [0.5, 0.05, 0.2, 0.001, 0.3, 0.0, 0.02, 0.6];
        let mut low = 0.0;
        let frame = |n: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let noise = (state >> 33) as f64 / f64::from(1 << 30) - 1.0;
            low += 0.2 * (noise - low);
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
                // Blocks of a hundredth of a LU are counted together.
                let grain = if what == "range" { 0.02 } else { 0.0 };
                let close = (ours - theirs).abs() < tolerance + grain;
                assert!(
                    close,
                    "{what} of {width:?} at {rate} Hz: {ours}, not {theirs}"
                );
            }
            assert!(ours.range > 5.0 && ours.integrated > -40.0);
        }
    }

    /// 1 kHz in both channels, in parts of so many seconds at a level in dBFS; none for silence.
    fn tone(parts: &[(f64, Option<f64>)]) -> Vec<f32> {
        let mut out: Vec<f32> = Vec::new();
        for (seconds, level) in parts {
            let amplitude = level.map_or(0.0, |db| 10_f64.powf(db / 20.0));
            let frames = (seconds * 48_000.0).round() as usize;
            let from = out.len();
            let sample = |n: usize| {
                let phase = std::f64::consts::TAU * ((from + n) % 48) as f64 / 48.0;
                (amplitude * phase.sin()) as f32
            };
            out.extend((0..frames).map(sample));
        }
        out
    }

    /// The largest reading of each 10 ms from a second on, of both channels.
    fn highest(signal: &[f32], from: f64, reading: impl Fn(&LoudnessMeter) -> f64) -> (f64, f64) {
        let mut meter = LoudnessMeter::new(Width::Stereo, 48_000);
        let (mut lowest, mut highest) = (f64::INFINITY, f64::NEG_INFINITY);
        for (at, piece) in signal.chunks_exact(480).enumerate() {
            meter.add([piece, piece].into_iter());
            if (at + 1) as f64 / 100.0 >= from {
                let read = reading(&meter);
                (lowest, highest) = (lowest.min(read), highest.max(read));
            }
        }
        (lowest, highest)
    }

    fn near(read: f64, expected: f64, case: &str) {
        assert!(
            (read - expected).abs() < 0.1,
            "{case}: {read}, not {expected}"
        );
    }

    /// EBU Tech 3341, cases 1 to 5: what is measured of a whole programme.
    #[test]
    fn programmes_of_the_standard_read_as_it_says() {
        let at = |seconds: f64, level: f64| (seconds, Some(level));
        let edges = [at(10.0, -36.0), at(60.0, -23.0), at(10.0, -36.0)];
        let quiet = [&[at(10.0, -72.0)], &edges[..], &[at(10.0, -72.0)]].concat();
        for (case, parts, expected) in [
            ("1", vec![at(20.0, -23.0)], -23.0),
            ("2", vec![at(20.0, -33.0)], -33.0),
            ("3", edges.to_vec(), -23.0),
            ("4", quiet, -23.0),
            (
                "5",
                vec![at(20.0, -26.0), at(20.1, -20.0), at(20.0, -26.0)],
                -23.0,
            ),
        ] {
            let signal = tone(&parts);
            let read = ours(Width::Stereo, 48_000, &[signal.clone(), signal]);
            near(read.integrated, expected, case);
        }
        let signal = tone(&[at(20.0, -23.0)]);
        for reading in [LoudnessMeter::momentary, LoudnessMeter::short_term] {
            let (lowest, highest) = highest(&signal, 3.0, reading);
            near(lowest, -23.0, "1, live");
            near(highest, -23.0, "1, live");
        }
    }

    /// Case 6: a programme of five channels.
    #[test]
    fn surrounds_of_the_standard_read_as_it_says() {
        let [front, centre, behind] =
            [-28.0, -24.0, -30.0].map(|level| tone(&[(20.0, Some(level))]));
        let silent = vec![0.0; front.len()];
        let channels = [front.clone(), front, centre, silent, behind.clone(), behind];
        let read = ours(Width::FiveOne, 48_000, &channels);
        near(read.integrated, -23.0, "6");
    }

    /// Cases 9 to 14: what is shown while it plays.
    #[test]
    fn live_readings_of_the_standard_hold() {
        let bursts: Vec<_> = std::iter::repeat_n([(1.34, Some(-20.0)), (1.66, Some(-30.0))], 5)
            .flatten()
            .collect();
        let (lowest, highest_read) = highest(&tone(&bursts), 3.0, LoudnessMeter::short_term);
        near(lowest, -23.0, "9");
        near(highest_read, -23.0, "9");
        let bursts: Vec<_> = std::iter::repeat_n([(0.18, Some(-20.0)), (0.22, Some(-30.0))], 25)
            .flatten()
            .collect();
        let (lowest, highest_read) = highest(&tone(&bursts), 1.0, LoudnessMeter::momentary);
        near(lowest, -23.0, "12");
        near(highest_read, -23.0, "12");
        for i in 0..20 {
            let late = f64::from(i);
            let (long, short) = (late * 0.15, late * 0.02);
            let file = |seconds, late| tone(&[(late, None), (seconds, Some(-23.0)), (1.0, None)]);
            let read = highest(&file(3.0, long), 0.0, LoudnessMeter::short_term).1;
            near(read, -23.0, "10");
            let read = highest(&file(0.4, short), 0.0, LoudnessMeter::momentary).1;
            near(read, -23.0, "13");
            let level = late - 38.0;
            let live = |seconds, late: f64| {
                tone(&[(late, None), (seconds, Some(level)), (seconds - late, None)])
            };
            let read = highest(&live(3.0, long), 0.0, LoudnessMeter::short_term).1;
            near(read, level, "11");
            let read = highest(&live(0.4, short), 0.0, LoudnessMeter::momentary).1;
            near(read, level, "14");
        }
    }

    /// EBU Tech 3342, cases 1 to 4.
    #[test]
    fn ranges_of_the_standard_read_as_it_says() {
        for (levels, expected) in [
            (&[-20.0, -30.0][..], 10.0),
            (&[-20.0, -15.0], 5.0),
            (&[-40.0, -20.0], 20.0),
            (&[-50.0, -35.0, -20.0, -35.0, -50.0], 15.0),
        ] {
            let parts: Vec<_> = levels.iter().map(|level| (20.0, Some(*level))).collect();
            let signal = tone(&[&parts[..], &[(1.5, None)]].concat());
            let read = ours(Width::Stereo, 48_000, &[signal.clone(), signal]);
            assert!(
                (read.range - expected).abs() < 0.1,
                "{levels:?}: {}",
                read.range
            );
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
