//! A bus that is for something else now: nothing of what it was before sounds in it, and nobody loses a guard
//! unasked.

mod common;
#[path = "common/program.rs"]
mod program;
#[path = "common/process.rs"]
mod server;

use common::consoles;
use common::desk::{Bench, Client};
use headroom::control::console::Setup;
use headroom::control::intent::{Intent, Rights, SceneWish, Scope, Transfer};
use headroom::control::scene::Scene;
use headroom::param::{BusRole, NodeId, Plain, Topology, Width};
use program::Home;
use server::until;

const LEVEL: &str = "ch/1/send/1/level";
const TAP: &str = "ch/1/send/1/tap";

/// Two strips, a bus of a role, an in-ear mix.
fn topology(role: BusRole) -> Topology {
    Topology {
        strips: consoles::strips(1..=2),
        buses: vec![
            consoles::bus(1, role, Width::Mono),
            consoles::bus(2, BusRole::InEar, Width::Mono),
        ],
        main: Width::Mono,
        ..Topology::default()
    }
}

fn bench(role: BusRole) -> (Bench, Client) {
    let mut bench = Bench::new(Setup {
        topology: topology(role),
        ..Setup::default()
    });
    let client = bench.connect(Rights::Mix);
    // What was touched is another reason to stay.
    bench.set(&client, "console/live-edits", "off").unwrap();
    (bench, client)
}

fn set_all(bench: &mut Bench, client: &Client, values: &[(&str, &str)]) {
    for (path, text) in values {
        bench.set(client, path, text).unwrap();
    }
}

fn become_of(bench: &mut Bench, client: &Client, role: BusRole) {
    let wanted = Intent::ReshapeConfirmed(topology(role).into());
    bench.ask(client, wanted).unwrap();
    bench.settle();
}

fn recall(bench: &mut Bench, client: &Client, name: &str) -> String {
    let recall = Intent::Scene(SceneWish::Recall(name.into(), Some(0.0)));
    bench.ask(client, recall).unwrap().text
}

#[test]
fn what_a_scene_sent_to_a_bus_of_another_role_stays_away_and_that_is_said() {
    for (was, is) in [
        (BusRole::Fx, BusRole::InEar),
        (BusRole::Fx, BusRole::Wedge),
        (BusRole::Record, BusRole::InEar),
        (BusRole::Wedge, BusRole::InEar),
    ] {
        let (mut bench, me) = bench(was);
        let old = [
            (LEVEL, "8 dB"),
            ("ch/2/send/1/level", "0 dB"),
            ("ch/1/send/2/level", "-9 dB"),
            ("ch/1/fader", "-5 dB"),
        ];
        set_all(&mut bench, &me, &old);
        bench
            .ask(&me, Intent::Scene(SceneWish::Store("Old".into())))
            .unwrap();
        become_of(&mut bench, &me, is);
        let now = [("ch/1/send/2/level", "-20 dB"), ("ch/1/fader", "-30 dB")];
        set_all(&mut bench, &me, &now);
        let said = recall(&mut bench, &me, "Old");
        assert_eq!(bench.value(LEVEL), Plain::OFF, "{was:?} {is:?}");
        assert_eq!(bench.value("ch/2/send/1/level"), Plain::OFF);
        assert_eq!(bench.value(TAP), bench.parsed(TAP, "pre-fader"));
        // What the change does not concern arrives.
        assert_eq!(bench.value("ch/1/send/2/level"), Plain(-9.0));
        assert_eq!(bench.value("ch/1/fader"), Plain(-5.0));
        let word = format!("bus/1 was {} when this scene was stored", was.word());
        assert!(said.contains(&word), "{said}");
        // Nothing falls because of it either.
        bench.set(&me, LEVEL, "-15 dB").unwrap();
        recall(&mut bench, &me, "Old");
        assert_eq!(bench.value(LEVEL), Plain(-15.0));
        // Stored again, it is a scene of this bus.
        bench
            .ask(&me, Intent::Scene(SceneWish::Store("Old".into())))
            .unwrap();
        bench.set(&me, LEVEL, "-40 dB").unwrap();
        let said = recall(&mut bench, &me, "Old");
        assert!(!said.contains("stay"), "{said}");
        assert_eq!(bench.value(LEVEL), Plain(-15.0));
    }
}

/// A file that does not say what its buses were for: a send behind the fader is none of a monitor mix.
#[test]
fn of_a_scene_that_knows_no_roles_a_send_behind_the_fader_stays_away_whole() {
    let (first, _) = bench(BusRole::InEar);
    let value = |path: &str, text: &str| (first.addr(path), first.parsed(path, text));
    let scene = Scene {
        name: "Old".into(),
        values: vec![
            value(LEVEL, "8 dB"),
            value(TAP, "post-fader"),
            value("ch/1/send/2/level", "-9 dB"),
            value("ch/1/send/2/tap", "pre-fader"),
        ],
        ..Scene::default()
    };
    let mut bench = Bench::new(Setup {
        topology: topology(BusRole::InEar),
        scenes: vec![scene],
        ..Setup::default()
    });
    let me = bench.connect(Rights::Mix);
    recall(&mut bench, &me, "Old");
    assert_eq!(bench.value(LEVEL), Plain::OFF);
    assert_eq!(bench.value("ch/1/send/2/level"), Plain(-9.0));
}

#[test]
fn no_undo_and_no_paste_brings_sends_of_another_role() {
    let (mut bench, me) = bench(BusRole::Fx);
    bench.set(&me, LEVEL, "6 dB").unwrap();
    bench
        .ask(&me, Intent::Scene(SceneWish::Store("Wet".into())))
        .unwrap();
    let copy = Transfer::Copy(NodeId::strip(1));
    bench.ask(&me, Intent::Transfer(copy)).unwrap();
    bench.set(&me, LEVEL, "off").unwrap();
    bench.set(&me, "ch/1/pan", "L20").unwrap();
    recall(&mut bench, &me, "Wet");
    bench.set(&me, LEVEL, "off").unwrap();
    become_of(&mut bench, &me, BusRole::InEar);
    for _ in 0..3 {
        // All that is left to take back is the pan.
        let _ = bench.ask(&me, Intent::Undo);
        assert_eq!(bench.value(LEVEL), Plain::OFF);
    }
    assert_eq!(bench.value("ch/1/pan"), Plain(0.0));
    while bench.ask(&me, Intent::Redo).is_ok() {
        assert_eq!(bench.value(LEVEL), Plain::OFF);
    }
    bench
        .ask(&me, Intent::Scene(SceneWish::UndoRecall))
        .unwrap();
    assert_eq!(bench.value(LEVEL), Plain::OFF);
    let paste = Transfer::Paste(vec![NodeId::strip(2)], Scope::Everything);
    bench.ask(&me, Intent::Transfer(paste)).unwrap();
    assert_eq!(bench.value("ch/2/send/1/level"), Plain::OFF);
    assert_eq!(bench.value(LEVEL), Plain::OFF);
}

#[test]
fn a_preset_of_everything_sends_nothing_of_an_effect_into_somebodys_ears() {
    let (mut bench, me) = bench(BusRole::Fx);
    let values = [
        (LEVEL, "6 dB"),
        ("ch/1/send/2/level", "-9 dB"),
        ("ch/1/pan", "L20"),
    ];
    set_all(&mut bench, &me, &values);
    let store = Transfer::StorePreset {
        name: "Singer".into(),
        from: NodeId::strip(1),
        scope: Scope::Everything,
        in_show: false,
    };
    bench.ask(&me, Intent::Transfer(store)).unwrap();
    become_of(&mut bench, &me, BusRole::InEar);
    let apply = Transfer::ApplyPreset("Singer".into(), vec![NodeId::strip(2)]);
    let said = bench.ask(&me, Intent::Transfer(apply)).unwrap().text;
    assert!(said.ends_with("stay out of wedges and in-ears"), "{said}");
    assert_eq!(bench.value("ch/2/send/1/level"), Plain::OFF);
    assert_eq!(bench.value("ch/2/send/2/level"), Plain(-9.0));
    assert_eq!(bench.value("ch/2/pan"), Plain(-20.0));
}

#[test]
fn a_bus_that_went_and_came_as_something_else_hears_nothing_of_before() {
    let (mut bench, me) = bench(BusRole::Fx);
    bench.set(&me, LEVEL, "6 dB").unwrap();
    bench
        .ask(&me, Intent::Scene(SceneWish::Store("Wet".into())))
        .unwrap();
    bench.set(&me, LEVEL, "off").unwrap();
    let mut without = topology(BusRole::Fx);
    without.buses.remove(0);
    bench.ask(&me, Intent::Reshape(without.into())).unwrap();
    bench.settle();
    become_of(&mut bench, &me, BusRole::InEar);
    while bench.ask(&me, Intent::Undo).is_ok() {
        assert_eq!(bench.value(LEVEL), Plain::OFF);
    }
    recall(&mut bench, &me, "Wet");
    assert_eq!(bench.value(LEVEL), Plain::OFF);
}

#[test]
fn an_in_ear_mix_loses_its_limiter_only_when_somebody_has_confirmed_it() {
    for role in BusRole::ALL
        .into_iter()
        .filter(|role| *role != BusRole::InEar)
    {
        let (mut bench, me) = bench(BusRole::InEar);
        let before = bench.console.store().clone();
        let refused = bench
            .ask(&me, Intent::Reshape(topology(role).into()))
            .unwrap_err();
        let refused = refused.to_string();
        for words in ["bus/1", "who wears this mix", "headroom reshape --confirm"] {
            assert!(refused.contains(words), "{refused}");
        }
        bench.settle();
        assert_eq!(bench.console.store(), &before);
        become_of(&mut bench, &me, role);
        let role_now = bench.console.layout().topology().role(NodeId::bus(1));
        assert_eq!(role_now, Some(role));
    }
    // What guards more, or as before, or nobody any longer, asks nobody.
    let (mut bench, me) = bench(BusRole::Wedge);
    let more = Intent::Reshape(topology(BusRole::InEar).into());
    bench.ask(&me, more).unwrap();
    bench.settle();
    bench.set(&me, "bus/1/limiter/ceiling", "-20 dB").unwrap();
    let mut gone = topology(BusRole::InEar);
    gone.strips = consoles::strips(1..=4);
    bench
        .ask(&me, Intent::Reshape(gone.clone().into()))
        .unwrap();
    bench.settle();
    assert_eq!(bench.value("bus/1/limiter/ceiling"), Plain(-20.0));
    gone.buses.remove(0);
    bench.ask(&me, Intent::Reshape(gone.into())).unwrap();
}

const WET: &str = "\
headroom: 1
strips: 2
buses: [ { number: 1, role: fx }, { number: 2, role: in-ear } ]
values: { main/fader: 0 dB }
";

#[test]
fn scenes_steps_and_guards_stand_over_kills() {
    let home = Home::new();
    let show = home.new_show(WET);
    let mut console = home.open_show(&show);
    home.set(LEVEL, "0 dB");
    home.say(&["scene", "store", "Old"]);
    home.set(LEVEL, "off");
    home.say(&["scene", "recall", "Old"]);
    home.set(LEVEL, "off");
    let ears = WET.replace("role: fx", "role: in-ear");
    let ears = home.write("ears.yaml", &ears);
    home.say(&["reshape", ears.to_str().unwrap()]);
    let off = format!("{LEVEL}: off");
    for _ in 0..2 {
        console.kill().unwrap();
        console = home.open_show(&show);
        until("the scene is read", || {
            home.say(&["scene", "list"]).contains("Old")
        });
        let said = home.say(&["scene", "recall", "Old"]);
        assert_eq!(home.get(LEVEL).trim(), off, "{said}");
        home.run(&["scene", "undo"]);
        assert_eq!(home.get(LEVEL).trim(), off);
    }
    // Asked for once, and then confirmed.
    let wet = home.write("wet.yaml", WET);
    let refused = home.run(&["reshape", wet.to_str().unwrap()]);
    assert!(!refused.status.success());
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("headroom reshape --confirm FILE"), "{said}");
    home.say(&["reshape", "--confirm", wet.to_str().unwrap()]);
}

/// After a crash the console ramps in by itself, but not with less of a guard than before.
#[test]
fn a_file_that_takes_a_guard_away_opens_under_safe_start_after_a_crash() {
    for (from, to, opens) in [
        ("role: in-ear", "role: group", false),
        (
            "role: in-ear }",
            "role: in-ear }, { number: 3, role: group }",
            true,
        ),
    ] {
        let home = Home::new();
        let show = home.new_show(WET);
        let mut console = home.open_show(&show);
        home.set("console/safe-start", "off");
        home.say(&["set", "--committed", "main/fader", "-5 dB"]);
        console.kill().unwrap();
        let file = show.join("show.yaml");
        let text = std::fs::read_to_string(&file).unwrap();
        let edited = text.replace(from, to);
        assert_ne!(text, edited, "{text}");
        std::fs::write(&file, edited).unwrap();
        let console = home.open_show(&show);
        let safe = home.get("console/safe-start").contains(": on");
        assert_eq!(safe, !opens, "{to}: {}", console.output());
        if !opens {
            let said = home.say(&["get", "bus/2/fader"]);
            assert!(said.contains("off"), "{said}");
        }
    }
}
