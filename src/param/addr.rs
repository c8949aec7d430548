//! Addresses: which parameter of which node.

use super::spec::Param;
use serde::{Deserialize, Serialize};

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum NodeKind {
    /// An input strip, `ch/N`.
    Strip,
    /// A mix bus, `bus/N`.
    Bus,
    /// The main mix, `main`.
    Main,
    /// A DCA, `dca/N`.
    Dca,
    /// A mute group, `mute-group/N`.
    MuteGroup,
    /// An automix group, `automix/N`.
    Automix,
    /// The console itself, `console`: what exists once.
    Console,
}

impl NodeKind {
    /// Every kind, in the order of paths and layouts.
    pub const ALL: [Self; 7] = [
        Self::Strip,
        Self::Bus,
        Self::Main,
        Self::Dca,
        Self::MuteGroup,
        Self::Automix,
        Self::Console,
    ];

    /// The first word of a path.
    pub fn word(self) -> &'static str {
        match self {
            Self::Strip => "ch",
            Self::Bus => "bus",
            Self::Main => "main",
            Self::Dca => "dca",
            Self::MuteGroup => "mute-group",
            Self::Automix => "automix",
            Self::Console => "console",
        }
    }

    /// True for kinds of which there are several, told apart by number.
    pub fn is_numbered(self) -> bool {
        !matches!(self, Self::Main | Self::Console)
    }
}

/// A node: its kind and its lasting number (0 for kinds that exist once).
///
/// The number is an identity, never a position, and never reused within a show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NodeId {
    /// What it is.
    pub kind: NodeKind,
    /// Its lasting number, 1…999; 0 where the kind exists once.
    pub number: u16,
}

impl NodeId {
    /// The main mix.
    pub const MAIN: Self = Self {
        kind: NodeKind::Main,
        number: 0,
    };
    /// The console itself.
    pub const CONSOLE: Self = Self {
        kind: NodeKind::Console,
        number: 0,
    };

    /// Input strip `number`.
    pub const fn strip(number: u16) -> Self {
        Self {
            kind: NodeKind::Strip,
            number,
        }
    }
    /// Bus `number`.
    pub const fn bus(number: u16) -> Self {
        Self {
            kind: NodeKind::Bus,
            number,
        }
    }
    /// DCA `number`.
    pub const fn dca(number: u16) -> Self {
        Self {
            kind: NodeKind::Dca,
            number,
        }
    }
    /// Mute group `number`.
    pub const fn mute_group(number: u16) -> Self {
        Self {
            kind: NodeKind::MuteGroup,
            number,
        }
    }
    /// Automix group `number`.
    pub const fn automix(number: u16) -> Self {
        Self {
            kind: NodeKind::Automix,
            number,
        }
    }
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
