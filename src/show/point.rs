//! Places where sound enters or leaves the console: one channel of a strip, bus or main.

use crate::param::{NodeId, Topology, Width};
use std::fmt;

/// One channel of a node that carries audio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PatchPoint {
    /// The strip, bus or main.
    pub node: NodeId,
    /// Which of its channels.
    pub side: Side,
}

/// A channel of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The only one of a mono node.
    Mono,
    /// The left one of a stereo node.
    Left,
    /// The right one of a stereo node.
    Right,
}

impl Side {
    fn word(self) -> &'static str {
        match self {
            Self::Mono => "",
            Self::Left => "left",
            Self::Right => "right",
        }
    }
}

impl fmt::Display for PatchPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.node)?;
        match self.side {
            Side::Mono => Ok(()),
            side => write!(f, "/{}", side.word()),
        }
    }
}

/// The channels that a text names: `ch/1` and `main` all of a node's, `main/left` one.
///
/// # Errors
/// What is allowed instead, as a hint.
pub fn parse(text: &str, topology: &Topology) -> Result<Vec<PatchPoint>, String> {
    const EXAMPLES: &str = "allowed: ch/N, bus/N, main, monitor-a, monitor-b, phones, talkback, and /left or \
                            /right of a stereo one";
    let (node, rest) = NodeId::split(text).ok_or(EXAMPLES)?;
    if !node.kind.has_ports() {
        return Err(EXAMPLES.to_owned());
    }
    let width = topology
        .width(node)
        .ok_or_else(|| format!("there is no {node} on this console"))?;
    let sides: &[Side] = match width {
        Width::Mono => &[Side::Mono],
        Width::Stereo => &[Side::Left, Side::Right],
    };
    let points: Vec<PatchPoint> = sides
        .iter()
        .filter(|side| rest.is_empty() || side.word() == rest)
        .map(|side| PatchPoint { node, side: *side })
        .collect();
    match (points.is_empty(), width) {
        (false, _) => Ok(points),
        (true, Width::Mono) => Err(format!("{node} is mono; write '{node}'")),
        (true, Width::Stereo) => Err(format!("allowed: {node}, {node}/left, {node}/right")),
    }
}
