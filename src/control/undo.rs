//! Undo and redo, per operator: steps of what a hand did.

mod step;

pub use step::{CueEdit, Edit, LaneEdit, SceneEdit, Step};

use super::intent::ClientId;
use crate::param::ParamAddr;
use std::collections::{HashMap, HashSet, VecDeque};
use std::time::{Duration, Instant};

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

/// What a history holds, for those who bring it from elsewhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Steps {
    /// What can be undone, oldest first.
    pub done: Vec<Step>,
    /// What can be redone, the next one last.
    pub undone: Vec<Step>,
}

/// A step, and its place among everybody's: a later one has a higher serial.
#[derive(Debug)]
struct Entry {
    serial: u64,
    step: Step,
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
    /// The serial of the newest step.
    serial: u64,
}

impl Undo {
    /// A client did something. A single change that continues a move becomes part of its step.
    /// True when it did.
    pub fn record(&mut self, client: ClientId, step: Step, now: Instant) -> bool {
        self.serial += 1;
        let serial = self.serial;
        let entry = Entry { serial, step };
        self.history_mut(client).record(entry, now)
    }

    /// A client has come: what others of its name did is its own to take back.
    pub fn welcome(&mut self, client: ClientId, name: &str) {
        self.names.insert(client, name.to_owned());
    }

    /// What somebody did in an earlier run of this console.
    pub fn restore(&mut self, name: String, steps: Steps) {
        let mut enter = |step| {
            self.serial += 1;
            let serial = self.serial;
            Entry { serial, step }
        };
        let history = History {
            done: steps.done.into_iter().map(&mut enter).collect(),
            undone: steps.undone.into_iter().map(&mut enter).collect(),
            ..History::default()
        };
        self.histories.insert(name, history);
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
        let history = self.histories.entry(name).or_default();
        history.used = self.serial;
        history
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

    /// The last step done under a name, moved to what can be redone.
    pub fn undo(&mut self, name: &str) -> Option<Step> {
        let history = self.histories.get_mut(name)?;
        history.moving = None;
        let entry = history.done.pop_back()?;
        let step = entry.step.clone();
        history.undone.push(entry);
        Some(step)
    }

    /// The last step undone under a name, moved back.
    pub fn redo(&mut self, name: &str) -> Option<Step> {
        let history = self.histories.get_mut(name)?;
        history.moving = None;
        let entry = history.undone.pop()?;
        let step = entry.step.clone();
        history.done.push_back(entry);
        Some(step)
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
            (true, Some(last)) => last.step.go_on(&entry.step),
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
mod tests {
    use super::*;
    use crate::param::NodeId;
    use crate::param::Plain;
    use crate::param::spec::{LevelParam, Param};

    const ME: ClientId = ClientId(1);
    const OTHER: ClientId = ClientId(2);
    const FADER: ParamAddr = NodeId::strip(1).param(Param::Level(LevelParam::Fader));
    const PAN: ParamAddr = NodeId::strip(1).param(Param::Level(LevelParam::Pan));

    fn step(addr: ParamAddr, old: f32, new: f32) -> Step {
        Step::of(vec![Edit {
            addr,
            old: Plain(old),
            new: Plain(new),
        }])
    }

    #[test]
    fn one_move_is_one_step_however_slow_the_held_hand_is() {
        let (mut undo, start) = (Undo::default(), Instant::now());
        undo.begin(ME, FADER, start);
        for n in 0..5 {
            let now = start + Duration::from_secs(n);
            undo.record(ME, step(FADER, n as f32, n as f32 + 1.0), now);
        }
        undo.end(ME, FADER);
        undo.record(ME, step(FADER, 5.0, 6.0), start + Duration::from_secs(5));
        assert_eq!(undo.undo(CONSOLE), Some(step(FADER, 5.0, 6.0)));
        assert_eq!(undo.undo(CONSOLE), Some(step(FADER, 0.0, 5.0)));
        assert_eq!(undo.undo(CONSOLE), None);
    }

    #[test]
    fn without_a_touch_quick_changes_are_one_step_and_slow_ones_are_not() {
        let (mut undo, start) = (Undo::default(), Instant::now());
        let at = |ms: u64| start + Duration::from_millis(ms);
        undo.record(ME, step(FADER, 0.0, 1.0), at(0));
        undo.record(ME, step(FADER, 1.0, 2.0), at(100));
        undo.record(ME, step(FADER, 2.0, 3.0), at(1000));
        undo.record(ME, step(PAN, 0.0, 1.0), at(1010));
        undo.record(ME, step(FADER, 3.0, 4.0), at(1020));
        let steps: Vec<Option<Step>> = (0..4).map(|_| undo.undo(CONSOLE)).collect();
        assert_eq!(steps[0], Some(step(FADER, 3.0, 4.0)));
        assert_eq!(steps[1], Some(step(PAN, 0.0, 1.0)));
        assert_eq!(steps[2], Some(step(FADER, 2.0, 3.0)));
        assert_eq!(steps[3], Some(step(FADER, 0.0, 2.0)));
    }

    #[test]
    fn redo_goes_forward_until_something_new_is_done() {
        let (mut undo, start) = (Undo::default(), Instant::now());
        undo.record(ME, step(FADER, 0.0, 1.0), start);
        assert!(undo.undo(CONSOLE).is_some());
        assert_eq!(undo.redo(CONSOLE), Some(step(FADER, 0.0, 1.0)));
        assert!(undo.undo(CONSOLE).is_some());
        undo.record(ME, step(PAN, 0.0, 1.0), start);
        assert_eq!(undo.redo(CONSOLE), None);
    }

    #[test]
    fn everybody_has_their_own_steps_and_finds_them_again() {
        let mut undo = Undo::default();
        undo.welcome(ME, "Anna");
        undo.welcome(OTHER, "Bob");
        undo.record(ME, step(FADER, 0.0, 1.0), Instant::now());
        assert_eq!(undo.undo("Bob"), None);
        undo.record(OTHER, step(PAN, 0.0, 1.0), Instant::now());
        let newest = |undo: &Undo| undo.newest().map(|(name, _)| name.to_owned());
        assert_eq!(newest(&undo).as_deref(), Some("Bob"));
        undo.part(ME);
        undo.part(OTHER);
        assert_eq!(undo.undo("Bob"), Some(step(PAN, 0.0, 1.0)));
        assert_eq!(newest(&undo).as_deref(), Some("Anna"));
        assert_eq!(undo.redo("Bob"), Some(step(PAN, 0.0, 1.0)));
        assert_eq!(undo.undo("Anna"), Some(step(FADER, 0.0, 1.0)));
    }

    #[test]
    fn clients_of_one_name_have_one_history() {
        let (mut undo, now) = (Undo::default(), Instant::now());
        for client in [ME, OTHER] {
            undo.welcome(client, "command line");
        }
        undo.record(ME, step(FADER, 0.0, 1.0), now);
        undo.record(OTHER, step(PAN, 0.0, 1.0), now);
        undo.part(ME);
        undo.part(OTHER);
        assert_eq!(undo.undo("command line"), Some(step(PAN, 0.0, 1.0)));
        assert_eq!(undo.undo("command line"), Some(step(FADER, 0.0, 1.0)));
    }

    #[test]
    fn of_many_names_those_that_are_there_stay() {
        let mut undo = Undo::default();
        undo.welcome(ME, "Anna");
        undo.record(ME, step(FADER, 0.0, 1.0), Instant::now());
        for n in 0..3 * RESTING {
            undo.welcome(OTHER, &n.to_string());
            undo.record(OTHER, step(PAN, 0.0, 1.0), Instant::now());
            undo.part(OTHER);
        }
        assert!(undo.histories.len() <= RESTING + 2);
        assert!(undo.undo("Anna").is_some());
        assert!(undo.undo(&(3 * RESTING - 1).to_string()).is_some());
    }
}
