//! Paths below a node, whichever it is: `gate/threshold`, `send/2/level`.

use super::addr::ParamAddr;
use super::nearest::nearest;
use super::node::NodeId;
use super::section::AUDIO_KINDS;
use super::spec::{Param, ParamSpec};
use super::tables;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A parameter of a node that carries audio, without saying of which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NodeRow {
    /// Which row of the tables.
    pub param: Param,
    /// For rows that repeat: the number in place of `*`; else 0.
    pub each: u8,
}

impl NodeRow {
    /// An address without its node.
    pub fn of(addr: ParamAddr) -> Self {
        Self {
            param: addr.param,
            each: addr.each,
        }
    }

    /// The address on a node, whether that has it or not.
    pub fn at(self, node: NodeId) -> ParamAddr {
        node.param_of(self.param, self.each)
    }

    /// Its row in the table of the first kind that has it.
    pub fn spec(self) -> Option<&'static ParamSpec> {
        AUDIO_KINDS
            .into_iter()
            .find_map(|kind| tables::row(kind, self.param))
    }

    /// What a path below a node spells, where any node that carries audio has it.
    pub fn parse(path: &str) -> Option<Self> {
        ["ch/1", "bus/1", "main"]
            .into_iter()
            .find_map(|node| ParamAddr::parse(&format!("{node}/{path}")))
            .map(Self::of)
    }

    /// The known path that is nearest to one that is not.
    pub fn nearest(path: &str) -> Option<String> {
        let rows = AUDIO_KINDS.into_iter().flat_map(tables::rows);
        let known: Vec<String> = rows.map(|spec| spec.path_of(1)).collect();
        nearest(path, known.iter().map(String::as_str)).map(str::to_owned)
    }
}

impl fmt::Display for NodeRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.spec() {
            Some(spec) => f.write_str(&spec.path_of(self.each)),
            None => f.write_str("?"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_below_a_node_reads_back() {
        for kind in AUDIO_KINDS {
            for spec in tables::rows(kind) {
                let each = u8::from(spec.path.contains('*')) * 3;
                let row = NodeRow {
                    param: spec.param,
                    each,
                };
                assert_eq!(NodeRow::parse(&row.to_string()), Some(row), "{row}");
                assert_eq!(row.spec().unwrap().curve, spec.curve, "{row}");
            }
        }
    }

    #[test]
    fn a_whole_path_is_none_and_a_slip_has_a_near_one() {
        for path in ["ch/1/fader", "", "hpf", "gate/", "console/panic"] {
            assert_eq!(NodeRow::parse(path), None, "{path}");
        }
        assert_eq!(
            NodeRow::nearest("gate/treshold").as_deref(),
            Some("gate/threshold")
        );
    }
}
