//! The block `out` of device files: what a device hears.

use super::address::{Address, Kind};
use super::blocks::{self, Block, Entry, Removed};
use super::controls::Control;
use super::template::{Field, Template, Values};
use crate::show::reader::Reader;
use crate::show::yaml::Node;
use std::collections::HashMap;

/// What a control hears.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// The control.
    pub control: Control,
    /// Its message, where it has one of its own.
    pub address: Address,
    /// What it shows by it.
    pub shows: Shows,
}

/// What a control shows, and the messages for that.
#[derive(Clone, Debug, PartialEq)]
pub enum Shows {
    /// Where a fader or knob stands.
    Position {
        /// The messages.
        send: Vec<Template>,
        /// Its values at the bottom and at the top.
        range: (u16, u16),
        /// Its value where the control stands for nothing.
        none: Option<u16>,
        /// How rings look.
        ring: Ring,
    },
    /// Whether a key is lit.
    Light {
        /// Dark.
        off: Lamp,
        /// Lit.
        on: Lamp,
        /// Flashing by itself; without it, it is switched on and off.
        flash: Option<Lamp>,
    },
    /// A text.
    Text(Template),
    /// A colour.
    Color(Vec<Template>),
    /// A level.
    Meter {
        /// The messages.
        send: Vec<Template>,
        /// Its values at −60 dB and at 0 dB.
        range: (u16, u16),
        /// Or the lowest level of each step, in dB.
        steps: Vec<f32>,
    },
}

/// How rings look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ring {
    /// Numbers of the styles: a dot, from the middle, from the left.
    pub styles: Option<[u8; 3]>,
    /// It has Mackie's light below the middle.
    pub has_middle: bool,
}

/// The messages of a light's state.
#[derive(Clone, Debug, PartialEq)]
pub struct Lamp {
    /// The messages.
    pub send: Vec<Template>,
    /// The value in them; none for the colour's number.
    pub value: Option<u8>,
}

impl Lamp {
    /// True where it shows the colour of its strip.
    pub fn is_colored(&self) -> bool {
        let fields = [Field::Color, Field::Red, Field::Green, Field::Blue];
        let has = |field| self.send.iter().any(|template| template.has(field));
        self.value.is_none() || fields.into_iter().any(has)
    }
}

const KEYS: [&str; 9] = [
    "on", "off", "flash", "range", "none", "ring", "styles", "send", "steps",
];

/// Reads `out`; `channel` is that of lines that name none.
pub(super) fn read(
    reader: &mut Reader,
    node: &Node,
    (channel, has_motors): (u8, bool),
) -> (Vec<Output>, Removed) {
    let block = Block {
        what: "'out'",
        keys: &KEYS,
        channel,
        allows: |control| {
            if control.is_touch() {
                return Err("hands are felt, not shown: write it under 'in'");
            }
            Ok(())
        },
        is_free: |fields| fields.get("send").is_some(),
    };
    let (entries, removed) = blocks::read(reader, node, &block);
    let mut outputs: Vec<Output> = Vec::new();
    let mut taken = HashMap::new();
    for entry in &entries {
        if entry.control.is_fader() && !has_motors {
            let hint = "remove it here, or write 'motors: yes' below the device's name if they do";
            let message =
                "only faders with motors hear something, and this device is not said to have any";
            reader.report(entry.place, message, hint);
            continue;
        }
        let Some(shows) = read_shows(reader, entry) else {
            continue;
        };
        for (control, address) in entry.controls() {
            let output = Output {
                control,
                address,
                shows: shows.clone(),
            };
            let shared = heads(&output).into_iter();
            let shared = shared.filter_map(|head| taken.insert(head, control));
            if let Some(other) = shared.filter(|other| *other != control).last() {
                let message = format!(
                    "'{}' and '{}': two controls hear the same message",
                    other.word(),
                    control.word()
                );
                let hint = "give every light and motor a message of its own";
                reader.report(entry.place, message, hint);
                break;
            }
            outputs.push(output);
        }
    }
    (outputs, removed)
}

/// Status and number of what a control hears: another control must not hear the same.
fn heads(output: &Output) -> Vec<Vec<u8>> {
    let values = Values {
        strip: output.control.strip().unwrap_or(0),
        number: output.address.number,
        channel: output.address.channel,
        ..Values::default()
    };
    let sent = match &output.shows {
        Shows::Position { send, .. } | Shows::Meter { send, .. } => send.as_slice(),
        Shows::Light { on, .. } => on.send.as_slice(),
        // Texts and colours share what stands before them.
        Shows::Text(_) | Shows::Color(_) => &[],
    };
    let plain = sent.iter().map(|template| template.render(&values));
    let head = |bytes: Vec<u8>| match bytes[..] {
        [status @ 0xd0..=0xef, ..] => Some(vec![status]),
        [status @ 0x80..=0xbf, number, ..] => Some(vec![status, number]),
        _ => None,
    };
    plain.filter_map(head).collect()
}

fn read_shows(reader: &mut Reader, entry: &Entry) -> Option<Shows> {
    let control = entry.control;
    let allowed: &[&str] = match control {
        Control::Text(..) | Control::Color(_) => &["send"],
        Control::Meter(_) => &["send", "range", "steps"],
        _ if control.is_position() => &["send", "range", "none", "ring", "styles"],
        _ => &["on", "off", "flash"],
    };
    let mut fits = true;
    for key in KEYS {
        if let Some(node) = entry.fields.get(key).filter(|_| !allowed.contains(&key)) {
            let message = format!("'{key}' is not possible for '{}'", control.word());
            reader.report(node, message, format!("allowed: {}", allowed.join(", ")));
            fits = false;
        }
    }
    if !fits {
        return None;
    }
    match control {
        Control::Text(..) | Control::Color(_) => read_display(reader, entry),
        Control::Meter(_) => read_meter(reader, entry),
        _ if control.is_position() => read_position(reader, entry),
        _ => read_light(reader, entry),
    }
}

/// The message of an address, with its value as a gap.
fn plain(reader: &mut Reader, entry: &Entry) -> Option<Vec<Template>> {
    let kind = entry.addresses.first()?.kind;
    let texts: &[&str] = match kind {
        Kind::Cc => &["{0xb0+ch} {n} {v}"],
        Kind::Cc14 => &["{0xb0+ch} {n} {vh}", "{0xb0+ch} {n+32} {v}"],
        Kind::Note => &["{0x90+ch} {n} {v}"],
        Kind::Bend => &["{0xe0+ch} {v} {vh}"],
        Kind::Pressure => &["{0xd0+ch} {v}"],
        Kind::Poly => &["{0xa0+ch} {n} {v}"],
        Kind::Nrpn => &[
            "{0xb0+ch} 63 {nh}",
            "{0xb0+ch} 62 {n}",
            "{0xb0+ch} 06 {vh}",
            "{0xb0+ch} 26 {v}",
        ],
        Kind::Rpn => &[
            "{0xb0+ch} 65 {nh}",
            "{0xb0+ch} 64 {n}",
            "{0xb0+ch} 06 {vh}",
            "{0xb0+ch} 26 {v}",
        ],
        Kind::Program => {
            let hint = "write cc, note or bend";
            reader.report(entry.place, "lights and motors hear no programs", hint);
            return None;
        }
    };
    let templates = texts.iter().filter_map(|text| Template::parse(text).ok());
    Some(templates.collect())
}

/// What stands behind `send`, or the message of the address.
fn sent(reader: &mut Reader, entry: &Entry) -> Option<Vec<Template>> {
    match entry.fields.get("send") {
        Some(node) => read_templates(reader, node),
        None => plain(reader, entry),
    }
}

/// One message with gaps, or several.
pub(super) fn read_templates(reader: &mut Reader, node: &Node) -> Option<Vec<Template>> {
    let items = reader.items(node, "the messages");
    let mut templates = Vec::new();
    for item in items {
        let text = reader.text(item, "a message")?;
        match Template::parse(text) {
            Ok(template) => templates.push(template),
            Err(hint) => {
                reader.report(
                    item,
                    format!("'{text}' is not possible for a message"),
                    hint,
                );
                return None;
            }
        }
    }
    (!templates.is_empty()).then_some(templates)
}

fn read_display(reader: &mut Reader, entry: &Entry) -> Option<Shows> {
    let Some(node) = entry.fields.get("send") else {
        let hint = "write its message: 'send: \"F0 … {text:7} F7\"'";
        reader.report(entry.place, "a display needs 'send'", hint);
        return None;
    };
    let mut templates = read_templates(reader, node)?;
    if matches!(entry.control, Control::Color(_)) {
        return Some(Shows::Color(templates));
    }
    if templates.len() > 1 || !templates[0].takes_text() {
        reader.report(
            node,
            "a text needs one message with a text",
            "write {text} or {text:7} where it stands",
        );
        return None;
    }
    Some(Shows::Text(templates.remove(0)))
}

fn read_meter(reader: &mut Reader, entry: &Entry) -> Option<Shows> {
    let send = sent(reader, entry)?;
    let range = blocks::read_range(reader, entry.fields, 127).unwrap_or((0, 127));
    let mut steps = Vec::new();
    if let Some(node) = entry.fields.get("steps") {
        for item in reader.items(node, "'steps'") {
            let text = reader.text(item, "a level")?;
            let level = text.trim_end_matches("dB").trim().parse::<f32>().ok();
            let level = level.filter(|level| (-120.0..=20.0).contains(level));
            if level.is_none() {
                let hint = "allowed: the lowest level of each step in dB, from −120 to 20";
                reader.report(item, format!("'{text}' is not possible for a level"), hint);
            }
            steps.extend(level);
        }
    }
    Some(Shows::Meter { send, range, steps })
}

fn read_position(reader: &mut Reader, entry: &Entry) -> Option<Shows> {
    let fields = entry.fields;
    let kind = entry
        .addresses
        .first()
        .map_or(Kind::Cc, |address| address.kind);
    let most = if fields.get("send").is_some() {
        16_383
    } else {
        kind.most()
    };
    let range = blocks::read_range(reader, fields, most);
    let none = fields.get("none");
    let none = none.and_then(|node| reader.number(node, "'none'", (0, u32::from(most))));
    if let Some(node) = fields.get("ring") {
        reader.word(node, "'ring'", &[("mackie", ())])?;
        let text = "{0xb0+ch} {n} {s*16+v}";
        return Some(Shows::Position {
            send: Template::parse(text).into_iter().collect(),
            range: range.unwrap_or((1, 11)),
            none: Some(0),
            ring: Ring {
                styles: Some([0, 1, 2]),
                has_middle: true,
            },
        });
    }
    let styles = fields
        .get("styles")
        .and_then(|node| read_styles(reader, node));
    Some(Shows::Position {
        send: sent(reader, entry)?,
        range: range.unwrap_or((0, kind.most())),
        none: none.map(|none| none as u16),
        ring: Ring {
            styles,
            has_middle: false,
        },
    })
}

fn read_styles(reader: &mut Reader, node: &Node) -> Option<[u8; 3]> {
    let words = ["dot", "middle", "fill"];
    let fields = reader.fields(node, "'styles'", &words)?;
    let mut style = |word: &str| {
        let node = fields.get(word)?;
        let number = reader.number(node, &format!("'{word}'"), (0, 127))?;
        Some(number as u8)
    };
    let [dot, middle, fill] = words.map(&mut style);
    let any = dot.or(middle).or(fill)?;
    Some([dot, middle, fill].map(|style| style.unwrap_or(any)))
}

fn read_light(reader: &mut Reader, entry: &Entry) -> Option<Shows> {
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
