//! Saturation: drive into a soft limit at two or four times the sample rate, so that the new
//! harmonics do not fold back.
//!
//! ```text
//! x → emphasis → ×2 [→ ×2] → drive → curve → output, mixed with what goes in [→ ÷2] → ÷2 → de-emphasis → no DC
//! ```
//! Clean and driven signal are mixed at the high rate, so that they stay in phase at any mix. The way up and
//! down takes [`LATENCY`] frames, so a channel is late by as much in any case: driven or not, on or off. A
//! channel that changes its kind, rate or drive cross-fades from the old chain to a new one that has
//! run beside it for a moment: neither the sum of both nor any part of a way between is louder than the louder of
//! the two. No curve has a corner, where only anti-derivatives would help further.

mod chain;
mod curve;
mod settings;

use super::FRAMES_PER_MARK;
use super::math::{one_pole_coefficient, raised_cosine};
use super::processor::Processor;
use super::sample::{LANES, Sample};
use super::smoother::Smoother;
use chain::{Chain, Character};
pub use settings::{Oversampling, SaturationKind, SaturationSettings};

/// Frames by which every channel is late: what the filters of the oversampling take, 4.01 frames at four
/// times the sample rate up to some kHz (4.07 at twice; 4.3 at 10 kHz, 4.7 at 15 kHz).
pub const LATENCY: usize = 4;

/// Time constant of each one-pole that smooths mix and switching, in seconds.
const SMOOTHING_SECONDS: f64 = 0.005;
/// How long a cross-fade of two chains takes, in seconds.
const FADE_SECONDS: f64 = 0.030;
/// How long a chain runs before it is heard, in seconds: its filters ring in.
const WARMING_SECONDS: f64 = 0.010;
/// The same for a one-sided curve, whose offset has to be found.
const OFFSET_SECONDS: f64 = 0.080;

/// Chains that come in the place of others.
#[derive(Clone, Copy, Debug)]
struct Change<S> {
    /// The channels that change, one bit each.
    lanes: u8,
    /// Marks until each begins to fade.
    waiting: [u16; LANES],
    /// How much of the fade is done, 0 to 1.
    way: S,
    /// What each channel goes per frame; 0 in channels that wait or do not change.
    pace: S,
}

impl<S: Sample> Change<S> {
    fn none() -> Self {
        Self {
            lanes: 0,
            waiting: [0; LANES],
            way: S::splat(0.0),
            pace: S::splat(0.0),
        }
    }

    #[inline(always)]
    fn has(&self, lane: usize) -> bool {
        self.lanes & (1 << lane) != 0
    }

    #[inline(always)]
    fn is_done(&self, lane: usize) -> bool {
        self.way.lane(lane) >= 1.0
    }

    fn begin(&mut self, lane: usize, marks: u16) {
        self.clear(lane);
        self.lanes |= 1 << lane;
        self.waiting[lane] = marks;
    }

    /// Channel `lane` has waited for one more mark.
    #[inline(always)]
    fn count_down(&mut self, lane: usize, pace: f32) {
        self.waiting[lane] = self.waiting[lane].saturating_sub(1);
        if self.waiting[lane] == 0 {
            self.pace.set_lane(lane, pace);
        }
    }

    #[inline(always)]
    fn clear(&mut self, lane: usize) {
        self.lanes &= !(1 << lane);
        self.way.set_lane(lane, 0.0);
        self.pace.set_lane(lane, 0.0);
    }

    /// Fades `wet` over to `next`.
    #[inline(always)]
    fn fade(&mut self, wet: &mut [S], next: &[S]) {
        let (zero, one) = (S::splat(0.0), S::splat(1.0));
        for (x, next) in wet.iter_mut().zip(next) {
            self.way = one.smaller(self.way + self.pace);
            let between = *x + (*next - *x) * raised_cosine(self.way);
            *x = self.pace.select_gt_in_place(zero, between, *x);
        }
    }

    fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        self.clear(lane);
        self.lanes |= u8::from(other.has(other_lane)) << lane;
        self.waiting[lane] = other.waiting[other_lane];
        self.way.set_lane(lane, other.way.lane(other_lane));
        self.pace.set_lane(lane, other.pace.lane(other_lane));
    }
}

/// A saturator per channel.
#[derive(Clone, Debug)]
pub struct Saturation<S> {
    /// What is set, per channel.
    settings: [SaturationSettings; LANES],
    /// What is heard, and what comes in its place.
    chains: [Chain<S>; 2],
    change: Change<S>,
    /// Marks for which each channel only runs and is not heard.
    warming: [u16; LANES],
    /// The driven share, 0..1.
    mix: Smoother<S>,
    /// How much of the processor is heard: 0 off, 1 on.
    on: Smoother<S>,
    /// What a fade goes per frame.
    pace: f32,
    /// Marks per second.
    marks_per_second: f64,
}

impl<S: Sample> Processor<S> for Saturation<S> {
    type Settings = SaturationSettings;

    const ON_THE_WAY: usize = LATENCY;

    fn new(rate: f64) -> Self {
        let smoothing = one_pole_coefficient(SMOOTHING_SECONDS, rate);
        Self {
            settings: [SaturationSettings::OFF; LANES],
            chains: [Chain::new(rate), Chain::new(rate)],
            change: Change::none(),
            warming: [0; LANES],
            mix: Smoother::new(smoothing, 1.0),
            on: Smoother::new(smoothing, 0.0),
            pace: (1.0 / (FADE_SECONDS * rate)) as f32,
            marks_per_second: rate / FRAMES_PER_MARK as f64,
        }
    }

    fn set(&mut self, lane: usize, settings: SaturationSettings) {
        self.settings[lane] = settings;
        self.mix.set_target(lane, settings.mix_percent * 0.01);
        if self.is_silent(lane) {
            self.start_over(lane);
        }
        self.aim(lane);
    }

    fn snap_lane(&mut self, lane: usize) {
        self.chains[0].become_in(lane, Character::of(&self.settings[lane]));
        self.change.clear(lane);
        self.warming[lane] = 0;
        self.aim(lane);
        self.mix.snap_lane(lane);
        self.on.snap_lane(lane);
        self.clear_lane(lane);
    }

    #[inline(always)]
    fn is_idle(&self) -> bool {
        self.is_neutral()
    }

    #[inline(always)]
    fn mark(&mut self) {
        if self.is_idle() {
            return;
        }
        self.mix.settle();
        self.on.settle();
        self.chains[0].flush();
        if self.change.lanes != 0 {
            self.chains[1].flush();
        }
        for lane in 0..S::WIDTH {
            if self.is_silent(lane) {
                self.warm_up(lane);
            } else {
                self.change_over(lane);
            }
        }
    }

    /// Saturates frames inside one mark, in place. `run` begins with the [`LATENCY`] frames before them; what
    /// comes out is as late, from the beginning of `run` on. Where all are off, that is what stands there
    /// already.
    #[inline(always)]
    fn process(&mut self, run: &mut [S]) {
        if self.is_neutral() {
            return;
        }
        let count = run.len() - LATENCY;
        let in_use = self.in_use();
        let mut wet = [S::splat(0.0); FRAMES_PER_MARK];
        let wet = &mut wet[..count];
        let mix = self.mix;
        let [heard, coming] = &mut self.chains;
        heard.run(&run[LATENCY..], wet, &mut self.mix, in_use);
        if self.change.lanes != 0 {
            let mut next = [S::splat(0.0); FRAMES_PER_MARK];
            let next = &mut next[..count];
            let mut mix = mix;
            coming.run(&run[LATENCY..], next, &mut mix, in_use);
            self.change.fade(wet, next);
        }
        let mut on = self.on;
        for (x, wet) in run.iter_mut().zip(wet) {
            *x += (*wet - *x) * on.next();
        }
        self.on = on;
    }

    /// True when every saturator is off and has faded out.
    #[inline(always)]
    fn is_neutral(&self) -> bool {
        let is_silent = self.on.is_settled() && self.on.target() == S::splat(0.0);
        is_silent && self.warming == [0; LANES]
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        self.on.is_settled()
            && self.mix.is_settled()
            && (self.is_neutral() || (self.is_steady() && self.chains[0].is_at_rest()))
    }

    fn adopt_lane(&mut self, lane: usize, other: &mut Self, other_lane: usize) {
        for (own, theirs) in self.chains.iter_mut().zip(&other.chains) {
            own.copy_lane_from(lane, theirs, other_lane);
        }
        self.change.copy_lane_from(lane, &other.change, other_lane);
        self.warming[lane] = other.warming[other_lane];
        let starts = self.is_wanted(lane) && !other.is_wanted(other_lane);
        if starts && other.is_silent(other_lane) {
            self.warming[lane] = self.marks_to_warm(Character::of(&self.settings[lane]));
        }
        self.aim(lane);
        self.mix.copy_lane_from(lane, &other.mix, other_lane);
        self.on.copy_lane_from(lane, &other.on, other_lane);
        if self.is_silent(lane) {
            self.start_over(lane);
        }
    }

    #[inline(always)]
    fn clear_lane(&mut self, lane: usize) {
        for chain in &mut self.chains {
            chain.clear_lane(lane);
        }
    }
}

impl<S: Sample> Saturation<S> {
    /// True while nothing is heard of channel `lane` but its clean signal.
    #[inline(always)]
    fn is_silent(&self, lane: usize) -> bool {
        self.on.distance_from(0.0).lane(lane) == 0.0
    }

    /// True while something shall be heard of channel `lane`.
    #[inline(always)]
    fn is_wanted(&self, lane: usize) -> bool {
        let settings = &self.settings[lane];
        settings.on && settings.mix_percent > 0.0
    }

    /// A channel that is not heard takes its settings at once. If it shall be heard, it runs for a while
    /// first; if not, it forgets its past.
    #[inline(always)]
    fn start_over(&mut self, lane: usize) {
        let character = Character::of(&self.settings[lane]);
        self.change.clear(lane);
        self.chains[0].become_in(lane, character);
        self.mix.snap_lane(lane);
        if !self.is_wanted(lane) {
            self.warming[lane] = 0;
            self.clear_lane(lane);
        } else if self.warming[lane] == 0 {
            self.clear_lane(lane);
            self.warming[lane] = self.marks_to_warm(character);
        }
    }

    /// For how many marks a chain runs before it is heard.
    #[inline(always)]
    fn marks_to_warm(&self, character: Character) -> u16 {
        let seconds = if character.is_one_sided() {
            OFFSET_SECONDS
        } else {
            WARMING_SECONDS
        };
        1 + (seconds * self.marks_per_second) as u16
    }

    #[inline(always)]
    fn aim(&mut self, lane: usize) {
        let heard = self.is_wanted(lane) && self.warming[lane] == 0;
        self.on.set_target(lane, f32::from(u8::from(heard)));
    }

    /// A channel that is not heard is at its settings; one that has run for long enough is heard from here
    /// on.
    #[inline(always)]
    fn warm_up(&mut self, lane: usize) {
        if self.warming[lane] == 0 {
            self.start_over(lane);
        } else {
            self.warming[lane] -= 1;
        }
        self.aim(lane);
    }

    /// A channel whose character is not what is set gets a second chain and fades over to it.
    #[inline(always)]
    fn change_over(&mut self, lane: usize) {
        let [heard, coming] = &mut self.chains;
        if self.change.is_done(lane) {
            heard.copy_lane_from(lane, coming, lane);
            self.change.clear(lane);
        }
        let character = Character::of(&self.settings[lane]);
        if self.change.has(lane) {
            self.change.count_down(lane, self.pace);
        } else if !heard.is(lane, character) {
            coming.copy_lane_from(lane, heard, lane);
            coming.become_in(lane, character);
            let marks = self.marks_to_warm(character);
            self.change.begin(lane, marks);
        }
    }

    /// Above 0 in channels of which something is heard, or soon will be.
    #[inline(always)]
    fn in_use(&self) -> S {
        let mut warm = S::splat(0.0);
        for lane in 0..S::WIDTH {
            warm.set_lane(lane, f32::from(u8::from(self.warming[lane] > 0)));
        }
        let heard = self.on.away_from(0.0);
        heard.larger(warm)
    }

    /// True when no chain comes in.
    #[inline(always)]
    fn is_steady(&self) -> bool {
        self.change.lanes == 0 && self.warming == [0; LANES]
    }
}

#[cfg(test)]
mod tests {
    use super::curve::TUBE_BIAS;
    use super::*;
    use crate::dsp::testing::conformance::{Frame, Subject, conforms};
    use crate::dsp::testing::*;
    use std::f64::consts::PI;

    const KINDS: [SaturationKind; 5] = [
        SaturationKind::Soft,
        SaturationKind::Cubic,
        SaturationKind::Tube,
        SaturationKind::Tape,
        SaturationKind::Clip,
    ];

    fn settings(kind: SaturationKind, drive_db: f32) -> SaturationSettings {
        SaturationSettings {
            on: true,
            kind,
            oversampling: Oversampling::FourTimes,
            drive_db,
            mix_percent: 100.0,
        }
    }

    fn settled(settings: SaturationSettings) -> Saturation<f32> {
        let mut saturation = Saturation::new(RATE);
        saturation.set(0, settings);
        saturation.snap_lane(0);
        saturation
    }

    fn run(
        saturation: &mut Saturation<f32>,
        signal: &mut [f32],
        changes: &[(usize, SaturationSettings)],
    ) {
        let mut work = vec![0.0; LATENCY];
        work.extend_from_slice(signal);
        for at in (0..signal.len()).step_by(FRAMES_PER_MARK) {
            for (_, settings) in changes.iter().filter(|c| c.0 / FRAMES_PER_MARK == at / 32) {
                saturation.set(0, *settings);
            }
            saturation.mark();
            let end = signal.len().min(at + FRAMES_PER_MARK) + LATENCY;
            saturation.process(&mut work[at..end]);
        }
        signal.copy_from_slice(&work[..signal.len()]);
    }

    /// The last 32768 frames of a long tone after saturation; its frequency is `bin` periods of
    /// that.
    fn driven(kind: SaturationKind, drive_db: f32, bin: u32, amplitude: f64) -> Vec<f32> {
        driven_by(settings(kind, drive_db), bin, amplitude)
    }

    /// As [`driven`], by any settings.
    fn driven_by(settings: SaturationSettings, bin: u32, amplitude: f64) -> Vec<f32> {
        let freq_hz = f64::from(bin) * RATE / 32_768.0;
        let mut tone = sine(freq_hz, amplitude, 0.3, 32_768 * 3);
        run(&mut settled(settings), &mut tone, &[]);
        tone.split_off(32_768 * 2)
    }

    fn at_twice(settings: SaturationSettings) -> SaturationSettings {
        SaturationSettings {
            oversampling: Oversampling::Twice,
            ..settings
        }
    }

    /// Everything below 20 kHz that is no harmonic of `bin`, in dB of the fundamental's power.
    fn alias_db(signal: &[f32], bin: u32) -> f64 {
        let power = |bin: u32| {
            let freq_hz = f64::from(bin) * RATE / 32_768.0;
            amplitude_at(signal, freq_hz).powi(2)
        };
        // Whatever folds lands on a harmonic of the fundamental folded at some multiple of the
        // quadruple rate's images of the base rate: 32768·k − n·bin.
        let mut bins = std::collections::BTreeSet::new();
        for harmonic in 1..=400_u32 {
            let folded = (harmonic * bin) % 32_768;
            let folded = folded.min(32_768 - folded);
            if f64::from(folded) * RATE / 32_768.0 < 20_000.0 && !folded.is_multiple_of(bin) {
                bins.insert(folded);
            }
        }
        let aliases: f64 = bins.into_iter().map(power).sum();
        10.0 * (aliases / power(bin)).log10()
    }

    #[test]
    fn aliases_stay_where_the_sheet_has_them() {
        // Odd bins, so that folded harmonics never fall onto true ones.
        let near = |freq_hz: f64| ((freq_hz * 32_768.0 / RATE) as u32) | 1;
        for (drive_db, freq_hz, at_twice_limit, limit) in [
            (6.0, 5000.0, -101.0, -120.0),
            (20.0, 1250.0, -88.0, -110.0),
            (20.0, 5000.0, -29.0, -50.0),
        ] {
            let bin = near(freq_hz);
            let fine = settings(SaturationKind::Soft, drive_db);
            for (settings, limit) in [(fine, limit), (at_twice(fine), at_twice_limit)] {
                let alias = alias_db(&driven_by(settings, bin, 1.0), bin);
                let rate = settings.oversampling;
                println!("{drive_db} dB, {freq_hz} Hz, {rate:?}: {alias:.1} dB");
                assert!(alias <= limit, "{drive_db} dB, {freq_hz} Hz: {alias} dB");
            }
        }
    }

    #[test]
    fn harmonics_are_those_of_the_curve() {
        // A slow tone: everything of the curve lies far below half the rate.
        for kind in [
            SaturationKind::Soft,
            SaturationKind::Cubic,
            SaturationKind::Tube,
        ] {
            let (bin, drive_db) = (101, 6.0);
            let set = settings(kind, drive_db);
            let signals = [set, at_twice(set)].map(|set| driven_by(set, bin, 0.4));
            let curve = |x: f64| match kind {
                SaturationKind::Cubic if x.abs() > 1.0 => x.signum() * 2.0 / 3.0,
                SaturationKind::Cubic => x - x.powi(3) / 3.0,
                SaturationKind::Tube => {
                    let bias = f64::from(TUBE_BIAS);
                    ((x + bias).tanh() - bias.tanh()) / (1.0 - bias.tanh().powi(2))
                }
                _ => x.tanh(),
            };
            for harmonic in 1..=5 {
                let (mut real, mut imaginary) = (0.0, 0.0);
                for n in 0..4096 {
                    let angle = 2.0 * PI * f64::from(n) / 4096.0;
                    let y = curve(0.4 * gain(drive_db.into()) * angle.sin());
                    real += y * (angle * f64::from(harmonic)).cos() / 2048.0;
                    imaginary += y * (angle * f64::from(harmonic)).sin() / 2048.0;
                }
                let expected = real.hypot(imaginary) * gain(-0.5 * f64::from(drive_db));
                let freq_hz = f64::from(bin * harmonic) * RATE / 32_768.0;
                for signal in &signals {
                    let measured = amplitude_at(signal, freq_hz);
                    let error = db(measured.max(1e-5)) - db(expected.max(1e-5));
                    assert!(error.abs() < 0.05, "{kind:?}, {harmonic}: {error} dB");
                }
            }
        }
    }

    #[test]
    fn without_drive_a_quiet_signal_keeps_its_level() {
        for kind in KINDS {
            for bin in [137, 683, 6827, 12_971] {
                let set = settings(kind, 0.0);
                for set in [set, at_twice(set)] {
                    let signal = driven_by(set, bin, 1e-3);
                    let freq_hz = f64::from(bin) * RATE / 32_768.0;
                    let error = db(amplitude_at(&signal, freq_hz)) + 60.0;
                    assert!(error.abs() <= 0.01, "{kind:?}, {freq_hz} Hz: {error} dB");
                }
            }
        }
    }

    #[test]
    fn a_clipper_leaves_alone_what_lies_below_and_holds_its_ceiling() {
        for drive_db in [0.0, 3.0, 12.0] {
            let clip = settings(SaturationKind::Clip, drive_db);
            // 6.1 dB below the ceiling.
            let quiet = gain(-6.1 - f64::from(drive_db));
            for set in [clip, at_twice(clip)] {
                let signal = driven_by(set, 683, quiet);
                let freq_hz = 683.0 * RATE / 32_768.0;
                let error = db(amplitude_at(&signal, freq_hz) / quiet);
                assert!(error.abs() < 0.01, "{drive_db}: {error} dB");
                for over_db in [3.0, 12.0, 24.0] {
                    let loud = driven_by(set, 137, gain(over_db - f64::from(drive_db)));
                    let level = db(peak(&loud)) + f64::from(drive_db);
                    // What the filters of the oversampling ring over it.
                    assert!(
                        level < 1.0 && level > -0.5,
                        "{drive_db} {over_db}: {level} dB"
                    );
                }
            }
        }
    }

    #[test]
    fn no_kind_leaves_an_offset() {
        for kind in KINDS {
            let signal = driven(kind, 24.0, 683, 0.5);
            let mean = signal.iter().map(|&x| f64::from(x)).sum::<f64>() / 32_768.0;
            assert!(db(mean) <= -80.0, "{kind:?}: {} dB", db(mean));
        }
    }

    #[test]
    fn tape_saturates_highs_first_and_leaves_quiet_ones_alone() {
        let thd = |freq_bin: u32| {
            let signal = driven(SaturationKind::Tape, 6.0, freq_bin, 0.3);
            let at = |n: u32| amplitude_at(&signal, f64::from(freq_bin * n) * RATE / 32_768.0);
            at(3) / at(1)
        };
        // 4 kHz against 200 Hz; the mirror dims the third harmonic, so compare what is left.
        assert!(thd(2731) > 1.5 * thd(137));
    }

    #[test]
    fn without_mix_it_is_exactly_the_signal_as_late_as_ever() {
        let clean = SaturationSettings {
            mix_percent: 0.0,
            ..settings(SaturationKind::Tape, 18.0)
        };
        let input = noise(9, 0.5, 9600);
        for first in [clean, settings(SaturationKind::Tape, 18.0)] {
            let mut output = input.clone();
            run(&mut settled(first), &mut output, &[(3200, clean)]);
            assert_eq!(bits(&output[8000..]), bits(&input[7996..9596]));
        }
    }

    #[test]
    fn at_any_mix_it_stays_in_phase_with_a_signal_as_late() {
        for (freq_hz, most_db) in [
            (100.0, 0.01),
            (5857.0, 0.05),
            (8000.0, 0.1),
            (10_000.0, 0.25),
        ] {
            for (mix_percent, rate) in
                [(1.0, Oversampling::Twice), (100.0, Oversampling::FourTimes)]
            {
                let set = SaturationSettings {
                    mix_percent,
                    oversampling: rate,
                    ..settings(SaturationKind::Soft, 0.0)
                };
                let dry = sine(freq_hz, 1e-3, 0.3, 96_000);
                let mut sum = dry.clone();
                run(&mut settled(set), &mut sum, &[]);
                for (x, dry) in sum[LATENCY..].iter_mut().zip(&dry) {
                    *x += dry;
                }
                let lost = db(2e-3) - db(amplitude_at(&sum[48_000..], freq_hz));
                assert!(lost <= most_db, "{freq_hz} Hz at {rate:?}: {lost} dB");
            }
        }
    }

    #[test]
    fn no_change_is_louder_than_before_and_after() {
        let base = settings(SaturationKind::Soft, 0.0);
        let hot = settings(SaturationKind::Soft, 36.0);
        let off = |settings| SaturationSettings {
            on: false,
            ..settings
        };
        let clean = |settings| SaturationSettings {
            mix_percent: 0.0,
            ..settings
        };
        let tube = settings(SaturationKind::Tube, 24.0);
        for (name, a, b) in [
            ("drive", base, hot),
            ("type", hot, settings(SaturationKind::Cubic, 36.0)),
            ("tape", hot, settings(SaturationKind::Tape, 36.0)),
            ("tube", settings(SaturationKind::Soft, 24.0), tube),
            ("rate", hot, at_twice(hot)),
            ("on", off(hot), hot),
            ("tube on", off(tube), tube),
            ("mix", clean(hot), hot),
        ] {
            for amplitude in [0.25, 1.0] {
                let mut tone = sine(997.0, amplitude, 0.3, 96_000);
                let changes = [
                    (24_000, b),
                    (48_000, a),
                    (72_000, b),
                    (72_640, a),
                    (73_280, b),
                ];
                run(&mut settled(a), &mut tone, &changes);
                let steady = peak(&tone[12_000..24_000]).max(peak(&tone[38_000..48_000]));
                let burst = db(peak(&tone[12_000..])) - db(steady);
                println!("{name} at {amplitude}: {burst:.2} dB");
                assert!(burst <= 0.5, "{name} at {amplitude}: {burst:.2} dB");
            }
        }
    }

    #[test]
    fn switching_kinds_and_jumps_make_no_click() {
        let tone = sine(1000.0, 0.05, 0.2, 4800 * 40);
        let base = settings(SaturationKind::Soft, 0.0);
        let off = SaturationSettings { on: false, ..base };
        let loud = settings(SaturationKind::Soft, 12.0);
        let dry = SaturationSettings {
            mix_percent: 0.0,
            ..base
        };
        for (name, to) in [
            ("off", off),
            ("drive", loud),
            ("mix", dry),
            ("tube", settings(SaturationKind::Tube, 0.0)),
            ("tape", settings(SaturationKind::Tape, 0.0)),
            ("rate", at_twice(base)),
        ] {
            let changes: Vec<_> = (1..16)
                .map(|n| (n * 12_000, if n % 2 == 1 { to } else { base }))
                .collect();
            let mut signal = tone.clone();
            run(&mut settled(base), &mut signal, &changes);
            // −26 dBFS, so that the curve's own harmonics above 8 kHz stay out of the measurement.
            let residue = residue_above_8k(&signal, 4800);
            assert!(residue <= -80.0, "{name}: {residue}");
        }
    }

    impl<S: Frame + Sample> Subject<S> for Saturation<S> {
        const OFF: Option<SaturationSettings> = Some(SaturationSettings {
            on: false,
            kind: SaturationKind::Soft,
            oversampling: Oversampling::FourTimes,
            drive_db: 6.0,
            mix_percent: 100.0,
        });

        fn any(random: &mut Random) -> SaturationSettings {
            SaturationSettings {
                on: true,
                kind: random.pick(&KINDS),
                oversampling: random.pick(&[Oversampling::Twice, Oversampling::FourTimes]),
                drive_db: random.between(0.0, 36.0),
                mix_percent: random.between(0.0, 100.0),
            }
        }
    }
    conforms!(Saturation);
}
