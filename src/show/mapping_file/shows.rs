//! What a control hears, and the messages that say it.

use super::address::{Address, Kind};
use super::blocks::Entry;
use super::controls::Control;
use super::template::{Field, Template};
use crate::show::reader::Reader;
use crate::show::yaml::Node;

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

/// The message of an address, with its value as a gap.
pub(super) fn plain(reader: &mut Reader, entry: &Entry) -> Option<Vec<Template>> {
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
pub(super) fn sent(reader: &mut Reader, entry: &Entry) -> Option<Vec<Template>> {
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
