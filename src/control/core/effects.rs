//! The effects of FX buses: one that is chosen is built elsewhere, and handed to the engine.

use super::Core;
use crate::control::setup::Order;
use crate::engine::command::EffectChange;
use crate::param::spec::{Effect, FxParam, Param};
use crate::param::{Choice, ParamAddr};

/// True for the choice of an effect: the engine gets the effect itself instead.
pub fn is_effect(addr: ParamAddr) -> bool {
    addr.param == Param::Fx(FxParam::Type)
}

impl Core {
    /// Orders the effect that a bus is set to; an older order is void.
    pub(super) fn order_effect(&mut self, addr: ParamAddr) {
        let Some(index) = self.layout.index(addr).filter(|_| self.has_stream()) else {
            return;
        };
        // A builder that has ended means that the console is ending.
        let _ = self.wires.orders.send(Order::Effect {
            number: self.effects.order(addr.node()),
            bus: addr.node(),
            effect: Effect::of(self.store.get(index)),
            rate: self.status.rate,
        });
    }

    /// The builder has built what was ordered under this number.
    pub fn take_effect(&mut self, number: u64, change: Box<EffectChange>) {
        let addr = change.bus.param(Param::Fx(FxParam::Type));
        let counts = self.effects.counts(&change.bus, number);
        if let Some(index) = self.layout.index(addr).filter(|_| counts) {
            let value = self.store.get(index);
            let _ = self.link.effect(change, addr, value);
        }
    }
}
