//! Names and colours: they follow what strips stand for.

use super::Core;
use crate::control::feed::{Label, News, PatchedPort, ShowInfo};
use crate::control::labels::of_layout;
use crate::control::spare_pairs::pairs;
use crate::engine::audio::Connections;
use crate::engine::io::PortId;
use crate::param::{Layout, NodeId, Store};
use std::sync::Arc;

impl Core {
    /// Name and colour of a node, as the files give them.
    pub fn own_label(&self, node: NodeId) -> Option<&Label> {
        let found = self.labels.iter().find(|(labelled, _)| *labelled == node);
        found.map(|(_, label)| label)
    }

    /// A node as people call it: "ch/1 (Kick)".
    pub fn called(&self, node: NodeId) -> String {
        let label = self.show.labels.iter().find(|(of, _)| *of == node);
        match label {
            Some((_, label)) if !label.name.is_empty() => format!("{node} ({})", label.name),
            _ => node.to_string(),
        }
    }

    /// Tells everybody, if names have changed places.
    pub(super) fn refresh_labels(&mut self) {
        let labels = self.labels_on(&self.layout, &self.store);
        if labels != self.show.labels {
            self.show = Arc::new(ShowInfo {
                labels,
                ..(*self.show).clone()
            });
        }
        self.tell_labels();
    }

    /// Tells everybody what the ports shall be connected to.
    pub fn tell_patch(&mut self, wanted: &Connections) {
        let port = |(port, peers): &(PortId, Vec<String>)| PatchedPort {
            node: port.node,
            kind: port.kind,
            channel: port.channel,
            peers: peers.clone(),
        };
        let patch = Arc::new(wanted.iter().map(port).collect());
        self.connections.clone_from(wanted);
        let patch = self.wires.has_patch().then_some(patch);
        self.subscribers.tell(News::Patch(patch));
    }

    /// What our ports shall be connected to.
    pub fn connections(&self) -> &Connections {
        &self.connections
    }

    /// True where there are ports to connect.
    pub fn has_patch(&self) -> bool {
        self.wires.has_patch()
    }

    pub(super) fn tell_labels(&mut self) {
        self.subscribers
            .tell(News::Labels(self.show.labels.clone()));
    }

    /// Names and colours; a spare that stands in has those of the strip, and the other way round.
    pub(super) fn labels_on(&self, layout: &Layout, store: &Store) -> Vec<(NodeId, Label)> {
        let mut labels = of_layout(layout, &self.labels);
        for pair in pairs(layout, store).iter().filter(|pair| pair.in_use) {
            for (node, _) in &mut labels {
                if *node == pair.strip {
                    *node = pair.spare;
                } else if *node == pair.spare {
                    *node = pair.strip;
                }
            }
        }
        labels
    }
}
