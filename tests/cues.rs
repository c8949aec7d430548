//! The list of cues: what GO lets go, what waits and follows by itself, and what becomes of the list.

mod common;

use common::consoles;
use common::desk::{Bench, Client};
use headroom::control::console::{Keep, Setup};
use headroom::control::feed::{CueCountdown, CueList, News, SceneList};
use headroom::control::inbox::{CuesRead, Event};
use headroom::control::intent::{
    Answer, Cue, CueChange, CueMidi, CueNumber, CueWish, Intent, Refusal, Rights, SceneWish,
};
use headroom::control::journal::{Message, Opening};
use headroom::desk::mirror::Mirror;
use headroom::param::{Plain, Topology};
use headroom::show::journal::segment::{Documents, change};
use std::time::Duration;

/// Levels of strip 1 in the scenes A, B, C, D.
const LEVELS: [(&str, f32); 4] = [("A", -10.0), ("B", -20.0), ("C", -30.0), ("D", -40.0)];

/// A front end that reads along.
struct Desk {
    bench: Bench,
    me: Client,
    mirror: Mirror,
}

fn number(text: &str) -> CueNumber {
    CueNumber::parse(text).unwrap()
}

fn cue(text: &str, scene: &str) -> Cue {
    Cue::of(
        number(text),
        Some(scene.to_owned()).filter(|scene| !scene.is_empty()),
    )
}

fn topology() -> Topology {
    Topology {
        strips: consoles::strips(1..=2),
        ..Topology::default()
    }
}

impl Desk {
    fn new(setup: Setup) -> Self {
        let mut bench = Bench::new(setup);
        let me = bench.connect(Rights::Mix);
        let mirror = Mirror::default();
        let mut desk = Self { bench, me, mirror };
        desk.read();
        desk
    }

    /// Four scenes, and these cues.
    fn with(cues: Vec<Cue>) -> Self {
        let mut desk = Self::new(Setup {
            topology: topology(),
            ..Setup::default()
        });
        for (name, db) in LEVELS {
            desk.bench
                .set(&desk.me, "ch/1/fader", &format!("{db} dB"))
                .unwrap();
            desk.ask(Intent::Scene(SceneWish::Store(name.to_owned())))
                .unwrap();
        }
        for cue in cues {
            desk.wish(CueWish::Add(Box::new(cue))).unwrap();
        }
        desk
    }

    fn ask(&mut self, intent: Intent) -> Result<Answer, Refusal> {
        let answer = self.bench.ask(&self.me, intent);
        self.read();
        answer
    }

    fn wish(&mut self, wish: CueWish) -> Result<String, String> {
        let answer = self.ask(Intent::Cues(wish));
        answer
            .map(|answer| answer.text)
            .map_err(|refusal| refusal.to_string())
    }

    fn change(&mut self, of: &str, change: CueChange) -> Result<String, String> {
        self.wish(CueWish::Change(number(of), vec![change]))
    }

    /// GO, long enough after the last one.
    fn go(&mut self) -> String {
        self.wait(1.0);
        self.ask(Intent::Go)
            .map_or_else(|refusal| refusal.to_string(), |answer| answer.text)
    }

    /// Time passes, tick by tick.
    fn wait(&mut self, seconds: f32) {
        for _ in 0..(seconds * 100.0).round() as u32 {
            self.bench.wait(Duration::from_millis(10));
            self.read();
        }
    }

    fn read(&mut self) {
        self.bench.settle();
        for update in self.me.updates.try_iter() {
            self.mirror.take(&update);
        }
    }

    /// Current, next, and where strip 1 stands.
    fn stands(&self) -> (String, String, f32) {
        let cues = self.mirror.cues();
        let text = |number: Option<CueNumber>| number.map_or("-".to_owned(), |n| n.to_string());
        (
            text(cues.current),
            text(cues.armed),
            self.bench.value("ch/1/fader").0,
        )
    }

    fn assert_stands(&self, current: &str, next: &str, level: f32) {
        let expected = (current.to_owned(), next.to_owned(), level);
        assert_eq!(self.stands(), expected);
    }

    fn tenths(&self) -> Option<u32> {
        self.mirror.countdown().map(|countdown| countdown.tenths)
    }
}

#[test]
fn go_walks_the_cues_by_number_and_passes_over_what_is_skipped() {
    let skipped = Cue {
        skipped: true,
        ..cue("20", "C")
    };
    let mut desk = Desk::with(vec![
        cue("30", "D"),
        cue("10", "A"),
        skipped,
        cue("10.5", "B"),
    ]);
    // The first cue that was there is next; those before it do not push in.
    desk.assert_stands("-", "30", -40.0);
    desk.wish(CueWish::Arm(Some(number("10")))).unwrap();
    assert_eq!(desk.go(), "Cue 10 A: Recalled: A, 1 parameter moved");
    desk.assert_stands("10", "10.5", -10.0);
    desk.go();
    desk.assert_stands("10.5", "30", -20.0);
    assert_eq!(desk.mirror.scenes().armed.as_deref(), Some("D"));
    desk.go();
    desk.assert_stands("30", "-", -40.0);
    assert_eq!(
        desk.go(),
        "no cue is next; choose one with previous or next"
    );
    // Asked for by number, a skipped one goes all the same.
    desk.wish(CueWish::Jump(number("20"))).unwrap();
    desk.assert_stands("20", "30", -30.0);
}

#[test]
fn two_go_within_half_a_second_are_one_however_they_are_asked() {
    let mut desk = Desk::with(vec![cue("1", "A"), cue("2", "B"), cue("3", "C")]);
    desk.go();
    for wish in [
        Intent::Go,
        Intent::Cues(CueWish::Jump(number("3"))),
        Intent::Cues(CueWish::Back),
    ] {
        desk.wait(0.1);
        let error = desk.ask(wish).unwrap_err().to_string();
        assert!(
            error.starts_with("two recalls within half a second"),
            "{error}"
        );
    }
    desk.assert_stands("1", "2", -10.0);
}

#[test]
fn steps_arm_cues_back_goes_to_the_one_before_and_a_scene_arms_its_cue() {
    let mut desk = Desk::with(vec![
        cue("1", "A"),
        cue("2", "B"),
        cue("3", "C"),
        cue("4", "A"),
    ]);
    desk.go();
    desk.ask(Intent::Scene(SceneWish::StepArmed(1))).unwrap();
    desk.assert_stands("1", "3", -10.0);
    desk.ask(Intent::Scene(SceneWish::StepArmed(-1))).unwrap();
    desk.go();
    desk.wait(1.0);
    assert_eq!(
        desk.wish(CueWish::Back).unwrap(),
        "Cue 1 A: Recalled: A, 1 parameter moved"
    );
    desk.assert_stands("1", "2", -10.0);
    desk.wait(1.0);
    let error = desk.wish(CueWish::Back).unwrap_err();
    assert_eq!(error, "nothing lies before this; nothing was recalled");
    // The next cue of that scene, and round the list to the first.
    desk.ask(Intent::Scene(SceneWish::Arm(Some("A".to_owned()))))
        .unwrap();
    desk.assert_stands("1", "4", -10.0);
    desk.go();
    desk.ask(Intent::Scene(SceneWish::Arm(Some("A".to_owned()))))
        .unwrap();
    desk.assert_stands("4", "1", -10.0);
    let error = desk
        .ask(Intent::Scene(SceneWish::Arm(Some("D".to_owned()))))
        .unwrap_err();
    assert!(
        error.to_string().starts_with("no cue recalls 'D'"),
        "{error}"
    );
    desk.ask(Intent::Scene(SceneWish::Arm(None))).unwrap();
    desk.assert_stands("4", "-", -10.0);
    // A scene that is recalled by itself leaves the list where it is.
    desk.ask(Intent::Scene(SceneWish::Recall("C".to_owned(), None)))
        .unwrap();
    desk.assert_stands("4", "-", -30.0);
}

#[test]
fn a_recall_that_is_taken_back_makes_its_cue_the_next_one_again() {
    let follow = Cue {
        follow: Some(5.0),
        ..cue("2", "B")
    };
    let mut desk = Desk::with(vec![cue("1", "A"), follow, cue("3", "C")]);
    desk.go();
    desk.go();
    desk.assert_stands("2", "3", -20.0);
    let said = desk.ask(Intent::Scene(SceneWish::UndoRecall)).unwrap().text;
    assert!(
        said.ends_with("; cue 2 is next again; the countdown is stopped"),
        "{said}"
    );
    desk.assert_stands("1", "2", -10.0);
    desk.ask(Intent::Scene(SceneWish::UndoRecall)).unwrap();
    desk.assert_stands("-", "1", -40.0);
    // A recall beside the list leaves it alone, and so does one whose cue is gone.
    desk.go();
    desk.ask(Intent::Scene(SceneWish::Recall("D".to_owned(), None)))
        .unwrap();
    desk.ask(Intent::Scene(SceneWish::UndoRecall)).unwrap();
    desk.assert_stands("1", "2", -10.0);
    desk.wish(CueWish::Delete(number("1"))).unwrap();
    desk.ask(Intent::Scene(SceneWish::UndoRecall)).unwrap();
    desk.assert_stands("-", "2", -40.0);
}

#[test]
fn without_cues_numbers_are_places_of_scenes() {
    let mut desk = Desk::with(Vec::new());
    desk.wish(CueWish::Arm(Some(number("2")))).unwrap();
    let armed = |desk: &Desk| desk.mirror.scenes().armed.clone().unwrap_or_default();
    assert_eq!(armed(&desk), "B");
    desk.go();
    desk.wait(1.0);
    desk.wish(CueWish::Back).unwrap();
    assert_eq!((desk.stands().2, armed(&desk)), (-10.0, "B".to_owned()));
    desk.wait(1.0);
    desk.wish(CueWish::Jump(number("4"))).unwrap();
    assert_eq!(desk.stands().2, -40.0);
    let error = desk.wish(CueWish::Arm(Some(number("1.5")))).unwrap_err();
    assert_eq!(error, "there is no scene number 1.5; this show has 4");
    assert_eq!(desk.wish(CueWish::Stop).unwrap_err(), "no cue counts down");
}

#[test]
fn a_cue_waits_after_go_and_a_second_go_lets_it_go_at_once() {
    let waiting = Cue {
        wait: 2.0,
        ..cue("2", "B")
    };
    let mut desk = Desk::with(vec![cue("1", "A"), waiting, cue("3", "C")]);
    desk.go();
    assert_eq!(desk.go(), "Cue 2 B goes in 2 s");
    assert_eq!(desk.tenths(), Some(20));
    desk.wait(0.25);
    assert_eq!(desk.tenths(), Some(18));
    desk.assert_stands("1", "2", -10.0);
    desk.wait(1.74);
    desk.assert_stands("1", "2", -10.0);
    desk.wait(0.01);
    desk.assert_stands("2", "3", -20.0);
    assert_eq!(desk.tenths(), None);
    desk.wish(CueWish::Arm(Some(number("2")))).unwrap();
    desk.ask(Intent::Scene(SceneWish::Recall("A".to_owned(), None)))
        .unwrap();
    desk.go();
    desk.assert_stands("2", "2", -10.0);
    desk.go();
    desk.assert_stands("2", "3", -20.0);
}

/// 1 is followed by 2 after two seconds and the half that 2 waits, 2 at once by 3.
fn following() -> Desk {
    let first = Cue {
        follow: Some(2.0),
        ..cue("1", "A")
    };
    let second = Cue {
        follow: Some(0.0),
        wait: 0.5,
        ..cue("2", "B")
    };
    Desk::with(vec![first, second, cue("3", "C"), cue("4", "D")])
}

#[test]
fn cues_follow_by_themselves_until_one_waits_for_go() {
    let mut desk = following();
    assert!(desk.go().ends_with("; cue 2 B follows in 2.5 s"));
    desk.wait(2.49);
    desk.assert_stands("1", "2", -10.0);
    desk.wait(0.02);
    desk.assert_stands("3", "4", -30.0);
    desk.wait(60.0);
    desk.assert_stands("3", "4", -30.0);
    // The recall key takes back what went by itself as well.
    desk.ask(Intent::Scene(SceneWish::UndoRecall)).unwrap();
    assert_eq!(desk.bench.value("ch/1/fader"), Plain(-20.0));
}

#[test]
fn what_counts_down_is_held_stopped_hurried_and_ends_with_another_choice() {
    let mut desk = following();
    desk.go();
    desk.wait(1.0);
    assert_eq!(desk.wish(CueWish::Hold).unwrap(), "Held: cue 2 B");
    desk.wait(30.0);
    let held = CueCountdown {
        tenths: 15,
        is_held: true,
    };
    assert_eq!(desk.mirror.countdown(), Some(held));
    desk.wish(CueWish::Hold).unwrap();
    desk.wait(1.4);
    desk.assert_stands("1", "2", -10.0);
    assert_eq!(
        desk.wish(CueWish::Stop).unwrap(),
        "Stopped: cue 2 B waits for GO"
    );
    desk.wait(30.0);
    desk.assert_stands("1", "2", -10.0);
    // GO in the midst of it does not wait for the rest.
    desk.wish(CueWish::Jump(number("1"))).unwrap();
    assert_eq!(desk.tenths(), Some(25));
    desk.go();
    assert_eq!(desk.stands().0, "3", "2 went, and 3 at once after it");
    desk.wait(1.0);
    desk.wish(CueWish::Jump(number("1"))).unwrap();
    let said = desk.wish(CueWish::Arm(Some(number("4")))).unwrap();
    assert_eq!(said, "Next: cue 4 D; the countdown is stopped");
    desk.wait(30.0);
    desk.assert_stands("1", "4", -10.0);
}

#[test]
fn panic_a_deleted_cue_and_a_scene_that_is_gone_stop_what_goes_by_itself() {
    let mut desk = following();
    desk.go();
    desk.ask(Intent::Panic).unwrap();
    desk.wait(30.0);
    desk.assert_stands("1", "2", -10.0);
    let mut desk = following();
    desk.go();
    desk.wish(CueWish::Delete(number("2"))).unwrap();
    desk.wait(30.0);
    desk.assert_stands("1", "3", -10.0);
    let mut desk = following();
    desk.go();
    desk.ask(Intent::Scene(SceneWish::Delete("B".to_owned())))
        .unwrap();
    desk.wait(30.0);
    // It is passed over, and what lies behind it waits for GO.
    desk.assert_stands("1", "3", -10.0);
    assert_eq!(desk.tenths(), None);
}

#[test]
fn a_cue_fades_as_it_says_and_sends_what_it_has_to_send_once_it_goes() {
    let midi = ["program 5 channel 1 to Lights", "msc go 3 to Lights"]
        .map(|text| CueMidi::parse(text).unwrap());
    let sending = Cue {
        midi: midi.to_vec(),
        wait: 1.0,
        ..cue("1", "")
    };
    let slow = Cue {
        fade: Some(4.0),
        ..cue("2", "B")
    };
    let mut desk = Desk::with(vec![sending, slow]);
    desk.go();
    assert!(desk.bench.midi.is_empty());
    desk.wait(1.0);
    assert_eq!(desk.bench.midi.try_iter().collect::<Vec<_>>(), midi);
    // A cue without a scene moves nothing.
    desk.assert_stands("1", "2", -40.0);
    desk.bench.open(48_000);
    desk.wait(1.0);
    desk.ask(Intent::Go).unwrap();
    desk.bench.run(48_000, 0.0);
    let level = desk.bench.value("ch/1/fader").0;
    assert!((-40.0..-30.0).contains(&level), "{level}");
    desk.bench.run(3 * 48_000, 0.0);
    assert_eq!(desk.bench.value("ch/1/fader").0, -20.0);
}

fn called(desk: &Desk) -> Vec<String> {
    desk.mirror.cues().list.iter().map(Cue::called).collect()
}

#[test]
fn cues_are_changed_moved_copied_renumbered_and_deleted_and_undo_takes_each_back() {
    let mut desk = Desk::with(vec![cue("10", "A"), cue("20", "B")]);
    let before = called(&desk);
    let one = number("1");
    let steps: [(CueWish, &[&str]); 7] = [
        (
            CueWish::Change(number("10"), vec![CueChange::Name("Intro".to_owned())]),
            &["10 Intro", "20 B"],
        ),
        (
            CueWish::Duplicate(number("10"), number("15")),
            &["10 Intro", "15 Intro", "20 B"],
        ),
        (
            CueWish::Move(number("10"), number("17.5")),
            &["15 Intro", "17.5 Intro", "20 B"],
        ),
        (
            CueWish::Swap(number("17.5"), number("20")),
            &["15 Intro", "17.5 B", "20 Intro"],
        ),
        (CueWish::Renumber(one, one), &["1 Intro", "2 B", "3 Intro"]),
        (CueWish::Delete(number("2")), &["1 Intro", "3 Intro"]),
        (
            CueWish::Add(Box::new(cue("2", "C"))),
            &["1 Intro", "2 C", "3 Intro"],
        ),
    ];
    for (wish, expected) in &steps {
        desk.wish(wish.clone()).unwrap();
        assert_eq!(called(&desk), *expected, "{wish:?}");
    }
    // What was next goes along wherever its number goes.
    assert_eq!(desk.stands().1, "3");
    for (_, expected) in steps.iter().rev().skip(1) {
        desk.ask(Intent::Undo).unwrap();
        assert_eq!(called(&desk), *expected);
    }
    desk.ask(Intent::Undo).unwrap();
    assert_eq!(called(&desk), before);
    assert_eq!(desk.stands().1, "10");
    for (_, expected) in &steps {
        desk.ask(Intent::Redo).unwrap();
        assert_eq!(called(&desk), *expected);
    }
    // Somebody else has changed it since: nothing is undone.
    let other = desk.bench.connect(Rights::Mix);
    let skip = Intent::Cues(CueWish::Change(number("2"), vec![CueChange::Skipped(true)]));
    desk.bench.ask(&other, skip).unwrap();
    let said = desk.ask(Intent::Undo).unwrap().text;
    assert_eq!(said, "Undone: nothing; cue 2 was changed since");
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    let mut desk = Desk::with(vec![cue("1", "A"), cue("2", "B")]);
    desk.change("1", CueChange::Locked(true)).unwrap();
    let before = called(&desk);
    let long = "x".repeat(300);
    let add = |cue: Cue| CueWish::Add(Box::new(cue));
    let change = |of: &str, change| CueWish::Change(number(of), vec![change]);
    let rows = [
        (add(cue("2", "C")), "there is a cue 2 already"),
        (add(cue("3", "Nothing")), "there is no scene 'Nothing'"),
        (
            add(Cue {
                fade: Some(61.0),
                ..cue("3", "C")
            }),
            "a fade takes 0 to 60 seconds",
        ),
        (
            add(Cue {
                wait: f32::NAN,
                ..cue("3", "C")
            }),
            "a cue waits 0 to 3600 seconds",
        ),
        (
            change("2", CueChange::Scene(Some("Nothing".to_owned()))),
            "there is no scene",
        ),
        (
            change("2", CueChange::Notes(long)),
            "notes of a cue: one line",
        ),
        (change("3", CueChange::Wait(1.0)), "there is no cue 3"),
        (
            change("1", CueChange::Wait(1.0)),
            "cue 1 is locked; unlock it first",
        ),
        (CueWish::Delete(number("1")), "cue 1 is locked"),
        (CueWish::Move(number("1"), number("5")), "cue 1 is locked"),
        (CueWish::Swap(number("2"), number("1")), "cue 1 is locked"),
        (
            CueWish::Move(number("2"), number("1")),
            "there is a cue 1 already",
        ),
        (CueWish::Jump(number("3")), "there is no cue 3"),
        (CueWish::Arm(Some(number("3"))), "there is no cue 3"),
        (
            CueWish::Renumber(number("99999"), number("1")),
            "there are not enough numbers",
        ),
    ];
    for (wish, expected) in rows {
        let error = desk.wish(wish.clone()).unwrap_err();
        assert!(error.starts_with(expected), "{wish:?}: {error}");
        assert_eq!(called(&desk), before);
    }
    desk.change("1", CueChange::Locked(false)).unwrap();
    desk.wish(CueWish::Delete(number("1"))).unwrap();
}

#[test]
fn a_renamed_scene_takes_its_cues_along() {
    let mut desk = Desk::with(vec![cue("1", "A"), cue("2", "B"), cue("3", "A")]);
    desk.ask(Intent::Scene(SceneWish::Rename(
        "A".to_owned(),
        "Verse".to_owned(),
    )))
    .unwrap();
    assert_eq!(called(&desk), ["1 Verse", "2 B", "3 Verse"]);
    desk.ask(Intent::Undo).unwrap();
    assert_eq!(called(&desk), ["1 A", "2 B", "3 A"]);
}

/// A console whose files are kept by nobody, and whose journal goes on from these documents.
fn opened(
    documents: Documents,
) -> (
    Desk,
    crossbeam_channel::Receiver<Message>,
    crossbeam_channel::Receiver<Keep>,
) {
    let (writer, messages) = crossbeam_channel::unbounded();
    let (saver, kept) = crossbeam_channel::unbounded();
    let opening = Opening {
        documents,
        ..Opening::first(writer)
    };
    let desk = Desk::new(Setup {
        topology: topology(),
        journal: Some(opening),
        saver: Some(saver),
        ..Setup::default()
    });
    (desk, messages, kept)
}

/// The documents that a journal holds after all messages.
fn documents(desk: &mut Desk, messages: &crossbeam_channel::Receiver<Message>) -> Documents {
    desk.wait(0.1);
    let mut documents = Documents::new();
    for message in messages.try_iter() {
        match message {
            Message::Segment(start) => documents = start.documents,
            Message::Documents { changes, .. } => change(&mut documents, changes),
            Message::DropDocuments { prefix, .. } => {
                documents.retain(|key, _| !key.starts_with(&prefix));
            }
            _ => {}
        }
    }
    documents
}

/// A list of three cues, of which the first went and counts down to the next; its documents, what was handed over
/// last, and the console.
type Going = (
    Desk,
    crossbeam_channel::Receiver<Message>,
    Documents,
    (Vec<Cue>, u64),
);

fn going() -> Going {
    let (mut desk, written, kept) = opened(Documents::new());
    desk.ask(Intent::Scene(SceneWish::Store("A".to_owned())))
        .unwrap();
    let follow = Cue {
        follow: Some(5.0),
        ..cue("1", "A")
    };
    for cue in [follow, cue("2", "A"), cue("3", "")] {
        desk.wish(CueWish::Add(Box::new(cue))).unwrap();
    }
    desk.go();
    let known = documents(&mut desk, &written);
    let last = kept.try_iter().filter_map(|keep| match keep {
        Keep::Cues { cues, number } => Some((cues, number)),
        _ => None,
    });
    let last = last.last().unwrap();
    assert_eq!(last.0, desk.mirror.cues().list);
    (desk, written, known, last)
}

#[test]
fn killed_before_the_file_was_written_the_journal_has_the_list_and_nothing_counts_down() {
    let (desk, _, known, _) = going();
    let before = (desk.mirror.cues().clone(), desk.stands());
    let (mut again, messages, kept) = opened(known.clone());
    assert_eq!((again.mirror.cues().clone(), again.stands()), before);
    assert_eq!(again.tenths(), None);
    let said = again.bench.connect(Rights::Watch);
    again.read();
    let mut notices = said.updates.try_iter().flat_map(|update| update.notices);
    assert!(notices.any(|notice| notice.text.starts_with("cue 2 counted down")));
    // Nothing is said before the journal has begun: it would be missing there.
    let first = messages.try_iter().next().unwrap();
    assert!(matches!(first, Message::Segment(_)), "{first:?}");
    again.wait(30.0);
    assert_eq!(again.stands(), before.1);
    // What an older file says does not count then, and is written over.
    again
        .bench
        .handle(Event::Cues(read(vec![cue("7", "A")], None)));
    again.read();
    assert_eq!(again.mirror.cues(), &before.0);
    let is_list = |keep: Keep| matches!(keep, Keep::Cues { cues, .. } if cues == before.0.list);
    assert!(kept.try_iter().any(is_list));
    // Written just before the end, and then changed by a hand: the hand's counts.
    let (mut again, _messages, _kept) = opened(known);
    let by_hand = read(vec![cue("7", "A")], Some(before.0.list));
    again.bench.handle(Event::Cues(by_hand));
    again.read();
    assert_eq!(again.mirror.cues().list, [cue("7", "A")]);
}

#[test]
fn once_its_file_is_written_the_list_comes_from_there_and_its_place_from_the_journal() {
    let (mut desk, written, mut known, (cues, number)) = going();
    let before = (desk.mirror.cues().clone(), desk.stands());
    desk.bench.handle(Event::CuesKept(number));
    desk.wait(0.1);
    for message in written.try_iter() {
        if let Message::Documents { changes, .. } = message {
            change(&mut known, changes);
        }
    }
    assert!(!known.contains_key("cue-list") && known.contains_key("cue-place"));
    let (mut again, ..) = opened(known);
    assert_eq!(again.mirror.cues().list, []);
    again.bench.handle(Event::Cues(read(cues, None)));
    again.read();
    assert_eq!((again.mirror.cues(), again.stands()), (&before.0, before.1));
}

fn read(cues: Vec<Cue>, before: Option<Vec<Cue>>) -> CuesRead {
    CuesRead {
        cues,
        before,
        notices: Vec::new(),
    }
}

#[test]
fn news_of_cues_reach_every_front_end_and_keep_nothing_else() {
    let mut mirror = Mirror::default();
    let cues = CueList {
        list: vec![cue("1", "A")],
        current: None,
        armed: Some(number("1")),
    };
    let mut update = headroom::control::feed::Update {
        news: vec![News::Scenes(SceneList::default())],
        ..Default::default()
    };
    mirror.take(&update);
    update.news = vec![News::Cues(std::sync::Arc::new(cues.clone()))];
    mirror.take(&update);
    assert_eq!(
        (mirror.cues(), mirror.scenes()),
        (&cues, &SceneList::default())
    );
    assert_eq!(mirror.cues().free_after(None), Some(number("2")));
}

#[test]
fn a_cue_that_is_deleted_while_it_is_counted_down_to_leaves_no_number_behind() {
    let mut desk = following();
    desk.go();
    desk.wait(0.5);
    assert!(desk.tenths().is_some());
    desk.wish(CueWish::Delete(number("2"))).unwrap();
    desk.wait(0.1);
    assert_eq!(desk.tenths(), None);
    desk.ask(Intent::Undo).unwrap();
    desk.wait(0.1);
    assert_eq!(desk.tenths(), None, "it is next again, and waits for GO");
}

#[test]
fn a_cue_whose_scene_is_gone_never_stands_in_the_way() {
    let waiting = Cue {
        wait: 1.0,
        ..cue("20", "B")
    };
    let mut desk = Desk::with(vec![
        cue("10", "A"),
        waiting,
        cue("30", "C"),
        cue("40", "D"),
    ]);
    desk.wish(CueWish::Arm(Some(number("10")))).unwrap();
    desk.go();
    let said = desk
        .ask(Intent::Scene(SceneWish::Delete("B".to_owned())))
        .unwrap()
        .text;
    assert!(said.contains("BUT cue 20 recalled it"), "{said}");
    // GO says so, does nothing, and the one behind it is next.
    let said = desk.go();
    let why =
        "there is no scene 'B'; store it, or choose another one: headroom cue set 20 --scene NAME";
    assert_eq!(
        said,
        format!("cue 20 B is passed over: {why}; next: cue 30 C")
    );
    desk.assert_stands("10", "30", -10.0);
    desk.go();
    desk.assert_stands("30", "40", -30.0);
    // Back goes past it as well, and says so.
    desk.wait(1.0);
    let said = desk.wish(CueWish::Back).unwrap();
    assert!(
        said.contains("Cue 10 A") && said.contains("; cue 20 B is passed over: "),
        "{said}"
    );
    desk.assert_stands("10", "20", -10.0);
    // Who names it is refused, and nothing moves.
    desk.wait(1.0);
    let said = desk.wish(CueWish::Jump(number("20"))).unwrap_err();
    assert!(
        said.contains("cue 20 B does nothing: there is no scene 'B'"),
        "{said}"
    );
    desk.assert_stands("10", "20", -10.0);
    // What counts down to it counts down no longer, and the next one waits for GO.
    desk.change("10", CueChange::Follow(Some(1.0))).unwrap();
    desk.wait(1.0);
    desk.wish(CueWish::Jump(number("10"))).unwrap();
    desk.wait(2.5);
    desk.assert_stands("10", "30", -10.0);
    assert_eq!(desk.tenths(), None);
    // Where nothing else lies before, back is refused, and GO goes on.
    desk.wish(CueWish::Delete(number("10"))).unwrap();
    desk.go();
    desk.wait(1.0);
    let said = desk.wish(CueWish::Back).unwrap_err();
    assert!(
        said.contains("nothing lies before this") && said.contains("cue 20 B"),
        "{said}"
    );
    desk.assert_stands("30", "40", -30.0);
}

#[test]
fn cues_follow_a_scene_to_its_new_name_and_that_is_said() {
    let mut desk = Desk::with(vec![cue("10", "A"), cue("20", "B"), cue("30", "A")]);
    let rename = Intent::Scene(SceneWish::Rename("A".to_owned(), "Verse".to_owned()));
    let said = desk.ask(rename).unwrap().text;
    assert_eq!(
        said,
        "Renamed: A is Verse now; cues 10, 30: as before, by the new name"
    );
    let scenes: Vec<_> = desk
        .mirror
        .cues()
        .list
        .iter()
        .map(|cue| cue.scene.clone().unwrap())
        .collect();
    assert_eq!(scenes, ["Verse", "B", "Verse"]);
    desk.ask(Intent::Undo).unwrap();
    assert_eq!(desk.mirror.cues().list[0].scene.as_deref(), Some("A"));
}

#[test]
fn a_cue_that_is_skipped_while_it_counts_down_does_not_go() {
    let first = Cue {
        follow: Some(2.0),
        ..cue("10", "A")
    };
    let mut desk = Desk::with(vec![first, cue("20", "B"), cue("30", "C")]);
    desk.wish(CueWish::Arm(Some(number("10")))).unwrap();
    desk.go();
    assert!(desk.tenths().is_some());
    let said = desk.change("20", CueChange::Skipped(true)).unwrap();
    assert_eq!(
        said,
        "Cue 20: skipped; the countdown is stopped; next: cue 30 C"
    );
    desk.wait(3.0);
    desk.assert_stands("10", "30", -10.0);
    // Taken back, it is in the list again; what is next stays.
    desk.ask(Intent::Undo).unwrap();
    desk.assert_stands("10", "30", -10.0);
}

#[test]
fn undoing_the_step_of_a_go_makes_its_cue_the_next_one_again() {
    for undo in [Intent::Undo, Intent::Scene(SceneWish::UndoRecall)] {
        let mut desk = Desk::with(vec![cue("10", "A"), cue("20", "B"), cue("30", "C")]);
        desk.wish(CueWish::Arm(Some(number("10")))).unwrap();
        desk.go();
        desk.go();
        desk.assert_stands("20", "30", -20.0);
        let said = desk.ask(undo).unwrap().text;
        assert!(said.ends_with("; cue 20 is next again"), "{said}");
        desk.wait(1.0);
        desk.assert_stands("10", "20", -10.0);
        assert_eq!(desk.mirror.scenes().current.as_deref(), Some("A"));
        desk.go();
        desk.assert_stands("20", "30", -20.0);
    }
}

#[test]
fn what_commands_read_as_something_else_names_nothing_new() {
    let mut desk = Desk::with(vec![cue("10", "A")]);
    for name in ["now", "none", "Off", "5", "all", "2-5"] {
        let to = name.to_owned();
        for intent in [
            Intent::Scene(SceneWish::Store(to.clone())),
            Intent::Scene(SceneWish::Rename("B".to_owned(), to.clone())),
            Intent::Scene(SceneWish::Duplicate("B".to_owned(), to.clone())),
        ] {
            let said = desk.ask(intent).unwrap_err().to_string();
            assert!(
                said.contains("commands read all, current, following, now"),
                "{said}"
            );
        }
        let said = desk.change("10", CueChange::Name(to)).unwrap_err();
        assert!(said.contains("cannot be what a cue is called"), "{said}");
    }
    // A show that has such a name already can go on with it.
    let mut desk = Desk::new(Setup {
        topology: topology(),
        scenes: vec![headroom::control::scene::Scene {
            name: "5".to_owned(),
            ..Default::default()
        }],
        ..Setup::default()
    });
    desk.ask(Intent::Scene(SceneWish::Store("5".to_owned())))
        .unwrap();
    desk.ask(Intent::Scene(SceneWish::Rename(
        "5".to_owned(),
        "5 Verse".to_owned(),
    )))
    .unwrap();
}
