//! What the mixer shows: which strips, which of them is selected, and what is on the faders.

use super::Model;
use crate::param::spec::{Param, SendParam};
use crate::param::{NodeId, ParamAddr};
use std::ops::Range;

impl Model {
    /// The selected node.
    pub fn selected(&self) -> NodeId {
        self.mixer.selected
    }
    /// Selects a node; the part of the strips that is shown follows.
    pub fn select(&mut self, node: NodeId) {
        self.mixer.selected = node;
        let strips = self.mixed();
        let place = strips.iter().position(|strip| *strip == node);
        let last = strips.len().saturating_sub(1);
        self.mixer.anchor = place.unwrap_or(self.mixer.anchor).min(last);
    }
    /// Selects the node `by` places to the right; the master is at the right end.
    pub fn select_by(&mut self, by: isize) {
        let strips = self.mixed();
        let place = strips.iter().position(|strip| *strip == self.selected());
        let place = place.unwrap_or(strips.len()).saturating_add_signed(by);
        self.select(strips.get(place).copied().unwrap_or(self.master()));
    }
    /// Selects the first strip.
    pub fn select_first(&mut self) {
        let first = self.mixed().first().copied();
        self.select(first.unwrap_or(self.master()));
    }
    /// Which of the strips are shown when `room` fit.
    pub fn shown(&self, room: usize) -> Range<usize> {
        let room = room.max(1);
        let first = self.mixer.anchor / room * room;
        first..(first + room).min(self.mixed().len())
    }
    /// Shows the strips `by` screens to the right, and selects the first one of them.
    pub fn turn_page(&mut self, by: isize, room: usize) {
        let room = room.max(1);
        let strips = self.mixed();
        let last = strips.len().saturating_sub(1) / room;
        let page = (self.mixer.anchor / room)
            .saturating_add_signed(by)
            .min(last);
        if let Some(strip) = strips.get(page * room) {
            self.select(*strip);
        }
    }

    /// The bus whose sends are on the faders.
    pub fn sends_to(&self) -> Option<NodeId> {
        self.mixer.sends_to
    }
    /// Puts the sends to a bus on the faders, or (none) the faders themselves. A selected strip stays
    /// selected where it is shown.
    pub fn put_on_faders(&mut self, bus: Option<NodeId>) {
        self.mixer.sends_to = bus;
        let selected = self.selected();
        let is_shown = selected == self.master() || self.mixed().contains(&selected);
        if is_shown {
            self.select(selected);
        } else {
            self.select_first();
        }
    }
    /// The strips of the mixer, in order: all, or those with a send to the bus whose sends are on the
    /// faders.
    pub fn mixed(&self) -> Vec<NodeId> {
        let is_mixed = |node: &&NodeId| {
            self.sends_to().is_none() || self.value(self.on_fader(**node)).is_some()
        };
        self.strips()
            .iter()
            .filter(is_mixed)
            .copied()
            .filter(|node| *node != self.master())
            .collect()
    }
    /// What stands at the right end: main, or the bus whose sends are on the faders.
    pub fn master(&self) -> NodeId {
        self.sends_to().unwrap_or(NodeId::MAIN)
    }
    /// What a node's fader moves: its own level, or that of its send.
    pub fn on_fader(&self, node: NodeId) -> ParamAddr {
        match self.sends_to() {
            Some(bus) if node != bus => send(node, bus, SendParam::Level),
            _ => node.fader(),
        }
    }
    /// A row of a node's send to the bus whose sends are on the faders; none for the bus itself.
    pub fn send_on_fader(&self, node: NodeId, row: SendParam) -> Option<ParamAddr> {
        let bus = self.sends_to().filter(|bus| *bus != node)?;
        self.known(send(node, bus, row))
    }

    /// The console consists of something else: what is still there stays selected.
    pub(super) fn start_mixer_over(&mut self, is_first: bool) {
        let nodes = self.console.nodes();
        if self.sends_to().is_some_and(|bus| !nodes.contains(&bus)) {
            self.mixer.sends_to = None;
        }
        let selected = self.selected();
        if !is_first && nodes.contains(&selected) {
            self.select(selected);
        } else {
            self.select_first();
        }
    }
}

fn send(node: NodeId, bus: NodeId, row: SendParam) -> ParamAddr {
    node.param_of(Param::Send(row), bus.number as u8)
}
