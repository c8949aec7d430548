//! Settings go from node to node: copied, pasted, whole or by section.
//!
//! Rows meet by parameter, so that a strip gives a bus what both have. What arrives follows the rules
//! of a recall (`Fate`): protected and never-recalled parameters stay, and so does what is safe. It
//! lands as one batch at one mark and is one step of undo.

use super::console::Console;
use super::feed::{Notice, Severity};
use super::gliding::{Pace, Wish};
use super::intent::{Answer, ClientId, Refusal, Scope, Transfer};
use super::journal::Cause;
use super::scenes::Fate;
use super::undo::{Edit, Step};
use crate::param::nearest::nearest;
use crate::param::section::{self, AUDIO_KINDS};
use crate::param::{NodeId, NodeRow, ParamAddr, ParamSpec, Plain};
use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

/// Nodes that an answer names one by one.
const NAMED: usize = 4;

/// What a client has copied.
#[derive(Clone, Debug)]
pub struct Clip {
    /// Whose settings, for people.
    from: String,
    /// The settings as they stood then.
    rows: Vec<(NodeRow, Plain)>,
}

/// What clients have copied.
pub type Clips = HashMap<ClientId, Clip>;

/// What settings become where they arrive.
#[derive(Debug, Default)]
pub(super) struct Arrival {
    /// What may be set.
    pub wishes: Vec<Wish>,
    /// Values that a switch keeps out, by switch.
    pub safe: BTreeMap<ParamAddr, usize>,
}

impl Scope {
    /// What it takes of a node.
    fn takes(&self, spec: &ParamSpec) -> bool {
        match self {
            Self::Processing => spec.is_processing(),
            Self::Everything => spec.is_portable(),
            Self::Section(name) => spec.is_portable() && spec.section() == name,
        }
    }

    /// For people.
    fn words(&self) -> &str {
        match self {
            Self::Processing => "processing",
            Self::Everything => "everything",
            Self::Section(name) => name,
        }
    }

    fn check(&self) -> Result<(), Refusal> {
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

impl Arrival {
    /// Takes one value.
    pub fn take(&mut self, fate: Fate) {
        match fate {
            Fate::Free(index, value) => self.wishes.push(Wish {
                index,
                value,
                pace: Pace::Jump,
            }),
            Fate::Safe(switch) => *self.safe.entry(switch).or_default() += 1,
            Fate::Left | Fate::Missing => {}
        }
    }

    /// What to say of those that stay; nothing where none does.
    pub fn stays(&self) -> String {
        let one = |(switch, count): (&ParamAddr, &usize)| format!("; {count} stay, {switch} is on");
        self.safe.iter().map(one).collect()
    }

    /// What to say where everything stays.
    fn refusal(&self, to: &str) -> Refusal {
        let text = match self.safe.keys().next() {
            Some(switch) => {
                format!("{to} stays as it is: {switch} is on; turn it off, copy, turn it on again")
            }
            None => format!("{to} has nothing of what was to be copied"),
        };
        Refusal::Transfer(text)
    }
}

impl Console {
    /// Follows a wish about settings; the client hears what came of it, whether it waits or not.
    pub(super) fn transfer(
        &mut self,
        client: ClientId,
        wish: Transfer,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        match wish {
            Transfer::Copy(from) => self.copy(client, from),
            Transfer::Paste(to, scope) => self.paste(client, &to, &scope, now),
            Transfer::CopyTo(from, to, scope) => self.copy_to(client, from, &to, &scope, now),
            Transfer::StorePreset {
                name,
                from,
                scope,
                in_show,
            } => self.store_preset(&name, from, &scope, in_show),
            Transfer::ApplyPreset(name, to) => self.apply_preset(client, &name, &to, now),
            Transfer::RenamePreset(from, to) => self.rename_preset(&from, &to),
            Transfer::DeletePreset(name) => self.delete_preset(&name),
            Transfer::UseSpare(node) => self.use_spare(client, node, now),
            Transfer::CopyMainTo(bus) => self.copy_main_to(client, bus, now),
        }
    }

    fn copy(&mut self, client: ClientId, from: NodeId) -> Result<Answer, Refusal> {
        let rows = self.rows_of(from, &Scope::Everything)?;
        let called = self.called(from);
        let answer = Answer::said(format!("Copied: {called}, to be pasted"));
        self.clips.insert(client, Clip { from: called, rows });
        let notice = Notice {
            severity: Severity::Info,
            text: answer.text.clone(),
        };
        self.subscribers.notify_one(client, notice);
        Ok(answer)
    }

    fn paste(
        &mut self,
        client: ClientId,
        to: &[NodeId],
        scope: &Scope,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        scope.check()?;
        let nothing = || Refusal::Transfer("nothing to paste; copy a strip or bus first".into());
        let Clip { from, mut rows } = self.clips.get(&client).cloned().ok_or_else(nothing)?;
        rows.retain(|(row, _)| row.spec().is_some_and(|spec| scope.takes(spec)));
        let what = format!("{} of {from}", scope.words());
        self.put(client, &rows, to, (&what, Cause::Copy), now)
    }

    fn copy_to(
        &mut self,
        client: ClientId,
        from: NodeId,
        to: &[NodeId],
        scope: &Scope,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let rows = self.rows_of(from, scope)?;
        let what = format!("{} of {}", scope.words(), self.called(from));
        self.put(client, &rows, to, (&what, Cause::Copy), now)
    }

    /// The settings of a node, as far as they may go elsewhere; of what moves, where it goes.
    pub(super) fn rows_of(
        &self,
        node: NodeId,
        scope: &Scope,
    ) -> Result<Vec<(NodeRow, Plain)>, Refusal> {
        scope.check()?;
        self.check_audio(node)?;
        let taken = self.layout.indices().filter(|index| {
            self.layout.addr(*index).node() == node && scope.takes(self.layout.spec(*index))
        });
        Ok(taken
            .map(|index| (NodeRow::of(self.layout.addr(index)), self.heading(index)))
            .collect())
    }

    fn check_audio(&self, node: NodeId) -> Result<(), Refusal> {
        if !AUDIO_KINDS.contains(&node.kind) {
            let text = format!("{node} carries no sound; allowed: ch/N, bus/N, main");
            return Err(Refusal::Transfer(text));
        }
        match self.layout.topology().width(node) {
            Some(_) => Ok(()),
            None => Err(Refusal::Unknown(node.to_string())),
        }
    }

    /// Puts settings on nodes.
    pub(super) fn put(
        &mut self,
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
            self.check_audio(*node)?;
            for (row, value) in rows {
                arrival.take(self.fate(row.at(*node), *value));
            }
        }
        let places = self.called_all(to);
        if arrival.wishes.is_empty() {
            return Err(arrival.refusal(&places));
        }
        let stays = arrival.stays();
        let count = self.land(client, arrival.wishes, cause, now).len();
        Ok(Answer::said(format!(
            "Copied: {what} to {places}, {count} parameters moved{stays}"
        )))
    }

    /// Everything at one mark, as one step of undo.
    pub(super) fn land(
        &mut self,
        client: ClientId,
        wishes: Vec<Wish>,
        cause: Cause,
        now: Instant,
    ) -> Vec<Edit> {
        self.journal.because(cause);
        let edits = self.change(wishes);
        self.note_touch(&edits);
        self.record_whole(client, Step::of(edits.clone()), now);
        edits
    }

    /// "ch/1 (Kick)"
    pub(super) fn called(&self, node: NodeId) -> String {
        let label = self.show.labels.iter().find(|(of, _)| *of == node);
        match label {
            Some((_, label)) if !label.name.is_empty() => format!("{node} ({})", label.name),
            _ => node.to_string(),
        }
    }

    fn called_all(&self, nodes: &[NodeId]) -> String {
        match nodes {
            nodes if nodes.len() <= NAMED => {
                let names: Vec<String> = nodes.iter().map(|node| self.called(*node)).collect();
                names.join(", ")
            }
            nodes => format!("{} strips and buses", nodes.len()),
        }
    }
}
