//! Routes: sends into buses, and assignment to main.

use super::stale::{MUTE, TO_MAIN};
use crate::engine::Engine;
use crate::engine::bank::{OPEN, POST_FADER, TAPS};
use crate::engine::mix::Mix;
use crate::engine::wiring::SendParams;
use crate::param::spec::SendParam;

impl Engine {
    pub(super) fn apply_send(&mut self, node: usize, send: usize, row: SendParam) {
        match row {
            SendParam::On
            | SendParam::Level
            | SendParam::Pan
            | SendParam::FollowPan
            | SendParam::Tap => {
                self.stale.mark_send(node, send);
                if self.solo.cuts_subgroups {
                    // Solo in place leaves open what feeds a soloed bus.
                    self.stale.mark(node, MUTE);
                }
            }
        }
    }

    /// Every stale route out of a node.
    pub(super) fn refresh_routes(&mut self, node: usize) {
        let (sends, to_main) = self.stale.take_routes(node);
        if sends != 0 {
            for send in 0..self.wiring.nodes[node].params.sends.len() {
                if sends & (1 << send) != 0 {
                    self.refresh_send(node, send);
                }
            }
        }
        if to_main {
            self.refresh_main_route(node);
        }
    }

    /// Every route into a bus is stale.
    pub(super) fn mark_routes_into(&mut self, bus: usize) {
        for node in 0..self.wiring.nodes.len() {
            let sends = &self.wiring.nodes[node].params.sends;
            if let Some(send) = sends.iter().position(|send| send.bus == bus) {
                self.stale.mark_send(node, send);
            }
        }
    }

    /// A send into a bus: before the mute where the bus has opted out of following it.
    fn refresh_send(&mut self, node: usize, send: usize) {
        let is_closed = self.closed[node] & (1 << send) != 0;
        let send: SendParams = self.wiring.nodes[node].params.sends[send];
        let on = self.value(send.on).is_on() && !is_closed;
        let (level, next) = self.level(send.level).gains();
        let own_pan = self.wiring.nodes[node].params.pan;
        let follows = self.value(send.follow_pan).is_on();
        let pan = self.place(if follows { own_pan } else { send.pan });
        let follow_mute = self.wiring.nodes[send.bus].params.follow_mute;
        let muted = follow_mute.is_none_or(|index| self.value(index).is_on());
        let place = self.value(send.tap).choice().min(POST_FADER);
        let tap = if muted { place } else { place + OPEN };
        let level = if on { (level, next) } else { (0.0, None) };
        self.route(node, send.bus, tap, pan, level);
    }

    /// Assignment to main: after fader and mute, panned.
    fn refresh_main_route(&mut self, node: usize) {
        let params = &self.wiring.nodes[node].params;
        let Some(main_on) = params.main_on else {
            return;
        };
        let is_closed = self.closed[node] & TO_MAIN != 0;
        let on = self.value(main_on).is_on() && !is_closed;
        let level = f32::from(u8::from(on));
        let pan = self.place(params.pan);
        self.route(node, self.wiring.main, POST_FADER, pan, (level, None));
    }

    /// Sets the gains from one node into another: those of `tap` to the level, all others to zero,
    /// so that a change of tap is a crossfade. Pan and level are what they are now, and at the next mark
    /// where they glide.
    fn route(
        &mut self,
        from: usize,
        to: usize,
        tap: usize,
        (pan, next_pan): (f32, Option<f32>),
        (level, next_level): (f32, Option<f32>),
    ) {
        let legs = self.legs((from, to), pan);
        let glides = next_pan.is_some() || next_level.is_some();
        let next_legs = next_pan.map_or(legs, |pan| self.legs((from, to), pan));
        let next_level = next_level.unwrap_or(level);
        let (source, destination) = (&self.wiring.nodes[from], &self.wiring.nodes[to]);
        let mix = &mut self.mixes[destination.bank - self.wiring.strip_banks];
        for (channel, lane) in source.lanes().enumerate() {
            for (leg, to_lane) in destination.lanes().enumerate() {
                let gain = legs[channel][leg] * level;
                let next = glides.then(|| next_legs[channel][leg] * next_level);
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
