//! What goes along when a console becomes another one.

use super::addr::ParamAddr;
use super::node::{NodeId, NodeKind};
use super::spec::{LevelParam, Param};
use super::topology::Topology;

/// True for a value that means the same on the console `now` as on the one before. What the role of a
/// bus decides begins anew with another role: protection follows it, and a send that was right for an
/// effect must not sound in somebody's ears.
pub fn keeps_meaning(before: &Topology, now: &Topology, addr: ParamAddr) -> bool {
    let Some(bus) = bus_whose_role_decides(addr) else {
        return true;
    };
    match (before.role(bus), now.role(bus)) {
        (Some(before), Some(now)) => before == now,
        _ => true,
    }
}

fn bus_whose_role_decides(addr: ParamAddr) -> Option<NodeId> {
    let own = addr.node();
    let own = (own.kind == NodeKind::Bus).then_some(own);
    match addr.param {
        Param::Send(_) => Some(NodeId::bus(u16::from(addr.each))),
        Param::Limiter(_) | Param::Level(LevelParam::MainOn | LevelParam::FollowMute) => own,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::{BusDef, BusRole, Width};

    fn console(role: BusRole) -> Topology {
        let bus = |number, role| BusDef {
            number,
            width: Width::Mono,
            role,
            feeds: Vec::new(),
        };
        Topology {
            buses: vec![bus(1, role), bus(2, BusRole::Fx)],
            ..Topology::default()
        }
    }

    #[test]
    fn what_the_role_decides_begins_anew() {
        let (wedge, ears) = (console(BusRole::Wedge), console(BusRole::InEar));
        #[rustfmt::skip]
        let rows = [
            ("bus/1/limiter/ceiling", false),
            ("bus/1/limiter/on",      false),
            ("ch/1/send/1/tap",       false),
            ("ch/1/send/1/level",     false),
            ("ch/1/send/2/level",     true),
            ("bus/1/fader",           true),
            ("bus/1/mute",            true),
            ("main/limiter/ceiling",  true),
            ("ch/1/main/on",          true),
        ];
        for (path, keeps) in rows {
            let addr = ParamAddr::parse(path).unwrap();
            assert_eq!(keeps_meaning(&wedge, &ears, addr), keeps, "{path}");
            assert!(keeps_meaning(&wedge, &wedge, addr), "{path}");
        }
    }
}
