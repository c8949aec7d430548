//! A phone on which somebody mixes a bus: its own connection to the console, with the right to that bus alone.
//!
//! A position counts only with the generation of the value that the phone knew: where somebody else has moved a
//! control meanwhile, the phone is told where it stands, and nothing jumps. What comes late out of a network that
//! stood still is not done any more.

use super::limits::{INTENTS, LATE};
use super::sheet;
use super::words::Value;
use crate::control::inbox::{AnswerTo, Closed, Connection, Inbox};
use crate::control::intent::{Answer, Hello, Intent, Refusal, Rights};
use crate::desk::mirror::Mirror;
use crate::param::{ParamAddr, Plain};
use crossbeam_channel::{Receiver, bounded};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// Answers of the console that may wait.
const ANSWERS: usize = 64;
/// Values of a control that the console has not confirmed yet.
const ASKED: usize = 64;
/// Values that are so near each other are the same.
const SAME: f32 = 1e-3;

/// A control of the mix, as the phone knows it.
#[derive(Debug)]
struct Control {
    addr: ParamAddr,
    /// Rises whenever somebody else moves it.
    generation: u32,
    /// Where it goes.
    heading: Plain,
    /// Where the phone has moved it, oldest first, as far as that is not confirmed.
    asked: VecDeque<Plain>,
}

/// The phone.
#[derive(Debug)]
pub struct Mixer {
    /// The number of its link.
    pub link: u32,
    /// The bus.
    pub bus: u16,
    /// What its person is called.
    pub person: String,
    /// What it did last, for people.
    pub doing: String,
    /// None while it is frozen: it changes nothing then.
    connection: Option<Connection>,
    answers_in: AnswerTo,
    answers: Receiver<Result<Answer, Refusal>>,
    waiting: VecDeque<Intent>,
    controls: HashMap<String, Control>,
    /// What it has to be told.
    due: BTreeSet<String>,
    notes: Vec<String>,
    /// The shortest way that a message took, by the difference of both clocks, in seconds.
    shortest: f64,
    is_lost: bool,
}

fn same(one: Plain, other: Plain) -> bool {
    one == other || (one.0 - other.0).abs() < SAME
}

impl Mixer {
    /// The phone of a link.
    pub fn new((link, bus): (u32, u16), person: String, mirror: &Mirror) -> Self {
        let (answers_in, answers) = bounded(ANSWERS);
        let mut mixer = Self {
            link,
            bus,
            person,
            doing: String::new(),
            connection: None,
            answers_in,
            answers,
            waiting: VecDeque::new(),
            controls: HashMap::new(),
            due: BTreeSet::new(),
            notes: Vec::new(),
            shortest: f64::INFINITY,
            is_lost: false,
        };
        mixer.start_over(mirror);
        mixer
    }

    /// Gives it the right to its bus, or takes it.
    ///
    /// # Errors
    /// The console is gone.
    pub fn connect(&mut self, inbox: &Inbox, may_mix: bool) -> Result<(), Closed> {
        self.connection = None;
        self.waiting.clear();
        if may_mix {
            let hello = Hello {
                name: self.name(),
                rights: Rights::Bus(self.bus),
            };
            self.connection = Some(inbox.connect(hello)?);
        }
        Ok(())
    }

    /// The name in the journal: by its number, nobody's but its own, whatever its person is called.
    pub fn name(&self) -> String {
        format!("phone {} {}", self.link, self.person)
    }

    /// True while it changes nothing.
    pub fn is_frozen(&self) -> bool {
        self.connection.is_none()
    }

    /// True once the console is gone.
    pub fn is_lost(&self) -> bool {
        self.is_lost
    }

    /// The console consists of something else.
    pub fn start_over(&mut self, mirror: &Mirror) {
        let control = |addr: ParamAddr| {
            let control = Control {
                addr,
                generation: 0,
                heading: sheet::heading(mirror, addr)?,
                asked: VecDeque::new(),
            };
            Some((addr.to_string(), control))
        };
        let own = sheet::own(mirror, self.bus).into_iter();
        self.controls = own.filter_map(control).collect();
        self.due.clear();
        self.waiting.clear();
    }

    /// Positions of controls, with the generation that the phone knew, when its finger was there by its own clock, and
    /// when they came by ours.
    pub fn set(&mut self, mirror: &Mirror, to: &[(String, f32, u32)], (at, now): (f64, f64)) {
        let is_late = self.is_late(at, now);
        let mut values = Vec::new();
        for (path, position, generation) in to {
            let Some(control) = self.controls.get_mut(path) else {
                self.notes.push("this is not in your mix".to_owned());
                continue;
            };
            let value = mirror.value_at(control.addr, *position);
            let value = value.filter(|_| position.is_finite());
            self.due.insert(path.clone());
            if let (Some(value), false) = (value, is_late || self.connection.is_none())
                && *generation == control.generation
            {
                if control.asked.len() == ASKED {
                    control.asked.pop_front();
                }
                control.asked.push_back(value);
                values.push((control.addr, value));
            }
        }
        self.doing = doing(mirror, &values).unwrap_or_else(|| std::mem::take(&mut self.doing));
        match values[..] {
            [] => {}
            [(addr, value)] => self.want(Intent::Set(addr, value)),
            _ => self.want(Intent::SetMany(values)),
        }
    }

    /// True for what took much longer to come than other messages.
    fn is_late(&mut self, at: f64, now: f64) -> bool {
        let way = now - at;
        if !way.is_finite() {
            return true;
        }
        self.shortest = self.shortest.min(way);
        way - self.shortest > LATE
    }

    /// A finger touches a control, or lets go.
    pub fn touch(&mut self, path: &str, is_down: bool) {
        let Some(control) = self.controls.get(path) else {
            return;
        };
        let addr = control.addr;
        self.want(if is_down {
            Intent::BeginGesture(addr)
        } else {
            Intent::EndGesture(addr)
        });
    }

    /// The last step is taken back.
    pub fn undo(&mut self) {
        "undo".clone_into(&mut self.doing);
        self.want(Intent::Undo);
    }

    fn want(&mut self, intent: Intent) {
        if self.connection.is_none() {
            return;
        }
        if let Intent::Set(addr, _) = intent {
            self.waiting
                .retain(|known| !matches!(known, Intent::Set(other, _) if *other == addr));
        }
        if self.waiting.len() < INTENTS {
            self.waiting.push_back(intent);
        }
        self.hand_over();
    }

    /// Hands over what waits, as far as the console takes it.
    pub fn hand_over(&mut self) {
        let Some(connection) = &self.connection else {
            return;
        };
        while let Some(intent) = self.waiting.pop_front() {
            match connection.offer(intent, &self.answers_in) {
                Ok(None) => {}
                Ok(Some(intent)) => {
                    self.waiting.push_front(intent);
                    return;
                }
                Err(Closed) => self.is_lost = true,
            }
        }
    }

    /// Takes what the console has answered; after a refusal the phone is told where everything stands.
    pub fn take_answers(&mut self) {
        while let Ok(answer) = self.answers.try_recv() {
            match answer {
                Ok(answer) if answer.text.starts_with("Undone") => self.notes.push(answer.text),
                Ok(_) => {}
                Err(refusal) => {
                    self.notes.push(refusal.to_string());
                    for control in self.controls.values_mut() {
                        control.asked.clear();
                    }
                    self.due.extend(self.controls.keys().cloned());
                }
            }
        }
    }

    /// Where parameters go that have changed.
    pub fn note(&mut self, headings: &[(ParamAddr, Plain)]) {
        for (addr, heading) in headings {
            let path = addr.to_string();
            let Some(control) = self.controls.get_mut(&path) else {
                continue;
            };
            if same(control.heading, *heading) {
                continue;
            }
            control.heading = *heading;
            if let Some(place) = control
                .asked
                .iter()
                .rposition(|asked| same(*asked, *heading))
            {
                drop(control.asked.drain(..=place));
            } else {
                control.generation += 1;
                control.asked.clear();
            }
            self.due.insert(path);
        }
    }

    /// What it has to be told of values.
    pub fn take_due(&mut self, mirror: &Mirror) -> BTreeMap<String, Value> {
        let due = std::mem::take(&mut self.due);
        let value = |path: String| {
            let control = self.controls.get(&path)?;
            Some((
                path,
                sheet::value(mirror, control.addr, control.generation)?,
            ))
        };
        due.into_iter().filter_map(value).collect()
    }

    /// Sentences for its person.
    pub fn take_notes(&mut self) -> Vec<String> {
        let mut notes = std::mem::take(&mut self.notes);
        notes.dedup();
        notes.truncate(3);
        notes
    }
}

/// What somebody does who sets values, for people.
fn doing(mirror: &Mirror, values: &[(ParamAddr, Plain)]) -> Option<String> {
    let (addr, value) = *values.first()?;
    if values.len() > 1 {
        return Some(format!("moves {} together", values.len()));
    }
    let text = mirror.spec(addr)?.display(value);
    Some(format!("{} {text}", mirror.name(addr.node())))
}
