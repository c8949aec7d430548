//! Names and colours: they follow what strips stand for.

use super::Core;
use crate::control::feed::{Label, News, PatchedPort, ShowInfo};
use crate::control::labels::of_layout;
use crate::control::setup::Keep;
use crate::control::spare_pairs::pairs;
use crate::control::undo::LabelEdit;
use crate::engine::audio::Connections;
use crate::engine::io::PortId;
use crate::param::{Layout, NodeId, Store};
use crate::show::journal::segment::Documents;
use std::sync::Arc;

/// The document of the journal with names and colours that the show's file does not have yet.
const DOCUMENT: &str = "labels";

impl Core {
    /// Name and colour of a node, as the files give them.
    pub fn own_label(&self, node: NodeId) -> Option<&Label> {
        self.labels.get(&node)
    }

    /// Nodes are called otherwise, or have other colours. What was there before, of those that change.
    pub fn label(&mut self, labels: impl IntoIterator<Item = (NodeId, Label)>) -> Vec<LabelEdit> {
        let mut edits = Vec::new();
        for (node, after) in labels {
            let before = self.labels.get(&node).cloned().unwrap_or_default();
            if before == after {
                continue;
            }
            self.labels.insert(node, after.clone());
            self.unsaved_labels.insert(node, after.clone());
            edits.push(LabelEdit {
                of: node,
                before,
                after,
            });
        }
        if !edits.is_empty() {
            self.keep_labels();
            self.refresh_labels();
        }
        edits
    }

    /// Journal first, file later.
    fn keep_labels(&mut self) {
        let labels: Vec<_> = self.unsaved_labels.iter().collect();
        // Text cannot fail to become JSON.
        let json = serde_json::to_string(&labels).unwrap_or_default();
        self.journal.note(DOCUMENT, json);
        self.keep(Keep::Labels {
            labels: self.unsaved_labels.clone(),
            number: self.journal.changes(),
        });
        self.labels_noted = self.journal.changes();
    }

    /// Names and colours that were given after the show's file was written; the file follows now.
    pub fn restore_labels(&mut self, documents: &Documents) {
        let json = documents.get(DOCUMENT);
        let labels: Option<Vec<(NodeId, Label)>> =
            json.and_then(|json| serde_json::from_str(json.text()).ok());
        let Some(labels) = labels else {
            return;
        };
        self.labels.extend(labels.iter().cloned());
        self.unsaved_labels.extend(labels);
        self.refresh_labels();
    }

    /// Hands over names and colours that the show's file does not have.
    pub fn keep_unsaved_labels(&mut self) {
        if !self.unsaved_labels.is_empty() {
            self.keep_labels();
        }
    }

    /// Names and colours up to this change are in the show's file.
    pub fn note_labels_kept(&mut self, number: u64) {
        if self.labels_noted <= number {
            self.unsaved_labels.clear();
            self.journal.forget(DOCUMENT);
        }
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
        let mut labels = of_layout(layout, self.labels.iter());
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
