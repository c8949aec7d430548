//! Values of many scenes change together, and scenes get their places in the list.

mod common;

use common::consoles;
use common::desk::{Bench, Client};
use headroom::control::console::Setup;
use headroom::control::feed::{Label, News, SceneEntry};
use headroom::control::intent::{
    Compared, HeadChange, Intent, Refusal, Rights, ScenePlace, SceneValues, SceneWish, WhichScenes,
};
use headroom::param::{BusRole, NodeId, Topology, Width};
use headroom::show::SceneFile;
use headroom::show::console_file::Color;

/// Four strips, the second one called Lead, a wedge and a group; scenes A to E, in which the fader of the Lead stands at
/// −10, −8, −6, −4 and −2 dB.
fn five() -> (Bench, Client) {
    let bus = |number, role| consoles::bus(number, role, Width::Mono);
    let label = Label {
        name: "Lead".to_owned(),
        ..Label::default()
    };
    let mut bench = Bench::new(Setup {
        topology: Topology {
            strips: (1..=4).map(consoles::mono).collect(),
            buses: vec![bus(1, BusRole::Wedge), bus(2, BusRole::Group)],
            ..Topology::default()
        },
        labels: vec![(NodeId::strip(2), label)],
        ..Setup::default()
    });
    let me = bench.connect(Rights::Mix);
    bench.set(&me, "console/guard/mode", "off").unwrap();
    for (name, level) in [("A", -10), ("B", -8), ("C", -6), ("D", -4), ("E", -2)] {
        bench
            .set(&me, "ch/2/fader", &format!("{level} dB"))
            .unwrap();
        bench
            .ask(&me, Intent::Scene(SceneWish::Store(name.into())))
            .unwrap();
    }
    (bench, me)
}

fn change(
    bench: &mut Bench,
    me: &Client,
    which: &str,
    values: SceneValues,
) -> Result<String, Refusal> {
    let intent = Intent::Scene(SceneWish::ChangeMany(WhichScenes(which.into()), values));
    bench.ask(me, intent).map(|answer| answer.text)
}

fn by(path: &str, text: &str) -> SceneValues {
    SceneValues::By(path.into(), text.into())
}

fn to(path: &str, text: &str) -> SceneValues {
    SceneValues::To(path.into(), text.into())
}

/// What scenes hold of a parameter, by recalling them.
fn held(bench: &mut Bench, me: &Client, path: &str) -> Vec<f32> {
    ["A", "B", "C", "D", "E"]
        .into_iter()
        .map(|name| {
            let intent = Intent::Scene(SceneWish::Recall(name.into(), Some(0.0)));
            bench.ask(me, intent).unwrap();
            bench.value(path).0
        })
        .collect()
}

/// The scenes as a front end sees them that has just come.
fn list(bench: &mut Bench) -> Vec<SceneEntry> {
    bench.settle();
    let other = bench.connect(Rights::Watch);
    bench.settle();
    let news = other.updates.try_iter().flat_map(|update| update.news);
    let lists = news.filter_map(|news| match news {
        News::Scenes(scenes) => Some(scenes.list),
        _ => None,
    });
    lists.last().unwrap()
}

fn order(bench: &mut Bench) -> String {
    let names: Vec<String> = list(bench).into_iter().map(|scene| scene.name).collect();
    names.join(" ")
}

#[test]
fn a_level_moves_in_some_scenes_and_comes_back_as_one_step() {
    let (mut bench, me) = five();
    let said = change(&mut bench, &me, "2-4", by("Lead/fader", "+2 dB")).unwrap();
    assert_eq!(said, "Changed: Lead/fader by +2 dB in B, C, D");
    assert_eq!(
        bench.ask(&me, Intent::Undo).unwrap().text,
        "Undone: 3 scenes"
    );
    bench.ask(&me, Intent::Redo).unwrap();
    assert_eq!(
        held(&mut bench, &me, "ch/2/fader"),
        [-10.0, -6.0, -4.0, -2.0, -2.0]
    );
    let (mut bench, me) = five();
    change(&mut bench, &me, "2-4", by("Lead/fader", "+2 dB")).unwrap();
    bench.ask(&me, Intent::Undo).unwrap();
    assert_eq!(
        held(&mut bench, &me, "ch/2/fader"),
        [-10.0, -8.0, -6.0, -4.0, -2.0]
    );
}

#[test]
fn what_is_off_stays_off_and_the_end_of_the_range_is_the_end() {
    let (mut bench, me) = five();
    let said = change(&mut bench, &me, "all", by("ch/*/fader", "+13")).unwrap();
    assert_eq!(
        said,
        "Changed: ch/*/fader by +13 in 5 scenes; 1 value stopped at the end of the range"
    );
    assert_eq!(
        held(&mut bench, &me, "ch/2/fader"),
        [3.0, 5.0, 7.0, 9.0, 10.0]
    );
    assert_eq!(held(&mut bench, &me, "ch/1/fader"), [f32::NEG_INFINITY; 5]);
    let said = change(&mut bench, &me, "all", by("ch/1/fader", "+3 dB")).unwrap();
    assert_eq!(said, "Nothing changes: ch/1/fader by +3 dB");
}

#[test]
fn scenes_are_named_by_name_number_stretch_and_place() {
    let (mut bench, me) = five();
    for (which, expected) in [
        ("A", "A"),
        ("2", "B"),
        ("B..D", "B, C, D"),
        ("4-", "D, E"),
        ("A, 3,E", "A, C, E"),
        ("B-C", "B, C"),
        ("all", "5 scenes"),
    ] {
        let said = change(&mut bench, &me, which, to("ch/3/mute", "on")).unwrap();
        assert_eq!(
            said,
            format!("Changed: ch/3/mute to on in {expected}"),
            "{which}"
        );
        bench.ask(&me, Intent::Undo).unwrap();
    }
    bench
        .ask(&me, Intent::Scene(SceneWish::Recall("D".into(), Some(0.0))))
        .unwrap();
    for (which, expected) in [("current", "D"), ("following", "D, E")] {
        let said = change(&mut bench, &me, which, to("ch/3/mute", "on")).unwrap();
        assert_eq!(
            said,
            format!("Changed: ch/3/mute to on in {expected}"),
            "{which}"
        );
        bench.ask(&me, Intent::Undo).unwrap();
    }
    for wrong in ["F", "0", "6", "4-2", "A,,B", "", "D..A"] {
        let refused = change(&mut bench, &me, wrong, to("ch/3/mute", "on"));
        assert!(
            matches!(refused, Err(Refusal::Scene(_))),
            "{wrong}: {refused:?}"
        );
    }
}

#[test]
fn what_makes_no_sense_is_refused_with_what_is_allowed() {
    let (mut bench, me) = five();
    for (values, reason) in [
        (by("ch/1/mute", "+1"), "nothing between them to move by"),
        (by("ch/1/fader", "loud"), "a difference"),
        (to("ch/1/fader", "loud"), "off, -90 dB to 10 dB"),
        (to("ch/9/fader", "0"), "ch/9"),
        (to("console/panic", "on"), "is in no scene"),
        (
            SceneValues::From(Compared::Now, vec!["ch/9".into()]),
            "names nothing",
        ),
        (
            SceneValues::From(Compared::Scene("X".into()), vec!["ch/1".into()]),
            "no scene 'X'",
        ),
        (SceneValues::Touched, "nothing was touched"),
    ] {
        let said = change(&mut bench, &me, "all", values)
            .unwrap_err()
            .to_string();
        assert!(said.contains(reason), "{said}");
    }
    assert_eq!(
        held(&mut bench, &me, "ch/2/fader"),
        [-10.0, -8.0, -6.0, -4.0, -2.0]
    );
}

#[test]
fn a_section_goes_into_many_scenes_and_locked_ones_stay() {
    let (mut bench, me) = five();
    bench.set(&me, "ch/2/eq/2/gain", "4 dB").unwrap();
    bench.set(&me, "ch/2/comp/threshold", "-30 dB").unwrap();
    let lock = HeadChange::Locked(true);
    bench
        .ask(&me, Intent::Scene(SceneWish::ChangeHead("C".into(), lock)))
        .unwrap();
    let eq = SceneValues::From(Compared::Now, vec!["Lead/eq".into()]);
    let said = change(&mut bench, &me, "2-4", eq).unwrap();
    assert_eq!(
        said,
        "Changed: Lead/eq as now has it in B, D; 1 locked or damaged scene stays as it is"
    );
    let from_b = SceneValues::From(Compared::Scene("B".into()), vec!["ch/2/eq/2".into()]);
    change(&mut bench, &me, "E", from_b).unwrap();
    bench.set(&me, "console/live-edits", "off").unwrap();
    assert_eq!(
        held(&mut bench, &me, "ch/2/eq/2/gain"),
        [0.0, 4.0, 0.0, 4.0, 4.0]
    );
    let untouched = held(&mut bench, &me, "ch/2/comp/threshold");
    assert!(
        untouched.iter().all(|value| *value != -30.0),
        "{untouched:?}"
    );
    assert_eq!(
        held(&mut bench, &me, "ch/2/fader"),
        [-10.0, -8.0, -6.0, -4.0, -2.0]
    );
}

#[test]
fn what_was_touched_goes_into_later_scenes_by_as_much_as_it_was_moved() {
    let (mut bench, me) = five();
    bench
        .ask(&me, Intent::Scene(SceneWish::Recall("B".into(), Some(0.0))))
        .unwrap();
    bench.set(&me, "ch/2/fader", "-5 dB").unwrap();
    bench.set(&me, "ch/2/mute", "on").unwrap();
    let said = change(&mut bench, &me, "following", SceneValues::TouchedBy).unwrap();
    assert_eq!(
        said,
        "Changed: 2 touched parameters, by as much as now in 4 scenes"
    );
    assert_eq!(
        held(&mut bench, &me, "ch/2/fader"),
        [-10.0, -5.0, -3.0, -1.0, 1.0]
    );
    assert_eq!(
        held(&mut bench, &me, "ch/2/mute"),
        [0.0, 1.0, 1.0, 1.0, 1.0]
    );
}

#[test]
fn scenes_are_stored_and_put_before_and_behind_others() {
    let (mut bench, me) = five();
    let place = |beside: &str, behind| ScenePlace {
        beside: beside.into(),
        behind,
    };
    let insert = |name: &str, at| Intent::Scene(SceneWish::Insert(name.into(), at));
    let said = bench
        .ask(&me, insert("New", place("B", false)))
        .unwrap()
        .text;
    assert_eq!(said, "Stored: New, number 2 of 6");
    bench.ask(&me, insert("Last", place("6", true))).unwrap();
    assert_eq!(order(&mut bench), "A New B C D E Last");
    for (moved, at, expected) in [
        ("A", place("C", false), "New B A C D E Last"),
        ("Last", place("1", false), "Last New B A C D E"),
        ("New", place("E", true), "Last B A C D E New"),
        ("D", place("D", true), "Last B A C D E New"),
    ] {
        bench
            .ask(&me, Intent::Scene(SceneWish::Place(moved.into(), at)))
            .unwrap();
        assert_eq!(order(&mut bench), expected);
    }
    let again = bench.ask(&me, insert("B", place("A", true)));
    assert!(matches!(again, Err(Refusal::Scene(_))));
    for _ in 0..4 {
        bench.ask(&me, Intent::Undo).unwrap();
    }
    assert_eq!(order(&mut bench), "A New B C D E Last");
}

#[test]
fn a_scene_has_a_colour_that_undo_takes_back() {
    let (mut bench, me) = five();
    let color = |bench: &mut Bench| list(bench)[1].head.color;
    let change = HeadChange::Color(Color::Green);
    bench
        .ask(
            &me,
            Intent::Scene(SceneWish::ChangeHead("B".into(), change)),
        )
        .unwrap();
    assert_eq!(color(&mut bench), Color::Green);
    bench.ask(&me, Intent::Undo).unwrap();
    assert_eq!(color(&mut bench), Color::Off);
}

#[test]
fn scenes_of_another_show_come_as_one_step_and_get_names_of_their_own() {
    let (mut bench, me) = five();
    let theirs: Vec<SceneFile> = bench.console.scenes()[1..3]
        .iter()
        .map(|scene| scene.file())
        .collect();
    let place = ScenePlace {
        beside: "D".into(),
        behind: false,
    };
    let add = Intent::Scene(SceneWish::Add(theirs.clone(), Some(place)));
    // As a message between processes.
    let text = serde_json::to_string(&add).unwrap();
    let add: Intent = serde_json::from_str(&text).unwrap();
    let said = bench.ask(&me, add).unwrap().text;
    assert_eq!(said, "Added: 2 scenes; B is B 2 here; C is C 2 here");
    assert_eq!(order(&mut bench), "A B C B 2 C 2 D E");
    bench.set(&me, "ch/2/fader", "0 dB").unwrap();
    bench
        .ask(
            &me,
            Intent::Scene(SceneWish::Recall("B 2".into(), Some(0.0))),
        )
        .unwrap();
    assert_eq!(bench.value("ch/2/fader").0, -8.0);
    bench.ask(&me, Intent::Undo).unwrap();
    bench.ask(&me, Intent::Undo).unwrap();
    assert_eq!(
        bench.ask(&me, Intent::Undo).unwrap().text,
        "Undone: 2 scenes"
    );
    assert_eq!(order(&mut bench), "A B C D E");
}
