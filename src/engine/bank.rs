//! Eight strips side by side: the signal path of every strip, bus and main.
//!
//! ```text
//! input block → clean, trim, polarity → [input tap] → high-pass → gate → [pre-fader tap]
//!             → fader × DCAs × automix share → [post-fader tap]    each tap muted, and open for who asks
//! ```
//! A processor has one line in [`Bank::run`], at its place in the path.

use super::MARK;
use super::segment::{Block, SILENT, Segment};
use crate::dsp::automix::Automix;
use crate::dsp::ballistics::Ballistics;
use crate::dsp::gate::Gate;
use crate::dsp::high_pass::HighPass;
use crate::dsp::level::LevelMeter;
use crate::dsp::sample::{LANES, Lanes, Sample};
use crate::dsp::smoother::Smoother;

/// Kinds of taps that sends read: three places, each muted and open.
pub const TAPS: usize = 6;
/// After trim and polarity. The numbers of the first three are those of the send tap choice.
pub const INPUT: usize = 0;
/// After the processors, before the fader.
pub const PRE_FADER: usize = 1;
/// After the fader.
pub const POST_FADER: usize = 2;
/// Added to a tap: before the mute instead of after it.
pub const OPEN: usize = 3;

/// Largest magnitude that comes in: +24 dBFS.
const INPUT_LIMIT: f32 = 16.0;

/// What the gates of a bank listen to, for lanes that do not listen to themselves.
#[derive(Clone, Debug)]
pub struct Keys {
    /// The key of each frame of this mark.
    pub block: Block,
    /// 1 for lanes that use it, else 0.
    pub is_external: Lanes,
}

/// Eight lanes of strips, buses or main.
///
/// Legend: `input` and `taps` hold the frames of this mark; `late` the open pre-fader tap of the
/// mark before (the key of others, exactly 32 frames late); `bad` is 1 for lanes in which a
/// non-finite number appeared since the last mark; `loudest` the largest input since the last mark.
#[derive(Debug)]
pub struct Bank {
    input: Block,
    taps: [Block; TAPS],
    late: Block,
    /// Taps that somebody reads, one bit each.
    wanted: u8,
    /// Trim and polarity as one gain.
    pub(super) trim: Smoother<Lanes>,
    pub(super) high_pass: HighPass<Lanes>,
    pub(super) gate: Gate<Lanes>,
    /// The share of each lane in its automix group.
    pub(super) automix: Automix<Lanes>,
    /// Fader and DCAs as one gain.
    pub(super) fader: Smoother<Lanes>,
    /// 0 or 1: the OR of all mute causes.
    pub(super) mute: Smoother<Lanes>,
    pub(super) input_meter: LevelMeter<Lanes>,
    pub(super) output_meter: LevelMeter<Lanes>,
    /// The chosen kind of meter.
    pub(super) meter: Ballistics<Lanes>,
    /// The tap that it hears: [`INPUT`], [`PRE_FADER`], [`POST_FADER`], or none.
    pub(super) meter_at: Option<usize>,
    bad: Lanes,
    loudest: Lanes,
    /// The signal comes from outside and has to be cleaned.
    is_outside: bool,
    /// Something else than a lane's own signal can open a gate: the bank never sleeps.
    pub(super) has_external_keys: bool,
    /// A lane shares its gain with others: the bank never sleeps.
    pub(super) has_automix: bool,
    asleep: bool,
}

impl Bank {
    /// A bank with neutral settings. `is_outside`: its input comes from ports. Allocates.
    pub fn new(rate: f64, gain_coefficient: f64, is_outside: bool) -> Self {
        Self {
            input: SILENT,
            taps: [SILENT; TAPS],
            late: SILENT,
            wanted: 0,
            trim: Smoother::new(gain_coefficient, 1.0),
            high_pass: HighPass::new(rate),
            gate: Gate::new(rate),
            automix: Automix::new(rate),
            fader: Smoother::new(gain_coefficient, 0.0),
            mute: Smoother::new(gain_coefficient, 1.0),
            input_meter: LevelMeter::default(),
            output_meter: LevelMeter::default(),
            meter: Ballistics::new(rate),
            meter_at: None,
            bad: Lanes::default(),
            loudest: Lanes::default(),
            is_outside,
            has_external_keys: false,
            has_automix: false,
            asleep: false,
        }
    }

    /// Where the input of this mark is written, before [`Bank::trim`].
    #[inline(always)]
    pub fn input_block(&mut self) -> &mut Block {
        &mut self.input
    }
    /// The input tap of this mark, after trim.
    #[inline(always)]
    pub fn input_tap(&self) -> &Block {
        &self.input
    }
    /// A tap of this mark (see [`TAPS`]).
    #[inline(always)]
    pub fn tap(&self, tap: usize) -> &Block {
        &self.taps[tap]
    }
    /// The open pre-fader tap of the mark before.
    #[inline(always)]
    pub fn late_tap(&self) -> &Block {
        &self.late
    }
    /// True while silence comes in and every processor is at its fixed point: all taps are zero.
    #[inline(always)]
    pub fn is_asleep(&self) -> bool {
        self.asleep
    }
    /// Which taps are computed. One that was not computed before holds silence.
    pub fn want(&mut self, taps: u8) {
        let new = taps & !self.wanted;
        for tap in (0..TAPS).filter(|tap| new & (1 << tap) != 0) {
            self.taps[tap] = SILENT;
        }
        self.wanted = taps;
    }
    /// Lanes in which a non-finite number appeared since the last mark, as 1; forgets them.
    pub fn take_bad(&mut self) -> Lanes {
        std::mem::take(&mut self.bad)
    }
    /// Forgets the state of a lane's processors.
    pub fn clear_lane(&mut self, lane: usize) {
        self.high_pass.clear_lane(lane);
        self.gate.clear_lane(lane);
        self.automix.clear_lane(lane);
    }

    /// Takes over what another bank's lane sounded like up to now, for keys that hear it late.
    pub(super) fn adopt_late(&mut self, lane: usize, old: &Self, old_lane: usize) {
        let tap = PRE_FADER + OPEN;
        for frame in 0..MARK {
            self.taps[tap][frame][lane] = old.taps[tap][frame][old_lane];
        }
    }

    /// Once per mark, before its first frame.
    #[inline(always)]
    pub fn mark(&mut self) {
        self.high_pass.mark();
        self.gate.mark();
        self.automix.mark();
        if self.meter_at.is_some() {
            self.meter.mark();
        }
        let trim = self.trim.settle();
        let fader = self.fader.settle();
        let mute = self.mute.settle();
        if !self.asleep || self.late != SILENT {
            self.late = self.taps[PRE_FADER + OPEN];
        }
        let quiet = self.loudest == Lanes::default();
        self.loudest = Lanes::default();
        let at_rest = trim && fader && mute && self.is_at_rest();
        // Gain sharing that was left has to fade out before it counts as left.
        self.has_automix &= !self.automix.is_neutral();
        let listens = self.has_external_keys || self.has_automix;
        self.fall_asleep(quiet && at_rest && !listens);
    }

    fn is_at_rest(&self) -> bool {
        self.high_pass.is_at_rest() && self.gate.is_at_rest()
    }

    fn fall_asleep(&mut self, asleep: bool) {
        if asleep && !self.asleep {
            self.taps = [SILENT; TAPS];
        }
        self.asleep = asleep;
    }

    /// Cleans and trims what is in the input block; wakes the bank at the first sound.
    #[inline(always)]
    pub fn trim(&mut self, segment: Segment) {
        let input = &mut self.input[segment.in_block()];
        if self.is_outside {
            for x in input.iter_mut() {
                *x = clean(*x);
            }
        }
        let mut loudest = Lanes::default();
        for x in input.iter() {
            loudest = loudest.larger(x.magnitude());
        }
        self.loudest = self.loudest.larger(loudest);
        self.asleep &= loudest == Lanes::default();
        if self.asleep {
            return;
        }
        if self.trim.is_settled() {
            let gain = self.trim.value();
            if gain != Lanes::splat(1.0) {
                for x in input.iter_mut() {
                    *x *= gain;
                }
            }
        } else {
            for x in input.iter_mut() {
                *x *= self.trim.next();
            }
        }
        self.input_meter.accumulate(input);
    }

    /// From the input tap to the post-fader tap.
    #[inline(always)]
    pub fn run(&mut self, segment: Segment, keys: &Keys) {
        if self.asleep {
            if self.meter_at.is_some() {
                self.meter.listen(&SILENT[..segment.count]);
            }
            return;
        }
        let mut work = SILENT;
        let signal = &mut work[..segment.count];
        signal.copy_from_slice(&self.input[segment.in_block()]);
        self.high_pass.process(signal);
        self.run_gate(signal, segment, keys);
        self.mask_bad(signal);
        self.automix.listen(signal);
        self.write_taps(signal, segment);
    }

    #[inline(always)]
    fn run_gate(&mut self, signal: &mut [Lanes], segment: Segment, keys: &Keys) {
        let mut key = SILENT;
        let key = &mut key[..segment.count];
        key.copy_from_slice(signal);
        if self.has_external_keys {
            let half = Lanes::splat(0.5);
            for (key, external) in key.iter_mut().zip(&keys.block[segment.in_block()]) {
                *key = keys.is_external.select_gt(half, *external, *key);
            }
        }
        self.gate.process(signal, key);
    }

    /// A number that is not finite becomes silence before any bus can hear it.
    #[inline(always)]
    fn mask_bad(&mut self, signal: &mut [Lanes]) {
        let zero = Lanes::default();
        let one = Lanes::splat(1.0);
        let limit = Lanes::splat(f32::MAX);
        let mut bad = self.bad;
        for x in signal {
            let magnitude = x.magnitude();
            bad = limit.select_gt(magnitude, bad, one);
            *x = limit.select_gt(magnitude, *x, zero);
        }
        self.bad = bad;
    }

    #[inline(always)]
    fn write_taps(&mut self, signal: &[Lanes], segment: Segment) {
        let mut faded = SILENT;
        let faded = &mut faded[..segment.count];
        apply(&mut self.fader, signal, faded);
        self.automix.process(faded);
        let mut mute = SILENT;
        let mute = &mut mute[..segment.count];
        gains(&mut self.mute, mute);
        let frames = segment.in_block();
        let input = &self.input[frames.clone()];
        for (tap, source) in [(INPUT, input), (PRE_FADER, signal), (POST_FADER, &*faded)] {
            if self.wanted & (1 << tap) != 0 {
                let out = &mut self.taps[tap][frames.clone()];
                for ((out, x), mute) in out.iter_mut().zip(source).zip(&*mute) {
                    *out = *x * *mute;
                }
            }
            if self.wanted & (1 << (tap + OPEN)) != 0 {
                self.taps[tap + OPEN][frames.clone()].copy_from_slice(source);
            }
        }
        for (faded, mute) in faded.iter_mut().zip(&*mute) {
            *faded *= *mute;
        }
        self.output_meter.accumulate(faded);
        match self.meter_at {
            Some(INPUT) => self.meter.listen(&self.input[frames]),
            Some(PRE_FADER) => self.meter.listen(signal),
            Some(_) => self.meter.listen(faded),
            None => {}
        }
    }
}

/// Non-finite → 0, clamped to ±16.
#[inline(always)]
fn clean(x: Lanes) -> Lanes {
    let limit = Lanes::splat(INPUT_LIMIT);
    let finite = Lanes::splat(f32::INFINITY).select_gt(x.magnitude(), x, Lanes::default());
    let below = finite.select_gt(limit, limit, finite);
    (-limit).select_gt(below, -limit, below)
}

#[inline(always)]
fn apply(gain: &mut Smoother<Lanes>, signal: &[Lanes], out: &mut [Lanes]) {
    if gain.is_settled() {
        let gain = gain.value();
        for (out, x) in out.iter_mut().zip(signal) {
            *out = *x * gain;
        }
    } else {
        for (out, x) in out.iter_mut().zip(signal) {
            *out = *x * gain.next();
        }
    }
}

#[inline(always)]
fn gains(gain: &mut Smoother<Lanes>, out: &mut [Lanes]) {
    if gain.is_settled() {
        out.fill(gain.value());
    } else {
        for out in out.iter_mut() {
            *out = gain.next();
        }
    }
}

/// Copies a port's frames into a lane of a block.
#[inline(always)]
pub fn load_lane(block: &mut Block, lane: usize, port: &[f32], segment: Segment) {
    debug_assert!(lane < LANES && segment.offset + segment.count <= MARK);
    let frames = &mut block[segment.in_block()];
    for (frame, x) in frames.iter_mut().zip(&port[segment.in_callback()]) {
        frame[lane] = *x;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::gate::GateSettings;
    use crate::dsp::high_pass::{HighPassSettings, Slope};

    const NO_KEYS: Keys = Keys {
        block: SILENT,
        is_external: Lanes([0.0; LANES]),
    };

    /// A bank with everything in; one that may never sleep is the reference.
    fn bank(may_sleep: bool) -> Bank {
        let mut bank = Bank::new(48_000.0, 0.01, true);
        for lane in 0..LANES {
            let filter = HighPassSettings {
                on: true,
                freq_hz: 40.0,
                slope: Slope::TwentyFour,
            };
            bank.high_pass.set(lane, filter);
            bank.high_pass.snap_lane(lane);
            bank.gate.set(
                lane,
                GateSettings {
                    on: true,
                    ..GateSettings::default()
                },
            );
            bank.gate.snap_lane(lane);
            bank.fader.set_target(lane, 0.5);
        }
        bank.fader.snap();
        bank.has_external_keys = !may_sleep;
        bank.want(1 << POST_FADER);
        bank
    }

    /// Runs one mark in two segments, with `x` in frame `at` of the fourth lane.
    fn run_mark(bank: &mut Bank, at: usize, x: f32) -> Block {
        bank.mark();
        for (offset, count) in [(0, 11), (11, 21)] {
            let segment = Segment {
                offset,
                count,
                done: 0,
            };
            for frame in segment.in_block() {
                bank.input_block()[frame] = Lanes::default();
                if frame == at {
                    bank.input_block()[frame][3] = x;
                }
            }
            bank.trim(segment);
            bank.run(segment, &NO_KEYS);
        }
        *bank.tap(POST_FADER)
    }

    #[test]
    fn a_decayed_bank_sleeps_wakes_with_the_first_sample_and_sounds_as_if_it_had_not_slept() {
        crate::rt::ftz::flush_denormals();
        let (mut sleeper, mut waker) = (bank(true), bank(false));
        let mut slept = 0;
        for mark in 0..12_000 {
            let x = if mark % 5000 < 100 { 0.3 } else { 0.0 };
            let heard = run_mark(&mut sleeper, mark % MARK, x);
            assert_eq!(heard, run_mark(&mut waker, mark % MARK, x), "mark {mark}");
            slept += usize::from(sleeper.is_asleep());
            assert!(!(x != 0.0 && sleeper.is_asleep()));
        }
        assert!(slept > 2000, "it slept for {slept} marks only");
        assert!(!waker.is_asleep());
    }
}
