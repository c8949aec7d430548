//! The recall guard: what nobody has approved does not rise by a recall or an undo.

mod common;

use common::consoles::{bus, strips};
use common::desk::{Bench, Client};
use headroom::control::console::Setup;
use headroom::control::feed::{News, RisesWait};
use headroom::control::guard::Transition;
use headroom::control::intent::{
    Answer, Cue, CueNumber, CueWish, Intent, ProgramRecall, Refusal, Rights, SceneWish,
};
use headroom::control::scene::Scene;
use headroom::param::{BusRole, Layout, Topology, Width};
use std::time::Duration;

fn topology() -> Topology {
    Topology {
        strips: strips(1..=4),
        buses: vec![
            bus(1, BusRole::Wedge, Width::Mono),
            bus(2, BusRole::Group, Width::Stereo),
            bus(3, BusRole::Matrix, Width::Stereo),
        ],
        main_feeds: vec![3],
        ..Topology::default()
    }
}

/// A scene that nobody has stored here: everything at its default, but for these.
fn foreign(name: &str, values: &[(&str, &str)]) -> Scene {
    let layout = Layout::new(topology());
    let stored = layout
        .indices()
        .map(|index| (layout.addr(index), layout.default(index)));
    let mut scene = Scene {
        name: name.to_owned(),
        values: stored.collect(),
        ..Scene::default()
    };
    for (path, text) in values {
        let index = layout.find(path).unwrap();
        let value = layout.spec(index).parse(text).unwrap();
        let addr = layout.addr(index);
        scene.values.retain(|(known, _)| *known != addr);
        scene.values.push((addr, value));
    }
    scene
}

/// A console whose main and wedge stand open, with strip 1 at −20 dB in both.
fn console(scenes: Vec<Scene>, cues: Vec<Cue>) -> (Bench, Client) {
    let mut bench = Bench::new(Setup {
        topology: topology(),
        scenes,
        cues,
        ..Setup::default()
    });
    let me = bench.connect(Rights::Mix);
    for (path, text) in [
        ("console/safe-start", "off"),
        ("main/fader", "0 dB"),
        ("bus/1/fader", "0 dB"),
        ("ch/1/fader", "-20 dB"),
        ("ch/1/send/1/level", "-20 dB"),
    ] {
        bench.set(&me, path, text).unwrap();
    }
    bench.wait(Duration::from_secs(2));
    (bench, me)
}

fn stands(bench: &Bench, path: &str, text: &str) -> bool {
    bench.value(path) == bench.parsed(path, text)
}

fn recall(bench: &mut Bench, me: &Client, name: &str) -> Answer {
    bench.wait(Duration::from_secs(1));
    bench
        .ask(me, Intent::Scene(SceneWish::Recall(name.into(), None)))
        .unwrap()
}

/// The question that a client was told of last.
fn question(bench: &mut Bench, client: &Client) -> Option<RisesWait> {
    let mut found = None;
    for _ in 0..3 {
        bench.wait(Duration::from_millis(100));
        for news in client.updates.try_iter().flat_map(|update| update.news) {
            if let News::RisesWait(waiting) = news {
                found = waiting.map(|waiting| (*waiting).clone());
            }
        }
    }
    found
}

const LOUD: [(&str, &str); 4] = [
    ("ch/1/fader", "-30 dB"),
    ("ch/1/send/1/level", "-6 dB"),
    ("ch/2/eq/2/gain", "3 dB"),
    ("ch/2/fader", "off"),
];

fn loud() -> Scene {
    foreign("Verse", &LOUD)
}

#[test]
fn what_lowers_comes_at_once_and_an_unknown_rise_waits_for_go() {
    let (mut bench, me) = console(vec![loud(), foreign("Chorus", &[])], Vec::new());
    let answer = recall(&mut bench, &me, "Verse");
    assert!(
        answer
            .text
            .ends_with("; WAITS: Verse raises ch/1 → bus/1 by 14 dB: GO again to allow"),
        "{}",
        answer.text
    );
    assert!(answer.waits.is_some());
    assert_eq!(
        question(&mut bench, &me).unwrap().text,
        "Verse raises ch/1 → bus/1 by 14 dB"
    );
    assert!(
        stands(&bench, "ch/1/fader", "-30 dB"),
        "what lowers is not held back"
    );
    assert!(
        stands(&bench, "ch/2/eq/2/gain", "3 dB"),
        "nor is what is no level"
    );
    assert!(stands(&bench, "ch/1/send/1/level", "-20 dB"));
    // GO allows it and goes nowhere, whatever the shortest interval is.
    bench.wait(Duration::from_millis(100));
    let answer = bench.ask(&me, Intent::Go).unwrap();
    assert_eq!(
        answer.text,
        "Allowed: Verse raises ch/1 → bus/1 by 14 dB, 1 parameter moved"
    );
    assert!(stands(&bench, "ch/1/send/1/level", "-6 dB"));
    assert_eq!(question(&mut bench, &me), None);
    // A key that bounces does not go on to the next scene.
    bench.wait(Duration::from_millis(20));
    assert!(matches!(bench.ask(&me, Intent::Go), Err(Refusal::Scene(_))));
    // All of it is one step.
    bench.wait(Duration::from_secs(1));
    bench.ask(&me, Intent::Undo).unwrap();
    assert!(stands(&bench, "ch/1/send/1/level", "-20 dB"));
    assert!(stands(&bench, "ch/1/fader", "-20 dB"));
    // Allowed once, it is known.
    assert_eq!(recall(&mut bench, &me, "Verse").waits, None);
    assert!(stands(&bench, "ch/1/send/1/level", "-6 dB"));
}

#[test]
fn the_same_recall_allows_it_and_another_one_lets_it_go() {
    let (mut bench, me) = console(vec![loud(), foreign("Chorus", &[])], Vec::new());
    recall(&mut bench, &me, "Verse");
    assert!(
        recall(&mut bench, &me, "Verse")
            .text
            .starts_with("Allowed: ")
    );
    assert!(stands(&bench, "ch/1/send/1/level", "-6 dB"));

    let (mut bench, me) = console(vec![loud(), foreign("Chorus", &[])], Vec::new());
    recall(&mut bench, &me, "Verse");
    assert_eq!(recall(&mut bench, &me, "Chorus").waits, None);
    assert_eq!(question(&mut bench, &me), None);
    assert!(stands(&bench, "ch/1/send/1/level", "off"));
}

#[test]
fn whoever_answers_names_the_question() {
    let (mut bench, me) = console(vec![loud()], Vec::new());
    let other = bench.connect(Rights::Mix);
    let number = recall(&mut bench, &me, "Verse").waits.unwrap();
    assert_eq!(question(&mut bench, &other).unwrap().number, number);
    let stale = bench.ask(&other, Intent::AnswerRises(number + 1, true));
    assert!(matches!(stale, Err(Refusal::Scene(_))));
    bench
        .ask(&other, Intent::AnswerRises(number, false))
        .unwrap();
    assert!(stands(&bench, "ch/1/send/1/level", "-20 dB"));
    let late = bench.ask(&me, Intent::AnswerRises(number, true));
    assert!(
        matches!(late, Err(Refusal::Scene(_))),
        "nothing waits any more"
    );
}

#[test]
fn another_client_may_allow_it_and_the_step_stays_one_of_whose_recall_it_was() {
    let (mut bench, me) = console(vec![loud()], Vec::new());
    let other = bench.connect(Rights::Mix);
    let number = recall(&mut bench, &me, "Verse").waits.unwrap();
    bench
        .ask(&other, Intent::AnswerRises(number, true))
        .unwrap();
    assert!(stands(&bench, "ch/1/send/1/level", "-6 dB"));
    assert!(bench.ask(&other, Intent::Undo).is_err());
    bench.wait(Duration::from_secs(1));
    bench
        .ask(&me, Intent::Scene(SceneWish::UndoRecall))
        .unwrap();
    assert!(stands(&bench, "ch/1/send/1/level", "-20 dB"));
}

#[test]
fn modes_decide_what_becomes_of_a_rise() {
    // Mode, what the send comes to, whether somebody is asked.
    for (mode, expected, asks) in [
        ("off", "-6 dB", false),
        ("ask", "-20 dB", true),
        ("hold", "-20 dB", false),
        // 3 dB over what stands.
        ("ramp", "-17 dB", false),
    ] {
        let (mut bench, me) = console(vec![loud()], Vec::new());
        bench.set(&me, "console/guard/mode", mode).unwrap();
        let answer = recall(&mut bench, &me, "Verse");
        assert_eq!(answer.waits.is_some(), asks, "{mode}");
        let (is, wanted) = (
            bench.value("ch/1/send/1/level").0,
            bench.parsed("ch/1/send/1/level", expected).0,
        );
        assert!((is - wanted).abs() < 0.1, "{mode}: {is}");
        assert!(stands(&bench, "ch/1/fader", "-30 dB"), "{mode}");
    }
}

#[test]
fn a_ramp_takes_three_seconds() {
    let (mut bench, me) = console(vec![loud()], Vec::new());
    bench.set(&me, "console/guard/mode", "ramp").unwrap();
    bench.open(48_000);
    bench.run(480, 0.0);
    recall(&mut bench, &me, "Verse");
    bench.run(2 * 48_000, 0.0);
    let half = bench.value("ch/1/send/1/level").0;
    assert!(half > -20.0 && half < -17.1, "{half}");
    bench.run(48_100, 0.0);
    let end = bench.value("ch/1/send/1/level").0;
    assert!((end + 17.0).abs() < 0.1, "{end}");
}

#[test]
fn nobody_is_asked_where_nobody_is() {
    // A program change.
    let (mut bench, me) = console(vec![loud()], Vec::new());
    bench.wait(Duration::from_secs(1));
    let program = Intent::Program(ProgramRecall::Scene(0));
    let answer = bench.ask(&me, program).unwrap();
    assert_eq!(answer.waits, None);
    assert!(
        answer
            .text
            .contains("HELD: Verse raises ch/1 → bus/1 by 14 dB"),
        "{}",
        answer.text
    );
    assert!((bench.value("ch/1/send/1/level").0 + 17.0).abs() < 0.1);
    // A cue that follows another one by itself.
    let number = |number| CueNumber::whole(number).unwrap();
    let first = Cue {
        follow: Some(1.0),
        ..Cue::of(number(1), None)
    };
    let second = Cue::of(number(2), Some("Verse".into()));
    let (mut bench, me) = console(vec![loud()], vec![first, second]);
    bench.ask(&me, Intent::Go).unwrap();
    bench.wait(Duration::from_secs(2));
    assert!(stands(&bench, "ch/1/fader", "-30 dB"), "it has gone");
    assert!((bench.value("ch/1/send/1/level").0 + 17.0).abs() < 0.1);
    assert_eq!(question(&mut bench, &me), None);
}

/// A song that programs change, one after the other: each would be six dB louder than the one before it brought.
#[test]
fn what_came_while_nobody_was_there_is_no_step_to_the_next_one() {
    let soft = foreign("Soft", &[("ch/1/fader", "-20 dB")]);
    let loud = foreign("Loud", &[("ch/1/fader", "+10 dB")]);
    let (mut bench, me) = console(vec![loud, soft], Vec::new());
    for round in 0..4 {
        for place in [1, 0] {
            bench.wait(Duration::from_secs(4));
            let program = Intent::Program(ProgramRecall::Scene(place));
            bench.ask(&me, program).unwrap();
        }
        bench.wait(Duration::from_secs(4));
        let level = bench.value("ch/1/fader").0;
        assert!(
            (-14.1..-13.9).contains(&level),
            "round {round}: {level} dB, 6 dB over what was approved"
        );
    }
    // Loud again, where it stands already: no further.
    let again = Intent::Program(ProgramRecall::Scene(0));
    bench.ask(&me, again).unwrap();
    bench.wait(Duration::from_secs(4));
    assert!(bench.value("ch/1/fader").0 < -13.9);
    // What a hand sets is approved, and the next one goes on from there.
    bench.set(&me, "ch/1/fader", "-10 dB").unwrap();
    bench.wait(Duration::from_secs(4));
    let again = Intent::Program(ProgramRecall::Scene(0));
    bench.ask(&me, again).unwrap();
    bench.wait(Duration::from_secs(4));
    assert!((bench.value("ch/1/fader").0 + 4.0).abs() < 0.1);
}

#[test]
fn a_question_that_nobody_can_have_read_is_not_answered() {
    let (mut bench, me) = console(vec![loud()], Vec::new());
    let other = bench.connect(Rights::Mix);
    let wanted = Intent::Scene(SceneWish::Recall("Verse".into(), None));
    bench.ask(&me, wanted.clone()).unwrap();
    for client in [&me, &other] {
        bench.wait(Duration::from_millis(100));
        let refused = bench.ask(client, wanted.clone()).unwrap_err();
        assert!(refused.to_string().contains("nobody can have read"));
    }
    bench.wait(Duration::from_millis(200));
    let allowed = bench.ask(&other, wanted).unwrap().text;
    assert!(allowed.starts_with("Allowed: "), "{allowed}");
}

#[test]
fn while_a_cue_asks_go_and_the_same_cue_allow_it_and_advance_nothing() {
    let number = |number| CueNumber::whole(number).unwrap();
    let cues = || {
        vec![
            Cue::of(number(1), Some("Verse".into())),
            Cue::of(number(2), Some("Chorus".into())),
        ]
    };
    for again in [Intent::Go, Intent::Cues(CueWish::Jump(number(1)))] {
        let scenes = vec![loud(), foreign("Chorus", &[])];
        let (mut bench, me) = console(scenes, cues());
        assert!(bench.ask(&me, Intent::Go).unwrap().waits.is_some());
        bench.wait(Duration::from_millis(400));
        assert!(bench.ask(&me, again).unwrap().text.starts_with("Allowed"));
        assert!(stands(&bench, "ch/1/send/1/level", "-6 dB"));
        bench.wait(Duration::from_secs(1));
        assert!(
            bench
                .ask(&me, Intent::Go)
                .unwrap()
                .text
                .starts_with("Cue 2")
        );
    }
}

#[test]
fn what_was_rehearsed_by_hand_or_stored_asks_nobody() {
    let (mut bench, me) = console(Vec::new(), Vec::new());
    // Set, stored, and set back without a moment between.
    for (path, text) in LOUD {
        bench.set(&me, path, text).unwrap();
    }
    bench
        .ask(&me, Intent::Scene(SceneWish::Store("Verse".into())))
        .unwrap();
    bench.set(&me, "ch/1/send/1/level", "off").unwrap();
    bench
        .ask(&me, Intent::Scene(SceneWish::Store("Chorus".into())))
        .unwrap();
    bench
        .ask(
            &me,
            Intent::Scene(SceneWish::Release(headroom::control::intent::Marked::All)),
        )
        .ok();
    for name in ["Verse", "Chorus", "Verse"] {
        assert_eq!(recall(&mut bench, &me, name).waits, None, "{name}");
    }
    assert!(stands(&bench, "ch/1/send/1/level", "-6 dB"));
}

#[test]
fn what_stands_while_outputs_are_held_was_not_heard() {
    let (mut bench, me) = console(
        vec![loud(), foreign("Quiet", &[("ch/1/fader", "-40 dB")])],
        Vec::new(),
    );
    bench.set(&me, "console/guard/mode", "off").unwrap();
    bench.set(&me, "console/panic", "on").unwrap();
    recall(&mut bench, &me, "Verse");
    bench.wait(Duration::from_secs(3));
    recall(&mut bench, &me, "Quiet");
    bench.set(&me, "console/guard/mode", "ask").unwrap();
    bench.set(&me, "console/panic", "off").unwrap();
    bench.wait(Duration::from_secs(3));
    assert!(recall(&mut bench, &me, "Verse").waits.is_some());
}

#[test]
fn an_undo_that_opens_what_nobody_has_heard_asks_and_undo_allows_it() {
    let (mut bench, me) = console(Vec::new(), Vec::new());
    // Main stands muted while the strip is opened, closed, and the mute ends: its path was never heard so loud.
    bench.set(&me, "main/mute", "on").unwrap();
    bench.wait(Duration::from_secs(1));
    bench.set(&me, "ch/1/fader", "10 dB").unwrap();
    bench.wait(Duration::from_secs(1));
    bench.set(&me, "ch/1/fader", "-20 dB").unwrap();
    let other = bench.connect(Rights::Mix);
    bench.set(&other, "main/mute", "off").unwrap();
    bench.wait(Duration::from_secs(1));
    let answer = bench.ask(&me, Intent::Undo).unwrap();
    assert!(
        answer
            .text
            .contains("WAITS: Undo raises ch/1 → main by 30 dB"),
        "{}",
        answer.text
    );
    assert!(stands(&bench, "ch/1/fader", "-20 dB"));
    bench.wait(Duration::from_millis(400));
    bench.ask(&me, Intent::Undo).unwrap();
    assert!(stands(&bench, "ch/1/fader", "10 dB"));
    // It was one step, and the one before is the next.
    bench.wait(Duration::from_secs(1));
    bench.ask(&me, Intent::Undo).unwrap();
    assert!(stands(&bench, "ch/1/fader", "-20 dB"));
}

#[test]
fn what_a_hand_moves_while_it_waits_is_the_hands() {
    let (mut bench, me) = console(vec![loud()], Vec::new());
    recall(&mut bench, &me, "Verse");
    bench.set(&me, "ch/1/send/1/level", "-25 dB").unwrap();
    bench.wait(Duration::from_secs(1));
    let answer = bench.ask(&me, Intent::Go).unwrap();
    assert!(
        answer.text.ends_with("0 parameters moved"),
        "{}",
        answer.text
    );
    assert!(stands(&bench, "ch/1/send/1/level", "-25 dB"));
}

/// What a scene sets, what of it waits, what comes.
type Row<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str], &'a [&'a str]);

#[test]
fn the_parameter_that_raises_most_waits_and_nothing_else() {
    #[rustfmt::skip]
    let rows: [Row; 6] = [
        (&[("ch/1/fader", "-10 dB")],                                &["ch/1/fader"],  &[]),
        (&[("dca/1/fader", "10 dB"), ("ch/1/dca/1", "on")],          &["ch/1/dca/1"],  &["dca/1/fader"]),
        (&[("ch/1/fader", "-18 dB"), ("ch/1/trim", "3 dB")],         &[],              &["ch/1/fader"]),
        (&[("ch/1/send/1/level", "0 dB"), ("ch/1/fader", "-18 dB")], &["ch/1/send/1/level"], &["ch/1/fader"]),
        (&[("ch/2/fader", "0 dB"), ("ch/3/fader", "off")],           &["ch/2/fader"],  &[]),
        (&[("ch/1/send/2/on", "on"), ("bus/2/fader", "0 dB")],       &["ch/1/send/2/on"], &["bus/2/fader"]),
    ];
    for (values, waits, comes) in rows {
        let mut stands_at = vec![("ch/1/fader", "-20 dB"), ("ch/1/send/1/level", "-20 dB")];
        stands_at.extend(values);
        let (mut bench, me) = console(vec![foreign("Verse", &stands_at)], Vec::new());
        bench.set(&me, "console/safe/preamp", "off").unwrap();
        recall(&mut bench, &me, "Verse");
        for (path, text) in values {
            let came = stands(&bench, path, text);
            assert_eq!(came, !waits.contains(path), "{values:?}: {path}");
            assert!(came || !comes.contains(path), "{values:?}: {path}");
        }
    }
}

#[test]
fn what_goes_and_comes_is_said() {
    let opens = foreign(
        "Open",
        &[
            ("ch/2/fader", "-10 dB"),
            ("ch/3/fader", "-10 dB"),
            ("ch/1/fader", "off"),
        ],
    );
    let (mut bench, me) = console(vec![opens], Vec::new());
    bench.set(&me, "ch/1/send/1/level", "off").unwrap();
    bench.set(&me, "console/live-edits", "off").unwrap();
    bench.open(48_000);
    // Somebody talks into every microphone.
    bench.run(4800, 0.1);
    let answer = recall(&mut bench, &me, "Open");
    assert!(
        answer
            .text
            .contains("; removes 1 open microphone that carries signal"),
        "{}",
        answer.text
    );
    assert!(
        answer.text.contains("; opens 2 closed strips"),
        "{}",
        answer.text
    );
}

#[test]
fn every_change_of_scene_is_measured_without_sound() {
    let number = |number| CueNumber::whole(number).unwrap();
    let scenes = vec![
        foreign("Soft", &[("ch/1/fader", "-20 dB")]),
        foreign("Loud", &[("ch/1/fader", "-10 dB")]),
        foreign(
            "Wedge",
            &[("ch/1/send/1/level", "0 dB"), ("ch/1/fader", "-20 dB")],
        ),
    ];
    let cues = vec![
        Cue::of(number(1), Some("Soft".into())),
        Cue::of(number(2), Some("Loud".into())),
        Cue::of(number(3), Some("Gone".into())),
        Cue::of(number(4), Some("Soft".into())),
    ];
    let (mut bench, _) = console(scenes, cues);
    let all = bench.console.transitions();
    let said = |transition: &Transition| {
        let from = transition.from.clone().unwrap_or_default();
        let words = transition.words.clone().unwrap_or_default();
        (format!("{from}>{}", transition.to), words, transition.over)
    };
    let steps: Vec<_> = all.steps.iter().map(said).collect();
    let loud = "raises ch/1 → main by 10 dB".to_owned();
    assert_eq!(
        steps,
        [
            (">Soft".to_owned(), String::new(), 0),
            ("Soft>Loud".to_owned(), loud, 1),
            ("Loud>Soft".to_owned(), String::new(), 0),
        ]
    );
    assert_eq!(all.left_out, ["cue 3: there is no scene 'Gone'"]);
    assert_eq!(all.pairs.len(), 6);
    let over: Vec<_> = all.over().map(said).map(|(names, _, _)| names).collect();
    assert_eq!(
        over,
        [
            "Soft>Loud",
            "Soft>Loud",
            "Soft>Wedge",
            "Loud>Wedge",
            "Wedge>Loud"
        ]
    );
}
