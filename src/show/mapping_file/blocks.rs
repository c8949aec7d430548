//! Reads the blocks `in` and `out` of device files.

use super::controls::{
    Address, Control, Input, Kind, MAX_STRIPS, Name, Output, Sends, Turns, names,
};
use crate::show::reader::{Fields, Reader};
use crate::show::yaml::Node;
use std::collections::HashSet;

const ADDRESS_KEYS: [&str; 5] = ["cc", "note", "bend", "program", "channel"];

/// Reads `in`.
pub(super) fn read_inputs(reader: &mut Reader, node: &Node) -> Vec<Input> {
    let keys = [&ADDRESS_KEYS[..], &["turns", "sends"]].concat();
    let mut inputs = Vec::new();
    let mut seen = HashSet::new();
    let entries = read_block(reader, node, "'in'", &keys);
    compare_counts(reader, &entries);
    for (place, fields, controls) in entries {
        let (turns, sends) = read_manner(reader, place, fields, &controls);
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
                sends,
            });
        }
    }
    inputs
}

/// How a knob counts and what a key sends, where that fits the control.
fn read_manner(
    reader: &mut Reader,
    place: &Node,
    fields: Fields,
    controls: &[(Control, Address)],
) -> (Option<Turns>, Sends) {
    let words = [
        ("signed", Turns::Signed),
        ("complement", Turns::Complement),
        ("offset", Turns::Offset),
    ];
    let first = controls.first();
    let is_key = first.is_some_and(|(control, _)| control.is_key());
    let is_position = first.is_some_and(|(control, _)| control.is_position());
    if first.is_some_and(|(_, address)| address.kind == Kind::Program) {
        if !is_key || fields.get("sends").is_some() || fields.get("turns").is_some() {
            let hint =
                "only keys send programs, one at every press; 'sends' and 'turns' say nothing more";
            reader.report(place, "a program is a key's message", hint);
        }
        return (None, Sends::AlwaysOn);
    }
    let turns = fields.get("turns").filter(|node| {
        if !is_position {
            let hint = "keys do not turn: remove it, or write 'sends' for what the key sends";
            reader.report(node, "'turns' belongs to knobs", hint);
        }
        is_position
    });
    let sends = fields.get("sends").filter(|node| {
        if !is_key {
            let hint = "remove it; a knob that counts has 'turns'";
            reader.report(node, "'sends' belongs to keys", hint);
        }
        is_key
    });
    let turns = turns.and_then(|node| reader.word(node, "the turns", &words));
    let sends = sends.and_then(|node| reader.word(node, "what it sends", &Sends::WORDS));
    (turns, sends.unwrap_or_default())
}

/// Strips that have less than others are a slip more often than a device.
fn compare_counts(reader: &mut Reader, entries: &[Entry]) {
    let count = |entry: &Entry| match entry.2.first() {
        Some((control, _)) if control.is_of_strip() => entry.2.len(),
        _ => 0,
    };
    let most = entries.iter().map(count).max().unwrap_or(0);
    for entry in entries {
        let count = count(entry);
        if count > 0 && count < most {
            let message = format!("{count} for {most} strips");
            let hint = "the strips behind them have none: add the others, or see that this is meant; the \
                        device works as it is written";
            reader.advise(entry.0, message, hint);
        }
    }
}

/// Reads `out`.
pub(super) fn read_outputs(reader: &mut Reader, node: &Node, has_motors: bool) -> Vec<Output> {
    let keys = [&ADDRESS_KEYS[..], &["on", "off", "flash"]].concat();
    let mut outputs = Vec::new();
    let mut seen = HashSet::new();
    for (place, fields, controls) in read_block(reader, node, "'out'", &keys) {
        let mut value = |key: &str| {
            let node = fields.get(key)?;
            let number = reader.number(node, &format!("'{key}'"), (0, 127))?;
            Some(number as u8)
        };
        let (off, on, flash) = (value("off"), value("on"), value("flash"));
        for (control, address) in controls {
            if let Err((message, hint)) = may_be_shown(control, address, has_motors, &mut seen) {
                reader.report(place, message, hint);
                break;
            }
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

/// Whether a control can be shown by a message, and why not.
fn may_be_shown(
    control: Control,
    address: Address,
    has_motors: bool,
    seen: &mut HashSet<Address>,
) -> Result<(), (&'static str, &'static str)> {
    if !seen.insert(address) {
        let hint = "give every light and motor a message of its own";
        return Err(("two controls hear the same message", hint));
    }
    if address.kind == Kind::Program {
        let hint = "write cc, note or bend";
        return Err(("lights and motors hear no programs", hint));
    }
    if control.is_fader() && !has_motors {
        let hint = "remove it here, or write 'motors: yes' below the device's name if they do";
        return Err((
            "only faders with motors hear something, and this device is not said to have any",
            hint,
        ));
    }
    Ok(())
}

type Entry<'n> = (&'n Node, Fields<'n>, Vec<(Control, Address)>);

fn read_block<'n>(
    reader: &mut Reader,
    node: &'n Node,
    what: &str,
    keys: &[&str],
) -> Vec<Entry<'n>> {
    let known = names();
    let mut entries = Vec::new();
    for (key, _, value) in reader.entries(node, what) {
        let Some(name) = reader.word(key, "a control", &known) else {
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
    let kinds = [
        ("cc", Kind::Cc),
        ("note", Kind::Note),
        ("bend", Kind::Bend),
        ("program", Kind::Program),
    ];
    let given: Vec<_> = kinds
        .into_iter()
        .filter_map(|(key, kind)| Some((kind, fields.get(key)?)))
        .collect();
    let [(kind, node)] = given[..] else {
        let hint = "write one of cc: N, note: N, bend: CHANNEL, program: N";
        reader.report(value, "one kind of message is needed", hint);
        return Vec::new();
    };
    let limits = match kind {
        Kind::Bend => (1, 16),
        // As people count them.
        Kind::Program => (1, 128),
        Kind::Cc | Kind::Note => (0, 127),
    };
    let numbers = read_numbers(reader, node, limits);
    let channels = fields.get("channel");
    if kind == Kind::Bend {
        if let Some(node) = channels {
            let hint = "write the channels behind 'bend'";
            reader.report(node, "a pitch bend has a channel and no number", hint);
        }
        let address = |number: u8| Address {
            kind,
            channel: number - 1,
            number: 0,
        };
        return numbers.into_iter().map(address).collect();
    }
    let channels = channels.map_or_else(|| vec![1], |node| read_numbers(reader, node, (1, 16)));
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
    let numbers = numbers.into_iter().cycle();
    let pairs = numbers.zip(channels.into_iter().cycle()).take(count);
    let first = u8::from(kind == Kind::Program);
    let address = |(number, channel): (u8, u8)| Address {
        kind,
        channel: channel - 1,
        number: number - first,
    };
    pairs.map(address).collect()
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
