//! Pitch correction of a voice: how high it sings is found beside the sound, and it is read a little faster or slower
//! so that it meets the note that it means.
//!
//! ```text
//! left + right → detector → height → note that is meant → correction, as fast as it is set
//! left, right  → shifter ◄──────────────────────────────────┘                             → out, 10.5 ms late
//! ```
//! Both sides are read alike, so that the image stays. Formants move with the pitch: by the few hundredths of an octave
//! of a correction, which no ear tells from another vowel.

mod detector;
mod notes;
mod shifter;

use super::FRAMES_PER_MARK;
use super::effect::{self, Silence, clean};
use super::math::{exp2_f64, one_pole_coefficient};
use super::processor::{Processor, Stereo};
use detector::{HOP, PitchDetector};
use notes::{MeantNote, semitones};
use shifter::PitchShifter;

/// The quickest that a correction comes, in seconds: what is found jumps from hop to hop.
const QUICKEST_SECONDS: f64 = 0.002;
/// The longest time constant of the mean height, in ms.
const SLOWEST_NOTE_MS: f32 = 120.0;
/// Time constant with which a correction is left where nobody sings, in seconds.
const RELEASE_SECONDS: f64 = 0.04;
/// After so much silence all is forgotten, in seconds.
const PAUSE_SECONDS: f64 = 0.1;
/// Corrections below this are none, in semitones: a hundredth of a cent.
const ARRIVED: f64 = 1e-4;

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PitchCorrectionSettings {
    /// The notes that may be meant, one bit each, C first. None: nothing is corrected.
    pub notes: u16,
    /// The A above middle C, in Hz.
    pub reference_hz: f32,
    /// Time constant of the correction, in ms. A slow one keeps vibrato.
    pub retune_ms: f32,
    /// How much of the way to the note is gone, in percent.
    pub amount_percent: f32,
    /// What is so near to its note stays as it is, 0 to 50 cents.
    pub tolerance_cents: f32,
}

/// Corrects the pitch of a voice.
///
/// Legend: `correction` is what is added to the height of the voice, in semitones; `wanted` where it goes; `ratio` what
/// that means for the reader at this frame, and `step` what the ratio goes per frame up to the next mark.
#[derive(Debug)]
pub struct PitchCorrection {
    settings: PitchCorrectionSettings,
    detector: PitchDetector,
    shifter: PitchShifter,
    note: MeantNote,
    /// The mean height of the voice, in semitones.
    height: f64,
    wanted: f64,
    correction: f64,
    ratio: f64,
    step: f64,
    is_sung: bool,
    silence: Silence,
    /// Sample rate in Hz.
    rate: f64,
}

impl PitchCorrection {
    /// Where the correction goes for the period that was found.
    fn aim(&mut self) {
        let settings = self.settings;
        let Some(period) = self.detector.period() else {
            self.is_sung = false;
            self.wanted = 0.0;
            return;
        };
        let reference_hz = f64::from(settings.reference_hz);
        let height = semitones(self.rate / f64::from(period), reference_hz);
        if !std::mem::replace(&mut self.is_sung, true) {
            // Where a voice sets in, its pitch is not yet to be told.
            self.note.forget();
            self.height = height;
            return;
        }
        self.height += self.note_way() * (height - self.height);
        let note = self.note.follow(self.height, settings.notes);
        let off = note.map_or(0.0, |note| note - height);
        let tolerance = f64::from(settings.tolerance_cents) * 0.01;
        let beyond = off - off.clamp(-tolerance, tolerance);
        self.wanted = beyond * f64::from(settings.amount_percent) * 0.01;
    }

    /// The share of the way that the mean height goes per hop: as slow as the correction, so that vibrato reaches no
    /// other note, but not slower than a melody.
    fn note_way(&self) -> f64 {
        let seconds = f64::from(self.settings.retune_ms.min(SLOWEST_NOTE_MS)) * 1e-3;
        let hops = self.rate / (HOP * FRAMES_PER_MARK) as f64;
        if seconds > 0.0 {
            one_pole_coefficient(seconds, hops)
        } else {
            1.0
        }
    }

    /// The correction goes on towards what is wanted.
    #[inline(always)]
    fn go_on(&mut self) {
        let seconds = if self.is_sung {
            let set = f64::from(self.settings.retune_ms) * 1e-3;
            if set > QUICKEST_SECONDS {
                set
            } else {
                QUICKEST_SECONDS
            }
        } else {
            RELEASE_SECONDS
        };
        let marks = self.rate / FRAMES_PER_MARK as f64;
        let left = self.wanted - self.correction;
        self.correction += one_pole_coefficient(seconds, marks) * left;
        if (self.wanted - self.correction).abs() < ARRIVED {
            self.correction = self.wanted;
        }
        let ratio = exp2_f64(self.correction / 12.0);
        self.step = (ratio - self.ratio) / FRAMES_PER_MARK as f64;
    }

    /// Nobody sings, and nothing moves.
    fn rest(&mut self) {
        self.note.forget();
        (self.is_sung, self.wanted, self.correction) = (false, 0.0, 0.0);
        (self.ratio, self.step) = (1.0, 0.0);
        self.detector.clear();
        self.shifter.go_home();
    }
}

impl Processor<Stereo> for PitchCorrection {
    type Settings = PitchCorrectionSettings;

    fn new(rate: f64) -> Self {
        Self {
            settings: PitchCorrectionSettings {
                notes: 0,
                reference_hz: 440.0,
                retune_ms: 0.0,
                amount_percent: 0.0,
                tolerance_cents: 0.0,
            },
            detector: PitchDetector::new(rate),
            shifter: PitchShifter::new(rate),
            note: MeantNote::default(),
            height: 0.0,
            wanted: 0.0,
            correction: 0.0,
            ratio: 1.0,
            step: 0.0,
            is_sung: false,
            silence: Silence::new((PAUSE_SECONDS * rate) as usize),
            rate,
        }
    }

    fn set(&mut self, _lane: usize, settings: PitchCorrectionSettings) {
        self.settings = settings;
    }

    fn snap_lane(&mut self, _lane: usize) {
        self.correction = self.wanted;
    }

    #[inline(always)]
    fn mark(&mut self) {
        self.silence.mark();
        if self.silence.is_complete() {
            if !self.shifter.is_home() || self.ratio != 1.0 || self.detector.is_collecting() {
                self.rest();
            }
            return;
        }
        // Where the steps have led, up to rounding.
        self.ratio = exp2_f64(self.correction / 12.0);
        if self.detector.mark() {
            self.aim();
        }
        self.go_on();
        self.shifter.mark(self.detector.period());
    }

    /// Replaces the frames by the corrected voice alone.
    #[inline(always)]
    fn process(&mut self, run: &mut [Stereo]) {
        for frame in &mut *run {
            *frame = frame.map(clean);
            self.silence.note(*frame != [0.0; 2]);
            self.detector.take(0.5 * (frame[0] + frame[1]));
        }
        let (ratio, step) = (&mut self.ratio, self.step);
        self.shifter.process(run, || {
            *ratio += step;
            *ratio
        });
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        let is_still = self.ratio == 1.0 && self.step == 0.0;
        self.silence.is_complete()
            && is_still
            && self.shifter.is_home()
            && !self.detector.is_collecting()
    }

    /// Nothing is copied.
    fn adopt_lane(&mut self, _lane: usize, other: &mut Self, _other_lane: usize) {
        effect::go_on(self, other, |own| (own.rate, Some(own.settings)));
    }

    fn clear_lane(&mut self, _lane: usize) {
        self.rest();
        self.shifter.clear();
        self.silence.complete();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::testing::conformance::{Subject, conforms};
    use crate::dsp::testing::*;
    use std::f64::consts::{PI, TAU};

    const CHROMATIC: PitchCorrectionSettings = PitchCorrectionSettings {
        notes: 0xfff,
        reference_hz: 440.0,
        retune_ms: 0.0,
        amount_percent: 100.0,
        tolerance_cents: 0.0,
    };
    /// Frames by which what comes out is late.
    const LATE: usize = 504;

    fn settled(settings: PitchCorrectionSettings) -> PitchCorrection {
        let mut correction = PitchCorrection::new(RATE);
        correction.set(0, settings);
        correction.snap_lane(0);
        correction
    }

    /// What comes of a voice on both sides.
    fn run(correction: &mut PitchCorrection, signal: &[f32]) -> Vec<f32> {
        let [left, right] = run_sides(correction, [signal, signal], &[]);
        assert!(left == right);
        left
    }

    /// How far a tone near `hz` is from it in cents, every 10 ms: by how its phase goes on.
    fn cents_from(signal: &[f32], hz: f64) -> Vec<f64> {
        let window = (3.0 * RATE / hz) as usize;
        let phase = |from: usize| {
            let (mut real, mut imaginary) = (0.0, 0.0);
            for n in 0..window {
                let fade = 0.5 - 0.5 * (TAU * n as f64 / window as f64).cos();
                let angle = TAU * hz * (from + n) as f64 / RATE;
                real += fade * f64::from(signal[from + n]) * angle.cos();
                imaginary -= fade * f64::from(signal[from + n]) * angle.sin();
            }
            imaginary.atan2(real)
        };
        let phases: Vec<f64> = (0..signal.len() - window).step_by(480).map(phase).collect();
        let turned = |pair: &[f64]| (pair[1] - pair[0] + 3.0 * PI).rem_euclid(TAU) - PI;
        let off = |turned: f64| 1200.0 * (1.0 + turned / TAU * 100.0 / hz).log2();
        phases.windows(2).map(|pair| off(turned(pair))).collect()
    }

    #[test]
    fn a_voice_that_sings_flat_is_put_on_its_note_within_three_cents() {
        for note in [45, 52, 57, 64, 69, 76, 81] {
            let target = 440.0 * 2_f64.powf(f64::from(note - 69) / 12.0);
            let flat = target * 2_f64.powf(-35.0 / 1200.0);
            let output = run(&mut settled(CHROMATIC), &voice(flat, RATE, 0.5, 2.0));
            let cents = cents_from(&output[4800..], target);
            let mean = cents.iter().sum::<f64>() / cents.len() as f64;
            assert!(mean.abs() < 0.5, "{target} Hz: {mean} cents in the mean");
            let worst = cents
                .iter()
                .fold(0.0, |worst: f64, cents| worst.max(cents.abs()));
            assert!(worst < 3.0, "{target} Hz: up to {worst} cents");
        }
    }

    /// Only later, bit for bit.
    fn assert_late(signal: &[f32], output: &[f32]) {
        let mut pairs = signal.iter().zip(&output[LATE..]);
        let differs = pairs.position(|(a, b)| a.to_bits() != b.to_bits());
        assert_eq!(differs, None);
    }

    #[test]
    fn what_is_on_its_note_is_only_late() {
        let signal = voice(220.0, RATE, 0.5, 1.0);
        let none = PitchCorrectionSettings {
            notes: 0,
            ..CHROMATIC
        };
        for settings in [
            none,
            PitchCorrectionSettings {
                amount_percent: 0.0,
                ..CHROMATIC
            },
        ] {
            let output = run(&mut settled(settings), &signal);
            assert_late(&signal, &output);
        }
        let near = PitchCorrectionSettings {
            tolerance_cents: 20.0,
            ..CHROMATIC
        };
        let flat = voice(220.0 * 2_f64.powf(-15.0 / 1200.0), RATE, 0.5, 1.0);
        let output = run(&mut settled(near), &flat);
        let cents = cents_from(&output[9600..], 220.0);
        assert!(cents.iter().all(|cents| (cents + 15.0).abs() < 1.0));
    }

    #[test]
    fn only_notes_of_the_scale_are_sung() {
        // A pentatonic of C: C, D, E, G, A.
        let set = PitchCorrectionSettings {
            notes: 0b0010_1001_0101,
            ..CHROMATIC
        };
        for (sung, meant) in [(58.0, 57), (61.3, 62), (65.6, 67), (70.4, 69)] {
            let hz = |note: f64| 440.0 * 2_f64.powf((note - 69.0) / 12.0);
            let output = run(&mut settled(set), &voice(hz(sung), RATE, 0.5, 1.0));
            let cents = cents_from(&output[9600..], hz(f64::from(meant)));
            let mean = cents.iter().sum::<f64>() / cents.len() as f64;
            assert!(mean.abs() < 5.0, "{sung}: {mean} cents from {meant}");
        }
    }

    /// A voice with vibrato of 5.5 Hz, ±40 cents, about a note 10 cents too low.
    fn with_vibrato(target: f64, frames: usize) -> Vec<f32> {
        let mut turns = 0.0_f64;
        let sing = |n: usize| {
            let cents = -10.0 + 40.0 * (TAU * 5.5 * n as f64 / RATE).sin();
            turns += target * 2_f64.powf(cents / 1200.0) / RATE;
            let partial = |k: i32| (TAU * turns * f64::from(k)).sin() / f64::from(k);
            0.2 * (1..=8).map(partial).sum::<f64>() as f32
        };
        (0..frames).map(sing).collect()
    }

    #[test]
    fn a_slow_correction_keeps_vibrato_and_a_quick_one_takes_it_away() {
        let signal = with_vibrato(329.628, 192_000);
        let spread = |retune_ms: f32| {
            let set = PitchCorrectionSettings {
                retune_ms,
                ..CHROMATIC
            };
            let output = run(&mut settled(set), &signal);
            let cents = cents_from(&output[96_000..], 329.628);
            let mean = cents.iter().sum::<f64>() / cents.len() as f64;
            assert!(mean.abs() < 3.0, "{retune_ms} ms: {mean} cents in the mean");
            let squares: f64 = cents.iter().map(|cents| (cents - mean).powi(2)).sum();
            (squares / cents.len() as f64).sqrt()
        };
        // ±40 cents are 28 in the mean of squares.
        let (slow, quick) = (spread(300.0), spread(0.0));
        assert!(slow > 24.0, "{slow}");
        assert!(quick < 8.0, "{quick}");
    }

    #[test]
    fn noise_is_no_voice_and_leaps_do_not_click() {
        let noise = noise(5, 0.3, 96_000);
        let output = run(&mut settled(CHROMATIC), &noise);
        let late = noise.iter().zip(&output[LATE..]);
        let moved = late.filter(|(a, b)| (**a - **b).abs() > 1e-3).count();
        assert!(
            moved * 50 < noise.len(),
            "{moved} frames of noise were moved"
        );
        let flat = sine(215.0, 0.5, 0.0, 96_000);
        let output = run(&mut settled(CHROMATIC), &flat);
        let residue = residue_above_8k(&output, 9600);
        assert!(residue < -80.0, "{residue}");
    }

    #[test]
    fn the_latency_is_as_stated_at_every_rate() {
        for (rate, late) in [(44_100.0, 463), (48_000.0, LATE), (96_000.0, 1008)] {
            let mut correction = PitchCorrection::new(rate);
            let mut signal = vec![0.0; 4096];
            signal[0] = 0.5;
            let output = run(&mut correction, &signal);
            assert_eq!(output.iter().position(|x| *x != 0.0), Some(late));
        }
    }

    impl Subject<Stereo> for PitchCorrection {
        const OFF: Option<PitchCorrectionSettings> = None;
        const TOGETHER: usize = 2;
        const SET: usize = 1;

        fn any(random: &mut Random) -> PitchCorrectionSettings {
            PitchCorrectionSettings {
                notes: random.below(0x1000) as u16,
                reference_hz: random.between(415.0, 466.0),
                retune_ms: random.between(0.0, 400.0),
                amount_percent: random.between(0.0, 100.0),
                tolerance_cents: random.between(0.0, 50.0),
            }
        }
    }
    conforms!(PitchCorrection, Stereo);
}
