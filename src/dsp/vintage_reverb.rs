//! A reverb of the early days: combs side by side, then all-passes in series, after M. R. Schroeder (1962) and
//! J. A. Moorer (1979), with the lengths of J. Wakefield's Freeverb (2000). Cheap, bright and metallic.
//!
//! ```text
//! in (both sides) → pre-delay → × √loss → eight combs with damping, side by side → four all-passes → out
//! ```
//! A gain per comb gives all the same T60. Right has combs that are a little longer. Wet only.

use super::FRAMES_PER_MARK;
use super::damping::{Bands, Loss};
use super::effect::{SILENT, tiny_to_zero};
use super::gliding::{Follower, Ramp};
use super::math::{exp2_f64, log2_f64, one_pole_coefficient};
use super::reverberator::{Network, Reverberator};
use super::ring::Ring;
use super::sample::{LANES, Lanes, Sample};
use std::f64::consts::LOG2_10;

/// Lengths of the combs of left, in frames at 44.1 kHz.
const COMBS: [usize; LANES] = [1116, 1188, 1277, 1356, 1422, 1491, 1557, 1617];
/// Lengths of the all-passes of left, likewise.
const ALL_PASSES: [usize; 4] = [556, 441, 341, 225];
/// How much longer all of right is.
const SPREAD: usize = 23;
/// The sample rate of these lengths, in Hz.
const FRAMES_HZ: f64 = 44_100.0;
/// What an all-pass feeds back.
const ALL_PASS_GAIN: f32 = 0.5;
/// Time constant of each one-pole of everything that is set, in seconds.
const SMOOTHING_SECONDS: f64 = 0.01;
/// The level of what comes out, so that it is as loud as a hall.
const OUT: f32 = 0.06;

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VintageReverbSettings {
    /// The time before the combs, in ms.
    pub pre_delay_ms: f32,
    /// T60 of the mids, 0.3 to 8 s.
    pub decay_s: f32,
    /// Where T60 is half that of the mids, 1.5 to 20 kHz.
    pub damping_hz: f32,
    /// What rings goes on for ever, and nothing comes in.
    pub freeze: bool,
}

/// What the combs of a side do.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Design {
    /// What they keep per turn.
    kept: Lanes,
    /// What the one-poles of the highs go per frame.
    high: Lanes,
}

impl Design {
    #[inline(always)]
    fn zip(self, other: Self, f: impl Fn(Lanes, Lanes) -> Lanes) -> Self {
        Self {
            kept: f(self.kept, other.kept),
            high: f(self.high, other.high),
        }
    }
}

/// One side.
///
/// Legend: `combs` and `all_passes` hold the past; `high` is the state of the damping; `designed` is where the
/// design stands at the next mark.
#[derive(Debug)]
struct Side {
    combs: [Ring; LANES],
    comb_frames: [usize; LANES],
    all_passes: [Ring; 4],
    all_pass_frames: [usize; 4],
    high: Lanes,
    now: Design,
    step: Design,
    designed: Design,
}

impl Side {
    fn new(rate: f64, longer: usize) -> Self {
        let frames = |at: usize| ((at + longer) as f64 * rate / FRAMES_HZ + 0.5) as usize;
        let (comb_frames, all_pass_frames) = (COMBS.map(frames), ALL_PASSES.map(frames));
        Self {
            combs: comb_frames.map(Ring::new),
            comb_frames,
            all_passes: all_pass_frames.map(Ring::new),
            all_pass_frames,
            high: Lanes::default(),
            now: Design::default(),
            step: Design::default(),
            designed: Design::default(),
        }
    }

    /// The design goes from where it stands to `to`; at once, when it `jumps`.
    #[inline(always)]
    fn go_to(&mut self, to: Design, jumps: bool) {
        self.now = if jumps { to } else { self.designed };
        self.designed = to;
        let share = Lanes::splat(1.0 / FRAMES_PER_MARK as f32);
        self.step = to.zip(self.now, |to, from| (to - from) * share);
    }

    fn is_settled(&self) -> bool {
        self.now == self.designed && self.step == Design::default()
    }

    fn clear(&mut self) {
        let combs = self.combs.iter_mut();
        combs.chain(&mut self.all_passes).for_each(Ring::clear);
        self.high = Lanes::default();
    }

    /// What the combs and all-passes make of a run of frames. True when something goes around.
    #[inline(always)]
    fn process(&mut self, input: &[f32], heard: &mut [f32]) -> bool {
        let mut frames = [Lanes::default(); FRAMES_PER_MARK];
        let frames = &mut frames[..input.len()];
        let mut run = [0.0; FRAMES_PER_MARK];
        let run = &mut run[..input.len()];
        for (lane, comb) in self.combs.iter().enumerate() {
            comb.read(self.comb_frames[lane], run);
            for (frame, x) in frames.iter_mut().zip(&*run) {
                frame[lane] = *x;
            }
        }
        let rings = self.turn(input, frames, heard);
        for (lane, comb) in self.combs.iter_mut().enumerate() {
            for (x, frame) in run.iter_mut().zip(&*frames) {
                *x = frame[lane];
            }
            comb.write(run);
        }
        rings | self.pass(heard, run)
    }

    /// One turn of the combs: `frames` become what goes into them, `heard` their sum.
    #[inline(always)]
    fn turn(&mut self, input: &[f32], frames: &mut [Lanes], heard: &mut [f32]) -> bool {
        let silent = Lanes::opaque(SILENT);
        let (mut high, mut now) = (self.high, self.now);
        let mut loudest = Lanes::default();
        for ((x, frame), heard) in input.iter().zip(frames).zip(heard) {
            now = now.zip(self.step, |now, step| now + step);
            *heard = OUT * frame.0.iter().sum::<f32>();
            high += now.high * (*frame - high);
            let next = Lanes::splat(*x) + now.kept * high;
            *frame = next.flush_below(silent);
            loudest = loudest.larger(frame.magnitude());
        }
        (self.high, self.now) = (high, now);
        loudest != Lanes::default()
    }

    /// The all-passes, in series.
    #[inline(always)]
    fn pass(&mut self, heard: &mut [f32], late: &mut [f32]) -> bool {
        let mut rings = false;
        for (all_pass, frames) in self.all_passes.iter_mut().zip(self.all_pass_frames) {
            all_pass.read(frames, late);
            for (x, late) in heard.iter_mut().zip(&mut *late) {
                let inner = tiny_to_zero(*x + ALL_PASS_GAIN * *late);
                *x = *late - ALL_PASS_GAIN * inner;
                *late = inner;
                rings |= inner != 0.0;
            }
            all_pass.write(late);
        }
        rings
    }
}

/// A stereo reverb of combs and all-passes.
pub type VintageReverb = Reverberator<VintageNetwork, 1>;

/// The combs and all-passes of both sides.
///
/// Legend: `followers` are log2 of decay in s and of damping in Hz, and how much freezes (0..1); `gained` is where the
/// gain of what goes in stands at the next mark.
#[derive(Debug)]
pub struct VintageNetwork {
    sides: [Side; 2],
    followers: [Follower; 3],
    gain: Ramp,
    gained: f32,
    way: f64,
    rate: f64,
}

impl Network<1> for VintageNetwork {
    type Settings = VintageReverbSettings;

    fn new(rate: f64) -> Self {
        Self {
            sides: [0, SPREAD].map(|longer| Side::new(rate, longer)),
            followers: [1.0, 12.0, 0.0].map(Follower::at),
            gain: Ramp::default(),
            gained: 0.0,
            way: one_pole_coefficient(SMOOTHING_SECONDS, rate / FRAMES_PER_MARK as f64),
            rate,
        }
    }

    fn longest(rate: f64) -> usize {
        (0.1 * rate) as usize + (0.5 * rate) as usize
    }

    fn pre_delay_ms(settings: &VintageReverbSettings) -> f32 {
        settings.pre_delay_ms
    }

    fn set(&mut self, settings: &VintageReverbSettings) {
        let highest = 0.45 * self.rate;
        let damping = f64::from(settings.damping_hz);
        let damping = if damping > highest { highest } else { damping };
        self.followers[0].target = log2_f64(f64::from(settings.decay_s));
        self.followers[1].target = log2_f64(damping);
        self.followers[2].target = f64::from(u8::from(settings.freeze));
    }

    fn arrive(&mut self) {
        self.followers.iter_mut().for_each(Follower::snap);
        self.design(true);
    }

    #[inline(always)]
    fn mark(&mut self) {
        for side in &mut self.sides {
            side.high = side.high.flush_tiny();
        }
        if !self.followers.iter().all(Follower::is_settled) {
            for follower in &mut self.followers {
                follower.step(self.way, 1e-6);
            }
        }
        self.design(false);
    }

    #[inline(always)]
    fn open(&self) -> f32 {
        (1.0 - self.followers[2].now()) as f32
    }

    fn is_settled(&self) -> bool {
        self.followers.iter().all(Follower::is_settled)
            && self.sides.iter().all(Side::is_settled)
            && self.gain.stands_at(self.gained)
    }

    #[inline(always)]
    fn process(&mut self, left: &mut [f32], right: &mut [f32]) -> bool {
        let mut input = [0.0; FRAMES_PER_MARK];
        let input = &mut input[..left.len()];
        for (input, x) in input.iter_mut().zip(&*left) {
            *input = x * self.gain.next();
        }
        let [first, second] = &mut self.sides;
        first.process(input, left) | second.process(input, right)
    }

    fn clear(&mut self) {
        self.sides.iter_mut().for_each(Side::clear);
    }
}

impl VintageNetwork {
    /// The combs go to the settings as they are; at once, when they `jump`.
    #[inline(always)]
    fn design(&mut self, jumps: bool) {
        let decay = exp2_f64(self.followers[0].now());
        let bands = Bands::new(exp2_f64(self.followers[1].now()), self.rate);
        let frozen = self.followers[2].now();
        let open = 1.0 - frozen;
        let mut lost = 0.0;
        for side in &mut self.sides {
            let mut design = Design::default();
            for (lane, frames) in side.comb_frames.into_iter().enumerate() {
                // g = 10^(−3·D/T60).
                let kept = exp2_f64(-3.0 * LOG2_10 * frames as f64 / (self.rate * decay));
                let loss = Loss::of(kept, &bands);
                design.kept[lane] = (loss.gain * open + frozen) as f32;
                design.high[lane] = (loss.way * open + frozen) as f32;
                lost += 1.0 - kept * kept;
            }
            side.go_to(design, jumps);
        }
        let gain = (lost / (2 * LANES) as f64).sqrt() as f32;
        self.gain = Ramp::between(if jumps { gain } else { self.gained }, gain);
        self.gained = gain;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::processor::Stereo;
    use crate::dsp::testing::Random;
    use crate::dsp::testing::conformance::{Subject, conforms};
    use crate::dsp::testing::decay::{correlation, echo_density};
    use crate::dsp::testing::tails::{Common, Tail, common_changes, impulse_response, tails};

    impl Tail for VintageReverb {
        const LEVELS_DB: f64 = 1.5;

        fn with(common: Common) -> VintageReverbSettings {
            VintageReverbSettings {
                pre_delay_ms: common.pre_delay_ms,
                decay_s: common.decay_s,
                damping_hz: common.damping_hz,
                freeze: common.freeze,
            }
        }

        fn changes() -> Vec<(&'static str, f64, VintageReverbSettings)> {
            common_changes::<Self>()
        }
    }

    #[test]
    fn its_sides_differ_and_it_is_dense_at_last() {
        let response =
            impulse_response::<VintageReverb>(VintageReverb::with(VintageReverb::BASE), 2.0);
        let apart = correlation(&response, 24_000);
        assert!(apart.abs() <= 0.15, "{apart}");
        let density = echo_density(&response, 500);
        assert!(density >= 0.7, "{density}");
    }

    impl Subject<Stereo> for VintageReverb {
        const OFF: Option<VintageReverbSettings> = None;
        const TOGETHER: usize = 2;
        const SET: usize = 1;

        fn any_that_rests(random: &mut Random) -> VintageReverbSettings {
            VintageReverbSettings {
                decay_s: random.octaves(0.3, 1.0),
                freeze: false,
                ..Self::any(random)
            }
        }

        fn any(random: &mut Random) -> VintageReverbSettings {
            VintageReverbSettings {
                pre_delay_ms: random.between(0.0, 200.0),
                decay_s: random.octaves(0.3, 8.0),
                damping_hz: random.octaves(1500.0, 20_000.0),
                freeze: random.below(8) == 0,
            }
        }
    }
    conforms!(VintageReverb, Stereo);
    tails!(VintageReverb);
}
