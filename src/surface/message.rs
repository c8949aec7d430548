//! MIDI messages, and the parser that finds them in any bytes.

/// Longest `SysEx` that is kept; the longest that any device of ours sends has 402 bytes.
const MAX_SYSEX: usize = 1024;

/// The bytes of a reset, of a tick, and of a piece of a time.
const RESET: u8 = 0xff;
const CLOCK: u8 = 0xf8;
const QUARTER_FRAME: u8 = 0xf1;

/// A message that a surface may send or receive. Channels count from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A key, pressed while the velocity is above 0.
    Note {
        /// Channel.
        channel: u8,
        /// Number of the key.
        number: u8,
        /// 0 is released.
        velocity: u8,
    },
    /// A controller.
    Control {
        /// Channel.
        channel: u8,
        /// Number of the controller.
        number: u8,
        /// Its value.
        value: u8,
    },
    /// Pitch bend, 0…16383.
    Bend {
        /// Channel.
        channel: u8,
        /// Its value.
        value: u16,
    },
    /// Channel pressure: the meters of Mackie's protocol.
    Pressure {
        /// Channel.
        channel: u8,
        /// Its value.
        value: u8,
    },
    /// Pressure of one key.
    Poly {
        /// Channel.
        channel: u8,
        /// Number of the key.
        number: u8,
        /// Its value.
        value: u8,
    },
    /// A choice of program.
    Program {
        /// Channel.
        channel: u8,
        /// Its number, from 0.
        number: u8,
    },
    /// Everything between F0 and F7, without either.
    SysEx(Vec<u8>),
    /// The device has begun anew.
    Reset,
    /// A tick of a clock, of which a beat has 24.
    Clock,
    /// A piece of a time, MTC: its number and its value.
    QuarterFrame(u8),
}

impl Message {
    /// True for what clocks and times send all the time.
    pub fn is_timing(&self) -> bool {
        matches!(self, Self::Clock | Self::QuarterFrame(_))
    }

    /// The message as bytes on the wire.
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Note {
                channel,
                number,
                velocity,
            } => vec![0x90 | channel, *number, *velocity],
            Self::Control {
                channel,
                number,
                value,
            } => vec![0xb0 | channel, *number, *value],
            Self::Bend { channel, value } => {
                vec![0xe0 | channel, (value & 0x7f) as u8, (value >> 7) as u8]
            }
            Self::Poly {
                channel,
                number,
                value,
            } => vec![0xa0 | channel, *number, *value],
            Self::Pressure { channel, value } => vec![0xd0 | channel, *value],
            Self::Program { channel, number } => vec![0xc0 | channel, *number],
            Self::SysEx(body) => [&[0xf0], &body[..], &[0xf7]].concat(),
            Self::Reset => vec![RESET],
            Self::Clock => vec![CLOCK],
            Self::QuarterFrame(data) => vec![QUARTER_FRAME, *data],
        }
    }
}

/// Finds messages in a stream of bytes: running status, real-time bytes anywhere, broken `SysEx`.
/// Whatever is no message of use to us is left out.
#[derive(Clone, Debug, Default)]
pub struct Parser {
    /// Status that the next data bytes belong to; 0 for none.
    status: u8,
    first: Option<u8>,
    sysex: Option<Vec<u8>>,
}

impl Parser {
    /// Takes one byte; a message when it was the last of one.
    pub fn take(&mut self, byte: u8) -> Option<Message> {
        match byte {
            // Real time, at any place, even within a SysEx.
            RESET => Some(Message::Reset),
            CLOCK => Some(Message::Clock),
            0xf9..=0xfe => None,
            0x80..=0xf7 => self.take_status(byte),
            data => self.take_data(data),
        }
    }

    /// All messages that end within `bytes`.
    pub fn take_all(&mut self, bytes: &[u8]) -> Vec<Message> {
        bytes.iter().filter_map(|byte| self.take(*byte)).collect()
    }

    fn take_status(&mut self, status: u8) -> Option<Message> {
        let body = self.sysex.take();
        self.first = None;
        // System messages end running status; what stood in an unfinished SysEx is lost.
        let counts = status < 0xf0 || status == QUARTER_FRAME;
        self.status = if counts { status } else { 0 };
        match status {
            0xf0 => {
                self.sysex = Some(Vec::new());
                None
            }
            0xf7 => body.map(Message::SysEx),
            // Song position and the like: their data bytes belong to nobody.
            _ => None,
        }
    }

    fn take_data(&mut self, data: u8) -> Option<Message> {
        if let Some(body) = &mut self.sysex {
            body.push(data);
            if body.len() > MAX_SYSEX {
                self.sysex = None;
            }
            return None;
        }
        if self.status == QUARTER_FRAME {
            self.status = 0;
            return Some(Message::QuarterFrame(data));
        }
        let (kind, channel) = (self.status & 0xf0, self.status & 0x0f);
        match (kind, self.first.take()) {
            (0, _) => None,
            (0xc0, _) => Some(Message::Program {
                channel,
                number: data,
            }),
            (0xd0, _) => Some(Message::Pressure {
                channel,
                value: data,
            }),
            (_, None) => {
                self.first = Some(data);
                None
            }
            (_, Some(first)) => long(kind, channel, first, data),
        }
    }
}

/// A message of two data bytes.
fn long(kind: u8, channel: u8, first: u8, second: u8) -> Option<Message> {
    match kind {
        0x80 | 0x90 => Some(Message::Note {
            channel,
            number: first,
            velocity: if kind == 0x80 { 0 } else { second },
        }),
        0xa0 => Some(Message::Poly {
            channel,
            number: first,
            value: second,
        }),
        0xb0 => Some(Message::Control {
            channel,
            number: first,
            value: second,
        }),
        0xe0 => Some(Message::Bend {
            channel,
            value: u16::from(first) | u16::from(second) << 7,
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(bytes: &[u8]) -> Vec<Message> {
        Parser::default().take_all(bytes)
    }

    fn note(number: u8, velocity: u8) -> Message {
        Message::Note {
            channel: 0,
            number,
            velocity,
        }
    }

    #[test]
    fn streams_are_understood_as_the_standard_says() {
        let sysex = |body: &[u8]| Message::SysEx(body.to_vec());
        let rows: &[(&str, &[u8], &[Message])] = &[
            ("plain", &[0x90, 1, 2], &[note(1, 2)]),
            ("note off", &[0x80, 1, 64], &[note(1, 0)]),
            ("running", &[0x90, 1, 2, 3, 4], &[note(1, 2), note(3, 4)]),
            ("sense inside", &[0x90, 0xf9, 1, 0xfe, 2], &[note(1, 2)]),
            (
                "clock inside",
                &[0x90, 0xf8, 1, 2],
                &[Message::Clock, note(1, 2)],
            ),
            (
                "time",
                &[0x90, 1, 0xf1, 0x25, 0xf1, 3, 7, 0x90, 1, 2],
                &[
                    Message::QuarterFrame(0x25),
                    Message::QuarterFrame(3),
                    note(1, 2),
                ],
            ),
            ("cut time", &[0xf1, 0x90, 1, 2], &[note(1, 2)]),
            ("orphans", &[1, 2, 0xf7, 0x90, 1, 2], &[note(1, 2)]),
            (
                "sysex",
                &[0xf0, 1, 0xf8, 2, 0xf7],
                &[Message::Clock, sysex(&[1, 2])],
            ),
            ("cut sysex", &[0xf0, 1, 0x90, 1, 2], &[note(1, 2)]),
            ("cut by sysex", &[0xf0, 1, 0xf0, 2, 0xf7], &[sysex(&[2])]),
            ("ended running", &[0x90, 1, 2, 0xf6, 3, 4], &[note(1, 2)]),
            ("cut note", &[0x90, 1, 0x90, 5, 6], &[note(5, 6)]),
            ("song position", &[0xf2, 1, 2, 0x90, 1, 2], &[note(1, 2)]),
        ];
        for (name, bytes, expected) in rows {
            assert_eq!(parse(bytes), *expected, "{name}");
        }
    }

    fn any_message() -> impl Strategy<Value = Message> {
        let seven = 0_u8..128;
        prop_oneof![
            (0_u8..16, seven.clone(), seven.clone()).prop_map(|(channel, number, velocity)| {
                Message::Note {
                    channel,
                    number,
                    velocity,
                }
            }),
            (0_u8..16, seven.clone(), seven.clone()).prop_map(|(channel, number, value)| {
                Message::Control {
                    channel,
                    number,
                    value,
                }
            }),
            (0_u8..16, seven.clone(), seven.clone()).prop_map(|(channel, number, value)| {
                Message::Poly {
                    channel,
                    number,
                    value,
                }
            }),
            (0_u8..16, 0_u16..16384).prop_map(|(channel, value)| Message::Bend { channel, value }),
            (0_u8..16, seven.clone())
                .prop_map(|(channel, value)| Message::Pressure { channel, value }),
            (0_u8..16, seven.clone())
                .prop_map(|(channel, number)| Message::Program { channel, number }),
            Just(Message::Clock),
            Just(Message::Reset),
            (0_u8..128).prop_map(Message::QuarterFrame),
            prop::collection::vec(seven, 0..40).prop_map(Message::SysEx),
        ]
    }

    proptest! {
        #[test]
        fn no_bytes_do_harm_and_a_good_message_after_them_is_heard(
            bytes in prop::collection::vec(any::<u8>(), 0..300),
            message in any_message(),
        ) {
            let mut parser = Parser::default();
            parser.take_all(&bytes);
            prop_assert_eq!(parser.take_all(&message.bytes()), vec![message]);
        }
    }
}
