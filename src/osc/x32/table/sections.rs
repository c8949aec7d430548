//! Sections that several kinds of nodes have.

use crate::osc::x32::builder::Builder;
use crate::osc::x32::law::Law;
use crate::osc::x32::laws::{
    ATTACK, EQ_GAIN, FADER, FREQUENCY, HOLD, KNEE, MAKEUP, MIX, PAN, Q, RELEASE, SEND, THRESHOLD,
};
use crate::osc::x32::leaf::{Link, NONE};
use crate::osc::x32::words::{
    DETECTORS, DYN_MODES, ENVELOPES, EQ_TYPES, FILTERS, INSERTS, OUTPUT_EQ_TYPES, POSITIONS,
    RATIOS, TAPS, Words,
};
use crate::param::{BusRole, NodeId};

/// Mixes of an X32.
const MIXES: u16 = 16;
/// Its matrices.
const MATRICES: u16 = 6;
/// Their types of bands as ours: high-pass, low shelf, bell twice, high shelf, low-pass.
const BANDS: &[u8] = &[4, 1, 0, 0, 2, 5];
const OUTPUT_BANDS: &[u8] = &[
    4, 1, 0, 0, 2, 5, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
];
/// Where sends are taken: a group assignment is taken after the fader.
const SEND_TAPS: &[u8] = &[0, 1, 2, 3, 4, 4];
/// Before the equaliser, and behind it.
const ORDERS: &[u8] = &[1, 0];
const SAME: &[u8] = &[0, 1];

/// Type, frequency, Q.
type Band = (f32, f32, f32);
/// Bands of channels after a reset.
pub const CHANNEL_BANDS: [Band; 4] = [
    (2.0, 124.7, 2.0),
    (2.0, 496.6, 2.0),
    (2.0, 1970.0, 2.0),
    (4.0, 10_020.0, 2.0),
];
/// Those of buses, matrices and main.
pub const BUS_BANDS: [Band; 6] = [
    (1.0, 79.6, 2.0),
    (2.0, 158.9, 2.0),
    (2.0, 496.6, 2.0),
    (2.0, 1970.0, 2.0),
    (2.0, 5020.0, 2.0),
    (4.0, 10_020.0, 2.0),
];

/// Equaliser and its bands.
pub fn eq(b: &mut Builder, base: &str, node: Option<NodeId>, bands: &[Band]) {
    b.begin(&format!("{base}/eq"), node);
    b.plain("on", Law::Switch, 0.0, "eq/on");
    let is_output = base.starts_with("/mtx") || base.starts_with("/main");
    let (words, choices) = if is_output {
        (OUTPUT_EQ_TYPES, OUTPUT_BANDS)
    } else {
        (EQ_TYPES, BANDS)
    };
    for (at, (kind, freq, q)) in bands.iter().enumerate() {
        let band = at + 1;
        let path = |row: &str| format!("eq/{band}/{row}");
        b.begin(&format!("{base}/eq/{band}"), node);
        b.link(
            "type",
            (Law::Words(words), *kind),
            Link::Choice(choices),
            &[&path("type")],
        );
        b.plain("f", FREQUENCY, *freq, &path("freq"));
        b.link(
            "g",
            (EQ_GAIN, 0.0),
            Link::Gain,
            &[&path("gain"), &path("on")],
        );
        b.plain("q", Q, *q, &path("q"));
    }
}

/// Filter of a key.
pub fn filter(b: &mut Builder, address: &str, node: Option<NodeId>, section: &str) {
    b.begin(address, node);
    let path = |row: &str| format!("{section}/key-filter/{row}");
    b.plain("on", Law::Switch, 0.0, &path("on"));
    let corners = [path("hpf"), path("lpf")];
    let corners = [&corners[0][..], &corners[1]];
    b.link(
        "type",
        (Law::Words(FILTERS), 6.0),
        Link::KeyFilter,
        &corners,
    );
    b.link("f", (FREQUENCY, 990.9), Link::KeyFilter, &corners);
}

/// Compressor, with or without a key of its own.
pub fn dynamics(b: &mut Builder, base: &str, node: Option<NodeId>, has_key: bool) {
    b.begin(&format!("{base}/dyn"), node);
    let choice = |words: Words| Law::Words(words);
    b.plain("on", Law::Switch, 0.0, "comp/on");
    b.shadow("mode", choice(DYN_MODES), 0.0);
    b.link(
        "det",
        (choice(DETECTORS), 0.0),
        Link::Choice(SAME),
        &["comp/detector"],
    );
    b.shadow("env", choice(ENVELOPES), 1.0);
    b.plain("thr", THRESHOLD, 0.0, "comp/threshold");
    b.link("ratio", (choice(RATIOS), 5.0), Link::Ratio, &["comp/ratio"]);
    b.link("knee", (KNEE, 1.0), Link::Knee, &["comp/knee"]);
    b.plain("mgain", MAKEUP, 0.0, "comp/makeup");
    b.plain("attack", ATTACK, 10.0, "comp/attack");
    b.plain("hold", HOLD, 10.0, "comp/hold");
    b.plain("release", RELEASE, 151.0, "comp/release");
    b.link(
        "pos",
        (choice(POSITIONS), 1.0),
        Link::Choice(ORDERS),
        &["order"],
    );
    if has_key {
        b.link("keysrc", (Law::Int(0, 64), 0.0), Link::Key, &["comp/key"]);
    }
    b.plain("mix", MIX, 100.0, "comp/mix");
    b.plain("auto", Law::Switch, 0.0, "comp/auto-release");
    filter(b, &format!("{base}/dyn/filter"), node, "comp");
}

/// Insert point.
pub fn insert(b: &mut Builder, base: &str, node: Option<NodeId>, position: f32) {
    b.begin(&format!("{base}/insert"), node);
    b.plain("on", Law::Switch, 0.0, "insert/on");
    b.shadow("pos", Law::Words(POSITIONS), position);
    b.shadow("sel", Law::Words(INSERTS), 0.0);
}

/// Groups.
pub fn groups(b: &mut Builder, base: &str, node: Option<NodeId>) {
    let paths = |word: &str, count: u8| {
        (1..=count)
            .map(|number| format!("{word}/{number}"))
            .collect()
    };
    let (dcas, groups): (Vec<String>, Vec<String>) = (paths("dca", 8), paths("mute-group", 6));
    let words = |paths: &[String]| -> Vec<String> { paths.to_vec() };
    b.begin(&format!("{base}/grp"), node);
    let dcas = words(&dcas);
    let dcas: Vec<&str> = dcas.iter().map(String::as_str).collect();
    b.link("dca", (Law::Mask(8), 0.0), Link::Mask, &dcas);
    let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
    b.link("mute", (Law::Mask(6), 0.0), Link::Mask, &groups);
}

/// Fader, mute and the way to main.
pub fn mix(b: &mut Builder, base: &str, node: Option<NodeId>) {
    b.begin(&format!("{base}/mix"), node);
    b.link("on", (Law::Switch, 1.0), Link::Inverted, &["mute"]);
    b.plain("fader", FADER, f32::NEG_INFINITY, "fader");
    b.plain("st", Law::Switch, 1.0, "main/on");
    b.plain("pan", PAN, 0.0, "pan");
    b.shadow("mono", Law::Switch, 0.0);
    b.shadow("mlevel", SEND, f32::NEG_INFINITY);
}

/// Sends to the sixteen mixes.
pub fn sends(b: &mut Builder, base: &str, node: Option<NodeId>) {
    for mix in 1..=MIXES {
        let bus = |b: &Builder, number: u16| b.bus(number).map(|bus| bus.number);
        let targets = [bus(b, mix), bus(b, mix + 1)];
        send(b, (base, mix), node, targets);
    }
}

/// Sends to the matrices.
pub fn matrix_sends(b: &mut Builder, base: &str, node: Option<NodeId>) {
    for mix in 1..=MATRICES {
        let bus = |b: &Builder, place: u16| {
            b.bus_of_role(BusRole::Matrix, usize::from(place))
                .map(|bus| bus.number)
        };
        let targets = [bus(b, mix - 1), bus(b, mix)];
        send(b, (base, mix), node, targets);
    }
}

/// A send; pan and tap stand on the odd one of a pair, and are those of both.
fn send(b: &mut Builder, (base, mix): (&str, u16), node: Option<NodeId>, to: [Option<u16>; 2]) {
    b.begin(&format!("{base}/mix/{mix:02}"), node);
    let paths = |row: &str, buses: &[Option<u16>]| -> Vec<String> {
        let buses = buses.iter().flatten();
        buses.map(|bus| format!("send/{bus}/{row}")).collect()
    };
    let add = |b: &mut Builder, name: &str, law: (Law, f32), link: Link, paths: Vec<String>| {
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        b.link(name, law, link, &paths);
    };
    add(
        b,
        "on",
        (Law::Switch, 1.0),
        Link::Plain,
        paths("on", &to[..1]),
    );
    add(
        b,
        "level",
        (SEND, f32::NEG_INFINITY),
        Link::Plain,
        paths("level", &to[..1]),
    );
    if mix % 2 == 1 {
        add(b, "pan", (PAN, 0.0), Link::Plain, paths("pan", &to));
        add(
            b,
            "type",
            (Law::Words(TAPS), 4.0),
            Link::Choice(SEND_TAPS),
            paths("tap", &to),
        );
        add(
            b,
            "panFollow",
            (Law::Int(0, 1), 0.0),
            Link::Plain,
            paths("follow-pan", &to),
        );
    }
}
