//! What the mixer shows: which strips, which of them is selected, and what is on the faders.

use super::Model;
use crate::control::feed::MuteCause;
use crate::param::spec::{MuteGroupParam, Param, SendParam};
use crate::param::{BusRole, NodeId, NodeKind, ParamAddr, Plain};
use crate::tui::page::mixer::state::Layer;
use std::ops::Range;

impl Model {
    /// The selected node.
    pub fn selected(&self) -> NodeId {
        self.mixer.selected
    }
    /// Selects a node; the part of the strips that is shown follows.
    pub fn select(&mut self, node: NodeId) {
        self.mixer.selected = node;
        // A strip of another layer brings all of them.
        if self.strips().contains(&node) && !self.in_layer(node) {
            self.mixer.layer = Layer::All;
        }
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
    /// The strips of the mixer, in order: those of the layer, or those with a send to the bus whose sends
    /// are on the faders.
    pub fn mixed(&self) -> Vec<NodeId> {
        let mut strips = self.reachable();
        if self.sends_to().is_none() {
            strips.retain(|node| self.in_layer(*node));
        }
        strips
    }
    /// The strips that can be selected: those of all layers, or those with a send on their fader.
    pub fn reachable(&self) -> Vec<NodeId> {
        let mut strips = self.strips().to_vec();
        if self.sends_to().is_some() {
            strips.retain(|node| {
                *node != self.master() && self.value(self.on_fader(*node)).is_some()
            });
        }
        strips
    }
    fn in_layer(&self, node: NodeId) -> bool {
        let role = self
            .layout()
            .and_then(|layout| layout.topology().role(node));
        self.mixer.layer.has(node.kind, role)
    }
    /// Which strips the mixer shows.
    pub fn layer(&self) -> Layer {
        self.mixer.layer
    }
    /// Shows a layer and selects its first strip; false for one that this console has nothing for.
    pub fn show_layer(&mut self, layer: Layer) -> bool {
        let before = std::mem::replace(&mut self.mixer.layer, layer);
        if self.mixed().is_empty() && layer != Layer::Main {
            self.mixer.layer = before;
            return false;
        }
        self.select_first();
        true
    }
    /// True while all strips are shown at once, as narrow as that needs.
    pub fn is_overview(&self) -> bool {
        self.mixer.is_overview
    }
    /// Shows all strips at once, or as many as can be read well.
    pub fn turn_overview(&mut self) {
        self.mixer.is_overview = !self.mixer.is_overview;
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
    /// What a node's fader comes to with its DCAs, with mute groups that dim, and on its way through groups where it
    /// feeds main through them alone, in dB, where that is something else than where it stands.
    pub fn effective(&self, node: NodeId) -> Option<f32> {
        let fader = self
            .value(node.fader())
            .filter(|_| self.sends_to().is_none())?;
        let dcas = self.dcas_over(node).into_iter();
        let dcas = dcas.filter_map(|dca| self.value(dca.fader()));
        let dims = self.causes(node).iter().filter_map(|cause| match cause {
            MuteCause::Dim(number) => {
                let dim = Param::MuteGroup(MuteGroupParam::Dim);
                self.value(NodeId::mute_group(*number).param(dim))
            }
            _ => None,
        });
        let added: f32 = dcas.chain(dims).map(|value| value.0).sum();
        let added = added + self.through_groups(node).unwrap_or(0.0);
        (added != 0.0 && fader != Plain::OFF).then_some(fader.0 + added)
    }
    /// What the loudest of its groups adds to a strip that feeds main through groups alone, in dB.
    fn through_groups(&self, node: NodeId) -> Option<f32> {
        let is_through = node.kind == NodeKind::Strip && !self.is_on(node.main_on());
        let topology = self.layout().filter(|_| is_through)?.topology();
        let groups = topology
            .buses
            .iter()
            .filter(|bus| bus.role == BusRole::Group);
        let levels = groups.filter_map(|bus| {
            let group = NodeId::bus(bus.number);
            let level = self.value(send(node, group, SendParam::Level))?;
            let is_fed = self.is_on(send(node, group, SendParam::On)) && level != Plain::OFF;
            let dcas = self.dcas_over(group).into_iter();
            let dcas: f32 = dcas
                .filter_map(|dca| self.value(dca.fader()))
                .map(|value| value.0)
                .sum();
            let fader = self.value(group.fader()).filter(|_| is_fed)?;
            Some(level.0 + fader.0 + dcas)
        });
        levels.reduce(f32::max)
    }
    /// Why a node is silent that nothing mutes, in a few letters: a DCA that is down, or no way out.
    pub fn idle(&self, node: NodeId) -> Option<String> {
        let dcas = self.dcas_over(node).into_iter();
        let mut off = dcas.filter(|dca| self.value(dca.fader()) == Some(Plain::OFF));
        if let Some(dca) = off.next() {
            return Some(format!("DCA {}", dca.number));
        }
        let is_lost = node.kind == NodeKind::Strip && !self.is_on(node.main_on());
        (is_lost && !self.sends_anything(node)).then(|| "NO MAIN".to_owned())
    }
    fn sends_anything(&self, node: NodeId) -> bool {
        let mut buses = self.strips().iter().filter(|bus| bus.kind == NodeKind::Bus);
        buses.any(|bus| {
            let level = self.value(send(node, *bus, SendParam::Level));
            self.is_on(send(node, *bus, SendParam::On))
                && level.is_some_and(|level| level != Plain::OFF)
        })
    }
    fn dcas_over(&self, node: NodeId) -> Vec<NodeId> {
        let layout = self.layout();
        let over = layout.map(|layout| layout.dcas_over(node, |addr| self.is_on(addr)));
        over.unwrap_or_default()
            .into_iter()
            .map(NodeId::dca)
            .collect()
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
