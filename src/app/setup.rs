//! From a console file to what a console starts from.

use crate::control::console::Setup;
use crate::control::feed::Label;
use crate::engine::audio::Connections;
use crate::engine::io::PortId;
use crate::param::{NodeId, PortKind};
use crate::show::console_file::{self, Color, ConsoleFile};
use std::collections::BTreeMap;

/// A console file as the console wants it.
pub fn setup(file: ConsoleFile) -> Setup {
    let topology = &file.topology;
    let connections: Connections = file
        .patch
        .into_iter()
        .filter_map(|(point, theirs)| {
            let channel = match point.kind {
                PortKind::MidiIn | PortKind::MidiOut => 0,
                _ => topology.width(point.node)?.channel(point.side)?,
            };
            let port = PortId {
                node: point.node,
                kind: point.kind,
                channel: channel as u8,
            };
            Some((port, theirs))
        })
        .collect();
    Setup {
        name: file.name,
        topology: file.topology,
        labels: labels(file.labels).collect(),
        values: file.values,
        connections,
        programs: file.programs,
        remote: file.remote,
        reference: file.reference,
        osc: file.osc,
        phones: file.phones,
        ..Setup::default()
    }
}

/// Names and colours as the console has them.
pub(super) fn labels(
    labels: BTreeMap<NodeId, console_file::Label>,
) -> impl Iterator<Item = (NodeId, Label)> {
    labels.into_iter().map(|(node, label)| {
        let color = color_word(label.color).to_owned();
        let name = label.name;
        (node, Label { name, color })
    })
}

/// A name and a colour as files have them.
pub(super) fn of_file((node, label): (NodeId, Label)) -> (NodeId, console_file::Label) {
    let color = Color::from_word(&label.color).unwrap_or_default();
    let name = label.name;
    (node, console_file::Label { name, color })
}

/// The word for a colour; nothing for none.
fn color_word(color: Color) -> &'static str {
    let known = Color::WORDS
        .iter()
        .find(|(_, known)| *known == color && color != Color::Off);
    known.map_or("", |(word, _)| word)
}
