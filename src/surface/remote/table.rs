//! A table of messages that set parameters, and tell how they stand.

use crate::show::mapping_file::{Address, Kind};
use crate::show::remote::RemoteParameter;
use crate::surface::decode::Decoder;
use crate::surface::message::Message;
use std::collections::HashMap;
use std::time::Instant;

/// A parameter, and how the other side knows it to stand.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Which one, and by which message.
    pub parameter: RemoteParameter,
    /// The number that was said or told last.
    pub known: Option<u16>,
    /// When it was said last.
    pub heard: Option<Instant>,
}

/// What a remote control sets.
#[derive(Debug, Default)]
pub struct Table {
    /// The parameters.
    pub rows: Vec<Row>,
    places: HashMap<Address, usize>,
    decoder: Decoder,
}

impl Table {
    /// A table of these.
    pub fn new(parameters: &[RemoteParameter]) -> Self {
        let addresses: Vec<Address> = parameters.iter().map(|row| row.address).collect();
        let rows = parameters.iter().map(|parameter| Row {
            parameter: *parameter,
            known: None,
            heard: None,
        });
        Self {
            rows: rows.collect(),
            places: addresses.iter().copied().zip(0..).collect(),
            decoder: Decoder::new(&addresses),
        }
    }

    /// The row that a message belongs to, and its number.
    pub fn hear(&mut self, message: &Message) -> Option<(&mut Row, u16)> {
        let (address, raw) = self.decoder.hear(message)?;
        let at = self.places.get(&address)?;
        Some((self.rows.get_mut(*at)?, raw))
    }

    /// Nobody there knows anything.
    pub fn clear(&mut self) {
        for row in &mut self.rows {
            row.known = None;
        }
    }
}

/// The messages of a value.
pub fn messages(address: Address, value: u16) -> Vec<Message> {
    let Address {
        kind,
        channel,
        number,
    } = address;
    let (high, low) = ((value >> 7) as u8, (value & 0x7f) as u8);
    let (number_high, number_low) = ((number >> 7) as u8, (number & 0x7f) as u8);
    let control = |number, value| Message::Control {
        channel,
        number,
        value,
    };
    let numbered = |coarse| {
        vec![
            control(coarse, number_high),
            control(coarse - 1, number_low),
            control(6, high),
            control(38, low),
        ]
    };
    match kind {
        Kind::Cc => vec![control(number_low, low)],
        Kind::Cc14 => vec![control(number_low, high), control(number_low + 32, low)],
        Kind::Note => vec![Message::Note {
            channel,
            number: number_low,
            velocity: low,
        }],
        Kind::Bend => vec![Message::Bend { channel, value }],
        Kind::Pressure => vec![Message::Pressure {
            channel,
            value: low,
        }],
        Kind::Poly => vec![Message::Poly {
            channel,
            number: number_low,
            value: low,
        }],
        Kind::Nrpn => numbered(99),
        Kind::Rpn => numbered(101),
        Kind::Program => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::surface::message::Parser;
    use proptest::prelude::*;

    fn any_address() -> impl Strategy<Value = Address> {
        let kinds = [
            Kind::Cc,
            Kind::Cc14,
            Kind::Note,
            Kind::Bend,
            Kind::Pressure,
            Kind::Poly,
            Kind::Nrpn,
            Kind::Rpn,
        ];
        (
            prop::sample::select(kinds.to_vec()),
            0_u8..16,
            0_u16..16_383,
        )
            .prop_map(|(kind, channel, number)| {
                let (_, most) = kind.numbers();
                let number = if kind.is_of_channel() {
                    0
                } else {
                    number % (most as u16)
                };
                Address {
                    kind,
                    channel,
                    number,
                }
            })
    }

    proptest! {
        #[test]
        fn what_is_told_is_what_would_be_heard(address in any_address(), value in 0_u16..16_384) {
            let value = value % (address.kind.most() + 1);
            let mut decoder = Decoder::new(&[address]);
            let mut heard = None;
            for message in messages(address, value) {
                for message in Parser::default().take_all(&message.bytes()) {
                    heard = decoder.hear(&message).or(heard);
                }
            }
            prop_assert_eq!(heard, Some((address, value)));
        }
    }
}
