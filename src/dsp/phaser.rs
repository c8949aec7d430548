//! Phaser: the sound beside itself through a chain of all-passes whose frequency moves, with feedback.
//!
//! N all-passes of first order at one frequency turn the phase by 2·N·atan(f/centre). Half of them and half of the
//! sound have notches where that is odd: at tan(π·f/rate) = tan(π·centre/rate)·tan(π·(2k + 1)/(2N)). The all-passes
//! are topology-preserving and the feedback has no delay: the loop is solved at every frame (V. Zavalishin, "The
//! Art of VA Filter Design", 2012).

use super::effect::{SILENT, Silence, clean, go_on};
use super::lfo::StereoLfo;
use super::math::{exp2_in_range, log2_f64, one_pole_coefficient, tan_f64};
use super::processor::{Processor, Stereo};
use super::sample::{LANES, Lanes, Sample};
use super::smoother::Smoother;
use std::f64::consts::PI;

/// The most all-passes.
const MOST: usize = 12;
/// The lengths of the chain that may be chosen.
pub const STAGES: [usize; 4] = [4, 6, 8, MOST];
/// How far the frequency goes either way at full depth, in octaves.
const OCTAVES: f32 = 2.0;
/// The most that comes back, in per cent.
const MOST_FEEDBACK: f32 = 90.0;
/// Time constant of each one-pole that moves the frequency, in seconds.
const GLIDE_SECONDS: f64 = 0.02;
/// Time constant of each one-pole that smooths levels, in seconds.
const SMOOTHING_SECONDS: f64 = 0.01;
/// After so much silence the next sound begins at the start of the period, in seconds.
const PAUSE_SECONDS: f64 = 1.0;

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PhaserSettings {
    /// How many all-passes: the nearest of [`STAGES`] that is no more.
    pub stages: usize,
    /// The middle of their frequency, in Hz.
    pub centre_hz: f32,
    /// How far it goes from there, in percent: two octaves up and down.
    pub depth_percent: f32,
    /// How often it goes up and down, in Hz.
    pub rate_hz: f32,
    /// What comes back, in percent.
    pub feedback_percent: f32,
    /// How far right goes behind left, 0 to 180 degrees.
    pub spread_degrees: f32,
    /// The all-passes alone at 100 %, nothing of them at 0 %.
    pub mix_percent: f32,
}

/// What all all-passes of a side have in common in a frame: y = through·x + past·state.
#[derive(Clone, Copy, Debug)]
struct Stage {
    through: f32,
    past: f32,
}

impl Stage {
    /// For tan(π·f/rate).
    #[inline(always)]
    fn new(g: f32) -> Self {
        let share = 1.0 / (1.0 + g);
        Self {
            through: (g - 1.0) * share,
            past: share + share,
        }
    }
}

/// The all-passes of one side.
#[derive(Clone, Copy, Debug, Default)]
struct Chain {
    states: [f32; MOST],
}

impl Chain {
    /// What comes out behind the first 4, 6, 8 and 12 all-passes, each by its share of `taps`, with `feedback` of
    /// that coming back; `count` all-passes are heard.
    #[inline(always)]
    fn tick(
        &mut self,
        x: f32,
        stage: Stage,
        taps: &[f32; MOST],
        count: usize,
        feedback: f32,
    ) -> f32 {
        // Everything is linear: out = gain·u + past, with u = x + feedback·out.
        let (mut power, mut carried) = (1.0, 0.0);
        let (mut gain, mut past) = (0.0, 0.0);
        for (state, tap) in self.states.iter().zip(taps).take(count) {
            power *= stage.through;
            carried = stage.through * carried + stage.past * state;
            gain += tap * power;
            past += tap * carried;
        }
        let mut signal = (x + feedback * past) / (1.0 - feedback * gain);
        let mut out = 0.0;
        for (state, tap) in self.states.iter_mut().zip(taps).take(count) {
            let next = stage.through * signal + stage.past * *state;
            *state = signal + next - *state;
            signal = next;
            out += tap * next;
        }
        out
    }

    /// States that do not matter, and those of all-passes that are not heard, become zero.
    #[inline(always)]
    fn flush(&mut self, count: usize) {
        for (at, state) in self.states.iter_mut().enumerate() {
            let matters = at < count && state.magnitude() > SILENT;
            *state = if matters { *state } else { 0.0 };
        }
    }

    #[inline(always)]
    fn is_silent(&self) -> bool {
        self.states == [0.0; MOST]
    }
}

/// A phaser of two sides.
///
/// Legend: `centre` is log2 of tan(π·f/rate), `depth` octaves; lane k of `taps` is the share of `STAGES[k]`
/// all-passes, of which `count` are heard at all; `power` keeps the power of noise whatever the feedback: √(1 − f²).
#[derive(Debug)]
pub struct Phaser {
    settings: Option<PhaserSettings>,
    chains: [Chain; 2],
    lfo: StereoLfo,
    centre: Smoother<f32>,
    depth: Smoother<f32>,
    feedback: Smoother<f32>,
    power: Smoother<f32>,
    taps: Smoother<Lanes>,
    mix: Smoother<f32>,
    count: usize,
    silence: Silence,
    rate: f64,
}

impl Processor<Stereo> for Phaser {
    type Settings = PhaserSettings;

    fn new(rate: f64) -> Self {
        let pause = (PAUSE_SECONDS * rate) as usize;
        let glide = one_pole_coefficient(GLIDE_SECONDS, rate);
        let smoothing = one_pole_coefficient(SMOOTHING_SECONDS, rate);
        Self {
            settings: None,
            chains: [Chain::default(); 2],
            lfo: StereoLfo::new(rate),
            centre: Smoother::new(glide, -4.0),
            depth: Smoother::new(glide, 0.0),
            feedback: Smoother::new(smoothing, 0.0),
            power: Smoother::new(smoothing, 1.0),
            taps: Smoother::new(smoothing, 0.0),
            mix: Smoother::new(smoothing, 0.0),
            count: 0,
            silence: Silence::new(pause),
            rate,
        }
    }

    fn set(&mut self, _lane: usize, settings: PhaserSettings) {
        self.settings = Some(settings);
        self.lfo.set(settings.rate_hz, settings.spread_degrees);
        let centre_hz = f64::from(settings.centre_hz);
        let centre = log2_f64(tan_f64(PI * centre_hz / self.rate));
        self.centre.set_target(0, centre as f32);
        let share = |percent: f32| percent * 0.01;
        let depth = share(settings.depth_percent);
        self.depth.set_target(0, OCTAVES * depth);
        let feedback = share(
            settings
                .feedback_percent
                .clamp(-MOST_FEEDBACK, MOST_FEEDBACK),
        );
        self.feedback.set_target(0, feedback);
        self.power.set_target(0, (1.0 - feedback * feedback).sqrt());
        self.mix.set_target(0, share(settings.mix_percent));
        let chosen = STAGES.iter().rposition(|count| *count <= settings.stages);
        for lane in 0..STAGES.len() {
            let is_chosen = lane == chosen.unwrap_or(0);
            self.taps.set_target(lane, f32::from(u8::from(is_chosen)));
        }
    }

    fn snap_lane(&mut self, _lane: usize) {
        self.lfo.snap();
        self.taps.snap();
        self.smoothers().into_iter().for_each(Smoother::snap);
    }

    #[inline(always)]
    fn mark(&mut self) {
        for smoother in self.smoothers() {
            smoother.settle();
        }
        self.taps.settle();
        self.count = self.stages_heard();
        let count = self.count;
        for chain in &mut self.chains {
            chain.flush(count);
            self.silence.note(!chain.is_silent());
        }
        self.silence.mark();
        self.lfo.mark();
        if self.silence.is_complete() {
            self.lfo.restart();
            self.snap_lane(0);
            self.count = self.stages_heard();
        }
    }

    #[inline(always)]
    fn process(&mut self, run: &mut [Stereo]) {
        for frame in run {
            self.silence.note(*frame != [0.0; 2]);
            let sines = self.lfo.next();
            let (centre, depth) = (self.centre.next(), self.depth.next());
            let (feedback, power, mix) = (self.feedback.next(), self.power.next(), self.mix.next());
            let taps = shares(self.taps.next());
            for side in [0, 1] {
                let x = clean(frame[side]);
                let stage = Stage::new(exp2_in_range(centre + depth * sines[side]));
                let out = self.chains[side].tick(x, stage, &taps, self.count, feedback);
                frame[side] = x + mix * (out * power - x);
            }
        }
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        let frequency = self.centre.is_settled() && self.depth.is_settled();
        let loops = self.feedback.is_settled() && self.power.is_settled();
        let levels = self.taps.is_settled() && self.mix.is_settled();
        self.silence.is_complete() && self.lfo.is_settled() && frequency && loops && levels
    }

    fn adopt_lane(&mut self, _lane: usize, other: &mut Self, _other_lane: usize) {
        go_on(self, other, |own| (own.rate, own.settings));
    }

    fn clear_lane(&mut self, _lane: usize) {
        self.chains = [Chain::default(); 2];
        self.lfo.restart();
        self.silence.complete();
    }
}

/// The share of what comes out behind each all-pass, of those of the lengths.
#[inline(always)]
fn shares(taps: Lanes) -> [f32; MOST] {
    let mut shares = [0.0; MOST];
    for (lane, count) in STAGES.into_iter().enumerate() {
        shares[count - 1] = taps.0[lane];
    }
    shares
}

impl Phaser {
    #[inline(always)]
    fn smoothers(&mut self) -> [&mut Smoother<f32>; 5] {
        [
            &mut self.centre,
            &mut self.depth,
            &mut self.feedback,
            &mut self.power,
            &mut self.mix,
        ]
    }

    /// The longest chain that is not silent and stays so.
    #[inline(always)]
    fn stages_heard(&self) -> usize {
        let taps = self.taps.value();
        let is_heard = |lane: usize| taps.0[lane] != 0.0 || !self.taps.is_lane_settled(lane);
        let heard = (0..STAGES.len()).rev().find(|lane| is_heard(*lane));
        STAGES[heard.unwrap_or(0)]
    }
}

const _: () = assert!(STAGES.len() <= LANES);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::testing::conformance::{Subject, conforms};
    use crate::dsp::testing::*;
    use std::f64::consts::TAU;

    const SET: PhaserSettings = PhaserSettings {
        stages: 4,
        centre_hz: 800.0,
        depth_percent: 0.0,
        rate_hz: 0.5,
        feedback_percent: 0.0,
        spread_degrees: 90.0,
        mix_percent: 50.0,
    };

    fn settled(settings: PhaserSettings) -> Phaser {
        let mut phaser = Phaser::new(RATE);
        phaser.set(0, settings);
        phaser.snap_lane(0);
        phaser
    }

    fn response(settings: PhaserSettings, frames: usize) -> Vec<f32> {
        let mut impulse = vec![0.0; frames];
        impulse[0] = 1.0;
        let [left, right] = run_sides(&mut settled(settings), [&impulse, &impulse], &[]);
        assert_eq!(left, right);
        left
    }

    #[test]
    fn a_still_phaser_has_the_notches_of_its_formula() {
        for stages in STAGES {
            for centre_hz in [100.0, 800.0, 4000.0] {
                let set = PhaserSettings {
                    stages,
                    centre_hz,
                    ..SET
                };
                let response = response(set, 4800);
                let warped = (PI * f64::from(centre_hz) / RATE).tan();
                for k in 0..stages / 2 {
                    let angle = PI * (2 * k + 1) as f64 / (2 * stages) as f64;
                    let expected = RATE / PI * (warped * angle.tan()).atan();
                    let points = (-60..=60).map(|step| expected * (1.0 + f64::from(step) * 5e-4));
                    let levels = points.map(|hz| (hz, magnitude_db(&response, hz)));
                    let (hz, depth_db) = levels.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
                    let error = (hz / expected - 1.0).abs();
                    assert!(error < 0.02, "{stages}, {centre_hz}: {hz}, not {expected}");
                    assert!(depth_db < -30.0, "{stages}, {hz} Hz: {depth_db} dB");
                }
            }
        }
    }

    #[test]
    fn feedback_makes_the_response_of_its_formula() {
        for feedback in [-0.9_f64, -0.4, 0.6, 0.9] {
            let set = PhaserSettings {
                stages: 6,
                feedback_percent: feedback as f32 * 100.0,
                mix_percent: 40.0,
                ..SET
            };
            let response = response(set, 96_000);
            for hz in [50.0, 200.0, 461.9, 800.0, 1385.6, 3000.0, 9000.0] {
                // A = e^(−jφ); out = p·A/(1 − f·A), beside the sound itself.
                let ratio = (PI * hz / RATE).tan() / (PI * 800.0 / RATE).tan();
                let phase = -12.0 * ratio.atan();
                let (under_re, under_im) = (1.0 - feedback * phase.cos(), -feedback * phase.sin());
                let square = under_re.powi(2) + under_im.powi(2);
                let power = (1.0 - feedback * feedback).sqrt();
                let re = power * (phase.cos() * under_re + phase.sin() * under_im) / square;
                let im = power * (phase.sin() * under_re - phase.cos() * under_im) / square;
                let expected = db((0.6 + 0.4 * re).hypot(0.4 * im));
                let found = magnitude_db(&response, hz);
                assert!(
                    (found - expected).abs() < 0.05,
                    "{feedback}, {hz}: {found}, {expected}"
                );
            }
        }
    }

    #[test]
    fn the_notch_moves_by_octaves_at_the_rate() {
        // As a quasi-steady tone at a notch of where the sweep stands, at eight places of the period.
        let set = PhaserSettings {
            depth_percent: 50.0,
            rate_hz: 1.0,
            spread_degrees: 90.0,
            ..SET
        };
        for (side, behind) in [0.0, 90.0_f64.to_radians()].into_iter().enumerate() {
            for place in 0..8_usize {
                let at = 48_000 + 6000 * place + 3000;
                let sine_there = (TAU * at as f64 / RATE - behind).sin();
                let centre = (PI * 800.0 / RATE).tan() * sine_there.exp2();
                let hz = RATE / PI * (centre * (PI / 8.0).tan()).atan();
                let tone = sine(hz, 0.5, 0.0, 110_000);
                let sides = run_sides(&mut settled(set), [&tone, &tone], &[]);
                let power = |n: usize| {
                    sides[side][n - 100..n + 100]
                        .iter()
                        .map(|x| x * x)
                        .sum::<f32>()
                };
                let around = (at - 2400..at + 2400).step_by(10);
                let lowest = around
                    .min_by(|a, b| power(*a).total_cmp(&power(*b)))
                    .unwrap();
                let off = lowest as f64 - at as f64;
                assert!(off.abs() < 0.01 * 48_000.0, "{side}, {place}: {off} frames");
            }
        }
    }

    #[test]
    fn changes_make_no_click() {
        let base = PhaserSettings {
            depth_percent: 50.0,
            feedback_percent: 30.0,
            ..SET
        };
        let changed = |change: fn(&mut PhaserSettings)| {
            let mut set = base;
            change(&mut set);
            set
        };
        let changes: [(&str, PhaserSettings); 7] = [
            ("stages", changed(|set| set.stages = 12)),
            ("centre", changed(|set| set.centre_hz = 4000.0)),
            ("depth", changed(|set| set.depth_percent = 100.0)),
            ("rate", changed(|set| set.rate_hz = 8.0)),
            ("feedback", changed(|set| set.feedback_percent = -90.0)),
            ("spread", changed(|set| set.spread_degrees = 180.0)),
            ("mix", changed(|set| set.mix_percent = 0.0)),
        ];
        let changes = changes.map(|(name, other)| (name, -80.0, other));
        no_change_clicks::<Phaser>(base, &changes);
    }

    impl Subject<Stereo> for Phaser {
        const OFF: Option<PhaserSettings> = None;
        const TOGETHER: usize = 2;
        const SET: usize = 1;

        fn any(random: &mut Random) -> PhaserSettings {
            PhaserSettings {
                stages: random.pick(&STAGES),
                centre_hz: random.octaves(100.0, 4000.0),
                depth_percent: random.between(0.0, 100.0),
                rate_hz: random.octaves(0.05, 8.0),
                feedback_percent: random.between(-90.0, 90.0),
                spread_degrees: random.between(0.0, 180.0),
                mix_percent: random.between(0.0, 100.0),
            }
        }
    }
    conforms!(Phaser, Stereo);
}
