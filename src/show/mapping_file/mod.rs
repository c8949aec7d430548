//! Device files: what a surface consists of and what it says and hears, hardware only. Which
//! control moves what on the console is decided elsewhere.
//!
//! ```yaml
//! headroom: 1                        # format of this file
//! device: nanoKONTROL2               # name for people
//! match: [ nanoKONTROL2 ]            # names of its MIDI client; * stands for anything
//! ports: [ "*MIDI 1", "*CTRL" ]      # which of its ports, where it has several
//! protocol: messages                 # or mcu: Mackie's, with a section of its own
//! setup: [ nanokontrol2-lights ]     # what to send first: a known procedure, or bytes: F0 … F7
//! in:                                # what it sends, by control
//!   strip.fader: { cc: 0-7 }         # one number per strip; channel: 1 unless it says otherwise
//!   strip.mute: { cc: 7, channel: 1-8 }       # or one number on a channel per strip
//!   strip.solo: { note: 8-15, sends: toggle } # without sends: momentary; also pressure, always-on
//!   key.f1: { program: 1, channel: 11 }       # keys may send programs; they count from 1
//!   strip.knob: { cc: 16-23, turns: signed }  # without turns: absolute
//!   nav.bank-left: { cc: 58 }
//! out:                               # what it hears: motors, lights, rings
//!   strip.mute: { cc: 48-55, on: 127, off: 0 }
//! motors: yes                        # its faders have motors: they may stand under 'out'
//! echo: at-rest                      # a moved motor is answered when it rests; or always
//! program-changes: { channel: 11, scenes: by-number }   # its programs recall scenes; see `show::programs`
//! ```
//!
//! Controls are `strip.` fader, knob, push, mute, solo, select, rec, touch; `master.` fader, touch;
//! `nav.` bank-left, bank-right, channel-left, channel-right; `key.` play, stop, f1 and so on ([`CONTROL_KEYS`]).
//! A fader under `out` has a motor. `guess: yes` marks the one file that unknown devices are taken for.

mod blocks;
mod controls;
mod mcu;

pub use controls::{
    Address, Control, Input, KEYS as CONTROL_KEYS, Kind, Nav, Output, Sends, Turns, control_names,
};
pub use mcu::Mcu;

use super::error::FileError;
use super::programs::{self, Programs};
use super::reader::{Fields, Reader};
use super::strict::Format;
use super::yaml::{Document, Node};
use std::path::Path;

/// Keys of a device file.
pub(super) const KEYS: [&str; 13] = [
    "headroom",
    "device",
    "match",
    "ports",
    "guess",
    "protocol",
    "mcu",
    "motors",
    "echo",
    programs::KEY,
    "setup",
    "in",
    "out",
];

/// A kind of surface, as its file describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceFile {
    /// Name for people.
    pub name: String,
    /// Names of its MIDI client; `*` stands for anything.
    pub clients: Vec<String>,
    /// Names of the port to use; empty where any will do.
    pub ports: Vec<String>,
    /// What unknown devices are taken for.
    pub is_guess: bool,
    /// How it talks.
    pub protocol: Protocol,
    /// When a moved motor is answered.
    pub echo: Echo,
    /// Which of its programs recall scenes.
    pub programs: Option<Programs>,
    /// What is sent before anything else.
    pub setup: Vec<Setup>,
}

/// When a motor that a hand moves is sent back where the hand has put it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Echo {
    /// At once: it returns to the last place that the host sent.
    Always,
    /// Not before it rests: an answer would pull at the hand.
    AtRest,
}

/// How a device talks.
#[derive(Clone, Debug, PartialEq)]
pub enum Protocol {
    /// One message per control.
    Messages {
        /// What it sends.
        inputs: Vec<Input>,
        /// What it hears.
        outputs: Vec<Output>,
    },
    /// Mackie Control.
    Mcu(Mcu),
}

/// Something to send before anything else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setup {
    /// Korg's dialogue that gives the lights of a nanoKONTROL2 to the host.
    NanoKontrol2Lights,
    /// These bytes.
    Bytes(Vec<u8>),
}

const FORMAT: Format<DeviceFile> = Format {
    what: "a device",
    keys: &KEYS,
    read,
};

/// Loads a device file strictly.
///
/// # Errors
/// Everything that is wrong with it, by line.
pub fn load(path: &Path) -> Result<DeviceFile, Vec<FileError>> {
    FORMAT.load(path)
}

/// Reads a device file strictly; `source` is the name that errors show. A file with errors is not
/// used in part: a key that does the wrong thing is worse than one that does nothing.
///
/// # Errors
/// Everything that is wrong with it, by line.
pub fn parse(text: &str, source: &str) -> Result<DeviceFile, Vec<FileError>> {
    FORMAT.parse(text, source)
}

/// Everything that is wrong with a device file, and what is probably a slip though it can be used.
pub fn check(text: &str, source: &str) -> Vec<FileError> {
    FORMAT.check(text, source)
}

fn read(reader: &mut Reader, document: &Document, fields: Fields) -> DeviceFile {
    let root = &document.root;
    let name = fields
        .get("device")
        .and_then(|node| reader.text(node, "the device"));
    if fields.get("device").is_none() {
        reader.report(root, "'device' is missing", "write its name: 'device: …'");
    }
    let mut texts = |key: &str| {
        let node = fields.get(key);
        node.map(|node| read_texts(reader, node, key))
            .unwrap_or_default()
    };
    let (clients, ports) = (texts("match"), texts("ports"));
    let is_guess = read_switch(reader, fields, "guess").unwrap_or(false);
    if clients.is_empty() && !is_guess {
        let hint = "write the name that 'headroom ports' shows: 'match: [ NAME ]'";
        reader.advise(
            root,
            "'match' is missing: no device is ever taken for this one",
            hint,
        );
    }
    let protocol = read_protocol(reader, root, fields);
    let words = [("always", Echo::Always), ("at-rest", Echo::AtRest)];
    let echo = fields
        .get("echo")
        .and_then(|node| reader.word(node, "'echo'", &words));
    let usual = match protocol {
        Protocol::Mcu(_) => Echo::Always,
        Protocol::Messages { .. } => Echo::AtRest,
    };
    let programs = fields.get(programs::KEY);
    let programs = programs.and_then(|node| programs::read(reader, node));
    let setup = fields.get("setup").map(|node| read_setup(reader, node));
    DeviceFile {
        name: name.unwrap_or_default().to_owned(),
        clients,
        ports,
        is_guess,
        protocol,
        echo: echo.unwrap_or(usual),
        programs,
        setup: setup.unwrap_or_default(),
    }
}

fn read_switch(reader: &mut Reader, fields: Fields, key: &str) -> Option<bool> {
    let words = [("yes", true), ("no", false)];
    let node = fields.get(key)?;
    reader.word(node, &format!("'{key}'"), &words)
}

fn read_texts(reader: &mut Reader, node: &Node, key: &str) -> Vec<String> {
    let items = reader.items(node, &format!("'{key}'"));
    let texts = items.iter().filter_map(|item| reader.text(item, "a name"));
    texts.map(str::to_owned).collect()
}

fn read_protocol(reader: &mut Reader, root: &Node, fields: Fields) -> Protocol {
    let words = [("messages", false), ("mcu", true)];
    let is_mcu = fields
        .get("protocol")
        .and_then(|node| reader.word(node, "the protocol", &words))
        .unwrap_or(false);
    if is_mcu {
        for key in ["in", "out", "motors"] {
            if let Some(node) = fields.get(key) {
                let message = format!("'{key}' is not possible with protocol: mcu");
                reader.report(node, message, "that protocol fixes its messages; remove it");
            }
        }
        let mcu = fields.get("mcu").map(|node| mcu::read(reader, node));
        return Protocol::Mcu(mcu.unwrap_or_default());
    }
    if let Some(node) = fields.get("mcu") {
        reader.report(
            node,
            "'mcu' needs protocol: mcu",
            "write that, or remove it",
        );
    }
    let inputs = fields
        .get("in")
        .map(|node| blocks::read_inputs(reader, node));
    if inputs.is_none() {
        let hint = "write what the device sends under 'in:'";
        reader.report(root, "'in' is missing", hint);
    }
    let has_motors = read_switch(reader, fields, "motors").unwrap_or(false);
    let outputs = fields
        .get("out")
        .map(|node| blocks::read_outputs(reader, node, has_motors));
    Protocol::Messages {
        inputs: inputs.unwrap_or_default(),
        outputs: outputs.unwrap_or_default(),
    }
}

fn read_setup(reader: &mut Reader, node: &Node) -> Vec<Setup> {
    let items = reader.items(node, "'setup'");
    items
        .iter()
        .filter_map(|item| read_step(reader, item))
        .collect()
}

fn read_step(reader: &mut Reader, item: &Node) -> Option<Setup> {
    let text = reader.text(item, "a step")?;
    if text == "nanokontrol2-lights" {
        return Some(Setup::NanoKontrol2Lights);
    }
    let bytes: Option<Vec<u8>> = text
        .split_whitespace()
        .map(|word| {
            u8::from_str_radix(word, 16)
                .ok()
                .filter(|_| word.len() == 2)
        })
        .collect();
    let is_sysex = |bytes: &[u8]| match bytes {
        [0xf0, body @ .., 0xf7] => body.iter().all(|byte| *byte < 0x80),
        _ => false,
    };
    let bytes = bytes.filter(|bytes| is_sysex(bytes));
    if bytes.is_none() {
        let hint =
            "allowed: nanokontrol2-lights, or the bytes of a SysEx such as F0 7E 7F 06 01 F7";
        reader.report(item, format!("'{text}' is not possible for a step"), hint);
    }
    bytes.map(Setup::Bytes)
}

#[cfg(test)]
mod tests;
