//! The ways to a strip and to a value: numbers, names, typed values, the mouse, the lock, the command line.

use super::sends::press_all;
use super::*;

fn held(code: KeyCode, modifiers: KeyModifiers) -> Event {
    Event::Key(KeyEvent::new(code, modifiers))
}

#[test]
fn a_number_goes_to_its_strip_and_the_key_behind_it_acts_there() {
    let mut screen = mixing(80, 24);
    // Of 16 strips only one begins with 7; 1 may be the first digit of another one.
    screen.type_text("7");
    assert_eq!(screen.model.selected(), NodeId::strip(7));
    assert_eq!(screen.model.entry, None);
    screen.type_text("12m");
    assert_eq!(screen.sent(), [Intent::Toggle(addr("ch/12/mute"))]);
    screen.type_text("1m");
    assert_eq!(screen.sent(), [Intent::Toggle(addr("ch/1/mute"))]);
    screen.type_text("1");
    screen.press(KeyCode::Right);
    assert_eq!(screen.model.selected(), NodeId::strip(2));
    screen.type_text("99");
    assert_eq!(screen.model.selected(), NodeId::strip(9));
    assert!(!screen.row(22).contains("strip:"), "{}", screen.row(22));
}

#[test]
fn a_strip_is_found_by_name_and_soloed_in_six_presses() {
    let mut screen = mixing(80, 24);
    let count = press_all(&mut screen, "/sax⏎o");
    assert!(count <= 6);
    assert_eq!(screen.sent(), [Intent::Toggle(addr("ch/14/solo"))]);
    // "Anna" begins so, "Vox Anna" has a word that does; Esc goes back to where one was.
    press_all(&mut screen, "/anna");
    assert_eq!(screen.model.selected(), NodeId::bus(2));
    screen.press(KeyCode::Esc);
    assert_eq!(screen.model.selected(), NodeId::strip(14));
    press_all(&mut screen, "/zzz⏎");
    assert_eq!(screen.model.selected(), NodeId::strip(14));
    assert_eq!(screen.sent(), []);
}

#[test]
fn recalling_the_next_scene_takes_one_press() {
    let mut screen = with_scenes(80, 24);
    assert_eq!(press_all(&mut screen, "g"), 1);
    assert_eq!(screen.sent(), [Intent::Go]);
}

#[test]
fn the_fader_goes_in_fine_and_big_steps_to_0_db_and_to_its_default() {
    let mut screen = mixing(80, 24);
    screen.handle(&held(KeyCode::Up, KeyModifiers::CONTROL));
    screen.type_text("kJ0");
    screen.press(KeyCode::Delete);
    screen.press(KeyCode::End);
    screen.press(KeyCode::Home);
    screen.type_text("l");
    let fader = addr("ch/1/fader");
    let expected = [
        Intent::Step(fader, 0.0025),
        Intent::Step(fader, 0.0125),
        Intent::Step(fader, -0.075),
        Intent::Set(fader, Plain(0.0)),
        Intent::Reset(fader),
    ];
    assert_eq!(screen.sent(), expected);
    assert_eq!(screen.model.selected(), NodeId::strip(2));
}

#[test]
fn a_fader_follows_the_mouse_that_drags_it_and_jumps_to_no_click() {
    let mut screen = mixing(80, 24);
    let column = 4 + 5;
    let left = MouseButton::Left;
    screen.mouse(MouseEventKind::Down(left), column, 12);
    assert_eq!(screen.sent(), []);
    screen.mouse(MouseEventKind::Drag(left), column, 10);
    screen.mouse(MouseEventKind::Drag(left), 70, 12);
    screen.mouse(MouseEventKind::Up(left), column, 12);
    screen.mouse(MouseEventKind::Drag(left), column, 9);
    let sent = screen.sent();
    let fader = addr("ch/1/fader");
    assert_eq!(sent.len(), 4, "{sent:?}");
    assert_eq!(
        (&sent[0], &sent[3]),
        (&Intent::BeginGesture(fader), &Intent::EndGesture(fader))
    );
    let [Intent::Move(_, up), Intent::Move(_, back)] = sent[1..3] else {
        panic!("{sent:?}")
    };
    // Back in the row where it was taken it stands where it stood.
    assert!(
        up.0 > -3.5 && (back.0 + 3.5).abs() < 0.01,
        "{up:?} {back:?}"
    );
}

#[test]
fn a_double_click_resets_a_fader_and_a_click_below_it_mutes() {
    let mut screen = mixing(80, 24);
    let click = |screen: &mut Screen, row| {
        screen.mouse(MouseEventKind::Down(MouseButton::Left), 6, row);
        screen.mouse(MouseEventKind::Up(MouseButton::Left), 6, row);
    };
    click(&mut screen, 12);
    screen.model.tick(screen.start + Duration::from_secs(2));
    click(&mut screen, 12);
    assert_eq!(screen.sent(), []);
    click(&mut screen, 12);
    click(&mut screen, 12);
    click(&mut screen, 20);
    let fader = addr("ch/1/fader");
    let mute = addr("ch/1/mute");
    assert_eq!(screen.sent(), [Intent::Reset(fader), Intent::Toggle(mute)]);
}

#[test]
fn everything_but_panic_rests_while_the_terminal_is_locked() {
    let mut screen = mixing(80, 24);
    let lock = held(KeyCode::Char('k'), KeyModifiers::CONTROL);
    screen.handle(&lock);
    assert!(screen.row(1).contains("LOCKED"), "{}", screen.row(1));
    screen.type_text("mog-6f:s");
    screen.press(KeyCode::Up);
    for row in 0..24 {
        screen.mouse(MouseEventKind::Down(MouseButton::Left), 6, row);
        screen.mouse(MouseEventKind::Drag(MouseButton::Left), 6, row / 2);
        screen.mouse(MouseEventKind::ScrollUp, 6, row);
    }
    screen.handle(&Event::Paste("x".to_owned()));
    assert_eq!(screen.sent(), []);
    assert_eq!(screen.model.page, PageName::Mixer);
    assert!(
        screen.row(22).contains("Ctrl k unlocks"),
        "{}",
        screen.row(22)
    );
    screen.type_text("!");
    assert_eq!(screen.sent(), [Intent::Panic]);
    screen.handle(&lock);
    screen.type_text("m");
    assert_eq!(screen.sent(), [Intent::Toggle(addr("ch/1/mute"))]);
}

#[test]
fn the_command_line_runs_actions_and_sets_paths() {
    let mut screen = mixing(80, 24);
    press_all(&mut screen, ":solo-cl⏎");
    press_all(&mut screen, ":ch/12/eq/3/gain -3⏎");
    press_all(&mut screen, ":c12eq3gain⏎-4⏎");
    press_all(&mut screen, ":ch/12/eq/3/gain 99⏎");
    assert!(screen.row(22).contains("'99' is not"), "{}", screen.row(22));
    press_all(&mut screen, ":qqqq⏎");
    assert!(
        screen.row(22).contains("no action or path"),
        "{}",
        screen.row(22)
    );
    // What is protected asks here, too.
    press_all(&mut screen, ":main/limiter/on off⏎");
    assert!(
        screen.row(22).contains("limiter/on from on to off?"),
        "{}",
        screen.row(22)
    );
    screen.press(KeyCode::Esc);
    let gain = addr("ch/12/eq/3/gain");
    let clear = addr("console/solo/clear");
    let expected = [
        Intent::Set(clear, Plain::switch(true)),
        Intent::Set(gain, Plain(-3.0)),
        Intent::Set(gain, Plain(-4.0)),
    ];
    assert_eq!(screen.sent(), expected);
    press_all(&mut screen, ":scenes⏎");
    assert_eq!(screen.model.page, PageName::Scenes);
}

#[test]
fn the_command_line_shows_what_fits_at_80_by_24() {
    let mut screen = mixing(80, 24);
    press_all(&mut screen, ":ch/1/gate/th");
    screen.press(KeyCode::Down);
    insta::assert_snapshot!(picture::of(&screen.draw()));
}
