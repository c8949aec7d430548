//! `headroom translate`: a mix on every kind of loudspeaker, and what is said about it.

mod common;

use common::signal::sine;
use common::wave::{read_floats, write_floats};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("translate-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn translate(folder: &Path, channels: &[Vec<f32>]) -> Output {
    let frame = |n: usize| channels.iter().map(|channel| channel[n]).collect();
    let frames: Vec<Vec<f32>> = (0..channels[0].len()).map(frame).collect();
    write_floats(&folder.join("mix.wav"), 48_000, &frames);
    Command::new(env!("CARGO_BIN_EXE_headroom"))
        .args(["translate", "mix.wav", "--out", "out"])
        .current_dir(folder)
        .output()
        .unwrap()
}

#[test]
fn a_mix_is_heard_on_everything_and_lasts_as_long() {
    let folder = folder("all");
    // A bass and a tone whose sides are a quarter of a period apart.
    let side = |phase: f32| {
        let tone =
            |hz: f32, n: u16| (f32::from(n) * hz / 48_000.0 * std::f32::consts::TAU + phase).sin();
        let bass = (0..48_000).map(move |n| 0.3 * tone(60.0, n) + 0.1 * tone(1000.0, n));
        bass.collect::<Vec<f32>>()
    };
    let output = translate(&folder, &[side(0.0), side(std::f32::consts::FRAC_PI_2)]);
    assert!(output.status.success(), "{output:?}");
    let report = std::fs::read_to_string(folder.join("out/report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let heard = report["heard"].as_array().unwrap();
    assert_eq!(heard.len(), 9);
    for entry in heard {
        let file = folder.join("out").join(entry["file"].as_str().unwrap());
        let sound = read_floats(&file);
        assert_eq!(sound.channels.len(), 2);
        assert_eq!(sound.channels[0].len(), 48_000);
        let bass = entry["bands_db"][0].as_f64().unwrap();
        match entry["on"].as_str().unwrap() {
            "off" => assert!(bass.abs() < 1e-6),
            "phone" | "laptop" | "small-speaker" | "tv" => assert!(bass < -6.0, "{entry}"),
            // Lifted by 3 dB, and the same on both sides.
            "club" => assert!((bass + 0.1).abs() < 0.5, "{entry}"),
            // Half of what differs between the sides.
            "mono" => assert!((bass + 3.0).abs() < 0.5, "{entry}"),
            _ => assert!(bass > 2.0, "{entry}"),
        }
    }
}

#[test]
fn what_mono_takes_away_is_said() {
    let tone = sine(1000.0, 0.3, 48_000);
    let inverse: Vec<f32> = tone.iter().map(|x| -x).collect();
    let output = translate(&folder("mono"), &[tone.clone(), inverse]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("In mono nothing is left"), "{text}");
    let output = translate(&folder("same"), &[tone.clone(), tone]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("In mono"), "{text}");
}

#[test]
fn what_cannot_be_translated_is_refused_with_words() {
    let folder = folder("refused");
    let output = translate(&folder, &[vec![0.1; 100], vec![0.1; 100], vec![0.1; 100]]);
    assert!(!output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(
        text.contains("3 channels; allowed: a mix of 1 or 2"),
        "{text}"
    );
    assert!(!folder.join("out").exists());
}

/// Everything in a folder, hidden files too.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn all_files_take_their_places_or_none_does() {
    let folder = folder("whole");
    let out = folder.join("out");
    let output = translate(&folder, &[sine(1000.0, 0.3, 4800)]);
    assert!(output.status.success(), "{output:?}");
    let whole = names(&out);
    assert_eq!(whole.len(), 10, "{whole:?}");
    // The last but one cannot be written: nothing of the next mix is there.
    let before = std::fs::read(out.join("off.wav")).unwrap();
    std::fs::remove_file(out.join("hall.wav")).unwrap();
    std::fs::create_dir(out.join("hall.wav")).unwrap();
    let output = translate(&folder, &[sine(500.0, 0.1, 4800)]);
    assert!(!output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(
        text.contains("hall.wav is a folder; name another"),
        "{text}"
    );
    assert_eq!(names(&out), whole);
    assert!(std::fs::read(out.join("off.wav")).unwrap() == before);
}

#[test]
fn a_mix_is_not_replaced_by_what_is_made_of_it() {
    let folder = folder("itself");
    std::fs::create_dir(folder.join("out")).unwrap();
    let frames: Vec<Vec<f32>> = sine(500.0, 0.1, 4800)
        .into_iter()
        .map(|x| vec![x])
        .collect();
    write_floats(&folder.join("out/off.wav"), 48_000, &frames);
    let output = Command::new(env!("CARGO_BIN_EXE_headroom"))
        .args(["translate", "out/off.wav", "--out", "out"])
        .current_dir(&folder)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("is the mix itself"), "{text}");
    assert_eq!(names(&folder.join("out")), ["off.wav"]);
}

#[test]
fn what_the_reader_has_to_say_of_a_mix_is_told_and_stands_in_the_report() {
    let folder = folder("notes");
    let mut tone = sine(1000.0, 0.3, 48_000);
    (tone[100], tone[200]) = (f32::NAN, f32::INFINITY);
    let output = translate(&folder, &[tone]);
    let text = String::from_utf8(output.stdout).unwrap();
    let note = "mix.wav has 2 samples that are no numbers; they are silence";
    assert!(text.contains(&format!("note: {note}\n")), "{text}");
    let report = std::fs::read_to_string(folder.join("out/report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["notes"][0], note);
    // One that breaks off.
    let path = folder.join("mix.wav");
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_headroom"))
        .args(["translate", "mix.wav", "--out", "again"])
        .current_dir(&folder)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("note: mix.wav breaks off after 0.5"),
        "{text}"
    );
}
