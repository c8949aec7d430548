//! From the first byte to the last: what is sent when a device comes, what its answers mean, what keeps it
//! awake, and what is sent when the console goes.

use super::blocks::number;
use super::controls::{Control, control_names};
use super::template::{Pattern, judge};
use crate::show::reader::{Fields, Reader};
use crate::show::yaml::{Kind, Node};
use std::time::Duration;

/// Something to do before anything else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setup {
    /// Korg's dialogue that gives the lights of a nanoKONTROL2 to the host.
    NanoKontrol2Lights,
    /// Send these bytes: one message.
    Bytes(Vec<u8>),
    /// Send nothing for this long.
    Wait(Duration),
    /// Send nothing before the device has said this, or the time is over.
    Expect(Pattern, Duration),
}

/// What the device says by itself, and what that means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What it says.
    pub pattern: Pattern,
    /// The controls whose positions it names, by their place in the pattern.
    pub positions: Vec<Control>,
    /// What else it means.
    pub means: Means,
}

/// What a message means that is no control's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// Nothing but the positions in it.
    Nothing,
    /// It has lost what it showed: everything is said again.
    StartOver,
    /// It has gone to another template or mode: the setup is sent again.
    Setup,
    /// Its key for a bank was pressed: the byte named `bank`, from 0.
    Bank,
}

/// Something that is sent again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeepAlive {
    /// Time between two.
    pub every: Duration,
    /// The message.
    pub send: Vec<u8>,
}

/// Longest wait in a setup, in ms.
const MOST_WAIT: u32 = 5000;
/// How long an answer is waited for, where the file does not say it, in ms.
const USUAL_WAIT: u32 = 500;

/// Reads `setup`.
pub(super) fn read_setup(reader: &mut Reader, node: &Node) -> Vec<Setup> {
    let items = reader.items(node, "'setup'");
    items
        .iter()
        .filter_map(|item| read_step(reader, item))
        .collect()
}

fn read_step(reader: &mut Reader, item: &Node) -> Option<Setup> {
    if let Kind::Map(_) = &item.kind {
        let fields = reader.fields(item, "a step", &["wait", "expect", "within"])?;
        return match (fields.get("wait"), fields.get("expect")) {
            (Some(node), None) => {
                let time = reader.number(node, "'wait' in ms", (1, MOST_WAIT))?;
                Some(Setup::Wait(milliseconds(time)))
            }
            (None, Some(node)) => {
                let pattern = read_pattern(reader, node)?;
                let within = fields.get("within");
                let within = within.map_or(Some(USUAL_WAIT), |node| {
                    reader.number(node, "'within' in ms", (1, MOST_WAIT))
                });
                Some(Setup::Expect(pattern, milliseconds(within?)))
            }
            _ => {
                let hint = "write 'wait: 100', or 'expect: \"F0 …\"' with 'within: 500'";
                reader.report(item, "a step waits for a time or for an answer", hint);
                None
            }
        };
    }
    let text = reader.text(item, "a step")?;
    if text == "nanokontrol2-lights" {
        return Some(Setup::NanoKontrol2Lights);
    }
    let found = bytes(text);
    if found.is_none() {
        let hint = "allowed: the bytes of one message such as F0 7E 7F 06 01 F7 or B0 7F 01, { wait: 100 }, \
                    { expect: \"F0 … F7\" }, nanokontrol2-lights";
        reader.report(item, format!("'{text}' is not possible for a step"), hint);
    }
    found.map(Setup::Bytes)
}

fn milliseconds(count: u32) -> Duration {
    Duration::from_millis(u64::from(count))
}

/// The bytes of one message.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let byte = |word: &str| {
        u8::from_str_radix(word, 16)
            .ok()
            .filter(|_| word.len() == 2)
    };
    let bytes: Option<Vec<u8>> = text.split_whitespace().map(byte).collect();
    bytes.filter(|bytes| judge(bytes).is_ok())
}

/// Reads `exit`: messages.
pub(super) fn read_exit(reader: &mut Reader, node: &Node) -> Vec<Vec<u8>> {
    let items = reader.items(node, "'exit'");
    items
        .iter()
        .filter_map(|item| read_message(reader, item))
        .collect()
}

fn read_message(reader: &mut Reader, node: &Node) -> Option<Vec<u8>> {
    let text = reader.text(node, "a message")?;
    let found = bytes(text);
    if found.is_none() {
        let hint = "allowed: the bytes of one message such as F0 00 20 F7 or B0 7F 01";
        reader.report(
            node,
            format!("'{text}' is not possible for a message"),
            hint,
        );
    }
    found
}

/// Reads `keep-alive`.
pub(super) fn read_keep_alive(reader: &mut Reader, node: &Node) -> Option<KeepAlive> {
    let fields = reader.fields(node, "'keep-alive'", &["every", "send"])?;
    let (Some(every), Some(send)) = (fields.get("every"), fields.get("send")) else {
        reader.report(
            node,
            "it needs 'every' in ms and 'send'",
            "write { every: 1000, send: A0 00 00 }",
        );
        return None;
    };
    Some(KeepAlive {
        every: milliseconds(reader.number(every, "'every' in ms", (50, 60_000))?),
        send: read_message(reader, send)?,
    })
}

/// Reads `answers`.
pub(super) fn read_answers(reader: &mut Reader, node: &Node) -> Vec<Answer> {
    let items = reader.items(node, "'answers'");
    items
        .iter()
        .filter_map(|item| read_answer(reader, item))
        .collect()
}

fn read_answer(reader: &mut Reader, item: &Node) -> Option<Answer> {
    let fields = reader.fields(item, "an answer", &["says", "then"])?;
    let Some(says) = fields.get("says") else {
        reader.report(
            item,
            "'says' is missing",
            "write what the device says: 'says: \"F0 … F7\"'",
        );
        return None;
    };
    let pattern = read_pattern(reader, says)?;
    let means = read_means(reader, fields)?;
    let positions = read_positions(reader, says, &pattern, means)?;
    if means == Means::Nothing && positions.is_empty() {
        let hint =
            "write 'then: start-over', setup or bank, or name controls in it such as {strip.fader}";
        reader.report(item, "this answer means nothing", hint);
    }
    Some(Answer {
        pattern,
        positions,
        means,
    })
}

fn read_means(reader: &mut Reader, fields: Fields) -> Option<Means> {
    let words = [
        ("start-over", Means::StartOver),
        ("setup", Means::Setup),
        ("bank", Means::Bank),
    ];
    match fields.get("then") {
        Some(node) => reader.word(node, "'then'", &words),
        None => Some(Means::Nothing),
    }
}

/// The controls that a pattern names; of strips one after the other.
fn read_positions(
    reader: &mut Reader,
    node: &Node,
    pattern: &Pattern,
    means: Means,
) -> Option<Vec<Control>> {
    let known = control_names();
    let mut positions: Vec<Control> = Vec::new();
    for name in pattern.names() {
        if name == "bank" && means == Means::Bank {
            continue;
        }
        let control = known.iter().find(|(word, _)| *word == name);
        let Some(control) = control
            .map(|(_, control)| *control)
            .filter(|c| c.is_position())
        else {
            let hint =
                "allowed: a fader or knob such as {strip.fader}, and {bank} with 'then: bank'";
            reader.report(node, format!("'{name}' is no position"), hint);
            return None;
        };
        let same = positions.iter().filter(|other| other.of_first() == control);
        let strip = same.count() as u8;
        positions.push(control.of_strip(strip));
    }
    Some(positions)
}

fn read_pattern(reader: &mut Reader, node: &Node) -> Option<Pattern> {
    let text = reader.text(node, "what a device says")?;
    Pattern::parse(text)
        .map_err(|hint| {
            reader.report(
                node,
                format!("'{text}' is not possible for what a device says"),
                hint,
            );
        })
        .ok()
}

/// Reads `taper`: what is printed beside the faders.
pub(super) fn read_taper(reader: &mut Reader, node: &Node) -> Vec<(f32, f32)> {
    let mut points: Vec<(f32, f32)> = Vec::new();
    let entries = reader.entries(node, "'taper'");
    let count = entries.len();
    for (key, place, value) in entries {
        let Some(text) = reader.text(value, "a level") else {
            continue;
        };
        let level = text.trim_end_matches("dB").trim();
        let level = level
            .parse::<f32>()
            .ok()
            .filter(|level| (-120.0..=20.0).contains(level));
        let place = place
            .parse::<f32>()
            .ok()
            .filter(|place| (0.0..=1.0).contains(place));
        let rises = |at: f32, level: f32| {
            points
                .last()
                .is_none_or(|last| at > last.0 && level > last.1)
        };
        match place.zip(level) {
            Some((at, level)) if rises(at, level) => points.push((at, level)),
            _ => {
                let hint = "allowed: parts of the way from 0 to 1 with their level, both rising: '0.788: 0 dB'";
                reader.report(key, "this is no point of a printed scale", hint);
            }
        }
    }
    if count < 2 {
        reader.report(
            node,
            "a printed scale has two points or more",
            "write '0.25: -30 dB' and '0.75: 0 dB'",
        );
    }
    points
}

/// Reads `pace`, in bytes per millisecond.
pub(super) fn read_pace(reader: &mut Reader, node: &Node) -> Option<f32> {
    let text = reader.text(node, "'pace'")?;
    let pace = text
        .parse::<f32>()
        .ok()
        .filter(|pace| (0.1..=30.0).contains(pace));
    if pace.is_none() {
        let hint = "allowed: bytes per millisecond, from 0.1 to 30; a MIDI cable has 3";
        reader.report(node, format!("'{text}' is not possible for 'pace'"), hint);
    }
    pace
}

/// Reads `channel`, from 1.
pub(super) fn read_channel(reader: &mut Reader, node: &Node) -> Option<u8> {
    let text = reader.text(node, "'channel'")?;
    let channel = number(text).filter(|channel| (1..=16).contains(channel));
    if channel.is_none() {
        let message = format!("'{text}' is not possible for 'channel'");
        reader.report(node, message, "allowed: numbers from 1 to 16");
    }
    channel.map(|channel| channel as u8)
}
