//! What was learnt, in words: for people, and as device files have it.

use crate::show::mapping_file::{Address, Kind};

/// An address for people.
pub(crate) fn words(address: Address) -> String {
    let channel = address.channel + 1;
    match address.kind {
        Kind::Bend => format!("pitch bend on channel {channel}"),
        Kind::Pressure => format!("pressure on channel {channel}"),
        Kind::Program => format!("program {} on channel {channel}", address.number + 1),
        kind => format!("{} {} on channel {channel}", kind.word(), address.number),
    }
}

/// Addresses as the file has them: one kind, and one channel or one number.
pub(super) fn address_words(addresses: &[Address]) -> String {
    let Some(first) = addresses.first() else {
        return String::new();
    };
    let channels: Vec<u16> = addresses.iter().map(|a| u16::from(a.channel) + 1).collect();
    // Programs count from 1.
    let base = u16::from(first.kind == Kind::Program);
    let numbers: Vec<u16> = addresses.iter().map(|a| a.number + base).collect();
    let key = first.kind.word();
    if first.kind.is_of_channel() {
        return format!("{key}: {}", list(&channels));
    }
    let one = |all: &[u16]| all.iter().all(|item| *item == all[0]);
    let numbers = if one(&numbers) {
        &numbers[..1]
    } else {
        &numbers
    };
    if channels == vec![1; channels.len()] {
        return format!("{key}: {}", list(numbers));
    }
    let channels = if one(&channels) {
        &channels[..1]
    } else {
        &channels
    };
    format!("{key}: {}, channel: {}", list(numbers), list(channels))
}

/// Numbers as the file has them: runs where there are any.
fn list(numbers: &[u16]) -> String {
    let mut runs: Vec<(u16, u16)> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(number) => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let runs: Vec<String> = runs
        .iter()
        .map(|(first, last)| {
            if first == last {
                first.to_string()
            } else {
                format!("{first}-{last}")
            }
        })
        .collect();
    match &runs[..] {
        [run] => run.clone(),
        runs => format!("[ {} ]", runs.join(", ")),
    }
}

/// A name in quotes, as YAML reads it.
pub(super) fn quoted(name: &str) -> String {
    let escaped = name.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}
