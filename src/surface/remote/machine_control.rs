//! MIDI Machine Control: the transport of a tape machine. Facts: *MIDI Machine Control 1.0*, MIDI Manufacturers Association.

use super::time_code::TimeCode;

/// After F0.
const UNIVERSAL: u8 = 0x7f;
const MACHINE_CONTROL: u8 = 0x06;
/// Commands without anything behind them end here.
const FIRST_LONG: u8 = 0x40;
const LOCATE: u8 = 0x44;
/// A locate that names a time.
const TARGET: u8 = 0x01;

/// What the machine shall do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Order {
    /// It stops, or pauses: for us the same.
    Stop,
    /// It plays.
    Play,
    /// It records.
    Record,
    /// It records no longer.
    RecordEnd,
    /// It goes to a time.
    Locate(TimeCode),
}

/// The orders in a `SysEx`, and the number of who is meant; nothing where it is none.
pub fn parse(body: &[u8]) -> Option<(u8, Vec<Order>)> {
    let [UNIVERSAL, device, MACHINE_CONTROL, rest @ ..] = body else {
        return None;
    };
    let mut rest = rest;
    let mut orders = Vec::new();
    // Several may stand in one message.
    while let [command, behind @ ..] = rest {
        let (data, next) = if *command < FIRST_LONG {
            (&[][..], behind)
        } else {
            let Some((count, behind)) = behind.split_first() else {
                break;
            };
            // What is cut off is no order.
            let Some(parts) = behind.split_at_checked(usize::from(*count)) else {
                break;
            };
            parts
        };
        orders.extend(order(*command, data));
        rest = next;
    }
    Some((*device, orders))
}

fn order(command: u8, data: &[u8]) -> Option<Order> {
    match command {
        0x01 | 0x09 => Some(Order::Stop),
        0x02 | 0x03 => Some(Order::Play),
        0x06 => Some(Order::Record),
        0x07 => Some(Order::RecordEnd),
        LOCATE => match *data {
            [TARGET, hours, minutes, seconds, frames, parts] => {
                let time = TimeCode::of_bytes([hours, minutes, seconds, frames])?;
                // With bit 5 of the frames, the last byte is a status.
                let is_status = frames & 0x20 != 0;
                Some(Order::Locate(time.and_parts(if is_status {
                    0
                } else {
                    parts
                })))
            }
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Found = Option<(u8, Vec<Order>)>;

    #[test]
    fn orders_are_understood_alone_and_in_a_row() {
        let at = |bytes, parts| TimeCode::of_bytes(bytes).unwrap().and_parts(parts);
        #[rustfmt::skip]
        let rows: &[(&[u8], Found)] = &[
            (&[0x7f, 0x7f, 6, 1], Some((0x7f, vec![Order::Stop]))),
            (&[0x7f, 3, 6, 2], Some((3, vec![Order::Play]))),
            (
                &[0x7f, 3, 6, 3, 6],
                Some((3, vec![Order::Play, Order::Record])),
            ),
            (
                &[0x7f, 3, 6, 7, 9],
                Some((3, vec![Order::RecordEnd, Order::Stop])),
            ),
            (
                &[0x7f, 0, 6, 0x44, 6, 1, 0x21, 2, 3, 4, 50, 2],
                Some((0, vec![Order::Locate(at([0x21, 2, 3, 4], 50)), Order::Play])),
            ),
            // Rewinding, a masked write, and then stop.
            (
                &[0x7f, 0, 6, 5, 0x40, 2, 1, 2, 1],
                Some((0, vec![Order::Stop])),
            ),
            // Cut off, an impossible time, and no machine control.
            (&[0x7f, 0, 6, 0x44, 6, 1, 0], Some((0, vec![]))),
            (&[0x7f, 0, 6, 0x44], Some((0, vec![]))),
            (
                &[0x7f, 0, 6, 0x44, 6, 1, 0x21, 61, 3, 4, 0],
                Some((0, vec![])),
            ),
            (&[0x7f, 0, 2, 1], None),
            (&[0x7f], None),
        ];
        for (body, expected) in rows {
            assert_eq!(parse(body), *expected, "{body:02x?}");
        }
    }
}
