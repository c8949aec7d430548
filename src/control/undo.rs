//! Undo and redo, per operator: steps of what a hand did.

mod step;
mod touches;

pub use step::{CueEdit, Edit, LabelEdit, LaneEdit, Movable, SceneEdit, Step, Subject, left_words};

use super::intent::ClientId;
use crate::param::ParamAddr;
use std::collections::{HashMap, HashSet, VecDeque};
use std::time::{Duration, Instant};
use touches::{Touches, Whose};

/// Steps kept per name.
const DEPTH: usize = 1000;
/// Names whose histories are kept after they have gone.
const RESTING: usize = 64;
/// The name of what the console does by itself.
const CONSOLE: &str = "console";
/// Changes of one parameter that follow each other faster than this are one step.
const SAME_MOVE: Duration = Duration::from_millis(500);

/// A move that the next change may continue.
#[derive(Clone, Copy, Debug)]
struct Move {
    addr: ParamAddr,
    last: Instant,
    /// A hand is on the control: however slow it is, it is one move.
    held: bool,
    /// The last step is this move.
    recorded: bool,
}

/// A step, and its place among everybody's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// The number of the journal's change that did it, or took it back: a later one has a higher number.
    pub serial: u64,
    /// What was done, or taken back.
    pub step: Step,
    /// A recall that was taken back by its own key, or that: together they have touched nothing.
    pub is_void: bool,
}

/// What a history holds, for those who bring it from elsewhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Steps {
    /// What can be undone, oldest first.
    pub done: Vec<Entry>,
    /// What can be redone, the next one last.
    pub undone: Vec<Entry>,
}

/// A step that shall be taken back or done again.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// What was done.
    pub step: Step,
    /// Its serial up to now.
    pub serial: u64,
    /// What of it others have touched since: that stays.
    pub since: HashSet<Subject>,
}

#[derive(Debug, Default)]
struct History {
    done: VecDeque<Entry>,
    undone: Vec<Entry>,
    moving: Option<Move>,
    /// When it was used last.
    used: u64,
}

/// The histories of all operators, by the name under which their clients connect: what one of them did in
/// another terminal or in an earlier run is theirs to take back.
#[derive(Debug, Default)]
pub struct Undo {
    histories: HashMap<String, History>,
    names: HashMap<ClientId, String>,
    touches: Touches,
}

impl Undo {
    /// A client did something, with the change of this serial. A single change that continues a move becomes
    /// part of its step. True when it did.
    pub fn record(&mut self, client: ClientId, step: Step, serial: u64, now: Instant) -> bool {
        for edit in &step.edits {
            self.touches.moved(edit.addr);
        }
        let entry = Entry {
            serial,
            step,
            is_void: false,
        };
        let history = self.history_mut(client);
        history.used = serial;
        history.record(entry, now)
    }

    /// A client has set parameters to where they stood already. Those of which that is news, for a change of
    /// this serial.
    pub fn touch(
        &mut self,
        client: ClientId,
        addrs: impl IntoIterator<Item = ParamAddr>,
        serial: u64,
    ) -> Vec<ParamAddr> {
        let by = self.name_of(client).to_owned();
        let addrs = addrs.into_iter();
        addrs
            .filter(|addr| self.touches.note(*addr, &by, serial))
            .collect()
    }

    /// A recall of this serial found these as its scene has them.
    pub fn recall(&mut self, client: ClientId, found: Vec<ParamAddr>, serial: u64) {
        let by = self.name_of(client).to_owned();
        self.touches.recalled(found, &by, serial);
    }

    /// The step `back` took the recall of the step `recall` back.
    pub fn take_recall_back(&mut self, recall: u64, back: u64) {
        self.touches.take_recall_back(recall);
        let entries = self.histories.values_mut();
        for entry in entries.flat_map(|history| &mut history.done) {
            entry.is_void |= [recall, back].contains(&entry.serial);
        }
    }

    /// A client has come: what others of its name did is its own to take back.
    pub fn welcome(&mut self, client: ClientId, name: &str) {
        self.names.insert(client, name.to_owned());
    }

    /// What somebody did in an earlier run of this console.
    pub fn restore(&mut self, name: String, steps: Steps) {
        let history = History {
            done: steps.done.into(),
            undone: steps.undone,
            ..History::default()
        };
        self.histories.insert(name, history);
    }

    /// A step of an earlier run, in its place among those that are there.
    pub fn restore_one(&mut self, name: &str, entry: Entry, is_undone: bool) {
        let history = self.histories.entry(name.to_owned()).or_default();
        let done = history.done.back().map_or(0, |last| last.serial);
        if !is_undone {
            let at = history
                .done
                .partition_point(|before| before.serial < entry.serial);
            history.done.insert(at, entry);
        } else if entry.serial > done {
            let undone = &mut history.undone;
            let at = undone.partition_point(|before| before.serial < entry.serial);
            undone.insert(at, entry);
        }
    }

    /// The steps of scenes, cues and names, and whose, oldest first; true for those that were undone.
    pub fn documents(&self) -> Vec<(&str, &Entry, bool)> {
        let mut found: Vec<(&str, &Entry, bool)> = Vec::new();
        for (name, history) in &self.histories {
            let done = history.done.iter().map(|entry| (entry, false));
            let all = done.chain(history.undone.iter().map(|entry| (entry, true)));
            let own = all.filter(|(entry, _)| entry.step.is_document());
            found.extend(own.map(|(entry, is_undone)| (name.as_str(), entry, is_undone)));
        }
        found.sort_by_key(|(_, entry, _)| entry.serial);
        found
    }

    /// Somebody set a parameter to where it stood, in an earlier run.
    pub fn restore_touch(&mut self, addr: ParamAddr, by: &str, serial: u64) {
        self.touches.note(addr, by, serial);
    }

    /// The name that a client's steps stand under.
    pub fn name_of(&self, client: ClientId) -> &str {
        self.names.get(&client).map_or(CONSOLE, String::as_str)
    }

    fn history_mut(&mut self, client: ClientId) -> &mut History {
        let name = self.name_of(client).to_owned();
        if !self.histories.contains_key(&name) {
            self.make_room();
        }
        self.histories.entry(name).or_default()
    }

    /// Forgets who has been gone longest, where there are too many names.
    fn make_room(&mut self) {
        let live: HashSet<&String> = self.names.values().collect();
        let resting = self
            .histories
            .iter()
            .filter(|(name, _)| !live.contains(name));
        if resting.clone().count() < RESTING {
            return;
        }
        let oldest = resting.min_by_key(|(_, history)| history.used);
        if let Some(name) = oldest.map(|(name, _)| name.clone()) {
            self.histories.remove(&name);
        }
    }

    /// Forgets what parameters were that mean something else now.
    pub fn retain(&mut self, keeps_meaning: impl Fn(ParamAddr) -> bool) {
        let mut keeps = |entry: &mut Entry| {
            entry.step.retain(&keeps_meaning);
            !entry.step.is_empty()
        };
        for history in self.histories.values_mut() {
            history.done.retain_mut(&mut keeps);
            history.undone.retain_mut(&mut keeps);
        }
        self.touches.retain(keeps_meaning);
    }

    /// A hand touches a control: the next change begins a new step.
    pub fn begin(&mut self, client: ClientId, addr: ParamAddr, now: Instant) {
        self.history_mut(client).moving = Some(Move {
            addr,
            last: now,
            held: true,
            recorded: false,
        });
    }

    /// The hand lets go of a control.
    pub fn end(&mut self, client: ClientId, addr: ParamAddr) {
        let history = self.history_mut(client);
        history.moving = history.moving.filter(|moving| moving.addr != addr);
    }

    /// Whatever comes next begins a new step.
    pub fn let_go(&mut self, client: ClientId) {
        self.history_mut(client).moving = None;
    }

    /// The last step done under a name.
    pub fn last_done(&self, name: &str) -> Option<Found> {
        let entry = self.histories.get(name)?.done.back()?;
        Some(self.found(name, entry))
    }

    /// The last step undone under a name.
    pub fn last_undone(&self, name: &str) -> Option<Found> {
        let entry = self.histories.get(name)?.undone.last()?;
        Some(self.found(name, entry))
    }

    /// The last step done under a name was taken back by the change of this serial: it can be redone.
    pub fn undone(&mut self, name: &str, serial: u64) {
        if let Some(history) = self.histories.get_mut(name) {
            history.moving = None;
            let entry = history.done.pop_back();
            let undone = entry.map(|entry| Entry { serial, ..entry });
            history.undone.extend(undone);
        }
    }

    /// The last step undone under a name was done again by the change of this serial.
    pub fn redone(&mut self, name: &str, serial: u64) {
        if let Some(history) = self.histories.get_mut(name) {
            history.moving = None;
            let entry = history.undone.pop();
            let done = entry.map(|entry| Entry { serial, ..entry });
            history.done.extend(done);
        }
    }

    fn found(&self, name: &str, entry: &Entry) -> Found {
        Found {
            step: entry.step.clone(),
            serial: entry.serial,
            since: self.touched_since(Whose::AllBut(name), entry.serial, &entry.step),
        }
    }

    /// What of a recall anybody has touched since.
    pub fn touched_since_recall(&self, serial: u64, step: &Step) -> HashSet<Subject> {
        self.touched_since(Whose::Anybody, serial, step)
    }

    /// What of a step was touched after a serial, by steps that stand or by setting it to where it stood.
    fn touched_since(&self, whose: Whose, serial: u64, step: &Step) -> HashSet<Subject> {
        let own: HashSet<Subject> = step.subjects().collect();
        let histories = self.histories.iter();
        let later = histories
            .filter(|(name, _)| whose.counts(name))
            .flat_map(|(_, history)| {
                let newest = history.done.iter().rev();
                newest.take_while(|entry| entry.serial > serial)
            });
        let moved = later
            .filter(|entry| !entry.is_void)
            .flat_map(|entry| entry.step.subjects())
            .filter(|subject| own.contains(subject));
        let mut since: HashSet<Subject> = moved.collect();
        let addrs = step.edits.iter().map(|edit| edit.addr).collect();
        let settled = self.touches.since(whose, serial, &addrs);
        since.extend(settled.into_iter().map(Subject::Value));
        since
    }

    /// True where a step is the last one done under a name.
    pub fn is_last(&self, name: &str, step: &Step) -> bool {
        let last = self
            .histories
            .get(name)
            .and_then(|history| history.done.back());
        last.is_some_and(|last| last.step == *step)
    }

    /// A step that is the last one done under a name reaches further; false where it is not the last one.
    pub fn grow(&mut self, name: &str, step: &Step, edits: &[Edit]) -> bool {
        let history = self.histories.get_mut(name);
        let last = history.and_then(|history| history.done.back_mut());
        let Some(last) = last.filter(|last| last.step == *step) else {
            return false;
        };
        last.step.go_on(&Step::of(edits.to_vec()));
        true
    }

    /// Whose last step this is.
    pub fn whose_last(&self, step: &Step) -> Option<String> {
        let mut names = self.histories.keys();
        names.find(|name| self.is_last(name, step)).cloned()
    }

    /// The newest step of all that can be undone: whose, and what for people.
    pub fn newest(&self) -> Option<(&str, String)> {
        let lasts = self.histories.iter();
        let lasts = lasts.filter_map(|(name, history)| Some((name, history.done.back()?)));
        let (name, entry) = lasts.max_by_key(|(_, entry)| entry.serial)?;
        Some((name, entry.step.label()))
    }

    /// A client is gone; its history stays.
    pub fn part(&mut self, client: ClientId) {
        self.let_go(client);
        self.names.remove(&client);
    }
}

impl History {
    fn record(&mut self, entry: Entry, now: Instant) -> bool {
        self.undone.clear();
        let moving = match (entry.step.moved(), self.moving) {
            (Some(edit), Some(moving)) if moving.takes(edit.addr, now) => Some(Move {
                last: now,
                ..moving
            }),
            (Some(edit), _) => Some(Move {
                addr: edit.addr,
                last: now,
                held: false,
                recorded: false,
            }),
            _ => None,
        };
        let continues = moving.is_some_and(|moving| moving.recorded);
        match (continues, self.done.back_mut()) {
            (true, Some(last)) => {
                last.step.go_on(&entry.step);
                last.serial = entry.serial;
            }
            _ => self.push(entry),
        }
        self.moving = moving.map(|moving| Move {
            recorded: true,
            ..moving
        });
        continues
    }

    fn push(&mut self, entry: Entry) {
        if self.done.len() == DEPTH {
            self.done.pop_front();
        }
        self.done.push_back(entry);
    }
}

impl Move {
    /// True when a change of `addr` now belongs to this move.
    fn takes(&self, addr: ParamAddr, now: Instant) -> bool {
        self.addr == addr && (self.held || now.duration_since(self.last) < SAME_MOVE)
    }
}

#[cfg(test)]
mod tests;
