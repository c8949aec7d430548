//! The block `out` of device files: what a device hears.

use super::address::Kind;
use super::blocks::{self, Block, Entry, Removed};
use super::controls::Control;
use super::lights::read_light;
use super::shows::{Output, Ring, Shows, read_templates, sent};
use super::template::{Template, Values};
use crate::show::reader::Reader;
use crate::show::yaml::Node;
use std::collections::HashMap;

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
