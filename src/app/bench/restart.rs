//! `headroom bench --restart N`: how long a show of so many changes and a thousand scenes takes from the start of
//! the program to its sound, after its console was killed.
//!
//! The show is made in a folder of its own, by the parts that write it in earnest; then this program is started
//! on it as a process of its own, with a timer in place of the audio server.

use crate::control::feed::Update;
use crate::control::intent::{ClientId, Hello, Rights};
use crate::control::journal::{Cause, Entry, Journal, Moment, Opening};
use crate::control::journal_writer;
use crate::desk::Desk;
use crate::desk::place::DEFAULT_NAME;
use crate::desk::socket::SocketDesk;
use crate::param::spec::{LevelParam, Param};
use crate::param::{Layout, NodeId, Recall, Store, Topology};
use crate::show::console_file;
use crate::show::disk::RealDisk;
use crate::show::journal::append::{Appender, Limits};
use crate::show::journal::segment::Reason;
use crate::show::scene_file::{self, SceneFile};
use crate::show::show_file;
use anyhow::{Context, Result, bail, ensure};
use crossbeam_channel::unbounded;
use serde::Serialize;
use std::fmt::{self, Write};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Most changes and scenes of a measurement.
const MOST: u32 = 10_000_000;
/// Changes that are given to the disk at once while the show is made.
const TOGETHER: u64 = 10_000;
/// The console comes up long before, or not at all.
const PATIENCE: Duration = Duration::from_secs(120);
/// The console is asked this often whether it is there.
const EVERY: Duration = Duration::from_millis(2);

/// What was measured, in milliseconds from the start of the program.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RestartReport {
    /// Changes in the journal.
    pub changes: u32,
    /// Scenes of the show.
    pub scenes: u32,
    /// The console answers.
    pub answers_ms: f64,
    /// The engine plays.
    pub sound_ms: f64,
    /// All scenes are there.
    pub everything_ms: f64,
}

impl fmt::Display for RestartReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (changes, scenes) = (self.changes, self.scenes);
        writeln!(f, "start after kill -9, {changes} changes, {scenes} scenes")?;
        writeln!(
            f,
            "  answers {:.0} ms   sound {:.0} ms   everything {:.0} ms",
            self.answers_ms, self.sound_ms, self.everything_ms
        )
    }
}

/// A folder that goes with its owner.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays behind is in the folder for temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A process that goes with its owner.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Measures a show of so many strips and buses.
///
/// # Errors
/// An impossible number, a full disk, or a console that does not come up.
pub fn measure(changes: u32, scenes: u32, strips: usize, buses: usize) -> Result<RestartReport> {
    ensure!(
        (1..=MOST).contains(&changes) && scenes <= MOST,
        "--restart {changes} is not possible; allowed: 1 to {MOST}"
    );
    let name = format!("headroom-restart-{}", std::process::id());
    let folder = Folder(std::env::temp_dir().join(name));
    let show = folder.0.join("show");
    let topology = make_show(&show, strips, buses)?;
    let layout = Arc::new(Layout::new(topology));
    make_journal(&show.join(show_file::JOURNAL), &layout, changes)?;
    make_scenes(&show.join(show_file::SCENES), &layout, scenes)?;
    fs::create_dir_all(folder.0.join("run"))?;
    let begun = Instant::now();
    let process = start(&folder.0)?;
    let report = watch(&folder.0, begun, (changes, scenes));
    drop(process);
    report
}

fn make_show(folder: &Path, strips: usize, buses: usize) -> Result<Topology> {
    let mut text = format!("headroom: 1\nname: Restart\nstrips: {strips}\n");
    if buses > 0 {
        text.push_str("buses:\n");
    }
    for number in 1..=buses {
        let _ = writeln!(
            text,
            "  - {{ number: {number}, name: Bus {number}, role: group }}"
        );
    }
    show_file::create(&mut RealDisk, folder, &text)?;
    Ok(console_file::parse(&text, "the show of the measurement")?.topology)
}

/// A journal as a console writes it whose faders all move, and that never ends.
fn make_journal(folder: &Path, layout: &Arc<Layout>, changes: u32) -> Result<()> {
    let (writer, messages) = unbounded();
    let mut journal = Journal::new(&Opening::first(writer));
    let mut appender = Appender::new(Box::new(RealDisk), folder.into(), 0, Limits::default());
    let mut store = Store::defaults(layout);
    let moment = |reason| Moment {
        reason,
        frame: 0,
        rate: super::limits::RATE,
        name: "Restart",
    };
    journal.begin_segment(layout, &store, &moment(Reason::Open), Vec::new());
    let strips = layout.topology().strips.len() as u64;
    for change in 0..u64::from(changes) {
        let strip = layout.topology().strips[(change % strips) as usize].number;
        let addr = NodeId::strip(strip).param(Param::Level(LevelParam::Fader));
        let index = layout.index(addr).context("a strip without a fader")?;
        let value = crate::param::Plain(-1.0 - (change % 400) as f32 / 10.0);
        store.set(index, value);
        let now = Instant::now();
        journal.attribute(ClientId(1), "bench", Cause::Hand, now);
        journal.record(vec![Entry::at_once(addr, value)], None);
        journal.flush(now, change * 64);
        if journal.is_full() {
            journal.begin_segment(layout, &store, &moment(Reason::Full), Vec::new());
        }
        if change % TOGETHER == 0 || change + 1 == u64::from(changes) {
            for message in messages.try_iter() {
                journal_writer::take(&mut appender, message);
            }
            appender.commit()?;
            journal.committed(appender.committed());
        }
    }
    Ok(())
}

fn make_scenes(folder: &Path, layout: &Layout, scenes: u32) -> Result<()> {
    let stored = layout
        .indices()
        .filter(|index| layout.spec(*index).recall == Recall::Stored);
    let mut scene = SceneFile {
        values: stored
            .map(|index| (layout.addr(index), layout.default(index)))
            .collect(),
        ..SceneFile::default()
    };
    fs::create_dir_all(folder)?;
    for number in 1..=scenes {
        scene.name = format!("Scene {number}");
        let path = folder.join(format!("{}.yaml", scene.name));
        fs::write(path, scene_file::format(&scene))?;
    }
    Ok(())
}

fn start(folder: &Path) -> Result<Process> {
    let child = Command::new(std::env::current_exe()?)
        .args(["run", "--headless", "--backend", "null"])
        .arg(folder.join("show"))
        .env("XDG_STATE_HOME", folder.join("state"))
        .env("XDG_DATA_HOME", folder.join("data"))
        .env("XDG_RUNTIME_DIR", folder.join("run"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("the console does not start")?;
    Ok(Process(child))
}

/// Looks on until everything is there.
fn watch(folder: &Path, begun: Instant, (changes, scenes): (u32, u32)) -> Result<RestartReport> {
    let socket = folder.join(format!("run/headroom/{DEFAULT_NAME}.sock"));
    let since = |begun: Instant| begun.elapsed().as_secs_f64() * 1000.0;
    let mut desk = connect(&socket, begun)?;
    let answers_ms = since(begun);
    let (mut sound_ms, mut everything_ms) = (None, None);
    loop {
        let update: Update = match desk.next_update(PATIENCE)? {
            Some(update) => update,
            None => bail!("the console says nothing any more"),
        };
        if update.levels.is_some() {
            sound_ms.get_or_insert_with(|| since(begun));
        }
        if update
            .scenes()
            .is_some_and(|list| list.list.len() == scenes as usize)
        {
            everything_ms.get_or_insert_with(|| since(begun));
        }
        if let (Some(sound_ms), Some(everything_ms)) = (sound_ms, everything_ms) {
            return Ok(RestartReport {
                changes,
                scenes,
                answers_ms,
                sound_ms,
                everything_ms: sound_ms.max(everything_ms),
            });
        }
        ensure!(begun.elapsed() < PATIENCE, "the console does not come up");
    }
}

fn connect(socket: &Path, begun: Instant) -> Result<SocketDesk> {
    loop {
        let hello = Hello {
            name: "bench".to_owned(),
            rights: Rights::Watch,
        };
        match SocketDesk::connect(socket, &hello) {
            Ok(desk) => return Ok(desk),
            Err(error) if begun.elapsed() > PATIENCE => return Err(error.into()),
            Err(_) => sleep(EVERY),
        }
    }
}
