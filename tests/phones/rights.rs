//! What the console allows a client that mixes one bus for itself, whoever it is and whatever it is called.

use super::desk::Desk;
use headroom::control::feed::LessonAbout;
use headroom::control::inbox::{Connection, NoAnswer};
use headroom::control::intent::{
    CueWish, FadeWish, Fold, Intent, Look, LookFor, MidiWish, PhonePlace, PhoneWish, ReferenceWish,
    Refusal, Rights, SceneWish, TapeWish, Transfer, TransportOrder,
};
use headroom::param::{NodeId, Plain, Topology};

fn refusal(client: &Connection, intent: Intent) -> Option<Refusal> {
    match client.ask(intent) {
        Ok(_) => None,
        Err(NoAnswer::Refused(refusal)) => Some(refusal),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn what_the_bus_hears_is_its_persons_and_nothing_else_is() {
    let desk = Desk::new();
    let me = desk.client("phone 1 Anna", Rights::Bus(1));
    let set = |path: &str, value: f32| Intent::Set(desk.addr(path), Plain(value));
    for intent in [
        set("ch/1/send/1/level", -6.0),
        set("ch/8/send/1/on", 0.0),
        set("ch/2/send/1/pan", -30.0),
        set("ch/2/send/1/follow-pan", 0.0),
        set("bus/1/fader", -3.0),
        set("bus/1/mute", 1.0),
        Intent::Toggle(desk.addr("bus/1/mute")),
        Intent::Step(desk.addr("ch/1/send/1/level"), 0.01),
        Intent::Reset(desk.addr("ch/1/send/1/level")),
        Intent::BeginGesture(desk.addr("ch/1/send/1/level")),
        Intent::EndGesture(desk.addr("ch/1/send/1/level")),
        Intent::Undo,
    ] {
        assert_eq!(refusal(&me, intent.clone()), None, "{intent:?}");
    }
    for intent in foreign(&desk) {
        let found = refusal(&me, intent.clone());
        assert!(
            matches!(found, Some(Refusal::Bus { .. } | Refusal::Rights)),
            "{intent:?}: {found:?}"
        );
    }
    assert!(!desk.value("console/panic").is_on());
    assert_eq!(desk.value("main/fader"), Plain::OFF);
}

/// Intents that are none of a musician's.
fn foreign(desk: &Desk) -> Vec<Intent> {
    let set = |path: &str, value: f32| Intent::Set(desk.addr(path), Plain(value));
    let mut intents: Vec<Intent> = [
        ("ch/1/fader", 0.0),
        ("ch/1/mute", 1.0),
        ("ch/1/trim", 10.0),
        ("ch/1/send/2/level", 0.0),
        ("ch/1/send/13/level", 0.0),
        ("ch/1/send/1/tap", 0.0),
        ("bus/1/limiter/ceiling", -1.0),
        ("bus/1/limiter/on", 0.0),
        ("bus/1/eq/1/gain", 12.0),
        ("bus/2/fader", 0.0),
        ("bus/2/mute", 1.0),
        ("main/fader", 0.0),
        ("main/limiter/on", 0.0),
        ("dca/1/fader", 10.0),
        ("mute-group/1/on", 1.0),
        ("monitor/level", 0.0),
        ("console/panic", 1.0),
        ("console/safe-start", 0.0),
    ]
    .into_iter()
    .filter(|(path, _)| desk.has(path))
    .map(|(path, value)| set(path, value))
    .collect();
    assert!(
        intents.len() >= 16,
        "paths of the table have other names now"
    );
    intents.extend(foreign_orders(desk));
    intents
}

/// Intents that are no mere values.
fn foreign_orders(desk: &Desk) -> Vec<Intent> {
    let own = desk.addr("ch/1/send/1/level");
    let name = || "Verse".to_owned();
    vec![
        Intent::Panic,
        // As under a hand, past the limits of remotes; and as if somebody had confirmed it.
        Intent::Move(own, Plain(10.0)),
        Intent::SetConfirmed(own, Plain(10.0)),
        Intent::SetMany(vec![
            (own, Plain(0.0)),
            (desk.addr("main/fader"), Plain(0.0)),
        ]),
        Intent::Toggle(desk.addr("ch/1/mute")),
        Intent::Step(desk.addr("ch/1/fader"), 0.5),
        Intent::Reset(desk.addr("main/fader")),
        Intent::BeginGesture(desk.addr("main/fader")),
        Intent::EndGesture(desk.addr("main/fader")),
        Intent::UndoOf("terminal".to_owned()),
        Intent::UndoBackTo(1),
        Intent::Redo,
        Intent::Scene(SceneWish::UndoRecall),
        Intent::Scene(SceneWish::Store(name())),
        Intent::Scene(SceneWish::StoreCurrent),
        Intent::Scene(SceneWish::Recall(name(), None)),
        Intent::Scene(SceneWish::RecallAt(0)),
        Intent::Scene(SceneWish::Arm(None)),
        Intent::Scene(SceneWish::StepArmed(1)),
        Intent::Go,
        Intent::Cues(CueWish::Back),
        Intent::Scene(SceneWish::Delete(name())),
        Intent::Scene(SceneWish::Rename(name(), "X".to_owned())),
        Intent::Scene(SceneWish::Fold(Fold::All)),
        Intent::Scene(SceneWish::SetSafe(own, true)),
        Intent::AnswerRises(1, true),
        Intent::Reshape(Topology::default().into()),
        Intent::ReshapeConfirmed(Topology::default().into()),
        Intent::ClearFault(NodeId::strip(1)),
        Intent::Transfer(Transfer::Copy(NodeId::strip(1))),
        Intent::Transfer(Transfer::CopyMainTo(NodeId::bus(1))),
        Intent::Transport(TransportOrder::Play),
        Intent::MarkRecording(None),
        Intent::Notch(None),
        Intent::Look(Some(Look {
            node: NodeId::MAIN,
            what: LookFor::Spectrum,
        })),
        Intent::Preflight,
        Intent::Midi(MidiWish::Watch(true)),
        Intent::Midi(MidiWish::Teach("X-Touch".to_owned(), LessonAbout::Control)),
        Intent::Tape(TapeWish::Eject),
        Intent::Reference(ReferenceWish::Stop),
        Intent::Fade(FadeWish::Stop),
        Intent::Phones(PhoneWish::Add(PhonePlace::Bus(2), "me".to_owned())),
        Intent::Phones(PhoneWish::Freeze(1, false)),
        Intent::End,
    ]
}

#[test]
fn nobody_mixes_a_bus_of_another_role_for_himself() {
    let desk = Desk::new();
    for bus in [13, 77] {
        let me = desk.client("phone 1 Anna", Rights::Bus(bus));
        for path in ["ch/1/send/13/level", "bus/13/fader", "ch/1/send/1/level"] {
            let set = Intent::Set(desk.addr(path), Plain(0.0));
            assert!(
                matches!(refusal(&me, set), Some(Refusal::Bus { .. })),
                "{bus} {path}"
            );
        }
        assert!(matches!(
            refusal(&me, Intent::Undo),
            Some(Refusal::Bus { .. })
        ));
    }
}

#[test]
fn undo_takes_back_own_steps_and_none_of_a_namesake() {
    let desk = Desk::new();
    // Whoever calls himself like the operator gets nothing of his.
    desk.set("main/fader", -20.0);
    let namesake = desk.client("terminal", Rights::Bus(1));
    assert!(matches!(
        refusal(&namesake, Intent::Undo),
        Some(Refusal::Bus { .. })
    ));
    assert_eq!(desk.value("main/fader"), Plain(-20.0));
    let me = desk.client("phone 1 Anna", Rights::Bus(1));
    assert!(matches!(
        refusal(&me, Intent::Undo),
        Some(Refusal::Nothing(_))
    ));
    let level = desk.addr("ch/3/send/1/level");
    assert_eq!(refusal(&me, Intent::Set(level, Plain(-9.0))), None);
    assert_eq!(refusal(&me, Intent::Undo), None);
    desk.until("ch/3/send/1/level", |value| value == Plain::OFF);
    // What somebody else has set since stays.
    assert_eq!(refusal(&me, Intent::Set(level, Plain(-9.0))), None);
    desk.set("ch/3/send/1/level", -30.0);
    assert_eq!(refusal(&me, Intent::Undo), None);
    desk.until("ch/3/send/1/level", |value| value == Plain(-30.0));
}
