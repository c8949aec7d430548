//! Ports are asked for: which there are, and what they are called.

use super::core::Core;
use crate::engine::audio::{AudioRequest, PortSet};
use crate::engine::io::{PortId, PortList};
use crate::engine::plan::latency;
use crate::param::Layout;

/// Sample rate in Hz assumed for latencies before a stream has told its own.
const USUAL_RATE: u32 = 48_000;

/// Asks the backend for the ports of a layout.
pub(super) fn ask_for_ports(core: &Core, layout: &Layout, number: u32) {
    let topology = layout.topology();
    let list = PortList::of(topology);
    let name = |port: &PortId| {
        let label = core.own_label(port.node);
        let label = label.filter(|label| !label.name.is_empty())?;
        Some((*port, label.name.clone()))
    };
    let ports = list.inputs.iter().chain(&list.outputs);
    let names = ports.filter_map(name).collect();
    let rate = match core.status().rate {
        0 => USUAL_RATE,
        rate => rate,
    };
    core.ask_audio(AudioRequest::Ports(PortSet {
        number,
        list,
        main: Some(topology.main),
        names,
        latency: latency(topology, rate),
    }));
}
