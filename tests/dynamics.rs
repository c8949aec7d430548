//! The dynamics as a session hears them, against the published curves and times; and what meters
//! read of them.

mod common;

use common::consoles;
use common::rig::Rig;
use common::signal::{click_db, peak, sine, sine_level};
use common::wave::read_floats;
use headroom::app::render::{Period, RenderOptions, render};
use headroom::engine::command::{Change, Command};
use headroom::param::{BusRole, NodeId, Topology, Width};
use headroom::show::session_file;
use std::path::Path;

/// A 1 kHz tone of `level` dB in strip 1, panned to the left, with `values` from the start on and
/// `later` after two seconds: the left channel of main, less its latency.
fn rendered(name: &str, level: f64, values: &str, later: &str) -> Vec<f32> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("dynamics-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let session = format!(
        "\
console: {{ strips: 2 }}
seconds: 4
inputs: {{ ch/1: {{ tone: 1000 Hz, level: {level} dB }}, ch/2: {{ tone: 3000 Hz, level: -6 dB }} }}
at:
  0.0: {{ ch/1/fader: 0 dB, ch/1/pan: -100, main/fader: 0 dB, main/limiter/on: off }}
  0.00: {{ {values} }}
  2.0: {{ {later} }}
outputs: {{ main: main.wav }}
"
    );
    let session = session_file::parse(&session, "session.yaml", &folder).unwrap();
    let options = RenderOptions::new(folder.join("out"), Period::Fixed(128));
    render(&session, &options).unwrap();
    let main = read_floats(&folder.join("out/main.wav"));
    main.channels[0][90..].to_vec()
}

/// The level of a tone from `from` seconds on, over a tenth of a second.
fn level_at(signal: &[f32], from: f64) -> f64 {
    let first = (from * 48_000.0) as usize;
    sine_level(&signal[first..first + 4800])
}

fn assert_db(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() < tolerance,
        "{found} dB, not {expected} dB"
    );
}

/// The static curve of D. Giannoulis, M. Massberg and J. Reiss, in dB.
fn curve(x: f64, threshold: f64, ratio: f64, knee: f64) -> f64 {
    let d = x - threshold;
    if 2.0 * d < -knee {
        x
    } else if 2.0 * d <= knee {
        x + (1.0 / ratio - 1.0) * (d + knee / 2.0).powi(2) / (2.0 * knee)
    } else {
        threshold + d / ratio
    }
}

#[test]
fn a_rendered_tone_follows_the_static_curve() {
    for (step, level) in [-50.0, -33.0, -29.0, -20.0, -6.0].into_iter().enumerate() {
        let values = "ch/1/comp/on: on, ch/1/comp/threshold: -30 dB, ch/1/comp/ratio: 4, \
                      ch/1/comp/knee: 10 dB";
        let order = "ch/1/order: comp-eq, ch/1/comp/makeup: 3 dB";
        let found = rendered(&format!("curve-{step}"), level, values, order);
        let expected = curve(level, -30.0, 4.0, 10.0);
        assert_db(level_at(&found, 1.8), expected, 0.1);
        assert_db(level_at(&found, 3.8), expected + 3.0, 0.1);
    }
    let values = "ch/1/gate/on: on, ch/1/gate/threshold: -20 dB, ch/1/gate/ratio: 3, \
                  ch/1/gate/hysteresis: 0 dB, ch/1/gate/hold: 0 ms";
    let expander = rendered("expander", -26.0, values, "ch/1/gate/ratio: inf:1");
    assert_db(level_at(&expander, 1.8), -26.0 - 2.0 * 6.0, 1.0);
    assert_db(level_at(&expander, 3.8), -26.0 - 40.0, 0.1);
}

#[test]
fn a_rendered_reduction_takes_its_attack_and_its_release() {
    for (attack_ms, release_ms) in [(50.0_f64, 200.0_f64), (200.0, 600.0)] {
        let values = format!(
            "ch/1/comp/on: on, ch/1/comp/threshold: -60 dB, ch/1/comp/ratio: inf, \
             ch/1/comp/knee: 0 dB, ch/1/comp/attack: {attack_ms} ms, \
             ch/1/comp/release: {release_ms} ms, ch/1/comp/key: ch/2, ch/2/trim: 6 dB"
        );
        // The key falls and rises by 6 dB: the reduction with it.
        for (down, trim) in [(true, "-6 dB"), (false, "18 dB")] {
            let name = format!("times-{attack_ms}-{down}");
            let signal = rendered(&name, -20.0, &values, &format!("ch/2/trim: {trim}"));
            // A key of −6 dB with a trim of 6 dB, which moves by 12.
            assert_db(level_at(&signal, 1.8), -20.0 - 60.0, 0.2);
            let (start, end) = if down { (-80.0, -68.0) } else { (-80.0, -92.0) };
            let reached: f64 = end - (end - start) * (-1.0_f64).exp();
            // Whole periods of the tone, so that each is one reading.
            let passed = |level: f64| {
                if down {
                    level >= reached
                } else {
                    level <= reached
                }
            };
            let at = (2000..4000_usize)
                .find(|period| passed(sine_level(&signal[48 * period..48 * (period + 1)])))
                .unwrap();
            let found_ms = at as f64 - 2000.0;
            // What is left after `t`: of the attack alone, or of release and attack in series.
            let left = |t: f64| {
                let (a, r) = (attack_ms, release_ms);
                if down {
                    (r * (-t / r).exp() - a * (-t / a).exp()) / (r - a)
                } else {
                    (-t / a).exp()
                }
            };
            let expected_ms = (0..4000)
                .map(f64::from)
                .find(|t| left(*t) <= (-1.0_f64).exp())
                .unwrap();
            // The mean square takes its time too: 10 ms.
            let range = 0.97 * expected_ms - 1.0..1.03 * expected_ms + 25.0;
            assert!(range.contains(&found_ms), "{expected_ms} ms: {found_ms} ms");
        }
    }
}

#[test]
fn a_foreign_key_ducks_and_its_filter_decides_what_it_hears() {
    let ducker = "ch/1/comp/on: on, ch/1/comp/threshold: -30 dB, ch/1/comp/ratio: inf, \
                  ch/1/comp/knee: 0 dB, ch/1/comp/key: ch/2";
    // Strip 2 sends 3 kHz at −6 dB; its fader is off.
    let ducked = rendered(
        "ducked",
        -20.0,
        ducker,
        "ch/1/comp/key-filter/on: on, ch/1/comp/key-filter/lpf: 50 Hz",
    );
    assert_db(level_at(&ducked, 1.8), -20.0 - 24.0, 0.1);
    assert_db(level_at(&ducked, 3.8), -20.0, 0.1);
}

#[test]
fn a_rendered_hiss_band_comes_down_and_the_rest_stays() {
    let values = "ch/1/deess/on: on, ch/1/deess/freq: 2 kHz, ch/1/deess/threshold: -24 dB";
    // An octave below the band: its gain is that of x + (G − 1)·band(x).
    let found = rendered("de-ess", -20.0, values, "ch/1/deess/on: off");
    let tan = |hz: f64| (std::f64::consts::PI * hz / 48_000.0).tan();
    let detuning = tan(1000.0) / tan(2000.0) - tan(2000.0) / tan(1000.0);
    // band = 1 / (1 + j·detuning); its level decides G, which the range of 10 dB bounds.
    let band_power = 1.0 / (1.0 + detuning * detuning);
    let gain = (10_f64.powf(-2.4) / band_power)
        .sqrt()
        .max(10_f64.powf(-0.5));
    let (real, imaginary) = (band_power, -detuning * band_power);
    let cut = gain - 1.0;
    let expected = 10.0 * ((1.0 + cut * real).powi(2) + (cut * imaginary).powi(2)).log10();
    assert_db(level_at(&found, 1.8), -20.0 + expected, 0.1);
    assert_db(level_at(&found, 3.8), -20.0, 0.001);
}

fn console() -> Topology {
    let bus = |number, role| consoles::bus(number, role, Width::Stereo);
    Topology {
        strips: (1..=2)
            .map(|number| {
                let width = if number == 2 {
                    Width::Stereo
                } else {
                    Width::Mono
                };
                consoles::strip(number, width)
            })
            .collect(),
        buses: vec![
            bus(1, BusRole::InEar),
            bus(2, BusRole::Wedge),
            bus(3, BusRole::Group),
        ],
        ..Topology::default()
    }
}

/// Strip 1 at 0 dB in every bus; strip 2 is stereo.
fn rig(more: &[(&str, &str)]) -> Rig {
    let mut values = vec![
        ("ch/1/send/1/level", "6 dB"),
        ("ch/1/send/2/level", "6 dB"),
        ("ch/1/send/3/on", "on"),
        ("ch/1/send/3/level", "6 dB"),
        ("ch/1/fader", "0 dB"),
        ("bus/1/fader", "0 dB"),
        ("bus/2/fader", "0 dB"),
        ("bus/3/fader", "0 dB"),
        ("main/fader", "0 dB"),
    ];
    values.extend(more);
    Rig::with(console(), &values)
}

#[test]
fn in_ears_and_wedges_never_exceed_their_ceilings_and_lose_no_time() {
    let tone = sine(1000.0, 0.9, 24_000);
    let mut rig = rig(&[]);
    let inputs = [tone.clone(), vec![0.0; 24_000], vec![0.0; 24_000]];
    // What was gathered first holds the first marks alone.
    rig.run(&inputs, || 128);
    rig.meters.take();
    rig.run(&inputs, || 128);
    let heard = |number| &rig.recorded[rig.output(NodeId::bus(number))];
    let ceiling = |db: f64| 10_f64.powf(db / 20.0);
    assert!(f64::from(peak(heard(1))) <= ceiling(-12.0) * 1.000_01);
    assert!(f64::from(peak(heard(1))) > ceiling(-12.1));
    assert!(f64::from(peak(heard(2))) <= ceiling(-3.0) * 1.000_01);
    assert!(f64::from(peak(heard(3))) > 1.0, "a group has no limiter");
    let first = |signal: &[f32]| signal.iter().position(|x| *x != 0.0);
    // A strip and a bus are late by four frames each; the limiter by none.
    assert_eq!(first(heard(1)), first(&tone).map(|at| at + 8));
    let levels = rig.meters.take().unwrap().clone();
    let channel = &levels.channels[3];
    let reduction = 20.0 * f64::from(channel.limiter_gain).log10();
    assert!(reduction < -5.0, "the meter reads {reduction} dB");
    assert_eq!(levels.channels[7].limiter_gain, 1.0);
}

#[test]
fn meters_read_what_each_of_the_dynamics_takes_away() {
    let mut rig = rig(&[
        ("ch/1/gate/on", "on"),
        ("ch/1/gate/threshold", "0 dB"),
        ("ch/1/comp/on", "on"),
        ("ch/1/comp/threshold", "-20 dB"),
        ("ch/1/comp/ratio", "inf"),
        ("ch/1/comp/key", "ch/2"),
        ("ch/1/deess/on", "on"),
        ("ch/2/comp/on", "on"),
        ("ch/2/comp/threshold", "-20 dB"),
        ("ch/2/comp/ratio", "2"),
        ("ch/2/comp/knee", "0 dB"),
    ]);
    let tone = sine(6500.0, 0.5, 24_000);
    let inputs = [tone.clone(), tone, vec![0.0; 24_000]];
    rig.run(&inputs, || 128);
    rig.meters.take();
    rig.run(&inputs, || 128);
    let levels = rig.meters.take().unwrap();
    let reduction = |gain: f32| 20.0 * f64::from(gain).log10();
    let strip = &levels.channels[0];
    assert!((reduction(strip.gate_gain) + 40.0).abs() < 0.2);
    assert!((reduction(strip.compressor_gain) + 20.0 - 6.02).abs() < 0.2);
    assert!((reduction(strip.de_esser_gain) + 10.0).abs() < 0.2);
    // A stereo strip is turned down as one, though only its left side is loud.
    for channel in &levels.channels[1..3] {
        let found = reduction(channel.compressor_gain);
        assert!((found + 14.0 / 2.0).abs() < 0.2, "{found}");
    }
}

/// Left and right of main for a tone in strip 2, whose sides are given, with changes from the middle on; the second
/// half of both.
fn main_of(sides: [f64; 2], values: &[(&str, &str)]) -> [f64; 2] {
    let mut all = vec![
        ("main/fader", "0 dB"),
        ("main/limiter/on", "off"),
        ("ch/2/fader", "0 dB"),
    ];
    all.extend(values);
    let mut rig = Rig::with(console(), &all);
    let silence = vec![0.0; 48_000];
    let [left, right] = sides.map(|side| sine(1000.0, side, 48_000));
    rig.run(&[silence, left, right], || 128);
    let main = rig.output(NodeId::MAIN);
    [0, 1].map(|side| {
        let heard = &rig.recorded[main + side][24_000..];
        (2.0_f64).sqrt()
            * (heard.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>() / 24_000.0).sqrt()
    })
}

#[test]
fn main_is_compressed_and_equalised_as_middle_and_side() {
    let gain = |db: f64| 10_f64.powf(db / 20.0);
    let compressor = [
        ("main/comp/on", "on"),
        ("main/comp/mid-side", "on"),
        ("main/comp/knee", "0 dB"),
        ("main/comp/threshold", "-20 dB"),
        ("main/comp/ratio", "4"),
        ("main/comp/side/threshold", "-30 dB"),
        ("main/comp/side/ratio", "2"),
        ("main/comp/side/makeup", "3 dB"),
    ];
    for (mid, side) in [(0.5, 0.0), (0.0, 0.5), (0.4, 0.2), (0.05, 0.5)] {
        let level = |x: f64| 20.0 * x.max(1e-9).log10();
        let mid_out = mid * gain(curve(level(mid), -20.0, 4.0, 0.0) - level(mid));
        let side_out = side * gain(curve(level(side), -30.0, 2.0, 0.0) - level(side) + 3.0);
        let heard = main_of([mid + side, mid - side], &compressor);
        for (heard, expected) in heard
            .into_iter()
            .zip([mid_out + side_out, mid_out - side_out])
        {
            let error = (heard - expected.abs()).abs();
            assert!(
                error <= 0.012 * heard.max(0.01),
                "{mid} {side}: {heard}, not {expected}"
            );
        }
    }
    let equaliser = [
        ("main/eq/3/freq", "1 kHz"),
        ("main/eq/3/gain", "6 dB"),
        ("main/eq/3/part", "mid"),
        ("main/eq/4/freq", "1 kHz"),
        ("main/eq/4/gain", "-12 dB"),
        ("main/eq/4/part", "side"),
    ];
    let (mid, side) = (0.3, 0.2);
    let heard = main_of([mid + side, mid - side], &equaliser);
    let (mid, side) = (mid * gain(6.0), side * gain(-12.0));
    assert!((heard[0] - (mid + side)).abs() < 2e-3, "{heard:?}");
    assert!((heard[1] - (mid - side)).abs() < 2e-3, "{heard:?}");
}

#[test]
fn a_stereo_bus_compresses_each_side_by_itself_as_far_as_its_link_is_off() {
    let linked = |percent| {
        let values = [
            ("ch/2/comp/on", "on"),
            ("ch/2/comp/knee", "0 dB"),
            ("ch/2/comp/threshold", "-20 dB"),
            ("ch/2/comp/ratio", "4"),
            ("ch/2/comp/link", percent),
        ];
        main_of([0.5, 0.05], &values)
    };
    let most = curve(-6.02, -20.0, 4.0, 0.0) + 6.02;
    for (percent, share) in [("0 %", 0.0), ("50 %", 0.5), ("100 %", 1.0)] {
        let [left, right] = linked(percent);
        assert_db(20.0 * (left / 0.5).log10(), most, 0.1);
        assert_db(20.0 * (right / 0.05).log10(), share * most, 0.1);
    }
}

/// Main is recorded while `path` is set to one of two values and back, twice, the second time in the middle of the first.
fn switched(values: &[(&str, &str)], path: &str, [a, b]: [&str; 2]) -> [Vec<f32>; 2] {
    let mut all = vec![
        ("main/fader", "0 dB"),
        ("main/limiter/on", "off"),
        ("ch/2/fader", "0 dB"),
        (path, a),
    ];
    all.extend(values);
    let mut rig = Rig::with(console(), &all);
    let mut from = 0;
    for (frames, to) in [
        (48_000, b),
        (48_000, a),
        (48_000, b),
        (640, a),
        (960, b),
        (64_000, a),
    ] {
        let piece = |gain| sine(1000.0, gain, 240_000)[from..from + frames].to_vec();
        rig.run(&[vec![0.0; frames], piece(0.5), piece(0.1)], || 128);
        from += frames;
        let (index, value) = (rig.index(path), rig.value(path, to));
        rig.send(Command::Change(Change::now(index, value)));
    }
    let main = rig.output(NodeId::MAIN);
    [0, 1].map(|side| rig.recorded[main + side].clone())
}

#[test]
fn middle_and_side_come_and_go_without_click_or_burst() {
    for (link, attack, detector) in [
        ("100 %", "20 ms", "rms"),
        ("0 %", "20 ms", "rms"),
        ("0 %", "1 ms", "rms"),
        ("30 %", "20 ms", "peak"),
    ] {
        let values = [
            ("main/comp/on", "on"),
            ("main/comp/threshold", "-30 dB"),
            ("main/comp/ratio", "8"),
            ("main/comp/attack", attack),
            ("main/comp/release", "200 ms"),
            ("main/comp/detector", detector),
            ("main/comp/link", link),
            ("main/comp/side/threshold", "-40 dB"),
            ("main/comp/side/makeup", "9 dB"),
        ];
        for side in switched(&values, "main/comp/mid-side", ["off", "on"]) {
            let click = click_db(&side, 24_000);
            assert!(click <= -80.0, "{link} {attack}: {click} dBFS");
            // Before and after each change, where it has come to rest.
            let steady = [40_000, 88_000, 136_000, 200_000];
            let loudest = steady.map(|at| peak(&side[at..at + 4800]));
            let loudest = loudest.into_iter().fold(0.0, f32::max);
            let burst = 20.0 * (peak(&side[40_000..]) / loudest).log10();
            assert!(burst <= 1.0, "{link} {attack}: {burst} dB");
        }
    }
}
