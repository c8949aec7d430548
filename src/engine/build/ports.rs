//! Ports at lanes: inputs, outputs, and the ways out and back of insert points.

use super::Places;
use crate::dsp::sample::LANES;
use crate::engine::bank::Bank;
use crate::engine::insert::Insert;
use crate::engine::io::PortId;
use crate::engine::wiring::{InsertParams, InsertPorts, LanePlace, Wiring};
use crate::param::spec::{InsertParam, Param};
use crate::param::{Layout, NodeId, PortKind};

/// The ports of a list that are of a kind: their numbers and lanes.
pub(super) fn ports_of_kind(
    list: &[PortId],
    kind: PortKind,
    places: &Places,
) -> Vec<(usize, LanePlace)> {
    let place = |port: &PortId| LanePlace {
        bank: places[&port.node].bank,
        lane: places[&port.node].lane + usize::from(port.channel),
    };
    let ports = list.iter().enumerate();
    let ports = ports.filter(|(_, port)| port.kind == kind);
    ports.map(|(number, port)| (number, place(port))).collect()
}

/// The port of each lane of the first `banks` banks.
pub(super) fn ports_by_lane(
    places: &[(usize, LanePlace)],
    banks: usize,
) -> Vec<[Option<usize>; LANES]> {
    let mut ports = vec![[None; LANES]; banks];
    for (port, place) in places {
        ports[place.bank][place.lane] = Some(*port);
    }
    ports
}

/// The ports of insert points, by bank.
pub(super) fn inserts(
    sends: &[(usize, LanePlace)],
    returns: &[(usize, LanePlace)],
    banks: usize,
) -> Vec<Option<InsertPorts>> {
    let (sends, returns) = (ports_by_lane(sends, banks), ports_by_lane(returns, banks));
    let ports = sends.into_iter().zip(returns);
    let ports = ports.map(|(sends, returns)| InsertPorts { sends, returns });
    ports
        .map(|ports| (ports != InsertPorts::default()).then_some(ports))
        .collect()
}

/// The indices of an insert point, where there is one.
pub(super) fn insert_params(layout: &Layout, node: NodeId) -> Option<InsertParams> {
    let index = |row| layout.index(node.param(Param::Insert(row)));
    Some(InsertParams {
        on: index(InsertParam::On)?,
        connected: index(InsertParam::Connected)?,
    })
}

/// Insert points for the banks that have any.
pub(super) fn give_inserts(banks: &mut [Bank], wiring: &Wiring, gain_coefficient: f64) {
    for (bank, ports) in banks.iter_mut().zip(&wiring.inserts) {
        let insert = |ports| Box::new(Insert::new(ports, gain_coefficient));
        bank.insert = ports.map(insert);
    }
}
