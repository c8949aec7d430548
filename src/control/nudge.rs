//! Keys that know no value: one step along a control, or over to the other side.

use super::console::Console;
use super::intent::{Answer, ClientId, Refusal};
use crate::param::{Curve, ParamAddr, ParamIndex, Plain, Travel};
use std::time::Instant;

impl Console {
    /// Moves a control by a part of its travel.
    pub(super) fn step(
        &mut self,
        client: ClientId,
        addr: ParamAddr,
        part: f32,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        self.check_unprotected([addr])?;
        let index = self.find(addr)?;
        let curve = self.layout.spec(index).curve;
        let travel = Travel::new(curve.travel(self.step_from(index)).get() + part);
        self.set(client, &[(addr, curve.plain(travel))], now)
    }

    /// Steps add up where a hand's own steps have not been reached yet; from a fade they start where it
    /// stands.
    fn step_from(&self, index: ParamIndex) -> Plain {
        self.gliding
            .goal_of_hand(index)
            .unwrap_or_else(|| self.store.get(index))
    }

    /// A switch goes over; a choice goes on to its next name.
    pub(super) fn toggle(
        &mut self,
        client: ClientId,
        addr: ParamAddr,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        self.check_unprotected([addr])?;
        let index = self.find(addr)?;
        let value = self.store.get(index).0;
        let next = match self.layout.spec(index).curve {
            Curve::Switch => 1.0 - value,
            Curve::Choice(names) => (value + 1.0) % names.len() as f32,
            curve => {
                return Err(Refusal::Value {
                    path: addr.to_string(),
                    found: "toggle".to_owned(),
                    allowed: format!("a value: {}", curve.range().1.0),
                });
            }
        };
        self.set(client, &[(addr, Plain(next))], now)
    }
}
