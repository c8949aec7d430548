//! Scenes and fades of the real program, killed right after its answers: what was said is kept.

#[path = "common/program.rs"]
mod program;
#[path = "common/process.rs"]
mod server;

use program::Home;
use server::until;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

const CONSOLE: &str = "\
headroom: 1
strips: 4
values: { ch/1/fader: -60 dB, main/fader: 0 dB }
";

fn show() -> (Home, PathBuf) {
    let home = Home::new();
    let show = home.new_show(CONSOLE);
    (home, show)
}

/// The list of scenes, once the console has read their files.
fn scenes(home: &Home, count: usize) -> Vec<String> {
    let begun = Instant::now();
    loop {
        let said = home.say(&["scene", "list"]);
        let lines: Vec<String> = said.lines().map(str::to_owned).collect();
        if lines.len() >= count || begun.elapsed() > server::PATIENCE {
            return lines;
        }
        sleep(Duration::from_millis(20));
    }
}

/// A level in dB.
fn level(home: &Home, path: &str) -> f32 {
    let said = home.get(path);
    let text = said.trim().rsplit(": ").next().unwrap().to_owned();
    text.trim_end_matches(" dB")
        .parse()
        .unwrap_or(f32::NEG_INFINITY)
}

#[test]
fn a_scene_that_is_stored_renamed_or_deleted_is_kept_when_that_is_said() {
    let (home, show) = show();
    let mut console = home.open_show(&show);
    for name in ["Gone", "10 Song", "2 Song", "Verse"] {
        home.say(&["scene", "store", name]);
    }
    let before = scenes(&home, 4);
    console.kill().unwrap();

    let mut console = home.open_show(&show);
    // In the order in which they were made, the last one current.
    assert_eq!(scenes(&home, 4), before);
    home.say(&["scene", "rename", "Verse", "Chorus"]);
    console.kill().unwrap();

    let mut console = home.open_show(&show);
    home.say(&["scene", "delete", "Gone"]);
    console.kill().unwrap();

    let mut console = home.open_show(&show);
    let names: Vec<String> = scenes(&home, 3);
    let named: Vec<bool> = ["10 Song", "2 Song", "Chorus"]
        .into_iter()
        .zip(&names)
        .map(|(name, line)| line.contains(name))
        .collect();
    assert_eq!((names.len(), named), (3, vec![true; 3]), "{names:?}");
    // Ended by itself, the files alone say the same.
    console.signal("-TERM");
    assert_eq!(console.exit_code(), Some(0));
    let mut files: Vec<String> = std::fs::read_dir(show.join("scenes"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    files.sort();
    assert_eq!(files, ["10 Song.yaml", "2 Song.yaml", "Chorus.yaml"]);
}

#[test]
fn the_order_the_current_and_the_touched_stand_after_a_kill() {
    let (home, show) = show();
    let mut console = home.open_show(&show);
    for name in ["B", "A", "C"] {
        home.say(&["scene", "store", name]);
    }
    home.say(&["scene", "recall", "A"]);
    home.say(&["set", "--committed", "ch/2/pan", "L30"]);
    let before = scenes(&home, 3);
    console.kill().unwrap();
    let _console = home.open_show(&show);
    assert_eq!(scenes(&home, 3), before);
}

/// The journal has what was stored last: a file that was cut off is written anew from it.
#[test]
fn a_file_that_was_cut_off_right_after_its_scene_was_stored_is_whole_again() {
    let (home, show) = show();
    let console = home.open_show(&show);
    home.say(&["set", "ch/1/fader", "-12 dB"]);
    home.say(&["scene", "store", "Verse"]);
    drop(console);
    let file = show.join("scenes/Verse.yaml");
    let whole = std::fs::read(&file).unwrap_or_default();
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, "headroom: 1\nscene: Verse\nvalues:\n  ch/1/fa").unwrap();
    let _console = home.open_show(&show);
    home.say(&["set", "ch/1/fader", "-60 dB"]);
    until("the recall", || {
        let recall = home.run(&["scene", "recall", "Verse"]);
        recall.status.success()
    });
    until("what was stored", || {
        (level(&home, "ch/1/fader") + 12.0).abs() < 0.1
    });
    until("the file", || {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        text.contains("ch/1/fader: -12 dB") && (whole.is_empty() || text.len() > 1000)
    });
    let files: Vec<_> = std::fs::read_dir(show.join("scenes")).unwrap().collect();
    let is_file = |file: &std::io::Result<std::fs::DirEntry>| {
        file.as_ref().unwrap().file_type().unwrap().is_file()
    };
    assert_eq!(files.iter().filter(|file| is_file(file)).count(), 1);
}

/// An edit of a scene's file is noticed without a store; the answers of the stores say what becomes of it.
#[test]
fn a_store_over_a_file_that_a_hand_changed_says_what_becomes_of_the_file() {
    let (home, show) = show();
    let _console = home.open_show(&show);
    home.say(&["scene", "store", "Verse"]);
    home.say(&["scene", "store", "Solo"]);
    let file = show.join("scenes/Verse.yaml");
    let text = || std::fs::read_to_string(&file).unwrap_or_default();
    until("the file", || text().contains("end: "));
    let theirs = text().replace("ch/1/fader: -60 dB", "ch/1/fader: -7 dB");
    std::fs::write(&file, &theirs).unwrap();
    until("that it is noticed", || {
        home.log()
            .contains("Verse.yaml: somebody has changed this file")
    });
    assert_eq!(home.say(&["scene", "store", "Solo"]), "Stored: Solo");
    let said = home.say(&["scene", "store", "Verse"]);
    assert!(
        said.starts_with("Stored: Verse\n") && said.contains("it stays"),
        "{said}"
    );
    until("that it was said", || {
        home.log().contains("it stays, and the scene")
    });
    assert_eq!(text(), theirs);
    let said = home.say(&["scene", "store", "Verse"]);
    assert!(said.contains("it is replaced now"), "{said}");
    until("the file of now", || text().contains("ch/1/fader: -60 dB"));
    let copies = std::fs::read_dir(show.join("scenes/copies")).unwrap();
    let mut copies = copies.map(|copy| std::fs::read_to_string(copy.unwrap().path()).unwrap());
    assert!(copies.any(|copy| copy == theirs));
}

#[test]
fn a_deleted_scene_is_a_copy_and_comes_back_by_undo_after_a_kill() {
    let (home, show) = show();
    let mut console = home.open_show(&show);
    home.say(&["set", "ch/1/fader", "-12 dB"]);
    until("the fader is there", || level(&home, "ch/1/fader") == -12.0);
    // Deleted at once it never had a file.
    home.say(&["scene", "store", "Verse"]);
    home.say(&["scene", "delete", "Verse"]);
    let has_copy = || {
        let copies = std::fs::read_dir(show.join("scenes/copies"));
        let mut copies = copies.into_iter().flatten();
        copies.any(|copy| {
            let text = std::fs::read_to_string(copy.unwrap().path()).unwrap();
            text.contains("scene: \"Verse\"") && text.contains("ch/1/fader: -12 dB")
        })
    };
    until("the copy", has_copy);
    console.kill().unwrap();
    let _console = home.open_show(&show);
    assert_eq!(home.say(&["undo"]), "Undone: scene Verse");
    home.say(&["set", "ch/1/fader", "-20 dB"]);
    home.say(&["scene", "recall", "Verse"]);
    until("what was stored", || level(&home, "ch/1/fader") == -12.0);
}

/// Whatever is typed comes back on one line, and moves nothing on a terminal.
#[test]
fn what_is_typed_ends_no_line_of_a_refusal() {
    let (home, show) = show();
    let _console = home.open_show(&show);
    let name = "a\nb\u{1b}[31m";
    for command in [
        &["scene", "store", name][..],
        &["scene", "recall", name],
        &["scene", "copy", name, "B"],
        &["preset", "delete", name],
        &["cue", "add", "3", name],
        &["cue", "go", name],
        &["undo", "--who", name],
        &["get", name],
        &["set", "ch/1/fader", name],
        &["set", name, "0"],
        &["transport", "locate", name],
        &["scene", "safe", name],
        &["do", name],
        &["scene", "store", "A", name],
    ] {
        let output = home.run(command);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{command:?}: {said}");
        assert!(
            !said.contains("a\nb") && !said.contains('\u{1b}'),
            "{said:?}"
        );
    }
    let output = home
        .command(&[])
        .args(["--name", name, "get", "x"])
        .output();
    let said = String::from_utf8(output.unwrap().stderr).unwrap();
    assert!(!said.contains("a\nb"), "{said:?}");
}

#[test]
fn recalls_are_taken_back_after_a_kill() {
    let (home, show) = show();
    let mut console = home.open_show(&show);
    home.say(&["scene", "store", "Soft"]);
    home.say(&["set", "ch/2/fader", "-20 dB"]);
    until("the fader is there", || level(&home, "ch/2/fader") == -20.0);
    home.say(&["scene", "recall", "Soft"]);
    home.say(&["set", "--committed", "ch/2/pan", "L30"]);
    console.kill().unwrap();
    let _console = home.open_show(&show);
    home.say(&["scene", "undo"]);
    until("the fader is back", || level(&home, "ch/2/fader") == -20.0);
}

#[test]
fn a_fade_goes_on_after_a_kill_from_where_it_was() {
    let (home, show) = show();
    let mut console = home.open_show(&show);
    home.say(&["set", "ch/1/fader", "0 dB"]);
    until("the fader is up", || level(&home, "ch/1/fader") == 0.0);
    home.say(&["scene", "store", "Loud"]);
    home.say(&["set", "--committed", "ch/1/fader", "-60 dB"]);
    home.say(&["scene", "recall", "Loud", "--over", "60"]);
    until("the fade goes", || level(&home, "ch/1/fader") > -59.0);
    let before = level(&home, "ch/1/fader");
    console.kill().unwrap();
    let _console = home.open_show(&show);
    let after = level(&home, "ch/1/fader");
    // A minute: what passes meanwhile on a busy machine is little of it.
    assert!(before < -40.0, "{before}");
    assert!((after - before).abs() < 8.0, "{before} {after}");
    until("the fade goes on", || {
        level(&home, "ch/1/fader") > after + 1.0
    });
}

#[test]
fn what_was_touched_what_is_safe_and_how_a_scene_is_recalled_survive_a_kill() {
    let (home, show) = show();
    let mut console = home.open_show(&show);
    home.say(&["scene", "store", "Verse"]);
    home.say(&["scene", "fade", "Verse", "2.5"]);
    home.say(&["scene", "scope", "Verse", "mix", "processing"]);
    home.say(&["scene", "note", "Verse", "click from drums"]);
    home.say(&["set", "--committed", "ch/1/comp/threshold", "-30dB"]);
    home.say(&["set", "--committed", "ch/2/fader", "-20dB"]);
    home.say(&["set", "--committed", "ch/3/fader", "-20dB"]);
    home.say(&["scene", "safe", "ch/2/fader"]);
    console.kill().unwrap();

    let mut console = home.open_show(&show);
    let list = scenes(&home, 1).join("\n");
    for part in ["2.5 s", "mix", "processing", "\"click from drums\""] {
        assert!(list.contains(part), "{part}: {list}");
    }
    let said = home.say(&["scene", "recall", "Verse", "--over", "0"]);
    assert!(said.contains("1 kept as touched; 1 kept safe"), "{said}");
    // What still rose when the console died goes on from where it was heard.
    server::until("the safe fader arrives", || {
        level(&home, "ch/2/fader") == -20.0
    });
    assert_eq!(level(&home, "ch/3/fader"), f32::NEG_INFINITY);
    // The file alone says how it is recalled, too.
    console.signal("-TERM");
    assert_eq!(console.exit_code(), Some(0));
    let file = std::fs::read_to_string(show.join("scenes/Verse.yaml")).unwrap();
    assert!(file.contains("fade: 2.5 s\n"), "{file}");
    assert!(file.contains("scope:\n  all: processing mix\n"), "{file}");
}
