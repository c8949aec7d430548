//! Sessions: what `headroom render` plays, changes and writes.
//!
//! ```yaml
//! console: ../configs/band-16.yaml     # or a map with the keys of a console; left out: the default console
//! rate: 48000                          # 8000 to 192000; 48000 when left out
//! seconds: 4
//! inputs:
//!   ch/1: { file: vox.wav }            # beside the session
//!   ch/2: { tone: 1000 Hz, level: -20 dB }
//!   ch/3: { noise: pink, level: -20 dB, seed: 7, from: 1 s, to: 2 s }
//!   ch/4: { sweep: [20 Hz, 20 kHz], level: -20 dB }
//!   ch/5: { impulse: 0.5 s, level: 0 dB }
//!   ch/6: silence
//!   ch/7: { file: band.flac, channel: 7 }
//! at:                                  # seconds → changes, in file order
//!   0.0: { ch/1/fader: 0 dB }
//!   1.5: { ch/1/fader: { to: -10 dB, over: 3 s } }
//!   2.5: { recall: Verse }             # or { scene: Verse, over: 3 s }
//! scenes: ../my-show                   # a show's folder, or a folder of scene files
//! automation: ../my-show               # or a file; a show's folder stands for its automation.yaml
//! outputs: { main: main.wav, bus/3: wedge-1.wav, ch/1: kick.flac, ch/1/input: kick-dry.wav, dca/1: drums.wav }
//! ```
//!
//! Levels of signals are peak levels in dBFS. `from` and `to` are seconds of the session; outside of them
//! the input is silent. An input that names a whole stereo strip feeds both channels: a file with
//! its first two channels (a mono file with the same on both), any other signal with the same on
//! both; `ch/9/left` feeds one. `channel: 7` beside a file takes one channel of it, counted from 1.
//! `ch/9/insert/return` is what comes back at an insert point, connected
//! from the start where it is given (`ch/9/insert/connected: off` at a time takes it away). Strips without an input hear silence. Changes may touch every
//! parameter, panic and safe start too: they are moves, not stored values.
//!
//! Main, buses and speakers are written as they leave. Stems are what strips (`ch/1`), buses (`bus/3/main`) and the members
//! of DCAs (`dca/1`) add to main; `ch/1/input`, `/pre-eq`, `/post-eq`, `/pre-fader` and `/post-fader` are what stands at these
//! taps of a strip or bus, whoever mutes it. All stems are as late as main is.

mod changes;
mod inputs;
mod outputs;
mod recalls;
mod time;

pub use changes::Change;
pub use inputs::{Input, NoiseColor, Signal};
pub use outputs::{Output, Place};
pub use recalls::Recall;

use super::automation_file;
use super::console_file::{self, ConsoleFile};
use super::error::FileError;
use super::reader::{Fields, Reader};
use super::scene_file::SceneFile;
use super::text;
use super::yaml::{Document, Kind, Node};
use crate::param::timeline::Timeline;
use crate::param::{Layout, Topology};
use std::path::Path;
use time::seconds;

/// A session as its file describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionFile {
    /// The console that plays it.
    pub console: ConsoleFile,
    /// Sample rate in Hz.
    pub rate: u32,
    /// Length.
    pub seconds: f64,
    /// What the strips hear.
    pub inputs: Vec<Input>,
    /// Changes by time; those of one time in file order.
    pub changes: Vec<Change>,
    /// The scenes that are recalled.
    pub scenes: Vec<SceneFile>,
    /// Recalls by time; those of one time in file order.
    pub recalls: Vec<Recall>,
    /// Lanes that are played from the start.
    pub automation: Timeline,
    /// What is written.
    pub outputs: Vec<Output>,
}

/// The keys of a session.
pub(super) const KEYS: [&str; 8] = [
    "console",
    "rate",
    "seconds",
    "inputs",
    "at",
    "scenes",
    "automation",
    "outputs",
];

const RATES: (u32, u32) = (8000, 192_000);
const DEFAULT_RATE: u32 = 48_000;
/// Reads a session strictly; `source` is the name that errors show, files are looked for below
/// `base_dir`.
///
/// # Errors
/// The first thing that is wrong.
pub fn parse(text: &str, source: &str, base_dir: &Path) -> Result<SessionFile, FileError> {
    let (session, errors) = read(text, source, base_dir)?;
    errors.into_iter().next().map_or(Ok(session), Err)
}

/// Reads a session file strictly.
///
/// # Errors
/// The first thing that is wrong.
pub fn load(path: &Path) -> Result<SessionFile, FileError> {
    let base_dir = path.parent().unwrap_or(Path::new(""));
    parse(&text::read(path)?, &path.display().to_string(), base_dir)
}

/// Reads what strips hear out of a file with 'inputs:' as in a session, for a console of these strips; a whole session
/// will do.
///
/// # Errors
/// The first thing that is wrong.
pub fn load_inputs(path: &Path, topology: &Topology, rate: u32) -> Result<Vec<Input>, FileError> {
    let base_dir = path.parent().unwrap_or(Path::new(""));
    let source = path.display().to_string();
    let text = text::read(path)?;
    let document = Document::read(&source, &text)?;
    let mut reader = Reader::default();
    let fields = reader.map_of(&document, "a session", &KEYS)?;
    let inputs = if let Some(node) = fields.get("inputs") {
        inputs::read(&mut reader, node, topology, rate, base_dir)
    } else {
        let hint = "write inputs: { ch/1: { file: vox.wav } }";
        reader.report(&document.root, "'inputs' is missing", hint);
        Vec::new()
    };
    let problems = reader.finish(&document);
    problems.into_iter().next().map_or(Ok(inputs), Err)
}

/// Reads a session and lists everything that is wrong with it.
pub(super) fn read(
    text: &str,
    source: &str,
    base_dir: &Path,
) -> Result<(SessionFile, Vec<FileError>), FileError> {
    let document = Document::read(source, text)?;
    let mut reader = Reader::default();
    let fields = reader.map_of(&document, "a session", &KEYS)?;
    let rate = fields
        .get("rate")
        .and_then(|node| reader.number(node, "the rate in Hz", RATES));
    let mut session = SessionFile {
        console: ConsoleFile::default(),
        rate: rate.unwrap_or(DEFAULT_RATE),
        seconds: length(&mut reader, &document.root, fields),
        inputs: Vec::new(),
        changes: Vec::new(),
        scenes: Vec::new(),
        recalls: Vec::new(),
        automation: Timeline::default(),
        outputs: Vec::new(),
    };
    // Without its console nothing else can be judged.
    if let Some(console) = console(&mut reader, fields, base_dir) {
        session.console = console;
        read_sections(&mut reader, &document.root, fields, base_dir, &mut session);
    }
    Ok((session, reader.finish(&document)))
}

fn read_sections(
    reader: &mut Reader,
    root: &Node,
    fields: Fields,
    base_dir: &Path,
    session: &mut SessionFile,
) {
    let topology = &session.console.topology;
    if let Some(node) = fields.get("inputs") {
        session.inputs = inputs::read(reader, node, topology, session.rate, base_dir);
    }
    if let Some(node) = fields.get("scenes") {
        session.scenes = recalls::scenes(reader, node, base_dir);
    }
    if let Some(node) = fields.get("at") {
        let layout = Layout::new(topology.clone());
        let known = (&layout, &session.scenes[..]);
        let (changes, recalls) = changes::read(reader, node, known, session.seconds);
        (session.changes, session.recalls) = (changes, recalls);
    }
    if let Some(node) = fields.get("automation") {
        session.automation = automation(reader, node, base_dir);
    }
    if let Some(node) = fields.get("outputs") {
        session.outputs = outputs::read(reader, node, topology);
    } else {
        let hint = "write outputs: { main: main.wav }";
        reader.report(root, "'outputs' is missing: nothing would be written", hint);
    }
}

fn length(reader: &mut Reader, root: &Node, fields: Fields) -> f64 {
    let Some(node) = fields.get("seconds") else {
        reader.report(
            root,
            "'seconds' is missing",
            "write how long the session lasts, such as seconds: 10",
        );
        return 0.0;
    };
    let seconds = seconds(reader, node, "the length");
    if seconds == Some(0.0) {
        reader.report(node, "a session of no length", "write more than 0 seconds");
    }
    seconds.unwrap_or_default()
}

/// The console of a session: a file, a map, or the default.
fn console(reader: &mut Reader, fields: Fields, base_dir: &Path) -> Option<ConsoleFile> {
    let Some(node) = fields.get("console") else {
        return Some(ConsoleFile::default());
    };
    if let Kind::Map(_) = node.kind {
        let fields = reader.fields(node, "a console", &console_file::KEYS)?;
        return Some(console_file::read(reader, fields));
    }
    let name = reader.text(node, "the console (a file or a map)")?;
    let path = base_dir.join(name);
    let shown = path.display().to_string();
    let loaded = text::read(&path).and_then(|text| console_file::parse_tolerant(&text, &shown));
    match loaded {
        Ok((console, errors)) => {
            if !errors.is_empty() {
                let message = format!("the console '{name}' is not in order");
                reader.report(
                    node,
                    message,
                    format!("'headroom check {shown}' lists what is wrong"),
                );
                reader.report_elsewhere(errors);
            }
            Some(console)
        }
        Err(error) => {
            let hint = "name a file, from the folder of the session";
            reader.report(node, format!("the console '{name}' cannot be used"), hint);
            reader.report_elsewhere(vec![error]);
            None
        }
    }
}

/// The lanes of a file, or of a show.
fn automation(reader: &mut Reader, node: &Node, base_dir: &Path) -> Timeline {
    let Some(name) = reader.text(node, "the automation (a file or a show)") else {
        return Timeline::default();
    };
    let mut path = base_dir.join(name);
    if path.is_dir() {
        path.push(automation_file::FILE);
    }
    let shown = path.display().to_string();
    let loaded = text::read(&path).and_then(|text| automation_file::parse_tolerant(&text, &shown));
    let (timeline, errors) = loaded.unwrap_or_else(|error| (Timeline::default(), vec![error]));
    if !errors.is_empty() {
        let hint = "name a file or a show's folder, from the folder of the session";
        let message = format!("the automation '{name}' is not in order");
        reader.report(node, message, hint);
        reader.report_elsewhere(errors);
    }
    timeline
}

#[cfg(test)]
mod tests;
