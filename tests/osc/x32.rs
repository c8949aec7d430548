//! The dialect of an X32.

use super::desk::{BETWEEN_RECALLS, Client, Desk, SHORT};
use headroom::control::intent::{Intent, SceneWish};
use headroom::osc::packet::{Arg, Message};
use headroom::param::{ParamAddr, Plain};
use std::time::Duration;

fn float(value: f32) -> Arg {
    Arg::Float(value)
}

fn node(client: &Client, path: &str) -> String {
    client.send("/node", &[Arg::text(path)]);
    let answer = client.wait_for("node").unwrap();
    answer.args[0].as_text().unwrap().to_owned()
}

/// `/ch/NN/mix` for 1 to 32.
fn numbered(pattern: &str, numbers: std::ops::RangeInclusive<u32>) -> Vec<String> {
    let width = pattern.matches('N').count();
    let star = "N".repeat(width.max(1));
    numbers
        .map(|number| pattern.replace(&star, &format!("{number:0width$}")))
        .collect()
}

/// Leaves of nodes with the type of their answers, by the document of the protocol: how many nodes there are, what
/// they are called, the leaves.
const LEAVES: &[(u32, &str, &str)] = &[
    (32, "/ch/NN", CONFIG),
    (32, "/ch/NN", MIX),
    (32, "/ch/NN", DYN),
    (32, "/ch/NN", GATE),
    (
        32,
        "/ch/NN",
        "preamp/trim:f preamp/invert:i preamp/hpon:i preamp/hpslope:i preamp/hpf:f config/source:i",
    ),
    (
        32,
        "/ch/NN",
        "automix/group:i automix/weight:f dyn/keysrc:i",
    ),
    (8, "/auxin/NN", CONFIG),
    (8, "/auxin/NN", MIX),
    (
        8,
        "/auxin/NN",
        "preamp/trim:f preamp/invert:i config/source:i",
    ),
    (8, "/fxrtn/NN", CONFIG),
    (8, "/fxrtn/NN", MIX),
    (16, "/bus/NN", CONFIG),
    (16, "/bus/NN", MIX),
    (16, "/bus/NN", DYN),
    (16, "/bus/NN", "dyn/keysrc:i"),
    (6, "/mtx/NN", CONFIG),
    (6, "/mtx/NN", DYN),
    (
        6,
        "/mtx/NN",
        "mix/on:i mix/fader:f preamp/invert:i grp/dca:i grp/mute:i eq/on:i",
    ),
    (1, "/main/st", CONFIG),
    (1, "/main/st", DYN),
    (
        1,
        "/main/st",
        "mix/on:i mix/fader:f mix/pan:f grp/dca:i eq/on:i eq/6/type:i mix/05/pan:f mix/06/level:f",
    ),
    (1, "/main/m", DYN),
    (
        1,
        "/main/m",
        "mix/on:i mix/fader:f grp/dca:i eq/on:i eq/6/q:f mix/05/pan:f mix/06/level:f",
    ),
    (
        8,
        "/dca/N",
        "on:i fader:f config/name:s config/icon:i config/color:i",
    ),
    (127, "/headamp/NNN", "gain:f phantom:i"),
    (8, "/fx/N", "type:i par/01:f par/64:f"),
    (4, "/fx/N", "source/l:i source/r:i"),
    (
        16,
        "/outputs/main/NN",
        "src:i pos:i invert:i delay/on:i delay/time:f",
    ),
    (1, "/config", DESK),
    (1, "/-stat", STATE),
    (1, "/-show", SHOW),
    (
        1,
        "/-prefs",
        "name:s show_control:i clockrate:i card/USBmode:i remote/ioenable:i ip/addr/3:i",
    ),
    (100, "/-libs/r/NNN", "name:s hasdata:i"),
];
const CONFIG: &str = "config/name:s config/icon:i config/color:i";
const DYN: &str = "dyn/on:i dyn/mode:i dyn/det:i dyn/env:i dyn/thr:f dyn/ratio:i dyn/knee:f dyn/mgain:f \
    dyn/attack:f dyn/hold:f dyn/release:f dyn/pos:i dyn/mix:f dyn/auto:i dyn/filter/on:i dyn/filter/type:i \
    dyn/filter/f:f insert/on:i insert/pos:i insert/sel:i";
const GATE: &str = "gate/on:i gate/mode:i gate/thr:f gate/range:f gate/attack:f gate/hold:f gate/release:f \
    gate/keysrc:i gate/filter/on:i gate/filter/type:i gate/filter/f:f delay/on:i delay/time:f";
const MIX: &str =
    "mix/on:i mix/fader:f mix/st:i mix/pan:f mix/mono:i mix/mlevel:f grp/dca:i grp/mute:i eq/on:i";
const DESK: &str = "chlink/1-2:i chlink/31-32:i buslink/15-16:i linkcfg/eq:i mono/mode:i mute/1:i mute/6:i \
    solo/level:f solo/dim:i solo/dimatt:f solo/mono:i solo/mute:i solo/sourcetrim:f solo/chmode:i solo/exclusive:i \
    talk/enable:i talk/A/level:f talk/A/destmap:i talk/B/dim:i osc/level:f osc/f1:f osc/type:i osc/dest:i \
    routing/routswitch:i routing/IN/1-8:i routing/OUT/13-16:i userrout/out/48:i userctrl/A/btn/12:s \
    tape/gainL:f amixenable/X:i dp48/assign/48:i dp48/grpname/12:s";
const STATE: &str = "solosw/01:i solosw/80:i selidx:i solo:i sendsonfader:i tape/state:i tape/file:s \
    urec/etime:i talk/A:i osc/on:i usbmounted:i lock:i aes50/A:s screen/CHAN/page:i";
const SHOW: &str = "prepos/current:i showfile/show/name:s showfile/scene/099/name:s showfile/scene/099/hasdata:i \
    showfile/cue/001/numb:i showfile/snippet/099/name:s";
/// Nodes with bands and sends: how many nodes, bands, sends.
const BANDS_AND_SENDS: &[(u32, &str, u32, u32)] = &[
    (32, "/ch/NN", 4, 16),
    (8, "/auxin/NN", 4, 16),
    (8, "/fxrtn/NN", 4, 16),
    (16, "/bus/NN", 6, 6),
    (6, "/mtx/NN", 6, 0),
];

fn leaves(all: &mut Vec<(String, u8)>, base: &str, leaves: &str) {
    for leaf in leaves.split_whitespace() {
        let (name, kind) = leaf.split_once(':').unwrap();
        all.push((format!("{base}/{name}"), kind.as_bytes()[0]));
    }
}

/// Addresses with the type of their answers.
fn addresses() -> Vec<(String, u8)> {
    let mut all = Vec::new();
    for (count, pattern, names) in LEAVES {
        for base in numbered(pattern, 1..=*count) {
            leaves(&mut all, &base, names);
        }
    }
    for (count, pattern, bands, sends) in BANDS_AND_SENDS {
        for base in numbered(pattern, 1..=*count) {
            for band in 1..=*bands {
                leaves(&mut all, &format!("{base}/eq/{band}"), "type:i f:f g:f q:f");
            }
            for send in 1..=*sends {
                let names = ["on:i level:f", "on:i level:f pan:f type:i panFollow:i"];
                let names = names[(send % 2) as usize];
                leaves(&mut all, &format!("{base}/mix/{send:02}"), names);
            }
        }
    }
    all
}

fn kind(arg: &Arg) -> u8 {
    match arg {
        Arg::Int(_) => b'i',
        Arg::Float(_) => b'f',
        Arg::Text(_) => b's',
        Arg::Blob(_) => b'b',
    }
}

#[test]
fn every_address_answers_with_its_type_and_its_answer_written_back_changes_nothing() {
    let desk = Desk::new();
    let own = desk.own();
    let addresses = addresses();
    assert!(addresses.len() > 6000, "{}", addresses.len());
    for chunk in addresses.chunks(400) {
        // A client of its own for each piece: nobody may ask more than so much in a second.
        let client = Client::at(desk.place(headroom::osc::Dialect::X32));
        for (address, wanted) in chunk {
            let answer = client.ask(address, &[]).unwrap();
            assert_eq!(
                answer.iter().map(kind).collect::<Vec<u8>>(),
                [*wanted],
                "{address}"
            );
            client.send(address, &answer);
            assert_eq!(client.ask(address, &[]).unwrap(), answer, "{address}");
        }
    }
    // Our own values are as they were, those between the steps of an X32, too.
    own.until("/ch/1/gate/threshold", &[float(-40.0)]);
    own.until("/ch/1/eq/1/freq", &[float(80.0)]);
    own.until("/ch/1/comp/release", &[float(120.0)]);
    assert!(own.error("/undo", &[]).contains("nothing to undo"));
}

#[test]
fn the_desk_says_who_it_is_also_to_those_without_type_tags() {
    let desk = Desk::new();
    let client = desk.x32();
    client.send_bytes(b"/info\0\0\0");
    let info = client.wait_for("/info").unwrap().args;
    assert_eq!(info[2..], [Arg::text("X32"), Arg::text("4.06")]);
    let xinfo = client.ask("/xinfo", &[]).unwrap();
    assert_eq!(xinfo[0], Arg::text("127.0.0.1"));
    let status = client.ask("/status", &[]).unwrap();
    assert_eq!(status[0], Arg::text("active"));
}

#[test]
fn what_one_sets_the_others_are_told_and_he_is_not() {
    let desk = Desk::new();
    let (one, other) = (desk.x32(), desk.x32());
    one.send_bytes(b"/xremote\0\0\0\0");
    other.send_bytes(b"/xremote\0\0\0\0");
    other.send("/ch/02/mix/on", &[]);
    assert!(other.wait_for("/ch/02/mix/on").is_some());
    one.send("/ch/02/mix/on", &[]);
    assert!(one.wait_for("/ch/02/mix/on").is_some());
    one.send("/ch/02/mix/on", &[Arg::Int(0)]);
    assert_eq!(other.wait_for("/ch/02/mix/on").unwrap().args, [Arg::Int(0)]);
    assert!(one.hears_nothing());
    // What has no counterpart goes to the others, too; what is no change to nobody.
    one.send("/-stat/selidx", &[Arg::Int(5)]);
    assert_eq!(other.wait_for("/-stat/selidx").unwrap().args, [Arg::Int(5)]);
    one.send("/-stat/selidx", &[Arg::Int(5)]);
    assert!(other.hears_nothing());
    // And what happens on our side goes to everybody.
    let own = desk.own();
    own.send("/ch/3/mute", &[Arg::Int(1)]);
    for client in [&one, &other] {
        assert_eq!(
            client.wait_for("/ch/03/mix/on").unwrap().args,
            [Arg::Int(0)]
        );
    }
}

/// An address of an X32, what is sent, our address, and what stands there then.
const VALUES: &str = "\
/ch/01/mix/fader        f0.75    /ch/1/fader                f0
/ch/01/mix/fader        i1       /ch/1/fader                f10
/ch/01/mix/fader        s0       /ch/1/fader                f-144
/ch/01/mix/on           sOFF     /ch/1/mute                 i1
/ch/01/mix/st           i0       /ch/1/main/on              i0
/ch/01/mix/pan          f0.25    /ch/1/pan                  f-50
/ch/01/mix/01/level     f0.75    /ch/1/send/1/level         f0
/ch/01/mix/01/type      s<-EQ    /ch/1/send/2/tap           spre-eq
/ch/01/preamp/trim      f1       /ch/1/trim                 f18
/ch/01/preamp/hpslope   i1       /ch/1/hpf/slope            s18_dB/oct
/ch/01/delay/time       f0.19952 /ch/1/delay                f0
/ch/01/delay/on         i1       /ch/1/delay                f100
/ch/01/gate/mode        sEXP3    /ch/1/gate/ratio           f3
/ch/01/gate/keysrc      i3       /ch/1/gate/key             sch/3
/ch/01/dyn/ratio        i6       /ch/1/comp/ratio           f4
/ch/01/dyn/knee         f0.4     /ch/1/comp/knee            f6
/ch/01/dyn/pos          sPRE     /ch/1/order                scomp-eq
/ch/01/dyn/filter/type  sLC12    /ch/1/comp/key-filter/lpf  f20000
/ch/01/eq/2/type        sLCut    /ch/1/eq/2/type            shigh-pass
/ch/01/eq/2/g           f0.65    /ch/1/eq/2/gain            f4.5
/ch/01/grp/dca          i2       /ch/1/dca/2                i1
/ch/01/automix/group    sY       /ch/1/automix/group        s2
/bus/01/mix/fader       f0.5     /bus/1/fader               f-10
/fxrtn/02/mix/on        i0       /bus/13/mute               i1
/mtx/01/mix/on          i0       /bus/20/mute               i1
/main/st/mix/pan        f1       /main/pan                  f100
/dca/3/on               i0       /dca/3/mute                i1
/config/mute/2          i1       /mute-group/2/on           i1
/config/solo/dimatt     f0.5     /monitor/dim-level         f-20
/config/talk/A/destmap  i2       /talkback/bus/2            i1
/-stat/solosw/02        i1       /ch/2/solo                 i1
";

/// `f0.75`, `i1`, `sOFF`.
fn arg(text: &str) -> Arg {
    let (kind, value) = text.split_at(1);
    match kind {
        "f" => Arg::Float(value.parse().unwrap()),
        "i" => Arg::Int(value.parse().unwrap()),
        _ => Arg::text(value.replace('_', " ")),
    }
}

#[test]
fn values_reach_the_console_by_the_laws_of_an_x32() {
    let desk = Desk::new();
    let (client, own) = (desk.x32(), desk.own());
    for line in VALUES.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [address, sent, ours, stands] = words[..] else {
            panic!("{line}")
        };
        client.send(address, &[arg(sent)]);
        let wanted = arg(stands);
        own.until_it(ours, line, |found| match (found, &wanted) {
            (Arg::Float(found), Arg::Float(wanted)) => (found - wanted).abs() < 0.03,
            (found, wanted) => found == wanted,
        });
    }
    client.send("/-action/clearsolo", &[Arg::Int(1)]);
    own.until("/ch/2/solo", &[Arg::Int(0)]);
}

#[test]
fn lines_are_written_as_a_desk_writes_them_and_read_back() {
    let desk = Desk::new();
    let (client, own) = (desk.x32(), desk.own());
    assert_eq!(
        node(&client, "ch/01/config"),
        "/ch/01/config \"Kick\" 1 RD 1\n"
    );
    assert_eq!(
        node(&client, "/ch/20/mix"),
        "/ch/20/mix ON   -oo ON +0 OFF   -oo\n"
    );
    assert_eq!(
        node(&client, "ch/20/gate"),
        "/ch/20/gate OFF GATE -80.0 60.0 1  502  983 0\n"
    );
    assert_eq!(
        node(&client, "ch/20/dyn"),
        "/ch/20/dyn OFF COMP PEAK LOG 0.0 3.0 1 0.00 10 10.0  151 POST 0 100 OFF\n"
    );
    assert_eq!(
        node(&client, "ch/20/mix/01"),
        "/ch/20/mix/01 ON   -oo +0 POST 0\n"
    );
    assert_eq!(node(&client, "ch/20/mix/02"), "/ch/20/mix/02 ON   -oo\n");
    assert_eq!(node(&client, "ch/20/grp"), "/ch/20/grp %00000000 %000000\n");
    assert_eq!(node(&client, "headamp/127"), "/headamp/127 +0.0 OFF\n");
    let line = "ch/01/mix OFF  -4.5  ON +26";
    assert_eq!(
        client.ask("/", &[Arg::text(line)]),
        Some(vec![Arg::text(line)])
    );
    own.until("/ch/1/pan", &[float(26.0)]);
    own.until("/ch/1/mute", &[Arg::Int(1)]);
    // A token that means nothing drops the rest of its line.
    client.send("/", &[Arg::text("ch/02/mix ON loud ON +50")]);
    client.send("/", &[Arg::text("ch/02/mix ON")]);
    assert_eq!(
        node(&client, "ch/02/mix"),
        "/ch/02/mix ON   -oo ON +0 OFF   -oo\n"
    );
}

#[test]
fn names_are_answered_as_they_were_written_and_other_hyphens_are_understood() {
    let desk = Desk::new();
    let client = desk.x32();
    client.send("/ch/01/config/name", &[Arg::text("Lead \"Vox\" and more")]);
    client.until("/ch/01/config/name", &[Arg::text("Lead 'Vox' a")]);
    client.send("/\u{2010}prefs/name", &[Arg::text("FOH")]);
    client.until("/-prefs/name", &[Arg::text("FOH")]);
    // A text on a node is no value, and what is unknown is met with silence.
    client.send("/ch/01/mix", &[Arg::text("x")]);
    client.send("/ch/41/mix/fader", &[]);
    client.send("/ch/01/mix/fader", &[float(f32::NAN)]);
    assert!(client.hears_nothing());
}

#[test]
fn scenes_are_recalled_by_their_place() {
    let desk = Desk::new();
    let (client, terminal, own) = (desk.x32(), desk.terminal(), desk.own());
    let pan = ParamAddr::parse("ch/1/pan").unwrap();
    terminal
        .ask(Intent::Scene(SceneWish::Store("Verse".to_owned())))
        .unwrap();
    terminal.ask(Intent::Set(pan, Plain(50.0))).unwrap();
    terminal
        .ask(Intent::Scene(SceneWish::Store("Chorus".to_owned())))
        .unwrap();
    client.until("/-show/showfile/scene/001/name", &[Arg::text("Chorus")]);
    client.until("/-show/prepos/current", &[Arg::Int(1)]);
    client.send("/-action/goscene", &[Arg::text("0")]);
    own.until("/ch/1/pan", &[float(0.0)]);
    // The console takes no second recall within half a second.
    std::thread::sleep(BETWEEN_RECALLS);
    let load = |place: i32| client.ask("/load", &[Arg::text("scene"), Arg::Int(place)]);
    assert_eq!(load(1), Some(vec![Arg::text("scene"), Arg::Int(1)]));
    own.until("/ch/1/pan", &[float(50.0)]);
    assert_eq!(load(7), Some(vec![Arg::text("scene"), Arg::Int(0)]));
    client.until("/-snap/01/name", &[Arg::text("Verse")]);
}

#[test]
fn subscriptions_are_told_again_and_again_until_they_end() {
    let desk = Desk::new();
    let client = desk.x32();
    client.send("/subscribe", &[Arg::text("/ch/01/mix/on"), Arg::Int(1)]);
    for _ in 0..3 {
        assert_eq!(
            client.wait_for("/ch/01/mix/on").unwrap().args,
            [Arg::Int(1)]
        );
    }
    client.send("/unsubscribe", &[]);
    while client.hear(Duration::from_millis(200)).is_some() {}
    let numbers = [Arg::Int(1), Arg::Int(8), Arg::Int(2)];
    let format = [
        &[Arg::text("hidden/states"), Arg::text("/ch/**/mix/on")],
        &numbers[..],
    ]
    .concat();
    client.send("/formatsubscribe", &format);
    let blob = client.wait_for("hidden/states").unwrap();
    let Arg::Blob(blob) = &blob.args[0] else {
        panic!("{blob:?}")
    };
    assert_eq!(blob[..8], [36, 0, 0, 0, 1, 0, 0, 0]);
    assert_eq!(blob.len(), 36);
    client.send("/unsubscribe", &[]);
    while client.hear(Duration::from_millis(200)).is_some() {}
    for (id, count) in [
        (0, 70),
        (1, 96),
        (2, 49),
        (3, 22),
        (4, 82),
        (5, 27),
        (6, 4),
        (13, 48),
        (15, 50),
    ] {
        client.send("/meters", &[Arg::text(format!("/meters/{id}"))]);
        let answer = client.wait_for(&format!("/meters/{id}")).unwrap();
        let Arg::Blob(blob) = &answer.args[0] else {
            panic!("{answer:?}")
        };
        assert_eq!(blob[..4], i32::to_le_bytes(count), "{id}");
        assert_eq!(blob.len(), 4 + 4 * count as usize, "{id}");
    }
    client.send(
        "/batchsubscribe",
        &[
            Arg::text("meters/0"),
            Arg::text("/meters/0"),
            Arg::Int(0),
            Arg::Int(0),
            Arg::Int(1),
        ],
    );
    assert!(client.wait_for("meters/0").is_some());
}

#[test]
fn who_may_only_watch_sets_nothing() {
    let desk = Desk::watched();
    let client = desk.x32();
    client.send("/ch/01/mix/pan", &[float(1.0)]);
    client.send("/-stat/selidx", &[Arg::Int(3)]);
    client.send("/", &[Arg::text("ch/01/mix OFF")]);
    assert!(client.wait_for("/").is_some());
    assert_eq!(client.ask("/ch/01/mix/pan", &[]), Some(vec![float(0.5)]));
    assert_eq!(client.ask("/-stat/selidx", &[]), Some(vec![Arg::Int(0)]));
    assert_eq!(client.ask("/ch/01/mix/on", &[]), Some(vec![Arg::Int(1)]));
    assert!(client.hear(SHORT).is_none());
    client.send_bytes(&Message::new("/xremote", Vec::new()).encode());
}
