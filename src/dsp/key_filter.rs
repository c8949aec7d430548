//! What a gate or compressor hears of its key: a high-pass and a low-pass of 12 dB per octave, which
//! together let a band through.

use super::math::one_pole_coefficient;
use super::sample::Sample;
use super::smoother::Smoother;
use super::split_filter::{Response, SplitFilter};
use std::f32::consts::SQRT_2;

/// Time constant of each one-pole of switching on and off, in seconds.
const SMOOTHING_SECONDS: f64 = 0.005;

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeyFilterSettings {
    /// Off passes everything.
    pub on: bool,
    /// The frequency of −3 dB below, 20 to 16000 Hz.
    pub high_pass_hz: f32,
    /// The frequency of −3 dB above, 50 to 20000 Hz.
    pub low_pass_hz: f32,
}

impl Default for KeyFilterSettings {
    fn default() -> Self {
        Self {
            on: false,
            high_pass_hz: 100.0,
            low_pass_hz: 10_000.0,
        }
    }
}

/// A key filter per channel: second-order Butterworth filters in series.
#[derive(Clone, Debug)]
pub struct KeyFilter<S> {
    /// What lies below the high-pass is taken away.
    high_pass: SplitFilter<S>,
    /// What lies above the low-pass is taken away.
    low_pass: SplitFilter<S>,
    /// How much of the filters is heard: 0 off, 1 on.
    on: Smoother<S>,
}

impl<S: Sample> KeyFilter<S> {
    /// Filters that are off, for a sample rate in Hz.
    pub fn new(rate: f64) -> Self {
        let settings = KeyFilterSettings::default();
        let smoothing = one_pole_coefficient(SMOOTHING_SECONDS, rate);
        Self {
            high_pass: SplitFilter::new(
                rate,
                Response::HighPass { k: SQRT_2 },
                settings.high_pass_hz,
            ),
            low_pass: SplitFilter::new(rate, Response::LowPass { k: SQRT_2 }, settings.low_pass_hz),
            on: Smoother::new(smoothing, 0.0),
        }
    }

    /// Sends channel `lane` to `settings`. A channel that is off takes its frequencies at once.
    pub fn set(&mut self, lane: usize, settings: KeyFilterSettings) {
        let high_pass_hz = settings.high_pass_hz.clamp(20.0, 16_000.0);
        self.high_pass.set(lane, high_pass_hz);
        let low_pass_hz = settings.low_pass_hz.clamp(50.0, 20_000.0);
        self.low_pass.set(lane, low_pass_hz);
        if self.on.distance_from(0.0).lane(lane) == 0.0 {
            self.high_pass.snap_lane(lane);
            self.low_pass.snap_lane(lane);
        }
        self.on.set_target(lane, f32::from(u8::from(settings.on)));
    }

    /// Puts channel `lane` at its settings at once.
    pub fn snap_lane(&mut self, lane: usize) {
        self.high_pass.snap_lane(lane);
        self.low_pass.snap_lane(lane);
        self.on.snap_lane(lane);
    }

    /// Once per mark, before its first frame. A channel that is off and has faded out has no past.
    #[inline(always)]
    pub fn mark(&mut self) {
        let was_neutral = self.is_neutral();
        self.on.settle();
        if was_neutral && self.is_neutral() {
            return;
        }
        let on = self.on.value();
        self.high_pass.state().clear_unless(on);
        self.low_pass.state().clear_unless(on);
        self.high_pass.mark();
        self.low_pass.mark();
    }

    /// Filters a run of frames inside one mark, in place; leaves it alone when all filters are off.
    #[inline(always)]
    pub fn process(&mut self, key: &mut [S]) {
        if !self.is_neutral() {
            let in_place = key.iter_mut().map(|x| (*x, x));
            self.run(in_place);
        }
    }

    /// Filters a run of frames of `signal` inside one mark into `key`.
    #[inline(always)]
    pub fn process_into(&mut self, signal: &[S], key: &mut [S]) {
        if self.is_neutral() {
            key.copy_from_slice(signal);
        } else {
            self.run(signal.iter().copied().zip(key));
        }
    }

    #[inline(always)]
    fn run<'a>(&mut self, frames: impl Iterator<Item = (S, &'a mut S)>) {
        let is_gliding = self.high_pass.is_gliding() || self.low_pass.is_gliding();
        if is_gliding || !self.on.is_settled() {
            self.run_frames::<true, true>(frames);
        } else if self.on.target() == S::splat(1.0) {
            self.run_frames::<false, false>(frames);
        } else {
            self.run_frames::<false, true>(frames);
        }
    }

    /// `MOVING` where settings glide, `PARTLY` where some filter is not fully on; channels for which
    /// neither holds compute the same bits either way.
    #[inline(always)]
    fn run_frames<'a, const MOVING: bool, const PARTLY: bool>(
        &mut self,
        frames: impl Iterator<Item = (S, &'a mut S)>,
    ) {
        let mut factors = (self.high_pass.resting(), self.low_pass.resting());
        let (mut high_pass, mut low_pass) = (*self.high_pass.state(), *self.low_pass.state());
        let mut on = self.on.value();
        for (x, key) in frames {
            if MOVING {
                factors = (
                    self.high_pass.advance(&mut high_pass),
                    self.low_pass.advance(&mut low_pass),
                );
                on = self.on.next();
            }
            let high = high_pass.high_pass(x, &factors.0);
            let mut filtered = low_pass.low_pass(high, &factors.1);
            if PARTLY {
                filtered = filtered * on + x * (S::splat(1.0) - on);
            }
            *key = filtered;
        }
        (*self.high_pass.state(), *self.low_pass.state()) = (high_pass, low_pass);
    }

    /// True when every filter is off and has faded out.
    #[inline(always)]
    pub fn is_neutral(&self) -> bool {
        self.on.is_settled() && self.on.target() == S::splat(0.0)
    }

    /// True when zeros in give zeros out for ever.
    #[inline(always)]
    pub fn is_at_rest(&self) -> bool {
        let at_rest = self.high_pass.is_at_rest() && self.low_pass.is_at_rest();
        self.is_neutral() || (self.on.is_settled() && at_rest)
    }

    /// Channel `lane` goes on from `other`'s channel `other_lane`, to its own settings.
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        self.high_pass
            .copy_lane_from(lane, &other.high_pass, other_lane);
        self.low_pass
            .copy_lane_from(lane, &other.low_pass, other_lane);
        self.on.copy_lane_from(lane, &other.on, other_lane);
    }

    /// Forgets the past of channel `lane`.
    #[inline(always)]
    pub fn clear_lane(&mut self, lane: usize) {
        self.high_pass.clear_lane(lane);
        self.low_pass.clear_lane(lane);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::FRAMES_PER_MARK;
    use crate::dsp::sample::{LANES, Lanes};
    use crate::dsp::testing::*;

    fn band(high_pass_hz: f32, low_pass_hz: f32) -> KeyFilterSettings {
        KeyFilterSettings {
            on: true,
            high_pass_hz,
            low_pass_hz,
        }
    }

    fn settled(settings: KeyFilterSettings) -> KeyFilter<f32> {
        let mut filter = KeyFilter::new(RATE);
        filter.set(0, settings);
        filter.snap_lane(0);
        filter
    }

    /// Filters mark by mark, with settings taken at their frames.
    fn run(filter: &mut KeyFilter<f32>, key: &mut [f32], changes: &[(usize, KeyFilterSettings)]) {
        for (index, segment) in key.chunks_mut(FRAMES_PER_MARK).enumerate() {
            for (_, settings) in changes.iter().filter(|c| c.0 / FRAMES_PER_MARK == index) {
                filter.set(0, *settings);
            }
            filter.mark();
            filter.process(segment);
        }
    }

    #[test]
    fn it_lets_the_band_through() {
        // Butterworth in the bilinear scale: tan(π·f/rate).
        let warped = |hz: f64| (std::f64::consts::PI * hz / RATE).tan();
        for (low, high) in [
            (20.0, 20_000.0),
            (300.0, 3000.0),
            (4000.0, 8000.0),
            (2000.0, 500.0),
        ] {
            let mut response = vec![0.0; 65_536];
            response[0] = 1.0;
            run(
                &mut settled(band(low as f32, high as f32)),
                &mut response,
                &[],
            );
            for freq_hz in [
                30.0, 100.0, 300.0, 1000.0, 3000.0, 5657.0, 10_000.0, 18_000.0,
            ] {
                let below = (warped(low) / warped(freq_hz)).powi(4);
                let above = (warped(freq_hz) / warped(high)).powi(4);
                let expected = -10.0 * ((1.0 + below) * (1.0 + above)).log10();
                let found = magnitude_db(&response, freq_hz);
                assert!(
                    (found - expected).abs() < 0.05,
                    "{low}–{high} at {freq_hz}: {found}"
                );
            }
        }
    }

    #[test]
    fn jumps_and_switches_are_clean() {
        let off = KeyFilterSettings {
            on: false,
            ..band(20.0, 20_000.0)
        };
        for (a, b) in [
            (off, band(20.0, 20_000.0)),
            (off, band(300.0, 3000.0)),
            (band(20.0, 20_000.0), band(2000.0, 20_000.0)),
            (band(20.0, 20_000.0), band(20.0, 1000.0)),
        ] {
            for step in 0..4 {
                let mut tone = sine(1000.0, 0.5, f64::from(step) * 0.8, 72_000);
                let changes = [(24_000, b), (36_000, a), (48_000, b), (48_320, a)];
                run(&mut settled(a), &mut tone, &changes);
                let residue = residue_above_8k(&tone, 19_200);
                assert!(residue < -60.0, "{a:?} to {b:?}: {residue} dBFS");
            }
        }
    }

    #[test]
    fn off_it_is_exactly_the_key_and_after_silence_it_rests() {
        let input = noise(5, 0.5, 24_000);
        let mut key = input.clone();
        let mut filter = settled(band(300.0, 3000.0));
        let off = KeyFilterSettings {
            on: false,
            ..band(300.0, 3000.0)
        };
        run(&mut filter, &mut key, &[(9600, off)]);
        assert!(bits(&key[16_000..]) == bits(&input[16_000..]));
        assert!(filter.is_neutral() && filter.is_at_rest());
        let mut filter = settled(band(20.0, 3000.0));
        run(&mut filter, &mut key, &[]);
        assert!(!filter.is_at_rest());
        run(&mut filter, &mut vec![0.0; 96_000], &[]);
        filter.mark();
        assert!(filter.is_at_rest());
    }

    /// Different settings and changes in each channel.
    fn settings_at(lane: usize, mark: usize) -> Option<KeyFilterSettings> {
        let turn = mark / 30;
        mark.is_multiple_of(30 + lane).then(|| KeyFilterSettings {
            on: lane != 3 && turn % 3 != 1,
            high_pass_hz: 100.0 * (1 + turn % 4) as f32,
            low_pass_hz: 1000.0 * (1 + lane + turn % 5) as f32,
        })
    }

    fn run_eight(inputs: &[Vec<f32>; LANES], runs: &[usize]) -> Vec<Lanes> {
        let mut filter = KeyFilter::<Lanes>::new(RATE);
        let mut frames = interleave(inputs);
        let mut done = 0;
        for &run in runs {
            if done % FRAMES_PER_MARK == 0 {
                for lane in 0..LANES {
                    if let Some(settings) = settings_at(lane, done / FRAMES_PER_MARK) {
                        filter.set(lane, settings);
                    }
                }
                filter.mark();
            }
            filter.process(&mut frames[done..done + run]);
            done += run;
        }
        frames
    }

    #[test]
    fn eight_channels_match_one_bit_for_bit_in_any_runs() {
        let inputs: [Vec<f32>; LANES] = std::array::from_fn(|lane| noise(lane as u64, 0.9, 16_000));
        let whole = run_eight(&inputs, &[FRAMES_PER_MARK; 500]);
        let split = run_eight(&inputs, &random_runs(&mut Random::new(12), 16_000));
        for lane in 0..LANES {
            let changes: Vec<_> = (0..500)
                .filter_map(|mark| Some((mark * FRAMES_PER_MARK, settings_at(lane, mark)?)))
                .collect();
            let mut one = inputs[lane].clone();
            run(&mut KeyFilter::new(RATE), &mut one, &changes);
            assert!(bits(&channel(&whole, lane)) == bits(&one), "lane {lane}");
            assert!(bits(&channel(&split, lane)) == bits(&one), "lane {lane}");
        }
    }

    #[test]
    fn an_adopted_channel_goes_on_bit_for_bit() {
        let mut key = sine(70.0, 0.8, 0.0, 9600);
        let mut old = settled(band(50.0, 3000.0));
        run(&mut old, &mut key[..320], &[(160, band(500.0, 9000.0))]);
        let mut new = KeyFilter::<f32>::new(RATE);
        new.set(0, band(500.0, 9000.0));
        new.snap_lane(0);
        new.copy_lane_from(0, &old, 0);
        let mut copy = key.clone();
        run(&mut old, &mut key[320..], &[]);
        run(&mut new, &mut copy[320..], &[]);
        assert!(bits(&key) == bits(&copy));
    }
}
