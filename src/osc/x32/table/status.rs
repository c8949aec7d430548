//! State, show, libraries and preferences: what clients ask when they start.

use crate::osc::x32::builder::Builder;
use crate::osc::x32::law::Law;
use crate::osc::x32::laws::SEND;
use crate::osc::x32::leaf::Link;
use crate::param::{BusRole, NodeId};

const ANY: Law = Law::Int(i32::MIN / 2, i32::MAX / 2);

/// All of it.
pub fn all(b: &mut Builder) {
    state(b);
    solo_keys(b);
    show(b);
    snapshots(b);
    libraries(b);
    preferences(b);
}

/// Nodes of numbers that nothing here follows, at 0.
const STATE: &[(&str, &str)] = &[
    ("/-stat/screen", "screen mutegrp utils"),
    ("/-stat/urec", "state etime rtime"),
    ("/-usb/dir", "dirpos maxpos"),
    (
        "/-urec",
        "sessionmax markermax sessionlen sessionpos markerpos",
    ),
    (
        "/-action",
        "goscene gosnippet gocue clearsolo undopt doundo setclock addmarker",
    ),
];
const SCREENS: [&str; 10] = [
    "CHAN", "METER", "ROUTE", "SETUP", "LIB", "FX", "MON", "USB", "SCENE", "ASSIGN",
];
const KEYS: &str = "selidx chfaderbank grpfaderbank bussendbank userbank sendsonfader eqband keysolo lock \
    usbmounted remote autosave geqonfdr geqpos dcaspill xcardtype xcardsync";
const PREFERENCES: &[(&str, &str)] = &[
    (
        "/-prefs/card",
        "UFifc UFmode USBmode ADATwc ADATsync MADImode MADIin MADIout MADIsrc URECtracks URECplayb URECrout \
         URECsdsel",
    ),
    (
        "/-prefs/rta",
        "visibility gain autogain source pos mode options det decay peakhold",
    ),
    ("/-prefs/ip/addr", "0 1 2 3"),
    ("/-prefs/ip/mask", "0 1 2 3"),
    ("/-prefs/ip/gateway", "0 1 2 3"),
    ("/-prefs/key", "layout"),
];
const SETTINGS: &str = "clockrate clocksource dcamute invertmutes confirm_general confirm_overwrite \
    confirm_sceneload viewrtn selfollowsbank scene_advance safe_masterlevels haflags autosel rec_control clockmode";

fn zeros(b: &mut Builder, node: &str, names: &str) {
    b.begin(node, None);
    for name in names.split_whitespace() {
        b.shadow(name, ANY, 0.0);
    }
}

fn state(b: &mut Builder) {
    zeros(b, "/-stat", KEYS);
    b.shadow("rtasource", ANY, 70.0);
    b.number_of("solo", (Law::Switch, 0.0), Link::AnySolo);
    b.begin("/-stat/aes50", None);
    b.shadow("state", ANY, 0.0);
    b.text("A", "");
    b.text("B", "");
    for page in SCREENS {
        zeros(b, &format!("/-stat/screen/{page}"), "page");
    }
    for number in 1..=36 {
        zeros(b, &format!("/-stat/userpar/{number:02}"), "value");
    }
    b.begin("/-stat/tape", None);
    b.shadow("state", ANY, 0.0);
    b.text("file", "");
    b.shadow("etime", ANY, 0.0);
    b.shadow("rtime", ANY, 0.0);
    b.begin("/-stat/talk", Some(NodeId::TALKBACK));
    b.plain("A", Law::Switch, 0.0, "on");
    b.shadow("B", Law::Switch, 0.0);
    b.begin("/-stat/osc", Some(NodeId::OSCILLATOR));
    b.plain("on", Law::Switch, 0.0, "on");
    b.begin("/-undo", None);
    b.text("time", "");
    b.begin("/-usb", None);
    b.text("path", "");
    b.text("title", "");
    for (node, names) in STATE {
        zeros(b, node, names);
    }
}

/// The node of the solo keys is one; each key belongs to a node of its own.
fn solo_keys(b: &mut Builder) {
    b.begin("/-stat/solosw", None);
    for place in 1..=80u16 {
        let node = match place {
            1..=40 => Some(NodeId::strip(place)),
            41..=48 => b.bus_of_role(BusRole::Fx, usize::from(place - 41) / 2),
            49..=64 => b.bus(place - 48),
            65..=70 => b.bus_of_role(BusRole::Matrix, usize::from(place - 65)),
            71 => Some(NodeId::MAIN),
            72 => None,
            _ => Some(NodeId::dca(place - 72)),
        };
        b.of_node(node);
        b.plain(&format!("{place:02}"), Law::Switch, 0.0, "solo");
    }
}

fn show(b: &mut Builder) {
    b.begin("/-show/prepos", None);
    b.number_of("current", (Law::Int(-1, 499), -1.0), Link::CurrentScene);
    b.begin("/-show/showfile/show", None);
    b.text_of("name", Link::ShowName);
    for name in [
        "inputs", "mxsends", "mxbuses", "console", "chan16", "chan32", "return", "buses",
        "lrmtxdca", "effects",
    ] {
        b.shadow(name, ANY, 0.0);
    }
    for place in 0..100 {
        b.begin(&format!("/-show/showfile/scene/{place:03}"), None);
        b.text_of("name", Link::SceneName(place));
        b.text("notes", "");
        b.shadow("safes", Law::Mask(9), 0.0);
        b.number_of("hasdata", (Law::Switch, 0.0), Link::SceneExists(place));
        b.begin(&format!("/-show/showfile/snippet/{place:03}"), None);
        b.text("name", "");
        for name in ["eventtyp", "channels", "auxbuses", "maingrps", "hasdata"] {
            b.shadow(name, ANY, 0.0);
        }
        b.begin(&format!("/-show/showfile/cue/{place:03}"), None);
        b.shadow("numb", ANY, 0.0);
        b.text("name", "");
        for name in [
            "skip",
            "scene",
            "bit",
            "miditype",
            "midichan",
            "midipara1",
            "midipara2",
        ] {
            b.shadow(name, ANY, 0.0);
        }
    }
}

/// What tools for smaller desks of the family ask for.
fn snapshots(b: &mut Builder) {
    b.begin("/-snap", None);
    b.text_of("name", Link::CurrentName);
    b.number_of("index", (Law::Int(-1, 499), 0.0), Link::CurrentScene);
    for place in 1..=64 {
        b.begin(&format!("/-snap/{place:02}"), None);
        b.text_of("name", Link::SceneName(place - 1));
    }
}

fn libraries(b: &mut Builder) {
    for library in ["ch", "fx", "r", "mon"] {
        for place in 1..=100 {
            b.begin(&format!("/-libs/{library}/{place:03}"), None);
            b.shadow("pos", ANY, place as f32);
            b.text("name", "");
            b.shadow("type", ANY, 0.0);
            b.shadow("flags", ANY, 0.0);
            b.shadow("hasdata", Law::Switch, 0.0);
        }
    }
}

fn preferences(b: &mut Builder) {
    zeros(b, "/-prefs", SETTINGS);
    b.text("style", "");
    b.shadow("bright", SEND, 0.0);
    b.shadow("show_control", ANY, 1.0);
    b.shadow("hardmute", ANY, 1.0);
    b.text("name", "Headroom");
    b.begin("/-prefs/remote", None);
    b.shadow("enable", ANY, 0.0);
    b.shadow("protocol", ANY, 2.0);
    b.shadow("port", ANY, 0.0);
    b.shadow("ioenable", ANY, 0.0);
    zeros(b, "/-prefs/ip", "dhcp");
    for (node, names) in PREFERENCES {
        zeros(b, node, names);
    }
    for number in 1..=16 {
        zeros(
            b,
            &format!("/-prefs/iQ/{number:02}"),
            "iQmodel iQeqset iQsound",
        );
    }
}
