//! What the strips of a session hear.

use super::time::seconds;
use crate::param::{NodeKind, PortKind, Topology};
use crate::show::point::{self, PatchPoint};
use crate::show::quantity::{self, DECIBELS, HERTZ, Suffixes};
use crate::show::reader::{Fields, Reader};
use crate::show::yaml::{Kind, Node};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// What one strip, or one channel of it, hears.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// The channels that hear it: one, or left and right.
    pub points: Vec<PatchPoint>,
    /// What they hear.
    pub signal: Signal,
    /// When it begins.
    pub from_seconds: f64,
    /// When it ends, if before the session does.
    pub to_seconds: Option<f64>,
}

/// A signal. Levels are peak levels in dBFS.
#[derive(Clone, Debug, PartialEq)]
pub enum Signal {
    /// A sound file.
    File {
        /// Where it is.
        path: PathBuf,
        /// The one channel of it that is heard, counted from 1; otherwise as many as there are places.
        channel: Option<u32>,
    },
    /// A sine.
    Tone {
        /// Frequency in Hz.
        hertz: f64,
        /// Level.
        level_db: f64,
    },
    /// Random noise, the same for the same seed.
    Noise {
        /// Its spectrum.
        color: NoiseColor,
        /// Level.
        level_db: f64,
        /// Start of the random numbers.
        seed: u32,
    },
    /// A sine that runs evenly in octaves, from one frequency to the other.
    Sweep {
        /// First frequency in Hz.
        from_hertz: f64,
        /// Last frequency in Hz.
        to_hertz: f64,
        /// Level.
        level_db: f64,
    },
    /// One sample.
    Impulse {
        /// When.
        at_seconds: f64,
        /// Level.
        level_db: f64,
    },
    /// Nothing.
    Silence,
}

/// The spectrum of a noise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoiseColor {
    /// The same power in every octave.
    Pink,
    /// The same power in every hertz.
    White,
}

/// The signals by their key, and what may stand beside it.
const SIGNALS: [(&str, &[&str]); 5] = [
    ("file", &["file", "channel", "from", "to"]),
    ("tone", &["tone", "level", "from", "to"]),
    ("noise", &["noise", "level", "seed", "from", "to"]),
    ("sweep", &["sweep", "level", "from", "to"]),
    ("impulse", &["impulse", "level"]),
];

/// Loudest level of a test signal, in dBFS: what the engine's inputs take.
const MAX_LEVEL_DB: f64 = 24.0;
const MIN_LEVEL_DB: f64 = -150.0;
/// Channels of a file, counted from 1.
const CHANNELS: (u32, u32) = (1, 255);

/// Reads `inputs:`; an entry that is wrong is left out.
pub fn read(
    reader: &mut Reader,
    node: &Node,
    topology: &Topology,
    rate: u32,
    base_dir: &Path,
) -> Vec<Input> {
    let mut inputs: Vec<Input> = Vec::new();
    let mut seen = HashSet::new();
    for (key, text, value) in reader.entries(node, "'inputs'") {
        let points = point::parse(text, topology).and_then(|points| {
            let is_input = |point: &PatchPoint| match point.kind {
                PortKind::Signal => point.node.kind == NodeKind::Strip,
                PortKind::InsertReturn => true,
                PortKind::InsertSend | PortKind::MidiIn | PortKind::MidiOut => false,
            };
            let inputs = points.iter().all(is_input);
            inputs.then_some(points).ok_or_else(|| {
                "only strips and what comes back at insert points are inputs: ch/N, ch/N/insert/return"
                    .to_owned()
            })
        });
        let points = match points {
            Ok(points) => points,
            Err(hint) => {
                reader.report(key, format!("'{text}' is no input"), hint);
                continue;
            }
        };
        if let Some(twice) = points.iter().find(|point| seen.contains(*point)) {
            reader.report(
                key,
                format!("{twice} has an input already"),
                "keep one of them",
            );
            continue;
        }
        seen.extend(points.iter().copied());
        inputs.extend(input(reader, value, points, rate, base_dir));
    }
    inputs
}

fn input(
    reader: &mut Reader,
    node: &Node,
    points: Vec<PatchPoint>,
    rate: u32,
    base_dir: &Path,
) -> Option<Input> {
    let mut input = Input {
        points,
        signal: Signal::Silence,
        from_seconds: 0.0,
        to_seconds: None,
    };
    if let Kind::Text(_) = node.kind {
        let silence = reader.word(node, "an input", &[("silence", ())]);
        return silence.map(|()| input);
    }
    let (key, fields) = signal_fields(reader, node)?;
    let signal = signal(reader, node, key, fields, rate, base_dir);
    if let Some(node) = fields.get("from") {
        input.from_seconds = seconds(reader, node, "'from'")?;
    }
    if let Some(node) = fields.get("to") {
        input.to_seconds = Some(seconds(reader, node, "'to'")?);
        if input.to_seconds <= Some(input.from_seconds) {
            reader.report(node, "'to' is not after 'from'", "write a later time");
            return None;
        }
    }
    input.signal = signal?;
    Some(input)
}

/// The key that names the signal, and all fields, checked against what it takes.
fn signal_fields<'n>(reader: &mut Reader, node: &'n Node) -> Option<(&'static str, Fields<'n>)> {
    const ALL: [&str; 10] = [
        "file", "tone", "noise", "sweep", "impulse", "channel", "level", "seed", "from", "to",
    ];
    let named = |node: &Node| match &node.kind {
        Kind::Map(entries) => SIGNALS
            .into_iter()
            .find(|(key, _)| entries.iter().any(|(node, _)| node.is_text(key))),
        _ => None,
    };
    let Some((key, known)) = named(node) else {
        reader.fields(node, "an input", &ALL)?;
        let hint = "write one of file, tone, noise, sweep, impulse, or the word silence";
        reader.report(node, "this input has no signal", hint);
        return None;
    };
    let fields = reader.fields(node, &format!("an input with '{key}'"), known)?;
    Some((key, fields))
}

fn signal(
    reader: &mut Reader,
    at: &Node,
    key: &str,
    fields: Fields,
    rate: u32,
    base_dir: &Path,
) -> Option<Signal> {
    let node = fields.get(key)?;
    if key == "file" {
        let name = reader.text(node, "the file")?;
        let path = base_dir.join(name);
        let channel = match fields.get("channel") {
            Some(node) => Some(reader.number(node, "the channel", CHANNELS)?),
            None => None,
        };
        return Some(Signal::File { path, channel });
    }
    let level_db = level(reader, at, fields);
    match key {
        "tone" => {
            let hertz = frequency(reader, node, rate)?;
            let level_db = level_db?;
            Some(Signal::Tone { hertz, level_db })
        }
        "noise" => noise(reader, node, fields, level_db),
        "sweep" => sweep(reader, node, rate, level_db),
        _ => {
            let at_seconds = seconds(reader, node, "the time of the impulse")?;
            let level_db = level_db?;
            Some(Signal::Impulse {
                at_seconds,
                level_db,
            })
        }
    }
}

fn noise(
    reader: &mut Reader,
    node: &Node,
    fields: Fields,
    level_db: Option<f64>,
) -> Option<Signal> {
    let words = [("pink", NoiseColor::Pink), ("white", NoiseColor::White)];
    let color = reader.word(node, "the noise", &words);
    let seed = match fields.get("seed") {
        Some(node) => reader.number(node, "the seed", (0, u32::MAX))?,
        None => 1,
    };
    Some(Signal::Noise {
        color: color?,
        level_db: level_db?,
        seed,
    })
}

fn sweep(reader: &mut Reader, node: &Node, rate: u32, level_db: Option<f64>) -> Option<Signal> {
    let [from, to] = reader.items(node, "a sweep") else {
        reader.report(
            node,
            "a sweep needs two frequencies",
            "write sweep: [20 Hz, 20 kHz]",
        );
        return None;
    };
    let from_hertz = frequency(reader, from, rate);
    let to_hertz = frequency(reader, to, rate);
    Some(Signal::Sweep {
        from_hertz: from_hertz?,
        to_hertz: to_hertz?,
        level_db: level_db?,
    })
}

/// Below half of the rate: above it there is no such tone.
fn frequency(reader: &mut Reader, node: &Node, rate: u32) -> Option<f64> {
    let last = f64::from(rate / 2 - 1);
    quantity(reader, node, "a frequency", HERTZ, (1.0, last), "Hz")
}

/// A level has no default: unknown would have to be silent.
fn level(reader: &mut Reader, at: &Node, fields: Fields) -> Option<f64> {
    let Some(node) = fields.get("level") else {
        reader.report(
            at,
            "'level' is missing",
            "write the peak level, such as level: -20 dB",
        );
        return None;
    };
    let range = (MIN_LEVEL_DB, MAX_LEVEL_DB);
    quantity(reader, node, "a level", DECIBELS, range, "dB")
}

fn quantity(
    reader: &mut Reader,
    node: &Node,
    what: &str,
    suffixes: Suffixes,
    (first, last): (f64, f64),
    unit: &str,
) -> Option<f64> {
    let text = reader.text(node, what)?;
    let found = quantity::parse(text, suffixes).filter(|found| (first..=last).contains(found));
    if found.is_none() {
        let hint = format!("allowed: {first} {unit} to {last} {unit}");
        reader.report(node, format!("'{text}' is not possible for {what}"), hint);
    }
    found
}
