//! What follows an effect: it goes down while something is sent to it (duck), is heard only for a time after that
//! (gate), and is made wider or narrower. It is led by what is sent to the effect.
//!
//! ```text
//! key → peaks, falling slowly ─┬→ over the threshold → reduction in octaves ──┐
//!                              └→ open, held, closing → gain of the gate ──── × → mid and side → out
//! ```

use super::effect::go_on;
use super::math::{exp2_in_range, gain_from_db_f64, log2, log2_f64, one_pole_coefficient};
use super::processor::{Keyed, Processor, Stereo};
use super::sample::{Sample, TINY};
use super::smoother::Smoother;

/// Time constant of the fall of the detector, in seconds.
const DETECTOR_SECONDS: f64 = 0.01;
/// Time constant of going down, in seconds.
const DUCK_SECONDS: f64 = 0.01;
/// Time constant of each of the two one-poles of an opening gate, in seconds.
const OPEN_SECONDS: f64 = 0.002;
/// Time constant of each one-pole that smooths what is set, in seconds.
const SMOOTHING_SECONDS: f64 = 0.005;
/// How far above the threshold all of the depth counts, in octaves of gain: 6 dB.
const FULLY_OVER: f32 = 1.0;
/// Octaves of gain per dB.
const OCTAVES_PER_DB: f32 = 0.166_096_4;
/// The quietest key that is measured.
const QUIET: f32 = 1e-6;
/// What is left of a reduction falls by so much per frame, besides.
const LAST_STEP: f32 = 2e-8;
/// A gain that is as good as where it goes.
const ARRIVED: f32 = 1e-6;

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EffectOutputSettings {
    /// 0 % mono, 100 % unchanged, 200 % twice as wide.
    pub width_percent: f32,
    /// How far it goes down, in dB; 0 dB is off.
    pub duck_db: f32,
    /// The level of the key above which it goes down, in dB.
    pub duck_threshold_db: f32,
    /// Time constant of coming back, in ms.
    pub duck_release_ms: f32,
    /// Whether it is gated.
    pub gate_on: bool,
    /// The level of the key that opens the gate, in dB.
    pub gate_threshold_db: f32,
    /// How long it stays open, in ms.
    pub gate_hold_ms: f32,
    /// Time constant of closing, in ms.
    pub gate_release_ms: f32,
}

impl EffectOutputSettings {
    /// Changes nothing.
    pub const NEUTRAL: Self = Self {
        width_percent: 100.0,
        duck_db: 0.0,
        duck_threshold_db: 0.0,
        duck_release_ms: 100.0,
        gate_on: false,
        gate_threshold_db: 0.0,
        gate_hold_ms: 0.0,
        gate_release_ms: 100.0,
    };
}

/// What follows from the settings at once.
#[derive(Clone, Copy, Debug)]
struct Factors {
    /// Threshold of the duck, log2 of a gain.
    duck_above: f32,
    /// What the reduction falls per frame.
    duck_release: f32,
    gate_above: f32,
    gate_hold: u32,
    gate_release: f32,
}

/// The past.
#[derive(Clone, Copy, Debug, PartialEq)]
struct State {
    /// The detector.
    peak: f32,
    /// Octaves by which it is turned down, of those that are set: 0..1.
    reduction: f32,
    /// Frames for which the gate stays open.
    held: u32,
    /// Two one-poles of the gain of the gate.
    gate: [f32; 2],
}

impl State {
    const OPEN: Self = Self {
        peak: 0.0,
        reduction: 0.0,
        held: 0,
        gate: [1.0; 2],
    };
}

/// Duck, gate and width of an effect.
#[derive(Debug)]
pub struct EffectOutput {
    settings: Option<EffectOutputSettings>,
    /// Width as a factor; octaves of the duck; how much of the gate is heard.
    width: Smoother<f32>,
    depth: Smoother<f32>,
    gated: Smoother<f32>,
    factors: Factors,
    state: State,
    /// What the detector keeps per frame; what going down and opening go.
    decay: f32,
    down: f32,
    open: f32,
    rate: f64,
}

impl Processor<Stereo> for EffectOutput {
    type Settings = EffectOutputSettings;

    fn new(rate: f64) -> Self {
        let at = |value| Smoother::new(one_pole_coefficient(SMOOTHING_SECONDS, rate), value);
        let way = |seconds| one_pole_coefficient(seconds, rate) as f32;
        Self {
            settings: None,
            width: at(1.0),
            depth: at(0.0),
            gated: at(0.0),
            factors: Factors {
                duck_above: 0.0,
                duck_release: 0.0,
                gate_above: 1.0,
                gate_hold: 0,
                gate_release: 0.0,
            },
            state: State::OPEN,
            decay: 1.0 - way(DETECTOR_SECONDS),
            down: way(DUCK_SECONDS),
            open: way(OPEN_SECONDS),
            rate,
        }
    }

    fn set(&mut self, _lane: usize, settings: EffectOutputSettings) {
        self.settings = Some(settings);
        self.width.set_target(0, settings.width_percent * 0.01);
        self.depth.set_target(0, settings.duck_db * OCTAVES_PER_DB);
        self.gated
            .set_target(0, f32::from(u8::from(settings.gate_on)));
        let gain = |db: f32| gain_from_db_f64(f64::from(db));
        let way = |ms: f32| one_pole_coefficient(f64::from(ms) * 1e-3, self.rate) as f32;
        let held = f64::from(settings.gate_hold_ms) * 1e-3 * self.rate;
        self.factors = Factors {
            duck_above: log2_f64(gain(settings.duck_threshold_db)) as f32,
            duck_release: way(settings.duck_release_ms),
            gate_above: gain(settings.gate_threshold_db) as f32,
            gate_hold: 1 + (held + 0.5) as u32,
            gate_release: way(settings.gate_release_ms),
        };
    }

    fn snap_lane(&mut self, _lane: usize) {
        self.width.snap();
        self.depth.snap();
        self.gated.snap();
    }

    #[inline(always)]
    fn mark(&mut self) {
        self.width.settle();
        self.depth.settle();
        self.gated.settle();
        self.state.peak = self.state.peak.flush_tiny();
        if self.is_off() {
            self.state = State::OPEN;
        }
    }

    /// Led by itself.
    #[inline(always)]
    fn process(&mut self, run: &mut [Stereo]) {
        for x in run {
            *x = self.frame(*x, *x);
        }
    }

    #[inline(always)]
    fn is_neutral(&self) -> bool {
        self.is_off() && self.width.is_settled() && self.width.target() == 1.0
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        let still = self.width.is_settled() && self.depth.is_settled() && self.gated.is_settled();
        let closed = State {
            gate: [0.0; 2],
            ..State::OPEN
        };
        still && (self.is_off() || self.state == closed)
    }

    /// Nothing is copied.
    fn adopt_lane(&mut self, _lane: usize, other: &mut Self, _other_lane: usize) {
        go_on(self, other, |own| (own.rate, own.settings));
    }

    fn clear_lane(&mut self, _lane: usize) {
        self.state = State::OPEN;
    }
}

impl Keyed<Stereo> for EffectOutput {
    #[inline(always)]
    fn process_keyed(&mut self, run: &mut [Stereo], key: &[Stereo]) {
        for (x, key) in run.iter_mut().zip(key) {
            *x = self.frame(*x, *key);
        }
    }
}

impl EffectOutput {
    /// True when nothing is turned down, nor shall be.
    #[inline(always)]
    fn is_off(&self) -> bool {
        let off = |smoother: &Smoother<f32>| smoother.is_settled() && smoother.target() == 0.0;
        off(&self.depth) && off(&self.gated)
    }

    #[inline(always)]
    fn frame(&mut self, [left, right]: Stereo, key: Stereo) -> Stereo {
        let loudest = finite(key[0]).larger(finite(key[1]));
        self.state.peak = loudest.larger(self.state.peak * self.decay);
        let gain = self.duck() * self.gate();
        let width = self.width.next();
        if width == 1.0 {
            return [left * gain, right * gain];
        }
        let (mid, side) = (0.5 * (left + right), 0.5 * (left - right) * width);
        [(mid + side) * gain, (mid - side) * gain]
    }

    /// The gain of the duck.
    #[inline(always)]
    fn duck(&mut self) -> f32 {
        let over = log2(self.state.peak.larger(QUIET)) - self.factors.duck_above;
        let wanted = (over * (1.0 / FULLY_OVER)).clamp(0.0, 1.0);
        let reduction = &mut self.state.reduction;
        let way = if wanted > *reduction {
            self.down
        } else {
            self.factors.duck_release
        };
        // An exponential has no end of its own.
        *reduction = (*reduction + way * (wanted - *reduction) - LAST_STEP).larger(0.0);
        exp2_in_range(-self.depth.next() * *reduction)
    }

    /// The gain of the gate.
    #[inline(always)]
    fn gate(&mut self) -> f32 {
        let state = &mut self.state;
        state.held = if state.peak > self.factors.gate_above {
            self.factors.gate_hold
        } else {
            state.held.saturating_sub(1)
        };
        let (wanted, way) = if state.held > 0 {
            (1.0, self.open)
        } else {
            (0.0, self.factors.gate_release)
        };
        let [first, second] = &mut state.gate;
        *first += way * (wanted - *first);
        *second += way * (*first - *second);
        for gain in [first, second] {
            if (*gain - wanted).magnitude() < ARRIVED {
                *gain = wanted;
            }
        }
        1.0 + self.gated.next() * (state.gate[1] - 1.0)
    }
}

/// The magnitude of a number, if it is one.
#[inline(always)]
fn finite(x: f32) -> f32 {
    let x = x.magnitude();
    if f32::INFINITY > x && x > TINY {
        x
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::FRAMES_PER_MARK;
    use crate::dsp::testing::conformance::{Subject, conforms};
    use crate::dsp::testing::*;

    const NEUTRAL: EffectOutputSettings = EffectOutputSettings::NEUTRAL;

    fn settled(settings: EffectOutputSettings) -> EffectOutput {
        let mut output = EffectOutput::new(RATE);
        output.set(0, settings);
        output.snap_lane(0);
        output
    }

    /// What becomes of ones under a key, left; with changes at marks.
    fn gains(
        output: &mut EffectOutput,
        key: &[f32],
        changes: &[(usize, EffectOutputSettings)],
    ) -> Vec<f32> {
        let mut heard = Vec::new();
        for (mark, key) in key.chunks(FRAMES_PER_MARK).enumerate() {
            for (_, settings) in changes.iter().filter(|c| c.0 == mark * FRAMES_PER_MARK) {
                output.set(0, *settings);
            }
            output.mark();
            let mut run = vec![[1.0, 1.0]; key.len()];
            let key: Vec<Stereo> = key.iter().map(|x| [*x, 0.0]).collect();
            output.process_keyed(&mut run, &key);
            heard.extend(run.iter().map(|x| x[0]));
        }
        heard
    }

    /// A tone of 5 kHz for 0.2 s, at a level in dB; then silence for 3 s.
    fn burst(level_db: f64) -> Vec<f32> {
        let mut key = sine(5000.0, gain(level_db), 0.0, 9600);
        key.resize(9600 + 3 * 48_000, 0.0);
        key
    }

    #[test]
    fn it_ducks_by_its_depth_and_comes_back_in_its_time() {
        let set = EffectOutputSettings {
            duck_db: 12.0,
            duck_threshold_db: -30.0,
            duck_release_ms: 200.0,
            ..NEUTRAL
        };
        let heard = gains(&mut settled(set), &burst(-10.0), &[]);
        assert!((db(f64::from(heard[9500])) + 12.0).abs() < 0.2);
        // The detector falls below 6 dB over the threshold in 10 ms · ln(14 dB).
        let falls = 0.01 * (14.0 / 20.0) * 10_f64.ln();
        let at = 9600 + ((falls + 0.2) * RATE) as usize;
        let left = db(f64::from(heard[at])) / -12.0;
        assert!((left - (-1_f64).exp()).abs() < 0.05, "{left}");
        assert!((heard[heard.len() - 1] - 1.0).abs() < 1e-5);
        // What stays below leaves it alone.
        let quiet = gains(&mut settled(set), &burst(-31.0), &[]);
        assert!(quiet.iter().all(|x| (*x - 1.0).abs() < 1e-6));
    }

    #[test]
    fn its_gate_opens_holds_and_closes() {
        let set = EffectOutputSettings {
            gate_on: true,
            gate_threshold_db: -30.0,
            gate_hold_ms: 250.0,
            gate_release_ms: 20.0,
            ..NEUTRAL
        };
        let mut output = settled(set);
        gains(&mut output, &vec![0.0; 48_000], &[]);
        let heard = gains(&mut output, &burst(-10.0), &[]);
        assert!(heard[0] < 0.01 && heard[960] > 0.99);
        // The detector falls below the threshold first.
        let falls = 0.01 * (20.0 / 20.0) * 10_f64.ln();
        let closes = 9600 + ((falls + 0.25) * RATE) as usize;
        assert!(heard[closes - 100] > 0.999);
        assert!(heard[closes + 6 * 960] < 0.05);
        assert_eq!(heard[heard.len() - 1], 0.0);
        assert!(output.is_at_rest());
    }

    #[test]
    fn width_is_that_of_mid_and_side() {
        for (percent, expected) in [
            (0.0, [0.25, 0.25]),
            (100.0, [0.5, 0.0]),
            (200.0, [0.75, -0.25]),
        ] {
            let mut output = settled(EffectOutputSettings {
                width_percent: percent,
                ..NEUTRAL
            });
            let mut run = [[0.5, 0.0]];
            output.mark();
            output.process(&mut run);
            assert_eq!(run[0], expected);
        }
    }

    #[test]
    fn changes_make_no_click() {
        let tone = sine(1000.0, 0.5, 0.1, 48_000 * 3);
        for other in [
            EffectOutputSettings {
                width_percent: 0.0,
                ..NEUTRAL
            },
            EffectOutputSettings {
                duck_db: 24.0,
                duck_threshold_db: -60.0,
                ..NEUTRAL
            },
            EffectOutputSettings {
                gate_on: true,
                ..NEUTRAL
            },
        ] {
            let changes = back_and_forth(24_000, 9600, [other, NEUTRAL]);
            let silence = vec![0.0; tone.len()];
            let [heard, _] = run_sides(&mut settled(NEUTRAL), [&tone, &silence], &changes);
            let residue = residue_above_8k(&heard, 4800);
            assert!(residue <= -80.0, "{other:?}: {residue}");
        }
    }

    impl Subject<Stereo> for EffectOutput {
        const OFF: Option<EffectOutputSettings> = Some(NEUTRAL);
        const TOGETHER: usize = 2;
        const SET: usize = 1;

        fn any(random: &mut Random) -> EffectOutputSettings {
            EffectOutputSettings {
                width_percent: random.between(0.0, 200.0),
                duck_db: random.between(0.0, 24.0),
                duck_threshold_db: random.between(-60.0, 0.0),
                duck_release_ms: random.octaves(50.0, 4000.0),
                gate_on: random.flip(),
                gate_threshold_db: random.between(-60.0, 0.0),
                gate_hold_ms: random.between(0.0, 2000.0),
                gate_release_ms: random.octaves(5.0, 1000.0),
            }
        }

        fn run(&mut self, run: &mut [Stereo], key: Option<&[Stereo]>) {
            match key {
                _ if self.is_neutral() => {}
                Some(key) => self.process_keyed(run, key),
                None => self.process(run),
            }
        }
    }
    conforms!(EffectOutput, Stereo);
}
