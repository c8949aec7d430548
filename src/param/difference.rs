//! What differs between two states of a console, in words.

use super::{NodeId, ParamAddr, Plain, tables};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A parameter that stands differently; nothing where one of both does not know it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Which.
    pub addr: ParamAddr,
    /// What it is in the first state.
    pub from: Option<Plain>,
    /// What it is in the second.
    pub to: Option<Plain>,
}

impl Difference {
    /// "fader -6.0 dB → -3.0 dB": what stands in front of it says of which node.
    pub fn words(&self) -> String {
        let path = self.addr.to_string();
        let node = format!("{}/", self.addr.node());
        let row = path.strip_prefix(&node).unwrap_or(&path);
        format!("{row} {} → {}", self.value(self.from), self.value(self.to))
    }

    fn value(&self, value: Option<Plain>) -> String {
        let spec = tables::row(self.addr.kind, self.addr.param);
        match (spec, value) {
            (Some(spec), Some(value)) => spec.display(value),
            _ => "nothing".to_owned(),
        }
    }
}

/// The differences of two states, each in any order.
pub fn differences(from: &[(ParamAddr, Plain)], to: &[(ParamAddr, Plain)]) -> Vec<Difference> {
    let mut all: BTreeMap<ParamAddr, [Option<Plain>; 2]> = BTreeMap::new();
    for (side, values) in [from, to].into_iter().enumerate() {
        for (addr, value) in values {
            all.entry(*addr).or_default()[side] = Some(*value);
        }
    }
    let differs = all.into_iter().filter(|(_, [from, to])| from != to);
    differs
        .map(|(addr, [from, to])| Difference { addr, from, to })
        .collect()
}

/// Differences strip by strip, in the order in which they come: a line for each node, with what it is called.
pub fn by_node(
    differences: &[Difference],
    called: impl Fn(NodeId) -> String,
) -> Vec<(NodeId, String)> {
    let mut lines: Vec<(NodeId, String)> = Vec::new();
    for difference in differences {
        let node = difference.addr.node();
        let words = difference.words();
        match lines.iter_mut().find(|(known, _)| *known == node) {
            // Writing to a String cannot fail.
            Some((_, line)) => drop(write!(line, "; {words}")),
            None => lines.push((node, format!("{}: {words}", called(node)))),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(values: &[(&str, f32)]) -> Vec<(ParamAddr, Plain)> {
        let value = |(path, value): &(&str, f32)| (ParamAddr::parse(path).unwrap(), Plain(*value));
        values.iter().map(value).collect()
    }

    #[test]
    fn what_differs_is_said_strip_by_strip_and_what_does_not_is_left_out() {
        let from = values(&[("ch/2/mute", 0.0), ("ch/1/fader", -6.0), ("ch/1/pan", 0.0)]);
        let to = values(&[
            ("ch/1/fader", f32::NEG_INFINITY),
            ("ch/1/pan", 0.0),
            ("ch/1/eq/2/gain", 3.0),
            ("ch/2/mute", 1.0),
        ]);
        let lines = by_node(&differences(&from, &to), |node| node.to_string());
        let lines: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
        assert_eq!(lines.len(), 2);
        for part in ["fader -6.0 dB → off", "eq/2/gain nothing → 3.0 dB"] {
            assert!(
                lines[0].starts_with("ch/1: ") && lines[0].contains(part),
                "{lines:?}"
            );
        }
        assert_eq!(lines[1], "ch/2: mute off → on");
    }
}
