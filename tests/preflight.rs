//! What a show lacks before doors is found, each with what to do.

#[path = "common/program.rs"]
mod program;
#[path = "common/process.rs"]
mod server;

use headroom::app::preflight::of_mix;
use headroom::control::feed::Finding;
use program::Home;

/// What is found in a console file.
fn found(text: &str) -> Vec<Finding> {
    let home = Home::new();
    of_mix(&home.write("console.yaml", text)).unwrap()
}

const CONSOLE: &str = "\
headroom: 1
strips:
  - { number: 1, name: Kick }
  - { number: 2, name: Snare }
  - { number: 3, name: Lead }
buses:
  - { number: 1, name: Drums, role: group, width: stereo }
  - { number: 2, name: Wedge, role: wedge }
  - { number: 3, name: Ears, role: in-ear, width: stereo }
patch:
  ch/1: system:capture_1
  ch/2: system:capture_2
  ch/3: system:capture_3
values:
  main/fader: 0 dB
  bus/1/fader: 0 dB
  bus/2/fader: 0 dB
  ch/1/fader: -3 dB
  ch/1/send/1/on: on
  ch/1/main/on: off
  ch/3/send/2/level: -10 dB
";

#[test]
fn a_show_in_order_has_nothing_to_look_at() {
    assert_eq!(found(CONSOLE), []);
}

#[test]
fn each_fault_is_found_with_what_to_do() {
    // What is changed, what is found, what to do.
    #[rustfmt::skip]
    let rows = [
        ("ch/2: system:capture_2",     "ch/2: system:capture_1",
         "system:capture_1 comes in at ch/1 Kick and ch/2 Snare", "keep one muted"),
        ("ch/1/main/on: off",          "ch/1/main/on: on",
         "ch/1 Kick is in main directly and by way of bus/1 Drums: 6.0 dB louder", "headroom set ch/1/main/on off"),
        ("bus/2/fader: 0 dB",          "bus/2/mute: on",
         "bus/2 Wedge is muted by its own mute, and 1 source goes into it", "headroom why bus/2"),
        ("ch/3/send/2/level: -10 dB",  "ch/3/send/2/level: -10 dB\n  ch/3/send/2/tap: post-fader",
         "bus/2 Wedge hears ch/3 Lead behind the fader", "headroom set ch/3/send/2/tap pre-fader"),
        ("bus/1/fader: 0 dB",          "bus/1/fader: 0 dB\n  console/tape: on",
         "strips hear the tape, and not the stage", "headroom do live"),
        ("bus/1/fader: 0 dB",          "bus/1/fader: 0 dB\n  bus/3/limiter/on: off",
         "the limiter of bus/3 Ears is off", "headroom set bus/3/limiter/on on"),
        ("bus/1/fader: 0 dB",          "bus/1/fader: 0 dB\n  console/guard/mode: off",
         "the recall guard is off", "headroom set console/guard/mode ask"),
    ];
    for (before, after, what, advice) in rows {
        let text = CONSOLE.replace(before, after);
        assert_ne!(text, CONSOLE, "{before}");
        let found = found(&text);
        let [finding] = &found[..] else {
            panic!("{after}: {found:?}");
        };
        assert!(finding.what.starts_with(what), "{finding:?}");
        assert!(finding.advice.contains(advice), "{finding:?}");
    }
}
