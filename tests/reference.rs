//! The reference track: on the monitor only, as loud as the mix, without a click, over lost servers and other
//! consoles; its file, its markers and its loop belong to the show.

mod common;

use common::consoles;
use common::desk::{Bench, Client};
use common::signal::{Random, sine};
use common::wave::write_floats;
use headroom::analysis::level::LevelMeter;
use headroom::app::analyst::Analyst;
use headroom::app::reference::{Home, Player};
use headroom::control::console::{Keep, Setup};
use headroom::control::feed::{ReferenceState, ReferenceStatus, Severity};
use headroom::control::inbox::Event;
use headroom::control::intent::{Intent, ReferenceWish, Refusal, Rights};
use headroom::control::setup::Played;
use headroom::desk::mirror::Mirror;
use headroom::engine::io::PortList;
use headroom::param::{BusRole, ConsoleAction, NodeId, Topology, Width};
use headroom::show::reference::Reference;
use std::path::{Path, PathBuf};
use std::time::Duration;

const RATE: usize = 48_000;

/// A scratch folder of a test.
fn scratch(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("hr-reference-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// A stereo file of noise of a peak level, different on both sides.
fn noise(folder: &Path, name: &str, rate: usize, (amplitude, seconds): (f32, usize)) -> String {
    let mut random = Random::new(3);
    let (left, right) = (
        random.noise(amplitude, rate * seconds),
        random.noise(amplitude, rate * seconds),
    );
    let frames: Vec<Vec<f32>> = left
        .into_iter()
        .zip(right)
        .map(|(l, r)| vec![l, r])
        .collect();
    let path = folder.join(name);
    write_floats(&path, rate as u32, &frames);
    path.to_str().unwrap().to_owned()
}

struct Show {
    bench: Bench,
    analyst: Analyst,
    player: Player,
    client: Client,
    mirror: Mirror,
    notices: Vec<(Severity, String)>,
    kept: crossbeam_channel::Receiver<Keep>,
    /// The player does nothing: its disk sleeps.
    is_stalled: bool,
}

impl Show {
    fn new(home: Home) -> Self {
        Self::with(home, Width::Stereo, None)
    }

    /// A strip to main, everything open, the monitor at 0 dB.
    fn with(home: Home, main: Width, reference: Option<Reference>) -> Self {
        let topology = Topology {
            strips: consoles::strips(1..=2),
            buses: vec![consoles::bus(1, BusRole::Group, Width::Mono)],
            main,
            ..Topology::default()
        };
        let (saver, kept) = crossbeam_channel::unbounded();
        let mut bench = Bench::new(Setup {
            topology,
            reference,
            saver: Some(saver),
            ..Setup::default()
        });
        let client = bench.connect(Rights::Mix);
        let mut show = Self {
            bench,
            analyst: Analyst::default(),
            player: Player::new(home),
            client,
            mirror: Mirror::default(),
            notices: Vec::new(),
            kept,
            is_stalled: false,
        };
        show.bench.open(RATE as u32);
        for (path, value) in [
            ("console/safe-start", "off"),
            ("main/limiter/on", "off"),
            ("ch/1/fader", "0 dB"),
            ("bus/1/main/on", "off"),
            ("bus/1/fader", "0 dB"),
            ("main/fader", "0 dB"),
            ("monitor/level", "0 dB"),
        ] {
            show.set(path, value).unwrap();
        }
        // Faders rise in their own time.
        show.silence(1.0);
        show
    }

    fn set(&mut self, path: &str, value: &str) -> Result<(), Refusal> {
        self.bench.set(&self.client, path, value).map(drop)
    }

    fn wish(&mut self, wish: ReferenceWish) -> Result<String, Refusal> {
        let answer = self.bench.ask(&self.client, Intent::Reference(wish));
        answer.map(|answer| answer.text)
    }

    /// A file is chosen and measured; what plays goes on meanwhile.
    fn choose(&mut self, path: &str) {
        self.wish(ReferenceWish::Choose(path.to_owned())).unwrap();
        self.settle();
    }

    /// What somebody sees who connects now.
    fn seen(&mut self) -> ReferenceStatus {
        let other = self.bench.connect(Rights::Watch);
        self.bench.settle();
        let mut mirror = Mirror::default();
        for update in other.updates.try_iter() {
            mirror.take(&update);
        }
        mirror.reference().clone()
    }

    /// Until nothing is measured any more.
    fn settle(&mut self) {
        let mut turns = 0;
        while turns < 3 || matches!(self.mirror.reference().state, ReferenceState::Measuring(_)) {
            self.bench.now += Duration::from_millis(200);
            self.turn();
            turns += 1;
        }
    }

    fn turn(&mut self) {
        for measure in self.bench.measures.try_iter() {
            self.analyst.take(measure);
        }
        if let Some(readings) = self.analyst.measure() {
            self.bench.handle(Event::Loudness(readings));
        }
        if !self.is_stalled {
            for play in self.bench.plays.try_iter() {
                self.player.take(play);
            }
            if let Some(said) = self.player.turn() {
                // As the thread does: what was heard fades out first.
                if matches!(said, Played::Opened(_)) {
                    self.bench.run(2048, 0.0);
                }
                self.bench.handle(Event::Reference(said));
            }
        }
        self.bench.settle();
        for update in self.client.updates.try_iter() {
            self.mirror.take(&update);
            let notices = update.notices.into_iter();
            self.notices.extend(notices.map(|n| (n.severity, n.text)));
        }
    }

    /// A signal comes in.
    fn play(&mut self, signal: &[f32]) {
        for piece in signal.chunks(RATE / 50) {
            self.bench.play(piece);
            self.turn();
        }
    }

    fn silence(&mut self, seconds: f64) {
        self.play(&vec![0.0; (seconds * RATE as f64) as usize]);
    }

    /// What was played at both sides of an output, from a frame on.
    fn heard(&self, node: NodeId, from: usize) -> [&[f32]; 2] {
        let ports = PortList::of(self.bench.console.layout().topology());
        let at = ports
            .outputs
            .iter()
            .position(|port| port.node == node)
            .unwrap();
        [0, 1].map(|side| &self.bench.recorded[at + side][from..])
    }

    fn played(&self) -> usize {
        self.bench.recorded[0].len()
    }

    /// The loudness of the last seconds at an output.
    fn loudness(&self, node: NodeId, seconds: f64) -> f64 {
        let from = self.played() - (seconds * RATE as f64) as usize;
        let mut meter = LevelMeter::new(Width::Stereo, RATE as u32);
        meter.add(&self.heard(node, from));
        meter.finish().integrated
    }

    fn told(&self, part: &str) -> usize {
        self.notices
            .iter()
            .filter(|(_, text)| text.contains(part))
            .count()
    }
}

/// What the largest change from sample to sample above 8 kHz comes to, in dBFS: the click of a switch.
fn click_dbfs(heard: &[f32]) -> f64 {
    // A difference of the fourth order passes what is above, and hardly anything of a low tone.
    let peak = heard
        .windows(5)
        .map(|x| f64::from(x[0] - 4.0 * x[1] + 6.0 * x[2] - 4.0 * x[3] + x[4]).abs() / 16.0)
        .fold(0.0, f64::max);
    20.0 * peak.max(1e-9).log10()
}

#[test]
fn it_is_as_loud_as_the_mix_on_the_monitor_and_never_heard_in_main() {
    let folder = scratch("match");
    for (main, amplitude, level) in [
        (Width::Stereo, 0.9_f32, 0.05_f64),
        (Width::Stereo, 0.02, 0.5),
        (Width::Mono, 0.4, 0.1),
    ] {
        let file = noise(&folder, "loud.wav", RATE, (amplitude, 4));
        let mut show = Show::with(Home::default(), main, None);
        show.choose(&file);
        let mix = sine(997.0, level, 3 * RATE);
        let begun = show.played();
        show.play(&mix);
        let before = show.loudness(NodeId::MONITOR_A, 2.0);
        let from = show.played();
        show.set("monitor/reference", "on").unwrap();
        show.play(&mix);
        let after = show.loudness(NodeId::MONITOR_A, 2.0);
        assert!(
            (after - before).abs() < 0.2,
            "{main:?}: mix {before}, reference {after}"
        );
        // Main plays the same tone as before.
        let [left, _] = show.heard(NodeId::MAIN, from);
        let [earlier, _] = show.heard(NodeId::MAIN, begun);
        assert!(left[RATE..2 * RATE] == earlier[RATE..2 * RATE], "{main:?}");
        show.set("monitor/reference-offset", "-6 dB").unwrap();
        show.play(&mix);
        let lower = show.loudness(NodeId::MONITOR_A, 2.0);
        assert!((lower - after + 6.0).abs() < 0.2, "{lower} {after}");
        show.set("monitor/reference", "off").unwrap();
        show.play(&mix);
        let again = show.loudness(NodeId::MONITOR_A, 2.0);
        assert!((again - before).abs() < 0.01, "{again} {before}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_bus_on_the_monitor_is_what_it_is_matched_with() {
    let folder = scratch("bus");
    let file = noise(&folder, "file.wav", RATE, (0.5, 4));
    let mut show = Show::new(Home::default());
    show.choose(&file);
    for (path, value) in [
        ("ch/1/send/1/on", "on"),
        ("ch/1/send/1/level", "-20 dB"),
        ("monitor/source", "bus/1"),
    ] {
        show.set(path, value).unwrap();
    }
    let mix = sine(997.0, 0.3, 3 * RATE);
    show.play(&mix);
    let before = show.loudness(NodeId::MONITOR_A, 2.0);
    show.set("monitor/reference", "on").unwrap();
    show.play(&mix);
    let after = show.loudness(NodeId::MONITOR_A, 2.0);
    assert!(
        (after - before).abs() < 0.2,
        "mix {before}, reference {after}"
    );
    // Nobody is told of a bus that nobody asked to be measured.
    assert_eq!(show.mirror.loudness().len(), 1);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn without_a_mix_it_is_quiet_and_says_so() {
    let folder = scratch("quiet");
    let file = noise(&folder, "loud.wav", RATE, (0.9, 3));
    let mut show = Show::new(Home::default());
    show.choose(&file);
    show.silence(0.5);
    show.set("monitor/reference", "on").unwrap();
    show.silence(3.0);
    let heard = show.loudness(NodeId::MONITOR_A, 2.0);
    assert!((heard + 30.0).abs() < 0.3, "{heard}");
    assert_eq!(show.told("the mix has no loudness yet"), 1);
    // Once there is a mix, the next comparison is matched; a pause between two songs forgets nothing.
    show.set("monitor/reference", "off").unwrap();
    show.play(&sine(997.0, 0.2, 5 * RATE));
    let mix = show.loudness(NodeId::MONITOR_A, 3.0);
    show.silence(2.0);
    show.set("monitor/reference", "on").unwrap();
    show.silence(3.0);
    let heard = show.loudness(NodeId::MONITOR_A, 2.0);
    assert!((heard - mix).abs() < 0.2, "mix {mix}, reference {heard}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn nothing_clicks_when_it_comes_goes_jumps_or_starves() {
    let folder = scratch("clicks");
    let tone = sine(200.0, 0.5, 15 * RATE);
    let frames: Vec<Vec<f32>> = tone.iter().map(|x| vec![*x, *x]).collect();
    let path = folder.join("tone.wav");
    write_floats(&path, RATE as u32, &frames);
    let mut show = Show::new(Home::default());
    show.choose(path.to_str().unwrap());
    let mix = sine(300.0, 0.5, 4 * RATE);
    show.play(&mix);
    let settled = show.played();
    show.set("monitor/reference", "on").unwrap();
    show.play(&mix[..RATE]);
    show.wish(ReferenceWish::Seek(7.1234)).unwrap();
    show.play(&mix[..RATE]);
    let position = show.mirror.reference().position;
    assert!((7.9..8.2).contains(&position), "{position}");
    show.is_stalled = true;
    show.play(&mix[..3 * RATE]);
    let starved = show.played();
    let [left, _] = show.heard(NodeId::MONITOR_A, starved - 4800);
    assert!(left.iter().all(|x| *x == 0.0), "the ring is empty");
    show.is_stalled = false;
    show.play(&mix[..2 * RATE]);
    assert_eq!(show.told("the disk is too slow for the reference track"), 1);
    assert_eq!(show.mirror.reference().starved, 1);
    let [left, _] = show.heard(NodeId::MONITOR_A, starved + RATE);
    assert!(left.iter().any(|x| x.abs() > 0.1), "it came back");
    // Nothing of it was lost: it waited where it was.
    let position = show.mirror.reference().position;
    assert!((11.0..12.6).contains(&position), "{position}");
    show.set("monitor/reference", "off").unwrap();
    show.play(&mix[..RATE]);
    let [left, _] = show.heard(NodeId::MONITOR_A, settled);
    let click = click_dbfs(left);
    assert!(click < -80.0, "{click}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn it_waits_where_it_is_while_the_mix_is_heard() {
    let folder = scratch("waits");
    let file = noise(&folder, "file.wav", 44_100, (0.3, 8));
    let mut show = Show::new(Home::default());
    show.choose(&file);
    show.silence(0.2);
    show.bench
        .ask(&show.client, ConsoleAction::Reference.into())
        .unwrap();
    show.silence(3.0);
    let there = show.mirror.reference().position;
    assert!((2.8..3.1).contains(&there), "{there}");
    show.bench
        .ask(&show.client, ConsoleAction::Reference.into())
        .unwrap();
    show.silence(0.3);
    let stopped = show.mirror.reference().position;
    show.silence(3.0);
    assert_eq!(show.mirror.reference().position, stopped);
    assert!(stopped - there < 0.3);
    // Soloing, and headphones that are down, change nothing about where it is.
    show.set("monitor/reference", "on").unwrap();
    show.set("monitor/level", "off").unwrap();
    show.silence(2.0);
    let blind = show.mirror.reference().position;
    assert!((1.8..2.3).contains(&(blind - stopped)), "{blind} {stopped}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn there_is_nothing_to_hear_without_a_file_and_a_bad_one_changes_nothing() {
    let folder = scratch("bad");
    let mut show = Show::new(Home::default());
    let refused = show.set("monitor/reference", "on").unwrap_err().to_string();
    assert!(refused.contains("headroom reference FILE"), "{refused}");
    assert!(!show.bench.value("monitor/reference").is_on());
    let refused = show.wish(ReferenceWish::Seek(1.0)).unwrap_err().to_string();
    assert!(refused.contains("headroom reference FILE"), "{refused}");
    let file = noise(&folder, "file.wav", RATE, (0.3, 3));
    show.choose(&file);
    assert_eq!(show.mirror.reference().file, "file.wav");
    let six: Vec<Vec<f32>> = vec![vec![0.1; 6]; 1000];
    write_floats(&folder.join("six.wav"), RATE as u32, &six);
    std::fs::write(folder.join("text.wav"), "no sound").unwrap();
    for (name, word) in [
        ("six.wav", "has 6 channels; allowed: 1 or 2"),
        ("text.wav", "is no sound file"),
        ("missing.wav", "cannot be read"),
        ("", "is not a file"),
    ] {
        show.choose(folder.join(name).to_str().unwrap());
        assert_eq!(show.told(word), 1, "{word}: {:?}", show.notices);
        assert_eq!(show.mirror.reference().file, "file.wav");
        assert_eq!(show.mirror.reference().state, ReferenceState::Ready);
    }
    let refused = show.wish(ReferenceWish::Choose("song.wav".to_owned()));
    assert!(refused.unwrap_err().to_string().contains("whole path"));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn markers_and_loop_are_kept_by_the_show_with_its_own_copy_of_the_file() {
    let (folder, elsewhere) = (scratch("kept"), scratch("elsewhere"));
    let file = noise(&elsewhere, "Song.wav", RATE, (0.3, 10));
    let home = Home::new(Some(folder.clone()), true);
    let mut show = Show::new(home.clone());
    show.choose(&file);
    let copy = folder.join("reference/Song.wav");
    assert_eq!(std::fs::read(&copy).unwrap(), std::fs::read(&file).unwrap());
    show.wish(ReferenceWish::Seek(4.0)).unwrap();
    show.silence(0.2);
    for wish in [
        ReferenceWish::Mark(None, None),
        ReferenceWish::Mark(Some("Chorus".to_owned()), Some(6.0)),
        ReferenceWish::Mark(Some("Gone".to_owned()), Some(1.0)),
        ReferenceWish::Unmark("Gone".to_owned()),
        ReferenceWish::In(Some(2.0)),
        ReferenceWish::Out(Some(8.0)),
    ] {
        show.wish(wish).unwrap();
    }
    let last = show.kept.try_iter().filter_map(|keep| match keep {
        Keep::Reference(reference) => reference,
        _ => None,
    });
    let kept = last.last().unwrap();
    let expected = Reference {
        file: "reference/Song.wav".to_owned(),
        from: Some(2.0),
        to: Some(8.0),
        markers: vec![("1".to_owned(), 4.0), ("Chorus".to_owned(), 6.0)],
    };
    assert_eq!(kept, expected);
    // The same file again needs no second copy; another one of its name does.
    show.choose(&file);
    noise(&elsewhere, "Song.wav", RATE, (0.3, 11));
    show.choose(&file);
    assert!(folder.join("reference/Song 2.wav").exists());
    assert!(!folder.join("reference/Song 3.wav").exists());
    // Another console on the same show goes on with it.
    let mut again = Show::with(home, Width::Stereo, Some(kept));
    again.settle();
    let status = again.mirror.reference().clone();
    assert_eq!(status.state, ReferenceState::Ready);
    assert_eq!(status.loop_ends, (Some(2.0), Some(8.0)));
    assert_eq!(status.markers.len(), 2);
    again.silence(0.3);
    assert_eq!(again.mirror.reference().position, 2.0);
    for folder in [folder, elsewhere] {
        std::fs::remove_dir_all(folder).unwrap();
    }
}

#[test]
fn markers_are_gone_to_by_name_and_one_after_the_other_and_wrong_places_are_refused() {
    let folder = scratch("markers");
    let file = noise(&folder, "file.wav", RATE, (0.3, 10));
    let mut show = Show::new(Home::default());
    show.choose(&file);
    for (name, place) in [("A", 2.0), ("B", 5.0)] {
        let mark = ReferenceWish::Mark(Some(name.to_owned()), Some(place));
        show.wish(mark).unwrap();
    }
    let mut goes = |wish: ReferenceWish, place: f32| {
        show.wish(wish).unwrap();
        show.silence(0.3);
        assert_eq!(show.mirror.reference().position, place);
    };
    goes(ReferenceWish::SeekMarker("B".to_owned()), 5.0);
    goes(ReferenceWish::Step(false), 2.0);
    goes(ReferenceWish::Step(false), 0.0);
    goes(ReferenceWish::Step(true), 2.0);
    goes(ReferenceWish::Step(true), 5.0);
    goes(ReferenceWish::Step(true), 0.0);
    for (wish, word) in [
        (ReferenceWish::SeekMarker("C".to_owned()), "known: A, B"),
        (ReferenceWish::Seek(11.0), "allowed: 0 to 10.0 s"),
        (ReferenceWish::Seek(f32::NAN), "allowed: 0 to 10.0 s"),
        (
            ReferenceWish::Mark(Some("a/b".to_owned()), None),
            "no slashes",
        ),
        (
            ReferenceWish::Out(Some(0.0)),
            "at least 0.1 s after it begins",
        ),
        (
            ReferenceWish::Out(Some(0.05)),
            "at least 0.1 s after it begins",
        ),
    ] {
        let refused = show.wish(wish).unwrap_err().to_string();
        assert!(refused.contains(word), "{refused}");
    }
    // What was asked is known at once, however long the player's disk takes.
    show.is_stalled = true;
    show.wish(ReferenceWish::Seek(7.5)).unwrap();
    assert!((show.seen().position - 7.5).abs() < 1e-3);
    show.set("monitor/reference", "on").unwrap();
    let gain = show.bench.value("monitor/reference-gain").0;
    assert!((gain * 10.0 - (gain * 10.0).round()).abs() < 1e-3, "{gain}");
    show.wish(ReferenceWish::Remove).unwrap();
    assert_eq!(show.seen().state, ReferenceState::None);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn it_goes_round_in_its_loop_and_without_one_the_mix_is_heard_in_the_end() {
    let folder = scratch("loop");
    let file = noise(&folder, "file.wav", RATE, (0.3, 5));
    let mut show = Show::new(Home::default());
    show.choose(&file);
    show.wish(ReferenceWish::In(Some(1.0))).unwrap();
    show.wish(ReferenceWish::Out(Some(2.0))).unwrap();
    show.wish(ReferenceWish::Seek(1.5)).unwrap();
    show.set("monitor/reference", "on").unwrap();
    for _ in 0..40 {
        show.silence(0.15);
        let position = show.mirror.reference().position;
        assert!((1.0..2.01).contains(&position), "{position}");
    }
    show.set("monitor/reference-loop", "off").unwrap();
    show.silence(2.0);
    assert!(show.mirror.reference().position > 2.1);
    show.silence(3.0);
    assert!(!show.bench.value("monitor/reference").is_on());
    assert_eq!(show.told("the reference track is over"), 1);
    show.silence(0.3);
    assert_eq!(show.mirror.reference().position, 1.0);
    // And once more.
    show.set("monitor/reference", "on").unwrap();
    show.silence(2.0);
    assert!(show.bench.value("monitor/reference").is_on());
    assert!(show.mirror.reference().position > 2.5);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn it_goes_on_over_a_lost_server_another_rate_and_another_console() {
    let folder = scratch("survives");
    let tone = sine(1000.0, 0.3, 12 * RATE);
    let frames: Vec<Vec<f32>> = tone.iter().map(|x| vec![*x]).collect();
    let path = folder.join("tone.wav");
    write_floats(&path, RATE as u32, &frames);
    let mut show = Show::new(Home::default());
    show.choose(path.to_str().unwrap());
    show.set("monitor/reference", "on").unwrap();
    show.silence(2.0);
    let before = show.mirror.reference().position;
    // Another engine: not a sample is missed.
    let from = show.played();
    let topology = Topology {
        strips: consoles::strips(1..=12),
        ..show.bench.console.layout().topology().clone()
    };
    let wish = Intent::Reshape(topology.into());
    show.bench.ask(&show.client, wish).unwrap();
    show.silence(2.0);
    let [left, right] = show.heard(NodeId::MONITOR_A, from);
    assert!(left == right, "one channel is heard on both sides");
    let largest = left.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    let step = left
        .windows(2)
        .map(|x| (x[1] - x[0]).abs())
        .fold(0.0, f32::max);
    assert!(
        largest > 0.001 && step < largest * 0.14,
        "{step} of {largest}"
    );
    let here = show.mirror.reference().position;
    assert!((here - before - 2.0).abs() < 0.2, "{before} {here}");
    // A lost server, and one with another rate.
    show.bench.lose();
    show.turn();
    show.bench.open(44_100);
    show.turn();
    let from = show.played();
    show.silence(3.0);
    assert!(show.bench.value("monitor/reference").is_on());
    let later = show.mirror.reference().position;
    let expected = here + 3.0 * 48_000.0 / 44_100.0;
    assert!((later - expected).abs() < 1.0, "{later}, not {expected}");
    let [left, _] = show.heard(NodeId::MONITOR_A, from + 2 * RATE);
    let crossings = left
        .windows(2)
        .filter(|x| x[0] <= 0.0 && x[1] > 0.0)
        .count();
    let hertz = crossings as f64 * 44_100.0 / left.len() as f64;
    assert!((hertz - 1000.0).abs() < 2.0, "{hertz}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn another_file_is_heard_at_its_own_gain_while_the_first_plays_until_then() {
    let folder = scratch("another");
    let loud = noise(&folder, "loud.wav", RATE, (0.9, 4));
    let quiet = noise(&folder, "quiet.wav", RATE, (0.02, 4));
    let mut show = Show::new(Home::default());
    show.choose(&loud);
    let mix = sine(997.0, 0.1, 3 * RATE);
    show.play(&mix);
    let before = show.loudness(NodeId::MONITOR_A, 2.0);
    show.set("monitor/reference", "on").unwrap();
    show.play(&mix);
    let from = show.played();
    show.wish(ReferenceWish::Choose(quiet)).unwrap();
    show.play(&mix);
    assert_eq!(show.mirror.reference().file, "quiet.wav");
    let after = show.loudness(NodeId::MONITOR_A, 2.0);
    assert!((after - before).abs() < 0.2, "{before} {after}");
    // Neither is ever heard at the gain of the other: 33 dB apart.
    let [left, _] = show.heard(NodeId::MONITOR_A, from);
    let largest = left.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    assert!(largest < 0.5, "{largest}");
    std::fs::remove_dir_all(folder).unwrap();
}
