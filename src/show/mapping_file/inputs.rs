//! The block `in` of device files: what a device sends.

use super::address::{Address, Kind, Sends, Turns};
use super::blocks::{self, Block, Entry, Removed};
use super::controls::Control;
use crate::show::reader::Reader;
use crate::show::yaml::Node;
use std::collections::HashMap;

/// What a control sends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Input {
    /// The control.
    pub control: Control,
    /// Its message.
    pub address: Address,
    /// How it counts turns; none for positions and keys.
    pub turns: Option<Turns>,
    /// What it sends when it is pressed; of keys.
    pub sends: Sends,
    /// Its values at the bottom and at the top.
    pub range: (u16, u16),
    /// How far one click goes, against the usual one hundredth.
    pub speed: f32,
}

impl Input {
    /// A control that sends positions, or is pressed and let go.
    pub fn plain(control: Control, address: Address) -> Self {
        Self {
            control,
            address,
            turns: None,
            sends: if address.kind == Kind::Program {
                Sends::AlwaysOn
            } else {
                Sends::Momentary
            },
            range: (0, address.kind.most()),
            speed: 1.0,
        }
    }
}

/// Reads `in`; `channel` is that of lines that name none.
pub(super) fn read(reader: &mut Reader, node: &Node, channel: u8) -> (Vec<Input>, Removed) {
    let block = Block {
        what: "'in'",
        keys: &["turns", "sends", "range", "speed"],
        channel,
        allows: |control| {
            if control.is_shown_only() {
                return Err("it is shown only: write it under 'out'");
            }
            Ok(())
        },
        is_free: |_| false,
    };
    let (entries, removed) = blocks::read(reader, node, &block);
    compare_counts(reader, &entries);
    let mut inputs: Vec<Input> = Vec::new();
    let mut taken = HashMap::new();
    for entry in &entries {
        let manner = read_manner(reader, entry);
        for (control, address) in entry.controls() {
            let mut parts = address.parts().into_iter();
            let shared = parts.find_map(|part| taken.insert(part, control));
            if let Some(other) = shared {
                let message = format!(
                    "'{}' and '{}': two controls send the same message",
                    other.word(),
                    control.word()
                );
                let hint = "give every control a message of its own";
                reader.report(entry.place, message, hint);
                break;
            }
            let plain = Input::plain(control, address);
            inputs.push(Input {
                turns: manner.turns,
                sends: manner.sends.unwrap_or(plain.sends),
                range: manner.range.unwrap_or(plain.range),
                speed: manner.speed,
                ..plain
            });
        }
    }
    touches_have_faders(reader, &entries, &inputs);
    (inputs, removed)
}

/// How a control sends what it does.
struct Manner {
    turns: Option<Turns>,
    sends: Option<Sends>,
    range: Option<(u16, u16)>,
    speed: f32,
}

/// How a knob counts and what a key sends, where that fits the control.
fn read_manner(reader: &mut Reader, entry: &Entry) -> Manner {
    let kind = entry.addresses.first().map(|address| address.kind);
    if kind == Some(Kind::Program) {
        judge_program(reader, entry);
        return Manner {
            turns: None,
            sends: None,
            range: None,
            speed: 1.0,
        };
    }
    let turns = read_turns(reader, entry);
    Manner {
        turns,
        sends: read_sends(reader, entry),
        range: kind.and_then(|kind| read_ends(reader, entry, kind, turns.is_some())),
        speed: read_speed(reader, entry, turns.is_some()),
    }
}

fn judge_program(reader: &mut Reader, entry: &Entry) {
    let says_more = ["sends", "turns"].map(|key| entry.fields.get(key).is_some());
    if !entry.control.is_key() || says_more.contains(&true) {
        let hint =
            "only keys send programs, one at every press; 'sends' and 'turns' say nothing more";
        reader.report(entry.place, "a program is a key's message", hint);
    }
}

fn read_turns(reader: &mut Reader, entry: &Entry) -> Option<Turns> {
    let Some(node) = entry.fields.get("turns") else {
        if entry.control == Control::Jog {
            let hint = "write how it counts: 'turns: signed', complement, offset, right or left";
            let message = "a wheel has no end, and sends no positions";
            reader.report(entry.place, message, hint);
        }
        return None;
    };
    if !entry.control.is_position() {
        let hint = "keys do not turn: remove it, or write 'sends' for what the key sends";
        reader.report(node, "'turns' belongs to knobs", hint);
        return None;
    }
    reader.word(node, "the turns", &Turns::WORDS)
}

fn read_sends(reader: &mut Reader, entry: &Entry) -> Option<Sends> {
    let node = entry.fields.get("sends")?;
    if !entry.control.is_key() {
        let hint = "remove it; a knob that counts has 'turns'";
        reader.report(node, "'sends' belongs to keys", hint);
        return None;
    }
    let sends = reader.word(node, "what it sends", &Sends::WORDS);
    let is_let_go = !matches!(sends, Some(Sends::Toggle | Sends::AlwaysOn));
    if !is_let_go && entry.control.word() == "key.shift" {
        let hint = "let the device send when it is let go, or press it once more to end shift";
        let message = "this shift sticks: the key does not say when it is let go";
        reader.advise(entry.place, message, hint);
    }
    sends
}

/// The ends of a position, where the control sends any.
fn read_ends(reader: &mut Reader, entry: &Entry, kind: Kind, turns: bool) -> Option<(u16, u16)> {
    let node = entry.fields.get("range")?;
    if turns || !entry.control.is_position() {
        let hint = "remove it: only positions have a bottom and a top";
        let message = "'range' belongs to faders and knobs that send positions";
        reader.report(node, message, hint);
        return None;
    }
    blocks::read_range(reader, entry.fields, kind.most())
}

fn read_speed(reader: &mut Reader, entry: &Entry, turns: bool) -> f32 {
    let Some(node) = entry.fields.get("speed") else {
        return 1.0;
    };
    let text = reader.text(node, "'speed'").unwrap_or_default();
    let speed = text.parse::<f32>().ok();
    let speed = speed.filter(|speed| turns && (0.05..=20.0).contains(speed));
    if speed.is_none() {
        let hint = "allowed: 0.05 to 20 for knobs with 'turns'; 2 is twice as fast";
        reader.report(node, format!("'{text}' is not possible for 'speed'"), hint);
    }
    speed.unwrap_or(1.0)
}

/// Strips that have less than others are a slip more often than a device.
fn compare_counts(reader: &mut Reader, entries: &[Entry]) {
    let count = |entry: &Entry| {
        let is_of_strip = entry.control.is_of_strip();
        if is_of_strip {
            entry.addresses.len()
        } else {
            0
        }
    };
    let most = entries.iter().map(count).max().unwrap_or(0);
    for entry in entries {
        let count = count(entry);
        if count > 0 && count < most {
            let message = format!("{count} for {most} strips");
            let hint = "the strips behind them have none: add the others, or see that this is meant; the \
                        device works as it is written";
            reader.advise(entry.place, message, hint);
        }
    }
}

/// A touch without its fader is nobody's.
fn touches_have_faders(reader: &mut Reader, entries: &[Entry], inputs: &[Input]) {
    for entry in entries {
        let fader = entry.control.touched();
        let has = |fader: Control| inputs.iter().any(|input| input.control == fader);
        if fader.is_some_and(|fader| !has(fader)) {
            let message = format!("'{}' without its fader", entry.control.word());
            let hint = "write the fader that it belongs to, or remove it";
            reader.report(entry.place, message, hint);
        }
    }
}
