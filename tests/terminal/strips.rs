//! The strips of the mixer: layers, widths, names, and what silences them.

use super::*;

fn rows(screen: &Screen) -> Vec<String> {
    (0..screen.model.size.1).map(|y| screen.row(y)).collect()
}

/// A console of 64 named inputs.
fn large(width: u16, height: u16) -> Screen {
    let strips = (1..=64).map(|number| consoles::strip(number, Width::Mono));
    let topology = Topology {
        strips: strips.collect(),
        ..Topology::default()
    };
    let label = |number: u16| {
        let name = format!("Choir {number}");
        let color = "blue".to_owned();
        (NodeId::strip(number), Label { name, color })
    };
    let info = ShowInfo {
        name: "large".to_owned(),
        topology,
        labels: (1..=64).map(label).collect(),
    };
    let update = Update {
        show: Some(Arc::new(info)),
        ..Update::default()
    };
    Screen::new(width, height, [update])
}

#[test]
fn each_layer_has_one_key_and_shows_its_strips_alone() {
    let mut screen = mixing(200, 40);
    for (key, first, line) in [
        (2, NodeId::strip(1), "inputs"),
        (3, NodeId::bus(1), "buses"),
        (4, NodeId::dca(1), "DCAs"),
        (5, NodeId::bus(4), "FX buses"),
        (6, NodeId::bus(6), "matrices"),
        (7, NodeId::bus(1), "groups and main"),
        (8, NodeId::strip(1), ""),
    ] {
        screen.press(KeyCode::F(key));
        assert_eq!(screen.model.mixed()[0], first, "F{key}");
        assert_eq!(screen.model.selected(), first, "F{key}");
        assert!(screen.row(37).contains(line), "{}", screen.row(37));
        assert!(rows(&screen)[2].contains("main"), "main is in every layer");
    }
    // A strip of another layer brings all of them; what this console lacks is said.
    screen.press(KeyCode::F(4));
    screen.type_text("3");
    assert_eq!(screen.model.selected(), NodeId::strip(3));
    assert_eq!(screen.model.mixed().len(), 26);
    let mut screen = large(80, 24);
    screen.press(KeyCode::F(6));
    assert!(screen.row(22).contains("no matrices"), "{}", screen.row(22));
    assert_eq!(screen.sent(), []);
}

#[test]
fn few_strips_are_wide_and_all_of_64_fit_where_that_is_asked_for() {
    let mut screen = mixing(120, 40);
    screen.press(KeyCode::F(4));
    // Four DCAs of eleven cells with their gap.
    let numbers = screen.row(2);
    let place = |word: &str| numbers.find(word).map(|at| numbers[..at].chars().count());
    assert_eq!(place("dca 2").unwrap() - place("dca 1").unwrap(), 12);

    let mut screen = large(200, 60);
    assert!(screen.model.shown(23).len() < 64);
    screen.keys("Tab o");
    let buf = screen.draw();
    // Every strip's colour is on the screen, in a column of its own.
    let names = (0..200).filter(|x| buf[(*x, 3)].symbol() != " ");
    assert!(names.count() >= 128, "two letters of each name");
    assert!(!screen.row(57).contains(" of 64"), "{}", screen.row(57));
    insta::assert_snapshot!(picture::of(&buf));
}

#[test]
fn a_narrow_strip_still_shows_level_fader_value_and_mute() {
    let mut screen = mixing(120, 24);
    screen.keys("Tab o");
    insta::assert_snapshot!(picture::of(&screen.draw()));
}

#[test]
fn a_fader_says_what_it_comes_to_with_its_dcas_where_that_is_something_else() {
    let mut screen = mixing(80, 24);
    screen.press(KeyCode::PageDown);
    // Fader +4.0, DCA 2 at −1.5; the next strip is in no DCA.
    let value = screen.row(19);
    let effective = screen.row(20);
    assert!(
        value.contains("4.0") && effective.contains("2.5"),
        "{value}\n{effective}"
    );
    assert_eq!(effective.trim().matches('.').count(), 1, "{effective}");
    let off = band::values(&[("dca/2/fader", "off")]);
    screen.model.apply(off, screen.start);
    assert!(screen.row(20).contains("off"), "{}", screen.row(20));
    assert!(rows(&screen).iter().any(|row| row.contains("DCA 2")));
}

#[test]
fn a_strip_without_a_way_out_says_so_until_it_has_one() {
    let says_so = |screen: &Screen| rows(screen).iter().any(|row| row.contains("NO MAIN"));
    let mut screen = mixing(80, 24);
    // The bass is off main.
    assert!(says_so(&screen));
    let sent = band::values(&[("ch/7/send/2/level", "-20")]);
    screen.model.apply(sent, screen.start);
    assert!(!says_so(&screen));
}

#[test]
fn the_strips_of_a_surface_have_a_line_with_its_name() {
    let mut screen = mixing(80, 24);
    screen.model.apply(band::surfaces(), screen.start);
    let line = screen.row(2);
    assert!(line.contains("nanoKONTROL2 ────"), "{line}");
    // The other one is not here any more.
    assert!(!line.contains("X-Touch"), "{line}");
    screen.press(KeyCode::PageDown);
    assert!(!screen.row(2).contains("nano"), "{}", screen.row(2));
}

#[test]
fn a_strip_that_feeds_main_through_a_group_says_what_the_group_makes_of_it() {
    let mut screen = mixing(80, 24);
    let values = band::values(&[
        ("ch/7/main/on", "off"),
        ("ch/7/fader", "-3 dB"),
        ("ch/7/send/1/on", "on"),
        ("ch/7/send/1/level", "0 dB"),
        ("bus/1/fader", "-6 dB"),
    ]);
    screen.model.apply(values, screen.start);
    let strip = NodeId::strip(7);
    assert_eq!(screen.model.effective(strip), Some(-9.0));
    let off = band::values(&[("bus/1/fader", "off")]);
    screen.model.apply(off, screen.start);
    assert_eq!(screen.model.effective(strip), Some(f32::NEG_INFINITY));
    // What feeds main by itself is heard there.
    let on = band::values(&[("ch/7/main/on", "on")]);
    screen.model.apply(on, screen.start);
    assert_eq!(screen.model.effective(strip), None);
}
