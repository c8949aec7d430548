//! What a HUI says and hears, byte by byte.

use super::*;
use crate::show::mapping_file::{CONTROL_KEYS, Nav};
use crate::surface::message::Parser;
use proptest::prelude::*;

fn driver() -> HuiDriver {
    HuiDriver::new(Hui::default(), Echo::Always)
}

fn hear(driver: &mut HuiDriver, bytes: &[u8], now: Instant) -> (Vec<Gesture>, Vec<Vec<u8>>) {
    let (mut gestures, mut replies) = (Vec::new(), Vec::new());
    for message in Parser::default().take_all(bytes) {
        gestures.extend(driver.hear(&message, now, &mut replies));
    }
    (gestures, replies.iter().map(Message::bytes).collect())
}

fn key(name: &str) -> Control {
    Control::Key(CONTROL_KEYS.iter().position(|(n, _)| *n == name).unwrap() as u8)
}

#[test]
fn every_message_of_the_device_is_one_gesture() {
    let position = |control, position, raw| Gesture::Position {
        control,
        position,
        raw,
    };
    let touch = |strip, on| Gesture::Touch {
        control: Control::Fader(strip),
        on,
    };
    let turn = |control, clicks| Gesture::Turn {
        control,
        clicks,
        speed: 1.0,
    };
    #[rustfmt::skip]
    let rows: &[(&[u8], Option<Gesture>)] = &[
        (&[0xb0, 0, 0, 0xb0, 0x20, 0], Some(position(Control::Fader(0), 0.0, 0))),
        (&[0xb0, 7, 0x7f, 0x27, 0x7f], Some(position(Control::Fader(7), 1.0, 16_383))),
        (&[0xb0, 8, 0x7f, 0x28, 0x7f], None),
        (&[0xb0, 0x20, 0], None),
        (&[0xb0, 0, 0x40], None),
        (&[0xb0, 0x0f, 3, 0xb0, 0x2f, 0x40], Some(touch(3, true))),
        (&[0xb0, 0x0f, 3, 0xb0, 0x2f, 0], Some(touch(3, false))),
        (&[0xb0, 0x0f, 0, 0x2f, 0x41], Some(Gesture::Press(Control::Select(0)))),
        (&[0xb0, 0x0f, 7, 0x2f, 0x42], Some(Gesture::Press(Control::Mute(7)))),
        (&[0xb0, 0x0f, 7, 0x2f, 0x02], Some(Gesture::Release(Control::Mute(7)))),
        (&[0xb0, 0x0f, 5, 0x2f, 0x45], Some(Gesture::Press(Control::Push(5, 0)))),
        (&[0xb0, 0x0f, 5, 0x2f, 0x47], Some(Gesture::Press(Control::Rec(5)))),
        (&[0xb0, 0x0f, 0x0a, 0x2f, 0x43], Some(Gesture::Press(Control::Nav(Nav::BankRight)))),
        (&[0xb0, 0x0f, 0x0e, 0x2f, 0x44], Some(Gesture::Press(key("key.play")))),
        (&[0xb0, 0x0f, 0x1b, 0x2f, 0x47], Some(Gesture::Press(key("key.f8")))),
        (&[0xb0, 0x0f, 0x08, 0x2f, 0x01], Some(Gesture::Release(key("key.shift")))),
        // A port without a zone, beyond the last one, with another value, and a zone beyond the last one.
        (&[0xb0, 0x2f, 0x42], None),
        (&[0xb0, 0x0f, 0, 0x2f, 0x48], None),
        (&[0xb0, 0x0f, 0, 0x2f, 0x22], None),
        (&[0xb0, 0x0f, 0x1e, 0x2f, 0x40], None),
        (&[0xb0, 0x0f, 0x0a, 0x2f, 0x44], None),
        (&[0xb0, 0x42, 0x41], Some(turn(Control::Knob(2, 0), 1))),
        (&[0xb0, 0x42, 0x03], Some(turn(Control::Knob(2, 0), -3))),
        (&[0xb0, 0x48, 0x42], Some(turn(Control::FreeKnob(0), 2))),
        (&[0xb0, 0x0d, 0x41], Some(turn(Control::Jog, 1))),
        (&[0xb0, 0x42, 0x40], None),
        (&[0xb1, 0x42, 0x41], None),
        (&[0x90, 0, 0x7f], None),
        (&[0xff], Some(Gesture::StartOver)),
    ];
    for (bytes, expected) in rows {
        let (gestures, _) = hear(&mut driver(), bytes, Instant::now());
        let expected: Vec<Gesture> = expected.iter().copied().collect();
        assert_eq!(gestures, expected, "{bytes:02x?}");
    }
}

#[test]
fn a_lost_zone_presses_no_key_of_the_zone_before() {
    let mut hui = driver();
    let now = Instant::now();
    hear(
        &mut hui,
        &[0xb0, 0x0f, 2, 0x2f, 0x42, 0x0f, 2, 0x2f, 0x02],
        now,
    );
    // Of a touch of the fourth fader only the second half arrives.
    assert_eq!(hear(&mut hui, &[0xb0, 0x2f, 0x42], now).0, []);
}

#[test]
fn a_ping_goes_out_every_second_and_one_that_comes_back_is_told_everything() {
    let mut hui = driver();
    let begun = Instant::now();
    assert_eq!(hui.start(begun), [telling::ping()]);
    let answer = [0x90, 0, 0x7f];
    let time_light = vec![vec![0xb0, 0x0c, 0x16], vec![0xb0, 0x2c, 0x40]];
    // At once: it has missed nothing.
    assert_eq!(
        hear(&mut hui, &answer, begun),
        (Vec::new(), time_light.clone())
    );
    let mut pings = 0;
    for milliseconds in 1..=10_000 {
        let now = begun + Duration::from_millis(milliseconds);
        let due = hui.remind(now);
        pings += due.len();
        if !due.is_empty() && milliseconds < 3500 {
            assert_eq!(hear(&mut hui, &answer, now), (Vec::new(), Vec::new()));
        }
    }
    assert_eq!(pings, 10);
    // It was away for seven seconds.
    let now = begun + Duration::from_secs(10);
    let (gestures, replies) = hear(&mut hui, &answer, now);
    assert_eq!(
        (gestures, replies),
        (vec![Gesture::StartOver], time_light.clone())
    );
    // Another one is switched on long after the console.
    let mut late = driver();
    late.start(begun);
    let (gestures, replies) = hear(&mut late, &answer, now);
    assert_eq!((gestures, replies), (vec![Gesture::StartOver], time_light));
}

fn shown(item: Item, shown: &Shown) -> Vec<Vec<u8>> {
    let messages = driver().show(item, shown);
    messages.iter().map(Message::bytes).collect()
}

#[test]
fn what_it_shows_is_what_the_protocol_says() {
    use crate::show::console_file::Color;
    let text = |text: &str| Shown::Text(text.to_owned());
    let light = |on| Shown::Light(if on { Light::On } else { Light::Off }, Color::Off);
    let head = [0xf0, 0, 0, 0x66, 5, 0];
    let sysex = |rest: &[u8]| vec![[&head, rest, &[0xf7]].concat()];
    #[rustfmt::skip]
    let rows = [
        (Item::Position(Control::Fader(2)), Shown::Position(0x1234), vec![vec![0xb0, 2, 0x24], vec![0xb0, 0x22, 0x34]]),
        (Item::Light(Control::Mute(7)), light(true), vec![vec![0xb0, 0x0c, 7], vec![0xb0, 0x2c, 0x42]]),
        (Item::Light(Control::Mute(7)), light(false), vec![vec![0xb0, 0x0c, 7], vec![0xb0, 0x2c, 0x02]]),
        (Item::Light(Control::SoloLight), light(true), vec![vec![0xb0, 0x0c, 0x16], vec![0xb0, 0x2c, 0x43]]),
        (Item::Light(key("key.stop")), light(true), vec![vec![0xb0, 0x0c, 0x0e], vec![0xb0, 0x2c, 0x43]]),
        (Item::Position(Control::Knob(3, 0)), Shown::Ring(0x46, Style::Middle), vec![vec![0xb0, 0x13, 0x56]]),
        (Item::Position(Control::FreeKnob(1)), Shown::Ring(11, Style::Fill), vec![vec![0xb0, 0x19, 0x2b]]),
        (Item::Position(Control::Knob(3, 0)), Shown::Ring(0, Style::Fill), vec![vec![0xb0, 0x13, 0]]),
        (Item::Text(4, 0), text("Kick"), sysex(&[0x10, 4, b'K', b'i', b'c', b'k'])),
        (Item::Digits(Digits::Page), text("B1"), sysex(&[0x10, 8, b' ', b' ', b'B', b'1'])),
        (Item::Overview(5), text("-12  off  "), sysex(&[&[0x12, 5], &b"-12  off  "[..]].concat())),
        // 1:02:03.4, from the right: no eighth digit, 4, 3 and a dot, 0, 2 and a dot, 0, 1 and a dot, none.
        (Item::Digits(Digits::Time), text("  1.02.03.4  "), sysex(&[0x11, 0x20, 4, 0x13, 0, 0x12, 0, 0x11, 0x20])),
    ];
    for (item, what, expected) in rows {
        assert_eq!(shown(item, &what), expected, "{item:?} {what:?}");
    }
}

#[test]
fn meters_have_two_sides_and_are_red_while_it_was_too_loud() {
    let meter = |peaks, is_clipped| -> Vec<Vec<u8>> {
        let reading = Reading {
            peaks,
            is_clipped,
            is_clip_new: false,
        };
        let messages = driver().meter(3, reading);
        messages.iter().map(Message::bytes).collect()
    };
    assert_eq!(
        meter([-100.0, -20.0], false),
        [[0xa0, 3, 0], [0xa0, 3, 0x15]]
    );
    assert_eq!(meter([-60.0, 0.5], false), [[0xa0, 3, 1], [0xa0, 3, 0x1c]]);
    assert_eq!(
        meter([-60.0, -30.0], true),
        [[0xa0, 3, 12], [0xa0, 3, 0x1c]]
    );
}

proptest! {
    #[test]
    fn no_bytes_do_harm_and_a_press_after_them_is_heard(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut hui = driver();
        let now = Instant::now();
        hear(&mut hui, &bytes, now);
        let (gestures, _) = hear(&mut hui, &[0xb0, 0x0f, 1, 0xb0, 0x2f, 0x42], now);
        prop_assert_eq!(gestures, [Gesture::Press(Control::Mute(1))]);
    }
}
