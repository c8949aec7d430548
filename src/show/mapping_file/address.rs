//! Messages that belong to controls: which one, and how it counts.

/// Kind of a message with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Controller; 7 bits.
    Cc,
    /// Controller with its fine half 32 numbers above; 14 bits.
    Cc14,
    /// Key; 7 bits.
    Note,
    /// Pitch bend; 14 bits, one per channel.
    Bend,
    /// A choice of program, of devices whose keys send that.
    Program,
    /// Channel pressure; 7 bits, one per channel.
    Pressure,
    /// Pressure of one key; 7 bits.
    Poly,
    /// Parameter that is not registered; 14 bits.
    Nrpn,
    /// Registered parameter; 14 bits.
    Rpn,
}

impl Kind {
    /// The words for it in files.
    pub const WORDS: [(&'static str, Self); 9] = [
        ("cc", Self::Cc),
        ("cc14", Self::Cc14),
        ("note", Self::Note),
        ("bend", Self::Bend),
        ("program", Self::Program),
        ("pressure", Self::Pressure),
        ("poly", Self::Poly),
        ("nrpn", Self::Nrpn),
        ("rpn", Self::Rpn),
    ];

    /// The word for it in files.
    pub fn word(self) -> &'static str {
        let found = Self::WORDS.iter().find(|(_, kind)| *kind == self);
        found.map_or("", |(word, _)| word)
    }

    /// True where a channel has one, so that its numbers in files are channels.
    pub fn is_of_channel(self) -> bool {
        matches!(self, Self::Bend | Self::Pressure)
    }

    /// The numbers that files may write.
    pub fn numbers(self) -> (u32, u32) {
        match self {
            Self::Bend | Self::Pressure => (1, 16),
            // As people count them.
            Self::Program => (1, 128),
            Self::Cc14 => (0, 31),
            Self::Nrpn | Self::Rpn => (0, 16_383),
            Self::Cc | Self::Note | Self::Poly => (0, 127),
        }
    }

    /// Its largest value.
    pub fn most(self) -> u16 {
        match self {
            Self::Cc14 | Self::Bend | Self::Nrpn | Self::Rpn => 16_383,
            Self::Cc | Self::Note | Self::Program | Self::Pressure | Self::Poly => 127,
        }
    }
}

/// What a key sends when it is pressed and let go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sends {
    /// A value when it is pressed, 0 when it is let go.
    #[default]
    Momentary,
    /// One message at every press: on, off, on, off.
    Toggle,
    /// How hard it is pressed, all the time.
    Pressure,
    /// The same value at every press, and nothing when it is let go.
    AlwaysOn,
}

impl Sends {
    /// The words for it in files.
    pub const WORDS: [(&'static str, Self); 4] = [
        ("momentary", Self::Momentary),
        ("toggle", Self::Toggle),
        ("pressure", Self::Pressure),
        ("always-on", Self::AlwaysOn),
    ];
}

/// Which message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    /// Its kind.
    pub kind: Kind,
    /// Its channel, from 0.
    pub channel: u8,
    /// Its number; 0 for what a channel has one of.
    pub number: u16,
}

impl Address {
    /// A message of the kinds that have numbers of 7 bits.
    pub fn new(kind: Kind, channel: u8, number: u8) -> Self {
        Self {
            kind,
            channel,
            number: u16::from(number),
        }
    }

    /// The plain messages that it consists of; two controls that share one are confused.
    pub fn parts(self) -> Vec<Self> {
        match self.kind {
            Kind::Cc14 => [0, 32]
                .map(|half| Self {
                    kind: Kind::Cc,
                    number: self.number + half,
                    ..self
                })
                .to_vec(),
            _ => vec![self],
        }
    }
}

/// How a knob says how far it was turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turns {
    /// Bit 6 is the direction (set: left), the rest counts: 01 is right, 41 is left.
    Signed,
    /// The same the other way round: 41 is right, 01 is left.
    SignedLeft,
    /// Two's complement of 7 bits: 01 is right, 7F is left.
    Complement,
    /// Distance from 64: 41 is right, 3F is left.
    Offset,
    /// Every message is so many clicks to the right.
    Right,
    /// Every message is so many clicks to the left.
    Left,
}

impl Turns {
    /// The words for it in files.
    pub const WORDS: [(&'static str, Self); 6] = [
        ("signed", Self::Signed),
        ("signed-left", Self::SignedLeft),
        ("complement", Self::Complement),
        ("offset", Self::Offset),
        ("right", Self::Right),
        ("left", Self::Left),
    ];

    /// How far a knob was turned that sent this value, to the right above 0.
    pub fn clicks(self, value: u16) -> i32 {
        let value = i32::from(value & 0x7f);
        // Some devices say 0 for one click.
        let signed = |value: i32| {
            let count = (value & 0x3f).max(1);
            if value & 0x40 == 0 { count } else { -count }
        };
        match self {
            Self::Signed => signed(value),
            Self::SignedLeft => -signed(value),
            Self::Complement if value >= 64 => value - 128,
            Self::Complement => value,
            Self::Offset => value - 64,
            Self::Right => value.max(1),
            Self::Left => -value.max(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_counted_in_every_way() {
        let rows = [
            (Turns::Signed, 0x01, 1),
            (Turns::Signed, 0x41, -1),
            (Turns::Signed, 0x47, -7),
            (Turns::Signed, 0x00, 1),
            (Turns::SignedLeft, 0x41, 1),
            (Turns::SignedLeft, 0x03, -3),
            (Turns::Complement, 0x01, 1),
            (Turns::Complement, 0x7f, -1),
            (Turns::Offset, 0x41, 1),
            (Turns::Offset, 0x3f, -1),
            (Turns::Right, 0x01, 1),
            (Turns::Left, 0x01, -1),
        ];
        for (turns, value, expected) in rows {
            assert_eq!(turns.clicks(value), expected, "{turns:?} {value:02x}");
        }
    }
}
