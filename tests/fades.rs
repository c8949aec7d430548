//! What is heard is the truth: fades have a present value, hands take controls out of them, and nothing
//! rises faster than it may.

mod common;

use common::consoles;
use common::desk::{Bench, Client};
use common::signal::{click_db, sine};
use headroom::control::console::Setup;
use headroom::control::intent::{Answer, Intent, Refusal, Rights, SceneWish};
use headroom::param::{BusRole, ParamIndex, Plain, Topology, Width};
use std::collections::BTreeMap;
use std::time::Duration;

const RATE: usize = 48_000;
/// Main's place among the outputs.
const MAIN: usize = 3;

fn topology(role: BusRole) -> Topology {
    let bus = |number, role| consoles::bus(number, role, Width::Mono);
    let strip = consoles::mono;
    Topology {
        strips: (1..=4).map(strip).collect(),
        buses: vec![bus(1, role), bus(2, BusRole::InEar), bus(3, BusRole::Fx)],
        main: Width::Mono,
        ..Topology::default()
    }
}

/// A console whose first strip sounds on main.
fn sounding() -> (Bench, Client) {
    let mut bench = Bench::new(Setup {
        topology: topology(BusRole::Wedge),
        ..Setup::default()
    });
    let client = bench.connect(Rights::Mix);
    bench.open(RATE as u32);
    for (path, value) in [
        ("ch/1/fader", "0 dB"),
        ("main/fader", "0 dB"),
        ("console/safe-start", "off"),
    ] {
        bench.set(&client, path, value).unwrap();
    }
    bench.run(3 * RATE, 0.1);
    assert!((bench.level(MAIN) - 0.1).abs() < 1e-3);
    (bench, client)
}

/// The same, with a fade of ten seconds from −60 to 0 dB on strip 1, three seconds old.
fn fading() -> (Bench, Client) {
    let (mut bench, client) = sounding();
    bench
        .ask(&client, Intent::Scene(SceneWish::Store("Loud".into())))
        .unwrap();
    bench.set(&client, "ch/1/fader", "-60 dB").unwrap();
    bench.run(RATE, 0.1);
    recall(&mut bench, &client, 10.0).unwrap();
    bench.run(3 * RATE, 0.1);
    (bench, client)
}

fn recall(bench: &mut Bench, client: &Client, over: f32) -> Result<Answer, Refusal> {
    bench.ask(
        client,
        Intent::Scene(SceneWish::Recall("Loud".into(), Some(over))),
    )
}

fn db(level: f32) -> f32 {
    20.0 * level.abs().max(1e-9).log10()
}

/// What is heard of strip 1 in main, in dB of its input.
fn heard(bench: &Bench) -> f32 {
    db(bench.level(MAIN)) - db(0.1)
}

/// The highest rise within `milliseconds` since the frame `from`, in dB.
fn steepest(bench: &Bench, from: usize, milliseconds: usize) -> f32 {
    let record = &bench.recorded[MAIN][from..];
    let apart = milliseconds * RATE / 1000;
    let rise = |at: usize| db(record[at + apart]) - db(record[at]);
    (0..record.len() - apart).map(rise).fold(0.0, f32::max)
}

#[test]
fn a_fade_has_a_present_value_which_is_what_is_heard() {
    let (mut bench, client) = fading();
    let present = bench.value("ch/1/fader").0;
    assert!(present > -55.0 && present < -5.0, "{present}");
    assert!(
        (present - heard(&bench)).abs() < 0.3,
        "{present} {}",
        heard(&bench)
    );
    // A front end sees it, and where it goes.
    let index = bench.console.layout().find("ch/1/fader").unwrap();
    let (mut values, mut goals) = (BTreeMap::<ParamIndex, Plain>::new(), BTreeMap::new());
    for _ in 0..4 {
        bench.run(64, 0.1);
        for update in client.updates.try_iter() {
            values.extend(update.values);
            goals.extend(update.goals);
        }
    }
    assert!((values[&index].0 - heard(&bench)).abs() < 0.3);
    assert_eq!(goals[&index], Some(Plain(0.0)));
    // It arrives in its time, exactly.
    bench.run(7 * RATE + 4800, 0.1);
    assert_eq!(bench.value("ch/1/fader"), Plain(0.0));
    assert!(heard(&bench).abs() < 0.01);
    for _ in 0..4 {
        bench.run(64, 0.1);
        for update in client.updates.try_iter() {
            goals.extend(update.goals);
        }
    }
    assert_eq!(goals[&index], None);
}

#[test]
fn a_hand_takes_a_control_out_of_a_fade_where_it_stands() {
    for by_hand in [true, false] {
        let (mut bench, client) = fading();
        let (present, from) = (bench.value("ch/1/fader"), bench.recorded[MAIN].len());
        let addr = bench.addr("ch/1/fader");
        let wanted = Plain(present.0 + 0.5);
        let intent = if by_hand {
            Intent::Move(addr, wanted)
        } else {
            Intent::Set(addr, wanted)
        };
        bench.ask(&client, intent).unwrap();
        bench.run(RATE, 0.1);
        assert_eq!(bench.value("ch/1/fader"), wanted);
        assert!((heard(&bench) - wanted.0).abs() < 0.05);
        assert!(steepest(&bench, from, 40) < 1.0);
    }
}

#[test]
fn a_value_equal_to_the_end_of_a_fade_is_not_ignored() {
    let (mut bench, client) = fading();
    bench.set(&client, "ch/1/fader", "0 dB").unwrap();
    bench.run(RATE / 2, 0.1);
    assert_eq!(bench.value("ch/1/fader"), Plain(0.0));
}

#[test]
fn a_recall_replaces_the_fade_of_what_it_touches_towards_an_equal_end_too() {
    let (mut bench, client) = fading();
    let said = recall(&mut bench, &client, 0.0).unwrap().text;
    assert_eq!(said, "Recalled: Loud, 1 parameter moved");
    bench.run(RATE / 4, 0.1);
    assert!(heard(&bench).abs() < 0.1, "{}", heard(&bench));
    let (mut bench, client) = fading();
    recall(&mut bench, &client, 20.0).unwrap();
    bench.run(10 * RATE, 0.1);
    assert!(
        bench.value("ch/1/fader").0 < -1.0,
        "it takes twenty seconds now"
    );
    bench.run(11 * RATE, 0.1);
    assert_eq!(bench.value("ch/1/fader"), Plain(0.0));
}

#[test]
fn what_stands_in_a_fade_is_stored_and_undone_from() {
    let (mut bench, client) = fading();
    let present = bench.value("ch/1/fader");
    bench
        .ask(&client, Intent::Scene(SceneWish::Store("Here".into())))
        .unwrap();
    bench
        .ask(&client, Intent::Scene(SceneWish::UndoRecall))
        .unwrap();
    bench.run(RATE, 0.1);
    assert_eq!(bench.value("ch/1/fader"), Plain(-60.0));
    bench
        .ask(
            &client,
            Intent::Scene(SceneWish::Recall("Here".into(), Some(0.0))),
        )
        .unwrap();
    assert!((bench.value("ch/1/fader").0 - present.0).abs() < 0.1);
}

#[test]
fn what_was_just_set_is_stored_though_it_still_rises() {
    let (mut bench, client) = sounding();
    bench.set(&client, "ch/2/fader", "-6 dB").unwrap();
    bench
        .ask(&client, Intent::Scene(SceneWish::Store("Here".into())))
        .unwrap();
    bench.set(&client, "ch/2/fader", "off").unwrap();
    bench
        .ask(
            &client,
            Intent::Scene(SceneWish::Recall("Here".into(), Some(0.0))),
        )
        .unwrap();
    assert_eq!(bench.value("ch/2/fader"), Plain(-6.0));
}

#[test]
fn a_finger_on_a_fader_takes_it_out_of_recalls_and_fades() {
    let (mut bench, client) = fading();
    let addr = bench.addr("ch/1/fader");
    bench.ask(&client, Intent::BeginGesture(addr)).unwrap();
    let present = bench.value("ch/1/fader");
    bench.run(RATE, 0.1);
    assert_eq!(bench.value("ch/1/fader"), present);
    assert!((heard(&bench) - present.0).abs() < 0.05);
    let said = recall(&mut bench, &client, 0.0).unwrap().text;
    assert!(said.ends_with("; 1 kept under a hand"), "{said}");
    bench.run(RATE / 10, 0.1);
    assert_eq!(bench.value("ch/1/fader"), present);
    // Let go, it is a control like any other.
    bench.ask(&client, Intent::EndGesture(addr)).unwrap();
    recall(&mut bench, &client, 0.0).unwrap();
    assert_eq!(bench.value("ch/1/fader"), Plain(0.0));
}

#[test]
fn a_hand_that_is_gone_holds_nothing() {
    let (mut bench, client) = fading();
    let other = bench.connect(Rights::Mix);
    let addr = bench.addr("ch/1/fader");
    bench.ask(&other, Intent::BeginGesture(addr)).unwrap();
    bench.handle(headroom::control::inbox::Event::Disconnect(other.id));
    recall(&mut bench, &client, 0.0).unwrap();
    assert_eq!(bench.value("ch/1/fader"), Plain(0.0));
}

#[test]
fn a_fade_waits_for_a_lost_stream_and_goes_on_in_its_time() {
    let (mut bench, _client) = fading();
    let present = bench.value("ch/1/fader").0;
    bench.lose();
    bench.wait(Duration::from_secs(5));
    assert!((bench.value("ch/1/fader").0 - present).abs() < 0.1);
    // The rate may be another one: seconds count.
    bench.open(96_000);
    bench.run(4 * 96_000, 0.1);
    let later = bench.value("ch/1/fader").0;
    assert!(later > present + 3.0 && later < -1.0, "{present} {later}");
    assert!((heard(&bench) - later).abs() < 0.3);
    bench.run(4 * 96_000, 0.1);
    assert_eq!(bench.value("ch/1/fader"), Plain(0.0));
}

#[test]
fn a_fade_goes_on_while_strips_are_added() {
    let (mut bench, client) = fading();
    let from = bench.recorded[MAIN].len();
    let mut more = topology(BusRole::Wedge);
    more.strips.push(consoles::strip(9, Width::Mono));
    bench.ask(&client, Intent::Reshape(more.into())).unwrap();
    bench.run(2 * RATE, 0.1);
    assert!(steepest(&bench, from, 40) < 1.0);
    assert!((bench.value("ch/1/fader").0 - heard(&bench)).abs() < 0.3);
    bench.run(6 * RATE, 0.1);
    assert_eq!(bench.value("ch/1/fader"), Plain(0.0));
}

#[test]
fn a_scene_says_when_its_switches_move_in_a_fade() {
    use headroom::show::scene_head::{HeadChange, Switches};
    for (switches, moves_at) in [
        (Switches::Start, 0),
        (Switches::Middle, 2),
        (Switches::End, 4),
    ] {
        let (mut bench, client) = sounding();
        bench.set(&client, "ch/1/fader", "-20 dB").unwrap();
        bench.set(&client, "ch/1/mute", "on").unwrap();
        bench
            .ask(&client, Intent::Scene(SceneWish::Store("Loud".into())))
            .unwrap();
        bench
            .ask(
                &client,
                Intent::Scene(SceneWish::ChangeHead(
                    "Loud".into(),
                    HeadChange::Switches(switches),
                )),
            )
            .unwrap();
        bench.set(&client, "ch/1/fader", "0 dB").unwrap();
        bench.set(&client, "ch/1/mute", "off").unwrap();
        bench.run(RATE, 0.1);
        recall(&mut bench, &client, 4.0).unwrap();
        for second in 0..5 {
            bench.run(4800, 0.1);
            let muted = bench.value("ch/1/mute").is_on();
            assert_eq!(muted, second >= moves_at, "{switches:?} {second}");
            assert_eq!(
                bench.level(MAIN).abs() < 1e-4,
                muted,
                "{switches:?} {second}"
            );
            bench.run(RATE - 4800, 0.1);
        }
    }
}

#[test]
fn a_hand_on_a_switch_ends_its_waiting() {
    use headroom::show::scene_head::{HeadChange, Switches};
    let (mut bench, client) = sounding();
    bench.set(&client, "ch/1/mute", "on").unwrap();
    bench
        .ask(&client, Intent::Scene(SceneWish::Store("Loud".into())))
        .unwrap();
    let at_the_end = Intent::Scene(SceneWish::ChangeHead(
        "Loud".into(),
        HeadChange::Switches(Switches::End),
    ));
    bench.ask(&client, at_the_end).unwrap();
    bench.set(&client, "ch/1/mute", "off").unwrap();
    recall(&mut bench, &client, 2.0).unwrap();
    bench.run(RATE, 0.1);
    // It is open, and somebody wants it to be.
    bench.set(&client, "ch/1/mute", "off").unwrap();
    bench.run(2 * RATE, 0.1);
    assert!(!bench.value("ch/1/mute").is_on());
    assert!(bench.level(MAIN) > 0.09);
}

/// Frames until main has risen from silence to 90 % while `act` sends what it likes, every millisecond.
fn rise(mut act: impl FnMut(&mut Bench, &Client, usize)) -> usize {
    let (mut bench, client) = sounding();
    bench.set(&client, "ch/1/fader", "off").unwrap();
    bench.run(RATE, 0.1);
    for step in 0..2000 {
        act(&mut bench, &client, step);
        bench.run(48, 0.1);
        if bench.level(MAIN) > 0.09 {
            return (step + 1) * 48;
        }
    }
    panic!("it never rises");
}

fn fader(bench: &Bench) -> headroom::param::ParamAddr {
    bench.addr("ch/1/fader")
}

#[test]
fn whatever_the_control_is_nothing_rises_faster_than_it_may() {
    let once = |intent: fn(&Bench) -> Intent| {
        move |bench: &mut Bench, client: &Client, step: usize| {
            if step == 0 {
                let intent = intent(bench);
                bench.ask(client, intent).unwrap();
            }
        }
    };
    // A jump to 0 dB is three quarters of the travel.
    let jump = rise(once(|bench| Intent::Set(fader(bench), Plain(0.0))));
    assert!((180 * 48..300 * 48).contains(&jump), "{jump}");
    // Two messages of an encoder.
    let encoder = rise(|bench, client, step| {
        if step < 2 {
            bench.ask(client, Intent::Step(fader(bench), 0.4)).unwrap();
        }
    });
    assert!((180 * 48..300 * 48).contains(&encoder), "{encoder}");
    // A program that climbs a stair.
    let stair = rise(|bench, client, step| {
        let value = Plain((-60.0 + 2.0 * step as f32).min(0.0));
        bench.ask(client, Intent::Set(fader(bench), value)).unwrap();
    });
    assert!(stair > 180 * 48, "{stair}");
    // A hand throws the fader, and that passes.
    let throw = rise(once(|bench| Intent::Move(fader(bench), Plain(0.0))));
    assert!((30 * 48..60 * 48).contains(&throw), "{throw}");
    let throw = rise(|bench, client, step| {
        let travel = headroom::param::Travel::new((step as f32 / 40.0).min(0.75));
        let value = headroom::param::Curve::Fader.plain(travel);
        bench
            .ask(client, Intent::Move(fader(bench), value))
            .unwrap();
    });
    assert!((25 * 48..70 * 48).contains(&throw), "{throw}");
}

#[test]
fn steps_of_an_encoder_add_up_and_falling_is_at_once() {
    let (mut bench, client) = sounding();
    bench.set(&client, "ch/1/fader", "-60 dB").unwrap();
    bench.run(4800, 0.1);
    let before = bench.value("ch/1/fader");
    assert_eq!(before, Plain(-60.0), "falling needs no time");
    for _ in 0..10 {
        let step = Intent::Step(fader(&bench), 0.05);
        bench.ask(&client, step).unwrap();
    }
    bench.run(RATE, 0.1);
    let curve = headroom::param::Curve::Fader;
    let travelled = curve.travel(bench.value("ch/1/fader")).get() - curve.travel(before).get();
    assert!((travelled - 0.5).abs() < 0.01, "{travelled}");
}

#[test]
fn a_bus_with_another_role_has_the_protection_and_the_sends_of_that_role() {
    let (mut bench, client) = sounding();
    for (path, value) in [
        ("ch/1/send/1/level", "-6 dB"),
        ("ch/1/send/1/on", "on"),
        ("bus/1/limiter/ceiling", "0 dB"),
    ] {
        bench.set(&client, path, value).unwrap();
    }
    let ears = Intent::Reshape(topology(BusRole::InEar).into());
    bench.ask(&client, ears).unwrap();
    bench.run(RATE, 0.1);
    assert_eq!(bench.value("bus/1/limiter/ceiling"), Plain(-12.0));
    assert!(
        !bench.value("ch/1/send/1/on").is_on() || bench.value("ch/1/send/1/level") == Plain::OFF
    );
    // What the change does not concern stays.
    assert_eq!(bench.value("ch/1/fader"), Plain(0.0));
}

#[test]
fn a_recall_closes_no_ring_of_dcas_and_says_which_outputs_it_mutes() {
    let (mut bench, client) = sounding();
    bench.set(&client, "console/safe/outputs", "off").unwrap();
    bench.set(&client, "dca/1/dca/2", "on").unwrap();
    bench.set(&client, "main/mute", "on").unwrap();
    bench
        .ask(&client, Intent::Scene(SceneWish::Store("Loud".into())))
        .unwrap();
    bench.set(&client, "main/mute", "off").unwrap();
    bench.set(&client, "dca/1/dca/2", "off").unwrap();
    bench.set(&client, "dca/2/dca/1", "on").unwrap();
    // What the scene would switch off is switched off, and no ring remains.
    let said = recall(&mut bench, &client, 0.0).unwrap().text;
    assert!(said.ends_with("; MUTES main"), "{said}");
    let both = ["dca/1/dca/2", "dca/2/dca/1"].map(|path| bench.value(path).is_on());
    assert_eq!(both, [true, false]);
}

#[test]
fn recalls_are_taken_back_one_after_the_other_and_empty_ones_do_not_count() {
    let (mut bench, client) = sounding();
    for (name, level) in [("A", "-10 dB"), ("B", "-20 dB"), ("C", "-30 dB")] {
        bench.set(&client, "ch/1/fader", level).unwrap();
        bench
            .ask(&client, Intent::Scene(SceneWish::Store(name.into())))
            .unwrap();
    }
    for name in ["A", "B", "B"] {
        bench
            .ask(
                &client,
                Intent::Scene(SceneWish::Recall(name.into(), Some(0.0))),
            )
            .unwrap();
    }
    for level in [-10.0, -30.0] {
        bench
            .ask(&client, Intent::Scene(SceneWish::UndoRecall))
            .unwrap();
        bench.run(RATE, 0.1);
        assert_eq!(bench.value("ch/1/fader"), Plain(level));
    }
    let nothing = bench
        .ask(&client, Intent::Scene(SceneWish::UndoRecall))
        .unwrap_err();
    assert!(matches!(nothing, Refusal::Nothing(_)));
}

/// A strip leaves a DCA that is down while its own fader goes down instead, and back: as loud at either end, and never
/// louder in between, however the scene has its switches.
#[test]
fn a_switch_and_a_fader_that_cancel_each_other_are_never_louder_in_between() {
    use headroom::show::scene_head::{HeadChange, Switches};
    let (mut bench, client) = sounding();
    let ends = [
        ("In", ["-30 dB", "on", "0 dB"]),
        ("Out", ["-30 dB", "off", "-30 dB"]),
    ];
    for (name, values) in ends {
        for (path, value) in ["dca/5/fader", "ch/1/dca/5", "ch/1/fader"]
            .iter()
            .zip(values)
        {
            bench.set(&client, path, value).unwrap();
        }
        bench.run(2 * RATE, 0.1);
        bench
            .ask(&client, Intent::Scene(SceneWish::Store(name.into())))
            .unwrap();
    }
    let end = heard(&bench);
    assert!((end + 30.0).abs() < 0.2, "{end}");
    for switches in [Switches::Start, Switches::Middle, Switches::End] {
        for (name, over) in [("In", 2.0), ("Out", 2.0), ("In", 0.3), ("Out", 0.3)] {
            let change = HeadChange::Switches(switches);
            bench
                .ask(
                    &client,
                    Intent::Scene(SceneWish::ChangeHead(name.into(), change)),
                )
                .unwrap();
            let from = bench.recorded[MAIN].len();
            let recall = Intent::Scene(SceneWish::Recall(name.into(), Some(over)));
            bench.ask(&client, recall).unwrap();
            bench.run(3 * RATE, 0.1);
            let loudest = bench.recorded[MAIN][from..]
                .iter()
                .fold(0.0_f32, |a, b| a.max(b.abs()));
            let loudest = db(loudest) - db(0.1);
            assert!(
                loudest < end + 1.0,
                "{name} {switches:?} {over} s: {loudest} dB"
            );
            assert!(
                (heard(&bench) - end).abs() < 0.2,
                "{name} {switches:?} {over} s"
            );
        }
    }
    // Undo goes the same way.
    let from = bench.recorded[MAIN].len();
    bench
        .ask(&client, Intent::Scene(SceneWish::UndoRecall))
        .unwrap();
    bench.run(2 * RATE, 0.1);
    let loudest = bench.recorded[MAIN][from..]
        .iter()
        .fold(0.0_f32, |a, b| a.max(b.abs()));
    assert!(db(loudest) - db(0.1) < end + 1.0);
}

#[test]
fn a_deleted_or_replaced_scene_comes_back_by_undo() {
    let (mut bench, client) = sounding();
    bench
        .ask(&client, Intent::Scene(SceneWish::Store("A".into())))
        .unwrap();
    bench.set(&client, "ch/1/fader", "-20 dB").unwrap();
    bench
        .ask(&client, Intent::Scene(SceneWish::Store("A".into())))
        .unwrap();
    bench
        .ask(&client, Intent::Scene(SceneWish::Delete("A".into())))
        .unwrap();
    let recalled = |bench: &mut Bench| {
        bench
            .ask(
                &client,
                Intent::Scene(SceneWish::Recall("A".into(), Some(0.0))),
            )
            .map(|_| bench.value("ch/1/fader").0)
    };
    assert!(recalled(&mut bench).is_err());
    let said = bench.ask(&client, Intent::Undo).unwrap().text;
    assert_eq!(said, "Undone: scene A");
    bench.ask(&client, Intent::Undo).unwrap();
    assert_eq!(recalled(&mut bench), Ok(0.0));
}

/// A limiter without look-ahead clips the crests that it has not met: what rises slowly enough stays clean.
#[test]
fn the_limiter_of_a_wedge_stays_clean_under_a_fader_that_jumps() {
    let wedge = 0;
    for (tap, jumps) in [
        ("post-fader", "ch/1/fader"),
        ("post-fader", "ch/1/send/1/level"),
        ("pre-fader", "ch/1/send/1/level"),
        ("pre-fader", "bus/1/fader"),
    ] {
        for hz in [300.0, 997.0, 3000.0] {
            let (mut bench, client) = sounding();
            bench.set(&client, "ch/1/send/1/tap", tap).unwrap();
            for path in ["ch/1/send/1/level", "bus/1/fader", "ch/1/fader"] {
                let level = if path == jumps { "off" } else { "0 dB" };
                bench.set(&client, path, level).unwrap();
            }
            let tone = sine(hz, 0.5, 4 * RATE);
            bench.play(&tone);
            let before = bench.recorded[wedge].len() - RATE / 2;
            bench.set(&client, jumps, "+10 dB").unwrap();
            bench.play(&tone);
            let heard = &bench.recorded[wedge][before..];
            let click = click_db(heard, RATE / 10);
            assert!(
                click < -60.0,
                "{jumps} {tap} {hz} Hz: {click:.1} dBFS above 8 kHz"
            );
            assert!(
                heard.iter().any(|x| x.abs() > 0.2),
                "{jumps} {tap} is heard"
            );
        }
    }
}

/// A value that still rises when a recall comes is what was set: undo brings that back.
#[test]
fn undo_brings_back_what_was_set_and_not_where_it_was_on_its_way() {
    let (mut bench, client) = sounding();
    bench.set(&client, "ch/1/fader", "-60 dB").unwrap();
    bench.run(RATE, 0.1);
    let store = Intent::Scene(SceneWish::Store("Quiet".into()));
    bench.ask(&client, store).unwrap();
    bench.set(&client, "ch/1/fader", "-3 dB").unwrap();
    bench.run(RATE / 100, 0.1);
    let recall = Intent::Scene(SceneWish::Recall("Quiet".into(), Some(0.0)));
    bench.ask(&client, recall).unwrap();
    bench.run(RATE, 0.1);
    assert_eq!(bench.value("ch/1/fader"), Plain(-60.0));
    bench
        .ask(&client, Intent::Scene(SceneWish::UndoRecall))
        .unwrap();
    bench.run(RATE, 0.1);
    assert_eq!(bench.value("ch/1/fader"), Plain(-3.0));
}
