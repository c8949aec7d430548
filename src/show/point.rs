//! Places where sound enters or leaves the console: one channel of a strip, bus or main.

pub use crate::param::Side;
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

impl fmt::Display for PatchPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.node)?;
        match self.side {
            Side::Mono => Ok(()),
            side => write!(f, "/{side}"),
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
    let sides = width.sides();
    let points: Vec<PatchPoint> = sides
        .iter()
        .filter(|side| rest.is_empty() || side.to_string() == rest)
        .map(|side| PatchPoint { node, side: *side })
        .collect();
    match (points.is_empty(), width) {
        (false, _) => Ok(points),
        (true, Width::Mono) => Err(format!("{node} is mono; write '{node}'")),
        (true, _) => {
            let words: Vec<String> = sides.iter().map(|side| format!("{node}/{side}")).collect();
            Err(format!("allowed: {node}, {}", words.join(", ")))
        }
    }
}
