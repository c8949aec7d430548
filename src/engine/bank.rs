//! Eight strips side by side: the signal path of every strip, bus and main.
//!
//! ```text
//! input block → clean, trim, polarity → [input tap] → high-pass → low-pass → gate → insert → [pre-EQ tap]
//!             → compressor → equaliser → [post-EQ tap] → compressor (one of the two places)
//!             → compressor of four bands (buses, main) → graphic equaliser, notches (outputs) → de-esser → saturation, effect → [pre-fader tap]
//!             → fader × DCAs × share of the automix group → [post-fader tap]
//!                                                each tap muted, and open for who asks
//! ```
//! Saturation takes [`LATENCY`] frames. Every lane is as late, whether it saturates or not, and so are the taps
//! that lie before it: whatever is summed has come the same way in time. Keys and the insert point hear the
//! signal as it comes.
//!
//! What leaves a bus or main is a tap too, written by its [`super::outputs::Output`].
//! A processor has one line in [`Bank::run`], at its place in the path, where it is called through the
//! `InstructionSet`. It works in place on the frames of the segment, and is not called where it is off in all lanes.
//! What a mark finds settled runs in a loop of its own, written once with a `MOVING` constant.

pub(super) mod chain;
mod compression;
mod intake;
mod lagging;
mod lfe;
mod meters;
mod taps;

use super::MARK;
use super::dynamics::{AFTER_EQ, Audition, BEFORE_EQ, KeyUser, Keys, SideChain, is_off};
use super::fx::Slot;
use super::insert::Insert;
use super::instruction_set::InstructionSet;
use super::segment::{Block, Planar, SILENT, Segment, bits};
use crate::dsp::automix::Automix;
use crate::dsp::ballistics::Ballistics;
use crate::dsp::compressor::Compressor;
use crate::dsp::correlation::Correlation;
use crate::dsp::crossover::Crossover;
use crate::dsp::de_esser::DeEsser;
use crate::dsp::dynamic_eq::DynamicEq;
use crate::dsp::equalizer::Equalizer;
use crate::dsp::gate::Gate;
use crate::dsp::graphic_eq::GraphicEq;
use crate::dsp::high_pass::HighPass;
use crate::dsp::level::LevelMeter;
use crate::dsp::low_pass::LowPass;
use crate::dsp::multiband::Multiband;
use crate::dsp::processor::Processor;
use crate::dsp::sample::Lanes;
use crate::dsp::saturation::{LATENCY, Saturation};
use crate::dsp::smoother::Smoother;
use chain::chain;
use lagging::Lagging;
pub use lfe::LfeLane;

/// Kinds of taps that routes read: five places, each muted and open, and what leaves.
pub const TAPS: usize = 11;
/// After trim and polarity. The numbers of the first five are those of the send tap choice.
pub const INPUT: usize = 0;
/// After gate and insert point, before the equaliser and a compressor that stands before it.
pub const PRE_EQ: usize = 1;
/// Right after the equaliser's bands, before a compressor that stands behind them.
pub const POST_EQ: usize = 2;
/// After the processors, before the fader.
pub const PRE_FADER: usize = 3;
/// After the fader.
pub const POST_FADER: usize = 4;
/// Added to a tap: before the mute instead of after it.
pub const OPEN: usize = 5;
/// Buses and main: after balance, image and limiter, before the delay of the ports and the hold.
pub const OUTPUT: usize = 10;

chain! {
    /// Eight lanes of strips, buses or main.
    ///
    /// Legend: `input`, `signal` and `taps` hold the frames of this mark, the first two also what of the
    /// mark before is still on its way; `late` the open pre-fader tap of the mark before (the key of
    /// others, exactly 32 frames late); `bad` is 1 for lanes in which a non-finite number appeared since
    /// the last mark; `loudest` the largest input since the last mark, trimmed.
    #[derive(Debug)]
    pub struct Bank(rate: f64, gain_coefficient: f64) {
        chain {
            /// Trim and polarity as one gain.
            trim: Smoother<Lanes> = Smoother::new(gain_coefficient, 1.0),
            /// Fader and DCAs as one gain.
            fader: Smoother<Lanes> = Smoother::new(gain_coefficient, 0.0),
            /// 0 or 1: the OR of all mute causes.
            mute: Smoother<Lanes> = Smoother::new(gain_coefficient, 1.0),
            /// Only in a main that has a low-frequency effects channel.
            lfe: Option<Box<LfeLane>> = None,
            high_pass: HighPass<Lanes> = HighPass::new(rate),
            low_pass: LowPass<Lanes> = LowPass::new(rate),
            gate: SideChain<Gate<Lanes>> = SideChain::new(rate, gain_coefficient),
            /// Where a lane has one.
            insert: Option<Box<Insert>> = None,
            /// Before and after the equaliser.
            compressors: [SideChain<Compressor<Lanes>>; 2] =
                [BEFORE_EQ, AFTER_EQ].map(|_| SideChain::new(rate, gain_coefficient)),
            eq: Equalizer<Lanes> = Equalizer::new(rate),
            /// Wherever there is an equaliser.
            dynamic_eq: Option<Box<DynamicEq<Lanes>>> = None,
            /// Only among buses and main.
            multiband: Option<Box<Multiband<Lanes>>> = None,
            /// Only where an output needs it.
            graphic: Option<Box<GraphicEq<Lanes>>> = None,
            /// Only where an output may drive a way of a loudspeaker.
            crossover: Option<Box<Crossover<Lanes>>> = None,
            de_esser: DeEsser<Lanes> = DeEsser::new(rate),
            saturation: Saturation<Lanes> = Saturation::new(rate),
            /// The effects of the FX buses among the lanes.
            effects: Vec<Slot> = [].into(),
            /// The share of each lane in the gain of its automix group.
            automix: Automix<Lanes> = Automix::new(rate),
        }
        input: Lagging = Lagging::SILENT,
        /// Where the processors work.
        signal: Lagging = Lagging::SILENT,
        /// [`PRE_EQ`] and [`POST_EQ`], taken on the way.
        eq_taps: [Lagging; 2] = [Lagging::SILENT; 2],
        /// Frames by which what leaves the lanes is late: [`LATENCY`], or 0 in the bank of the monitor,
        /// which does not saturate.
        lag: usize = LATENCY,
        taps: [Block; TAPS] = [SILENT; TAPS],
        /// The taps lane by lane, where mixes read them.
        planar: [Planar; TAPS] = [Planar::SILENT; TAPS],
        late: Block = SILENT,
        /// Taps that mixes read, one bit each.
        wanted: u16 = 0,
        /// Others have the late tap as their key.
        pub(super) has_listeners: bool = false,
        /// What the monitor hears while somebody listens to a key.
        audition: Audition = Audition::CLOSED,
        pub(super) input_meter: LevelMeter<Lanes> = LevelMeter::default(),
        pub(super) output_meter: LevelMeter<Lanes> = LevelMeter::default(),
        /// The chosen kind of meter.
        pub(super) ballistics: Ballistics<Lanes> = Ballistics::new(rate),
        /// The tap that it hears, [`INPUT`] to [`POST_FADER`], or none.
        pub(super) meter_at: Option<usize> = None,
        /// Levels at that tap.
        pub(super) tap_meter: LevelMeter<Lanes> = LevelMeter::default(),
        /// The correlation of its pairs of strips at their inputs, if there are any.
        pub(super) correlation: Option<Box<Correlation>> = None,
        bad: Lanes = Lanes::default(),
        loudest: Lanes = Lanes::default(),
        /// Something else than a lane's own signal leads its gate or compressor: the bank never sleeps.
        pub(super) has_external_keys: [bool; KeyUser::ALL.len()] = [false; KeyUser::ALL.len()],
        asleep: bool = false,
    }
}

impl Bank {
    /// What arrives in a lane is band-limited from here on.
    // not real-time: while an engine is built.
    pub fn limit_lfe(&mut self, lane: LfeLane) {
        self.lfe = Some(Box::new(lane));
    }

    /// A bank without saturation, whose signals are not late: the monitor's. Allocates.
    pub fn without_lag(rate: f64, gain_coefficient: f64) -> Self {
        Self {
            lag: 0,
            ..Self::new(rate, gain_coefficient)
        }
    }

    /// The input of this mark as it comes, after trim.
    #[inline(always)]
    pub fn input_as_it_comes(&self) -> &[Lanes] {
        self.input.now()
    }
    /// A tap of this mark (see [`TAPS`]).
    #[inline(always)]
    pub fn tap(&self, tap: usize) -> &Block {
        &self.taps[tap]
    }
    /// A tap of this mark that mixes read, lane by lane.
    #[inline(always)]
    pub fn planar(&self, tap: usize) -> &Planar {
        &self.planar[tap]
    }
    /// The key that somebody listens to: the monitor hears it in place of the open pre-fader tap.
    #[inline(always)]
    pub fn audition(&self) -> Option<&Block> {
        self.audition.heard()
    }
    /// The open pre-fader tap of the mark before.
    #[inline(always)]
    pub fn late_tap(&self) -> &[Lanes] {
        &self.late
    }
    /// True while silence comes in and every processor is at its fixed point: all taps are zero.
    #[inline(always)]
    pub fn is_asleep(&self) -> bool {
        self.asleep
    }
    /// Which taps mixes read. One that was not read before holds silence.
    pub fn want(&mut self, taps: u16) {
        for tap in bits(taps & !self.wanted) {
            self.planar[tap] = Planar::SILENT;
        }
        self.wanted = taps;
    }
    /// Lanes in which a non-finite number appeared since the last mark, as 1; forgets them.
    pub fn take_bad(&mut self) -> Lanes {
        std::mem::take(&mut self.bad)
    }
    /// Forgets the state of a lane's processors.
    pub fn clear_lane(&mut self, lane: usize) {
        self.signal.clear_lane(lane);
        self.eq_taps.iter_mut().for_each(|tap| tap.clear_lane(lane));
        chain::Stage::clear_lane(self, lane);
    }

    /// Takes over what another bank's lane sounded like up to now, for keys that hear it late.
    pub(super) fn adopt_late(&mut self, lane: usize, old: &Self, old_lane: usize) {
        let tap = PRE_FADER + OPEN;
        for frame in 0..MARK {
            self.taps[tap][frame][lane] = old.taps[tap][frame][old_lane];
        }
    }

    /// Takes over what is on its way in another bank's lane.
    pub(super) fn adopt_lag(&mut self, lane: usize, old: &Self, old_lane: usize) {
        self.input.copy_lane_from(lane, &old.input, old_lane);
        self.signal.copy_lane_from(lane, &old.signal, old_lane);
        for (own, theirs) in self.eq_taps.iter_mut().zip(&old.eq_taps) {
            own.copy_lane_from(lane, theirs, old_lane);
        }
    }

    /// Once per mark, before its first frame.
    #[inline(always)]
    pub fn mark(&mut self, set: impl InstructionSet) {
        if !self.asleep {
            self.input.mark();
            self.signal.mark();
            for tap in &mut self.eq_taps {
                tap.mark();
            }
        }
        chain::Stage::mark(self, set);
        // No closure: it need not be inlined, and is plain code then.
        let [before, after] = &self.compressors;
        let is_closed =
            is_off(&self.gate.listen) && is_off(&before.listen) && is_off(&after.listen);
        self.audition.open = !is_closed;
        self.mark_meters();
        if self.has_listeners && (!self.asleep || self.late != SILENT) {
            self.late = self.taps[PRE_FADER + OPEN];
        }
        let quiet = self.loudest == Lanes::default();
        self.loudest = Lanes::default();
        let is_led = self.has_external_keys != [false; 2];
        self.fall_asleep(quiet && !is_led && self.is_at_rest());
    }

    fn is_at_rest(&self) -> bool {
        self.signal.is_silent()
            && self.input.is_silent()
            && self.eq_taps.iter().all(Lagging::is_silent)
            && chain::Stage::is_at_rest(self)
    }

    fn fall_asleep(&mut self, asleep: bool) {
        if asleep && !self.asleep {
            self.taps = [SILENT; TAPS];
            self.planar = [Planar::SILENT; TAPS];
            self.input = Lagging::SILENT;
            self.signal = Lagging::SILENT;
            self.eq_taps = [Lagging::SILENT; 2];
            self.audition.fall_asleep();
            if let Some(insert) = &mut self.insert {
                insert.fall_asleep();
            }
        }
        self.asleep = asleep;
    }

    /// From the input tap to the post-fader tap. The processors work in place; from saturation on, where what
    /// is late stands.
    #[inline(always)]
    pub fn run(&mut self, segment: Segment, keys: &mut [Keys; 2], set: impl InstructionSet) {
        if let Some(insert) = &mut self.insert {
            let loudest = insert.receive(segment);
            self.note_loudest(loudest);
        }
        if self.asleep {
            self.rest_meters(segment);
            return;
        }
        let frames = segment.in_block();
        let kept = [PRE_EQ, POST_EQ].map(|tap| self.kept(tap, segment));
        let [pre_eq, post_eq] = &mut self.eq_taps;
        let signal = &mut self.signal.now_mut()[frames.clone()];
        set.process(&mut self.high_pass, signal);
        set.process(&mut self.low_pass, signal);
        let [gate_key, compressor_key] = keys;
        if self.audition.open {
            self.audition.begin(segment);
        }
        let audition = &mut self.audition;
        self.gate.run(signal, segment, gate_key, audition, set);
        if let Some(insert) = &mut self.insert {
            insert.process(signal, segment, &mut self.bad);
        }
        pre_eq.keep(signal, segment, &kept[0]);
        self.compressors[BEFORE_EQ].run(signal, segment, compressor_key, audition, set);
        set.process(&mut self.eq, signal);
        if let Some(dynamic_eq) = &mut self.dynamic_eq {
            set.process(dynamic_eq.as_mut(), signal);
        }
        post_eq.keep(signal, segment, &kept[1]);
        self.compressors[AFTER_EQ].run(signal, segment, compressor_key, audition, set);
        if let Some(multiband) = &mut self.multiband {
            set.process(multiband.as_mut(), signal);
        }
        if let Some(graphic) = &mut self.graphic {
            set.process(graphic.as_mut(), signal);
        }
        if let Some(crossover) = &mut self.crossover {
            set.process(crossover.as_mut(), signal);
        }
        set.process(&mut self.de_esser, signal);
        if self.lag == LATENCY {
            set.process(&mut self.saturation, self.signal.on_its_way(segment));
        }
        let signal = &mut self.signal.late_mut(self.lag)[frames];
        for slot in &mut self.effects {
            slot.process(signal, set);
        }
        if self.audition.open {
            self.audition.finish(segment, signal);
        }
        self.finish(segment);
        // What leaves is not known yet.
        for tap in bits(self.wanted & !(1 << OUTPUT)) {
            self.planar[tap].take(&self.taps[tap], segment, set);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::dispatch::Kernels;
    use super::*;
    use crate::dsp::high_pass::{HighPassSettings, Slope};
    use crate::dsp::key_filter::KeyFilterSettings;
    use crate::dsp::sample::LANES;
    use crate::engine::settings::values::Values;
    use crate::engine::settings::{compressor, de_esser, gate};
    use crate::param::spec::{CompressorParam, DeEsserParam, GateParam};

    /// A bank with everything in; one that may never sleep is the reference.
    fn bank(may_sleep: bool) -> Bank {
        let mut bank = Bank::new(48_000.0, 0.01);
        for lane in 0..LANES {
            let filter = HighPassSettings {
                on: true,
                freq_hz: 40.0,
                slope: Slope::TwentyFour,
            };
            bank.high_pass.set(lane, filter);
            bank.high_pass.snap_lane(lane);
            let gate = Values::defaults().on(GateParam::On);
            bank.gate.processor.set(lane, gate::settings(&gate));
            let compressor = Values::defaults()
                .on(CompressorParam::On)
                .with(CompressorParam::Threshold, -40.0);
            let compressor = compressor::settings(&compressor);
            bank.compressors[AFTER_EQ].processor.set(lane, compressor);
            let de_esser = Values::defaults().on(DeEsserParam::On);
            let de_esser = de_esser::settings(&de_esser);
            bank.de_esser.set(lane, de_esser);
            chain::Stage::snap_lane(&mut bank, lane);
            bank.fader.set_target(lane, 0.5);
        }
        bank.fader.snap();
        bank.has_external_keys = [!may_sleep; 2];
        bank.want(1 << POST_FADER);
        bank
    }

    /// Runs one mark in two segments, with `x` in frame `at` of the fourth lane.
    fn run_mark(bank: &mut Bank, at: usize, x: f32) -> Block {
        Kernels::best().mark_bank(bank);
        for (offset, count) in [(0, 11), (11, 21)] {
            let segment = Segment {
                offset,
                count,
                done: 0,
            };
            let mut port = [0.0; MARK];
            port[at] = x;
            let mut ports = [&[0.0; MARK][segment.in_block()]; LANES];
            ports[3] = &port[segment.in_block()];
            Kernels::best().load_bank(bank, &ports, segment);
            Kernels::best().run_bank(bank, segment, &mut [Keys::OWN; 2]);
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

    /// The monitor tap and the open pre-fader tap of the fourth lane, mark by mark, while somebody
    /// listens to a key from mark 20 to 60.
    fn listen(bank: &mut Bank) -> Vec<(f32, f32)> {
        let mut heard = Vec::new();
        for mark in 0..100 {
            let listens = f32::from(u8::from((20..60).contains(&mark)));
            bank.gate.listen.set_target(3, listens);
            run_mark(bank, mark % MARK, 0.3);
            let frame = mark % MARK;
            heard.push((
                bank.audition().unwrap_or(bank.tap(PRE_FADER + OPEN))[frame][3],
                bank.taps[PRE_FADER + OPEN][frame][3],
            ));
        }
        heard
    }

    #[test]
    fn who_listens_to_a_key_hears_it_on_the_monitor_and_nowhere_else() {
        let filter = KeyFilterSettings {
            on: true,
            high_pass_hz: 16_000.0,
            low_pass_hz: 20_000.0,
        };
        let (mut listening, mut plain) = (bank(true), bank(true));
        for bank in [&mut listening, &mut plain] {
            bank.gate.filter.set(3, filter);
            bank.gate.filter.snap_lane(3);
        }
        let heard = listen(&mut listening);
        for (mark, (monitor, signal)) in heard.iter().enumerate() {
            run_mark(&mut plain, mark % MARK, 0.3);
            // The signal goes on as if nobody listened.
            assert_eq!(*signal, plain.taps[PRE_FADER + OPEN][mark % MARK][3]);
            // It fades out as slowly as a fader.
            assert_eq!(monitor != signal, mark >= 20, "{mark}");
        }
        // The first frame of an impulse through two Butterworth filters: a high-pass's part of it is
        // 1 / (1 + √2·g + g²), a low-pass's g² times that, with g = tan(π·f/rate).
        let first = |hertz: f64| {
            let g = (std::f64::consts::PI * hertz / 48_000.0).tan();
            (1.0 / (1.0 + std::f64::consts::SQRT_2 * g + g * g), g * g)
        };
        let (high, (low, squared)) = (first(16_000.0).0, first(20_000.0));
        let expected = 0.3 * high * low * squared;
        assert!((f64::from(heard[50].0) / expected - 1.0).abs() < 0.05);
    }
}
