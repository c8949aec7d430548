//! Surfaces that are taught, and those who look at what they say.

use crate::rack::Rack;
use crossbeam_channel::{Sender, bounded, never};
use headroom::control::feed::{LessonAbout, LessonStatus, LessonStep, News, Update};
use headroom::control::inbox::{Event, Inbox, inbox};
use headroom::control::intent::{Hello, Intent, MidiWish, Rights};
use headroom::control::thread;
use headroom::desk::Desk;
use headroom::desk::local::LocalDesk;
use headroom::rt::beat::Beats;
use headroom::surface::catalogue::Device;
use headroom::surface::learn::keep::{keep_binding, keep_device};
use headroom::surface::library::Library;
use headroom::surface::machine::Learnt;
use headroom::surface::runner::{Output, Port, Registry, Runner};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A surface of the rack at a port, with somebody who teaches it.
fn taught(mapping: &str, about: LessonAbout) -> Rack {
    let mut rack = Rack::synced(
        mapping,
        &[("ch/1/fader", "-10 dB"), ("ch/3/fader", "-10 dB")],
    );
    rack.surface.plug_in(PORT);
    rack.ask(Intent::Midi(MidiWish::Teach(PORT.to_owned(), about)));
    assert!(rack.surface.status(PORT).lesson.is_some());
    rack
}

const PORT: &str = "Box:Box MIDI 1 20:0";

fn say(rack: &mut Rack, step: LessonStep) {
    rack.ask(Intent::Midi(MidiWish::Say(step)));
}

#[test]
fn what_a_surface_sends_while_it_is_taught_moves_nothing_and_afterwards_it_has_to_be_picked_up() {
    let mut rack = taught("nanokontrol2.yaml", LessonAbout::Control);
    for value in [0, 40, 80, 127] {
        rack.hear(&[0xb0, 2, value]);
    }
    rack.hear(&[0xb0, 48, 127]);
    rack.hear(&[0xb0, 48, 0]);
    assert!(rack.intents.is_empty(), "{:?}", rack.intents);
    let lesson = rack.surface.status(PORT).lesson.unwrap();
    assert_eq!(lesson.control.unwrap().words, "strip.mute");
    rack.ask(Intent::Midi(MidiWish::EndLesson));
    assert!(rack.surface.status(PORT).lesson.is_none());
    rack.pass(2000);
    assert!(rack.surface.take_learnt().is_none());
    // The fader stands at its top; from there it has to cross what stands.
    rack.hear(&[0xb0, 2, 126]);
    rack.hear(&[0xb0, 2, 120]);
    assert!(rack.intents.is_empty(), "{:?}", rack.intents);
    assert_eq!(rack.value("ch/3/fader"), "-10.0 dB");
    rack.hear(&[0xb0, 2, 10]);
    assert!(!rack.intents.is_empty());
}

#[test]
fn a_new_knob_and_a_known_key_are_bound_and_count_at_once() {
    let folder = std::env::temp_dir().join(format!("hr-bound-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let port = "nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0";
    let (library, _) = Library::open(Some(folder.clone()));
    let bind = |bytes: &[&[u8]], target: &str| {
        let mut rack = taught("nanokontrol2.yaml", LessonAbout::Control);
        for bytes in bytes {
            rack.hear(bytes);
        }
        say(&mut rack, LessonStep::Target(target.to_owned()));
        let (number, learnt) = rack.surface.take_learnt().unwrap();
        assert_eq!(number, 1);
        let Learnt::Control(binding) = learnt else {
            panic!("no control");
        };
        let device = library.now().for_port(port).unwrap();
        let kept = keep_binding(&binding, &device, port, Some(&folder));
        library.look();
        kept
    };
    let turned: Vec<[u8; 3]> = [1; 9]
        .into_iter()
        .chain([65; 9])
        .map(|v| [0xb0, 90, v])
        .collect();
    let turned: Vec<&[u8]> = turned.iter().map(|bytes| &bytes[..]).collect();
    let said = bind(&turned, "ch/3/pan").unwrap();
    assert!(
        said.starts_with("knob.1: cc 90 on channel 1, turns: signed → ch/3/pan"),
        "{said}"
    );
    let play: &[&[u8]] = &[&[0xb0, 41, 127], &[0xb0, 41, 0]];
    let said = bind(play, "mute-group/1/on").unwrap();
    assert!(said.starts_with("key.play → mute-group/1/on"), "{said}");
    // What every strip has is said of all of them, whichever was named.
    let knob: &[&[u8]] = &[&[0xb0, 16, 0], &[0xb0, 16, 90]];
    assert!(
        bind(knob, "ch/7/trim")
            .unwrap()
            .starts_with("strip.knob → trim")
    );
    let refused = bind(play, "ch/1/fader").unwrap_err();
    assert!(refused.contains("a key turns over switches"), "{refused}");
    let device = std::fs::read_to_string(folder.join("nanokontrol2.yaml")).unwrap();
    assert!(device.contains("extends: nanokontrol2.yaml"), "{device}");
    assert!(
        device.contains("knob.1: { cc: 90, turns: signed }"),
        "{device}"
    );
    let layout = std::fs::read_to_string(folder.join("layouts/nanokontrol2.yaml")).unwrap();
    for line in [
        "knob.1: ch/3/pan",
        "key.play: mute-group/1/on",
        "strip.knob: trim",
    ] {
        assert!(layout.contains(line), "{layout}");
    }
    bound_controls_count(&library.now().for_port(port).unwrap());
    std::fs::remove_dir_all(&folder).unwrap();
}

/// The device is what it was, with one knob and three assignments more.
fn bound_controls_count(now: &Device) {
    let mut rack = Rack::with(&now.file, &now.layout);
    rack.hear(&[0xb0, 90, 1]);
    assert_ne!(rack.value("ch/3/pan"), "C");
    rack.hear(&[0xb0, 41, 127]);
    assert_eq!(rack.value("mute-group/1/on"), "on");
}

#[test]
fn an_unknown_device_that_is_learnt_is_another_one_from_then_on() {
    let folder = std::env::temp_dir().join(format!("hr-learnt-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let (library, _) = Library::open(Some(folder.clone()));
    let mut rack = taught("generic.yaml", LessonAbout::Device);
    rack.take_sent();
    for strip in 0..4 {
        rack.hear(&[0xe0 + strip, 0, 0]);
        rack.hear(&[0xe0 + strip, 0, 100]);
    }
    let lesson = rack.surface.status(PORT).lesson.unwrap();
    assert_eq!(lesson.found.len(), 4, "{lesson:?}");
    for _ in 0..3 {
        say(&mut rack, LessonStep::Next);
    }
    rack.hear(&[0x90, 20, 127]);
    rack.hear(&[0x90, 20, 0]);
    while !rack.surface.status(PORT).lesson.unwrap().is_yes_or_no {
        say(&mut rack, LessonStep::Next);
    }
    // Its light is tried, and nothing else is sent meanwhile.
    assert_eq!(rack.take_sent(), [[0x90, 20, 127]]);
    say(&mut rack, LessonStep::Next);
    rack.pass(1500);
    let motors = rack.take_sent();
    assert_eq!(motors[0], [0x90, 20, 0]);
    assert_eq!(motors.len(), 1 + 2 * 4);
    say(&mut rack, LessonStep::No);
    let (_, learnt) = rack.surface.take_learnt().unwrap();
    let device = library.now().for_port(PORT).unwrap();
    assert!(device.file.is_guess);
    let said = keep_device(learnt.lesson().unwrap(), &device, PORT, Some(&folder)).unwrap();
    assert!(said.contains("box.yaml"), "{said}");
    assert_eq!(library.look(), Vec::<String>::new());
    let now = library.now().for_port(PORT).unwrap();
    assert_eq!((now.file.name.as_str(), now.file.is_guess), ("Box", false));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn messages_are_told_in_words_while_somebody_looks() {
    let mut rack = Rack::synced("nanokontrol2.yaml", &[]);
    rack.surface.plug_in(PORT);
    rack.hear(&[0xb0, 48, 127]);
    assert!(rack.midi.is_empty());
    rack.ask(Intent::Midi(MidiWish::Watch(true)));
    rack.hear(&[0xb0, 49, 127]);
    rack.pass(100);
    let line = |is_out, words: &str| {
        let mut lines = rack.midi.iter();
        lines.any(|line| line.is_out == is_out && line.port == PORT && line.meaning == words)
    };
    assert!(
        line(false, "strip.mute of strip 2 pressed → ch/2/mute"),
        "{:?}",
        rack.midi
    );
    assert!(
        line(true, "light of strip.mute of strip 2 on"),
        "{:?}",
        rack.midi
    );
}

/// A device that nobody listens to.
struct Nowhere;

impl Output for Nowhere {
    fn send(&mut self, _: &[u8]) -> bool {
        true
    }
}

const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until the console says what is looked for.
fn wait_for<T>(desk: &mut LocalDesk, mut look: impl FnMut(&Update) -> Option<T>) -> T {
    let until = Instant::now() + PATIENCE;
    loop {
        assert!(
            Instant::now() < until,
            "the console says nothing of the kind"
        );
        let update = desk.next_update(Duration::from_millis(100)).unwrap();
        if let Some(found) = update.as_ref().and_then(&mut look) {
            return found;
        }
    }
}

fn lesson_in(update: &Update) -> Option<LessonStatus> {
    let surfaces = update.news.iter().find_map(|news| match news {
        News::Surfaces(surfaces) => Some(surfaces),
        _ => None,
    })?;
    surfaces.first()?.lesson.clone()
}

/// A surface of that library on the console, and what it says.
fn plug_in(library: &Arc<Library>, inbox: &Inbox) -> (Sender<Vec<u8>>, Runner) {
    let device = library.now().for_port(PORT).unwrap();
    let (say, input) = bounded(64);
    let port = Port {
        name: PORT.to_owned(),
        input,
        again: never(),
        output: Box::new(Nowhere),
    };
    let registry = Registry::new(inbox.clone(), Arc::clone(library));
    (
        say,
        Runner::start(device, port, inbox.clone(), registry).unwrap(),
    )
}

fn teach() -> Intent {
    Intent::Midi(MidiWish::Teach(PORT.to_owned(), LessonAbout::Control))
}

/// A lesson is over for everybody: the next one may teach, and its lesson ends with it.
fn the_next_one_may_teach(mut other: LocalDesk, teacher: &mut LocalDesk) {
    let until = Instant::now() + PATIENCE;
    while other.ask(teach()).is_err() {
        assert!(Instant::now() < until, "the lesson is not over");
    }
    drop(other);
    let none = |update: &Update| {
        let mut news = update.news.iter();
        news.any(|news| matches!(news, News::MidiOrders(orders) if orders.lesson.is_none()))
            .then_some(())
    };
    wait_for(teacher, none);
}

#[test]
fn whoever_teaches_a_surface_of_a_running_console_finds_the_file_and_who_goes_ends_the_lesson() {
    let folder = std::env::temp_dir().join(format!("hr-taught-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let (inbox, events) = inbox();
    let console = crate::rack::console();
    let control = std::thread::spawn(move || thread::run(console, &events, &Beats::default()));
    let library = Arc::new(Library::open(Some(folder.clone())).0);
    let (say, runner) = plug_in(&library, &inbox);
    let connect = |name: &str| {
        let hello = Hello {
            name: name.to_owned(),
            rights: Rights::Mix,
        };
        LocalDesk::connect(&inbox, hello).unwrap()
    };
    let mut teacher = connect("teacher");
    let here = |update: &Update| {
        let mut news = update.news.iter();
        news.any(|news| matches!(news, News::Surfaces(all) if !all.is_empty()))
            .then_some(())
    };
    wait_for(&mut teacher, here);
    teacher.ask(Intent::Midi(MidiWish::Watch(true))).unwrap();
    teacher.ask(teach()).unwrap();
    // Somebody else waits until that is over.
    let mut other = connect("other");
    let refused = other.ask(teach()).unwrap_err().to_string();
    assert!(refused.contains("somebody else teaches"), "{refused}");
    wait_for(&mut teacher, lesson_in);
    say.send(vec![0xb0, 90, 127]).unwrap();
    say.send(vec![0xb0, 90, 0]).unwrap();
    let mut heard = Vec::new();
    let control_found = wait_for(&mut teacher, |update| {
        heard.extend(update.midi.clone());
        lesson_in(update)?.control
    });
    assert_eq!(control_found.words, "key.user1: cc 90 on channel 1");
    assert!(
        heard
            .iter()
            .any(|line| line.bytes == "B0 5A 7F" && line.port == PORT)
    );
    let target = LessonStep::Target("ch/1/mute".to_owned());
    teacher.ask(Intent::Midi(MidiWish::Say(target))).unwrap();
    let told = wait_for(&mut teacher, |update| update.notices.first().cloned());
    assert!(
        told.text.contains("key.user1") && told.text.contains("ch/1/mute"),
        "{told:?}"
    );
    library.look();
    let now = library.now().for_port(PORT).unwrap();
    assert_eq!(
        (now.file.name.as_str(), now.layout.name.as_str()),
        ("Box", "Box")
    );
    the_next_one_may_teach(other, &mut teacher);
    drop(runner);
    let _ = inbox.put(Event::Stop);
    control.join().unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
}
