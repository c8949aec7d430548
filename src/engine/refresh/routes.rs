//! Routes: sends into buses, and assignment to main.

use crate::engine::Engine;
use crate::engine::bank::{OPEN, POST_FADER, TAPS};
use crate::engine::mix::Mix;
use crate::engine::rise::{self, ConsoleSource, Gains};
use crate::engine::rows::Rows;
use crate::engine::settings::meters;
use crate::engine::stale::{Once, Part, Ways};
use crate::param::Choice;
use crate::param::spec::{LevelParam, SendParam};
use crate::param::tables::send::Tap;

impl Engine {
    /// A send is stale. Solo in place leaves open what feeds a soloed bus.
    pub(super) fn touch_send(&mut self, node: usize, send: usize) {
        let way = Ways::send(send);
        self.stale.mark_ways(node, way);
        if self.wiring.nodes[node].role.is_some() && self.rises.guarded(node).has(way) {
            // What goes into this bus reaches them from here on, or no longer.
            self.touch_routes_into(node);
            self.stale.mark_once(Once::Talkback | Once::Oscillator);
        }
        if self.solo.cuts.subgroups {
            self.stale.mark(node, Part::Mute);
        }
    }

    /// Every route into a bus is stale.
    pub(super) fn touch_routes_into(&mut self, bus: usize) {
        for node in 0..self.wiring.nodes.len() {
            let sends = &self.wiring.nodes[node].params.sends;
            if let Some(send) = sends.iter().position(|send| send.bus == bus) {
                self.stale.mark_ways(node, Ways::send(send));
            }
        }
    }

    /// Every stale route out of a node.
    pub(super) fn refresh_routes(&mut self, node: usize) {
        let ways = self.stale.take_ways(node);
        if ways.is_empty() {
            return;
        }
        for send in 0..self.wiring.nodes[node].params.sends.len() {
            if ways.has(Ways::send(send)) {
                self.refresh_send(node, send);
            }
        }
        if ways.has(Ways::TO_MAIN) {
            self.refresh_main_route(node);
        }
    }

    /// What is under way into wedges and in-ears goes on.
    pub(in crate::engine) fn rise_on(&mut self) {
        for (source, once) in [
            (ConsoleSource::Talkback, Once::Talkback),
            (ConsoleSource::Oscillator, Once::Oscillator),
        ] {
            if self.rises.take_own_any(source) {
                self.stale.mark_once(once);
            }
        }
        if !self.rises.take_any() {
            return;
        }
        for node in 0..self.wiring.nodes.len() {
            let (parts, ways) = self.rises.under_way(node);
            if !parts.is_empty() {
                self.stale.mark(node, parts);
            }
            if !ways.is_empty() {
                self.stale.mark_ways(node, ways);
            }
        }
    }

    /// A send into a bus: before the mute where the bus has opted out of following it, and into wedges and
    /// in-ears, where the send itself opens and closes by it, in its own time.
    fn refresh_send(&mut self, node: usize, send: usize) {
        let is_closed = self.closed[node].has(Ways::send(send));
        let params = &self.wiring.nodes[node].params;
        let (bus, rows) = (params.sends[send].bus, &params.sends[send].rows);
        let on = self.is_on(rows[SendParam::On]) && !is_closed;
        let level = self.level(rows[SendParam::Level]).gains();
        let follows = self.is_on(rows[SendParam::FollowPan]);
        let pan = self.pan(if follows {
            params.level[LevelParam::Pan]
        } else {
            rows[SendParam::Pan]
        });
        let muted = self.is_on(self.wiring.nodes[bus].params.level[LevelParam::FollowMute]);
        let is_guarded = self.leads_to_guarded(bus);
        let place = meters::tap(Tap::of(self.read(rows[SendParam::Tap])));
        let heard = (place, is_guarded);
        let level = self
            .rises
            .send_level((node, send), heard, level, self.frame);
        let opening = match (on, muted) {
            (false, _) => (0.0, None),
            (true, true) => self.mute_gains(node),
            (true, false) => (1.0, None),
        };
        let opening = if is_guarded {
            self.rises.send((node, send), opening, self.frame)
        } else {
            self.rises.stand_send((node, send), opening, self.frame);
            (f32::from(u8::from(on)), None)
        };
        let tap = if muted && !is_guarded {
            place
        } else {
            place + OPEN
        };
        self.route((node, bus), tap, pan, both(level, opening));
    }

    /// True for a wedge or an in-ear, and for a bus from which the way into one is open.
    pub(super) fn leads_to_guarded(&self, bus: usize) -> bool {
        let node = &self.wiring.nodes[bus];
        let is_open = |rows: &Rows<SendParam>| {
            let level = self.level(rows[SendParam::Level]).gains();
            self.is_on(rows[SendParam::On]) && (level.0 > 0.0 || level.1.is_some())
        };
        let mut sends = node.params.sends.iter();
        rise::is_guarded(node)
            || rise::passes_on(node)
                && sends.any(|send| is_open(&send.rows) && self.leads_to_guarded(send.bus))
    }

    /// Assignment to main: after fader and mute, panned.
    fn refresh_main_route(&mut self, node: usize) {
        let params = &self.wiring.nodes[node].params;
        if !params.level.has(LevelParam::MainOn) {
            return;
        }
        let is_closed = self.closed[node].has(Ways::TO_MAIN);
        let on = self.is_on(params.level[LevelParam::MainOn]) && !is_closed;
        let level = f32::from(u8::from(on));
        let pan = self.pan(params.level[LevelParam::Pan]);
        self.route((node, self.wiring.main), POST_FADER, pan, (level, None));
    }

    /// Sets the gains from one node into another: those of `tap` to the level, all others to zero,
    /// so that a change of tap is a crossfade. Pan and level are what they are now, and at the next mark
    /// where they glide.
    fn route(
        &mut self,
        (from, to): (usize, usize),
        tap: usize,
        (pan, next_pan): (f32, Option<f32>),
        (level, next_level): (f32, Option<f32>),
    ) {
        let matrix = self.pan_matrix((from, to), pan);
        let glides = next_pan.is_some() || next_level.is_some();
        let next_matrix = next_pan.map_or(matrix, |pan| self.pan_matrix((from, to), pan));
        let next_level = next_level.unwrap_or(level);
        let (source, destination) = (&self.wiring.nodes[from], &self.wiring.nodes[to]);
        let mix = &mut self.mixes[destination.bank - self.wiring.strip_banks];
        for (channel, lane) in source.lanes().enumerate() {
            for (column, to_lane) in destination.lanes().enumerate() {
                let gain = matrix[channel][column] * level;
                let next = glides.then(|| next_matrix[channel][column] * next_level);
                for each in 0..TAPS {
                    let slot = Mix::slot(source.bank, lane, each);
                    let (gain, next) = if each == tap {
                        (gain, next)
                    } else {
                        (0.0, None)
                    };
                    mix.go(slot, to_lane, gain, next);
                }
            }
        }
        self.taps_stale = true;
    }
}

/// Two gains one after the other.
fn both(a: Gains, b: Gains) -> Gains {
    let next = |gains: Gains| gains.1.unwrap_or(gains.0);
    let moves = a.1.is_some() || b.1.is_some();
    (a.0 * b.0, moves.then(|| next(a) * next(b)))
}
