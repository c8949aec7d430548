//! The layout of a surface: which part of the console its strips stand for.
//!
//! Banks run over what the layout says, in its order; main is left out where a surface has a
//! master fader.

use crate::param::{NodeId, NodeKind};
use crate::show::layout_file::Span;
use crate::show::mapping_file::Nav;

/// A window onto the console.
#[derive(Clone, Debug)]
pub struct Bank {
    order: Vec<NodeId>,
    /// Strips of the surface.
    strips: usize,
    has_master: bool,
    first: usize,
}

impl Bank {
    /// A window of that many strips, which begins `place` windows from the left.
    pub fn new(strips: usize, has_master: bool, place: usize) -> Self {
        Self {
            order: Vec::new(),
            strips,
            has_master,
            first: place * strips,
        }
    }

    /// The console consists of these nodes now.
    pub fn set_nodes(&mut self, nodes: &[NodeId], spans: &[Span]) {
        let among = |span: &Span| {
            let span = *span;
            let wanted = move |node: &NodeId| match span {
                Span::All(kind) => node.kind == kind,
                Span::One(one) => *node == one,
            };
            nodes.iter().copied().filter(wanted)
        };
        let order = spans.iter().flat_map(among);
        let is_elsewhere = |node: &NodeId| node.kind == NodeKind::Main && self.has_master;
        self.order = order.filter(|node| !is_elsewhere(node)).collect();
    }

    /// What a strip stands for.
    pub fn node(&self, strip: u8) -> Option<NodeId> {
        let at = (usize::from(strip) < self.strips).then(|| self.first + usize::from(strip))?;
        self.order.get(at).copied()
    }

    /// How many strips the surface has.
    pub fn strips(&self) -> usize {
        self.strips
    }

    /// Moves along the console. False at its ends.
    pub fn shift(&mut self, key: Nav) -> bool {
        let count = self.order.len();
        let last_bank = count.saturating_sub(1) / self.strips.max(1) * self.strips;
        let last = count.saturating_sub(self.strips);
        let first = match key {
            Nav::BankLeft => self.first.saturating_sub(self.strips),
            Nav::BankRight => (self.first + self.strips).min(last_bank.max(self.first)),
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
            bank.set_nodes(&nodes, &spans.map(Span::All));
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
