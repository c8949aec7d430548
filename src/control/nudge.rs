//! Keys that know no value: one step along a control, or over to the other side.

use super::core::Core;
use super::intent::{Answer, ClientId, Refusal};
use super::set::set;
use crate::param::{ParamAddr, Step};
use std::time::Instant;

/// Moves a control by a part of its travel. Steps add up where a hand's own steps have not been reached
/// yet; from a fade they start where it stands.
pub(super) fn step(
    core: &mut Core,
    client: ClientId,
    addr: ParamAddr,
    part: f32,
    now: Instant,
) -> Result<Answer, Refusal> {
    let index = core.find(addr)?;
    let (curve, from) = (core.layout().spec(index).curve, core.settled(index));
    let value = curve.stepped(from, Step::Part(part)).unwrap_or(from);
    set(core, client, &[(addr, value)], now)
}

/// A switch goes over; a choice goes on to its next name.
pub(super) fn toggle(
    core: &mut Core,
    client: ClientId,
    addr: ParamAddr,
    now: Instant,
) -> Result<Answer, Refusal> {
    let index = core.find(addr)?;
    let curve = core.layout().spec(index).curve;
    let next = curve.stepped(core.store().get(index), Step::Over);
    let next = next.ok_or_else(|| Refusal::Value {
        path: addr.to_string(),
        found: "toggle".to_owned(),
        allowed: format!("a value: {}", curve.range().1.0),
    })?;
    set(core, client, &[(addr, next)], now)
}

/// A parameter back to its default.
pub(super) fn reset(
    core: &mut Core,
    client: ClientId,
    addr: ParamAddr,
    now: Instant,
) -> Result<Answer, Refusal> {
    let default = core.layout().default(core.find(addr)?);
    set(core, client, &[(addr, default)], now)
}
