//! State over a swap: what exists in both engines continues sample for sample; what is new fades
//! in; what is gone has faded out before. A bus with another role, width or place in time is another bus: only
//! what its output delay still holds goes on. Ways between nodes come and go in the same manner.

use super::bank::chain::Stage;
use super::bank::{POST_FADER, TAPS};
use super::mix::Mix;
use super::monitor;
use super::stale::{Once, Part, Ways};
use super::wiring::Node;
use super::{Engine, MARK};
use crate::dsp::correlation::Correlation;
use crate::param::Plain;
use crate::param::spec::{InsertParam, LevelParam};

/// Seconds that leaving nodes take to fade out (a smoothed mute of 2 ms reaches zero in 35 ms).
const FADE_SECONDS: f64 = 0.05;

impl Engine {
    /// Fades out the nodes, ways and insert points that `successor` lacks. Frames until they are silent;
    /// 0 when none is missing.
    pub(crate) fn fade_out_missing(&mut self, successor: &Self) -> u64 {
        let mut missing = false;
        for at in 0..self.wiring.nodes.len() {
            let twin = successor.twin(&self.wiring.nodes[at]);
            self.leaving[at] = twin.is_none();
            if let Some(twin) = twin {
                let goes_on = successor.wiring.nodes[twin].params.insert.is_present();
                missing |= !goes_on && self.leave_insert(at);
            } else {
                self.refresh_mute(at);
                self.stale.mark(at, Part::Listen);
            }
            self.closed[at] = self.missing_ways(at, successor, twin);
            if !self.closed[at].is_empty() {
                self.stale.mark_ways(at, Ways::ALL);
                missing = true;
            }
        }
        let frames = (FADE_SECONDS * f64::from(self.rate)) as u64;
        if missing {
            frames.next_multiple_of(MARK as u64)
        } else {
            0
        }
    }

    /// The ways out of a node that `successor`, where it is `twin`, lacks: all of them if it lacks the
    /// node.
    fn missing_ways(&self, at: usize, successor: &Self, twin: Option<usize>) -> Ways {
        let Some(twin) = twin else { return Ways::ALL };
        let (params, next) = (
            &self.wiring.nodes[at].params,
            &successor.wiring.nodes[twin].params,
        );
        let mut missing = Ways::NONE;
        for (send, to) in params.sends.iter().enumerate() {
            let bus = self.wiring.nodes[to.bus].id;
            let mut ways = next.sends.iter();
            if !ways.any(|way| successor.wiring.nodes[way.bus].id == bus) {
                missing = missing.and(Ways::send(send));
            }
        }
        if params.level.has(LevelParam::MainOn) && !next.level.has(LevelParam::MainOn) {
            missing = missing.and(Ways::TO_MAIN);
        }
        missing
    }

    /// Fades from the return of an insert point to the signal itself. True where there is one.
    fn leave_insert(&mut self, at: usize) -> bool {
        let insert = self.wiring.nodes[at].params.insert;
        if let Some(connected) = insert[InsertParam::Connected].index() {
            self.set(connected, Plain::switch(false));
        }
        insert.is_present()
    }

    /// The node of this engine that continues `node` of another one.
    fn twin(&self, node: &Node) -> Option<usize> {
        let kind = |node: &Node| (node.id, node.channels, node.role, node.slot);
        let same = |own: &Node| kind(own) == kind(node);
        self.wiring.nodes.iter().position(same)
    }

    /// Finds the node of the old engine that each node continues, once for all.
    fn find_twins(&mut self, old: &Self) {
        for at in 0..self.wiring.nodes.len() {
            self.twins[at] = old.twin(&self.wiring.nodes[at]);
        }
    }

    /// Takes over the state of the engine before it. Audio thread: nothing is allocated or freed;
    /// delay lines change owner.
    pub(crate) fn adopt(&mut self, old: &mut Self) {
        // Targets first: a smoother with the same target as before goes on bit for bit.
        self.find_twins(old);
        self.adopt_orders(old);
        self.adopt_rises(old);
        self.adopt_glides(old);
        self.refresh_stale();
        self.hold.adopt(&old.hold);
        for at in 0..self.wiring.nodes.len() {
            match self.twins[at] {
                Some(twin) => self.adopt_node(at, old, twin),
                None => self.begin(at, old),
            }
        }
        self.adopt_routes(old);
        self.adopt_monitor(old);
        self.adopt_own_sources(old);
        self.is_changing_effects = old.is_changing_effects;
        self.levels.limiter_gain = old.levels.limiter_gain;
        self.taps_stale = true;
    }

    /// What a live change has outdated stays outdated.
    fn adopt_orders(&mut self, old: &Self) {
        if self.layout_number == old.layout_number && self.live.len() == old.live.len() {
            self.live.copy_from_slice(&old.live);
        }
    }

    /// What was on its way into wedges and in-ears goes on; what is new there comes from silence.
    fn adopt_rises(&mut self, old: &Self) {
        for at in 0..self.wiring.nodes.len() {
            let twin = self.twins[at];
            self.rises
                .adopt_node(at, twin.map(|twin| (&old.rises, twin)));
            self.rises
                .adopt_own(at, twin.map(|twin| (&old.rises, twin)));
            for send in 0..self.wiring.nodes[at].params.sends.len() {
                let before = twin.and_then(|twin| self.send_before(at, send, old, twin));
                self.rises
                    .adopt_send((at, send), before.map(|before| (&old.rises, before)));
            }
            self.stale.mark(at, Part::Mute | Part::Fader);
            self.stale.mark_ways(at, Ways::ALL);
        }
        self.stale.mark_once(Once::Talkback | Once::Oscillator);
    }

    /// The send of the old engine that one of a node goes on from, by the old node and its position there.
    fn send_before(
        &self,
        at: usize,
        send: usize,
        old: &Self,
        twin: usize,
    ) -> Option<(usize, usize)> {
        let to = self.twins[self.wiring.nodes[at].params.sends[send].bus]?;
        let mut sends = old.wiring.nodes[twin].params.sends.iter();
        Some((twin, sends.position(|send| send.bus == to)?))
    }

    fn adopt_node(&mut self, at: usize, old: &mut Self, twin: usize) {
        let (node, before) = (&self.wiring.nodes[at], &old.wiring.nodes[twin]);
        let (bank, from) = (&mut self.banks[node.bank], &mut old.banks[before.bank]);
        for (lane, old_lane) in node.lanes().zip(before.lanes()) {
            bank.adopt_lane(lane, from, old_lane);
        }
        self.stale.mark(at, Part::Fx);
        let Some(after) = node.bank.checked_sub(self.wiring.strip_banks) else {
            let delays = &mut self.input_delays[node.bank];
            for (lane, old_lane) in node.lanes().zip(before.lanes()) {
                delays.adopt_lane(lane, &mut old.input_delays[before.bank], old_lane);
            }
            return;
        };
        let (output, from) = (
            &mut self.outputs[after],
            &mut old.outputs[before.bank - old.wiring.strip_banks],
        );
        for (lane, old_lane) in node.lanes().zip(before.lanes()) {
            output.adopt_lane(lane, from, old_lane);
        }
    }

    /// A new node rises from silence. Where a bus of this number was before, its outputs still play
    /// what waits in their delays.
    fn begin(&mut self, at: usize, old: &mut Self) {
        let node = &self.wiring.nodes[at];
        for lane in node.lanes() {
            self.banks[node.bank].mute.start_from(lane, 0.0);
        }
        let before = old.wiring.nodes.iter().find(|before| before.id == node.id);
        let (Some(before), Some(after)) = (before, node.bank.checked_sub(self.wiring.strip_banks))
        else {
            return;
        };
        let from = &mut old.outputs[before.bank - old.wiring.strip_banks];
        for (lane, old_lane) in node.lanes().zip(before.lanes()) {
            (self.outputs[after].ports).adopt_lane(lane, &mut from.ports, old_lane);
        }
    }

    /// Routes between nodes that exist in both go on; all others start from silence.
    fn adopt_routes(&mut self, old: &Self) {
        for to in 0..self.wiring.nodes.len() {
            let destination = &self.wiring.nodes[to];
            let Some(after) = destination.bank.checked_sub(self.wiring.strip_banks) else {
                continue;
            };
            let old_to = self.twins[to].map(|twin| &old.wiring.nodes[twin]);
            if let Some(old_to) = old_to {
                let old_mix = &old.mixes[old_to.bank - old.wiring.strip_banks];
                for (lane, old_lane) in destination.lanes().zip(old_to.lanes()) {
                    self.mixes[after].adopt_hops(lane, old_mix, old_lane);
                }
            }
            for (from, source) in self.wiring.nodes.iter().enumerate() {
                if source.bank >= destination.bank {
                    continue;
                }
                let mix = &mut self.mixes[after];
                let old_from = self.twins[from].map(|twin| &old.wiring.nodes[twin]);
                match old_from.zip(old_to) {
                    Some((old_from, old_to)) if old_from.bank < old_to.bank => {
                        let old_mix = &old.mixes[old_to.bank - old.wiring.strip_banks];
                        adopt_route(mix, (source, destination), old_mix, (old_from, old_to));
                    }
                    _ => open_route(mix, source, (destination.lane, destination.channels)),
                }
            }
        }
    }

    /// The monitor: its bank, what it hears, its outputs.
    fn adopt_monitor(&mut self, old: &mut Self) {
        let (bank, before) = (self.wiring.monitor_bank(), old.wiring.monitor_bank());
        for lane in 0..monitor::LANES_IN_USE {
            self.banks[bank].adopt_lane(lane, &mut old.banks[before], lane);
        }
        self.monitor.adopt(&mut old.monitor);
        let mix = &mut self.mixes[bank - self.wiring.strip_banks];
        let old_mix = &old.mixes[before - old.wiring.strip_banks];
        for lane in 0..monitor::LANES_IN_USE {
            mix.adopt_hops(lane, old_mix, lane);
        }
        for (at, node) in self.wiring.nodes.iter().enumerate() {
            let Some(twin) = self.twins[at].map(|twin| &old.wiring.nodes[twin]) else {
                open_route(mix, node, (0, monitor::LANES_IN_USE));
                continue;
            };
            for (lane, old_lane) in node.lanes().zip(twin.lanes()) {
                for tap in 0..TAPS {
                    let slot = Mix::slot(node.bank, lane, tap);
                    let old_slot = Mix::slot(twin.bank, old_lane, tap);
                    for to in 0..monitor::LANES_IN_USE {
                        mix.adopt((slot, to), old_mix, (old_slot, to));
                    }
                }
            }
        }
    }

    /// Talkback and the oscillator: their lanes, and the routes out of them.
    fn adopt_own_sources(&mut self, old: &mut Self) {
        self.oscillator.adopt(&old.oscillator);
        let places = [
            (self.wiring.talkback.place, old.wiring.talkback.place),
            (self.wiring.oscillator.place, old.wiring.oscillator.place),
        ];
        for (place, before) in places {
            self.banks[place.bank].adopt_lane(place.lane, &mut old.banks[before.bank], before.lane);
            let slot = Mix::slot(place.bank, place.lane, POST_FADER);
            let old_slot = Mix::slot(before.bank, before.lane, POST_FADER);
            for (at, node) in self.wiring.nodes.iter().enumerate() {
                let twin = self.twins[at].map(|twin| &old.wiring.nodes[twin]);
                let Some(twin) = twin.filter(|_| node.bank >= self.wiring.strip_banks) else {
                    continue;
                };
                let mix = &mut self.mixes[node.bank - self.wiring.strip_banks];
                let old_mix = &old.mixes[twin.bank - old.wiring.strip_banks];
                for (lane, old_lane) in node.lanes().zip(twin.lanes()) {
                    mix.adopt((slot, lane), old_mix, (old_slot, old_lane));
                }
            }
        }
    }

    fn adopt_glides(&mut self, old: &Self) {
        for at in 0..old.glides.count() {
            let Some(glide) = old.glides.get(at) else {
                continue;
            };
            let addr = old.layout.addr(glide.index);
            if let Some(index) = self.layout.index(addr) {
                self.set(index, old.value(glide.index));
                self.glides.start(glide.at(index));
            }
        }
    }
}

/// What a source feeds into these lanes rises from silence.
fn open_route(mix: &mut Mix, from: &Node, (to, width): (usize, usize)) {
    for lane in from.lanes() {
        for to_lane in to..to + width {
            for tap in 0..TAPS {
                mix.open(Mix::slot(from.bank, lane, tap), to_lane);
            }
        }
    }
}

fn adopt_route(mix: &mut Mix, (from, to): (&Node, &Node), old_mix: &Mix, old: (&Node, &Node)) {
    for (lane, old_lane) in from.lanes().zip(old.0.lanes()) {
        for (to_lane, old_to_lane) in to.lanes().zip(old.1.lanes()) {
            for tap in 0..TAPS {
                let slot = Mix::slot(from.bank, lane, tap);
                let old_slot = Mix::slot(old.0.bank, old_lane, tap);
                mix.adopt((slot, to_lane), old_mix, (old_slot, old_to_lane));
            }
        }
    }
}

/// What is measured of a pair goes on in another lane, where it is measured in both.
fn adopt_correlation(
    own: Option<&mut Correlation>,
    lane: usize,
    old: Option<&Correlation>,
    old_lane: usize,
) {
    if let (Some(own), Some(old)) = (own, old) {
        own.copy_lane_from(lane, old, old_lane);
    }
}

impl super::bank::Bank {
    /// Takes over the state of a lane of another bank.
    fn adopt_lane(&mut self, lane: usize, old: &mut Self, old_lane: usize) {
        Stage::adopt_lane(self, lane, old, old_lane);
        self.ballistics
            .copy_lane_from(lane, &old.ballistics, old_lane);
        let before = old.correlation.as_deref();
        adopt_correlation(self.correlation.as_deref_mut(), lane, before, old_lane);
        self.adopt_late(lane, old, old_lane);
        self.adopt_lag(lane, old, old_lane);
    }
}

impl super::outputs::Output {
    /// Takes over the state of a lane of another bank's output side.
    fn adopt_lane(&mut self, lane: usize, old: &mut Self, old_lane: usize) {
        Stage::adopt_lane(self, lane, old, old_lane);
        self.ballistics
            .copy_lane_from(lane, &old.ballistics, old_lane);
        let before = old.correlation.as_deref();
        adopt_correlation(self.correlation.as_deref_mut(), lane, before, old_lane);
    }
}
