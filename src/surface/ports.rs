//! Names of MIDI ports, and which device they belong to.

use crate::show::mapping_file::DeviceFile;

/// Clients that are never surfaces: the sequencer's own loop, the far side of a USB gadget, and we.
const NEVER: [&str; 3] = ["Midi Through", "f_midi", OWN_CLIENT];
/// Our own sequencer clients.
pub const OWN_CLIENT: &str = "Headroom";
/// Numbers of ALSA clients: those of devices begin here, those of programs there.
const FIRST_DEVICE: u32 = 16;
const FIRST_PROGRAM: u32 = 128;
/// What bridges write before the name of the device.
const BRIDGES: [&str; 3] = ["a2j:", "Midi-Bridge:", "alsa_midi:"];

/// True when an ALSA port of that name ("client:port 20:0") is the device's.
pub fn matches(device: &DeviceFile, port: &str) -> bool {
    if is_never(port) {
        return false;
    }
    let name = without_number(port);
    // Names of clients may contain colons.
    let parts = name
        .match_indices(':')
        .map(|(at, _)| (&name[..at], &name[at + 1..]));
    let mut parts = parts.filter(|(client, port)| !client.is_empty() && !port.is_empty());
    let any = |patterns: &[String], text: &str| patterns.iter().any(|wanted| glob(wanted, text));
    parts.any(|(client, port)| {
        any(&device.clients, client) && (device.ports.is_empty() || any(&device.ports, port))
    })
}

/// True when a JACK port of that name belongs to the device: the name behind a bridge's, or of the
/// client, begins with the device's.
pub fn is_peer(device: &DeviceFile, peer: &str) -> bool {
    let name = behind_bridge(peer);
    let any = |name: &str| device.clients.iter().any(|client| glob(client, name));
    cuts(name).any(|at| any(&name[..at]))
}

/// The device that a JACK port belongs to, as far as its name says.
pub fn device_of(peer: &str) -> &str {
    let name = behind_bridge(peer);
    let end = cuts(name).min().unwrap_or(name.len());
    &name[..end]
}

fn behind_bridge(peer: &str) -> &str {
    let bridge = BRIDGES.iter().find_map(|bridge| peer.strip_prefix(bridge));
    bridge.unwrap_or(peer)
}

/// Where a device's name may end: where the additions of clients and bridges begin.
fn cuts(name: &str) -> impl Iterator<Item = usize> {
    let ends = [":", " [", " (", " MIDI"];
    let number = |at: &usize| name[at + 1..].starts_with(|c: char| c.is_ascii_digit());
    let blanks = name.match_indices(' ').map(|(at, _)| at).filter(number);
    ends.into_iter()
        .filter_map(|end| name.find(end))
        .chain(blanks)
}

/// True for clients that are never surfaces.
pub fn is_never(port: &str) -> bool {
    NEVER.iter().any(|name| port.starts_with(name))
}

/// True for the first port of a device, by its ALSA name; programs have high numbers, and are none.
pub fn is_first_of_device(port: &str) -> bool {
    let numbers = port.rsplit_once(' ').map(|(_, numbers)| numbers);
    let numbers = numbers.and_then(|numbers| numbers.split_once(':'));
    numbers.is_some_and(|(client, port)| {
        let client = client.parse::<u32>().ok();
        client.is_some_and(|number| (FIRST_DEVICE..FIRST_PROGRAM).contains(&number)) && port == "0"
    })
}

/// True for a port of the device, though it may be another one than the one to use.
pub fn is_of(device: &DeviceFile, port: &str) -> bool {
    let name = without_number(port);
    let clients = name.match_indices(':').map(|(at, _)| &name[..at]);
    let mut clients = clients.filter(|client| !client.is_empty());
    clients.any(|client| device.clients.iter().any(|wanted| glob(wanted, client)))
}

/// A port's name without the numbers of client and port, which are another device's after the next
/// replug.
pub fn without_number(port: &str) -> &str {
    match port.rsplit_once(' ') {
        Some((name, numbers)) if is_numbers(numbers) => name,
        _ => port,
    }
}

fn is_numbers(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once(':')
        .is_some_and(|(client, port)| digits(client) && digits(port))
}

/// Compares without regard to case; `*` stands for anything.
pub(super) fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.to_lowercase(), text.to_lowercase());
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let mut pieces = pieces.peekable();
    if pieces.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return rest.ends_with(piece);
        }
        let Some(at) = rest.find(piece) else {
            return false;
        };
        rest = &rest[at + piece.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        #[rustfmt::skip]
        let rows = [
            ("abc", "ABC", true), ("abc", "abcd", false), ("abc*", "abcd", true), ("*c", "abc", true),
            ("a*c", "abc", true), ("a*c", "ab", false), ("*b*", "abc", true), ("*", "", true),
            ("a*a", "a", false), ("a*b*c", "a1b2c", true), ("", "", true),
        ];
        for (pattern, text, expected) in rows {
            assert_eq!(glob(pattern, text), expected, "{pattern} {text}");
        }
    }
}
