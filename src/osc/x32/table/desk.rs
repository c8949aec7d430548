//! What exists once on the desk, and its ports.

use crate::osc::x32::builder::Builder;
use crate::osc::x32::law::Law;
use crate::osc::x32::laws::{DELAY, DIM, HEAD_AMP, OSCILLATOR, SEND, SOLO_TRIM, TAPE};
use crate::osc::x32::leaf::Link;
use crate::osc::x32::words::{
    COLORS, MONO, OSCILLATOR_SOURCES, OUTPUT_POSITIONS, RECORD_OR_PLAY, SOLO_MODES, SOLO_SOURCES,
    TALK_SOURCES, WAVES,
};
use crate::param::NodeId;

/// Our solo modes for PFL and AFL.
const MODES: &[u8] = &[0, 1];
const SAME: &[u8] = &[0, 1, 2];

/// Everything below `/config`.
pub fn config(b: &mut Builder) {
    for (name, pairs) in [
        ("chlink", 16),
        ("auxlink", 4),
        ("fxlink", 4),
        ("buslink", 8),
        ("mtxlink", 3),
    ] {
        b.begin(&format!("/config/{name}"), None);
        for pair in 0..pairs {
            b.shadow(
                &format!("{}-{}", 2 * pair + 1, 2 * pair + 2),
                Law::Switch,
                0.0,
            );
        }
    }
    b.begin("/config/mute", None);
    for number in 1..=6 {
        mute_group(b, number);
    }
    b.begin("/config/linkcfg", None);
    for name in ["hadly", "eq", "dyn", "fdrmute"] {
        b.shadow(name, Law::Switch, 1.0);
    }
    b.begin("/config/mono", None);
    b.shadow("mode", Law::Words(MONO), 0.0);
    b.shadow("link", Law::Switch, 0.0);
    solo(b);
    talk(b);
    oscillator(b);
    routing(b);
    user_controls(b);
    b.begin("/config/tape", None);
    b.shadow("gainL", TAPE, 0.0);
    b.shadow("gainR", TAPE, 0.0);
    b.shadow("autoplay", Law::Switch, 0.0);
    automix(b);
}

/// The node of the mute groups is one; each leaf belongs to a group of its own.
fn mute_group(b: &mut Builder, number: u16) {
    b.of_node(Some(NodeId::mute_group(number)));
    b.plain(&number.to_string(), Law::Switch, 0.0, "on");
}

fn solo(b: &mut Builder) {
    b.begin("/config/solo", Some(NodeId::PHONES));
    b.plain("level", SEND, f32::NEG_INFINITY, "level");
    b.shadow("source", Law::Words(SOLO_SOURCES), 4.0);
    b.of_node(Some(NodeId::MONITOR));
    b.plain("sourcetrim", SOLO_TRIM, 0.0, "solo-trim");
    b.of_node(Some(NodeId::CONSOLE));
    b.link(
        "chmode",
        (Law::Words(SOLO_MODES), 0.0),
        Link::Choice(MODES),
        &["solo/mode"],
    );
    b.shadow("busmode", Law::Words(SOLO_MODES), 0.0);
    b.shadow("dcamode", Law::Words(SOLO_MODES), 0.0);
    b.plain("exclusive", Law::Switch, 0.0, "solo/exclusive");
    b.shadow("followsel", Law::Switch, 0.0);
    b.shadow("followsolo", Law::Switch, 0.0);
    b.of_node(Some(NodeId::MONITOR));
    b.plain("dimatt", DIM, -20.0, "dim-level");
    b.plain("dim", Law::Switch, 0.0, "dim");
    b.plain("mono", Law::Switch, 0.0, "mono");
    b.shadow("delay", Law::Switch, 0.0);
    b.shadow("delaytime", DELAY, 0.3);
    b.shadow("masterctrl", Law::Switch, 0.0);
    b.plain("mute", Law::Switch, 0.0, "cut");
    b.shadow("dimpfl", Law::Switch, 0.0);
}

fn talk(b: &mut Builder) {
    b.begin("/config/talk", None);
    b.shadow("enable", Law::Switch, 1.0);
    b.shadow("source", Law::Words(TALK_SOURCES), 0.0);
    let paths: Vec<String> = (1..=16)
        .map(|bus| format!("bus/{bus}"))
        .chain(["main".to_owned()])
        .collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    for (key, node) in [("A", Some(NodeId::TALKBACK)), ("B", None)] {
        b.begin(&format!("/config/talk/{key}"), node);
        b.plain("level", SEND, f32::NEG_INFINITY, "level");
        b.plain("dim", Law::Switch, 0.0, "dim");
        b.shadow("latch", Law::Switch, 1.0);
        b.bits("destmap", Law::Mask(18), &paths);
    }
}

fn oscillator(b: &mut Builder) {
    b.begin("/config/osc", Some(NodeId::OSCILLATOR));
    b.plain("level", SEND, f32::NEG_INFINITY, "level");
    b.plain("f1", OSCILLATOR, 100.0, "freq");
    b.shadow("f2", OSCILLATOR, 1000.0);
    b.shadow("fsel", Law::Words(OSCILLATOR_SOURCES), 0.0);
    b.link(
        "type",
        (Law::Words(WAVES), 1.0),
        Link::Choice(SAME),
        &["type"],
    );
    b.shadow("dest", Law::Int(0, 25), 0.0);
}

fn routing(b: &mut Builder) {
    for (name, count) in [("out", 48), ("in", 32)] {
        b.begin(&format!("/config/userrout/{name}"), None);
        for number in 1..=count {
            b.shadow(&format!("{number:02}"), Law::Int(0, 208), 0.0);
        }
    }
    b.begin("/config/routing", None);
    b.shadow("routswitch", Law::Words(RECORD_OR_PLAY), 0.0);
    let eights = |count: u16| {
        (0..count)
            .map(|at| format!("{}-{}", 8 * at + 1, 8 * at + 8))
            .collect()
    };
    let fours = ["1-4", "9-12", "5-8", "13-16"].map(str::to_owned).to_vec();
    let with_aux = |mut names: Vec<String>| {
        names.push("AUX".to_owned());
        names
    };
    let blocks: [(&str, Vec<String>); 6] = [
        ("IN", with_aux(eights(4))),
        ("AES50A", eights(6)),
        ("AES50B", eights(6)),
        ("CARD", eights(4)),
        ("OUT", fours),
        ("PLAY", with_aux(eights(4))),
    ];
    for (name, leaves) in blocks {
        b.begin(&format!("/config/routing/{name}"), None);
        for (at, leaf) in leaves.iter().enumerate() {
            b.shadow(leaf, Law::Int(0, 63), at as f32);
        }
    }
}

fn user_controls(b: &mut Builder) {
    for set in ["A", "B", "C"] {
        b.begin(&format!("/config/userctrl/{set}"), None);
        b.shadow("color", Law::Words(COLORS), 2.0);
        b.begin(&format!("/config/userctrl/{set}/enc"), None);
        for number in 1..=4 {
            b.text(&number.to_string(), "-");
        }
        b.begin(&format!("/config/userctrl/{set}/btn"), None);
        for number in 5..=12 {
            b.text(&number.to_string(), "-");
        }
    }
}

fn automix(b: &mut Builder) {
    b.begin("/config/amixenable", None);
    for (name, number) in [("X", 1), ("Y", 2)] {
        b.of_node(Some(NodeId::automix(number)));
        b.plain(name, Law::Switch, 0.0, "on");
    }
    b.begin("/config/dp48", None);
    b.shadow("scope", Law::Mask(4), 0.0);
    b.shadow("broadcast", Law::Switch, 0.0);
    b.text("AESA", "");
    for (name, count) in [("assign", 48), ("link", 24)] {
        b.begin(&format!("/config/dp48/{name}"), None);
        for number in 1..=count {
            b.shadow(&format!("{number:02}"), Law::Int(0, 99), 0.0);
        }
    }
    b.begin("/config/dp48/grpname", None);
    for number in 1..=12 {
        b.text(&format!("{number:02}"), "");
    }
}

/// Outputs and preamps: the patch is that of JACK.
pub fn ports(b: &mut Builder) {
    for (name, count) in [
        ("main", 16),
        ("aux", 6),
        ("p16", 16),
        ("aes", 2),
        ("rec", 2),
    ] {
        for number in 1..=count {
            let base = format!("/outputs/{name}/{number:02}");
            b.begin(&base, None);
            b.shadow("src", Law::Int(0, 76), 0.0);
            b.shadow("pos", Law::Words(OUTPUT_POSITIONS), 8.0);
            if name != "rec" {
                b.shadow("invert", Law::Switch, 0.0);
            }
            if name == "main" {
                b.begin(&format!("{base}/delay"), None);
                b.shadow("on", Law::Switch, 0.0);
                b.shadow("time", DELAY, 0.3);
            }
            if name == "p16" {
                b.begin(&format!("{base}/iQ"), None);
                for leaf in ["group", "speaker", "eq", "model"] {
                    b.shadow(leaf, Law::Int(0, 99), 0.0);
                }
            }
        }
    }
    for number in 0..128 {
        b.begin(&format!("/headamp/{number:03}"), None);
        b.shadow("gain", HEAD_AMP, 0.0);
        b.shadow("phantom", Law::Switch, 0.0);
    }
    for number in 0..40 {
        b.begin(&format!("/-ha/{number:02}"), None);
        let own = if number < 32 { number as f32 } else { -1.0 };
        b.shadow("index", Law::Int(-1, 127), own);
    }
    b.begin("/-insert", None);
    for number in 0..22 {
        b.shadow(&format!("{number:02}"), Law::Int(-1, 127), -1.0);
    }
}
