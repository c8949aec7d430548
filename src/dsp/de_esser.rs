//! The de-esser: turns a band of sibilance down where it stands out from the rest of the voice,
//! however loud the voice is.
//!
//! y = x + (G − 1)·band(x), with a band-pass whose peak is 1, so that G is the gain at its centre and
//! nothing has to be designed while G moves. G brings the band's power down to the threshold, which is
//! relative to the power of the whole signal. In wide-band mode the whole signal is turned down by G instead.

use super::math::{gain_from_db_f64, one_pole_coefficient};
use super::processor::Processor;
use super::sample::Sample;
use super::smoother::Smoother;
use super::split_filter::{Place, Response, SplitFilter};

/// Quality of the band-pass: an octave and a half around its centre.
const Q: f32 = 1.0;
/// Time constants in seconds: of the band's mean square, of that of the whole signal, of the gain on
/// its way down and up, and of each one-pole that smooths settings and switching.
const BAND_SECONDS: f64 = 0.002;
const WHOLE_SECONDS: f64 = 0.020;
const ATTACK_SECONDS: f64 = 0.001;
const RELEASE_SECONDS: f64 = 0.050;
const SMOOTHING_SECONDS: f64 = 0.005;
/// Where the band is until it is set.
const START_HZ: f32 = 5000.0;
/// Added to the power of the whole: hiss of −70 dBFS is no sibilance.
const FLOOR: f32 = 1e-7;
/// The cut at which a de-esser has recovered.
const RECOVERED: f32 = 1e-7;

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DeEsserSettings {
    /// Off passes everything.
    pub on: bool,
    /// The centre of the band, in Hz.
    pub freq_hz: f32,
    /// How strong the band may be beside the whole signal, in dB.
    pub threshold_db: f32,
    /// The deepest cut, in dB.
    pub range_db: f32,
    /// The whole signal is turned down, instead of the band.
    pub wide: bool,
}

/// The band around a frequency.
fn place(freq_hz: f32) -> Place {
    Place {
        freq_hz,
        k: 1.0 / Q,
    }
}

/// Powers and gain.
///
/// Legend: `band` and `whole` are mean squares, of the band and of the signal; `cut` is what is missing
/// of gain 1 in the band, `deepest` the largest since it was last taken.
#[derive(Clone, Copy, Debug, Default)]
struct State<S> {
    band: S,
    whole: S,
    cut: S,
    deepest: S,
}

/// What is left of a mean after one frame and what a frame adds; how far the gain goes per frame.
#[derive(Clone, Copy, Debug)]
struct Speeds {
    band: f32,
    whole: f32,
    attack: f32,
    release: f32,
}

/// A de-esser per channel.
#[derive(Clone, Debug)]
pub struct DeEsser<S> {
    /// The band-pass.
    filter: SplitFilter<S>,
    /// The power of the band at which it is turned down, as a part of the whole.
    threshold: Smoother<S>,
    /// The square of the lowest gain.
    lowest: Smoother<S>,
    /// How much of the de-esser is heard: 0 off, 1 on.
    on: Smoother<S>,
    /// 1 where the whole signal is turned down, 0 where the band is.
    wide: Smoother<S>,
    /// 1 where the detector hears both of a pair together, else 0.
    link: S,
    /// Powers and gain.
    state: State<S>,
    /// How fast they move.
    speeds: Speeds,
}

impl<S: Sample> Processor<S> for DeEsser<S> {
    type Settings = DeEsserSettings;

    fn new(rate: f64) -> Self {
        let at = |value| Smoother::new(one_pole_coefficient(SMOOTHING_SECONDS, rate), value);
        let speed = |seconds| one_pole_coefficient(seconds, rate) as f32;
        Self {
            filter: SplitFilter::new(rate, Response::BandPass, place(START_HZ), SMOOTHING_SECONDS),
            threshold: at(1.0),
            lowest: at(1.0),
            on: at(0.0),
            wide: at(0.0),
            link: S::splat(0.0),
            state: State::default(),
            speeds: Speeds {
                band: speed(BAND_SECONDS),
                whole: speed(WHOLE_SECONDS),
                attack: speed(ATTACK_SECONDS),
                release: speed(RELEASE_SECONDS),
            },
        }
    }

    /// Sends channel `lane` to `settings`. A channel that is off takes them at once.
    fn set(&mut self, lane: usize, settings: DeEsserSettings) {
        let threshold_db = f64::from(settings.threshold_db);
        let range_db = f64::from(settings.range_db);
        // Twice the dB of a gain are the dB of its square.
        let threshold = gain_from_db_f64(2.0 * threshold_db) as f32;
        self.threshold.set_target(lane, threshold);
        let lowest = gain_from_db_f64(2.0 * -range_db) as f32;
        self.lowest.set_target(lane, lowest);
        self.filter.set(lane, place(settings.freq_hz));
        let wide = f32::from(u8::from(settings.wide));
        self.wide.set_target(lane, wide);
        if self.on.distance_from(0.0).lane(lane) == 0.0 {
            self.snap_settings(lane);
        }
        self.on.set_target(lane, f32::from(u8::from(settings.on)));
    }

    fn snap_lane(&mut self, lane: usize) {
        self.on.snap_lane(lane);
        self.snap_settings(lane);
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
        self.threshold.settle();
        self.lowest.settle();
        self.wide.settle();
        self.filter.mark();
        let on = self.on.value();
        self.filter.state().clear_unless(on);
        self.state.tidy(on);
    }

    /// Runs over the frames inside one mark, in place; leaves them alone when all de-essers are off.
    #[inline(always)]
    fn process(&mut self, buffer: &mut [S]) {
        let smoothers = [&self.on, &self.threshold, &self.lowest, &self.wide];
        let wide = self.wide.target() != S::splat(0.0);
        let moving = self.filter.is_gliding() || smoothers.iter().any(|s| !s.is_settled());
        if self.is_neutral() {
            // Nothing is heard of any of them.
        } else if moving {
            self.run::<true, true, true>(buffer);
        } else if wide {
            self.run::<false, true, true>(buffer);
        } else if self.link == S::splat(0.0) {
            self.run::<false, false, false>(buffer);
        } else {
            self.run::<false, true, false>(buffer);
        }
    }

    /// True when every de-esser is off and has faded out.
    #[inline(always)]
    fn is_neutral(&self) -> bool {
        self.on.is_settled() && self.on.target() == S::splat(0.0)
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        let state = &self.state;
        let past = state.band.larger(state.whole).larger(state.cut);
        let smoothers = [&self.on, &self.threshold, &self.lowest, &self.wide];
        let settled = smoothers.iter().all(|smoother| smoother.is_settled());
        self.is_neutral() || (settled && self.filter.is_at_rest() && past == S::splat(0.0))
    }

    fn adopt_lane(&mut self, lane: usize, other: &mut Self, other_lane: usize) {
        self.filter.copy_lane_from(lane, &other.filter, other_lane);
        for (own, theirs) in [
            (&mut self.threshold, &other.threshold),
            (&mut self.lowest, &other.lowest),
            (&mut self.on, &other.on),
            (&mut self.wide, &other.wide),
        ] {
            own.copy_lane_from(lane, theirs, other_lane);
        }
        self.state.copy_lane_from(lane, &other.state, other_lane);
    }

    #[inline(always)]
    fn clear_lane(&mut self, lane: usize) {
        self.filter.clear_lane(lane);
        self.state.copy_lane_from(lane, &State::default(), lane);
    }

    /// Whether the detector of channel `lane` hears both of its pair together; set both of a pair.
    fn link(&mut self, lane: usize, linked: bool) {
        self.link.set_lane(lane, f32::from(u8::from(linked)));
    }
}

impl<S: Sample> DeEsser<S> {
    fn snap_settings(&mut self, lane: usize) {
        self.threshold.snap_lane(lane);
        self.lowest.snap_lane(lane);
        self.wide.snap_lane(lane);
        self.filter.snap_lane(lane);
    }

    /// `MOVING` where settings glide, `LINKED` where pairs are, `WIDE` where whole signals are turned down; channels
    /// for which none of it holds compute the same bits either way.
    #[inline(always)]
    fn run<const MOVING: bool, const LINKED: bool, const WIDE: bool>(&mut self, buffer: &mut [S]) {
        let one = S::splat(1.0);
        let mut factors = self.filter.resting();
        let (mut filter, mut state) = (*self.filter.state(), self.state);
        let (mut threshold, mut lowest) = (self.threshold.value(), self.lowest.value());
        let (mut on, mut wide) = (self.on.value(), self.wide.value());
        for x in buffer {
            if MOVING {
                factors = self.filter.advance(&mut filter);
                (threshold, lowest) = (self.threshold.next(), self.lowest.next());
                (on, wide) = (self.on.next(), self.wide.next());
            }
            let band = filter.band_pass(*x, &factors);
            state.measure(*x, band, &self.speeds);
            // The root comes last: selecting after it would be compiled to branches.
            let allowed = state.allowed::<LINKED>(threshold, lowest, self.link);
            let wanted = one - allowed.map(f32::sqrt);
            let (attack, release) = (self.speeds.attack, self.speeds.release);
            let speed = wanted.select_gt(state.cut, S::splat(attack), S::splat(release));
            state.cut += speed * (wanted - state.cut);
            state.deepest = state.deepest.larger(state.cut);
            let turned = if WIDE {
                band + wide * (*x - band)
            } else {
                band
            };
            *x -= state.cut * on * turned;
        }
        *self.filter.state() = filter;
        self.state = state;
    }

    /// The lowest gain of each channel's band since [`Self::take_lowest_gain`].
    #[inline(always)]
    pub fn lowest_gain(&self) -> S {
        S::splat(1.0) - self.state.deepest
    }

    /// The lowest gain of each channel's band since the last call, for meters.
    #[inline(always)]
    pub fn take_lowest_gain(&mut self) -> S {
        S::splat(1.0) - std::mem::replace(&mut self.state.deepest, self.state.cut)
    }
}

impl<S: Sample> State<S> {
    /// Once per mark: an inaudible past becomes none, and so does that of channels in which `on` is 0.
    #[inline(always)]
    fn tidy(&mut self, on: S) {
        let zero = S::splat(0.0);
        let cut = self
            .cut
            .select_gt_in_place(S::splat(RECOVERED), self.cut, zero);
        self.cut = on.select_gt_in_place(zero, cut, zero);
        self.band = on.select_gt_in_place(zero, self.band.flush_tiny(), zero);
        self.whole = on.select_gt_in_place(zero, self.whole.flush_tiny(), zero);
        self.deepest = on.select_gt_in_place(zero, self.deepest, zero);
    }

    #[inline(always)]
    fn measure(&mut self, x: S, band: S, speeds: &Speeds) {
        self.band += S::splat(speeds.band) * (band * band - self.band);
        self.whole += S::splat(speeds.whole) * (x * x - self.whole);
    }

    /// The square of the gain that brings the band down to its threshold: 1 below it, `lowest` at the
    /// least.
    #[inline(always)]
    fn allowed<const LINKED: bool>(&self, threshold: S, lowest: S, link: S) -> S {
        let (mut band, mut whole) = (self.band, self.whole);
        if LINKED {
            band += self.band.swap_pairs() * link;
            whole += self.whole.swap_pairs() * link;
        }
        let allowed = threshold * (whole + S::splat(FLOOR));
        lowest.larger(allowed.over(allowed.larger(band)))
    }

    #[inline(always)]
    fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        for (own, theirs) in [
            (&mut self.band, other.band),
            (&mut self.whole, other.whole),
            (&mut self.cut, other.cut),
            (&mut self.deepest, other.deepest),
        ] {
            own.set_lane(lane, theirs.lane(other_lane));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::FRAMES_PER_MARK;
    use crate::dsp::sample::{LANES, Lanes};
    use crate::dsp::testing::conformance::{Frame, Subject, conforms};
    use crate::dsp::testing::*;

    fn settings() -> DeEsserSettings {
        DeEsserSettings {
            on: true,
            range_db: 20.0,
            ..OFF
        }
    }

    fn settled(settings: DeEsserSettings) -> DeEsser<f32> {
        let mut de_esser = DeEsser::new(RATE);
        de_esser.set(0, settings);
        de_esser.snap_lane(0);
        de_esser
    }

    /// Runs mark by mark, with settings taken at their frames.
    fn run(de_esser: &mut DeEsser<f32>, signal: &mut [f32], changes: &[(usize, DeEsserSettings)]) {
        for (index, segment) in signal.chunks_mut(FRAMES_PER_MARK).enumerate() {
            for (_, settings) in changes.iter().filter(|c| c.0 / FRAMES_PER_MARK == index) {
                de_esser.set(0, *settings);
            }
            de_esser.mark();
            de_esser.process(segment);
        }
    }

    /// What is left of a tone in dB, after a second of it.
    fn gain_db(settings: DeEsserSettings, freq_hz: f64, level_db: f64) -> f64 {
        let mut tone = sine(freq_hz, gain(level_db), 0.0, 96_000);
        run(&mut settled(settings), &mut tone, &[]);
        db(amplitude_at(&tone[48_000..], freq_hz)) - level_db
    }

    #[test]
    fn sibilance_alone_comes_down_to_the_threshold_or_by_the_range_at_any_level() {
        for freq_hz in [2000.0, 4000.0, 6500.0, 10_000.0, 12_000.0] {
            for (threshold_db, range_db, expected) in [
                (-12.0, 20.0, -12.0),
                (-12.0, 6.0, -6.0),
                (-3.0, 20.0, -3.0),
                (-24.0, 20.0, -20.0),
            ] {
                for level_db in [0.0, -20.0, -40.0] {
                    let settings = DeEsserSettings {
                        freq_hz,
                        threshold_db,
                        range_db,
                        ..settings()
                    };
                    let found = gain_db(settings, freq_hz.into(), level_db);
                    assert!(
                        (found - expected).abs() < 0.2,
                        "{settings:?} {level_db}: {found}"
                    );
                }
            }
        }
    }

    #[test]
    fn speech_below_is_left_alone() {
        assert!(gain_db(settings(), 500.0, -10.0).abs() < 0.2);
        assert!(gain_db(settings(), 1000.0, -10.0).abs() < 0.2);
        // However deep the cut: a cut band leaves what lies two octaves below within half a decibel.
        let centre = 6500.0;
        let ess = sine(centre, 0.5, 0.0, 96_000);
        for low in [centre / 4.0, centre / 8.0, 200.0] {
            let mut both: Vec<f32> = sine(low, 0.05, 0.0, 96_000);
            both.iter_mut().zip(&ess).for_each(|(x, ess)| *x += ess);
            let mut de_esser = settled(settings());
            run(&mut de_esser, &mut both, &[]);
            assert!(db(f64::from(de_esser.take_lowest_gain())) < -11.0);
            let left = db(amplitude_at(&both[48_000..], low) / 0.05);
            assert!(left.abs() < 0.5, "{low} Hz: {left}");
        }
    }

    #[test]
    fn a_wide_one_turns_everything_down_with_the_band() {
        let wide = DeEsserSettings {
            wide: true,
            ..settings()
        };
        let (ess, low) = (
            sine(6500.0, 0.5, 0.0, 96_000),
            sine(200.0, 0.05, 0.0, 96_000),
        );
        let mut both: Vec<f32> = ess.iter().zip(&low).map(|(ess, low)| ess + low).collect();
        run(&mut settled(wide), &mut both, &[]);
        for (hz, amplitude) in [(6500.0, 0.5), (200.0, 0.05)] {
            let left = db(amplitude_at(&both[48_000..], hz) / amplitude);
            assert!((left + 12.0).abs() < 0.4, "{hz} Hz: {left}");
        }
        // Without sibilance it does nothing.
        assert!(gain_db(wide, 500.0, -10.0).abs() < 0.2);
    }

    #[test]
    fn hiss_of_a_silent_microphone_is_left_alone() {
        let hiss = noise(8, gain(-75.0), 48_000);
        let mut output = hiss.clone();
        run(
            &mut settled(DeEsserSettings {
                threshold_db: -6.0,
                ..settings()
            }),
            &mut output,
            &[],
        );
        assert!(bits(&output) == bits(&hiss));
    }

    #[test]
    fn it_acts_within_milliseconds_and_lets_go() {
        let mut signal = sine(300.0, 0.2, 0.0, 24_000);
        signal.extend(sine(6500.0, 0.2, 0.0, 24_000));
        signal.extend(sine(300.0, 0.2, 0.0, 24_000));
        let mut de_esser = settled(settings());
        let mut gains = Vec::new();
        for segment in signal.chunks_mut(FRAMES_PER_MARK) {
            run(&mut de_esser, segment, &[]);
            gains.push(db(f64::from(1.0 - de_esser.state.cut)));
        }
        let mark_at = |ms: f64| (ms * 48.0 / 32.0) as usize;
        assert!(gains[mark_at(499.0)] > -0.1);
        assert!(gains[mark_at(505.0)] < -3.0, "{}", gains[mark_at(505.0)]);
        assert!(gains[mark_at(990.0)] < -11.8);
        assert!(gains[mark_at(1010.0)] < -3.0);
        assert!(gains[mark_at(1300.0)] > -0.2);
    }

    #[test]
    fn every_jump_is_clean() {
        let with = |change: fn(&mut DeEsserSettings)| {
            let mut changed = settings();
            change(&mut changed);
            changed
        };
        for (a, b) in [
            (with(|s| s.on = false), settings()),
            (
                with(|s| s.threshold_db = -24.0),
                with(|s| s.threshold_db = 0.0),
            ),
            (with(|s| s.range_db = 0.0), settings()),
            (with(|s| s.wide = true), settings()),
            (with(|s| s.freq_hz = 2000.0), with(|s| s.freq_hz = 12_000.0)),
        ] {
            for step in 0..4 {
                // Close enough to the band to be turned down.
                let mut tone = sine(1500.0, 0.5, f64::from(step) * 0.8, 72_000);
                let changes = [(24_000, b), (36_000, a), (48_000, b), (48_320, a)];
                run(&mut settled(a), &mut tone, &changes);
                let residue = residue_above_8k(&tone, 19_200);
                assert!(residue < -80.0, "{a:?} to {b:?}: {residue} dBFS");
            }
        }
    }

    #[test]
    fn a_linked_pair_is_turned_down_together() {
        let mut de_esser = DeEsser::<Lanes>::new(RATE);
        for lane in 0..LANES {
            de_esser.set(lane, settings());
            de_esser.snap_lane(lane);
        }
        de_esser.link(2, true);
        de_esser.link(3, true);
        let (low, ess) = (sine(300.0, 0.5, 0.0, 9600), sine(6500.0, 0.5, 0.0, 9600));
        let mut frames: Vec<Lanes> = low
            .iter()
            .zip(&ess)
            .map(|(&low, &ess)| Lanes([ess, low, low, ess, low, low, low, low]))
            .collect();
        for chunk in frames.chunks_mut(FRAMES_PER_MARK) {
            de_esser.mark();
            de_esser.process(chunk);
        }
        let lowest = de_esser.take_lowest_gain();
        let reduced: Vec<bool> = (0..LANES).map(|lane| lowest[lane] < 0.5).collect();
        assert_eq!(
            reduced,
            [true, false, true, true, false, false, false, false]
        );
    }

    const OFF: DeEsserSettings = DeEsserSettings {
        on: false,
        freq_hz: 6500.0,
        threshold_db: -12.0,
        range_db: 10.0,
        wide: false,
    };

    impl<S: Frame + Sample> Subject<S> for DeEsser<S> {
        const OFF: Option<DeEsserSettings> = Some(OFF);

        fn any(random: &mut Random) -> DeEsserSettings {
            DeEsserSettings {
                on: true,
                freq_hz: random.octaves(2000.0, 12_000.0),
                threshold_db: random.between(-24.0, 0.0),
                range_db: random.between(0.0, 20.0),
                wide: random.flip(),
            }
        }
    }
    conforms!(DeEsser);
}
