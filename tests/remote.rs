//! Remote controls on a real console, byte by byte: what they let go, move and set, and what they are told.

#[path = "common/rack.rs"]
mod rack;

use headroom::control::intent::{
    Cue, CueNumber, CueWish, Intent, ProgramRecall, RemoteOrder, TransportOrder,
};
use headroom::show::console_file;
use headroom::surface::catalogue::{Catalogue, Remotes};
use proptest::prelude::*;
use rack::{Rack, addr};
use std::fmt::Write as _;

/// A device without controls that the show names, with this in its section.
fn remote(section: &str) -> Rack {
    let text = format!("headroom: 1\nstrips: 1\nremote: {{ from: [ Box ], {section} }}\n");
    let file = console_file::parse(&text, "show").unwrap();
    let mut rack = Rack::without_controls();
    rack.surface.obey_remote(file.remote);
    rack.intents.clear();
    rack
}

fn number(text: &str) -> CueNumber {
    CueNumber::parse(text).unwrap()
}

fn sysex(body: &[u8]) -> Vec<u8> {
    [&[0xf0], body, &[0xf7]].concat()
}

/// GO for our number, with what stands behind it.
fn go(data: &[u8]) -> Vec<u8> {
    sysex(&[&[0x7f, 1, 2, 0x10, 1], data].concat())
}

#[test]
fn nobody_is_a_remote_control_whom_nobody_names() {
    let mut rack = Rack::without_controls();
    rack.store("One");
    rack.intents.clear();
    for message in [
        &go(b"1")[..],
        &sysex(&[0x7f, 0x7f, 6, 2]),
        &[0xb0, 0, 100],
        &[0xf8],
        &[0xf1, 0],
    ] {
        for _ in 0..30 {
            rack.hear(message);
        }
    }
    assert!(rack.intents.is_empty(), "{:?}", rack.intents);
    assert_eq!(rack.notices.len(), 1, "said once: {:?}", rack.notices);
    assert!(rack.notices[0].contains("'remote' of the show"));
    // Named for one thing, it does nothing else.
    let mut rack = remote("clock: yes");
    rack.hear(&go(b"1"));
    rack.hear(&sysex(&[0x7f, 0x7f, 6, 2]));
    assert!(rack.intents.is_empty());
}

/// A remote control by MSC, and three cues.
fn with_cues() -> Rack {
    let mut rack = remote("show-control: { device: 1 }");
    for name in ["One", "Two", "Three"] {
        rack.store(name);
    }
    for (place, scene) in [("1", "One"), ("2.5", "Two"), ("7", "Three")] {
        let cue = Cue {
            number: number(place),
            scene: Some(scene.to_owned()),
            ..Cue::default()
        };
        rack.ask(Intent::Cues(CueWish::Add(Box::new(cue))));
    }
    rack
}

/// What comes of a message: what is asked, the current cue, and what is said.
fn order(rack: &mut Rack, bytes: &[u8]) -> (Vec<Intent>, Option<CueNumber>, String) {
    rack.intents.clear();
    rack.notices.clear();
    rack.hear(bytes);
    rack.pass(700);
    let intents = std::mem::take(&mut rack.intents);
    (intents, rack.current_cue(), rack.notices.join("; "))
}

#[test]
fn show_control_lets_the_cues_go_that_it_names() {
    let mut rack = with_cues();
    let remote = |order| vec![Intent::Remote(order)];
    let (intents, current, _) = order(&mut rack, &go(b"2.5"));
    assert_eq!(
        (intents, current),
        (remote(RemoteOrder::Cue(number("2.5"))), Some(number("2.5")))
    );
    // Without a number, the next one; written as others write it; for all; in any list.
    let (intents, current, _) = order(&mut rack, &go(b""));
    assert_eq!(
        (intents, current),
        (remote(RemoteOrder::Go), Some(number("7")))
    );
    let (_, current, _) = order(&mut rack, &go(b"001.0"));
    assert_eq!(current, Some(number("1")));
    let (_, current, _) = order(&mut rack, &sysex(b"\x7f\x7f\x02\x7f\x017\x003\x009"));
    assert_eq!(current, Some(number("7")));
}

#[test]
fn show_control_says_what_it_cannot_do_and_ignores_what_is_meant_for_others() {
    let mut rack = with_cues();
    rack.hear(&go(b"7"));
    rack.pass(700);
    // Another number, light, and a command that is not ours.
    for bytes in [
        sysex(&[0x7f, 2, 2, 0x10, 1]),
        sysex(&[0x7f, 1, 2, 1, 1]),
        sysex(&[0x7f, 1, 2, 0x10, 8]),
    ] {
        let (intents, current, said) = order(&mut rack, &bytes);
        assert_eq!(
            (intents.len(), current, said),
            (0, Some(number("7")), String::new())
        );
    }
    let (_, current, said) = order(&mut rack, &go(b"99"));
    assert!(
        current == Some(number("7")) && said.contains("there is no cue 99"),
        "{said}"
    );
    let (_, _, said) = order(&mut rack, &go(b"1.2.3"));
    assert!(said.contains("cue '1.2.3', which is no number"), "{said}");
    let (_, _, said) = order(&mut rack, &sysex(&[0x7f, 1, 2, 0x10, 2, b'1']));
    assert!(
        said.contains("cue 1, which is not the current one"),
        "{said}"
    );
    let (_, _, said) = order(&mut rack, &sysex(&[0x7f, 1, 2, 0x10, 2]));
    assert!(said.contains("nothing runs that could be held"), "{said}");
    // Two in half a second are one, and the second one is said.
    rack.hear(&go(b"1"));
    let (_, current, said) = order(&mut rack, &go(b"2.5"));
    assert!(
        current == Some(number("1")) && said.contains("two recalls within half a second"),
        "{said}"
    );
}

#[test]
fn show_control_holds_what_counts_down_and_lets_it_go_on() {
    let mut rack = remote("show-control: { device: any, list: 2 }");
    rack.store("One");
    let cue = Cue {
        number: number("1"),
        scene: Some("One".to_owned()),
        wait: 3.0,
        ..Cue::default()
    };
    rack.ask(Intent::Cues(CueWish::Add(Box::new(cue))));
    // Only cues of its list count.
    rack.hear(&go(b"1\x001"));
    rack.hear(&go(b"1"));
    assert_eq!(rack.current_cue(), None);
    assert!(
        rack.intents
            .iter()
            .all(|intent| !matches!(intent, Intent::Remote(_)))
    );
    rack.hear(&go(b"1\x0002"));
    rack.pass(500);
    let stop = |command| sysex(&[&[0x7f, 9, 2, 0x10, command], &b"\x00\x32"[..]].concat());
    rack.hear(&stop(2));
    rack.pass(4000);
    assert_eq!(rack.current_cue(), None, "it is held");
    // Again changes nothing.
    rack.hear(&stop(2));
    rack.pass(4000);
    assert_eq!(rack.current_cue(), None);
    rack.hear(&stop(3));
    rack.pass(3000);
    assert_eq!(rack.current_cue(), Some(number("1")));
}

#[test]
fn machine_control_moves_the_transport() {
    let mut rack = remote("machine-control: { device: [ 3, 112 ] }, offset: 1:00:00");
    let order = |rack: &mut Rack, body: &[u8]| {
        rack.intents.clear();
        rack.hear(&sysex(body));
        std::mem::take(&mut rack.intents)
    };
    let transport = |order| vec![Intent::Transport(order)];
    assert_eq!(
        order(&mut rack, &[0x7f, 3, 6, 2]),
        transport(TransportOrder::Play)
    );
    assert_eq!(
        order(&mut rack, &[0x7f, 0x7f, 6, 1]),
        transport(TransportOrder::Stop)
    );
    assert_eq!(order(&mut rack, &[0x7f, 4, 6, 2]), []);
    // 01:02:03:05 at 25 frames, an hour before our start.
    let locate = [0x7f, 112, 6, 0x44, 6, 1, 0x21, 2, 3, 5, 0];
    assert_eq!(
        order(&mut rack, &locate),
        transport(TransportOrder::Locate(123_200_000))
    );
    assert_eq!(rack.transport_at(), 123_200_000);
    let early = [0x7f, 112, 6, 0x44, 6, 1, 0x20, 2, 3, 5, 0];
    assert_eq!(
        order(&mut rack, &early),
        transport(TransportOrder::Locate(0))
    );
    let record = addr("console/record");
    let orders = order(&mut rack, &[0x7f, 3, 6, 6, 7]);
    assert!(
        matches!(orders[..], [Intent::Set(a, on), Intent::Set(b, off)]
        if a == record && b == record && on.is_on() && !off.is_on())
    );
}

#[test]
fn program_changes_of_banks_recall_scenes_and_stay_in_their_channel() {
    let text = "headroom: 1\nstrips: 1\nprogram-changes: { from: [ Box ], bank: cc0, channel: any, scenes: by-number }\n";
    let file = console_file::parse(text, "show").unwrap();
    let mut rack = Rack::without_controls();
    rack.surface.obey(file.programs);
    let mut recalled = |bytes: &[u8]| {
        rack.intents.clear();
        rack.hear(bytes);
        std::mem::take(&mut rack.intents)
    };
    let scene = |place| vec![Intent::Program(ProgramRecall::Scene(place))];
    assert_eq!(recalled(&[0xc0, 4]), scene(4));
    assert_eq!(recalled(&[0xb0, 0, 1, 0xc0, 4]), scene(132));
    // The bank stays, on its channel; the fine half does not count here.
    assert_eq!(recalled(&[0xc0, 5]), scene(133));
    assert_eq!(recalled(&[0xc1, 5]), scene(5));
    assert_eq!(recalled(&[0xb0, 32, 9, 0xc0, 5]), scene(133));
    assert_eq!(recalled(&[0xb0, 0, 0, 0xc0, 5]), scene(5));
    for (bank, expected) in [("cc32", 9), ("both", 128 + 9)] {
        let text = format!(
            "headroom: 1\nstrips: 1\nprogram-changes: {{ bank: {bank}, channel: 1, scenes: {{ {expected}/1: One }} }}\n"
        );
        let file = console_file::parse(&text, "show").unwrap();
        let mut rack = Rack::without_controls();
        rack.store("One");
        rack.surface.obey(file.programs);
        rack.intents.clear();
        rack.hear(&[0xb0, 0, 1, 0xb0, 32, 9, 0xc0, 0]);
        assert_eq!(rack.intents, scene(0), "{bank}");
        rack.notices.clear();
        rack.hear(&[0xc0, 1]);
        rack.pass(1);
        let expected = format!("program 2 of bank {expected}");
        assert!(rack.notices[0].contains(&expected), "{:?}", rack.notices);
    }
}

#[test]
fn a_table_sets_parameters_by_every_kind_of_message() {
    let mut rack = remote(
        "channel: 2, parameters: { ch/1-8/fader: { nrpn: 300-307 }, ch/1/mute: { note: 60 }, ch/2/pan: { bend: 4 }, \
         ch/3/fader: { cc14: 7 }, ch/4/trim: { cc: 9, range: 10-120 } }",
    );
    let rows: [(&[u8], &str, &str); 10] = [
        (
            &[0xb1, 99, 2, 0xb1, 98, 44, 0xb1, 6, 127, 0xb1, 38, 127],
            "ch/1/fader",
            "10.0 dB",
        ),
        (&[0xb1, 98, 45, 0xb1, 6, 0], "ch/2/fader", "off"),
        (&[0x91, 60, 127, 0x91, 60, 0], "ch/1/mute", "on"),
        (&[0x91, 60, 1], "ch/1/mute", "off"),
        (&[0xe3, 127, 127], "ch/2/pan", "R100"),
        (&[0xe3, 0, 64], "ch/2/pan", "C"),
        (&[0xb1, 7, 127, 0xb1, 39, 127], "ch/3/fader", "10.0 dB"),
        (&[0xb1, 9, 65], "ch/4/trim", "0.0 dB"),
        // Another channel, and what no row names.
        (&[0xb0, 9, 120], "ch/4/trim", "0.0 dB"),
        (&[0xb1, 10, 120], "ch/4/trim", "0.0 dB"),
    ];
    for (bytes, path, expected) in rows {
        rack.hear(bytes);
        rack.pass(1200);
        assert_eq!(rack.value(path), expected, "{bytes:02x?}");
    }
}

#[test]
fn the_table_of_an_x32_works_both_ways_and_never_answers_the_hand_that_moves() {
    let mut rack = remote("parameters: x32, feedback: yes");
    rack.pass(500);
    let sent = rack.take_sent();
    // The state is told first: fader 1 off, mute 1 off, pan 1 in the middle.
    for message in [[0xb0, 0, 0], [0xb1, 0, 0], [0xb2, 0, 64]] {
        assert!(
            sent.contains(&message.to_vec()),
            "{message:02x?} in {sent:02x?}"
        );
    }
    rack.hear(&[0xb0, 2, 95]);
    rack.hear(&[0xb1, 2, 127]);
    rack.hear(&[0xb0, 70, 95]);
    rack.pass(3000);
    assert_eq!(rack.value("ch/3/fader"), "-0.1 dB");
    assert_eq!(rack.value("ch/3/mute"), "on");
    assert_eq!(rack.value("main/fader"), "-0.1 dB");
    assert_eq!(
        rack.take_sent(),
        Vec::<Vec<u8>>::new(),
        "nothing that it knows"
    );
    rack.set("ch/3/pan", "100");
    rack.set("ch/3/mute", "off");
    rack.pass(50);
    let sent = rack.take_sent();
    assert_eq!(sent, [[0xb2, 2, 127], [0xb1, 2, 0]]);
}

#[test]
fn a_clock_sets_the_tempo_of_bars_and_effects_while_it_may() {
    let mut rack = remote("clock: yes");
    let play = |rack: &mut Rack, ticks: u32| {
        for _ in 0..ticks {
            rack.hear(&[0xf8]);
            // 20 ms a tick: 125 beats per minute.
            rack.pass(19);
        }
    };
    play(&mut rack, 100);
    assert_eq!(rack.value("console/transport/tempo"), "125.0 BPM");
    assert_eq!(rack.value("bus/5/fx/tempo"), "125.0 BPM");
    let words = rack.surface.status("here").remote;
    assert_eq!(words.as_deref(), Some("clock 125.0 BPM"));
    // A recall of another tempo does not stay.
    rack.set("bus/5/fx/tempo", "90");
    play(&mut rack, 40);
    assert_eq!(rack.value("bus/5/fx/tempo"), "125.0 BPM");
    // Nor does it follow where somebody has turned that off.
    rack.set("console/transport/follow-clock", "off");
    rack.set("bus/5/fx/tempo", "90");
    play(&mut rack, 60);
    assert_eq!(rack.value("bus/5/fx/tempo"), "90.0 BPM");
}

/// The quarter frames of a time.
fn quarter_frames([hours, minutes, seconds, frames]: [u8; 4]) -> Vec<[u8; 2]> {
    let parts = [
        frames,
        frames >> 4,
        seconds,
        seconds >> 4,
        minutes,
        minutes >> 4,
        hours,
        hours >> 4,
    ];
    let numbered = (0_u8..).zip(parts);
    numbered
        .map(|(at, part)| [0xf1, at << 4 | part & 0x0f])
        .collect()
}

#[test]
fn time_that_runs_is_told_every_two_frames_and_time_that_stands_moves_the_transport() {
    let mut rack = remote("timecode: yes, offset: 1:00:00");
    for at in [0_u8, 2, 4] {
        for piece in quarter_frames([0x21, 0, 10, at]) {
            rack.hear(&piece);
            rack.pass(9);
        }
    }
    // At the last piece a time is 1.75 frames old: 70 ms.
    let told: Vec<Intent> = std::mem::take(&mut rack.intents);
    let roll = |ms: u64| Intent::Remote(RemoteOrder::Roll(ms * 1000));
    assert_eq!(told, [roll(10_070), roll(10_150), roll(10_230)]);
    // Without audio nothing plays; where it stands is followed all the same.
    rack.hear(&sysex(&[0x7f, 0x7f, 1, 1, 0x21, 0, 30, 0]));
    assert_eq!(rack.transport_at(), 30_000_000);
    rack.set("console/transport/follow-mtc", "off");
    rack.hear(&sysex(&[0x7f, 0x7f, 1, 1, 0x21, 0, 40, 0]));
    assert_eq!(rack.transport_at(), 30_000_000);
}

#[test]
fn a_port_that_a_show_names_is_a_remote_control_and_no_controller() {
    let text = "headroom: 1\nstrips: 1\nremote: { from: [ \"QLab*\", Box ], clock: yes }\n";
    let file = console_file::parse(text, "show").unwrap();
    let (mut catalogue, _) = Catalogue::new(None);
    catalogue.remotes = Remotes {
        programs: None,
        remote: file.remote,
    };
    #[rustfmt::skip]
    let rows = [
        ("Box:Box MIDI 1 20:0", Some(("Box", true))),
        // A program has a high number, and is none otherwise.
        ("QLab 5:out 129:0", Some(("QLab 5", true))),
        ("FLUID Synth:in 128:0", None),
        ("Crate:Crate MIDI 1 20:0", Some(("Controller", false))),
        ("nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0", Some(("nanoKONTROL2", false))),
    ];
    for (port, expected) in rows {
        let device = catalogue.for_port(port);
        let found = device
            .as_ref()
            .map(|device| (&*device.file.name, device.remotes.remote.is_some()));
        assert_eq!(found, expected, "{port}");
    }
    let jack = catalogue.for_peer("QLab:out").unwrap();
    assert!(jack.file.has_no_controls() && jack.remotes.remote.is_some());
}

#[test]
fn a_flood_of_orders_lets_one_cue_go_and_the_last_values_stand() {
    let mut rack =
        remote("show-control: { device: any }, parameters: x32, clock: yes, timecode: yes");
    rack.store("One");
    rack.store("Two");
    rack.notices.clear();
    for turn in 0..200_u32 {
        let mut bytes = Vec::new();
        for at in 0..50_u32 {
            bytes.extend(go(b"1"));
            bytes.extend([
                0xb0,
                (at % 32) as u8,
                (turn % 100) as u8,
                0xf8,
                0xf1,
                (at % 128) as u8,
            ]);
        }
        bytes.extend([0xb0, 5, 0]);
        rack.hear(&bytes);
    }
    // Two hundred milliseconds of 100,000 messages: one recall, one line about those that were none.
    let said = rack.notices.iter().fold(String::new(), |mut all, text| {
        let _ = writeln!(all, "{text}");
        all
    });
    assert!(rack.notices.len() <= 2, "{said}");
    rack.pass(2000);
    assert_eq!(rack.value("ch/6/fader"), "off");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn no_bytes_do_harm(bytes in prop::collection::vec(any::<u8>(), 0..300), tail in prop::collection::vec(0_u8..128, 0..30)) {
        let mut rack = remote("show-control: { device: any }, machine-control: { device: any }, parameters: x32, \
            feedback: yes, clock: yes, timecode: yes");
        rack.hear(&bytes);
        for kind in [1, 2, 6] {
            rack.hear(&sysex(&[&[0x7f, 0x7f, kind][..], &tail].concat()));
        }
        rack.store("One");
        rack.pass(600);
        rack.hear(&go(b"1"));
        prop_assert!(rack.intents.contains(&Intent::Remote(RemoteOrder::Cue(number("1")))));
    }
}
