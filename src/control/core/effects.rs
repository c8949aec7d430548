//! The effects of FX buses: one that is chosen is built elsewhere, and handed to the engine.

use super::Core;
use crate::control::setup::Order;
use crate::engine::command::EffectChange;
use crate::param::spec::{FxParam, Param};
use crate::param::tables::fx::Effect;
use crate::param::{Choice, NodeId, ParamAddr};
use std::collections::BTreeMap;

/// What has been ordered on this stream.
#[derive(Debug, Default)]
pub struct EffectOrders {
    /// Number of the last order.
    last: u64,
    /// The one that counts for each bus.
    of: BTreeMap<NodeId, u64>,
}

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
        self.effects.last += 1;
        self.effects.of.insert(addr.node(), self.effects.last);
        // A builder that has ended means that the console is ending.
        let _ = self.wires.orders.send(Order::Effect {
            number: self.effects.last,
            bus: addr.node(),
            effect: Effect::of(self.store.get(index)),
            rate: self.status.rate,
        });
    }

    /// The builder has built what was ordered under this number.
    pub fn take_effect(&mut self, number: u64, change: Box<EffectChange>) {
        let addr = change.bus.param(Param::Fx(FxParam::Type));
        let counts = self.effects.of.get(&change.bus) == Some(&number);
        if let Some(index) = self.layout.index(addr).filter(|_| counts) {
            let value = self.store.get(index);
            let _ = self.link.effect(change, addr, value);
        }
    }
}
