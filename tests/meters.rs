//! What the feed says of levels: kinds of meters and their taps, clips, correlation.

mod common;

use common::consoles;
use common::rig::Rig;
use common::signal::{Random, sine};
use headroom::param::{Topology, Width};
use headroom::rt::meter_tap::ChannelLevel;

/// A mono strip, a stereo one, a stereo main.
fn topology() -> Topology {
    let strip = consoles::strip;
    Topology {
        strips: vec![strip(1, Width::Mono), strip(2, Width::Stereo)],
        ..Topology::default()
    }
}

/// The last levels of `rig` after these inputs: strip 1, both sides of strip 2, both of main.
fn levels(rig: &mut Rig, inputs: &[Vec<f32>]) -> Vec<ChannelLevel> {
    let mut last = Vec::new();
    for at in (0..inputs[0].len()).step_by(1024) {
        let end = (at + 1024).min(inputs[0].len());
        let piece: Vec<Vec<f32>> = inputs.iter().map(|x| x[at..end].to_vec()).collect();
        rig.run(&piece, || 256);
        if let Some(levels) = rig.meters.take() {
            last.clone_from(&levels.channels);
        }
    }
    last
}

fn db(magnitude: f32) -> f32 {
    20.0 * magnitude.log10()
}

const UP: [(&str, &str); 5] = [
    ("ch/1/trim", "6 dB"),
    ("ch/1/fader", "-10 dB"),
    ("ch/2/fader", "0 dB"),
    ("main/fader", "0 dB"),
    ("ch/1/gate/threshold", "-80 dB"),
];

#[test]
fn a_steady_tone_reads_its_level_on_every_kind_at_every_tap() {
    let tone = sine(1000.0, 0.1, 144_000);
    let silence = vec![0.0; tone.len()];
    for kind in ["peak", "rms", "ppm-1", "ppm-2", "vu"] {
        for (tap, level) in [
            ("input", -14.0),
            ("pre-eq", -14.0),
            ("post-eq", -8.0),
            ("pre-fader", -8.0),
            ("post-fader", -18.0),
        ] {
            let choice = [
                ("console/meter", kind),
                ("console/meter-tap", tap),
                ("ch/1/eq/3/type", "bell"),
                ("ch/1/eq/3/freq", "1 kHz"),
                ("ch/1/eq/3/gain", "6 dB"),
            ];
            let values: Vec<_> = UP.iter().chain(&choice).copied().collect();
            let mut rig = Rig::with(topology(), &values);
            let read = levels(&mut rig, &[tone.clone(), silence.clone(), silence.clone()]);
            let strip = db(read[0].meter);
            assert!((strip - level).abs() < 0.15, "{kind} {tap}: {strip}");
            // Main shows what leaves, wherever strips are measured: panned to the middle.
            let main = db(read[3].meter);
            assert!((main + 21.01).abs() < 0.15, "{kind} main: {main}");
            assert_eq!(read[1].meter, 0.0);
        }
    }
}

#[test]
fn speakers_and_headphones_have_meters_of_every_kind() {
    // Behind three channels of strips and two of main: left and right of a, b and the headphones.
    const A: usize = 5;
    const PHONES: usize = 9;
    let tone = sine(1000.0, 0.1, 144_000);
    let silence = vec![0.0; tone.len()];
    for kind in ["peak", "rms", "ppm-1", "ppm-2", "vu"] {
        let choice = [
            ("console/meter", kind),
            ("ch/1/pan", "L100"),
            ("monitor/level", "-3 dB"),
            ("monitor-a/trim", "-2 dB"),
            ("phones/level", "-9 dB"),
        ];
        let values: Vec<_> = UP.iter().chain(&choice).copied().collect();
        let mut rig = Rig::with(topology(), &values);
        let inputs = [tone.clone(), silence.clone(), silence.clone()];
        let read = levels(&mut rig, &inputs);
        assert_eq!(read.len(), 11);
        for (at, level) in [(A, -29.0), (PHONES, -33.0)] {
            let found = db(read[at].meter);
            assert!((found - level).abs() < 0.15, "{kind} {at}: {found}");
            assert!((db(read[at].output_peak) - level).abs() < 0.05);
            assert_eq!(read[at + 1].meter, 0.0, "the right side is silent");
        }
        assert_eq!(read[A + 2].meter, 0.0, "the other speakers are silent");
    }
}

#[test]
fn buses_and_main_have_meters_at_every_tap_and_energy_goes_with_them() {
    let tone = sine(1000.0, 0.1, 144_000);
    let silence = vec![0.0; tone.len()];
    let inputs = [tone, silence.clone(), silence];
    for kind in ["peak", "rms", "ppm-1", "ppm-2", "vu"] {
        for (tap, level) in [
            ("input", -24.0),
            ("pre-eq", -34.0),
            ("post-eq", -28.0),
            ("pre-fader", -23.0),
            ("post-fader", -27.0),
            ("output", -33.02),
        ] {
            let choice = [
                ("console/meter", kind),
                ("console/bus-meter-tap", tap),
                ("ch/1/pan", "L100"),
                ("main/gate/on", "on"),
                ("main/gate/threshold", "0 dB"),
                ("main/gate/range", "10 dB"),
                ("main/eq/3/type", "bell"),
                ("main/eq/3/freq", "1 kHz"),
                ("main/eq/3/gain", "6 dB"),
                ("main/comp/on", "on"),
                ("main/comp/threshold", "0 dB"),
                ("main/comp/makeup", "5 dB"),
                ("main/fader", "-4 dB"),
                // One side alone: its half is on both sides then.
                ("main/image/width", "0 %"),
            ];
            let values: Vec<_> = UP.iter().chain(&choice).copied().collect();
            let mut rig = Rig::with(topology(), &values);
            let read = levels(&mut rig, &inputs);
            let main = db(read[3].meter);
            assert!((main - level).abs() < 0.15, "{kind} {tap}: {main}");
            // Strips stay at their own tap.
            assert!((db(read[0].meter) + 14.0).abs() < 0.15, "{kind} {tap}");
            // A sine of 1 kHz: half its square in every frame.
            for (channel, level) in [(3, level), (0, -14.0)] {
                let mean = read[channel].squares / read[channel].input_squares;
                let input = if channel == 3 { -24.0 } else { -14.0 };
                let found = 10.0 * mean.log10() + input;
                assert!((found - level).abs() < 0.1, "{kind} {tap}: {found}");
            }
        }
    }
}

#[test]
fn a_wide_main_has_the_correlation_of_its_front() {
    let noise = Random::new(1).noise(0.3, 96_000);
    let opposite: Vec<f32> = noise.iter().map(|x| -x).collect();
    for width in [Width::FiveOne, Width::SevenOne, Width::Quad, Width::Lcr] {
        let topology = Topology {
            main: width,
            ..topology()
        };
        let mut rig = Rig::with(topology, &UP);
        let silence = vec![0.0; noise.len()];
        let inputs = [silence, noise.clone(), opposite.clone()];
        let read = levels(&mut rig, &inputs);
        assert!((read[3].correlation + 1.0).abs() < 0.05, "{width:?}");
        assert_eq!(read[5].correlation, 0.0);
    }
}

#[test]
fn clips_of_the_headphones_are_counted() {
    let louder = [("phones/level", "10 dB")];
    let values: Vec<_> = UP.iter().chain(&louder).copied().collect();
    let mut rig = Rig::with(topology(), &values);
    let loud = sine(1000.0, 0.4, 48_000);
    let silence = vec![0.0; loud.len()];
    let read = levels(&mut rig, &[silence.clone(), loud.clone(), loud]);
    assert!(read[9].clips > 0 && read[10].clips > 0);
    assert_eq!((read[3].clips, read[5].clips), (0, 0));
}

#[test]
fn a_gate_lies_before_the_pre_fader_tap_and_after_the_input() {
    let shut = [
        ("ch/1/gate/on", "on"),
        ("ch/1/gate/threshold", "-6 dB"),
        ("ch/1/gate/range", "40 dB"),
    ];
    let tone = sine(1000.0, 0.1, 48_000);
    let silence = vec![0.0; tone.len()];
    for (tap, level) in [("input", -20.0), ("pre-eq", -60.0), ("pre-fader", -60.0)] {
        let choice = [("console/meter-tap", tap)];
        let values: Vec<_> = shut.iter().chain(&choice).copied().collect();
        let mut rig = Rig::with(topology(), &values);
        let read = levels(&mut rig, &[tone.clone(), silence.clone(), silence.clone()]);
        let strip = db(read[0].meter);
        assert!((strip - level).abs() < 0.15, "{tap}: {strip}");
    }
}

#[test]
fn meters_of_a_sleeping_strip_go_on_falling() {
    for (kind, fallen) in [("ppm-1", -11.77), ("ppm-2", -8.57)] {
        let values: Vec<_> = UP
            .iter()
            .chain(&[("console/meter", kind)])
            .copied()
            .collect();
        let mut rig = Rig::with(topology(), &values);
        let tone = sine(1000.0, 0.1, 48_000);
        let silence = vec![0.0; 48_128];
        let full = levels(&mut rig, &[tone, vec![0.0; 48_000], vec![0.0; 48_000]]);
        let after = levels(&mut rig, &[silence.clone(), silence.clone(), silence]);
        let fall = db(after[0].meter) - db(full[0].meter);
        assert!((fall - fallen).abs() < 0.5, "{kind}: {fall} dB in a second");
    }
}

#[test]
fn clips_are_counted_at_inputs_and_outputs() {
    let mut rig = Rig::with(topology(), &UP);
    let mut loud = vec![0.0; 9600];
    (loud[1000], loud[5000], loud[5001]) = (0.6, -0.6, 0.6);
    let silence = vec![0.0; loud.len()];
    // One callback for each piece of 256 frames; what nobody takes is added up.
    rig.run(&[loud, silence.clone(), silence], || 64);
    rig.meters.take();
    let short = vec![0.0; 512];
    rig.run(&[short.clone(), short.clone(), short], || 256);
    let levels = rig.meters.take().unwrap();
    assert_eq!(levels.channels[0].clips, 2, "trimmed by 6 dB");
    assert_eq!(levels.channels[1].clips, 0);
    assert_eq!(levels.channels[3].clips, 0, "ten decibels lower");
}

#[test]
fn correlation_is_told_of_what_leaves() {
    let noise = Random::new(1).noise(0.3, 96_000);
    let other = Random::new(2).noise(0.3, 96_000);
    let opposite: Vec<f32> = noise.iter().map(|x| -x).collect();
    let silence = vec![0.0; noise.len()];
    for (right, expected) in [
        (&noise, 1.0),
        (&opposite, -1.0),
        (&other, 0.0),
        (&silence, 0.0),
    ] {
        let mut rig = Rig::with(topology(), &UP);
        let inputs = [silence.clone(), noise.clone(), right.clone()];
        let read = levels(&mut rig, &inputs);
        for side in [3, 4] {
            let correlation = read[side].correlation;
            assert!(
                (correlation - expected).abs() < 0.05,
                "{correlation}, not {expected}"
            );
        }
        // At its inputs, whatever stands behind.
        assert!((read[1].correlation - expected).abs() < 0.05);
        assert_eq!(read[0].correlation, 0.0, "a mono strip has none");
    }
}
