//! What a session writes: what leaves the console, and stems.

use crate::param::tables::send::Tap;
use crate::param::{Choice, NodeId, NodeKind, Topology};
use crate::show::reader::Reader;
use crate::show::yaml::Node;
use std::fmt;
use std::path::{Path, PathBuf};

/// Endings of files that are written: floats, and FLAC of 24 bits.
const ENDINGS: [&str; 2] = ["wav", "flac"];
/// The word for what a strip or bus adds to main.
const SHARE: &str = "main";
const ALLOWED: &str = "allowed: main, bus/N, monitor-a, monitor-b, phones; of stems ch/N, bus/N/main and dca/N (what they add to \
                       main), and ch/N or bus/N with /input, /pre-eq, /post-eq, /pre-fader or /post-fader";

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Whose sound.
    pub node: NodeId,
    /// Where it is taken.
    pub place: Place,
    /// Name of the file in the output folder.
    pub file: PathBuf,
}

/// Where the sound of an output is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// What leaves main, a bus or a speaker.
    Leaves,
    /// What a strip, a bus or all members of a DCA add to main.
    Share,
    /// What stands at a tap of a strip or bus, before its mute.
    Tap(Tap),
}

impl Output {
    /// True for what is taken out on the way to main.
    pub fn is_stem(&self) -> bool {
        self.place != Place::Leaves
    }
}

impl fmt::Display for Output {
    /// As it is written in a session: `main`, `ch/1`, `bus/3/main`, `ch/1/input`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.node)?;
        match self.place {
            Place::Share if self.node.kind == NodeKind::Bus => write!(f, "/{SHARE}"),
            Place::Leaves | Place::Share => Ok(()),
            Place::Tap(tap) => write!(f, "/{}", Tap::WORDS[tap as usize]),
        }
    }
}

/// Reads `outputs:`; an entry that is wrong is left out.
pub fn read(reader: &mut Reader, node: &Node, topology: &Topology) -> Vec<Output> {
    let mut outputs: Vec<Output> = Vec::new();
    for (key, text, value) in reader.entries(node, "'outputs'") {
        let Some((node, place)) = place(text, topology) else {
            reader.report(key, format!("'{text}' is no output"), ALLOWED);
            continue;
        };
        let Some(file) = file_name(reader, value) else {
            continue;
        };
        if outputs.iter().any(|output| output.file == file) {
            let message = format!("'{}' is written by another output already", file.display());
            reader.report(value, message, "give each output its own file");
            continue;
        }
        outputs.push(Output { node, place, file });
    }
    outputs
}

/// What a key means on a console.
fn place(text: &str, topology: &Topology) -> Option<(NodeId, Place)> {
    let (node, rest) = NodeId::split(text)?;
    let is_there = match node.kind {
        NodeKind::Dca => topology.dcas.contains(&node.number),
        _ => topology.width(node).is_some(),
    };
    let place = match (node.kind, rest) {
        (NodeKind::Strip | NodeKind::Dca, "") | (NodeKind::Strip | NodeKind::Bus, SHARE) => {
            Place::Share
        }
        (kind, "") if kind.is_output() => Place::Leaves,
        (NodeKind::Strip | NodeKind::Bus, tap) => {
            let words = Tap::WORDS.iter().zip(Tap::ALL);
            let mut known = words.filter(|(word, _)| **word == tap);
            Place::Tap(known.next().map(|(_, tap)| *tap)?)
        }
        _ => return None,
    };
    is_there.then_some((node, place))
}

/// A plain file name: whatever a session says, it writes below the folder that the user named.
fn file_name(reader: &mut Reader, node: &Node) -> Option<PathBuf> {
    let name = reader.text(node, "an output file")?;
    let path = Path::new(name);
    let plain = path.file_name().is_some_and(|last| last == name);
    let ending = path.extension().and_then(|ending| ending.to_str());
    if !plain || !ending.is_some_and(|ending| ENDINGS.contains(&ending)) {
        let hint = "write a plain name that ends in .wav or .flac; --out says which folder";
        reader.report(
            node,
            format!("'{name}' is not possible for an output file"),
            hint,
        );
        return None;
    }
    Some(PathBuf::from(name))
}
