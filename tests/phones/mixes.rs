//! Musicians mix for themselves: tokens, values, what others do meanwhile, and the operator's hand on it.

use super::desk::{Desk, LONG, Phone};
use headroom::control::feed::{News, PhonesStatus};
use headroom::control::intent::{PhonePlace, PhoneWish};
use headroom::param::{Curve, Plain, Travel};
use serde_json::json;
use std::fs;
use std::time::Instant;

const LEVEL: &str = "ch/1/send/1/level";

fn near(one: f32, other: f32) -> bool {
    (one - other).abs() < 1e-3
}

#[test]
fn a_link_opens_one_mix_with_names_levels_and_what_there_is_to_move() {
    let desk = Desk::new();
    let (mut phone, mix) = desk.phone(1);
    assert_eq!(mix["bus"], "bus/1");
    assert_eq!(mix["person"], "Anna");
    assert_eq!(mix["stereo"], true);
    assert_eq!(mix["sends"][0]["name"], "Kick");
    assert_eq!(mix["sends"][0]["level"], LEVEL);
    assert!(mix["sends"].as_array().unwrap().len() >= 8);
    let values = mix["values"].as_object().unwrap();
    assert!(
        values
            .keys()
            .all(|path| path.contains("send/1/") || path.starts_with("bus/1/"))
    );
    assert_eq!(values[LEVEL], json!([0.0, "off", 0]));
    assert!(
        mix["silent"]["bus/1"].as_str().unwrap().contains("wait"),
        "{}",
        mix["silent"]
    );
    phone.set(&[(LEVEL, 0.75, 0)]);
    let wanted = Curve::Fader.plain(Travel::new(0.75));
    desk.until(LEVEL, |value| value == wanted);
    phone.wait_for_value(LEVEL, |place, generation| {
        near(place, 0.75) && generation == 0
    });
    phone.set(&[("bus/1/mute", 1.0, 0), ("ch/2/send/1/level", 0.5, 0)]);
    desk.until("bus/1/mute", Plain::is_on);
    desk.until("ch/2/send/1/level", |value| value == Plain(-10.0));
}

#[test]
fn a_step_is_taken_back_by_its_own_phone() {
    let desk = Desk::new();
    let (mut phone, _) = desk.phone(1);
    phone.send(&json!({ "grab": LEVEL }));
    for step in 1..=20 {
        phone.set(&[(LEVEL, step as f32 / 40.0, 0)]);
    }
    phone.send(&json!({ "drop": LEVEL }));
    desk.until(LEVEL, |value| value == Plain(-10.0));
    phone.send(&json!("undo"));
    desk.until(LEVEL, |value| value == Plain::OFF);
    assert!(
        phone
            .wait_for("note")
            .unwrap()
            .as_str()
            .unwrap()
            .contains("Undone")
    );
    phone.send(&json!("undo"));
    assert!(
        phone
            .wait_for("note")
            .unwrap()
            .as_str()
            .unwrap()
            .contains("nothing")
    );
}

#[test]
fn a_value_that_somebody_else_has_moved_meanwhile_does_not_jump_back() {
    let desk = Desk::new();
    let (mut phone, _) = desk.phone(1);
    desk.set(LEVEL, -30.0);
    let (place, generation) = phone.wait_for_value(LEVEL, |_, generation| generation == 1);
    assert!(near(place, Curve::Fader.travel(Plain(-30.0)).get()));
    // The finger had not seen it yet.
    phone.set(&[(LEVEL, 0.9, 0)]);
    phone.wait_for_value(LEVEL, |now, _| near(now, place));
    assert_eq!(desk.value(LEVEL), Plain(-30.0));
    phone.set(&[(LEVEL, 0.3, generation)]);
    desk.until(LEVEL, |value| value == Curve::Fader.plain(Travel::new(0.3)));
}

#[test]
fn after_a_cut_it_is_told_where_everything_stands_and_nothing_has_moved() {
    let desk = Desk::new();
    let token = desk.token(PhonePlace::Bus(1));
    let mut phone = Phone::open(desk.place());
    phone.greet(&token);
    phone.set(&[(LEVEL, 0.6, 0)]);
    phone.wait_for_value(LEVEL, |place, _| near(place, 0.6));
    let before = desk.value(LEVEL);
    drop(phone);
    desk.set("ch/2/send/1/level", -40.0);
    let mut phone = Phone::open(desk.place());
    let mix = phone.greet(&token);
    assert!(near(mix["values"][LEVEL][0].as_f64().unwrap() as f32, 0.6));
    assert_eq!(mix["values"]["ch/2/send/1/level"][1], "-40.0 dB");
    assert_eq!(desk.value(LEVEL), before);
}

#[test]
fn what_a_network_that_stood_still_brings_late_is_not_done() {
    let desk = Desk::new();
    let (mut phone, _) = desk.phone(1);
    phone.set(&[(LEVEL, 0.5, 0)]);
    phone.wait_for_value(LEVEL, |place, _| near(place, 0.5));
    let at = phone.at - 1.5;
    phone.send(&json!({ "set": { "to": [[LEVEL, 1.0, 0]], "at": at } }));
    phone.wait_for_value(LEVEL, |place, _| near(place, 0.5));
    assert_eq!(desk.value(LEVEL), Plain(-10.0));
}

#[test]
fn a_frozen_mix_is_seen_and_not_changed_until_it_is_let_go() {
    let desk = Desk::new();
    let (mut phone, _) = desk.phone(1);
    desk.wish(PhoneWish::Freeze(1, true)).unwrap();
    assert_eq!(phone.wait_for("frozen").unwrap(), true);
    assert_eq!(phone.wait_for("mix").unwrap()["frozen"], true);
    phone.set(&[(LEVEL, 0.9, 0)]);
    phone.wait_for_value(LEVEL, |place, _| place == 0.0);
    phone.send(&json!("undo"));
    assert_eq!(desk.value(LEVEL), Plain::OFF);
    desk.wish(PhoneWish::Freeze(1, false)).unwrap();
    assert_eq!(phone.wait_for("frozen").unwrap(), false);
    phone.set(&[(LEVEL, 0.5, 0)]);
    desk.until(LEVEL, |value| value == Plain(-10.0));
}

#[test]
fn the_operator_brings_back_the_mix_that_he_kept_as_a_step_of_his_own() {
    let desk = Desk::new();
    let (mut phone, _) = desk.phone(1);
    assert!(desk.wish(PhoneWish::BackTo(1)).is_err());
    desk.set(LEVEL, -12.0);
    desk.wish(PhoneWish::Keep(1)).unwrap();
    phone.wait_for_value(LEVEL, |_, generation| generation == 1);
    phone.set(&[(LEVEL, 0.25, 1), ("bus/1/mute", 1.0, 0)]);
    desk.until("bus/1/mute", Plain::is_on);
    desk.wish(PhoneWish::BackTo(1)).unwrap();
    desk.until(LEVEL, |value| (value.0 + 12.0).abs() < 0.01);
    desk.until("bus/1/mute", |value| !value.is_on());
    // Of a bus that no musician mixes there is none.
    for wish in [
        PhoneWish::Keep(13),
        PhoneWish::BackTo(13),
        PhoneWish::Keep(50),
    ] {
        assert!(desk.wish(wish).is_err());
    }
}

#[test]
fn operators_see_who_is_there_and_what_he_does() {
    let desk = Desk::new();
    let operator = desk.operator();
    let (mut phone, _) = desk.phone(1);
    phone.set(&[(LEVEL, 0.5, 0)]);
    let mut seen = PhonesStatus::default();
    let end = Instant::now() + LONG;
    while seen.links.first().is_none_or(|link| link.doing.is_empty()) {
        assert!(Instant::now() < end, "{seen:?}");
        let update = operator.next_update(LONG).unwrap().unwrap();
        for news in update.news {
            if let News::Phones(status) = news {
                seen = (*status).clone();
            }
        }
    }
    let link = &seen.links[0];
    assert_eq!(
        (link.number, link.count, link.person.as_str()),
        (1, 1, "Anna")
    );
    assert_eq!(link.doing, "Kick -10.0 dB");
    assert!(seen.address.unwrap().starts_with("http://127.0.0.1:"));
}

#[test]
fn links_outlive_the_console_and_their_tokens_are_nowhere_on_the_disk() {
    let folder = std::env::temp_dir().join(format!("headroom-phones-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let desk = Desk::in_folder(Some(folder.clone()));
    let token = desk.token(PhonePlace::Bus(1));
    let ended = desk.token(PhonePlace::Bus(2));
    desk.wish(PhoneWish::Keep(1)).unwrap();
    desk.wish(PhoneWish::Revoke(2)).unwrap();
    drop(desk);
    let text = fs::read_to_string(folder.join("phones.yaml")).unwrap();
    assert!(!text.contains(&token) && text.contains("bus/1"), "{text}");
    assert!(headroom::show::check_file(&folder.join("phones.yaml")).is_ok());
    let desk = Desk::in_folder(Some(folder.clone()));
    // Whether it knows the console yet is seen by a new link.
    desk.token(PhonePlace::Bus(2));
    Phone::open(desk.place()).greet(&token);
    let mut late = Phone::open(desk.place());
    late.hello(&ended);
    assert_eq!(late.bye(), "unknown");
    drop(desk);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_stage_tablet_sees_meters_and_scenes_and_moves_nothing() {
    let desk = Desk::new();
    desk.token(PhonePlace::Bus(1));
    let token = desk.token(PhonePlace::Stage);
    let mut tablet = Phone::open(desk.place());
    tablet.hello(&token);
    let stage = tablet.wait_for("stage").unwrap();
    assert_eq!(stage["meters"][0][0], "Kick");
    tablet.set(&[(LEVEL, 1.0, 0)]);
    assert_eq!(tablet.bye(), "garbage");
    assert_eq!(desk.value(LEVEL), Plain::OFF);
}

#[test]
fn thirty_phones_at_once_each_move_their_own_control() {
    let desk = Desk::new();
    let mut phones: Vec<Phone> = Vec::new();
    for _ in 0..30 {
        phones.push(desk.phone(1).0);
        // As their pages do meanwhile.
        for phone in &mut phones {
            phone.send(&json!({ "beat": 0.0 }));
        }
    }
    for (place, phone) in phones.iter_mut().enumerate() {
        let path = format!("ch/{}/send/1/level", place % 8 + 1);
        phone.send(&json!({ "beat": 1.0 }));
        while phone.wait_for("beat").unwrap() != 1.0 {}
        // Others may have moved it before: with any other generation nothing would happen.
        for generation in 0..4 {
            phone.set(&[(&path, 0.5, generation)]);
        }
    }
    for strip in 1..=8 {
        desk.until(&format!("ch/{strip}/send/1/level"), |value| {
            value == Plain(-10.0)
        });
    }
}
