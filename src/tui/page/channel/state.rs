//! Where the channel page stands.

use super::section::{Section, has_sections};
use crate::param::{NodeId, ParamAddr, Plain};
use crate::tui::list::List;

/// The other settings of one section.
pub type Compared = Vec<(ParamAddr, Plain)>;

/// Where the page stands.
#[derive(Clone, Debug)]
pub struct ChannelPage {
    /// Whose parameters it shows.
    pub node: NodeId,
    /// The other settings of a section, to compare with.
    pub compared: Compared,
    list: List<ParamAddr>,
}

impl Default for ChannelPage {
    fn default() -> Self {
        Self::of(NodeId::MAIN)
    }
}

impl ChannelPage {
    /// The page of a node before it knows any parameters.
    pub fn of(node: NodeId) -> Self {
        Self {
            node,
            compared: Compared::default(),
            list: List::default(),
        }
    }

    /// The parameters, and which one is selected.
    pub fn list(&self) -> &List<ParamAddr> {
        &self.list
    }

    /// The same, to move through it.
    pub fn list_mut(&mut self) -> &mut List<ParamAddr> {
        &mut self.list
    }

    /// Other parameters: the selected one stays selected.
    pub fn learn(&mut self, rows: Vec<ParamAddr>) {
        let rows = in_order(rows);
        self.list.learn(rows, |a, b| is_same_row(*a, *b));
    }

    /// Another node, with these parameters. The row stays, so that one parameter can be compared.
    pub fn show(&mut self, node: NodeId, rows: Vec<ParamAddr>) {
        let rows = in_order(rows);
        let before = self.list.selected().copied();
        let found = before.and_then(|before| rows.iter().position(|row| is_same_row(*row, before)));
        let place = found.unwrap_or(self.list.place());
        self.node = node;
        self.list = List::default();
        self.list.learn(rows, |_, _| false);
        self.list.select(place);
    }
}

/// Parameters of a node that has sections, section by section.
fn in_order(mut rows: Vec<ParamAddr>) -> Vec<ParamAddr> {
    if rows.first().is_some_and(|addr| has_sections(addr.node())) {
        rows.sort_by_key(|addr| Section::of(*addr));
    }
    rows
}

/// True for one parameter of any nodes.
fn is_same_row(a: ParamAddr, b: ParamAddr) -> bool {
    (a.param, a.each) == (b.param, b.each)
}

/// A parameter's path below its node.
pub fn path_below_node(addr: ParamAddr) -> String {
    let (path, node) = (addr.to_string(), format!("{}/", addr.node()));
    path.strip_prefix(&node).unwrap_or(&path).to_owned()
}
