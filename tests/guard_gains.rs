//! The gain of a path that the recall guard predicts is the one that is heard, through random shows.

mod common;

use common::consoles::{bus, mono};
use common::rig::Rig;
use headroom::control::guard::gains::db_of;
use headroom::control::guard::paths::Paths;
use headroom::engine::io::PortList;
use headroom::param::{BusDef, BusRole, Layout, NodeId, Plain, Store, StripDef, Topology, Width};
use proptest::prelude::*;

/// So low that no limiter and no compressor has anything to do.
const AMPLITUDE: f32 = 1e-5;
/// Paths that are softer than this are closed.
const CLOSED_DB: f32 = -60.0;

fn topology() -> Topology {
    let stereo = |number, role| bus(number, role, Width::Stereo);
    Topology {
        strips: vec![
            mono(1),
            mono(2),
            StripDef {
                number: 3,
                width: Width::Stereo,
            },
        ],
        buses: vec![
            BusDef {
                feeds: vec![2, 4],
                ..stereo(1, BusRole::Group)
            },
            bus(2, BusRole::Wedge, Width::Mono),
            stereo(3, BusRole::InEar),
            stereo(4, BusRole::Matrix),
        ],
        main_feeds: vec![4],
        dcas: vec![1, 2],
        mute_groups: vec![1],
        ..Topology::default()
    }
}

/// What a random show sets: paths, and the values that each of them may have.
fn choices() -> Vec<(String, Vec<&'static str>)> {
    let levels = vec!["off", "-20 dB", "-7.3 dB", "0 dB", "4 dB", "10 dB"];
    let switch = vec!["on", "off"];
    let pans = vec!["L100", "L30", "C", "R60"];
    let taps = vec!["input", "pre-eq", "post-eq", "pre-fader", "post-fader"];
    let mut all = Vec::new();
    let mut add = |path: String, values: &Vec<&'static str>| all.push((path, values.clone()));
    for node in [
        "ch/1", "ch/2", "ch/3", "bus/1", "bus/2", "bus/3", "bus/4", "main",
    ] {
        add(
            format!("{node}/trim"),
            &vec!["-9 dB", "0 dB", "0 dB", "6.5 dB"],
        );
        add(format!("{node}/fader"), &levels);
        add(format!("{node}/mute"), &vec!["off", "off", "off", "on"]);
        add(format!("{node}/pan"), &pans);
        add(format!("{node}/dca/1"), &switch);
        add(format!("{node}/mute-group/1"), &switch);
        add(format!("{node}/comp/on"), &switch);
        add(format!("{node}/comp/makeup"), &vec!["0 dB", "5 dB"]);
        add(format!("{node}/comp/mix"), &vec!["100 %", "40 %"]);
        add(format!("{node}/order"), &vec!["eq-comp", "comp-eq"]);
    }
    for (from, to) in [
        (1, 1),
        (1, 2),
        (1, 3),
        (2, 1),
        (2, 2),
        (2, 3),
        (3, 1),
        (3, 2),
        (3, 3),
    ] {
        let send = format!("ch/{from}/send/{to}");
        add(format!("{send}/on"), &vec!["on", "on", "off"]);
        add(format!("{send}/level"), &levels);
        add(format!("{send}/pan"), &pans);
        add(format!("{send}/follow-pan"), &switch);
        add(format!("{send}/tap"), &taps);
    }
    for send in ["bus/1/send/2", "bus/1/send/4", "main/send/4"] {
        add(format!("{send}/level"), &levels);
        add(format!("{send}/tap"), &taps);
    }
    for node in ["ch/1", "ch/2", "ch/3", "bus/1"] {
        add(format!("{node}/main/on"), &vec!["on", "on", "off"]);
    }
    add("ch/3/width".into(), &vec!["100 %", "0 %", "160 %"]);
    add("dca/1/fader".into(), &vec!["-6 dB", "0 dB", "3 dB"]);
    add("dca/1/mute".into(), &vec!["off", "off", "on"]);
    add("dca/1/dca/2".into(), &switch);
    add("dca/2/fader".into(), &vec!["-4 dB", "0 dB"]);
    add("mute-group/1/on".into(), &vec!["off", "off", "on"]);
    add("mute-group/1/dim".into(), &vec!["off", "-12 dB"]);
    add("bus/2/follow-mute".into(), &switch);
    add("console/pan-law".into(), &vec!["-3 dB", "-6 dB", "0 dB"]);
    all
}

type Settings = Vec<(String, &'static str)>;

fn state() -> impl Strategy<Value = Settings> {
    let all = choices();
    let picks = prop::collection::vec(any::<prop::sample::Index>(), all.len());
    picks.prop_map(move |picks| {
        let settings = all.iter().zip(&picks);
        settings
            .map(|((path, values), pick)| (path.clone(), values[pick.index(values.len())]))
            .collect()
    })
}

/// The gains that are predicted, by strip and output.
fn predicted(settings: &Settings) -> Vec<Vec<f32>> {
    let layout = Layout::new(topology());
    let mut store = Store::defaults(&layout);
    for (path, text) in settings {
        let index = layout.find(path).unwrap();
        store.set(index, layout.spec(index).parse(text).unwrap());
    }
    let paths = Paths::new(&layout);
    let values: Vec<Plain> = store.values().to_vec();
    let gains = paths.gains(&values);
    let strips = paths.sources().take(3).enumerate();
    strips
        .map(|(source, _)| gains.of_source(source).to_vec())
        .collect()
}

/// The same, heard.
fn heard(settings: &Settings, strip: NodeId) -> Vec<f32> {
    let settings: Vec<(&str, &str)> = settings
        .iter()
        .map(|(path, text)| (path.as_str(), *text))
        .collect();
    let mut rig = Rig::with(topology(), &settings);
    let ports = PortList::of(&topology());
    let tone = |frame: usize| AMPLITUDE * (frame as f32 * std::f32::consts::TAU / 48.0).sin();
    let signal: Vec<f32> = (0..4800).map(tone).collect();
    let inputs: Vec<Vec<f32>> = ports
        .inputs
        .iter()
        .map(|port| {
            if port.node == strip {
                signal.clone()
            } else {
                vec![0.0; signal.len()]
            }
        })
        .collect();
    rig.run(&inputs, || 64);
    let outputs = topology()
        .buses
        .iter()
        .map(|bus| NodeId::bus(bus.number))
        .collect::<Vec<_>>();
    let peak = |node: NodeId| {
        let of_node = ports.outputs.iter().zip(&rig.recorded);
        let channels = of_node.filter(|(port, _)| port.node == node);
        channels
            .flat_map(|(_, record)| record[record.len() - 480..].iter())
            .fold(0.0f32, |peak, x| peak.max(x.abs()))
            / AMPLITUDE
    };
    outputs
        .into_iter()
        .chain([NodeId::MAIN])
        .map(peak)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn a_predicted_rise_is_the_one_that_is_heard(before in state(), after in state()) {
        let (from, to) = (predicted(&before), predicted(&after));
        for (at, strip) in (1..=3).map(NodeId::strip).enumerate() {
            let (heard_from, heard_to) = (heard(&before, strip), heard(&after, strip));
            for output in 0..from[at].len() {
                let (was, is) = (db_of(from[at][output]), db_of(to[at][output]));
                let (heard_was, heard_is) = (db_of(heard_from[output]), db_of(heard_to[output]));
                let closed = |db: f32| db < CLOSED_DB;
                prop_assert_eq!(closed(was - 0.1), closed(heard_was), "{} to output {}: {} {}", strip, output, was, heard_was);
                if closed(was) || closed(is) {
                    continue;
                }
                let (rise, heard_rise) = (is - was, heard_is - heard_was);
                prop_assert!((rise - heard_rise).abs() < 0.5, "{} to output {}: {} dB predicted, {} dB heard", strip, output, rise, heard_rise);
            }
        }
    }
}
