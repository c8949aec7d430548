//! What a gate or compressor hears of its key: a high-pass and a low-pass of 12 dB per octave, which
//! together let a band through.

use super::math::one_pole_coefficient;
use super::processor::Processor;
use super::sample::Sample;
use super::smoother::Smoother;
use super::split_filter::{Place, Response, SplitFilter};
use std::f32::consts::SQRT_2;

/// Time constant of each one-pole of switching on and off, in seconds.
const SMOOTHING_SECONDS: f64 = 0.005;

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeyFilterSettings {
    /// Off passes everything.
    pub on: bool,
    /// The frequency of −3 dB below, in Hz.
    pub high_pass_hz: f32,
    /// The frequency of −3 dB above, in Hz.
    pub low_pass_hz: f32,
}

/// Where high-pass and low-pass are until they are set.
const START_HZ: (f32, f32) = (100.0, 10_000.0);

/// A Butterworth filter at a frequency.
fn place(freq_hz: f32) -> Place {
    Place { freq_hz, k: SQRT_2 }
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

impl<S: Sample> Processor<S> for KeyFilter<S> {
    type Settings = KeyFilterSettings;

    fn new(rate: f64) -> Self {
        let smoothing = one_pole_coefficient(SMOOTHING_SECONDS, rate);
        Self {
            high_pass: SplitFilter::new(
                rate,
                Response::HighPass,
                place(START_HZ.0),
                SMOOTHING_SECONDS,
            ),
            low_pass: SplitFilter::new(
                rate,
                Response::LowPass,
                place(START_HZ.1),
                SMOOTHING_SECONDS,
            ),
            on: Smoother::new(smoothing, 0.0),
        }
    }

    /// Sends channel `lane` to `settings`. A channel that is off takes its frequencies at once.
    fn set(&mut self, lane: usize, settings: KeyFilterSettings) {
        self.high_pass.set(lane, place(settings.high_pass_hz));
        self.low_pass.set(lane, place(settings.low_pass_hz));
        if self.on.distance_from(0.0).lane(lane) == 0.0 {
            self.high_pass.snap_lane(lane);
            self.low_pass.snap_lane(lane);
        }
        self.on.set_target(lane, f32::from(u8::from(settings.on)));
    }

    fn snap_lane(&mut self, lane: usize) {
        self.high_pass.snap_lane(lane);
        self.low_pass.snap_lane(lane);
        self.on.snap_lane(lane);
    }

    #[inline(always)]
    fn is_idle(&self) -> bool {
        self.is_neutral()
    }

    /// Once per mark, before its first frame. A channel that is off and has faded out has no past.
    #[inline(always)]
    fn mark(&mut self) {
        if self.is_idle() {
            return;
        }
        self.on.settle();
        let on = self.on.value();
        self.high_pass.state().clear_unless(on);
        self.low_pass.state().clear_unless(on);
        self.high_pass.mark();
        self.low_pass.mark();
    }

    /// Filters a run of frames inside one mark, in place; leaves it alone when all filters are off.
    #[inline(always)]
    fn process(&mut self, key: &mut [S]) {
        if !self.is_neutral() {
            let in_place = key.iter_mut().map(|x| (*x, x));
            self.run(in_place);
        }
    }

    /// True when every filter is off and has faded out.
    #[inline(always)]
    fn is_neutral(&self) -> bool {
        self.on.is_settled() && self.on.target() == S::splat(0.0)
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        let at_rest = self.high_pass.is_at_rest() && self.low_pass.is_at_rest();
        self.is_neutral() || (self.on.is_settled() && at_rest)
    }

    fn adopt_lane(&mut self, lane: usize, other: &mut Self, other_lane: usize) {
        self.high_pass
            .copy_lane_from(lane, &other.high_pass, other_lane);
        self.low_pass
            .copy_lane_from(lane, &other.low_pass, other_lane);
        self.on.copy_lane_from(lane, &other.on, other_lane);
    }

    #[inline(always)]
    fn clear_lane(&mut self, lane: usize) {
        self.high_pass.clear_lane(lane);
        self.low_pass.clear_lane(lane);
    }
}

impl<S: Sample> KeyFilter<S> {
    /// The past of the pair of channel `lane`, whose filters are alike, becomes that of middle and side, or of left
    /// and right again.
    pub fn recode(&mut self, lane: usize, to_mid_side: bool) {
        self.high_pass.state().recode(lane, to_mid_side);
        self.low_pass.state().recode(lane, to_mid_side);
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::FRAMES_PER_MARK;
    use crate::dsp::testing::conformance::{Frame, Subject, conforms};
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

    impl<S: Frame + Sample> Subject<S> for KeyFilter<S> {
        const OFF: Option<KeyFilterSettings> = Some(KeyFilterSettings {
            on: false,
            high_pass_hz: 100.0,
            low_pass_hz: 10_000.0,
        });

        fn any(random: &mut Random) -> KeyFilterSettings {
            KeyFilterSettings {
                on: true,
                high_pass_hz: random.octaves(20.0, 16_000.0),
                low_pass_hz: random.octaves(50.0, 20_000.0),
            }
        }
    }
    conforms!(KeyFilter);
}
