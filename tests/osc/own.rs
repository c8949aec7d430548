//! The console's own addresses.

use super::desk::{BETWEEN_RECALLS, Client, Desk, ask_stream, find};
use headroom::control::feed::News;
use headroom::control::intent::{Intent, SceneWish};
use headroom::osc::Dialect;
use headroom::osc::packet::{Arg, Message, bundles};
use headroom::param::{ParamAddr, Plain};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

fn float(value: f32) -> Arg {
    Arg::Float(value)
}

#[test]
fn values_are_asked_and_set_by_number_text_and_position() {
    let desk = Desk::new();
    let client = desk.own();
    assert_eq!(client.ask("/ch/1/fader", &[]), Some(vec![float(-144.0)]));
    for (address, arg, answer, args) in [
        ("/ch/1/fader", float(-6.5), "/ch/1/fader", float(-6.5)),
        ("/ch/1/fader", Arg::Int(-7), "/ch/1/fader", float(-7.0)),
        (
            "/ch/1/fader",
            Arg::text("-12 dB"),
            "/ch/1/fader",
            float(-12.0),
        ),
        (
            "/ch/1/fader",
            Arg::text("off"),
            "/ch/1/fader",
            float(-144.0),
        ),
        ("/ch/1/fader/travel", float(0.75), "/ch/1/fader", float(0.0)),
        ("/ch/1/fader/nudge", float(-1.5), "/ch/1/fader", float(-1.5)),
        ("/ch/1/mute", float(1.0), "/ch/1/mute", Arg::Int(1)),
        ("/ch/1/mute/toggle", Arg::Int(1), "/ch/1/mute", Arg::Int(0)),
        (
            "/ch/1/eq/1/type",
            Arg::text("bell"),
            "/ch/1/eq/1/type",
            Arg::text("bell"),
        ),
        (
            "/ch/1/eq/1/type",
            Arg::Int(2),
            "/ch/1/eq/1/type",
            Arg::text("high-shelf"),
        ),
        (
            "/ch/1/fader/default",
            Arg::Int(1),
            "/ch/1/fader",
            float(-144.0),
        ),
    ] {
        client.send(address, &[arg]);
        client.until(answer, &[args]);
    }
    client.until("/ch/1/pan/text", &[Arg::text("C")]);
    client.until("/ch/1/pan/travel", &[float(0.5)]);
    client.until("/ch/1/name", &[Arg::text("Kick")]);
    client.until("/ch/1/color", &[Arg::text("red")]);
}

#[test]
fn what_is_not_possible_is_said_with_what_is_and_the_true_value() {
    let desk = Desk::new();
    let client = desk.own();
    for (address, arg, words) in [
        (
            "/ch/1/fader",
            float(11.0),
            "11 is not possible for Fader; allowed: off, -90 dB to 10 dB",
        ),
        (
            "/ch/1/fader",
            float(f32::NAN),
            "Fader takes a number or a text",
        ),
        (
            "/ch/1/fader/travel",
            float(1.5),
            "a position is a number from 0 to 1",
        ),
        (
            "/ch/99/fader",
            float(0.0),
            "'ch/99/fader': there is no ch/99 on this console",
        ),
        (
            "/ch/1/fadr",
            float(0.0),
            "'ch/1/fadr': ch/1 has no 'fadr'; did you mean 'ch/1/fader'?",
        ),
        (
            "/main/limiter/on",
            Arg::Int(0),
            "main/limiter/on is protected",
        ),
        (
            "/do/release-panic",
            Arg::Int(1),
            "release-panic wants somebody at the console",
        ),
        (
            "/do/nothing",
            Arg::Int(1),
            "'nothing' is no action; allowed: scene-previous",
        ),
        ("/ch/*/fader", float(0.0), "a pattern asks; it sets nothing"),
        (
            "/subscribe",
            Arg::text("nothing/*"),
            "nothing matches 'nothing/*'",
        ),
    ] {
        let error = client.error(address, &[arg]);
        assert!(error.starts_with(words), "{address}: {error}");
    }
    client.send("/ch/1/fader", &[float(11.0)]);
    assert_eq!(
        client.wait_for("/ch/1/fader").unwrap().args,
        [float(-144.0)]
    );
}

#[test]
fn a_nudge_beyond_the_range_and_a_name_are_refused() {
    let desk = Desk::new();
    let client = desk.own();
    let error = client.error("/ch/1/trim/nudge", &[float(1.0e38)]);
    assert!(error.ends_with(" is further than Trim goes"), "{error}");
    let error = client.error("/ch/1/name", &[Arg::text("Snare")]);
    assert_eq!(error, "the name and colour of ch/1 can only be read here");
}

#[test]
fn whoever_subscribes_hears_what_others_do() {
    let desk = Desk::new();
    let (mover, other) = (desk.own(), desk.own());
    other.send("/subscribe", &[Arg::text("ch/*/fader")]);
    other.send("/subscribe", &[Arg::text("/ch/2/fader"), Arg::text("text")]);
    assert!(other.wait_for("/ch/8/fader").is_some());
    mover.send("/ch/2/fader", &[float(-20.0)]);
    assert_eq!(
        other.wait_for("/ch/2/fader/text").unwrap().args,
        [Arg::text("-20.0 dB")]
    );
    mover.until("/ch/2/fader", &[float(-20.0)]);
    other.send("/unsubscribe", &[]);
    other.until("/ch/2/fader", &[float(-20.0)]);
    while other.hear(Duration::from_millis(20)).is_some() {}
    mover.send("/ch/2/fader", &[float(-30.0)]);
    mover.until("/ch/2/fader", &[float(-30.0)]);
    assert!(other.hears_nothing());
}

#[test]
fn a_bundle_is_one_step_and_undo_goes_by_name() {
    let desk = Desk::new();
    let (client, terminal) = (desk.own(), desk.terminal());
    let messages = [
        Message::new("/ch/1/fader", vec![float(-10.0)]),
        Message::new("/ch/2/fader", vec![float(-20.0)]),
    ];
    for packet in bundles(&messages, 1400) {
        client.send_bytes(&packet);
    }
    client.until("/ch/2/fader", &[float(-20.0)]);
    let last = find(&terminal, |update| {
        update.news.iter().find_map(|news| match news {
            News::History(lines) => lines.last().filter(|line| line.is_step).cloned(),
            _ => None,
        })
    });
    assert_eq!(
        (last.by.as_str(), last.what.as_str()),
        ("OSC 127.0.0.1", "2 parameters")
    );
    terminal
        .ask(Intent::UndoOf("OSC 127.0.0.1".to_owned()))
        .unwrap();
    client.until("/ch/1/fader", &[float(-144.0)]);
    client.until("/ch/2/fader", &[float(-144.0)]);
}

/// A bundle of one message, due so far from now.
fn timed(message: &Message, ahead: f64) -> Vec<u8> {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs_f64();
    let time = now + ahead + 2_208_988_800.0;
    let mut bundle = b"#bundle\0".to_vec();
    bundle.extend((time as u32).to_be_bytes());
    bundle.extend(((time.fract() * 4_294_967_296.0) as u32).to_be_bytes());
    let bytes = message.encode();
    bundle.extend((bytes.len() as u32).to_be_bytes());
    bundle.extend(bytes);
    bundle
}

#[test]
fn bundles_wait_for_their_time_and_late_ones_do_not() {
    let desk = Desk::new();
    let client = desk.own();
    let set = |value| Message::new("/ch/1/fader", vec![float(value)]);
    client.send_bytes(&timed(&set(-5.0), -3600.0));
    client.until("/ch/1/fader", &[float(-5.0)]);
    client.send_bytes(&timed(&set(-9.0), 1.0));
    client.send("/ch/2/fader", &[float(-3.0)]);
    client.until("/ch/2/fader", &[float(-3.0)]);
    assert_eq!(client.ask("/ch/1/fader", &[]), Some(vec![float(-5.0)]));
    client.until("/ch/1/fader", &[float(-9.0)]);
    // The clock of the sender is wrong.
    client.send_bytes(&timed(&set(-7.0), 86_400.0));
    client.until("/ch/1/fader", &[float(-7.0)]);
}

#[test]
fn panic_is_one_message_and_only_somebody_at_the_console_releases_it() {
    let desk = Desk::new();
    let client = desk.own();
    client.send("/do/panic", &[]);
    client.until("/console/panic", &[Arg::Int(1)]);
    let error = client.error("/console/panic", &[Arg::Int(0)]);
    assert!(error.starts_with("console/panic is protected"), "{error}");
}

#[test]
fn scenes_are_listed_and_recalled() {
    let desk = Desk::new();
    let (client, terminal) = (desk.own(), desk.terminal());
    let pan = ParamAddr::parse("ch/1/pan").unwrap();
    terminal
        .ask(Intent::Scene(SceneWish::Store("Verse".to_owned())))
        .unwrap();
    terminal.ask(Intent::Set(pan, Plain(50.0))).unwrap();
    terminal
        .ask(Intent::Scene(SceneWish::Store("Chorus".to_owned())))
        .unwrap();
    client.until("/scenes", &[Arg::text("Verse"), Arg::text("Chorus")]);
    client.until("/scene/current", &[Arg::text("Chorus")]);
    client.send("/scene/recall", &[Arg::Int(1)]);
    client.until("/ch/1/pan", &[float(0.0)]);
    // The console takes no second recall within half a second.
    std::thread::sleep(BETWEEN_RECALLS);
    client.send("/scene/recall", &[Arg::text("Chorus")]);
    client.until("/ch/1/pan", &[float(50.0)]);
    client.send("/scene/arm", &[Arg::text("Verse")]);
    std::thread::sleep(BETWEEN_RECALLS);
    client.send("/do/go", &[Arg::Int(0)]);
    client.send("/do/go", &[Arg::Int(1)]);
    client.until("/scene/current", &[Arg::text("Verse")]);
}

#[test]
fn who_may_only_watch_changes_nothing_and_who_may_not_is_not_heard() {
    let desk = Desk::watched();
    let client = desk.own();
    assert_eq!(
        client.error("/ch/1/fader", &[float(0.0)]),
        "this client may only watch"
    );
    assert_eq!(client.error("/do/panic", &[]), "this client may only watch");
    client.until("/ch/1/fader", &[float(-144.0)]);
    let desk = Desk::heard_by("10.0.0.1");
    for dialect in [Dialect::Own, Dialect::X32] {
        let client = Client::at(desk.place(dialect));
        client.send("/info", &[]);
        assert!(client.hears_nothing());
    }
}

#[test]
fn a_crowd_that_watches_keeps_nobody_out_who_may_mix() {
    let desk = Desk::mixed_by("127.0.0.2");
    let place = desk.place(Dialect::Own);
    let crowd: Vec<Client> = (0..40).map(|_| Client::at(place)).collect();
    drop(desk.own());
    for _ in 0..3 {
        for client in &crowd {
            client.send("/info", &[]);
        }
    }
    let mixers: Vec<Client> = (0..10).map(|_| Client::from("127.0.0.2", place)).collect();
    for (number, mixer) in mixers.iter().enumerate() {
        let on = Arg::Int(i32::from(number % 2 == 0));
        mixer.send("/ch/1/mute", std::slice::from_ref(&on));
        mixer.until("/ch/1/mute", &[on]);
    }
    mixers[0].send("/do/panic", &[]);
    mixers[0].until("/console/panic", &[Arg::Int(1)]);
}

#[test]
fn a_crowd_that_asks_for_everything_holds_up_nobody_who_mixes() {
    let desk = Desk::mixed_by("127.0.0.2");
    let place = desk.place(Dialect::Own);
    let crowd: Vec<Client> = (0..3).map(|_| desk.own()).collect();
    let mixer = Client::from("127.0.0.2", place);
    mixer.until("/ch/1/mute", &[Arg::Int(0)]);
    for _ in 0..600 {
        for client in &crowd {
            client.send("/ch/*/trim", &[]);
        }
    }
    mixer.send("/ch/1/mute", &[Arg::Int(1)]);
    mixer.until("/ch/1/mute", &[Arg::Int(1)]);
}

#[test]
fn both_kinds_of_streams_are_understood() {
    let desk = Desk::new();
    drop(desk.own());
    let address = desk.place(Dialect::Own);
    let question = Message::new("/ch/1/name", Vec::new()).encode();
    let answer = Message::new("/ch/1/name", vec![Arg::text("Kick")]).encode();
    let by_length = |packet: &[u8]| [&(packet.len() as u32).to_be_bytes(), packet].concat();
    ask_stream(address, &by_length(&question), &by_length(&answer));
    let by_mark = |packet: &[u8]| [&[0xC0], packet, &[0xC0]].concat();
    ask_stream(address, &by_mark(&question), &by_mark(&answer));
}

#[test]
fn garbage_hurts_nobody() {
    let desk = Desk::new();
    let client = desk.own();
    let mut nested = Message::new("/ch/1/fader", vec![float(0.0)]).encode();
    for _ in 0..300 {
        let mut outer = b"#bundle\0\0\0\0\0\0\0\0\x01".to_vec();
        outer.extend((nested.len() as u32).to_be_bytes());
        outer.extend(nested);
        nested = outer;
    }
    client.send_bytes(&nested);
    client.send_bytes(&vec![0xFF; 60_000]);
    client.send_bytes(b"");
    client.send_bytes(b"/ch/1/fader\0,f\0\0");
    client.send_bytes(b"#bundle\0\0\0\0\0\0\0\0\x01\x7F\xFF\xFF\xFF");
    client.until("/ch/1/fader", &[float(-144.0)]);
}

#[test]
fn levels_come_in_bundles_for_everything_that_has_any() {
    let desk = Desk::new();
    let client = desk.own();
    client.send("/meters", &[Arg::Int(0)]);
    client.send("/info", &[]);
    assert_eq!(
        client.wait_for("/info").unwrap().args[0],
        Arg::text("Headroom")
    );
    assert!(client.hears_nothing());
}

#[test]
fn who_is_bound_to_a_bus_mixes_that_and_nothing_else() {
    let desk = Desk::bound_to(1);
    let client = desk.own();
    for address in ["/ch/1/send/1/level", "/bus/1/fader"] {
        client.send(address, &[float(-12.0)]);
        client.until(address, &[float(-12.0)]);
    }
    client.send("/do/undo", &[Arg::Int(1)]);
    client.until("/bus/1/fader", &[float(-144.0)]);
    for (address, arg) in [
        ("/ch/1/fader", float(-12.0)),
        ("/ch/1/send/2/level", float(-12.0)),
        ("/main/fader", float(0.0)),
        ("/bus/1/limiter/ceiling", float(-1.0)),
        ("/do/panic", Arg::Int(1)),
        ("/do/go", Arg::Int(1)),
        ("/undo", Arg::text("terminal")),
    ] {
        let words = client.error(address, &[arg]);
        assert!(words.contains("bus/1"), "{address}: {words}");
    }
    client.until("/main/fader", &[float(-144.0)]);
    client.until("/console/panic", &[Arg::Int(0)]);
    // As an X32 it only watches.
    let app = desk.x32();
    app.send("/ch/01/mix/fader", &[float(0.75)]);
    app.send("/bus/01/mix/fader", &[float(0.75)]);
    app.until("/bus/01/mix/fader", &[float(0.0)]);
}
