//! Why a node is silent: every cause by name.

use super::feed::MuteCause;
use super::values::{Cuts, Values};
use crate::param::spec::{
    ConsoleParam, DcaParam, LevelParam, MemberParam, MuteGroupParam, Param, SendParam,
};
use crate::param::{NodeId, ParamAddr, Plain};

/// The parameters that can mute something, while solo in place silences `cuts`.
pub fn concerns(param: Param, cuts: Cuts) -> bool {
    match param {
        Param::Level(LevelParam::Mute)
        | Param::Member(_)
        | Param::Solo(_)
        | Param::Dca(DcaParam::Mute | DcaParam::Solo)
        | Param::MuteGroup(_)
        | Param::Console(ConsoleParam::SafeStart | ConsoleParam::Panic | ConsoleParam::SoloMode) => {
            true
        }
        // What feeds a soloed bus stays open.
        Param::Send(SendParam::On | SendParam::Level) => cuts.subgroups,
        _ => false,
    }
}

/// All causes that silence a node now, in order of rank; empty when it is open.
pub fn causes(values: Values, cuts: Cuts, node: NodeId) -> Vec<MuteCause> {
    let is_on = |addr: ParamAddr| values.is_on(addr);
    let topology = values.layout.topology();
    let mut causes = Vec::new();
    let own = is_on(node.mute());
    if own {
        causes.push(MuteCause::Own);
    }
    for number in &topology.mute_groups {
        let member = node.param_of(Param::Member(MemberParam::MuteGroup), *number as u8);
        let on = NodeId::mute_group(*number).param(Param::MuteGroup(MuteGroupParam::On));
        if is_on(member) && is_on(on) {
            let dim = NodeId::mute_group(*number).param(Param::MuteGroup(MuteGroupParam::Dim));
            causes.push(match values.get(dim) {
                Some(level) if level != Plain::OFF => MuteCause::Dim(*number),
                _ => MuteCause::MuteGroup(*number),
            });
        }
    }
    for number in values.layout.dcas_over(node, is_on) {
        if is_on(NodeId::dca(number).mute()) {
            causes.push(MuteCause::Dca(number));
        }
    }
    if values.is_cut(node, cuts) {
        causes.push(MuteCause::Solo);
    }
    // The headphones go on through both.
    if node.kind.is_output() && node != NodeId::PHONES {
        let console = |row| is_on(NodeId::CONSOLE.param(Param::Console(row)));
        if console(ConsoleParam::SafeStart) {
            causes.push(MuteCause::SafeStart);
        }
        if console(ConsoleParam::Panic) {
            causes.push(MuteCause::Panic);
        }
    }
    causes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::{Layout, Store, Topology};

    #[test]
    fn every_cause_is_named_and_none_hides_another() {
        let layout = Layout::new(Topology::default());
        let mut store = Store::defaults(&layout);
        let mut set = |path: &str| {
            store.set(layout.find(path).unwrap(), Plain::switch(true));
        };
        set("ch/1/mute");
        set("ch/1/mute-group/2");
        set("mute-group/2/on");
        set("ch/1/dca/3");
        set("dca/3/mute");
        set("ch/1/dca/4");
        let expected = [MuteCause::Own, MuteCause::MuteGroup(2), MuteCause::Dca(3)];
        let values = Values {
            layout: &layout,
            store: &store,
        };
        let causes = |node| causes(values, Cuts::default(), node);
        assert_eq!(causes(NodeId::strip(1)), expected);
        assert_eq!(causes(NodeId::strip(2)), []);
        assert_eq!(causes(NodeId::MAIN), [MuteCause::SafeStart]);
        assert_eq!(causes(NodeId::MONITOR_A), [MuteCause::SafeStart]);
        assert_eq!(causes(NodeId::PHONES), []);
        assert_eq!(causes(NodeId::dca(3)), [MuteCause::Own]);
    }
}
