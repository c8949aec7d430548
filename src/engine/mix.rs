//! Summing: every route from a lane of an earlier bank into the eight lanes of this one.
//!
//! Sources come lane by lane ([`Planar`]): a gain that rests is one number for all frames, a route costs
//! a multiplication and an addition per eight frames, and lanes of the bank that nothing goes to cost
//! nothing. Routes are added in the order of their sources, always; one that adds zero changes nothing,
//! so a sum does not depend on what else is on the desk. What skips a bus waits for as long as it would have
//! been on its way there (a `Hop`): all that is summed is as late.

mod hop;

use super::MARK;
use super::bank::{Bank, OPEN, OUTPUT, PRE_FADER, TAPS};
use super::instruction_set::InstructionSet;
use super::segment::{Block, Planar, SILENT, Segment, bits};
use crate::dsp::sample::{LANES, Lanes, Sample};
use crate::dsp::smoother::Smoother;
use crate::rt::memory::touched;
use hop::Hop;

/// What the monitor hears of who is soloed before the fader.
pub const PFL: usize = PRE_FADER + OPEN;

/// The routes that one tap of a source bank has into a bank.
#[derive(Clone, Copy, Debug, Default)]
struct Group {
    /// Lanes of the source whose gains are not exactly zero, one bit each.
    in_use: u8,
    /// Lanes of the source whose gains are on their way, one bit each.
    moving: u8,
    /// While none is: lanes of the bank that something goes to, one bit each.
    reached: u8,
    /// While none is: the gains into each lane of the bank, by lane of the source.
    gains: [Lanes; LANES],
}

/// All routes into one bank.
#[derive(Debug)]
pub struct Mix {
    /// One smoothed gain vector per source lane and tap (see [`Mix::slot`]).
    routes: Box<[Smoother<Lanes>]>,
    /// By source bank and tap.
    groups: Box<[Group]>,
    /// The groups with routes in use, in order; valid up to `active_count`.
    active: Box<[u32]>,
    active_count: usize,
    /// `active` has to be read again from `groups`.
    stale: bool,
    /// Some route is on its way, or was at the last mark.
    moving: bool,
    /// The slots of the source banks ([`super::plan::Slots`]).
    slots: Box<[usize]>,
    /// From the sources' slots to that before this bank's own.
    hops: Box<[Hop]>,
    /// The monitor's: [`PFL`] is the key that somebody listens to, where somebody does.
    hears_keys: bool,
}

impl Mix {
    /// A mix of the lanes of earlier banks into one; `slots` are theirs and, at last, its own. All gains are
    /// zero. Allocates.
    pub fn new(slots: &[usize], coefficient: f64) -> Self {
        let (own, sources) = slots
            .split_last()
            .map_or((0, slots), |(own, rest)| (*own, rest));
        let groups = sources.len() * TAPS;
        Self {
            slots: sources.into(),
            hops: vec![Hop::SILENT; own.saturating_sub(1)].into(),
            routes: vec![Smoother::new(coefficient, 0.0); groups * LANES].into(),
            groups: touched(Group::default(), groups),
            active: touched(0, groups),
            active_count: 0,
            stale: false,
            moving: false,
            hears_keys: false,
        }
    }

    /// From here on, [`PFL`] is what the monitor hears: a key while somebody listens to it.
    pub fn hear_keys(&mut self) {
        self.hears_keys = true;
    }

    /// Position of a route: by source bank, tap, lane.
    #[inline(always)]
    pub fn slot(bank: usize, lane: usize, tap: usize) -> usize {
        (bank * TAPS + tap) * LANES + lane
    }

    /// Where a route's gain into lane `to` shall go.
    pub fn set(&mut self, slot: usize, to: usize, gain: f32) {
        self.go(slot, to, gain, None);
    }

    /// As [`Self::set`], and what the gain is at the next mark if it glides.
    pub fn go(&mut self, slot: usize, to: usize, gain: f32, next: Option<f32>) {
        if self.is_in_use(slot) || gain != 0.0 || next.is_some_and(|next| next != 0.0) {
            self.routes[slot].go(to, gain, next);
            self.use_route(slot);
        }
    }

    /// The gains of a route into each lane, as they go on from here.
    pub fn route(&self, slot: usize) -> Smoother<Lanes> {
        self.routes[slot]
    }

    fn use_route(&mut self, slot: usize) {
        let group = &mut self.groups[slot / LANES];
        let lane = 1 << (slot % LANES);
        self.stale |= group.in_use & lane == 0;
        group.in_use |= lane;
        group.moving |= lane;
        self.moving = true;
    }

    /// All gains at their targets at once.
    pub fn snap(&mut self) {
        self.routes.iter_mut().for_each(Smoother::snap);
        self.stale = true;
    }

    /// Takes over the momentary gain of a route of another mix.
    pub fn adopt(&mut self, (slot, to): (usize, usize), old: &Self, from: (usize, usize)) {
        if !self.is_in_use(slot) && !old.is_in_use(from.0) {
            // Zero before and after.
            return;
        }
        self.routes[slot].copy_lane_from(to, &old.routes[from.0], from.1);
        if self.is_in_use(slot) || !self.is_zero(slot) {
            self.use_route(slot);
        }
    }

    /// A route rises from silence to its target.
    pub fn open(&mut self, slot: usize, to: usize) {
        if self.is_in_use(slot) {
            self.routes[slot].start_from(to, 0.0);
            self.use_route(slot);
        }
    }

    fn is_in_use(&self, slot: usize) -> bool {
        self.groups[slot / LANES].in_use & (1 << (slot % LANES)) != 0
    }

    fn is_zero(&self, slot: usize) -> bool {
        let route = &self.routes[slot];
        route.is_settled() && route.value().all(|gain| gain == 0.0)
    }

    /// Once per mark: settles what moved and drops what has become zero. True when routes came into
    /// use or fell out of it.
    pub fn mark(&mut self) -> bool {
        self.hops.iter_mut().for_each(Hop::mark);
        if std::mem::take(&mut self.moving) {
            for group in 0..self.groups.len() {
                for lane in bits(self.groups[group].moving.into()) {
                    self.settle(group, lane);
                }
            }
        }
        let stale = std::mem::take(&mut self.stale);
        if stale {
            self.read_active();
        }
        stale
    }

    fn settle(&mut self, number: usize, lane: usize) {
        let slot = number * LANES + lane;
        if !self.routes[slot].settle() {
            self.moving = true;
            return;
        }
        let is_zero = self.is_zero(slot);
        let group = &mut self.groups[number];
        group.moving &= !(1 << lane);
        if is_zero {
            group.in_use &= !(1 << lane);
            self.stale = true;
        }
        if group.moving == 0 {
            self.rest(number);
        }
    }

    /// No gain of a group moves any more.
    fn rest(&mut self, number: usize) {
        let group = &mut self.groups[number];
        group.reached = 0;
        for (from, route) in self.routes[number * LANES..].iter().take(LANES).enumerate() {
            for to in 0..LANES {
                let gain = route.value()[to];
                group.gains[to][from] = gain;
                group.reached |= u8::from(gain != 0.0) << to;
            }
        }
    }

    fn read_active(&mut self) {
        self.active_count = 0;
        for (at, group) in self.groups.iter().enumerate() {
            if group.in_use != 0 {
                self.active[self.active_count] = at as u32;
                self.active_count += 1;
            }
        }
    }

    /// Adds the taps that routes in use read to `wanted`, one bit mask per source bank.
    pub fn want_taps(&self, wanted: &mut [u16]) {
        for group in &self.active[..self.active_count] {
            let group = *group as usize;
            wanted[group / TAPS] |= 1 << (group % TAPS);
        }
    }

    /// Takes over what waits for a lane of another mix.
    pub fn adopt_hops(&mut self, lane: usize, old: &Self, old_lane: usize) {
        for (own, theirs) in self.hops.iter_mut().zip(&old.hops) {
            own.copy_lane_from(lane, theirs, old_lane);
        }
    }

    /// Adds a segment of everything to `sums`.
    #[inline(always)]
    pub fn run(
        &mut self,
        sources: &[Bank],
        sums: &mut Planar,
        segment: Segment,
        set: impl InstructionSet,
    ) {
        let mut hops = self.hops.iter_mut();
        let mut slot = 0;
        for number in &self.active[..self.active_count] {
            let number = *number as usize;
            while slot < self.slots[number / TAPS] {
                slot += 1;
                hops.next()
                    .into_iter()
                    .for_each(|hop| hop.pass(sums, segment));
            }
            let source = &sources[number / TAPS];
            let group = &self.groups[number];
            // What leaves goes on for as long as a limiter looks ahead.
            let is_silent = source.is_asleep() && number % TAPS != OUTPUT;
            if is_silent && group.moving == 0 {
                continue;
            }
            let hears_key = self.hears_keys && number % TAPS == PFL;
            let key = source.audition().filter(|_| hears_key).map(|key| {
                let mut transposed = Planar::SILENT;
                transposed.take(key, segment, set);
                transposed
            });
            let tap = key.as_ref().unwrap_or(source.planar(number % TAPS));
            if group.moving == 0 {
                for to in bits(group.reached.into()) {
                    sums.add(to, tap, &group.gains[to], segment);
                }
                continue;
            }
            for from in bits(group.in_use.into()) {
                let route = &mut self.routes[number * LANES + from];
                let part = moving_part(route, &tap.0[from], segment);
                let mut planar = Planar::SILENT;
                planar.take(&part, segment, set);
                sums.add_all(&planar, segment);
            }
        }
        hops.for_each(|hop| hop.pass(sums, segment));
    }
}

/// What one lane of a source adds to each lane of the bank while its gains are on their way.
#[inline(always)]
fn moving_part(route: &mut Smoother<Lanes>, source: &[f32; MARK], segment: Segment) -> Block {
    let mut part = SILENT;
    let mut gains = *route;
    for frame in segment.in_block() {
        part[frame] = Lanes::splat(source[frame]) * gains.next();
    }
    *route = gains;
    part
}
