//! Files of an X32 or M32: what becomes of them, line by line, and `headroom import` as its user sees it.
//!
//! `tests/import/song.scn` is written by hand in the format 4.0; what is not tested needs no line there.

#[path = "common/program.rs"]
mod program;
#[path = "common/process.rs"]
mod server;

use headroom::param::{BusRole, Layout, NodeId, ParamAddr, Plain, Topology, Width};
use headroom::show::x32::console::console_of;
use headroom::show::x32::desk::Desk;
use headroom::show::x32::{Taken, scene_of};
use headroom::show::{Color, ConsoleFile};
use program::Home;
use std::fs;
use std::path::{Path, PathBuf};

const SONG: &str = include_str!("import/song.scn");

fn song() -> (ConsoleFile, Taken) {
    let desk = Desk::scene(SONG, "song.scn").unwrap();
    let console = console_of(&desk, "Song");
    let taken = scene_of(&desk, &console.topology);
    (console, taken)
}

fn value(taken: &Taken, path: &str) -> Option<Plain> {
    let addr = ParamAddr::parse(path).unwrap();
    let found = taken.values.iter().find(|(at, _)| *at == addr);
    found.map(|(_, value)| *value)
}

/// Paths and what the scene says of them; "-" for what this console lacks.
#[rustfmt::skip]
const ROWS: &[(&str, &str)] = &[
    ("ch/1/delay", "12 ms"),              ("ch/1/trim", "3.5 dB"),
    ("ch/1/polarity", "on"),              ("ch/1/hpf/on", "on"),
    ("ch/1/hpf/slope", "24 dB/oct"),      ("ch/1/hpf/freq", "46 Hz"),
    ("ch/1/gate/on", "on"),               ("ch/1/gate/ratio", "inf:1"),
    ("ch/1/gate/threshold", "-46.5 dB"),  ("ch/1/gate/range", "27 dB"),
    ("ch/1/gate/attack", "1 ms"),         ("ch/1/gate/hold", "502 ms"),
    ("ch/1/gate/release", "151 ms"),      ("ch/1/gate/key", "own"),
    ("ch/1/gate/key-filter/on", "on"),    ("ch/1/gate/key-filter/hpf", "100.2 Hz"),
    ("ch/1/gate/key-filter/lpf", "20000 Hz"),
    ("ch/1/comp/on", "on"),               ("ch/1/comp/detector", "rms"),
    ("ch/1/comp/threshold", "-24 dB"),    ("ch/1/comp/ratio", "4:1"),
    ("ch/1/comp/knee", "9 dB"),           ("ch/1/comp/makeup", "6 dB"),
    ("ch/1/comp/attack", "30 ms"),        ("ch/1/comp/release", "95 ms"),
    ("ch/1/comp/key", "ch/2"),            ("ch/1/comp/mix", "50 %"),
    ("ch/1/order", "comp-eq"),            ("ch/1/eq/on", "on"),
    ("ch/1/eq/1/type", "low-shelf"),      ("ch/1/eq/1/freq", "79.6 Hz"),
    ("ch/1/eq/1/gain", "4.5 dB"),         ("ch/1/eq/1/q", "2"),
    ("ch/1/eq/2/freq", "1020 Hz"),        ("ch/1/eq/2/gain", "-10.7 dB"),
    ("ch/1/eq/3/type", "bell"),           ("ch/1/eq/4/type", "low-pass"),
    ("ch/1/eq/5/gain", "0 dB"),           ("ch/1/eq/6/gain", "0 dB"),
    ("ch/1/eq/6/type", "bell"),
    ("ch/1/mute", "off"),                 ("ch/1/fader", "-2.3 dB"),
    ("ch/1/main/on", "on"),               ("ch/1/pan", "-20"),
    ("ch/1/send/1/on", "on"),             ("ch/1/send/1/level", "-6 dB"),
    ("ch/1/send/1/tap", "pre-fader"),     ("ch/1/send/3/pan", "30"),
    ("ch/1/send/3/follow-pan", "on"),     ("ch/1/send/3/tap", "post-fader"),
    ("ch/1/send/5/on", "on"),             ("ch/1/send/5/level", "0 dB"),
    ("ch/1/send/5/tap", "post-fader"),    ("ch/1/send/13/level", "4.6 dB"),
    ("ch/1/dca/2", "on"),                 ("ch/1/dca/1", "off"),
    ("ch/1/mute-group/1", "on"),          ("ch/1/automix/group", "2"),
    ("ch/1/automix/weight", "-6 dB"),
    ("ch/2/gate/on", "off"),              ("ch/2/comp/on", "off"),
    ("ch/2/mute", "on"),                  ("ch/2/gate/attack", "0.02 ms"),
    ("ch/2/comp/attack", "0.1 ms"),       ("ch/2/comp/key", "own"),
    ("ch/7/pan", "10"),                   ("ch/7/width", "70 %"),
    ("ch/7/send/3/pan", "-10"),           ("ch/7/send/3/tap", "post-eq"),
    ("ch/33/trim", "-6 dB"),              ("ch/33/main/on", "off"),
    ("ch/33/fader", "-10 dB"),
    ("bus/1/eq/1/type", "high-pass"),     ("bus/1/eq/6/gain", "-3 dB"),
    ("bus/1/geq/50", "3 dB"),             ("bus/1/geq/1k", "-6 dB"),
    ("bus/1/insert/on", "-"),             ("bus/3/fader", "-1 dB"),
    ("bus/5/send/17/level", "-3 dB"),     ("bus/5/main/on", "on"),
    ("bus/13/fx/type", "reverb"),         ("bus/13/reverb/decay", "1570 ms"),
    ("bus/13/reverb/low-decay", "95 %"),  ("bus/13/hpf/freq", "83 Hz"),
    ("bus/13/lpf/freq", "7200 Hz"),       ("bus/13/reverb/damping", "5740 Hz"),
    ("bus/13/fader", "-8 dB"),            ("bus/13/send/1/level", "-20 dB"),
    ("bus/13/send/3/pan", "0"),
    ("bus/17/fader", "-8 dB"),            ("bus/17/hpf/on", "on"),
    ("bus/17/hpf/slope", "24 dB/oct"),    ("bus/17/hpf/freq", "79.6 Hz"),
    ("bus/17/lpf/slope", "12 dB/oct"),    ("bus/17/eq/1/gain", "0 dB"),
    ("main/eq/1/gain", "-2 dB"),          ("main/fader", "-3.1 dB"),
    ("main/send/17/level", "-6 dB"),
    ("dca/2/mute", "on"),                 ("dca/2/fader", "-4 dB"),
    ("mute-group/2/on", "on"),            ("mute-group/1/on", "off"),
];

#[test]
fn every_line_becomes_what_it_says() {
    let (console, taken) = song();
    let layout = Layout::new(console.topology);
    for (path, text) in ROWS {
        let Ok(index) = layout.find(path) else {
            assert_eq!(*text, "-", "{path}");
            continue;
        };
        let spec = layout.spec(index);
        let found = value(&taken, path).map(|value| spec.exact(value));
        let expected = spec.exact(spec.parse(text).unwrap());
        assert_eq!(found.as_deref(), Some(&expected[..]), "{path}");
    }
}

#[test]
fn a_desk_is_a_console_of_what_it_uses() {
    use Width::{Mono, Stereo};
    let (console, _) = song();
    let topology = &console.topology;
    let strips: Vec<(u16, Width)> = topology
        .strips
        .iter()
        .map(|strip| (strip.number, strip.width))
        .collect();
    assert_eq!(strips, [(1, Mono), (2, Mono), (7, Stereo), (33, Mono)]);
    let buses: Vec<_> = topology
        .buses
        .iter()
        .map(|bus| (bus.number, bus.role, bus.width))
        .collect();
    assert_eq!(
        buses,
        [
            (1, BusRole::Wedge, Mono),
            (3, BusRole::InEar, Stereo),
            (5, BusRole::Group, Mono),
            (13, BusRole::Fx, Stereo),
            (17, BusRole::Matrix, Mono),
        ]
    );
    assert_eq!(topology.feeds(NodeId::bus(13)), [1, 3]);
    assert_eq!(topology.feeds(NodeId::bus(5)), [17]);
    assert_eq!(topology.main_feeds, [17]);
    let label = |node: NodeId| {
        console
            .labels
            .get(&node)
            .map(|label| (&label.name[..], label.color))
    };
    assert_eq!(label(NodeId::strip(2)), Some(("Lead/Vox", Color::Yellow)));
    assert_eq!(label(NodeId::bus(13)), Some(("Hall", Color::Purple)));
    assert_eq!(label(NodeId::MAIN), Some(("PA", Color::White)));
    assert_eq!(label(NodeId::dca(2)), Some(("Drums", Color::Red)));
}

#[test]
fn what_is_left_out_or_changed_is_told() {
    let (_, taken) = song();
    let report = taken.report.to_string();
    for line in [
        "a gate that ducks is off here: ch/2",
        "a compressor that expands is off here: ch/2",
        "comp/key cannot be bus/12 here: ch/2",
        "a send to a group is an assignment at 0 dB",
        "a send before the fader is silent here while its strip is muted",
    ] {
        assert!(report.contains(line), "{line}\n{report}");
    }
    let bad = SONG
        .replace("-46.5 27.0", "loud 27.0")
        .replace("/ch/01/eq/2 PEQ", "/ch/01/eq/2 BELL");
    let desk = Desk::scene(&bad, "bad.scn").unwrap();
    let taken = scene_of(&desk, &console_of(&desk, "Bad").topology);
    let problems: Vec<String> = taken
        .report
        .problems
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[0].starts_with(
        "bad.scn:10:1: 'loud' is not possible for /ch/01/gate/thr; allowed: a number"
    ));
    assert!(problems[1].contains("LCut, LShv, PEQ"), "{}", problems[1]);
    // What stands before it counts, what stands behind it does not.
    assert!(value(&taken, "ch/1/gate/on").unwrap().is_on());
    assert_eq!(value(&taken, "ch/1/gate/range"), None);
    assert_eq!(value(&taken, "ch/1/eq/2/freq"), None);
}

/// A file that breaks off anywhere sounds like the whole one, or less.
#[test]
fn a_file_that_breaks_off_is_never_louder() {
    let (console, whole) = song();
    let layout = Layout::new(console.topology.clone());
    let loudest = |path: &ParamAddr| value(&whole, &path.to_string());
    for end in (0..SONG.len())
        .step_by(7)
        .filter(|end| SONG.is_char_boundary(*end))
    {
        let Ok(desk) = Desk::scene(&SONG[..end], "cut.scn") else {
            continue;
        };
        console_of(&desk, "Cut").topology.validate().unwrap();
        for (addr, found) in scene_of(&desk, &console.topology).values {
            let index = layout.index(addr).unwrap();
            assert!(layout.spec(index).curve.allows(found), "{addr}");
            let is_level = addr.to_string().ends_with("/fader");
            let is_effect = addr.node() == NodeId::bus(13);
            if is_level && !is_effect {
                let most = loudest(&addr).unwrap().0;
                assert!(
                    found.0 <= most,
                    "{addr}: {} of {most}, cut at {end}",
                    found.0
                );
            }
        }
    }
}

#[test]
fn no_bytes_make_it_panic() {
    let mut random = 1_u32;
    for _ in 0..300 {
        let mut bytes = SONG.as_bytes().to_vec();
        for _ in 0..20 {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = random as usize % bytes.len();
            bytes[at] = (random >> 24) as u8;
        }
        let text = String::from_utf8_lossy(&bytes);
        if let Ok(desk) = Desk::scene(&text, "noise.scn") {
            let console = console_of(&desk, "Noise");
            console.topology.validate().unwrap();
            scene_of(&desk, &console.topology);
        }
    }
}

#[test]
fn a_scene_of_a_smaller_console_takes_what_that_has() {
    let desk = Desk::scene(SONG, "song.scn").unwrap();
    let topology = Topology {
        strips: vec![headroom::param::StripDef {
            number: 1,
            width: Width::Mono,
        }],
        ..Topology::default()
    };
    let taken = scene_of(&desk, &topology);
    assert_eq!(value(&taken, "ch/1/fader"), Some(Plain(-2.3)));
    assert!(
        taken
            .values
            .iter()
            .all(|(addr, _)| addr.node() != NodeId::strip(2))
    );
}

struct Bench {
    home: Home,
    folder: PathBuf,
}

impl Bench {
    fn new() -> Self {
        let home = Home::new();
        let folder = PathBuf::from(home.folder("desk"));
        fs::create_dir(&folder).unwrap();
        let bench = Self { home, folder };
        bench.file("Tour.000.scn", SONG);
        bench.file("Tour.002.scn", &SONG.replace("-2.3 ON", "-9.0 ON"));
        bench.file(
            "Tour.shw",
            "#4.0#\nshow \"Tour\" 0 0 0 0 0 0 0 0 0 0 \"X32-Edit 4.00\"\n\
             cue/000 100 \"Opener\" 0 0 -1 1 1 4 0\ncue/001 250 \"Quiet one\" 1 2 -1 -1 -1 -1 -1\n\
             scene/000 \"Opener\" \"slow\" %000000000 1\nscene/001 \"Lost\" \"\" %000000000 1\n\
             scene/002 \"AC/DC\" \"\" %000000000 1\n",
        );
        bench.file("Kick.chn", "#4.0# 3 \"Kick\" 0 %1111110000000 1\n/eq/1 PEQ 60.0 +3.00 2.0\n/mix/01 ON -6.0 +0 PRE 0\n");
        bench
    }

    fn file(&self, name: &str, text: &str) {
        fs::write(self.folder.join(name), text).unwrap();
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    fn import(&self, files: &[&str], to: &Path) -> Result<String, String> {
        let files: Vec<String> = files.iter().map(|file| self.path(file)).collect();
        let to = to.display().to_string();
        let mut words: Vec<&str> = vec!["import"];
        words.extend(files.iter().map(String::as_str));
        words.extend(["--to", &to]);
        let output = self.home.run(&words);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if output.status.success() {
            Ok(text(&output.stdout))
        } else {
            Err(text(&output.stderr))
        }
    }
}

#[test]
fn a_show_walks_over_with_its_scenes_and_cues() {
    let bench = Bench::new();
    let show = bench.folder.join("show");
    let said = bench.import(&["Tour.shw"], &show).unwrap();
    assert!(said.contains("the scene Lost is left out"), "{said}");
    assert!(said.contains("2 scenes stand in"), "{said}");
    let checked = bench.home.run(&["check", &show.display().to_string()]);
    assert!(checked.status.success(), "{checked:?}");
    let console = bench.home.open_show(&show);
    assert!(
        bench.home.get("ch/1/fader").contains("off"),
        "nothing sounds before a recall"
    );
    bench
        .home
        .say(&["set", "--confirm", "console/safe-start", "off"]);
    let said = bench.home.say(&["scene", "recall", "AC-DC"]);
    assert!(said.contains("AC-DC"), "{said}");
    let cues = bench.home.say(&["cue", "list"]);
    for cue in ["Opener", "2.5", "Quiet one", "AC-DC"] {
        assert!(cues.contains(cue), "{cue}: {cues}");
    }
    // While it is open, nobody writes into it.
    let refused = bench.import(&["Tour.000.scn"], &show).unwrap_err();
    assert!(
        refused.contains("is open: stop its console first"),
        "{refused}"
    );
    drop(console);
}

#[test]
fn what_is_there_stays_and_presets_go_into_a_show() {
    let bench = Bench::new();
    let show = bench.folder.join("show");
    let refused = bench.import(&["Kick.chn"], &show).unwrap_err();
    assert!(
        refused.contains("go into a show that is there"),
        "{refused}"
    );
    assert!(!show.exists());
    bench.import(&["Tour.shw"], &show).unwrap();
    let before = fs::read(show.join("scenes/Opener.yaml")).unwrap();
    let cues = fs::read(show.join("cues.yaml")).unwrap();
    let said = bench.import(&["Tour.shw", "Kick.chn"], &show).unwrap();
    assert!(said.contains("2 scenes and 1 preset"), "{said}");
    assert!(said.contains("the show has cues of its own"), "{said}");
    assert_eq!(fs::read(show.join("scenes/Opener.yaml")).unwrap(), before);
    assert_eq!(fs::read(show.join("cues.yaml")).unwrap(), cues);
    assert!(show.join("scenes/Opener (2).yaml").exists());
    let preset = fs::read_to_string(show.join("presets/Kick.yaml")).unwrap();
    assert!(preset.contains("eq/1/freq: 60 Hz"), "{preset}");
    let checked = bench.home.run(&["check", &show.display().to_string()]);
    assert!(checked.status.success(), "{checked:?}");
}

#[test]
fn what_is_none_of_a_desk_changes_nothing() {
    let bench = Bench::new();
    let show = bench.folder.join("show");
    bench.file("a.scn", "headroom: 1\n");
    bench.file("a.wav", "RIFF");
    bench.file("b.shw", "#4.0#\nscene/000 \"A\" \"\" %0 1\n");
    for (file, why) in [
        ("a.scn", "no line of it says anything"),
        ("a.wav", "only files of an X32 or M32"),
        ("b.shw", "this is no show"),
        ("none.scn", "none.scn"),
    ] {
        let refused = bench.import(&["Tour.000.scn", file], &show).unwrap_err();
        assert!(refused.contains(why), "{file}: {refused}");
        assert!(!show.exists(), "{file}");
    }
    fs::create_dir(&show).unwrap();
    fs::write(show.join("letter.txt"), "Dear").unwrap();
    let refused = bench.import(&["Tour.000.scn"], &show).unwrap_err();
    assert!(
        refused.contains("there is something in this folder"),
        "{refused}"
    );
}
