//! What goes along when a console becomes another one.

use super::addr::ParamAddr;
use super::curve::Plain;
use super::layout::Layout;
use super::node::{NodeId, NodeKind};
use super::spec::{LevelParam, Param};
use super::topology::{BusRole, Topology};
use std::collections::BTreeMap;

/// What buses are for, by their numbers.
pub type Roles = BTreeMap<u16, BusRole>;

/// What the buses of a console are for.
pub fn roles(topology: &Topology) -> Roles {
    let buses = topology.buses.iter();
    buses.map(|bus| (bus.number, bus.role)).collect()
}

/// True for a value that means the same on the console `now` as on the one before. What the role of a
/// bus decides begins anew with another role: protection follows it, and a send that was right for an
/// effect must not sound in somebody's ears.
pub fn keeps_meaning(before: &Topology, now: &Topology, addr: ParamAddr) -> bool {
    other_role(addr, |bus| before.role(bus), now).is_none()
}

/// True for a step of undo that may be taken back on the console `now` after one on the console before. What
/// was sent to a bus that is gone is forgotten: another one may come to have its number.
pub fn may_be_taken_back(before: &Topology, now: &Topology, addr: ParamAddr) -> bool {
    let bus = bus_whose_role_decides(addr);
    bus.is_none_or(|bus| before.role(bus) == now.role(bus))
}

/// The bus whose role decides what a value means, where it was another one: what it was `before`. A bus
/// that did not exist, or no longer does, says nothing.
pub fn other_role(
    addr: ParamAddr,
    before: impl Fn(NodeId) -> Option<BusRole>,
    now: &Topology,
) -> Option<(NodeId, BusRole)> {
    let bus = bus_whose_role_decides(addr)?;
    let was = before(bus)?;
    (was != now.role(bus)?).then_some((bus, was))
}

/// A guard of hearing or of the PA on the console before that would guard less on the one `now`, though its
/// node is still there. `values`: what stands there, by index.
pub fn guard_lost(
    before: (&Layout, impl Fn(ParamAddr) -> Option<Plain>),
    now: (&Layout, &[Plain]),
) -> Option<ParamAddr> {
    let ((before, value), (now, values)) = (before, now);
    let is_there = |node: NodeId| now.topology().width(node).is_some();
    let is_lost = |addr: ParamAddr, from: Plain| match now.index(addr) {
        Some(index) if now.spec(index).protected => {
            now.spec(index).loosens(from, values[index.slot()])
        }
        _ => true,
    };
    let guards = before
        .indices()
        .filter(|index| before.spec(*index).protected);
    guards
        .map(|index| before.addr(index))
        .filter(|addr| is_there(addr.node()))
        .find(|addr| value(*addr).is_some_and(|from| is_lost(*addr, from)))
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
