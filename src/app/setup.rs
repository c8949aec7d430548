//! From a console file to what a console starts from.

use crate::control::console::Setup;
use crate::control::feed::Label;
use crate::engine::audio::Connections;
use crate::engine::io::PortId;
use crate::param::PortKind;
use crate::show::console_file::{Color, ConsoleFile};

/// A console file as the console wants it.
pub fn setup(file: ConsoleFile) -> Setup {
    let labels = file.labels.into_iter().map(|(node, label)| {
        let color = color_word(label.color).to_owned();
        (
            node,
            Label {
                name: label.name,
                color,
            },
        )
    });
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
        labels: labels.collect(),
        values: file.values,
        connections,
        programs: file.programs,
        reference: file.reference,
        osc: file.osc,
        ..Setup::default()
    }
}

/// The word for a colour; nothing for none.
fn color_word(color: Color) -> &'static str {
    let known = Color::WORDS
        .iter()
        .find(|(_, known)| *known == color && color != Color::Off);
    known.map_or("", |(word, _)| word)
}
