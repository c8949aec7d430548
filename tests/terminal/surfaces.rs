//! The page of the surfaces: the MIDI monitor, and a control or a device that is learnt. And the page of what is lacking.

use super::*;
use headroom::control::feed::{
    Finding, FindingPlace, LessonAbout, LessonOrders, LessonStep, MidiOrders,
};
use headroom::control::intent::MidiWish;
use headroom::tui::page::preflight;
use headroom::tui::page::surfaces::look;

const PORT: &str = "Box:Box MIDI 1 20:0";

fn page() -> Screen {
    let mut screen = mixing(120, 40);
    screen.model.apply(stands(None, true), screen.start);
    screen.keys("Tab u");
    screen
}

/// An unknown surface, and the lesson that it is in.
fn stands(lesson: Option<LessonStatus>, is_guess: bool) -> Update {
    let orders = MidiOrders {
        is_watched: true,
        lesson: lesson.as_ref().map(|lesson| LessonOrders {
            number: lesson.number,
            port: PORT.to_owned(),
            about: LessonAbout::Device,
            steps: Vec::new(),
        }),
    };
    let surface = SurfaceStatus {
        name: PORT.to_owned(),
        port: PORT.to_owned(),
        is_here: true,
        in_sync: true,
        is_guess,
        taken_for: "Controller, layout nanoKONTROL2".to_owned(),
        lesson,
        ..SurfaceStatus::default()
    };
    Update {
        news: vec![
            News::Surfaces(Arc::new(vec![surface])),
            News::MidiOrders(Arc::new(orders)),
        ],
        ..Update::default()
    }
}

fn shows(screen: &Screen, words: &str) -> bool {
    (0..screen.model.size.1).any(|y| screen.row(y).contains(words))
}

fn midi(wish: MidiWish) -> Intent {
    Intent::Midi(wish)
}

fn say(step: LessonStep) -> Intent {
    midi(MidiWish::Say(step))
}

fn asked(question: &str, is_yes_or_no: bool, control: Option<LearntControl>) -> Update {
    let lesson = LessonStatus {
        number: 1,
        question: question.to_owned(),
        is_yes_or_no,
        found: vec!["strip.fader 1: cc 7 on channel 1".to_owned()],
        control,
    };
    stands(Some(lesson), true)
}

#[test]
fn messages_are_shown_while_the_page_is_and_not_while_it_is_paused() {
    let mut screen = page();
    look(&mut screen.model, true, &mut screen.desk).unwrap();
    look(&mut screen.model, true, &mut screen.desk).unwrap();
    assert_eq!(screen.sent(), [midi(MidiWish::Watch(true))]);
    assert!(shows(&screen, "nothing yet: move something"));
    let line = |value: u8, is_out| MidiLine {
        port: PORT.to_owned(),
        is_out,
        bytes: format!("B0 07 {value:02X}"),
        message: format!("cc 7 = {value}, channel 1"),
        meaning: "strip.fader of strip 8 stands at 50.0 % → ch/8/fader".to_owned(),
    };
    let said = |screen: &mut Screen, line: MidiLine| {
        let update = Update {
            midi: vec![line],
            ..Update::default()
        };
        screen.model.apply(update, screen.start);
    };
    said(&mut screen, line(1, false));
    said(&mut screen, line(2, true));
    assert!(shows(&screen, "← B0 07 01"));
    assert!(shows(&screen, "→ B0 07 02"));
    assert!(shows(&screen, "ch/8/fader"));
    // Those of another port are not its own.
    let stranger = MidiLine {
        port: "Other".to_owned(),
        ..line(3, false)
    };
    said(&mut screen, stranger);
    assert!(!shows(&screen, "B0 07 03"));
    screen.keys("E z");
    said(&mut screen, line(4, false));
    assert!(shows(&screen, "PAUSED") && !shows(&screen, "B0 07 04"));
    screen.keys("E z");
    said(&mut screen, line(5, false));
    assert!(!shows(&screen, "PAUSED") && shows(&screen, "B0 07 05"));
    screen.press(KeyCode::Esc);
    look(&mut screen.model, true, &mut screen.desk).unwrap();
    assert_eq!(screen.sent(), [midi(MidiWish::Watch(false))]);
}

#[test]
fn an_unknown_device_is_named_with_what_it_does_and_how_to_learn_it() {
    let mut screen = page();
    assert!(shows(&screen, "Box is not known") || shows(&screen, "20:0 is not known"));
    assert!(shows(&screen, "n learns all of it, Enter one control"));
    screen.model.apply(stands(None, false), screen.start);
    assert!(!shows(&screen, "is not known"));
}

#[test]
fn a_device_is_learnt_question_by_question() {
    let mut screen = page();
    screen.type_text("n");
    let begin = midi(MidiWish::Teach(PORT.to_owned(), LessonAbout::Device));
    assert_eq!(screen.sent(), [begin]);
    let question = "Move the fader of every strip over its whole way";
    screen
        .model
        .apply(asked(question, false, None), screen.start);
    assert!(shows(&screen, question) && shows(&screen, "strip.fader 1: cc 7"));
    screen.press(KeyCode::Enter);
    assert_eq!(screen.sent(), [say(LessonStep::Next)]);
    screen
        .model
        .apply(asked("Do its keys light up now?", true, None), screen.start);
    assert!(shows(&screen, "y yes   n no"));
    // Enter is no answer to a question.
    screen.press(KeyCode::Enter);
    screen.type_text("yn");
    assert_eq!(screen.sent(), [say(LessonStep::Next), say(LessonStep::No)]);
    // Over, keys do what they did before.
    screen.model.apply(stands(None, false), screen.start);
    screen.type_text("n");
    assert!(matches!(
        screen.sent()[..],
        [Intent::Midi(MidiWish::Teach(..))]
    ));
}

#[test]
fn a_control_is_moved_and_its_target_chosen_by_a_few_letters() {
    let mut screen = page();
    screen.press(KeyCode::Enter);
    screen.sent();
    let control = |is_position, is_of_strip| LearntControl {
        words: "knob.1: cc 80 on channel 1, turns: signed".to_owned(),
        is_position,
        is_of_strip,
    };
    let update = asked("Choose what it shall do", false, Some(control(true, false)));
    screen.model.apply(update, screen.start);
    assert!(shows(&screen, "turns: signed"));
    screen.press(KeyCode::Enter);
    screen.type_text("ch/3/pan");
    assert!(shows(&screen, "ch/3/pan"));
    screen.press(KeyCode::Enter);
    assert_eq!(
        screen.sent(),
        [say(LessonStep::Target("ch/3/pan".to_owned()))]
    );
    // A key takes actions and switches, and no levels.
    let update = asked(
        "Choose what it shall do",
        false,
        Some(control(false, false)),
    );
    screen.model.apply(update, screen.start);
    screen.press(KeyCode::Enter);
    screen.type_text("ch/3/fader");
    screen.press(KeyCode::Enter);
    assert_eq!(screen.sent(), []);
    screen.press(KeyCode::Enter);
    screen.type_text("scene-next");
    screen.press(KeyCode::Enter);
    assert_eq!(
        screen.sent(),
        [say(LessonStep::Target("scene-next".to_owned()))]
    );
    screen.press(KeyCode::Enter);
    screen.type_text("selected/mute");
    screen.press(KeyCode::Enter);
    assert_eq!(
        screen.sent(),
        [say(LessonStep::Target("selected/mute".to_owned()))]
    );
    // What every strip has is offered once.
    let update = asked("Choose what it shall do", false, Some(control(true, true)));
    screen.model.apply(update, screen.start);
    screen.press(KeyCode::Enter);
    screen.type_text("hpf/freq");
    assert!(shows(&screen, "ch/1/hpf/freq") && !shows(&screen, "ch/2/hpf/freq"));
    screen.press(KeyCode::Esc);
    screen.press(KeyCode::Esc);
    assert_eq!(screen.sent(), [midi(MidiWish::EndLesson)]);
}

#[test]
fn whoever_leaves_the_page_ends_the_lesson() {
    let mut screen = page();
    look(&mut screen.model, true, &mut screen.desk).unwrap();
    screen.type_text("n");
    screen.model.apply(asked("Move", false, None), screen.start);
    screen.sent();
    screen.keys("Tab m");
    look(&mut screen.model, true, &mut screen.desk).unwrap();
    let expected = [midi(MidiWish::EndLesson), midi(MidiWish::Watch(false))];
    assert_eq!(screen.sent(), expected);
}

#[test]
fn what_is_lacking_is_looked_at_now_and_then_and_one_key_leads_to_its_place() {
    let mut screen = mixing(100, 24);
    screen.keys("Tab f");
    let seen = |screen: &mut Screen| {
        preflight::look(&mut screen.model, true, &mut screen.desk).unwrap();
        screen.sent()
    };
    assert_eq!(seen(&mut screen), [Intent::Preflight]);
    assert!(shows(&screen, "looking"));
    assert_eq!(seen(&mut screen), []);
    screen.model.tick(screen.start + Duration::from_secs(3));
    assert_eq!(seen(&mut screen), [Intent::Preflight]);
    let finding = |what: &str, place| Finding::new(what, "do it", place);
    let told = |found: Vec<Finding>| Update {
        news: vec![News::Preflight(Some(Arc::new(found)))],
        ..Update::default()
    };
    let found = vec![
        finding("one is off", FindingPlace::Node(NodeId::strip(3))),
        finding("two is missing", FindingPlace::Patch),
        finding("the disk is full", FindingPlace::Outside),
    ];
    screen.model.apply(told(found), screen.start);
    assert!(shows(&screen, "3 things to look at") && shows(&screen, "→ do it"));
    screen.press(KeyCode::End);
    screen.press(KeyCode::Enter);
    assert_eq!(screen.model.page, PageName::Preflight);
    assert!(screen.row(22).contains("not on the console"));
    screen.press(KeyCode::Up);
    screen.press(KeyCode::Enter);
    assert_eq!(screen.model.page, PageName::Patch);
    screen.keys("Tab f Home Enter");
    assert_eq!(
        (screen.model.page, screen.model.channel.node),
        (PageName::Channel, NodeId::strip(3))
    );
    screen.keys("Tab f");
    screen.model.apply(told(Vec::new()), screen.start);
    assert!(shows(&screen, "ready for doors"));
    // Nothing is asked while another page is shown.
    screen.press(KeyCode::Esc);
    assert_eq!(seen(&mut screen), []);
}
