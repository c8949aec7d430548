//! Every shipped device, byte by byte: what it sends moves the right parameter, and what changes is sent to it.
//!
//! The first half is generated from the files themselves: whatever control a file names and a layout uses is moved
//! and changed. The second half is traces, written from the facts and not from the files.

#[path = "common/rack.rs"]
mod rack;

use headroom::param::{NodeId, ParamAddr};
use headroom::show::layout_file::LayoutFile;
use headroom::show::mapping_file::{
    self, Address, DeviceFile, Input, Kind, Output, Protocol, Sends, Shows, Turns, Values,
};
use headroom::show::shipped::DEVICES;
use headroom::surface::arrangement::Place;
use headroom::surface::catalogue::Catalogue;
use headroom::surface::gang::Gang;
use rack::{Rack, target};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The shipped devices with messages of their own, and those that speak Mackie's.
fn devices(is_mcu: bool) -> Vec<(&'static str, DeviceFile)> {
    let read =
        |(name, text): &(&'static str, &str)| (*name, mapping_file::parse(text, name).unwrap());
    let all = DEVICES.iter().map(read);
    let found: Vec<_> = all
        .filter(|(_, file)| match file.protocol {
            Protocol::Mcu(_) => is_mcu,
            Protocol::Messages { .. } => !is_mcu,
            // It has tests of its own.
            Protocol::Hui(_) => false,
        })
        .collect();
    assert!(found.len() >= 7);
    found
}

fn blocks(file: &DeviceFile) -> (&[Input], &[Output]) {
    match &file.protocol {
        Protocol::Messages { inputs, outputs } => (inputs, outputs),
        Protocol::Mcu(_) | Protocol::Hui(_) => panic!("another protocol"),
    }
}

fn layout(file: &DeviceFile) -> Arc<LayoutFile> {
    Catalogue::new(None).0.layout_for(file).unwrap()
}

/// The messages of a value, as a device sends them.
fn bytes(address: Address, value: u16) -> Vec<Vec<u8>> {
    let (channel, number) = (address.channel, address.number as u8);
    let (low, high) = ((value & 0x7f) as u8, (value >> 7) as u8);
    match address.kind {
        Kind::Cc => vec![vec![0xb0 | channel, number, low]],
        Kind::Note => vec![vec![0x90 | channel, number, low]],
        Kind::Poly => vec![vec![0xa0 | channel, number, low]],
        Kind::Bend => vec![vec![0xe0 | channel, low, high]],
        Kind::Pressure => vec![vec![0xd0 | channel, low]],
        Kind::Program => vec![vec![0xc0 | channel, number]],
        Kind::Cc14 => vec![
            vec![0xb0 | channel, number, high],
            vec![0xb0 | channel, number + 32, low],
        ],
        Kind::Nrpn | Kind::Rpn => panic!("no shipped device has these"),
    }
}

/// Moves a control as a hand does.
fn work(rack: &mut Rack, inputs: &[Input], input: &Input) {
    let mut say = |address: Address, value: u16| {
        for message in bytes(address, value) {
            rack.surface.hear(&message, rack.now);
        }
        rack.pass(1);
    };
    let touch = inputs
        .iter()
        .find(|other| other.control.touched() == Some(input.control));
    if let Some(touch) = touch {
        say(touch.address, 127);
    }
    if let Some(turns) = input.turns {
        let one = if turns == Turns::Offset { 65 } else { 1 };
        let value = if turns == Turns::SignedLeft {
            0x41
        } else {
            one
        };
        say(input.address, value);
    } else if input.control.is_position() {
        let (from, to) = input.range;
        let at = |part: u32| (u32::from(from) * (5 - part) + u32::from(to) * part) / 5;
        // Over the whole way, so that the target is crossed wherever it is.
        for part in (0..=5).chain((0..5).rev()) {
            say(input.address, at(part) as u16);
        }
    } else {
        say(input.address, 127);
        if input.sends == Sends::Momentary {
            say(input.address, 0);
        }
    }
    if let Some(touch) = touch {
        say(touch.address, 0);
    }
}

#[test]
fn every_control_of_every_device_moves_what_the_layout_says() {
    for (name, file) in devices(false) {
        let layout = layout(&file);
        let (inputs, _) = blocks(&file);
        let mut moved = 0;
        let mut rack = Rack::on_stage(name);
        assert!(rack.surface.status("here").in_sync, "{name}");
        for input in inputs {
            let Some(expected) = target(&layout, input.control) else {
                continue;
            };
            rack.intents.clear();
            work(&mut rack, inputs, input);
            let found = rack.concerned();
            let what = format!("{name} {}: {found:?}", input.control.word());
            assert!(
                !found.is_empty() && found.iter().all(|addr| *addr == expected),
                "{what}"
            );
            moved += 1;
        }
        assert!(moved >= 2, "{name}: {moved}");
    }
}

/// A value that differs from what a parameter has at the start.
fn another(rack: &Rack, path: &str) -> &'static str {
    match rack.value(path).as_str() {
        "on" => "off",
        "off" if path.ends_with("fader") || path.ends_with("level") => "-10 dB",
        "off" => "on",
        _ if path.ends_with("pan") => "50",
        _ if path.ends_with("trim") => "12 dB",
        _ => "-10 dB",
    }
}

#[test]
fn every_change_is_sent_to_every_device_that_shows_it() {
    for (name, file) in devices(false) {
        let layout = layout(&file);
        let (_, outputs) = blocks(&file);
        let mut rack = Rack::on_stage(name);
        for output in outputs {
            let Some(expected) = target(&layout, output.control) else {
                continue;
            };
            let path = expected.to_string();
            if path == "console/solo/clear" {
                // Its light says whether anything is soloed.
                continue;
            }
            rack.take_sent();
            let value = another(&rack, &path);
            rack.set(&path, value);
            rack.pass(60);
            let sent = rack.take_sent();
            let heads = heads(output, value != "off");
            let is_sent = |head: &Vec<u8>| sent.iter().any(|message| message.starts_with(head));
            assert!(
                heads.iter().all(is_sent),
                "{name} {} {path}={value}: {heads:02x?} in {sent:02x?}",
                output.control.word()
            );
        }
    }
}

/// How the messages of an output begin: at least up to the number.
fn heads(output: &Output, is_on: bool) -> Vec<Vec<u8>> {
    let values = Values {
        strip: output.control.strip().unwrap_or(0),
        number: output.address.number,
        channel: output.address.channel,
        ..Values::default()
    };
    let send = match &output.shows {
        Shows::Position { send, .. } | Shows::Meter { send, .. } => send,
        Shows::Light { on, .. } if is_on => &on.send,
        Shows::Light { off, .. } => &off.send,
        Shows::Text(_) | Shows::Color(_) => return Vec::new(),
    };
    let head = |bytes: Vec<u8>| match bytes[0] & 0xf0 {
        0xd0 | 0xe0 => bytes[..1].to_vec(),
        0xf0 => bytes[..bytes.len() - 2].to_vec(),
        _ => bytes[..2].to_vec(),
    };
    send.iter()
        .map(|template| head(template.render(&values)))
        .collect()
}

#[test]
fn every_mackie_device_has_faders_knobs_and_keys_both_ways() {
    for (name, file) in devices(true) {
        let Protocol::Mcu(mcu) = &file.protocol else {
            unreachable!()
        };
        let mut rack = Rack::synced(name, &[]);
        for strip in 0..mcu.strips {
            let channel = format!("ch/{}", strip + 1);
            let keys = [(0x10, "mute"), (0x08, "solo")];
            for (note, what) in keys {
                rack.hear(&[0x90, note + strip, 0x7f]);
                rack.hear(&[0x90, note + strip, 0]);
                assert_eq!(
                    rack.value(&format!("{channel}/{what}")),
                    "on",
                    "{name} {what}"
                );
                rack.pass(60);
                let sent = rack.take_sent();
                assert!(
                    sent.contains(&vec![0x90, note + strip, 0x7f]),
                    "{name} {what}: {sent:02x?}"
                );
            }
            rack.hear(&[0xb0, 16 + strip, 1]);
            assert_ne!(rack.value(&format!("{channel}/pan")), "C", "{name}");
            rack.pass(100);
            let ring = |message: &Vec<u8>| message[..2] == [0xb0, 48 + strip];
            assert!(rack.take_sent().iter().any(ring), "{name}");
            fader(&mut rack, (name, strip), mcu.touch);
            if mcu.motor {
                rack.set(&format!("{channel}/fader"), "10 dB");
                rack.pass(60);
                let top = vec![
                    0xe0 | strip,
                    (mcu.fader_top & 0x7f) as u8,
                    (mcu.fader_top >> 7) as u8,
                ];
                assert!(rack.take_sent().contains(&top), "{name}");
            }
        }
    }
}

/// A fader that is pulled from its bottom end over most of its way.
fn fader(rack: &mut Rack, (name, strip): (&str, u8), has_touch: bool) {
    rack.pass(300);
    if has_touch {
        rack.hear(&[0x90, 0x68 + strip, 0x7f]);
    }
    for high in (0..0x50).step_by(8) {
        rack.hear(&[0xe0 | strip, 0, high]);
    }
    if has_touch {
        rack.hear(&[0x90, 0x68 + strip, 0]);
    }
    let value = rack.value(&format!("ch/{}/fader", strip + 1));
    assert_ne!(value, "off", "{name} fader {strip}");
    rack.pass(510);
}

/// A device, what is true before, what it sends, and what is true then.
type Heard = (
    &'static str,
    &'static [&'static [u8]],
    &'static str,
    &'static str,
);

#[test]
fn traces_of_what_devices_send() {
    // Faders without motors begin below their target and cross it; the default of every fader is off.
    #[rustfmt::skip]
    let rows: &[Heard] = &[
        // Akai MIDImix: knobs, faders and keys by strip, main on 62. [A]
        ("midimix.yaml", &[&[0xb0, 31, 0], &[0xb0, 31, 0x5f]], "ch/4/fader", "-0.1 dB"),
        ("midimix.yaml", &[&[0xb0, 49, 0], &[0xb0, 49, 0x5f]], "ch/5/fader", "-0.1 dB"),
        ("midimix.yaml", &[&[0xb0, 18, 0], &[0xb0, 18, 127]], "ch/1/pan", "R100"),
        ("midimix.yaml", &[&[0x90, 22, 127]], "ch/8/mute", "on"),
        ("midimix.yaml", &[&[0x90, 5, 127]], "ch/2/solo", "on"),
        ("midimix.yaml", &[&[0xb0, 62, 0], &[0xb0, 62, 127]], "main/fader", "10.0 dB"),
        // Akai APC mini mk2: all input on channel 1. [A]
        ("apc-mini-mk2.yaml", &[&[0xb0, 50, 0], &[0xb0, 50, 127]], "ch/3/fader", "10.0 dB"),
        ("apc-mini-mk2.yaml", &[&[0x90, 107, 127]], "ch/8/mute", "on"),
        ("apc-mini.yaml", &[&[0x90, 64, 127]], "ch/1/mute", "on"),
        // Akai APC40: a channel per track. [A]
        ("apc40-mk2.yaml", &[&[0xb2, 7, 0], &[0xb2, 7, 127]], "ch/3/fader", "10.0 dB"),
        ("apc40-mk2.yaml", &[&[0x97, 0x32, 127]], "ch/8/mute", "on"),
        ("apc40.yaml", &[&[0x91, 0x31, 127]], "ch/2/solo", "on"),
        // Novation Launch Control XL, first factory template, channel 9. [A]
        ("launch-control-xl.yaml", &[&[0xb8, 78, 0], &[0xb8, 78, 127]], "ch/2/fader", "10.0 dB"),
        ("launch-control-xl.yaml", &[&[0x98, 89, 127]], "ch/5/mute", "on"),
        ("launch-control-xl.yaml", &[&[0xb8, 56, 0], &[0xb8, 56, 127]], "ch/8/pan", "R100"),
        // Korg. [A]
        ("nanokontrol.yaml", &[&[0xb0, 8, 0], &[0xb0, 8, 127]], "ch/6/fader", "10.0 dB"),
        ("nanokontrol.yaml", &[&[0xb0, 31, 127]], "ch/9/mute", "on"),
        ("nanokontrol-studio.yaml", &[&[0xb0, 33, 127]], "ch/4/solo", "on"),
        // Behringer X-Touch Mini: in mode MC, and in its standard mode. [A]
        ("x-touch-mini.yaml", &[&[0x90, 40, 127]], "ch/3/mute", "on"),
        ("x-touch-mini.yaml", &[&[0xe8, 0, 0], &[0xe8, 0x7f, 0x7f]], "main/fader", "10.0 dB"),
        ("x-touch-mini-standard.yaml", &[&[0x9a, 9, 127]], "ch/2/mute", "on"),
        ("x-touch-mini-standard.yaml", &[&[0xba, 9, 0], &[0xba, 9, 127]], "main/fader", "10.0 dB"),
        // X-Touch Compact: touch, then a fader of 14 bits. [A]
        ("x-touch-compact.yaml", &[&[0x90, 104, 127], &[0xe0, 0, 1], &[0xe0, 0x7c, 0x7f]], "ch/1/fader", "10.0 dB"),
        ("x-touch-compact-standard.yaml", &[&[0x90, 32, 127]], "ch/1/mute", "on"),
        // PreSonus. [A]
        ("faderport8.yaml", &[&[0x90, 0x17, 127]], "ch/8/mute", "on"),
        ("faderport8.yaml", &[&[0x90, 0x6a, 127], &[0xe2, 0, 1], &[0xe2, 0x70, 0x7f]], "ch/3/fader", "10.0 dB"),
        ("faderport16.yaml", &[&[0x90, 0x78, 127]], "ch/9/mute", "on"),
        ("faderport16.yaml", &[&[0x90, 0x58, 127]], "ch/12/solo", "on"),
        ("faderport-v2.yaml", &[&[0x90, 0x10, 127]], "ch/1/mute", "on"),
        // Others.
        ("xone-k2.yaml", &[&[0xbe, 0x11, 0], &[0xbe, 0x11, 127]], "ch/2/fader", "10.0 dB"),
        ("easycontrol9.yaml", &[&[0xb0, 11, 0], &[0xb0, 11, 127]], "main/fader", "10.0 dB"),
        ("mf-twister.yaml", &[&[0xb1, 4, 127]], "ch/5/mute", "on"),
        ("beatstep.yaml", &[&[0x90, 43, 127]], "ch/8/mute", "on"),
        ("faderfox-ec4.yaml", &[&[0x90, 6, 127]], "ch/7/mute", "on"),
        ("console-1.yaml", &[&[0xb0, 12, 127]], "ch/1/mute", "on"),
        ("launch-control-xl-3.yaml", &[&[0xbf, 5, 0], &[0xbf, 5, 127]], "ch/1/fader", "10.0 dB"),
        ("launch-control-xl-3.yaml", &[&[0xb0, 52, 127]], "ch/8/mute", "on"),
        // Mackie Control and what behaves as one. [A]
        ("smc-mixer.yaml", &[&[0xe3, 0, 0], &[0xe3, 0x7f, 0x7f]], "ch/4/fader", "10.0 dB"),
        ("bcf2000.yaml", &[&[0x90, 0x12, 0x7f]], "ch/3/mute", "on"),
        ("platform-m.yaml", &[&[0x90, 0x13, 0x7f]], "ch/4/mute", "on"),
        ("x-touch-ext.yaml", &[&[0x90, 0x10, 0x7f]], "ch/1/mute", "on"),
        ("x-touch-one.yaml", &[&[0x90, 0x10, 0x7f]], "ch/1/mute", "on"),
    ];
    let mut racks = BTreeMap::new();
    for (name, messages, path, expected) in rows {
        let rack = racks.entry(name).or_insert_with(|| Rack::synced(name, &[]));
        for message in *messages {
            rack.hear(message);
            rack.pass(20);
        }
        rack.pass(50);
        assert_eq!(rack.value(path), *expected, "{name} {messages:02x?}");
    }
}

/// A device, what somebody else sets, and a message that it has to hear.
type Told = (&'static str, (&'static str, &'static str), &'static [u8]);

#[test]
fn traces_of_what_devices_hear() {
    #[rustfmt::skip]
    let rows: &[Told] = &[
        ("midimix.yaml", ("ch/2/mute", "on"), &[0x90, 4, 127]),
        ("apc-mini-mk2.yaml", ("ch/1/mute", "on"), &[0x90, 100, 1]),
        ("apc-mini-mk2.yaml", ("ch/1/solo", "on"), &[0x96, 8, 13]),
        ("apc-mini.yaml", ("ch/8/mute", "on"), &[0x90, 71, 1]),
        ("apc40.yaml", ("ch/8/solo", "on"), &[0x97, 0x31, 1]),
        ("apc40-mk2.yaml", ("ch/1/pan", "100"), &[0xb0, 0x30, 127]),
        ("apc40-mk2.yaml", ("ch/1/pan", "100"), &[0xb0, 0x38, 3]),
        ("launch-control-xl.yaml", ("ch/5/mute", "on"), &[0x98, 89, 15]),
        ("x-touch-mini.yaml", ("ch/1/mute", "on"), &[0x90, 89, 127]),
        // A level fills its ring up to the last of eleven lights.
        ("x-touch-mini.yaml", ("ch/1/fader", "10 dB"), &[0xb0, 48, 0x2b]),
        // What has two sides is shown from the middle.
        ("x-touch-compact.yaml", ("ch/1/pan", "100"), &[0xb0, 48, 0x1b]),
        ("x-touch-mini-standard.yaml", ("ch/1/mute", "on"), &[0x90, 0, 1]),
        ("x-touch-mini-standard.yaml", ("ch/1/fader", "10 dB"), &[0xb0, 9, 13]),
        ("x-touch-mini-standard.yaml", ("ch/1/fader", "10 dB"), &[0xb0, 1, 2]),
        ("x-touch-compact.yaml", ("ch/1/fader", "10 dB"), &[0xe0, 0x7c, 0x7f]),
        ("x-touch-compact.yaml", ("ch/3/mute", "on"), &[0x90, 18, 127]),
        ("x-touch-compact-standard.yaml", ("ch/3/fader", "10 dB"), &[0xb0, 3, 127]),
        ("x-touch-compact-standard.yaml", ("ch/3/mute", "on"), &[0x90, 18, 1]),
        ("faderport8.yaml", ("ch/2/fader", "10 dB"), &[0xe1, 0x70, 0x7f]),
        ("faderport8.yaml", ("ch/2/solo", "on"), &[0x90, 9, 127]),
        ("faderport16.yaml", ("ch/10/mute", "on"), &[0x90, 0x79, 127]),
        ("faderport-v2.yaml", ("ch/1/fader", "10 dB"), &[0xe0, 0x70, 0x7f]),
        ("xone-k2.yaml", ("ch/1/solo", "on"), &[0x9e, 0x20 + 36, 127]),
        ("mf-twister.yaml", ("ch/2/mute", "on"), &[0xb1, 1, 84]),
        ("mf-twister.yaml", ("ch/2/fader", "10 dB"), &[0xb0, 1, 127]),
        ("faderfox-ec4.yaml", ("ch/3/fader", "10 dB"), &[0xb0, 2, 127]),
        ("beatstep.yaml", ("ch/1/mute", "on"), &[0xf0, 0, 0x20, 0x6b, 0x7f, 0x42, 2, 0, 0x10, 0x70, 1, 0xf7]),
        ("launch-control-xl-3.yaml", ("ch/1/mute", "on"), &[0xb0, 45, 5]),
        ("console-1.yaml", ("ch/1/mute", "on"), &[0xb0, 12, 127]),
        ("nanokontrol-studio.yaml", ("ch/1/mute", "on"), &[0xb0, 21, 127]),
        // 0 dB stands where it is printed: 0.788 of the way.
        ("x-touch.yaml", ("ch/1/fader", "0 dB"), &[0xe0, 0x6b, 0x64]),
        ("x-touch-ext.yaml", ("ch/1/mute", "on"), &[0x90, 0x10, 127]),
        ("bcf2000.yaml", ("ch/1/fader", "10 dB"), &[0xe0, 0x7f, 0x7f]),
        ("platform-m.yaml", ("ch/1/fader", "10 dB"), &[0xe0, 0x7f, 0x7f]),
        ("faderport8-mcu.yaml", ("ch/1/fader", "10 dB"), &[0xe0, 0x70, 0x7f]),
    ];
    let mut racks = BTreeMap::new();
    for (name, (path, value), expected) in rows {
        let rack = racks.entry(name).or_insert_with(|| Rack::synced(name, &[]));
        rack.set(path, if path.ends_with("pan") { "0" } else { "off" });
        rack.pass(60);
        rack.assert_sends((path, value), expected);
    }
}

#[test]
fn an_apc_mini_mk2_is_asked_where_its_faders_stand_and_nothing_moves() {
    let mut apc = Rack::new("apc-mini-mk2.yaml", &[], 0);
    apc.pass(5);
    let sent = apc.take_sent();
    assert_eq!(
        sent[0],
        [0xf0, 0x47, 0x7f, 0x4f, 0x60, 0, 4, 0, 1, 0, 0, 0xf7]
    );
    assert_eq!(
        sent.len(),
        1,
        "nothing is shown before it has answered: {sent:02x?}"
    );
    apc.hear(&[
        0xf0, 0x47, 0x7f, 0x4f, 0x61, 0, 9, 100, 90, 80, 70, 60, 50, 40, 30, 20, 0xf7,
    ]);
    apc.pass(1500);
    assert!(apc.intents.is_empty());
    // It stood at 100 and is pulled down past its target: taken at once, without a first move to find it.
    apc.set("ch/1/fader", "-10 dB");
    for value in [95, 60, 50] {
        apc.hear(&[0xb0, 48, value]);
        apc.pass(20);
    }
    assert_ne!(apc.value("ch/1/fader"), "-10.0 dB");
}

#[test]
fn a_template_that_somebody_chooses_is_chosen_back_and_everything_is_shown_again() {
    let mut novation = Rack::synced("launch-control-xl.yaml", &[("ch/1/mute", "on")]);
    let template = |number: u8| vec![0xf0, 0, 0x20, 0x29, 2, 0x11, 0x77, number, 0xf7];
    novation.hear(&template(3));
    novation.pass(1);
    // What it says about our own choice is no reason to choose again.
    novation.hear(&template(8));
    novation.pass(1500);
    let sent = novation.take_sent();
    assert_eq!(
        sent.iter()
            .filter(|message| **message == template(8))
            .count(),
        1
    );
    assert!(sent.contains(&vec![0x98, 73, 15]), "{sent:02x?}");
    assert!(novation.surface.status("here").in_sync);
}

#[test]
fn a_bank_that_the_device_chooses_is_followed() {
    let mut korg = Rack::synced("nanokontrol.yaml", &[]);
    korg.hear(&[0xf0, 0x42, 0x40, 0, 1, 4, 0, 0x5f, 0x4f, 1, 0xf7]);
    assert_eq!(
        korg.surface.status("here").nodes[0],
        Some(NodeId::strip(10))
    );
}

#[test]
fn a_device_that_sleeps_is_kept_awake_and_told_when_the_console_goes() {
    let mut rack = Rack::synced("faderport16.yaml", &[]);
    rack.pass(3500);
    let alive = rack.take_sent();
    let count = alive
        .iter()
        .filter(|message| **message == [0xa0, 0, 0])
        .count();
    assert!((3..=4).contains(&count), "{count}");
    let novation = Rack::synced("launch-control-xl-3.yaml", &[]);
    assert_eq!(
        novation.surface.exit(),
        [[0xf0, 0, 0x20, 0x29, 2, 0x15, 2, 0, 0xf7]]
    );
}

#[test]
fn a_strips_name_and_colour_are_shown_by_what_the_file_says() {
    let mut port = Rack::new("faderport8.yaml", &[], 0);
    port.pass(2500);
    let sent = port.take_sent();
    let text = [&[0xf0, 0, 1, 6, 2, 0x12, 0, 0, 0][..], b"Lead Vox", &[0xf7]].concat();
    assert!(sent.contains(&text), "{sent:02x?}");
    // Its select key is lit in the strip's red.
    port.hear(&[0x90, 0x18, 127]);
    port.pass(300);
    let sent = port.take_sent();
    for message in [
        [0x90, 0x18, 127],
        [0x91, 0x18, 127],
        [0x92, 0x18, 0],
        [0x93, 0x18, 0],
    ] {
        assert!(
            sent.contains(&message.to_vec()),
            "{message:02x?} in {sent:02x?}"
        );
    }
}

#[test]
fn an_x_touch_and_its_extender_are_one_surface_of_sixteen_strips() {
    let mut gang = Gang::default();
    let mut racks = [("x-touch.yaml", None), ("x-touch-ext.yaml", None)].map(
        |(name, seen): (&str, Option<Place>)| {
            let file = mapping_file::load(&std::path::Path::new("mappings").join(name)).unwrap();
            (Rack::synced(name, &[]), file, seen)
        },
    );
    for (key, (rack, file, _)) in racks.iter().enumerate() {
        gang.enter(key, rack.surface.member(file));
    }
    let mut meet = |racks: &mut [(Rack, DeviceFile, Option<Place>); 2]| {
        for _ in 0..2 {
            for (key, (rack, _, seen)) in racks.iter_mut().enumerate() {
                let place = rack.surface.place();
                let standing = gang.meet(key, seen.as_ref(), place).unwrap();
                rack.surface.stand_beside(&standing);
                *seen = Some(rack.surface.place());
                rack.pass(1);
            }
        }
    };
    // The extender is met after the main unit.
    meet(&mut racks);
    let first = |rack: &Rack| rack.surface.status("here").nodes[0];
    assert_eq!(
        (first(&racks[0].0), first(&racks[1].0)),
        (Some(NodeId::strip(1)), Some(NodeId::strip(9)))
    );
    // BANK ► of the main unit moves both by sixteen; the main fader's owner leaves main out for both.
    racks[0].0.hear(&[0x90, 0x2f, 0x7f]);
    meet(&mut racks);
    assert_eq!(first(&racks[0].0), Some(NodeId::dca(1)));
    assert_eq!(first(&racks[1].0), None);
    racks[0].0.hear(&[0x90, 0x2e, 0x7f]);
    // FLIP there is FLIP here.
    racks[0].0.hear(&[0x90, 0x32, 0x7f]);
    meet(&mut racks);
    let ext = &mut racks[1].0;
    ext.intents.clear();
    ext.hear(&[0xb0, 16, 1]);
    assert_eq!(ext.concerned(), [ParamAddr::parse("ch/9/fader").unwrap()]);
    // A DCA that is spilled there is spilled here, and both come back to where they were.
    for (rack, _, _) in &mut racks {
        for strip in 1..=10 {
            rack.set(&format!("ch/{strip}/dca/2"), "on");
        }
    }
    for note in [0x4f, 0x19] {
        racks[0].0.hear(&[0x90, note, 0x7f]);
        meet(&mut racks);
    }
    assert_eq!(racks[1].0.surface.status("here").page, "Mix: DCA 2");
    assert_eq!(first(&racks[0].0), Some(NodeId::strip(1)));
    assert_eq!(
        racks[1].0.surface.status("here").nodes[..3],
        [Some(NodeId::strip(9)), Some(NodeId::strip(10)), None]
    );
    racks[0].0.hear(&[0x90, 0x4f, 0x7f]);
    meet(&mut racks);
    assert_eq!(first(&racks[0].0), Some(NodeId::strip(1)));
    assert_eq!(first(&racks[1].0), Some(NodeId::strip(9)));
    assert_eq!(racks[1].0.surface.status("here").page, "Mix");
}

/// Where the strips are, and what the faders are.
fn shown(rack: &Rack) -> (String, Option<String>) {
    let status = rack.surface.status("here");
    let first = status.nodes[0].map_or(String::new(), |node| node.to_string());
    (first, status.on_faders)
}

#[test]
fn sends_to_any_bus_are_on_the_faders_after_its_select_key() {
    // A device, its key for sends, the select key of the third strip, and its first fader from the bottom up.
    type Keys = &'static [&'static [u8]];
    #[rustfmt::skip]
    let rows: [(&str, Keys, Keys, Keys); 2] = [
        ("nanokontrol2.yaml", &[&[0xb0, 60, 127], &[0xb0, 62, 127], &[0xb0, 62, 0], &[0xb0, 60, 0]],
            &[&[0xb0, 66, 127], &[0xb0, 66, 0]], &[&[0xb0, 0, 0], &[0xb0, 0, 60], &[0xb0, 0, 127]]),
        ("x-touch.yaml", &[&[0x90, 0x34, 127], &[0x90, 0x34, 0]],
            &[&[0x90, 0x1a, 127], &[0x90, 0x1a, 0]], &[&[0x90, 0x68, 127], &[0xe0, 0, 1], &[0xe0, 0, 0x40], &[0xe0, 0x7c, 0x7f], &[0x90, 0x68, 0]]),
    ];
    for (name, sends, select, fader) in rows {
        let mut rack = Rack::on_stage(name);
        let press = |rack: &mut Rack, keys: Keys| {
            for message in keys {
                rack.hear(message);
                rack.pass(40);
            }
            rack.pass(400);
        };
        press(&mut rack, sends);
        assert_eq!(shown(&rack), ("bus/1".to_owned(), None), "{name}");
        press(&mut rack, select);
        assert_eq!(
            shown(&rack),
            ("ch/1".to_owned(), Some("send/3/level".to_owned())),
            "{name}"
        );
        press(&mut rack, fader);
        assert_eq!(rack.value("ch/1/send/3/level"), "10.0 dB", "{name}");
        assert_eq!(rack.value("ch/1/fader"), "off", "{name}");
        press(&mut rack, sends);
        assert_eq!(shown(&rack), ("ch/1".to_owned(), None), "{name}");
    }
}

/// The nodes that the strips stand for, up to the first that stands for nothing.
fn strips(rack: &Rack) -> Vec<String> {
    let nodes = rack.surface.status("here").nodes;
    let shown = nodes.into_iter().map_while(|node| node);
    shown.map(|node| node.to_string()).collect()
}

#[test]
fn the_members_of_a_dca_are_on_the_strips_after_its_select_key() {
    type Keys = &'static [&'static [u8]];
    // A device, its key for the spill, and the select keys of its first and its second strip.
    #[rustfmt::skip]
    let rows: [(&str, Keys, [Keys; 2]); 2] = [
        ("nanokontrol2.yaml", &[&[0xb0, 60, 127], &[0xb0, 44, 127], &[0xb0, 44, 0], &[0xb0, 60, 0]],
            [&[&[0xb0, 64, 127], &[0xb0, 64, 0]], &[&[0xb0, 65, 127], &[0xb0, 65, 0]]]),
        ("x-touch.yaml", &[&[0x90, 0x4f, 127], &[0x90, 0x4f, 0]],
            [&[&[0x90, 0x18, 127], &[0x90, 0x18, 0]], &[&[0x90, 0x19, 127], &[0x90, 0x19, 0]]]),
    ];
    for (name, spill, [first, second]) in rows {
        let mut rack = Rack::on_stage(name);
        let press = |rack: &mut Rack, keys: Keys| {
            for message in keys {
                rack.hear(message);
                rack.pass(40);
            }
            rack.pass(400);
        };
        for path in ["ch/3/dca/2", "ch/7/dca/2", "bus/1/dca/2"] {
            rack.set(path, "on");
        }
        let before = strips(&rack);
        press(&mut rack, spill);
        assert_eq!(strips(&rack)[0], "dca/1", "{name}");
        // Nobody is in the first: it is selected, and the DCAs stay.
        press(&mut rack, first);
        assert_eq!(strips(&rack)[0], "dca/1", "{name}");
        press(&mut rack, second);
        assert_eq!(strips(&rack), ["ch/3", "ch/7", "bus/1"], "{name}");
        assert_eq!(rack.surface.status("here").page, "Mix: DCA 2", "{name}");
        // Who joins is there, who leaves is not.
        rack.set("ch/5/dca/2", "on");
        rack.set("ch/3/dca/2", "off");
        rack.pass(100);
        assert_eq!(strips(&rack), ["ch/5", "ch/7", "bus/1"], "{name}");
        press(&mut rack, spill);
        assert_eq!(strips(&rack), before, "{name}");
        // A strip is selected: the DCAs come first again, and nobody is left in the second one.
        press(&mut rack, first);
        press(&mut rack, spill);
        press(&mut rack, second);
        for path in ["ch/5/dca/2", "ch/7/dca/2", "bus/1/dca/2"] {
            rack.set(path, "off");
        }
        rack.pass(100);
        assert_eq!(strips(&rack), before, "{name}");
    }
}

#[test]
fn sends_on_faders_and_a_spill_leave_nobody_on_an_empty_surface() {
    let mut touch = Rack::on_stage("x-touch.yaml");
    touch.set("ch/3/dca/1", "on");
    let mut press = |note: u8| {
        touch.hear(&[0x90, note, 127]);
        touch.hear(&[0x90, note, 0]);
        touch.pass(800);
        shown(&touch)
    };
    // BANK ►: the second eight. NAME, SELECT of the first bus: its sends on the faders of the inputs.
    assert_eq!(press(0x2f).0, "ch/9");
    press(0x34);
    let sends = Some("send/1/level".to_owned());
    assert_eq!(press(0x18), ("ch/1".to_owned(), sends.clone()));
    // GROUP, SELECT of the first DCA: the sends of its only member.
    press(0x4f);
    assert_eq!(press(0x18), ("ch/3".to_owned(), sends));
    // NAME ends the sends, and with them the spill: where it was before both.
    assert_eq!(press(0x34), ("ch/9".to_owned(), None));
}

#[test]
fn a_spill_ends_with_a_bank_and_a_selected_dca_is_spilled_at_once() {
    let mut touch = Rack::on_stage("x-touch.yaml");
    touch.set("ch/3/dca/1", "on");
    let press = |rack: &mut Rack, note: u8| {
        rack.take_sent();
        rack.hear(&[0x90, note, 127]);
        rack.hear(&[0x90, note, 0]);
        rack.pass(800);
    };
    // USER shows the DCAs, SELECT takes the first, GROUP spills it and is lit.
    press(&mut touch, 0x45);
    press(&mut touch, 0x18);
    press(&mut touch, 0x4f);
    assert_eq!(strips(&touch), ["ch/3"]);
    assert!(touch.take_sent().contains(&vec![0x90, 0x4f, 127]));
    // The fader of the one strip that is shown is that of its member.
    touch.hear(&[0x90, 0x68, 127]);
    touch.hear(&[0xe0, 0, 1]);
    touch.pass(40);
    touch.hear(&[0xe0, 0, 0x40]);
    touch.pass(400);
    assert_ne!(touch.value("ch/3/fader"), "off");
    touch.hear(&[0x90, 0x68, 0]);
    // INPUTS.
    press(&mut touch, 0x3f);
    assert_eq!(strips(&touch)[0], "ch/1");
    assert!(touch.take_sent().contains(&vec![0x90, 0x4f, 0]));
}

#[test]
fn a_bank_has_a_key_and_its_key_is_lit_there() {
    let mut touch = Rack::on_stage("x-touch.yaml");
    for (note, first) in [(0x43, "bus/1"), (0x45, "dca/1"), (0x3f, "ch/1")] {
        touch.take_sent();
        touch.hear(&[0x90, note, 127]);
        touch.hear(&[0x90, note, 0]);
        touch.pass(800);
        assert_eq!(shown(&touch).0, first);
        assert!(
            touch.take_sent().contains(&vec![0x90, note, 127]),
            "{note:02x}"
        );
    }
}

#[test]
fn the_page_and_the_time_are_seen_on_segments_and_a_solo_warns() {
    let mut touch = Rack::on_stage("x-touch.yaml");
    touch.hear(&[0x90, 0x43, 127]);
    touch.set("ch/1/solo", "on");
    touch.pass(800);
    let sent = touch.take_sent();
    // "B1": the first bus.
    for message in [[0xb0, 75, 2], [0xb0, 74, 0x31], [0x90, 0x73, 127]] {
        assert!(
            sent.contains(&message.to_vec()),
            "{message:02x?} in {sent:02x?}"
        );
    }
}
