//! What the strips hear at each cue: sound files, or noise.

use crate::app::render::inputs::Inputs;
use crate::cli::RehearseArgs;
use crate::control::console::Setup;
use crate::disk::SoundFile;
use crate::engine::io::PortList;
use crate::param::{NodeId, NodeKind, Topology};
use crate::show::console_file::ConsoleFile;
use crate::show::session_file::{self, Input, NoiseColor, Signal};
use crate::show::{SessionFile, point};
use anyhow::{Result, anyhow, bail};
use std::path::{Path, PathBuf};

/// Where nothing says otherwise.
const RATE: u32 = 48_000;
/// Peak level of the noise on each strip, in dBFS.
const NOISE_DB: f64 = -20.0;
/// Sound files by how their names end.
const ENDINGS: [&str; 7] = ["wav", "flac", "aif", "aiff", "mp3", "ogg", "w64"];

/// What the strips hear.
pub(super) struct Sound {
    topology: Topology,
    inputs: Vec<Input>,
    /// Sample rate in Hz.
    pub rate: u32,
    /// Where it comes from, for people.
    pub about: String,
}

impl Sound {
    /// What is asked for.
    ///
    /// # Errors
    /// Files that cannot be read, or fit no strip.
    pub fn new(args: &RehearseArgs, setup: &Setup) -> Result<Self> {
        let topology = setup.topology.clone();
        let rate = args.rate.unwrap_or(RATE);
        let (inputs, about) = match &args.inputs {
            None => (
                noise(&topology),
                format!("pink noise at {NOISE_DB} dBFS on every strip"),
            ),
            Some(path) if path.is_dir() => (of_folder(path, setup)?, path.display().to_string()),
            Some(path) => (
                session_file::load_inputs(path, &topology, rate)?,
                path.display().to_string(),
            ),
        };
        let rate = args.rate.or_else(|| rate_of(&inputs)).unwrap_or(RATE);
        Ok(Self {
            topology,
            inputs,
            rate,
            about,
        })
    }

    /// All of it from its beginning, for so many seconds.
    ///
    /// # Errors
    /// A file that cannot be used.
    pub fn open(&self, ports: &PortList, seconds: f64) -> Result<Inputs> {
        let session = SessionFile {
            console: ConsoleFile {
                topology: self.topology.clone(),
                ..ConsoleFile::default()
            },
            rate: self.rate,
            seconds,
            inputs: self.inputs.clone(),
            changes: Vec::new(),
            scenes: Vec::new(),
            recalls: Vec::new(),
            automation: crate::param::timeline::Timeline::default(),
            outputs: Vec::new(),
        };
        let frames = (seconds * f64::from(self.rate)).round() as u64;
        Inputs::open(&session, ports, frames)
    }
}

/// The rate of the first file.
fn rate_of(inputs: &[Input]) -> Option<u32> {
    let files = inputs.iter().filter_map(|input| match &input.signal {
        Signal::File { path, .. } => Some(path),
        _ => None,
    });
    let mut rates = files.filter_map(|path| Some(SoundFile::open(path).ok()?.rate()));
    rates.next()
}

fn input(node: NodeId, topology: &Topology, signal: Signal) -> Option<Input> {
    Some(Input {
        points: point::parse(&node.to_string(), topology).ok()?,
        signal,
        from_seconds: 0.0,
        to_seconds: None,
    })
}

fn strips(topology: &Topology) -> Vec<NodeId> {
    let nodes = topology.audio_nodes().into_iter();
    nodes.filter(|node| node.kind == NodeKind::Strip).collect()
}

fn noise(topology: &Topology) -> Vec<Input> {
    let one = |node: NodeId| {
        let signal = Signal::Noise {
            color: NoiseColor::Pink,
            level_db: NOISE_DB,
            seed: u32::from(node.number),
        };
        input(node, topology, signal)
    };
    strips(topology).into_iter().filter_map(one).collect()
}

/// Each file on the strip that its name says: by number ("01 ch 3 Kick.wav", "3.wav"), or by what the strip is called.
fn of_folder(folder: &Path, setup: &Setup) -> Result<Vec<Input>> {
    let shown = folder.display();
    let entries = std::fs::read_dir(folder).map_err(|error| anyhow!("{shown}: {error}"))?;
    let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<PathBuf> = files.filter(|path| is_sound(path)).collect();
    files.sort();
    let mut inputs: Vec<Input> = Vec::new();
    for path in files {
        let stem = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let Some(node) = strip_of(&stem, setup) else {
            continue;
        };
        let signal = Signal::File {
            path,
            channel: None,
        };
        let new = input(node, &setup.topology, signal);
        let new = new.filter(|new| inputs.iter().all(|known| known.points != new.points));
        inputs.extend(new);
    }
    if inputs.is_empty() {
        bail!(
            "{shown} has no sound file for a strip of this show; call them by number, as in '3 Kick.wav', or as the \
             strips are called"
        );
    }
    Ok(inputs)
}

fn is_sound(path: &Path) -> bool {
    let ending = path
        .extension()
        .map(|end| end.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&&*ending))
}

/// The strip that a file is for.
fn strip_of(stem: &str, setup: &Setup) -> Option<NodeId> {
    let known = strips(&setup.topology);
    let words: Vec<&str> = stem
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let number = |word: &str| {
        let number = word.parse().ok().map(NodeId::strip);
        number.filter(|node| known.contains(node))
    };
    let after_ch = words
        .windows(2)
        .filter(|pair| pair[0].eq_ignore_ascii_case("ch"))
        .find_map(|pair| number(pair[1]));
    if after_ch.is_some() {
        return after_ch;
    }
    // Another kind of a recording's tracks: "17 bus 1 Drums".
    if words.len() > 1 && ["bus", "main"].contains(&words[1]) {
        return None;
    }
    let labels = setup.labels.iter();
    let named = labels
        .filter(|(node, label)| known.contains(node) && label.name.eq_ignore_ascii_case(stem))
        .map(|(node, _)| *node);
    let first = words
        .first()
        .map(|word| word.trim_start_matches(char::is_alphabetic));
    named.into_iter().next().or_else(|| number(first?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::feed::Label;

    #[test]
    fn a_file_is_for_the_strip_that_its_name_says() {
        let label = Label {
            name: "Lead Vox".to_owned(),
            ..Label::default()
        };
        let setup = Setup {
            labels: vec![(NodeId::strip(4), label)],
            ..Setup::default()
        };
        for (stem, expected) in [
            ("01 ch 3 Kick", Some(3)),
            ("ch-2", Some(2)),
            ("ch2", Some(2)),
            ("2 Snare", Some(2)),
            ("lead vox", Some(4)),
            ("17 bus 1 Drums", None),
            ("999", None),
            ("notes", None),
        ] {
            let expected = expected.map(NodeId::strip);
            assert_eq!(strip_of(stem, &setup), expected, "{stem}");
        }
    }
}
