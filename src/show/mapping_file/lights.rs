//! Lights, in the block `out` of device files.

use super::blocks::Entry;
use super::controls::Control;
use super::shows::{Lamp, Shows, plain, read_templates};
use super::template::Template;
use crate::show::reader::Reader;
use crate::show::yaml::Node;

pub(super) fn read_light(reader: &mut Reader, entry: &Entry) -> Option<Shows> {
    let plain = plain(reader, entry)?;
    let mut lamp = |key: &str| match entry.fields.get(key) {
        Some(node) => read_lamp(reader, node, key, &plain).map(Some),
        None => Some(None),
    };
    let (off, on, flash) = (lamp("off")?, lamp("on")?, lamp("flash")?);
    let fixed = |value| Lamp {
        send: plain.clone(),
        value: Some(value),
    };
    let (off, on) = (
        off.unwrap_or_else(|| fixed(0)),
        on.unwrap_or_else(|| fixed(127)),
    );
    if off == on {
        reader.report(
            entry.place,
            "its light never changes: 'on' and 'off' are the same",
            "write what differs",
        );
    }
    Some(Shows::Light { off, on, flash })
}

/// A value, `color`, or whole messages.
fn read_lamp(reader: &mut Reader, node: &Node, key: &str, plain: &[Template]) -> Option<Lamp> {
    let lamp = |value| Lamp {
        send: plain.to_vec(),
        value,
    };
    if node.is_text("color") {
        return Some(lamp(None));
    }
    let is_message = match &node.kind {
        crate::show::yaml::Kind::Text(text) => text.trim().contains(' '),
        _ => true,
    };
    if is_message {
        let send = read_templates(reader, node)?;
        return Some(Lamp {
            send,
            value: Some(0),
        });
    }
    let number = reader.number(node, &format!("'{key}'"), (0, 127))?;
    Some(lamp(Some(number as u8)))
}

/// A light where the device has no key is a slip more often than a device.
pub(super) fn lights_have_keys(reader: &mut Reader, node: &Node, has: impl Fn(Control) -> bool) {
    for (key, text, _) in Reader::default().entries(node, "'out'") {
        let known = super::controls::control_names();
        let control = known.iter().find(|(word, _)| *word == text);
        let control = control.map(|(_, control)| *control);
        if let Some(control) = control.filter(|control| control.is_key() && !has(*control)) {
            let message = format!("'{}' has a light and is never pressed", control.word());
            reader.advise(
                key,
                message,
                "write what it sends under 'in', or remove its light",
            );
        }
    }
}
