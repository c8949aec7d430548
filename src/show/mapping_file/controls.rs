//! Controls by their standard names, and the messages that belong to them.

use crate::show::reader::{Fields, Reader};
use crate::show::yaml::Node;
use std::collections::HashSet;

/// Most strips of one surface.
pub const MAX_STRIPS: usize = 32;

/// A control, by the standard names that every layout knows. Strips count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Control {
    /// A strip's fader.
    Fader(u8),
    /// A strip's knob.
    Knob(u8),
    /// Its knob, pushed.
    Push(u8),
    /// Its mute key.
    Mute(u8),
    /// Its solo key.
    Solo(u8),
    /// Its select key.
    Select(u8),
    /// Its record key.
    Rec(u8),
    /// A hand on its fader.
    Touch(u8),
    /// The main fader.
    Master,
    /// A hand on the main fader.
    MasterTouch,
    /// A key that moves along the console.
    Nav(Nav),
    /// The key that ends every solo.
    SoloClear,
}

/// Keys that move along the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Nav {
    /// A bank to the left.
    BankLeft,
    /// A bank to the right.
    BankRight,
    /// A strip to the left.
    ChannelLeft,
    /// A strip to the right.
    ChannelRight,
}

/// A name in a file: a control that exists once, or one per strip.
#[derive(Clone, Copy)]
enum Name {
    Once(Control),
    PerStrip(fn(u8) -> Control),
}

const NAMES: [(&str, Name); 15] = [
    ("strip.fader", Name::PerStrip(Control::Fader)),
    ("strip.knob", Name::PerStrip(Control::Knob)),
    ("strip.push", Name::PerStrip(Control::Push)),
    ("strip.mute", Name::PerStrip(Control::Mute)),
    ("strip.solo", Name::PerStrip(Control::Solo)),
    ("strip.select", Name::PerStrip(Control::Select)),
    ("strip.rec", Name::PerStrip(Control::Rec)),
    ("strip.touch", Name::PerStrip(Control::Touch)),
    ("master.fader", Name::Once(Control::Master)),
    ("master.touch", Name::Once(Control::MasterTouch)),
    ("nav.bank-left", Name::Once(Control::Nav(Nav::BankLeft))),
    ("nav.bank-right", Name::Once(Control::Nav(Nav::BankRight))),
    (
        "nav.channel-left",
        Name::Once(Control::Nav(Nav::ChannelLeft)),
    ),
    (
        "nav.channel-right",
        Name::Once(Control::Nav(Nav::ChannelRight)),
    ),
    ("solo.clear", Name::Once(Control::SoloClear)),
];

/// Kind of a message with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Controller; 7 bits.
    Cc,
    /// Key; 7 bits.
    Note,
    /// Pitch bend; 14 bits, one per channel.
    Bend,
}

/// Which message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    /// Its kind.
    pub kind: Kind,
    /// Its channel, from 0.
    pub channel: u8,
    /// Its number; 0 for pitch bend.
    pub number: u8,
}

/// How a knob says how far it was turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turns {
    /// Bit 6 is the direction (set: left), the rest counts: 01 is right, 41 is left.
    Signed,
    /// Two's complement of 7 bits: 01 is right, 7F is left.
    Complement,
    /// Distance from 64: 41 is right, 3F is left.
    Offset,
}

/// What a control sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input {
    /// The control.
    pub control: Control,
    /// Its message.
    pub address: Address,
    /// How it counts turns; none for positions and keys.
    pub turns: Option<Turns>,
}

/// What a control hears: a position for faders and knobs, a light for keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Output {
    /// The control.
    pub control: Control,
    /// Its message.
    pub address: Address,
    /// Value of a light that is off.
    pub off: u8,
    /// Value of a light that is on.
    pub on: u8,
    /// Value of a light that flashes by itself; without it, it is switched on and off.
    pub flash: Option<u8>,
}

const ADDRESS_KEYS: [&str; 4] = ["cc", "note", "bend", "channel"];

/// Reads `in`.
pub(super) fn read_inputs(reader: &mut Reader, node: &Node) -> Vec<Input> {
    let keys = [&ADDRESS_KEYS[..], &["turns"]].concat();
    let mut inputs = Vec::new();
    let mut seen = HashSet::new();
    for (place, fields, controls) in read_block(reader, node, "'in'", &keys) {
        let words = [
            ("signed", Turns::Signed),
            ("complement", Turns::Complement),
            ("offset", Turns::Offset),
        ];
        let turns = fields.get("turns");
        let turns = turns.and_then(|node| reader.word(node, "the turns", &words));
        for (control, address) in controls {
            if !seen.insert(address) {
                let hint = "give every control a message of its own";
                reader.report(place, "two controls send the same message", hint);
                break;
            }
            inputs.push(Input {
                control,
                address,
                turns,
            });
        }
    }
    inputs
}

/// Reads `out`.
pub(super) fn read_outputs(reader: &mut Reader, node: &Node) -> Vec<Output> {
    let keys = [&ADDRESS_KEYS[..], &["on", "off", "flash"]].concat();
    let mut outputs = Vec::new();
    for (_, fields, controls) in read_block(reader, node, "'out'", &keys) {
        let mut value = |key: &str| {
            let node = fields.get(key)?;
            let number = reader.number(node, &format!("'{key}'"), (0, 127))?;
            Some(number as u8)
        };
        let (off, on, flash) = (value("off"), value("on"), value("flash"));
        for (control, address) in controls {
            outputs.push(Output {
                control,
                address,
                off: off.unwrap_or(0),
                on: on.unwrap_or(127),
                flash,
            });
        }
    }
    outputs
}

type Entry<'n> = (&'n Node, Fields<'n>, Vec<(Control, Address)>);

fn read_block<'n>(
    reader: &mut Reader,
    node: &'n Node,
    what: &str,
    keys: &[&str],
) -> Vec<Entry<'n>> {
    let mut entries = Vec::new();
    for (key, _, value) in reader.entries(node, what) {
        let Some(name) = reader.word(key, "a control", &NAMES) else {
            continue;
        };
        let Some(fields) = reader.fields(value, "a control", keys) else {
            continue;
        };
        let addresses = read_addresses(reader, value, fields);
        let controls: Vec<(Control, Address)> = match name {
            Name::Once(control) => {
                if addresses.len() > 1 {
                    reader.report(value, "this control exists once", "write one number");
                }
                addresses
                    .first()
                    .map(|address| (control, *address))
                    .into_iter()
                    .collect()
            }
            Name::PerStrip(control) => {
                let numbered = addresses.into_iter().enumerate();
                numbered
                    .map(|(at, address)| (control(at as u8), address))
                    .collect()
            }
        };
        entries.push((value, fields, controls));
    }
    entries
}

fn read_addresses(reader: &mut Reader, value: &Node, fields: Fields) -> Vec<Address> {
    let channel = fields.get("channel");
    let channel = channel.and_then(|node| reader.number(node, "the channel", (1, 16)));
    let channel = channel.map_or(0, |number| number as u8 - 1);
    let kinds = [("cc", Kind::Cc), ("note", Kind::Note), ("bend", Kind::Bend)];
    let given: Vec<_> = kinds
        .into_iter()
        .filter_map(|(key, kind)| Some((kind, fields.get(key)?)))
        .collect();
    let [(kind, node)] = given[..] else {
        let hint = "write one of cc: N, note: N, bend: CHANNEL";
        reader.report(value, "one kind of message is needed", hint);
        return Vec::new();
    };
    let limits = if kind == Kind::Bend {
        (1, 16)
    } else {
        (0, 127)
    };
    let numbers = read_numbers(reader, node, limits);
    let address = |number: u8| match kind {
        Kind::Bend => Address {
            kind,
            channel: number - 1,
            number: 0,
        },
        _ => Address {
            kind,
            channel,
            number,
        },
    };
    numbers.into_iter().map(address).collect()
}

/// Numbers, one by one or as runs: `[ 16, 20-23 ]`.
fn read_numbers(reader: &mut Reader, node: &Node, (first, last): (u32, u32)) -> Vec<u8> {
    let mut numbers = Vec::new();
    for item in reader.items(node, "the numbers") {
        let Some(text) = reader.text(item, "a number") else {
            continue;
        };
        let (from, to) = text.split_once('-').unwrap_or((text, text));
        let limits = first..=last;
        let parse = |text: &str| {
            let number = text.trim().parse::<u32>().ok();
            number.filter(|number| limits.contains(number))
        };
        match (parse(from), parse(to)) {
            (Some(from), Some(to)) if from <= to => numbers.extend((from..=to).map(|n| n as u8)),
            _ => {
                let hint = format!("allowed: numbers from {first} to {last}, and runs such as 1-8");
                reader.report(item, format!("'{text}' is not possible here"), hint);
            }
        }
    }
    if numbers.len() > MAX_STRIPS {
        let hint = format!("at most {MAX_STRIPS} are possible");
        reader.report(node, format!("{} numbers", numbers.len()), hint);
        numbers.truncate(MAX_STRIPS);
    }
    numbers
}
