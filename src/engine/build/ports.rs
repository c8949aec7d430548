//! Ports at lanes: inputs, outputs, and the ways out and back of insert points.

use super::places::Places;
use crate::dsp::sample::LANES;
use crate::engine::bank::Bank;
use crate::engine::insert::Insert;
use crate::engine::io::{PortId, PortList};
use crate::engine::wiring::{InsertPorts, LanePlace, Wiring};
use crate::param::PortKind;

/// A port's number, and its lane.
type Placed = (usize, LanePlace);

/// The input port of each lane of the strip banks.
pub(super) fn inputs(
    ports: &PortList,
    places: &Places,
    strip_banks: usize,
) -> Vec<[Option<usize>; LANES]> {
    by_lane(
        &placed(&ports.inputs, PortKind::Signal, places),
        strip_banks,
    )
}

/// The lane of each output port of buses and main: these come first.
pub(super) fn outputs(ports: &PortList, places: &Places) -> Vec<LanePlace> {
    let outputs = placed(&ports.outputs, PortKind::Signal, places);
    outputs.into_iter().map(|(_, place)| place).collect()
}

/// The ports of insert points, by bank.
pub(super) fn inserts(ports: &PortList, places: &Places, banks: usize) -> Vec<Option<InsertPorts>> {
    let of_kind = |list, kind| by_lane(&placed(list, kind, places), banks);
    let sends = of_kind(&ports.outputs, PortKind::InsertSend);
    let returns = of_kind(&ports.inputs, PortKind::InsertReturn);
    let ports = sends.into_iter().zip(returns);
    let ports = ports.map(|(sends, returns)| InsertPorts { sends, returns });
    ports
        .map(|ports| (ports != InsertPorts::default()).then_some(ports))
        .collect()
}

/// The ports of a list that are of a kind and belong to a lane: those of the monitor and of the
/// headphones are the monitor's own.
fn placed(list: &[PortId], kind: PortKind, places: &Places) -> Vec<Placed> {
    let place = |port: &PortId| {
        let first = places.get(&port.node)?;
        Some(LanePlace {
            bank: first.bank,
            lane: first.lane + usize::from(port.channel),
        })
    };
    let ports = list.iter().enumerate();
    let ports = ports.filter(|(_, port)| port.kind == kind);
    ports
        .filter_map(|(number, port)| Some((number, place(port)?)))
        .collect()
}

/// The port of each lane of the first `banks` banks.
fn by_lane(places: &[Placed], banks: usize) -> Vec<[Option<usize>; LANES]> {
    let mut ports = vec![[None; LANES]; banks];
    for (port, place) in places {
        ports[place.bank][place.lane] = Some(*port);
    }
    ports
}

/// Insert points for the banks that have any.
pub(super) fn give_inserts(banks: &mut [Bank], wiring: &Wiring, gain_coefficient: f64) {
    for (bank, ports) in banks.iter_mut().zip(&wiring.inserts) {
        let insert = |ports| Box::new(Insert::new(ports, gain_coefficient));
        bank.insert = ports.map(insert);
    }
}
