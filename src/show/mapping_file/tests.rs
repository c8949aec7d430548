//! Device files, right and wrong.

use super::*;

fn words(text: &str) -> Vec<String> {
    let errors = parse(text, "x").unwrap_err();
    errors.iter().map(ToString::to_string).collect()
}

const GOOD: &str = "headroom: 1\ndevice: Box\nmatch: Box\nin:\n";

#[test]
fn numbers_are_given_to_the_strips_in_order() {
    let text = format!("{GOOD}  strip.fader: {{ cc: [ 3, 7-8 ], channel: 2 }}\n");
    let device = parse(&text, "x").unwrap();
    let Protocol::Messages { inputs, outputs } = device.protocol else {
        panic!("another protocol")
    };
    assert!(outputs.is_empty());
    let found: Vec<_> = inputs
        .iter()
        .map(|input| (input.control, input.address.channel, input.address.number))
        .collect();
    let expected = [
        (Control::Fader(0), 1, 3),
        (Control::Fader(1), 1, 7),
        (Control::Fader(2), 1, 8),
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_is_wrong_is_named_with_what_is_allowed() {
    let rows = [
        (
            "  strip.fadr: { cc: 1 }",
            "x:5:3: 'strip.fadr' is not possible for a control; did you mean 'strip.fader'?",
        ),
        (
            "  strip.fader: { cc: 1-200 }",
            "x:5:22: '1-200' is not possible here; allowed: numbers from 0 to 127",
        ),
        (
            "  strip.fader: { cc: 1, channel: 17 }",
            "x:5:34: '17' is not possible here; allowed: numbers from 1 to 16",
        ),
        (
            "  strip.fader: { cc: 1-3, channel: 1-2 }",
            "x:5:16: 3 numbers on 2 channels; write one channel for all",
        ),
        (
            "  strip.fader: { bend: 1-8, channel: 2 }",
            "x:5:38: a pitch bend has a channel and no number",
        ),
        (
            "  strip.fader: { cc: 1, note: 2 }",
            "x:5:16: one kind of message is needed",
        ),
        (
            "  strip.fader: { cc: 1 }\n  strip.mute: { cc: 1 }",
            "x:6:15: 'strip.fader' and 'strip.mute': two controls send the same message",
        ),
        (
            "  master.fader: { cc: 1-2 }",
            "x:5:17: this control exists once",
        ),
        (
            "  strip.fader: { cc: 1 }\nsetup: [ F0 80 F7 ]",
            "x:6:10: 'F0 80 F7' is not possible for a step",
        ),
        (
            "  strip.fader: { cc: 1 }\nmcu: { text: no }",
            "x:6:6: 'mcu' needs protocol: mcu",
        ),
    ];
    for (lines, expected) in rows {
        let found = words(&format!("{GOOD}{lines}\n"));
        assert!(
            found.len() == 1 && found[0].starts_with(expected),
            "{lines}: {found:#?}"
        );
    }
}

#[test]
fn a_mackie_device_is_a_list_of_what_it_has() {
    let text = "headroom: 1\ndevice: Ext\nprotocol: mcu\nmcu: { extender: yes, master: no }\n";
    let device = parse(text, "x").unwrap();
    let expected = Mcu {
        id: 0x15,
        master: false,
        ..Mcu::default()
    };
    assert_eq!(device.protocol, Protocol::Mcu(expected));
}

#[test]
fn a_slip_is_told_by_the_check_with_its_remedy() {
    let rows = [
        (
            "match: Box\nin:\n  strip.fader: { cc: 0-7 }\n  strip.mute: { note: 0-3 }",
            "x:6:15: 4 for 8 strips; the strips behind them have none",
        ),
        (
            "match: Box\nin:\n  strip.mute: { note: 1-8, turns: offset }",
            "x:5:35: 'turns' belongs to knobs; keys do not turn",
        ),
        (
            "match: Box\nin:\n  strip.fader: { cc: 1, sends: toggle }",
            "x:5:32: 'sends' belongs to keys",
        ),
        (
            "in:\n  strip.fader: { cc: 0-7 }",
            "x:1:1: 'match' is missing: no device is ever taken for this one; write the name",
        ),
        (
            "match: Box\nin:\n  strip.mute: { cc: 0-1 }\n  strip.solo: { cc: 2-3 }\nout:\n  strip.mute: { cc: 0-1 }\n  strip.solo: { cc: 0-1 }",
            "x:9:15: 'strip.mute' and 'strip.solo': two controls hear the same message",
        ),
        (
            "match: Box\nin:\n  strip.fader: { cc: 0-7 }\nout:\n  strip.fader: { cc: 0-7 }",
            "x:7:16: only faders with motors hear something",
        ),
        (
            "match: Box\nin:\n  strip.fader: { program: 1-8 }",
            "x:5:16: a program is a key's message",
        ),
    ];
    for (lines, expected) in rows {
        let found = check(&format!("headroom: 1\ndevice: Box\n{lines}\n"), "x");
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(
            found.len() == 1 && found[0].starts_with(expected),
            "{lines}: {found:#?}"
        );
    }
}

#[test]
fn keys_say_what_they_send_and_programs_count_from_one() {
    let text = format!(
        "{GOOD}  strip.mute: {{ cc: 1-2, sends: toggle }}\n  key.f1: {{ program: 1, channel: 11 }}\n"
    );
    let Protocol::Messages { inputs, .. } = parse(&text, "x").unwrap().protocol else {
        panic!("another protocol")
    };
    assert_eq!(
        (inputs[0].sends, inputs[2].sends),
        (Sends::Toggle, Sends::AlwaysOn)
    );
    let expected = Address {
        kind: Kind::Program,
        channel: 10,
        number: 0,
    };
    assert_eq!(inputs[2].address, expected);
}
