//! What a control can do: the words for it.

use crate::param::spec::Param;
use crate::param::{ConsoleAction, NodeId, ParamAddr};
use crate::show::mapping_file::Control;
use std::collections::BTreeMap;

/// A parameter of whatever node a strip stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relative {
    /// Its path below the node.
    pub path: String,
    pub(super) param: Param,
    each: u8,
}

impl Relative {
    /// The parameter of a node; it may have none.
    pub fn of(&self, node: NodeId) -> ParamAddr {
        node.param_of(self.param, self.each)
    }

    /// A parameter that strips, buses, main or DCAs have.
    pub fn parse(path: &str) -> Option<Self> {
        let nodes = [
            NodeId::strip(1),
            NodeId::bus(1),
            NodeId::MAIN,
            NodeId::dca(1),
        ];
        let found = nodes
            .iter()
            .find_map(|node| ParamAddr::parse(&format!("{node}/{path}")));
        found.map(|addr| Self {
            path: path.to_owned(),
            param: addr.param,
            each: addr.each,
        })
    }
}

/// What controls do, by control; controls of strips stand under strip 0.
pub type Assignments = BTreeMap<Control, Assignment>;

/// What a control does.
#[derive(Clone, Debug, PartialEq)]
pub enum Assignment {
    /// Moves, or turns over, a parameter of the strip's node.
    Strip(Relative),
    /// Moves, or turns over, one parameter of the console.
    Fixed(ParamAddr),
    /// Selects the strip's node.
    Select,
    /// Selects this node, and goes to the page of its parameters; back to the first page where it is
    /// shown.
    SelectNode(NodeId),
    /// Puts the parameter of the strip's knob to its default.
    Reset,
    /// Moves, or turns over, this parameter of the selected node.
    OfSelected(Relative),
    /// Moves, or turns over, a parameter of the selected node: the first control one, the next
    /// control the next one. A key puts what is no switch to its default.
    Selected,
    /// Anything else.
    Do(SurfaceAction),
}

/// What keys do that concerns no single parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurfaceAction {
    /// Nothing.
    Nothing,
    /// A bank to the left.
    BankLeft,
    /// A bank to the right.
    BankRight,
    /// A strip to the left.
    ChannelLeft,
    /// A strip to the right.
    ChannelRight,
    /// The page before.
    PagePrevious,
    /// The page after.
    PageNext,
    /// This page, from 0; back to the first where it is shown.
    Page(u8),
    /// The first page whose knobs are the selected node's parameters, at this section: a place among
    /// `sections`. Back to the first page where it is shown.
    Section(u8),
    /// Faders do what knobs do, and knobs what faders do.
    Flip,
    /// While it is held, controls do what `shifted` says.
    Shift,
    /// The strips show this bank, from 0.
    Bank(u8),
    /// Sends on faders: the next select key of a bus puts its sends there; a second time, it ends.
    Sends,
    /// DCA spill: the next select key of a DCA puts its members on the strips; a second time, it ends.
    Spill,
    /// Recalls the scene at this place, from 0.
    Scene(u16),
    /// What every front end can do to the console.
    Console(ConsoleAction),
}
