//! Main mixes of more than two channels, widths and the image, from a session to its files.

mod common;

use common::signal::{amplitude, click_db};
use common::wave::read_floats;
use headroom::app::render::{Period, RenderOptions, render};
use headroom::show::session_file;
use std::path::{Path, PathBuf};

/// Frames after which everything has settled.
const SETTLED: usize = 24_000;

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("surround-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn render_to(text: &str, folder: &Path, period: Period) -> headroom::app::render::Report {
    let session = session_file::parse(text, "session.yaml", folder).unwrap();
    let out_dir = folder.join("out");
    render(&session, &RenderOptions::new(out_dir, period)).unwrap()
}

fn channels(path: &Path) -> Vec<Vec<f32>> {
    read_floats(path).channels
}

/// The channels of main for a second of these inputs and changes.
fn main_of(name: &str, console: &str, inputs: &str, changes: &str) -> Vec<Vec<f32>> {
    let folder = folder(name);
    let text = format!(
        "console:\n{console}\nseconds: 1\ninputs:\n{inputs}\nat:\n  0.0: {{ main/fader: 0 dB, {changes} }}\n\
         outputs: {{ main: main.wav }}\n"
    );
    render_to(&text, &folder, Period::Fixed(128));
    channels(&folder.join("out/main.wav"))
}

fn rms(signal: &[f32]) -> f64 {
    let sum: f64 = signal.iter().map(|x| f64::from(*x).powi(2)).sum();
    (sum / signal.len() as f64).sqrt()
}

/// The gain of each channel for a tone of −20 dB on ch/1.
fn gains(name: &str, main: &str, changes: &str) -> Vec<f64> {
    let console = format!("  strips: 1\n  main: {{ {main} }}");
    let tone = "  ch/1: { tone: 1000 Hz, level: -20 dB }";
    let changes = format!("ch/1/fader: 0 dB, {changes}");
    let full = 0.1 / 2_f64.sqrt();
    main_of(name, &console, tone, &changes)
        .iter()
        .map(|channel| rms(&channel[SETTLED..]) / full)
        .collect()
}

/// Vector base amplitude panning, written down anew: the pair of neighbours whose inverse matrix gives
/// two gains that are not negative.
fn vbap(azimuths: &[Option<f64>], source: f64) -> Vec<f64> {
    let unit = |degrees: f64| (degrees.to_radians().cos(), degrees.to_radians().sin());
    let mut ring: Vec<(f64, usize)> = azimuths
        .iter()
        .enumerate()
        .filter_map(|(channel, azimuth)| Some(((*azimuth)?.rem_euclid(360.0), channel)))
        .collect();
    ring.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (px, py) = unit(source);
    let mut gains = vec![0.0; azimuths.len()];
    for at in 0..ring.len() {
        let (first, second) = (ring[at], ring[(at + 1) % ring.len()]);
        let ((ax, ay), (bx, by)) = (unit(first.0), unit(second.0));
        let determinant = ax * by - ay * bx;
        let (a, b) = (
            (px * by - py * bx) / determinant,
            (ax * py - ay * px) / determinant,
        );
        if determinant > 0.0 && a >= -1e-9 && b >= -1e-9 {
            let norm = a.hypot(b);
            (gains[first.1], gains[second.1]) = (a / norm, b / norm);
            return gains;
        }
    }
    unreachable!("no pair for {source}");
}

fn assert_gains(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 2e-4, "{found:?} {expected:?}");
    }
}

const FIVE_ONE: [Option<f64>; 6] = [
    Some(-30.0),
    Some(30.0),
    Some(0.0),
    None,
    Some(-110.0),
    Some(110.0),
];

#[test]
fn a_source_stands_where_its_azimuth_says() {
    let seven_one = [-30.0, 30.0, 0.0, f64::NAN, -135.0, 135.0, -90.0, 90.0];
    let seven_one = seven_one.map(|azimuth| (!azimuth.is_nan()).then_some(azimuth));
    let quad = [-45.0, 45.0, -135.0, 135.0].map(Some);
    let ring = [0.0, 72.0, 144.0, -144.0, -72.0].map(Some);
    let layouts: [(&str, &[Option<f64>]); 4] = [
        ("width: 5.1", &FIVE_ONE),
        ("width: 7.1", &seven_one),
        ("width: quad", &quad),
        ("width: ring, speakers: [0, 72, 144, -144, -72]", &ring),
    ];
    for (main, azimuths) in layouts {
        for azimuth in [-160.0, -70.0, 0.0, 12.5, 100.0] {
            let found = gains(
                "azimuth",
                main,
                &format!("ch/1/surround/azimuth: {azimuth}"),
            );
            assert_gains(&found, &vbap(azimuths, azimuth));
        }
    }
}

#[test]
fn pan_moves_between_the_loudspeakers_in_front() {
    for (pan, azimuth) in [(-100.0, -30.0), (-50.0, -15.0), (100.0, 30.0)] {
        let found = gains("pan", "width: 5.1", &format!("ch/1/pan: {pan}"));
        assert_gains(&found, &vbap(&FIVE_ONE, azimuth));
        let behind = format!("ch/1/pan: {pan}, ch/1/surround/azimuth: 100");
        let found = gains("pan", "width: 5.1", &behind);
        assert_gains(&found, &vbap(&FIVE_ONE, 100.0 + azimuth));
    }
}

#[test]
fn three_in_a_row_share_by_sine_cosine_and_divergence() {
    for (pan, divergence) in [
        (0.0_f64, 0.0_f64),
        (-40.0, 0.0),
        (60.0, 0.0),
        (0.0, 50.0),
        (0.0, 100.0),
    ] {
        let set = format!("ch/1/pan: {pan}, ch/1/surround/divergence: {divergence} %");
        let found = gains("lcr", "width: lcr", &set);
        let quarter = (pan.abs() / 100.0) * std::f64::consts::FRAC_PI_2;
        let d = divergence / 100.0;
        let spill = (d / 2.0).sqrt() * quarter.cos();
        let (near, far) = (quarter.sin() + spill, spill);
        let (left, right) = if pan < 0.0 { (near, far) } else { (far, near) };
        assert_gains(&found, &[left, right, (1.0 - d).sqrt() * quarter.cos()]);
    }
}

/// Its own level, and a Butterworth low-pass of the fourth order at 120 Hz: half the power there, 24 dB
/// less for each octave above.
#[test]
fn the_effects_channel_has_its_own_level_and_its_band() {
    for (main, name) in [("width: 5.1", "5.1"), ("width: 7.1", "7.1")] {
        for freq in [20.0, 60.0, 100.0, 120.0, 160.0, 240.0, 480.0, 960.0] {
            let console = format!("  strips: 1\n  main: {{ {main} }}");
            let tone = format!("  ch/1: {{ tone: {freq} Hz, level: -6 dB }}");
            let changes = "ch/1/fader: 0 dB, ch/1/surround/lfe: -4 dB, main/limiter/on: off";
            let found = main_of(&format!("lfe-{name}-{freq}"), &console, &tone, changes);
            let band = -10.0 * (1.0 + (freq / 120.0_f64).powi(8)).log10();
            let level = 20.0 * amplitude(&found[3][SETTLED..], freq).log10();
            let expected = -6.0 - 4.0 + band;
            assert!((level - expected).abs() < 0.1, "{name} {freq}: {level} dB");
            // The others are as they were.
            let centre = 20.0 * amplitude(&found[2][SETTLED..], freq).log10();
            assert!((centre + 6.0).abs() < 0.01, "{name} {freq}: {centre} dB");
        }
    }
}

#[test]
fn divergence_fills_the_ring() {
    let found = gains(
        "divergence",
        "width: 5.1",
        "ch/1/surround/divergence: 100 %",
    );
    let power: f64 = found.iter().map(|gain| gain * gain).sum();
    assert!((power - 1.0).abs() < 1e-3);
    assert!(
        found.iter().filter(|gain| **gain > 0.1).count() == 5,
        "{found:?}"
    );
}

/// A wide main into a stereo and a mono matrix.
const FOLDED: &str = "
console:
  strips: [ { numbers: 1-6 } ]
  buses: [ { number: 1, role: matrix, width: stereo }, { number: 2, role: matrix } ]
  main: { width: 5.1, feeds: [1, 2] }
seconds: 1
inputs: { ch/1: { tone: 1000 Hz, level: -20 dB } }
outputs: { main: main.wav, bus/1: stereo.wav, bus/2: mono.wav }
at:
  0.0: { ch/1/fader: 0 dB, main/fader: 0 dB, bus/1/fader: 0 dB, bus/2/fader: 0 dB,
         main/send/1/level: 0 dB, main/send/2/level: 0 dB, ch/1/surround/azimuth: AZIMUTH }
";

#[test]
fn a_declared_bus_hears_the_downmix_of_the_standard() {
    let half = 0.5_f64.sqrt();
    for (azimuth, left, right, mono) in [
        ("-30", 1.0, 0.0, half),
        ("30", 0.0, 1.0, half),
        ("0", half, half, 1.0),
        ("-110", half, 0.0, 0.5),
        ("110", 0.0, half, 0.5),
    ] {
        let folder = folder("downmix");
        render_to(
            &FOLDED.replace("AZIMUTH", azimuth),
            &folder,
            Period::Fixed(64),
        );
        let full = 0.1 / 2_f64.sqrt();
        let level = |file: &str| -> Vec<f64> {
            let channels = channels(&folder.join("out").join(file));
            channels.iter().map(|x| rms(&x[SETTLED..]) / full).collect()
        };
        assert_gains(&level("stereo.wav"), &[left, right]);
        assert_gains(&level("mono.wav"), &[mono]);
        // Matrices are aligned with main: nothing is early or late.
        let first = |file: &str| {
            let channels = channels(&folder.join("out").join(file));
            let frames = 0..channels[0].len();
            frames
                .clone()
                .find(|n| channels.iter().any(|x| x[*n] != 0.0))
        };
        assert_eq!(first("main.wav"), first("stereo.wav"));
    }
}

#[test]
fn files_say_what_their_channels_are_for() {
    for (main, count, mask) in [
        ("width: stereo", 2, 0x3),
        ("width: lcr", 3, 0x7),
        ("width: quad", 4, 0x33),
        ("width: 5.1", 6, 0x60f),
        ("width: 7.1", 8, 0x63f),
        ("width: ring, speakers: [-90, 0, 90]", 3, 0),
    ] {
        let folder = folder("masks");
        let text = format!(
            "console: {{ strips: 1, main: {{ {main} }} }}\nseconds: 0.01\ninputs: {{ ch/1: silence }}\n\
             outputs: {{ main: main.wav }}\n"
        );
        let report = render_to(&text, &folder, Period::Fixed(32));
        let written = read_floats(&folder.join("out/main.wav"));
        // One or two channels need no mask, and have the header that everything reads.
        let mask = if count > 2 { mask } else { 0 };
        assert_eq!((written.channels.len(), written.mask), (count, mask));
        assert_eq!(report.outputs[0].channels.len(), count);
    }
}

#[test]
fn surrounds_weigh_more_in_the_loudness_and_effects_nothing() {
    let loudness = |azimuth: &str, lfe: &str| {
        let folder = folder("loudness");
        let text = format!(
            "console: {{ strips: 1, main: {{ width: 5.1 }} }}\nseconds: 2\n\
             inputs: {{ ch/1: {{ tone: 997 Hz, level: -23 dB }} }}\n\
             at: {{ 0.0: {{ ch/1/fader: 0 dB, main/fader: 0 dB, ch/1/surround/azimuth: {azimuth}, \
             ch/1/surround/lfe: {lfe} }} }}\noutputs: {{ main: main.wav }}\n"
        );
        render_to(&text, &folder, Period::Fixed(256)).outputs[0].integrated_lufs
    };
    // BS.1770: a sine of −23 dBFS in one front channel is −26.01 LUFS; surrounds weigh 1.41.
    let front = loudness("0", "off");
    assert!((front + 26.01).abs() < 0.1, "{front}");
    assert!((loudness("0", "0 dB") - front).abs() < 0.01);
    let behind = loudness("110", "off");
    assert!((behind - front - 10.0 * 1.41_f64.log10()).abs() < 0.02);
}

/// A stereo strip with different tones left and right.
const WIDE: &str = "  strips: [ { number: 1, width: stereo } ]\n  main: { width: stereo }";
const TONES: &str =
    "  ch/1/left: { tone: 1000 Hz, level: -20 dB }\n  ch/1/right: { tone: 3000 Hz, level: -26 dB }";

#[test]
fn width_scales_the_difference_of_the_sides() {
    for (path, width) in [
        ("ch/1/width", 30.0_f64),
        ("ch/1/width", 150.0),
        ("main/image/width", 0.0),
        ("main/image/width", 200.0),
    ] {
        let changes = format!("ch/1/fader: 0 dB, {path}: {width} %");
        let heard = main_of("width", WIDE, TONES, &changes);
        let (own, other) = (0.5 + width / 200.0, 0.5 - width / 200.0);
        for (channel, shares) in heard.iter().zip([[own, other], [other, own]]) {
            let expected =
                (shares[0] * 0.1).hypot(shares[1] * 0.1 * 10_f64.powf(-0.3)) / 2_f64.sqrt();
            assert!(
                (rms(&channel[SETTLED..]) / expected - 1.0).abs() < 1e-3,
                "{path} {width}"
            );
        }
    }
}

#[test]
fn a_mono_bass_is_the_same_on_both_sides_and_treble_stays_where_it_is() {
    let low = "  ch/1/left: { tone: 40 Hz, level: -20 dB }\n  ch/1/right: { tone: 4000 Hz, level: -20 dB }";
    let changes = "ch/1/fader: 0 dB, main/image/bass-mono: on, main/image/bass-mono-freq: 120 Hz";
    let heard = main_of("bass", WIDE, low, changes);
    let (left, right) = (&heard[0][SETTLED..], &heard[1][SETTLED..]);
    // M = 0.05; S = 0.05 less 1/(1 + 3^4) of a Linkwitz-Riley high-pass, with the phase of M.
    let side = 0.05 / 82.0;
    assert!((amplitude(left, 40.0) - (0.05 + side)).abs() < 1e-4);
    assert!((amplitude(right, 40.0) - (0.05 - side)).abs() < 1e-4);
    assert!((amplitude(right, 4000.0) - 0.1).abs() < 1e-4);
    assert!(amplitude(left, 4000.0) < 1e-4);
}

/// Everything moves: places, widths, image, balance of a stereo bus.
const WALK: &str = "
console:
  strips: [ { number: 1 }, { number: 2, width: stereo } ]
  buses: [ { number: 1, role: matrix, width: stereo } ]
  main: { width: MAIN, feeds: [1] }
seconds: 2
inputs: { ch/1: { tone: 1000 Hz, level: -6 dB }, ch/2: { tone: 1000 Hz, level: -12 dB } }
at:
  0.0: { ch/1/fader: 0 dB, main/fader: 0 dB, bus/1/fader: 0 dB, main/send/1/level: -9 dB, main/limiter/on: off }
  0.251: { ch/1/pan: -100, ch/2/width: 0 % }
  0.503: { ch/1/pan: 100, ch/2/width: 200 %, bus/1/width: 0 % }
WALK
outputs: { main: main.wav, bus/1: fold.wav }
";

const PLACES: &str = "  0.75: { ch/1/surround/azimuth: 180, ch/1/surround/lfe: 0 dB }
  1.001: { ch/1/surround/azimuth: -90, ch/1/surround/divergence: 100 %, ch/2/surround/azimuth: 130 }
  1.253: { ch/1/surround/divergence: 0 %, ch/1/surround/lfe: off }";
const IMAGES: &str = "  0.75: { main/image/width: 0 %, bus/1/width: 200 % }
  1.001: { main/image/width: 200 %, main/image/bass-mono: on }
  1.253: { main/image/bass-mono: off, main/image/width: 100 %, bus/1/pan: -100 }";

fn walk(main: &str) -> String {
    let walk = if main == "stereo" { IMAGES } else { PLACES };
    WALK.replace("WALK", walk).replace("MAIN", main)
}

#[test]
fn nothing_clicks_on_the_way() {
    for main in ["5.1", "stereo"] {
        let folder = folder("clicks");
        render_to(&walk(main), &folder, Period::Fixed(64));
        for file in ["main.wav", "fold.wav"] {
            for channel in channels(&folder.join("out").join(file)) {
                let residue = click_db(&channel, 4800);
                assert!(residue < -80.0, "{main} {file}: {residue} dBFS");
            }
        }
    }
}

#[test]
fn every_period_gives_the_same_bytes() {
    for main in ["7.1", "stereo"] {
        let folder = folder("periods");
        let mut expected: Option<Vec<Vec<u8>>> = None;
        for period in [
            Period::Fixed(1),
            Period::Fixed(37),
            Period::Fixed(1024),
            Period::Random(3),
        ] {
            render_to(&walk(main), &folder, period);
            let read = |file| std::fs::read(folder.join("out").join(file)).unwrap();
            let bytes = ["main.wav", "fold.wav"].map(read).to_vec();
            assert!(
                *expected.get_or_insert_with(|| bytes.clone()) == bytes,
                "{period:?}"
            );
        }
    }
}
