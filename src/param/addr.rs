//! Addresses: which parameter of which node.

use super::node::{NodeId, NodeKind};
use super::spec::Param;
use serde::{Deserialize, Serialize};

impl NodeId {
    /// The parameter `param` of this node, for rows that exist once per node.
    pub const fn param(self, param: Param) -> ParamAddr {
        ParamAddr {
            param,
            kind: self.kind,
            each: 0,
            number: self.number,
        }
    }
    /// The parameter `param` towards number `each` (a send's bus, a DCA, a mute group).
    pub const fn param_of(self, param: Param, each: u8) -> ParamAddr {
        ParamAddr {
            param,
            kind: self.kind,
            each,
            number: self.number,
        }
    }
}

/// A parameter's address: 6 bytes, valid in every layout that has the node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ParamAddr {
    /// Which row of the tables.
    pub param: Param,
    /// Kind of the node.
    pub kind: NodeKind,
    /// For rows that repeat (`send/*/level`): the number in place of `*`; else 0.
    pub each: u8,
    /// Number of the node.
    pub number: u16,
}

impl ParamAddr {
    /// The node it belongs to.
    pub fn node(self) -> NodeId {
        NodeId {
            kind: self.kind,
            number: self.number,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_small_enough_to_pass_by_value() {
        assert!(size_of::<ParamAddr>() <= 8);
    }
}
