//! Surfaces on a real console, byte by byte: what a device sends, and what it is sent.

#[path = "surface/lessons.rs"]
mod lessons;
#[path = "common/rack.rs"]
mod rack;

use headroom::control::feed::{Label, News, Update};
use headroom::control::intent::{Cue, CueNumber, CueWish, Intent, ProgramRecall};
use headroom::param::{Layout, NodeId, Plain, Topology};
use headroom::show::check::{FileKind, check_file};
use headroom::show::programs::{Bank, ProgramRecalls, Programs};
use proptest::prelude::*;
use rack::{Rack, addr};
use std::fs;

const NANO: &str = "nanokontrol2.yaml";
const XTOUCH: &str = "x-touch.yaml";

/// A controller of the nanoKONTROL2.
fn cc(number: u8, value: u8) -> Vec<u8> {
    vec![0xb0, number, value]
}

/// A fader of the X-Touch.
fn bend(channel: u8, value: u16) -> Vec<u8> {
    vec![0xe0 | channel, (value & 0x7f) as u8, (value >> 7) as u8]
}

/// A key of the X-Touch.
fn note(number: u8, velocity: u8) -> Vec<u8> {
    vec![0x90, number, velocity]
}

#[test]
fn every_shipped_mapping_passes_the_check() {
    let mut count = 0;
    let files = |folder: &str| {
        fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
    };
    let devices = files("mappings").filter(|path| path.is_file());
    let devices = devices.map(|path| (path, FileKind::Device));
    let layouts = files("mappings/layouts").map(|path| (path, FileKind::Layout));
    for (path, kind) in devices.chain(layouts) {
        assert_eq!(check_file(&path), Ok(kind), "{}", path.display());
        assert!(fs::read_to_string(&path).unwrap().starts_with("# "));
        count += 1;
    }
    assert!(count >= 6);
}

/// A key of the nanoKONTROL2, pressed and let go.
fn press(nano: &mut Rack, number: u8) {
    nano.hear(&cc(number, 127));
    nano.hear(&cc(number, 0));
}

fn programs(channel: Option<u8>, scenes: &[(u32, &str)]) -> Programs {
    let named = scenes
        .iter()
        .map(|(number, name)| (*number, (*name).to_owned()));
    Programs {
        from: Vec::new(),
        bank: Bank::None,
        channel,
        recall: if scenes.is_empty() {
            ProgramRecalls::SceneByNumber
        } else {
            ProgramRecalls::Scenes(named.collect())
        },
    }
}

#[test]
fn program_changes_recall_nothing_unless_told_so_and_say_it_once() {
    let mut nano = Rack::synced(NANO, &[]);
    nano.store("One");
    nano.notices.clear();
    for _ in 0..3 {
        nano.hear(&[0xca, 0]);
    }
    assert!(nano.intents.is_empty(), "{:?}", nano.intents);
    assert_eq!(nano.notices.len(), 1);
    assert!(
        nano.notices[0].contains("channel 11") && nano.notices[0].contains("'program-changes'")
    );
}

#[test]
fn program_changes_recall_the_scenes_that_the_show_names() {
    let mut nano = Rack::new(NANO, &[], 0);
    nano.surface.obey(Some(programs(None, &[])));
    nano.hear(&[0xc0, 2]);
    assert!(nano.intents.is_empty(), "not before it is in sync");
    nano.pass(3000);
    nano.hear(&[0xc5, 2]);
    assert_eq!(nano.intents, [Intent::Program(ProgramRecall::Scene(2))]);
    nano.pass(1);
    let said = std::mem::take(&mut nano.notices);
    assert!(said[0].contains("there is no scene number 3"), "{said:?}");
    for name in ["One", "Two"] {
        nano.store(name);
    }
    nano.surface
        .obey(Some(programs(Some(10), &[(0, "Two"), (7, "Gone")])));
    nano.intents.clear();
    nano.hear(&[0xca, 0]);
    nano.hear(&[0xc9, 0]);
    assert_eq!(nano.intents, [Intent::Program(ProgramRecall::Scene(1))]);
    nano.hear(&[0xca, 7]);
    nano.hear(&[0xca, 1]);
    assert_eq!(nano.intents.len(), 1);
    assert!(nano.notices[0].contains("program 8") && nano.notices[0].contains("no such scene"));
    assert!(nano.notices[1].contains("program 2") && nano.notices[1].contains("no scene in"));
}

#[test]
fn program_changes_let_the_cues_go_that_the_show_names_and_keys_hold_and_stop_what_follows() {
    let layout = include_str!("../mappings/layouts/nanokontrol2.yaml");
    let mut nano = Rack::with_layout(NANO, &layout.replace("undo-recall", "cue-stop"));
    let number = |text: &str| CueNumber::parse(text).unwrap();
    nano.store("One");
    let cue = |text: &str, follow| Cue {
        follow,
        ..Cue::of(number(text), Some("One".to_owned()))
    };
    for cue in [cue("10", Some(3.0)), cue("10.5", None)] {
        nano.ask(Intent::Cues(CueWish::Add(Box::new(cue))));
    }
    nano.surface.obey(Some(Programs {
        from: Vec::new(),
        bank: Bank::None,
        channel: None,
        recall: ProgramRecalls::Cues([(0, number("10")), (7, number("99"))].into()),
    }));
    nano.intents.clear();
    nano.hear(&[0xc0, 0]);
    assert_eq!(
        nano.intents,
        [Intent::Program(ProgramRecall::Cue(number("10")))]
    );
    nano.take_sent();
    nano.pass(600);
    let sent = nano.take_sent();
    let flashes = sent.contains(&cc(41, 127)) && sent.contains(&cc(41, 0));
    assert!(flashes, "GO flashes while a cue counts down: {sent:02x?}");
    press(&mut nano, 46);
    assert_eq!(nano.intents.last(), Some(&Intent::Cues(CueWish::Stop)));
    nano.pass(600);
    nano.notices.clear();
    nano.hear(&[0xc0, 7]);
    nano.hear(&[0xc0, 1]);
    nano.pass(1);
    let said = nano.notices.join("; ");
    assert!(
        said.contains("there is no cue 99") && said.contains("program 2"),
        "{said}"
    );
    nano.surface.obey(Some(Programs {
        from: Vec::new(),
        bank: Bank::None,
        channel: None,
        recall: ProgramRecalls::CueByNumber,
    }));
    nano.hear(&[0xc0, 9]);
    assert_eq!(
        nano.intents.last(),
        Some(&Intent::Program(ProgramRecall::Cue(number("10"))))
    );
}

#[test]
fn a_program_can_be_a_key_and_then_it_is_no_scene() {
    let text =
        "headroom: 1\ndevice: BCF\nmatch: BCF\nin:\n  strip.mute: { program: 1-8, channel: 11 }\n";
    let mut box_ = Rack::written(text, &[]);
    box_.surface.obey(Some(programs(None, &[])));
    for expected in ["on", "off"] {
        box_.hear(&[0xca, 2]);
        assert_eq!(box_.value("ch/3/mute"), expected);
    }
    assert!(
        !box_
            .intents
            .contains(&Intent::Program(ProgramRecall::Scene(2)))
    );
}

#[test]
fn a_press_is_an_edge_whatever_a_key_sends() {
    // What the key sends, and the mute after each value.
    let rows: [(&str, &[(u8, &str)]); 4] = [
        (
            "toggle",
            &[(127, "on"), (0, "off"), (127, "on"), (0, "off")],
        ),
        (
            "momentary",
            &[(127, "on"), (0, "on"), (127, "off"), (0, "off")],
        ),
        (
            "pressure",
            &[
                (40, "on"),
                (90, "on"),
                (127, "on"),
                (60, "on"),
                (0, "on"),
                (50, "off"),
            ],
        ),
        ("always-on", &[(127, "on"), (127, "off"), (127, "on")]),
    ];
    for (sends, steps) in rows {
        let text = format!(
            "headroom: 1\ndevice: Box\nmatch: Box\nin:\n  strip.mute: {{ cc: 48-55, sends: {sends} }}\n"
        );
        let mut pad = Rack::written(&text, &[]);
        for (value, expected) in steps {
            pad.hear(&cc(48, *value));
            pad.pass(50);
            assert_eq!(pad.value("ch/1/mute"), *expected, "{sends} {value}");
        }
    }
}

#[test]
fn a_strangers_faders_are_never_guessed_into_mutes() {
    let strangers: [&[Vec<u8>]; 4] = [
        &(0..=127).map(|value| cc(48, value)).collect::<Vec<_>>(),
        &(0..=127)
            .rev()
            .map(|value| cc(48, value))
            .collect::<Vec<_>>(),
        // The fine half of a fader of 14 bits.
        &[cc(0, 64), cc(32, 17), cc(0, 65), cc(32, 90)],
        &[note(60, 80), note(60, 0), cc(48, 127), cc(48, 0)],
    ];
    for messages in strangers {
        let mut stranger = Rack::synced("generic.yaml", &[]);
        for message in messages {
            stranger.hear(message);
        }
        assert!(stranger.intents.is_empty(), "{:?}", stranger.intents);
        assert_eq!(stranger.notices.len(), 1, "{:?}", stranger.notices);
        assert!(stranger.notices[0].contains("headroom learn"));
        assert!(!stranger.surface.status("here").in_sync);
    }
    // A key is one when it was let go.
    let mut plain = Rack::synced("generic.yaml", &[]);
    for expected in ["on", "off"] {
        press(&mut plain, 48);
        assert_eq!(plain.value("ch/1/mute"), expected);
    }
}

#[test]
fn a_device_that_sends_everything_back_presses_nothing() {
    for (file, key) in [(NANO, cc(48, 127)), (XTOUCH, note(0x10, 0x7f))] {
        let mut device = Rack::new(file, &[], 0);
        let echo = |device: &mut Rack, milliseconds: u64| {
            for _ in 0..milliseconds {
                device.pass(1);
                for message in device.take_sent() {
                    device.surface.hear(&message, device.now);
                }
            }
        };
        echo(&mut device, 3000);
        device.intents.clear();
        device.hear(&key);
        device.hear(&[&key[..2], &[0]].concat());
        echo(&mut device, 2000);
        assert_eq!(device.value("ch/1/mute"), "on", "{file}");
        // Flashing lights come back, too.
        device.set("ch/2/mute-group/1", "on");
        device.set("mute-group/1/on", "on");
        echo(&mut device, 3000);
        assert_eq!(device.value("ch/2/mute"), "off", "{file}");
        assert_eq!(device.intents.len(), 1, "{:?}", device.intents);
    }
}

#[test]
fn a_key_on_a_guard_makes_it_guard_more_and_never_less() {
    let layout = "headroom: 1\nlayout: Own\nfor: [ \"*\" ]\npages: { Mix: { strip.fader: fader } }\n\
        keys: { key.play: console/safe-start, key.record: main/limiter/on }\n";
    let mut nano = Rack::with_layout(NANO, layout);
    let told = |nano: &mut Rack| {
        nano.pass(30);
        std::mem::take(&mut nano.notices)
    };
    told(&mut nano);
    for _ in 0..2 {
        press(&mut nano, 41);
        nano.pass(400);
        assert_eq!(nano.value("console/safe-start"), "on");
    }
    // It is said why, and once.
    let said = told(&mut nano);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0].contains("safe start keeps all outputs silent"),
        "{said:?}"
    );
    nano.set("main/limiter/on", "off");
    for _ in 0..2 {
        press(&mut nano, 45);
        nano.pass(400);
        assert_eq!(nano.value("main/limiter/on"), "on");
    }
    let advice = "headroom set --confirm main/limiter/on off";
    assert!(told(&mut nano)[0].contains(advice));
}

#[test]
fn panic_of_a_device_that_is_ignored_acts_unless_its_own_key_is_none() {
    let device = "headroom: 1\ndevice: Guessed\nguess: yes\nin:\n  strip.fader: { cc: 0-7 }\n  \
        strip.mute: { cc: 48-55 }\n  key.stop: { cc: 42 }\n";
    for (odd, acts) in [
        (cc(48, 60), true),
        (note(60, 80), true),
        (cc(42, 60), false),
    ] {
        let mut stranger = Rack::written(device, &[]);
        stranger.hear(&odd);
        press(&mut stranger, 48);
        assert_eq!(stranger.intents, []);
        press(&mut stranger, 42);
        let expected = if acts { "on" } else { "off" };
        assert_eq!(stranger.value("console/panic"), expected, "{odd:?}");
        stranger.pass(30);
        let ignored = |text: &&String| text.contains("is ignored");
        assert_eq!(stranger.notices.iter().filter(ignored).count(), 1);
    }
}

// nanoKONTROL2

#[test]
fn a_nano_is_asked_for_its_lights_and_told_the_state_before_it_is_heard() {
    let values = [("ch/1/fader", "0 dB"), ("ch/2/mute", "on")];
    let mut nano = Rack::new(NANO, &values, 0);
    nano.hear(&cc(0, 127));
    nano.hear(&cc(48, 127));
    nano.pass(300);
    assert!(nano.intents.is_empty(), "{:?}", nano.intents);
    assert_eq!(nano.value("ch/1/fader"), "0.0 dB");
    let search = [0xf0, 0x42, 0x50, 0x00, 0x5a, 0xf7];
    assert_eq!(nano.sent[0], search);
    assert_eq!(nano.sent[1][..8], [0xf0, 0x42, 0x40, 0, 1, 0x13, 0, 0x1f]);
    let lights = &nano.sent[2..];
    assert_eq!(lights.len(), 30);
    assert!(lights.contains(&cc(49, 127)) && lights.contains(&cc(48, 0)));
}

#[test]
fn a_nano_fader_moves_a_strip_after_crossing_it() {
    let mut nano = Rack::synced(NANO, &[("ch/1/fader", "-10 dB")]);
    // −10 dB lies at one half: 63.5.
    for (position, expected) in [
        (20, "-10.0 dB"),
        (40, "-10.0 dB"),
        (60, "-10.0 dB"),
        (66, "-9.2 dB"),
        (70, "-8.0 dB"),
        (60, "-12.2 dB"),
    ] {
        nano.hear(&cc(0, position));
        nano.pass(20);
        assert_eq!(nano.value("ch/1/fader"), expected, "{position}");
    }
    // Others move it away: it has to be crossed again.
    nano.set("ch/1/fader", "0 dB");
    nano.hear(&cc(0, 70));
    assert_eq!(nano.value("ch/1/fader"), "0.0 dB");
    assert!(nano.take_sent().is_empty());
}

#[test]
fn a_nano_fader_at_its_bottom_end_closes_the_strip() {
    let mut nano = Rack::synced(NANO, &[("ch/3/fader", "0 dB")]);
    nano.hear(&cc(2, 30));
    nano.hear(&cc(2, 10));
    assert_eq!(nano.value("ch/3/fader"), "0.0 dB");
    nano.hear(&cc(2, 0));
    assert_eq!(nano.value("ch/3/fader"), "off");
}

/// How the last intent asks for a value: as a hand's move, or as a jump.
fn last_is_move(rack: &Rack) -> bool {
    match rack.intents.last() {
        Some(Intent::Move(..)) => true,
        Some(Intent::Set(..)) => false,
        other => panic!("{other:?}"),
    }
}

#[test]
fn positions_that_follow_one_another_are_a_hand_and_a_lone_jump_is_none() {
    let mut nano = Rack::synced(NANO, &[("ch/1/fader", "-40 dB")]);
    nano.hear(&cc(0, 0));
    nano.hear(&cc(0, 127));
    assert!(!last_is_move(&nano));
    nano.pass(1000);
    nano.hear(&cc(0, 30));
    nano.pass(1000);
    // A throw of 50 ms.
    for value in [33, 45, 60, 75, 90, 105, 120, 127] {
        nano.hear(&cc(0, value));
        assert!(last_is_move(&nano), "{value}");
        nano.pass(6);
    }
    nano.hear(&cc(0, 0));
    // What is not far is a move at any time.
    nano.set("ch/2/fader", "-10 dB");
    for value in [63, 66, 70] {
        nano.hear(&cc(1, value));
        nano.pass(500);
    }
    assert!(last_is_move(&nano));
    // A knob is set.
    nano.hear(&cc(16, 60));
    nano.hear(&cc(16, 70));
    assert!(!last_is_move(&nano));
}

#[test]
fn a_pot_that_trembles_changes_nothing() {
    let mut nano = Rack::synced(NANO, &[]);
    nano.hear(&cc(16, 20));
    nano.hear(&cc(16, 90));
    nano.hear(&cc(0, 0));
    nano.hear(&cc(0, 60));
    nano.pass(600);
    nano.intents.clear();
    for turn in 0..500_u16 {
        nano.hear(&cc(16, 90 + (turn % 2) as u8));
        nano.hear(&cc(0, 60 - (turn % 2) as u8));
        nano.pass(30);
    }
    assert!(nano.intents.is_empty(), "{:?}", nano.intents);
    // One step up and down again at the bottom closes.
    nano.hear(&cc(0, 0));
    nano.set("ch/1/fader", "0 dB");
    nano.hear(&cc(0, 1));
    nano.hear(&cc(0, 0));
    assert_eq!(nano.value("ch/1/fader"), "off");
}

#[test]
fn faders_that_all_jump_at_once_are_no_hand() {
    let values: Vec<(String, &str)> = (1..=8)
        .map(|n| (format!("ch/{n}/fader"), "-10 dB"))
        .collect();
    let values: Vec<(&str, &str)> = values
        .iter()
        .map(|(path, value)| (&**path, *value))
        .collect();
    let mut nano = Rack::synced(NANO, &values);
    for strip in 0..8 {
        nano.hear(&cc(strip, 50));
        nano.hear(&cc(strip, 70));
    }
    let before = nano.value("ch/1/fader");
    nano.pass(1000);
    for strip in 0..8 {
        nano.surface.hear(&cc(strip, 127), nano.now);
    }
    nano.pass(1000);
    for strip in 1..=8 {
        assert_eq!(nano.value(&format!("ch/{strip}/fader")), before, "{strip}");
    }
    // Motors that nobody feels: five at once calibrate themselves.
    let mut bcf = Rack::synced("bcf2000.yaml", &values);
    for value in [8_400, 9_000, 12_000, 16_383, 9_000, 0] {
        for strip in 0..8 {
            bcf.surface.hear(&bend(strip, value), bcf.now);
        }
        bcf.pass(5);
    }
    bcf.take_sent();
    bcf.pass(1000);
    for strip in 1..=8 {
        assert_eq!(
            bcf.value(&format!("ch/{strip}/fader")),
            "-10.0 dB",
            "{strip}"
        );
    }
    assert!(
        bcf.take_sent()
            .iter()
            .filter(|m| m[0] & 0xf0 == 0xe0)
            .count()
            >= 8
    );
}

#[test]
fn a_bcf2000_is_not_answered_while_it_is_moved() {
    let mut bcf = Rack::synced("bcf2000.yaml", &[("ch/1/fader", "-10 dB")]);
    for value in [8_300, 8_500, 8_900] {
        bcf.hear(&bend(0, value));
        bcf.pass(20);
    }
    assert_ne!(bcf.value("ch/1/fader"), "-10.0 dB");
    bcf.set("ch/1/fader", "0 dB");
    bcf.pass(300);
    let motors = |bcf: &mut Rack| bcf.take_sent().iter().filter(|m| m[0] == 0xe0).count();
    assert_eq!(motors(&mut bcf), 0);
    bcf.pass(300);
    assert_eq!(motors(&mut bcf), 1);
}

#[test]
fn a_nano_mute_key_toggles_the_own_cause_and_its_light_names_the_cause() {
    let mut nano = Rack::synced(NANO, &[("ch/1/mute-group/1", "on")]);
    nano.hear(&cc(48, 127));
    nano.hear(&cc(48, 0));
    nano.pass(5);
    assert_eq!(nano.value("ch/1/mute"), "on");
    assert_eq!(nano.take_sent(), [cc(48, 127)]);
    // A second cause: the own one stays solid.
    nano.set("mute-group/1/on", "on");
    nano.pass(1000);
    assert!(nano.take_sent().is_empty());
    // The key clears its own cause only: what is left flashes.
    nano.hear(&cc(48, 127));
    nano.pass(1200);
    assert_eq!(nano.value("ch/1/mute"), "off");
    let flashes = nano.take_sent();
    assert!((3..=5).contains(&flashes.len()), "{flashes:?}");
    assert!(flashes.contains(&cc(48, 127)) && flashes.contains(&cc(48, 0)));
}

#[test]
fn a_nano_knob_pans_after_crossing_and_its_middle_is_the_middle() {
    let mut nano = Rack::synced(NANO, &[]);
    nano.hear(&cc(16, 20));
    assert_eq!(nano.value("ch/1/pan"), "C");
    nano.hear(&cc(16, 90));
    assert_eq!(nano.value("ch/1/pan"), "R41");
    nano.hear(&cc(16, 64));
    assert_eq!(nano.value("ch/1/pan"), "C");
    nano.hear(&cc(16, 0));
    assert_eq!(nano.value("ch/1/pan"), "L100");
}

#[test]
fn a_nano_changes_banks_and_its_faders_stay_where_they_are() {
    let mut nano = Rack::synced(NANO, &[("ch/9/mute", "on"), ("ch/9/fader", "0 dB")]);
    nano.hear(&cc(0, 64));
    nano.hear(&cc(59, 127));
    nano.hear(&cc(59, 0));
    nano.pass(30);
    assert!(nano.take_sent().contains(&cc(48, 127)));
    // 0 dB lies at 95: from 64, where the fader was left, to 100 is a crossing.
    nano.hear(&cc(0, 100));
    assert_eq!(nano.value("ch/9/fader"), "1.5 dB");
    assert_eq!(nano.value("ch/1/fader"), "off");
    nano.hear(&cc(58, 127));
    nano.pass(30);
    assert!(nano.take_sent().contains(&cc(48, 0)));
}

#[test]
fn a_nano_selects_with_its_record_keys() {
    let mut nano = Rack::synced(NANO, &[]);
    nano.hear(&cc(65, 127));
    nano.pass(5);
    assert_eq!(nano.take_sent(), [cc(65, 127)]);
    nano.hear(&cc(64, 127));
    nano.pass(5);
    assert_eq!(nano.take_sent(), [cc(64, 127), cc(65, 0)]);
}

#[test]
fn a_nano_solos_with_lights_and_a_shifted_key_ends_every_solo() {
    let mut nano = Rack::synced(NANO, &[]);
    nano.hear(&cc(33, 127));
    nano.pass(5);
    assert_eq!(nano.value("ch/2/solo"), "on");
    assert_eq!(nano.take_sent(), [cc(33, 127)]);
    // A DCA's solo flashes on its members.
    nano.set("ch/3/dca/1", "on");
    nano.set("dca/1/solo", "on");
    nano.pass(2000);
    let sent = nano.take_sent();
    assert!(
        sent.contains(&cc(34, 127)) && sent.contains(&cc(34, 0)),
        "{sent:?}"
    );
    // While shift is held, the key is lit until no solo is left.
    nano.hear(&cc(60, 127));
    nano.pass(5);
    let sent = nano.take_sent();
    assert!(sent.contains(&cc(43, 127)), "{sent:?}");
    nano.hear(&cc(43, 127));
    nano.pass(5);
    for path in ["ch/2/solo", "dca/1/solo", "console/solo/clear"] {
        assert_eq!(nano.value(path), "off", "{path}");
    }
    let sent = nano.take_sent();
    assert!(
        sent.contains(&cc(33, 0)) && sent.contains(&cc(43, 0)),
        "{sent:?}"
    );
}

#[test]
fn a_second_nano_has_the_next_bank() {
    let mut nano = Rack::new(NANO, &[], 1);
    nano.pass(500);
    nano.hear(&cc(48, 127));
    assert_eq!(nano.value("ch/9/mute"), "on");
}

#[test]
fn where_the_hardware_stands_is_known() {
    let mut nano = Rack::synced(NANO, &[("ch/1/fader", "0 dB")]);
    nano.hear(&cc(0, 0));
    nano.hear(&cc(1, 127));
    let status = nano.surface.status("here");
    assert!(status.in_sync && status.is_here && status.on_faders.is_none());
    let nodes: Vec<_> = (1..=8).map(|number| Some(NodeId::strip(number))).collect();
    assert_eq!(status.nodes, nodes);
    let ghosts = |nano: &Rack| -> Vec<_> {
        let ghosts = nano.surface.status("here").ghosts;
        ghosts.iter().map(|g| (g.addr, g.position)).collect()
    };
    let both = [(addr("ch/1/fader"), 0.0), (addr("ch/2/fader"), 1.0)];
    assert_eq!(ghosts(&nano), both);
    // What has caught its parameter stands where the console stands.
    nano.hear(&cc(0, 127));
    nano.pass(100);
    assert_eq!(ghosts(&nano), both[1..]);
    nano.set("ch/1/fader", "-20 dB");
    assert_eq!(ghosts(&nano)[0], (addr("ch/1/fader"), 1.0));
}

// Keys

const PANIC: &str = "console/panic";

#[test]
fn panic_acts_at_the_first_press_and_its_release_wants_another_key_twice() {
    let mut nano = Rack::synced(NANO, &[]);
    press(&mut nano, 42);
    assert_eq!(nano.value(PANIC), "on");
    nano.pass(10);
    assert!(nano.take_sent().contains(&cc(42, 127)));
    press(&mut nano, 42);
    press(&mut nano, 42);
    assert_eq!(nano.value(PANIC), "on", "a second press does nothing");
    // Shift is held: the same key asks, and asks again.
    nano.hear(&cc(60, 127));
    press(&mut nano, 42);
    press(&mut nano, 42);
    assert_eq!(
        nano.value(PANIC),
        "on",
        "a key that bounces is not pressed twice"
    );
    nano.pass(2500);
    press(&mut nano, 42);
    assert_eq!(nano.value(PANIC), "on", "two seconds are over");
    nano.pass(500);
    press(&mut nano, 42);
    assert_eq!(nano.value(PANIC), "off");
    // The shift is over.
    nano.hear(&cc(60, 0));
    press(&mut nano, 42);
    assert_eq!(nano.value(PANIC), "on");
}

#[test]
fn panic_acts_before_a_surface_is_in_sync_and_nothing_else_does() {
    let mut nano = Rack::new(NANO, &[], 0);
    nano.hear(&cc(48, 127));
    nano.hear(&cc(42, 127));
    assert_eq!(nano.value(PANIC), "on");
    assert_eq!(nano.value("ch/1/mute"), "off");
}

#[test]
fn scenes_are_armed_recalled_and_taken_back_by_keys_and_lights_follow() {
    let mut nano = Rack::synced(NANO, &[("ch/1/fader", "-10 dB")]);
    nano.store("One");
    nano.set("ch/1/fader", "-20 dB");
    nano.store("Two");
    nano.set("ch/1/fader", "-30 dB");
    nano.store("Three");
    nano.pass(50);
    nano.take_sent();
    // Nothing is armed yet: stepping back from the end arms the last one, then the one before.
    press(&mut nano, 43);
    nano.pass(50);
    assert!(nano.take_sent().contains(&cc(41, 127)), "GO has a scene");
    press(&mut nano, 43);
    press(&mut nano, 41);
    assert_eq!(nano.value("ch/1/fader"), "-20.0 dB");
    press(&mut nano, 41);
    assert_eq!(
        nano.value("ch/1/fader"),
        "-20.0 dB",
        "GO is not pressed twice at once"
    );
    nano.pass(600);
    assert!(
        nano.take_sent().contains(&cc(46, 127)),
        "there is a recall to take back"
    );
    press(&mut nano, 41);
    assert_eq!(
        nano.value("ch/1/fader"),
        "-30.0 dB",
        "the one after it was armed"
    );
    nano.hear(&cc(46, 127));
    assert_eq!(nano.value("ch/1/fader"), "-20.0 dB");
    nano.pass(50);
    let sent = nano.take_sent();
    assert!(sent.contains(&cc(41, 0)), "{sent:?}");
}

#[test]
fn a_scene_is_stored_by_a_key_that_is_pressed_twice() {
    let mut nano = Rack::synced(NANO, &[("ch/1/fader", "-10 dB")]);
    nano.store("One");
    nano.set("ch/1/fader", "-20 dB");
    nano.hear(&cc(60, 127));
    press(&mut nano, 45);
    nano.pass(700);
    let sent = nano.take_sent();
    let flashes = sent.iter().filter(|message| message[1] == 45).count();
    assert!(flashes >= 2, "it asks: {sent:?}");
    nano.hear(&cc(45, 127));
    nano.hear(&cc(60, 0));
    nano.set("ch/1/fader", "0 dB");
    nano.recall("One");
    assert_eq!(nano.value("ch/1/fader"), "-20.0 dB");
}

#[test]
fn function_keys_recall_scenes_by_place_and_show_the_current_one() {
    let mut touch = Rack::synced(XTOUCH, &[("ch/1/fader", "-10 dB")]);
    touch.store("One");
    touch.set("ch/1/fader", "-20 dB");
    touch.store("Two");
    touch.pass(200);
    touch.take_sent();
    touch.hear(&note(0x36, 0x7f));
    assert_eq!(touch.value("ch/1/fader"), "-10.0 dB");
    touch.pass(200);
    let sent = touch.take_sent();
    // F1 is current; F2 is armed, and flashes by itself.
    assert!(
        sent.contains(&note(0x36, 0x7f)) && sent.contains(&note(0x37, 1)),
        "{sent:02x?}"
    );
    touch.hear(&note(0x3d, 0x7f));
    assert_eq!(touch.value("ch/1/fader"), "-10.0 dB", "there is no scene 8");
}

#[test]
fn pages_give_knobs_other_parameters_and_flip_gives_them_to_the_faders() {
    let mut touch = Rack::synced(XTOUCH, &[("ch/1/fader", "-10 dB")]);
    touch.hear(&note(0x28, 0x7f));
    touch.hear(&[0xb0, 16, 0x05]);
    assert_eq!(touch.value("ch/1/pan"), "C");
    assert_ne!(touch.value("ch/1/trim"), "0.0 dB");
    touch.hear(&note(0x20, 0x7f));
    assert_eq!(touch.value("ch/1/trim"), "0.0 dB");
    assert_eq!(touch.surface.status("here").page, "Trim");
    // Flipped: the motor goes where the trim stands, and moves it.
    touch.take_sent();
    touch.hear(&note(0x32, 0x7f));
    touch.pass(1000);
    let sent = touch.take_sent();
    assert!(sent.contains(&note(0x32, 0x7f)));
    assert!(sent.iter().any(|message| message[0] == 0xe1), "{sent:02x?}");
    assert_eq!(
        touch.surface.status("here").on_faders.as_deref(),
        Some("trim")
    );
    touch.hear(&note(0x68, 0x7f));
    touch.hear(&bend(0, 16_380));
    touch.pass(200);
    assert_eq!(touch.value("ch/1/fader"), "-10.0 dB");
    assert_ne!(touch.value("ch/1/trim"), "0.0 dB");
    touch.hear(&note(0x68, 0));
    touch.hear(&note(0x32, 0x7f));
    touch.hear(&note(0x2a, 0x7f));
    touch.pass(1000);
    let status = touch.surface.status("here");
    assert_eq!((status.page.as_str(), status.on_faders), ("Mix", None));
    // -10 dB lies where it is printed, at 0.515 of the way.
    assert!(touch.take_sent().contains(&bend(0, 8_436)));
}

#[test]
fn knobs_are_any_parameter_of_the_selected_strip_with_its_name_and_value() {
    let mut touch = Rack::synced(XTOUCH, &[("ch/2/comp/threshold", "-20 dB")]);
    // The select key of strip 2, then the key of the compressor.
    touch.hear(&note(0x19, 0x7f));
    touch.hear(&note(0x2b, 0x7f));
    touch.pass(1000);
    assert_eq!(touch.surface.status("here").page, "Selected");
    let sent = touch.take_sent();
    assert!(sent.contains(&note(0x2b, 0x7f)), "its light is lit");
    let shows = |sent: &[Vec<u8>], at: u8, words: &[u8]| {
        let text = [&[0xf0, 0, 0, 0x66, 0x14, 0x12, at], words, &[0xf7]].concat();
        sent.contains(&text)
    };
    // Upper line: the parameter; lower line, 56 letters later: its value.
    assert!(shows(&sent, 0, b"comp/n "), "{sent:02x?}");
    assert!(shows(&sent, 7, b"cmp/th "), "{sent:02x?}");
    assert!(shows(&sent, 63, b"-20.0  "), "{sent:02x?}");
    // A click to the right switches on, more clicks do no more; to the left, off.
    touch.hear(&[0xb0, 16, 0x03]);
    assert_eq!(touch.value("ch/2/comp/on"), "on");
    touch.hear(&[0xb0, 16, 0x41]);
    assert_eq!(touch.value("ch/2/comp/on"), "off");
    // Pushing turns a switch over, and puts a value to its default.
    touch.hear(&note(0x20, 0x7f));
    assert_eq!(touch.value("ch/2/comp/on"), "on");
    touch.hear(&[0xb0, 17, 0x05]);
    assert_ne!(touch.value("ch/2/comp/threshold"), "-20.0 dB");
    let default = touch.value("ch/1/comp/threshold");
    touch.hear(&note(0x21, 0x7f));
    assert_eq!(touch.value("ch/2/comp/threshold"), default);
    // Another strip, the same place; on to the parameters that follow, and back to the mix.
    touch.hear(&note(0x18, 0x7f));
    touch.hear(&[0xb0, 16, 0x01]);
    assert_eq!(touch.value("ch/1/comp/on"), "on");
    touch.hear(&note(0x63, 0x7f));
    touch.hear(&[0xb0, 16, 0x01]);
    assert_eq!(touch.surface.status("here").page, "Selected");
    touch.hear(&note(0x2b, 0x7f));
    touch.hear(&note(0x2b, 0x7f));
    assert_eq!(touch.surface.status("here").page, "Mix");
    // What no strip stands for has keys: GLOBAL VIEW is the monitor, whose first knob is its source.
    touch.hear(&note(0x33, 0x7f));
    touch.pass(1000);
    assert!(touch.take_sent().contains(&note(0x33, 0x7f)), "its light");
    touch.hear(&note(0x22, 0x7f));
    assert_eq!(touch.value("monitor/dim"), "on");
    touch.hear(&note(0x33, 0x7f));
    assert_eq!(touch.surface.status("here").page, "Mix");
}

#[test]
fn a_fader_that_moves_no_level_is_not_taken_at_its_bottom_end() {
    let mut nano = Rack::synced(NANO, &[]);
    // Shift and right: the page of trims; knobs never close.
    nano.hear(&cc(60, 127));
    nano.hear(&cc(59, 127));
    nano.hear(&cc(60, 0));
    nano.hear(&cc(16, 30));
    nano.hear(&cc(16, 0));
    assert_eq!(nano.value("ch/1/trim"), "0.0 dB");
    assert_eq!(nano.surface.status("here").page, "Trim");
}

// X-Touch

#[test]
fn an_x_touch_is_asked_and_shown_everything() {
    let mut touch = Rack::new(XTOUCH, &[("ch/1/fader", "0 dB"), ("ch/2/mute", "on")], 0);
    touch.pass(250);
    assert_eq!(touch.take_sent(), [[0xf0, 0, 0, 0x66, 0x14, 0x00, 0xf7]]);
    touch.pass(1000);
    let sent = touch.take_sent();
    // 0 dB lies where it is printed, at 0.788 of 16380.
    assert_eq!(sent[0], bend(0, 12_907));
    assert!(sent.contains(&note(0x11, 0x7f)) && sent.contains(&note(0x10, 0)));
    // Pan in the middle: from the middle, with the light below.
    assert!(sent.contains(&cc(48, 0x56)));
    let colors = [&[0xf0, 0, 0, 0x66, 0x14, 0x72, 1][..], &[7; 7], &[0xf7]].concat();
    assert!(sent.contains(&colors));
    let text = |at: u8, text: &str| {
        [
            &[0xf0, 0, 0, 0x66, 0x14, 0x12, at],
            text.as_bytes(),
            &[0xf7],
        ]
        .concat()
    };
    assert!(sent.contains(&text(0, "LeadVx ")) && sent.contains(&text(56, "0.0    ")));
    assert!(sent.contains(&text(7, "ch 2   ")) && sent.contains(&text(63, "off    ")));
    // Main is held by safe start, but has no light; nothing else is sent while nothing changes.
    touch.pass(2000);
    assert!(touch.take_sent().is_empty());
}

#[test]
fn motors_start_one_after_the_other_and_the_cable_is_never_flooded() {
    let mut touch = Rack::synced(XTOUCH, &[]);
    for strip in 1..=8 {
        touch.set(&format!("ch/{strip}/fader"), "0 dB");
    }
    touch.take_sent();
    let mut last = None;
    let mut moved = 0;
    for millisecond in 0..400 {
        touch.pass(1);
        let sent = touch.take_sent();
        let motors = sent.iter().filter(|bytes| bytes[0] & 0xf0 == 0xe0).count();
        assert!(motors <= 1);
        if motors == 1 {
            assert!(last.is_none_or(|last| millisecond - last >= 3));
            last = Some(millisecond);
            moved += 1;
        }
        let bytes: usize = sent.iter().map(Vec::len).sum();
        assert!(bytes <= 60, "{bytes} bytes in a millisecond");
    }
    assert!(moved >= 5);
}

#[test]
fn a_touched_motor_is_sent_back_where_the_hand_puts_it_and_obeys_nobody_else() {
    let mut touch = Rack::synced(XTOUCH, &[("ch/1/fader", "-20 dB")]);
    touch.hear(&note(0x68, 0x7f));
    assert_eq!(touch.intents, [Intent::BeginGesture(addr("ch/1/fader"))]);
    touch.hear(&bend(0, 6_400));
    assert_eq!(touch.take_sent(), [bend(0, 6_400)]);
    touch.hear(&bend(0, 6_600));
    let text_of = |sent: &[Vec<u8>]| sent.iter().filter(|m| m[0] == 0xf0).count();
    let sent = touch.take_sent();
    assert_eq!(sent.len() - text_of(&sent), 1);
    assert!(sent.contains(&bend(0, 6_600)));
    assert_eq!(touch.value("ch/1/fader"), "-18.0 dB");
    // Others move it: the motor does not pull at the hand.
    touch.set("ch/1/fader", "0 dB");
    touch.pass(1000);
    assert!(touch.take_sent().iter().all(|message| message[0] == 0xf0));
    // Let go: it goes where the console stands.
    touch.hear(&note(0x68, 0));
    touch.pass(10);
    assert_eq!(
        touch.intents.last(),
        Some(&Intent::EndGesture(addr("ch/1/fader")))
    );
    assert_eq!(touch.take_sent(), [bend(0, 12_907)]);
}

#[test]
fn a_touched_fader_has_to_cross_what_others_did_until_it_was_let_go() {
    let mut touch = Rack::synced(XTOUCH, &[("ch/1/fader", "0 dB")]);
    touch.hear(&note(0x68, 0x7f));
    touch.set("ch/1/fader", "-50 dB");
    for value in [0x2fee_u16, 0x2fd0, 0x2f00, 0x2800] {
        touch.hear(&bend(0, value));
        assert_eq!(touch.value("ch/1/fader"), "-50.0 dB", "{value}");
    }
    // Down to where the console stands, and across.
    touch.hear(&bend(0, 1_000));
    assert_ne!(touch.value("ch/1/fader"), "-50.0 dB");
    // Let go, and caught while the motor is on its way.
    touch.set("ch/1/fader", "0 dB");
    touch.hear(&note(0x68, 0));
    touch.pass(50);
    touch.hear(&note(0x68, 0x7f));
    touch.hear(&bend(0, 5_000));
    touch.hear(&bend(0, 5_200));
    assert_eq!(touch.value("ch/1/fader"), "0.0 dB");
    // Let go until the motor has been there.
    touch.hear(&note(0x68, 0));
    touch.pass(600);
    touch.hear(&note(0x68, 0x7f));
    touch.hear(&bend(0, 12_800));
    assert_eq!(touch.value("ch/1/fader"), "-0.2 dB");
}

#[test]
fn faders_that_nobody_touches_count_for_nothing_and_go_back() {
    let mut touch = Rack::synced(
        XTOUCH,
        &[("ch/1/fader", "-10 dB"), ("main/fader", "-10 dB")],
    );
    for value in [0, 4_000, 8_000, 12_000, 16_380, 9_000] {
        for channel in 0..9 {
            touch.surface.hear(&bend(channel, value), touch.now);
        }
        touch.pass(20);
    }
    assert!(touch.intents.is_empty(), "{:?}", touch.intents);
    touch.take_sent();
    touch.pass(1000);
    let sent = touch.take_sent();
    assert!(
        sent.contains(&bend(0, 8_436)) && sent.contains(&bend(8, 8_436)),
        "{sent:02x?}"
    );
    touch.pass(1000);
    assert!(touch.take_sent().is_empty(), "once");
}

#[test]
fn names_that_change_places_end_no_gesture_and_are_shown() {
    let mut touch = Rack::synced(XTOUCH, &[("ch/1/fader", "-20 dB")]);
    touch.hear(&note(0x68, 0x7f));
    touch.hear(&bend(0, 6_400));
    touch.intents.clear();
    touch.take_sent();
    let label = Label {
        name: "Bass".to_owned(),
        color: String::new(),
    };
    let update = Update {
        news: vec![News::Labels(vec![(NodeId::strip(2), label)])],
        ..Update::default()
    };
    touch.surface.learn(&update, touch.now);
    touch.pass(100);
    assert_eq!(touch.intents, [], "the hand still holds it");
    let is_shown = |message: &Vec<u8>| message.windows(4).any(|letters| letters == b"Bass");
    assert!(touch.take_sent().iter().any(is_shown));
    touch.hear(&bend(0, 6_600));
    assert_eq!(touch.value("ch/1/fader"), "-18.0 dB");
}

#[test]
fn one_touch_is_one_step_of_undo() {
    let mut touch = Rack::synced(XTOUCH, &[("ch/1/fader", "-20 dB")]);
    touch.hear(&note(0x68, 0x7f));
    for value in [6_400, 6_600, 7_000, 7_400] {
        touch.hear(&bend(0, value));
        touch.pass(700);
    }
    touch.hear(&note(0x68, 0));
    touch.undo();
    assert_eq!(touch.value("ch/1/fader"), "-20.0 dB");
}

#[test]
fn what_a_moving_motor_says_is_nobodys_wish() {
    let mut touch = Rack::synced(XTOUCH, &[]);
    touch.set("ch/1/fader", "0 dB");
    touch.pass(10);
    for value in [3_000, 9_000, 12_400] {
        touch.hear(&bend(0, value));
    }
    assert_eq!(touch.value("ch/1/fader"), "0.0 dB");
}

#[test]
fn the_top_of_a_motor_fader_is_the_top_and_the_bottom_is_off() {
    let mut touch = Rack::synced(XTOUCH, &[("main/fader", "0 dB")]);
    touch.hear(&note(0x70, 0x7f));
    touch.hear(&[0xe8, 0x7c, 0x7f]);
    touch.pass(100);
    assert_eq!(touch.value("main/fader"), "10.0 dB");
    touch.hear(&[0xe8, 0, 0]);
    assert_eq!(touch.value("main/fader"), "off");
}

#[test]
fn an_x_touch_has_keys_knobs_and_banks() {
    let mut touch = Rack::synced(XTOUCH, &[("dca/1/mute", "on"), ("ch/2/dca/1", "on")]);
    touch.hear(&note(0x10, 0x7f));
    touch.hear(&note(0x10, 0));
    assert_eq!(touch.value("ch/1/mute"), "on");
    touch.hear(&[0xb0, 16, 0x05]);
    assert_eq!(touch.value("ch/1/pan"), "R10");
    touch.pass(20);
    let sent = touch.take_sent();
    assert!(
        sent.contains(&note(0x10, 0x7f)) && sent.contains(&cc(48, 0x17)),
        "{sent:02x?}"
    );
    touch.hear(&note(0x20, 0x7f));
    assert_eq!(touch.value("ch/1/pan"), "C");
    touch.hear(&note(0x19, 0x7f));
    touch.pass(20);
    assert!(touch.take_sent().contains(&note(0x19, 0x7f)));
    touch.hear(&note(0x2f, 0x7f));
    touch.hear(&note(0x2f, 0));
    touch.hear(&note(0x2f, 0x7f));
    touch.pass(1000);
    // Third bank: the DCAs. The first is muted, and has no pan.
    let sent = touch.take_sent();
    assert!(sent.contains(&note(0x10, 0x7f)) && sent.contains(&cc(48, 0)));
}

#[test]
fn a_mute_of_others_flashes_by_itself_on_an_x_touch() {
    let mut touch = Rack::synced(XTOUCH, &[("ch/2/dca/1", "on")]);
    touch.set("dca/1/mute", "on");
    touch.pass(1000);
    assert_eq!(touch.take_sent(), [note(0x11, 1)]);
}

#[test]
fn a_device_that_was_switched_off_and_on_is_shown_everything_again_and_moves_nothing() {
    let mut touch = Rack::synced(XTOUCH, &[("ch/1/fader", "0 dB")]);
    let serial = [0x58, 0x59, 0x5a, 0x57, 0x18, 0x61, 0x05];
    let challenge = [0x57, 0x18, 0x61, 0x05, 0xf7];
    let bytes = [&[0xf0, 0, 0, 0x66, 0x14, 0x01][..], &serial, &challenge].concat();
    touch.hear(&bytes);
    touch.hear(&bend(0, 0));
    touch.pass(1000);
    let sent = touch.take_sent();
    assert_eq!(sent[0][..6], [0xf0, 0, 0, 0x66, 0x14, 0x02]);
    assert!(sent.contains(&bend(0, 12_907)));
    assert_eq!(touch.value("ch/1/fader"), "0.0 dB");
}

/// The console's word: `ch/1/fader` is at `present` dB, on its way to `goal`.
fn word(present: f32, goal: Option<f32>) -> Update {
    let layout = Layout::new(Topology::default());
    let index = layout.find("ch/1/fader").unwrap();
    Update {
        values: vec![(index, Plain(present))],
        goals: vec![(index, goal.map(Plain))],
        ..Update::default()
    }
}

#[test]
fn motors_follow_a_fade_and_a_finger_takes_over_where_it_stands() {
    let mut touch = Rack::synced(XTOUCH, &[]);
    let motor = |touch: &mut Rack| {
        let sent = touch.take_sent();
        let bends = sent.iter().filter(|message| message[0] == 0xe0);
        bends
            .map(|m| u16::from(m[1]) | u16::from(m[2]) << 7)
            .next_back()
    };
    touch.surface.learn(&word(-20.0, Some(0.0)), touch.now);
    touch.pass(300);
    let begun = motor(&mut touch).unwrap();
    assert!((6_100..6_200).contains(&begun), "{begun}");
    for step in 1_u16..=20 {
        touch
            .surface
            .learn(&word(-20.0 + 0.2 * f32::from(step), Some(0.0)), touch.now);
        touch.pass(20);
    }
    let now = motor(&mut touch).unwrap();
    assert!(now > begun && now < 8_190, "{now}");
    touch.intents.clear();
    touch.hear(&note(0x68, 0x7f));
    touch.hear(&bend(0, now + 40));
    let fader = addr("ch/1/fader");
    assert_eq!(touch.intents[0], Intent::BeginGesture(fader));
    assert!(matches!(touch.intents[1], Intent::Move(at, value) if at == fader && value.0 < -10.0));
}

#[test]
fn a_fader_without_a_motor_crosses_what_is_heard_not_where_a_fade_ends() {
    let mut nano = Rack::synced(NANO, &[]);
    nano.surface.learn(&word(-50.0, Some(0.0)), nano.now);
    nano.hear(&cc(0, 0x62));
    for value in (0x5a..=0x61).rev() {
        nano.surface.learn(&word(-40.0, Some(0.0)), nano.now);
        nano.hear(&cc(0, value));
    }
    assert!(nano.intents.is_empty(), "{:?}", nano.intents);
    // What it asks for may come slowly: present values on the way to it are its own.
    nano.surface.learn(&word(-10.0, None), nano.now);
    nano.hear(&cc(0, 60));
    nano.hear(&cc(0, 70));
    let Some(Intent::Move(_, asked)) = nano.intents.last().cloned() else {
        panic!("{:?}", nano.intents);
    };
    nano.surface.learn(&word(-9.5, Some(asked.0)), nano.now);
    nano.surface.learn(&word(-9.0, Some(asked.0)), nano.now);
    nano.hear(&cc(0, 75));
    assert!(matches!(nano.intents.last(), Some(Intent::Move(_, value)) if value.0 > asked.0));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_a_surface_panic_or_raise_a_fader_too_fast(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        nano in any::<bool>(),
    ) {
        let mut rack = Rack::synced(if nano { NANO } else { XTOUCH }, &[]);
        for piece in bytes.chunks(7) {
            rack.hear(piece);
        }
        rack.pass(50);
        prop_assert!(rack.sent.iter().all(|message| message[0] >= 0x80));
        let body = |message: &Vec<u8>| message[1..].iter().all(|b| *b < 0x80 || *b == 0xf7);
        prop_assert!(rack.sent.iter().all(body));
    }
}

/// Line 2 of the displays of an X-Touch, as the last of what was sent says.
fn values_shown(sent: &[Vec<u8>]) -> Vec<String> {
    let is_value = |bytes: &&Vec<u8>| bytes.len() > 14 && bytes[5] == 0x12 && bytes[6] >= 56;
    let values = sent.iter().filter(is_value);
    values
        .map(|bytes| {
            let text = String::from_utf8_lossy(&bytes[7..bytes.len() - 1]).into_owned();
            format!("{} {}", (bytes[6] - 56) / 7 + 1, text.trim())
        })
        .collect()
}

#[test]
fn a_turning_knob_shows_its_value_on_its_display_for_a_moment() {
    let mut touch = Rack::synced(XTOUCH, &[("ch/2/fader", "-6 dB")]);
    touch.take_sent();
    touch.hear(&[0xb0, 0x11, 5]);
    touch.pass(300);
    let pan = touch.value("ch/2/pan");
    let shown = values_shown(&touch.take_sent());
    assert_eq!(shown.last(), Some(&format!("2 {pan}")));
    touch.pass(1500);
    assert_eq!(values_shown(&touch.take_sent()), ["2 -6.0"]);
}
