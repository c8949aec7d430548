//! Cues of the real program, killed right after its answers: what was said is kept.

#[path = "common/program.rs"]
mod program;
#[path = "common/process.rs"]
mod server;

use program::Home;
use server::until;
use std::fs;

const CONSOLE: &str = "headroom: 1\nstrips: 2\n";

/// What GO walks, once the console has read the file.
fn list(home: &Home, has: &str) -> String {
    let mut said = String::new();
    until("the cues are read", || {
        said = home.say(&["cue", "list"]);
        said.contains(has)
    });
    said
}

#[test]
fn cues_and_where_they_stand_are_kept_when_that_is_said_and_the_file_is_a_hand_s() {
    let home = Home::new();
    let show = home.new_show(CONSOLE);
    let mut console = home.open_show(&show);
    for name in ["Verse", "Chorus"] {
        home.say(&["scene", "store", name]);
    }
    home.say(&["cue", "add", "10", "Verse", "--follow", "3000"]);
    home.say(&[
        "cue",
        "add",
        "20",
        "Chorus",
        "--midi",
        "program 5 channel 1 to Nobody",
    ]);
    console.kill().unwrap();

    let mut console = home.open_show(&show);
    let before = list(&home, "20 Chorus");
    assert!(
        before.starts_with("> 10 Verse  follow 3000 s\n"),
        "{before}"
    );
    let said = home.say(&["go"]);
    assert!(said.contains("cue 20 Chorus follows in 3000 s"), "{said}");
    // The answer to an arm does not wait for the disk, that to a change of the list does.
    home.say(&["cue", "set", "20", "--note", "lights"]);
    let said = home.say(&["cue", "list"]);
    assert!(said.contains(" > 20 Chorus  in "), "{said}");
    console.kill().unwrap();

    let mut console = home.open_show(&show);
    let after = list(&home, "20 Chorus");
    assert!(
        after.contains("*  10 Verse") && after.contains(" > 20 Chorus"),
        "{after}"
    );
    assert!(
        !after.contains("  in "),
        "nothing goes by itself after a restart: {after}"
    );
    console.signal("-TERM");
    assert_eq!(console.exit_code(), Some(0));
    let file = show.join("cues.yaml");
    let text = fs::read_to_string(&file).unwrap();
    assert!(
        text.contains("  - 10: Verse\n    follow: 3000 s\n"),
        "{text}"
    );

    // A hand adds a cue and a comment; the console keeps both.
    fs::write(&file, format!("# Tour\n{text}  - 30: Verse   # again\n")).unwrap();
    let mut console = home.open_show(&show);
    list(&home, "30 Verse");
    home.say(&["cue", "set", "10", "--follow", "none"]);
    console.signal("-TERM");
    assert_eq!(console.exit_code(), Some(0));
    let text = fs::read_to_string(&file).unwrap();
    assert!(
        text.starts_with("# Tour\n") && text.ends_with("  - 30: Verse   # again\n"),
        "{text}"
    );
    assert!(text.contains("  - 10: Verse\n  - 20: Chorus\n"), "{text}");
}
