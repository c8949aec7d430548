//! Insert points: whether their external units are there.
//!
//! The backend says which ports of insert points are connected. The console keeps that as a parameter
//! that nobody else sets, so that it reaches the engine, the journal and the screen like everything: a
//! node whose unit is gone sounds without it, and with it again when it is back.

use super::core::Core;
use super::feed::Severity;
use super::gliding::SetRequest;
use super::journal::Cause;
use crate::engine::io::PortId;
use crate::param::spec::{InsertParam, Param};
use crate::param::{NodeId, ParamAddr, Plain, PortKind, Topology, Width};
use crate::rt::meter_tap::Levels;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// How long a unit has to be sound before it is reported as unsound again.
const QUIET: Duration = Duration::from_secs(10);

/// The insert points.
#[derive(Debug, Default)]
pub(super) struct Inserts {
    /// Their ports that are connected.
    ports: Vec<PortId>,
    /// Nodes whose external unit gave what is no sound, and when it did so last.
    bad_returns: HashMap<NodeId, Instant>,
}

impl Inserts {
    /// These ports of insert points are connected now, and no others.
    pub fn take(&mut self, core: &mut Core, connected: Vec<PortId>, now: Instant) {
        for (node, is_back) in self.note(core, connected, now) {
            let on = node.param(Param::Insert(InsertParam::On));
            if !core.values().is_on(on) {
                continue;
            }
            let (severity, text) = if is_back {
                (Severity::Info, "what comes back at its insert is heard")
            } else {
                let text = "no unit answers at its insert: it sounds without; start the external unit, \
                            or connect send and return";
                (Severity::Warning, text)
            };
            core.tell(severity, format!("{node}: {text}"));
        }
    }

    /// The stream is gone, and all connections with it; that says the stream already.
    pub fn lose(&mut self, core: &mut Core, now: Instant) {
        self.note(core, Vec::new(), now);
    }

    /// The nodes whose unit came (true) or went.
    fn note(
        &mut self,
        core: &mut Core,
        connected: Vec<PortId>,
        now: Instant,
    ) -> Vec<(NodeId, bool)> {
        self.ports = connected;
        let layout = core.layout().clone();
        let found = self.found(layout.topology()).into_iter();
        let request = |(addr, value)| Some(SetRequest::now(layout.index(addr)?, value));
        core.act_for_itself(Cause::Audio, now);
        let edits = core.change(found.filter_map(request)).into_iter();
        edits
            .map(|edit| (edit.addr.node(), edit.new.is_on()))
            .collect()
    }

    /// Says at which insert points something came back that is no sound, when it begins.
    pub fn say_bad_returns(&mut self, core: &mut Core, levels: &Levels, now: Instant) {
        if !levels.channels.iter().any(|channel| channel.bad_return) {
            return;
        }
        for (node, channels) in core.layout().topology().metered() {
            let channels = levels.channels.get(channels).unwrap_or_default();
            if channels.iter().any(|channel| channel.bad_return) {
                self.say_bad_return(core, node, now);
            }
        }
    }

    fn say_bad_return(&mut self, core: &mut Core, node: NodeId, now: Instant) {
        let last = self.bad_returns.insert(node, now);
        if last.is_none_or(|last| now.saturating_duration_since(last) > QUIET) {
            let text = "its external unit gives what is no sound, and the signal itself is heard in \
                        its place; restart the unit, or switch the insert off";
            core.tell(Severity::Warning, format!("{node}: {text}"));
        }
    }

    /// `insert/connected` of every insert point of a console, as it is.
    pub fn found(&self, topology: &Topology) -> Vec<(ParamAddr, Plain)> {
        let found = |node: &NodeId| {
            let connected = node.param(Param::Insert(InsertParam::Connected));
            (connected, Plain::switch(self.is_looped(topology, *node)))
        };
        topology.inserts.iter().map(found).collect()
    }

    /// Whether a unit is connected both ways. All channels have to come back: half of a return would
    /// silence the other side. One has to go out: a unit may hear one side only, but one that hears
    /// nothing answers with silence.
    fn is_looped(&self, topology: &Topology, node: NodeId) -> bool {
        let channels = topology.width(node).map_or(0, Width::channels) as u8;
        let is_connected = |kind, channel| {
            self.ports.contains(&PortId {
                node,
                kind,
                channel,
            })
        };
        (0..channels).all(|channel| is_connected(PortKind::InsertReturn, channel))
            && (0..channels).any(|channel| is_connected(PortKind::InsertSend, channel))
    }
}
