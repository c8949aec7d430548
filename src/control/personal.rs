//! Musicians who mix for themselves: what a client may do that has the right to one bus, and nothing else.
//!
//! A list says what is allowed, and everything that is not on it is refused: a value by its parameter, an intent by
//! its kind. Levels rise as those of any remote do, never as under a hand.

use super::answers::AnswerTo;
use super::core::Core;
use super::gliding::{Pace, SetRequest};
use super::intent::{Answer, ClientId, Intent, PhonePlace, PhoneWish, Refusal, Rights};
use super::journal::Cause;
use super::phone_order::PhoneOrder;
use super::undo::Subject;
use crate::control::feed::Severity;
use crate::param::spec::{Param, SendParam};
use crate::param::{NodeId, ParamAddr, ParamIndex, Plain};
use std::time::Instant;

/// True for a parameter that belongs to who mixes this bus for himself.
fn is_own(bus: u16, addr: ParamAddr) -> bool {
    let own = NodeId::bus(bus);
    match addr.param {
        Param::Send(SendParam::Level | SendParam::On | SendParam::Pan | SendParam::FollowPan) => {
            u16::from(addr.each) == bus
        }
        _ => addr == own.fader() || addr == own.mute(),
    }
}

fn refusal(bus: u16) -> Refusal {
    Refusal::Bus {
        bus: NodeId::bus(bus).to_string(),
    }
}

/// The bus that a client is bound to.
fn bound_to(core: &Core, client: ClientId) -> Option<u16> {
    match core.subscribers.rights(client) {
        Rights::Bus(bus) => Some(bus),
        Rights::Watch | Rights::Mix => None,
    }
}

/// True for a client that mixes one bus for itself.
pub(super) fn is_bound(core: &Core, client: ClientId) -> bool {
    bound_to(core, client).is_some()
}

/// Whether an intent is one of a client that mixes this bus for itself.
///
/// # Errors
/// It is not, or the bus is none that musicians mix.
pub(super) fn check(core: &Core, bus: u16, intent: &Intent) -> Result<(), Refusal> {
    let role = core.layout().topology().role(NodeId::bus(bus));
    if !role.is_some_and(PhonePlace::suits) {
        return Err(refusal(bus));
    }
    let is_allowed = match intent {
        Intent::Undo => true,
        Intent::Set(addr, _)
        | Intent::Step(addr, _)
        | Intent::Toggle(addr)
        | Intent::Reset(addr)
        | Intent::BeginGesture(addr)
        | Intent::EndGesture(addr) => is_own(bus, *addr),
        Intent::SetMany(values) => values.iter().all(|(addr, _)| is_own(bus, *addr)),
        _ => false,
    };
    if is_allowed {
        Ok(())
    } else {
        Err(refusal(bus))
    }
}

/// Whether values, with all that belongs to them, are those of a client.
///
/// # Errors
/// It mixes a bus for itself, and one of them is not its own.
pub(super) fn check_values(
    core: &Core,
    client: ClientId,
    values: &[(ParamIndex, Plain)],
) -> Result<(), Refusal> {
    let Some(bus) = bound_to(core, client) else {
        return Ok(());
    };
    let mut addrs = values.iter().map(|(index, _)| core.layout().addr(*index));
    if addrs.all(|addr| is_own(bus, addr)) {
        Ok(())
    } else {
        Err(refusal(bus))
    }
}

/// Takes back the last step of a client that mixes a bus for itself: as fast as it might set the values, and nothing
/// that is not its own. No question of the recall guard comes of it, and none is answered.
///
/// # Errors
/// There is none, or it is about something else.
pub(super) fn undo(core: &mut Core, client: ClientId, now: Instant) -> Result<Answer, Refusal> {
    let name = core.undo.name_of(client).to_owned();
    let bus = bound_to(core, client).ok_or(Refusal::Rights)?;
    let found = core.undo.last_done(&name);
    let found = found.ok_or_else(|| Refusal::Nothing("undo".to_owned()))?;
    let is_own = |subject: Subject| matches!(subject, Subject::Value(addr) if is_own(bus, addr));
    if !found.step.subjects().all(is_own) {
        return Err(refusal(bus));
    }
    core.undo.let_go(client);
    core.history.undone(&name);
    core.journal.because(Cause::Undo);
    let movable = core.movable(&found.step.inverse(), &found.since);
    let request = |(index, value): &(ParamIndex, Plain)| SetRequest {
        index: *index,
        value: *value,
        pace: Pace::Jump,
    };
    let requests: Vec<SetRequest> = movable.values.iter().map(request).collect();
    core.change_as_step(requests);
    core.undo.undone(&name, core.journal.changes());
    core.tick_journal(now);
    let stays = movable.stays("others have");
    let undone = if movable.values.is_empty() {
        "nothing".to_owned()
    } else {
        found.step.label()
    };
    Ok(Answer::said(format!("Undone: {undone}{stays}")))
}

/// Why nothing can be asked of phones.
pub(super) fn off() -> Refusal {
    Refusal::Phones(
        "phones are off; turn them on: headroom run --phones ADDRESS:PORT, or phones: in the show's file"
            .to_owned(),
    )
}

/// Hands what an operator asks of phones to those who serve them; they answer.
pub(super) fn pass_on(
    core: &mut Core,
    client: ClientId,
    wish: PhoneWish,
    answer: Option<AnswerTo>,
) {
    let refused = match (core.subscribers.rights(client), &core.wires().phones) {
        (Rights::Mix, Some(phones)) => {
            let order = PhoneOrder {
                client,
                wish,
                answer: answer.clone(),
            };
            phones.try_send(order).is_err().then(off)
        }
        (Rights::Mix, None) => Some(off()),
        _ => Some(Refusal::Rights),
    };
    match (refused, answer) {
        (None, _) => {}
        (Some(refusal), Some(answer)) => {
            // Nobody waits any more: nobody to tell.
            let _ = answer.try_send(Err(refusal));
        }
        (Some(refusal), None) => {
            core.tell_one(client, Severity::Warning, refusal.to_string());
        }
    }
}
