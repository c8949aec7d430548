//! Usual mistakes in device files and layouts: `headroom check` finds each, names its line, and says what is right.

use headroom::show::check::check_text;
use std::path::Path;

/// What is wrong with a device file of these lines, below its heading of three lines.
fn device(lines: &str) -> Vec<String> {
    check(&format!(
        "headroom: 1\ndevice: Box\nmatch: [ Box ]\n{lines}\n"
    ))
}

/// What is wrong with a layout of these lines, below its heading of four lines.
fn layout(lines: &str) -> Vec<String> {
    check(&format!(
        "headroom: 1\nlayout: Mine\nfor: [ Box ]\npages: {{ Mix: {{ strip.fader: fader }} }}\n{lines}\n"
    ))
}

fn check(text: &str) -> Vec<String> {
    let found = check_text(text, "x", Path::new(""));
    let errors = found.err().unwrap_or_default();
    errors.iter().map(ToString::to_string).collect()
}

/// Line, and what has to be said: what was found, and the remedy.
type Mistake = (&'static str, usize, &'static [&'static str]);

#[test]
fn mistakes_in_device_files_are_found_with_their_line_and_remedy() {
    let faders = "in:\n  strip.fader: { cc: 0-7 }\n";
    #[rustfmt::skip]
    let rows: &[Mistake] = &[
        ("in:\n  strip.mute: { note: 0-3 }\n  strip.fader: { cc: 0-7 }", 5, &["4 for 8 strips", "add the others"]),
        ("in:\n  strip.mute: { note: 1-8, turns: offset }", 5, &["'turns' belongs to knobs", "sends"]),
        ("in:\n  strip.fader: { cc: 0-7, sends: toggle }", 5, &["'sends' belongs to keys"]),
        ("in:\n  strip.mute: { note: 0-7 }\n  strip.solo: { note: 0-7 }", 6, &["'strip.mute' and 'strip.solo'", "message of its own"]),
        // The fine half of one fader is the other.
        ("in:\n  strip.fader: { cc14: 0-7 }\n  strip.knob: { cc: 32-39 }", 6, &["two controls send the same message"]),
        ("in:\n  strip.touch: { note: 104-111 }", 5, &["'strip.touch' without its fader"]),
        ("in:\n  jog: { cc: 60 }", 5, &["a wheel has no end", "turns: signed"]),
        ("in:\n  strip.text1: { cc: 1 }", 5, &["'strip.text1' is not possible under 'in'", "'out'"]),
        ("in:\n  strip.fadr: { cc: 0-7 }", 5, &["did you mean 'strip.fader'?", "headroom controls"]),
        ("in:\n  strip.fader: { cc: 0-7, channel: 17 }", 5, &["'17' is not possible here", "1 to 16"]),
        ("in:\n  strip.fader: { cc: 120-128 }", 5, &["'120-128'", "0 to 127"]),
        ("in:\n  strip.fader: { cc: 0-7, note: 0-7 }", 5, &["one kind of message is needed"]),
        ("in:\n  strip.fader: { bend: 1-8, channel: 2 }", 5, &["a pitch bend has a channel and no number"]),
        ("in:\n  strip.fader: { program: 1-8 }", 5, &["a program is a key's message"]),
        ("in:\n  strip.fader: { cc: 0-7, range: 5-5 }", 5, &["'5-5' is not possible for 'range'", "two numbers"]),
        ("in:\n  strip.mute: { note: 0-7, range: 0-100 }", 5, &["'range' belongs to faders and knobs"]),
        ("in:\n  strip.knob: { cc: 0-7, turns: signed, speed: fast }", 5, &["'fast' is not possible for 'speed'"]),
        ("in:\n  key.shift: { note: 1, sends: always-on }", 5, &["this shift sticks"]),
        ("in:\n  strip.fader: { cc: 0-7 }\n  strip.fader: { cc: 8-15 }", 6, &["written twice"]),
        ("in: {}", 4, &["'in' is empty", "strip.fader"]),
        ("in:", 4, &["'in' is empty"]),
        ("motors: no", 1, &["'in' is missing"]),
        ("in:\n  strip.fader: { cc: 0-7 }\nout:\n  strip.fader: { cc: 0-7 }", 7, &["only faders with motors", "motors: yes"]),
        ("in:\n  strip.fader: { cc: 0-7 }\nout:\n  strip.mute: { note: 0-7 }", 7, &["'strip.mute' has a light and is never pressed"]),
        ("in:\n  strip.mute: { note: 0-7 }\n  strip.solo: { note: 8-15 }\nout:\n  strip.mute: { note: 0-7 }\n  strip.solo: { note: 0-7 }", 9,
            &["two controls hear the same message"]),
        ("in:\n  strip.mute: { note: 0-7 }\nout:\n  strip.mute: { note: 0-7, on: 0 }", 7, &["its light never changes"]),
        ("in:\n  strip.mute: { note: 0-7 }\nout:\n  strip.mute: { note: 0-7, on: \"90 {n}\" }", 7, &["not possible for a message", "two bytes"]),
        ("in:\n  strip.mute: { note: 0-7 }\nout:\n  strip.mute: { note: 0-7, on: \"90 {x} 7F\" }", 7, &["'x' is not known in a gap"]),
        ("in:\n  strip.mute: { note: 0-7 }\nout:\n  strip.mute: { note: 0-7, range: 0-1 }", 7, &["'range' is not possible for 'strip.mute'", "on, off, flash"]),
        ("in:\n  strip.fader: { cc: 0-7 }\nout:\n  strip.text1: { cc: 5 }", 7, &["a display needs 'send'"]),
        ("in:\n  strip.fader: { cc: 0-7 }\nout:\n  strip.touch: { note: 1-8 }", 7, &["hands are felt, not shown"]),
        ("in:\n  strip.fader: { cc: 0-7 }\nsetup: [ F0 12 ]", 6, &["'F0 12' is not possible for a step"]),
        ("in:\n  strip.fader: { cc: 0-7 }\nsetup: [ { wait: 9999 } ]", 6, &["1 to 5000"]),
        ("in:\n  strip.fader: { cc: 0-7 }\nanswers: [ { says: F0 01 F7 } ]", 6, &["this answer means nothing", "start-over"]),
        ("in:\n  strip.fader: { cc: 0-7 }\nanswers: [ { says: \"F0 {strip.mute} F7\" } ]", 6, &["'strip.mute' is no position"]),
        ("in:\n  strip.fader: { cc: 0-7 }\ntaper: { 0.8: 0 dB, 0.4: 5 dB }", 6, &["no point of a printed scale", "rising"]),
        ("in:\n  strip.fader: { cc: 0-7 }\npace: 0", 6, &["bytes per millisecond"]),
        ("in:\n  strip.fader: { cc: 0-7 }\nchannel: 0", 6, &["1 to 16"]),
        ("protocol: mcu\nin:\n  strip.fader: { cc: 0-7 }", 6, &["'in' is not possible with protocol: mcu"]),
        ("extends: nanokontrol3\nin:\n  strip.fader: { cc: 0-7 }", 4, &["did you mean 'nanokontrol", "headroom device list"]),
    ];
    assert!(rows.len() >= 30 && device(faders).is_empty());
    for (lines, line, words) in rows {
        let found = device(lines);
        assert_eq!(found.len(), 1, "{lines}: {found:#?}");
        assert!(
            found[0].starts_with(&format!("x:{line}:")),
            "{lines}: {found:#?}"
        );
        for words in *words {
            assert!(found[0].contains(words), "{words}: {found:#?}");
        }
        assert!(found[0].len() < 320, "too long: {found:#?}");
    }
}

#[test]
fn a_file_without_match_is_said_to_fit_nothing() {
    let found = check("headroom: 1\ndevice: Box\nin:\n  strip.fader: { cc: 0-7 }\n");
    assert!(
        found.len() == 1 && found[0].contains("'match' is missing"),
        "{found:#?}"
    );
}

#[test]
fn mistakes_in_layouts_are_found_with_their_line_and_remedy() {
    #[rustfmt::skip]
    let rows: &[Mistake] = &[
        ("keys: { key.f1: main/limiter/on }", 5, &["this is protected", "on the screen"]),
        ("keys: { key.f1: ch/400/mute }", 5, &["no console has ch/400"]),
        ("banks: [ ch/300-301 ]", 5, &["no console has ch/300"]),
        ("shifted: { key.stop: panic }", 5, &["no key is shift"]),
        ("keys: { key.f1: bank wedges }", 5, &["there is no such bank", "ch, bus, dca, main"]),
        ("keys: { key.f1: page Gate }", 5, &["there is no such page", "Mix"]),
        ("keys: { strip.touch: panic }", 5, &["'strip.touch' does nothing"]),
        ("keys: { key.f1: selected/fader }", 5, &["a key turns over switches"]),
    ];
    for (lines, line, words) in rows {
        let found = layout(lines);
        assert_eq!(found.len(), 1, "{lines}: {found:#?}");
        assert!(
            found[0].starts_with(&format!("x:{line}:")),
            "{lines}: {found:#?}"
        );
        for words in *words {
            assert!(found[0].contains(words), "{words}: {found:#?}");
        }
    }
}
