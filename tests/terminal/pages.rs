//! What every page must do and never do: own its target, give on what it does not use, ask by name.

use super::*;
use headroom::tui::page::PAGES;

/// Keys that open each page from the mixer.
const PAGES_BY_KEY: [&str; 22] = [
    "", "c", "C", "v", "s", "Q", "L", "V", "w", "Z", "?", "Tab b", "Tab x", "Tab i", "Tab u",
    "Tab j", "Tab d", "Tab r", "Tab f", "Tab e", "Tab n", "s E G",
];

/// A screen on which everything exists, and a page is shown.
fn on_page(key: &str) -> Screen {
    let mut screen = with_scenes(80, 24);
    if !key.is_empty() {
        screen.keys(key);
    }
    screen
}

fn pasted(text: &str) -> Event {
    Event::Paste(text.to_owned())
}

fn done(text: &str, by: &str) -> Update {
    Update {
        done: vec![Done {
            text: text.to_owned(),
            by: by.to_owned(),
        }],
        ..Update::default()
    }
}

#[test]
fn a_page_gives_on_every_key_that_it_does_not_use() {
    let talk = Intent::Toggle(addr("talkback/on"));
    let everywhere = [
        ("T", talk),
        ("d", Intent::Toggle(addr("monitor/dim"))),
        ("D", Intent::Toggle(addr("monitor/cut"))),
        ("b", Intent::Toggle(addr("monitor/mono"))),
        ("u", Intent::Undo),
        ("U", Intent::Redo),
        ("g", Intent::Go),
        ("]", Intent::Scene(SceneWish::StepArmed(1))),
        ("z", Intent::Scene(SceneWish::UndoRecall)),
        ("t", Intent::Toggle(addr("bus/4/fx/tap"))),
        (
            "O",
            Intent::Set(addr("console/solo/clear"), Plain::switch(true)),
        ),
    ];
    for page in PAGES_BY_KEY {
        let mut screen = on_page(page);
        let delay = band::values(&[("bus/4/fx/type", "delay")]);
        screen.model.apply(delay, screen.start);
        for (key, intent) in &everywhere {
            screen.type_text(key);
            assert_eq!(screen.sent(), slice::from_ref(intent), "'{page}' '{key}'");
        }
        screen.type_text("X");
        assert!(!screen.model.meters(NodeId::strip(3))[0].clipped);
    }
}

#[test]
fn no_key_acts_on_a_strip_that_its_page_does_not_show() {
    // On the monitor, the console, the scenes, the presets, the loudness and the help there is no strip.
    for page in ["C", "v", "s", "L", "V", "?"] {
        let mut screen = on_page(page);
        screen.type_text("moa,.yPxM");
        assert_eq!(screen.sent(), [], "'{page}'");
        assert!(!screen.row(22).trim().is_empty(), "'{page}' says why not");
    }
    // On a channel page all of them are the strip's that it shows, whatever was selected before.
    let mut screen = on_page("c");
    screen.press(KeyCode::PageDown);
    screen.type_text("moP");
    let two = NodeId::strip(2);
    let everything = Transfer::Paste(vec![two], Scope::Everything);
    let expected = [
        Intent::Toggle(two.mute()),
        Intent::Toggle(two.solo()),
        Intent::Transfer(everything),
    ];
    assert_eq!(screen.sent(), expected);
    assert!(screen.row(2).contains("ch/2 Snare   -6.0 dB"));
}

#[test]
fn end_and_plus_on_a_channel_page_move_nothing_elsewhere() {
    let mut screen = on_page("c");
    screen.press(KeyCode::End);
    screen.type_text("+3");
    screen.press(KeyCode::Enter);
    let sent = screen.sent();
    let is_own = |intent: &Intent| match intent {
        Intent::Set(addr, _) => addr.node() == NodeId::strip(1),
        _ => false,
    };
    assert!(sent.iter().all(is_own), "{sent:?}");
}

#[test]
fn help_returns_to_the_page_from_which_it_was_asked_for() {
    for (page, key) in [
        ("", "Select previous strip"),
        ("c", "Paste this section"),
        ("s", "Arm it as the next"),
        ("L", "Apply the preset"),
    ] {
        let mut screen = on_page(page);
        let before = screen.model.page;
        screen.type_text("?");
        assert_eq!(screen.model.page, PageName::Help);
        let rows: Vec<String> = (0..24).map(|y| screen.row(y)).collect();
        assert!(rows.iter().any(|row| row.contains(key)), "{rows:#?}");
        screen.type_text("?");
        assert_eq!(screen.model.page, before);
        screen.type_text("?");
        screen.press(KeyCode::Esc);
        assert_eq!(screen.model.page, before);
    }
    // What does not fit can be reached.
    let mut screen = on_page("?");
    screen.press(KeyCode::End);
    let rows: Vec<String> = (0..24).map(|y| screen.row(y)).collect();
    assert!(
        rows.iter().any(|row| row.contains("Quit (asks)")),
        "{rows:#?}"
    );
    assert!(rows[21].contains("Missing:"), "{rows:#?}");
}

#[test]
fn what_is_protected_asks_by_name_on_the_pages_of_all_parameters() {
    let panic = addr("console/panic");
    let mut screen = on_page("C");
    let row = |screen: &Screen| screen.model.channel.list().selected().copied();
    while row(&screen) != Some(panic) {
        screen.press(KeyCode::Down);
    }
    for code in [KeyCode::Enter, KeyCode::Right] {
        screen.press(code);
        assert_eq!(screen.sent(), []);
        assert!(
            screen
                .row(22)
                .contains("console: set panic from off to on?")
        );
        screen.press(KeyCode::Esc);
    }
    screen.press(KeyCode::Enter);
    screen.type_text("y");
    let on = Intent::SetConfirmed(panic, Plain::switch(true));
    assert_eq!(screen.sent(), [on]);
    // Typed by value, what guards more is meant.
    screen.type_text("=on");
    screen.press(KeyCode::Enter);
    assert_eq!(screen.sent(), [Intent::Set(panic, Plain::switch(true))]);
}

#[test]
fn the_limiter_of_an_in_ear_asks_before_it_goes_off() {
    let mut screen = mixing(80, 24);
    screen.model.select(NodeId::bus(3));
    screen.type_text("c");
    let limiter = addr("bus/3/limiter/on");
    while screen.model.channel.list().selected() != Some(&limiter) {
        screen.press(KeyCode::Down);
    }
    for code in [KeyCode::Enter, KeyCode::Left] {
        screen.press(code);
        let asked = screen.row(22);
        assert!(
            asked.contains("bus/3: set limiter/on from on to off?"),
            "{asked}"
        );
        screen.type_text("n");
    }
    assert_eq!(screen.sent(), []);
    // The ceiling is protected too, by step and by default.
    screen.press(KeyCode::Down);
    screen.press(KeyCode::Right);
    assert!(
        screen
            .row(22)
            .contains("set limiter/ceiling from -12 dB to")
    );
    screen.press(KeyCode::Esc);
    // Typed, a higher ceiling asks, and a lower one does not.
    screen.type_text("=-6");
    screen.press(KeyCode::Enter);
    assert_eq!(screen.sent(), []);
    let asked = screen.row(22);
    assert!(asked.contains("from -12 dB to -6 dB?"), "{asked}");
    screen.type_text("y");
    let ceiling = addr("bus/3/limiter/ceiling");
    assert_eq!(screen.sent(), [Intent::SetConfirmed(ceiling, Plain(-6.0))]);
    screen.type_text("=-20");
    screen.press(KeyCode::Enter);
    assert_eq!(screen.sent(), [Intent::Set(ceiling, Plain(-20.0))]);
}

#[test]
fn a_question_keeps_its_object_whatever_the_list_does() {
    let moved = |names: &[&str]| Update {
        news: vec![News::Scenes(SceneList {
            list: scene_list(names),
            ..SceneList::default()
        })],
        ..Update::default()
    };
    for (keys, question, expected) in [
        (
            "Ctrl s",
            "Replace scene \"Chorus\"",
            Intent::Scene(SceneWish::Store("Chorus".to_owned())),
        ),
        (
            "Del",
            "Delete scene \"Chorus\"?",
            Intent::Scene(SceneWish::Delete("Chorus".to_owned())),
        ),
    ] {
        let mut screen = on_page("s");
        screen.press(KeyCode::Down);
        screen.press(KeyCode::Down);
        screen.keys(keys);
        let before = moved(&["A", "B", "C", "Intro", "Verse", "Chorus", "Bridge"]);
        screen.model.apply(before, screen.start);
        assert!(screen.row(22).contains(question), "{}", screen.row(22));
        screen
            .model
            .apply(moved(&["Intro", "Verse", "Bridge"]), screen.start);
        screen.type_text("y");
        assert_eq!(screen.sent(), [expected]);
        // The selected one is gone: nothing takes its place by itself.
        screen.keys(keys);
        screen.press(KeyCode::Enter);
        assert_eq!(
            (screen.model.question.clone(), screen.sent()),
            (None, vec![])
        );
    }
}

#[test]
fn a_typed_value_goes_where_it_was_begun() {
    let mut screen = on_page("c");
    screen.type_text("-3");
    // Strips are renamed while it is typed.
    screen.model.apply(band::first_update(), screen.start);
    screen.press(KeyCode::Enter);
    let trim = addr("ch/1/trim");
    assert_eq!(screen.sent(), [Intent::Set(trim, Plain(-3.0))]);
    // The strip goes away: so does the page, and nothing is set.
    screen.type_text("-3");
    let mut topology = band::topology();
    topology.strips.retain(|strip| strip.number != 1);
    let update = Update {
        show: Some(Arc::new(ShowInfo {
            name: "other".to_owned(),
            topology,
            labels: Vec::new(),
        })),
        ..Update::default()
    };
    screen.model.apply(update, screen.start);
    assert_eq!(screen.model.page, PageName::Mixer);
    assert!(screen.row(22).contains("ch/1 is gone"));
    screen.press(KeyCode::Enter);
    assert_eq!(screen.sent(), []);
}

#[test]
fn a_paste_is_text_where_text_is_typed_and_nothing_elsewhere() {
    let text = "Set list: 1. Slow One, mute me SOO!\n";
    for page in PAGES_BY_KEY {
        let mut screen = on_page(page);
        let state = band::values(&[("console/safe-start", "on")]);
        screen.model.apply(state, screen.start);
        screen.handle(&pasted(text));
        assert_eq!(screen.sent(), [], "'{page}'");
        assert!(screen.row(22).contains("pasted text does nothing here"));
        // A question is not answered by it either.
        screen.type_text("q");
        screen.handle(&pasted("e"));
        screen.handle(&pasted("yes"));
        assert!(screen.model.question.is_some());
        assert_eq!(screen.sent(), []);
    }
    let mut screen = on_page("s");
    screen.type_text("r");
    screen.handle(&pasted(" one\n\u{1b}[2J!\n"));
    assert!(
        screen.row(22).contains("Intro one [2J!"),
        "{}",
        screen.row(22)
    );
    assert_eq!(screen.sent(), []);
    screen.press(KeyCode::Enter);
    let renamed = Intent::Scene(SceneWish::Rename(
        "Intro".to_owned(),
        "Intro one [2J!".to_owned(),
    ));
    assert_eq!(screen.sent(), [renamed]);
}

/// What Enter does is what the line says, however it came there.
#[test]
fn a_paste_into_the_command_line_chooses_what_it_says() {
    let mut screen = on_page("");
    screen.type_text(":");
    screen.handle(&pasted("ch/1/fader -5"));
    screen.press(KeyCode::Enter);
    let sent = screen.sent();
    let fader = ParamAddr::parse("ch/1/fader").unwrap();
    assert!(
        matches!(sent[..], [Intent::Set(addr, value)] if addr == fader && value.0 == -5.0),
        "{sent:?}"
    );
    screen.type_text(":");
    screen.handle(&pasted("ch/2/mute on"));
    screen.press(KeyCode::Enter);
    assert!(!screen.sent().contains(&Intent::Panic));
}

#[test]
fn in_a_window_too_small_the_keys_rest_and_questions_and_alarms_are_seen() {
    for (width, height) in [(79, 24), (80, 19), (40, 10), (20, 4)] {
        let mut screen = in_trouble(width, height);
        screen.type_text("mSoRgsq");
        screen.press(KeyCode::Up);
        screen.mouse(MouseEventKind::ScrollUp, 10, 5);
        screen.handle(&pasted("mute"));
        assert_eq!(screen.sent(), [], "{width} {height}");
        assert_eq!(screen.model.page, PageName::Mixer);
        assert!(screen.row(0).contains("JACK LOST"));
        screen.type_text("!");
        assert_eq!(screen.sent(), [Intent::Panic]);
    }
    // A question that was asked before is seen in full, and answered; or it waits.
    let mut screen = on_page("s");
    screen.press(KeyCode::Delete);
    screen.model.size = (40, 8);
    let seen: String = (0..8).map(|y| screen.row(y)).collect();
    assert!(
        seen.contains("Delete scene \"Intro\"?") && seen.contains("y yes"),
        "{seen}"
    );
    screen.model.size = (40, 2);
    screen.type_text("y");
    assert_eq!(screen.sent(), []);
    screen.model.size = (40, 8);
    screen.type_text("y");
    assert_eq!(
        screen.sent(),
        [Intent::Scene(SceneWish::Delete("Intro".to_owned()))]
    );
}

#[test]
fn every_page_is_drawn_from_80_by_20_on_and_alarms_hide_no_scene() {
    for page in PAGES_BY_KEY {
        let mut screen = with_scenes(80, 20);
        screen.model.apply(band::trouble(), screen.start);
        if !page.is_empty() {
            screen.keys(page);
        }
        let top = screen.row(0);
        assert!(top.contains("Verse ●   next ▸ Chorus"), "{top}");
        assert!(screen.row(1).contains("JACK LOST"));
        assert!(screen.row(19).contains("? "), "{}", screen.row(19));
        assert!(!screen.row(2).trim().is_empty(), "'{page}'");
    }
}

#[test]
fn long_names_of_scenes_leave_room_for_each_other() {
    let mut screen = mixing(80, 20);
    let long = |end: &str| format!("A song with a very long name indeed, {end}");
    let update = Update {
        news: vec![News::Scenes(SceneList {
            list: scene_list(&[long("one"), long("two")]),
            current: Some(long("one")),
            armed: Some(long("two")),
            changed: true,
            undoable: true,
            fade_held: false,
        })],
        ..Update::default()
    };
    screen.model.apply(update, screen.start);
    let top = screen.row(0);
    assert!(
        top.contains("d, one ●   next ▸ ") && top.contains("d, two"),
        "{top}"
    );
    screen.type_text("s");
    screen.press(KeyCode::Delete);
    let asked = screen.row(18);
    assert!(asked.contains("d, one\"?"), "{asked}");
}

#[test]
fn what_was_done_is_said_once_with_who_did_it() {
    let mut screen = mixing(80, 24);
    screen.model.tell(Severity::Info, "panic is not on");
    screen
        .model
        .apply(done("Recalled: Verse, 23 changed", "X-Touch"), screen.start);
    let line = screen.row(22);
    assert!(line.starts_with(" Recalled: Verse, 23 changed"), "{line}");
    assert!(line.trim_end().ends_with("by X-Touch"), "{line}");
    let later = |screen: &mut Screen, seconds| {
        let now = screen.start + Duration::from_secs(seconds);
        screen.model.tick(now);
        screen.row(22)
    };
    let line = later(&mut screen, 8);
    assert!(line.trim_end().ends_with("by X-Touch, 8 s ago"), "{line}");
    // It goes by itself, and what it replaced does not come back.
    assert_eq!(later(&mut screen, 12).trim(), "");
}

#[test]
fn solo_in_place_marks_the_soloed_and_the_others_as_cut() {
    let mut screen = mixing(80, 24);
    let mut update = band::values(&[("ch/1/solo", "on")]);
    update.mutes = vec![
        (NodeId::strip(2), vec![MuteCause::Solo]),
        (NodeId::strip(3), vec![MuteCause::Solo]),
    ];
    screen.model.apply(update, screen.start);
    let marks = screen.row(17);
    let words: Vec<&str> = marks.split_whitespace().collect();
    assert!(marks.contains("SOLO") && words.iter().filter(|word| **word == "CUT").count() == 2);
    assert!(marks.find("SOLO") < marks.find("CUT"), "{marks}");
    screen.press(KeyCode::Right);
    assert!(screen.row(21).contains("muted by the solo of others"));
}

#[test]
fn a_fade_is_seen_where_it_is_and_where_it_goes() {
    let mut screen = mixing(80, 24);
    let fader = screen
        .model
        .layout()
        .unwrap()
        .index(addr("ch/1/fader"))
        .unwrap();
    let update = |value, goal| Update {
        values: vec![(fader, Plain(value))],
        goals: vec![(fader, goal)],
        ..Update::default()
    };
    let rings = |screen: &Screen| {
        let rows: String = (4..20).map(|y| screen.row(y)).collect();
        rows.matches('○').count()
    };
    screen
        .model
        .apply(update(-60.0, Some(Plain(0.0))), screen.start);
    assert_eq!(rings(&screen), 1);
    assert!(screen.row(19).contains("-60.0"));
    screen.type_text("c");
    assert!(
        screen.row(2).contains("-60.0 dB → 0.0"),
        "{}",
        screen.row(2)
    );
    screen.type_text("c");
    screen.model.apply(update(0.0, None), screen.start);
    assert_eq!(rings(&screen), 0);
}

#[test]
fn names_of_every_script_hold_their_columns_and_obey_nothing() {
    let names = [
        "\u{1f941} Kick",
        "バックドラム 長い名前",
        "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} family",
        "e\u{301}a\u{301} combi",
        "\u{202e}right-to-left",
        "مرحبا",
        "a\u{200b}b",
        "\u{1b}[31mRED\u{1b}[0m\n\r\t\0x\u{202e}gnp\u{200b}",
    ];
    let labels = (1..).zip(names).map(|(number, name)| {
        let name = name.to_owned();
        let color = String::new();
        (NodeId::strip(number), Label { name, color })
    });
    let update = Update {
        show: Some(Arc::new(ShowInfo {
            name: "\u{1b}[2J\u{1b}]0;pwned\u{7}\nX".to_owned(),
            topology: band::topology(),
            labels: labels.collect(),
        })),
        news: vec![News::Scenes(SceneList {
            list: scene_list(&names),
            current: Some(names[7].to_owned()),
            armed: Some(names[4].to_owned()),
            ..SceneList::default()
        })],
        ..Update::default()
    };
    for page in PAGES_BY_KEY {
        let mut screen = Screen::new(80, 24, [update.clone(), band::mix()]);
        screen.type_text(page);
        for cell in &screen.draw().content {
            assert!(cell.symbol().chars().all(|c| !is_hidden(c)), "{cell:?}");
        }
        assert!(screen.row(0).contains("next ▸ right-to-left"));
    }
    // What is recalled has the name that the console knows.
    let mut screen = Screen::new(80, 24, [update]);
    screen.type_text("s");
    screen.press(KeyCode::End);
    screen.press(KeyCode::Enter);
    let recall = Intent::Scene(SceneWish::Recall(names[7].to_owned(), None));
    assert_eq!(screen.sent(), [recall]);
}

#[test]
fn control_l_draws_everything_anew_wherever_it_is_pressed() {
    for page in PAGES_BY_KEY {
        let mut screen = on_page(page);
        let redraw = KeyEvent::new(KeyCode::Char('l'), KeyModifiers::CONTROL);
        screen.handle(&Event::Key(redraw));
        assert!(screen.model.redraw && screen.sent().is_empty(), "'{page}'");
    }
}

#[test]
fn every_page_has_a_key_here() {
    let shown: Vec<PageName> = PAGES_BY_KEY
        .iter()
        .map(|key| on_page(key).model.page)
        .collect();
    for row in PAGES {
        assert!(shown.contains(&row.page), "{:?}", row.page);
    }
}

#[test]
fn why_shows_the_chain_of_the_strip_and_returns_to_the_page_before() {
    let mut screen = on_page("c");
    let kick = screen.model.channel.node;
    screen
        .model
        .apply(band::values(&[("ch/1/fader", "off")]), screen.start);
    screen.type_text("w");
    assert_eq!(screen.model.page, PageName::Why);
    assert_eq!(screen.model.why.node, kick);
    let rows: Vec<String> = (0..24).map(|y| screen.row(y)).collect();
    let text = rows.join("\n");
    assert!(text.contains("the fader is off"), "{text}");
    // It acts on what it shows.
    screen.type_text("m");
    assert_eq!(screen.sent(), [Intent::Toggle(kick.mute())]);
    screen.type_text("w");
    assert_eq!(screen.model.page, PageName::Channel);
}

#[test]
fn the_first_of_two_keys_shows_what_may_follow_and_the_second_does_it() {
    let mut screen = mixing(80, 24);
    screen.press(KeyCode::Tab);
    let rows: Vec<String> = (0..24).map(|y| screen.row(y)).collect();
    let text = rows.join("\n");
    for word in [
        " Tab …",
        "s Show the scenes",
        "m Show the mixer",
        "Tab Page shown before",
    ] {
        assert!(text.contains(word), "{word} in\n{text}");
    }
    screen.type_text("s");
    assert_eq!(screen.model.page, PageName::Scenes);
    assert!(!screen.row(20).contains("Show the"), "{}", screen.row(20));
    screen.keys("Tab Tab");
    assert_eq!(screen.model.page, PageName::Mixer);
    screen.keys("Tab Tab");
    assert_eq!(screen.model.page, PageName::Scenes);
    // What leads nowhere does nothing and says so; Esc only ends what was begun.
    screen.keys("Tab z");
    assert!(
        screen.row(22).contains("Tab z does nothing here"),
        "{}",
        screen.row(22)
    );
    screen.keys("Tab Esc");
    assert_eq!(screen.model.page, PageName::Scenes);
    assert_eq!(screen.sent(), []);
    // Panic waits for nothing.
    screen.keys("Tab !");
    assert_eq!(screen.sent(), [Intent::Panic]);
}

#[test]
fn another_keymap_is_on_every_hint_and_in_the_help() {
    let mut screen = mixing(120, 40);
    let path = std::env::temp_dir().join(format!("headroom-keys-{}.yaml", std::process::id()));
    std::fs::write(
        &path,
        "headroom: 1\nkeymap: { everywhere: { mute: F11, mixer: Alt m } }",
    )
    .unwrap();
    screen.model.keymap = Arc::new(headroom::tui::keymap::load(&path).unwrap());
    std::fs::remove_file(&path).unwrap();
    assert!(screen.row(39).contains("F11 mute"), "{}", screen.row(39));
    screen.type_text("m");
    assert_eq!(screen.sent(), []);
    screen.press(KeyCode::F(11));
    assert_eq!(screen.sent(), [Intent::Toggle(addr("ch/1/mute"))]);
    screen.type_text("?");
    let rows = (0..40).map(|y| screen.row(y));
    assert!(rows.into_iter().any(|row| row.contains("F11  Toggle mute")));
    screen.keys("Alt m");
    assert_eq!(screen.model.page, PageName::Mixer);
}
