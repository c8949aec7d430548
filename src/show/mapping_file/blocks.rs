//! The blocks `in` and `out` as lines: a control, and the messages that belong to it.

use super::address::{Address, Kind};
use super::controls::{Control, MAX_STRIPS, control_names};
use crate::show::reader::{Fields, Reader};
use crate::show::yaml::{Kind as NodeKind, Node};

/// Keys that say which message.
pub(in crate::show) const ADDRESS_KEYS: [&str; 10] = [
    "cc", "cc14", "note", "bend", "program", "pressure", "poly", "nrpn", "rpn", "channel",
];
/// Where every name stands, for those who look for one.
const ALL: &str = "'headroom controls' lists all";

/// What one line says: of a control of strips one message per strip.
pub(super) struct Entry<'n> {
    /// Where it stands.
    pub place: &'n Node,
    /// Everything that it says.
    pub fields: Fields<'n>,
    /// The control of the first strip.
    pub control: Control,
    /// Its messages.
    pub addresses: Vec<Address>,
}

impl Entry<'_> {
    /// The control of each message.
    pub fn controls(&self) -> impl Iterator<Item = (Control, Address)> + '_ {
        let numbered = (0_u8..).zip(&self.addresses);
        numbered.map(|(at, address)| (self.control.of_strip(at), *address))
    }
}

/// What a block is, and what may stand in it.
pub(super) struct Block<'a> {
    /// Its name, for messages.
    pub what: &'a str,
    /// Keys of a line beside those of the message.
    pub keys: &'a [&'a str],
    /// The channel of lines that name none, from 1.
    pub channel: u8,
    /// Whether a control may stand in it; why not.
    pub allows: fn(Control) -> Result<(), &'static str>,
    /// A line may go without a message of its own.
    pub is_free: fn(Fields) -> bool,
}

/// Controls that a block takes away from what it extends.
pub(super) type Removed = Vec<Control>;

/// Reads a block: every line, and the controls that are `nothing`.
pub(super) fn read<'n>(
    reader: &mut Reader,
    node: &'n Node,
    block: &Block,
) -> (Vec<Entry<'n>>, Removed) {
    let known = control_names();
    let (mut entries, mut removed) = (Vec::new(), Removed::new());
    let is_empty = match &node.kind {
        NodeKind::Map(entries) => entries.is_empty(),
        NodeKind::Text(text) => text.trim().is_empty(),
        NodeKind::List(_) => false,
    };
    if is_empty {
        let hint = "write what the device has: 'strip.fader: { cc: 0-7 }'";
        reader.report(node, format!("{} is empty", block.what), hint);
        return (entries, removed);
    }
    for (key, _, value) in reader.entries(node, block.what) {
        let Some(control) = reader.word_of_many(key, "a control", &known, ALL) else {
            continue;
        };
        if let Err(hint) = (block.allows)(control) {
            let message = format!("'{}' is not possible under {}", control.word(), block.what);
            reader.report(key, message, hint);
            continue;
        }
        if value.is_text("nothing") {
            removed.push(control);
            continue;
        }
        for value in messages_of(value) {
            entries.extend(read_entry(reader, value, control, block));
        }
    }
    (entries, removed)
}

/// A control may have several messages: a list of maps.
fn messages_of(value: &Node) -> &[Node] {
    match &value.kind {
        NodeKind::List(items) if !items.is_empty() => items,
        _ => std::slice::from_ref(value),
    }
}

fn read_entry<'n>(
    reader: &mut Reader,
    value: &'n Node,
    control: Control,
    block: &Block,
) -> Option<Entry<'n>> {
    let keys = [&ADDRESS_KEYS[..], block.keys].concat();
    let fields = reader.fields(value, "a control", &keys)?;
    let is_free = (block.is_free)(fields);
    let mut addresses = read_addresses(reader, value, fields, (block.channel, is_free));
    if !control.is_of_strip() && addresses.len() > 1 {
        reader.report(value, "this control exists once", "write one number");
        addresses.truncate(1);
    }
    if is_free && addresses.is_empty() {
        // Its place is all that its messages need.
        let count = if control.is_of_strip() { 8 } else { 1 };
        let address = Address::new(Kind::Cc, block.channel - 1, 0);
        addresses = vec![address; count];
    }
    Some(Entry {
        place: value,
        fields,
        control,
        addresses,
    })
}

/// The messages of a line; `is_free`: it may have none.
pub(in crate::show) fn read_addresses(
    reader: &mut Reader,
    value: &Node,
    fields: Fields,
    (usual, is_free): (u8, bool),
) -> Vec<Address> {
    let given = Kind::WORDS.into_iter();
    let given: Vec<_> = given
        .filter_map(|(key, kind)| Some((kind, fields.get(key)?)))
        .collect();
    let [(kind, node)] = given[..] else {
        if !(given.is_empty() && is_free) {
            let hint = "write one of cc: N, note: N, bend: CHANNEL, program: N; also cc14, pressure, poly, \
                        nrpn, rpn";
            reader.report(value, "one kind of message is needed", hint);
        }
        return Vec::new();
    };
    let numbers = read_numbers(reader, node, kind.numbers());
    let channels = fields.get("channel");
    if kind.is_of_channel() {
        if let Some(node) = channels {
            let message = if kind == Kind::Bend {
                "a pitch bend has a channel and no number"
            } else {
                "a pressure has a channel and no number"
            };
            let hint = format!("write the channels behind '{}'", kind.word());
            reader.report(node, message, hint);
        }
        let of_channel = |number: u16| Address::new(kind, number as u8 - 1, 0);
        return numbers.into_iter().map(of_channel).collect();
    }
    let channels = channels.map_or_else(
        || vec![u16::from(usual)],
        |node| read_numbers(reader, node, (1, 16)),
    );
    pair(reader, value, kind, (&numbers, &channels))
}

/// Numbers with their channels: one for all, or as many of both.
fn pair(
    reader: &mut Reader,
    value: &Node,
    kind: Kind,
    (numbers, channels): (&[u16], &[u16]),
) -> Vec<Address> {
    if numbers.is_empty() || channels.is_empty() {
        // Reported where they stand.
        return Vec::new();
    }
    let count = numbers.len().max(channels.len());
    let fits = |length: usize| length == 1 || length == count;
    if !(fits(numbers.len()) && fits(channels.len())) {
        let message = format!("{} numbers on {} channels", numbers.len(), channels.len());
        let hint = "write one channel for all, one number on many channels, or as many of both";
        reader.report(value, message, hint);
        return Vec::new();
    }
    let first = u16::from(kind == Kind::Program);
    let pairs = numbers.iter().cycle().zip(channels.iter().cycle());
    let address = |(number, channel): (&u16, &u16)| Address {
        kind,
        channel: *channel as u8 - 1,
        number: number - first,
    };
    pairs.take(count).map(address).collect()
}

/// Numbers, one by one or as runs: `[ 16, 20-23 ]`, and `1-29/4` for every fourth.
fn read_numbers(reader: &mut Reader, node: &Node, limits: (u32, u32)) -> Vec<u16> {
    let mut numbers = Vec::new();
    for item in reader.items(node, "the numbers") {
        let Some(text) = reader.text(item, "a number") else {
            continue;
        };
        if let Some(run) = run(text, limits) {
            numbers.extend(run);
        } else {
            let (first, last) = limits;
            let hint = format!(
                "allowed: numbers from {first} to {last}, runs such as 1-8, and 1-29/4 for every fourth"
            );
            reader.report(item, format!("'{text}' is not possible here"), hint);
        }
    }
    if numbers.len() > MAX_STRIPS {
        let hint = format!("at most {MAX_STRIPS} are possible");
        reader.report(node, format!("{} numbers", numbers.len()), hint);
        numbers.truncate(MAX_STRIPS);
    }
    numbers
}

/// The numbers of a run.
fn run(text: &str, (first, last): (u32, u32)) -> Option<Vec<u16>> {
    let limits = first..=last;
    let number = |text: &str| number(text).filter(|number| limits.contains(number));
    let (text, step) = match text.split_once('/') {
        Some((text, step)) => (text, step.trim().parse().ok().filter(|step| *step > 0)?),
        None => (text, 1_usize),
    };
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    let (from, to) = (number(from)?, number(to)?);
    let run = (from..=to).step_by(step).take(MAX_STRIPS + 1);
    (from <= to).then(|| run.map(|number| number as u16).collect())
}

/// A number, in decimal or behind 0x.
pub(super) fn number(text: &str) -> Option<u32> {
    let text = text.trim();
    match text.strip_prefix("0x") {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}

/// Two numbers, the first for the bottom end: `0-16380`, `127-0`.
pub(in crate::show) fn read_range(
    reader: &mut Reader,
    fields: Fields,
    most: u16,
) -> Option<(u16, u16)> {
    let node = fields.get("range")?;
    let text = reader.text(node, "'range'")?;
    let ends = text.split_once('-');
    let ends = ends.and_then(|(from, to)| Some((number(from)?, number(to)?)));
    let ends = ends.filter(|(from, to)| from != to && from.max(to) <= &u32::from(most));
    if ends.is_none() {
        let hint = format!("allowed: two numbers from 0 to {most}, the bottom first: 0-{most}");
        reader.report(node, format!("'{text}' is not possible for 'range'"), hint);
    }
    ends.map(|(from, to)| (from as u16, to as u16))
}
