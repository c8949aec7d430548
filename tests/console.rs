//! The console with a real engine behind it: intents in, sound, values and updates out.

mod common;

use common::consoles;
use common::desk::{Bench, Client};
use crossbeam_channel::unbounded;
use headroom::control::console::Setup;
use headroom::control::feed::{AudioState, Label, MuteCause};
use headroom::control::inbox::Event;
use headroom::control::intent::{Intent, Refusal, Rights, SceneWish, TransportOrder};
use headroom::control::journal::{Message, Opening};
use headroom::engine::audio::AudioRequest;
use headroom::engine::io::PortId;
use headroom::param::spec::{Param, SendParam};
use headroom::param::{
    BusRole, Layout, NodeId, NodeKind, ParamAddr, ParamIndex, Plain, Recall, Topology, Travel,
    Width,
};
use std::time::Duration;

fn topology(strips: u16) -> Topology {
    let bus = |number, role| consoles::bus(number, role, Width::Mono);
    Topology {
        strips: consoles::strips(1..=strips),
        buses: vec![bus(1, BusRole::Wedge)],
        main: Width::Mono,
        ..Topology::default()
    }
}

fn bench(strips: u16) -> (Bench, Client) {
    let labels = vec![(
        NodeId::strip(1),
        Label {
            name: "Kick".into(),
            color: "red".into(),
        },
    )];
    let setup = Setup {
        name: "Test".into(),
        topology: topology(strips),
        labels,
        ..Setup::default()
    };
    let mut bench = Bench::new(setup);
    let client = bench.connect(Rights::Mix);
    (bench, client)
}

/// A bench with a strip and an in-ear mix, bus 2.
fn guarded() -> (Bench, Client) {
    let mut topology = topology(1);
    topology
        .buses
        .push(consoles::bus(2, BusRole::InEar, Width::Mono));
    let mut bench = Bench::new(Setup {
        topology,
        ..Setup::default()
    });
    let client = bench.connect(Rights::Mix);
    (bench, client)
}

/// A bench whose first strip sounds on main.
fn sounding() -> (Bench, Client) {
    let (mut bench, client) = bench(2);
    bench.open(48_000);
    bench.set(&client, "ch/1/fader", "0 dB").unwrap();
    bench.set(&client, "main/fader", "0 dB").unwrap();
    bench.set(&client, "console/safe-start", "off").unwrap();
    bench.run(96_000, 0.1);
    assert!((bench.level(1) - 0.1).abs() < 1e-4, "{}", bench.level(1));
    (bench, client)
}

#[test]
fn a_console_opens_under_safe_start_and_one_key_releases_it() {
    let (mut bench, client) = bench(1);
    bench.open(48_000);
    bench.set(&client, "ch/1/fader", "0 dB").unwrap();
    bench.set(&client, "main/fader", "0 dB").unwrap();
    bench.run(48_000, 0.1);
    assert_eq!(bench.level(1), 0.0);
    bench.set(&client, "console/safe-start", "off").unwrap();
    bench.run(24_000, 0.1);
    assert!(bench.level(1) > 0.01 && bench.level(1) < 0.05);
    bench.run(48_000, 0.1);
    assert!((bench.level(1) - 0.1).abs() < 1e-4);
}

#[test]
fn panic_closes_within_50_ms_and_release_takes_2_s() {
    let (mut bench, client) = sounding();
    bench.set(&client, "console/panic", "on").unwrap();
    bench.run(2400, 0.1);
    assert_eq!(bench.level(1), 0.0);
    bench.set(&client, "console/panic", "off").unwrap();
    bench.run(48_000, 0.1);
    assert!(bench.level(1) < 0.06);
    bench.run(60_000, 0.1);
    assert!((bench.level(1) - 0.1).abs() < 1e-4);
}

#[test]
fn what_cannot_be_is_refused_and_nothing_changes() {
    let (mut bench, client) = bench(1);
    let fader = bench.addr("ch/1/fader");
    let before = bench.console.store().clone();
    assert!(matches!(
        bench.ask(&client, Intent::Set(fader, Plain(11.0))),
        Err(Refusal::Value { .. })
    ));
    assert!(matches!(
        bench.ask(&client, Intent::Set(fader, Plain(f32::NAN))),
        Err(Refusal::Value { .. })
    ));
    let key = bench.addr("ch/1/gate/key");
    assert!(matches!(
        bench.ask(&client, Intent::Set(key, Plain(99.0))),
        Err(Refusal::Value { .. })
    ));
    let gone = NodeId::strip(77).param(fader.param);
    assert!(matches!(
        bench.ask(&client, Intent::Set(gone, Plain(0.0))),
        Err(Refusal::Unknown(_))
    ));
    // One impossible value refuses the whole.
    let many = Intent::SetMany(vec![(fader, Plain(0.0)), (fader, Plain(99.0))]);
    assert!(bench.ask(&client, many).is_err());
    let watcher = bench.connect(Rights::Watch);
    assert_eq!(
        bench.ask(&watcher, Intent::Set(fader, Plain(0.0))),
        Err(Refusal::Rights)
    );
    assert_eq!(bench.console.store(), &before);
}

#[test]
fn what_guards_hearing_or_the_pa_guards_less_only_when_somebody_has_confirmed_it() {
    let (mut bench, me) = guarded();
    let looser = [
        ("console/safe-start", "off", "safe start keeps all outputs"),
        ("console/panic", "off", "panic keeps all outputs"),
        ("main/limiter/on", "off", "guards the PA"),
        ("main/limiter/ceiling", "-0.5dB", "guards the PA"),
        ("main/limiter/release", "20ms", "guards the PA"),
        ("bus/2/limiter/on", "off", "who wears this mix"),
        ("bus/2/limiter/ceiling", "-3dB", "who wears this mix"),
    ];
    bench.ask(&me, Intent::Panic).unwrap();
    let before = bench.console.store().clone();
    for (path, text, why) in looser {
        let addr = bench.addr(path);
        let value = bench.parsed(path, text);
        for intent in [
            Intent::Set(addr, value),
            Intent::Move(addr, value),
            Intent::SetMany(vec![(bench.addr("ch/1/pan"), Plain(10.0)), (addr, value)]),
        ] {
            let refused = bench.ask(&me, intent).unwrap_err().to_string();
            assert!(refused.contains(why), "{refused}");
            let advice = format!("headroom set --confirm {path} {text}");
            assert!(refused.contains(&advice), "{refused}");
        }
        assert_eq!(bench.console.store(), &before, "{path}");
        bench.ask(&me, Intent::SetConfirmed(addr, value)).unwrap();
        assert_eq!(bench.value(path), value);
        // What guards more needs nobody's word.
        let guards = before.get(bench.console.layout().find(path).unwrap());
        let back = if path.ends_with("release") {
            Intent::SetConfirmed(addr, guards)
        } else {
            Intent::Set(addr, guards)
        };
        bench.ask(&me, back).unwrap();
    }
    // Keys that know no value are held to the same.
    for (path, is_refused) in [("console/panic", true), ("bus/2/limiter/on", true)] {
        let toggled = bench.ask(&me, Intent::Toggle(bench.addr(path)));
        assert_eq!(toggled.is_err(), is_refused, "{path}");
    }
    let ceiling = bench.addr("bus/2/limiter/ceiling");
    assert!(bench.ask(&me, Intent::Step(ceiling, 0.1)).is_err());
    bench.ask(&me, Intent::Step(ceiling, -0.1)).unwrap();
    assert!(bench.ask(&me, Intent::Reset(ceiling)).is_err());
}

#[test]
fn undo_and_redo_loosen_no_guard() {
    let (mut bench, me) = guarded();
    let ceiling = bench.addr("bus/2/limiter/ceiling");
    bench.ask(&me, Intent::Set(ceiling, Plain(-20.0))).unwrap();
    let said = bench.ask(&me, Intent::Undo).unwrap().text;
    assert!(
        said.contains("bus/2/limiter/ceiling stays, it is protected"),
        "{said}"
    );
    assert_eq!(bench.value("bus/2/limiter/ceiling"), Plain(-20.0));
    // A confirmed step goes back at once, and forward again only when it is confirmed again.
    bench.set(&me, "main/limiter/on", "off").unwrap();
    bench.ask(&me, Intent::Undo).unwrap();
    assert!(bench.value("main/limiter/on").is_on());
    let said = bench.ask(&me, Intent::Redo).unwrap().text;
    assert!(said.contains("main/limiter/on stays"), "{said}");
    assert!(bench.value("main/limiter/on").is_on());
}

#[test]
fn no_scene_puts_a_send_to_a_monitor_mix_behind_the_fader() {
    let mut setup = Setup {
        topology: topology(1),
        ..Setup::default()
    };
    setup.topology.buses[0].role = BusRole::Fx;
    let mut bench = Bench::new(setup);
    let me = bench.connect(Rights::Mix);
    let tap = "ch/1/send/1/tap";
    let level = "ch/1/send/1/level";
    assert_eq!(bench.value(tap), bench.parsed(tap, "post-fader"));
    bench
        .ask(&me, Intent::Scene(SceneWish::Store("Old".into())))
        .unwrap();
    // The bus becomes a wedge.
    bench.ask(&me, Intent::Reshape(topology(1).into())).unwrap();
    bench.settle();
    assert_eq!(bench.value(tap), bench.parsed(tap, "pre-fader"));
    bench.set(&me, "console/live-edits", "off").unwrap();
    let recall = || Intent::Scene(SceneWish::Recall("Old".into(), Some(0.0)));
    bench.ask(&me, recall()).unwrap();
    assert_eq!(bench.value(tap), bench.parsed(tap, "pre-fader"));
    // A scene of this wedge, of a time when the send was behind the fader.
    bench.set(&me, tap, "post-fader").unwrap();
    bench
        .ask(&me, Intent::Scene(SceneWish::Store("Old".into())))
        .unwrap();
    bench.set(&me, tap, "pre-fader").unwrap();
    let mut said = Vec::new();
    for _ in 0..2 {
        bench.ask(&me, recall()).unwrap();
        bench.settle();
        let updates = me.updates.try_iter().flat_map(|update| update.notices);
        said.extend(updates.map(|notice| notice.text));
        assert_eq!(bench.value(tap), bench.parsed(tap, "pre-fader"));
    }
    let warned = said.iter().filter(|text| text.contains(tap)).count();
    assert_eq!(warned, 1, "{said:?}");
    // What somebody has put there by hand is stored and recalled like anything else.
    bench.set(&me, "console/live-edits", "off").unwrap();
    bench.set(&me, tap, "post-fader").unwrap();
    bench.set(&me, level, "-6 dB").unwrap();
    bench
        .ask(&me, Intent::Scene(SceneWish::Store("New".into())))
        .unwrap();
    bench.set(&me, level, "-12 dB").unwrap();
    let recall = Intent::Scene(SceneWish::Recall("New".into(), Some(0.0)));
    bench.ask(&me, recall).unwrap();
    assert_eq!(bench.value(tap), bench.parsed(tap, "post-fader"));
    assert_eq!(bench.value(level), bench.parsed(level, "-6 dB"));
}

#[test]
fn undo_takes_back_own_steps_and_leaves_what_others_touched() {
    let (mut bench, me) = bench(1);
    let other = bench.connect(Rights::Mix);
    bench.set(&me, "ch/1/fader", "-10 dB").unwrap();
    bench.set(&me, "ch/1/pan", "L20").unwrap();
    bench.set(&other, "ch/1/pan", "R50").unwrap();
    assert_eq!(
        bench.ask(&me, Intent::Undo).unwrap().text,
        "Undone: nothing; 1 parameter was left: others have set it since"
    );
    assert_eq!(bench.value("ch/1/pan"), Plain(50.0));
    assert_eq!(
        bench.ask(&me, Intent::Undo).unwrap().text,
        "Undone: ch/1/fader"
    );
    assert_eq!(bench.value("ch/1/fader"), Plain::OFF);
    assert_eq!(
        bench.ask(&me, Intent::Redo).unwrap().text,
        "Redone: ch/1/fader"
    );
    assert_eq!(bench.value("ch/1/fader"), Plain(-10.0));
    assert!(matches!(
        bench.ask(&bench_client(&other), Intent::Redo),
        Err(Refusal::Nothing(_))
    ));
}

#[test]
fn undo_and_redo_ask_who_touched_last_and_not_what_stands() {
    let (mut bench, me) = bench(2);
    let other = bench.connect(Rights::Mix);
    let say = |bench: &mut Bench, client: &Client, intent| bench.ask(client, intent).unwrap().text;
    let left = "1 parameter was left: others have set it since";
    // Both mute: the other's mute stays, as it was set last.
    bench.set(&me, "ch/1/mute", "on").unwrap();
    bench.set(&other, "ch/1/mute", "on").unwrap();
    assert_eq!(
        say(&mut bench, &me, Intent::Undo),
        format!("Undone: nothing; {left}")
    );
    assert!(bench.value("ch/1/mute").is_on());
    // What was left is left by redo, too, and one's own again sets it for oneself.
    bench.set(&me, "ch/1/mute", "off").unwrap();
    assert_eq!(say(&mut bench, &me, Intent::Undo), "Undone: ch/1/mute");
    bench.set(&other, "ch/1/mute", "on").unwrap();
    assert_eq!(
        say(&mut bench, &me, Intent::Redo),
        format!("Redone: nothing; {left}")
    );
    assert!(bench.value("ch/1/mute").is_on());
    // Away and back by steps is touched as well, until these are undone.
    bench.wait(Duration::from_secs(1));
    bench.set(&me, "ch/2/mute", "on").unwrap();
    bench.set(&other, "ch/2/mute", "off").unwrap();
    bench.wait(Duration::from_secs(1));
    bench.set(&other, "ch/2/mute", "on").unwrap();
    assert_eq!(
        say(&mut bench, &me, Intent::Undo),
        format!("Undone: nothing; {left}")
    );
    assert!(bench.value("ch/2/mute").is_on());
}

#[test]
fn undo_leaves_what_the_recall_of_another_confirmed() {
    let (mut bench, me) = bench(2);
    let other = bench.connect(Rights::Mix);
    bench.set(&me, "ch/1/mute", "on").unwrap();
    let store = Intent::Scene(SceneWish::Store("Verse".into()));
    bench.ask(&other, store).unwrap();
    bench.set(&other, "ch/2/pan", "L20").unwrap();
    let recall = Intent::Scene(SceneWish::Recall("Verse".into(), Some(0.0)));
    bench.ask(&other, recall).unwrap();
    bench.ask(&me, Intent::Undo).unwrap();
    assert!(bench.value("ch/1/mute").is_on());
    // Of a recall that was taken back nothing is left.
    bench.ask(&me, Intent::Redo).unwrap();
    bench
        .ask(&other, Intent::Scene(SceneWish::UndoRecall))
        .unwrap();
    bench.ask(&me, Intent::Undo).unwrap();
    assert!(!bench.value("ch/1/mute").is_on());
}

#[test]
fn undo_of_a_recall_leaves_what_a_hand_set_to_the_same() {
    let (mut bench, me) = bench(2);
    bench.set(&me, "ch/1/mute", "on").unwrap();
    let store = Intent::Scene(SceneWish::Store("Verse".into()));
    bench.ask(&me, store).unwrap();
    for path in ["ch/1/mute", "ch/2/mute"] {
        bench.set(&me, path, "off").unwrap();
    }
    bench.wait(Duration::from_secs(1));
    let recall = Intent::Scene(SceneWish::Recall("Verse".into(), Some(0.0)));
    bench.ask(&me, recall).unwrap();
    bench.set(&me, "ch/1/mute", "on").unwrap();
    let said = bench
        .ask(&me, Intent::Scene(SceneWish::UndoRecall))
        .unwrap()
        .text;
    assert_eq!(
        said,
        "Recall undone: ch/1/mute; 1 parameter was left: hands have set it since"
    );
    assert!(bench.value("ch/1/mute").is_on());
}

fn bench_client(client: &Client) -> Client {
    Client {
        id: client.id,
        updates: client.updates.clone(),
    }
}

#[test]
fn safe_start_and_panic_are_no_steps_of_undo() {
    let (mut bench, client) = bench(1);
    bench.set(&client, "console/safe-start", "off").unwrap();
    bench.set(&client, "console/panic", "on").unwrap();
    assert!(matches!(
        bench.ask(&client, Intent::Undo),
        Err(Refusal::Nothing(_))
    ));
    assert!(bench.value("console/panic").is_on());
}

#[test]
fn an_undone_level_fades_over_300_ms() {
    let (mut bench, client) = sounding();
    bench.wait(Duration::from_secs(1));
    bench.set(&client, "ch/1/fader", "-20 dB").unwrap();
    bench.run(9600, 0.1);
    assert!((bench.level(1) - 0.01).abs() < 1e-4);
    bench.ask(&client, Intent::Undo).unwrap();
    bench.run(7200, 0.1);
    assert!(
        bench.level(1) > 0.015 && bench.level(1) < 0.07,
        "{}",
        bench.level(1)
    );
    bench.run(14_400, 0.1);
    assert!((bench.level(1) - 0.1).abs() < 1e-4);
}

#[test]
fn a_listener_gets_everything_first_and_then_only_what_changed() {
    let (mut bench, client) = bench(2);
    bench.console.tick(bench.now);
    let first = client.updates.try_recv().unwrap();
    let show = first.show.expect("the first update holds the show");
    assert_eq!(show.name, "Test");
    assert_eq!(show.labels[0].1.name, "Kick");
    assert_eq!(first.values.len(), bench.console.layout().len());
    assert!(
        first
            .mutes
            .contains(&(NodeId::MAIN, vec![MuteCause::SafeStart]))
    );
    bench.console.tick(bench.now);
    assert!(client.updates.try_recv().is_err());
    bench.set(&client, "ch/2/mute", "on").unwrap();
    bench.console.tick(bench.now);
    let update = client.updates.try_recv().unwrap();
    assert_eq!(update.values.len(), 1);
    assert_eq!(update.mutes, [(NodeId::strip(2), vec![MuteCause::Own])]);
    assert!(update.show.is_none());
}

#[test]
fn a_slow_listener_misses_no_peak_and_gets_the_newest_value() {
    let (mut bench, client) = sounding();
    while client.updates.try_recv().is_ok() {}
    bench.console.tick(bench.now);
    while client.updates.try_recv().is_ok() {}
    // Fills the channel, then goes on without reading.
    for n in 0..20 {
        bench.set(&client, "ch/1/pan", &format!("{n}")).unwrap();
        bench.run(3000, if n == 10 { 0.9 } else { 0.1 });
    }
    let mut loudest = 0.0_f32;
    let mut pan = None;
    for _ in 0..10 {
        while let Ok(update) = client.updates.try_recv() {
            if let Some(levels) = update.levels {
                loudest = loudest.max(levels.channels[0].input_peak);
            }
            let index = bench.console.layout().find("ch/1/pan").unwrap();
            pan = update
                .values
                .iter()
                .find(|(i, _)| *i == index)
                .map(|(_, v)| *v)
                .or(pan);
        }
        bench.wait(Duration::from_millis(50));
    }
    assert_eq!(pan, Some(Plain(19.0)));
    assert!((loudest - 0.9).abs() < 1e-6);
}

#[test]
fn a_lost_stream_comes_back_as_it_was_and_ramps_in() {
    let (mut bench, client) = sounding();
    bench.lose();
    assert!(matches!(bench.console.audio(), AudioState::Lost(_)));
    bench.set(&client, "ch/1/fader", "-20 dB").unwrap();
    bench.set(&client, "ch/2/mute", "on").unwrap();
    let frame_before = bench.taken.try_iter().last().unwrap().frame;
    bench.take_requests();
    bench.open(48_000);
    bench.run(64, 0.1);
    assert!(bench.level(1).abs() < 1e-3, "{}", bench.level(1));
    assert!(bench.host.as_ref().unwrap().frame() > frame_before);
    bench.run(48_000 + 9600, 0.1);
    assert!((bench.level(1) - 0.01).abs() < 1e-4, "{}", bench.level(1));
    // Another rate is another engine.
    bench.lose();
    bench.open(96_000);
    bench.run(96_000 + 19_200, 0.1);
    assert!((bench.level(1) - 0.01).abs() < 1e-4);
}

#[test]
fn reshaping_keeps_what_sounds_and_new_strips_are_silent() {
    let (mut bench, client) = sounding();
    let answer = bench
        .ask(&client, Intent::Reshape(topology(20).into()))
        .unwrap();
    assert_eq!(answer.text, "20 strips, 1 bus");
    assert_eq!(
        bench.ask(&client, Intent::Reshape(topology(3).into())),
        Err(Refusal::Busy)
    );
    // A change while the engine is built reaches it.
    bench.set(&client, "ch/1/trim", "6 dB").unwrap();
    bench.run(6400, 0.1);
    assert_eq!(bench.console.layout().topology().strips.len(), 20);
    assert!(
        (bench.level(1) - 0.199_53).abs() < 1e-4,
        "{}",
        bench.level(1)
    );
    assert_eq!(bench.value("ch/20/fader"), Plain::OFF);
    let ring = Topology {
        main_feeds: vec![9],
        ..topology(2)
    };
    assert!(matches!(
        bench.ask(&client, Intent::Reshape(ring.into())),
        Err(Refusal::Topology(_))
    ));
}

#[test]
fn acknowledged_changes_carry_the_frame_they_shaped() {
    let (mut bench, client) = sounding();
    let _ = bench.taken.try_iter().count();
    bench.set(&client, "ch/1/mute", "on").unwrap();
    bench.run(64, 0.1);
    let taken: Vec<_> = bench.taken.try_iter().collect();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].change.addr, bench.addr("ch/1/mute"));
    assert!(taken[0].frame.is_multiple_of(32) && taken[0].frame >= 96_000);
}

#[test]
fn the_backend_is_asked_for_ports_with_names_and_latency() {
    let (bench, _client) = bench(2);
    let requests: Vec<AudioRequest> = bench.requests.try_iter().collect();
    let AudioRequest::Ports(set) = &requests[0] else {
        panic!("{requests:?}")
    };
    let nodes = set.list.outputs.iter().map(|port| port.node);
    let heard = [NodeId::MONITOR_A, NodeId::MONITOR_B, NodeId::PHONES];
    let expected = [NodeId::bus(1), NodeId::MAIN].into_iter();
    let expected = expected.chain(heard.into_iter().flat_map(|node| [node, node]));
    assert!(nodes.eq(expected));
    assert_eq!(set.list.inputs[1].node, NodeId::strip(2));
    assert_eq!(set.names, [(set.list.inputs[0], "Kick".to_owned())]);
    assert_eq!(set.latency, [8, 90, 12, 12, 12, 12, 12, 12]);
}

#[test]
fn a_scene_is_recalled_whole_at_one_mark_and_can_be_taken_back() {
    let (mut bench, client) = sounding();
    let scene = |bench: &mut Bench, intent| bench.ask(&client, intent).map(|answer| answer.text);
    scene(
        &mut bench,
        Intent::Scene(SceneWish::Store(" Verse ".into())),
    )
    .unwrap();
    for (path, text) in [
        ("ch/1/fader", "-20 dB"),
        ("ch/2/mute", "on"),
        ("ch/1/trim", "3 dB"),
        ("main/fader", "-1 dB"),
    ] {
        bench.set(&client, path, text).unwrap();
    }
    // The trim rises as what jumps may.
    bench.run(4800, 0.1);
    let _ = bench.taken.try_iter().count();
    let text = scene(
        &mut bench,
        Intent::Scene(SceneWish::Recall("Verse".into(), Some(0.0))),
    )
    .unwrap();
    assert_eq!(text, "Recalled: Verse, 2 parameters moved");
    bench.run(64, 0.1);
    let frames: Vec<u64> = bench.taken.try_iter().map(|taken| taken.frame).collect();
    assert_eq!(frames.len(), 2);
    assert_eq!(frames[0], frames[1]);
    assert_eq!(bench.value("ch/1/fader"), Plain(0.0));
    assert!(!bench.value("ch/2/mute").is_on());
    // Preamps and outputs are safe by default.
    assert_eq!(bench.value("ch/1/trim"), Plain(3.0));
    assert_eq!(bench.value("main/fader"), Plain(-1.0));
    // A touch after the recall stays when the recall is undone.
    bench.set(&client, "ch/2/mute", "on").unwrap();
    let text = scene(&mut bench, Intent::Scene(SceneWish::UndoRecall)).unwrap();
    assert_eq!(
        text,
        "Recall undone: 2 parameters; 1 parameter was left: hands have set it since"
    );
    bench.run(24_000, 0.1);
    assert_eq!(bench.value("ch/1/fader"), Plain(-20.0));
    assert!(bench.value("ch/2/mute").is_on());
    assert!(scene(&mut bench, Intent::Scene(SceneWish::UndoRecall)).is_err());
    // Released, the outputs follow; safe start, panic and the guard of main never do.
    bench.set(&client, "console/safe/outputs", "off").unwrap();
    bench.set(&client, "main/limiter/ceiling", "-6 dB").unwrap();
    bench.set(&client, "console/panic", "on").unwrap();
    scene(&mut bench, Intent::Scene(SceneWish::RecallAt(0))).unwrap();
    assert_eq!(bench.value("main/fader"), Plain(0.0));
    assert_eq!(bench.value("main/limiter/ceiling"), Plain(-6.0));
    assert!(bench.value("console/panic").is_on());
}

#[test]
fn back_and_forth_between_scenes_every_value_returns_bit_for_bit() {
    let (mut bench, client) = bench(2);
    let layout = Layout::new(topology(2));
    // No recall puts a send to a wedge behind the fader.
    let is_tap = |addr: ParamAddr| matches!(addr.param, Param::Send(SendParam::Tap));
    let stored = |index: &ParamIndex| {
        let (spec, addr) = (layout.spec(*index), layout.addr(*index));
        addr.kind == NodeKind::Strip && spec.recall == Recall::Stored && !is_tap(addr)
    };
    let indices: Vec<ParamIndex> = layout.indices().filter(stored).collect();
    let values = |bench: &Bench| -> Vec<u32> {
        let paths = indices.iter().map(|index| layout.addr(*index).to_string());
        paths.map(|path| bench.value(&path).0.to_bits()).collect()
    };
    bench.set(&client, "console/safe/preamp", "off").unwrap();
    let mut scenes = Vec::new();
    for (name, step) in [("A", 0.137), ("B", 0.391)] {
        for (at, index) in indices.iter().enumerate() {
            let travel = Travel::new((at as f32 * step).fract());
            let value = layout.spec(*index).curve.plain(travel);
            // What names a strip that is not there, or itself, is refused.
            let _ = bench.ask(&client, Intent::Set(layout.addr(*index), value));
        }
        bench
            .ask(&client, Intent::Scene(SceneWish::Store(name.into())))
            .unwrap();
        scenes.push((name, values(&bench)));
    }
    let differ = scenes[0].1.iter().zip(&scenes[1].1);
    assert!(differ.filter(|(a, b)| a != b).count() > indices.len() / 2);
    for at in [0, 1, 0, 0, 1, 0] {
        let (name, expected) = &scenes[at];
        let recall = Intent::Scene(SceneWish::Recall((*name).into(), Some(0.0)));
        bench.ask(&client, recall).unwrap();
        let found = values(&bench);
        let pairs = indices.iter().zip(found.iter().zip(expected));
        let others = pairs.filter(|(_, (found, expected))| found != expected);
        let others: Vec<String> = others
            .map(|(index, pair)| format!("{} {pair:?}", layout.addr(*index)))
            .collect();
        assert_eq!(others, [] as [String; 0], "{name}");
    }
}

#[test]
fn scenes_are_renamed_deleted_listed_and_refused_with_reasons() {
    let (mut bench, client) = bench(1);
    for name in ["A", "B"] {
        bench
            .ask(&client, Intent::Scene(SceneWish::Store(name.into())))
            .unwrap();
    }
    for (intent, words) in [
        (
            Intent::Scene(SceneWish::Recall("C".into(), Some(0.0))),
            "there is no scene 'C'",
        ),
        (
            Intent::Scene(SceneWish::RecallAt(7)),
            "there is no scene number 8; this show has 2",
        ),
        (
            Intent::Scene(SceneWish::Rename("A".into(), "B".into())),
            "there is a scene 'B' already",
        ),
        (
            Intent::Scene(SceneWish::Store("a/b".into())),
            "'a/b' cannot name a scene: no slashes and no control characters",
        ),
        (
            Intent::Scene(SceneWish::Store("  ".into())),
            "'' cannot name a scene: a name begins with a letter or a digit",
        ),
        (
            Intent::Scene(SceneWish::Recall("A".into(), Some(-1.0))),
            "a fade takes 0 to 60 seconds, not -1",
        ),
    ] {
        assert_eq!(bench.ask(&client, intent).unwrap_err().to_string(), words);
    }
    bench
        .ask(
            &client,
            Intent::Scene(SceneWish::Rename("B".into(), "Bridge".into())),
        )
        .unwrap();
    bench
        .ask(&client, Intent::Scene(SceneWish::Delete("A".into())))
        .unwrap();
    bench.set(&client, "ch/1/pan", "L5").unwrap();
    bench.console.tick(bench.now);
    let update = client.updates.try_recv().unwrap();
    let scenes = update.scenes().unwrap();
    let names: Vec<&str> = scenes.list.iter().map(|scene| &*scene.name).collect();
    assert_eq!(names, ["Bridge"]);
    assert_eq!(
        (scenes.current.as_deref(), scenes.changed),
        (Some("Bridge"), true)
    );
}

#[test]
fn a_scene_of_a_larger_console_fits_as_far_as_it_goes_and_fades() {
    let (mut bench, client) = sounding();
    bench
        .ask(&client, Intent::Scene(SceneWish::Store("Two".into())))
        .unwrap();
    bench
        .ask(&client, Intent::Reshape(topology(1).into()))
        .unwrap();
    bench.run(9600, 0.1);
    bench.set(&client, "ch/1/fader", "-20 dB").unwrap();
    bench.run(9600, 0.1);
    bench
        .ask(
            &client,
            Intent::Scene(SceneWish::Recall("Two".into(), Some(1.0))),
        )
        .unwrap();
    bench.run(24_000, 0.1);
    assert!(
        bench.level(1) > 0.015 && bench.level(1) < 0.06,
        "{}",
        bench.level(1)
    );
    bench.run(30_000, 0.1);
    assert!((bench.level(1) - 0.1).abs() < 1e-4);
    bench.wait(Duration::from_millis(50));
    let mut faults = Vec::new();
    while let Ok(update) = client.updates.try_recv() {
        faults.extend(update.status().map(|status| status.faults.clone()));
    }
    assert!(faults.iter().all(Vec::is_empty), "{faults:?}");
}

/// The values of switches in words.
fn switches(bench: &Bench, paths: &[&str]) -> String {
    let word = |path: &&str| {
        let layout = bench.console.layout();
        let index = layout.find(path).unwrap();
        layout.spec(index).display(bench.console.store().get(index))
    };
    paths.iter().map(word).collect::<Vec<_>>().join(" ")
}

#[test]
fn solos_add_up_or_end_each_other_and_one_key_ends_all() {
    let (mut bench, client) = bench(3);
    let paths = ["ch/1/solo", "ch/2/solo", "main/solo", "console/solo/clear"];
    bench.set(&client, "ch/1/solo", "on").unwrap();
    bench.set(&client, "ch/2/solo", "on").unwrap();
    assert_eq!(switches(&bench, &paths), "on on off off");
    bench.set(&client, "console/solo/exclusive", "on").unwrap();
    bench.set(&client, "main/solo", "on").unwrap();
    assert_eq!(switches(&bench, &paths), "off off on off");
    bench.set(&client, "main/solo", "off").unwrap();
    bench.set(&client, "console/solo/exclusive", "off").unwrap();
    bench.set(&client, "ch/1/solo", "on").unwrap();
    bench.set(&client, "dca/1/solo", "on").unwrap();
    bench.set(&client, "console/solo/clear", "on").unwrap();
    assert_eq!(switches(&bench, &paths), "off off off off");
    assert_eq!(switches(&bench, &["dca/1/solo"]), "off");
    let keys = [
        "ch/1/gate/key-filter/listen",
        "bus/1/comp/key-filter/listen",
    ];
    for end in [("console/solo/clear", "on"), ("ch/2/solo", "on")] {
        bench.set(&client, "console/solo/exclusive", "off").unwrap();
        for path in keys {
            bench.set(&client, path, "on").unwrap();
        }
        assert_eq!(switches(&bench, &keys), "on on");
        bench.set(&client, "console/solo/exclusive", "on").unwrap();
        bench.set(&client, end.0, end.1).unwrap();
        assert_eq!(switches(&bench, &keys), "off off");
    }
    // Listening to a key is a solo like any other.
    for path in keys {
        bench.set(&client, path, "on").unwrap();
    }
    assert_eq!(switches(&bench, &keys), "off on");
    assert_eq!(switches(&bench, &["ch/2/solo"]), "off");
}

#[test]
fn solo_in_place_is_locked_until_the_lock_is_released() {
    let (mut bench, client) = sounding();
    let refused = bench.set(&client, "console/solo/mode", "in-place");
    assert_eq!(refused, Err(Refusal::SoloLocked));
    bench.set(&client, "console/solo/lock", "off").unwrap();
    bench.set(&client, "console/solo/mode", "in-place").unwrap();
    bench.set(&client, "console/solo/lock", "on").unwrap();
    bench.set(&client, "ch/2/solo", "on").unwrap();
    bench.run(9600, 0.1);
    assert_eq!(bench.level(1), 0.0);
    let mut last = Vec::new();
    let mut causes = |bench: &mut Bench, client: &Client| {
        for _ in 0..3 {
            bench.wait(Duration::from_millis(50));
            let updates = client.updates.try_iter().flat_map(|update| update.mutes);
            if let Some((_, causes)) = updates.filter(|(node, _)| *node == NodeId::strip(1)).last()
            {
                last = causes;
            }
        }
        last.clone()
    };
    assert_eq!(causes(&mut bench, &client), [MuteCause::Solo]);
    bench.set(&client, "ch/1/mute", "on").unwrap();
    assert_eq!(
        causes(&mut bench, &client),
        [MuteCause::Own, MuteCause::Solo]
    );
    bench.set(&client, "console/solo/clear", "on").unwrap();
    assert_eq!(causes(&mut bench, &client), [MuteCause::Own]);
    bench.set(&client, "ch/1/mute", "off").unwrap();
    bench.run(9600, 0.1);
    assert!((bench.level(1) - 0.1).abs() < 1e-4);
}

#[test]
fn solo_and_monitor_levels_are_in_no_scene_and_no_step_of_undo() {
    let (mut bench, client) = bench(2);
    bench.set(&client, "ch/1/fader", "-10 dB").unwrap();
    bench
        .ask(&client, Intent::Scene(SceneWish::Store("A".into())))
        .unwrap();
    let never = [
        ("ch/1/solo", "on"),
        ("dca/2/solo", "on"),
        ("monitor/level", "-20 dB"),
        ("phones/level", "-12 dB"),
        ("monitor/dim", "on"),
        ("monitor/cut", "on"),
        ("console/solo/mode", "afl"),
    ];
    for (path, text) in never {
        bench.set(&client, path, text).unwrap();
    }
    // Stored, but safe from recalls by default.
    bench.set(&client, "monitor/mono", "on").unwrap();
    bench
        .ask(
            &client,
            Intent::Scene(SceneWish::Recall("A".into(), Some(0.0))),
        )
        .unwrap();
    let paths: Vec<&str> = never.iter().map(|(path, _)| *path).collect();
    let standing = "on on -20.0 dB -12.0 dB on on afl";
    assert_eq!(switches(&bench, &paths), standing);
    assert_eq!(switches(&bench, &["monitor/mono"]), "on");
    // Undo takes back mono, then the fader, and no solo.
    bench.ask(&client, Intent::Undo).unwrap();
    assert_eq!(switches(&bench, &["monitor/mono"]), "off");
    bench.ask(&client, Intent::Undo).unwrap();
    assert_eq!(switches(&bench, &["ch/1/fader"]), "off");
    assert_eq!(switches(&bench, &paths), standing);
    bench.set(&client, "monitor/mono", "on").unwrap();
    bench.set(&client, "console/safe/monitor", "off").unwrap();
    bench
        .ask(
            &client,
            Intent::Scene(SceneWish::Recall("A".into(), Some(0.0))),
        )
        .unwrap();
    assert_eq!(switches(&bench, &["monitor/mono"]), "off");
    assert_eq!(switches(&bench, &paths), standing);
}

#[test]
fn a_latched_talk_key_lets_go_after_30_s() {
    let (mut bench, client) = bench(1);
    bench.open(48_000);
    bench.set(&client, "talkback/on", "on").unwrap();
    bench.wait(Duration::from_millis(10));
    bench.wait(Duration::from_secs(29));
    assert_eq!(switches(&bench, &["talkback/on"]), "on");
    // Let go of and pressed again, it has its 30 s again.
    bench.set(&client, "talkback/on", "off").unwrap();
    bench.wait(Duration::from_millis(10));
    bench.set(&client, "talkback/on", "on").unwrap();
    bench.wait(Duration::from_millis(10));
    bench.wait(Duration::from_secs(29));
    assert_eq!(switches(&bench, &["talkback/on"]), "on");
    bench.wait(Duration::from_secs(2));
    assert_eq!(switches(&bench, &["talkback/on"]), "off");
}

#[test]
fn a_dca_cannot_come_to_be_in_itself() {
    let (mut bench, client) = bench(1);
    bench.set(&client, "dca/2/dca/1", "on").unwrap();
    bench.set(&client, "dca/3/dca/2", "on").unwrap();
    let refused = bench.set(&client, "dca/1/dca/3", "on");
    assert_eq!(
        refused,
        Err(Refusal::DcaRing("dca/3".into(), "dca/1".into()))
    );
    bench.set(&client, "dca/2/dca/1", "off").unwrap();
    bench.set(&client, "dca/1/dca/3", "on").unwrap();
}

#[test]
fn linked_strips_move_together_in_one_step_of_undo() {
    let (mut bench, client) = bench(4);
    let faders = ["ch/1/fader", "ch/2/fader", "ch/3/fader", "ch/4/fader"];
    for (path, text) in [
        ("ch/1/fader", "-10 dB"),
        ("ch/2/fader", "-20 dB"),
        ("ch/2/link", "ch/1"),
        ("ch/3/link", "ch/2"),
        ("ch/3/link-mode", "relative"),
        ("ch/3/fader", "-16 dB"),
    ] {
        bench.set(&client, path, text).unwrap();
        bench.wait(Duration::from_secs(1));
    }
    // ch/3 came up from off: nothing that sounded was moved by it.
    assert_eq!(switches(&bench, &faders), "-10.0 dB -20.0 dB -16.0 dB off");
    // A hand moves the first in many small steps: the second goes where it is, the third as far.
    let fader = bench.addr("ch/1/fader");
    bench.ask(&client, Intent::BeginGesture(fader)).unwrap();
    for db in 1..=6_u8 {
        let value = Plain(-10.0 - f32::from(db));
        bench.ask(&client, Intent::Set(fader, value)).unwrap();
        bench.wait(Duration::from_secs(1));
    }
    bench.ask(&client, Intent::EndGesture(fader)).unwrap();
    assert_eq!(switches(&bench, &faders), "-16.0 dB -16.0 dB -22.0 dB off");
    bench.ask(&client, Intent::Undo).unwrap();
    assert_eq!(switches(&bench, &faders), "-10.0 dB -20.0 dB -16.0 dB off");
    bench.ask(&client, Intent::Redo).unwrap();
    assert_eq!(switches(&bench, &faders), "-16.0 dB -16.0 dB -22.0 dB off");
    // Switches are the same on all; preamp and pan are each strip's own.
    let mute = bench.addr("ch/2/mute");
    bench.ask(&client, Intent::Toggle(mute)).unwrap();
    bench.set(&client, "ch/2/pan", "L30").unwrap();
    bench.set(&client, "ch/2/trim", "3 dB").unwrap();
    bench.set(&client, "ch/2/solo", "on").unwrap();
    assert_eq!(
        switches(
            &bench,
            &["ch/1/mute", "ch/2/mute", "ch/3/mute", "ch/4/mute"]
        ),
        "on on on off"
    );
    assert_eq!(
        switches(&bench, &["ch/1/pan", "ch/1/trim", "ch/1/solo"]),
        "C 0.0 dB on"
    );
    // Up from off, the relative partner that sounds is not raised.
    bench.set(&client, "ch/1/fader", "off").unwrap();
    assert_eq!(switches(&bench, &faders), "off off off off");
    bench.set(&client, "ch/3/link", "none").unwrap();
    bench.set(&client, "ch/3/fader", "-30 dB").unwrap();
    bench.set(&client, "ch/3/link", "ch/2").unwrap();
    bench.set(&client, "ch/1/fader", "0 dB").unwrap();
    assert_eq!(switches(&bench, &faders), "0.0 dB 0.0 dB -30.0 dB off");
}

#[test]
fn taps_set_the_tempo_of_a_delay_and_the_key_never_stays_down() {
    let mut topology = topology(1);
    topology.buses[0].role = BusRole::Fx;
    let setup = Setup {
        topology,
        ..Setup::default()
    };
    let mut bench = Bench::new(setup);
    let client = bench.connect(Rights::Mix);
    bench.open(48_000);
    let tap = bench.addr("bus/1/fx/tap");
    for _ in 0..4 {
        bench.ask(&client, Intent::Toggle(tap)).unwrap();
        bench.now += Duration::from_millis(400);
    }
    assert_eq!(bench.value("bus/1/fx/tempo").0, 150.0);
    assert_eq!(bench.value("bus/1/tap-delay/time").0, 350.0);
    bench.set(&client, "bus/1/tap-delay/note", "time").unwrap();
    bench.set(&client, "bus/1/fx/tap", "on").unwrap();
    assert_eq!(bench.value("bus/1/tap-delay/time").0, 400.0);
    assert_eq!(bench.value("bus/1/fx/tap").0, 0.0);
}

/// A hand may connect as soon as there are ports: what the show wants has to be known by then, or what the hand
/// has made would be cut as no longer wanted.
#[test]
fn what_is_connected_is_asked_for_before_the_ports_are() {
    let wanted = vec![(
        PortId::signal(NodeId::strip(1), 0),
        vec!["mic:1".to_owned()],
    )];
    let bench = Bench::new(Setup {
        topology: topology(2),
        connections: wanted.clone(),
        ..Setup::default()
    });
    let mut requests = bench.requests.try_iter();
    assert!(matches!(requests.next(), Some(AudioRequest::Connect(asked)) if asked == wanted));
    assert!(matches!(requests.next(), Some(AudioRequest::Ports(_))));
}

/// How often the control thread would look at the engine within a second in which no event comes.
fn looks(bench: &mut Bench, reader: Option<&Client>) -> usize {
    let end = bench.now + Duration::from_secs(1);
    let mut count = 0;
    while bench.now < end {
        let patience = bench.console.patience(bench.now);
        bench.run(64 * patience.as_millis().max(1) as usize, 0.1);
        while reader.is_some_and(|reader| reader.updates.try_recv().is_ok()) {}
        count += 1;
    }
    count
}

#[test]
fn the_control_thread_sleeps_until_somebody_needs_it() {
    let (mut bench, client) = sounding();
    while client.updates.try_recv().is_ok() {}
    let watched = looks(&mut bench, Some(&client));
    assert!((30..=60).contains(&watched), "{watched}");
    let unread = looks(&mut bench, None);
    assert!(unread <= 60, "who does not read costs nothing: {unread}");
    // What nobody has taken yet, and what glides, is looked after at once.
    let soon = Duration::from_millis(5);
    bench.set(&client, "ch/1/pan", "L20").unwrap();
    assert_eq!(bench.console.patience(bench.now), soon);
    bench.run(64 * 100, 0.1);
    bench.set(&client, "ch/1/fader", "-60 dB").unwrap();
    bench.run(64 * 500, 0.1);
    bench.set(&client, "ch/1/fader", "0 dB").unwrap();
    bench.run(64 * 20, 0.1);
    assert_eq!(bench.console.patience(bench.now), soon, "a fader rises");
    bench.run(64 * 1000, 0.1);
    let play = |order| Intent::Transport(order);
    bench.ask(&client, play(TransportOrder::Play)).unwrap();
    bench.run(64 * 100, 0.1);
    assert_eq!(
        bench.console.patience(bench.now),
        soon,
        "the transport runs"
    );
    bench.ask(&client, play(TransportOrder::Stop)).unwrap();
    bench.run(64 * 100, 0.1);
    bench.handle(Event::Disconnect(client.id));
    let alone = looks(&mut bench, None);
    assert!((10..=20).contains(&alone), "{alone}");
    bench.lose();
    let silent = looks(&mut bench, None);
    assert!((10..=20).contains(&silent), "{silent}");
}

#[test]
fn a_scene_in_the_journal_that_cannot_be_read_is_told_and_stays_there() {
    let (writer, messages) = unbounded();
    let mut opening = Opening::first(writer);
    let verse = ("scene/Verse".to_owned(), "{\"values\": 7}".into());
    opening.documents = [verse].into();
    let mut bench = Bench::new(Setup {
        topology: topology(1),
        journal: Some(opening),
        ..Setup::default()
    });
    let client = bench.connect(Rights::Mix);
    bench.settle();
    let update = client.updates.try_recv().unwrap();
    let told = update.notices.iter().map(|notice| notice.text.as_str());
    let told: Vec<&str> = told
        .filter(|text| text.starts_with("scene Verse:"))
        .collect();
    assert!(
        matches!(told[..], [text] if text.contains("cannot read")),
        "{told:?}"
    );
    let begun = messages.try_iter().find_map(|message| match message {
        Message::Segment(start) => Some(start.documents.contains_key("scene/Verse")),
        _ => None,
    });
    assert_eq!(begun, Some(true), "it is not thrown away");
}
