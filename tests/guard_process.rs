//! The recall guard of the real program: what was approved and what was asked survives a kill.

#[path = "common/program.rs"]
mod program;
#[path = "common/process.rs"]
mod server;

use program::Home;
use server::until;
use std::path::PathBuf;

const CONSOLE: &str = "\
headroom: 1
strips: 4
values: { ch/1/fader: -60 dB, main/fader: 0 dB }
";

/// A show whose scene Verse a person has edited by hand: strip 2 is open in it.
fn edited_show() -> (Home, PathBuf) {
    let home = Home::new();
    let show = home.new_show(CONSOLE);
    let mut console = home.open_show(&show);
    home.say(&["scene", "store", "Verse"]);
    let file = show.join("scenes/Verse.yaml");
    until("the file of the scene", || file.exists());
    home.say(&["set", "--committed", "ch/4/pan", "L20"]);
    home.say(&["set", "--committed", "ch/4/pan", "C"]);
    console.signal("-TERM");
    assert_eq!(console.exit_code(), Some(0));
    let text = std::fs::read_to_string(&file).unwrap();
    let edited = text.replace("values:\n", "values:\n  ch/2/fader: -3 dB\n");
    assert_ne!(text, edited);
    std::fs::write(&file, edited).unwrap();
    (home, show)
}

fn recall(home: &Home, more: &[&str]) -> String {
    until("the scenes are read", || {
        home.say(&["scene", "list"]).contains("Verse")
    });
    let mut arguments = vec!["scene", "recall", "Verse"];
    arguments.extend(more);
    home.say(&arguments)
}

#[test]
fn a_question_is_let_go_by_a_kill_and_said_and_an_answer_is_kept() {
    let (home, show) = edited_show();
    let mut console = home.open_show(&show);
    let said = recall(&home, &[]);
    let asks = "WAITS: Verse opens ch/2 → main at -6 dB";
    assert!(said.contains(asks), "{said}");
    home.say(&["set", "--committed", "ch/4/pan", "L30"]);
    console.kill().unwrap();

    let mut console = home.open_show(&show);
    assert!(home.get("ch/2/fader").contains("off"));
    let log = home.log();
    assert!(
        log.contains("nobody had allowed that when the console ended"),
        "{log}"
    );
    let said = home.run(&["go", "--let-go"]);
    assert!(!said.status.success(), "nothing waits any more");
    assert!(recall(&home, &[]).contains(asks));
    // As soon as somebody can have read it.
    let mut said = String::new();
    until("the question can be answered", || {
        let output = home.run(&["go"]);
        said = String::from_utf8(output.stdout).unwrap();
        output.status.success()
    });
    assert!(said.starts_with("Allowed: Verse opens ch/2"), "{said}");
    home.say(&["set", "--committed", "ch/2/fader", "off"]);
    console.kill().unwrap();

    // Allowed once, it is known in this show.
    let _console = home.open_show(&show);
    let said = recall(&home, &[]);
    assert!(!said.contains("WAITS"), "{said}");
}

#[test]
fn who_confirms_on_the_command_line_is_not_asked() {
    let (home, show) = edited_show();
    let _console = home.open_show(&show);
    let said = recall(&home, &["--confirm"]);
    assert!(said.contains("\nAllowed: Verse opens ch/2"), "{said}");
    until("the fader is up", || {
        home.get("ch/2/fader").contains("-3 dB")
    });
}

#[test]
fn changes_of_scene_are_checked_without_a_console_and_what_was_allowed_passes() {
    let (home, show) = edited_show();
    let show_name = show.to_str().unwrap();
    let checked = home.run(&["check", "--transitions", show_name]);
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(!checked.status.success(), "{said}");
    let line = " X the start → Verse opens ch/2 → main at -6 dB";
    assert!(said.contains(line), "{said}");
    let json = home.run(&["check", "--transitions", "--json", show_name]);
    let value: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let step = &value[0]["steps"][0];
    assert_eq!(
        (&step["to"], &step["worst"]["output"]),
        (&"Verse".into(), &"main".into())
    );

    let mut console = home.open_show(&show);
    recall(&home, &["--confirm"]);
    home.say(&["set", "--committed", "ch/4/pan", "L30"]);
    console.kill().unwrap();
    let checked = home.run(&["check", "--transitions", show_name]);
    assert!(checked.status.success());
}
