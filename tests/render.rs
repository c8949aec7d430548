//! `headroom render`, from a session's text to the files that it writes.

mod common;

use common::signal::sine_level;
use common::wave::{self, read_floats, write_floats, write_whole};
use headroom::app::render::{Period, RenderOptions, Report, render};
use headroom::show::session_file;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// An empty folder of a test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("render-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn try_render(text: &str, folder: &Path, period: Period) -> anyhow::Result<Report> {
    let session = session_file::parse(text, "session.yaml", folder).unwrap();
    let options = RenderOptions::new(folder.join("out"), period);
    render(&session, &options)
}

fn render_in(text: &str, folder: &Path) -> Report {
    try_render(text, folder, Period::Fixed(128)).unwrap()
}

/// What a failed render says, with the folder left out.
fn words(text: &str, folder: &Path) -> String {
    let error = try_render(text, folder, Period::Fixed(64)).unwrap_err();
    format!("{error:#}").replace(&folder.display().to_string(), "FOLDER")
}

/// The channels of a file of 32-bit floats.
fn channels(path: &Path) -> Vec<Vec<f32>> {
    read_floats(path).channels
}

fn assert_db(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() < 0.01,
        "{found} dB, not {expected} dB"
    );
}

/// A stereo strip and a few mono ones, a group, a wedge and a matrix.
const CONSOLE: &str = "\
console:
  strips: [ { numbers: 1-9 }, { number: 10, width: stereo } ]
  buses:
    - { number: 1, role: group, width: stereo }
    - { number: 2, role: wedge }
    - { number: 3, role: matrix, width: stereo }
  main: { width: stereo, feeds: [3] }
";

#[test]
fn every_period_gives_the_same_bytes() {
    let session = format!(
        "{CONSOLE}
seconds: 1.2345
inputs:
  ch/1: {{ noise: pink, level: -12 dB, seed: 3 }}
  ch/2: {{ tone: 997 Hz, level: -20 dB, from: 0.1234 }}
  ch/3: {{ sweep: [20 Hz, 20 kHz], level: -10 dB, to: 1.1 }}
  ch/10: {{ noise: white, level: -20 dB, from: 0.3, to: 0.9 }}
  ch/4: {{ impulse: 0.777, level: 0 dB }}
  ch/9: {{ file: count.wav }}
at:
  0.0: {{ ch/1/fader: 0 dB, ch/2/fader: -5 dB, ch/3/fader: -3 dB, ch/4/fader: 0 dB, ch/9/fader: 0 dB,
         ch/10/fader: 0 dB, main/fader: 0 dB, bus/1/fader: 0 dB, bus/2/fader: 0 dB, bus/3/fader: 0 dB,
         ch/1/send/1/on: on, ch/2/send/2/level: -3 dB, main/send/3/level: 0 dB, ch/1/hpf/on: on,
         ch/1/gate/on: on, ch/1/gate/threshold: -30 dB }}
  0.1: {{ ch/1/hpf/freq: {{ to: 400 Hz, over: 500 ms }}, ch/1/pan: -30 }}
  0.3001: {{ ch/2/fader: {{ to: -30 dB, over: 0.2 }}, ch/3/mute: on, ch/1/gate/key: ch/2 }}
  0.61: {{ ch/3/mute: off, console/pan-law: -6 dB }}
  0.9: {{ console/panic: on }}
  1.0: {{ console/panic: off }}
outputs: {{ main: main.wav, bus/1: group.wav, bus/2: wedge.wav, bus/3: matrix.wav }}
"
    );
    let folder = folder("periods");
    let count: Vec<Vec<i32>> = (0..40_000)
        .map(|n| vec![n * 37 % 20_000 - 10_000])
        .collect();
    write_whole(&folder.join("count.wav"), 48_000, 16, &count);
    let files = ["main.wav", "group.wav", "wedge.wav", "matrix.wav"];
    let mut expected = None;
    let fixed = [1, 16, 37, 441, 1024].map(Period::Fixed);
    for period in fixed
        .into_iter()
        .chain([Period::Random(5), Period::Random(6)])
    {
        try_render(&session, &folder, period).unwrap();
        let bytes = files.map(|file| std::fs::read(folder.join("out").join(file)).unwrap());
        assert!(bytes.iter().all(|bytes| bytes.len() > 200_000));
        let expected = expected.get_or_insert_with(|| bytes.clone());
        for (at, file) in files.iter().enumerate() {
            assert!(expected[at] == bytes[at], "{file} differs with {period:?}");
        }
    }
}

/// Levels of main and others with a −20 dB tone in strip 1, after the start.
fn levels(values: &str, output: &str, name: &str) -> Vec<f64> {
    let session = format!(
        "{CONSOLE}
seconds: 0.5
inputs: {{ ch/1: {{ tone: 1000 Hz, level: -20 dB }} }}
at: {{ 0.0: {{ ch/1/fader: 0 dB, main/fader: 0 dB }}, 0.00: {{ {values} }} }}
outputs: {{ {output}: out.wav }}
"
    );
    let folder = folder(name);
    render_in(&session, &folder);
    let measured = channels(&folder.join("out/out.wav"));
    measured
        .iter()
        .map(|channel| sine_level(&channel[9600..]))
        .collect()
}

#[test]
fn levels_follow_the_formulas() {
    let pan = |degrees: f64| 20.0 * degrees.to_radians().cos().log10();
    let centred = levels("ch/1/pan: 0", "main", "centre");
    for level in centred {
        assert_db(level, -20.0 + pan(45.0));
    }
    let lowered = levels("ch/1/fader: -12.5 dB, main/fader: -6 dB", "main", "fader");
    for level in lowered {
        assert_db(level, -38.5 + pan(45.0));
    }
    let half_left = levels("ch/1/pan: -50", "main", "pan");
    assert_db(half_left[0], -20.0 + pan(22.5));
    assert_db(half_left[1], -20.0 + pan(67.5));
    let group = "ch/1/main/on: off, ch/1/send/1/on: on, bus/1/fader: -3 dB, main/fader: -2 dB";
    for level in levels(group, "main", "group") {
        assert_db(level, -25.0 + pan(45.0));
    }
    // Before the fader: the strip's own fader changes nothing.
    let wedge = "ch/1/fader: -40 dB, ch/1/send/2/level: -7 dB, bus/2/fader: -1 dB";
    assert_db(levels(wedge, "bus/2", "wedge")[0], -28.0);
}

#[test]
fn nothing_is_ramped_in_at_the_start() {
    let session = "\
console: { strips: 1 }
seconds: 0.05
inputs: { ch/1: { impulse: 0, level: -6 dB } }
at: { 0.0: { ch/1/fader: 0 dB, ch/1/pan: -100, main/fader: 0 dB, main/limiter/on: off } }
outputs: { main: main.wav }
";
    let folder = folder("start");
    let report = render_in(session, &folder);
    let left = &channels(&folder.join("out/main.wav"))[0];
    let latency = report.outputs[0].latency_frames as usize;
    // Strip, a bus's place and main, four frames each, and the look-ahead.
    assert_eq!(latency, 3 * 4 + 78);
    assert!((f64::from(left[latency]) - 10_f64.powf(-0.3)).abs() < 1e-6);
    assert!(
        left.iter()
            .enumerate()
            .all(|(at, x)| at == latency || *x == 0.0)
    );
}

#[test]
fn a_console_that_is_told_nothing_is_silent_and_the_report_says_null() {
    let folder = folder("silent");
    let session = "\
seconds: 1
inputs: { ch/1: { noise: white, level: 0 dB } }
outputs: { main: main.wav }
";
    let report = render_in(session, &folder);
    assert_eq!(report.outputs[0].sample_peak_dbfs, f64::NEG_INFINITY);
    let text = std::fs::read_to_string(folder.join("out/report.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let main = &json["outputs"][0];
    for key in [
        "sample_peak_dbfs",
        "true_peak_dbtp",
        "rms_dbfs",
        "integrated_lufs",
    ] {
        assert!(
            main[key].is_null() && main.get(key).is_some(),
            "{key}: {main}"
        );
    }
    assert!(
        json["null_means"]
            .as_str()
            .unwrap()
            .contains("minus infinity")
    );
    assert_eq!(
        (main["node"].as_str(), main["file"].as_str()),
        (Some("main"), Some("main.wav"))
    );
    assert_eq!(
        (json["frames"].as_u64(), json["rate"].as_u64()),
        (Some(48_000), Some(48_000))
    );
}

/// EBU Tech 3341 (2023), case 1: a stereo tone of 1 kHz, peaks of −23 dBFS, for 20 s.
#[test]
fn the_loudness_meter_passes_the_first_case_of_ebu_tech_3341() {
    let folder = folder("loudness");
    let session = "\
console: { strips: [ { number: 1, width: stereo } ] }
seconds: 20
inputs: { ch/1: { tone: 1000 Hz, level: -23 dB } }
at: { 0.0: { ch/1/fader: 0 dB, main/fader: 0 dB } }
outputs: { main: main.wav }
";
    let main = &render_in(session, &folder).outputs[0];
    for loudness in [
        main.integrated_lufs,
        main.momentary_max_lufs,
        main.short_term_max_lufs,
    ] {
        assert!((loudness + 23.0).abs() < 0.1, "{loudness} LUFS");
    }
    assert_db(main.sample_peak_dbfs, -23.0);
    assert_db(main.rms_dbfs, -26.0103);
    assert!((main.true_peak_dbtp + 23.0).abs() < 0.2 && main.range_lu < 0.1);
}

/// A sixth of the rate from phase 0 has samples at 60 and 120 degrees, never at its peak. The fader opens
/// later: a hard onset has true peaks of its own.
#[test]
fn true_peaks_lie_between_samples() {
    let folder = folder("true-peak");
    let session = "\
console: { strips: [ { number: 1, width: stereo } ] }
seconds: 1
inputs: { ch/1: { tone: 8 kHz, level: -6 dB } }
at: { 0.0: { main/fader: 0 dB }, 0.1: { ch/1/fader: 0 dB } }
outputs: { main: main.wav }
";
    let main = &render_in(session, &folder).outputs[0];
    assert_db(main.sample_peak_dbfs, -7.2494);
    let true_peak = main.true_peak_dbtp;
    // The tolerance of EBU Tech 3341, case 17.
    assert!((-6.4..-5.8).contains(&true_peak), "{true_peak} dBTP");
}

/// |H| of a response at a frequency, in dB, by one bin of a Fourier transform.
fn magnitude_db(response: &[f32], hertz: f64) -> f64 {
    let (mut re, mut im) = (0.0, 0.0);
    for (n, x) in response.iter().enumerate() {
        let angle = std::f64::consts::TAU * hertz * n as f64 / 48_000.0;
        re += f64::from(*x) * angle.cos();
        im += f64::from(*x) * angle.sin();
    }
    10.0 * (re * re + im * im).log10()
}

#[test]
fn the_high_pass_has_the_response_of_its_formula() {
    let session = |slope: &str| {
        format!(
            "\
console: {{ strips: 1, buses: [ {{ number: 1, role: record }} ] }}
seconds: 1.5
inputs: {{ ch/1: {{ impulse: 0, level: 0 dB }} }}
at: {{ 0.0: {{ ch/1/hpf/on: on, ch/1/hpf/freq: 120 Hz, ch/1/hpf/slope: {slope} dB/oct,
              ch/1/fader: 0 dB, ch/1/send/1/level: 0 dB, bus/1/fader: 0 dB }} }}
outputs: {{ bus/1: record.wav }}
"
        )
    };
    for (slope, order) in [("6", 1), ("12", 2), ("18", 3), ("24", 4)] {
        let folder = folder(&format!("high-pass-{slope}"));
        render_in(&session(slope), &folder);
        let response = &channels(&folder.join("out/record.wav"))[0];
        for hertz in [40.0, 60.0, 120.0, 240.0, 1000.0, 10_000.0] {
            // Butterworth; the bilinear transform moves a frequency to tan(πf/rate).
            let warped = |f: f64| (std::f64::consts::PI * f / 48_000.0).tan();
            let ratio = warped(120.0) / warped(hertz);
            let expected = -10.0 * (1.0 + ratio.powi(2 * order)).log10();
            assert_db(magnitude_db(response, hertz), expected);
        }
    }
}

/// Numerator and denominator of an analogue prototype, c0 + c1·s + c2·s² each, and its frequency.
struct Prototype {
    over: [f64; 3],
    under: [f64; 3],
    hertz: f64,
}

impl Prototype {
    fn bell(hertz: f64, db: f64, q: f64) -> Self {
        let a = 10_f64.powf(db / 40.0);
        let (over, under) = ([1.0, a / q, 1.0], [1.0, 1.0 / (a * q), 1.0]);
        Self { over, under, hertz }
    }
    fn low_shelf(hertz: f64, db: f64, q: f64) -> Self {
        let a = 10_f64.powf(db / 40.0);
        let middle = a.sqrt() / q;
        let (over, under) = ([a * a, a * middle, a], [1.0, middle, a]);
        Self { over, under, hertz }
    }
    fn high_pass(hertz: f64, q: f64) -> Self {
        let (over, under) = ([0.0, 0.0, 1.0], [1.0, 1.0 / q, 1.0]);
        Self { over, under, hertz }
    }
    fn notch(hertz: f64, db: f64, q: f64) -> Self {
        let gain = 10_f64.powf(db / 20.0);
        let (over, under) = ([1.0, gain / q, 1.0], [1.0, 1.0 / q, 1.0]);
        Self { over, under, hertz }
    }
    fn db(&self, hertz: f64) -> f64 {
        let w = hertz / self.hertz;
        let magnitude = |c: [f64; 3]| (c[0] - c[2] * w * w).hypot(c[1] * w);
        20.0 * (magnitude(self.over) / magnitude(self.under)).log10()
    }
}

/// The impulse response from a strip to its wedge with some settings.
fn wedge_response(name: &str, settings: &str) -> Vec<f32> {
    let folder = folder(name);
    let session = format!(
        "\
console: {{ strips: 1, buses: [ {{ number: 1, role: wedge }} ] }}
seconds: 1.5
inputs: {{ ch/1: {{ impulse: 0, level: -40 dB }} }}
at: {{ 0.0: {{ {settings}, ch/1/send/1/tap: post-fader, ch/1/fader: 0 dB,
              ch/1/send/1/level: 0 dB, bus/1/fader: 0 dB }} }}
outputs: {{ bus/1: wedge.wav }}
"
    );
    render_in(&session, &folder);
    channels(&folder.join("out/wedge.wav"))[0].clone()
}

#[test]
fn equalisers_have_the_response_of_their_prototypes() {
    for (number, (settings, prototype)) in [
        (
            "ch/1/eq/3/freq: 1k2, ch/1/eq/3/gain: 9 dB, ch/1/eq/3/q: 2",
            Prototype::bell(1200.0, 9.0, 2.0),
        ),
        (
            "ch/1/eq/1/gain: -12 dB",
            Prototype::low_shelf(80.0, -12.0, 0.7),
        ),
        (
            "ch/1/eq/6/type: high-pass, ch/1/eq/6/freq: 300 Hz",
            Prototype::high_pass(300.0, 0.7),
        ),
        (
            "bus/1/notch/2/on: on, bus/1/notch/2/freq: 630 Hz, bus/1/notch/2/gain: -12 dB, \
             bus/1/notch/2/q: 10",
            Prototype::notch(630.0, -12.0, 10.0),
        ),
        (
            "ch/1/eq/3/gain: 9 dB, ch/1/eq/on: off",
            Prototype::bell(500.0, 0.0, 1.0),
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let response = wedge_response(&format!("equaliser-{number}"), settings);
        for hertz in [60.0, 250.0, 600.0, 630.0, 1200.0, 1500.0, 2500.0, 4000.0] {
            // The impulse is quiet: a wedge has a limiter.
            let found = magnitude_db(&response, hertz) + 40.0;
            let expected = prototype.db(hertz);
            let close = (found - expected).abs() < 0.1;
            assert!(close, "{settings} at {hertz} Hz: {found} for {expected}");
        }
    }
}

#[test]
fn glides_move_between_their_ends() {
    let folder = folder("glide");
    let session = "\
console: { strips: 1, buses: [ { number: 1, role: fx } ] }
seconds: 2
inputs: { ch/1: { tone: 1000 Hz, level: -20 dB } }
at:
  0.0: { ch/1/fader: 0 dB, ch/1/send/1/level: 0 dB, bus/1/fader: 0 dB }
  0.5: { ch/1/fader: { to: -10 dB, over: 1 s } }
outputs: { bus/1: fx.wav }
";
    render_in(session, &folder);
    let signal = &channels(&folder.join("out/fx.wav"))[0];
    let level = |seconds: f64| sine_level(&signal[(seconds * 48_000.0) as usize..][..480]);
    assert_db(level(0.48), -20.0);
    assert!((level(0.995) + 25.0).abs() < 0.1, "{}", level(0.995));
    assert_db(level(1.6), -30.0);
}

#[test]
fn wave_files_of_every_format_play_sample_by_sample() {
    let folder = folder("formats");
    let frames: Vec<Vec<i32>> = (0..1000).map(|n| vec![n - 500, 100 - n / 4]).collect();
    for bits in [16, 24, 32] {
        let wide = |sample: &i32| sample << (bits - 16);
        let frames: Vec<Vec<i32>> = frames
            .iter()
            .map(|f| f.iter().map(wide).collect())
            .collect();
        write_whole(&folder.join(format!("{bits}.wav")), 48_000, bits, &frames);
    }
    let floats: Vec<Vec<f32>> = frames
        .iter()
        .map(|f| f.iter().map(|x| *x as f32 / 32_768.0).collect())
        .collect();
    write_floats(&folder.join("float.wav"), 48_000, &floats);
    for name in ["16", "24", "32", "float"] {
        let session = format!(
            "\
console: {{ strips: [ {{ number: 1, width: stereo }} ], buses: [ {{ number: 1, role: group, width: stereo }} ] }}
seconds: 0.1
inputs: {{ ch/1: {{ file: {name}.wav, from: 0.01 }} }}
at: {{ 0.0: {{ ch/1/fader: 0 dB, ch/1/send/1/on: on, bus/1/fader: 0 dB }} }}
outputs: {{ bus/1: out.wav }}
"
        );
        render_in(&session, &folder);
        let out = channels(&folder.join("out/out.wav"));
        for side in 0..2 {
            // A strip and a bus are late by four frames each.
            assert!(out[side][..488].iter().all(|x| *x == 0.0));
            for (n, frame) in frames.iter().enumerate() {
                let expected = frame[side] as f32 / 32_768.0;
                assert_eq!(out[side][488 + n], expected, "{name} frame {n}");
            }
            assert!(out[side][1488..].iter().all(|x| *x == 0.0));
        }
    }
}

#[test]
fn a_stereo_file_on_a_mono_strip_is_heard_by_its_first_channel_and_noted() {
    let folder = folder("notes");
    write_whole(
        &folder.join("two.wav"),
        48_000,
        16,
        &vec![vec![1000, -3000]; 480],
    );
    let session = "\
console: { strips: 2, buses: [ { number: 1, role: wedge } ] }
seconds: 0.01
inputs: { ch/2: { file: two.wav } }
at: { 0.0: { ch/2/send/1/level: 0 dB, bus/1/fader: 0 dB } }
outputs: { bus/1: wedge.wav }
";
    let report = render_in(session, &folder);
    assert_eq!(
        report.notes,
        ["ch/2: the file has 2 channels; 1 of them can be heard here"]
    );
    let wedge = &channels(&folder.join("out/wedge.wav"))[0];
    assert!(wedge[8..].iter().all(|x| *x == 1000.0 / 32_768.0));
}

/// A file of six channels is spread over the console, each channel once and one of them twice.
#[test]
fn one_channel_of_a_file() {
    let folder = folder("one-channel");
    let frames: Vec<Vec<i32>> = (0..480)
        .map(|n| (1..7).map(|c| c * 1000 + n).collect())
        .collect();
    write_whole(&folder.join("six.wav"), 48_000, 16, &frames);
    let session = "\
console:
  strips: [ { numbers: 1-2 }, { number: 3, width: stereo } ]
  buses:
    - { number: 1, role: group, width: stereo }
    - { number: 2, role: wedge }
seconds: 0.02
inputs:
  ch/1: { file: six.wav, channel: 6, from: 0.005 }
  ch/2: { file: six.wav, channel: 2 }
  ch/3: { file: six.wav, channel: 4 }
at:
  0.0: { ch/1/send/2/level: 0 dB, bus/2/fader: 0 dB, ch/3/fader: 0 dB, ch/3/send/1/on: on, bus/1/fader: 0 dB }
  0.004: { ch/1/send/2/level: off, ch/2/send/2/level: 0 dB }
outputs: { bus/1: group.wav, bus/2: wedge.wav }
";
    let spread = session.replace(
        "0.004: { ch/1/send/2/level: off, ch/2/send/2/level: 0 dB }",
        "0.004: {}",
    );
    let report = render_in(&spread, &folder);
    assert!(report.notes.is_empty(), "{:?}", report.notes);
    let at = |n: usize, c: usize| (c * 1000 + n) as f32 / 32_768.0;
    let group = channels(&folder.join("out/group.wav"));
    let wedge = channels(&folder.join("out/wedge.wav"));
    for n in 0..480 {
        // A strip and a bus are late by four frames each.
        assert_eq!((group[0][n + 8], group[1][n + 8]), (at(n, 4), at(n, 4)));
        assert_eq!(wedge[0][248 + n], at(n, 6));
    }
    assert!(
        wedge[0][..248]
            .iter()
            .chain(&wedge[0][728..])
            .all(|x| *x == 0.0)
    );
    // The same file at the same time is read once for several strips.
    let two = spread
        .replace("channel: 6, from: 0.005", "channel: 6")
        .replace("ch/1/send", "ch/2/send");
    render_in(&two, &folder);
    let wedge = channels(&folder.join("out/wedge.wav"));
    assert!((0..480).all(|n| wedge[0][n + 8] == at(n, 2)));
}

#[test]
fn what_was_wrong_with_a_file_is_noted() {
    let folder = folder("repaired");
    let data = wave::whole(16, (0..4800).map(|n| n * 3));
    let format = wave::chunk(b"fmt ", &wave::format(1, 1, 48_000, 16));
    let died = wave::riff_of(b"RIFF", 36, &[format, wave::sized(b"data", 0, &data)]);
    std::fs::write(folder.join("vox.wav"), died).unwrap();
    let report = render_in(ONE_FILE, &folder);
    let path = folder.join("vox.wav").display().to_string();
    assert_eq!(
        report.notes,
        [format!(
            "ch/3: {path} does not say how long it is, as if its recorder had died; all of its 0.100 seconds are read"
        )]
    );
    let floats = [0.5, f32::NAN, 0.25, f32::INFINITY].map(|x| vec![x]);
    write_floats(&folder.join("vox.wav"), 48_000, &floats);
    let report = render_in(ONE_FILE, &folder);
    assert_eq!(
        report.notes,
        [format!(
            "ch/3: {path} has 2 samples that are no numbers; they are silence"
        )]
    );
}

const ONE_FILE: &str = "\
seconds: 1
inputs: { ch/3: { file: vox.wav } }
outputs: { main: main.wav }
";

#[test]
fn what_cannot_be_rendered_says_so() {
    let folder = folder("words");
    assert_eq!(
        words(ONE_FILE, &folder),
        "ch/3: FOLDER/vox.wav cannot be read: No such file or directory (os error 2); name a sound file, \
         from the folder of the session"
    );
    std::fs::create_dir(folder.join("vox.wav")).unwrap();
    assert_eq!(
        words(ONE_FILE, &folder),
        "ch/3: FOLDER/vox.wav is not a file; name a sound file, from the folder of the session"
    );
    std::fs::remove_dir(folder.join("vox.wav")).unwrap();
    std::fs::write(folder.join("vox.wav"), "seconds: 1").unwrap();
    assert_eq!(
        words(ONE_FILE, &folder),
        "ch/3: FOLDER/vox.wav is no sound file that is known here; allowed: WAV, RF64, BW64, FLAC, AIFF, CAF, Ogg \
         Vorbis, MP3, ALAC; convert it, for example with: ffmpeg -i OLD NEW.wav"
    );
    write_whole(&folder.join("vox.wav"), 44_100, 16, &vec![vec![1]; 100]);
    assert_eq!(
        words(ONE_FILE, &folder),
        "ch/3: FOLDER/vox.wav has 44100 Hz, the session has 48000 Hz; write 'rate: 44100' in the session, or \
         convert the file to 48000 Hz"
    );
    write_whole(&folder.join("vox.wav"), 48_000, 16, &vec![vec![1, 2]; 100]);
    assert_eq!(
        words(&ONE_FILE.replace("vox.wav", "vox.wav, channel: 3"), &folder),
        "ch/3: FOLDER/vox.wav has no channel 3; allowed: 1 to 2"
    );
    let session =
        session_file::parse("seconds: 1\noutputs: { main: main.wav }", "s", &folder).unwrap();
    for frames in [0, 8193] {
        let options = RenderOptions::new(folder.clone(), Period::Fixed(frames));
        assert_eq!(
            render(&session, &options).unwrap_err().to_string(),
            format!("a period of {frames} frames is not possible; allowed: 1 to 8192, or random")
        );
    }
    assert!(!folder.join("out").exists());
}

#[test]
fn a_failed_render_leaves_the_files_of_the_last_one_untouched() {
    let folder = folder("untouched");
    let out = folder.join("out");
    let mut bytes = wave::flac(48_000, &[vec![1000; 48_000]]);
    std::fs::write(folder.join("vox.wav"), &bytes).unwrap();
    render_in(ONE_FILE, &folder);
    let before = ["main.wav", "report.json"].map(|file| std::fs::read(out.join(file)).unwrap());
    // The file is damaged: that is found half way through.
    let half = bytes.len() / 2;
    bytes[half] ^= 4;
    std::fs::write(folder.join("vox.wav"), &bytes).unwrap();
    let said = words(ONE_FILE, &folder);
    let expected =
        "ch/3: FOLDER/vox.wav is damaged after 0.427 seconds (a piece is missing); save it anew";
    assert!(said.starts_with(expected), "{said}");
    let after = ["main.wav", "report.json"].map(|file| std::fs::read(out.join(file)).unwrap());
    assert!(before == after);
    let mut names: Vec<String> = std::fs::read_dir(&out)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["main.wav", "report.json"]);
}

#[test]
fn an_output_never_takes_the_place_of_an_input() {
    let folder = folder("own-input");
    std::fs::create_dir(folder.join("out")).unwrap();
    write_whole(
        &folder.join("out/main.wav"),
        48_000,
        16,
        &vec![vec![1000]; 480],
    );
    let session = ONE_FILE.replace("vox.wav", "out/main.wav");
    assert_eq!(
        words(&session, &folder),
        "FOLDER/out/main.wav is an input of this session and would be replaced; name another folder with \
         --out"
    );
}

#[test]
fn more_changes_than_the_ring_holds_are_fed_in_time() {
    // 40 000 changes in one second, and at the end a level that only the last of them gives.
    let mut at = String::new();
    for step in 0..2000 {
        let db = -f64::from(step % 50);
        write!(at, "  {:.4}: {{ ", 0.1 + 0.0004 * f64::from(step)).unwrap();
        for strip in 1..=20 {
            write!(at, "ch/{strip}/fader: {db} dB, ").unwrap();
        }
        at += "}\n";
    }
    let session = format!(
        "\
console: {{ strips: 20, buses: [ {{ number: 1, role: fx }} ] }}
seconds: 1
inputs: {{ ch/20: {{ noise: white, level: -20 dB }} }}
at:
  0: {{ ch/20/send/1/level: 0 dB, bus/1/fader: 0 dB }}
{at}
outputs: {{ bus/1: fx.wav }}
"
    );
    let folder = folder("changes");
    let bytes = [Period::Fixed(8192), Period::Fixed(32)].map(|period| {
        try_render(&session, &folder, period).unwrap();
        std::fs::read(folder.join("out/fx.wav")).unwrap()
    });
    assert!(bytes[0] == bytes[1]);
}

#[test]
fn automation_is_in_the_mix_as_if_it_had_been_moved_there() {
    let folder = folder("automation");
    let lanes = "headroom: 1\nlanes:\n  ch/1/fader:\n    - 0 -20 dB\n    - 1 0 dB hold\n    - 1.5 -30 dB\n  \
                 ch/1/mute:\n    - 0 off\n    - 1.75 on\n";
    std::fs::create_dir(folder.join("show")).unwrap();
    std::fs::write(folder.join("show/automation.yaml"), lanes).unwrap();
    let session = |what: &str| {
        format!(
            "{CONSOLE}seconds: 2\ninputs: {{ ch/1: {{ tone: 1000 Hz, level: -20 dB }} }}\n{what}\
             outputs: {{ main: main.wav }}\n"
        )
    };
    let hear = |text: &str, period: Period| {
        try_render(text, &folder, period).unwrap();
        channels(&folder.join("out/main.wav"))
    };
    let moved = "at:\n  0.0: { main/fader: 0 dB, ch/1/fader: -20 dB }\n  \
                 0.00: { ch/1/fader: { to: 0 dB, over: 1 s } }\n  1.5: { ch/1/fader: -30 dB }\n  \
                 1.75: { ch/1/mute: on }\n";
    let expected = hear(&session(moved), Period::Fixed(256));
    assert!(expected[0].iter().any(|sample| sample.abs() > 0.01));
    let automated = "at: { 0.0: { main/fader: 0 dB } }\nautomation: show\n";
    for period in [1, 441, 1024] {
        let found = hear(&session(automated), Period::Fixed(period));
        assert!(found == expected, "another sound at period {period}");
    }
    // What is wrong with it is said.
    std::fs::write(
        folder.join("show/automation.yaml"),
        "headroom: 1\nlanes: { ch/1/fadr: [ 0 off ] }\n",
    )
    .unwrap();
    let error = session_file::parse(&session(automated), "session.yaml", &folder).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the automation 'show' is not in order"),
        "{error}"
    );
}

/// Scenes of a folder: one that is there at once, and one that fades; its trim is safe, as at the console.
#[test]
fn a_session_recalls_scenes_at_once_and_over_time() {
    let folder = folder("recall");
    std::fs::create_dir_all(folder.join("scenes")).unwrap();
    let scene = |name: &str, head: &str, values: &str| {
        let text = format!("headroom: 1\nscene: {name}\n{head}values:\n{values}");
        std::fs::write(folder.join(format!("scenes/{name}.yaml")), text).unwrap();
    };
    scene("Loud", "", "  ch/1/fader: 0 dB\n  ch/1/trim: 12 dB\n");
    scene("Low", "fade: 1 s\n", "  ch/1/fader: -40 dB\n");
    let text = format!(
        "{CONSOLE}seconds: 5\nscenes: scenes\ninputs: {{ ch/1: {{ tone: 997 Hz, level: -20 dB }} }}\nat:\n  0.0: {{ \
         main/fader: 0 dB, ch/1/main/on: on, ch/1/fader: -20 dB }}\n  1.0: {{ recall: Loud }}\n  2.0: {{ recall: {{ \
         scene: Low, over: 2 s }} }}\noutputs: {{ main: main.wav }}\n"
    );
    render_in(&text, &folder);
    let left = &channels(&folder.join("out/main.wav"))[0];
    let peak = |from: f64, to: f64| {
        let frames = (from * 48_000.0) as usize..(to * 48_000.0) as usize;
        let peak = left[frames]
            .iter()
            .fold(0.0_f32, |most, x| most.max(x.abs()));
        20.0 * f64::from(peak).log10()
    };
    let start = peak(0.5, 0.9);
    assert_db(peak(1.5, 1.9) - start, 20.0);
    let half = peak(2.95, 3.05) - start;
    assert!(half < 19.0 && half > -19.0, "{half}");
    assert_db(peak(4.5, 4.9) - start, -20.0);
    let wrong = text.replace("recall: Loud", "recall: Lod");
    let error = session_file::parse(&wrong, "session.yaml", &folder)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("there is no scene 'Lod'; did you mean 'Loud'?"),
        "{error}"
    );
}
