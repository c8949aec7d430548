//! The dynamics of eight lanes: gate, compressor before or after the equaliser, de-esser, and what
//! they hear.

use super::bank::chain;
use super::instruction_set::InstructionSet;
use super::segment::{Block, SILENT, Segment};
use crate::dsp::key_filter::KeyFilter;
use crate::dsp::mid_side::MidSide;
use crate::dsp::processor::{Keyed, Processor};
use crate::dsp::sample::{LANES, Lanes, Sample};
use crate::dsp::smoother::Smoother;

/// Who hears a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyUser {
    /// The gate.
    Gate,
    /// The compressor, wherever it is.
    Compressor,
}

impl KeyUser {
    /// Everybody.
    pub const ALL: [Self; 2] = [Self::Gate, Self::Compressor];
}

/// What one of a bank's processors listens to, for lanes that do not listen to themselves.
#[derive(Clone, Debug)]
pub struct Keys {
    /// The key of each frame of this mark.
    pub block: Block,
    /// 1 for lanes that use it, else 0.
    pub is_external: Lanes,
    /// Some lane uses it.
    pub any: bool,
}

impl Keys {
    /// Everybody listens to themselves.
    pub const OWN: Self = Self {
        block: SILENT,
        is_external: Lanes([0.0; LANES]),
        any: false,
    };
}

/// Where a compressor stands: in each lane one of the two is off.
pub const BEFORE_EQ: usize = 0;
/// See [`BEFORE_EQ`].
pub const AFTER_EQ: usize = 1;

/// A processor with the filters of its key.
#[derive(Debug)]
pub(super) struct SideChain<P: Keyed<Lanes>> {
    pub(super) processor: P,
    pub(super) filter: KeyFilter<Lanes>,
    /// How much of the key the monitor hears instead of the signal: 0 or 1.
    pub(super) listen: Smoother<Lanes>,
    /// The pairs that are processed as middle and side.
    parts: MidSide<Lanes>,
    /// Lanes of pairs that shall be, one bit each.
    parted: u8,
    /// Lanes of pairs that are about to change over, one bit each.
    meeting: u8,
    /// What each lane was last set to.
    settings: [Option<P::Settings>; LANES],
}

impl<P: Keyed<Lanes>> SideChain<P> {
    /// Off. Allocates.
    pub(super) fn new(rate: f64, gain_coefficient: f64) -> Self {
        Self {
            processor: P::new(rate),
            filter: KeyFilter::new(rate),
            listen: Smoother::new(gain_coefficient, 0.0),
            parts: MidSide::none(),
            parted: 0,
            meeting: 0,
            settings: [None; LANES],
        }
    }

    /// Whether the pair of a lane is processed as middle and side; before both are set.
    pub(super) fn part(&mut self, lane: usize, parted: bool) {
        let pair = 0b11 << (lane & !1);
        if parted {
            self.parted |= pair;
        } else {
            self.parted &= !pair;
        }
    }

    /// Sets a lane, the first of a pair first. A pair that shall be middle and side is set alike until it is.
    pub(super) fn set(&mut self, lane: usize, settings: P::Settings) {
        self.settings[lane] = Some(settings);
        let from = if self.waits(lane) { lane & !1 } else { lane };
        self.processor
            .set(lane, self.settings[from].unwrap_or(settings));
    }

    fn is_parted(&self, lane: usize) -> bool {
        self.parted & 1 << lane != 0
    }

    /// True for a lane that shall be a middle or a side, and is not yet.
    fn waits(&self, lane: usize) -> bool {
        self.is_parted(lane) && !self.parts.is_coded(lane)
    }

    /// At a mark: pairs that are not what they shall be change over as soon as nobody hears it. Rare, so it stays
    /// out of what every mark runs.
    #[cold]
    #[inline(never)]
    fn change_over(&mut self) {
        for lane in (0..LANES).step_by(2) {
            let (parted, pair) = (self.is_parted(lane), 0b11 << lane);
            let is_other = parted != self.parts.is_coded(lane);
            if !is_other && self.meeting & pair == 0 {
                continue;
            }
            // Where somebody has thought better of it, both go their ways again.
            if is_other && !self.processor.meet(lane) {
                self.meeting |= pair;
                continue;
            }
            self.meeting &= !pair;
            if is_other {
                self.filter.recode(lane, parted);
            }
            self.processor.part(lane, parted);
            for lane in [lane, lane + 1] {
                self.parts.set_lane(lane, parted);
                if let Some(settings) = self.settings[lane] {
                    self.processor.set(lane, settings);
                }
            }
        }
    }

    /// Runs over a segment.
    #[inline(always)]
    pub(super) fn run(
        &mut self,
        signal: &mut [Lanes],
        segment: Segment,
        keys: &mut Keys,
        audition: &mut Audition,
        set: impl InstructionSet,
    ) {
        let is_coded = self.parts.is_any();
        if is_coded {
            self.parts.encode(signal);
        }
        self.run_parts(signal, segment, keys, audition, set);
        if is_coded {
            self.parts.decode(signal);
        }
    }

    /// The same, of left and right or of middle and side.
    #[inline(always)]
    fn run_parts(
        &mut self,
        signal: &mut [Lanes],
        segment: Segment,
        keys: &mut Keys,
        audition: &mut Audition,
        set: impl InstructionSet,
    ) {
        let listens = !is_off(&self.listen);
        if !listens && self.processor.is_neutral() {
            return;
        }
        if !listens && !keys.any && self.filter.is_neutral() {
            set.process(&mut self.processor, signal);
            return;
        }
        let key = &mut keys.block[segment.in_block()];
        let is_coded = self.parts.is_any();
        if keys.any {
            if is_coded {
                self.parts.encode(key);
            }
            merge_keys(key, keys.is_external, signal);
            set.process(&mut self.filter, key);
        } else {
            self.filter.process_into(signal, key);
        }
        set.call_process_keyed(&mut self.processor, signal, key);
        if is_coded {
            self.parts.decode(key);
        }
        if listens {
            audition.add(segment, key, &mut self.listen);
        }
    }
}

impl<P: Keyed<Lanes>> chain::Stage for SideChain<P> {
    #[inline(always)]
    fn mark(&mut self, set: impl InstructionSet) {
        if self.parted | self.meeting != 0 || self.parts.is_any() {
            self.change_over();
        }
        set.mark(&mut self.processor);
        set.mark(&mut self.filter);
        self.listen.settle();
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        let settled = self.listen.is_settled();
        settled && Processor::is_at_rest(&self.filter) && self.processor.is_at_rest()
    }

    fn snap_lane(&mut self, lane: usize) {
        if self.is_parted(lane) != self.parts.is_coded(lane) {
            self.parts.set_lane(lane, self.is_parted(lane));
            self.processor.part(lane, self.is_parted(lane));
        }
        if let Some(settings) = self.settings[lane] {
            self.processor.set(lane, settings);
        }
        self.processor.snap_lane(lane);
        Processor::snap_lane(&mut self.filter, lane);
        self.listen.snap_lane(lane);
    }

    fn adopt_lane(&mut self, lane: usize, old: &mut Self, old_lane: usize) {
        self.parts.set_lane(lane, old.parts.is_coded(old_lane));
        let meets = old.meeting >> old_lane & 1;
        self.meeting = self.meeting & !(1 << lane) | meets << lane;
        if let Some(settings) = self.settings[lane] {
            self.set(lane, settings);
        }
        self.processor
            .adopt_lane(lane, &mut old.processor, old_lane);
        Processor::adopt_lane(&mut self.filter, lane, &mut old.filter, old_lane);
        self.listen.copy_lane_from(lane, &old.listen, old_lane);
    }

    fn clear_lane(&mut self, lane: usize) {
        self.processor.clear_lane(lane);
        Processor::clear_lane(&mut self.filter, lane);
    }

    fn link(&mut self, lane: usize, linked: bool) {
        self.processor.link(lane, linked);
    }
}

/// What the monitor hears of lanes whose key somebody listens to: the key instead of the signal.
#[derive(Debug)]
pub(super) struct Audition {
    signal: Block,
    /// How much of `signal` is key, per frame.
    share: Block,
    /// Somebody listens.
    pub(super) open: bool,
}

impl Audition {
    /// Nobody listens.
    pub(super) const CLOSED: Self = Self {
        signal: SILENT,
        share: SILENT,
        open: false,
    };

    /// What the monitor hears instead of the signal, while somebody listens to a key.
    #[inline(always)]
    pub(super) fn heard(&self) -> Option<&Block> {
        self.open.then_some(&self.signal)
    }

    /// The bank sleeps: the monitor hears nothing of it.
    pub(super) fn fall_asleep(&mut self) {
        self.signal = SILENT;
    }

    /// Before the first processor.
    #[inline(always)]
    pub(super) fn begin(&mut self, segment: Segment) {
        self.signal[segment.in_block()].fill(Lanes::default());
        self.share[segment.in_block()].fill(Lanes::default());
    }

    #[inline(always)]
    fn add(&mut self, segment: Segment, key: &[Lanes], listen: &mut Smoother<Lanes>) {
        for (frame, key) in segment.in_block().zip(key) {
            let share = listen.next();
            self.signal[frame] += *key * share;
            self.share[frame] += share;
        }
    }

    /// When the last processor is done: what the monitor hears of lanes that nobody listens to.
    #[inline(always)]
    pub(super) fn finish(&mut self, segment: Segment, signal: &[Lanes]) {
        let (zero, endless) = (Lanes::default(), Lanes::splat(f32::INFINITY));
        for (frame, signal) in segment.in_block().zip(signal) {
            let rest = zero.larger(Lanes::splat(1.0) - self.share[frame]);
            let heard = self.signal[frame] + *signal * rest;
            self.signal[frame] = endless.select_gt(heard.magnitude(), heard, zero);
        }
    }
}

/// The lowest gains of each lane, for meters.
#[derive(Clone, Copy, Debug)]
pub struct LowestGains {
    /// Of the gate.
    pub gate: Lanes,
    /// Of the compressor, without make-up.
    pub compressor: Lanes,
    /// Of the de-esser in its band.
    pub de_esser: Lanes,
    /// Of the bands of the dynamic equaliser.
    pub dynamic_eq: Lanes,
}

/// True when a switch is off in every lane.
#[inline(always)]
pub(super) fn is_off(switch: &Smoother<Lanes>) -> bool {
    switch.is_settled() && switch.target() == Lanes::default()
}

/// Lanes without an external key listen to themselves.
#[inline(always)]
fn merge_keys(key: &mut [Lanes], is_external: Lanes, own: &[Lanes]) {
    let half = Lanes::splat(0.5);
    for (key, own) in key.iter_mut().zip(own) {
        *key = is_external.select_gt_in_place(half, *key, *own);
    }
}
