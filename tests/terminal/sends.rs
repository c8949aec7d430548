//! Sends on faders: one bus in main's place, all sends to it on the faders, and nothing else to be moved.

use super::*;

/// Presses keys, `⏎` for Enter; how many they were.
pub fn press_all(screen: &mut Screen, keys: &str) -> usize {
    for key in keys.chars() {
        screen.press(match key {
            '⏎' => KeyCode::Enter,
            key => KeyCode::Char(key),
        });
    }
    keys.chars().count()
}

/// The mixer with the sends to wedge 2 on the faders.
fn on_wedge(width: u16, height: u16) -> Screen {
    let mut screen = mixing(width, height);
    let sends = band::values(&[
        ("ch/1/send/2/level", "-10"),
        ("ch/2/send/2/level", "-3"),
        ("ch/11/send/2/level", "0"),
        ("ch/12/send/2/level", "0"),
        ("ch/12/send/2/on", "off"),
    ]);
    screen.model.apply(sends, screen.start);
    screen.type_text("f2");
    screen
}

#[test]
fn sends_on_faders_at_120_by_40() {
    insta::assert_snapshot!(picture::of(&on_wedge(120, 40).draw()));
}

#[test]
fn sends_on_faders_without_colours_at_80_by_24() {
    let mut screen = on_wedge(80, 24);
    screen.model.theme = Theme::new(false);
    insta::assert_snapshot!(picture::of(&screen.draw()));
}

#[test]
fn the_kick_goes_into_a_wedge_in_six_presses() {
    let mut screen = mixing(80, 24);
    let count = press_all(&mut screen, "f2-10⏎");
    assert!(count <= 6);
    let set = Intent::Set(addr("ch/1/send/2/level"), Plain(-10.0));
    assert_eq!(screen.sent(), [set]);
}

#[test]
fn the_way_back_is_the_same_key_or_escape() {
    for back in [KeyCode::Char('f'), KeyCode::Esc] {
        let mut screen = mixing(80, 24);
        let before = screen.draw();
        screen.type_text("f2");
        let title = screen.row(2);
        assert!(
            title.contains("Wedge 2 Anna · pre-fader · sends on faders"),
            "{title}"
        );
        screen.press(back);
        assert_eq!(screen.draw(), before);
    }
    // From the bus itself its sends come at once.
    let mut screen = mixing(80, 24);
    screen.model.select(NodeId::bus(2));
    screen.type_text("f");
    assert_eq!(screen.model.sends_to(), Some(NodeId::bus(2)));
    assert_eq!(screen.sent(), []);
}

#[test]
fn faders_mutes_and_pans_are_those_of_the_sends_and_the_bus_stands_in_place_of_main() {
    let mut screen = on_wedge(80, 24);
    screen.press(KeyCode::Up);
    screen.type_text("m,");
    screen.mouse(MouseEventKind::ScrollUp, 79 - 3, 10);
    screen.press(KeyCode::End);
    screen.press(KeyCode::Down);
    screen.type_text("m");
    let expected = [
        Intent::Step(addr("ch/1/send/2/level"), 0.0125),
        Intent::Toggle(addr("ch/1/send/2/on")),
        Intent::Step(addr("ch/1/send/2/pan"), -0.025),
        Intent::Step(addr("bus/2/fader"), 0.0125),
        Intent::Step(addr("bus/2/fader"), -0.0125),
        Intent::Toggle(addr("bus/2/mute")),
    ];
    assert_eq!(screen.sent(), expected);
}

/// The seven keys that would change something else say why they do not.
#[test]
fn nothing_else_can_be_moved_while_sends_are_on_the_faders() {
    let mut screen = on_wedge(80, 24);
    for key in ["a", "p", "P", "x", "M"] {
        screen.type_text(key);
        assert_eq!(screen.sent(), [], "'{key}'");
        assert!(
            screen.row(22).contains("sends are on the faders"),
            "'{key}'"
        );
    }
    // Nor does the mouse find a fader that is not a send to it.
    for column in 0..80 {
        screen.mouse(MouseEventKind::ScrollUp, column, 12);
    }
    for intent in screen.sent() {
        let Intent::Step(moved, _) = intent else {
            panic!("{intent:?}")
        };
        let path = moved.to_string();
        assert!(
            path.ends_with("send/2/level") || path == "bus/2/fader",
            "{path}"
        );
    }
}

#[test]
fn every_page_says_that_sends_are_on_the_faders_and_the_bus_that_goes_takes_them_along() {
    let mut screen = on_wedge(80, 24);
    for key in ["", "s", "L", "c", "v", "C"] {
        screen.type_text(key);
        let line = screen.row(1);
        assert!(
            line.contains("SENDS ON FADERS: the mixer moves sends to bus/2 Anna"),
            "{line}"
        );
    }
    screen.type_text("C");
    let mut topology = band::topology();
    topology.buses.retain(|bus| bus.number != 2);
    let info = ShowInfo {
        name: String::new(),
        topology,
        labels: Vec::new(),
    };
    let update = Update {
        show: Some(Arc::new(info)),
        ..Update::default()
    };
    screen.model.apply(update, screen.start);
    assert_eq!(screen.model.sends_to(), None);
    assert!(!screen.row(1).contains("SENDS"));
}

#[test]
fn a_number_that_is_no_bus_changes_nothing_and_says_so() {
    let mut screen = mixing(80, 24);
    screen.type_text("f9");
    assert_eq!(screen.model.sends_to(), None);
    assert!(
        screen.row(22).contains("there is no bus 9"),
        "{}",
        screen.row(22)
    );
    screen.type_text("f");
    assert!(screen.row(23).contains("2 Anna"), "{}", screen.row(23));
    screen.press(KeyCode::Esc);
    assert_eq!(screen.sent(), []);
}

/// What is typed at a fader goes to what it moves; left, right and centre go to the pan.
#[test]
fn values_are_typed_at_the_fader() {
    let mut screen = mixing(80, 24);
    press_all(&mut screen, "-6⏎=off⏎+3⏎=L30⏎=c⏎=0⏎-99x⏎");
    let fader = addr("ch/1/fader");
    let pan = addr("ch/1/pan");
    let off = Plain(f32::NEG_INFINITY);
    let expected = [
        Intent::Set(fader, Plain(-6.0)),
        Intent::Set(fader, off),
        Intent::Set(fader, Plain(3.0)),
        Intent::Set(pan, Plain(-30.0)),
        Intent::Set(pan, Plain(0.0)),
        Intent::Set(fader, Plain(0.0)),
    ];
    assert_eq!(screen.sent(), expected);
    assert!(
        screen.row(22).contains("'-99x' is not"),
        "{}",
        screen.row(22)
    );
}
