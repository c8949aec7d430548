//! How a device talks, as its file says.

use super::{
    Control, DeviceFile, Hui, Input, Mcu, Output, Protocol, hui, inputs, lifecycle, lights, mcu,
    outputs,
};
use crate::show::reader::{Fields, Reader};
use crate::show::yaml::Node;

/// Reads how a device talks; what its file does not say is as in the base.
pub(super) fn read(
    reader: &mut Reader,
    root: &Node,
    fields: Fields,
    base: Option<&DeviceFile>,
) -> Protocol {
    let words = [
        ("messages", Talks::Itself),
        ("mcu", Talks::Mcu),
        ("hui", Talks::Hui),
    ];
    let base = base.map(|base| &base.protocol);
    let usual = match base {
        Some(Protocol::Mcu(_)) => Talks::Mcu,
        Some(Protocol::Hui(_)) => Talks::Hui,
        _ => Talks::Itself,
    };
    let talks = fields
        .get("protocol")
        .and_then(|node| reader.word(node, "the protocol", &words))
        .unwrap_or(usual);
    for (word, protocol) in &words[1..] {
        if let Some(node) = fields.get(word).filter(|_| *protocol != talks) {
            let message = format!("'{word}' needs protocol: {word}");
            reader.report(node, message, "write that, or remove it");
        }
    }
    match talks {
        Talks::Itself => read_messages(reader, root, fields, base),
        Talks::Mcu => {
            refuse_messages(reader, fields, "mcu");
            let usual = match base {
                Some(Protocol::Mcu(mcu)) => *mcu,
                _ => Mcu::default(),
            };
            let mcu = fields.get("mcu").map(|node| mcu::read(reader, node, usual));
            Protocol::Mcu(mcu.unwrap_or(usual))
        }
        Talks::Hui => {
            refuse_messages(reader, fields, "hui");
            let usual = match base {
                Some(Protocol::Hui(hui)) => *hui,
                _ => Hui::default(),
            };
            let hui = fields.get("hui").map(|node| hui::read(reader, node, usual));
            Protocol::Hui(hui.unwrap_or(usual))
        }
    }
}

/// Which protocol a file names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Talks {
    Itself,
    Mcu,
    Hui,
}

/// A protocol that fixes its messages leaves nothing to write.
fn refuse_messages(reader: &mut Reader, fields: Fields, protocol: &str) {
    for key in ["in", "out", "motors", "channel"] {
        if let Some(node) = fields.get(key) {
            let message = format!("'{key}' is not possible with protocol: {protocol}");
            reader.report(node, message, "that protocol fixes its messages; remove it");
        }
    }
}

/// Reads `in` and `out`; what they do not name is as in the base.
fn read_messages(
    reader: &mut Reader,
    root: &Node,
    fields: Fields,
    base: Option<&Protocol>,
) -> Protocol {
    let (mut inputs, mut outputs) = match base {
        Some(Protocol::Messages { inputs, outputs }) => (inputs.clone(), outputs.clone()),
        _ => (Vec::new(), Vec::new()),
    };
    let own = fields.get("channel");
    let own = own.and_then(|node| lifecycle::read_channel(reader, node));
    if let Some(channel) = own {
        rechannel(&mut inputs, &mut outputs, channel - 1);
    }
    let channel = own.unwrap_or(1);
    match fields.get("in") {
        Some(node) => {
            let (new, removed) = inputs::read(reader, node, channel);
            let is_new = |c: Control| {
                new.iter()
                    .any(|input| input.control.of_first() == c.of_first())
            };
            inputs.retain(|old| !is_new(old.control) && !removed.contains(&old.control.of_first()));
            inputs.extend(new);
        }
        None if base.is_none() => {
            let hint = "write what the device sends under 'in:'";
            reader.report(root, "'in' is missing", hint);
        }
        None => {}
    }
    let had_motors = outputs.iter().any(|output| output.control.is_fader());
    let has_motors = read_switch(reader, fields, "motors").unwrap_or(had_motors);
    if let Some(node) = fields.get("out") {
        let (new, removed) = outputs::read(reader, node, (channel, has_motors));
        let is_new = |c: Control| {
            new.iter()
                .any(|output| output.control.of_first() == c.of_first())
        };
        outputs.retain(|old| !is_new(old.control) && !removed.contains(&old.control.of_first()));
        outputs.extend(new);
        let has = |control: Control| {
            let mut inputs = inputs.iter();
            inputs.any(|input| input.control.of_first() == control)
        };
        lights::lights_have_keys(reader, node, has);
    }
    Protocol::Messages { inputs, outputs }
}

/// Everything that was on the first channel goes to another one.
fn rechannel(inputs: &mut [Input], outputs: &mut [Output], channel: u8) {
    let usual = inputs.first().map_or(0, |input| input.address.channel);
    let inputs = inputs.iter_mut().map(|input| &mut input.address);
    let outputs = outputs.iter_mut().map(|output| &mut output.address);
    for address in inputs.chain(outputs) {
        if address.channel == usual && !address.kind.is_of_channel() {
            address.channel = channel;
        }
    }
}

/// A word for yes or no; none where it is not written.
pub(super) fn read_switch(reader: &mut Reader, fields: Fields, key: &str) -> Option<bool> {
    let words = [("yes", true), ("no", false)];
    let node = fields.get(key)?;
    reader.word(node, &format!("'{key}'"), &words)
}
