//! DCA spill: the strips are the members of one DCA.
//!
//! Its key shows the DCAs; the select key of one puts its members on the strips; the same key ends it, and so does a
//! key that shows a bank. Where a DCA is selected already, its members are shown at once.

use crate::desk::mirror::Mirror;
use crate::param::{NodeId, NodeKind};

/// Whether the strips are members of a DCA.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Spill {
    /// They are what the layout says.
    #[default]
    Off,
    /// The DCAs are shown, and one is waited for; the window was here before.
    Choosing(usize),
    /// They are these; the window was here before.
    On(Members, usize),
}

/// A DCA and who is in it, in the order of the console.
#[derive(Clone, Debug, PartialEq)]
pub struct Members {
    dca: u16,
    nodes: Vec<NodeId>,
}

impl Members {
    /// Those of a node; none of one that is no DCA, and of one that nobody is in.
    pub fn of(mirror: &Mirror, node: NodeId) -> Option<Self> {
        if node.kind != NodeKind::Dca {
            return None;
        }
        let dca = node.number;
        let is_in = |node: &NodeId| mirror.is_on(node.dca_member(dca));
        let nodes: Vec<NodeId> = mirror.nodes().into_iter().filter(is_in).collect();
        (!nodes.is_empty()).then_some(Self { dca, nodes })
    }
}

impl Spill {
    /// Who is shown, while somebody is.
    pub fn nodes(&self) -> Option<&[NodeId]> {
        match self {
            Self::On(members, _) => Some(&members.nodes),
            _ => None,
        }
    }

    /// True while a DCA is waited for.
    pub fn is_choosing(&self) -> bool {
        matches!(self, Self::Choosing(_))
    }

    /// Where the window was before.
    pub fn before(&self) -> Option<usize> {
        match self {
            Self::Off => None,
            Self::Choosing(before) | Self::On(_, before) => Some(*before),
        }
    }

    /// The DCA whose members are shown.
    pub fn dca(&self) -> Option<NodeId> {
        match self {
            Self::On(members, _) => Some(NodeId::dca(members.dca)),
            _ => None,
        }
    }
}
