//! The terminal, seen and operated: snapshots with colours, keys to intents, and whatever comes.

#[path = "terminal/automation.rs"]
mod automation;
#[path = "terminal/band.rs"]
mod band;
#[path = "terminal/channel.rs"]
mod channel;
#[allow(dead_code)]
#[path = "common/consoles.rs"]
mod consoles;
#[path = "terminal/cues.rs"]
mod cues;
#[path = "terminal/hands.rs"]
mod hands;
#[path = "terminal/looks.rs"]
mod looks;
#[path = "terminal/pages.rs"]
mod pages;
#[path = "terminal/phones.rs"]
mod phones;
#[path = "terminal/picture.rs"]
mod picture;
#[path = "terminal/sends.rs"]
mod sends;
#[path = "terminal/spectrum.rs"]
mod spectrum;
#[path = "terminal/strips.rs"]
mod strips;
#[path = "terminal/surfaces.rs"]
mod surfaces;
#[path = "terminal/svg.rs"]
mod svg;
#[path = "terminal/whole.rs"]
mod whole;

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use headroom::control::feed::{
    ChannelLevel, Done, Ghost, Label, LearntControl, LessonStatus, Levels, LoudnessReading,
    MidiLine, MuteCause, News, Notice, PresetName, PresetPlace, ReferenceState, ReferenceStatus,
    SceneEntry, SceneList, Severity, ShowInfo, Status, SurfaceStatus, Update,
};
use headroom::control::intent::{Answer, Intent, ReferenceWish, SceneWish, Scope, Transfer};
use headroom::desk::{Desk, DeskError};
use headroom::param::printable::is_hidden;
use headroom::param::{Layout, NodeId, NodeKind, ParamAddr, ParamIndex, Plain, Topology, Width};
use headroom::tui::action::{ACTIONS, Action, Key};
use headroom::tui::keymap::Keymap;
use headroom::tui::page::PageName;
use headroom::tui::theme::Theme;
use headroom::tui::{Ending, operate::Operator};
use headroom::tui::{Model, view};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::slice;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A desk that only remembers what was sent.
#[derive(Default)]
struct FakeDesk(Vec<Intent>);

impl Desk for FakeDesk {
    fn ask(&mut self, intent: Intent) -> Result<Answer, DeskError> {
        if !matches!(intent, Intent::Phones(_)) {
            return Err(DeskError::Silent);
        }
        self.0.push(intent);
        Ok(Answer {
            lines: vec![phones::LINK.to_owned()],
            ..Answer::said("Link 4 to bus/1 for Bob")
        })
    }
    fn send(&mut self, intent: Intent) -> Result<(), DeskError> {
        self.0.push(intent);
        Ok(())
    }
    fn next_update(&mut self, _: Duration) -> Result<Option<Update>, DeskError> {
        Ok(None)
    }
}

/// A terminal with a fake console behind it.
struct Screen {
    model: Model,
    operator: Operator,
    desk: FakeDesk,
    start: Instant,
}

impl Screen {
    fn new(width: u16, height: u16, updates: impl IntoIterator<Item = Update>) -> Self {
        let start = Instant::now();
        let mut model = Model::new(Theme::new(true), start);
        model.size = (width, height);
        for update in updates {
            model.apply(update, start);
        }
        Self {
            model,
            operator: Operator::new(false),
            desk: FakeDesk::default(),
            start,
        }
    }

    fn attached(mut self) -> Self {
        self.operator = Operator::new(true);
        self
    }

    fn draw(&self) -> Buffer {
        let (width, height) = self.model.size;
        let area = Rect::new(0, 0, width, height);
        let mut buf = Buffer::empty(area);
        view::render(&self.model, area, &mut buf);
        buf
    }

    fn row(&self, y: u16) -> String {
        let buf = self.draw();
        (0..buf.area.width).map(|x| buf[(x, y)].symbol()).collect()
    }

    fn handle(&mut self, event: &Event) -> Option<Ending> {
        self.operator
            .handle(event, &mut self.model, &mut self.desk)
            .unwrap()
    }

    fn press(&mut self, code: KeyCode) -> Option<Ending> {
        self.handle(&Event::Key(KeyEvent::new(code, KeyModifiers::NONE)))
    }

    /// Presses keys as a keymap writes them, one after the other: "Tab m", "Ctrl s".
    fn keys(&mut self, keys: &str) -> Option<Ending> {
        let keys = Key::parse(keys).unwrap().into_iter();
        keys.fold(None, |_, key| {
            self.handle(&Event::Key(KeyEvent::new(key.code, key.modifiers)))
        })
    }

    /// Types characters.
    fn type_text(&mut self, text: &str) {
        for character in text.chars() {
            self.press(KeyCode::Char(character));
        }
    }

    fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) {
        self.handle(&Event::Mouse(MouseEvent {
            kind,
            column,
            row,
            modifiers: KeyModifiers::NONE,
        }));
    }

    /// What was sent since the last time.
    fn sent(&mut self) -> Vec<Intent> {
        std::mem::take(&mut self.desk.0)
    }
}

fn addr(path: &str) -> ParamAddr {
    ParamAddr::parse(path).unwrap()
}

fn mixing(width: u16, height: u16) -> Screen {
    Screen::new(width, height, [band::first_update(), band::mix()])
}

fn in_trouble(width: u16, height: u16) -> Screen {
    let updates = [band::first_update(), band::mix(), band::trouble()];
    Screen::new(width, height, updates)
}

#[test]
fn the_mixer_at_80_by_24() {
    insta::assert_snapshot!(picture::of(&mixing(80, 24).draw()));
}

#[test]
fn the_second_page_with_main_selected_at_80_by_24() {
    let mut screen = mixing(80, 24);
    screen.press(KeyCode::PageDown);
    screen.press(KeyCode::End);
    insta::assert_snapshot!(picture::of(&screen.draw()));
}

#[test]
fn trouble_at_120_by_40() {
    let mut screen = in_trouble(120, 40);
    for _ in 0..3 {
        screen.press(KeyCode::Right);
    }
    // Three seconds later: levels have fallen, held peaks begin to.
    screen.model.tick(screen.start + Duration::from_secs(3));
    insta::assert_snapshot!(picture::of(&screen.draw()));
}

#[test]
fn surfaces_and_where_their_faders_stand_at_120_by_40() {
    let mut screen = mixing(120, 40);
    screen.model.apply(band::surfaces(), screen.start);
    insta::assert_snapshot!(picture::of(&screen.draw()));
}

#[test]
fn the_picture_in_the_readme_is_what_the_screen_shows() {
    let mut screen = mixing(120, 36);
    screen.model.apply(band::surfaces(), screen.start);
    let scenes = with_scenes(120, 36).model.scenes().clone();
    let update = Update {
        news: vec![News::Scenes(scenes)],
        ..Update::default()
    };
    screen.model.apply(update, screen.start);
    screen.model.select(NodeId::strip(11));
    let found = svg::of(&screen.draw());
    let path = "tests/pictures/mixer.svg";
    if std::env::var_os("UPDATE_PICTURES").is_some() {
        std::fs::write(path, &found).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        kept == found,
        "{path} is not up to date: UPDATE_PICTURES=1 cargo test --release --test terminal picture"
    );
    assert!(std::fs::read_to_string("README.md").unwrap().contains(path));
}

#[test]
fn an_arrow_stands_on_the_fader_until_the_hardware_has_caught_it() {
    let mut screen = mixing(80, 24);
    let arrows = |screen: &Screen| {
        let rows = (0..24).map(|y| screen.row(y));
        rows.flat_map(|row| row.chars().collect::<Vec<_>>())
            .filter(|c| matches!(c, '▲' | '▼'))
            .count()
    };
    assert_eq!(arrows(&screen), 0);
    screen.model.apply(band::surfaces(), screen.start);
    // Of strips 1 and 2 on this page; 9 is on it too, 20 is not there.
    assert_eq!(arrows(&screen), 2);
    let caught = Update {
        news: vec![News::Surfaces(Arc::default())],
        ..Update::default()
    };
    screen.model.apply(caught, screen.start);
    assert_eq!(arrows(&screen), 0);
}

#[test]
fn the_status_line_names_surfaces_and_the_red_line_faders_that_are_none() {
    let mut screen = mixing(120, 24);
    screen.model.apply(band::surfaces(), screen.start);
    let line = screen.row(23);
    assert!(
        line.contains("nanoKONTROL2 ch/1–8") && line.contains("X-Touch lost"),
        "{line}"
    );
    assert!(!screen.row(1).contains("FADERS"));
    let mut flipped = band::surfaces();
    let Some(News::Surfaces(surfaces)) = flipped.news.first_mut() else {
        panic!("the band has surfaces");
    };
    Arc::make_mut(surfaces)[0].on_faders = Some("send/1/level".to_owned());
    screen.model.apply(flipped, screen.start);
    assert!(
        screen
            .row(1)
            .contains("SENDS ON FADERS: nanoKONTROL2 moves send/1/level")
    );
}

#[test]
fn clip_marks_stand_until_they_are_put_out() {
    let mut screen = mixing(80, 24);
    screen.model.tick(screen.start + Duration::from_secs(3600));
    assert!(screen.model.meters(NodeId::strip(3))[0].clipped);
    screen.type_text("X");
    assert!(!screen.model.meters(NodeId::strip(3))[0].clipped);
    assert_eq!(screen.sent(), []);
}

#[test]
fn warnings_stand_one_below_the_other_until_they_are_put_away() {
    let mut screen = mixing(80, 24);
    let notice = |text: &str| Notice {
        severity: Severity::Warning,
        text: text.to_owned(),
    };
    let update = Update {
        notices: vec![
            notice("my-box.yaml:3:1: one"),
            notice("my-box.yaml:4:1: two"),
        ],
        ..Update::default()
    };
    screen.model.apply(update, screen.start);
    let line = screen.row(22);
    assert!(
        line.contains("4:1: two") && line.ends_with("+1, Esc "),
        "{line}"
    );
    screen.press(KeyCode::Esc);
    assert!(screen.row(22).contains("3:1: one"));
    screen.press(KeyCode::Esc);
    assert_eq!(screen.row(22).trim(), "");
}

#[test]
fn a_fresh_console_at_200_by_60() {
    let screen = Screen::new(200, 60, [band::first_update()]);
    insta::assert_snapshot!(picture::of(&screen.draw()));
}

#[test]
fn a_screen_that_is_too_small_still_shows_the_red_line() {
    insta::assert_snapshot!(picture::of(&in_trouble(40, 10).draw()));
}

#[test]
fn help_at_80_by_24() {
    let mut screen = mixing(80, 24);
    screen.type_text("?");
    insta::assert_snapshot!(picture::of(&screen.draw()));
}

#[test]
fn without_colours_emphasis_remains() {
    let mut screen = in_trouble(80, 24);
    screen.model.theme = Theme::new(false);
    let picture = picture::of(&screen.draw());
    for color in ["Red", "Yellow", "Green", "Cyan", "White", "Gray"] {
        assert!(!picture.contains(color), "{color}");
    }
    insta::assert_snapshot!(picture);
}

#[test]
fn before_the_console_speaks_the_screen_waits() {
    let screen = Screen::new(80, 24, []);
    assert_eq!(screen.row(12).trim(), "waiting for the console …");
}

#[test]
fn keys_become_intents_for_the_selected_node() {
    let mut screen = mixing(80, 24);
    screen.press(KeyCode::Right);
    screen.press(KeyCode::Up);
    screen.press(KeyCode::Down);
    let held = |code| Event::Key(KeyEvent::new(code, KeyModifiers::SHIFT));
    screen.handle(&held(KeyCode::Up));
    screen.handle(&held(KeyCode::Down));
    screen.type_text("m,.auU");
    let fader = addr("ch/2/fader");
    let pan = addr("ch/2/pan");
    assert_eq!(
        screen.sent(),
        [
            Intent::Step(fader, 0.0125),
            Intent::Step(fader, -0.0125),
            Intent::Step(fader, 0.075),
            Intent::Step(fader, -0.075),
            Intent::Toggle(addr("ch/2/mute")),
            Intent::Step(pan, -0.025),
            Intent::Step(pan, 0.025),
            Intent::Toggle(addr("ch/2/main/on")),
            Intent::Undo,
            Intent::Redo,
        ]
    );
}

#[test]
fn a_dca_has_fader_and_mute_and_nothing_else() {
    let mut screen = mixing(80, 24);
    screen.model.select(NodeId::dca(2));
    screen.press(KeyCode::Up);
    screen.type_text("m,.a");
    assert_eq!(
        screen.sent(),
        [
            Intent::Step(addr("dca/2/fader"), 0.0125),
            Intent::Toggle(addr("dca/2/mute")),
        ]
    );
}

#[test]
fn the_tap_key_finds_the_delay() {
    let tap = [Intent::Toggle(addr("bus/4/fx/tap"))];
    let mut screen = mixing(80, 24);
    screen.type_text("t");
    assert_eq!(screen.sent(), [], "no bus has a delay");
    screen.model.select(NodeId::bus(4));
    screen.type_text("t");
    assert_eq!(screen.sent(), tap);
    let delay = band::values(&[("bus/4/fx/type", "delay")]);
    let mut screen = Screen::new(80, 24, [band::first_update(), delay]);
    screen.type_text("t");
    assert_eq!(screen.sent(), tap);
}

#[test]
fn an_fx_bus_shows_the_parameters_of_its_effect_alone() {
    let mut screen = mixing(80, 24);
    screen.model.select(NodeId::bus(4));
    screen.type_text("c");
    let shown = |screen: &Screen| {
        let rows = screen.model.channel.list().items().iter();
        let paths: Vec<String> = rows.map(ToString::to_string).collect();
        let has = |section: &str| paths.iter().any(|path| path.contains(section));
        ["/reverb/", "/tap-delay/", "/fx/type"].map(has)
    };
    assert_eq!(shown(&screen), [false, false, true]);
    for (effect, expected) in [
        ("reverb", [true, false, true]),
        ("delay", [false, true, true]),
        ("none", [false, false, true]),
    ] {
        let update = band::values(&[("bus/4/fx/type", effect)]);
        screen.model.apply(update, screen.start);
        assert_eq!(shown(&screen), expected, "{effect}");
    }
}

#[test]
fn nothing_is_drawn_because_it_was_asked_for() {
    let mut screen = mixing(80, 24);
    let before = screen.draw();
    screen.press(KeyCode::Up);
    screen.type_text("m,a!");
    assert_eq!(screen.draw(), before);
}

#[test]
fn panic_acts_at_once_wherever_the_screen_is() {
    let panic = Intent::Panic;
    for before in ["", "?", "q"] {
        let mut screen = mixing(80, 24);
        screen.type_text(before);
        screen.type_text("!");
        assert_eq!(screen.sent(), slice::from_ref(&panic), "after '{before}'");
    }
    let mut small = mixing(30, 5);
    small.press(KeyCode::F(12));
    assert_eq!(small.sent(), [panic]);
}

#[test]
fn panic_is_released_only_after_a_yes() {
    let mut screen = mixing(80, 24);
    screen.type_text("R");
    assert_eq!(
        (screen.sent(), &screen.model.question),
        (vec![], &None),
        "panic is not on"
    );

    let panic = band::values(&[("console/panic", "on")]);
    screen.model.apply(panic, screen.start);
    assert!(screen.row(1).contains("PANIC"));
    screen.type_text("R");
    assert!(screen.row(22).contains("Release panic?"));
    screen.type_text("n");
    assert_eq!(screen.sent(), []);
    screen.type_text("Ry");
    let off = Intent::SetConfirmed(band::panic_switch(), Plain::switch(false));
    assert_eq!(screen.sent(), [off]);
}

#[test]
fn safe_start_goes_with_one_key() {
    let mut screen = Screen::new(80, 24, [band::first_update()]);
    assert!(screen.row(1).contains("SAFE START"));
    screen.type_text("S");
    let open = Intent::SetConfirmed(addr("console/safe-start"), Plain::switch(false));
    assert_eq!(screen.sent(), [open]);
}

#[test]
fn only_a_faulty_node_is_tried_again() {
    let mut screen = in_trouble(80, 24);
    screen.type_text("F");
    assert_eq!(screen.sent(), []);
    screen.model.select(NodeId::strip(3));
    screen.type_text("F");
    assert_eq!(screen.sent(), [Intent::ClearFault(NodeId::strip(3))]);
}

#[test]
fn leaving_offers_to_detach_and_to_end() {
    let mut screen = mixing(80, 24);
    assert_eq!(screen.press(KeyCode::Char('q')), None);
    assert!(screen.row(23).contains("all sound stops"));
    assert_eq!(screen.press(KeyCode::Esc), None);
    screen.type_text("q");
    assert_eq!(screen.press(KeyCode::Char('y')), None);
    screen.type_text("q");
    assert_eq!(screen.press(KeyCode::Char('e')), Some(Ending::Quit));
    screen.type_text("q");
    assert_eq!(screen.press(KeyCode::Char('d')), Some(Ending::Detached));
    assert_eq!(screen.sent(), []);

    // The same of a console elsewhere: it is asked to end.
    let mut attached = mixing(80, 24).attached();
    attached.type_text("q");
    assert_eq!(attached.press(KeyCode::Char('d')), Some(Ending::Detached));
    assert_eq!(attached.sent(), []);
    attached.type_text("q");
    assert_eq!(attached.press(KeyCode::Char('e')), Some(Ending::Detached));
    assert_eq!(attached.sent(), [Intent::End]);
}

#[test]
fn the_mouse_selects_and_the_wheel_moves_what_is_under_it() {
    let mut screen = mixing(80, 24);
    screen.mouse(MouseEventKind::Down(MouseButton::Left), 4 + 8 * 2, 10);
    assert_eq!(screen.model.selected(), NodeId::strip(3));
    screen.mouse(MouseEventKind::ScrollUp, 79 - 3, 10);
    screen.mouse(MouseEventKind::ScrollDown, 4, 10);
    screen.mouse(MouseEventKind::ScrollUp, 1, 10);
    screen.mouse(MouseEventKind::ScrollUp, 10, 0);
    screen.mouse(MouseEventKind::ScrollUp, 10, 1);
    assert_eq!(
        screen.sent(),
        [
            Intent::Step(addr("main/fader"), 0.0125),
            Intent::Step(addr("ch/1/fader"), -0.0125),
        ]
    );
    assert_eq!(screen.model.selected(), NodeId::strip(3));
}

/// Scenes of these names that recall everything at once.
fn scene_list<S: AsRef<str>>(names: &[S]) -> Vec<SceneEntry> {
    let entry = |name: &S| SceneEntry {
        name: name.as_ref().to_owned(),
        ..SceneEntry::default()
    };
    names.iter().map(entry).collect()
}

fn with_scenes(width: u16, height: u16) -> Screen {
    let scenes = SceneList {
        list: scene_list(&["Intro", "Verse", "Chorus", "Bridge"]),
        current: Some("Verse".to_owned()),
        changed: true,
        armed: Some("Chorus".to_owned()),
        undoable: true,
        fade_held: false,
    };
    let mut screen = mixing(width, height);
    let update = Update {
        news: vec![News::Scenes(scenes)],
        ..Update::default()
    };
    screen.model.apply(update, screen.start);
    screen
}

#[test]
fn the_channel_page_at_80_by_24() {
    let mut screen = mixing(80, 24);
    screen.type_text("c");
    for _ in 0..9 {
        screen.press(KeyCode::Down);
    }
    screen.type_text("-3");
    insta::assert_snapshot!(picture::of(&screen.draw()));
}

#[test]
fn the_page_of_the_monitor_shows_what_is_played_at_80_by_24() {
    let mut screen = mixing(80, 24);
    screen.type_text("v");
    insta::assert_snapshot!(picture::of(&screen.draw()));
    // Its peaks are held when it falls silent.
    let later = screen.start + Duration::from_secs(1);
    let held = screen.model.meters(NodeId::PHONES)[0].held;
    screen.model.tick(later);
    let reading = screen.model.meters(NodeId::PHONES)[0];
    assert!(reading.peak < held - 11.0 && reading.held == held);
}

#[test]
fn the_page_of_the_monitor_shows_and_moves_the_reference_track_at_80_by_24() {
    let mut screen = mixing(80, 24);
    let status = ReferenceStatus {
        file: "So\u{1b}ng.flac".to_owned(),
        state: ReferenceState::Ready,
        seconds: 200.0,
        position: 62.5,
        loop_ends: (Some(50.0), Some(100.0)),
        markers: vec![("Verse".to_owned(), 20.0), ("Chorus".to_owned(), 60.0)],
        format: (44_100, 2),
        loudness: -9.2,
        true_peak: -0.3,
        mix_loudness: Some(-17.4),
        starved: 0,
    };
    let index = |screen: &Screen, path| screen.model.layout().unwrap().find(path).unwrap();
    let values = [("monitor/reference", 1.0), ("monitor/reference-gain", -8.2)];
    let values = values.map(|(path, value)| (index(&screen, path), Plain(value)));
    let update = Update {
        values: values.to_vec(),
        news: vec![News::Reference(Arc::new(status))],
        ..Update::default()
    };
    screen.model.apply(update, screen.start);
    // The lamp is on every page.
    assert!(screen.row(23).contains("REFERENCE"), "{}", screen.row(23));
    screen.type_text("v");
    insta::assert_snapshot!(picture::of(&screen.draw()));
    screen.type_text("H'{}EiEoEwIEq");
    let reference = Intent::Reference;
    let expected = [
        Intent::Toggle(addr("monitor/reference")),
        reference(ReferenceWish::Mark(None, None)),
        reference(ReferenceWish::Step(false)),
        reference(ReferenceWish::Step(true)),
        reference(ReferenceWish::In(None)),
        reference(ReferenceWish::Out(None)),
        reference(ReferenceWish::Whole),
        Intent::Toggle(addr("monitor/reference-loop")),
        reference(ReferenceWish::Stop),
    ];
    assert_eq!(screen.sent(), expected);
    screen.type_text("n/music/A b.flac");
    screen.press(KeyCode::Enter);
    let chosen = reference(ReferenceWish::Choose("/music/A b.flac".to_owned()));
    assert_eq!(screen.sent(), [chosen]);
    // The next node has a page without it.
    screen.press(KeyCode::PageDown);
    screen.keys("E q");
    assert_eq!(screen.sent(), []);
    screen.press(KeyCode::PageUp);
    screen.keys("E q");
    assert_eq!(screen.sent().len(), 1);
}

#[test]
fn the_channel_page_says_what_each_processor_takes_away() {
    let mut screen = mixing(120, 40);
    screen.type_text("c");
    let layout = screen.model.layout().unwrap();
    let on = ["gate/on", "comp/on", "deess/on"].map(|row| {
        let index = layout.find(&format!("ch/1/{row}")).unwrap();
        (index, Plain::switch(true))
    });
    let mut levels = band::levels(1);
    levels.channels[0].gate_gain = 0.1;
    levels.channels[0].compressor_gain = 0.5;
    let update = Update {
        values: on.to_vec(),
        levels: Some(levels),
        ..Update::default()
    };
    screen.model.apply(update, screen.start);
    let title = screen.row(2);
    // The gate has already taken more away.
    assert!(title.contains("gate -30.5   comp -6.0   deess"), "{title}");
    assert!(!title.contains("limiter"), "{title}");
}

#[test]
fn a_key_that_is_heard_is_named() {
    let mut screen = mixing(120, 40);
    assert!(!screen.row(39).contains(" KEY "));
    let layout = screen.model.layout().unwrap();
    let listen = layout.find("ch/2/gate/key-filter/listen").unwrap();
    let update = Update {
        values: vec![(listen, Plain::switch(true))],
        ..Update::default()
    };
    screen.model.apply(update, screen.start);
    assert!(screen.row(39).contains(" KEY "), "{}", screen.row(39));
    assert!(screen.row(2).contains('K'));
}

#[test]
fn on_the_channel_page_every_parameter_can_be_moved_turned_typed_and_reset() {
    let mut screen = mixing(80, 24);
    let node = screen.model.selected();
    let at = |row: &str| addr(&format!("{node}/{row}"));
    screen.type_text("c");
    screen.press(KeyCode::Right);
    screen.press(KeyCode::Down);
    screen.press(KeyCode::Enter);
    screen.type_text("=");
    screen.type_text("on");
    screen.press(KeyCode::Enter);
    screen.press(KeyCode::Up);
    screen.type_text("-2.5dB");
    screen.press(KeyCode::Enter);
    screen.type_text("=99");
    screen.press(KeyCode::Enter);
    screen.type_text("=12");
    screen.press(KeyCode::Esc);
    screen.press(KeyCode::Delete);
    let polarity = screen.model.is_on(at("polarity"));
    let expected = [
        Intent::Step(at("trim"), 0.01),
        Intent::Set(at("polarity"), Plain::switch(!polarity)),
        Intent::Set(at("polarity"), Plain::switch(true)),
        Intent::Set(at("trim"), Plain(-2.5)),
        Intent::Reset(at("trim")),
    ];
    assert_eq!(screen.desk.0, expected);
    assert!(screen.row(22).contains("'99' is not possible for Trim"));
    // Every node has its page, the console too.
    screen.press(KeyCode::PageDown);
    assert_ne!(screen.model.channel.node, node);
    screen.press(KeyCode::Esc);
    screen.type_text("C");
    assert_eq!(screen.model.channel.node, headroom::param::NodeId::CONSOLE);
    screen.type_text("C");
    screen.type_text("c");
    assert_eq!(screen.model.page, PageName::Mixer);
}

#[test]
fn scenes_at_80_by_24() {
    let mut screen = with_scenes(80, 24);
    screen.type_text("s");
    screen.press(KeyCode::Down);
    insta::assert_snapshot!(picture::of(&screen.draw()));
}

#[test]
fn scenes_are_recalled_stored_deleted_and_taken_back() {
    let mut screen = with_scenes(80, 24);
    screen.type_text("s");
    screen.press(KeyCode::Down);
    screen.press(KeyCode::Down);
    screen.press(KeyCode::Enter);
    screen.type_text("n");
    screen.type_text("r 2");
    screen.press(KeyCode::Enter);
    // Replacing and deleting ask; anything but a yes is a no.
    for answer in ["x", "y"] {
        screen.keys("Ctrl s");
        screen.type_text(answer);
    }
    screen.press(KeyCode::Delete);
    screen.type_text("y");
    screen.type_text("z");
    let chorus = || "Chorus".to_owned();
    let expected = [
        Intent::Scene(SceneWish::Recall(chorus(), None)),
        Intent::Scene(SceneWish::Store("Scene 5".to_owned())),
        Intent::Scene(SceneWish::Rename(chorus(), "Chorus 2".to_owned())),
        Intent::Scene(SceneWish::Store(chorus())),
        Intent::Scene(SceneWish::Delete(chorus())),
        Intent::Scene(SceneWish::UndoRecall),
    ];
    assert_eq!(screen.desk.0, expected);
    screen.type_text("s");
    assert_eq!(screen.model.page, PageName::Mixer);
}

fn with_presets(width: u16, height: u16) -> Screen {
    let preset = |(name, place): (&str, PresetPlace)| PresetName {
        name: name.to_owned(),
        place,
    };
    let presets = [
        ("Acoustic guitar", PresetPlace::Factory),
        ("Anna", PresetPlace::User),
        ("Bass DI", PresetPlace::Factory),
        ("Kick", PresetPlace::Show),
        ("Lead vocal", PresetPlace::Factory),
    ];
    let mut screen = mixing(width, height);
    let update = Update {
        news: vec![News::Presets(presets.map(preset).to_vec())],
        ..Update::default()
    };
    screen.model.apply(update, screen.start);
    screen
}

fn transfers(screen: &mut Screen) -> Vec<Transfer> {
    let sent = screen.sent().into_iter();
    sent.map(|intent| match intent {
        Intent::Transfer(wish) => wish,
        other => panic!("{other:?}"),
    })
    .collect()
}

#[test]
fn presets_at_80_by_24() {
    let mut screen = with_presets(80, 24);
    screen.type_text("L");
    screen.press(KeyCode::Down);
    insta::assert_snapshot!(picture::of(&screen.draw()));
}

/// Main at its target after a quiet beginning, and a bus that is too loud for the venue.
fn with_loudness(width: u16, height: u16) -> Screen {
    let mut screen = mixing(width, height);
    let main = LoudnessReading {
        node: NodeId::MAIN,
        momentary: -20.2,
        short_term: -21.4,
        recent: f32::NEG_INFINITY,
        integrated: -23.1,
        range: 6.3,
        true_peak: -4.2,
        slow: -22.0,
        seconds: 754.2,
        missed_seconds: 0.0,
        history: (0..60_u8).map(|n| -38.0 + f32::from(n) / 3.0).collect(),
        room_db: 96.2,
        is_too_loud: false,
    };
    let bus = LoudnessReading {
        node: NodeId::bus(1),
        integrated: f32::NEG_INFINITY,
        true_peak: -0.3,
        missed_seconds: 1.2,
        room_db: 101.3,
        is_too_loud: true,
        ..main.clone()
    };
    let update = Update {
        news: vec![News::Loudness(vec![main, bus])],
        ..Update::default()
    };
    screen.model.apply(update, screen.start);
    screen
}

#[test]
fn loudness_at_80_by_24() {
    let mut screen = with_loudness(80, 24);
    screen.type_text("V");
    insta::assert_snapshot!(picture::of(&screen.draw()));
}

#[test]
fn the_keys_of_loudness_do_what_they_say_and_a_room_too_loud_is_on_the_red_line() {
    let mut screen = with_loudness(120, 40);
    assert!(screen.row(1).contains("TOO LOUD"), "{}", screen.row(1));
    screen.keys("V Del Right");
    let expected = [
        Intent::Set(addr("loudness/reset"), Plain::switch(true)),
        Intent::Toggle(addr("loudness/scale")),
    ];
    assert_eq!(screen.sent(), expected);
    screen.press(KeyCode::Enter);
    assert!(screen.row(2).contains("loudness"), "{}", screen.row(2));
    screen.type_text("V");
    assert_eq!(screen.model.page, PageName::Loudness);
    screen.type_text("V");
    assert_eq!(screen.model.page, PageName::Mixer);
}

#[test]
fn presets_with_a_name_being_typed_at_120_by_40() {
    let mut screen = with_presets(120, 40);
    screen.type_text("Ln 2");
    insta::assert_snapshot!(picture::of(&screen.draw()));
}

#[test]
fn presets_are_applied_stored_renamed_and_deleted() {
    let mut screen = with_presets(80, 24);
    screen.press(KeyCode::Right);
    screen.type_text("L");
    screen.press(KeyCode::Enter);
    // What is shipped is not changed; a name of one's own is not taken twice.
    screen.keys("r Ctrl s n");
    for _ in 0..5 {
        screen.press(KeyCode::Backspace);
    }
    screen.type_text("Anna");
    screen.press(KeyCode::Enter);
    screen.type_text("n 2");
    screen.press(KeyCode::Enter);
    screen.press(KeyCode::Down);
    screen.keys("Ctrl s x Ctrl s y r !");
    screen.press(KeyCode::Esc);
    screen.type_text("r 2");
    screen.press(KeyCode::Enter);
    screen.press(KeyCode::Delete);
    screen.type_text("y");
    let name = |name: &str| name.to_owned();
    let store = |name: &str| Transfer::StorePreset {
        name: name.to_owned(),
        from: NodeId::strip(2),
        scope: Scope::Processing,
        in_show: false,
    };
    let panic = Intent::Panic;
    let panics = screen.desk.0.iter().position(|sent| *sent == panic);
    // Panic works while a name is typed, too.
    screen.desk.0.remove(panics.unwrap());
    assert_eq!(
        transfers(&mut screen),
        [
            Transfer::ApplyPreset(name("Acoustic guitar"), vec![NodeId::strip(2)]),
            store("Snare 2"),
            store("Anna"),
            Transfer::RenamePreset(name("Anna"), name("Anna 2")),
            Transfer::DeletePreset(name("Anna")),
        ]
    );
    screen.type_text("L");
    assert_eq!(screen.model.page, PageName::Mixer);
}

#[test]
fn the_selected_preset_stays_selected_when_the_list_changes() {
    let mut screen = with_presets(80, 24);
    screen.type_text("L");
    screen.press(KeyCode::PageDown);
    let mut names = screen.model.presets.list().items().to_vec();
    names.remove(1);
    let update = Update {
        news: vec![News::Presets(names)],
        ..Update::default()
    };
    screen.model.apply(update, screen.start);
    screen.press(KeyCode::Enter);
    let lead = Transfer::ApplyPreset("Lead vocal".to_owned(), vec![NodeId::strip(1)]);
    assert_eq!(transfers(&mut screen), [lead]);
}

#[test]
fn settings_go_where_the_keys_send_them() {
    let mut screen = mixing(80, 24);
    screen.type_text("y");
    screen.press(KeyCode::Right);
    screen.type_text("pPx");
    // On the channel page the section of the selected parameter goes.
    screen.type_text("c");
    for _ in 0..3 {
        screen.press(KeyCode::Down);
    }
    screen.type_text("p");
    screen.press(KeyCode::Esc);
    // A wedge: asks. Neither a DCA nor main has one of these.
    screen.type_text("M");
    screen.model.select(NodeId::bus(2));
    screen.type_text("MnMyx");
    screen.model.select(NodeId::dca(1));
    screen.type_text("ypPxM");
    let two = || vec![NodeId::strip(2)];
    assert_eq!(
        transfers(&mut screen),
        [
            Transfer::Copy(NodeId::strip(1)),
            Transfer::Paste(two(), Scope::Processing),
            Transfer::Paste(two(), Scope::Everything),
            Transfer::UseSpare(NodeId::strip(2)),
            Transfer::Paste(two(), Scope::Section("hpf".to_owned())),
            Transfer::CopyMainTo(NodeId::bus(2)),
        ]
    );
}

#[test]
fn the_line_below_the_mixer_says_who_stands_in_for_whom() {
    let mut screen = mixing(80, 24);
    let line = |screen: &Screen| screen.row(21);
    assert!(!line(&screen).contains("spare"));
    let spare = band::values(&[("ch/1/spare/strip", "ch/2")]);
    screen.model.apply(spare, screen.start);
    assert!(line(&screen).contains("   spare ch/2"), "{}", line(&screen));
    let in_use = band::values(&[("ch/1/spare/in-use", "on")]);
    screen.model.apply(in_use, screen.start);
    assert!(
        line(&screen).contains("   ch/2 stands in"),
        "{}",
        line(&screen)
    );
    screen.press(KeyCode::Right);
    let found = line(&screen);
    assert!(found.contains("   stands in for ch/1"), "{found}");
}

#[test]
fn the_red_line_stays_in_every_view_and_size() {
    for (width, height, place) in [(80, 24, 1), (40, 10, 0), (200, 60, 1), (12, 1, 0)] {
        let mut screen = in_trouble(width, height);
        for key in ["", "?", "s", "L", "c", "v", "C"] {
            screen.type_text(key);
            let row = screen.row(place);
            assert!(row.contains("JACK LOST"), "{width} {height} {row}");
        }
    }
}

/// Numbers that a meter or fader may be told.
fn number() -> impl Strategy<Value = f32> {
    prop_oneof![any::<f32>(), -100.0_f32..20.0, 0.0_f32..2.0]
}

fn any_node() -> impl Strategy<Value = NodeId> {
    let kind = proptest::sample::select(&NodeKind::ALL[..]);
    (kind, 0_u16..30).prop_map(|(kind, number)| NodeId { kind, number })
}

fn any_cause() -> impl Strategy<Value = MuteCause> {
    prop_oneof![
        Just(MuteCause::Own),
        any::<u16>().prop_map(MuteCause::MuteGroup),
        any::<u16>().prop_map(MuteCause::Dca),
        Just(MuteCause::SafeStart),
        Just(MuteCause::Panic),
    ]
}

/// Consoles of any size, some of which cannot be.
fn any_show() -> impl Strategy<Value = Arc<ShowInfo>> {
    let sizes = (0_usize..=16, 0_usize..=6, 0_usize..4);
    (sizes, any_node(), ".{0,12}", "[a-z]{0,6}", any::<bool>()).prop_map(
        |((strips, buses, dcas), node, name, color, breaks)| {
            let mut topology = band::topology();
            topology.strips.truncate(strips);
            topology.buses.truncate(buses);
            topology.dcas.truncate(dcas);
            if buses < 6 && !breaks {
                topology.main_feeds.clear();
            }
            Arc::new(ShowInfo {
                name: name.clone(),
                topology,
                labels: vec![(node, Label { name, color })],
            })
        },
    )
}

fn any_levels() -> impl Strategy<Value = Levels> {
    let channel = (number(), number(), number()).prop_map(|(input, output, gate)| ChannelLevel {
        input_peak: input,
        output_peak: output,
        gate_gain: gate,
        meter: input,
        clips: output.abs() as u32,
        correlation: output,
        automix_gain: gate,
        ..ChannelLevel::default()
    });
    let some = proptest::collection::vec(channel, 31..=31);
    (some, 0_usize..40, number()).prop_map(|(mut channels, count, limiter_gain)| {
        channels.truncate(count);
        Levels {
            channels,
            limiter_gain,
            ..Levels::silent(0)
        }
    })
}

fn any_status() -> impl Strategy<Value = Status> {
    let faults = proptest::collection::vec(any_node(), 0..3);
    (any::<u32>(), any::<u32>(), any::<u32>(), faults).prop_map(
        |(rate, latency, worst_permille, faults)| Status {
            rate,
            latency,
            worst_permille,
            load_permille: worst_permille,
            xruns: rate,
            faults,
            ..band::status()
        },
    )
}

fn lesson_of(name: &str, is_yes_or_no: bool) -> Option<LessonStatus> {
    name.len().is_multiple_of(3).then(|| LessonStatus {
        number: 1,
        question: name.to_owned(),
        is_yes_or_no,
        found: vec![name.to_owned(); 9],
        control: is_yes_or_no.then(|| LearntControl {
            words: name.to_owned(),
            is_position: is_yes_or_no,
            is_of_strip: is_yes_or_no,
        }),
    })
}

fn any_surface() -> impl Strategy<Value = SurfaceStatus> {
    let nodes = proptest::collection::vec(proptest::option::of(any_node()), 0..9);
    let ghosts = proptest::collection::vec((any_node(), number()), 0..9);
    let on_faders = proptest::option::of("[a-z/]{0,30}");
    let facts = (any::<bool>(), any::<bool>());
    (".{0,40}", nodes, on_faders, ghosts, facts).prop_map(
        |(name, nodes, on_faders, ghosts, (is_here, in_sync))| SurfaceStatus {
            remote: None,
            is_guess: in_sync,
            taken_for: name.clone(),
            lesson: lesson_of(&name, is_here),
            page: name.clone(),
            port: name.clone(),
            name,
            is_here,
            in_sync,
            nodes,
            on_faders,
            ghosts: ghosts
                .into_iter()
                .map(|(node, position)| Ghost {
                    addr: node.fader(),
                    position,
                })
                .collect(),
        },
    )
}

fn any_update() -> impl Strategy<Value = Update> {
    let values = proptest::collection::vec((0_usize..3000, number()), 0..20);
    let causes = proptest::collection::vec(any_cause(), 0..4);
    let mutes = proptest::collection::vec((any_node(), causes), 0..4);
    let show = proptest::option::of(any_show());
    let levels = proptest::option::of(any_levels());
    let news = any_news();
    (show, values, mutes, levels, news, ".{0,90}").prop_map(
        |(show, values, mutes, levels, news, text)| Update {
            news,
            done: vec![Done {
                text: text.clone(),
                by: text.clone(),
            }],
            goals: values
                .iter()
                .map(|(slot, value)| (ParamIndex::new(slot / 2), Some(Plain(*value))))
                .collect(),
            show,
            values: values
                .into_iter()
                .map(|(slot, value)| (ParamIndex::new(slot), Plain(value)))
                .collect(),
            mutes,
            levels,
            midi: vec![MidiLine {
                port: text.clone(),
                is_out: true,
                bytes: text.clone(),
                message: text.clone(),
                meaning: text.clone(),
            }],
            notices: vec![Notice {
                severity: Severity::Warning,
                text,
            }],
        },
    )
}

fn any_news() -> impl Strategy<Value = Vec<News>> {
    let names = proptest::collection::vec(".{0,20}", 0..40);
    let presets = names.clone().prop_map(|names| {
        let preset = |name| PresetName {
            name,
            place: PresetPlace::Show,
        };
        News::Presets(names.into_iter().map(preset).collect())
    });
    let scenes = (
        names.clone(),
        proptest::option::of(".{0,20}"),
        any::<bool>(),
    );
    let scenes = scenes.prop_map(|(names, current, changed)| {
        News::Scenes(SceneList {
            armed: names.first().cloned(),
            undoable: changed,
            list: scene_list(&names),
            current,
            changed,
            fade_held: false,
        })
    });
    let surfaces = proptest::collection::vec(any_surface(), 0..4);
    let surfaces = surfaces.prop_map(|surfaces| News::Surfaces(Arc::new(surfaces)));
    let labels = (any_node(), ".{0,40}").prop_map(|(node, name)| {
        let color = name.clone();
        News::Labels(vec![(node, Label { name, color })])
    });
    let status = any_status().prop_map(News::Status);
    let any = proptest::prop_oneof![labels, status, scenes, surfaces, presets];
    proptest::collection::vec(any, 0..6)
}

fn any_event() -> impl Strategy<Value = Event> {
    let keymap = Keymap::shipped();
    let keys: Vec<KeyEvent> = ACTIONS
        .iter()
        .filter(|row| row.action != Action::Quit)
        .flat_map(|row| keymap.sequences(row.action).concat())
        .map(|key| KeyEvent::new(key.code, key.modifiers))
        .collect();
    let kinds = [
        MouseEventKind::Down(MouseButton::Left),
        MouseEventKind::ScrollUp,
        MouseEventKind::Drag(MouseButton::Left),
        MouseEventKind::Up(MouseButton::Left),
        MouseEventKind::Moved,
    ];
    let mouse = (
        proptest::sample::select(kinds.to_vec()),
        any::<u16>(),
        0_u16..70,
    );
    prop_oneof![
        4 => proptest::sample::select(keys).prop_map(Event::Key),
        1 => any::<char>().prop_map(|c| Event::Key(KeyCode::Char(c).into())),
        1 => ".{0,90}".prop_map(Event::Paste),
        1 => mouse.prop_map(|(kind, column, row)| Event::Mouse(MouseEvent {
            kind,
            column: column % 260,
            row,
            modifiers: KeyModifiers::NONE,
        })),
        1 => any::<(u16, u16)>().prop_map(|(width, height)| Event::Resize(width, height)),
    ]
}

#[derive(Clone, Debug)]
enum Happening {
    Update(Box<Update>),
    Event(Event),
    Size(u16, u16),
    Time(u64),
}

fn any_happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        3 => any_update().prop_map(|update| Happening::Update(Box::new(update))),
        4 => any_event().prop_map(Happening::Event),
        2 => (0_u16..220, 0_u16..70).prop_map(|(width, height)| Happening::Size(width, height)),
        1 => (0_u64..5000).prop_map(Happening::Time),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn nothing_that_comes_makes_the_terminal_panic(
        happenings in proptest::collection::vec(any_happening(), 1..24),
    ) {
        let mut screen = Screen::new(80, 24, []);
        let mut now = screen.start;
        for happening in happenings {
            match happening {
                Happening::Update(update) => screen.model.apply(*update, now),
                Happening::Event(event) => drop(screen.handle(&event)),
                Happening::Size(width, height) => screen.model.size = (width, height),
                Happening::Time(ms) => {
                    now += Duration::from_millis(ms);
                    screen.model.tick(now);
                }
            }
            for cell in &screen.draw().content {
                let is_fit = cell.symbol().chars().all(|c| !is_hidden(c));
                prop_assert!(is_fit, "{:?}", cell.symbol());
            }
        }
    }

    #[test]
    fn every_intent_is_about_something_that_the_console_has(
        events in proptest::collection::vec(any_event(), 1..40),
    ) {
        let mut screen = mixing(120, 40);
        for event in events {
            screen.handle(&event);
        }
        let layout = Layout::new(band::topology());
        for intent in screen.sent() {
            let (Intent::Set(addr, _)
            | Intent::SetConfirmed(addr, _)
            | Intent::Move(addr, _)
            | Intent::Step(addr, _)
            | Intent::Reset(addr)
            | Intent::Toggle(addr)) = intent
            else {
                continue;
            };
            prop_assert!(layout.index(addr).is_some(), "{addr}");
        }
    }
}

#[test]
fn the_largest_console_is_drawn_too() {
    let strips = (1..=128).map(|number| consoles::strip(number, Width::Stereo));
    let topology = Topology {
        strips: strips.collect(),
        ..Topology::default()
    };
    let info = ShowInfo {
        name: "large".to_owned(),
        topology,
        labels: Vec::new(),
    };
    let update = Update {
        show: Some(Arc::new(info)),
        ..Update::default()
    };
    let mut screen = Screen::new(80, 24, [update]);
    for _ in 0..20 {
        screen.press(KeyCode::PageDown);
    }
    assert_eq!(screen.model.selected(), NodeId::dca(1));
    assert!(screen.row(2).contains("dca 8"), "{}", screen.row(2));
}
