//! Everybody's steps and the last recalls, rebuilt from what the journal says: what can be undone and redone
//! after a restart.

use super::record::{Cause, Group, spec};
use crate::param::{ParamAddr, Plain};
use std::collections::{BTreeMap, HashMap, VecDeque};

/// Steps kept per name.
const DEPTH: usize = 1000;
/// Recalls that can be taken back.
pub const RECALLS: usize = 20;

/// One parameter's part of a step: which, from where, to where.
pub type Edit = (ParamAddr, Plain, Plain);

/// The steps of one name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Past {
    /// What can be undone, oldest first.
    pub done: Vec<Vec<Edit>>,
    /// What can be redone, the next one last.
    pub undone: Vec<Vec<Edit>>,
}

/// A step, and the number of the client that made it.
#[derive(Debug)]
struct Step {
    id: u32,
    edits: Vec<Edit>,
}

#[derive(Debug, Default)]
struct History {
    done: VecDeque<Step>,
    undone: Vec<Step>,
}

/// What the last recalls changed, oldest first.
#[derive(Debug, Default)]
struct Recalls(VecDeque<Vec<Edit>>);

impl Recalls {
    /// A recall that changed nothing leaves nothing to take back.
    fn take(&mut self, edits: &[Edit]) {
        if edits.is_empty() {
            return;
        }
        if self.0.len() == RECALLS {
            self.0.pop_front();
        }
        self.0.push_back(edits.to_vec());
    }
}

/// All histories while the journal is read.
#[derive(Debug, Default)]
pub struct Pasts {
    histories: HashMap<String, History>,
    recalls: Recalls,
}

/// What a group changed that can be undone, from where it stood.
fn edits(group: &Group, values: &HashMap<ParamAddr, Plain>) -> Vec<Edit> {
    let is_undone = |addr| spec(addr).is_some_and(|spec| spec.recall.is_undone());
    let edits = group.entries.iter().filter(|entry| is_undone(entry.addr));
    edits
        .filter_map(|entry| {
            let old = entry.from.or_else(|| values.get(&entry.addr).copied())?;
            Some((entry.addr, old, entry.value))
        })
        .collect()
}

/// A step reaches further.
fn extend(step: &mut Vec<Edit>, edits: &[Edit]) {
    for edit in edits {
        match step.iter_mut().find(|own| own.0 == edit.0) {
            Some(own) => own.2 = edit.2,
            None => step.push(*edit),
        }
    }
}

impl Pasts {
    /// Takes a group; `values` stand as they were before it.
    pub fn take(&mut self, group: &Group, values: &HashMap<ParamAddr, Plain>) {
        let whose = group.whose.as_ref().unwrap_or(&group.who.name);
        let history = self.histories.entry(whose.clone()).or_default();
        let edits = || edits(group, values);
        let id = group.who.id;
        match group.cause {
            Cause::Hand | Cause::Copy | Cause::Preset | Cause::Spare => {
                history.begin(Step { id, edits: edits() });
            }
            Cause::Recall => {
                let edits = edits();
                self.recalls.take(&edits);
                history.begin(Step { id, edits });
            }
            Cause::UndoRecall => {
                self.recalls.0.pop_back();
                history.begin(Step { id, edits: edits() });
            }
            Cause::Allow => {
                let edits = edits();
                if let Some(last) = self.recalls.0.back_mut() {
                    extend(last, &edits);
                }
                match history.done.back_mut() {
                    Some(last) => extend(&mut last.edits, &edits),
                    None => history.begin(Step { id, edits }),
                }
            }
            Cause::HandOn => history.go_on(Step { id, edits: edits() }),
            Cause::Undo => history.undone.extend(history.done.pop_back()),
            Cause::Redo => history.done.extend(history.undone.pop()),
            Cause::File | Cause::Audio | Cause::GoesOn | Cause::Automation | Cause::AllowBack => {}
        }
    }

    /// Forgets what parameters were that mean something else from here on.
    pub fn retain(&mut self, keeps_meaning: impl Fn(ParamAddr) -> bool) {
        let keep = |edits: &mut Vec<Edit>| {
            edits.retain(|(addr, ..)| keeps_meaning(*addr));
            !edits.is_empty()
        };
        for history in self.histories.values_mut() {
            history.done.retain_mut(|step| keep(&mut step.edits));
            history.undone.retain_mut(|step| keep(&mut step.edits));
        }
        self.recalls.0.retain_mut(keep);
    }

    /// The histories, by name, and what the last recalls changed, oldest first.
    pub fn finish(self) -> (BTreeMap<String, Past>, Vec<Vec<Edit>>) {
        let edits = |step: Step| step.edits;
        let histories = self.histories.into_iter().map(|(name, history)| {
            let past = Past {
                done: history.done.into_iter().map(edits).collect(),
                undone: history.undone.into_iter().map(edits).collect(),
            };
            (name, past)
        });
        let histories = histories
            .filter(|(_, past)| *past != Past::default())
            .collect();
        (histories, self.recalls.0.into())
    }
}

impl History {
    fn begin(&mut self, step: Step) {
        if step.edits.is_empty() {
            return;
        }
        self.undone.clear();
        if self.done.len() == DEPTH {
            self.done.pop_front();
        }
        self.done.push_back(step);
    }

    /// A move goes on: the step begun by the same client reaches further.
    fn go_on(&mut self, step: Step) {
        let begun = self.done.iter_mut().rev().find(|done| done.id == step.id);
        let first = step.edits.first().map(|(addr, ..)| *addr);
        match begun {
            // Partners of a linked strip move along.
            Some(begun) if begun.edits.first().map(|(addr, ..)| *addr) == first => {
                extend(&mut begun.edits, &step.edits);
                self.undone.clear();
            }
            // Its beginning is too long ago.
            _ => self.begin(step),
        }
    }
}
