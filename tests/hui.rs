//! A HUI on a real console, byte by byte: what it sends, and what it is sent.

#[path = "common/rack.rs"]
mod rack;

use headroom::show::mapping_file::{self, Control};
use headroom::surface::catalogue::Catalogue;
use rack::{Rack, target};

#[test]
fn what_it_sends_moves_what_it_is_for() {
    #[rustfmt::skip]
    let rows: [(&[&[u8]], &str, &str); 5] = [
        (&[&[0xb0, 0x0f, 3], &[0xb0, 0x2f, 0x42]], "ch/4/mute", "on"),
        (&[&[0xb0, 0x0f, 7], &[0xb0, 0x2f, 0x43]], "ch/8/solo", "on"),
        // A fader is touched, then both halves of its way come.
        (&[&[0xb0, 0x0f, 1], &[0xb0, 0x2f, 0x40], &[0xb0, 1, 1], &[0xb0, 0x21, 0], &[0xb0, 1, 0x7f], &[0xb0, 0x21, 0x7f],
            &[0xb0, 0x0f, 1], &[0xb0, 0x2f, 0]], "ch/2/fader", "10.0 dB"),
        (&[&[0xb0, 0x45, 0x7f], &[0xb0, 0x45, 0x7f]], "ch/6/pan", "R100"),
        (&[&[0xb0, 0x0f, 0x12], &[0xb0, 0x2f, 0x43]], "monitor/dim", "on"),
    ];
    let mut hui = Rack::synced("hui.yaml", &[]);
    for (messages, path, expected) in rows {
        for message in messages {
            hui.hear(message);
            hui.pass(20);
        }
        hui.pass(50);
        assert_eq!(hui.value(path), expected, "{messages:02x?}");
    }
}

#[test]
fn what_changes_is_sent_to_it() {
    let six = b"\xf0\x00\x00\x66\x05\x00\x12\x04-6.0 off  \xf7";
    let rows: [(&str, &str, &[u8]); 4] = [
        ("ch/3/fader", "10 dB", &[0xb0, 0x22, 0x7f]),
        ("ch/2/mute", "on", &[0xb0, 0x2c, 0x42]),
        ("ch/8/pan", "100", &[0xb0, 0x17, 0x1b]),
        ("ch/1/fader", "-6 dB", six),
    ];
    let mut hui = Rack::synced("hui.yaml", &[]);
    for (path, value, expected) in rows {
        hui.assert_sends((path, value), expected);
    }
}

#[test]
fn every_switch_of_a_hui_is_pressed_and_lit_by_its_zone_and_port() {
    let file = mapping_file::load(std::path::Path::new("mappings/hui.yaml")).unwrap();
    let layout = Catalogue::new(None).0.layout_for(&file).unwrap();
    let mut hui = Rack::on_stage("hui.yaml");
    let mut moved = 0;
    for zone in 0..0x1e {
        for port in 0..8 {
            let Some(control) = switch(zone, port) else {
                continue;
            };
            let Some(expected) = target(&layout, control) else {
                continue;
            };
            let path = expected.to_string();
            if path == "console/solo/clear" {
                continue;
            }
            hui.intents.clear();
            hui.hear(&[0xb0, 0x0f, zone, 0x2f, 0x40 | port]);
            hui.hear(&[0xb0, 0x0f, zone, 0x2f, port]);
            let found = hui.concerned();
            assert_eq!(found, [expected], "{zone:02x} {port}");
            hui.pass(20);
            let before = hui.value(&path) == "on";
            for value in [!before, before] {
                hui.take_sent();
                hui.set(&path, if value { "on" } else { "off" });
                hui.pass(40);
                let lit = if value { 0x40 } else { 0 };
                let sent = hui.take_sent();
                let pair = [vec![0xb0, 0x0c, zone], vec![0xb0, 0x2c, lit | port]];
                let is_sent = sent.windows(2).any(|two| two == pair);
                assert!(is_sent, "{path} {value}: {sent:02x?}");
            }
            moved += 1;
        }
    }
    // Mute, solo and two further keys of eight strips; CTRL and TALKBACK, dim, mono, cut, a foot switch.
    assert_eq!(moved, 8 * 4 + 6);
}

/// The control of a switch of a HUI.
fn switch(zone: u8, port: u8) -> Option<Control> {
    let strips = [
        None,
        None,
        Some(Control::Mute(zone)),
        Some(Control::Solo(zone)),
        Some(Control::StripKey(zone, 0)),
        None,
        Some(Control::StripKey(zone, 1)),
        Some(Control::Rec(zone)),
    ];
    if zone < 8 {
        return strips[usize::from(port)];
    }
    let keys = headroom::surface::hui::hui_keys();
    let found = keys.iter().find(|key| key.switch == (zone, port));
    found.map(|key| key.control)
}

#[test]
fn a_hui_shows_names_values_scenes_and_the_page() {
    let mut hui = Rack::new("hui.yaml", &[], 0);
    hui.store("Intro");
    hui.store("Verse");
    hui.recall("Verse");
    hui.pass(5);
    assert_eq!(hui.take_sent()[0], [0x90, 0, 0], "it is asked first");
    hui.hear(&[0x90, 0, 0x7f]);
    hui.pass(2500);
    let sent = hui.take_sent();
    let sysex = |rest: &[u8]| [&[0xf0, 0, 0, 0x66, 5, 0], rest, &[0xf7]].concat();
    for rest in [
        &b"\x10\x00LdVx"[..],
        b"\x10\x08   1",
        b"\x12\x00Mix       ",
        b"\x12\x02Verse     ",
        b"\x12\x07off  off  ",
    ] {
        assert!(sent.contains(&sysex(rest)), "{rest:02x?} in {sent:02x?}");
    }
    // It was unplugged for five seconds: what it shows is not known, and nothing moves.
    hui.pass(5000);
    hui.take_sent();
    hui.intents.clear();
    hui.hear(&[0x90, 0, 0x7f]);
    hui.pass(2500);
    let sent = hui.take_sent();
    assert!(sent.contains(&sysex(b"\x10\x00LdVx")));
    assert!(sent.contains(&vec![0xb0, 7, 0]), "motors are told again");
    assert!(hui.intents.is_empty());
}

#[test]
fn a_flood_of_a_hui_ends_at_the_last_value_and_its_motor_there() {
    let mut hui = Rack::synced("hui.yaml", &[]);
    hui.hear(&[0xb0, 0x0f, 0, 0x2f, 0x40]);
    for turn in 0_u32..500 {
        let mut bytes = Vec::new();
        for fader in 0..20 {
            let value = (turn * 20 + fader) % 0x60 + 0x10;
            bytes.extend([0xb0, 0, value as u8, 0xb0, 0x20, 0]);
        }
        hui.hear(&bytes);
    }
    hui.hear(&[0xb0, 0, 0x60, 0xb0, 0x20, 0x10]);
    hui.hear(&[0xb0, 0x0f, 0, 0x2f, 0]);
    hui.pass(2000);
    let motors: Vec<_> = hui.take_sent();
    let last = motors.iter().rfind(|message| message[..2] == [0xb0, 0]);
    assert_eq!(last, Some(&vec![0xb0, 0, 0x60]));
    let fine = motors.iter().rfind(|message| message[..2] == [0xb0, 0x20]);
    assert_eq!(fine, Some(&vec![0xb0, 0x20, 0x10]));
}
