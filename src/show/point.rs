//! Places where sound enters or leaves the console: one channel of a strip, bus or main, or of the way
//! out and back of an insert point.

pub use crate::param::Side;
use crate::param::section::AUDIO_KINDS;
use crate::param::{MIDI_PAIRS, NodeId, PortKind, Topology, Width};
use std::fmt;

/// One channel of a node that carries audio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PatchPoint {
    /// The strip, bus or main.
    pub node: NodeId,
    /// Which of its ports.
    pub kind: PortKind,
    /// Which of its channels.
    pub side: Side,
}

impl PatchPoint {
    /// The place with all of its channels: `ch/9`, `ch/9/insert/return`.
    pub fn whole(&self) -> String {
        let midi = self.kind.midi_name(self.node.number);
        midi.unwrap_or_else(|| of_node(self.node, self.kind))
    }

    /// A MIDI port by its name: `midi-in`, `midi-out-2`.
    pub fn midi(text: &str) -> Option<Self> {
        let pairs = (1..=MIDI_PAIRS).flat_map(|pair| {
            [PortKind::MidiIn, PortKind::MidiOut].map(|kind| Self {
                node: NodeId {
                    number: pair,
                    ..NodeId::CONSOLE
                },
                kind,
                side: Side::Mono,
            })
        });
        let mut named = pairs.filter(|point| point.whole() == text);
        named.next()
    }
}

impl fmt::Display for PatchPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.whole())?;
        match self.side {
            Side::Mono => Ok(()),
            side => write!(f, "/{side}"),
        }
    }
}

/// `ch/1`, `ch/1/insert/send`.
fn of_node(node: NodeId, kind: PortKind) -> String {
    match kind {
        PortKind::Signal => node.to_string(),
        kind => format!("{node}/{}", kind.path()),
    }
}

/// The port that the rest of a text names, and what is left of it.
fn split_kind(rest: &str) -> (PortKind, &str) {
    for kind in [PortKind::InsertSend, PortKind::InsertReturn] {
        match rest.strip_prefix(kind.path()) {
            Some("") => return (kind, ""),
            Some(more) if more.starts_with('/') => return (kind, &more[1..]),
            _ => {}
        }
    }
    (PortKind::Signal, rest)
}

/// The channels that a text names: `ch/1` and `main` all of a node's, `main/left` one,
/// `ch/1/insert/return` those of what comes back.
///
/// # Errors
/// What is allowed instead, as a hint.
pub fn parse(text: &str, topology: &Topology) -> Result<Vec<PatchPoint>, String> {
    const EXAMPLES: &str = "allowed: ch/N, bus/N, main, behind it /insert/send or /insert/return; monitor-a, \
                            monitor-b, phones, talkback; and /left or /right of a stereo one";
    let (node, rest) = NodeId::split(text).ok_or(EXAMPLES)?;
    if !node.kind.has_ports() {
        return Err(EXAMPLES.to_owned());
    }
    let width = topology
        .width(node)
        .ok_or_else(|| format!("there is no {node} on this console"))?;
    let (kind, rest) = split_kind(rest);
    if kind != PortKind::Signal && !AUDIO_KINDS.contains(&node.kind) {
        return Err(format!("{node} has no insert point; {EXAMPLES}"));
    }
    if kind != PortKind::Signal && !topology.has_insert(node) {
        return Err(format!(
            "{node} has no insert point; write 'insert: yes' where {node} is defined"
        ));
    }
    if kind == PortKind::Signal && rest.split('/').next() == Some("insert") {
        return Err(format!("allowed: {node}/insert/send, {node}/insert/return"));
    }
    let place = of_node(node, kind);
    let sides = width.sides();
    let points: Vec<PatchPoint> = sides
        .iter()
        .filter(|side| rest.is_empty() || side.to_string() == rest)
        .map(|side| PatchPoint {
            node,
            kind,
            side: *side,
        })
        .collect();
    match (points.is_empty(), width) {
        (false, _) => Ok(points),
        (true, Width::Mono) => Err(format!("{node} is mono; write '{place}'")),
        (true, _) => {
            let words: Vec<String> = sides.iter().map(|side| format!("{place}/{side}")).collect();
            Err(format!("allowed: {place}, {}", words.join(", ")))
        }
    }
}
