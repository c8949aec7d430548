//! Remote controls: light desks, show computers and other consoles that let cues go, move the transport and set
//! levels by MIDI. Without this section nobody does.
//!
//! ```yaml
//! remote:
//!   from: [ "QLab*" ]                        # devices or ports by name; in a show's file only
//!   show-control: { device: 1 }              # MSC: GO, STOP, RESUME; also any, and 112 to 126 for groups
//!   machine-control: { device: any }         # MMC: play, stop, record, locate
//!   clock: yes                               # its MIDI clock sets the tempo
//!   timecode: yes                            # its MTC moves the transport
//!   offset: 1:00:00                          # its time when the transport is at its start
//!   channel: 1                               # of parameters that name none
//!   parameters: x32                          # the table of an X32, or one of your own:
//!   # parameters: { ch/1-8/fader: { nrpn: 0-7 }, ch/1-8/mute: { note: 0-7 } }
//!   feedback: yes                            # what changes is sent to it, too
//! ```

mod numbers;

pub use numbers::Numbers;

use super::mapping_file::{ADDRESS_KEYS, Address, Kind, read_addresses, read_range};
use super::reader::{Fields, Reader};
use super::text::quoted;
use super::yaml::Node;
use crate::param::timecode::{self, Count};
use crate::param::{NodeId, ParamAddr};
use std::collections::HashMap;
use std::fmt::Write as _;

/// Key of the section, in shows and in device files.
pub const KEY: &str = "remote";
const KEYS: [&str; 9] = [
    "from",
    "show-control",
    "machine-control",
    "clock",
    "timecode",
    "offset",
    "channel",
    "parameters",
    "feedback",
];
/// The table that other consoles speak.
const X32: &str = "x32";
/// What a remote control may do.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(clippy::struct_excessive_bools)] // Each is an independent thing that it may do.
pub struct Remote {
    /// Names of devices or ports; `*` stands for anything. Empty in a device's file.
    pub from: Vec<String>,
    /// It lets cues go by MSC.
    pub show_control: Option<ShowControl>,
    /// It moves the transport by MMC, under these numbers.
    pub machine_control: Option<Numbers>,
    /// Its clock sets the tempo.
    pub clock: bool,
    /// Its time moves the transport.
    pub timecode: bool,
    /// Its time when the transport is at its start, in microseconds.
    pub offset: u64,
    /// What it sets.
    pub parameters: Vec<RemoteParameter>,
    /// That is the table of an X32.
    pub is_x32: bool,
    /// What changes is sent to it.
    pub feedback: bool,
}

/// How MSC is followed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShowControl {
    /// The numbers that mean this console.
    pub device: Numbers,
    /// The list whose cues count; none: any, and those of no list.
    pub list: Option<String>,
}

/// A parameter that a remote control sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RemoteParameter {
    /// Which one.
    pub addr: ParamAddr,
    /// The message that sets it.
    pub address: Address,
    /// Its values at the bottom and at the top.
    pub range: (u16, u16),
}

impl Remote {
    /// The section as a file has it.
    pub fn section(&self) -> String {
        let mut text = format!("{KEY}:\n");
        let mut line = |key: &str, value: &str| {
            let _ = writeln!(text, "  {key}: {value}");
        };
        if !self.from.is_empty() {
            let names: Vec<String> = self.from.iter().map(|name| quoted(name)).collect();
            line("from", &format!("[ {} ]", names.join(", ")));
        }
        if let Some(control) = &self.show_control {
            let list = control.list.as_ref();
            let list = list.map_or(String::new(), |list| format!(", list: {}", quoted(list)));
            line(
                "show-control",
                &format!("{{ device: {}{list} }}", control.device.words()),
            );
        }
        if let Some(device) = &self.machine_control {
            line(
                "machine-control",
                &format!("{{ device: {} }}", device.words()),
            );
        }
        for (key, on) in [
            ("clock", self.clock),
            ("timecode", self.timecode),
            ("feedback", self.feedback),
        ] {
            if on {
                line(key, "yes");
            }
        }
        if self.offset > 0 {
            line("offset", &timecode::exact(self.offset));
        }
        if self.is_x32 {
            line("parameters", X32);
        } else if !self.parameters.is_empty() {
            text.push_str("  parameters:\n");
            for parameter in &self.parameters {
                let _ = writeln!(text, "    {parameter}");
            }
        }
        text
    }
}

impl std::fmt::Display for RemoteParameter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Address {
            kind,
            channel,
            number,
        } = self.address;
        let (from, to) = self.range;
        write!(f, "{}: {{ {}: ", self.addr, kind.word())?;
        if kind.is_of_channel() {
            write!(f, "{}", channel + 1)?;
        } else {
            write!(f, "{number}, channel: {}", channel + 1)?;
        }
        write!(f, ", range: {from}-{to} }}")
    }
}

/// Reads the section; `is_show`: it has to say who is meant.
pub(super) fn read(reader: &mut Reader, node: &Node, is_show: bool) -> Option<Remote> {
    let fields = reader.fields(node, &format!("'{KEY}'"), &KEYS)?;
    let mut remote = Remote {
        from: read_names(reader, node, fields, is_show),
        show_control: fields
            .get("show-control")
            .and_then(|node| read_show_control(reader, node)),
        machine_control: fields
            .get("machine-control")
            .and_then(|node| read_machine_control(reader, node)),
        clock: read_switch(reader, fields, "clock"),
        timecode: read_switch(reader, fields, "timecode"),
        offset: read_offset(reader, fields),
        feedback: read_switch(reader, fields, "feedback"),
        ..Remote::default()
    };
    let channel = fields.get("channel");
    let channel = channel.and_then(|node| reader.number(node, "the channel", (1, 16)));
    match fields.get("parameters") {
        Some(node) if node.is_text(X32) => {
            remote.is_x32 = true;
            remote.parameters = x32();
        }
        Some(node) => {
            let channel = channel.unwrap_or(1) as u8;
            remote.parameters = read_parameters(reader, node, channel);
        }
        None => {}
    }
    if remote.feedback && remote.parameters.is_empty() {
        let hint = "write 'parameters', or remove it";
        reader.report(node, "'feedback' needs 'parameters'", hint);
    }
    Some(remote)
}

fn read_names(reader: &mut Reader, node: &Node, fields: Fields, is_show: bool) -> Vec<String> {
    match fields.get("from") {
        Some(node) if is_show => names(reader, node),
        Some(node) => {
            let hint = "remove it: in a device's file that device is meant";
            reader.report(node, "'from' is not possible in a device's file", hint);
            Vec::new()
        }
        None => {
            if is_show {
                let hint = "write who is meant, as 'headroom ports' shows it: from: [ NAME ]";
                reader.report(node, "'from' is missing", hint);
            }
            Vec::new()
        }
    }
}

/// Names of devices and ports.
pub(super) fn names(reader: &mut Reader, node: &Node) -> Vec<String> {
    let items = reader.items(node, "'from'");
    let names = items.iter().filter_map(|item| reader.text(item, "a name"));
    names.map(str::to_owned).collect()
}

fn read_switch(reader: &mut Reader, fields: Fields, key: &str) -> bool {
    let words = [("yes", true), ("no", false)];
    let node = fields.get(key);
    let found = node.and_then(|node| reader.word(node, &format!("'{key}'"), &words));
    found.unwrap_or(false)
}

fn read_offset(reader: &mut Reader, fields: Fields) -> u64 {
    let Some(node) = fields.get("offset") else {
        return 0;
    };
    let text = reader.text(node, "the offset").unwrap_or_default();
    let found = timecode::parse(text, Count::default());
    if found.is_none() {
        let hint = format!("allowed: {}", timecode::ALLOWED);
        reader.report(node, format!("'{text}' is no time"), hint);
    }
    found.unwrap_or(0)
}

fn read_show_control(reader: &mut Reader, node: &Node) -> Option<ShowControl> {
    let fields = reader.fields(node, "'show-control'", &["device", "list"])?;
    let device = numbers::read(reader, node, fields)?;
    let list = fields.get("list");
    let list = list.and_then(|node| reader.text(node, "the list"));
    Some(ShowControl {
        device,
        list: list.map(str::to_owned),
    })
}

fn read_machine_control(reader: &mut Reader, node: &Node) -> Option<Numbers> {
    let fields = reader.fields(node, "'machine-control'", &["device"])?;
    numbers::read(reader, node, fields)
}

fn read_parameters(reader: &mut Reader, node: &Node, channel: u8) -> Vec<RemoteParameter> {
    let mut parameters = Vec::new();
    let mut taken: HashMap<Address, ParamAddr> = HashMap::new();
    for (key, path, value) in reader.entries(node, "'parameters'") {
        let Some(addrs) = expand(path) else {
            let hint = "'headroom params' lists all; ch/1-8/fader stands for eight of them";
            reader.report(key, format!("'{path}' is no parameter"), hint);
            continue;
        };
        let keys = [&ADDRESS_KEYS[..], &["range"]].concat();
        let Some(fields) = reader.fields(value, "a parameter", &keys) else {
            continue;
        };
        let addresses = read_addresses(reader, value, fields, (channel, false));
        let Some(first) = addresses.first() else {
            continue;
        };
        if first.kind == Kind::Program {
            let hint = "'program-changes' says which programs recall scenes";
            reader.report(value, "a program sets no parameter", hint);
            continue;
        }
        if addresses.len() != addrs.len() {
            let message = format!(
                "{} messages for {} parameters",
                addresses.len(),
                addrs.len()
            );
            reader.report(value, message, "write as many of both");
            continue;
        }
        let range = read_range(reader, fields, first.kind.most());
        let range = range.unwrap_or((0, first.kind.most()));
        for (addr, address) in addrs.into_iter().zip(addresses) {
            let mut parts = address.parts().into_iter();
            if let Some(other) = parts.find_map(|part| taken.insert(part, addr)) {
                let message = format!("'{other}' and '{addr}': one message for both");
                reader.report(value, message, "give every parameter a message of its own");
                break;
            }
            parameters.push(RemoteParameter {
                addr,
                address,
                range,
            });
        }
    }
    parameters
}

/// The parameters of a path in which one number may be a run: `ch/1-8/fader`.
fn expand(path: &str) -> Option<Vec<ParamAddr>> {
    let run = |part: &str| {
        let (from, to) = part.split_once('-')?;
        Some((from.parse::<u16>().ok()?, to.parse::<u16>().ok()?))
    };
    let parts: Vec<&str> = path.split('/').collect();
    let Some(at) = parts.iter().position(|part| run(part).is_some()) else {
        return Some(vec![ParamAddr::parse(path)?]);
    };
    let (from, to) = run(parts[at])?;
    // More than there can be messages is a slip.
    if from > to || to - from > 127 {
        return None;
    }
    let one = |number: u16| {
        let number = number.to_string();
        let mut parts = parts.clone();
        parts[at] = &number;
        ParamAddr::parse(&parts.join("/"))
    };
    (from..=to).map(one).collect()
}

/// The table of an X32, as its manual has it: faders on the first channel, mutes on the second, pan on the third.
fn x32() -> Vec<RemoteParameter> {
    let nodes = (0..32)
        .map(|at| (at, NodeId::strip(u16::from(at) + 1)))
        .chain((0..16).map(|at| (48 + at, NodeId::bus(u16::from(at) + 1))))
        .chain([(70, NodeId::MAIN)])
        .chain((0..8).map(|at| (72 + at, NodeId::dca(u16::from(at) + 1))));
    let rows = [
        ("fader", 0, (0, 127)),
        ("mute", 1, (0, 127)),
        ("pan", 2, (1, 127)),
    ];
    let one = |path: String, channel, number, range| {
        Some(RemoteParameter {
            addr: ParamAddr::parse(&path)?,
            address: Address::new(Kind::Cc, channel, number),
            range,
        })
    };
    let groups =
        (0..6).filter_map(|at| one(format!("mute-group/{}/on", at + 1), 1, 80 + at, (0, 127)));
    nodes
        .flat_map(|(number, node)| rows.map(|row| (number, node, row)))
        .filter_map(|(number, node, (word, channel, range))| {
            one(format!("{node}/{word}"), channel, number, range)
        })
        .chain(groups)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::console_file::parse;

    fn read(section: &str) -> Result<Remote, String> {
        let text = format!("headroom: 1\nstrips: 1\n{section}");
        let console = parse(&text, "x").map_err(|error| error.to_string())?;
        Ok(console.remote.unwrap())
    }

    #[test]
    fn a_section_reads_back() {
        for section in [
            "remote: { from: [ \"QLab*\", Desk ], show-control: { device: 1 }, clock: yes }",
            "remote: { from: [ A ], show-control: { device: any, list: 2 }, timecode: yes, offset: 1:00:00 }",
            "remote: { from: [ A ], machine-control: { device: [ 1, 112 ] }, parameters: x32, feedback: yes }",
            "remote:\n  from: [ A ]\n  channel: 3\n  parameters:\n    ch/1-8/fader: { nrpn: 300-307 }\n    ch/1/mute: { note: 60 }\n    ch/9/pan: { bend: 4 }\n    main/fader: { cc: 7, range: 10-120 }",
        ] {
            let remote = read(section).unwrap();
            assert_eq!(read(&remote.section()).unwrap(), remote, "{section}");
        }
        let table =
            read("remote: { from: [ A ], channel: 2, parameters: { ch/2-3/fader: { cc: 5-6 } } }");
        let found: Vec<_> = table.unwrap().parameters;
        let addr = ParamAddr::parse("ch/3/fader").unwrap();
        assert_eq!(
            (found[1].addr, found[1].address),
            (addr, Address::new(Kind::Cc, 1, 6))
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        let rows = [
            ("{ clock: yes }", "'from' is missing"),
            (
                "{ from: [ A ], show-control: { list: 1 } }",
                "'device' is missing",
            ),
            (
                "{ from: [ A ], show-control: { device: 127 } }",
                "'127' is not possible for the device",
            ),
            (
                "{ from: [ A ], parameters: { ch/1/fadr: { cc: 1 } } }",
                "'ch/1/fadr' is no parameter",
            ),
            (
                "{ from: [ A ], parameters: { ch/1-4/fader: { cc: 1-3 } } }",
                "3 messages for 4 parameters",
            ),
            (
                "{ from: [ A ], parameters: { ch/1-2/fader: { cc: 1-2 }, ch/3/fader: { cc: 2 } } }",
                "'ch/2/fader' and 'ch/3/fader': one message for both",
            ),
            (
                "{ from: [ A ], parameters: { ch/1/fader: { program: 1 } } }",
                "a program sets no parameter",
            ),
            (
                "{ from: [ A ], parameters: { ch/1/fader: { cc: 1, channel: 17 } } }",
                "'17' is not possible here",
            ),
            (
                "{ from: [ A ], feedback: yes }",
                "'feedback' needs 'parameters'",
            ),
            ("{ from: [ A ], offset: soon }", "'soon' is no time"),
        ];
        for (section, expected) in rows {
            let error = read(&format!("remote: {section}")).unwrap_err();
            assert!(error.contains(expected), "{section}: {error}");
        }
    }

    #[test]
    fn the_table_of_an_x32_is_that_of_its_manual() {
        let table = x32();
        let find = |path: &str| {
            let addr = ParamAddr::parse(path).unwrap();
            let found = table.iter().find(|parameter| parameter.addr == addr);
            found.map(|found| (found.address.channel, found.address.number))
        };
        let rows = [
            ("ch/1/fader", (0, 0)),
            ("ch/32/mute", (1, 31)),
            ("ch/16/pan", (2, 15)),
            ("bus/1/fader", (0, 48)),
            ("main/fader", (0, 70)),
            ("dca/8/fader", (0, 79)),
            ("mute-group/6/on", (1, 85)),
        ];
        for (path, expected) in rows {
            assert_eq!(find(path), Some(expected), "{path}");
        }
    }
}
