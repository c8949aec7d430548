//! The tape on the whole console: what was recorded is heard again, sample for sample, at the same point of the path;
//! nothing clicks, nothing opens by itself, and a slow or failing disk costs a track and never the sound.

mod common;

use common::consoles;
use common::desk::{Bench, Client};
use common::signal::Random;
use common::wave::write_floats;
use headroom::app::recorder::Recorder;
use headroom::app::reference::Home;
use headroom::app::tape::TapeReader;
use headroom::control::console::Setup;
use headroom::control::feed::Severity;
use headroom::control::feed::{TapeState, TapeTrack};
use headroom::control::inbox::Event;
use headroom::control::intent::{
    Intent, Refusal, Rights, SceneWish, TapeChoice, TapeWish, TransportOrder,
};
use headroom::control::journal::Opening;
use headroom::control::tape_orders::TapeOrder;
use headroom::desk::mirror::Mirror;
use headroom::disk::room::Room;
use headroom::param::{ConsoleAction, NodeId, ParamAddr, Plain, Topology};
use headroom::rt::tape::{Course, TapeClock, TrackView, track};
use std::path::{Path, PathBuf};

const RATE: usize = 48_000;
/// The output of main's left side.
const LEFT: usize = 0;

fn scratch(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("hr-tape-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

struct Show {
    bench: Bench,
    recorder: Recorder,
    reader: TapeReader,
    client: Client,
    mirror: Mirror,
    notices: Vec<(Severity, String)>,
    folder: PathBuf,
    /// Its disk sleeps.
    is_stalled: bool,
    period: usize,
}

impl Show {
    fn new(name: &str) -> Self {
        Self::with(name, Vec::new())
    }

    fn with(name: &str, values: Vec<(ParamAddr, Plain)>) -> Self {
        Self::on(scratch(name), values, None)
    }

    /// Four strips to main, everything open, no limiter; in a folder, and with the tape that a journal knows.
    fn on(folder: PathBuf, values: Vec<(ParamAddr, Plain)>, kept: Option<&str>) -> Self {
        let journal = kept.map(|json| Opening {
            documents: [("tape".to_owned(), json.into())].into(),
            ..Opening::first(crossbeam_channel::unbounded().0)
        });
        let topology = Topology {
            strips: consoles::strips(1..=4),
            ..Topology::default()
        };
        let mut bench = Bench::new(Setup {
            topology,
            values,
            journal,
            ..Setup::default()
        });
        let client = bench.connect(Rights::Mix);
        let home = Home {
            folder: Some(folder.clone()),
            keeps: true,
            room: Room::of(|_| Some(1 << 40)),
        };
        let mut show = Self {
            bench,
            recorder: Recorder::new(home.clone()),
            reader: TapeReader::new(home),
            client,
            mirror: Mirror::default(),
            notices: Vec::new(),
            folder,
            is_stalled: false,
            period: 64,
        };
        show.bench.open(RATE as u32);
        for (path, value) in [
            ("console/safe-start", "off"),
            ("main/limiter/on", "off"),
            ("ch/1/trim", "6 dB"),
            ("ch/1/fader", "0 dB"),
            ("ch/1/pan", "-100"),
            ("main/fader", "0 dB"),
        ] {
            show.set(path, value).unwrap();
        }
        // Faders rise in their own time.
        show.silence(1.5);
        show
    }

    fn set(&mut self, path: &str, value: &str) -> Result<(), Refusal> {
        let outcome = self.bench.set(&self.client, path, value).map(drop);
        self.turn();
        outcome
    }

    fn ask(&mut self, intent: Intent) -> Result<String, Refusal> {
        let answer = self.bench.ask(&self.client, intent);
        self.turn();
        answer.map(|answer| answer.text)
    }

    fn transport(&mut self, order: TransportOrder) {
        self.ask(Intent::Transport(order)).unwrap();
    }

    /// Who records and who reads do what they have to.
    fn turn(&mut self) {
        self.bench.settle();
        let records: Vec<_> = self.bench.records.try_iter().collect();
        for record in records {
            self.recorder.take(record);
        }
        self.recorder.turn();
        self.bench.handle(Event::Recorded(self.recorder.status()));
        if !self.is_stalled {
            let orders: Vec<_> = self.bench.tapes.try_iter().collect();
            for order in orders {
                for said in self.reader.take(order) {
                    self.bench.handle(Event::Tape(said));
                }
            }
            loop {
                let (is_more, said) = self.reader.turn();
                for said in said {
                    self.bench.handle(Event::Tape(said));
                }
                if !is_more {
                    break;
                }
            }
        }
        self.bench.settle();
        for update in self.client.updates.try_iter() {
            self.mirror.take(&update);
            let said = update.notices.into_iter();
            self.notices
                .extend(said.map(|notice| (notice.severity, notice.text)));
        }
    }

    /// A signal comes in at every input.
    fn play(&mut self, signal: &[f32]) {
        for piece in signal.chunks(512) {
            self.bench.play_by(self.period, piece);
            self.turn();
        }
    }

    fn silence(&mut self, seconds: f64) {
        self.play(&vec![0.0; (seconds * RATE as f64) as usize]);
    }

    /// What main's left side plays meanwhile.
    fn heard(&mut self, signal: &[f32]) -> Vec<f32> {
        let before = self.bench.recorded[LEFT].len();
        self.play(signal);
        self.bench.recorded[LEFT][before..].to_vec()
    }

    fn heard_in_silence(&mut self, seconds: f64) -> Vec<f32> {
        self.heard(&vec![0.0; (seconds * RATE as f64) as usize])
    }

    fn open(&mut self, path: &Path) {
        let path = path.to_str().unwrap().to_owned();
        self.ask(Intent::Tape(TapeWish::Open(Some(path)))).unwrap();
        self.turn();
    }

    /// On tape, and the change is over.
    fn go_to_tape(&mut self) {
        self.ask(ConsoleAction::Tape.into()).unwrap();
        self.silence(1.2);
    }

    fn was_told(&self, part: &str) -> bool {
        self.notices.iter().any(|(_, text)| text.contains(part))
    }
}

impl Drop for Show {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Where a piece begins in what was heard; it has to be there, sample for sample.
fn place_of(piece: &[f32], heard: &[f32]) -> Option<usize> {
    heard
        .windows(piece.len())
        .position(|window| window == piece)
}

/// A mono file of a name.
fn mono(folder: &Path, name: &str, rate: u32, samples: &[f32]) {
    let frames: Vec<Vec<f32>> = samples.iter().map(|x| vec![*x]).collect();
    write_floats(&folder.join(name), rate, &frames);
}

/// The largest difference from sample to sample.
fn steepest(heard: &[f32]) -> f32 {
    let steps = heard.windows(2).map(|pair| (pair[1] - pair[0]).abs());
    steps.fold(0.0, f32::max)
}

fn noise(seconds: usize) -> Vec<f32> {
    Random::new(7).noise(0.3, RATE * seconds)
}

#[test]
fn what_was_recorded_is_heard_again_sample_for_sample() {
    let mut show = Show::new("exact");
    for (path, value) in [
        ("ch/1/eq/on", "on"),
        ("ch/1/eq/2/gain", "6 dB"),
        ("ch/1/hpf/on", "on"),
    ] {
        show.set(path, value).unwrap();
    }
    show.silence(1.0);
    let signal = noise(2);
    show.set("console/record", "on").unwrap();
    show.silence(0.5);
    let mut live = show.heard(&signal);
    live.extend(show.heard_in_silence(0.5));
    show.set("console/record", "off").unwrap();
    show.turn();
    let begins = live.iter().position(|x| *x != 0.0).unwrap();
    let piece = &live[begins..begins + 2 * RATE];

    show.ask(Intent::Tape(TapeWish::Open(None))).unwrap();
    show.turn();
    let tape = show.mirror.tape().clone();
    assert_eq!(tape.tracks.len(), 4, "{tape:?} {:?}", show.notices);
    show.go_to_tape();
    assert_eq!(show.mirror.tape().on_tape.len(), 4);
    // Nothing of what comes in is heard.
    show.transport(TransportOrder::Play);
    let heard = show.heard(&Random::new(99).noise(0.5, RATE * 4));
    let first = place_of(piece, &heard).expect("the same samples as live");
    assert!(show.was_told("a live signal comes in"));
    assert_eq!(show.mirror.tape().late, 0);

    // The same at another period, and from a place in the middle.
    show.period = 441;
    show.transport(TransportOrder::Stop);
    show.silence(1.0);
    show.transport(TransportOrder::Locate(0));
    show.transport(TransportOrder::Play);
    let heard = show.heard_in_silence(4.0);
    assert!(place_of(piece, &heard).is_some());
    assert!(first > 0);
}

#[test]
fn changing_over_is_smooth_and_slow_where_it_rises_also_in_the_middle() {
    let mut show = Show::new("smooth");
    let folder = show.folder.join("song");
    std::fs::create_dir_all(&folder).unwrap();
    // The file is at another level, and opposite.
    mono(&folder, "01.wav", RATE as u32, &vec![-0.25; RATE * 30]);
    show.open(&folder);
    show.set("ch/1/trim", "0 dB").unwrap();
    let live = vec![0.25; RATE];
    show.play(&live);
    let level = show.bench.level(LEFT);
    assert!(level > 0.2);
    show.transport(TransportOrder::Play);
    show.play(&live);
    show.ask(ConsoleAction::Tape.into()).unwrap();
    let mut heard = show.heard(&live[..RATE / 4]);
    // It has left the one, and the other one is not there yet.
    assert!(heard.last().unwrap().abs() < 0.1, "{:?}", heard.last());
    // In the middle of the rise back, and on tape once more, and a recall changes nothing of it.
    show.ask(ConsoleAction::Live.into()).unwrap();
    heard.extend(show.heard(&live[..RATE / 8]));
    show.ask(ConsoleAction::Tape.into()).unwrap();
    heard.extend(show.heard(&live[..RATE / 8]));
    show.ask(Intent::Scene(SceneWish::Store("A".to_owned())))
        .unwrap();
    show.ask(Intent::Scene(SceneWish::Recall("A".to_owned(), None)))
        .unwrap();
    heard.extend(show.heard(&vec![0.25; RATE * 2]));
    assert!((heard.last().unwrap() + level).abs() < 1e-6);
    assert!(steepest(&heard) < 0.001, "{}", steepest(&heard));
    // It falls within 30 ms, and rises within a second.
    let whole = heard
        .iter()
        .rposition(|x| (x + level).abs() > 1e-6)
        .unwrap();
    assert!(whole > RATE / 2);
}

#[test]
fn without_a_tape_nobody_goes_on_tape_and_a_console_that_ended_so_opens_silent() {
    let mut show = Show::new("none");
    let refused = show.ask(ConsoleAction::Tape.into()).unwrap_err();
    assert!(refused.to_string().contains("no tape is open"), "{refused}");
    let addr = show.bench.addr("console/tape");
    drop(show);
    // It stood on tape, and what was on it is not known any more: silence, and not an open microphone.
    let mut show = Show::with("left", vec![(addr, Plain::switch(true))]);
    let heard = show.heard(&vec![0.5; RATE]);
    assert!(heard.iter().all(|x| *x == 0.0));
    assert!(show.was_told("on tape"), "{:?}", show.notices);
    show.ask(ConsoleAction::Live.into()).unwrap();
    let heard = show.heard(&vec![0.5; RATE * 2]);
    assert!(steepest(&heard) < 0.001 && heard.last().unwrap().abs() > 0.4);
}

#[test]
fn a_tape_that_is_missing_is_named_and_used_once_it_is_there_and_nothing_plays() {
    let folder = scratch("missing");
    let song = folder.join("song");
    let kept = format!("{{\"path\":\"{}\",\"chosen\":[]}}", song.display());
    let on = Bench::new(Setup {
        topology: Topology {
            strips: consoles::strips(1..=4),
            ..Topology::default()
        },
        ..Setup::default()
    });
    let values = vec![(on.addr("console/tape"), Plain::switch(true))];
    let mut show = Show::on(folder, values, Some(&kept));
    let state = |show: &Show| show.mirror.tape().state;
    assert_eq!(state(&show), TapeState::Missing);
    assert_eq!(show.mirror.tape().path, song.display().to_string());
    assert!(show.was_told("has no sound file"), "{:?}", show.notices);
    assert!(show.heard(&vec![0.5; RATE]).iter().all(|x| *x == 0.0));
    // It comes back in the middle of something: nothing begins there.
    show.transport(TransportOrder::Play);
    std::fs::create_dir_all(&song).unwrap();
    mono(&song, "1.wav", RATE as u32, &vec![0.3; 30 * RATE]);
    show.silence(6.0);
    assert_eq!(state(&show), TapeState::Missing);
    show.notices.clear();
    show.transport(TransportOrder::Stop);
    show.silence(6.0);
    assert_eq!(state(&show), TapeState::Ready);
    assert!(show.was_told("tracks for 1 strip"), "{:?}", show.notices);
    show.transport(TransportOrder::Play);
    let heard = show.heard_in_silence(2.0);
    assert!(heard.last().unwrap().abs() > 0.1);
}

#[test]
fn a_tape_that_is_opened_while_the_transport_plays_is_no_slow_disk() {
    let mut show = Show::new("under-way");
    let song = show.folder.join("song");
    std::fs::create_dir_all(&song).unwrap();
    mono(&song, "1.wav", RATE as u32, &vec![0.3; 60 * RATE]);
    show.open(&song);
    show.go_to_tape();
    show.transport(TransportOrder::Play);
    show.silence(1.0);
    // Another one, and the disk takes a second to find it.
    let other = show.folder.join("other");
    std::fs::create_dir_all(&other).unwrap();
    mono(&other, "1.wav", RATE as u32, &vec![-0.3; 60 * RATE]);
    show.open(&other);
    show.is_stalled = true;
    show.silence(1.0);
    show.is_stalled = false;
    let heard = show.heard_in_silence(2.0);
    assert!(heard.last().unwrap().abs() > 0.1);
    assert!(steepest(&heard) < 0.01);
    assert_eq!(show.mirror.tape().late, 0);
    assert!(!show.was_told("too slow"), "{:?}", show.notices);
    // From then on a disk that sleeps is one.
    show.is_stalled = true;
    show.silence(5.0);
    show.is_stalled = false;
    show.silence(1.0);
    assert_eq!(show.mirror.tape().late, 1);
}

#[test]
fn a_disk_that_sleeps_costs_a_moment_of_the_track_and_it_comes_back_where_it_would_be() {
    let mut show = Show::new("stall");
    let folder = show.folder.join("song");
    std::fs::create_dir_all(&folder).unwrap();
    let signal = Random::new(3).noise(0.3, RATE * 20);
    mono(&folder, "01 Kick.wav", RATE as u32, &signal);
    show.open(&folder);
    show.set("ch/1/trim", "0 dB").unwrap();
    show.go_to_tape();
    show.transport(TransportOrder::Play);
    let mut heard = show.heard_in_silence(1.0);
    let piece = 20_000..24_000;
    show.is_stalled = true;
    heard.extend(show.heard_in_silence(6.0));
    assert_eq!(*heard.last().unwrap(), 0.0);
    show.is_stalled = false;
    heard.extend(show.heard_in_silence(3.0));
    assert_eq!(show.mirror.tape().late, 1);
    assert!(show.was_told("too slow for the tape"));
    // Where it began, and where it came back: the same distance as in the file.
    let ratio = ratio(&heard, &signal);
    let scale = |x: &f32| x * ratio;
    let scaled: Vec<f32> = signal.iter().map(scale).collect();
    let begins = near(&scaled[piece.clone()], &heard[..RATE]).expect("the beginning") - piece.start;
    let late = 9 * RATE + RATE / 2;
    let again = near(&scaled[late..late + 4000], &heard[8 * RATE..]).expect("the rest") + 8 * RATE;
    assert_eq!(again - late, begins);
}

/// By what a path multiplies, from the loudest sample of the first second.
fn ratio(heard: &[f32], signal: &[f32]) -> f32 {
    let peak = |x: &[f32]| x.iter().fold(0.0_f32, |peak, x| peak.max(x.abs()));
    let heard = peak(&heard[..RATE]);
    // The first second of the file has been heard but for what the transport took to begin.
    heard / peak(&signal[..RATE])
}

/// Where something is heard that is the same but for rounding.
fn near(piece: &[f32], heard: &[f32]) -> Option<usize> {
    let is_near = |window: &[f32]| {
        let mut pairs = window.iter().zip(piece);
        pairs.all(|(one, other)| (one - other).abs() < 0.01)
    };
    heard.windows(piece.len()).position(is_near)
}

#[test]
fn a_loop_goes_round_at_its_marks_and_a_file_of_many_channels_goes_to_the_strips_in_order() {
    let mut show = Show::new("loop");
    let frames: Vec<Vec<f32>> = (0..RATE * 3)
        .map(|n| {
            let saw = (n % RATE) as f32 / RATE as f32;
            vec![0.0, saw * 0.5, 0.0, 0.0]
        })
        .collect();
    let path = show.folder.join("desk.wav");
    write_floats(&path, RATE as u32, &frames);
    show.open(&path);
    let tracks = show.mirror.tape().tracks.clone();
    let channels: Vec<_> = tracks.iter().map(|track| track.channels.clone()).collect();
    assert_eq!(channels, [[0], [1], [2], [3]]);
    // The second channel on the first strip.
    let choice = TapeChoice {
        node: NodeId::strip(1),
        what: Some(("desk.wav".to_owned(), 2)),
    };
    show.ask(Intent::Tape(TapeWish::Assign(choice))).unwrap();
    show.turn();
    show.set("ch/1/trim", "0 dB").unwrap();
    show.go_to_tape();
    show.transport(TransportOrder::Loop(1_000_000, 1_500_000));
    show.transport(TransportOrder::Locate(1_000_000));
    show.transport(TransportOrder::Play);
    let heard = show.heard_in_silence(3.0);
    // Each turn falls back once, half a second apart to the sample.
    let mut falls = Vec::new();
    for at in 1..heard.len() {
        let is_top = heard[at] < heard[at - 1] - 1e-7 && heard[at - 1] > 0.2;
        if is_top && falls.last().is_none_or(|last| at > last + 2000) {
            falls.push(at);
        }
    }
    // The first one is in the file itself, at the place where it begins.
    let falls = &falls[1..];
    assert!(falls.len() >= 4, "{falls:?}");
    let turns = falls.windows(2).map(|pair| pair[1] - pair[0]);
    assert!(turns.clone().all(|frames| frames == RATE / 2), "{falls:?}");
    assert!(steepest(&heard[RATE..]) < 0.005, "{}", steepest(&heard));
}

#[test]
fn files_of_another_rate_that_break_off_or_vanish_are_played_and_said() {
    let mut show = Show::new("files");
    let folder = show.folder.join("song");
    std::fs::create_dir_all(&folder).unwrap();
    let sine: Vec<f32> = (0..44_100 * 3)
        .map(|n| 0.3 * (std::f32::consts::TAU * 441.0 * n as f32 / 44_100.0).sin())
        .collect();
    mono(&folder, "1 Lead.wav", 44_100, &sine);
    mono(&folder, "2 Bass.wav", RATE as u32, &noise(1));
    std::fs::write(folder.join("3 Broken.wav"), b"RIFF....WAVE").unwrap();
    show.open(&folder);
    assert!(show.was_told("3 Broken.wav"), "{:?}", show.notices);
    assert_eq!(show.mirror.tape().tracks.len(), 2);
    show.set("ch/1/trim", "0 dB").unwrap();
    show.set("ch/2/fader", "0 dB").unwrap();
    show.set("ch/2/pan", "100").unwrap();
    show.go_to_tape();
    // Who has a file open reads it to its end.
    std::fs::remove_dir_all(&folder).unwrap();
    show.transport(TransportOrder::Play);
    let heard = show.heard_in_silence(4.0);
    let middle = &heard[RATE..2 * RATE];
    let crossings = middle
        .windows(2)
        .filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0);
    assert!((440..=442).contains(&crossings.count()));
    assert_eq!(*heard.last().unwrap(), 0.0);
    // The file of noise breaks off at its end, and does not click.
    assert!(steepest(&heard) < 0.05);
    // Another tape, while the strips hear this one: nobody goes live meanwhile.
    let other = show.folder.join("other");
    std::fs::create_dir_all(&other).unwrap();
    mono(&other, "1 Lead.wav", RATE as u32, &vec![0.125; RATE * 9]);
    show.open(&other);
    let heard = show.heard(&vec![0.5; RATE * 2]);
    assert!(steepest(&heard) < 0.001);
    assert!(
        (heard.last().unwrap() - 0.125 * 0.999).abs() < 0.07,
        "{:?}",
        heard.last()
    );
    assert!(heard.iter().all(|x| x.abs() < 0.2));
}

#[test]
fn one_strip_may_stay_live_and_without_a_tape_all_are() {
    let mut show = Show::new("live");
    let folder = show.folder.join("song");
    std::fs::create_dir_all(&folder).unwrap();
    mono(&folder, "1.wav", RATE as u32, &vec![0.2; RATE * 5]);
    mono(&folder, "2.wav", RATE as u32, &vec![0.2; RATE * 5]);
    show.open(&folder);
    show.set("ch/1/tape", "off").unwrap();
    show.go_to_tape();
    assert_eq!(show.mirror.tape().on_tape, [NodeId::strip(2)]);
    let heard = show.heard(&vec![0.1; RATE / 2]);
    assert!(heard.iter().skip(100).all(|x| x.abs() > 0.1));
    // A strip without a track is live, too, and a strip may go on tape by itself.
    show.set("ch/1/tape", "on").unwrap();
    let heard = show.heard(&vec![0.1; RATE * 2]);
    assert_eq!(*heard.last().unwrap(), 0.0);
    show.ask(Intent::Tape(TapeWish::Eject)).unwrap();
    let heard = show.heard(&vec![0.1; RATE * 2]);
    assert!(heard.last().unwrap().abs() > 0.1 && steepest(&heard) < 0.001);
    assert_eq!(show.bench.value("console/tape"), Plain::switch(false));
}

#[test]
fn a_strip_is_given_what_the_tape_has_and_nothing_else_and_every_question_is_answered_once() {
    let mut show = Show::new("assign");
    let folder = show.folder.join("song");
    std::fs::create_dir_all(&folder).unwrap();
    mono(&folder, "1.wav", RATE as u32, &vec![0.2; RATE]);
    show.open(&folder);
    assert_eq!(show.mirror.tape().answers, 1);
    let assign = |what: Option<(&str, u8)>| {
        let what = what.map(|(file, channel)| (file.to_owned(), channel));
        Intent::Tape(TapeWish::Assign(TapeChoice {
            node: NodeId::strip(2),
            what,
        }))
    };
    for (what, why) in [
        (("two.wav", 1), "has no two.wav; it has 1.wav"),
        (("1.wav", 2), "1.wav has one channel, and no channel 2"),
        (("1.wav", 0), "no channel 0"),
    ] {
        let refused = show.ask(assign(Some(what))).unwrap_err().to_string();
        assert!(refused.contains(why), "{refused}");
    }
    show.heard(&vec![0.0; RATE / 2]);
    assert_eq!(show.mirror.tape().answers, 1);
    show.ask(assign(Some(("1.wav", 1)))).unwrap();
    show.heard(&vec![0.0; RATE / 2]);
    let tape = show.mirror.tape();
    assert_eq!((tape.answers, tape.tracks.len()), (2, 2));
    // One that cannot be opened is an answer, too.
    let path = show.folder.join("empty").display().to_string();
    show.ask(Intent::Tape(TapeWish::Open(Some(path)))).unwrap();
    show.heard(&vec![0.0; RATE / 2]);
    assert_eq!(show.mirror.tape().answers, 3);
}

#[test]
fn sixty_four_tracks_stay_together() {
    let folder = scratch("many");
    let mut signal = Random::new(5);
    let click = 30_000;
    for number in 1..=64 {
        let mut samples = vec![0.0; RATE];
        samples[click] = 0.5;
        samples[click + 100 + number] = signal.noise(0.2, 1)[0];
        mono(&folder, &format!("{number}.wav"), RATE as u32, &samples);
    }
    let names: Vec<String> = (1..=64).map(|number| format!("{number}.wav")).collect();
    let (clock, rate) = (TapeClock::default(), RATE as u32);
    let mut readers = Vec::new();
    let tracks = (1..).zip(&names).map(|(number, name)| {
        let (writer, reader) = track(1, 4500, TrackView::default());
        readers.push(reader);
        let track = TapeTrack {
            node: NodeId::strip(number),
            file: name.clone(),
            channels: vec![0],
        };
        (track, writer)
    });
    let tracks = tracks.collect();
    let mut tape = TapeReader::new(Home::new(None, false));
    let said = tape.take(TapeOrder::Stream {
        clock: clock.clone(),
        rate,
        folder: folder.clone(),
        tracks,
    });
    assert_eq!(said, []);
    tape.take(TapeOrder::Cue {
        way: 1,
        from: 0,
        cycle: None,
    });
    while tape.turn().0 {}
    let start = Some(100);
    clock.set(Course { way: 1, start });
    let mut clicks = vec![None; 64];
    for mark in 0..1600 {
        clock.reach(mark);
        for (reader, found) in readers.iter_mut().zip(&mut clicks) {
            let played = reader.play(clock.course(), mark);
            if let Some(at) = played[0].iter().position(|x| *x == 0.5) {
                *found = Some(mark as usize * 32 + at);
            }
        }
        tape.turn();
    }
    // The run-up of 16 marks comes before the first sample.
    assert_eq!(clicks, vec![Some((100 + 16) * 32 + click); 64]);
    assert!(readers.iter().all(|reader| reader.view().late() == 0));
    std::fs::remove_dir_all(folder).unwrap();
}
