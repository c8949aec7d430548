//! What somebody tries who wants more than his mix, or wants that nobody has any. Each row of the table in
//! docs/phones.md is a test here or among the rights.

use super::desk::{Desk, LONG, Phone};
use headroom::control::intent::{PhonePlace, PhoneWish};
use headroom::param::Plain;
use headroom::web::limits::{MESSAGE, STRANGERS_OF_ONE};
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;

const LEVEL: &str = "ch/1/send/1/level";

/// The console still answers a phone.
fn still_serves(desk: &Desk) {
    let (mut phone, _) = desk.phone(1);
    phone.set(&[("bus/1/fader", 0.5, 0)]);
    desk.until("bus/1/fader", |value| value == Plain(-10.0));
}

#[test]
fn other_controls_are_not_in_the_mix() {
    let desk = Desk::new();
    let (mut phone, _) = desk.phone(1);
    for path in [
        "main/fader",
        "ch/1/fader",
        "ch/1/send/2/level",
        "bus/2/fader",
        "bus/1/limiter/ceiling",
        "console/panic",
        "console/safe-start",
        "ch/1/send/1/tap",
        "../main/fader",
        "",
    ] {
        phone.set(&[(path, 1.0, 0), (LEVEL, 0.5, 0)]);
        let note = phone.wait_for("note").unwrap();
        assert!(
            note.as_str().unwrap().contains("not in your mix"),
            "{path}: {note}"
        );
    }
    assert_eq!(desk.value("main/fader"), Plain::OFF);
    assert_eq!(desk.value("bus/2/fader"), Plain::OFF);
    assert!(!desk.value("console/panic").is_on());
    assert!(desk.value("console/safe-start").is_on());
}

#[test]
fn without_a_token_nothing_is_told_and_nothing_moves() {
    let desk = Desk::new();
    let token = desk.token(PhonePlace::Bus(1));
    let mut stranger = Phone::open(desk.place());
    stranger.set(&[(LEVEL, 1.0, 0)]);
    assert_eq!(stranger.bye(), "garbage");
    for wrong in ["", &token[1..], &format!("{token}A"), "' OR 1=1 --"] {
        let mut stranger = Phone::open(desk.place());
        stranger.hello(wrong);
        let bye = stranger.bye();
        // The first is unknown, and whoever tries another at once waits.
        assert!(["unknown", "wait"].contains(&bye.as_str()), "{bye}");
        assert!(stranger.hear().is_none());
    }
    assert_eq!(desk.value(LEVEL), Plain::OFF);
}

#[test]
fn who_shows_a_wrong_token_waits_even_with_a_right_one() {
    let desk = Desk::new();
    let token = desk.token(PhonePlace::Bus(1));
    let mut stranger = Phone::open(desk.place());
    stranger.hello("wrong");
    assert_eq!(stranger.bye(), "unknown");
    let mut stranger = Phone::open(desk.place());
    stranger.hello(&token);
    let bye = stranger.wait_for("bye").unwrap();
    assert_eq!(bye[0], "wait");
    assert!((1..=2).contains(&bye[1].as_u64().unwrap()));
}

#[test]
fn a_link_that_has_ended_ends_its_phones_and_opens_nothing() {
    let desk = Desk::new();
    let token = desk.token(PhonePlace::Bus(1));
    let mut phone = Phone::open(desk.place());
    phone.greet(&token);
    desk.wish(PhoneWish::Revoke(1)).unwrap();
    assert_eq!(phone.bye(), "revoked");
    assert!(phone.hear().is_none());
    let mut again = Phone::open(desk.place());
    again.hello(&token);
    assert_eq!(again.bye(), "unknown");
    assert!(desk.wish(PhoneWish::Revoke(1)).is_err());
    assert!(desk.wish(PhoneWish::Freeze(1, true)).is_err());
}

#[test]
fn links_are_only_for_mixes_of_musicians() {
    let desk = Desk::new();
    desk.token(PhonePlace::Bus(1));
    for bus in [0, 3, 13, 99] {
        let refusal = desk.wish(PhoneWish::Add(PhonePlace::Bus(bus), "A".to_owned()));
        let words = refusal.unwrap_err().to_string();
        assert!(
            words.contains("bus/1") && words.contains("bus/2"),
            "{words}"
        );
    }
    assert!(
        desk.wish(PhoneWish::Add(PhonePlace::Bus(1), " ".to_owned()))
            .is_err()
    );
}

#[test]
fn other_methods_paths_and_names_are_not_answered() {
    let desk = Desk::new();
    let place = desk.place();
    let host = format!("Host: {place}\r\n");
    for (request, status) in [
        (format!("GET / HTTP/1.1\r\n{host}\r\n"), "200"),
        (format!("HEAD / HTTP/1.1\r\n{host}\r\n"), "200"),
        (
            format!("POST / HTTP/1.1\r\n{host}Content-Length: 0\r\n\r\n"),
            "405",
        ),
        (format!("DELETE /mix.js HTTP/1.1\r\n{host}\r\n"), "405"),
        (format!("PUT /ws HTTP/1.1\r\n{host}\r\n"), "405"),
        (format!("GET /ws HTTP/1.1\r\n{host}\r\n"), "400"),
        (
            format!("GET /../../etc/passwd HTTP/1.1\r\n{host}\r\n"),
            "404",
        ),
        (
            format!("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n{host}\r\n"),
            "404",
        ),
        (format!("GET /page/mix.js HTTP/1.1\r\n{host}\r\n"), "404"),
        (format!("GET //etc/passwd HTTP/1.1\r\n{host}\r\n"), "404"),
        (
            "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n".to_owned(),
            "421",
        ),
        ("GET / HTTP/1.1\r\n\r\n".to_owned(), "421"),
        ("GET / HTTP/1.0\r\n\r\n".to_owned(), "421"),
        ("\u{1}\u{2}\u{3}\r\n\r\n".to_owned(), "400"),
    ] {
        let answer = desk.raw(request.as_bytes());
        let found = answer.split(' ').nth(1).unwrap_or("nothing");
        assert_eq!(found, status, "{request}: {answer}");
    }
    still_serves(&desk);
}

#[test]
fn a_huge_body_or_head_is_not_read() {
    let desk = Desk::new();
    let place = desk.place();
    let body = "x".repeat(4 << 20);
    let request = format!(
        "POST / HTTP/1.1\r\nHost: {place}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = desk.raw(request.as_bytes());
    assert!(answer.is_empty() || answer.contains(" 405 "), "{answer}");
    let head = format!(
        "GET / HTTP/1.1\r\nHost: {place}\r\nX: {}\r\n\r\n",
        "x".repeat(1 << 20)
    );
    let answer = desk.raw(head.as_bytes());
    assert!(!answer.contains(" 200 "), "{answer}");
    still_serves(&desk);
}

#[test]
fn a_page_of_another_origin_opens_no_socket() {
    let desk = Desk::new();
    let place = desk.place();
    for origin in [
        "http://example.org",
        "null",
        "https://example.org",
        &format!("http://{place}.example.org"),
        &format!("http://127.0.0.1:{}", place.port().wrapping_add(1)),
    ] {
        assert!(Phone::at(place, origin).is_none(), "{origin}");
    }
    still_serves(&desk);
}

#[test]
fn garbage_and_messages_that_are_too_long_end_their_connection_alone() {
    let desk = Desk::new();
    let (mut other, _) = desk.phone(2);
    for garbage in [
        "",
        "{",
        "null",
        "{\"panic\":true}",
        "[[[[[[[[",
        "{\"hello\":1}",
    ] {
        let (mut phone, _) = desk.phone(1);
        phone.send_text(garbage);
        assert_eq!(phone.bye(), "garbage", "{garbage}");
    }
    let (mut phone, _) = desk.phone(1);
    phone.send_bytes(vec![0; 100]);
    while phone.hear().is_some() {}
    let (mut phone, _) = desk.phone(1);
    phone.send_text(&"x".repeat(MESSAGE * 20));
    while phone.hear().is_some() {}
    // Bytes that are no frames of a WebSocket.
    let (mut phone, _) = desk.phone(1);
    let _ = phone.stream().write_all(&[0xff; 4096]);
    while phone.hear().is_some() {}
    other.send(&json!({ "beat": 7.0 }));
    assert_eq!(other.wait_for("beat").unwrap(), 7.0);
}

#[test]
fn a_flood_of_one_phone_is_slowed_down_and_another_one_is_served_meanwhile() {
    let desk = Desk::new();
    let (mut flood, _) = desk.phone(1);
    let (mut other, _) = desk.phone(2);
    for number in 0..2000 {
        let level = if number % 2 == 0 { 0.4 } else { 0.5 };
        flood.set(&[(LEVEL, level, 0)]);
    }
    other.set(&[("bus/2/fader", 0.5, 0)]);
    other.wait_for_value("bus/2/fader", |place, _| place == 0.5);
    assert_eq!(desk.value("bus/2/fader"), Plain(-10.0));
    // Panic does not wait for any of it.
    desk.operator()
        .ask(headroom::control::intent::Intent::Panic)
        .unwrap();
}

#[test]
fn who_sends_a_request_byte_by_byte_or_none_is_cut_off_and_takes_nobodys_place() {
    let desk = Desk::new();
    let slow: Vec<TcpStream> = (0..STRANGERS_OF_ONE * 3)
        .map(|_| {
            let mut stream = TcpStream::connect(desk.place()).unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nHo").unwrap();
            stream
        })
        .collect();
    still_serves(&desk);
    for mut stream in slow {
        stream.set_read_timeout(Some(LONG)).unwrap();
        let mut rest = Vec::new();
        // It ends: by its time, or because others need the place.
        match stream.read_to_end(&mut rest) {
            Ok(_) => {}
            Err(error) => assert_ne!(error.kind(), std::io::ErrorKind::WouldBlock),
        }
    }
}

#[test]
fn a_hundred_connections_that_say_nothing_keep_no_phone_out() {
    let desk = Desk::new();
    let (mut phone, _) = desk.phone(1);
    let mut crowd = Vec::new();
    for _ in 0..100 {
        crowd.push(Phone::open(desk.place()));
        phone.send(&json!({ "beat": 1.0 }));
    }
    phone.send(&json!({ "beat": 2.0 }));
    while phone.wait_for("beat").unwrap() != 2.0 {}
    still_serves(&desk);
    drop(crowd);
}

#[test]
fn neither_a_phone_that_does_not_read_nor_a_burst_of_one_holds_anybody_up() {
    let desk = Desk::new();
    let (sleeper, _) = desk.phone(1);
    let (mut phone, _) = desk.phone(2);
    // As many as a phone may say in a second, at once: so it arrives after a hole in the network.
    for number in 0..100 {
        let place = if number % 2 == 0 { 0.3 } else { 0.5 };
        phone.set(&[("bus/2/fader", place, 0)]);
    }
    phone.wait_for_value("bus/2/fader", |place, _| place == 0.5);
    drop(sleeper);
}

#[test]
fn the_pages_are_served_and_forbid_everything_from_elsewhere() {
    let desk = Desk::new();
    for (path, kind, content) in headroom::web::http::FILES {
        let answer = desk.get(path);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(kind) && body == content, "{path}");
        assert!(
            head.contains("default-src 'none'") && head.contains("no-referrer"),
            "{head}"
        );
    }
}
