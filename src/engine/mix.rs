//! Summing: every route from a lane of an earlier bank into the eight lanes of this one.
//!
//! The gains of one source lane into all lanes of the bank are one vector, so eight buses cost as
//! much as one, and no signal has to be turned round: the sum arrives in the order that the bank
//! works in. Routes are added in the order of their sources, always; skipping one that adds zero
//! changes nothing, so a sum does not depend on what else is on the desk.

use super::bank::{Bank, TAPS};
use super::build::touched;
use super::segment::Segment;
use crate::dsp::sample::{LANES, Lanes, Sample};
use crate::dsp::smoother::Smoother;

/// Frames whose sums are kept in registers together.
const TILE: usize = 8;

/// All routes into one bank.
#[derive(Debug)]
pub struct Mix {
    /// One smoothed gain vector per source lane and tap (see [`Mix::slot`]).
    routes: Box<[Smoother<Lanes>]>,
    /// Which routes are not exactly zero: one bit each.
    in_use: Box<[u64]>,
    /// The routes in use, in order; valid up to `active_count`.
    active: Box<[u32]>,
    active_count: usize,
    /// `active` has to be read again from `in_use`.
    stale: bool,
}

impl Mix {
    /// A mix of the lanes of `source_banks` earlier banks; all gains zero. Allocates.
    pub fn new(source_banks: usize, coefficient: f64) -> Self {
        let count = source_banks * LANES * TAPS;
        Self {
            routes: vec![Smoother::new(coefficient, 0.0); count].into(),
            in_use: touched(0, count.div_ceil(64)),
            active: touched(0, count),
            active_count: 0,
            stale: false,
        }
    }

    /// Position of a route: by source bank, lane, tap.
    #[inline(always)]
    pub fn slot(bank: usize, lane: usize, tap: usize) -> usize {
        (bank * LANES + lane) * TAPS + tap
    }

    /// Where a route's gain into lane `to` shall go.
    pub fn set(&mut self, slot: usize, to: usize, gain: f32) {
        if self.is_in_use(slot) {
            self.routes[slot].set_target(to, gain);
        } else if gain != 0.0 {
            self.routes[slot].set_target(to, gain);
            self.use_route(slot);
        }
    }

    fn use_route(&mut self, slot: usize) {
        self.in_use[slot / 64] |= 1 << (slot % 64);
        self.stale = true;
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
        if !self.is_in_use(slot) && !self.is_zero(slot) {
            self.use_route(slot);
        }
    }

    fn is_in_use(&self, slot: usize) -> bool {
        self.in_use[slot / 64] & (1 << (slot % 64)) != 0
    }

    fn is_zero(&self, slot: usize) -> bool {
        let route = &self.routes[slot];
        route.is_settled() && route.value().all(|gain| gain == 0.0)
    }

    /// Once per mark: settles what moved and drops what has become zero. True when routes came into
    /// use or fell out of it.
    pub fn mark(&mut self) -> bool {
        for at in 0..self.active_count {
            let slot = self.active[at] as usize;
            if !self.routes[slot].is_settled() && self.routes[slot].settle() && self.is_zero(slot) {
                self.in_use[slot / 64] &= !(1 << (slot % 64));
                self.stale = true;
            }
        }
        let stale = std::mem::take(&mut self.stale);
        if stale {
            self.read_active();
        }
        stale
    }

    fn read_active(&mut self) {
        self.active_count = 0;
        for (at, word) in self.in_use.iter().enumerate() {
            let mut word = *word;
            while word != 0 {
                self.active[self.active_count] = at as u32 * 64 + word.trailing_zeros();
                self.active_count += 1;
                word &= word - 1;
            }
        }
    }

    /// Adds the taps that routes in use read to `wanted`, one bit mask per source bank.
    pub fn want_taps(&self, wanted: &mut [u8]) {
        for slot in &self.active[..self.active_count] {
            let slot = *slot as usize;
            wanted[slot / (LANES * TAPS)] |= 1 << (slot % TAPS);
        }
    }

    /// Sums into the input block of `bank`.
    ///
    /// Tiles of eight frames keep their sums in registers while all routes pass.
    #[inline(always)]
    pub fn run(&mut self, sources: &[Bank], bank: &mut Bank, segment: Segment) {
        let (tiles, rest) = bank.input_block()[segment.in_block()].as_chunks_mut::<TILE>();
        let mut frame = segment.offset;
        for tile in tiles {
            self.sum(sources, frame, tile);
            frame += TILE;
        }
        for single in rest.as_chunks_mut::<1>().0 {
            self.sum(sources, frame, single);
            frame += 1;
        }
    }

    /// Sums `N` frames from `frame` (counted from the mark) on.
    #[inline(always)]
    fn sum<const N: usize>(&mut self, sources: &[Bank], frame: usize, out: &mut [Lanes; N]) {
        let mut sum = [Lanes::default(); N];
        for slot in &self.active[..self.active_count] {
            let slot = *slot as usize;
            let source = &sources[slot / (LANES * TAPS)];
            let lane = slot / TAPS % LANES;
            let route = &mut self.routes[slot];
            let Some(tap) = source.tap(slot % TAPS)[frame..].first_chunk::<N>() else {
                return;
            };
            if !route.is_settled() {
                for (sum, tap) in sum.iter_mut().zip(tap) {
                    *sum += Lanes::splat(tap[lane]) * route.next();
                }
            } else if !source.is_asleep() {
                let gain = route.value();
                for (sum, tap) in sum.iter_mut().zip(tap) {
                    *sum += Lanes::splat(tap[lane]) * gain;
                }
            }
        }
        *out = sum;
    }
}
