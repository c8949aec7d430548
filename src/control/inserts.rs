//! Insert points: whether anything comes back from the external units.
//!
//! The backend says which returns are connected. The console keeps that as a parameter that nobody
//! else sets, so that it reaches the engine, the journal and the screen like everything: a node whose
//! return is gone sounds without its unit, and with it again when it is back.

use super::console::Console;
use super::feed::Severity;
use super::intent::ClientId;
use super::journal::Cause;
use crate::engine::io::PortId;
use crate::param::spec::{InsertParam, Param};
use crate::param::{NodeId, ParamIndex, Plain, PortKind, Width};
use std::time::Instant;

impl Console {
    /// These returns are connected now, and no others.
    pub(super) fn take_returns(&mut self, connected: Vec<PortId>, now: Instant) {
        for (node, is_back) in self.note_returns(connected, now) {
            let on = node.param(Param::Insert(InsertParam::On));
            let index = self.layout.index(on);
            if !index.is_some_and(|index| self.store.get(index).is_on()) {
                continue;
            }
            let (severity, text) = if is_back {
                (Severity::Info, "what comes back at its insert is heard")
            } else {
                let text = "nothing comes back at its insert: it sounds without; start the external \
                            unit or connect the return";
                (Severity::Warning, text)
            };
            self.tell(severity, format!("{node}: {text}"));
        }
    }

    /// The stream is gone, and all returns with it; that says the stream already.
    pub(super) fn lose_returns(&mut self, now: Instant) {
        self.note_returns(Vec::new(), now);
    }

    /// The nodes whose return came (true) or went.
    fn note_returns(&mut self, connected: Vec<PortId>, now: Instant) -> Vec<(NodeId, bool)> {
        self.care.returns = connected;
        let found = self.connected_inserts();
        self.journal
            .attribute(ClientId::CONSOLE, "console", Cause::Audio, now);
        let edits = self.change(&found, 0);
        edits
            .iter()
            .map(|edit| (edit.addr.node(), edit.new.is_on()))
            .collect()
    }

    /// `insert/connected` of every insert point, as it is. A stereo node needs both sides: half of a
    /// return would silence the other side.
    pub(super) fn connected_inserts(&self) -> Vec<(ParamIndex, Plain)> {
        let topology = self.layout.topology();
        let found = topology.inserts.iter().map(|node| {
            let channels = topology.width(*node).map_or(0, Width::channels) as u8;
            let is_connected = (0..channels).all(|channel| {
                self.care.returns.contains(&PortId {
                    node: *node,
                    kind: PortKind::InsertReturn,
                    channel,
                })
            });
            let index = self
                .layout
                .index(node.param(Param::Insert(InsertParam::Connected)))?;
            Some((index, Plain::switch(is_connected)))
        });
        found.flatten().collect()
    }
}
