//! JACK connections of a console definition.

use crate::param::{PortKind, Topology};
use crate::show::point::{self, PatchPoint};
use crate::show::reader::Reader;
use crate::show::yaml::Node;
use std::collections::HashSet;

/// Reads `patch:`; an entry that is wrong is left out.
pub fn read(
    reader: &mut Reader,
    node: &Node,
    topology: &Topology,
) -> Vec<(PatchPoint, Vec<String>)> {
    let mut patch: Vec<(PatchPoint, Vec<String>)> = Vec::new();
    let mut seen = HashSet::new();
    for (key, text, value) in reader.entries(node, "'patch'") {
        let midi = PatchPoint::midi(text).map(|point| vec![point]);
        let points = match midi.map_or_else(|| point::parse(text, topology), Ok) {
            Ok(points) => points,
            Err(hint) => {
                reader.report(key, format!("'{text}' cannot be patched"), hint);
                continue;
            }
        };
        if let Some(twice) = points.iter().find(|point| seen.contains(*point)) {
            reader.report(
                key,
                format!("{twice} is patched already"),
                "keep one of the entries",
            );
            continue;
        }
        seen.extend(points.iter().copied());
        patch.extend(ports(reader, value, text, &points));
    }
    patch
}

/// The foreign ports of one entry, by channel.
fn ports(
    reader: &mut Reader,
    node: &Node,
    text: &str,
    points: &[PatchPoint],
) -> Vec<(PatchPoint, Vec<String>)> {
    let items = reader.items(node, "a patch");
    if let [point] = points {
        if point.kind == PortKind::MidiIn && items.len() > 1 {
            let hint = "keep one; other surfaces have midi-in-2, midi-in-3 and midi-in-4";
            reader.report(node, "one surface speaks at a MIDI port", hint);
            return Vec::new();
        }
        let names: Vec<String> = items.iter().filter_map(|item| port(reader, item)).collect();
        return if names.is_empty() {
            Vec::new()
        } else {
            vec![(*point, names)]
        };
    }
    if items.len() != points.len() {
        let message = format!("{text} is stereo: {} ports do not fit", items.len());
        let hint = format!("write [ left, right ], or patch {text}/left and {text}/right");
        reader.report(node, message, hint);
        return Vec::new();
    }
    let pairs = points.iter().zip(items);
    pairs
        .filter_map(|(point, item)| Some((*point, vec![port(reader, item)?])))
        .collect()
}

/// A JACK port name, `client:port`.
fn port(reader: &mut Reader, node: &Node) -> Option<String> {
    let name = reader.text(node, "a JACK port")?;
    let parts = name.split_once(':');
    if parts.is_none_or(|(client, port)| client.is_empty() || port.is_empty()) {
        let hint = "write client:port, such as system:capture_1; 'headroom ports' lists them";
        reader.report(node, format!("'{name}' is no JACK port"), hint);
        return None;
    }
    Some(name.to_owned())
}
