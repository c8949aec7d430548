//! Tests of sessions.

use super::*;
use crate::param::tables::send::Tap;
use crate::param::{NodeId, Plain, Topology};
use crate::show::Side;
use std::path::PathBuf;

fn read_ok(text: &str) -> SessionFile {
    parse(text, "session.yaml", Path::new("sessions")).unwrap()
}

const SESSION: &str = "\
console: { strips: [ { numbers: 1-8 }, { number: 9, width: stereo } ], buses: [ { number: 3, role: wedge } ] }
seconds: 4
inputs:
  ch/1: { file: vox.wav, from: 0.5, to: 2 s }
  ch/2: { tone: 1000 Hz, level: -20 dB }
  ch/3: { noise: pink, level: -20 dB, seed: 7 }
  ch/4: { sweep: [20 Hz, 20 kHz], level: -6 }
  ch/5: { impulse: 0.5 s, level: 0 dB }
  ch/6: silence
  ch/9/left: { file: left.wav, channel: 7 }
at:
  1.5: { ch/1/fader: { to: -10 dB, over: 3 s } }
  0.0: { ch/1/fader: 0 dB, ch/1/mute: off }
  1.50: { console/panic: on }
outputs: { main: main.wav, bus/3: wedge-1.wav }
";

#[test]
fn inputs_are_files_or_test_signals() {
    let session = read_ok(SESSION);
    assert_eq!((session.rate, session.seconds), (48_000, 4.0));
    let signals: Vec<&Signal> = session.inputs.iter().map(|input| &input.signal).collect();
    let expected = [
        Signal::File {
            path: PathBuf::from("sessions/vox.wav"),
            channel: None,
        },
        Signal::Tone {
            hertz: 1000.0,
            level_db: -20.0,
        },
        Signal::Noise {
            color: NoiseColor::Pink,
            level_db: -20.0,
            seed: 7,
        },
        Signal::Sweep {
            from_hertz: 20.0,
            to_hertz: 20_000.0,
            level_db: -6.0,
        },
        Signal::Impulse {
            at_seconds: 0.5,
            level_db: 0.0,
        },
        Signal::Silence,
        Signal::File {
            path: PathBuf::from("sessions/left.wav"),
            channel: Some(7),
        },
    ];
    assert_eq!(signals, expected.iter().collect::<Vec<_>>());
    assert_eq!(session.inputs[0].from_seconds, 0.5);
    assert_eq!(session.inputs[0].to_seconds, Some(2.0));
    assert_eq!(session.inputs[1].to_seconds, None);
    assert_eq!(session.inputs[6].points[0].side, Side::Left);
}

#[test]
fn a_stereo_strip_takes_both_channels_of_an_input() {
    let text = SESSION.replace("ch/9/left", "ch/9");
    let sides: Vec<Side> = read_ok(&text).inputs[6]
        .points
        .iter()
        .map(|point| point.side)
        .collect();
    assert_eq!(sides, [Side::Left, Side::Right]);
}

#[test]
fn changes_are_sorted_by_time_and_then_as_written() {
    let words: Vec<String> = read_ok(SESSION)
        .changes
        .iter()
        .map(|change| {
            let Change {
                time_seconds,
                addr,
                value,
                glide_seconds,
            } = change;
            format!("{time_seconds} {addr} {} {glide_seconds:?}", value.0)
        })
        .collect();
    let expected = [
        "0 ch/1/fader 0 None",
        "0 ch/1/mute 0 None",
        "1.5 ch/1/fader -10 Some(3.0)",
        "1.5 console/panic 1 None",
    ];
    assert_eq!(words, expected);
}

#[test]
fn outputs_are_main_and_buses() {
    let outputs = read_ok(SESSION).outputs;
    assert_eq!(outputs[0].node, NodeId::MAIN);
    assert_eq!(outputs[1].node, NodeId::bus(3));
    assert_eq!(outputs[1].file, PathBuf::from("wedge-1.wav"));
}

#[test]
fn stems_are_taken_at_places_of_strips_buses_and_dcas() {
    let keys = "ch/1, ch/1/input, ch/1/main, bus/1/main, bus/1/post-eq, dca/2, bus/1, phones";
    let outputs = keys.split(", ").enumerate();
    let outputs = outputs.map(|(at, key)| format!("  {key}: {at}.flac\n"));
    let outputs: String = outputs.collect();
    let console = "console: { strips: 2, dcas: 2, buses: [ { number: 1, role: fx } ] }";
    let session = read_ok(&format!("{console}\nseconds: 1\noutputs:\n{outputs}"));
    let stems = session
        .outputs
        .iter()
        .map(|output| (output.place, output.to_string()));
    let expected = [
        (Place::Share, "ch/1"),
        (Place::Tap(Tap::Input), "ch/1/input"),
        (Place::Share, "ch/1"),
        (Place::Share, "bus/1/main"),
        (Place::Tap(Tap::PostEq), "bus/1/post-eq"),
        (Place::Share, "dca/2"),
        (Place::Leaves, "bus/1"),
        (Place::Leaves, "phones"),
    ];
    let expected = expected.map(|(place, key)| (place, key.to_owned()));
    assert_eq!(stems.collect::<Vec<_>>(), expected);
}

/// Unknown is silent: without inputs and changes there is nothing to be heard, and nothing is set.
#[test]
fn a_session_that_says_little_is_silent() {
    let session = read_ok("seconds: 1\noutputs: { main: a.wav }\n");
    assert_eq!(session.console.topology, Topology::default());
    assert!(session.inputs.is_empty() && session.changes.is_empty());
    assert!(session.console.values.is_empty());
    let layout = Layout::new(session.console.topology);
    let fader = layout.find("main/fader").unwrap();
    assert_eq!(layout.default(fader), Plain::OFF);
}

#[test]
fn a_console_file_is_found_beside_the_session() {
    let text = "console: ../configs/church.yaml\nseconds: 1\noutputs: { bus/9: foyer.wav }\n";
    let session = parse(text, "x", Path::new("tests")).unwrap();
    assert_eq!(session.console.name, "Church");
}
