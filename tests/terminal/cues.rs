//! The page of the cues: what it shows, and what its keys ask.

use super::*;
use headroom::control::feed::{
    Cue, CueCountdown, CueList, CueNumber, RecallPreview, RisesWait, Stay,
};
use headroom::control::intent::{CueChange, CueMidi, CueWish};
use headroom::show::console_file::Color;

fn number(text: &str) -> CueNumber {
    CueNumber::parse(text).unwrap()
}

fn cue(text: &str, scene: &str) -> Cue {
    Cue::of(number(text), Some(scene.to_owned()))
}

/// Five cues, of which the second counts down.
pub fn cue_list() -> CueList {
    let solo = Cue {
        name: "Guitar solo".to_owned(),
        fade: Some(3.0),
        follow: Some(8.0),
        color: Color::Red,
        notes: "watch the drummer".to_owned(),
        ..cue("10.5", "Chorus")
    };
    let sends = Cue {
        midi: vec![CueMidi::parse("program 5 channel 1 to Lights").unwrap()],
        wait: 1.5,
        ..Cue::of(number("20"), None)
    };
    let skipped = Cue {
        skipped: true,
        locked: true,
        ..cue("30", "Bridge")
    };
    CueList {
        list: vec![cue("10", "Verse"), solo, sends, skipped, cue("40", "Gone")],
        current: Some(number("10")),
        armed: Some(number("10.5")),
    }
}

fn with_cues(width: u16, height: u16) -> Screen {
    let mut screen = with_scenes(width, height);
    let countdown = CueCountdown {
        tenths: 25,
        is_held: false,
    };
    let update = Update {
        news: vec![
            News::Cues(Arc::new(cue_list())),
            News::CueCountdown(Some(countdown)),
        ],
        ..Update::default()
    };
    screen.model.apply(update, screen.start);
    screen
}

#[test]
fn cues_at_80_by_24() {
    let mut screen = with_cues(80, 24);
    screen.type_text("Q");
    screen.press(KeyCode::Down);
    insta::assert_snapshot!(picture::of(&screen.draw()));
}

#[test]
fn the_top_line_shows_the_cue_that_went_the_next_one_and_what_counts_down() {
    let mut screen = with_cues(120, 40);
    let top = screen.row(0);
    assert!(
        top.contains("10 Verse ●   next ▸ 10.5 Guitar solo in 2.5 s"),
        "{top}"
    );
    let held = CueCountdown {
        tenths: 24,
        is_held: true,
    };
    for (countdown, expected) in [
        (Some(held), "Guitar solo in 2.4 s held"),
        (None, "Guitar solo  "),
    ] {
        let update = Update {
            news: vec![News::CueCountdown(countdown)],
            ..Update::default()
        };
        screen.model.apply(update, screen.start);
        assert!(screen.row(0).contains(expected), "{}", screen.row(0));
    }
}

/// What was asked about cues.
fn wishes(screen: &mut Screen) -> Vec<CueWish> {
    let sent = screen.sent().into_iter();
    sent.map(|intent| match intent {
        Intent::Cues(wish) => wish,
        other => panic!("{other:?}"),
    })
    .collect()
}

#[test]
fn keys_go_back_hold_stop_arm_and_move_cues() {
    let mut screen = with_cues(80, 24);
    screen.type_text("Q");
    screen.press(KeyCode::Down);
    screen.type_text("G;_ EkYEcyEr");
    screen.type_text("y");
    screen.press(KeyCode::Enter);
    screen.handle(&Event::Key(KeyEvent::new(KeyCode::Up, KeyModifiers::SHIFT)));
    screen.handle(&Event::Key(KeyEvent::new(
        KeyCode::Down,
        KeyModifiers::SHIFT,
    )));
    screen.press(KeyCode::Delete);
    screen.type_text("x");
    screen.press(KeyCode::Delete);
    screen.type_text("y");
    let this = number("10.5");
    let change = |change| CueWish::Change(this, vec![change]);
    let one = number("1");
    let expected = [
        CueWish::Back,
        CueWish::Hold,
        CueWish::Stop,
        CueWish::Arm(Some(this)),
        change(CueChange::Skipped(true)),
        change(CueChange::Locked(true)),
        change(CueChange::Color(Color::Orange)),
        CueWish::Duplicate(this, number("15")),
        CueWish::Renumber(one, one),
        CueWish::Jump(this),
        CueWish::Swap(this, number("10")),
        CueWish::Swap(this, number("20")),
        CueWish::Delete(this),
    ];
    assert_eq!(wishes(&mut screen), expected);
    screen.type_text("g");
    assert_eq!(screen.sent(), [Intent::Go]);
    screen.type_text("Q");
    assert_eq!(screen.model.page, PageName::Mixer);
}

#[test]
fn what_is_typed_changes_the_cue_that_was_selected() {
    let mut screen = with_cues(80, 24);
    screen.type_text("Q");
    screen.press(KeyCode::Down);
    let midi = CueMidi::parse("msc go 3 to Lights").unwrap();
    let rows = [
        ("r", "Solo", CueChange::Name("Solo".to_owned())),
        ("E s", "-", CueChange::Scene(None)),
        ("E f", "4.5 s", CueChange::Fade(Some(4.5))),
        ("E f", "-", CueChange::Fade(None)),
        ("E t", "2", CueChange::Wait(2.0)),
        ("E g", "-", CueChange::Follow(None)),
        ("N", "-", CueChange::Notes(String::new())),
        (
            "E m",
            "msc go 3 to Lights; msc go 3 to Lights;",
            CueChange::Midi(vec![midi.clone(), midi]),
        ),
    ];
    for (key, text, expected) in rows {
        type_anew(&mut screen, key, text);
        let expected = CueWish::Change(number("10.5"), vec![expected]);
        assert_eq!(wishes(&mut screen), [expected], "{key} {text}");
    }
    type_anew(&mut screen, "E n", "12");
    assert_eq!(
        wishes(&mut screen),
        [CueWish::Move(number("10.5"), number("12"))]
    );
    // A new one lies between the selected one and the next one.
    type_anew(&mut screen, "n", "Verse");
    assert_eq!(
        wishes(&mut screen),
        [CueWish::Add(Box::new(cue("15", "Verse")))]
    );
    for (key, text, word) in [
        ("E f", "soon", "'soon' is no number of seconds"),
        ("E n", "x", "'x' is no number of a cue"),
        ("E m", "program 5", "names no port"),
    ] {
        type_anew(&mut screen, key, text);
        assert_eq!(screen.sent(), []);
        let rows: Vec<String> = (0..24).map(|y| screen.row(y)).collect();
        assert!(rows.iter().any(|row| row.contains(word)), "{rows:#?}");
    }
}

/// Opens an entry with a key, and types a text in the place of what is there.
fn type_anew(screen: &mut Screen, keys: &str, text: &str) {
    screen.keys(keys);
    for _ in 0..200 {
        screen.press(KeyCode::Backspace);
    }
    screen.type_text(text);
    screen.press(KeyCode::Enter);
}

#[test]
fn names_from_outside_reach_no_terminal_raw() {
    let mut screen = with_scenes(80, 24);
    let bad = "\u{1b}[2J\u{7}\nX".to_owned();
    let cues = CueList {
        list: vec![Cue {
            name: bad.clone(),
            notes: bad.clone(),
            ..cue("1", &bad)
        }],
        current: Some(number("1")),
        armed: Some(number("1")),
    };
    let update = Update {
        news: vec![News::Cues(Arc::new(cues))],
        ..Update::default()
    };
    screen.model.apply(update, screen.start);
    screen.type_text("Q");
    for key in ["", "r", "\u{1b}"] {
        screen.type_text(key);
        for cell in &screen.draw().content {
            assert!(!cell.symbol().chars().any(is_hidden), "{cell:?}");
        }
    }
}

#[test]
fn the_mixer_marks_what_the_next_scene_would_do_and_the_scenes_page_lists_it() {
    let mut screen = with_scenes(120, 40);
    let off = Plain(f32::NEG_INFINITY);
    let mut moves = vec![
        (addr("ch/1/fader"), off),
        (addr("ch/1/mute"), Plain(1.0)),
        (addr("ch/3/mute"), Plain(0.0)),
    ];
    moves.sort_by_key(|(addr, _)| *addr);
    let preview = RecallPreview {
        scene: Some("Chorus".to_owned()),
        moves,
        stays: vec![(addr("ch/2/trim"), Plain(3.0), Stay::SafeClass)],
        rise: Some("raises ch/3 → main by 14 dB".to_owned()),
        also: vec!["MUTES main".to_owned()],
    };
    let before: String = (0..40).map(|y| screen.row(y)).collect();
    assert!(!before.contains('◇') && !before.contains('▸') || before.matches('▸').count() == 1);
    let update = Update {
        news: vec![News::Preview(Arc::new(preview))],
        ..Update::default()
    };
    screen.model.apply(update, screen.start);
    let rows: Vec<String> = (0..40).map(|y| screen.row(y)).collect();
    assert_eq!(
        rows.iter().filter(|row| row.contains('◇')).count(),
        1,
        "{rows:#?}"
    );
    let words = rows.iter().find(|row| row.contains("▸mute")).unwrap();
    assert!(words.contains("▸open"), "{words}");
    screen.type_text("s");
    let rows: Vec<String> = (0..40).map(|y| screen.row(y)).collect();
    let head = rows
        .iter()
        .find(|row| row.contains("Chorus would move 3, 1 kept: safe class"));
    assert!(head.is_some(), "{rows:#?}");
    for warning in ["! it raises ch/3 → main by 14 dB", "! it MUTES main"] {
        assert!(rows.iter().any(|row| row.contains(warning)), "{rows:#?}");
    }
    let line = rows.iter().find(|row| row.contains("ch/1 Kick: ")).unwrap();
    assert!(
        line.contains("fader -3.5 dB → off") && line.contains("mute off → on"),
        "{line}"
    );
}

#[test]
fn what_waits_stands_in_the_red_line_and_esc_lets_it_go_while_go_allows_it() {
    let mut screen = with_scenes(120, 40);
    let waits = RisesWait {
        number: 7,
        text: "Chorus raises ch/3 → main by 14 dB".to_owned(),
    };
    let update = Update {
        news: vec![News::RisesWait(Some(Arc::new(waits)))],
        ..Update::default()
    };
    screen.model.apply(update, screen.start);
    let red = screen.row(1);
    assert!(
        red.contains("Chorus raises ch/3 → main by 14 dB: g allows it, Esc lets it go"),
        "{red}"
    );
    screen.desk.0.clear();
    screen.type_text("g");
    screen.press(KeyCode::Esc);
    assert_eq!(screen.desk.0, [Intent::Go, Intent::AnswerRises(7, false)]);
}
