//! The program, its folders, the desk link: presets on the disk, and everything back after a kill.

use crate::program::Home;
use crate::server::{PATIENCE, until};
use headroom::control::intent::{Hello, Intent, Rights, Scope, Transfer};
use headroom::desk::Desk;
use headroom::desk::socket::SocketDesk;
use headroom::param::NodeId;
use std::fs;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

const CONSOLE: &str = "\
headroom: 1
name: Voices
strips:
  - { number: 1, name: Lead }
  - { number: 2, name: Spare }
  - { number: 3, name: Choir }
buses:
  - { number: 1, name: Wedge, role: wedge }
values:
  ch/1/spare/strip: ch/2
  ch/1/hpf/on: on
  ch/1/hpf/freq: 120 Hz
";

fn show() -> (Home, PathBuf) {
    let home = Home::new();
    let show = home.new_show(CONSOLE);
    (home, show)
}

/// Why a command does not work.
fn refused(home: &Home, arguments: &[&str]) -> String {
    let output = home.run(arguments);
    assert!(!output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// Waits until nothing moves any more; how everything stands then.
fn wait_for_rest(home: &Home, standing: &mut String) {
    let begun = Instant::now();
    loop {
        let now = home.get("");
        if now == *standing {
            return;
        }
        assert!(begun.elapsed() < PATIENCE);
        *standing = now;
        sleep(Duration::from_millis(400));
    }
}

#[test]
fn after_a_kill_a_copy_a_spare_and_a_wedge_mix_stand_and_can_be_taken_back() {
    let (home, show) = show();
    let mut console = home.open_show(&show);
    home.set("ch/1/fader", "-5 dB");
    let said = home.say(&["copy", "ch/1", "ch/3", "--section", "hpf"]);
    assert_eq!(
        said,
        "Copied: hpf of ch/1 (Lead) to ch/3 (Choir), 2 parameters moved"
    );
    home.say(&["copy-main-to", "1"]);
    let said = home.say(&["spare", "1"]);
    assert!(
        said.starts_with("ch/2 (Spare) stands in for ch/1 (Lead)"),
        "{said}"
    );
    // The wedge's sends rise over 300 ms.
    let mut before = String::new();
    wait_for_rest(&home, &mut before);
    home.say(&["set", "--committed", "ch/3/pan", "0"]);
    console.kill().unwrap();

    let _console = home.open_show(&show);
    let mut after = String::new();
    wait_for_rest(&home, &mut after);
    assert_eq!(after, before);
    assert_eq!(home.get("ch/2/fader").trim(), "ch/2/fader: -5 dB");
    let said = home.say(&["spare", "ch/2"]);
    assert!(
        said.starts_with("ch/1 (Lead) is back in place of ch/2 (Spare)"),
        "{said}"
    );
    // The steps of the command line can be taken back over the desk link, by the same name.
    let hello = Hello {
        name: "command line".to_owned(),
        rights: Rights::Mix,
    };
    let mut desk = SocketDesk::connect(&home.socket(), &hello).unwrap();
    let undone = [(); 4].map(|()| desk.ask(Intent::Undo).unwrap().text);
    assert_eq!(undone[3], "Undone: 2 parameters", "{undone:?}");
    assert_eq!(
        home.get("ch/3/hpf").lines().next(),
        Some("ch/3/hpf/on: off")
    );
    let wish = Transfer::CopyTo(NodeId::strip(1), Vec::new(), Scope::Everything);
    let refused = desk.ask(Intent::Transfer(wish)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "nowhere to copy to; name strips or buses"
    );
    let journal = home.say(&["journal", "--show", show.to_str().unwrap()]);
    for cause in ["copy", "spare"] {
        assert!(journal.contains(cause), "{cause}: {journal}");
    }
}

#[test]
fn presets_are_files_that_a_person_can_read() {
    let (home, show) = show();
    let console = home.open_show(&show);
    let list = home.say(&["preset", "list"]);
    assert!(list.contains("factory  Snare"), "{list}");
    home.say(&["preset", "apply", "Snare", "ch/3"]);
    assert_eq!(home.get("ch/3/hpf/freq").trim(), "ch/3/hpf/freq: 90 Hz");
    home.say(&["preset", "store", "My Lead", "ch/1"]);
    home.say(&[
        "preset",
        "store",
        "Here",
        "ch/1",
        "--show",
        "--section",
        "hpf",
    ]);
    let own = show.with_file_name("data/headroom/presets/My Lead.yaml");
    let here = show.join("presets/Here.yaml");
    until("the files are there", || own.exists() && here.exists());
    assert_eq!(
        fs::read_to_string(&here).unwrap(),
        "headroom: 1\nhas-end: yes\npreset: \"Here\"\nvalues:\n  hpf/on: on\n  hpf/freq: 120 Hz\n  \
         hpf/slope: 18 dB/oct\nend: 3 values, sum de28de9b\n"
    );
    for file in [&own, &here, &show] {
        home.say(&["check", file.to_str().unwrap()]);
    }
    home.say(&["preset", "rename", "My Lead", "Anna"]);
    let renamed = own.with_file_name("Anna.yaml");
    until("the file is renamed", || renamed.exists() && !own.exists());
    let text = refused(&home, &["preset", "apply", "Ana", "ch/2"]);
    assert!(text.contains("did you mean 'Anna'?"), "{text}");
    assert!(refused(&home, &["preset", "delete", "Snare"]).contains("is shipped with Headroom"));
    assert!(refused(&home, &["copy", "ch/1", "chan/2"]).contains("allowed: ch/N, bus/N, main"));
    console.signal("-TERM");
    drop(console);

    // A broken file costs nobody anything but itself.
    fs::write(show.join("presets/broken.yaml"), "preset: [").unwrap();
    fs::write(
        show.join("presets/partly.yaml"),
        "headroom: 1\npreset: Partly\nvalues:\n  hpf/frq: 1 kHz\n  hpf/freq: 200 Hz\n",
    )
    .unwrap();
    let _console = home.open_show(&show);
    let list = home.say(&["preset", "list"]);
    assert!(
        list.contains("own      Anna") && list.contains("show     Here"),
        "{list}"
    );
    home.say(&["preset", "apply", "Partly", "ch/2"]);
    assert_eq!(home.get("ch/2/hpf/freq").trim(), "ch/2/hpf/freq: 200 Hz");
    let output = home.run(&["check", show.to_str().unwrap()]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("did you mean 'hpf/freq'?"), "{said}");
    home.say(&["preset", "delete", "Anna"]);
    until("the file is gone", || !renamed.exists());
}
