//! Hands on what is automated: they win, and what they do is written where the mode says so.

use super::{Automation, IDLE, Writing, is_written};
use crate::control::core::Core;
use crate::control::hands::Hands;
use crate::control::intent::ClientId;
use crate::control::take::Take;
use crate::control::undo::Edit;
use crate::engine::glide::Glide;
use crate::param::spec::{ConsoleParam, Param};
use crate::param::tables::automation::AutomationMode;
use crate::param::timeline::is_automatable;
use crate::param::{ParamAddr, ParamIndex};
use std::time::Instant;

impl Automation {
    /// Notes what an intent has changed.
    pub fn note_moves(&mut self, core: &mut Core, client: ClientId, now: Instant) {
        for (edit, by_hand) in core.take_moved() {
            let is_mode = matches!(
                edit.addr.param,
                Param::Automation(_) | Param::Console(ConsoleParam::Automation)
            );
            self.modes_changed |= is_mode;
            if self.run.is_some() {
                self.note_move(core, &edit, by_hand, now);
                self.pass.client = Some(client);
            }
        }
    }

    fn note_move(&mut self, core: &Core, edit: &Edit, by_hand: bool, now: Instant) {
        let addr = edit.addr;
        let Some(index) = core.layout().index(addr) else {
            return;
        };
        let mode = Self::mode(core, addr);
        let spec = core.layout().spec(index);
        let goes_on = matches!(mode, AutomationMode::Latch | AutomationMode::Write);
        // A recall is no touch: it is written where writing goes on until stop.
        let writes = is_written(mode) && (by_hand || goes_on && self.lane(addr).is_some());
        if let Some(writing) = self.takes.get_mut(&addr) {
            writing.moved = now;
        } else if writes && is_automatable(addr, spec) {
            let heard = self.players.get(&addr);
            let heard = heard.and_then(|playing| playing.player.way(core.frame()));
            let heard = heard.unwrap_or_else(|| {
                let ends = (edit.old, edit.old);
                Glide::new(index, spec.curve, ends, core.frame(), 1)
            });
            let take = Take::waiting((index, spec.curve), heard);
            self.takes.insert(addr, Writing { take, moved: now });
        }
        self.yield_to_hand(addr, index, now);
    }

    /// What was sent for a parameter is void: a hand has it.
    fn yield_to_hand(&mut self, addr: ParamAddr, index: ParamIndex, now: Instant) {
        if let Some(playing) = self.players.get_mut(&addr) {
            playing.held = Some(now);
            self.outbox.retain(|due| due.change.index != index);
        }
    }

    /// A hand touches a control: it stands where it is, which is written where the mode says so.
    pub fn grab(&mut self, core: &mut Core, addr: ParamAddr, now: Instant) {
        let playing = self.players.get(&addr);
        let Some(playing) = playing.filter(|playing| playing.held.is_none()) else {
            return;
        };
        let (index, frame) = (playing.player.index(), core.frame());
        if is_written(Self::mode(core, addr)) && !self.takes.contains_key(&addr) {
            let curve = core.layout().spec(index).curve;
            let heard = playing.player.way(frame);
            let heard = heard.map(|heard| Take::waiting((index, curve), heard));
            let present = core.store().get(index);
            let take = heard.unwrap_or_else(|| Take::standing((index, curve), present, frame));
            self.takes.insert(addr, Writing { take, moved: now });
        }
        core.stand(&[index]);
        self.yield_to_hand(addr, index, now);
    }

    /// The hand lets go of a control: it need not rest first.
    pub fn let_go(&mut self, addr: ParamAddr) {
        let long_ago = |moved: Instant| moved.checked_sub(IDLE).unwrap_or(moved);
        if let Some(playing) = self.players.get_mut(&addr) {
            playing.held = playing.held.map(long_ago);
        }
        if let Some(writing) = self.takes.get_mut(&addr) {
            writing.moved = long_ago(writing.moved);
        }
    }

    /// What hands have let go of comes back to its lane, where the mode says so.
    pub(super) fn return_idle(&mut self, core: &mut Core, hands: &Hands, now: Instant) {
        let held = self.players.iter();
        let held = held.filter_map(|(addr, playing)| Some((*addr, playing.held?)));
        let written = self.takes.iter();
        let written = written.map(|(addr, writing)| (*addr, writing.moved));
        let mut idle: Vec<ParamAddr> = held
            .chain(written)
            .filter(|(_, moved)| now.saturating_duration_since(*moved) >= IDLE)
            .map(|(addr, _)| addr)
            .filter(|addr| !hands.is_held(*addr))
            .filter(|addr| {
                let mode = Self::mode(core, *addr);
                !matches!(mode, AutomationMode::Latch | AutomationMode::Write)
            })
            .collect();
        idle.dedup();
        for addr in idle {
            self.put_back(core, addr, now);
        }
    }

    fn put_back(&mut self, core: &mut Core, addr: ParamAddr, now: Instant) {
        if self.takes.contains_key(&addr) {
            let is_trim = Self::mode(core, addr) == AutomationMode::Trim;
            self.end_take(core, addr, self.horizon + 1, is_trim);
        }
        self.players.remove(&addr);
        self.begin_lane(core, addr, now);
    }
}
