//! Spectra, clashes and suspects of a running console: measured for whoever looks, and for nobody else; a loop of
//! microphone and wedge through the engine is found; one press takes it out, and one undo puts it back.

mod common;

use common::consoles;
use common::desk::{Bench, Client};
use common::signal::{Random, sine};
use headroom::app::analyst::Analyst;
use headroom::control::console::Setup;
use headroom::control::feed::{News, Suspect};
use headroom::control::inbox::Event;
use headroom::control::intent::{Intent, Look, LookFor, NotchAt, Refusal, Rights};
use headroom::control::setup::Measure;
use headroom::desk::mirror::Mirror;
use headroom::engine::io::PortId;
use headroom::param::{BusRole, NodeId, Topology, Width};
use std::collections::VecDeque;
use std::time::Duration;

const RATE: usize = 48_000;

struct Show {
    bench: Bench,
    analyst: Analyst,
    client: Client,
    mirror: Mirror,
}

impl Show {
    /// Three strips to a stereo main and a wedge, everything open.
    fn new(watch: &str) -> Self {
        let topology = Topology {
            strips: consoles::strips(1..=3),
            buses: vec![consoles::bus(1, BusRole::Wedge, Width::Mono)],
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
        };
        for (path, value) in [
            ("spectrum/feedback-watch", watch),
            ("console/safe-start", "off"),
            ("ch/1/fader", "0 dB"),
            ("ch/2/fader", "0 dB"),
            ("ch/1/send/1/on", "on"),
            ("ch/1/send/1/level", "0 dB"),
            ("bus/1/fader", "0 dB"),
            ("main/fader", "-20 dB"),
        ] {
            show.set(path, value);
        }
        show.bench.open(RATE as u32);
        show
    }

    fn set(&mut self, path: &str, value: &str) {
        self.bench.set(&self.client, path, value).unwrap();
    }

    fn ask(&mut self, intent: Intent) -> Result<String, Refusal> {
        let answer = self.bench.ask(&self.client, intent);
        self.measure();
        Ok(answer?.text)
    }

    fn look(&mut self, node: NodeId, what: LookFor) -> Result<String, Refusal> {
        self.ask(Intent::Look(Some(Look { node, what })))
    }

    fn play(&mut self, signal: &[f32]) {
        for piece in signal.chunks(RATE / 25) {
            self.bench.play(piece);
            self.measure();
        }
    }

    /// The strips that are open are looked for once a second.
    fn measure(&mut self) {
        self.bench.settle();
        for measure in self.bench.measures.try_iter() {
            self.analyst.take(measure);
        }
        for event in self.analyst.look() {
            self.bench.handle(event);
        }
        self.bench.settle();
        for update in self.client.updates.try_iter() {
            self.mirror.take(&update);
        }
    }

    /// The console is told of a suspect.
    fn suspect(&mut self, node: NodeId, hz: f32) {
        let suspect = Suspect {
            hz,
            nodes: vec![node],
            level: -20.0,
            confidence: 80.0,
            sounds: true,
        };
        self.bench.handle(Event::Suspects(vec![suspect]));
        self.measure();
    }

    fn text(&self, path: &str) -> String {
        let value = self.bench.value(path);
        let layout = self.bench.console.layout();
        layout.spec(layout.find(path).unwrap()).exact(value)
    }
}

#[test]
fn a_spectrum_is_measured_while_somebody_looks_and_never_otherwise() {
    let mut show = Show::new("off");
    // How many things are heard, where that has changed.
    let hears = |show: &mut Show| {
        let mut last = None;
        for measure in show.bench.measures.try_iter() {
            if let Measure::Hear(list) = &measure {
                last = Some(list.len());
            }
            show.analyst.take(measure);
        }
        last
    };
    show.bench.play(&sine(1000.0, 0.1, RATE / 2));
    assert_eq!(hears(&mut show), None);
    assert!(show.analyst.look().is_empty());
    show.look(NodeId::strip(1), LookFor::Spectrum).unwrap();
    show.play(&sine(1000.0, 0.1, 2 * RATE));
    let spectrum = show.mirror.spectrum(NodeId::strip(1)).unwrap();
    assert!(
        (spectrum.bands[17] + 20.0).abs() < 0.1,
        "{}",
        spectrum.bands[17]
    );
    assert!((spectrum.level + 20.0).abs() < 0.1, "{}", spectrum.level);
    assert!(spectrum.scope.is_empty());
    assert_eq!(show.mirror.spectrum(NodeId::MAIN), None);
    // Both sides of main: 3 dB less in each, the fader at −20; both strips are in it.
    show.look(NodeId::MAIN, LookFor::Spectrum).unwrap();
    show.play(&sine(1000.0, 0.1, RATE));
    let spectrum = show.mirror.spectrum(NodeId::MAIN).unwrap();
    assert!((spectrum.tones[0].0 - 1000.0).abs() < 0.1);
    assert!(!spectrum.scope.is_empty());
    assert_eq!(show.mirror.spectrum(NodeId::strip(1)), None);
    show.bench.ask(&show.client, Intent::Look(None)).unwrap();
    show.bench.settle();
    assert_eq!(hears(&mut show), Some(0));
    show.bench.play(&sine(1000.0, 0.1, RATE / 2));
    assert!(show.analyst.look().is_empty());
}

#[test]
fn who_may_only_watch_may_look_and_who_does_not_look_is_told_nothing() {
    let mut show = Show::new("off");
    let other = show.bench.connect(Rights::Watch);
    let look = Look {
        node: NodeId::strip(1),
        what: LookFor::Spectrum,
    };
    show.bench.ask(&other, Intent::Look(Some(look))).unwrap();
    let mut seen = 0;
    for _ in 0..10 {
        show.play(&sine(1000.0, 0.1, RATE / 25));
        let updates = other.updates.try_iter();
        seen += updates
            .flat_map(|update| update.news)
            .filter(|news| matches!(news, News::Spectra(_)))
            .count();
    }
    assert!(seen > 3, "{seen}");
    assert_eq!(show.mirror.spectrum(NodeId::strip(1)), None);
    // Who is gone looks no longer.
    show.bench.handle(Event::Disconnect(other.id));
    show.measure();
    show.bench.play(&sine(1000.0, 0.1, RATE / 25));
    assert!(show.analyst.look().is_empty());
}

#[test]
fn only_so_many_spectra_are_measured_at_a_time_and_only_of_what_is_there() {
    let mut show = Show::new("off");
    let nodes = [
        NodeId::strip(1),
        NodeId::strip(2),
        NodeId::strip(3),
        NodeId::bus(1),
    ];
    let others: Vec<Client> = nodes
        .iter()
        .map(|_| show.bench.connect(Rights::Mix))
        .collect();
    for (node, client) in nodes.iter().zip(&others) {
        let look = Look {
            node: *node,
            what: LookFor::Spectrum,
        };
        show.bench.ask(client, Intent::Look(Some(look))).unwrap();
    }
    let refusal = show.look(NodeId::MAIN, LookFor::Spectrum).unwrap_err();
    assert!(
        refusal
            .to_string()
            .contains("4 spectra are looked at already: ch/1"),
        "{refusal}"
    );
    // What is measured already may be looked at by everybody.
    show.look(NodeId::bus(1), LookFor::Spectrum).unwrap();
    show.bench.handle(Event::Disconnect(others[0].id));
    show.look(NodeId::MAIN, LookFor::Spectrum).unwrap();
    for (node, what) in [
        (NodeId::strip(9), LookFor::Spectrum),
        (NodeId::MAIN, LookFor::Clashes),
    ] {
        assert!(
            matches!(show.look(node, what), Err(Refusal::Spectrum(_))),
            "{node}"
        );
    }
}

#[test]
fn settings_say_where_it_is_taken_and_how_peaks_are_held() {
    let mut show = Show::new("off");
    show.set("ch/1/eq/4/freq", "1 kHz");
    show.set("ch/1/eq/4/gain", "6 dB");
    show.set("ch/1/fader", "-10 dB");
    show.set("spectrum/hold", "endless");
    show.look(NodeId::strip(1), LookFor::Spectrum).unwrap();
    for (tap, level) in [("pre-eq", -20.0), ("post-eq", -14.0), ("output", -24.0)] {
        show.set("spectrum/tap", tap);
        show.play(&sine(1000.0, 0.1, RATE));
        let spectrum = show.mirror.spectrum(NodeId::strip(1)).unwrap();
        assert!(
            (spectrum.bands[17] - level).abs() < 0.1,
            "{tap}: {}",
            spectrum.bands[17]
        );
    }
    show.play(&vec![0.0; RATE]);
    let held = |show: &Show| show.mirror.spectrum(NodeId::strip(1)).unwrap().held_bands[17];
    assert!((held(&show) + 24.0).abs() < 0.1, "{}", held(&show));
    show.set("spectrum/reset", "on");
    show.play(&vec![0.0; RATE / 10]);
    assert!(held(&show) < -60.0, "{}", held(&show));
}

#[test]
fn a_louder_strip_hides_another_in_its_band() {
    let mut show = Show::new("off");
    show.set("ch/2/trim", "18 dB");
    show.look(NodeId::strip(1), LookFor::Clashes).unwrap();
    show.play(&sine(1000.0, 0.01, 6 * RATE));
    let reading = show.mirror.clashes(NodeId::strip(1)).unwrap();
    // The third strip is not open.
    assert_eq!((reading.compared, reading.left_out), (1, 0));
    let worst = reading.clashes[0];
    assert_eq!((worst.band, worst.by), (17, NodeId::strip(2)));
    assert!((worst.louder_db - 18.0).abs() < 0.1, "{worst:?}");
    assert!((worst.hidden_db - 12.5).abs() < 0.3, "{worst:?}");
}

/// What a wedge plays comes back to the microphone through a resonance of the room.
struct Room {
    air: VecDeque<f32>,
    state: [f32; 2],
    factors: [f32; 3],
}

impl Room {
    fn new(hz: f32, delay_ms: f32, gain_db: f32) -> Self {
        let (rate, r) = (RATE as f32, 0.993_f32);
        let turn = std::f32::consts::TAU * hz / rate;
        let own = 1.0 / ((1.0 - r) * (1.0 - 2.0 * r * (2.0 * turn).cos() + r * r).sqrt());
        Self {
            air: vec![0.0; (delay_ms * rate / 1000.0) as usize].into(),
            state: [0.0; 2],
            factors: [
                10_f32.powf(gain_db / 20.0) / own,
                2.0 * r * turn.cos(),
                -r * r,
            ],
        }
    }

    fn hear(&mut self, played: f32) -> f32 {
        self.air.push_back(played);
        let back = self.air.pop_front().unwrap_or(0.0);
        let [gain, a, b] = self.factors;
        let y = gain * back + a * self.state[0] + b * self.state[1];
        self.state = [y, self.state[0]];
        y
    }
}

/// A microphone on the first strip, before the wedge.
struct Stage {
    show: Show,
    room: Room,
    input: usize,
    output: usize,
    /// The highest level of the wedge of late.
    level: f32,
    frames: usize,
}

impl Stage {
    fn new(room: Room) -> Self {
        let mut show = Show::new("on");
        // Everything has opened.
        show.bench.play(&vec![0.0; RATE]);
        let port = |ports: &[PortId], node| ports.iter().position(|port| port.node == node);
        let input = port(&show.bench.ports.inputs, NodeId::strip(1)).unwrap();
        let output = port(&show.bench.ports.outputs, NodeId::bus(1)).unwrap();
        Self {
            show,
            room,
            input,
            output,
            level: 0.0,
            frames: 0,
        }
    }

    /// One callback, with what the stage sounds like without the wedge.
    fn cycle(&mut self, stage: &[f32]) {
        let count = stage.len();
        let io = &mut self.show.bench.io;
        let played = io.outputs[self.output].clone();
        let played = &played[played.len() - count..];
        for buffer in io.inputs.iter_mut().chain(&mut io.outputs) {
            buffer.clear();
            buffer.resize(count, 0.0);
        }
        let heard = stage.iter().zip(played);
        let room = &mut self.room;
        io.inputs[self.input] = heard.map(|(x, y)| x + room.hear(*y)).collect();
        self.show.bench.host.as_mut().unwrap().cycle(io, count);
        let played = self.show.bench.io.outputs[self.output].iter();
        self.level = played.fold(self.level * 0.99, |level, x| level.max(x.abs()));
        self.show.bench.now += Duration::from_micros(count as u64 * 1000 / 48);
        self.frames += count;
        // The measuring thread looks ten times a second.
        if self.frames % (RATE / 10) < count {
            self.show.measure();
        }
    }

    /// The stage is as loud as it is until something holds, at most 4 s. Seconds since the beginning.
    fn run(&mut self, random: &mut Random, until: impl Fn(&Self) -> bool) -> f32 {
        for _ in 0..4 * RATE / 32 {
            if until(self) {
                break;
            }
            self.cycle(&random.noise(0.001, 32));
        }
        self.frames as f32 / RATE as f32
    }
}

#[test]
fn a_loop_of_microphone_and_wedge_is_found_within_a_second_and_a_notch_ends_it() {
    let mut stage = Stage::new(Room::new(1270.0, 10.0, 1.5));
    let mut random = Random::new(3);
    let seconds = stage.run(&mut random, |stage| {
        !stage.show.mirror.suspects().is_empty()
    });
    assert!(seconds < 1.0, "{seconds} s");
    let suspect = &stage.show.mirror.suspects()[0];
    assert_eq!(suspect.nodes[0], NodeId::bus(1), "{suspect:?}");
    assert!(
        (suspect.hz / 1270.0).log2().abs() < 1.0 / 36.0,
        "{suspect:?}"
    );
    let text = stage.show.ask(Intent::Notch(None)).unwrap();
    assert!(
        text.starts_with("Notch 1 of bus/1: -12 dB at 127"),
        "{text}"
    );
    // The notch ends it while it is still quiet: only the noise is left.
    let end = stage.frames + 2 * RATE;
    stage.run(&mut random, |stage| stage.frames >= end);
    assert!(stage.level < 0.02, "{}", stage.level);
    assert!(
        stage
            .show
            .mirror
            .suspects()
            .iter()
            .all(|suspect| !suspect.sounds)
    );
    // Nothing but that key changes any sound.
    stage.show.ask(Intent::Undo).unwrap();
    let end = stage.frames + 2 * RATE;
    stage.run(&mut random, |stage| stage.frames >= end);
    assert!(stage.level > 0.3, "{}", stage.level);
}

#[test]
fn a_notch_takes_a_free_place_and_is_undone_alone() {
    let mut show = Show::new("on");
    assert!(
        show.ask(Intent::Notch(None))
            .unwrap_err()
            .to_string()
            .contains("no feedback")
    );
    // The console's own tone is no feedback.
    show.set("oscillator/freq", "1267 Hz");
    show.set("oscillator/on", "on");
    show.suspect(NodeId::bus(1), 1267.0);
    assert_eq!(show.mirror.suspects(), []);
    show.set("oscillator/on", "off");
    show.suspect(NodeId::bus(1), 1267.0);
    show.set("bus/1/notch/1/on", "on");
    show.set("bus/1/geq/1k", "3 dB");
    let text = show.ask(Intent::Notch(None)).unwrap();
    assert_eq!(text, "Notch 2 of bus/1: -12 dB at 1267 Hz");
    let set = |show: &Show| {
        ["on", "freq", "gain", "q"].map(|row| show.text(&format!("bus/1/notch/2/{row}")))
    };
    let ours = set(&show);
    assert_eq!(
        (ours[0].as_str(), ours[2].as_str(), ours[3].as_str()),
        ("on", "-12 dB", "30")
    );
    // A second press makes it deeper, and no third notch.
    let text = show.ask(Intent::Notch(None)).unwrap();
    assert_eq!(text, "Notch 2 of bus/1: -18 dB at 1267 Hz");
    // An undo takes its time.
    show.ask(Intent::Undo).unwrap();
    show.play(&vec![0.0; RATE / 2]);
    assert_eq!(set(&show), ours);
    show.ask(Intent::Undo).unwrap();
    show.play(&vec![0.0; RATE / 2]);
    assert_eq!(set(&show)[0], "off");
    assert_eq!(show.text("bus/1/geq/1k"), "3 dB");
    assert_eq!(show.text("bus/1/notch/1/on"), "on");
}

#[test]
fn strips_take_a_band_that_changes_nothing_yet_and_say_where_none_is_left() {
    let mut show = Show::new("on");
    let at = |hz| {
        let node = NodeId::strip(1);
        Intent::Notch(Some(NotchAt { node, hz }))
    };
    show.set("ch/1/eq/1/gain", "3 dB");
    show.set("ch/1/eq/2/type", "high-pass");
    let text = show.ask(at(2000.0)).unwrap();
    assert_eq!(text, "Band 3 of ch/1: -12 dB at 2000 Hz");
    assert_eq!(show.text("ch/1/eq/3/type"), "bell");
    assert_eq!(show.text("ch/1/eq/3/q"), "16");
    for hz in [3000.0, 4000.0, 5000.0] {
        show.ask(at(hz)).unwrap();
    }
    let refusal = show.ask(at(6000.0)).unwrap_err().to_string();
    assert!(
        refusal.contains("all 6 bands of ch/1 are in use"),
        "{refusal}"
    );
    show.set("ch/1/eq/on", "off");
    let refusal = show.ask(at(6000.0)).unwrap_err().to_string();
    assert!(refusal.contains("ch/1/eq/on on"), "{refusal}");
}
