//! Undo and redo over the lives of a console: who touched what last is known after a restart as before it.

mod common;

use common::consoles;
use common::desk::{Bench, Client};
use crossbeam_channel::{Receiver, unbounded};
use headroom::control::console::Setup;
use headroom::control::inbox::Event;
use headroom::control::intent::{CueNumber, CueWish, Hello, Intent, Rights, SceneWish};
use headroom::control::journal::{Message, Opening};
use headroom::param::{ParamAddr, Plain, Topology};
use headroom::show::cue::Cue;
use headroom::show::journal::past::PastReader;
use headroom::show::journal::record::Group;
use headroom::show::journal::segment::{Documents, change};
use std::collections::HashMap;
use std::time::Duration;

/// A console that writes a journal, and what the journal has come to hold.
struct Life {
    bench: Bench,
    messages: Receiver<Message>,
    values: HashMap<ParamAddr, Plain>,
    /// Every group from the first life on, with the values before it.
    groups: Vec<(Group, HashMap<ParamAddr, Plain>)>,
    documents: Documents,
    sequence: u64,
}

fn topology() -> Topology {
    Topology {
        strips: consoles::strips(1..=2),
        ..Topology::default()
    }
}

impl Life {
    fn first() -> Self {
        let (writer, messages) = unbounded();
        Self::begin(Opening::first(writer), messages, HashMap::new(), Vec::new())
    }

    fn begin(
        opening: Opening,
        messages: Receiver<Message>,
        values: HashMap<ParamAddr, Plain>,
        groups: Vec<(Group, HashMap<ParamAddr, Plain>)>,
    ) -> Self {
        let (saver, _) = unbounded();
        let mut bench = Bench::new(Setup {
            topology: topology(),
            values: values.clone().into_iter().collect(),
            journal: Some(opening),
            saver: Some(saver),
            ..Setup::default()
        });
        bench.settle();
        Self {
            bench,
            messages,
            values,
            groups,
            documents: Documents::new(),
            sequence: 0,
        }
    }

    /// The console dies, and another one goes on with its journal.
    fn again(mut self) -> Self {
        self.read();
        let mut past = PastReader::default();
        for (group, before) in &self.groups {
            past.take(group, before);
        }
        let (writer, messages) = unbounded();
        let opening = Opening {
            sequence: self.sequence,
            documents: self.documents,
            pasts: past.finish(),
            ..Opening::first(writer)
        };
        Self::begin(opening, messages, self.values, self.groups)
    }

    fn read(&mut self) {
        self.wait();
        for message in self.messages.try_iter() {
            match message {
                Message::Segment(start) => {
                    let addrs = start.layout.indices().map(|index| start.layout.addr(index));
                    self.values = addrs.zip(start.values).collect();
                    self.documents = start.documents;
                    self.sequence = start.header.sequence;
                }
                Message::Group(group) => {
                    let before = self.values.clone();
                    let entries = group.entries.iter();
                    self.values
                        .extend(entries.map(|entry| (entry.addr, entry.value)));
                    self.sequence = group.sequence;
                    self.groups.push((group, before));
                }
                Message::Documents { changes, sequence } => {
                    change(&mut self.documents, changes);
                    self.sequence = sequence;
                }
                _ => {}
            }
        }
    }

    /// Long enough for one move to be no part of the one before.
    fn wait(&mut self) {
        for _ in 0..100 {
            self.bench.wait(Duration::from_millis(10));
            self.bench.settle();
        }
    }

    fn come(&mut self, name: &str) -> Client {
        let (id_in, id) = crossbeam_channel::bounded(1);
        let (updates_in, updates) = unbounded();
        self.bench.handle(Event::Connect {
            hello: Hello {
                name: name.to_owned(),
                rights: Rights::Mix,
            },
            id: id_in,
            updates: updates_in,
        });
        let id = id.try_recv().unwrap();
        Client { id, updates }
    }

    fn set(&mut self, client: &Client, path: &str, text: &str) {
        self.wait();
        self.bench.set(client, path, text).unwrap();
    }

    fn ask(&mut self, client: &Client, intent: Intent) -> String {
        self.wait();
        self.bench.ask(client, intent).unwrap().text
    }

    fn scene(&mut self) -> Option<String> {
        let client = self.come("reader");
        self.bench.settle();
        let mut mirror = headroom::desk::mirror::Mirror::default();
        for update in client.updates.try_iter() {
            mirror.take(&update);
        }
        let cue = mirror.cues().current;
        let scene = mirror.scenes().current.clone()?;
        Some(format!(
            "{scene} by cue {}",
            cue.map_or("-".to_owned(), |cue| cue.to_string())
        ))
    }
}

const LEFT: &str = "1 parameter was left: others have set it since";

#[test]
fn what_another_set_to_the_same_is_left_after_a_restart_too() {
    let mut life = Life::first();
    let (anna, bob) = (life.come("Anna"), life.come("Bob"));
    life.set(&anna, "ch/1/mute", "on");
    life.set(&bob, "ch/1/mute", "on");
    life.set(&anna, "ch/2/mute", "on");
    let mut life = life.again();
    let anna = life.come("Anna");
    assert_eq!(life.ask(&anna, Intent::Undo), "Undone: ch/2/mute");
    let nothing = format!("Undone: nothing; {LEFT}");
    assert_eq!(life.ask(&anna, Intent::Undo), nothing);
    assert!(life.bench.value("ch/1/mute").is_on());
}

#[test]
fn steps_of_others_are_in_order_after_a_restart() {
    let mut life = Life::first();
    let (anna, bob) = (life.come("Anna"), life.come("Bob"));
    life.set(&bob, "ch/1/mute", "on");
    life.set(&bob, "ch/1/mute", "off");
    life.set(&anna, "ch/1/mute", "on");
    life.set(&anna, "ch/2/mute", "on");
    life.set(&bob, "ch/2/mute", "off");
    life.set(&bob, "ch/2/mute", "on");
    let mut life = life.again();
    let anna = life.come("Anna");
    // Bob was there before Anna on strip 1, and after her on strip 2.
    let nothing = format!("Undone: nothing; {LEFT}");
    assert_eq!(life.ask(&anna, Intent::Undo), nothing);
    assert_eq!(life.ask(&anna, Intent::Undo), "Undone: ch/1/mute");
    // Taken back and done again over another restart.
    let mut life = life.again();
    let (anna, bob) = (life.come("Anna"), life.come("Bob"));
    life.set(&bob, "ch/1/mute", "off");
    let nothing = format!("Redone: nothing; {LEFT}");
    assert_eq!(life.ask(&anna, Intent::Redo), nothing);
    assert!(!life.bench.value("ch/1/mute").is_on());
}

/// Two cues went, each with its scene.
fn two_cues() -> (Life, Client) {
    let mut life = Life::first();
    let anna = life.come("Anna");
    for (number, scene, level) in [("10", "A", "-10 dB"), ("20", "B", "-20 dB")] {
        life.set(&anna, "ch/1/fader", level);
        life.ask(&anna, Intent::Scene(SceneWish::Store(scene.to_owned())));
        let number = CueNumber::parse(number).unwrap();
        let cue = Cue::of(number, Some(scene.to_owned()));
        life.ask(&anna, Intent::Cues(CueWish::Add(Box::new(cue))));
    }
    for _ in 0..2 {
        life.ask(&anna, Intent::Go);
    }
    assert_eq!(life.scene().unwrap(), "B by cue 20");
    (life, anna)
}

#[test]
fn redo_of_a_go_brings_back_its_scene_and_the_place_of_its_cue() {
    for dies in [false, true] {
        let (mut life, anna) = two_cues();
        let said = life.ask(&anna, Intent::Undo);
        assert!(said.ends_with("; cue 20 is next again"), "{said}");
        assert_eq!(life.scene().unwrap(), "A by cue 10");
        let mut life = if dies { life.again() } else { life };
        let anna = life.come("Anna");
        let said = life.ask(&anna, Intent::Redo);
        assert!(said.contains("; cue 20 is current again"), "{said}");
        assert_eq!(life.scene().unwrap(), "B by cue 20");
        assert_eq!(life.bench.value("ch/1/fader"), Plain(-20.0));
        // And undo of the recall takes that back as it did before.
        let said = life.ask(&anna, Intent::Scene(SceneWish::UndoRecall));
        assert!(said.ends_with("; cue 20 is next again"), "{said}");
        assert_eq!(life.scene().unwrap(), "A by cue 10");
    }
}

#[test]
fn a_recall_that_undo_took_back_is_not_the_last_one_after_a_restart() {
    let (mut life, anna) = two_cues();
    life.ask(&anna, Intent::Undo);
    let mut life = life.again();
    let anna = life.come("Anna");
    let said = life.ask(&anna, Intent::Scene(SceneWish::UndoRecall));
    assert!(said.ends_with("; cue 10 is next again"), "{said}");
}

#[test]
fn scenes_and_cues_that_are_gone_come_back_after_restarts() {
    let (mut life, anna) = two_cues();
    life.ask(&anna, Intent::Scene(SceneWish::Delete("A".to_owned())));
    let ten = CueNumber::parse("10").unwrap();
    life.ask(&anna, Intent::Cues(CueWish::Delete(ten)));
    life.set(&anna, "ch/2/mute", "on");
    for undone in ["ch/2/mute", "cue 10", "scene A"] {
        life = life.again();
        let anna = life.come("Anna");
        let said = life.ask(&anna, Intent::Undo);
        assert_eq!(said, format!("Undone: {undone}"));
    }
    let anna = life.come("Anna");
    let recall = Intent::Scene(SceneWish::Recall("A".to_owned(), Some(0.0)));
    life.ask(&anna, recall);
    assert_eq!(life.bench.value("ch/1/fader"), Plain(-10.0));
    life.ask(&anna, Intent::Undo);
    // What was taken back is done again, as long as nothing else was done.
    let mut life = life.again();
    let anna = life.come("Anna");
    life.ask(&anna, Intent::Redo);
    assert_eq!(
        life.ask(&anna, Intent::Scene(SceneWish::UndoRecall)),
        "Recall undone: ch/1/fader"
    );
}

#[test]
fn redo_of_a_deleted_scene_outlives_a_restart_and_ends_with_the_next_step() {
    let (mut life, anna) = two_cues();
    life.ask(&anna, Intent::Scene(SceneWish::Delete("A".to_owned())));
    life.ask(&anna, Intent::Undo);
    let mut life = life.again();
    let anna = life.come("Anna");
    assert_eq!(life.ask(&anna, Intent::Redo), "Redone: scene A");
    life.ask(&anna, Intent::Undo);
    life.set(&anna, "ch/2/mute", "on");
    let mut life = life.again();
    let anna = life.come("Anna");
    assert!(life.bench.ask(&anna, Intent::Redo).is_err());
}

#[test]
fn the_journal_keeps_the_last_steps_of_scenes_and_no_more() {
    let (mut life, anna) = two_cues();
    for _ in 0..30 {
        life.ask(&anna, Intent::Scene(SceneWish::Store("A".to_owned())));
        life.read();
        let steps = life.documents.keys().filter(|key| key.starts_with("step/"));
        assert!(steps.count() <= 20);
    }
}

/// A step that is taken while an undo still moves begins where the undo goes, now and after a restart.
#[test]
fn a_step_within_the_glide_of_an_undo_begins_at_its_end() {
    let mut life = Life::first();
    life.bench.open(48000);
    let anna = life.come("Anna");
    life.set(&anna, "ch/1/fader", "-40 dB");
    life.bench.run(96_000, 0.0);
    life.set(&anna, "ch/1/fader", "-10 dB");
    life.bench.run(96_000, 0.0);
    life.ask(&anna, Intent::Undo);
    life.bench.run(4800, 0.0);
    life.bench.settle();
    let halfway = life.bench.value("ch/1/fader").0;
    assert!(halfway > -39.0 && halfway < -11.0, "{halfway}");
    life.bench.set(&anna, "ch/1/fader", "-60 dB").unwrap();
    life.bench.run(96_000, 0.0);
    let mut life = life.again();
    let anna = life.come("Anna");
    life.ask(&anna, Intent::Undo);
    assert_eq!(life.bench.value("ch/1/fader").0, -40.0);
}
