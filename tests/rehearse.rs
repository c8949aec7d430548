//! `headroom rehearse`: the cues of a show offline, with what they would sound like.

mod common;
#[path = "common/program.rs"]
mod program;
#[path = "common/process.rs"]
mod server;

use common::wave;
use program::Home;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

const CONSOLE: &str = "\
headroom: 1
strips: [ { number: 1 }, { number: 2, name: Lead } ]
buses: [ { number: 1, role: wedge, name: Wedge } ]
values: { main/fader: 0 dB, bus/1/fader: 0 dB, ch/1/fader: -20 dB, ch/2/fader: -30 dB }
";

/// Quiet, then 10 dB louder, then far too loud: nobody has approved any of it but where the show starts.
fn show(home: &Home) -> PathBuf {
    let show = home.new_show(CONSOLE);
    for (name, first, second) in [
        ("Quiet", "-20 dB", "-30 dB"),
        ("Middle", "-15 dB", "-30 dB"),
        ("Loud", "-15 dB", "0 dB"),
    ] {
        let text = format!(
            "headroom: 1\nscene: {name}\nvalues:\n  ch/1/fader: {first}\n  ch/2/fader: {second}\n"
        );
        fs::write(show.join(format!("scenes/{name}.yaml")), text).unwrap();
    }
    let cues = "headroom: 1\ncues:\n  - 1: Quiet\n  - 2: Middle\n    wait: 1 s\n    follow: 1 s\n  - 3: Loud\n    \
                fade: 2 s\n  - 4:\n    name: Lights only\n  - 5: Quiet\n    skipped: yes\n";
    fs::write(show.join("cues.yaml"), cues).unwrap();
    show
}

fn rehearse(home: &Home, show: &Path, more: &[&str]) -> Output {
    let folder = show.display().to_string();
    let mut words = vec!["rehearse", &folder, "--seconds", "1"];
    words.extend(more);
    home.run(&words)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn report(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}{}", text(&output.stdout), text(&output.stderr)))
}

fn loudness(report: &Value, cue: usize) -> f64 {
    let outputs = report["cues"][cue]["outputs"].as_array().unwrap();
    let main = outputs.iter().find(|output| output["node"] == "main");
    main.unwrap()["integrated_lufs"].as_f64().unwrap()
}

#[test]
fn each_cue_is_heard_and_what_rises_too_far_fails() {
    let home = Home::new();
    let show = show(&home);
    let output = rehearse(&home, &show, &["--json"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let report = report(&output);
    let cues = report["cues"].as_array().unwrap();
    let called: Vec<&str> = cues
        .iter()
        .map(|cue| cue["cue"].as_str().unwrap())
        .collect();
    assert_eq!(
        called,
        [
            "cue 1 Quiet",
            "cue 2 Middle",
            "cue 3 Loud",
            "cue 4 Lights only"
        ]
    );
    // The levels are those of the faders.
    let rise = loudness(&report, 1) - loudness(&report, 0);
    assert!((rise - 5.0).abs() < 1.5, "{rise}");
    assert_eq!(cues[1]["guard"], "passes");
    let held = cues[2]["guard"].as_str().unwrap();
    assert!(
        held.contains("Loud raises ch/2 (Lead) → main by 30 dB"),
        "{held}"
    );
    assert_eq!(cues[2]["faults"].as_array().unwrap().len(), 1);
    // It was allowed, and is heard.
    assert!(
        loudness(&report, 2) - loudness(&report, 1) > 10.0,
        "{report:#}"
    );
    assert!(
        (loudness(&report, 3) - loudness(&report, 2)).abs() < 3.0,
        "{report:#}"
    );
    // Nothing was written.
    assert!(!text(&fs::read(show.join("cues.yaml")).unwrap()).is_empty());
    assert!(fs::read_dir(show.join("journal")).map_or(0, Iterator::count) <= 1);
}

#[test]
fn a_show_of_which_something_cannot_be_read_never_passes() {
    let home = Home::new();
    let folder = show(&home);
    // Nothing rises: only the files are wrong.
    for name in ["Middle", "Loud"] {
        let text = fs::read_to_string(folder.join("scenes/Quiet.yaml")).unwrap();
        let text = text.replace("Quiet", name);
        fs::write(folder.join(format!("scenes/{name}.yaml")), text).unwrap();
    }
    let (cues, scene) = (folder.join("cues.yaml"), folder.join("scenes/Quiet.yaml"));
    let whole = (fs::read(&cues).unwrap(), fs::read(&scene).unwrap());
    let shown = folder.display().to_string();
    let judged = |home: &Home| {
        let rehearsed = rehearse(home, &folder, &["--max-peak", "40"]);
        let checked = home.run(&["check", "--transitions", &shown]);
        [rehearsed, checked].map(|output| (output.status.success(), text(&output.stderr)))
    };
    for (file, is_fine) in [(&cues, true), (&cues, false), (&scene, false)] {
        if !is_fine {
            fs::write(file, "headroom: 1\ncues: [\nscene: [").unwrap();
        }
        for (passes, said) in judged(&home) {
            if is_fine {
                assert!(passes, "{said}");
            } else {
                // A cue whose scene cannot be recalled is beyond its limits by itself.
                let is_said =
                    said.contains("in the show's files") || said.contains("beyond its limits");
                assert!(!passes && is_said, "{said}");
            }
        }
        fs::write(&cues, &whole.0).unwrap();
        fs::write(&scene, &whole.1).unwrap();
    }
}

#[test]
fn limits_of_peak_loudness_and_rise_are_held() {
    let home = Home::new();
    let show = show(&home);
    let cues = "headroom: 1\ncues:\n  - 1: Quiet\n  - 2: Middle\n";
    fs::write(show.join("cues.yaml"), cues).unwrap();
    let passes = rehearse(&home, &show, &[]);
    assert!(
        passes.status.success(),
        "{}{}",
        text(&passes.stdout),
        text(&passes.stderr)
    );
    let said = text(&passes.stdout);
    assert!(
        said.contains("cue 2 Middle") && said.contains("2 rehearsed, 0 beyond limits"),
        "{said}"
    );
    let limits = [
        "--max-peak",
        "-80",
        "--max-loudness",
        "-90",
        "--max-rise",
        "2",
    ];
    let output = rehearse(&home, &show, &limits);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stdout);
    for word in [
        "true peak",
        "LUFS, allowed -90",
        "LU louder than at the cue before",
    ] {
        assert!(said.contains(word), "{word}: {said}");
    }
}

#[test]
fn the_strips_hear_the_files_of_a_folder_or_of_a_list() {
    let home = Home::new();
    let show = show(&home);
    let folder = home.folder("take");
    fs::create_dir_all(&folder).unwrap();
    let tone: Vec<f32> = (0..400_000_u32)
        .map(|at| 0.1 * (at as f32 * 0.13).sin())
        .collect();
    let samples: Vec<u8> = tone
        .iter()
        .flat_map(|sample| sample.to_le_bytes())
        .collect();
    let chunks = [
        wave::chunk(b"fmt ", &wave::format(3, 1, 44_100, 32)),
        wave::chunk(b"data", &samples),
    ];
    let file = Path::new(&folder).join("01 ch 1 Kick.wav");
    fs::write(file, wave::riff(&chunks)).unwrap();
    let from_folder = report(&rehearse(&home, &show, &["--json", "--inputs", &folder]));
    assert_eq!(from_folder["rate"], 44_100);
    let list = home.write(
        "inputs.yaml",
        "inputs: { ch/1: { file: take/01 ch 1 Kick.wav } }\n",
    );
    let list = list.display().to_string();
    let from_list = report(&rehearse(
        &home,
        &show,
        &["--json", "--rate", "44100", "--inputs", &list],
    ));
    for cue in 0..3 {
        assert_eq!(
            loudness(&from_folder, cue),
            loudness(&from_list, cue),
            "{cue}"
        );
    }
    // The Lead has no file: its fader makes nothing louder.
    assert!((loudness(&from_folder, 2) - loudness(&from_folder, 1)).abs() < 0.2);
    let nothing = home.folder("nothing");
    fs::create_dir_all(&nothing).unwrap();
    let output = rehearse(&home, &show, &["--inputs", &nothing]);
    assert!(
        text(&output.stderr).contains("no sound file for a strip"),
        "{output:?}"
    );
}
