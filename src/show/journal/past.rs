//! Everybody's steps and the last recalls, rebuilt from what the journal says: what can be undone and redone
//! after a restart.

use super::record::{Cause, Group, spec};
use crate::param::{ParamAddr, Plain};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

/// Steps kept per name.
const DEPTH: usize = 1000;
/// Recalls that can be taken back.
pub const RECALLS: usize = 20;

/// One parameter's part of a step: which, from where, to where.
pub type Edit = (ParamAddr, Plain, Plain);

/// What was done at one time, and the number of the change that did it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// The number of the change; of a step that is taken back, that of taking it back.
    pub serial: u64,
    /// What it changed.
    pub edits: Vec<Edit>,
    /// A recall that was taken back by its own key, or that: together they have touched nothing.
    pub is_void: bool,
    /// The number of the client that made it.
    id: u32,
}

/// The steps of one name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Past {
    /// What can be undone, oldest first.
    pub done: Vec<Step>,
    /// What can be redone, the next one last.
    pub undone: Vec<Step>,
}

/// Everything that the journal says of steps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pasts {
    /// Everybody's, by name.
    pub steps: BTreeMap<String, Past>,
    /// The last recalls, oldest first.
    pub recalls: Vec<Step>,
    /// Recalls that undo has taken back, oldest first.
    pub undone_recalls: Vec<Step>,
    /// Who set what to where it stood already, and with which change, oldest first.
    pub touches: Vec<(ParamAddr, String, u64)>,
}

impl Pasts {
    /// Forgets what parameters were that mean something else from here on.
    pub fn retain(&mut self, keeps_meaning: impl Fn(ParamAddr) -> bool) {
        let mut keep = |step: &mut Step| {
            step.edits.retain(|(addr, ..)| keeps_meaning(*addr));
            !step.edits.is_empty()
        };
        for past in self.steps.values_mut() {
            past.done.retain_mut(&mut keep);
            past.undone.retain_mut(&mut keep);
        }
        self.recalls.retain_mut(&mut keep);
        self.undone_recalls.retain_mut(&mut keep);
        self.touches.retain(|(addr, ..)| keeps_meaning(*addr));
    }
}

#[derive(Debug, Default)]
struct History {
    done: VecDeque<Step>,
    undone: Vec<Step>,
}

/// What the last recalls changed, oldest first.
#[derive(Debug, Default)]
struct Recalls {
    done: VecDeque<Step>,
    undone: Vec<Step>,
}

impl Recalls {
    /// A recall that changed nothing leaves nothing to take back.
    fn take(&mut self, step: &Step) {
        if step.edits.is_empty() {
            return;
        }
        if self.done.len() == RECALLS {
            self.done.pop_front();
        }
        self.done.push_back(step.clone());
    }

    /// A step is taken back by undo, which has this serial from here on.
    fn undo(&mut self, step: u64, serial: u64) {
        let is_last = self.done.back().is_some_and(|recall| recall.serial == step);
        let last = is_last.then(|| self.done.pop_back()).flatten();
        self.undone
            .extend(last.map(|recall| Step { serial, ..recall }));
    }

    fn redo(&mut self, step: u64, serial: u64) {
        let last = self.undone.pop_if(|recall| recall.serial == step);
        self.done
            .extend(last.map(|recall| Step { serial, ..recall }));
    }
}

/// All histories while the journal is read.
#[derive(Debug, Default)]
pub struct PastReader {
    histories: HashMap<String, History>,
    recalls: Recalls,
    touches: HashMap<(ParamAddr, String), u64>,
    /// What a recall moved last: until it is there, it is only where it stands. What was set counts as reached.
    faded: HashSet<ParamAddr>,
}

/// Where such a change sends a parameter counts as reached.
fn is_set(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::Hand | Cause::HandOn | Cause::Undo | Cause::Redo | Cause::UndoRecall
    )
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

impl PastReader {
    /// Takes a group; `values` stand as they were before it.
    pub fn take(&mut self, group: &Group, values: &HashMap<ParamAddr, Plain>) {
        self.take_step(group, values);
        self.note_faded(group);
    }

    fn note_faded(&mut self, group: &Group) {
        for entry in &group.entries {
            if is_set(group.cause) || entry.over == 0 {
                self.faded.remove(&entry.addr);
            } else {
                self.faded.insert(entry.addr);
            }
        }
    }

    fn take_step(&mut self, group: &Group, values: &HashMap<ParamAddr, Plain>) {
        let whose = group.whose.as_ref().unwrap_or(&group.who.name);
        match group.cause {
            Cause::Hand | Cause::Copy | Cause::Preset | Cause::Spare => {
                let step = self.step(whose, group, values);
                self.history(whose).begin(step);
            }
            Cause::Recall => {
                let step = self.step(whose, group, values);
                self.recalls.take(&step);
                self.history(whose).begin(step);
            }
            Cause::UndoRecall => {
                let step = self.step(whose, group, values);
                self.undo_recall(whose, step);
            }
            Cause::Allow => {
                let step = self.step(whose, group, values);
                self.allow(whose, step);
            }
            Cause::HandOn => {
                let step = self.step(whose, group, values);
                self.history(whose).go_on(step);
            }
            Cause::Undo => self.undo(whose, group.sequence),
            Cause::Redo => self.redo(whose, group.sequence),
            Cause::File | Cause::Audio | Cause::GoesOn | Cause::Automation | Cause::AllowBack => {}
        }
    }

    fn history(&mut self, whose: &str) -> &mut History {
        self.histories.entry(whose.to_owned()).or_default()
    }

    /// What a group set that can be undone, from where it stood: what it moved, and what stood so already.
    fn edits(
        &self,
        group: &Group,
        values: &HashMap<ParamAddr, Plain>,
    ) -> (Vec<Edit>, Vec<ParamAddr>) {
        let is_undone = |addr| spec(addr).is_some_and(|spec| spec.recall.is_undone());
        let (mut edits, mut settled) = (Vec::new(), Vec::new());
        for entry in group.entries.iter().filter(|entry| is_undone(entry.addr)) {
            let goal = values.get(&entry.addr).copied();
            let old = match entry.from {
                Some(from) if self.faded.contains(&entry.addr) => Some(from),
                from => goal.or(from),
            };
            match old {
                Some(old) if old == entry.value => settled.push(entry.addr),
                Some(old) => edits.push((entry.addr, old, entry.value)),
                None => {}
            }
        }
        (edits, settled)
    }

    /// What a group did, as a step; what it set to where it stood is noted.
    fn step(&mut self, whose: &str, group: &Group, values: &HashMap<ParamAddr, Plain>) -> Step {
        let (edits, settled) = self.edits(group, values);
        let touches = settled.into_iter();
        self.touches
            .extend(touches.map(|addr| ((addr, whose.to_owned()), group.sequence)));
        Step {
            serial: group.sequence,
            edits,
            is_void: false,
            id: group.who.id,
        }
    }

    /// What waited of a recall is a part of it.
    fn allow(&mut self, whose: &str, step: Step) {
        if let Some(recall) = self.recalls.done.back_mut() {
            extend(&mut recall.edits, &step.edits);
        }
        let history = self.history(whose);
        match history.done.back_mut() {
            Some(last) => extend(&mut last.edits, &step.edits),
            None => history.begin(step),
        }
    }

    fn undo(&mut self, whose: &str, serial: u64) {
        if let Some(step) = self.history(whose).done.pop_back() {
            self.recalls.undo(step.serial, serial);
            self.history(whose).undone.push(Step { serial, ..step });
        }
    }

    fn redo(&mut self, whose: &str, serial: u64) {
        if let Some(step) = self.history(whose).undone.pop() {
            self.recalls.redo(step.serial, serial);
            self.history(whose).done.push_back(Step { serial, ..step });
        }
    }

    /// The last recall is taken back: from here on, neither has touched anything.
    fn undo_recall(&mut self, whose: &str, back: Step) {
        if let Some(recall) = self.recalls.done.pop_back() {
            let steps = self.histories.values_mut();
            for step in steps.flat_map(|history| &mut history.done) {
                step.is_void |= step.serial == recall.serial;
            }
        }
        self.history(whose).begin(Step {
            is_void: true,
            ..back
        });
    }

    /// Forgets what parameters were that mean something else from here on.
    pub fn retain(&mut self, keeps_meaning: impl Fn(ParamAddr) -> bool) {
        let mut keep = |step: &mut Step| {
            step.edits.retain(|(addr, ..)| keeps_meaning(*addr));
            !step.edits.is_empty()
        };
        for history in self.histories.values_mut() {
            history.done.retain_mut(&mut keep);
            history.undone.retain_mut(&mut keep);
        }
        self.recalls.done.retain_mut(&mut keep);
        self.recalls.undone.retain_mut(&mut keep);
        self.touches.retain(|(addr, _), _| keeps_meaning(*addr));
    }

    /// Everything that was read.
    pub fn finish(self) -> Pasts {
        let steps = self.histories.into_iter().map(|(name, history)| {
            let past = Past {
                done: history.done.into(),
                undone: history.undone,
            };
            (name, past)
        });
        let touches = self.touches.into_iter();
        let mut touches: Vec<_> = touches
            .map(|((addr, by), serial)| (addr, by, serial))
            .collect();
        touches.sort_by_key(|(_, _, serial)| *serial);
        Pasts {
            steps: steps.filter(|(_, past)| *past != Past::default()).collect(),
            recalls: self.recalls.done.into(),
            undone_recalls: self.recalls.undone,
            touches,
        }
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
                begun.serial = step.serial;
                self.undone.clear();
            }
            // Its beginning is too long ago.
            _ => self.begin(step),
        }
    }
}
