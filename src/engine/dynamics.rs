//! The dynamics of eight lanes: gate, compressor before or after the equaliser, de-esser, and what
//! they hear.

use super::segment::{Block, SILENT, Segment};
use crate::dsp::compressor::Compressor;
use crate::dsp::de_esser::DeEsser;
use crate::dsp::gate::Gate;
use crate::dsp::key_filter::KeyFilter;
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

/// A processor that is led by a key.
pub(super) trait Led {
    fn process(&mut self, signal: &mut [Lanes], key: &[Lanes]);
    fn process_by_itself(&mut self, signal: &mut [Lanes]);
    fn mark(&mut self);
    fn snap_lane(&mut self, lane: usize);
    fn is_neutral(&self) -> bool;
    fn is_at_rest(&self) -> bool;
    fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize);
    fn clear_lane(&mut self, lane: usize);
}

macro_rules! led {
    ($processor:ty) => {
        impl Led for $processor {
            #[inline(always)]
            fn process(&mut self, signal: &mut [Lanes], key: &[Lanes]) {
                self.process(signal, key);
            }
            #[inline(always)]
            fn process_by_itself(&mut self, signal: &mut [Lanes]) {
                self.process_by_itself(signal);
            }
            #[inline(always)]
            fn mark(&mut self) {
                self.mark();
            }
            fn snap_lane(&mut self, lane: usize) {
                self.snap_lane(lane);
            }
            #[inline(always)]
            fn is_neutral(&self) -> bool {
                self.is_neutral()
            }
            #[inline(always)]
            fn is_at_rest(&self) -> bool {
                self.is_at_rest()
            }
            fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
                self.copy_lane_from(lane, other, other_lane);
            }
            fn clear_lane(&mut self, lane: usize) {
                self.clear_lane(lane);
            }
        }
    };
}
led!(Gate<Lanes>);
led!(Compressor<Lanes>);

/// A processor with the filters of its key.
#[derive(Debug)]
pub(super) struct Keyed<P> {
    pub(super) processor: P,
    pub(super) filter: KeyFilter<Lanes>,
    /// How much of the key the monitor hears instead of the signal: 0 or 1.
    pub(super) listen: Smoother<Lanes>,
}

impl<P: Led> Keyed<P> {
    fn new(processor: P, rate: f64, gain_coefficient: f64) -> Self {
        Self {
            processor,
            filter: KeyFilter::new(rate),
            listen: Smoother::new(gain_coefficient, 0.0),
        }
    }

    #[inline(always)]
    fn mark(&mut self) {
        self.processor.mark();
        self.filter.mark();
        self.listen.settle();
    }

    /// Runs over a segment.
    #[inline(always)]
    fn run(
        &mut self,
        signal: &mut [Lanes],
        segment: Segment,
        keys: &mut Keys,
        audition: &mut Audition,
    ) {
        let listens = !is_off(&self.listen);
        if !listens && self.processor.is_neutral() {
            return;
        }
        if !listens && !keys.any && self.filter.is_neutral() {
            self.processor.process_by_itself(signal);
            return;
        }
        let key = &mut keys.block[segment.in_block()];
        if keys.any {
            merge_keys(key, keys.is_external, signal);
            self.filter.process(key);
        } else {
            self.filter.process_into(signal, key);
        }
        if listens {
            audition.add(segment, key, &mut self.listen);
        }
        self.processor.process(signal, key);
    }

    fn is_at_rest(&self) -> bool {
        let settled = self.listen.is_settled();
        settled && self.filter.is_at_rest() && self.processor.is_at_rest()
    }

    fn snap_lane(&mut self, lane: usize) {
        self.processor.snap_lane(lane);
        self.filter.snap_lane(lane);
        self.listen.snap_lane(lane);
    }

    fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        self.processor
            .copy_lane_from(lane, &other.processor, other_lane);
        self.filter.copy_lane_from(lane, &other.filter, other_lane);
        self.listen.copy_lane_from(lane, &other.listen, other_lane);
    }

    fn clear_lane(&mut self, lane: usize) {
        self.processor.clear_lane(lane);
        self.filter.clear_lane(lane);
    }
}

/// What the monitor hears of lanes whose key somebody listens to: the key instead of the signal.
#[derive(Debug)]
struct Audition {
    signal: Block,
    /// How much of `signal` is key, per frame.
    share: Block,
    /// Somebody listens.
    open: bool,
}

impl Audition {
    #[inline(always)]
    fn begin(&mut self, segment: Segment) {
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

    #[inline(always)]
    fn finish(&mut self, segment: Segment, signal: &[Lanes]) {
        let (zero, endless) = (Lanes::default(), Lanes::splat(f32::INFINITY));
        for (frame, signal) in segment.in_block().zip(signal) {
            let rest = zero.larger(Lanes::splat(1.0) - self.share[frame]);
            let heard = self.signal[frame] + *signal * rest;
            self.signal[frame] = endless.select_gt(heard.magnitude(), heard, zero);
        }
    }
}

/// The dynamics of a bank.
#[derive(Debug)]
pub struct Dynamics {
    pub(super) gate: Keyed<Gate<Lanes>>,
    /// Before and after the equaliser.
    pub(super) compressors: [Keyed<Compressor<Lanes>>; 2],
    pub(super) de_esser: DeEsser<Lanes>,
    audition: Audition,
}

impl Dynamics {
    /// Everything off. Allocates.
    pub fn new(rate: f64, gain_coefficient: f64) -> Self {
        let compressor = || Keyed::new(Compressor::new(rate), rate, gain_coefficient);
        Self {
            gate: Keyed::new(Gate::new(rate), rate, gain_coefficient),
            compressors: [compressor(), compressor()],
            de_esser: DeEsser::new(rate),
            audition: Audition {
                signal: SILENT,
                share: SILENT,
                open: false,
            },
        }
    }

    /// Once per mark.
    #[inline(always)]
    pub fn mark(&mut self) {
        self.gate.mark();
        for compressor in &mut self.compressors {
            compressor.mark();
        }
        self.de_esser.mark();
        let [before, after] = &self.compressors;
        let listens = [&self.gate.listen, &before.listen, &after.listen];
        self.audition.open = !listens.into_iter().all(is_off);
    }

    /// The gate, the first of them.
    #[inline(always)]
    pub fn run_gate(&mut self, signal: &mut [Lanes], segment: Segment, keys: &mut [Keys; 2]) {
        if self.audition.open {
            self.audition.begin(segment);
        }
        let keys = &mut keys[KeyUser::Gate as usize];
        self.gate.run(signal, segment, keys, &mut self.audition);
    }

    /// The compressors of lanes that have them at `place`.
    #[inline(always)]
    pub fn compress(
        &mut self,
        place: usize,
        signal: &mut [Lanes],
        segment: Segment,
        keys: &mut [Keys; 2],
    ) {
        let keys = &mut keys[KeyUser::Compressor as usize];
        self.compressors[place].run(signal, segment, keys, &mut self.audition);
    }

    /// When the last processor is done: what the monitor hears of lanes that nobody listens to.
    #[inline(always)]
    pub fn finish(&mut self, signal: &[Lanes], segment: Segment) {
        if self.audition.open {
            self.audition.finish(segment, signal);
        }
    }

    /// What the monitor hears instead of the signal, while somebody listens to a key.
    #[inline(always)]
    pub fn audition(&self) -> Option<&Block> {
        self.audition.open.then_some(&self.audition.signal)
    }

    /// The bank sleeps: the monitor hears nothing of it.
    pub fn fall_asleep(&mut self) {
        self.audition.signal = SILENT;
    }

    /// True when zeros in give zeros out and change nothing for ever.
    pub fn is_at_rest(&self) -> bool {
        self.gate.is_at_rest()
            && self.compressors.iter().all(Keyed::is_at_rest)
            && self.de_esser.is_at_rest()
    }

    /// A lane is at its settings at once.
    pub fn snap_lane(&mut self, lane: usize) {
        self.gate.snap_lane(lane);
        self.compressors.iter_mut().for_each(|c| c.snap_lane(lane));
        self.de_esser.snap_lane(lane);
    }

    /// True when a lane's compressor is switched on at `place`.
    pub(super) fn has_compressor(&self, lane: usize, place: usize) -> bool {
        self.compressors[place].processor.is_wanted(lane)
    }

    /// A lane's compressor moves to the place `to`: it goes on there with what it knows here.
    pub(super) fn hand_over_compressor(&mut self, lane: usize, to: usize) {
        let [before, after] = &mut self.compressors;
        let (own, from) = if to == BEFORE_EQ {
            (before, after)
        } else {
            (after, before)
        };
        if own.processor.take_over(lane, &from.processor) {
            own.filter.copy_lane_from(lane, &from.filter, lane);
        }
    }

    /// The detectors of a lane are those of its stereo partner too; to be said of both.
    pub fn link_lane(&mut self, lane: usize) {
        self.gate.processor.link(lane, true);
        for compressor in &mut self.compressors {
            compressor.processor.link(lane, true);
        }
        self.de_esser.link(lane, true);
    }

    /// A lane goes on from another bank's lane.
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        self.gate.copy_lane_from(lane, &other.gate, other_lane);
        for (own, theirs) in self.compressors.iter_mut().zip(&other.compressors) {
            own.copy_lane_from(lane, theirs, other_lane);
        }
        self.de_esser
            .copy_lane_from(lane, &other.de_esser, other_lane);
    }

    /// Forgets the past of a lane.
    pub fn clear_lane(&mut self, lane: usize) {
        self.gate.clear_lane(lane);
        self.compressors.iter_mut().for_each(|c| c.clear_lane(lane));
        self.de_esser.clear_lane(lane);
    }

    /// The lowest gains of each lane since [`Self::forget_gains`].
    pub fn lowest_gains(&self) -> LowestGains {
        let [before, after] = &self.compressors;
        let compressor = before.processor.lowest_gain();
        LowestGains {
            gate: self.gate.processor.lowest_gain(),
            compressor: compressor.smaller(after.processor.lowest_gain()),
            de_esser: self.de_esser.lowest_gain(),
        }
    }

    /// Measures gains anew.
    pub fn forget_gains(&mut self) {
        self.gate.processor.take_lowest_gain();
        for compressor in &mut self.compressors {
            compressor.processor.take_lowest_gain();
        }
        self.de_esser.take_lowest_gain();
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
}

/// True when a switch is off in every lane.
#[inline(always)]
fn is_off(switch: &Smoother<Lanes>) -> bool {
    switch.is_settled() && switch.target() == Lanes::default()
}

/// Lanes without an external key listen to themselves.
#[inline(always)]
fn merge_keys(key: &mut [Lanes], is_external: Lanes, own: &[Lanes]) {
    let half = Lanes::splat(0.5);
    for (key, own) in key.iter_mut().zip(own) {
        *key = is_external.select_gt(half, *key, *own);
    }
}
