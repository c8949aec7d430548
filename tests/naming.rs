//! Names and colours that are given while the console runs: everybody sees them, undo takes them back, the journal has
//! them at once and the show's file soon.

mod common;

use common::consoles;
use common::desk::{Bench, Client};
use crossbeam_channel::{Receiver, unbounded};
use headroom::control::console::{Keep, Setup};
use headroom::control::feed::Label;
use headroom::control::inbox::Event;
use headroom::control::intent::{Intent, Rights, Shape};
use headroom::control::journal::{Message, Opening};
use headroom::desk::mirror::Mirror;
use headroom::param::{NodeId, Topology};
use headroom::show::journal::segment::{Documents, change};
use std::time::Duration;

const KICK: NodeId = NodeId::strip(1);

struct Desk {
    bench: Bench,
    client: Client,
    mirror: Mirror,
    messages: Receiver<Message>,
    kept: Receiver<Keep>,
    documents: Documents,
    sequence: u64,
}

fn label(name: &str, color: &str) -> Label {
    Label {
        name: name.to_owned(),
        color: color.to_owned(),
    }
}

impl Desk {
    /// Two strips, of which the file calls the first one Kick.
    fn new(documents: Documents, sequence: u64) -> Self {
        let (writer, messages) = unbounded();
        let (saver, kept) = unbounded();
        let mut bench = Bench::new(Setup {
            topology: topology(2),
            labels: vec![(KICK, label("Kick", "red"))],
            journal: Some(Opening {
                documents: documents.clone(),
                sequence,
                ..Opening::first(writer)
            }),
            saver: Some(saver),
            ..Setup::default()
        });
        let client = bench.connect(Rights::Mix);
        let mut desk = Self {
            bench,
            client,
            mirror: Mirror::default(),
            messages,
            kept,
            documents,
            sequence,
        };
        desk.read();
        desk
    }

    fn read(&mut self) {
        self.bench.now += Duration::from_millis(100);
        self.bench.settle();
        for update in self.client.updates.try_iter() {
            self.mirror.take(&update);
        }
        for message in self.messages.try_iter() {
            match message {
                Message::Segment(start) => {
                    self.documents = start.documents;
                    self.sequence = start.header.sequence;
                }
                Message::Documents { changes, sequence } => {
                    change(&mut self.documents, changes);
                    self.sequence = sequence;
                }
                Message::Group(group) => self.sequence = group.sequence,
                _ => {}
            }
        }
    }

    fn ask(&mut self, intent: Intent) -> Result<String, String> {
        let answer = self.bench.ask(&self.client, intent);
        self.read();
        answer
            .map(|answer| answer.text)
            .map_err(|refusal| refusal.to_string())
    }

    fn name(&mut self, node: NodeId, name: &str, color: &str) -> Result<String, String> {
        self.ask(Intent::Label(node, label(name, color)))
    }

    fn called(&self, node: NodeId) -> Label {
        self.mirror.label(node).cloned().unwrap_or_default()
    }

    /// What the show's file shall say, and the number of that change.
    fn wanted(&self) -> Option<(Vec<(NodeId, Label)>, u64)> {
        let labels = self.kept.try_iter().filter_map(|keep| match keep {
            Keep::Labels { labels, number } => Some((labels.into_iter().collect(), number)),
            _ => None,
        });
        labels.last()
    }

    /// The console dies, and another one goes on with its journal; the file says what it said.
    fn again(self) -> Self {
        Self::new(self.documents, self.sequence)
    }
}

fn topology(strips: u16) -> Topology {
    Topology {
        strips: consoles::strips(1..=strips),
        ..Topology::default()
    }
}

#[test]
fn a_name_is_seen_kept_and_taken_back_over_restarts() {
    let mut desk = Desk::new(Documents::new(), 0);
    let bass = NodeId::strip(2);
    let said = desk.name(bass, " Bass ", "blue").unwrap();
    assert_eq!(said, "ch/2: Bass, blue");
    assert_eq!(desk.called(bass), label("Bass", "blue"));
    let (wanted, number) = desk.wanted().unwrap();
    assert_eq!(wanted, [(bass, label("Bass", "blue"))]);
    // A crash before the file is written loses nothing, and the file is still to be written.
    let mut desk = desk.again();
    assert_eq!(desk.called(bass), label("Bass", "blue"));
    assert_eq!(desk.called(KICK), label("Kick", "red"));
    assert_eq!(desk.wanted().unwrap().0, [(bass, label("Bass", "blue"))]);
    assert!(number < desk.sequence);
    desk.ask(Intent::Undo).unwrap();
    assert_eq!(desk.called(bass), Label::default());
    let (wanted, number) = desk.wanted().unwrap();
    assert_eq!(wanted, [(bass, Label::default())]);
    desk.ask(Intent::Redo).unwrap();
    assert_eq!(desk.called(bass), label("Bass", "blue"));
    // The file is written as it was before that: the journal keeps the rest.
    desk.bench.handle(Event::LabelsKept(number));
    desk.read();
    assert!(desk.documents.contains_key("labels"));
    let (_, number) = desk.wanted().unwrap();
    desk.bench.handle(Event::LabelsKept(number));
    desk.read();
    assert!(!desk.documents.contains_key("labels"));
}

#[test]
fn undo_leaves_a_name_that_somebody_else_has_given_since() {
    let mut desk = Desk::new(Documents::new(), 0);
    desk.name(KICK, "Kick in", "red").unwrap();
    let other = desk.bench.connect(Rights::Mix);
    let intent = Intent::Label(KICK, label("Kick out", "red"));
    desk.bench.ask(&other, intent).unwrap();
    let said = desk.ask(Intent::Undo).unwrap();
    assert!(said.contains("nothing"), "{said}");
    assert_eq!(desk.called(KICK).name, "Kick out");
}

#[test]
fn what_cannot_be_a_name_is_refused_and_nothing_changes() {
    let mut desk = Desk::new(Documents::new(), 0);
    for (node, name, color, why) in [
        (NodeId::strip(9), "Kick", "", "there is no ch/9"),
        (NodeId::MONITOR, "Kick", "", "strips, buses, main"),
        (KICK, "a\u{1b}[2J", "", "no control characters"),
        (KICK, &"x".repeat(61), "", "at most 60"),
        (KICK, "Kick", "mauve", "allowed: red, orange"),
    ] {
        let refused = desk.name(node, name, color).unwrap_err();
        assert!(refused.contains(why), "{refused}");
    }
    assert_eq!(desk.called(KICK), label("Kick", "red"));
    assert_eq!(desk.wanted(), None);
    // "off" is no colour, and an empty name is none.
    desk.name(KICK, "", "off").unwrap();
    assert_eq!(desk.called(KICK), Label::default());
}

#[test]
fn new_strips_bring_their_names_and_the_others_keep_theirs() {
    let mut desk = Desk::new(Documents::new(), 0);
    let shape = Shape {
        topology: topology(3),
        labels: vec![(NodeId::strip(3), label("Keys", "green"))],
    };
    desk.ask(Intent::Reshape(shape)).unwrap();
    assert_eq!(desk.called(NodeId::strip(3)), label("Keys", "green"));
    assert_eq!(desk.called(KICK), label("Kick", "red"));
    let wanted = desk.wanted().unwrap().0;
    assert_eq!(wanted, [(NodeId::strip(3), label("Keys", "green"))]);
    let broken = Shape {
        topology: topology(2),
        labels: vec![(KICK, label("Kick", "mauve"))],
    };
    assert!(desk.ask(Intent::Reshape(broken)).is_err());
    assert_eq!(desk.called(NodeId::strip(3)).name, "Keys");
}
