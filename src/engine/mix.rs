//! Summing: every route from a lane of an earlier bank into the eight lanes of this one.
//!
//! The gains of one source lane into all lanes of the bank are one vector, so eight buses cost as
//! much as one, and no signal has to be turned round: the sum arrives in the order that the bank
//! works in. Routes are added in the order of their sources, always; skipping one that adds zero
//! changes nothing, so a sum does not depend on what else is on the desk.

use super::bank::{Bank, OPEN, OUTPUT, PRE_FADER, TAPS};
use super::build::touched;
use super::segment::{Block, Segment};
use crate::dsp::sample::{LANES, Lanes, Sample};
use crate::dsp::smoother::Smoother;

/// What the monitor hears of who is soloed before the fader.
pub const PFL: usize = PRE_FADER + OPEN;
/// Frames whose sums are kept in registers together.
const TILE: usize = 8;

/// The routes that one tap of a source bank has into a bank: a lane each, one bit per lane.
#[derive(Clone, Copy, Debug, Default)]
struct Group {
    /// Lanes whose gains are not exactly zero.
    in_use: u8,
    /// Lanes whose gains are on their way.
    moving: u8,
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
    /// The monitor's: [`PFL`] is the key that somebody listens to, where somebody does.
    hears_keys: bool,
}

impl Mix {
    /// A mix of the lanes of `source_banks` earlier banks; all gains zero. Allocates.
    pub fn new(source_banks: usize, coefficient: f64) -> Self {
        let groups = source_banks * TAPS;
        Self {
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
        if self.is_in_use(slot) || gain != 0.0 {
            self.routes[slot].set_target(to, gain);
            self.use_route(slot);
        }
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
        if std::mem::take(&mut self.moving) {
            for group in 0..self.groups.len() {
                for lane in lanes(self.groups[group].moving) {
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

    fn settle(&mut self, group: usize, lane: usize) {
        let slot = group * LANES + lane;
        if !self.routes[slot].settle() {
            self.moving = true;
            return;
        }
        let is_zero = self.is_zero(slot);
        let group = &mut self.groups[group];
        group.moving &= !(1 << lane);
        if is_zero {
            group.in_use &= !(1 << lane);
            self.stale = true;
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

    /// Adds a segment of everything to `sums`.
    #[inline(always)]
    pub fn run(&mut self, sources: &[Bank], sums: &mut Block, segment: Segment) {
        for group in &self.active[..self.active_count] {
            let number = *group as usize;
            let source = &sources[number / TAPS];
            let group = self.groups[number];
            // What leaves goes on for as long as a limiter looks ahead.
            let is_silent = source.is_asleep() && number % TAPS != OUTPUT;
            if is_silent && group.moving == 0 {
                continue;
            }
            let Some(routes) = self.routes[number * LANES..].first_chunk_mut() else {
                return;
            };
            let tap = match number % TAPS {
                PFL if self.hears_keys => source.monitor_tap(),
                tap => source.tap(tap),
            };
            if group.moving != 0 {
                add_moving(routes, group.in_use, tap, sums, segment);
            } else if group.in_use == u8::MAX {
                add_resting::<true>(routes, group.in_use, tap, sums, segment);
            } else {
                add_resting::<false>(routes, group.in_use, tap, sums, segment);
            }
        }
    }
}

/// The lanes of a bit mask, in order.
#[inline(always)]
fn lanes(mask: u8) -> impl Iterator<Item = usize> {
    let mut mask = mask;
    std::iter::from_fn(move || {
        let lane = mask.trailing_zeros() as usize;
        mask &= mask.wrapping_sub(1);
        (lane < LANES).then_some(lane)
    })
}

/// Adds the lanes `in_use` of a tap, or `ALL`, by gains that rest.
///
/// Tiles of eight frames keep their sums in registers while all lanes pass.
#[inline(always)]
fn add_resting<const ALL: bool>(
    routes: &[Smoother<Lanes>; LANES],
    in_use: u8,
    tap: &Block,
    sums: &mut Block,
    segment: Segment,
) {
    let (tiles, rest) = sums[segment.in_block()].as_chunks_mut::<TILE>();
    let (taps, tap_rest) = tap[segment.in_block()].as_chunks::<TILE>();
    for (sum, tap) in tiles.iter_mut().zip(taps) {
        add_frames::<ALL, _>(routes, in_use, tap, sum);
    }
    let frames = rest.as_chunks_mut::<1>().0.iter_mut();
    for (sum, tap) in frames.zip(tap_rest.as_chunks::<1>().0) {
        add_frames::<ALL, _>(routes, in_use, tap, sum);
    }
}

#[inline(always)]
fn add_frames<const ALL: bool, const N: usize>(
    routes: &[Smoother<Lanes>; LANES],
    in_use: u8,
    tap: &[Lanes; N],
    out: &mut [Lanes; N],
) {
    let mut sums = *out;
    for lane in 0..LANES {
        if !ALL && in_use & (1 << lane) == 0 {
            continue;
        }
        let gain = routes[lane].value();
        for (sum, tap) in sums.iter_mut().zip(tap) {
            *sum += Lanes::splat(tap[lane]) * gain;
        }
    }
    *out = sums;
}

/// Adds the lanes `in_use` of a tap, some of whose gains are on their way.
#[inline(always)]
fn add_moving(
    routes: &mut [Smoother<Lanes>; LANES],
    in_use: u8,
    tap: &Block,
    sums: &mut Block,
    segment: Segment,
) {
    for lane in lanes(in_use) {
        let mut route = routes[lane];
        for frame in segment.in_block() {
            sums[frame] += Lanes::splat(tap[frame][lane]) * route.next();
        }
        routes[lane] = route;
    }
}
