//! Sends on faders: the faders of strips are what each sends to one bus.
//!
//! Its key shows the buses; the select key of one puts its sends on the faders and shows the strips again; the
//! same key ends it. Where a bus is selected already, its sends are shown at once.

use super::bank::Bank;
use crate::param::{NodeId, NodeKind};
use crate::show::layout_file::{Assignment, Relative};

/// Whether the faders are sends, and of which bus.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sends {
    state: State,
    /// Where the strips were before.
    before: usize,
}

#[derive(Clone, Debug, Default, PartialEq)]
enum State {
    #[default]
    Off,
    /// The buses are shown, and one is waited for.
    Choosing,
    /// The faders are these.
    On(Assignment),
}

impl Sends {
    /// What strip faders are, while they are sends.
    pub fn level(&self) -> Option<&Assignment> {
        match &self.state {
            State::On(level) => Some(level),
            _ => None,
        }
    }

    /// True while a bus is waited for.
    pub fn is_choosing(&self) -> bool {
        matches!(self.state, State::Choosing)
    }

    /// Its key was pressed. True when controls stand for something else now.
    pub fn press(&mut self, bank: &mut Bank, selected: Option<NodeId>) -> bool {
        if !matches!(self.state, State::Off) {
            self.state = State::Off;
            bank.come_back(self.before);
            return true;
        }
        let Some(before) = bank.visit(NodeKind::Bus) else {
            return false;
        };
        self.before = before;
        self.state = State::Choosing;
        if let Some(bus) = selected {
            self.choose(bank, bus);
        }
        true
    }

    /// A node was selected: a bus is the one whose sends are meant. True when controls stand for something else.
    pub fn choose(&mut self, bank: &mut Bank, node: NodeId) -> bool {
        if node.kind != NodeKind::Bus || matches!(self.state, State::Off) {
            return false;
        }
        let Some(level) = Relative::parse(&format!("send/{}/level", node.number)) else {
            return false;
        };
        self.state = State::On(Assignment::Strip(level));
        bank.visit(NodeKind::Strip);
        true
    }
}
