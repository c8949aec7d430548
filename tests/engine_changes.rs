//! One change on a strip while a tone plays: no gap, no edge, no burst; and saturation beside its own dry
//! signal, whichever way that takes.

mod common;

use common::consoles;
use common::rig::Rig;
use common::signal::{click_db, peak, sine, sine_level};
use headroom::param::{BusRole, NodeId, Topology, Width};

/// Two strips, a group that feeds main, and a recording mix.
fn topology() -> Topology {
    let bus = |number, role| consoles::bus(number, role, Width::Mono);
    Topology {
        strips: [1, 2].map(consoles::mono).to_vec(),
        buses: vec![bus(1, BusRole::Record), bus(2, BusRole::Group)],
        ..Topology::default()
    }
}

const OPEN: [(&str, &str); 5] = [
    ("ch/1/fader", "0 dB"),
    ("ch/2/fader", "0 dB"),
    ("ch/1/send/1/level", "0 dB"),
    ("bus/1/fader", "0 dB"),
    ("main/limiter/on", "off"),
];

/// What the recording mix hears of strip 1 before and after a change at one second.
fn changed(values: &[(&str, &str)], level: f64, path: &str, text: &str) -> Vec<f32> {
    let mut rig = Rig::with(topology(), &[&OPEN[..], values].concat());
    let tone = sine(997.0, level, 96_000);
    rig.run(&[tone[..48_000].to_vec()], || 128);
    rig.set(path, text);
    rig.run(&[tone[48_000..].to_vec()], || 128);
    rig.recorded[rig.output(NodeId::bus(1))].clone()
}

/// The same of several changes at once, as a recall makes them.
fn recalled(values: &[(&str, &str)], level: f64, changes: &[(&str, &str)]) -> Vec<f32> {
    let mut rig = Rig::with(topology(), &[&OPEN[..], values].concat());
    let tone = sine(997.0, level, 144_000);
    rig.run(&[tone[..48_000].to_vec()], || 128);
    for (path, text) in changes {
        rig.set(path, text);
    }
    rig.run(&[tone[48_000..].to_vec()], || 128);
    rig.recorded[rig.output(NodeId::bus(1))].clone()
}

/// How much louder it gets than it is before and at the end.
fn burst_db(signal: &[f32]) -> f64 {
    let steady = peak(&signal[24_000..48_000]).max(peak(&signal[84_000..]));
    20.0 * f64::from(peak(&signal[24_000..]) / steady).log10()
}

#[test]
fn a_first_delay_comes_in_without_a_gap() {
    for (from, to) in [("0 ms", "100 ms"), ("100 ms", "0 ms"), ("0 ms", "350 ms")] {
        let heard = changed(&[("ch/1/delay", from)], 0.5, "ch/1/delay", to);
        for window in heard[9600..].chunks_exact(480) {
            assert!(sine_level(window) > -20.0, "{from} to {to}");
        }
        let residue = click_db(&heard, 9600);
        assert!(residue <= -60.0, "{from} to {to}: {residue} dBFS");
    }
}

#[test]
fn one_change_is_no_louder_than_before_and_after() {
    let order = [
        ("ch/1/comp/on", "on"),
        ("ch/1/comp/threshold", "-30 dB"),
        ("ch/1/comp/ratio", "8:1"),
        ("ch/1/eq/1/type", "bell"),
        ("ch/1/eq/1/gain", "15 dB"),
        ("ch/1/order", "comp-eq"),
    ];
    let made_up = [
        ("ch/1/comp/threshold", "-30 dB"),
        ("ch/1/comp/makeup", "12 dB"),
    ];
    let bell = [
        ("ch/1/eq/2/type", "bell"),
        ("ch/1/eq/2/freq", "100 Hz"),
        ("ch/1/eq/2/gain", "15 dB"),
    ];
    let driven = [("ch/1/sat/on", "on"), ("ch/1/sat/drive", "0 dB")];
    for (values, path, text) in [
        (&driven[..], "ch/1/sat/drive", "36 dB"),
        (&order, "ch/1/order", "eq-comp"),
        (&made_up, "ch/1/comp/on", "on"),
        (&bell, "ch/1/eq/2/freq", "10 kHz"),
    ] {
        let burst = burst_db(&changed(values, 0.25, path, text));
        println!("{path}: {burst:.2} dB");
        assert!(burst <= 1.0, "{path}: {burst} dB");
    }
}

#[test]
fn what_compensates_moves_with_what_it_compensates() {
    let compressor = |attack| [("ch/1/comp/on", "on"), ("ch/1/comp/attack", attack)];
    let soft = [
        ("ch/1/comp/threshold", "0 dB"),
        ("ch/1/comp/ratio", "8:1"),
        ("ch/1/comp/makeup", "0 dB"),
        ("ch/1/comp/auto-makeup", "off"),
        ("ch/1/comp/mix", "100 %"),
    ];
    let loud = |change| [&soft[2..], &[("ch/1/comp/threshold", "-40 dB"), change]].concat();
    let made_up = loud(("ch/1/comp/makeup", "20 dB"));
    let automatic = loud(("ch/1/comp/auto-makeup", "on"));
    let bell = [
        ("ch/1/eq/2/type", "bell"),
        ("ch/1/eq/2/freq", "1 kHz"),
        ("ch/1/eq/2/q", "10"),
        ("ch/1/eq/2/gain", "15 dB"),
    ];
    let (trim, turned) = (("ch/1/trim", "6 dB"), ("ch/1/fader", "-6 dB"));
    let filtered = [
        ("ch/1/eq/2/q", "0.7"),
        ("ch/1/eq/2/gain", "-15 dB"),
        ("ch/1/hpf/on", "on"),
        ("ch/1/hpf/freq", "400 Hz"),
    ];
    for attack in ["1 ms", "200 ms"] {
        let before = [&compressor(attack)[..], &soft].concat();
        for changes in [&made_up[..], &automatic] {
            for detector in ["peak", "rms"] {
                let values = [&before[..], &[("ch/1/comp/detector", detector)]].concat();
                let after = [&values[..], changes].concat();
                for (values, changes) in [(&values, changes), (&after, &soft[..])] {
                    let burst = burst_db(&recalled(values, 0.3, changes));
                    println!("{attack}, {detector}: {burst:.2} dB");
                    assert!(
                        burst <= 1.0,
                        "{attack}, {detector}, {changes:?}: {burst} dB"
                    );
                }
            }
        }
    }
    for (values, changes) in [(&bell[..], &filtered[..]), (&[], &[trim, turned])] {
        let burst = burst_db(&recalled(values, 0.1, changes));
        println!("{changes:?}: {burst:.2} dB");
        assert!(burst <= 1.0, "{changes:?}: {burst} dB");
    }
}

/// The level of a tone of 5857 Hz, −20 dBFS in each strip, at an output.
fn sum(values: &[(&str, &str)], node: NodeId) -> f64 {
    let mut rig = Rig::with(topology(), &[&OPEN[..], values].concat());
    let tone = sine(5857.0, 0.1, 48_000);
    rig.run(&[tone.clone(), tone], || 128);
    sine_level(&rig.recorded[rig.output(node)][24_000..])
}

#[test]
fn saturation_does_not_comb_with_its_dry_signal() {
    let at_mix = |mix| {
        [
            ("ch/2/send/1/level", "0 dB"),
            ("ch/2/sat/on", "on"),
            ("ch/2/sat/drive", "0 dB"),
            ("ch/2/sat/mix", mix),
        ]
    };
    for tap in ["input", "pre-eq", "post-eq", "pre-fader", "post-fader"] {
        for (mix, tolerance) in [("0 %", 0.01), ("50 %", 0.1)] {
            let values = [&at_mix(mix)[..], &[("ch/1/send/1/tap", tap)]].concat();
            let level = sum(&values, NodeId::bus(1));
            assert!(
                (level + 14.0).abs() < 0.03 + tolerance,
                "{tap}, {mix}: {level}"
            );
        }
    }
}

#[test]
fn what_goes_over_a_group_does_not_comb_with_what_goes_to_main_at_once() {
    let values = [
        ("main/fader", "0 dB"),
        ("ch/2/main/on", "off"),
        ("ch/2/send/2/on", "on"),
        ("bus/2/fader", "0 dB"),
    ];
    for saturated in ["off", "on"] {
        let group = [("bus/2/sat/on", saturated), ("bus/2/sat/mix", "0 %")];
        let level = sum(&[&values[..], &group].concat(), NodeId::MAIN);
        // Panned to the middle.
        assert!((level + 17.0).abs() < 0.05, "{saturated}: {level}");
    }
}

#[test]
fn what_a_bus_sends_on_before_its_processors_is_the_same_at_any_period() {
    let mut with_matrix = topology();
    with_matrix
        .buses
        .push(consoles::bus(3, BusRole::Matrix, Width::Mono));
    with_matrix.main_feeds = vec![3];
    let more = [
        ("main/fader", "0 dB"),
        ("main/send/3/level", "0 dB"),
        ("main/send/3/tap", "input"),
        ("bus/3/fader", "0 dB"),
    ];
    let values = [&OPEN[..], &more].concat();
    let hear = |period: usize| {
        let mut rig = Rig::with(with_matrix.clone(), &values);
        rig.run(&[sine(997.0, 0.25, 9600)], || period);
        rig.recorded[rig.output(NodeId::bus(3))].clone()
    };
    let whole = hear(128);
    assert!(peak(&whole) > 0.1);
    for period in [1, 13, 37, 441] {
        assert!(hear(period) == whole, "period {period}");
    }
}
