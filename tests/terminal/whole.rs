//! The whole application: every page at three sizes, with everything that there is to show.

use super::*;
use headroom::control::feed::{DoneLine, LogLine, PatchedPort, TapeState, TapeStatus, TapeTrack};
use headroom::param::PortKind;
use headroom::tui::hint::hint;
use headroom::tui::page::{PAGES, scenes};

/// The sizes at which every page is kept.
const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// A console about which everything is known.
pub fn full(width: u16, height: u16) -> Screen {
    let mut screen = with_loudness(width, height);
    let scenes = with_scenes(width, height).model.scenes().clone();
    let presets = with_presets(width, height)
        .model
        .console()
        .presets()
        .to_vec();
    let news = vec![
        News::Scenes(scenes),
        News::Presets(presets),
        News::Cues(Arc::new(cues::cue_list())),
        News::Patch(Some(Arc::new(patch()))),
        News::History(Arc::new(history())),
        News::Log(Arc::new(log())),
        News::Tape(Arc::new(tape())),
    ];
    let update = Update {
        news,
        ..Update::default()
    };
    for update in [
        update,
        band::surfaces(),
        band::phones(),
        automation::timeline(),
    ] {
        screen.model.apply(update, screen.start);
    }
    let mut status = band::status();
    status.missing = vec!["Headroom:Kick → system:capture_9".to_owned()];
    let update = Update {
        news: vec![News::Status(status)],
        ..Update::default()
    };
    screen.model.apply(update, screen.start);
    screen
}

fn tape() -> TapeStatus {
    let track = |number, file: &str, channels: &[u8]| TapeTrack {
        node: NodeId::strip(number),
        file: file.to_owned(),
        channels: channels.to_vec(),
    };
    TapeStatus {
        path: "/home/band/show/recordings/2026-11-30 20-15-01".to_owned(),
        answers: 1,
        state: TapeState::Ready,
        seconds: 3723.0,
        tracks: vec![
            track(1, "01 ch 1 Kick.wav", &[0]),
            track(2, "02 ch 2 Snare.wav", &[0]),
            track(3, "desk.wav", &[4, 5]),
        ],
        on_tape: vec![NodeId::strip(1), NodeId::strip(2)],
        live: vec![NodeId::strip(2)],
        late: 2,
    }
}

fn patch() -> Vec<PatchedPort> {
    let port = |node, channel, peer: &str| PatchedPort {
        node,
        kind: PortKind::Signal,
        channel,
        peers: vec![peer.to_owned()],
    };
    vec![
        port(NodeId::strip(1), 0, "system:capture_9"),
        port(NodeId::strip(2), 0, "system:capture_2"),
        port(NodeId::MAIN, 0, "system:playback_1"),
        port(NodeId::MAIN, 1, "system:playback_2"),
    ]
}

/// Lines of this moment, whatever the clock says.
fn history() -> Vec<DoneLine> {
    let line = |(number, by, what, is_step, is_undone): (u64, &str, &str, bool, bool)| DoneLine {
        number,
        by: by.to_owned(),
        what: what.to_owned(),
        at: u64::MAX,
        is_step,
        is_undone,
    };
    [
        (1, "terminal", "ch/1/fader", true, false),
        (2, "X-Touch", "ch/3/mute", true, false),
        (3, "terminal", "Recalled: Verse, 23 changed", false, false),
        (4, "terminal", "12 parameters", true, false),
        (5, "terminal", "ch/2/eq/3/gain", true, true),
    ]
    .map(line)
    .to_vec()
}

fn log() -> Vec<LogLine> {
    let line = |(severity, level, text): (Severity, &str, &str)| LogLine {
        severity,
        text: format!("2026-11-30T14:05:21.123456Z {level:>5} {text}"),
    };
    [
        (Severity::Info, "INFO", "the console runs"),
        (
            Severity::Warning,
            "WARN",
            "no JACK: the console runs on a timer",
        ),
        (Severity::Error, "ERROR", "the disk takes nothing"),
    ]
    .map(line)
    .to_vec()
}

/// The keys that show a page, and its word.
pub fn pages() -> Vec<(String, PageName, String)> {
    let keymap = Keymap::shipped();
    let keys = PAGES.iter().map(|row| {
        let word = format!("{:?}", row.page).to_lowercase();
        let key = keymap.key(row.jump);
        // It is opened from the page that it goes back to.
        let keys = match row.page {
            PageName::Scope => format!("{} {key}", keymap.key(scenes::PAGE.jump)),
            _ => key,
        };
        (keys, row.page, word)
    });
    keys.collect()
}

#[test]
fn every_page_at_three_sizes() {
    for (width, height) in SIZES {
        for (keys, page, word) in pages() {
            let mut screen = full(width, height);
            screen.keys(&keys);
            assert_eq!(screen.model.page, page);
            let name = format!("{word}_at_{width}_by_{height}");
            insta::assert_snapshot!(name, picture::of(&screen.draw()));
        }
    }
}

#[test]
fn the_grid_of_sends_sets_what_the_cursor_is_on() {
    let mut screen = full(120, 40);
    screen.keys("Tab x Right Down Down");
    let send = |row: &str| addr(&format!("ch/3/send/2/{row}"));
    screen.keys("Shift Up Ctrl Down m Enter Del . = - 6 Enter");
    let expected = [
        Intent::Step(send("level"), 0.075),
        Intent::Step(send("level"), -0.0025),
        Intent::Toggle(send("on")),
        Intent::Toggle(send("tap")),
        Intent::Reset(send("level")),
        Intent::Step(send("pan"), 0.025),
        Intent::Set(send("level"), Plain(-6.0)),
    ];
    assert_eq!(screen.sent(), expected);
    // The last column is main: a switch.
    for _ in 0..9 {
        screen.press(KeyCode::Right);
    }
    screen.keys("m Shift Up");
    assert_eq!(screen.sent(), [Intent::Toggle(addr("ch/3/main/on"))]);
}

#[test]
fn a_port_is_connected_by_its_name_and_disconnected_after_a_question() {
    let mut screen = full(120, 40);
    screen.keys("Tab i");
    assert!(
        screen.row(4).contains("✕ missing: system:capture_9"),
        "{}",
        screen.row(4)
    );
    let port = |peers: &[&str]| {
        Intent::Patch(PatchedPort {
            node: NodeId::strip(1),
            kind: PortKind::Signal,
            channel: 0,
            peers: peers.iter().map(|peer| (*peer).to_owned()).collect(),
        })
    };
    screen.press(KeyCode::Enter);
    screen.type_text("system:capture_1");
    screen.press(KeyCode::Enter);
    assert_eq!(
        screen.sent(),
        [port(&["system:capture_9", "system:capture_1"])]
    );
    screen.press(KeyCode::Delete);
    assert!(
        screen.row(38).contains("from system:capture_9?"),
        "{}",
        screen.row(38)
    );
    screen.type_text("y");
    assert_eq!(screen.sent(), [port(&[])]);
    screen.press(KeyCode::Enter);
    screen.type_text("capture");
    screen.press(KeyCode::Enter);
    assert_eq!(screen.sent(), []);
    assert!(screen.row(38).contains("is no port"), "{}", screen.row(38));
}

#[test]
fn undo_to_a_line_asks_with_the_number_of_steps() {
    let mut screen = full(120, 40);
    screen.keys("Tab j Right Right End Enter");
    let question = screen.row(38);
    assert!(question.contains("Undo 2 steps of terminal"), "{question}");
    screen.type_text("y");
    assert_eq!(screen.sent(), [Intent::UndoBackTo(1)]);
    // What is undone already, and what was no step, ask nothing.
    screen.keys("Home Enter Down Down Enter");
    assert_eq!((screen.sent(), &screen.model.question), (vec![], &None));
}

/// Presses keys one by one; how many they are.
fn count(screen: &mut Screen, keys: &str) -> usize {
    screen.keys(keys);
    Key::parse(keys).unwrap().len()
}

#[test]
fn the_next_scene_takes_one_press_and_first_sound_five() {
    let mut screen = full(80, 24);
    assert_eq!(count(&mut screen, "g"), 1);
    assert_eq!(screen.sent(), [Intent::Go]);

    // A first start: safe start, everything off. The strip feeds main by itself.
    let mut screen = Screen::new(80, 24, [band::first_update()]);
    assert!(screen.model.is_on(addr("ch/1/main/on")));
    assert!(count(&mut screen, "S End 0 Home 0") <= 10);
    let unity = |path| Intent::Set(addr(path), Plain(0.0));
    let expected = [
        Intent::SetConfirmed(addr("console/safe-start"), Plain::switch(false)),
        unity("main/fader"),
        unity("ch/1/fader"),
    ];
    assert_eq!(screen.sent(), expected);
}

/// A key that the keymap writes for an action, pressed.
fn press_key_of(screen: &mut Screen, action: Action) {
    let key = screen.model.key(action);
    screen.keys(&key);
}

#[test]
fn the_screen_leads_to_the_first_sound_within_ten_keys() {
    let port = |peers: &[&str]| PatchedPort {
        node: NodeId::strip(1),
        kind: PortKind::Signal,
        channel: 0,
        peers: peers.iter().map(|peer| (*peer).to_owned()).collect(),
    };
    let patched = |peers: &[&str]| Update {
        news: vec![News::Patch(Some(Arc::new(vec![port(peers)])))],
        ..Update::default()
    };
    let mut screen = Screen::new(80, 24, [band::first_update(), patched(&[])]);
    let safe_start = band::values(&[("console/safe-start", "on")]);
    screen.model.apply(safe_start, screen.start);
    let mut keys = 0;
    while let Some(hint) = hint(&screen.model) {
        assert!(screen.row(22).contains("First sound"), "{}", screen.row(22));
        for action in hint.actions {
            let key = screen.model.key(action);
            assert!(screen.row(22).contains(&key), "{key}: {}", screen.row(22));
            press_key_of(&mut screen, action);
            keys += Key::parse(&key).unwrap().len();
        }
        if screen.model.page == PageName::Patch {
            // Enter, the name of the port, Enter; and back.
            screen.press(KeyCode::Enter);
            screen.handle(&Event::Paste("system:capture_1".to_owned()));
            screen.press(KeyCode::Enter);
            assert!(matches!(screen.sent()[..], [Intent::Patch(_)]));
            screen
                .model
                .apply(patched(&["system:capture_1"]), screen.start);
            screen.press(KeyCode::Esc);
            keys += 3;
        }
        for intent in screen.sent() {
            let (Intent::Set(addr, value) | Intent::SetConfirmed(addr, value)) = intent else {
                panic!("{intent:?}");
            };
            let value = if value.is_on() && addr.to_string().ends_with("safe-start") {
                "on".to_owned()
            } else if addr.to_string().ends_with("safe-start") {
                "off".to_owned()
            } else {
                "0 dB".to_owned()
            };
            let told = band::values(&[(&addr.to_string(), &value)]);
            screen.model.apply(told, screen.start);
        }
        assert!(keys <= 10, "{keys}");
    }
    assert!(screen.model.value(addr("ch/1/fader")).unwrap() > Plain::OFF);
    assert!(screen.model.value(addr("main/fader")).unwrap() > Plain::OFF);
    assert!(keys >= 5, "{keys}");
    // A console that can be heard leads nobody anywhere.
    assert_eq!(hint(&mixing(80, 24).model), None);
}

/// The strip, bus, main or DCA that an intent changes.
fn node_of(intent: &Intent) -> Option<NodeId> {
    let addr = match intent {
        Intent::Set(addr, _)
        | Intent::SetConfirmed(addr, _)
        | Intent::Move(addr, _)
        | Intent::Step(addr, _)
        | Intent::Reset(addr)
        | Intent::Toggle(addr) => *addr,
        _ => return None,
    };
    // The tap key finds the delay wherever it is, and says so in its help.
    let is_tap = addr.to_string().ends_with("/fx/tap");
    let kinds = [
        NodeKind::Strip,
        NodeKind::Bus,
        NodeKind::Dca,
        NodeKind::Main,
    ];
    (kinds.contains(&addr.node().kind) && !is_tap).then(|| addr.node())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_changes_that_the_screen_of_that_moment_did_not_show(
        events in proptest::collection::vec(any_event(), 1..40),
        (width, height) in (60_u16..160, 16_u16..50),
    ) {
        let mut screen = full(width, height);
        for event in events {
            let rows: Vec<String> = (0..height).map(|y| screen.row(y)).collect();
            screen.handle(&event);
            for node in screen.sent().iter().filter_map(node_of) {
                let number = match node.kind {
                    NodeKind::Strip if matches!(event, Event::Mouse(_)) => node.number.to_string(),
                    NodeKind::Strip | NodeKind::Main => node.to_string(),
                    _ => node.to_string().replace('/', " "),
                };
                let is_shown = |row: &String| row.contains(&number) || row.contains(&node.to_string());
                prop_assert!(rows.iter().any(is_shown), "{event:?} changes {node} on\n{}", rows.join("\n"));
            }
        }
    }
}

#[test]
fn the_pictures_in_the_documents_are_what_the_screen_shows() {
    let document = std::fs::read_to_string("docs/keys.md").unwrap();
    for (name, keys) in [
        ("sends", "f 2"),
        ("channel", "c 3"),
        ("meters", "Tab b"),
        ("matrix", "Tab x"),
        ("scenes", "s"),
    ] {
        let mut screen = full(100, 30);
        let curve = band::values(&[
            ("ch/1/eq/on", "on"),
            ("ch/1/eq/2/on", "on"),
            ("ch/1/eq/2/freq", "350 Hz"),
            ("ch/1/eq/2/gain", "-5 dB"),
            ("ch/1/eq/4/on", "on"),
            ("ch/1/eq/4/freq", "4000 Hz"),
            ("ch/1/eq/4/gain", "4 dB"),
        ]);
        screen.model.apply(curve, screen.start);
        screen.keys(keys);
        let found = svg::of(&screen.draw());
        let path = format!("tests/pictures/{name}.svg");
        if std::env::var_os("UPDATE_PICTURES").is_some() {
            std::fs::write(&path, &found).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == found,
            "{path} is not up to date: UPDATE_PICTURES=1 cargo test --test terminal picture"
        );
        assert!(
            document.contains(&format!("../{path}")),
            "{path} is in no document"
        );
    }
}
