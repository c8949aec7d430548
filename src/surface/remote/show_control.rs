//! MIDI Show Control: which cue shall go, by whom. Facts: *MIDI Show Control 1.1.1*, MIDI Manufacturers Association.

/// After F0.
const UNIVERSAL: u8 = 0x7f;
const SHOW_CONTROL: u8 = 0x02;
/// Kinds of devices that a console is one of: sound, and all.
const FORMATS: [u8; 2] = [0x10, 0x7f];
/// Commands.
const GO: u8 = 0x01;
const STOP: u8 = 0x02;
const RESUME: u8 = 0x03;
const TIMED_GO: u8 = 0x04;
/// Bytes of the time of a timed GO; the cue has times of its own.
const TIME: usize = 5;
/// Between the parts of a cue.
const GAP: u8 = 0;
/// Longest part of a cue that is looked at.
const LONGEST: usize = 24;

/// What shall become of a cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// It goes; without a number, the next one.
    Go,
    /// It is held where it is; without a number, whatever runs.
    Stop,
    /// It goes on.
    Resume,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The number of who is meant.
    pub device: u8,
    /// What shall happen.
    pub order: Order,
    /// Which cue, as it is written.
    pub cue: Option<String>,
    /// In which list.
    pub list: Option<String>,
}

/// The order in a `SysEx`; nothing where it is none, or none for a console.
pub fn parse(body: &[u8]) -> Option<Command> {
    let [UNIVERSAL, device, SHOW_CONTROL, format, command, data @ ..] = body else {
        return None;
    };
    if !FORMATS.contains(format) {
        return None;
    }
    let (order, data) = match *command {
        GO => (Order::Go, data),
        STOP => (Order::Stop, data),
        RESUME => (Order::Resume, data),
        TIMED_GO => (Order::Go, data.get(TIME..)?),
        _ => return None,
    };
    let mut parts = data.split(|byte| *byte == GAP).map(text);
    let cue = parts.next().flatten();
    let list = parts.next().flatten();
    Some(Command {
        device: *device,
        order,
        cue,
        list,
    })
}

/// A part of a cue; nothing where it is empty.
fn text(part: &[u8]) -> Option<String> {
    let part = part.get(..part.len().min(LONGEST))?;
    // Bytes of a SysEx are below 80.
    (!part.is_empty()).then(|| part.iter().map(|byte| char::from(*byte)).collect())
}

/// A number as this console writes them: without zeros in front, and without a point behind.
pub fn plain(number: &str) -> &str {
    let number = number.trim_end_matches('.');
    let shorter = number.trim_start_matches('0');
    if shorter.is_empty() || shorter.starts_with('.') {
        number
    } else {
        shorter
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(device: u8, order: Order, cue: Option<&str>, list: Option<&str>) -> Command {
        Command {
            device,
            order,
            cue: cue.map(str::to_owned),
            list: list.map(str::to_owned),
        }
    }

    #[test]
    fn the_bytes_of_the_standard_are_understood() {
        #[rustfmt::skip]
        let rows: &[(&[u8], Option<Command>)] = &[
            (&[0x7f, 1, 2, 0x10, 1, 0x31, 0x32], Some(command(1, Order::Go, Some("12"), None))),
            (&[0x7f, 0x7f, 2, 0x7f, 1, 0x35, 0, 0x31], Some(command(0x7f, Order::Go, Some("5"), Some("1")))),
            (&[0x7f, 0, 2, 0x10, 1], Some(command(0, Order::Go, None, None))),
            (&[0x7f, 0, 2, 0x10, 1, 0], Some(command(0, Order::Go, None, None))),
            (&[0x7f, 0, 2, 0x10, 2], Some(command(0, Order::Stop, None, None))),
            (&[0x7f, 0, 2, 0x10, 3, 0x31], Some(command(0, Order::Resume, Some("1"), None))),
            (&[0x7f, 0, 2, 0x10, 4, 0, 0, 1, 0, 0, 0x37], Some(command(0, Order::Go, Some("7"), None))),
            (b"\x7f\x01\x02\x10\x01235.6\x0036.6\x0059", Some(command(1, Order::Go, Some("235.6"), Some("36.6")))),
            // A timed GO without its time, light, a command that is not followed, and no show control.
            (&[0x7f, 0, 2, 0x10, 4, 0], None),
            (&[0x7f, 0, 2, 0x01, 1], None),
            (&[0x7f, 0, 2, 0x10, 7, 1], None),
            (&[0x7f, 0, 6, 0x10, 1], None),
            (&[0x7e, 0, 2, 0x10, 1], None),
            (&[], None),
        ];
        for (body, expected) in rows {
            assert_eq!(parse(body), *expected, "{body:02x?}");
        }
        for (number, expected) in [
            ("007", "7"),
            ("1.0", "1.0"),
            ("0.5", "0.5"),
            ("3.", "3"),
            ("0", "0"),
            ("", ""),
        ] {
            assert_eq!(plain(number), expected, "{number}");
        }
    }
}
