//! Insert points: whether their external units are there.
//!
//! The backend says which ports of insert points are connected. The console keeps that as a parameter
//! that nobody else sets, so that it reaches the engine, the journal and the screen like everything: a
//! node whose unit is gone sounds without it, and with it again when it is back.

use super::console::Console;
use super::feed::Severity;
use super::gliding::Wish;
use super::intent::ClientId;
use super::journal::Cause;
use crate::engine::io::PortId;
use crate::param::spec::{InsertParam, Param};
use crate::param::{NodeId, ParamIndex, Plain, PortKind, Topology, Width};
use crate::rt::meter_tap::Levels;
use std::time::{Duration, Instant};

/// How long a unit has to be sound before it is reported as unsound again.
const QUIET: Duration = Duration::from_secs(10);

impl Console {
    /// These ports of insert points are connected now, and no others.
    pub(super) fn take_inserts(&mut self, connected: Vec<PortId>, now: Instant) {
        for (node, is_back) in self.note_inserts(connected, now) {
            let on = node.param(Param::Insert(InsertParam::On));
            let index = self.layout.index(on);
            if !index.is_some_and(|index| self.store.get(index).is_on()) {
                continue;
            }
            let (severity, text) = if is_back {
                (Severity::Info, "what comes back at its insert is heard")
            } else {
                let text = "no unit answers at its insert: it sounds without; start the external unit, \
                            or connect send and return";
                (Severity::Warning, text)
            };
            self.tell(severity, format!("{node}: {text}"));
        }
    }

    /// The stream is gone, and all connections with it; that says the stream already.
    pub(super) fn lose_inserts(&mut self, now: Instant) {
        self.note_inserts(Vec::new(), now);
    }

    /// The nodes whose unit came (true) or went.
    fn note_inserts(&mut self, connected: Vec<PortId>, now: Instant) -> Vec<(NodeId, bool)> {
        self.care.insert_ports = connected;
        let found = self.connected_inserts();
        self.journal
            .attribute(ClientId::CONSOLE, "console", Cause::Audio, now);
        let edits = self.change(
            found
                .into_iter()
                .map(|(index, value)| Wish::now(index, value)),
        );
        edits
            .iter()
            .map(|edit| (edit.addr.node(), edit.new.is_on()))
            .collect()
    }

    /// External units at these meter channels give what is no sound. Said when it begins.
    pub(super) fn say_bad_returns(&mut self, channels: &[usize], now: Instant) {
        for channel in channels {
            let Some(node) = node_of(self.layout.topology(), *channel) else {
                continue;
            };
            let last = self.care.bad_returns.insert(node, now);
            if last.is_none_or(|last| now.saturating_duration_since(last) > QUIET) {
                let text = "its external unit gives what is no sound, and the signal itself is heard in \
                            its place; restart the unit, or switch the insert off";
                self.tell(Severity::Warning, format!("{node}: {text}"));
            }
        }
    }

    /// `insert/connected` of every insert point, as it is.
    pub(super) fn connected_inserts(&self) -> Vec<(ParamIndex, Plain)> {
        let nodes = self.layout.topology().inserts.iter();
        let found = nodes.filter_map(|node| {
            let connected = node.param(Param::Insert(InsertParam::Connected));
            let index = self.layout.index(connected)?;
            Some((index, Plain::switch(self.is_looped(*node))))
        });
        found.collect()
    }

    /// Whether a unit is connected both ways. All channels have to come back: half of a return would
    /// silence the other side. One has to go out: a unit may hear one side only, but one that hears
    /// nothing answers with silence.
    fn is_looped(&self, node: NodeId) -> bool {
        let channels = self
            .layout
            .topology()
            .width(node)
            .map_or(0, Width::channels) as u8;
        let is_connected = |kind, channel| {
            self.care.insert_ports.contains(&PortId {
                node,
                kind,
                channel,
            })
        };
        (0..channels).all(|channel| is_connected(PortKind::InsertReturn, channel))
            && (0..channels).any(|channel| is_connected(PortKind::InsertSend, channel))
    }
}

/// The meter channels at whose insert points something came back that is no sound.
pub(super) fn bad_returns(levels: &Levels) -> Vec<usize> {
    let channels = levels.channels.iter().enumerate();
    let bad = channels.filter(|(_, channel)| channel.bad_return);
    bad.map(|(at, _)| at).collect()
}

/// The node that a meter channel belongs to.
fn node_of(topology: &Topology, channel: usize) -> Option<NodeId> {
    let mut next = 0;
    topology.audio_nodes().into_iter().find(|node| {
        next += topology.width(*node).map_or(1, Width::channels);
        channel < next
    })
}
