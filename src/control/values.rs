//! The values by address, and who is soloed and cut by them.

use crate::param::spec::{ConsoleParam, Param, SendParam, SoloParam};
use crate::param::{Layout, NodeId, NodeKind, ParamAddr, Plain, Store};




/// What solo in place silences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cuts {
    /// Strips that are neither soloed nor safe.
    pub strips: bool,
    /// Subgroups that are neither soloed nor safe; strips that feed a soloed one stay open.
    pub subgroups: bool,
}

/// The values, by address.
#[derive(Clone, Copy, Debug)]
pub struct Values<'a> {
    /// Which parameters there are.
    pub layout: &'a Layout,
    /// How they stand.
    pub store: &'a Store,
}

impl Values<'_> {
    /// A value, where this console has it.
    pub fn get(self, addr: ParamAddr) -> Option<Plain> {
        let index = self.layout.index(addr)?;
        Some(self.store.get(index))
    }

    /// True for a switch that is on.
    pub fn is_on(self, addr: ParamAddr) -> bool {
        self.get(addr).is_some_and(Plain::is_on)
    }

    /// Soloed by itself, or by a DCA that it is in.
    pub fn is_soloed(self, node: NodeId) -> bool {
        self.is_on(node.solo()) || self.layout.is_soloed_by_dca(node, |addr| self.is_on(addr))
    }

    /// What solo in place silences now.
    pub fn cuts(self) -> Cuts {
        let mode = self.get(NodeId::CONSOLE.param(Param::Console(ConsoleParam::SoloMode)));
        if mode.is_none_or(|mode| SoloMode::of(mode) != SoloMode::InPlace) {
            return Cuts::default();
        }
        let nodes = self.layout.topology().audio_nodes();
        let soloed: Vec<NodeId> = nodes
            .into_iter()
            .filter(|node| self.is_soloed(*node))
            .collect();
        let subgroups = soloed
            .iter()
            .any(|node| self.layout.topology().is_subgroup(*node));
        let strips = soloed.iter().any(|node| node.kind == NodeKind::Strip);
        Cuts {
            strips: strips || subgroups,
            subgroups,
        }
    }

    /// True when solo in place silences a node.
    pub fn is_cut(self, node: NodeId, cuts: Cuts) -> bool {
        let may_be = match node.kind {
            NodeKind::Strip => cuts.strips,
            NodeKind::Bus => cuts.subgroups && self.layout.topology().is_subgroup(node),
            _ => false,
        };
        let feeds = || node.kind == NodeKind::Strip && cuts.subgroups && self.feeds_soloed(node);
        let safe = || self.is_on(node.param(Param::Solo(SoloParam::Safe)));
        may_be && !(safe() || self.is_soloed(node) || feeds())
    }

    /// True for a strip that feeds a soloed subgroup.
    fn feeds_soloed(self, strip: NodeId) -> bool {
        let mut buses = self.layout.topology().buses.iter();
        buses.any(|bus| {
            let send = |row| strip.param_of(Param::Send(row), bus.number as u8);
            let id = NodeId::bus(bus.number);
            self.layout.topology().is_subgroup(id)
                && self.is_soloed(id)
                && self.is_on(send(SendParam::On))
                && self.get(send(SendParam::Level)) != Some(Plain::OFF)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::{BusDef, BusRole, Topology, Width};

    fn layout() -> Layout {
        let bus = |number, role| BusDef {
            number,
            width: Width::Mono,
            role,
            feeds: Vec::new(),
        };
        Layout::new(Topology {
            buses: vec![
                bus(1, BusRole::Group),
                bus(2, BusRole::Fx),
                bus(3, BusRole::Wedge),
            ],
            ..Topology::default()
        })
    }

    /// The nodes that solo in place silences, with these switches set.
    fn cut(settings: &[(&str, &str)]) -> String {
        let layout = layout();
        let mut store = Store::defaults(&layout);
        for (path, text) in settings {
            let index = layout.find(path).unwrap();
            store.set(index, layout.spec(index).parse(text).unwrap());
        }
        let values = Values {
            layout: &layout,
            store: &store,
        };
        let cuts = values.cuts();
        let nodes = ["ch/1", "ch/2", "ch/3", "bus/1", "bus/2", "bus/3", "main"];
        let silent = |path: &&str| {
            let (node, _) = NodeId::split(path).unwrap();
            values.is_cut(node, cuts)
        };
        let silent: Vec<&str> = nodes.into_iter().filter(silent).collect();
        silent.join(" ")
    }

    #[test]
    fn truth_table() {
        let in_place = ("console/solo/mode", "in-place");
        #[rustfmt::skip]
        let rows: &[(&[(&str, &str)], &str)] = &[
            (&[in_place], ""),
            (&[("ch/1/solo", "on")], ""),
            (&[("console/solo/mode", "afl"), ("ch/1/solo", "on")], ""),
            (&[in_place, ("ch/1/solo", "on")], "ch/2 ch/3"),
            (&[in_place, ("ch/1/solo", "on"), ("ch/2/solo-safe", "on")], "ch/3"),
            (&[in_place, ("dca/1/solo", "on")], ""),
            (&[in_place, ("dca/1/solo", "on"), ("ch/3/dca/1", "on")], "ch/1 ch/2"),
            (&[in_place, ("bus/3/solo", "on")], ""),
            (&[in_place, ("main/solo", "on")], ""),
            (&[in_place, ("bus/1/solo", "on")], "ch/1 ch/2 ch/3 bus/2"),
            (&[in_place, ("bus/1/solo", "on"), ("ch/1/send/1/on", "on")], "ch/2 ch/3 bus/2"),
            (&[in_place, ("bus/1/solo", "on"), ("bus/2/solo-safe", "on"), ("ch/2/solo-safe", "on")], "ch/1 ch/3"),
            // The send is in, but its level is off.
            (&[in_place, ("bus/2/solo", "on")], "ch/1 ch/2 ch/3 bus/1"),
            (&[in_place, ("bus/2/solo", "on"), ("ch/3/send/2/level", "-10 dB")], "ch/1 ch/2 bus/1"),
        ];
        for (settings, expected) in rows {
            assert_eq!(cut(settings), *expected, "{settings:?}");
        }
    }
}
