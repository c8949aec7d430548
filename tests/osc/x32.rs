//! The dialect of an X32.

use super::desk::{BETWEEN_RECALLS, Client, Desk, SHORT};
use headroom::control::intent::Intent;
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
    let star = "N".repeat(width);
    numbers
        .map(|number| pattern.replace(&star, &format!("{number:0width$}")))
        .collect()
}

const CONFIG: &str = "config/name:s config/icon:i config/color:i";
const DYN: &str = "dyn/on:i dyn/mode:i dyn/det:i dyn/env:i dyn/thr:f dyn/ratio:i dyn/knee:f dyn/mgain:f \
    dyn/attack:f dyn/hold:f dyn/release:f dyn/pos:i dyn/mix:f dyn/auto:i dyn/filter/on:i dyn/filter/type:i \
    dyn/filter/f:f insert/on:i insert/pos:i insert/sel:i";
const GATE: &str = "gate/on:i gate/mode:i gate/thr:f gate/range:f gate/attack:f gate/hold:f gate/release:f \
    gate/keysrc:i gate/filter/on:i gate/filter/type:i gate/filter/f:f delay/on:i delay/time:f";
const MIX: &str =
    "mix/on:i mix/fader:f mix/st:i mix/pan:f mix/mono:i mix/mlevel:f grp/dca:i grp/mute:i eq/on:i";
const BAND: &str = "type:i f:f g:f q:f";
const SEND: &str = "on:i level:f pan:f type:i panFollow:i";

/// Addresses with the type of their answer, by the document of the protocol.
fn addresses() -> Vec<(String, u8)> {
    let mut all = Vec::new();
    let mut add = |bases: Vec<String>, leaves: &str| {
        for base in bases {
            for leaf in leaves.split_whitespace() {
                let (name, kind) = leaf.split_once(':').unwrap();
                all.push((format!("{base}/{name}"), kind.as_bytes()[0]));
            }
        }
    };
    let strips = [
        ("/ch/NN", 32, 4),
        ("/auxin/NN", 8, 4),
        ("/fxrtn/NN", 8, 4),
        ("/bus/NN", 16, 6),
        ("/mtx/NN", 6, 6),
    ];
    for (pattern, count, bands) in strips {
        let bases = numbered(pattern, 1..=count);
        add(bases.clone(), CONFIG);
        for base in bases {
            add(numbered(&format!("{base}/eq/N"), 1..=bands), BAND);
            let sends = match pattern {
                "/mtx/NN" => 0,
                "/bus/NN" => 6,
                _ => 16,
            };
            for send in 1..=sends {
                let leaves = if send % 2 == 1 { SEND } else { "on:i level:f" };
                add(vec![format!("{base}/mix/{send:02}")], leaves);
            }
        }
    }
    for (pattern, count) in [
        ("/ch/NN", 32),
        ("/auxin/NN", 8),
        ("/fxrtn/NN", 8),
        ("/bus/NN", 16),
    ] {
        add(numbered(pattern, 1..=count), MIX);
    }
    add(numbered("/ch/NN", 1..=32), GATE);
    add(
        numbered("/ch/NN", 1..=32),
        "preamp/trim:f preamp/invert:i preamp/hpon:i preamp/hpslope:i preamp/hpf:f",
    );
    add(
        numbered("/ch/NN", 1..=32),
        "automix/group:i automix/weight:f dyn/keysrc:i config/source:i",
    );
    add(
        numbered("/auxin/NN", 1..=8),
        "preamp/trim:f preamp/invert:i config/source:i",
    );
    for (pattern, count) in [("/ch/NN", 32), ("/bus/NN", 16), ("/mtx/NN", 6)] {
        add(numbered(pattern, 1..=count), DYN);
    }
    let mains = || vec!["/main/st".to_owned(), "/main/m".to_owned()];
    add(mains(), DYN);
    add(
        mains(),
        "mix/on:i mix/fader:f grp/dca:i grp/mute:i eq/on:i eq/6/type:i mix/05/pan:f mix/06/level:f",
    );
    add(
        numbered("/mtx/NN", 1..=6),
        "mix/on:i mix/fader:f preamp/invert:i grp/dca:i",
    );
    add(
        numbered("/dca/N", 1..=8),
        "on:i fader:f config/name:s config/icon:i config/color:i",
    );
    add(vec!["/config/mute".to_owned()], "1:i 6:i");
    add(numbered("/headamp/NNN", 0..=127), "gain:f phantom:i");
    for number in 1..=8 {
        add(vec![format!("/fx/{number}/par")], "01:f 64:f");
    }
    add(numbered("/fx/N", 1..=4), "type:i source/l:i source/r:i");
    add(
        numbered("/outputs/main/NN", 1..=16),
        "src:i pos:i invert:i delay/on:i delay/time:f",
    );
    add(
        vec!["/config".to_owned()],
        "chlink/1-2:i chlink/31-32:i buslink/15-16:i linkcfg/eq:i mono/mode:i \
        solo/level:f solo/dim:i solo/dimatt:f solo/mono:i solo/mute:i solo/sourcetrim:f solo/chmode:i solo/exclusive:i \
        talk/enable:i talk/A/level:f talk/A/destmap:i talk/B/dim:i osc/level:f osc/f1:f osc/type:i osc/dest:i \
        routing/routswitch:i routing/IN/1-8:i routing/OUT/13-16:i userrout/out/48:i userctrl/A/btn/12:s \
        tape/gainL:f amixenable/X:i dp48/assign/48:i dp48/grpname/12:s",
    );
    add(vec!["/-stat/solosw".to_owned()], "01:i 80:i");
    add(
        vec!["/-stat".to_owned()],
        "selidx:i solo:i sendsonfader:i tape/state:i tape/file:s urec/etime:i talk/A:i \
        osc/on:i usbmounted:i lock:i aes50/A:s screen/CHAN/page:i",
    );
    add(
        vec!["/-show".to_owned()],
        "prepos/current:i showfile/show/name:s showfile/scene/099/name:s \
        showfile/scene/099/hasdata:i showfile/cue/001/numb:i showfile/snippet/099/name:s",
    );
    add(
        vec!["/-prefs".to_owned()],
        "name:s show_control:i clockrate:i card/USBmode:i remote/ioenable:i ip/addr/3:i",
    );
    add(numbered("/-libs/r/NNN", 1..=100), "name:s hasdata:i");
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

#[test]
fn values_reach_the_console_by_the_laws_of_an_x32() {
    let desk = Desk::new();
    let (client, own) = (desk.x32(), desk.own());
    for (address, arg, ours, value) in [
        ("/ch/01/mix/fader", float(0.75), "/ch/1/fader", float(0.0)),
        ("/ch/01/mix/fader", Arg::Int(1), "/ch/1/fader", float(10.0)),
        (
            "/ch/01/mix/fader",
            Arg::text("0"),
            "/ch/1/fader",
            float(-144.0),
        ),
        ("/ch/01/mix/on", Arg::text("OFF"), "/ch/1/mute", Arg::Int(1)),
        ("/ch/01/mix/st", Arg::Int(0), "/ch/1/main/on", Arg::Int(0)),
        ("/ch/01/mix/pan", float(0.25), "/ch/1/pan", float(-50.0)),
        (
            "/ch/01/mix/01/level",
            float(0.75),
            "/ch/1/send/1/level",
            float(0.0),
        ),
        (
            "/ch/01/mix/01/type",
            Arg::text("<-EQ"),
            "/ch/1/send/2/tap",
            Arg::text("pre-eq"),
        ),
        ("/ch/01/preamp/trim", float(1.0), "/ch/1/trim", float(18.0)),
        (
            "/ch/01/preamp/hpslope",
            Arg::Int(2),
            "/ch/1/hpf/slope",
            Arg::text("24 dB/oct"),
        ),
        (
            "/ch/01/delay/time",
            float(0.199_52),
            "/ch/1/delay",
            float(0.0),
        ),
        ("/ch/01/delay/on", Arg::Int(1), "/ch/1/delay", float(100.0)),
        (
            "/ch/01/gate/mode",
            Arg::text("EXP3"),
            "/ch/1/gate/ratio",
            float(3.0),
        ),
        (
            "/ch/01/gate/keysrc",
            Arg::Int(3),
            "/ch/1/gate/key",
            Arg::text("ch/3"),
        ),
        (
            "/ch/01/dyn/ratio",
            Arg::Int(6),
            "/ch/1/comp/ratio",
            float(4.0),
        ),
        ("/ch/01/dyn/knee", float(0.4), "/ch/1/comp/knee", float(6.0)),
        (
            "/ch/01/dyn/pos",
            Arg::text("PRE"),
            "/ch/1/order",
            Arg::text("comp-eq"),
        ),
        (
            "/ch/01/dyn/filter/type",
            Arg::text("LC12"),
            "/ch/1/comp/key-filter/lpf",
            float(20_000.0),
        ),
        (
            "/ch/01/eq/2/type",
            Arg::text("LCut"),
            "/ch/1/eq/2/type",
            Arg::text("high-pass"),
        ),
        ("/ch/01/eq/2/g", float(0.65), "/ch/1/eq/2/gain", float(4.5)),
        ("/ch/01/grp/dca", Arg::Int(0b10), "/ch/1/dca/2", Arg::Int(1)),
        (
            "/ch/01/automix/group",
            Arg::text("Y"),
            "/ch/1/automix/group",
            Arg::text("2"),
        ),
        (
            "/bus/01/mix/fader",
            float(0.5),
            "/bus/1/fader",
            float(-9.98),
        ),
        ("/fxrtn/02/mix/on", Arg::Int(0), "/bus/13/mute", Arg::Int(1)),
        ("/mtx/01/mix/on", Arg::Int(0), "/bus/20/mute", Arg::Int(1)),
        ("/main/st/mix/pan", float(1.0), "/main/pan", float(100.0)),
        ("/dca/3/on", Arg::Int(0), "/dca/3/mute", Arg::Int(1)),
        (
            "/config/mute/2",
            Arg::Int(1),
            "/mute-group/2/on",
            Arg::Int(1),
        ),
        (
            "/config/solo/dimatt",
            float(0.5),
            "/monitor/dim-level",
            float(-20.0),
        ),
        (
            "/config/talk/A/destmap",
            Arg::Int(0b10),
            "/talkback/bus/2",
            Arg::Int(1),
        ),
        ("/-stat/solosw/02", Arg::Int(1), "/ch/2/solo", Arg::Int(1)),
    ] {
        client.send(address, std::slice::from_ref(&arg));
        let found = || own.ask(ours, &[]).unwrap();
        let close = |found: &[Arg]| match (&found[0], &value) {
            (Arg::Float(found), Arg::Float(wanted)) => (found - wanted).abs() < 0.03,
            (found, wanted) => found == wanted,
        };
        let mut last = found();
        for _ in 0..2000 {
            if close(&last) {
                break;
            }
            last = found();
        }
        assert!(close(&last), "{address} {arg:?}: {ours} is {last:?}");
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
        .ask(Intent::StoreScene("Verse".to_owned()))
        .unwrap();
    terminal.ask(Intent::Set(pan, Plain(50.0))).unwrap();
    terminal
        .ask(Intent::StoreScene("Chorus".to_owned()))
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
