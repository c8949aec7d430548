//! The layout of a surface: which part of the console its strips stand for.
//!
//! Banks run over what the layout says, in its order; main is left out where a surface has a
//! master fader. While a DCA is spilled, they run over its members.

use super::spill::{Members, Spill};
use crate::param::{NodeId, NodeKind};
use crate::show::layout_file::{NamedBank, Span};
use crate::show::mapping_file::Nav;

/// A window onto the console.
#[derive(Clone, Debug)]
pub struct Bank {
    order: Vec<NodeId>,
    /// Strips of the surface.
    strips: usize,
    has_master: bool,
    /// Where the window of all that stand together begins.
    first: usize,
    /// Strips of those that stand to the left, and of all.
    offset: usize,
    total: usize,
    /// Where each bank of the layout begins; none for one that is empty.
    starts: Vec<Option<usize>>,
    /// The members of a DCA are shown, or one is being chosen.
    spill: Spill,
}

impl Bank {
    /// A window of that many strips, which begins `place` windows from the left.
    pub fn new(strips: usize, has_master: bool, place: usize) -> Self {
        Self {
            order: Vec::new(),
            strips,
            has_master,
            first: place * strips,
            offset: 0,
            total: strips,
            starts: Vec::new(),
            spill: Spill::Off,
        }
    }

    /// The console consists of these nodes now.
    pub fn set_nodes(&mut self, nodes: &[NodeId], banks: &[NamedBank]) {
        let is_elsewhere = |node: &NodeId| node.kind == NodeKind::Main && self.has_master;
        let mut order = Vec::new();
        let mut starts = Vec::new();
        for bank in banks {
            let start = order.len();
            for span in &bank.spans {
                let wanted = |node: &&NodeId| match span {
                    Span::All(kind) => node.kind == *kind,
                    Span::One(one) => *node == one,
                };
                order.extend(
                    nodes
                        .iter()
                        .filter(wanted)
                        .filter(|node| !is_elsewhere(node)),
                );
            }
            starts.push((order.len() > start).then_some(start));
        }
        (self.order, self.starts) = (order, starts);
    }

    /// It stands beside others now: `offset` strips to the left of it, `total` with its own; one of them has a
    /// master fader.
    pub fn stand(&mut self, offset: usize, total: usize, has_master: bool) {
        (self.offset, self.total, self.has_master) = (offset, total, has_master);
    }

    /// Where the window of all that stand together begins.
    pub fn first(&self) -> usize {
        self.first
    }

    /// Strips to the left of it, and of all that stand together.
    pub fn side_by_side(&self) -> (usize, usize) {
        (self.offset, self.total)
    }

    /// What the window runs over.
    fn shown(&self) -> &[NodeId] {
        self.spill.nodes().unwrap_or(&self.order)
    }

    /// Goes to a bank of the layout, from 0. False where it is empty, and where it is shown already.
    pub fn show(&mut self, bank: usize) -> bool {
        let Some(start) = self.starts.get(bank).copied().flatten() else {
            return false;
        };
        let ended = self.end_spill();
        std::mem::replace(&mut self.first, start) != start || ended
    }

    /// True while the window begins where a bank begins.
    pub fn shows(&self, bank: usize) -> bool {
        let start = self.starts.get(bank).copied().flatten();
        self.spill.nodes().is_none() && start == Some(self.first)
    }

    /// Goes to the first node of a kind; gives where it was, to go back. None where there is none.
    pub fn visit(&mut self, kind: NodeKind) -> Option<usize> {
        let at = self.order.iter().position(|node| node.kind == kind)?;
        self.end_spill();
        Some(std::mem::replace(&mut self.first, at))
    }

    /// Goes back to where it was, in the layout.
    pub fn come_back(&mut self, first: usize) {
        self.spill = Spill::Off;
        self.first = first;
    }

    /// Whether the members of a DCA are shown.
    pub fn spill(&self) -> &Spill {
        &self.spill
    }

    /// Goes where another surface is.
    pub fn go_there(&mut self, first: usize, spill: &Spill) {
        (self.first, self.spill) = (first, spill.clone());
    }

    /// The key of the spill was pressed, while a DCA with `members` is selected, or none. True when controls stand
    /// for something else now.
    pub fn press_spill(&mut self, members: Option<Members>) -> bool {
        if self.end_spill() {
            return true;
        }
        let Some(before) = self.visit(NodeKind::Dca) else {
            return false;
        };
        self.spill = Spill::Choosing(before);
        if let Some(members) = members {
            self.show_members(members);
        }
        true
    }

    /// While a DCA is waited for, or members are shown: the members of this one are. True when controls stand for
    /// something else now.
    pub fn show_members(&mut self, members: Members) -> bool {
        let Some(before) = self.spill.before() else {
            return false;
        };
        self.spill = Spill::On(members, before);
        self.first = 0;
        true
    }

    /// Who is in the DCA that is shown may have changed; with nobody in it, nothing is left to show. True when
    /// controls stand for something else now.
    pub fn refill(&mut self, members: Option<Members>) -> bool {
        let (Some(members), Some(before)) = (members, self.spill.before()) else {
            return self.end_spill();
        };
        let now = Spill::On(members, before);
        let changed = self.spill != now;
        self.spill = now;
        self.first = self.first.min(self.shown().len().saturating_sub(1));
        changed
    }

    /// The layout is shown again, where it was. True if it was not.
    fn end_spill(&mut self) -> bool {
        let before = std::mem::take(&mut self.spill).before();
        self.first = before.unwrap_or(self.first);
        before.is_some()
    }

    /// What a strip stands for.
    pub fn node(&self, strip: u8) -> Option<NodeId> {
        let at = (usize::from(strip) < self.strips)
            .then(|| self.first + self.offset + usize::from(strip))?;
        self.shown().get(at).copied()
    }

    /// How many strips the surface has.
    pub fn strips(&self) -> usize {
        self.strips
    }

    /// Goes to a bank, from 0. False where there is none, and where it is there already.
    pub fn go_to(&mut self, bank: usize) -> bool {
        let first = bank * self.total;
        if first >= self.order.len() {
            return false;
        }
        let ended = self.end_spill();
        std::mem::replace(&mut self.first, first) != first || ended
    }

    /// Moves along the console. False at its ends.
    pub fn shift(&mut self, key: Nav) -> bool {
        let count = self.shown().len();
        let last_bank = count.saturating_sub(1) / self.total.max(1) * self.total;
        let last = count.saturating_sub(self.total);
        let first = match key {
            Nav::BankLeft => self.first.saturating_sub(self.total),
            Nav::BankRight => (self.first + self.total).min(last_bank.max(self.first)),
            Nav::ChannelLeft => self.first.saturating_sub(1),
            Nav::ChannelRight => (self.first + 1).min(last.max(self.first)),
        };
        let moved = first != self.first;
        self.first = first;
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::{Layout, Topology};

    fn first_and_last(bank: &Bank) -> String {
        let name = |strip: u8| bank.node(strip).map_or("-".to_owned(), |n| n.to_string());
        format!("{} {}", name(0), name(bank.strips() as u8 - 1))
    }

    #[test]
    fn truth_table() {
        use Nav::{BankLeft, BankRight, ChannelLeft, ChannelRight};
        // 16 strips, 8 DCAs, and main where there is no master fader.
        #[rustfmt::skip]
        let rows: &[(bool, usize, &[Nav], &str)] = &[
            (true, 0, &[], "ch/1 ch/8"),
            (true, 1, &[], "ch/9 ch/16"),
            (true, 2, &[], "dca/1 dca/8"),
            (true, 3, &[], "- -"),
            (true, 3, &[BankLeft], "dca/1 dca/8"),
            (true, 0, &[BankLeft], "ch/1 ch/8"),
            (true, 0, &[BankRight], "ch/9 ch/16"),
            (true, 0, &[BankRight, BankRight, BankRight], "dca/1 dca/8"),
            (true, 0, &[ChannelRight], "ch/2 ch/9"),
            (true, 0, &[ChannelRight, BankLeft], "ch/1 ch/8"),
            (true, 2, &[ChannelRight], "dca/1 dca/8"),
            (true, 1, &[ChannelLeft], "ch/8 ch/15"),
            (false, 2, &[ChannelRight], "dca/2 main"),
            (false, 0, &[BankRight, BankRight, BankRight], "main -"),
        ];
        for (has_master, place, keys, expected) in rows {
            let mut bank = Bank::new(8, *has_master, *place);
            let spans = [
                NodeKind::Strip,
                NodeKind::Bus,
                NodeKind::Dca,
                NodeKind::Main,
            ];
            let nodes = Layout::new(Topology::default()).nodes();
            let banks = spans.map(|kind| NamedBank {
                name: kind.word().to_owned(),
                spans: vec![Span::All(kind)],
            });
            bank.set_nodes(&nodes, &banks);
            for key in *keys {
                bank.shift(*key);
            }
            assert_eq!(
                first_and_last(&bank),
                *expected,
                "{has_master} {place} {keys:?}"
            );
        }
    }
}
