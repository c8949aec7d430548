//! Why a node is silent: every cause by name, by the rule that the engine mutes by.

use super::feed::MuteCause;
use super::values::Values;
use crate::param::silence::{self, Cause, Cuts, SoloRole, Switches};
use crate::param::spec::{
    ConsoleParam, DcaParam, LevelParam, MemberParam, MuteGroupParam, Param, SendParam, SoloParam,
};
use crate::param::tables::console::SoloMode;
use crate::param::{BusRole, Choice, NodeId, NodeKind, Plain};

/// The parameters that can mute something, while solo in place silences `cuts`.
pub fn concerns(param: Param, cuts: Cuts) -> bool {
    match param {
        Param::Level(LevelParam::Mute)
        | Param::Member(_)
        | Param::Solo(_)
        | Param::Dca(DcaParam::Mute | DcaParam::Solo)
        | Param::MuteGroup(_)
        | Param::Console(
            ConsoleParam::SafeStart
            | ConsoleParam::Panic
            | ConsoleParam::SoloMode
            | ConsoleParam::FxMute,
        ) => true,
        // What feeds a soloed bus stays open.
        Param::Send(SendParam::On | SendParam::Level) => cuts.subgroups,
        _ => false,
    }
}

/// What the rule of silence reads of a console: by positions among its nodes.
#[derive(Debug)]
struct NamedSwitches<'a> {
    values: Values<'a>,
    nodes: Vec<NodeId>,
    /// Buses: their positions and numbers.
    buses: Vec<(usize, u16)>,
    /// The DCAs that each one reaches, one bit each.
    reach: Vec<u32>,
}

impl<'a> NamedSwitches<'a> {
    fn new(values: Values<'a>) -> Self {
        let nodes = values.layout.nodes();
        let is_bus = |(_, node): &(usize, &NodeId)| node.kind == NodeKind::Bus;
        let buses = nodes.iter().enumerate().filter(is_bus);
        let dcas = &values.layout.topology().dcas;
        let mut reach = vec![0; dcas.len()];
        silence::nest(&mut reach, |dca, above| {
            let member = NodeId::dca(dcas[dca]);
            for (at, number) in dcas.iter().enumerate() {
                if values.is_on(member.dca_member(*number)) {
                    above(at);
                }
            }
        });
        Self {
            values,
            buses: buses.map(|(at, node)| (at, node.number)).collect(),
            nodes,
            reach,
        }
    }

    fn dca(&self, dca: usize) -> NodeId {
        NodeId::dca(self.values.layout.topology().dcas[dca])
    }

    fn group(&self, group: usize) -> NodeId {
        NodeId::mute_group(self.values.layout.topology().mute_groups[group])
    }
}

impl Switches for NamedSwitches<'_> {
    fn nodes(&self) -> usize {
        self.nodes.len()
    }
    fn dcas(&self) -> usize {
        self.reach.len()
    }
    fn mute_groups(&self) -> usize {
        self.values.layout.topology().mute_groups.len()
    }
    fn part(&self, node: usize) -> SoloRole {
        let node = self.nodes[node];
        match node.kind {
            NodeKind::Strip => SoloRole::Strip,
            _ if self.values.layout.topology().is_subgroup(node) => SoloRole::Subgroup,
            _ => SoloRole::Other,
        }
    }
    fn mute(&self, node: usize) -> bool {
        self.values.is_on(self.nodes[node].mute())
    }
    fn solo(&self, node: usize) -> bool {
        self.values.is_on(self.nodes[node].solo())
    }
    fn is_solo_safe(&self, node: usize) -> bool {
        let safe = self.nodes[node].param(Param::Solo(SoloParam::Safe));
        self.values.is_on(safe)
    }
    fn dcas_over(&self, node: usize) -> u32 {
        let dcas = self.values.layout.topology().dcas.iter();
        let is_member = |number: &u16| self.values.is_on(self.nodes[node].dca_member(*number));
        let over = dcas.zip(&self.reach);
        over.filter(|(number, _)| is_member(number))
            .fold(0, |over, (_, reach)| over | reach)
    }
    fn dca_mute(&self, dca: usize) -> bool {
        self.values.is_on(self.dca(dca).mute())
    }
    fn dca_solo(&self, dca: usize) -> bool {
        self.values.is_on(self.dca(dca).solo())
    }
    fn is_fx_muted(&self, node: usize) -> bool {
        let is_return = self.values.layout.topology().role(self.nodes[node]) == Some(BusRole::Fx);
        let switch = NodeId::CONSOLE.param(Param::Console(ConsoleParam::FxMute));
        is_return && self.values.is_on(switch)
    }
    fn is_in_group(&self, node: usize, group: usize) -> bool {
        let group = self.group(group);
        let member = Param::Member(MemberParam::MuteGroup);
        let member = self.nodes[node].param_of(member, group.number as u8);
        let on = group.param(Param::MuteGroup(MuteGroupParam::On));
        self.values.is_on(member) && self.values.is_on(on)
    }
    fn dim(&self, group: usize) -> Plain {
        let dim = self
            .group(group)
            .param(Param::MuteGroup(MuteGroupParam::Dim));
        self.values.get(dim).unwrap_or(Plain::OFF)
    }
    fn feeds(&self, strip: usize, wanted: impl Fn(usize) -> bool) -> bool {
        let mut buses = self.buses.iter();
        buses.any(|(at, number)| {
            let send = |row| self.nodes[strip].param_of(Param::Send(row), *number as u8);
            wanted(*at)
                && self.values.is_on(send(SendParam::On))
                && self.values.get(send(SendParam::Level)) != Some(Plain::OFF)
        })
    }
    fn is_in_place(&self) -> bool {
        let mode = NodeId::CONSOLE.param(Param::Console(ConsoleParam::SoloMode));
        let mode = self.values.get(mode);
        mode.is_some_and(|mode| SoloMode::of(mode) == SoloMode::InPlace)
    }
}

/// Every node with all causes that silence or lower it now, in order of rank, and what solo in place
/// silences.
pub fn causes_of_all(values: Values) -> (Cuts, Vec<(NodeId, Vec<MuteCause>)>) {
    let switches = NamedSwitches::new(values);
    let soloed: Vec<bool> = (0..switches.nodes())
        .map(|node| silence::is_soloed(&switches, node))
        .collect();
    let cuts = silence::cuts(&switches, &soloed);
    let named = |cause| match cause {
        Cause::Own => MuteCause::Own,
        Cause::MuteGroup(group) => MuteCause::MuteGroup(switches.group(group).number),
        Cause::Dim(group) => MuteCause::Dim(switches.group(group).number),
        Cause::Dca(dca) => MuteCause::Dca(switches.dca(dca).number),
        Cause::FxMute => MuteCause::FxMute,
        Cause::Solo => MuteCause::Solo,
    };
    let all = switches.nodes.iter().enumerate().map(|(at, node)| {
        let causes = silence::causes(&switches, cuts, &soloed, at).map(named);
        (*node, causes.chain(holds(values, *node)).collect())
    });
    (cuts, all.collect())
}

/// What holds all outputs; the headphones go on through both.
fn holds(values: Values, node: NodeId) -> impl Iterator<Item = MuteCause> {
    let is_held = node.kind.is_output() && node != NodeId::PHONES;
    let console = |row| is_held && values.is_on(NodeId::CONSOLE.param(Param::Console(row)));
    let safe_start = console(ConsoleParam::SafeStart).then_some(MuteCause::SafeStart);
    let panic = console(ConsoleParam::Panic).then_some(MuteCause::Panic);
    safe_start.into_iter().chain(panic)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::{BusDef, Layout, Store, Topology, Width};

    /// The causes of every node, with these values set.
    fn causes(topology: Topology, settings: &[(&str, &str)]) -> Vec<(NodeId, Vec<MuteCause>)> {
        let layout = Layout::new(topology);
        let mut store = Store::defaults(&layout);
        for (path, text) in settings {
            let index = layout.find(path).unwrap();
            store.set(index, layout.spec(index).parse(text).unwrap());
        }
        let values = Values {
            layout: &layout,
            store: &store,
        };
        causes_of_all(values).1
    }

    #[test]
    fn every_cause_is_named_and_none_hides_another() {
        let settings = [
            ("ch/1/mute", "on"),
            ("ch/1/mute-group/2", "on"),
            ("mute-group/2/on", "on"),
            ("ch/1/dca/3", "on"),
            ("dca/3/mute", "on"),
            ("ch/1/dca/4", "on"),
            ("dca/3/dca/5", "on"),
            ("dca/5/mute", "on"),
        ];
        let causes = causes(Topology::default(), &settings);
        let of = |node| &causes.iter().find(|(of, _)| *of == node).unwrap().1[..];
        let (third, fifth) = (MuteCause::Dca(3), MuteCause::Dca(5));
        let expected = [MuteCause::Own, MuteCause::MuteGroup(2), third, fifth];
        assert_eq!(of(NodeId::strip(1)), expected);
        assert_eq!(of(NodeId::strip(2)), []);
        assert_eq!(of(NodeId::MAIN), [MuteCause::SafeStart]);
        assert_eq!(of(NodeId::MONITOR_A), [MuteCause::SafeStart]);
        assert_eq!(of(NodeId::PHONES), []);
        assert_eq!(of(NodeId::dca(3)), [MuteCause::Own, fifth]);
    }

    #[test]
    fn a_group_mutes_or_dims_and_a_dim_of_0_db_is_no_cause() {
        #[rustfmt::skip]
        let rows = [
            ("off",    vec![MuteCause::MuteGroup(1)]),
            ("-10 dB", vec![MuteCause::Dim(1)]),
            ("0 dB",   vec![]),
        ];
        for (dim, expected) in rows {
            let settings = [
                ("ch/1/mute-group/1", "on"),
                ("mute-group/1/on", "on"),
                ("mute-group/1/dim", dim),
            ];
            let causes = causes(Topology::default(), &settings);
            assert_eq!(causes[0], (NodeId::strip(1), expected), "{dim}");
        }
    }

    /// The nodes that solo in place silences, with these switches set.
    fn cut(settings: &[(&str, &str)]) -> String {
        let bus = |number, role| BusDef {
            number,
            width: Width::Mono,
            role,
            feeds: Vec::new(),
        };
        let topology = Topology {
            buses: vec![
                bus(1, BusRole::Group),
                bus(2, BusRole::Fx),
                bus(3, BusRole::Wedge),
            ],
            ..Topology::default()
        };
        let mut causes = causes(topology, settings);
        let nodes = ["ch/1", "ch/2", "ch/3", "bus/1", "bus/2", "bus/3", "main"];
        causes.retain(|(node, causes)| {
            let is_asked = nodes.contains(&&*node.to_string());
            is_asked && causes.contains(&MuteCause::Solo)
        });
        let silent: Vec<String> = causes.iter().map(|(node, _)| node.to_string()).collect();
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
