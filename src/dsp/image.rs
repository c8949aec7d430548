//! The stereo image of a mix: its width, and a mono bass.
//!
//! Mid and side are M = (L + R)/2 and S = (L − R)/2; the width is a gain of S. For a mono bass S goes
//! through a high-pass of 24 dB per octave, the upper half of a Linkwitz-Riley crossover (S. Linkwitz
//! and R. Riley, 1976), and M through the all-pass that both halves of the crossover add up to: so
//! sides and middle keep their phase towards each other.

use super::FRAMES_PER_MARK;
use super::cut_filter::{CutFilter, SECTIONS, Section};
use super::high_pass::Low;
use super::linkwitz_riley::{ALL_PASS, HIGH_PASS};
use super::math::{log2_f64, one_pole_coefficient};
use super::processor::Processor;
use super::sample::{LANES, Lanes, Sample};
use super::smoother::Smoother;

/// Time constant of each of the two one-poles that smooth the width, in seconds.
const SMOOTHING_SECONDS: f64 = 0.005;

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ImageSettings {
    /// 0 mono, 1 untouched, 2 twice the difference of the sides.
    pub width: f32,
    /// Below `bass_mono_hz` both sides are the same.
    pub bass_mono_on: bool,
    /// The frequency of the crossover, in Hz.
    pub bass_mono_hz: f32,
}

impl ImageSettings {
    /// Leaves both sides alone.
    pub const NEUTRAL: Self = Self {
        width: 1.0,
        bass_mono_on: false,
        bass_mono_hz: 100.0,
    };
}

/// The image of stereo pairs: an even channel is a left one, the next is its right one.
#[derive(Clone, Debug)]
pub struct Image {
    /// M in even channels, S in odd ones.
    filter: CutFilter<Lanes, Low>,
    /// The gain of S, in both channels of a pair.
    width: Smoother<Lanes>,
    /// 1 in channels of pairs that are not neutral, else 0.
    active: Lanes,
}

/// 1 in even channels, −1 in odd ones.
const SIGN: Lanes = Lanes([1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0]);

impl Processor<Lanes> for Image {
    type Settings = ImageSettings;

    fn new(rate: f64) -> Self {
        Self {
            filter: CutFilter::new(rate),
            width: Smoother::new(one_pole_coefficient(SMOOTHING_SECONDS, rate), 1.0),
            active: Lanes::default(),
        }
    }

    /// An even channel is the middle of its pair, the next the sides: set both.
    fn set(&mut self, lane: usize, settings: ImageSettings) {
        let log2_freq = log2_f64(f64::from(settings.bass_mono_hz));
        let sections = match (settings.bass_mono_on, lane.is_multiple_of(2)) {
            (false, _) => [Section::NEUTRAL; SECTIONS],
            (true, true) => [ALL_PASS, Section::NEUTRAL],
            (true, false) => [HIGH_PASS; SECTIONS],
        };
        self.filter.aim(lane, log2_freq, sections);
        self.width.set_target(lane, settings.width);
    }

    fn snap_lane(&mut self, lane: usize) {
        self.filter.snap_lane(lane);
        self.width.snap_lane(lane);
        self.find_active();
    }

    #[inline(always)]
    fn mark(&mut self) {
        self.filter.mark();
        self.width.settle();
        self.find_active();
    }

    /// Processes a run of frames inside one mark, in place; leaves it alone when all pairs are
    /// neutral.
    #[inline(always)]
    fn process(&mut self, buffer: &mut [Lanes]) {
        if self.is_neutral() {
            return;
        }
        debug_assert!(buffer.len() <= FRAMES_PER_MARK);
        let (zero, half) = (Lanes::default(), Lanes::splat(0.5));
        let mut coded = [zero; FRAMES_PER_MARK];
        let coded = &mut coded[..buffer.len()];
        for (coded, x) in coded.iter_mut().zip(&*buffer) {
            // Even channels (L + R)/2, odd ones (L − R)/2.
            *coded = (x.swap_pairs() + *x * SIGN) * half;
        }
        self.filter.process(coded);
        for (x, coded) in buffer.iter_mut().zip(&*coded) {
            let (width, other) = (self.width.next(), coded.swap_pairs());
            // Even channels M + w·S, odd ones M − w·S.
            let decoded = SIGN.select_gt(zero, *coded + width * other, other - width * *coded);
            *x = self.active.select_gt_in_place(half, decoded, *x);
        }
    }

    /// True when every pair passes unchanged.
    #[inline(always)]
    fn is_neutral(&self) -> bool {
        self.active == Lanes::default()
    }

    /// True when zeros in give zeros out for ever, and nothing moves.
    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        self.width.is_settled() && self.filter.is_at_rest()
    }

    fn adopt_lane(&mut self, lane: usize, other: &mut Self, other_lane: usize) {
        self.filter.adopt_lane(lane, &mut other.filter, other_lane);
        self.width.copy_lane_from(lane, &other.width, other_lane);
        self.find_active();
    }

    fn clear_lane(&mut self, lane: usize) {
        self.filter.clear_lane(lane);
    }
}

impl Image {
    #[inline(always)]
    fn find_active(&mut self) {
        let wide = self.width.away_from(1.0);
        if self.filter.is_neutral() && wide == Lanes::default() {
            self.active = wide;
            return;
        }
        for lane in 0..LANES {
            let active = wide[lane] > 0.0 || !self.filter.is_lane_neutral(lane);
            self.active.set_lane(lane, f32::from(u8::from(active)));
        }
        // Middle and side may arrive at different marks; a pair is one.
        self.active = self.active.larger_in_place(self.active.swap_pairs());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::testing::conformance::{Subject, conforms};
    use crate::dsp::testing::*;

    /// Settings to begin with.
    fn usual() -> ImageSettings {
        ImageSettings {
            width: 1.0,
            bass_mono_on: false,
            bass_mono_hz: 120.0,
        }
    }

    /// The pair under test; others carry sounds of their own.
    const LEFT: usize = 2;

    fn settled(settings: ImageSettings) -> Image {
        let mut image = Image::new(RATE);
        for lane in [LEFT, LEFT + 1] {
            image.set(lane, settings);
            image.snap_lane(lane);
        }
        image
    }

    fn run(image: &mut Image, frames: &mut [Lanes], changes: &[(usize, ImageSettings)]) {
        for (index, segment) in frames.chunks_mut(FRAMES_PER_MARK).enumerate() {
            for (_, settings) in changes.iter().filter(|c| c.0 / FRAMES_PER_MARK == index) {
                for lane in [LEFT, LEFT + 1] {
                    image.set(lane, *settings);
                }
            }
            image.mark();
            image.process(segment);
        }
    }

    fn frames(left: &[f32], right: &[f32]) -> Vec<Lanes> {
        let mut channels: [Vec<f32>; LANES] =
            std::array::from_fn(|lane| noise(lane as u64, 0.3, left.len()));
        channels[LEFT] = left.to_vec();
        channels[LEFT + 1] = right.to_vec();
        interleave(&channels)
    }

    /// The impulse responses (left, right) to an impulse on the left.
    fn hard_left(settings: ImageSettings) -> (Vec<f32>, Vec<f32>) {
        let mut impulse = vec![0.0; 65_536];
        impulse[0] = 1.0;
        let mut heard = frames(&impulse, &vec![0.0; 65_536]);
        run(&mut settled(settings), &mut heard, &[]);
        (channel(&heard, LEFT), channel(&heard, LEFT + 1))
    }

    fn combined(a: &[f32], b: &[f32], sign: f32) -> Vec<f32> {
        a.iter().zip(b).map(|(a, b)| a + sign * b).collect()
    }

    fn bass_mono(hz: f32) -> ImageSettings {
        ImageSettings {
            bass_mono_on: true,
            bass_mono_hz: hz,
            ..usual()
        }
    }

    fn wide(width: f32) -> ImageSettings {
        ImageSettings { width, ..usual() }
    }

    #[test]
    fn the_width_scales_the_difference_and_leaves_the_sum() {
        for width in [0.0_f32, 0.3, 1.7, 2.0] {
            let (left, right) = (noise(1, 0.5, 960), noise(2, 0.5, 960));
            let mut heard = frames(&left, &right);
            run(&mut settled(wide(width)), &mut heard, &[]);
            for (n, x) in heard.iter().enumerate() {
                let (l, r) = (f64::from(left[n]), f64::from(right[n]));
                let (mid, side) = (f64::midpoint(l, r), f64::from(width) * f64::midpoint(l, -r));
                assert!((f64::from(x[LEFT]) - (mid + side)).abs() < 2e-7);
                assert!((f64::from(x[LEFT + 1]) - (mid - side)).abs() < 2e-7);
            }
        }
    }

    #[test]
    fn a_width_that_changes_gets_there_from_neutral_and_back_whatever_neighbours_do() {
        let (left, right) = (noise(1, 0.5, 48_000), noise(2, 0.5, 48_000));
        let mut heard = frames(&left, &right);
        let changes = [(9600, wide(0.0)), (28_800, usual())];
        run(&mut settled(usual()), &mut heard, &changes);
        let difference = |frame: &Lanes| f64::from(frame[LEFT] - frame[LEFT + 1]).abs();
        assert!(
            heard[19_200..28_800]
                .iter()
                .all(|frame| difference(frame) < 1e-6)
        );
        for n in 40_000..48_000 {
            assert!((heard[n][LEFT] - left[n]).abs() < 1e-6, "{n}");
        }
    }

    #[test]
    fn a_mono_bass_has_no_difference_below_and_a_flat_sum_everywhere() {
        for fc in [60.0_f32, 120.0, 250.0] {
            let (left, right) = hard_left(bass_mono(fc));
            let (sum, difference) = (combined(&left, &right, 1.0), combined(&left, &right, -1.0));
            let fc = f64::from(fc);
            for octaves in -12..=24_i32 {
                let f = fc * 2_f64.powf(f64::from(octaves) / 4.0);
                // Linkwitz-Riley of fourth order, bilinear: |H| = w⁴/(1 + w⁴).
                let warp = |f: f64| (std::f64::consts::PI * f / RATE).tan();
                let w4 = (warp(f) / warp(fc)).powi(4);
                let (mid, side) = (magnitude_db(&sum, f), magnitude_db(&difference, f));
                assert!(mid.abs() < 0.01, "M at {f} Hz: {mid}");
                let expected = db(w4 / (1.0 + w4));
                assert!((side - expected).abs() < 0.05, "S at {f} Hz: {side}");
                assert!(f > fc / 2.0 || side - mid <= -24.0, "{f} Hz: {side}");
                assert!(f < 3.2 * fc || (side - mid).abs() <= 0.1, "{f} Hz: {side}");
            }
        }
    }

    #[test]
    fn middle_and_side_keep_their_phase_towards_each_other() {
        let (left, right) = hard_left(bass_mono(120.0));
        // Far above the crossover a hard-panned sound stays in its side.
        assert!(magnitude_db(&right, 4000.0) < -50.0);
        assert!(magnitude_db(&left, 4000.0).abs() < 0.01);
        // At the crossover low and high half are in phase: M all-passed, S half as loud.
        let both = magnitude_db(&left, 120.0);
        assert!((both - db(0.75)).abs() < 0.05, "{both}");
        assert!((magnitude_db(&right, 120.0) - db(0.25)).abs() < 0.1);
    }

    #[test]
    fn switches_and_jumps_are_clean() {
        let changes = [
            (9600, wide(2.0)),
            (14_400, wide(0.0)),
            (19_200, bass_mono(250.0)),
            (24_000, bass_mono(60.0)),
            (28_800, usual()),
        ];
        for phase in [0.0, 0.8, 1.6, 2.4] {
            let mut heard = frames(
                &sine(1000.0, 0.5, phase, 38_400),
                &sine(1000.0, 0.5, phase + 1.9, 38_400),
            );
            run(&mut Image::new(RATE), &mut heard, &changes);
            for lane in [LEFT, LEFT + 1] {
                let residue = residue_above_8k(&channel(&heard, lane), 4800);
                assert!(residue < -80.0, "{residue} dBFS");
            }
        }
    }

    impl Subject<Lanes> for Image {
        const OFF: Option<ImageSettings> = Some(ImageSettings {
            width: 1.0,
            bass_mono_on: false,
            bass_mono_hz: 120.0,
        });
        const TOGETHER: usize = 2;

        fn any(random: &mut Random) -> ImageSettings {
            ImageSettings {
                width: random.between(0.0, 2.0),
                bass_mono_on: random.flip(),
                bass_mono_hz: random.between(60.0, 250.0),
            }
        }
    }
    conforms!(Image, Lanes);
}
