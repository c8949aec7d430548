//! Settings of a node on their way to others.
//!
//! Rows meet by parameter, so that a strip gives a bus what both have. What arrives follows the rules
//! of a recall (`Verdict`): protected and never-recalled parameters stay, and so does what is safe. It
//! lands as one batch at one mark and is one step of undo.

use super::arrival::{Arrival, land, verdict};
use super::core::Core;
use super::intent::{Answer, ClientId, Refusal, Scope};
use super::journal::Cause;
use crate::param::counted;
use crate::param::nearest::nearest;
use crate::param::section::{self, AUDIO_KINDS};
use crate::param::{NodeId, NodeRow, ParamSpec, Plain};
use std::time::Instant;

/// Nodes that an answer names one by one.
const NAMED: usize = 4;

impl Scope {
    /// What it takes of a node.
    pub(super) fn takes(&self, spec: &ParamSpec) -> bool {
        match self {
            Self::Processing => spec.is_processing(),
            Self::Everything => spec.is_portable(),
            Self::Section(name) => spec.is_portable() && spec.section() == name,
        }
    }

    /// For people.
    pub(super) fn words(&self) -> &str {
        match self {
            Self::Processing => "processing",
            Self::Everything => "everything",
            Self::Section(name) => name,
        }
    }

    pub(super) fn check(&self) -> Result<(), Refusal> {
        let Self::Section(name) = self else {
            return Ok(());
        };
        let names = section::names();
        if names.contains(&name.as_str()) {
            return Ok(());
        }
        let near = nearest(name, names.iter().copied());
        let near = near.map_or(String::new(), |near| format!("did you mean '{near}'? "));
        let allowed = names.join(", ");
        let text = format!("'{name}' is no section to copy; {near}allowed: {allowed}");
        Err(Refusal::Transfer(text))
    }
}

/// The settings of a node, as far as they may go elsewhere; of what moves, where it goes.
pub(super) fn rows_of(
    core: &Core,
    node: NodeId,
    scope: &Scope,
) -> Result<Vec<(NodeRow, Plain)>, Refusal> {
    scope.check()?;
    check_audio(core, node)?;
    let taken = core.layout().indices().filter(|index| {
        core.layout().addr(*index).node() == node && scope.takes(core.layout().spec(*index))
    });
    Ok(taken
        .map(|index| (NodeRow::of(core.layout().addr(index)), core.heading(index)))
        .collect())
}

fn check_audio(core: &Core, node: NodeId) -> Result<(), Refusal> {
    if !AUDIO_KINDS.contains(&node.kind) {
        let text = format!("{node} carries no sound; allowed: ch/N, bus/N, main");
        return Err(Refusal::Transfer(text));
    }
    match core.layout().topology().width(node) {
        Some(_) => Ok(()),
        None => Err(Refusal::Unknown(node.to_string())),
    }
}

/// Puts settings on nodes.
pub(super) fn put(
    core: &mut Core,
    client: ClientId,
    rows: &[(NodeRow, Plain)],
    to: &[NodeId],
    (what, cause): (&str, Cause),
    now: Instant,
) -> Result<Answer, Refusal> {
    if to.is_empty() {
        let text = "nowhere to copy to; name strips or buses";
        return Err(Refusal::Transfer(text.to_owned()));
    }
    let mut arrival = Arrival::default();
    for node in to {
        check_audio(core, *node)?;
        for (row, value) in rows {
            arrival.take(verdict(core, row.at(*node), *value));
        }
    }
    let places = called_all(core, to);
    if arrival.requests.is_empty() {
        return Err(arrival.refusal(&places));
    }
    let stays = arrival.stays();
    let moved = land(core, client, &arrival.requests, cause, now).len();
    let moved = counted(moved, "parameter");
    Ok(Answer::said(format!(
        "Copied: {what} to {places}, {moved} moved{stays}"
    )))
}

fn called_all(core: &Core, nodes: &[NodeId]) -> String {
    match nodes {
        nodes if nodes.len() <= NAMED => {
            let names: Vec<String> = nodes.iter().map(|node| core.called(*node)).collect();
            names.join(", ")
        }
        nodes => format!("{} strips and buses", nodes.len()),
    }
}
