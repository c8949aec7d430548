//! Messages that only together are a value: controllers with a fine half, and numbered parameters.

use super::message::Message;
use crate::show::mapping_file::{Address, Kind};
use std::collections::{HashMap, HashSet};

/// Controllers by which a numbered parameter is chosen and set.
const DATA: u8 = 6;
const DATA_FINE: u8 = 38;
const NRPN_FINE: u8 = 98;
const NRPN: u8 = 99;
const RPN_FINE: u8 = 100;
const RPN: u8 = 101;
/// No parameter is chosen.
const NOTHING: u16 = 0x3fff;

/// Finds values that come in several messages, where the device's file says that there are any.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    /// Controllers with a fine half: the coarse one, and what is known of it.
    pairs: HashMap<Address, Pair>,
    /// Channels with numbered parameters, and the one that is chosen there.
    chosen: HashMap<u8, Chosen>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Pair {
    coarse: u8,
    /// Its fine half was heard once: the coarse one waits for it.
    is_fine: bool,
}

#[derive(Clone, Copy, Debug)]
struct Chosen {
    kind: Kind,
    number: u16,
    coarse: u8,
}

impl Default for Chosen {
    fn default() -> Self {
        Self {
            kind: Kind::Nrpn,
            number: NOTHING,
            coarse: 0,
        }
    }
}

impl Decoder {
    /// For these messages.
    pub fn new(addresses: &[Address]) -> Self {
        let of = |wanted: &'static [Kind]| {
            let addresses = addresses.iter().copied();
            addresses.filter(move |address| wanted.contains(&address.kind))
        };
        let pairs = of(&[Kind::Cc14]).map(|address| (address, Pair::default()));
        let channels: HashSet<u8> = of(&[Kind::Nrpn, Kind::Rpn])
            .map(|address| address.channel)
            .collect();
        Self {
            pairs: pairs.collect(),
            chosen: channels
                .into_iter()
                .map(|channel| (channel, Chosen::default()))
                .collect(),
        }
    }

    /// What a message says, as far as it is whole.
    pub fn hear(&mut self, message: &Message) -> Option<(Address, u16)> {
        let plain = |kind, channel, number, value: u8| {
            Some((Address::new(kind, channel, number), u16::from(value)))
        };
        match *message {
            Message::Note {
                channel,
                number,
                velocity,
            } => plain(Kind::Note, channel, number, velocity),
            Message::Poly {
                channel,
                number,
                value,
            } => plain(Kind::Poly, channel, number, value),
            Message::Pressure { channel, value } => plain(Kind::Pressure, channel, 0, value),
            // A key's program has no value; it is pressed.
            Message::Program { channel, number } => plain(Kind::Program, channel, number, 127),
            Message::Bend { channel, value } => Some((Address::new(Kind::Bend, channel, 0), value)),
            Message::Control {
                channel,
                number,
                value,
            } => self.hear_control(channel, number, value),
            Message::SysEx(_) | Message::Reset | Message::Clock | Message::QuarterFrame(_) => None,
        }
    }

    fn hear_control(&mut self, channel: u8, number: u8, value: u8) -> Option<(Address, u16)> {
        if let Some(pair) = self
            .pairs
            .get_mut(&Address::new(Kind::Cc14, channel, number))
        {
            pair.coarse = value;
            // Of a device that sends no fine halves the coarse one is all that there is.
            let whole = u16::from(value) << 7 | u16::from(value);
            let address = Address::new(Kind::Cc14, channel, number);
            return (!pair.is_fine).then_some((address, whole));
        }
        if let Some(coarse) = number.checked_sub(32) {
            let address = Address::new(Kind::Cc14, channel, coarse);
            if let Some(pair) = self.pairs.get_mut(&address) {
                pair.is_fine = true;
                return Some((address, u16::from(pair.coarse) << 7 | u16::from(value)));
            }
        }
        if let Some(chosen) = self.chosen.get_mut(&channel)
            && matches!(number, DATA | DATA_FINE | NRPN_FINE..=RPN)
        {
            return chosen.hear(channel, number, value);
        }
        Some((Address::new(Kind::Cc, channel, number), u16::from(value)))
    }
}

impl Chosen {
    fn hear(&mut self, channel: u8, number: u8, value: u8) -> Option<(Address, u16)> {
        let (low, high) = (u16::from(value), u16::from(value) << 7);
        match number {
            NRPN | RPN => self.number = self.number & 0x7f | high,
            NRPN_FINE | RPN_FINE => self.number = self.number & 0x3f80 | low,
            DATA => self.coarse = value,
            _ => {}
        }
        match number {
            NRPN | NRPN_FINE => self.kind = Kind::Nrpn,
            RPN | RPN_FINE => self.kind = Kind::Rpn,
            _ => {}
        }
        let value = match number {
            DATA => high | low,
            DATA_FINE => u16::from(self.coarse) << 7 | low,
            _ => return None,
        };
        let address = Address {
            kind: self.kind,
            channel,
            number: self.number,
        };
        (self.number != NOTHING).then_some((address, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::surface::message::Parser;

    fn hear(addresses: &[Address], bytes: &[u8]) -> Vec<(Address, u16)> {
        let mut decoder = Decoder::new(addresses);
        let messages = Parser::default().take_all(bytes);
        messages.iter().filter_map(|m| decoder.hear(m)).collect()
    }

    #[test]
    fn a_fine_half_completes_its_controller_and_is_a_key_where_nobody_says_so() {
        let fader = Address::new(Kind::Cc14, 0, 7);
        let bytes = [0xb0, 7, 100, 0xb0, 39, 5, 0xb0, 7, 101, 0xb0, 39, 6];
        let found = hear(&[fader], &bytes);
        // The first coarse one may be all that the device has; later ones wait.
        let expected = [100 * 128 + 100, 100 * 128 + 5, 101 * 128 + 6];
        assert_eq!(found, expected.map(|value| (fader, value)));
        let plain = hear(&[], &[0xb0, 39, 5]);
        assert_eq!(plain, [(Address::new(Kind::Cc, 0, 39), 5)]);
    }

    #[test]
    fn numbered_parameters_keep_their_number_until_another_is_chosen() {
        let address = |kind, number| Address {
            kind,
            channel: 2,
            number,
        };
        let known = [address(Kind::Nrpn, 300)];
        let bytes = [
            0xb2, 99, 2, 0xb2, 98, 44, 0xb2, 6, 64, 0xb2, 38, 1, 0xb2, 6, 65, 0xb2, 101, 0, 0xb2,
            100, 1, 0xb2, 6, 3, 0xb2, 101, 127, 0xb2, 100, 127, 0xb2, 6, 9,
        ];
        let expected = [
            (address(Kind::Nrpn, 300), 64 << 7 | 64),
            (address(Kind::Nrpn, 300), 64 << 7 | 1),
            (address(Kind::Nrpn, 300), 65 * 128 + 65),
            (address(Kind::Rpn, 1), 3 << 7 | 3),
        ];
        assert_eq!(hear(&known, &bytes), expected);
        // On other channels, 6 is a controller like any other.
        assert_eq!(
            hear(&known, &[0xb0, 6, 1]),
            [(Address::new(Kind::Cc, 0, 6), 1)]
        );
    }
}
