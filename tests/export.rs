//! `headroom export`: what becomes of a mix, measured in the file by others' means.

mod common;

use common::wave::write_floats;
use ebur128::{EbuR128, Mode};
use headroom::disk::SoundFile;
use std::f32::consts::TAU;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const RATE: u32 = 48_000;

/// A folder of one test, with a mix in it.
struct Bench(PathBuf);

impl Bench {
    fn new(name: &str, mix: &[Vec<f32>]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("export-{name}"));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let frame = |n: usize| mix.iter().map(|channel| channel[n]).collect();
        let frames: Vec<Vec<f32>> = (0..mix[0].len()).map(frame).collect();
        write_floats(&folder.join("mix.wav"), RATE, &frames);
        Self(folder)
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_headroom"))
            .args([&["export", "mix.wav"], args].concat())
            .current_dir(&self.0)
            .output()
            .unwrap()
    }

    /// What it says.
    fn export(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn refused(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(1), "{args:?}: {output:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    fn read(&self, file: &str) -> Sound {
        let mut file = SoundFile::open(&self.0.join(file)).unwrap();
        let mut channels = vec![Vec::new(); file.channels()];
        loop {
            let count = file.advance(4096).unwrap();
            if count == 0 {
                break;
            }
            for (number, channel) in channels.iter_mut().enumerate() {
                let from = channel.len();
                channel.resize(from + count, 0.0);
                file.copy(number, &mut channel[from..]);
            }
        }
        assert!(file.notes().is_empty(), "{:?}", file.notes());
        Sound {
            rate: file.rate(),
            channels,
        }
    }

    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }
}

struct Sound {
    rate: u32,
    channels: Vec<Vec<f32>>,
}

impl Sound {
    /// Integrated loudness and true peak, as the oracle measures them.
    fn levels(&self) -> (f64, f64) {
        let mode = Mode::I | Mode::TRUE_PEAK;
        let count = self.channels.len() as u32;
        let mut meter = EbuR128::new(count, self.rate, mode).unwrap();
        let planes: Vec<&[f32]> = self.channels.iter().map(Vec::as_slice).collect();
        meter.add_frames_planar_f32(&planes).unwrap();
        let peaks = (0..count).map(|channel| meter.true_peak(channel).unwrap());
        let peak = peaks.fold(0.0, f64::max);
        (meter.loudness_global().unwrap(), 20.0 * peak.log10())
    }
}

/// Something like a drum over something like a bass: seconds of it, each side its own.
fn song(seconds: usize) -> Vec<Vec<f32>> {
    let side = |hz: f32| {
        let sample = move |n: usize| {
            let t = n as f32 / RATE as f32;
            let beat = t.rem_euclid(0.5);
            let drum = 0.9 * (-beat * 30.0).exp() * (TAU * 180.0 * beat).sin();
            let bass = 0.05 * (TAU * hz * t).sin() + 0.02 * (TAU * 31.0 * hz * t).sin();
            drum + bass
        };
        (0..seconds * RATE as usize).map(sample).collect()
    };
    vec![side(82.0), side(83.0)]
}

#[test]
fn every_format_holds_the_mix_as_closely_as_it_can() {
    let mix = song(3);
    let bench = Bench::new("formats", &mix);
    for (format, file, error) in [
        ("wav24", "a.wav", 2.0 / 8_388_608.0),
        ("wav16", "b.wav", 2.0 / 32_768.0),
        ("wav-float", "c.wav", 0.0),
        ("flac24", "d.flac", 2.0 / 8_388_608.0),
        ("flac16", "e.flac", 2.0 / 32_768.0),
    ] {
        bench.export(&["--out", file, "--format", format]);
        let sound = bench.read(file);
        assert_eq!((sound.rate, sound.channels.len()), (RATE, 2), "{format}");
        for (found, wanted) in sound.channels.iter().zip(&mix) {
            assert_eq!(found.len(), wanted.len(), "{format}");
            let worst = found.iter().zip(wanted).map(|(a, b)| (a - b).abs());
            let worst = worst.fold(0.0, f32::max);
            assert!(worst <= error, "{format}: {worst}");
        }
    }
    // The ending says what is meant, and the same words give the same bytes.
    bench.export(&["--out", "f.flac"]);
    let bytes = |file: &str| std::fs::read(bench.0.join(file)).unwrap();
    assert_eq!(bytes("d.flac"), bytes("f.flac"));
    // Dither is another noise on each side, and none where nobody wants it.
    bench.export(&["--out", "g.wav", "--format", "wav16", "--no-dither"]);
    let plain = bench.read("g.wav");
    let off = plain.channels[0].iter().zip(&mix[0]);
    let worst = off.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst <= 0.501 / 32_768.0, "{worst}");
}

#[test]
fn a_loudness_is_reached_below_the_true_peak_that_goes_with_it() {
    let bench = Bench::new("loudness", &song(12));
    for (word, loudness, true_peak) in [
        ("ebu", -23.0, -1.0),
        ("spotify", -14.0, -1.0),
        ("amazon", -14.0, -2.0),
        ("-12.5", -12.5, -1.0),
    ] {
        let said = bench.export(&["--out", "out.wav", "--loudness", word, "--report"]);
        let (found, peak) = bench.read("out.wav").levels();
        assert!((found - loudness).abs() <= 0.1, "{word}: {found} LUFS");
        assert!(peak <= true_peak + 0.05, "{word}: {peak} dBTP");
        let report = std::fs::read_to_string(bench.0.join("out.wav.report.json")).unwrap();
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        let figure = |name: &str| report[name].as_f64().unwrap();
        assert!((figure("integrated_lufs") - found).abs() < 0.02, "{report}");
        assert!((figure("true_peak_dbtp") - peak).abs() < 0.1, "{report}");
        // The drums reach −1 dBFS at about −20 LUFS: louder means limited.
        let is_limited = loudness > -20.0;
        assert_eq!(figure("limited_db") > 0.1, is_limited, "{report}");
        assert_eq!(said.contains("limited by up to"), is_limited, "{said}");
        assert_eq!(report["curve"].as_array().unwrap().len(), 24);
        assert_eq!(report["bands"].as_array().unwrap().len(), 31);
        let picture = std::fs::read_to_string(bench.0.join("out.wav.report.svg")).unwrap();
        assert!(picture.starts_with("<svg") && picture.matches("<polyline").count() == 2);
    }
    let refused = bench.refused(&["--out", "no.wav", "--loudness", "-5", "--true-peak", "-30"]);
    assert!(
        refused.contains("cannot be brought to -5.0 LUFS"),
        "{refused}"
    );
    assert!(
        !bench
            .files()
            .iter()
            .any(|name| name.contains("no.wav") || name.starts_with('.'))
    );
}

#[test]
fn another_rate_has_the_same_sound_and_length() {
    let tone = |hz: f64| {
        let turn = hz * std::f64::consts::TAU / f64::from(RATE);
        let sample = move |n: u32| (0.5 * (turn * f64::from(n)).sin()) as f32;
        (0..3 * RATE).map(sample).collect::<Vec<f32>>()
    };
    let bench = Bench::new("rate", &[tone(997.0), tone(15_000.0)]);
    for rate in [44_100_u32, 96_000, 32_000] {
        let text = rate.to_string();
        bench.export(&["--out", "out.wav", "--rate", &text, "--format", "wav-float"]);
        let sound = bench.read("out.wav");
        assert_eq!(sound.rate, rate);
        for (channel, hz) in sound.channels.iter().zip([997.0, 15_000.0]) {
            assert_eq!(channel.len() as u32, 3 * rate);
            // A second away from both ends: whole periods of the sine, which may be late by part of a frame.
            let second = &channel[rate as usize..2 * rate as usize];
            let turn = hz * std::f64::consts::TAU / f64::from(rate);
            let part = |f: fn(f64) -> f64| {
                let sum = second
                    .iter()
                    .enumerate()
                    .map(|(n, x)| f64::from(*x) * f(turn * n as f64));
                2.0 * sum.sum::<f64>() / f64::from(rate)
            };
            let (sine, cosine) = (part(f64::sin), part(f64::cos));
            let level = 20.0 * (sine.hypot(cosine) / 0.5).log10();
            assert!(level.abs() < 0.01, "{rate} {hz}: {level} dB");
            let late = cosine.atan2(sine).abs() / turn;
            assert!(late <= 0.51, "{rate} {hz}: {late} frames");
            let rest = second.iter().enumerate().map(|(n, x)| {
                let (s, c) = (turn * n as f64).sin_cos();
                (f64::from(*x) - sine * s - cosine * c).powi(2)
            });
            let rest = (rest.sum::<f64>() / f64::from(rate)).sqrt();
            assert!(
                20.0 * (rest / 0.354).log10() < -110.0,
                "{rate} {hz}: {rest}"
            );
        }
    }
}

#[test]
fn a_range_and_the_sound_alone_are_what_is_left() {
    let mut mix = song(4);
    for channel in &mut mix {
        channel[..RATE as usize].fill(0.0);
        channel[3 * RATE as usize..].fill(0.0);
    }
    let bench = Bench::new("range", &mix);
    let take = |args: &[&str]| {
        bench.export(&[&["--out", "out.wav", "--format", "wav-float"], args].concat());
        bench.read("out.wav").channels.remove(0)
    };
    let second = |n: f64| (n * f64::from(RATE)) as usize;
    assert!(take(&["--from", "1.5", "--to", "0:02.25"]) == mix[0][second(1.5)..second(2.25)]);
    assert!(take(&["--from", "3.5"]) == mix[0][second(3.5)..]);
    let trimmed = take(&["--trim"]);
    let (begin, end) = (second(0.95), second(3.5));
    assert!(
        trimmed.len().abs_diff(end - begin) < 200,
        "{}",
        trimmed.len()
    );
    let nothing = bench.refused(&["--out", "no.wav", "--from", "3.2", "--trim"]);
    assert!(
        nothing.contains("nothing of mix.wav would be left"),
        "{nothing}"
    );
    let silent = bench.refused(&["--out", "no.wav", "--from", "3.2", "--loudness", "ebu"]);
    assert!(silent.contains("the mix is silent"), "{silent}");
}

/// A mix with markers, as a recording or a render has them: they say where to begin and end, and go along.
#[test]
fn a_range_by_markers_keeps_those_that_lie_in_it() {
    let bench = Bench::new("markers", &song(4));
    let session = "rate: 48000\nseconds: 4\nautomation: marks.yaml\ninputs: { ch/1: { file: mix.wav, channel: 1 } }\n\
                   at: { 0.0: { ch/1/fader: 0 dB, ch/1/main/on: on, main/fader: 0 dB } }\noutputs: { main: marked.wav }\n";
    std::fs::write(bench.0.join("session.yaml"), session).unwrap();
    let marks = "headroom: 1\nmarkers:\n  - 0.75 Verse\n  - 1.5 Chorus\n  - 2 Solo\n  - 3.25 End\n";
    std::fs::write(bench.0.join("marks.yaml"), marks).unwrap();
    let render = Command::new(env!("CARGO_BIN_EXE_headroom"))
        .args(["render", "session.yaml", "--out", "."])
        .current_dir(&bench.0)
        .output()
        .unwrap();
    assert!(render.status.success(), "{render:?}");
    let run = |args: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_headroom"))
            .args([&["export", "marked.wav", "--out"], args].concat())
            .current_dir(&bench.0)
            .output()
            .unwrap()
    };
    let whole = bench.read("marked.wav").channels.remove(0);
    let second = |n: f64| (n * f64::from(RATE)) as usize;
    let range = [
        "out.wav",
        "--format",
        "wav-float",
        "--from",
        "Chorus",
        "--to",
        "End",
    ];
    let output = run(&range);
    assert!(output.status.success(), "{output:?}");
    assert!(bench.read("out.wav").channels[0] == whole[second(1.5)..second(3.25)]);
    let markers = |file: &str| {
        let file = SoundFile::open(&bench.0.join(file)).unwrap();
        let markers = file.markers().iter();
        markers
            .map(|marker| (marker.frame, marker.name.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(markers("marked.wav")[3], (156_000, "End".to_owned()));
    let expected = [(0, "Chorus".to_owned()), (24_000, "Solo".to_owned())];
    assert_eq!(markers("out.wav"), expected);
    run(&["half.wav", "--rate", "24000", "--from", "Chorus"]);
    assert_eq!(markers("half.wav")[1], (12_000, "Solo".to_owned()));
    run(&["out.flac", "--from", "Chorus"]);
    let bytes = std::fs::read(bench.0.join("out.flac")).unwrap();
    let has = |text: &str| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    assert!(has("CHAPTER002=00:00:00.500") && has("CHAPTER002NAME=Solo"));
    let output = run(&["no.wav", "--from", "Bridge"]);
    let refused = String::from_utf8(output.stderr).unwrap();
    assert!(
        refused.contains("'Bridge' is no time and no marker"),
        "{refused}"
    );
    assert!(refused.contains("Verse, Chorus, Solo, End"), "{refused}");
}

#[test]
fn what_the_file_says_of_itself_stands_in_it() {
    let bench = Bench::new("labels", &song(1));
    let labels = [
        "--title",
        "Grün",
        "--artist",
        "The Band",
        "--album",
        "Live",
        "--date",
        "2026",
        "--comment",
        "FOH",
    ];
    for (file, codes) in [
        ("a.wav", ["INAM", "IART", "IPRD", "ICRD", "ICMT"]),
        (
            "b.flac",
            ["TITLE=", "ARTIST=", "ALBUM=", "DATE=", "COMMENT="],
        ),
    ] {
        bench.export(&[&["--out", file][..], &labels].concat());
        let bytes = std::fs::read(bench.0.join(file)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for (code, label) in codes.iter().zip(labels.iter().skip(1).step_by(2)) {
            let at = text.find(code).unwrap_or_else(|| panic!("{file}: {code}"));
            let length = code.len() + 4 + label.len();
            let near: String = text[at..].chars().take(length).collect();
            assert!(near.contains(label), "{file}: {near:?}");
        }
        bench.read(file);
    }
}

#[test]
fn what_makes_no_sense_is_refused_and_changes_nothing() {
    let bench = Bench::new("refused", &song(1));
    std::fs::write(bench.0.join("old.wav"), "somebody's").unwrap();
    for (args, reason) in [
        (
            &["--out", "mix.wav"][..],
            "is the mix itself and would be replaced",
        ),
        (
            &["--out", "old.wav", "--loudness", "loud"],
            "'loud' is no loudness; allowed: -40 to -5 LUFS, or ebu",
        ),
        (
            &["--out", "old.wav", "--rate", "7999"],
            "7999 Hz is not possible; allowed: 8000 to 192000 Hz",
        ),
        (
            &["--out", "old.wav", "--true-peak", "3"],
            "a true peak of 3 dBTP is not possible; allowed: -30 to 0 dBTP",
        ),
        (
            &["--out", "old.wav", "--from", "2", "--to", "1"],
            "--to has to be later",
        ),
        (
            &["--out", "old.wav", "--from", "soon"],
            "'soon' is no time and no marker; allowed: seconds",
        ),
        (
            &["--out", "old.wav", "--from", "9"],
            "nothing of mix.wav would be left; it is 1.0 s long",
        ),
        (
            &["--out", "new.mp3"],
            "new.mp3 would hold WAV; name it so: --out new.wav",
        ),
        (
            &["--out", "new.wav", "--format", "flac16"],
            "new.wav would hold FLAC",
        ),
        (&["--out", "old.wav/new.wav"], "cannot be written"),
    ] {
        let refused = bench.refused(args);
        assert!(refused.contains(reason), "{args:?}: {refused}");
    }
    assert_eq!(bench.files(), ["mix.wav", "old.wav"]);
    assert_eq!(
        std::fs::read(bench.0.join("old.wav")).unwrap(),
        b"somebody's"
    );
}

#[test]
fn what_lies_beyond_full_scale_is_told_or_limited() {
    let loud: Vec<Vec<f32>> = song(1)
        .iter()
        .map(|side| side.iter().map(|x| 2.0 * x).collect())
        .collect();
    let bench = Bench::new("clipped", &loud);
    let said = bench.export(&["--out", "out.wav"]);
    assert!(
        said.contains("samples lay beyond full scale and are clipped"),
        "{said}"
    );
    let said = bench.export(&["--out", "out.wav", "--true-peak", "-1"]);
    assert!(
        !said.contains("clipped") && said.contains("limited by up to"),
        "{said}"
    );
    let (_, peak) = bench.read("out.wav").levels();
    assert!(peak <= -0.95, "{peak}");
}

#[test]
fn a_mix_that_breaks_off_is_exported_as_far_as_it_goes_and_that_is_said() {
    let bench = Bench::new("broken", &song(2));
    let path = bench.0.join("mix.wav");
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() * 6 / 10]).unwrap();
    let said = bench.export(&["--out", "out.wav", "--report"]);
    assert!(said.contains("\nnote: mix.wav "), "{said}");
    let report = std::fs::read_to_string(bench.0.join("out.wav.report.json")).unwrap();
    assert!(report.contains("\"notes\": [\n    \"mix.wav "), "{report}");
    assert!(bench.read("out.wav").channels[0].len() > RATE as usize);
}

#[test]
fn samples_that_are_no_numbers_are_silence_and_that_is_said() {
    let mut mix = song(1);
    mix[0][100] = f32::NAN;
    let bench = Bench::new("no-numbers", &mix);
    let said = bench.export(&["--out", "out.wav"]);
    assert!(
        said.contains("\nnote: mix.wav has a sample that is no number; it is silence"),
        "{said}"
    );
    let channels = bench.read("out.wav").channels;
    assert!(channels.iter().flatten().all(|x| x.is_finite()));
}
