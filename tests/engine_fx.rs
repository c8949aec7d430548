//! Delays and effects through the engine: in time, wet only, quiet when they change, and undisturbed
//! by a swap.

mod common;

use common::consoles;
use common::rig::{Rig, plan};
use common::signal::{Random, click_db, peak, sine};
use headroom::engine::build::build;
use headroom::engine::command::{Command, Retired};
use headroom::engine::plan::{Plan, latency};
use headroom::param::{BusRole, NodeId, Topology, Width};

/// One strip, an fx bus, a wedge; `more` strips beside it.
fn topology(more: u16) -> Topology {
    let bus = consoles::bus;
    Topology {
        strips: consoles::strips(1..=1 + more),
        buses: vec![
            bus(1, BusRole::Fx, Width::Stereo),
            bus(2, BusRole::Wedge, Width::Mono),
            bus(3, BusRole::Fx, Width::Mono),
        ],
        ..Topology::default()
    }
}

/// The strip goes to everything before its fader; nothing goes to main.
const OPEN: [(&str, &str); 13] = [
    ("ch/1/fader", "0 dB"),
    ("ch/1/main/on", "off"),
    ("ch/1/send/1/level", "0 dB"),
    ("ch/1/send/2/level", "0 dB"),
    ("ch/1/send/3/level", "0 dB"),
    ("ch/1/send/1/follow-pan", "off"),
    ("ch/1/send/1/pan", "L100"),
    ("bus/1/main/on", "off"),
    ("bus/3/main/on", "off"),
    ("bus/1/fader", "0 dB"),
    ("bus/2/fader", "0 dB"),
    ("bus/3/fader", "0 dB"),
    ("main/fader", "0 dB"),
];

fn plan_with(more: u16, values: &[(&str, &str)]) -> Plan {
    plan(topology(more), &[&OPEN[..], values].concat())
}

fn impulse(frames: usize) -> Vec<f32> {
    let mut signal = vec![0.0; frames];
    signal[0] = 0.5;
    signal
}

/// What a bus (and its channel) says to `signal` in the strip, from when the ledger says that it arrives.
fn heard(values: &[(&str, &str)], mut signal: Vec<f32>, bus: u16, channel: usize) -> Vec<f32> {
    let plan = plan_with(0, values);
    let mut rig = Rig::new(&plan);
    let port = rig.output(NodeId::bus(bus)) + channel;
    let late = latency(plan.layout.topology(), plan.rate)[port] as usize;
    signal.resize(signal.len() + late, 0.0);
    rig.run(&[signal], || 100);
    rig.recorded[port][late..].to_vec()
}

#[test]
fn delays_of_inputs_and_outputs_add_up_to_the_frame() {
    for (input, output, frames) in [
        ("0 ms", "0 ms", 0),
        ("10 ms", "0 ms", 480),
        ("2.5 ms", "100 ms", 4920),
    ] {
        let values = [("ch/1/delay", input), ("bus/2/delay", output)];
        let response = heard(&values, impulse(9600), 2, 0);
        for (n, x) in response.iter().enumerate() {
            let expected = if n == frames { 0.5 } else { 0.0 };
            assert!(
                (x - expected).abs() < 1e-6,
                "{input}, {output}, frame {n}: {x}"
            );
        }
    }
}

#[test]
fn panic_does_not_wait_for_the_delay_of_an_output() {
    let mut rig = Rig::new(&plan_with(0, &[("bus/2/delay", "500 ms")]));
    let tone = sine(500.0, 0.5, 48_000);
    rig.run(std::slice::from_ref(&tone), || 64);
    rig.set("console/panic", "on");
    rig.run(&[tone], || 64);
    let port = rig.output(NodeId::bus(2));
    assert!(peak(&rig.recorded[port][46_000..48_000]) > 0.4);
    // 50 ms after the press.
    assert!(peak(&rig.recorded[port][50_400..]) < 1e-6);
}

#[test]
fn saturation_follows_its_curve_at_any_mix() {
    // The fundamental of tanh(4·sin), by numbers.
    let turns = (0..4096).map(|n| std::f64::consts::TAU * f64::from(n) / 4096.0);
    let driven: f64 = turns
        .map(|w| (4.0 * w.sin()).tanh() * w.sin() / 2048.0)
        .sum();
    for (mix, share) in [("0 %", 0.0), ("50 %", 0.5), ("100 %", 1.0)] {
        let values = [
            ("ch/1/sat/on", "on"),
            ("ch/1/sat/drive", "24 dB"),
            ("ch/1/sat/mix", mix),
        ];
        let amplitude = 4.0 / 10_f64.powf(24.0 / 20.0);
        let output = heard(&values, sine(100.0, amplitude, 9600), 2, 0);
        let tone = sine(100.0, 1.0, 9600);
        let found: f64 = (4800..9600)
            .map(|n| f64::from(output[n] * tone[n]) / 2400.0)
            .sum();
        let expected = (1.0 - share) * amplitude + share * driven * 10_f64.powf(-12.0 / 20.0);
        assert!(
            (found / expected - 1.0).abs() < 0.002,
            "{mix}: {found}, not {expected}"
        );
    }
}

#[test]
fn an_fx_bus_without_an_effect_passes_what_is_sent_to_it() {
    let signal = Random::new(1).noise(0.3, 4800);
    let output = heard(&[], signal.clone(), 3, 0);
    for (x, y) in signal.iter().zip(&output) {
        assert!((x - y).abs() < 1e-6);
    }
}

#[test]
fn echoes_come_in_the_tempo_without_the_dry_sound() {
    let values = [
        ("bus/1/fx/type", "delay"),
        ("bus/1/fx/tempo", "120 BPM"),
        ("bus/1/tap-delay/note", "1/8."),
        ("bus/1/tap-delay/feedback", "50 %"),
        ("bus/1/tap-delay/low-cut", "20 Hz"),
        ("bus/1/tap-delay/high-cut", "20 kHz"),
    ];
    let response = heard(&values, impulse(72_000), 1, 0);
    // A dotted eighth at 120 BPM is 375 ms.
    for (n, x) in response.iter().enumerate() {
        let expected = match n {
            18_000 => 0.5,
            36_000 => 0.25,
            54_000 => 0.125,
            _ => 0.0,
        };
        assert!((x - expected).abs() < 1e-5, "frame {n}: {x}");
    }
}

#[test]
fn a_reverb_is_wet_only_and_fills_both_sides() {
    let values = [
        ("bus/1/fx/type", "reverb"),
        ("bus/1/reverb/pre-delay", "30 ms"),
        ("bus/1/reverb/decay", "1 s"),
    ];
    for channel in [0, 1] {
        let response = heard(&values, impulse(96_000), 1, channel);
        assert!(response[..1440].iter().all(|x| *x == 0.0));
        assert!(peak(&response[1440..9600]) > 1e-3);
        let (early, late) = (peak(&response[1440..9600]), peak(&response[72_000..]));
        assert!(late < 0.01 * early && late > 0.0, "{early}, {late}");
    }
    let mono = [("bus/3/fx/type", "reverb")];
    let response = heard(&mono, impulse(48_000), 3, 0);
    assert!(response[..960].iter().all(|x| *x == 0.0) && peak(&response) > 1e-3);
}

#[test]
fn changing_the_effect_makes_no_click_and_forgets_the_old_one() {
    let mut rig = Rig::new(&plan_with(0, &[("bus/1/fx/type", "reverb")]));
    let tone = sine(1000.0, 0.25, 24_000);
    rig.run(std::slice::from_ref(&tone), || 128);
    for effect in ["none", "delay", "reverb", "delay", "none", "reverb"] {
        rig.set("bus/1/fx/type", effect);
        rig.run(std::slice::from_ref(&tone), || 128);
    }
    let signal = &rig.recorded[rig.output(NodeId::bus(1))];
    assert!(
        click_db(signal, 12_000) <= -80.0,
        "{}",
        click_db(signal, 12_000)
    );
    rig.set("bus/1/fx/type", "none");
    rig.run(&[vec![0.0; 24_000]], || 128);
    let signal = &rig.recorded[rig.output(NodeId::bus(1))];
    assert_eq!(peak(&signal[signal.len() - 100..]), 0.0);
}

/// Plays a tone of −12 dBFS while swaps bring these consoles, half a second each; every output has to be
/// heard in the end.
fn assert_swaps_are_quiet(first: &Plan, next: &[Plan], what: &str) {
    const STEP: usize = 24_000;
    let tone = sine(1000.0, 0.25, STEP * (next.len() + 1));
    let mut rig = Rig::new(first);
    rig.run(&[tone[..STEP].to_vec()], || 100);
    for (step, plan) in (1..).zip(next) {
        let plan = Plan {
            layout_number: step,
            ..plan.clone()
        };
        rig.send(Command::Swap(build(&plan).unwrap().0));
        let from = STEP * step as usize;
        rig.run(&[tone[from..from + STEP].to_vec()], || 100);
    }
    for node in [NodeId::bus(1), NodeId::MAIN, NodeId::PHONES] {
        let signal = &rig.recorded[rig.output(node)];
        let found = click_db(signal, STEP / 2);
        assert!(found <= -80.0, "{what}: {node} {found} dB");
        assert!(peak(&signal[signal.len() - 480..]) > 0.01, "{what}: {node}");
    }
}

#[test]
fn another_role_of_a_bus_or_another_way_between_buses_makes_no_click() {
    let with = |role: BusRole, width: Width, feeds: &[u16], main_feeds: &[u16]| {
        let mut topology = topology(0);
        topology.buses[0].role = role;
        topology.buses[0].width = width;
        topology.buses[2].feeds = feeds.to_vec();
        topology.main_feeds = main_feeds.to_vec();
        let mut values = OPEN.to_vec();
        values.extend([
            ("ch/1/main/on", "on"),
            ("ch/1/send/1/on", "on"),
            ("ch/1/send/1/tap", "pre-fader"),
            ("bus/1/delay", "120 ms"),
            ("bus/1/solo", "on"),
            ("bus/1/gate/key-filter/listen", "off"),
            ("phones/level", "0 dB"),
            ("main/limiter/on", "off"),
        ]);
        if role == BusRole::Fx {
            values.extend([("bus/1/fx/type", "reverb"), ("bus/1/main/on", "on")]);
        }
        if feeds.contains(&1) {
            values.push(("bus/3/send/1/level", "0 dB"));
            values.push(("bus/3/send/1/on", "on"));
        }
        if main_feeds.contains(&2) {
            values.push(("main/send/2/level", "0 dB"));
        }
        plan(topology, &values)
    };
    let fx = with(BusRole::Fx, Width::Stereo, &[], &[]);
    for role in [
        BusRole::Group,
        BusRole::Wedge,
        BusRole::InEar,
        BusRole::Record,
        BusRole::Matrix,
    ] {
        let other = with(role, Width::Stereo, &[], &[]);
        assert_swaps_are_quiet(&fx, &[other, fx.clone()], role.word());
    }
    let group = |feeds: &[u16]| with(BusRole::Group, Width::Stereo, feeds, &[]);
    let (alone, fed) = (group(&[]), group(&[1]));
    assert_swaps_are_quiet(&alone, &[fed, alone.clone()], "a way into a bus");
    let mono = with(BusRole::Fx, Width::Mono, &[], &[]);
    assert_swaps_are_quiet(&fx, std::slice::from_ref(&mono), "another width");
}

/// Plays into `values`; after half the time a swap brings `more` strips.
fn swapped(values: &[(&str, &str)], more: u16) -> Vec<Vec<f32>> {
    const HALF: usize = 24_000;
    let signal = Random::new(4).noise(0.3, 2 * HALF);
    let mut rig = Rig::new(&plan_with(0, values));
    rig.run(&[signal[..HALF].to_vec()], || 100);
    let next = Plan {
        layout_number: 1,
        ..plan_with(more, values)
    };
    rig.send(Command::Swap(build(&next).unwrap().0));
    // Strips and talkback.
    let ports = usize::from(more) + 2;
    rig.io.inputs.resize(ports, Vec::new());
    let mut inputs = vec![vec![0.0; HALF]; ports];
    inputs[0] = signal[HALF..].to_vec();
    rig.run(&inputs, || 100);
    rig.recorded
}

#[test]
fn tails_echoes_and_delays_go_on_over_a_swap_sample_for_sample() {
    let values = [
        ("ch/1/delay", "21 ms"),
        ("bus/2/delay", "33 ms"),
        ("main/delay", "5 ms"),
        ("ch/1/sat/on", "on"),
        ("ch/1/sat/drive", "20 dB"),
        ("bus/1/fx/type", "reverb"),
        ("bus/1/main/on", "on"),
        ("bus/3/fx/type", "delay"),
        ("bus/3/tap-delay/time", "123 ms"),
        ("bus/3/tap-delay/note", "time"),
    ];
    let mut undisturbed = Rig::new(&plan_with(0, &values));
    undisturbed.run(&[Random::new(4).noise(0.3, 48_000)], || 100);
    for more in [0, 9] {
        for (port, (left, right)) in undisturbed
            .recorded
            .iter()
            .zip(swapped(&values, more))
            .enumerate()
        {
            let differs = left
                .iter()
                .zip(&right)
                .position(|(a, b)| a.to_bits() != b.to_bits());
            assert_eq!(differs, None, "{more} strips more, port {port}");
        }
    }
}

#[test]
fn after_a_tail_the_bus_sleeps_and_wakes_as_if_it_had_not_slept() {
    let values = [
        ("bus/1/fx/type", "reverb"),
        ("bus/1/reverb/decay", "0.3 s"),
        ("bus/1/reverb/low-decay", "100 %"),
        ("bus/3/fx/type", "delay"),
        ("bus/3/tap-delay/note", "1/16"),
    ];
    let mut signal = impulse(48_000 * 8);
    signal.extend(Random::new(2).noise(0.3, 9613));
    let render = |period: usize| {
        let mut rig = Rig::new(&plan_with(0, &values));
        rig.run(std::slice::from_ref(&signal), || period);
        rig.recorded
    };
    let reference = render(256);
    let quiet = &reference[0][48_000 * 7..48_000 * 8];
    assert_eq!(peak(quiet), 0.0);
    assert!(peak(&reference[0][48_000 * 8..]) > 1e-3);
    for period in [7, 31, 1000] {
        assert!(render(period) == reference, "period {period}");
    }
}

#[test]
fn a_bad_number_in_the_strip_leaves_the_tail_finite() {
    let mut signal = Random::new(2).noise(0.3, 48_000);
    signal[5000] = f32::NAN;
    signal[5001] = f32::INFINITY;
    signal[5002] = 1e38;
    let values = [
        ("bus/1/fx/type", "reverb"),
        ("ch/1/sat/on", "on"),
        ("ch/1/delay", "3 ms"),
    ];
    let output = heard(&values, signal, 1, 0);
    assert!(output.iter().all(|x| x.is_finite() && x.abs() < 20.0));
    assert!(peak(&output[40_000..]) > 1e-3);
}

/// Boxes of changes of effects that came home.
fn home(rig: &Rig) -> usize {
    let effect = |retired: &&Retired| matches!(retired, Retired::Effect(_));
    rig.retired.iter().filter(effect).count()
}

#[test]
fn effects_chosen_in_a_hurry_come_one_after_the_other_and_every_box_comes_home() {
    let mut rig = Rig::new(&plan_with(0, &[("bus/1/fx/type", "reverb")]));
    let tone = sine(1000.0, 0.25, 48_000);
    rig.run(&[tone[..24_000].to_vec()], || 128);
    let hurry = ["delay", "none", "none", "reverb", "delay", "delay", "none"];
    for (number, effect) in hurry.into_iter().enumerate() {
        rig.set("bus/1/fx/type", effect);
        rig.run(&[tone[..97 * (number + 1)].to_vec()], || 64);
    }
    rig.run(&[tone], || 128);
    assert_eq!(home(&rig), hurry.len());
    let signal = &rig.recorded[rig.output(NodeId::bus(1))];
    // Without an effect the tone itself is heard again.
    assert!((peak(&signal[signal.len() - 4800..]) - 0.25).abs() < 1e-3);
}

#[test]
fn a_change_of_effect_goes_on_over_a_swap_and_ends_with_its_bus() {
    let values = [("bus/1/fx/type", "reverb")];
    let tone = sine(1000.0, 0.25, 48_000);
    for (is_kept, more) in [(true, 9), (false, 0)] {
        let mut rig = Rig::new(&plan_with(0, &values));
        rig.run(&[tone[..24_000].to_vec()], || 128);
        rig.set("bus/1/fx/type", "delay");
        rig.set("bus/1/fx/type", "none");
        rig.run(&[tone[..480].to_vec()], || 100);
        let mut next = plan_with(more, &values);
        if !is_kept {
            next = plan(Topology::default(), &[]);
        }
        next.layout_number = 1;
        rig.send(Command::Swap(build(&next).unwrap().0));
        rig.io.inputs.resize(12, Vec::new());
        rig.run(std::slice::from_ref(&tone), || 100);
        assert_eq!(home(&rig), 2);
        if is_kept {
            let signal = &rig.recorded[rig.output(NodeId::bus(1))];
            let found = click_db(signal, 12_000);
            assert!(found <= -80.0, "{found}");
            assert!((peak(&signal[signal.len() - 4800..]) - 0.25).abs() < 1e-3);
        }
    }
}
