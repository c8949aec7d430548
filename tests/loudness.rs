//! Loudness of a running console: main and a chosen mix are captured, measured elsewhere, and told to everybody;
//! the venue's limit warns.

mod common;

use common::consoles;
use common::desk::{Bench, Client};
use common::signal::sine;
use headroom::app::analyst::Analyst;
use headroom::control::console::Setup;
use headroom::control::feed::{LoudnessReading, Severity};
use headroom::control::inbox::Event;
use headroom::control::intent::{Intent, Rights};
use headroom::desk::mirror::Mirror;
use headroom::param::{BusRole, NodeId, Topology, Width};

const RATE: usize = 48_000;

struct Show {
    bench: Bench,
    analyst: Analyst,
    client: Client,
    mirror: Mirror,
    notices: Vec<(Severity, String)>,
}

impl Show {
    /// A strip to a stereo main and to a mono bus, everything open.
    fn new() -> Self {
        let topology = Topology {
            strips: consoles::strips(1..=2),
            buses: vec![consoles::bus(1, BusRole::Group, Width::Mono)],
            ..Topology::default()
        };
        let mut bench = Bench::new(Setup {
            topology,
            ..Setup::default()
        });
        let client = bench.connect(Rights::Mix);
        let mut show = Self {
            bench,
            analyst: Analyst::default(),
            client,
            mirror: Mirror::default(),
            notices: Vec::new(),
        };
        show.bench.open(RATE as u32);
        for (path, value) in [
            ("console/safe-start", "off"),
            ("main/limiter/on", "off"),
            ("ch/1/fader", "0 dB"),
            ("ch/1/send/1/on", "on"),
            ("ch/1/send/1/level", "0 dB"),
            ("bus/1/main/on", "off"),
            ("bus/1/fader", "0 dB"),
            ("main/fader", "0 dB"),
        ] {
            show.set(path, value);
        }
        show.play(f64::NEG_INFINITY, 1.0);
        show
    }

    fn set(&mut self, path: &str, value: &str) {
        self.bench.set(&self.client, path, value).unwrap();
    }

    /// A tone of 1 kHz comes in at a level in dBFS; what is captured is measured now and then.
    fn play(&mut self, level: f64, seconds: f64) {
        let amplitude = 10_f64.powf(level / 20.0);
        let frames = (seconds * RATE as f64) as usize;
        let tone = sine(1000.0, amplitude, frames);
        for piece in tone.chunks(RATE / 10) {
            self.bench.play(piece);
            self.measure();
        }
    }

    fn measure(&mut self) {
        for measure in self.bench.measures.try_iter() {
            self.analyst.take(measure);
        }
        if let Some(readings) = self.analyst.measure() {
            self.bench.handle(Event::Loudness(readings));
        }
        self.bench.settle();
        for update in self.client.updates.try_iter() {
            self.mirror.take(&update);
            let notices = update.notices.into_iter();
            self.notices.extend(notices.map(|n| (n.severity, n.text)));
        }
    }

    fn of(&self, node: NodeId) -> &LoudnessReading {
        let mut readings = self.mirror.loudness().iter();
        readings.find(|reading| reading.node == node).unwrap()
    }
}

/// What was captured is measured every tenth of a second.
fn lasts(read: f32, expected: f32) {
    assert!((read - expected).abs() < 0.25, "{read}, not {expected}");
}

fn near(read: f32, expected: f32) {
    assert!((read - expected).abs() < 0.1, "{read}, not {expected}");
}

#[test]
fn main_reads_what_it_plays_and_begins_anew_when_asked() {
    let mut show = Show::new();
    // Each side of main is 3 dB below the strip, and both together read what each of them peaks at.
    show.play(-20.0, 1.0);
    show.set("loudness/reset", "on");
    show.play(-20.0, 4.0);
    let main = show.of(NodeId::MAIN);
    for read in [
        main.momentary,
        main.short_term,
        main.integrated,
        main.true_peak,
    ] {
        near(read, -23.0);
    }
    near(main.slow, -23.0);
    assert_eq!(main.missed_seconds, 0.0);
    lasts(main.seconds, 4.0);
    show.play(-30.0, 4.0);
    near(show.of(NodeId::MAIN).short_term, -33.0);
    near(show.of(NodeId::MAIN).true_peak, -23.0);
    show.set("loudness/reset", "on");
    assert!(!show.bench.value("loudness/reset").is_on());
    show.play(-30.0, 3.5);
    let main = show.of(NodeId::MAIN);
    near(main.integrated, -33.0);
    near(main.true_peak, -33.0);
    lasts(main.seconds, 3.5);
}

#[test]
fn another_mix_is_measured_beside_main_while_main_goes_on() {
    let mut show = Show::new();
    show.play(-20.0, 2.0);
    assert_eq!(show.mirror.loudness().len(), 1);
    show.set("loudness/source", "bus/1");
    show.play(-20.0, 4.0);
    // One channel at −20 dBFS is 3 dB less than two.
    near(show.of(NodeId::bus(1)).integrated, -23.0);
    lasts(show.of(NodeId::bus(1)).seconds, 4.0);
    lasts(show.of(NodeId::MAIN).seconds, 7.0);
    assert_eq!(show.of(NodeId::MAIN).missed_seconds, 0.0);
    // A bus that is gone leaves main.
    let topology = Topology {
        buses: Vec::new(),
        ..show.bench.console.layout().topology().clone()
    };
    let wish = Intent::Reshape(topology.into());
    show.bench.ask(&show.client, wish).unwrap();
    show.play(-20.0, 1.0);
    assert_eq!(show.mirror.loudness().len(), 1);
    lasts(show.of(NodeId::MAIN).seconds, 8.0);
}

#[test]
fn what_was_measured_survives_a_lost_server_and_another_console() {
    let mut show = Show::new();
    show.play(-20.0, 3.0);
    show.bench.lose();
    show.measure();
    show.bench.open(RATE as u32);
    show.play(f64::NEG_INFINITY, 1.0);
    let seconds = show.of(NodeId::MAIN).seconds;
    lasts(seconds, 5.0);
    near(show.of(NodeId::MAIN).true_peak, -23.0);
    let topology = Topology {
        strips: consoles::strips(1..=12),
        ..show.bench.console.layout().topology().clone()
    };
    let wish = Intent::Reshape(topology.into());
    show.bench.ask(&show.client, wish).unwrap();
    show.play(-20.0, 2.0);
    lasts(show.of(NodeId::MAIN).seconds, 7.0);
    assert_eq!(show.of(NodeId::MAIN).missed_seconds, 0.0);
}

#[test]
fn who_is_too_loud_for_the_venue_is_told_once_and_when_it_is_over() {
    let mut show = Show::new();
    for (path, value) in [
        ("loudness/limit/level", "90 dB"),
        ("loudness/limit/window", "1 min"),
        ("loudness/limit/calibration", "120 dB"),
        ("loudness/limit/on", "on"),
    ] {
        show.set(path, value);
    }
    // −23 dBFS on each side is 97 dB; one of 3 seconds of it is 92 dB on average.
    show.play(f64::NEG_INFINITY, 1.0);
    assert!(!show.of(NodeId::MAIN).is_too_loud);
    // Only whole seconds count.
    show.play(-20.0, 1.2);
    near(show.of(NodeId::MAIN).room_db, 97.0 - 4.77);
    assert!(show.of(NodeId::MAIN).is_too_loud);
    let told = |show: &Show, severity| {
        let told = show
            .notices
            .iter()
            .filter(|(how, text)| *how == severity && text.contains("venue"));
        told.count()
    };
    assert_eq!(
        (told(&show, Severity::Warning), told(&show, Severity::Info)),
        (1, 0)
    );
    // 1.2 of 9 are 88 dB.
    show.play(f64::NEG_INFINITY, 6.0);
    assert!(!show.of(NodeId::MAIN).is_too_loud);
    assert_eq!(
        (told(&show, Severity::Warning), told(&show, Severity::Info)),
        (1, 1)
    );
    // Nothing is told where there is no limit.
    show.set("loudness/limit/on", "off");
    show.play(-20.0, 2.0);
    assert!(!show.of(NodeId::MAIN).is_too_loud);
    assert_eq!(told(&show, Severity::Warning), 1);
}
