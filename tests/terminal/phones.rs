//! The page of the phones: who is there, a new link with its code, a mix frozen, kept and brought back.

use super::*;
use headroom::control::intent::{PhonePlace, PhoneWish};

/// The link that the fake console makes.
pub const LINK: &str = "http://192.168.1.20:8077/#abcdefghijklmnopqrstuv";

fn page(width: u16, height: u16) -> Screen {
    let mut screen = mixing(width, height);
    screen.model.apply(band::phones(), screen.start);
    screen.keys("Tab n");
    assert_eq!(screen.model.page, PageName::Phones);
    screen
}

fn wishes(screen: &Screen) -> Vec<PhoneWish> {
    let wish = |intent: &Intent| match intent {
        Intent::Phones(wish) => Some(wish.clone()),
        _ => None,
    };
    screen.desk.0.iter().filter_map(wish).collect()
}

#[test]
fn keys_do_what_they_say_to_the_link_that_is_selected() {
    let mut screen = page(80, 24);
    screen.press(KeyCode::Enter);
    screen.press(KeyCode::Down);
    screen.press(KeyCode::Enter);
    // Of this bus no mix was kept.
    screen.keys("E B");
    assert!(screen.model.question.is_none());
    screen.keys("E K");
    screen.press(KeyCode::Up);
    screen.keys("E B");
    screen.type_text("x");
    screen.keys("E B");
    screen.type_text("y");
    screen.press(KeyCode::Delete);
    screen.type_text("y");
    let expected = [
        PhoneWish::Freeze(1, true),
        PhoneWish::Freeze(2, false),
        PhoneWish::Keep(2),
        PhoneWish::BackTo(1),
        PhoneWish::Revoke(1),
    ];
    assert_eq!(wishes(&screen), expected);
}

#[test]
fn a_new_link_is_shown_with_its_code_until_the_page_is_left() {
    let mut screen = page(80, 24);
    screen.type_text("n");
    screen.type_text("1 Bob");
    screen.press(KeyCode::Enter);
    let expected = [PhoneWish::Add(PhonePlace::Bus(1), "Bob".to_owned())];
    assert_eq!(wishes(&screen), expected);
    let shown = |screen: &Screen| (0..24).any(|y| screen.row(y).contains(LINK));
    assert!(shown(&screen));
    insta::assert_snapshot!(picture::of(&screen.draw()));
    // What the page does not show is not acted on.
    screen.press(KeyCode::Delete);
    assert!(screen.model.question.is_none() && !shown(&screen));
    screen.type_text("n");
    screen.type_text("main Bob");
    screen.press(KeyCode::Enter);
    assert_eq!(wishes(&screen).len(), 1);
}
