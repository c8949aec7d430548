//! Changes of effect: boxes come in, and go home.

use super::Engine;
use super::fx::{EffectChange, Slot};
use super::stale::Part;

impl Engine {
    /// Takes a change of effect. Gives back what is of no use: one for a bus that is not there, or an older
    /// one that waited.
    pub(super) fn change_effect(&mut self, change: Box<EffectChange>) -> Option<Box<EffectChange>> {
        let mut nodes = self.wiring.nodes.iter();
        let Some(at) = nodes.position(|node| node.id == change.bus) else {
            return Some(change);
        };
        let node = &self.wiring.nodes[at];
        let mut slots = self.banks[node.bank].effects.iter_mut();
        let Some(slot) = slots.find(|slot| slot.lane() == node.lane) else {
            return Some(change);
        };
        self.stale.mark(at, Part::Fx);
        self.is_changing_effects = true;
        slot.change(change)
    }

    /// The box of a change that is over; at marks.
    pub(super) fn take_changed(&mut self) -> Option<Box<EffectChange>> {
        if !self.is_changing_effects {
            return None;
        }
        let changed = self.slots().find_map(Slot::take_changed);
        let is_changing = self.slots().any(|slot| slot.is_changing());
        self.is_changing_effects = is_changing;
        changed
    }

    /// Any box, before the engine goes home.
    pub(super) fn give_up_change(&mut self) -> Option<Box<EffectChange>> {
        self.slots().find_map(Slot::give_up)
    }

    fn slots(&mut self) -> impl Iterator<Item = &mut Slot> {
        self.banks.iter_mut().flat_map(|bank| &mut bank.effects)
    }
}
