//! Device files: what a surface consists of and what it says and hears, hardware only. Which
//! control moves what on the console is decided elsewhere. `docs/device-files.md` is the long form of this.
//!
//! ```yaml
//! headroom: 1                        # format of this file
//! device: nanoKONTROL2               # name for people
//! extends: nanokontrol2.yaml         # a shipped file: this one says only what differs
//! match: [ nanoKONTROL2 ]            # names of its MIDI client; * stands for anything
//! ports: [ "*MIDI 1", "*CTRL" ]      # which of its ports, where it has several
//! confidence: documented             # where the facts are from; also likely, uncertain
//! protocol: messages                 # or mcu, or hui: Mackie's, with a section of its own
//! channel: 1                         # of what names none
//! setup: [ nanokontrol2-lights ]     # what to send first: a known procedure, bytes, waits
//! in:                                # what it sends, by control
//!   strip.fader: { cc: 0-7 }         # one number per strip
//!   strip.mute: { cc: 7, channel: 1-8 }       # or one number on a channel per strip
//!   strip.solo: { note: 8-15, sends: toggle } # without sends: momentary; also pressure, always-on
//!   key.f1: { program: 1, channel: 11 }       # keys may send programs; they count from 1
//!   strip.knob: { cc: 16-23, turns: signed }  # without turns: absolute
//!   nav.bank-left: { cc: 58 }
//! out:                               # what it hears: motors, lights, rings, displays, meters
//!   strip.mute: { cc: 48-55, on: 127, off: 0 }
//!   strip.text: { send: "F0 00 00 66 14 12 {i*7} {text:7} F7" }
//! motors: yes                        # its faders have motors: they may stand under 'out'
//! echo: at-rest                      # a moved motor is answered when it rests; or always
//! program-changes: { channel: 11, scenes: by-number }   # its programs recall scenes; see `show::programs`
//! remote: { show-control: { device: 1 } }   # it is a remote control; see `show::remote`
//! ```

mod address;
mod blocks;
mod controls;
mod device;
mod hui;
mod inputs;
mod lifecycle;
mod lights;
mod mcu;
mod outputs;
mod palette;
mod protocol;
mod shows;
mod template;

pub use address::{Address, Kind, Sends, Turns};
pub(super) use blocks::{ADDRESS_KEYS, read_addresses, read_range};
pub use controls::{Control, KEYS as CONTROL_KEYS, NO_NOTE, Nav, control_names};
pub use device::{Confidence, DeviceFile, Echo, Protocol, Side};
pub use hui::Hui;
pub use inputs::Input;
pub use lifecycle::{Answer, KeepAlive, Means, Setup};
pub use mcu::Mcu;
pub use palette::{Palette, rgb};
pub use shows::{Lamp, Output, Ring, Shows};
pub use template::{Pattern, Template, Values, judge};

use super::error::FileError;
use super::programs;
use super::reader::{Fields, Reader};
use super::remote;
use super::shipped;
use super::strict::Format;
use super::yaml::{Document, Node};
use std::path::Path;

/// Keys of a device file.
pub(super) const KEYS: [&str; 25] = [
    "headroom",
    "device",
    "extends",
    "match",
    "ports",
    "guess",
    "confidence",
    "stands",
    "protocol",
    "mcu",
    "hui",
    "channel",
    "motors",
    "echo",
    "taper",
    "pace",
    "colors",
    programs::KEY,
    remote::KEY,
    "setup",
    "answers",
    "keep-alive",
    "exit",
    "in",
    "out",
];

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
    let base = read_base(reader, fields);
    let name = fields
        .get("device")
        .and_then(|node| reader.text(node, "the device"));
    if fields.get("device").is_none() && base.is_none() {
        reader.report(root, "'device' is missing", "write its name: 'device: …'");
    }
    let mut device = base.clone().unwrap_or_else(DeviceFile::unwritten);
    device.name = name.map_or(device.name, str::to_owned);
    read_names(reader, fields, &mut device);
    if device.clients.is_empty() && !device.is_guess {
        let hint = "write the name that 'headroom ports' shows: 'match: [ NAME ]'";
        reader.advise(
            root,
            "'match' is missing: no device is ever taken for this one",
            hint,
        );
    }
    device.protocol = protocol::read(reader, root, fields, base.as_ref());
    let words = [("always", Echo::Always), ("at-rest", Echo::AtRest)];
    let echo = fields
        .get("echo")
        .and_then(|node| reader.word(node, "'echo'", &words));
    let usual = match (&base, &device.protocol) {
        (Some(base), _) => base.echo,
        (None, Protocol::Mcu(_) | Protocol::Hui(_)) => Echo::Always,
        (None, Protocol::Messages { .. }) => Echo::AtRest,
    };
    device.echo = echo.unwrap_or(usual);
    read_lifecycle(reader, fields, &mut device);
    device
}

impl DeviceFile {
    /// A device that has no controls, and is a remote control at most.
    pub fn without_controls(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::unwritten()
        }
    }

    /// True where it has no controls.
    pub fn has_no_controls(&self) -> bool {
        matches!(&self.protocol, Protocol::Messages { inputs, .. } if inputs.is_empty())
    }

    /// A device of which nothing is known.
    fn unwritten() -> Self {
        Self {
            name: String::new(),
            clients: Vec::new(),
            ports: Vec::new(),
            is_guess: false,
            confidence: None,
            side: None,
            protocol: Protocol::Messages {
                inputs: Vec::new(),
                outputs: Vec::new(),
            },
            echo: Echo::AtRest,
            taper: Vec::new(),
            pace: None,
            palette: Palette::default(),
            programs: None,
            remote: None,
            setup: Vec::new(),
            answers: Vec::new(),
            keep_alive: None,
            exit: Vec::new(),
        }
    }
}

/// The shipped file that this one extends.
fn read_base(reader: &mut Reader, fields: Fields) -> Option<DeviceFile> {
    let node = fields.get("extends")?;
    let text = reader.text(node, "'extends'")?;
    let wanted = text.trim_end_matches(".yaml");
    let mut files = shipped::DEVICES.iter();
    let found = files.find(|(name, _)| name.trim_end_matches(".yaml") == wanted);
    let Some((name, text)) = found else {
        let names = shipped::DEVICES.iter().map(|(name, _)| (*name, ()));
        let names: Vec<(&str, ())> = names.collect();
        let more = "'headroom device list' shows all";
        reader.word_of_many(node, "a shipped file", &names, more);
        return None;
    };
    // Shipped files have no errors.
    let mut base = parse(text, name).ok()?;
    // Whoever extends it is a device that somebody has.
    base.is_guess = false;
    Some(base)
}

fn read_names(reader: &mut Reader, fields: Fields, device: &mut DeviceFile) {
    let mut texts = |key: &str, into: &mut Vec<String>| {
        if let Some(node) = fields.get(key) {
            *into = read_texts(reader, node, key);
        }
    };
    texts("match", &mut device.clients);
    texts("ports", &mut device.ports);
    device.is_guess = protocol::read_switch(reader, fields, "guess").unwrap_or(device.is_guess);
    if let Some(node) = fields.get("stands") {
        let words = [
            ("left", Some(Side::Left)),
            ("right", Some(Side::Right)),
            ("alone", None),
        ];
        device.side = reader.word(node, "'stands'", &words).flatten();
    }
    if let Some(node) = fields.get("confidence") {
        device.confidence = reader.word(node, "'confidence'", &Confidence::WORDS);
    }
}

fn read_texts(reader: &mut Reader, node: &Node, key: &str) -> Vec<String> {
    let items = reader.items(node, &format!("'{key}'"));
    let texts = items.iter().filter_map(|item| reader.text(item, "a name"));
    texts.map(str::to_owned).collect()
}

fn read_lifecycle(reader: &mut Reader, fields: Fields, device: &mut DeviceFile) {
    if let Some(node) = fields.get("taper") {
        device.taper = lifecycle::read_taper(reader, node);
    }
    if let Some(node) = fields.get("pace") {
        device.pace = lifecycle::read_pace(reader, node);
    }
    if let Some(node) = fields.get("colors") {
        device.palette = palette::read(reader, node);
    }
    if let Some(node) = fields.get(programs::KEY) {
        device.programs = programs::read(reader, node);
    }
    if let Some(node) = fields.get(remote::KEY) {
        device.remote = remote::read(reader, node, false);
    }
    if let Some(node) = fields.get("setup") {
        device.setup = lifecycle::read_setup(reader, node);
    }
    if let Some(node) = fields.get("answers") {
        device.answers = lifecycle::read_answers(reader, node);
    }
    if let Some(node) = fields.get("keep-alive") {
        device.keep_alive = lifecycle::read_keep_alive(reader, node);
    }
    if let Some(node) = fields.get("exit") {
        device.exit = lifecycle::read_exit(reader, node);
    }
}

#[cfg(test)]
mod tests;
