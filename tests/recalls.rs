//! What a recall changes: scene × scope × safes × what was touched.

mod common;

use common::consoles;
use common::desk::{Bench, Client};
use headroom::control::console::Setup;
use headroom::control::feed::{News, RecallPreview, Stay};
use headroom::control::inbox::{CuesRead, Event};
use headroom::control::intent::{
    Compared, Cue, CueNumber, FadeWish, Fold, HeadChange, Intent, Marked, Refusal, Rights,
    SceneWish,
};
use headroom::control::scene::Scene;
use headroom::param::{
    BusRole, NodeId, Plain, RecallClass, RecallClasses, Topology, Width, counted,
};
use std::time::Duration;

/// Four strips, a wedge, a group and an FX bus; a scene "Verse" of its start values.
fn verse() -> (Bench, Client) {
    let bus = |number, role| consoles::bus(number, role, Width::Mono);
    let mut bench = Bench::new(Setup {
        topology: Topology {
            strips: (1..=4).map(consoles::mono).collect(),
            buses: vec![
                bus(1, BusRole::Wedge),
                bus(2, BusRole::Group),
                bus(3, BusRole::Fx),
            ],
            ..Topology::default()
        },
        ..Setup::default()
    });
    let me = bench.connect(Rights::Mix);
    store(&mut bench, &me, "Verse");
    (bench, me)
}

fn store(bench: &mut Bench, me: &Client, name: &str) {
    bench
        .ask(me, Intent::Scene(SceneWish::Store(name.into())))
        .unwrap();
}

fn recall(bench: &mut Bench, me: &Client, name: &str) -> String {
    let intent = Intent::Scene(SceneWish::Recall(name.into(), Some(0.0)));
    bench.ask(me, intent).unwrap().text
}

fn set_all(bench: &mut Bench, me: &Client, values: &[(&str, &str)]) {
    for (path, text) in values {
        bench.set(me, path, text).unwrap();
    }
}

/// The paths that stand where they were set.
fn standing<'p>(bench: &Bench, values: &[(&'p str, &str)]) -> Vec<&'p str> {
    let stands = |(path, text): &&(&'p str, &str)| bench.value(path) == bench.parsed(path, text);
    values
        .iter()
        .filter(stands)
        .map(|(path, _)| *path)
        .collect()
}

fn head(bench: &mut Bench, me: &Client, name: &str, change: HeadChange) {
    let intent = Intent::Scene(SceneWish::ChangeHead(name.into(), change));
    bench.ask(me, intent).unwrap();
}

const PROCESSING: [(&str, &str); 3] = [
    ("ch/1/comp/threshold", "-30 dB"),
    ("ch/2/eq/2/gain", "6 dB"),
    ("ch/1/send/1/level", "-20 dB"),
];
const MIX: [(&str, &str); 4] = [
    ("ch/1/fader", "-6 dB"),
    ("ch/2/mute", "on"),
    ("dca/1/fader", "-3 dB"),
    ("ch/1/send/3/level", "-9 dB"),
];

#[test]
fn processing_that_was_touched_stays_over_recalls_until_it_is_released() {
    let (mut bench, me) = verse();
    set_all(&mut bench, &me, &PROCESSING);
    set_all(&mut bench, &me, &MIX);
    let paths = PROCESSING.map(|(path, _)| path);
    for _ in 0..3 {
        let said = recall(&mut bench, &me, "Verse");
        assert!(said.ends_with("; 3 kept as touched"), "{said}");
        assert_eq!(standing(&bench, &PROCESSING), paths);
        assert!(standing(&bench, &MIX).is_empty());
    }
    // One parameter, one strip, all: each follows the scene again.
    let one = Marked::One(bench.addr("ch/1/comp/threshold"));
    let released = |marked| Intent::Scene(SceneWish::Release(marked));
    bench.ask(&me, released(one)).unwrap();
    recall(&mut bench, &me, "Verse");
    assert_eq!(standing(&bench, &PROCESSING), paths[1..]);
    bench
        .ask(&me, released(Marked::Node(NodeId::strip(2))))
        .unwrap();
    recall(&mut bench, &me, "Verse");
    assert_eq!(standing(&bench, &PROCESSING), paths[2..]);
    bench.ask(&me, released(Marked::All)).unwrap();
    let said = recall(&mut bench, &me, "Verse");
    assert!(!said.contains("touched"), "{said}");
    assert!(standing(&bench, &PROCESSING).is_empty());
    let again = bench.ask(&me, released(Marked::All));
    assert!(matches!(again, Err(Refusal::Scene(_))));
}

#[test]
fn the_console_says_what_of_touched_values_recalls_leave_alone() {
    for (choice, kept) in [("off", 0), ("processing", 3), ("everything", 7)] {
        let (mut bench, me) = verse();
        bench.set(&me, "console/live-edits", choice).unwrap();
        set_all(&mut bench, &me, &PROCESSING);
        set_all(&mut bench, &me, &MIX);
        recall(&mut bench, &me, "Verse");
        let stand = standing(&bench, &PROCESSING).len() + standing(&bench, &MIX).len();
        assert_eq!(stand, kept, "{choice}");
    }
}

#[test]
fn touched_values_are_folded_into_this_scene_the_following_or_all() {
    for (fold, expected) in [
        (Fold::Current, [false, true, false]),
        (Fold::Following, [false, true, true]),
        (Fold::All, [true, true, true]),
    ] {
        let (mut bench, me) = verse();
        for name in ["Chorus", "Bridge"] {
            store(&mut bench, &me, name);
        }
        recall(&mut bench, &me, "Chorus");
        set_all(&mut bench, &me, &PROCESSING);
        let said = bench
            .ask(&me, Intent::Scene(SceneWish::Fold(fold)))
            .unwrap()
            .text;
        let scenes = expected.into_iter().filter(|has| *has).count();
        let scenes = counted(scenes, "scene");
        assert_eq!(said, format!("Folded: 3 touched parameters into {scenes}"));
        for (name, has) in ["Verse", "Chorus", "Bridge"].into_iter().zip(expected) {
            recall(&mut bench, &me, name);
            let stand = standing(&bench, &PROCESSING).len();
            assert_eq!(stand, if has { 3 } else { 0 }, "{fold:?} {name}");
        }
    }
}

#[test]
fn undo_takes_a_fold_back_out_of_every_scene() {
    let (mut bench, me) = verse();
    store(&mut bench, &me, "Chorus");
    set_all(&mut bench, &me, &PROCESSING);
    bench
        .ask(&me, Intent::Scene(SceneWish::Fold(Fold::All)))
        .unwrap();
    let undone = bench.ask(&me, Intent::Undo).unwrap().text;
    assert_eq!(undone, "Undone: 2 scenes");
    for name in ["Verse", "Chorus"] {
        recall(&mut bench, &me, name);
        assert!(standing(&bench, &PROCESSING).is_empty(), "{name}");
    }
    bench.ask(&me, Intent::Undo).unwrap();
}

#[test]
fn a_locked_scene_takes_nothing_and_says_so() {
    let (mut bench, me) = verse();
    store(&mut bench, &me, "Chorus");
    head(&mut bench, &me, "Verse", HeadChange::Locked(true));
    for intent in [
        Intent::Scene(SceneWish::Store("Verse".into())),
        Intent::Scene(SceneWish::Rename("Verse".into(), "Intro".into())),
        Intent::Scene(SceneWish::Delete("Verse".into())),
        Intent::Scene(SceneWish::ChangeHead("Verse".into(), HeadChange::Fade(2.0))),
    ] {
        match bench.ask(&me, intent.clone()) {
            Err(Refusal::Scene(text)) => assert!(text.contains("locked"), "{text}"),
            other => panic!("{intent:?}: {other:?}"),
        }
    }
    set_all(&mut bench, &me, &PROCESSING);
    let said = bench
        .ask(&me, Intent::Scene(SceneWish::Fold(Fold::All)))
        .unwrap()
        .text;
    assert!(
        said.ends_with("; 1 locked or damaged scene stays as it is"),
        "{said}"
    );
    recall(&mut bench, &me, "Verse");
    assert!(standing(&bench, &PROCESSING).is_empty());
    head(&mut bench, &me, "Verse", HeadChange::Locked(false));
    store(&mut bench, &me, "Verse");
}

#[test]
fn a_scope_filters_at_recall_and_loses_nothing() {
    let (mut bench, me) = verse();
    bench.set(&me, "console/live-edits", "off").unwrap();
    let all = [
        ("ch/1/fader", "-6 dB"),
        ("ch/2/fader", "-7 dB"),
        ("ch/1/comp/threshold", "-30 dB"),
        ("dca/1/fader", "-3 dB"),
    ];
    let mix = RecallClasses::NONE.and(RecallClass::Mix);
    for (scope, stay) in [
        (vec![(None, RecallClasses::ALL)], vec![]),
        (vec![(None, RecallClasses::NONE)], vec![0, 1, 2, 3]),
        (vec![(None, mix)], vec![2, 3]),
        (
            vec![(None, mix), (Some(NodeId::strip(2)), RecallClasses::NONE)],
            vec![1, 2, 3],
        ),
        (
            vec![
                (None, RecallClasses::NONE),
                (Some(NodeId::strip(1)), RecallClasses::ALL),
            ],
            vec![1, 3],
        ),
    ] {
        for (node, classes) in scope {
            head(&mut bench, &me, "Verse", HeadChange::Scope(node, classes));
        }
        set_all(&mut bench, &me, &all);
        recall(&mut bench, &me, "Verse");
        let expected: Vec<&str> = stay.into_iter().map(|at| all[at].0).collect();
        assert_eq!(standing(&bench, &all), expected);
        // For the next round.
        head(
            &mut bench,
            &me,
            "Verse",
            HeadChange::Scope(None, RecallClasses::ALL),
        );
        for strip in [1, 2] {
            let node = Some(NodeId::strip(strip));
            head(
                &mut bench,
                &me,
                "Verse",
                HeadChange::Scope(node, RecallClasses::ALL),
            );
        }
    }
    let nowhere = HeadChange::Scope(Some(NodeId::strip(99)), mix);
    let refused = bench.ask(
        &me,
        Intent::Scene(SceneWish::ChangeHead("Verse".into(), nowhere)),
    );
    assert!(matches!(refused, Err(Refusal::Unknown(_))));
}

/// A value of each class.
const OF_EACH_CLASS: [(&str, &str); 8] = [
    ("ch/1/trim", "3 dB"),
    ("ch/1/comp/threshold", "-30 dB"),
    ("ch/1/fader", "-6 dB"),
    ("ch/1/send/3/level", "-9 dB"),
    ("bus/2/fader", "-6 dB"),
    ("dca/1/fader", "-3 dB"),
    ("bus/3/reverb/decay", "3 s"),
    ("bus/1/fader", "-12 dB"),
];

/// Those classes.
const CLASSES: [&str; 8] = [
    "preamp",
    "processing",
    "mix",
    "sends",
    "buses",
    "dcas",
    "effects",
    "outputs",
];

/// Makes one of those classes safe alone, or none.
fn only_safe(bench: &mut Bench, me: &Client, safe: Option<&str>) {
    for class in CLASSES {
        let state = if safe == Some(class) { "on" } else { "off" };
        bench
            .set(me, &format!("console/safe/{class}"), state)
            .unwrap();
    }
}

#[test]
fn what_is_safe_by_class_no_recall_changes() {
    let (mut bench, me) = verse();
    bench.set(&me, "console/live-edits", "off").unwrap();
    for (safe, (path, _)) in CLASSES.iter().zip(OF_EACH_CLASS) {
        only_safe(&mut bench, &me, Some(safe));
        set_all(&mut bench, &me, &OF_EACH_CLASS);
        recall(&mut bench, &me, "Verse");
        assert_eq!(standing(&bench, &OF_EACH_CLASS), [path], "{safe}");
    }
}

#[test]
fn what_is_safe_by_strip_or_by_itself_no_recall_changes() {
    let (mut bench, me) = verse();
    let values = OF_EACH_CLASS;
    only_safe(&mut bench, &me, None);
    for (path, state) in [
        ("console/live-edits", "off"),
        ("ch/1/recall-safe", "on"),
        ("dca/1/recall-safe", "on"),
    ] {
        bench.set(&me, path, state).unwrap();
    }
    set_all(&mut bench, &me, &values);
    let said = recall(&mut bench, &me, "Verse");
    assert!(said.ends_with("; 5 kept safe"), "{said}");
    let own = [0, 1, 2, 3, 5].map(|n: usize| values[n].0);
    assert_eq!(standing(&bench, &values), own);

    bench.set(&me, "ch/1/recall-safe", "off").unwrap();
    bench.set(&me, "dca/1/recall-safe", "off").unwrap();
    let safe = |path, safe| Intent::Scene(SceneWish::SetSafe(path, safe));
    let fader = bench.addr("ch/1/fader");
    bench.ask(&me, safe(fader, true)).unwrap();
    set_all(&mut bench, &me, &values);
    recall(&mut bench, &me, "Verse");
    assert_eq!(standing(&bench, &values), ["ch/1/fader"]);
    bench.ask(&me, safe(fader, false)).unwrap();
    recall(&mut bench, &me, "Verse");
    assert!(standing(&bench, &values).is_empty());
    let panic = bench.addr("console/panic");
    assert!(bench.ask(&me, safe(panic, true)).is_err());
}

#[test]
fn marks_are_news_as_they_come_and_go() {
    let (mut bench, me) = verse();
    let marks = |me: &Client| {
        let news = me.updates.try_iter().flat_map(|update| update.news);
        let marks = news.filter_map(|news| match news {
            News::RecallMarks(marks) => Some(marks),
            _ => None,
        });
        marks.last()
    };
    bench.set(&me, "ch/1/comp/threshold", "-30 dB").unwrap();
    let safe = bench.addr("ch/2/fader");
    bench
        .ask(&me, Intent::Scene(SceneWish::SetSafe(safe, true)))
        .unwrap();
    bench.settle();
    let known = marks(&me).unwrap();
    assert!(known.is_touched(bench.addr("ch/1/comp/threshold")));
    assert!(known.is_safe(safe));
    store(&mut bench, &me, "Verse");
    bench.settle();
    let known = marks(&me).unwrap();
    assert!(known.touched.is_empty() && known.is_safe(safe));
    // Who connects later knows them too.
    let other = bench.connect(Rights::Watch);
    bench.settle();
    assert!(marks(&other).unwrap().is_safe(safe));
}

#[test]
fn scenes_are_moved_and_duplicated_and_undo_brings_them_back() {
    let (mut bench, me) = verse();
    for name in ["Chorus", "Bridge"] {
        store(&mut bench, &me, name);
    }
    let order = |bench: &mut Bench| {
        bench.settle();
        let other = bench.connect(Rights::Watch);
        bench.settle();
        let news = other.updates.try_iter().flat_map(|update| update.news);
        let lists = news.filter_map(|news| match news {
            News::Scenes(scenes) => Some(scenes.list),
            _ => None,
        });
        let list = lists.last().unwrap();
        let names: Vec<String> = list.into_iter().map(|scene| scene.name).collect();
        names.join(" ")
    };
    let move_to = |bench: &mut Bench, name: &str, place| {
        bench
            .ask(&me, Intent::Scene(SceneWish::Move(name.into(), place)))
            .unwrap();
        order(bench)
    };
    assert_eq!(move_to(&mut bench, "Bridge", 0), "Bridge Verse Chorus");
    assert_eq!(move_to(&mut bench, "Bridge", 1), "Verse Bridge Chorus");
    assert_eq!(move_to(&mut bench, "Verse", 999), "Bridge Chorus Verse");
    bench.ask(&me, Intent::Undo).unwrap();
    assert_eq!(order(&mut bench), "Verse Bridge Chorus");
    head(&mut bench, &me, "Bridge", HeadChange::Fade(2.5));
    let copy = |to: &str| Intent::Scene(SceneWish::Duplicate("Bridge".into(), to.into()));
    bench.ask(&me, copy("Solo")).unwrap();
    assert_eq!(order(&mut bench), "Verse Bridge Solo Chorus");
    assert!(bench.ask(&me, copy("Chorus")).is_err());
    assert!(bench.ask(&me, copy("../Chorus")).is_err());
}

#[test]
fn go_fades_as_its_scene_says() {
    let (mut bench, me) = verse();
    bench.open(48_000);
    bench.set(&me, "ch/1/fader", "0 dB").unwrap();
    bench.run(96_000, 0.0);
    store(&mut bench, &me, "Loud");
    head(&mut bench, &me, "Verse", HeadChange::Fade(2.0));
    bench
        .ask(&me, Intent::Scene(SceneWish::Arm(Some("Verse".into()))))
        .unwrap();
    bench.ask(&me, Intent::Go).unwrap();
    bench.run(48_000, 0.0);
    let half = bench.value("ch/1/fader").0;
    assert!(half < -3.0 && half > -60.0, "{half}");
    bench.run(60_000, 0.0);
    assert_eq!(bench.value("ch/1/fader"), Plain::OFF);
    let far = HeadChange::Fade(61.0);
    let refused = bench.ask(
        &me,
        Intent::Scene(SceneWish::ChangeHead("Verse".into(), far)),
    );
    assert!(matches!(refused, Err(Refusal::Scene(_))));
}

/// What was told last of the next recall.
fn preview(bench: &mut Bench, me: &Client) -> Option<RecallPreview> {
    for _ in 0..20 {
        bench.wait(Duration::from_millis(10));
    }
    let updates = me.updates.try_iter().flat_map(|update| update.news);
    let previews = updates.filter_map(|news| match news {
        News::Preview(preview) => Some((*preview).clone()),
        _ => None,
    });
    previews.last()
}

/// A scene "Chorus" that is next, of which two values would arrive, and five stay for a reason each.
fn chorus_is_next() -> (Bench, Client, RecallPreview) {
    let (mut bench, me) = verse();
    set_all(&mut bench, &me, &MIX);
    store(&mut bench, &me, "Chorus");
    recall(&mut bench, &me, "Verse");
    // Safe by strip, touched, out of scope, safe by class, under a hand.
    let values = [
        ("main/fader", "-3 dB"),
        ("bus/2/fader", "-3 dB"),
        ("ch/2/recall-safe", "on"),
        ("ch/1/comp/threshold", "-30 dB"),
    ];
    set_all(&mut bench, &me, &values);
    bench.set(&me, "console/guard/mode", "off").unwrap();
    let scope = RecallClasses::parse("preamp processing mix sends dcas outputs").unwrap();
    head(&mut bench, &me, "Chorus", HeadChange::Scope(None, scope));
    let held = bench.addr("dca/1/fader");
    bench.ask(&me, Intent::BeginGesture(held)).unwrap();
    let arm = Intent::Scene(SceneWish::Arm(Some("Chorus".into())));
    bench.ask(&me, arm).unwrap();
    let preview = preview(&mut bench, &me).unwrap();
    (bench, me, preview)
}

#[test]
fn the_preview_of_the_next_scene_says_what_stays_and_why() {
    let (bench, _, preview) = chorus_is_next();
    assert_eq!(preview.scene.as_deref(), Some("Chorus"));
    let stays: Vec<(String, Stay)> = preview
        .stays
        .iter()
        .map(|(addr, _, why)| (addr.to_string(), *why))
        .collect();
    for (path, why) in [
        ("ch/2/mute", Stay::Safe),
        ("ch/1/comp/threshold", Stay::Touched),
        ("bus/2/fader", Stay::Scope),
        ("main/fader", Stay::SafeClass),
        ("dca/1/fader", Stay::Held),
    ] {
        assert!(stays.contains(&(path.to_owned(), why)), "{path}: {stays:?}");
    }
    assert_eq!(stays.len(), 5);
    let target = preview.target(bench.addr("ch/1/fader"));
    assert_eq!(target, Some(Plain(-6.0)));
}

#[test]
fn a_recall_does_what_its_preview_and_its_comparison_say_and_nothing_else() {
    let (mut bench, me, preview) = chorus_is_next();
    let paths = preview.moves.iter().map(|(addr, _)| addr.to_string());
    let paths: Vec<String> = paths.collect();
    assert_eq!(paths, ["ch/1/fader", "ch/1/send/3/level"]);
    let compare = Intent::Scene(SceneWish::Compare(
        Compared::Now,
        Compared::Scene("Chorus".into()),
    ));
    let answer = bench.ask(&me, compare).unwrap();
    assert_eq!(
        answer.text,
        "A recall of Chorus moves 2 parameters now; 5 parameters stay"
    );
    let lines = [
        "ch/1: fader off → -6.0 dB; send/3/level off → -9.0 dB",
        "stays, under a hand: dca/1: fader 0.0 dB → -3.0 dB",
        "stays, touched: ch/1: comp/threshold -30.0 dB → -20.0 dB",
    ];
    assert_eq!(answer.lines[0], "opens 1 closed strip");
    assert_eq!(answer.lines[1..4], lines);
    let before: Vec<Plain> = bench.console.store().values().to_vec();
    recall(&mut bench, &me, "Chorus");
    let (layout, after) = (bench.console.layout(), bench.console.store().values());
    let indices = layout.indices();
    let moved = indices.filter(|index| before[index.slot()] != after[index.slot()]);
    let moved: Vec<String> = moved.map(|index| layout.addr(index).to_string()).collect();
    assert_eq!(moved, paths);
}

#[test]
fn the_preview_follows_hands_releases_and_other_scenes_and_is_told_only_when_it_changes() {
    let (mut bench, me) = verse();
    set_all(&mut bench, &me, &MIX);
    store(&mut bench, &me, "Chorus");
    bench
        .ask(&me, Intent::Scene(SceneWish::Arm(Some("Verse".into()))))
        .unwrap();
    let first = preview(&mut bench, &me).unwrap();
    assert_eq!(first.moves.len(), MIX.len());
    assert_eq!(preview(&mut bench, &me), None);
    // A hand that moves what would move anyway is no news; one that brings it there is.
    bench.set(&me, "ch/1/fader", "-20 dB").unwrap();
    assert_eq!(preview(&mut bench, &me), None);
    bench.set(&me, "ch/2/mute", "off").unwrap();
    assert_eq!(preview(&mut bench, &me).unwrap().moves.len(), MIX.len() - 1);
    bench.ask(&me, Intent::Scene(SceneWish::Arm(None))).unwrap();
    assert_eq!(preview(&mut bench, &me), Some(RecallPreview::default()));
}

#[test]
fn the_preview_waits_until_a_hand_rests_but_not_for_ever() {
    let (mut bench, me) = verse();
    let arm = Intent::Scene(SceneWish::Arm(Some("Verse".into())));
    bench.ask(&me, arm).unwrap();
    preview(&mut bench, &me);
    let mut told = Vec::new();
    // The first change makes a difference, the others none; each comes before the last one is 100 ms old.
    for step in 0..300 {
        let db = format!("{} dB", -20.0 - f64::from(step) / 10.0);
        bench.set(&me, "ch/1/fader", &db).unwrap();
        bench.wait(Duration::from_millis(10));
        let news = me.updates.try_iter().flat_map(|update| update.news);
        if news
            .into_iter()
            .any(|news| matches!(news, News::Preview(_)))
        {
            told.push(step);
        }
    }
    let first = told.first().copied().unwrap_or_default();
    assert!(told.len() == 1 && (195..=205).contains(&first), "{told:?}");
}

#[test]
fn scenes_and_cues_that_are_read_later_are_previewed_when_they_are_there() {
    let (mut bench, me) = verse();
    let fader = bench.addr("ch/1/fader");
    let scene = Scene {
        name: "Chorus".to_owned(),
        values: vec![(fader, Plain(-6.0))],
        ..Scene::default()
    };
    let cues = CuesRead {
        cues: vec![Cue::of(
            CueNumber::whole(1).unwrap(),
            Some(scene.name.clone()),
        )],
        ..CuesRead::default()
    };
    preview(&mut bench, &me);
    bench.handle(Event::Cues(cues));
    assert_eq!(preview(&mut bench, &me), None);
    bench.handle(Event::Scenes(vec![scene], Vec::new()));
    let preview = preview(&mut bench, &me).unwrap();
    assert_eq!(preview.target(fader), Some(Plain(-6.0)));
}

#[test]
fn two_scenes_are_compared_by_what_they_hold_and_how_they_are_recalled() {
    let (mut bench, me) = verse();
    set_all(&mut bench, &me, &MIX);
    store(&mut bench, &me, "Chorus");
    head(&mut bench, &me, "Chorus", HeadChange::Fade(3.0));
    let scene = |name: &str| Compared::Scene(name.to_owned());
    let (verse, chorus) = (scene("Verse"), scene("Chorus"));
    let answer = bench
        .ask(
            &me,
            Intent::Scene(SceneWish::Compare(verse.clone(), chorus.clone())),
        )
        .unwrap();
    assert_eq!(answer.text, "Verse → Chorus: 4 parameters differ");
    assert_eq!(
        answer.lines[0],
        "how it is recalled: everything at once → 3 s"
    );
    assert_eq!(answer.lines.len(), 4, "{:?}", answer.lines);
    let back = bench
        .ask(
            &me,
            Intent::Scene(SceneWish::Compare(chorus, Compared::Now)),
        )
        .unwrap();
    assert_eq!(back.text, "Chorus → now: 0 parameters differ");
    let none = bench
        .ask(&me, Intent::Scene(SceneWish::Compare(verse, scene("Gone"))))
        .unwrap_err();
    assert_eq!(none.to_string(), "there is no scene 'Gone'");
}

/// A fade from −10 to −60 dB over two seconds, half of which has passed.
fn half_faded() -> (Bench, Client, f32) {
    let (mut bench, me) = verse();
    bench.open(48_000);
    bench.set(&me, "console/guard/mode", "off").unwrap();
    bench.set(&me, "ch/1/fader", "-60 dB").unwrap();
    bench.run(48_000, 0.0);
    store(&mut bench, &me, "Low");
    bench.set(&me, "ch/1/fader", "-10 dB").unwrap();
    bench.run(96_000, 0.0);
    bench
        .ask(
            &me,
            Intent::Scene(SceneWish::Recall("Low".into(), Some(2.0))),
        )
        .unwrap();
    bench.run(48_000, 0.0);
    let half = bench.value("ch/1/fader").0;
    assert!(half < -12.0 && half > -50.0, "{half}");
    (bench, me, half)
}

#[test]
fn a_fade_is_held_and_goes_on_in_the_time_that_was_left() {
    let (mut bench, me, half) = half_faded();
    let hold = || Intent::Fade(FadeWish::Hold);
    let said = bench.ask(&me, hold()).unwrap().text;
    assert_eq!(said, "The fade is held: 1 parameter to go");
    bench.run(96_000, 0.0);
    assert!((bench.value("ch/1/fader").0 - half).abs() < 0.2);
    let said = bench.ask(&me, hold()).unwrap().text;
    assert_eq!(said, "The fade goes on: 1 parameter");
    bench.run(24_000, 0.0);
    assert!(bench.value("ch/1/fader").0 > -59.9);
    bench.run(26_000, 0.0);
    assert_eq!(bench.value("ch/1/fader").0, -60.0);
    assert!(matches!(bench.ask(&me, hold()), Err(Refusal::Nothing(_))));
}

#[test]
fn what_a_hand_moves_while_a_fade_is_held_does_not_go_on() {
    let (mut bench, me, _) = half_faded();
    bench.ask(&me, Intent::Fade(FadeWish::Hold)).unwrap();
    bench.set(&me, "ch/1/fader", "-35 dB").unwrap();
    bench.run(96_000, 0.0);
    bench.ask(&me, Intent::Fade(FadeWish::Hold)).unwrap();
    bench.run(96_000, 0.0);
    assert_eq!(bench.value("ch/1/fader").0, -35.0);
}

#[test]
fn a_fade_is_stopped_where_it_stands() {
    let (mut bench, me, half) = half_faded();
    bench.ask(&me, Intent::Fade(FadeWish::Stop)).unwrap();
    bench.run(96_000, 0.0);
    assert!((bench.value("ch/1/fader").0 - half).abs() < 0.2);
    // Undo takes the recall back all the same.
    bench
        .ask(&me, Intent::Scene(SceneWish::UndoRecall))
        .unwrap();
    bench.run(48_000, 0.0);
    assert_eq!(bench.value("ch/1/fader").0, -10.0);
}

#[test]
fn a_fade_goes_back_in_as_much_time_as_it_has_run() {
    for is_held in [false, true] {
        let (mut bench, me, half) = half_faded();
        if is_held {
            bench.ask(&me, Intent::Fade(FadeWish::Hold)).unwrap();
            bench.run(48_000, 0.0);
        }
        bench.ask(&me, Intent::Fade(FadeWish::Reverse)).unwrap();
        bench.run(24_000, 0.0);
        let back = bench.value("ch/1/fader").0;
        assert!(back > half && back < -10.5, "{is_held} {back}");
        bench.run(26_000, 0.0);
        assert_eq!(bench.value("ch/1/fader").0, -10.0, "{is_held}");
        let again = bench.ask(&me, Intent::Fade(FadeWish::Reverse));
        assert!(matches!(again, Err(Refusal::Nothing(_))));
    }
}

#[test]
fn sections_of_a_scene_fade_in_times_of_their_own() {
    let (mut bench, me) = verse();
    bench.open(48_000);
    bench.set(&me, "console/guard/mode", "off").unwrap();
    bench.set(&me, "console/live-edits", "off").unwrap();
    head(&mut bench, &me, "Verse", HeadChange::Fade(1.0));
    for (class, seconds) in [(RecallClass::Mix, 3.0), (RecallClass::Processing, 0.0)] {
        head(
            &mut bench,
            &me,
            "Verse",
            HeadChange::ClassFade(class, Some(seconds)),
        );
    }
    let far = HeadChange::ClassFade(RecallClass::Mix, Some(61.0));
    let refused = bench.ask(
        &me,
        Intent::Scene(SceneWish::ChangeHead("Verse".into(), far)),
    );
    assert!(matches!(refused, Err(Refusal::Scene(_))));
    let values = [
        ("ch/1/fader", "-10 dB"),
        ("ch/1/send/3/level", "-9 dB"),
        ("ch/1/comp/threshold", "-40 dB"),
    ];
    let moving = |bench: &mut Bench, over| {
        set_all(bench, &me, &values);
        bench.run(96_000, 0.0);
        bench
            .ask(&me, Intent::Scene(SceneWish::Recall("Verse".into(), over)))
            .unwrap();
    };
    moving(&mut bench, None);
    bench.run(4_800, 0.0);
    assert_ne!(bench.value("ch/1/comp/threshold"), Plain(-40.0));
    assert!(bench.value("ch/1/send/3/level").0 > -60.0);
    bench.run(48_000, 0.0);
    assert_eq!(bench.value("ch/1/send/3/level"), Plain::OFF);
    let fader = bench.value("ch/1/fader").0;
    assert!(fader > -60.0 && fader < -11.0, "{fader}");
    bench.run(96_000, 0.0);
    assert_eq!(bench.value("ch/1/fader"), Plain::OFF);
    // Whoever says how long it takes, says it for all of it.
    moving(&mut bench, Some(0.0));
    bench.run(64, 0.0);
    assert_eq!(bench.value("ch/1/fader"), Plain::OFF);
}
