//! Stems of `headroom render`, and what it writes beside the session: for mastering, in other formats, with a tail.

mod common;

use common::wave::{read_floats, write_floats};
use headroom::app::render::{Delivery, Period, RenderOptions, Report, render};
use headroom::cli::{ExportFormat, StemKind};
use headroom::disk::SoundFile;
use headroom::show::session_file;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// An empty folder of a test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("stems-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn render_as(text: &str, folder: &Path, period: Period, delivery: Delivery) -> Report {
    let session = session_file::parse(text, "session.yaml", folder).unwrap();
    let options = RenderOptions {
        delivery,
        ..RenderOptions::new(folder.join("out"), period)
    };
    render(&session, &options).unwrap()
}

fn channels(folder: &Path, file: &str) -> Vec<Vec<f32>> {
    read_floats(&folder.join("out").join(file)).channels
}

fn loudest(signal: &[f32]) -> f32 {
    signal.iter().fold(0.0, |peak: f32, x| peak.max(x.abs()))
}

/// The sum of files, and how far it is from another one at most.
fn distance(folder: &Path, stems: &[&str], whole: &str) -> f32 {
    let whole = channels(folder, whole);
    let stems: Vec<Vec<Vec<f32>>> = stems.iter().map(|stem| channels(folder, stem)).collect();
    let mut furthest: f32 = 0.0;
    for (side, channel) in whole.iter().enumerate() {
        assert!(loudest(channel) > 0.05, "nothing to compare with");
        assert!(stems.iter().all(|stem| stem[side].len() == channel.len()));
        for (frame, x) in channel.iter().enumerate() {
            let sum: f64 = stems.iter().map(|stem| f64::from(stem[side][frame])).sum();
            furthest = furthest.max((sum - f64::from(*x)).abs() as f32);
        }
    }
    furthest
}

/// Strips into main, into a group and into a reverb; a wedge that main never hears. All of it moves.
fn moving(rate: u32) -> String {
    format!(
        "console:
  strips: [ {{ numbers: 1-9 }}, {{ number: 10, width: stereo, name: Keys }} ]
  buses:
    - {{ number: 1, role: group, width: stereo, name: Drums }}
    - {{ number: 2, role: fx, width: stereo, name: Hall }}
    - {{ number: 3, role: wedge }}
  dcas: 3
rate: {rate}
seconds: 0.95
inputs:
  ch/1: {{ noise: pink, level: -12 dB, seed: 3 }}
  ch/2: {{ tone: 997 Hz, level: -20 dB, from: 0.1 }}
  ch/9: {{ noise: white, level: -20 dB, seed: 5, to: 0.7 }}
  ch/10: {{ tone: 300 Hz, level: -20 dB }}
at:
  0.0: {{ ch/1/fader: 0 dB, ch/2/fader: -5 dB, ch/9/fader: 0 dB, ch/10/fader: -3 dB, main/fader: 0 dB,
         main/limiter/on: off, bus/1/fader: 0 dB, bus/2/fader: 0 dB, bus/3/fader: 0 dB, ch/1/main/on: off,
         ch/1/send/1/on: on, ch/2/send/2/level: -3 dB, ch/2/send/3/level: 0 dB, ch/9/send/2/level: 0 dB,
         ch/2/main/on: on, ch/9/main/on: on, ch/10/main/on: on, bus/1/main/on: on, bus/2/main/on: on,
         bus/2/fx/type: reverb, ch/10/sat/on: on,
         ch/9/dca/1: on, ch/1/dca/1: on, dca/1/dca/2: on, ch/10/dca/2: on, dca/2/fader: -2 dB }}
  0.2: {{ ch/2/pan: {{ to: -80, over: 300 ms }}, ch/9/fader: {{ to: -20 dB, over: 0.2 }} }}
  0.4011: {{ ch/10/mute: on, ch/9/main/on: off, bus/1/fader: -6 dB }}
  0.8: {{ ch/10/mute: off, ch/9/main/on: on, console/pan-law: -6 dB, ch/10/pan: 40 }}
outputs: {{ main: main.wav }}
"
    )
}

const STRIPS: [&str; 4] = [
    "01 ch 1.wav",
    "02 ch 2.wav",
    "03 ch 9.wav",
    "04 ch 10 Keys.wav",
];

#[test]
fn strips_and_buses_together_are_main_before_its_own_processing() {
    for rate in [44_100, 96_000] {
        let folder = folder(&format!("sum-{rate}"));
        let delivery = Delivery {
            stems: vec![StemKind::Strips, StemKind::Buses],
            ..Delivery::default()
        };
        render_as(&moving(rate), &folder, Period::Fixed(441), delivery);
        let buses = ["05 bus 1 Drums.wav", "06 bus 2 Hall.wav"];
        let stems = [&STRIPS[..], &buses].concat();
        let furthest = distance(&folder, &stems, "main.wav");
        println!("{rate} Hz: main and the sum of its stems differ by {furthest:e} at most");
        // Rounding of sums in 32 bits.
        assert!(furthest < 1e-6, "{rate} Hz: {furthest}");
        // The way by the group alone.
        assert_eq!(loudest(&channels(&folder, STRIPS[0])[0]), 0.0);
        assert!(loudest(&channels(&folder, buses[0])[0]) > 0.05);
        let files = std::fs::read_dir(folder.join("out")).unwrap().count();
        assert_eq!(files, 1 + stems.len() + 1, "a wedge is no stem");
    }
}

#[test]
fn a_dca_is_what_its_members_add_to_main_also_those_of_dcas_in_it() {
    let folder = folder("dca");
    let delivery = Delivery {
        stems: vec![StemKind::Strips, StemKind::Dcas],
        ..Delivery::default()
    };
    let report = render_as(&moving(48_000), &folder, Period::Fixed(64), delivery);
    let furthest = distance(&folder, &[STRIPS[0], STRIPS[2]], "05 dca 1.wav");
    assert!(furthest < 1e-6, "{furthest}");
    let outer = [STRIPS[0], STRIPS[2], STRIPS[3]];
    let furthest = distance(&folder, &outer, "06 dca 2.wav");
    assert!(furthest < 1e-6, "{furthest}");
    let notes = report.notes.join("\n");
    assert!(
        notes.contains("dca/1: ch/1 is not assigned to main"),
        "{notes}"
    );
}

#[test]
fn every_period_gives_the_same_stems() {
    let text = moving(48_000).replace(
        "outputs: { main: main.wav }",
        "outputs: { main: main.wav, ch/2: wet.wav, ch/2/input: dry.wav, bus/2/main: hall.wav, dca/2: dca.wav }",
    );
    let folder = folder("periods");
    let files = ["main.wav", "wet.wav", "dry.wav", "hall.wav", "dca.wav"];
    let mut expected = None;
    for period in [37, 8192]
        .map(Period::Fixed)
        .into_iter()
        .chain([Period::Random(3)])
    {
        render_as(&text, &folder, period, Delivery::default());
        let bytes = files.map(|file| std::fs::read(folder.join("out").join(file)).unwrap());
        let expected = expected.get_or_insert_with(|| bytes.clone());
        assert!(*expected == bytes, "{period:?}");
    }
}

/// A dry stem is the file that the strip hears, as late as main is, whoever mutes or moves it.
#[test]
fn a_dry_stem_is_the_input_under_main() {
    let folder = folder("dry");
    let input: Vec<Vec<f32>> = (0..24_000)
        .map(|n| vec![(n as f32 * 0.37).sin() * 0.5])
        .collect();
    write_floats(&folder.join("vox.wav"), 48_000, &input);
    let text = "seconds: 0.5
inputs: { ch/3: { file: vox.wav } }
at:
  0.0: { ch/3/fader: -10 dB, ch/3/main/on: on, main/fader: 0 dB, ch/3/eq/on: on, ch/3/eq/1/on: on, ch/3/eq/1/gain: 9 dB }
  0.1: { ch/3/mute: on }
outputs: { main: main.wav, ch/3/input: dry.wav, ch/3: wet.wav }
";
    let report = render_as(text, &folder, Period::Fixed(100), Delivery::default());
    let late = report.outputs[0].latency_frames as usize;
    assert!(
        report
            .outputs
            .iter()
            .all(|output| output.latency_frames as usize == late)
    );
    let dry = channels(&folder, "dry.wav");
    assert_eq!((dry.len(), dry[0].len()), (1, 24_000));
    assert!(dry[0][..late].iter().all(|x| *x == 0.0));
    for (frame, x) in dry[0][late..].iter().enumerate() {
        assert_eq!(*x, input[frame][0], "{frame}");
    }
    let wet = channels(&folder, "wet.wav");
    assert_eq!(wet.len(), 2);
    assert!(loudest(&wet[0][..4000]) > 0.05);
    assert_eq!(loudest(&wet[0][8000..]), 0.0);
}

#[test]
fn for_mastering_neither_limiter_nor_clipper_touch_main() {
    let folder = folder("mastering");
    let text = "seconds: 0.5
inputs: { ch/1: { tone: 997 Hz, level: 0 dB } }
at:
  0.0: { ch/1/fader: 6 dB, ch/1/main/on: on, main/fader: 0 dB, main/sat/on: on, main/sat/type: clip, main/sat/drive: 12 dB }
  0.2: { main/limiter/on: off }
  0.3: { main/limiter/on: on, main/sat/on: on }
outputs: { main: main.wav }
";
    let limited = render_as(text, &folder, Period::Fixed(64), Delivery::default());
    assert!(limited.outputs[0].sample_peak_dbfs < 0.0);
    let delivery = Delivery {
        for_mastering: true,
        ..Delivery::default()
    };
    let open = render_as(text, &folder, Period::Fixed(64), delivery);
    // Mono into stereo by the pan law: −3 dB.
    assert!((open.outputs[0].sample_peak_dbfs - 2.99).abs() < 0.05);
    let main = channels(&folder, "main.wav");
    let (early, late) = (&main[0][4800..9600], &main[0][19_200..]);
    assert!((loudest(early) - loudest(late)).abs() < 1e-4);
    let delivery = Delivery {
        for_mastering: true,
        format: Some(ExportFormat::Wav24),
        ..Delivery::default()
    };
    let report = render_as(text, &folder, Period::Fixed(64), delivery);
    let notes = report.notes.join("\n");
    assert!(
        notes.contains("main.wav: ") && notes.contains("clipped"),
        "{notes}"
    );
}

fn read(path: &Path) -> (u32, Vec<Vec<f32>>) {
    let mut file = SoundFile::open(path).unwrap();
    let mut channels = vec![Vec::new(); file.channels()];
    loop {
        let count = file.advance(4096).unwrap();
        if count == 0 {
            return (file.rate(), channels);
        }
        for (number, channel) in channels.iter_mut().enumerate() {
            let from = channel.len();
            channel.resize(from + count, 0.0);
            file.copy(number, &mut channel[from..]);
        }
    }
}

#[test]
fn every_format_has_the_same_sound_as_closely_as_it_can() {
    let folder = folder("formats");
    let text = moving(44_100).replace(
        "outputs: { main: main.wav }",
        "outputs: { main: main.wav, ch/10: keys.flac }",
    );
    render_as(&text, &folder, Period::Fixed(512), Delivery::default());
    let (_, keys) = read(&folder.join("out/keys.flac"));
    let exact = channels(&folder, "main.wav");
    for (format, file, step) in [
        (ExportFormat::WavFloat, "keys.wav", 2.0_f32.powi(-23)),
        (ExportFormat::Wav16, "keys.wav", 2.0_f32.powi(-15)),
        (ExportFormat::Flac16, "keys.flac", 2.0_f32.powi(-15)),
    ] {
        let delivery = Delivery {
            format: Some(format),
            ..Delivery::default()
        };
        render_as(&text, &folder, Period::Fixed(512), delivery);
        let (rate, other) = read(&folder.join("out").join(file));
        assert_eq!((rate, other.len()), (44_100, keys.len()));
        for (a, b) in keys.iter().flatten().zip(other.iter().flatten()) {
            // Dither of both: one and a half steps each.
            assert!((a - b).abs() <= 3.0 * step, "{format:?}: {a} {b}");
        }
        let main = Path::new("out/main").with_extension(format.ending());
        let (_, main) = read(&folder.join(main));
        let off = exact.iter().flatten().zip(main.iter().flatten());
        assert!(off.map(|(a, b)| (a - b).abs()).all(|off| off <= 1.6 * step));
    }
}

/// A tail goes on as the reverb does, in all files alike, and changes nothing of what comes before it.
#[test]
fn a_tail_rings_out() {
    let folder = folder("tail");
    let text = "console: { strips: 2, buses: [ { number: 1, role: fx, width: stereo } ] }
seconds: 0.5
inputs: { ch/1: { noise: pink, level: -12 dB }, ch/2: { tone: 100 Hz, level: -12 dB, to: 0.1 } }
at:
  0.0: { ch/1/fader: 0 dB, main/fader: 0 dB, bus/1/fader: 0 dB, ch/1/send/1/level: 0 dB, bus/1/fx/type: reverb,
         bus/1/main/on: on, ch/1/main/on: on, ch/2/fader: 0 dB, ch/2/main/on: on }
outputs: { main: main.wav, ch/2: two.wav, bus/1/main: hall.wav }
";
    render_as(text, &folder, Period::Fixed(64), Delivery::default());
    let files = ["main.wav", "two.wav", "hall.wav"];
    let short = files.map(|file| channels(&folder, file));
    let delivery = Delivery {
        tail: true,
        ..Delivery::default()
    };
    let report = render_as(text, &folder, Period::Fixed(441), delivery);
    println!("the tail ends after {:.3} s", report.seconds);
    let long = files.map(|file| channels(&folder, file));
    for (short, long) in short.iter().zip(&long) {
        assert_eq!(short[0].len(), 24_000);
        assert_eq!(long[0].len() as u64, report.frames);
        assert!(short[0] == long[0][..24_000] && short[1] == long[1][..24_000]);
    }
    let main = &long[0][0];
    assert!(main.len() > 48_000, "{}", main.len());
    // Half a second of silence stays, but for what a callback makes longer.
    let silent = main.iter().rev().take_while(|x| x.abs() < 3.16e-5).count();
    assert!((24_000 - 1..25_000).contains(&silent), "{silent}");
    assert_eq!(report.frames, {
        let again = Delivery {
            tail: true,
            ..Delivery::default()
        };
        render_as(text, &folder, Period::Fixed(1024), again).frames
    });
}

#[test]
fn what_is_not_on_the_console_is_no_output() {
    let parse = |outputs: &str| {
        let text = format!("console: {{ strips: 2 }}\nseconds: 1\noutputs: {{ {outputs} }}\n");
        session_file::parse(&text, "s", Path::new(""))
    };
    for outputs in [
        "ch/3: a.wav",
        "bus/1/main: a.wav",
        "dca/25: a.wav",
        "main/main: a.wav",
        "ch/1/output: a.wav",
    ] {
        let error = parse(outputs).unwrap_err().to_string();
        assert!(error.contains("is no output"), "{error}");
        assert!(error.contains("ch/N, bus/N/main and dca/N"), "{error}");
    }
    let session = parse("main: main.wav, ch/1: main.flac").unwrap();
    let options = RenderOptions {
        delivery: Delivery {
            format: Some(ExportFormat::Flac24),
            ..Delivery::default()
        },
        ..RenderOptions::new(folder("twice").join("out"), Period::Fixed(64))
    };
    let error = render(&session, &options).unwrap_err().to_string();
    assert!(
        error.starts_with("two outputs would be written to main.flac"),
        "{error}"
    );
    assert!(!options.out_dir.exists());
}

/// Whoever cancels finds no file that is not whole.
#[test]
fn a_render_that_is_cancelled_leaves_no_file() {
    let folder = folder("cancel");
    let text = "seconds: 36000\ninputs: { ch/1: { noise: pink, level: -12 dB } }\n\
                outputs: { main: main.wav, ch/1/input: dry.flac }\n";
    std::fs::write(folder.join("session.yaml"), text).unwrap();
    let child = Command::new(env!("CARGO_BIN_EXE_headroom"))
        .args(["render", "session.yaml", "--out", "out"])
        .current_dir(&folder)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let names = || {
        let entries = std::fs::read_dir(folder.join("out")).into_iter().flatten();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect::<Vec<String>>()
    };
    let begun = Instant::now();
    while names().len() < 2 {
        assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", names());
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(
        names().iter().all(|name| name.starts_with('.')),
        "{:?}",
        names()
    );
    let process = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(process, rustix::process::Signal::INT).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("cancelled"), "{said}");
    assert_eq!(names(), [""; 0]);
}
