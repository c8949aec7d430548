//! Values that a hand or a program sets: checked, with what belongs to them, as a step of undo.

use super::core::Core;
use super::gliding::{Pace, SetRequest};
use super::intent::{Answer, ClientId, Intent, Refusal};
use super::looking::is_clear;
use super::measuring::is_reset;
use super::personal;
use super::solo::with_consequences;
use super::undo::Step;
use crate::param::counted;
use crate::param::spec::{ConsoleParam, FxParam, Param};
use crate::param::{NodeId, NodeKind, ParamAddr, ParamIndex, Plain};
use std::time::Instant;

/// True for a row that is a key, and never holds a value.
pub(super) fn is_press(addr: ParamAddr) -> bool {
    addr.param == Param::Fx(FxParam::Tap) || is_reset(addr) || is_clear(addr)
}

/// True for an intent that can turn a switch on.
pub(super) fn turns_on(intent: &Intent, switch: ParamAddr) -> bool {
    let is_it = |addr: &ParamAddr, value: &Plain| *addr == switch && value.is_on();
    match intent {
        Intent::Set(addr, value)
        | Intent::SetConfirmed(addr, value)
        | Intent::Move(addr, value) => is_it(addr, value),
        Intent::SetMany(values) => values.iter().any(|(addr, value)| is_it(addr, value)),
        Intent::Toggle(addr) => *addr == switch,
        Intent::Step(addr, by) => *addr == switch && *by > 0.0,
        _ => false,
    }
}

/// All outputs are silenced at once.
pub(super) fn panic(core: &mut Core, client: ClientId, now: Instant) -> Result<Answer, Refusal> {
    let switch = NodeId::CONSOLE.param(Param::Console(ConsoleParam::Panic));
    set(core, client, &[(switch, Plain::switch(true))], now)?;
    Ok(Answer::said("Panic: all outputs are silent"))
}

/// How sure whoever asks is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Certainty {
    /// It was asked for once.
    Asked,
    /// Somebody has confirmed it.
    Confirmed,
}

/// Guards of hearing and the PA guard less only where somebody has confirmed it: the one rule for every
/// intent that brings values.
fn check_guard(core: &Core, values: &[(ParamIndex, Plain)]) -> Result<(), Refusal> {
    let loosens = |(index, value): &&(ParamIndex, Plain)| core.loosens(*index, *value);
    let Some((index, value)) = values.iter().find(loosens) else {
        return Ok(());
    };
    let addr = core.layout().addr(*index);
    Err(Refusal::Protected {
        path: addr.to_string(),
        guards: guards(addr).to_owned(),
        value: core.layout().spec(*index).exact(*value).replace(' ', ""),
    })
}

/// What a protected parameter does, and for whom.
pub(super) fn guards(addr: ParamAddr) -> &'static str {
    match (addr.param, addr.kind) {
        (Param::Console(ConsoleParam::Panic), _) => "panic keeps all outputs silent",
        (Param::Console(ConsoleParam::SafeStart), _) => "safe start keeps all outputs silent",
        (_, NodeKind::Main) => "the limiter guards the PA and those in front of it",
        _ => "the limiter guards the hearing of who wears this mix",
    }
}

/// Sets many values together. Nobody has more to say than there are parameters.
pub(super) fn set_many(
    core: &mut Core,
    client: ClientId,
    values: &[(ParamAddr, Plain)],
    now: Instant,
) -> Result<Answer, Refusal> {
    let most = core.layout().len();
    if values.len() > most {
        let found = values.len();
        return Err(Refusal::TooMany { found, most });
    }
    set(core, client, values, now)
}

fn check_value(core: &Core, addr: ParamAddr, value: Plain) -> Result<(ParamIndex, Plain), Refusal> {
    let index = core.find(addr)?;
    let spec = core.layout().spec(index);
    let refusal = |allowed: String| Refusal::Value {
        path: addr.to_string(),
        found: spec.exact(value),
        allowed,
    };
    if spec.read_only {
        return Err(Refusal::ReadOnly(addr.to_string()));
    }
    if !spec.curve.allows(value) {
        return Err(refusal(spec.allowed()));
    }
    if !core.layout().has_named(index, value) {
        return Err(refusal(format!("{}, on this console", spec.allowed())));
    }
    let value = if is_press(addr) {
        Plain::switch(false)
    } else {
        value
    };
    Ok((index, spec.curve.clamp(value)))
}

/// Sets values that may jump.
pub(super) fn set(
    core: &mut Core,
    client: ClientId,
    values: &[(ParamAddr, Plain)],
    now: Instant,
) -> Result<Answer, Refusal> {
    set_at(core, client, values, (Pace::Jump, Certainty::Asked), now)
}

/// Sets values at a pace.
pub(super) fn set_at(
    core: &mut Core,
    client: ClientId,
    values: &[(ParamAddr, Plain)],
    (pace, certainty): (Pace, Certainty),
    now: Instant,
) -> Result<Answer, Refusal> {
    let checked: Result<Vec<_>, _> = values
        .iter()
        .map(|(addr, value)| check_value(core, *addr, *value))
        .collect();
    let values_of_all = with_consequences(core, checked?)?;
    personal::check_values(core, client, &values_of_all)?;
    if certainty == Certainty::Asked {
        check_guard(core, &values_of_all)?;
    }
    let request = |(index, value)| SetRequest { index, value, pace };
    let requests: Vec<SetRequest> = values_of_all.into_iter().map(request).collect();
    let edits = core.change_by_hand(client, &requests);
    core.record(client, Step::of(edits), now);
    Ok(Answer::said(say(core, values)))
}

fn say(core: &Core, values: &[(ParamAddr, Plain)]) -> String {
    match values {
        [(addr, _)] => match core.layout().index(*addr) {
            Some(index) => {
                format!(
                    "{addr}: {}",
                    core.layout().spec(index).exact(core.heading(index))
                )
            }
            None => addr.to_string(),
        },
        values => format!("{} set", counted(values.len(), "parameter")),
    }
}
