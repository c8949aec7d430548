//! The channel page: sections by number, curves, comparing, bypass.

use super::sends::press_all;
use super::*;

/// The page of a strip with an equaliser, a gate and a compressor that work.
fn working(width: u16, height: u16) -> Screen {
    let mut screen = mixing(width, height);
    let values = band::values(&[
        ("ch/1/hpf/on", "on"),
        ("ch/1/eq/3/gain", "9"),
        ("ch/1/eq/4/gain", "-6"),
        ("ch/1/comp/on", "on"),
    ]);
    screen.model.apply(values, screen.start);
    screen.type_text("c");
    screen
}

fn section(screen: &Screen) -> String {
    let selected = screen.model.channel.list().selected().unwrap();
    selected.to_string()
}

#[test]
fn the_equaliser_at_120_by_40() {
    let mut screen = working(120, 40);
    screen.type_text("3");
    insta::assert_snapshot!(picture::of(&screen.draw()));
}

#[test]
fn the_gate_at_80_by_24() {
    let mut screen = working(80, 24);
    screen.type_text("2");
    insta::assert_snapshot!(picture::of(&screen.draw()));
}

#[test]
fn three_db_at_400_hz_on_strip_12_take_12_presses() {
    let mut screen = mixing(80, 24);
    let mut count = press_all(&mut screen, "12c3=400");
    screen.press(KeyCode::Down);
    count += 1 + press_all(&mut screen, "-3⏎");
    assert!(count <= 12, "{count}");
    let expected = [
        Intent::Set(addr("ch/12/eq/2/freq"), Plain(400.0)),
        Intent::Set(addr("ch/12/eq/2/gain"), Plain(-3.0)),
    ];
    assert_eq!(screen.sent(), expected);
}

#[test]
fn digits_go_to_the_sections_and_the_equaliser_s_key_from_band_to_band() {
    let mut screen = working(80, 24);
    for (key, first) in [
        ("1", "ch/1/trim"),
        ("2", "ch/1/gate/on"),
        ("5", "ch/1/comp/on"),
        ("7", "ch/1/send/1/on"),
        ("3", "ch/1/eq/2/freq"),
        ("3", "ch/1/eq/3/freq"),
    ] {
        screen.type_text(key);
        assert_eq!(section(&screen), first, "'{key}'");
    }
    // Round to the first band after the last one.
    screen.type_text("3333");
    assert_eq!(section(&screen), "ch/1/eq/1/freq");
    // A strip has no graphic equaliser.
    screen.type_text("4");
    assert!(
        screen.row(22).contains("no section 4"),
        "{}",
        screen.row(22)
    );
    assert_eq!(screen.sent(), []);
}

#[test]
fn every_parameter_of_a_node_is_in_one_section_and_can_be_reached() {
    for node in [
        NodeId::strip(1),
        NodeId::bus(2),
        NodeId::bus(4),
        NodeId::MAIN,
    ] {
        let mut screen = mixing(80, 24);
        screen.model.select(node);
        screen.type_text("c");
        let all = screen.model.parameters(node);
        let mut found = std::collections::HashSet::new();
        for _ in 0..all.len() {
            let selected = screen.model.channel.list().selected().copied().unwrap();
            found.insert(selected);
            // It is on the screen, too: behind the pointer.
            let shown = (0..24).any(|y| screen.row(y).contains('▶'));
            assert!(shown, "{selected}");
            screen.press(KeyCode::Down);
        }
        assert_eq!(found.len(), all.len(), "{node}");
    }
}

#[test]
fn a_send_is_called_by_its_bus() {
    let mut screen = working(80, 24);
    screen.type_text("7");
    let rows: Vec<String> = (0..24).map(|y| screen.row(y)).collect();
    assert!(
        rows.iter().any(|row| row.contains("Anna level")),
        "{rows:#?}"
    );
}

#[test]
fn the_curve_is_what_the_engine_designs_and_the_bands_stand_on_it() {
    let mut screen = working(120, 40);
    screen.type_text("3");
    let dots = |screen: &Screen| {
        let buf = screen.draw();
        let is_dot = |x: u16, y: u16| {
            let symbol = buf[(x, y)].symbol().chars().next().unwrap_or(' ');
            ('\u{2801}'..='\u{28ff}').contains(&symbol)
        };
        let highest = |x: u16| (3..37).find(|y| is_dot(x, *y));
        (44..119).filter_map(highest).min()
    };
    let high = dots(&screen).unwrap();
    let flat = band::values(&[("ch/1/eq/on", "off"), ("ch/1/hpf/on", "off")]);
    screen.model.apply(flat, screen.start);
    let low = dots(&screen).unwrap();
    assert!(
        high + 6 < low,
        "nine dB are a quarter of the height: {high} {low}"
    );
}

#[test]
fn a_section_is_compared_with_how_it_was_and_taken_in_and_out() {
    let mut screen = working(80, 24);
    screen.type_text("2A");
    assert_eq!(screen.sent(), []);
    let changed = band::values(&[("ch/1/gate/threshold", "-20")]);
    screen.model.apply(changed, screen.start);
    screen.type_text("A");
    let [Intent::SetMany(values)] = &screen.sent()[..] else {
        panic!("one step of undo")
    };
    assert!(values.contains(&(addr("ch/1/gate/threshold"), Plain(-40.0))));
    assert!(
        values
            .iter()
            .all(|(addr, _)| addr.to_string().contains("/gate/"))
    );
    // The other way: what stood then is kept now.
    screen.type_text("A");
    let [Intent::SetMany(values)] = &screen.sent()[..] else {
        panic!("one step of undo")
    };
    assert!(values.contains(&(addr("ch/1/gate/threshold"), Plain(-20.0))));
    screen.type_text("i");
    screen.type_text("5i");
    let expected = [
        Intent::Set(addr("ch/1/gate/on"), Plain::switch(false)),
        Intent::Set(addr("ch/1/comp/on"), Plain::switch(false)),
    ];
    assert_eq!(screen.sent(), expected);
    // Another section begins anew; what guards the PA asks.
    screen.type_text("A");
    assert_eq!(screen.sent(), []);
}

#[test]
fn the_mouse_takes_a_band_by_its_point_and_a_double_click_resets_it() {
    let mut screen = mixing(120, 40);
    let bands = band::values(&[
        ("ch/1/eq/on", "on"),
        ("ch/1/eq/2/on", "on"),
        ("ch/1/eq/2/type", "bell"),
        ("ch/1/eq/2/freq", "1000 Hz"),
        ("ch/1/eq/2/gain", "6 dB"),
    ]);
    screen.model.apply(bands, screen.start);
    screen.type_text("c3");
    // Its number stands at its point, right of the list.
    let buf = screen.draw();
    let cells = (5..38).flat_map(|y| (45..120).map(move |x| (x, y)));
    let (x, y) = cells
        .into_iter()
        .find(|at| buf[*at].symbol() == "2")
        .unwrap();
    screen.mouse(MouseEventKind::Down(MouseButton::Left), x, y);
    let (freq, gain) = (addr("ch/1/eq/2/freq"), addr("ch/1/eq/2/gain"));
    assert_eq!(screen.model.channel.list().selected(), Some(&freq));
    assert_eq!(screen.sent(), []);
    screen.mouse(MouseEventKind::Drag(MouseButton::Left), x + 10, y + 4);
    screen.mouse(MouseEventKind::Up(MouseButton::Left), x + 10, y + 4);
    let sent = screen.sent();
    assert_eq!(
        sent[..2],
        [Intent::BeginGesture(freq), Intent::BeginGesture(gain)]
    );
    assert_eq!(
        sent[4..],
        [Intent::EndGesture(freq), Intent::EndGesture(gain)]
    );
    let [Intent::Move(moved, hz), Intent::Move(lowered, db)] = sent[2..4] else {
        panic!("{sent:?}");
    };
    assert_eq!((moved, lowered), (freq, gain));
    assert!(
        hz.0 > 1500.0 && hz.0 < 10_000.0 && db.0 < 5.0,
        "{hz:?} {db:?}"
    );
    screen.mouse(MouseEventKind::ScrollUp, x, y);
    assert_eq!(screen.sent(), [Intent::Step(addr("ch/1/eq/2/q"), 0.02)]);
    for _ in 0..2 {
        screen.model.tick(screen.start + Duration::from_secs(5));
        screen.mouse(MouseEventKind::Down(MouseButton::Left), x, y);
    }
    assert_eq!(screen.sent(), [Intent::Reset(gain)]);
    // On another page there is nothing to take.
    screen.keys("Tab m");
    screen.mouse(MouseEventKind::Down(MouseButton::Left), x, y);
    assert!(screen.model.grip.band.is_none());
}
