//! Why a node is silent: every cause by name.

use super::feed::MuteCause;
use crate::param::spec::{ConsoleParam, DcaParam, LevelParam, MemberParam, MuteGroupParam, Param};
use crate::param::{Layout, NodeId, NodeKind, ParamAddr, Store};

/// The parameters that can mute something.
pub fn concerns(param: Param) -> bool {
    matches!(
        param,
        Param::Level(LevelParam::Mute)
            | Param::Member(_)
            | Param::Dca(DcaParam::Mute)
            | Param::MuteGroup(_)
            | Param::Console(ConsoleParam::SafeStart | ConsoleParam::Panic)
    )
}

/// All causes that silence a node now, in order of rank; empty when it is open.
pub fn causes(layout: &Layout, store: &Store, node: NodeId) -> Vec<MuteCause> {
    let is_on = |addr: ParamAddr| {
        layout
            .index(addr)
            .is_some_and(|index| store.get(index).is_on())
    };
    let topology = layout.topology();
    let mut causes = Vec::new();
    let own = is_on(node.mute());
    if own {
        causes.push(MuteCause::Own);
    }
    for number in &topology.mute_groups {
        let member = node.param_of(Param::Member(MemberParam::MuteGroup), *number as u8);
        let on = NodeId::mute_group(*number).param(Param::MuteGroup(MuteGroupParam::On));
        if is_on(member) && is_on(on) {
            causes.push(MuteCause::MuteGroup(*number));
        }
    }
    for number in &topology.dcas {
        let member = node.param_of(Param::Member(MemberParam::Dca), *number as u8);
        let mute = NodeId::dca(*number).param(Param::Dca(DcaParam::Mute));
        if is_on(member) && is_on(mute) {
            causes.push(MuteCause::Dca(*number));
        }
    }
    if matches!(node.kind, NodeKind::Bus | NodeKind::Main) {
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
    use crate::param::{Plain, Topology};

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
        assert_eq!(causes(&layout, &store, NodeId::strip(1)), expected);
        assert_eq!(causes(&layout, &store, NodeId::strip(2)), []);
        assert_eq!(
            causes(&layout, &store, NodeId::MAIN),
            [MuteCause::SafeStart]
        );
        assert_eq!(causes(&layout, &store, NodeId::dca(3)), [MuteCause::Own]);
    }
}
