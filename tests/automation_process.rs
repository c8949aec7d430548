//! Transport and automation of the real program: from the command line, killed, restarted, and in its file.

#[path = "common/program.rs"]
mod program;
#[path = "common/jack.rs"]
mod server;

use program::Home;
use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

const CONSOLE: &str = "headroom: 1\nstrips: [ { numbers: 1-2 } ]\n";
const PATIENCE: Duration = Duration::from_secs(120);

/// Asks until it is so.
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        sleep(Duration::from_millis(50));
    }
}

#[test]
fn what_was_answered_outlives_a_kill_and_is_in_the_file() {
    let home = Home::new();
    let show = home.new_show(CONSOLE);
    let mut console = home.open_show(&show);
    home.say(&["transport", "mark", "Verse", "--at", "0:00:10"]);
    home.say(&["transport", "loop", "Verse", "20"]);
    let said = home.say(&["automation", "point", "ch/1/fader", "0", "-20dB"]);
    assert_eq!(said, "Automation of ch/1/fader: 1 point");
    home.say(&[
        "automation",
        "point",
        "ch/1/fader",
        "Verse",
        "-5dB",
        "--shape",
        "smooth",
    ]);
    home.say(&["automation", "copy", "ch/1/fader", "ch/2/fader"]);
    console.kill().unwrap();
    let mut console = home.open_show(&show);
    let lane = "0:00:00.000  -20 dB  ramp\n0:00:10.000  -5 dB  smooth";
    for path in ["ch/1/fader", "ch/2/fader"] {
        until("the lane is back", || {
            home.say(&["automation", "list"]).contains(path)
        });
        assert_eq!(home.say(&["automation", "show", path]), lane);
    }
    let said = home.say(&["transport", "show"]);
    assert!(
        said.contains("loop 0:00:10.000 to 0:00:20.000, on"),
        "{said}"
    );
    assert!(said.contains("0:00:10:00  6|1  Verse"), "{said}");
    // The file says the same, and a hand may write it.
    let file = show.join("automation.yaml");
    until("the file is there", || file.exists());
    home.say(&["automation", "clear", "ch/2/fader"]);
    until("the file follows", || {
        !fs::read_to_string(&file).unwrap().contains("ch/2/fader")
    });
    home.say(&["check", show.to_str().unwrap()]);
    home.say(&["stop"]);
    until("it ends", || console.ended().is_some());
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("-20 dB", "-30 dB")).unwrap();
    let _console = home.open_show(&show);
    until("the file is read", || {
        home.say(&["automation", "list"]).contains("ch/1/fader")
    });
    let said = home.say(&["automation", "show", "ch/1/fader"]);
    assert_eq!(said, lane.replace("-20 dB", "-30 dB"));
}

#[test]
fn what_a_hand_has_written_outlives_a_kill_in_the_middle_of_the_pass() {
    let home = Home::new();
    let show = home.new_show(CONSOLE);
    let mut console = home.open_show(&show);
    home.set("console/automation", "latch");
    let playing = || {
        let output = home.run(&["transport", "play"]);
        output.status.success()
    };
    until("it plays", playing);
    home.set("ch/1/fader", "-20dB");
    // What is written so far is noted every second while it goes on.
    until("it has played for a while", || {
        let said = home.say(&["transport", "show"]);
        !["0:00:00:", "0:00:01:", "0:00:02:"]
            .iter()
            .any(|early| said.contains(early))
    });
    home.say(&["set", "--committed", "console/transport/tempo", "100"]);
    console.kill().unwrap();
    let _console = home.open_show(&show);
    until("the lane is back", || {
        home.say(&["automation", "list"]).contains("ch/1/fader")
    });
    let lane = home.say(&["automation", "show", "ch/1/fader"]);
    assert!(lane.contains("-20 dB"), "{lane}");
    let said = home.say(&["transport", "show"]);
    assert!(said.starts_with("stopped at 0:0"), "{said}");
    assert!(!said.starts_with("stopped at 0:00:00:00"), "{said}");
}

#[test]
fn a_clean_end_in_the_middle_of_a_pass_keeps_what_was_written_up_to_there() {
    let home = Home::new();
    let show = home.new_show(CONSOLE);
    let mut console = home.open_show(&show);
    home.set("console/automation", "latch");
    let playing = || {
        let output = home.run(&["transport", "play"]);
        output.status.success()
    };
    until("it plays", playing);
    home.set("ch/1/fader", "-20dB");
    until("it is written", || {
        !home.say(&["transport", "show"]).contains(" 0:00:00:")
    });
    home.set("ch/2/fader", "-30dB");
    home.set("ch/1/fader", "-10dB");
    // What rises is written as it is heard.
    until("both stand where they were sent", || {
        home.get("ch/1/fader").contains("-10 dB") && home.get("ch/2/fader").contains("-30 dB")
    });
    console.signal("-TERM");
    assert_eq!(console.exit_code(), Some(0));
    let text = fs::read_to_string(show.join("automation.yaml")).unwrap();
    assert!(text.contains("-20 dB") && text.contains("-10 dB"), "{text}");
    assert!(text.contains("-30 dB"), "{text}");
    let _console = home.open_show(&show);
    until("the lanes are back", || {
        home.say(&["automation", "list"]).contains("ch/2/fader")
    });
    let lane = home.say(&["automation", "show", "ch/1/fader"]);
    assert!(lane.contains("-20 dB") && lane.contains("-10 dB"), "{lane}");
}
