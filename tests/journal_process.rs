//! The real program on a timer: killed under random changes, restarted, taken back, kept alive.
//!
//! `HEADROOM_KILLS=200` for more kills.

use headroom::control::feed::Update;
use headroom::control::intent::{Hello, Intent, Rights, SceneWish};
use headroom::desk::Desk;
use headroom::desk::socket::SocketDesk;
use headroom::param::{Layout, ParamAddr, ParamIndex, Plain, Recall, Travel};
use rustix::process::{Pid, Signal, kill_process};
use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(200);

/// Folders of one test; everything in them goes with it.
struct Home(PathBuf);

impl Home {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("hr-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("run")).unwrap();
        let home = Self(path);
        assert!(home.program(&["new", "show"]).status().unwrap().success());
        home
    }

    fn program(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_headroom"));
        command
            .args(args)
            .current_dir(&self.0)
            .env("XDG_STATE_HOME", self.0.join("state"))
            .env("XDG_DATA_HOME", self.0.join("data"))
            .env("XDG_RUNTIME_DIR", self.0.join("run"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    fn start(&self, more: &[&str]) -> Running {
        let args = [
            &["run", "--headless", "--backend", "null"][..],
            more,
            &["show"][..],
        ]
        .concat();
        Running(self.program(&args).spawn().unwrap())
    }

    /// A client, as soon as the console answers, and all that it sees first.
    fn connect(&self, name: &str) -> (SocketDesk, Layout, Update) {
        let begun = Instant::now();
        let path = self.0.join("run/headroom/headroom.sock");
        loop {
            let hello = Hello {
                name: name.into(),
                rights: Rights::Mix,
            };
            if let Ok(mut desk) = SocketDesk::connect(&path, &hello)
                && let Ok(Some(update)) = desk.next_update(PATIENCE)
            {
                let layout = Layout::new(update.show.clone().unwrap().topology.clone());
                return (desk, layout, update);
            }
            assert!(begun.elapsed() < PATIENCE, "the console does not come up");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

struct Running(Child);

impl Running {
    /// kill −9
    fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    /// As somebody who is asked to.
    fn end(mut self) -> ExitStatus {
        signal(self.0.id(), Signal::TERM);
        self.0.wait().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn signal(process: u32, which: Signal) {
    kill_process(Pid::from_raw(process.cast_signed()).unwrap(), which).unwrap();
}

fn set(desk: &mut SocketDesk, layout: &Layout, path: &str, text: &str) -> u64 {
    let index = layout.find(path).unwrap();
    let value = layout.spec(index).parse(text).unwrap();
    let intent = Intent::SetConfirmed(layout.addr(index), value);
    desk.ask(intent).unwrap().change
}

fn wait_until_committed(desk: &mut SocketDesk, change: u64) {
    let begun = Instant::now();
    let mut committed = 0;
    while committed < change {
        assert!(begun.elapsed() < PATIENCE, "{change} is not committed");
        let update = desk.next_update(PATIENCE).unwrap();
        let status = update.and_then(|update| update.status().cloned());
        committed = status.map_or(committed, |status| status.committed);
    }
}

/// A value, or where it goes.
fn value(layout: &Layout, update: &Update, path: &str) -> String {
    let index = layout.find(path).unwrap();
    let found = update.values.iter().find(|(at, _)| *at == index);
    let goal = update.goals.iter().find(|(at, _)| *at == index);
    let goal = goal.and_then(|(_, goal)| *goal);
    layout.spec(index).exact(goal.unwrap_or(found.unwrap().1))
}

/// How the console stood after each change of one life.
struct Life {
    states: HashMap<u64, Vec<Plain>>,
    last: u64,
    committed: u64,
}

impl Life {
    /// Random changes for a random time; the console is killed in the middle.
    fn live(home: &Home, seed: &mut u64, from: Option<&Self>) -> Self {
        let process = home.start(&[]);
        let (mut desk, layout, update) = home.connect("hand");
        let mut life = Self::begin(&layout, &update);
        if let Some(before) = from {
            let found = &life.states[&life.last];
            assert!(
                before.may_have_left(found, life.last),
                "at {}, committed {}",
                life.last,
                before.committed
            );
        }
        let end = Instant::now() + Duration::from_millis(30 + random(seed) % 200);
        while Instant::now() < end {
            life.change(&mut desk, &layout, seed);
            while let Ok(Some(update)) = desk.next_update(Duration::from_millis(random(seed) % 2)) {
                let committed = update.status().map(|status| status.committed);
                life.committed = life.committed.max(committed.unwrap_or(0));
            }
        }
        process.kill();
        life
    }

    /// True where the console may have died with these values, and the next one stands at `last`. A state
    /// stands until the next change, through what a console notes at its start of what moves and goes on:
    /// once or twice. What was committed is not lost.
    fn may_have_left(&self, values: &[Plain], last: u64) -> bool {
        self.states.iter().any(|(number, state)| {
            let later = self.states.keys().filter(|other| *other > number);
            let next = later.min().copied().unwrap_or(u64::MAX);
            let is_its_time = *number <= last && last <= next.saturating_add(1);
            next > self.committed && is_its_time && state == values
        })
    }

    fn begin(layout: &Layout, update: &Update) -> Self {
        let mut values = vec![Plain(0.0); layout.len()];
        for (index, value) in &update.values {
            values[index.slot()] = *value;
        }
        // What rises when the console dies goes on to where it was sent.
        for (index, goal) in &update.goals {
            values[index.slot()] = goal.unwrap_or(values[index.slot()]);
        }
        let last = update.status().unwrap().changes;
        Self {
            states: HashMap::from([(last, values)]),
            last,
            committed: 0,
        }
    }

    fn change(&mut self, desk: &mut SocketDesk, layout: &Layout, seed: &mut u64) {
        const KEYS: [&str; 2] = ["console/safe-start", "console/panic"];
        const PATHS: [&str; 4] = ["ch/1/fader", "ch/2/pan", "main/fader", "ch/3/hpf/freq"];
        // Keys are turned one by one only.
        let (paths, most) = if random(seed).is_multiple_of(4) {
            (&KEYS[..], 1)
        } else {
            (&PATHS[..], 3)
        };
        let mut values = self.states[&self.last].clone();
        let count = 1 + random(seed) % most;
        let mut set: Vec<(ParamIndex, Plain)> = Vec::new();
        for _ in 0..count {
            let index = layout
                .find(paths[random(seed) as usize % paths.len()])
                .unwrap();
            let travel = headroom::param::Travel::new((random(seed) % 1000) as f32 / 999.0);
            let curve = layout.spec(index).curve;
            set.push((index, curve.plain(travel)));
        }
        for (index, value) in &set {
            values[index.slot()] = *value;
        }
        let addrs = set
            .iter()
            .map(|(index, value)| (layout.addr(*index), *value));
        let intent = match addrs.collect::<Vec<_>>() {
            one if one.len() == 1 => Intent::SetConfirmed(one[0].0, one[0].1),
            many => Intent::SetMany(many),
        };
        let answer = desk.ask(intent).unwrap();
        self.last = answer.change;
        self.states.insert(answer.change, values);
    }
}

fn random(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
    *seed >> 33
}

#[test]
fn killed_at_any_moment_it_stands_as_it_was_committed() {
    let kills = std::env::var("HEADROOM_KILLS").map_or(25, |text| text.parse().unwrap());
    let home = Home::new("kills");
    let mut seed = 0x5eed;
    let mut life = Life::live(&home, &mut seed, None);
    for _ in 0..kills {
        life = Life::live(&home, &mut seed, Some(&life));
    }
    assert!(life.last > kills);
}

#[test]
fn a_clean_end_opens_under_safe_start_and_steps_can_be_taken_back() {
    let home = Home::new("clean");
    let process = home.start(&[]);
    let (mut desk, layout, _) = home.connect("terminal");
    set(&mut desk, &layout, "console/safe-start", "off");
    set(&mut desk, &layout, "ch/1/fader", "-20 dB");
    set(&mut desk, &layout, "ch/2/fader", "-10 dB");
    desk.ask(Intent::Undo).unwrap();
    assert!(process.end().success());

    let process = home.start(&[]);
    let (mut desk, layout, update) = home.connect("terminal");
    let found = ["console/safe-start", "ch/1/fader", "ch/2/fader"]
        .map(|path| value(&layout, &update, path));
    assert_eq!(found, ["on", "-20 dB", "off"]);
    assert_eq!(desk.ask(Intent::Redo).unwrap().text, "Redone: ch/2/fader");
    desk.ask(Intent::Undo).unwrap();
    let change = desk.ask(Intent::Undo).unwrap().change;
    wait_until_committed(&mut desk, change);
    process.kill();

    let _process = home.start(&[]);
    let (mut desk, layout, update) = home.connect("terminal");
    assert_eq!(value(&layout, &update, "ch/1/fader"), "off");
    assert_eq!(desk.ask(Intent::Redo).unwrap().text, "Redone: ch/1/fader");
    let (mut stranger, ..) = home.connect("stranger");
    assert!(stranger.ask(Intent::Undo).is_err());
}

/// What the show is set to, apart from its scenes, is there again after a clean end; what was so for a moment
/// is not.
#[test]
fn a_clean_end_keeps_every_setting_and_ends_every_state_of_the_moment() {
    let home = Home::new("settings");
    let process = home.start(&[]);
    let (mut desk, layout, _) = home.connect("terminal");
    set(&mut desk, &layout, "console/safe-start", "off");
    let others: Vec<(ParamIndex, Plain)> = layout
        .indices()
        .filter(|index| changes_nothing_else(&layout, *index))
        .filter_map(|index| Some((index, another(&layout, index)?)))
        .collect();
    let many: Vec<(ParamAddr, Plain)> = others
        .iter()
        .map(|(index, value)| (layout.addr(*index), *value))
        .collect();
    let recalls = others.iter().map(|(index, _)| layout.spec(*index).recall);
    let count = |recall| recalls.clone().filter(|found| *found == recall).count();
    for (recall, least) in [
        (Recall::Setting, 50),
        (Recall::Listening, 6),
        (Recall::Momentary, 20),
    ] {
        assert!(count(recall) >= least, "{recall:?}: {}", count(recall));
    }
    desk.ask(Intent::SetMany(many)).unwrap();
    assert!(process.end().success());

    let _process = home.start(&[]);
    let (_desk, layout, update) = home.connect("terminal");
    for (index, wanted) in &others {
        let index = *index;
        if !layout.spec(index).recall.is_kept() {
            let (addr, default) = (layout.addr(index), layout.default(index));
            assert_eq!(plain(&update, index), default, "{addr}");
            continue;
        }
        assert_eq!(plain(&update, index), *wanted, "{}", layout.addr(index));
    }
}

/// A parameter that no scene holds, that a client may set, and whose change alone moves no other.
fn changes_nothing_else(layout: &Layout, index: ParamIndex) -> bool {
    let (spec, path) = (layout.spec(index), layout.addr(index).to_string());
    // Presses hold no value; what records and what plays answers by itself; no bus is there to be a source.
    let is_press = [
        "tap",
        "clear",
        "reset",
        "record",
        "reference",
        "console/tape",
        "in-use",
        "source",
    ]
    .iter()
    .any(|word| path.ends_with(word));
    let in_place = path == "console/solo/mode";
    spec.recall != Recall::Stored && !spec.protected && !spec.read_only && !is_press && !in_place
}

/// A value that is not the default: the other end of the range.
fn another(layout: &Layout, index: ParamIndex) -> Option<Plain> {
    let spec = layout.spec(index);
    let ends = [1.0, 0.0].map(|end| spec.curve.plain(Travel::new(end)));
    ends.into_iter().find(|end| *end != layout.default(index))
}

fn plain(update: &Update, index: ParamIndex) -> Plain {
    let found = update.values.iter().find(|(at, _)| *at == index);
    let goal = update.goals.iter().find(|(at, _)| *at == index);
    let goal = goal.and_then(|(_, goal)| *goal);
    goal.unwrap_or(found.unwrap().1)
}

/// Whoever comes on the command line takes back what was done there; what others did needs their name.
#[test]
fn the_command_line_takes_back_what_it_did_and_by_name_what_others_did() {
    let home = Home::new("undo");
    let process = home.start(&[]);
    let (mut desk, layout, _) = home.connect("Anna");
    set(&mut desk, &layout, "ch/2/fader", "-10 dB");
    let say = |args: &[&str]| {
        let mut program = home.program(args);
        let program = program.stdout(Stdio::piped()).stderr(Stdio::piped());
        let output = program.output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        String::from_utf8(text).unwrap().trim().to_owned()
    };
    let refused = say(&["undo"]);
    assert!(
        refused.contains("the last step is of Anna: ch/2/fader"),
        "{refused}"
    );
    say(&["set", "ch/1/fader", "-20 dB"]);
    say(&["scene", "store", "Verse"]);
    say(&["scene", "delete", "Verse"]);
    assert_eq!(say(&["undo"]), "Undone: scene Verse");
    assert!(say(&["scene", "list"]).contains("Verse"));
    assert_eq!(say(&["do", "undo"]), "Undone: ch/1/fader");
    assert_eq!(say(&["do", "redo"]), "Redone: ch/1/fader");
    assert_eq!(
        say(&["undo", "--who", "Anna"]),
        "Undone, of Anna: ch/2/fader"
    );
    let change = desk
        .ask(Intent::Scene(SceneWish::Arm(None)))
        .unwrap()
        .change;
    wait_until_committed(&mut desk, change);
    process.kill();

    let _process = home.start(&[]);
    let (mut desk, layout, update) = home.connect("Anna");
    assert_eq!(value(&layout, &update, "ch/2/fader"), "off");
    assert_eq!(value(&layout, &update, "ch/1/fader"), "-20 dB");
    assert!(desk.ask(Intent::Undo).is_err());
    assert_eq!(desk.ask(Intent::Redo).unwrap().text, "Redone: ch/2/fader");
    let journal = say(&["journal", "--show", "show", "--who", "command line"]);
    assert!(journal.contains("undo of Anna ch/2/fader"), "{journal}");
    assert!(!journal.contains("Anna  "), "{journal}");
}

#[test]
fn kept_alive_it_comes_back_as_it_was() {
    let home = Home::new("keep");
    let keeper = home.start(&["--keep"]);
    let (mut desk, layout, _) = home.connect("hand");
    set(&mut desk, &layout, "console/safe-start", "off");
    let change = set(&mut desk, &layout, "ch/1/fader", "-3 dB");
    wait_until_committed(&mut desk, change);

    let parent = keeper.0.id();
    let children = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap();
    signal(children.trim().parse().unwrap(), Signal::KILL);
    let died = Instant::now();
    while desk.next_update(Duration::from_millis(10)).is_ok() {}
    let (_desk, layout, update) = home.connect("hand");
    // No limit: the machine may be busy. The first wait of the keeper is tested where it is chosen.
    println!("back after {:?}", died.elapsed());
    assert_eq!(value(&layout, &update, "ch/1/fader"), "-3 dB");
    assert_eq!(value(&layout, &update, "console/safe-start"), "off");
    assert!(keeper.end().success());
}

#[test]
fn a_show_is_open_once_and_a_broken_file_costs_nothing() {
    let home = Home::new("broken");
    let process = home.start(&[]);
    let (mut desk, layout, _) = home.connect("hand");
    set(&mut desk, &layout, "ch/1/fader", "-3 dB");
    let mut second = home.program(&[
        "--name",
        "other",
        "run",
        "--headless",
        "--backend",
        "null",
        "show",
    ]);
    assert_eq!(second.status().unwrap().code(), Some(1));
    process.end();

    let file = home.0.join("show/show.yaml");
    fs::write(&file, "strips: [\u{0}").unwrap();
    let _process = home.start(&[]);
    let (_desk, layout, update) = home.connect("hand");
    assert_eq!(value(&layout, &update, "ch/1/fader"), "-3 dB");
    let notice = &update.notices[0].text;
    assert!(notice.contains("newest good copy"), "{notice}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "strips: [\u{0}");
    assert!(!home.program(&["check", "show"]).status().unwrap().success());
}
