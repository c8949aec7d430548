//! The spare microphone: one key, and another strip carries on as the one whose microphone failed.
//!
//! `ch/A/spare/strip` names the spare B. When it stands in, everything of A goes to B as a recall would
//! bring it (so trim and polarity stay while `console/safe/preamp` is on: they belong to the
//! microphone), what listens to A listens to B, and A is muted. `ch/A/spare/in-use` remembers it: names
//! and colours change places while it is on, and the same key brings all of it back.

use super::arrival::{Arrival, land, verdict};
use super::core::Core;
use super::gliding::SetRequest;
use super::intent::{Answer, ClientId, Refusal, Scope};
use super::journal::Cause;
use super::scene::Scene;
use super::settings::rows_of;
use super::spare_pairs::{Pair, is_own, pairs, renamed_key};
use crate::param::curve::Key;
use crate::param::spec::{Param, SpareParam};
use crate::param::{Curve, NodeId, NodeKind, ParamAddr, ParamIndex, Plain, Recall};
use std::time::Instant;

fn refuse<T>(text: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::Transfer(text.into()))
}

/// The strip's spare stands in, or what it stood in for comes back; either strip will do then.
pub(super) fn use_spare(
    core: &mut Core,
    client: ClientId,
    node: NodeId,
    now: Instant,
) -> Result<Answer, Refusal> {
    let pair = pair_of(core, node)?;
    let (from, to) = if pair.in_use {
        (pair.spare, pair.strip)
    } else {
        (pair.strip, pair.spare)
    };
    let mut arrival = Arrival::default();
    move_settings(core, from, to, &mut arrival)?;
    arrival.take(verdict(core, from.mute(), Plain::switch(true)));
    let in_use = core.find(pair.strip.param(Param::Spare(SpareParam::InUse)))?;
    arrival
        .requests
        .push(SetRequest::now(in_use, Plain::switch(!pair.in_use)));
    let stays = arrival.stays();
    let called = |core: &Core| (core.called(from), core.called(to));
    let before = called(core);
    land(core, client, &arrival.requests, Cause::Spare, now);
    Ok(Answer::said(if pair.in_use {
        let (from, to) = called(core);
        format!("{to} is back in place of {from}, which is muted now{stays}")
    } else {
        let (from, to) = before;
        format!("{to} stands in for {from}, which is muted now{stays}")
    }))
}

/// The spares that stand in now.
pub(super) fn spares_in_use(core: &Core) -> Vec<Pair> {
    let mut pairs = pairs(core.layout(), core.store());
    pairs.retain(|pair| pair.in_use);
    pairs
}

/// What a scene stores. A spare that stands in is in no scene: what it does is stored as its strip's,
/// and for itself what the scene said before.
pub(super) fn values_to_store(core: &Core, before: Option<&Scene>) -> Vec<(ParamAddr, Plain)> {
    let pairs = spares_in_use(core);
    let stored = |index: &ParamIndex| core.layout().spec(*index).recall == Recall::Stored;
    let indices = core.layout().indices().filter(stored);
    indices
        .filter_map(|index| {
            let addr = core.layout().addr(index);
            let value = value_to_store(core, addr, &pairs, before)?;
            let named = |value, pair: &Pair| renamed_key(addr, value, pair.spare, pair.strip);
            Some((addr, pairs.iter().fold(value, named)))
        })
        .collect()
}

fn value_to_store(
    core: &Core,
    addr: ParamAddr,
    pairs: &[Pair],
    before: Option<&Scene>,
) -> Option<Plain> {
    let node = addr.node();
    let is_in = |pair: &&Pair| pair.strip == node || pair.spare == node;
    match pairs.iter().find(is_in) {
        Some(pair) if !is_own(addr) && pair.strip == node => {
            settled(core, pair.spare.param_of(addr.param, addr.each))
        }
        Some(_) if !is_own(addr) => {
            let before = before?;
            let keeps_meaning = before.other_role(addr, core.layout().topology()).is_none();
            let mut values = before.values.iter();
            let value = values.find(|(of, _)| keeps_meaning && *of == addr);
            value.map(|(_, value)| *value)
        }
        _ => settled(core, addr),
    }
}

fn settled(core: &Core, addr: ParamAddr) -> Option<Plain> {
    Some(core.settled(core.layout().index(addr)?))
}

/// The pair that a strip belongs to.
fn pair_of(core: &Core, node: NodeId) -> Result<Pair, Refusal> {
    if node.kind != NodeKind::Strip || core.layout().topology().width(node).is_none() {
        return Err(Refusal::Unknown(format!("a strip {node}")));
    }
    let pairs = pairs(core.layout(), core.store());
    let is_busy = |pair: &&Pair| pair.in_use && (pair.strip == node || pair.spare == node);
    if let Some(busy) = pairs.iter().find(is_busy) {
        return Ok(*busy);
    }
    let Some(pair) = pairs.iter().find(|pair| pair.strip == node) else {
        return refuse(format!(
            "{node} has no spare strip; name one: headroom set {node}/spare/strip ch/N"
        ));
    };
    let stands_in =
        |other: &&Pair| other.in_use && [other.strip, other.spare].contains(&pair.spare);
    match pairs.iter().find(stands_in) {
        Some(other) => refuse(format!(
            "{} is in use between {} and {} already; bring that back first",
            pair.spare, other.strip, other.spare
        )),
        None => Ok(*pair),
    }
}

/// Everything of one strip goes to another, and so do those who listen to it.
fn move_settings(
    core: &Core,
    from: NodeId,
    to: NodeId,
    arrival: &mut Arrival,
) -> Result<(), Refusal> {
    let (old, new) = (Key::Strip(from.number), Key::Strip(to.number));
    for (row, value) in rows_of(core, from, &Scope::Everything)? {
        let is_key = row.spec().is_some_and(|spec| spec.curve == Curve::Key);
        let own = is_key && [old, new].contains(&Key::from_plain(value));
        let value = if own { Key::Own.plain() } else { value };
        arrival.take(verdict(core, row.at(to), value));
    }
    for index in core.layout().indices() {
        let (addr, spec) = (core.layout().addr(index), core.layout().spec(index));
        let listens = spec.curve == Curve::Key && core.store().get(index) == old.plain();
        let is_other = addr.node() != from && addr.node() != to;
        if listens && is_other && spec.is_portable() {
            arrival.take(verdict(core, addr, new.plain()));
        }
    }
    Ok(())
}
