//! Recording on the whole console: what is armed is in files of its own, sample for sample as it came in and went out,
//! over panic and another set of strips, and nothing of it is heard.

mod common;

use common::consoles;
use common::desk::{Bench, Client};
use common::signal::Random;
use crossbeam_channel::{Receiver, bounded};
use headroom::app::recorder::Recorder;
use headroom::app::reference::Home;
use headroom::control::console::Setup;
use headroom::control::feed::{Label, Severity};
use headroom::control::inbox::Event;
use headroom::control::intent::{Answer, CueWish, Intent, Refusal, Rights};
use headroom::desk::mirror::Mirror;
use headroom::disk::SoundFile;
use headroom::disk::room::{RESERVE, Room};
use headroom::param::{BusRole, ConsoleAction, NodeId, Plain, Topology, Width};
use headroom::show::cue::{Cue, CueNumber, CueRecord};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

const RATE: usize = 48_000;

fn scratch(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("hr-recording-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

struct Show {
    bench: Bench,
    recorder: Recorder,
    client: Client,
    mirror: Mirror,
    notices: Vec<(Severity, String)>,
    folder: PathBuf,
    /// Bytes that are free on its disk.
    free: Arc<AtomicU64>,
}

impl Show {
    fn new(name: &str) -> Self {
        let folder = scratch(name);
        let topology = Topology {
            strips: consoles::strips(1..=2),
            buses: vec![consoles::bus(1, BusRole::Group, Width::Mono)],
            ..Topology::default()
        };
        let label = Label {
            name: "Kick/Sub".to_owned(),
            ..Label::default()
        };
        let mut bench = Bench::new(Setup {
            topology,
            labels: vec![(NodeId::strip(1), label)],
            ..Setup::default()
        });
        let client = bench.connect(Rights::Mix);
        let free = Arc::new(AtomicU64::new(RESERVE + 1_000_000_000_000));
        let said = free.clone();
        let home = Home {
            folder: Some(folder.clone()),
            keeps: true,
            room: Room::of(move |_| Some(said.load(Relaxed))),
        };
        let mut show = Self {
            bench,
            recorder: Recorder::new(home),
            client,
            mirror: Mirror::default(),
            notices: Vec::new(),
            folder,
            free,
        };
        show.bench.open(RATE as u32);
        for (path, value) in [
            ("console/safe-start", "off"),
            ("ch/1/trim", "6 dB"),
            ("ch/1/fader", "0 dB"),
            ("main/fader", "0 dB"),
        ] {
            show.set(path, value);
        }
        show
    }

    fn set(&mut self, path: &str, value: &str) {
        self.bench.set(&self.client, path, value).unwrap();
        self.turn();
    }

    /// Switches recording on as a front end does that waits for the answer.
    fn begin(&mut self) -> Receiver<Result<Answer, Refusal>> {
        let (to, answer) = bounded(1);
        let intent = Intent::Set(self.bench.addr("console/record"), Plain::switch(true));
        self.bench.handle(Event::Intent {
            client: self.client.id,
            intent,
            answer: Some(to),
            permit: None,
        });
        answer
    }

    fn turn(&mut self) {
        self.bench.settle();
        let records: Vec<_> = self.bench.records.try_iter().collect();
        for record in records {
            for notice in self.recorder.take(record) {
                self.bench.handle(Event::Tell(notice));
            }
        }
        for notice in self.recorder.turn() {
            self.bench.handle(Event::Tell(notice));
        }
        self.bench.handle(Event::Recorded(self.recorder.status()));
        self.bench.settle();
        for update in self.client.updates.try_iter() {
            self.mirror.take(&update);
            let notices = update.notices.into_iter();
            self.notices.extend(notices.map(|n| (n.severity, n.text)));
        }
    }

    fn play(&mut self, signal: &[f32]) {
        for piece in signal.chunks(RATE / 10) {
            self.bench.play(piece);
            self.turn();
        }
    }

    fn told(&self, part: &str) -> usize {
        self.notices
            .iter()
            .filter(|(_, text)| text.contains(part))
            .count()
    }

    /// The folders of takes, and the files of each.
    fn takes(&self) -> Vec<(PathBuf, Vec<String>)> {
        let list = |folder: &Path| {
            let names = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name());
            let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
            names.sort();
            names
        };
        let above = self.folder.join("recordings");
        let folders = list(&above).into_iter().map(|name| above.join(name));
        folders
            .map(|folder| (folder.clone(), list(&folder)))
            .collect()
    }
}

fn read(path: &Path, channel: usize) -> Vec<f32> {
    let mut file = SoundFile::open(path).unwrap();
    let mut samples = Vec::new();
    while let frames @ 1.. = file.advance(1000).unwrap() {
        let from = samples.len();
        samples.resize(from + frames, 0.0);
        file.copy(channel, &mut samples[from..]);
    }
    samples
}

/// Where a part of a signal stands in another one.
fn find(whole: &[f32], part: &[f32]) -> Option<usize> {
    whole.windows(part.len()).position(|window| window == part)
}

#[test]
fn what_is_armed_is_recorded_as_it_comes_in_and_as_it_leaves_and_panic_changes_nothing() {
    let mut show = Show::new("take");
    let signal = Random::new(5).noise(0.3, RATE);
    show.play(&signal);
    show.set("ch/2/record", "off");
    let before = show.bench.recorded[0].len();
    show.bench
        .ask(&show.client, ConsoleAction::Record.into())
        .unwrap();
    show.play(&signal);
    assert!(
        show.mirror.recording().tracks == 2,
        "{:?}",
        show.mirror.recording()
    );
    show.bench.ask(&show.client, Intent::Panic).unwrap();
    show.bench
        .ask(
            &show.client,
            Intent::MarkRecording(Some("Panic".to_owned())),
        )
        .unwrap();
    show.play(&signal);
    show.set("console/record", "off");
    assert_eq!(show.told("recording 2 tracks into"), 1);
    assert_eq!(show.told("recorded 0:0"), 1);
    let takes = show.takes();
    assert_eq!(takes.len(), 1);
    let (folder, files) = &takes[0];
    assert_eq!(files[..], ["01 ch 1 Kick-Sub.wav", "02 main.wav"]);
    // Before trim, through panic, to the end.
    let strip = read(&folder.join(&files[0]), 0);
    assert!(strip.len() >= 2 * RATE - 9600, "{}", strip.len());
    let at = find(&signal, &strip[..1000]).unwrap();
    for (n, x) in strip.iter().enumerate() {
        assert_eq!(*x, signal[(at + n) % RATE], "{n}");
    }
    // Main as it left, from the same frame on.
    let main = read(&folder.join(&files[1]), 0);
    assert_eq!(main.len(), strip.len());
    let port = show
        .bench
        .ports
        .outputs
        .iter()
        .position(|port| port.node == NodeId::MAIN)
        .unwrap();
    let heard = &show.bench.recorded[port][before..];
    assert!(find(heard, &main[10_000..12_000]).is_some());
    std::fs::remove_dir_all(&show.folder).unwrap();
}

#[test]
fn another_set_of_strips_and_a_lost_server_do_not_end_it_for_good() {
    let mut show = Show::new("goes-on");
    let signal = Random::new(6).noise(0.3, RATE);
    show.set("console/record", "on");
    show.play(&signal);
    let topology = Topology {
        strips: consoles::strips(1..=9),
        ..show.bench.console.layout().topology().clone()
    };
    show.bench
        .ask(&show.client, Intent::Reshape(topology.into()))
        .unwrap();
    show.play(&signal);
    assert_eq!(show.mirror.recording().gaps, 0);
    show.bench.lose();
    show.turn();
    show.bench.open(RATE as u32);
    show.play(&signal);
    show.set("console/record", "off");
    let takes = show.takes();
    assert_eq!(takes.len(), 2, "{takes:?}");
    let (folder, files) = &takes[0];
    assert_eq!(files.len(), 3);
    let strip = read(&folder.join(&files[0]), 0);
    let at = find(&signal, &strip[..1000]).unwrap();
    assert!(strip.len() > 2 * RATE - 9600);
    assert!((0..strip.len()).all(|n| strip[n] == signal[(at + n) % RATE]));
    // The second one has the new strips, too.
    assert_eq!(takes[1].1.len(), 10);
    std::fs::remove_dir_all(&show.folder).unwrap();
}

#[test]
fn without_anything_armed_nothing_is_recorded_and_marks_are_refused() {
    let mut show = Show::new("nothing");
    let refused = show
        .bench
        .ask(&show.client, ConsoleAction::RecordMark.into());
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .contains("headroom record start")
    );
    for path in ["ch/1/record", "ch/2/record", "main/record"] {
        show.set(path, "off");
    }
    let refused = show.bench.set(&show.client, "console/record", "on");
    let said = refused.unwrap_err().to_string();
    assert!(said.contains("nothing is armed"), "{said}");
    assert!(!show.bench.value("console/record").is_on());
    assert!(!show.folder.join("recordings").exists());
    // What is armed with the same hand counts.
    let on = |path: &str| (show.bench.addr(path), Plain::switch(true));
    let many = vec![on("console/record"), on("ch/2/record")];
    show.bench.ask(&show.client, Intent::SetMany(many)).unwrap();
    show.turn();
    assert_eq!(show.told("recording 1 track into"), 1);
    std::fs::remove_dir_all(&show.folder).unwrap();
}

#[test]
fn a_marker_is_one_printable_line_or_refused() {
    let mut show = Show::new("markers");
    show.set("console/record", "on");
    let mark = |show: &mut Show, name: &str| {
        let intent = Intent::MarkRecording(Some(name.to_owned()));
        show.bench.ask(&show.client, intent)
    };
    let said = mark(&mut show, " Verse\n\u{1b}[2JTwo ").unwrap().text;
    assert_eq!(said, "Marked in the recording: Verse [2JTwo");
    for name in ["", "\n", &"x".repeat(61)] {
        assert!(mark(&mut show, name).is_err(), "{name:?}");
    }
    show.play(&vec![0.1; 4800]);
    show.set("console/record", "off");
    let (folder, files) = &show.takes()[0];
    let bytes = std::fs::read(folder.join(&files[0])).unwrap();
    let name = b"Verse [2JTwo\0";
    assert!(bytes.windows(name.len()).any(|part| part == name));
    std::fs::remove_dir_all(&show.folder).unwrap();
}

/// The answer comes with the open files; a disk that takes nothing is the answer, and stands in the status.
#[test]
fn whoever_begins_a_recording_hears_whether_its_files_are_open() {
    let mut show = Show::new("answered");
    let answer = show.begin();
    assert!(answer.try_recv().is_err(), "no file is open yet");
    show.turn();
    let said = answer.try_recv().unwrap().unwrap().text;
    assert!(said.starts_with("recording 3 tracks into "), "{said}");
    // Of what runs already nobody waits.
    let said = show.begin().try_recv().unwrap().unwrap().text;
    assert!(
        said.starts_with("console/record: on; recording already into /"),
        "{said}"
    );
    show.set("console/record", "off");

    show.free.store(RESERVE + 1_000_000, Relaxed);
    let answer = show.begin();
    show.turn();
    let said = answer.try_recv().unwrap().unwrap_err().to_string();
    assert!(said.contains("nothing is recorded"), "{said}");
    assert!(said.contains("it needs 8 MB beside the 64 MB"), "{said}");
    show.turn();
    assert!(!show.bench.value("console/record").is_on());
    let status = show.mirror.recording().clone();
    assert!(
        status
            .stopped
            .is_some_and(|why| why.contains("it needs 8 MB"))
    );
    assert_eq!((status.folder.as_str(), status.tracks), ("", 0));
    std::fs::remove_dir_all(&show.folder).unwrap();
}

#[test]
fn without_audio_it_is_said_that_recording_waits() {
    let mut show = Show::new("no-audio");
    show.bench.lose();
    let said = show.begin().try_recv().unwrap().unwrap().text;
    assert!(said.ends_with("recording begins when it does"), "{said}");
    std::fs::remove_dir_all(&show.folder).unwrap();
}

/// It is announced, then it ends by itself with everything readable, and the reserve is free still.
#[test]
fn a_disk_that_fills_up_costs_the_recording_and_leaves_the_reserve() {
    let mut show = Show::new("full");
    let signal = Random::new(8).noise(0.3, RATE);
    show.set("console/record", "on");
    show.play(&signal);
    assert_eq!(show.told("the disk has room for"), 0);
    show.free.store(RESERVE + 20_000_000, Relaxed);
    show.play(&signal);
    assert_eq!(
        show.told("the disk has room for 26 s of this recording"),
        1,
        "{:?}",
        show.notices
    );
    show.free.store(RESERVE, Relaxed);
    show.play(&signal[..9600]);
    assert_eq!(
        show.told("RECORDING HAS ENDED: the disk has only 64 MB left"),
        1
    );
    assert!(!show.bench.value("console/record").is_on());
    let status = show.mirror.recording();
    assert!(
        status
            .stopped
            .as_ref()
            .is_some_and(|why| why.contains("only 64 MB left"))
    );
    let (folder, files) = &show.takes()[0];
    for file in files {
        assert!(
            read(&folder.join(file), 0).len() > 2 * RATE - 9600,
            "{file}"
        );
    }
    // With room again it begins anew.
    show.free.store(RESERVE + 1_000_000_000, Relaxed);
    show.set("console/record", "on");
    show.play(&signal[..9600]);
    assert_eq!(show.takes().len(), 2);
    assert_eq!(show.mirror.recording().stopped, None);
    std::fs::remove_dir_all(&show.folder).unwrap();
}

#[test]
fn a_strip_that_gets_another_width_goes_on_without_a_hole_in_a_file_that_begins_with_the_take() {
    let mut show = Show::new("width");
    let signal = Random::new(9).noise(0.3, RATE);
    show.set("console/record", "on");
    show.play(&signal);
    let mut topology = show.bench.console.layout().topology().clone();
    topology.strips[0].width = Width::Stereo;
    topology.strips.remove(1);
    show.bench
        .ask(&show.client, Intent::Reshape(topology.into()))
        .unwrap();
    show.play(&signal);
    show.set("console/record", "off");
    assert_eq!(
        show.told("it goes on in 01 ch 1 Kick-Sub 2.wav"),
        1,
        "{:?}",
        show.notices
    );
    assert_eq!(
        show.told("its track of the recording is silent from here on"),
        1
    );
    let (folder, files) = &show.takes()[0];
    let expected = [
        "01 ch 1 Kick-Sub 2.wav",
        "01 ch 1 Kick-Sub.wav",
        "02 ch 2.wav",
        "03 main.wav",
        "gaps.txt",
    ];
    assert_eq!(files[..], expected);
    let narrow = read(&folder.join("01 ch 1 Kick-Sub.wav"), 0);
    let wide = read(&folder.join("01 ch 1 Kick-Sub 2.wav"), 0);
    assert_eq!(narrow.len(), wide.len());
    let change = wide.iter().position(|x| *x != 0.0).unwrap();
    assert!((RATE - 9600..RATE + 9600).contains(&change), "{change}");
    let at = find(&signal, &narrow[..1000]).unwrap();
    for n in 0..narrow.len() {
        // Every sample stands in one of them, at its place, and in the other one is silence.
        let (here, there) = if n < change {
            (narrow[n], wide[n])
        } else {
            (wide[n], narrow[n])
        };
        assert_eq!((here, there), (signal[(at + n) % RATE], 0.0), "{n}");
    }
    let gaps = std::fs::read_to_string(folder.join("gaps.txt")).unwrap();
    assert!(
        gaps.contains("01 ch 1 Kick-Sub  (goes on in 01 ch 1 Kick-Sub 2.wav)"),
        "{gaps}"
    );
    std::fs::remove_dir_all(&show.folder).unwrap();
}

/// A recording begins with what was played before somebody began it: every sample of it, in all tracks alike.
#[test]
fn the_last_seconds_before_it_are_the_beginning_of_a_recording() {
    let mut show = Show::new("pre-roll");
    let signal = Random::new(11).noise(0.3, 10 * RATE);
    show.set("console/pre-roll", "500 ms");
    show.play(&signal[..2 * RATE]);
    let kept = show.mirror.recording().kept_seconds;
    assert!((0.49..=0.5).contains(&kept), "{kept}");
    assert!(!show.folder.join("recordings").exists());
    show.set("console/record", "on");
    assert_eq!(show.told(", from 0.5 s ago on"), 1, "{:?}", show.notices);
    show.bench
        .ask(&show.client, Intent::MarkRecording(Some("Now".to_owned())))
        .unwrap();
    show.play(&signal[2 * RATE..3 * RATE]);
    show.set("console/record", "off");
    let (folder, files) = &show.takes()[0];
    assert_eq!(
        files[..],
        ["01 ch 1 Kick-Sub.wav", "02 ch 2.wav", "03 main.wav"]
    );
    let takes: Vec<Vec<f32>> = files
        .iter()
        .map(|file| read(&folder.join(file), 0))
        .collect();
    assert!(takes.iter().all(|take| take.len() == takes[0].len()));
    let at = find(&signal, &takes[0][..100]).unwrap();
    assert!((2 * RATE - at).abs_diff(RATE / 2) < 100, "{at}");
    assert!((takes[0].len() + at).abs_diff(3 * RATE) < 9600);
    assert!(takes[0] == signal[at..at + takes[0].len()]);
    assert!(takes[1] == takes[0]);
    let file = SoundFile::open(&folder.join(&files[0])).unwrap();
    let marker = &file.markers()[0];
    assert!(
        (marker.frame as usize + at).abs_diff(2 * RATE) < 200,
        "{marker:?}"
    );
    assert_eq!(show.mirror.recording().gaps, 0);
    std::fs::remove_dir_all(&show.folder).unwrap();
}

/// It is kept again, by whoever is armed now, over another set of strips and another server; without a pre-roll nothing is.
#[test]
fn what_is_kept_follows_what_is_armed_and_what_there_is() {
    let mut show = Show::new("kept");
    let signal = Random::new(16).noise(0.3, 3 * RATE);
    show.set("console/pre-roll", "500 ms");
    show.set("ch/2/record", "off");
    show.play(&signal[..RATE]);
    let mut topology = show.bench.console.layout().topology().clone();
    topology.strips[0].width = Width::Stereo;
    show.bench
        .ask(&show.client, Intent::Reshape(topology.into()))
        .unwrap();
    show.play(&signal[RATE..2 * RATE]);
    show.set("console/record", "on");
    show.play(&signal[2 * RATE..2 * RATE + 4800]);
    show.set("console/record", "off");
    let (folder, files) = &show.takes()[0];
    assert_eq!(files[..], ["01 ch 1 Kick-Sub.wav", "02 main.wav"]);
    let right = read(&folder.join(&files[0]), 1);
    let at = find(&signal, &right[..100]).unwrap();
    assert!((2 * RATE - at).abs_diff(RATE / 2) < 100, "{at}");
    assert!(right == signal[at..at + right.len()]);

    // A lost server takes it along; without a pre-roll nothing is kept.
    show.play(&signal[..RATE]);
    show.bench.lose();
    show.play(&signal[..9600]);
    assert_eq!(show.mirror.recording().kept_seconds, 0.0);
    show.bench.open(RATE as u32);
    show.play(&signal[..RATE]);
    assert!(show.mirror.recording().kept_seconds > 0.4);
    show.set("console/pre-roll", "0");
    show.play(&signal[..RATE]);
    assert_eq!(show.mirror.recording().kept_seconds, 0.0);
    std::fs::remove_dir_all(&show.folder).unwrap();
}

/// What comes in with 24 bits stays as it is, what the console makes is dithered, and what clips is said.
#[test]
fn in_24_bits_ports_keep_their_bits_and_what_clips_is_said() {
    let mut show = Show::new("whole");
    let full = 8_388_608.0_f32;
    let mut signal = Random::new(12).noise(0.3, RATE);
    for x in &mut signal {
        *x = (*x * full).round() / full;
    }
    // Outputs rise within the first second.
    show.play(&signal);
    show.play(&signal);
    let before = show.bench.recorded[0].len();
    show.set("console/record-format", "24-bit");
    show.set("console/record", "on");
    show.play(&signal);
    assert_eq!(show.told("24 bits clip it"), 0);
    let loud: Vec<f32> = signal.iter().map(|x| 4.0 * x).collect();
    show.play(&loud[..9600]);
    assert_eq!(show.told("01 ch 1 Kick-Sub goes beyond full scale"), 1);
    show.set("console/record", "off");
    let (folder, files) = &show.takes()[0];
    let strip = read(&folder.join(&files[0]), 0);
    let at = find(&signal, &strip[..100]).unwrap();
    assert!(strip[..RATE - at] == signal[at..]);
    assert!(strip.iter().any(|x| *x == 1.0 - 1.0 / full) && strip.iter().all(|x| x.abs() <= 1.0));
    let port = show.bench.ports.outputs.iter();
    let port = port
        .clone()
        .position(|port| port.node == NodeId::MAIN)
        .unwrap();
    let heard = &show.bench.recorded[port][before..];
    let main = read(&folder.join(&files[2]), 0);
    // Dither: within one and a half steps of what left, and not merely rounded.
    let near = |at: usize| {
        main[20_000..20_100]
            .iter()
            .zip(&heard[at..])
            .all(|(a, b)| (a - b).abs() <= 1.6 / full)
    };
    let at = (0..heard.len() - 20_000).find(|at| near(*at)).unwrap();
    let rounded =
        (20_000..40_000).filter(|n| main[*n] == (heard[at + n - 20_000] * full).round() / full);
    assert!(rounded.count() < 19_000);
    let bytes = std::fs::metadata(folder.join(&files[0])).unwrap().len();
    assert!(bytes < 4200 + 3 * strip.len() as u64, "{bytes}");
    std::fs::remove_dir_all(&show.folder).unwrap();
}

#[test]
fn what_comes_back_at_an_insert_point_and_talkback_are_recorded_where_somebody_asks_for_it() {
    let mut show = Show::new("sources");
    let mut topology = show.bench.console.layout().topology().clone();
    topology.inserts = [NodeId::strip(1), NodeId::MAIN].into();
    show.bench
        .ask(&show.client, Intent::Reshape(topology.clone().into()))
        .unwrap();
    let signal = Random::new(13).noise(0.3, RATE);
    show.play(&signal);
    show.set("ch/1/insert/record", "on");
    show.set("talkback/record", "on");
    show.set("ch/2/record", "off");
    show.set("main/record", "off");
    show.set("console/record", "on");
    show.play(&signal);
    // An insert point that goes is silent from there on.
    topology.inserts.clear();
    show.bench
        .ask(&show.client, Intent::Reshape(topology.into()))
        .unwrap();
    show.play(&signal);
    show.set("console/record", "off");
    let (folder, files) = &show.takes()[0];
    assert_eq!(
        files
            .iter()
            .filter(|file| *file != "gaps.txt")
            .collect::<Vec<_>>(),
        [
            "01 ch 1 Kick-Sub.wav",
            "02 insert ch 1 Kick-Sub.wav",
            "03 talkback.wav"
        ]
    );
    let read = |file: &str| read(&folder.join(file), 0);
    let (strip, insert) = (
        read("01 ch 1 Kick-Sub.wav"),
        read("02 insert ch 1 Kick-Sub.wav"),
    );
    assert!(strip[..RATE - 9600] == insert[..RATE - 9600]);
    assert_eq!(strip.len(), insert.len());
    assert!(strip.last() != Some(&0.0) && insert.last() == Some(&0.0));
    assert!(read("03 talkback.wav") == strip);
    assert_eq!(
        show.told("its track of the recording is silent from here on"),
        1,
        "{:?}",
        show.notices
    );
    std::fs::remove_dir_all(&show.folder).unwrap();
}

/// `headroom record flac` in a folder: whether it succeeds, and what it says.
fn flac(folder: &Path, args: &[&str]) -> (bool, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_headroom"))
        .args([&["record", "flac"], args].concat())
        .current_dir(folder)
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

/// A mono file of 24 bits, and its samples.
fn exact(path: &Path) -> Vec<f32> {
    let samples: Vec<i32> = (0..20_000)
        .map(|n| n * 397 % 8_388_608 - 4_000_000)
        .collect();
    let frames: Vec<Vec<i32>> = samples.iter().map(|x| vec![*x]).collect();
    common::wave::write_whole(path, RATE as u32, 24, &frames);
    samples.iter().map(|x| *x as f32 / 8_388_608.0).collect()
}

/// A ramp of floats up to twice full scale.
fn loud(path: &Path) {
    let frames: Vec<Vec<f32>> = (0..=1000).map(|n| vec![n as f32 / 500.0]).collect();
    common::wave::write_floats(path, RATE as u32, &frames);
}

#[test]
fn a_recording_becomes_flac_with_its_markers() {
    let mut show = Show::new("flac");
    let signal = Random::new(14).noise(0.3, RATE);
    show.set("ch/2/record", "off");
    show.set("console/record", "on");
    show.play(&signal);
    let verse = Intent::MarkRecording(Some("Verse".to_owned()));
    show.bench.ask(&show.client, verse).unwrap();
    show.play(&signal);
    show.set("console/record", "off");
    let (folder, files) = show.takes().remove(0);
    let floats = read(&folder.join(&files[0]), 0);
    let (is_well, said) = flac(&folder, &["."]);
    assert!(is_well && said.contains("2 files of FLAC: "), "{said}");
    assert!(said.contains("the WAV files are kept"), "{said}");
    let path = folder.join("01 ch 1 Kick-Sub.flac");
    let whole = read(&path, 0);
    assert_eq!(whole.len(), floats.len());
    let near = |(a, b): (&f32, &f32)| (a - b).abs() <= 1.6 / 8_388_608.0;
    assert!(whole.iter().zip(&floats).all(near));
    let bytes = std::fs::read(&path).unwrap();
    let has = |text: &str| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    assert!(has("CHAPTER001NAME=Verse") && has("TITLE=ch 1 Kick-Sub") && has("TIME_REFERENCE="));
    // What is there already stays; the WAV files do, too.
    let (is_well, said) = flac(&folder, &[".", "--remove-wav"]);
    let expected = "stays WAV: 01 ch 1 Kick-Sub.flac is there already";
    assert!(is_well && said.contains(expected), "{said}");
    assert!(folder.join(&files[0]).exists());
    std::fs::remove_dir_all(&show.folder).unwrap();
}

/// What has 24 bits already is the same bit by bit, and what no whole number holds stays.
#[test]
fn flac_takes_no_file_away_that_it_does_not_replace() {
    let folder = scratch("flac-exact");
    let expected = exact(&folder.join("01 ch 1.wav"));
    loud(&folder.join("02 ch 2.wav"));
    let (is_well, said) = flac(&folder, &["--remove-wav", "."]);
    assert!(is_well && said.contains("1 file of FLAC"), "{said}");
    let stays = "02 ch 2.wav stays WAV: it reaches +6.0 dBFS";
    assert!(said.contains(stays), "{said}");
    assert!(read(&folder.join("01 ch 1.flac"), 0) == expected);
    let names = std::fs::read_dir(&folder).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    assert_eq!(names, ["01 ch 1.flac", "02 ch 2.wav"]);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn flac_leaves_alone_what_somebody_writes() {
    let folder = scratch("flac-growing");
    let growing = folder.join("04 ch 4.wav");
    exact(&growing);
    let writer = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_secs(1));
        let mut file = std::fs::OpenOptions::new();
        let mut file = file.append(true).open(&growing).unwrap();
        std::io::Write::write_all(&mut file, &[0; 64]).unwrap();
    });
    let (is_well, said) = flac(&folder, &["04 ch 4.wav"]);
    writer.join().unwrap();
    let expected = "04 ch 4.wav: it is being recorded";
    assert!(!is_well && said.contains(expected), "{said}");
    let (is_well, said) = flac(&folder, &["nowhere"]);
    let expected = "nowhere cannot be read; name the folder of a recording";
    assert!(!is_well && said.contains(expected), "{said}");
    std::fs::remove_dir_all(folder).unwrap();
}

/// Cues begin a recording, mark it by what they are called, and end it; one that cannot goes all the same.
#[test]
fn cues_begin_mark_and_end_a_recording() {
    let mut show = Show::new("cues");
    let cue = |number: u32, name: &str, record: CueRecord| {
        let mut cue = Cue::of(CueNumber::whole(number).unwrap(), None);
        (cue.name, cue.record) = (name.to_owned(), record);
        Intent::Cues(CueWish::Add(Box::new(cue)))
    };
    for (number, name, record) in [
        (1, "Walk-in", CueRecord::Mark),
        (2, "First song", CueRecord::Start),
        (3, "Second song", CueRecord::Mark),
        (4, "Talk", CueRecord::Keep),
        (5, "End", CueRecord::Stop),
    ] {
        show.bench
            .ask(&show.client, cue(number, name, record))
            .unwrap();
    }
    let signal = Random::new(15).noise(0.3, RATE);
    let mut said = Vec::new();
    for _ in 0..5 {
        show.play(&signal);
        said.push(show.bench.ask(&show.client, Intent::Go).unwrap().text);
        show.turn();
    }
    assert!(
        said[0].contains("nothing is recorded that could be marked"),
        "{said:?}"
    );
    assert!(said[1].contains("recording begins"), "{said:?}");
    assert!(said[2].contains("recording marked"), "{said:?}");
    assert!(!said[3].contains("recording"), "{said:?}");
    assert!(said[4].contains("recording ends"), "{said:?}");
    let takes = show.takes();
    assert_eq!(takes.len(), 1);
    let (folder, files) = &takes[0];
    let file = SoundFile::open(&folder.join(&files[0])).unwrap();
    assert_eq!(file.markers().len(), 1);
    assert_eq!(file.markers()[0].name, "3 Second song");
    assert!((file.markers()[0].frame as usize).abs_diff(RATE) < 9600);
    assert!((file.frames().unwrap() as usize).abs_diff(3 * RATE) < 9600);
    assert!(!show.bench.value("console/record").is_on());
    // With nothing armed the show goes on.
    for path in ["ch/1/record", "ch/2/record", "main/record"] {
        show.set(path, "off");
    }
    show.play(&signal);
    show.bench
        .ask(
            &show.client,
            Intent::Cues(CueWish::Jump(CueNumber::whole(2).unwrap())),
        )
        .unwrap();
    show.turn();
    assert_eq!(show.told("nothing is armed"), 1, "{:?}", show.notices);
    assert_eq!(show.takes().len(), 1);
    std::fs::remove_dir_all(&show.folder).unwrap();
}
