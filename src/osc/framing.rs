//! Packets on a stream: with their length in front (OSC 1.0), or between marks (OSC 1.1, SLIP of RFC 1055).
//! The first byte tells which: lengths begin with 0, because no packet is so long.

use super::limits::FRAME;

const END: u8 = 0xC0;
const ESCAPE: u8 = 0xDB;
const ESCAPED_END: u8 = 0xDC;
const ESCAPED_ESCAPE: u8 = 0xDD;

/// How packets lie on a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Four bytes of length, then the packet.
    Length,
    /// The packet between two marks.
    Slip,
}

impl Framing {
    /// A packet as it goes onto the stream.
    pub fn frame(self, packet: &[u8]) -> Vec<u8> {
        match self {
            Self::Length => {
                let mut framed = (packet.len() as u32).to_be_bytes().to_vec();
                framed.extend(packet);
                framed
            }
            Self::Slip => {
                let mut framed = vec![END];
                for byte in packet {
                    match *byte {
                        END => framed.extend([ESCAPE, ESCAPED_END]),
                        ESCAPE => framed.extend([ESCAPE, ESCAPED_ESCAPE]),
                        byte => framed.push(byte),
                    }
                }
                framed.push(END);
                framed
            }
        }
    }
}

/// The stream is none of packets; its client is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no OSC stream, or a packet longer than {FRAME} bytes")]
pub struct FrameError;

/// Takes packets out of a stream.
#[derive(Debug, Default)]
pub struct Unframer {
    framing: Option<Framing>,
    waiting: Vec<u8>,
}

impl Unframer {
    /// How the client frames its packets, once a byte has come.
    pub fn framing(&self) -> Option<Framing> {
        self.framing
    }

    /// Takes what came; the packets that are whole now.
    ///
    /// # Errors
    /// The stream cannot be read any further.
    pub fn take(&mut self, bytes: &[u8]) -> Result<Vec<Vec<u8>>, FrameError> {
        let framing = match (self.framing, bytes.first()) {
            (Some(framing), _) => framing,
            (None, None) => return Ok(Vec::new()),
            (None, Some(0)) => Framing::Length,
            (None, Some(&END)) => Framing::Slip,
            (None, Some(_)) => return Err(FrameError),
        };
        self.framing = Some(framing);
        self.waiting.extend(bytes);
        let packets = match framing {
            Framing::Length => self.by_length()?,
            Framing::Slip => self.by_mark()?,
        };
        if self.waiting.len() > 2 * FRAME {
            return Err(FrameError);
        }
        Ok(packets)
    }

    fn by_length(&mut self) -> Result<Vec<Vec<u8>>, FrameError> {
        let mut packets = Vec::new();
        let mut rest = &self.waiting[..];
        while let Some((head, body)) = rest.split_first_chunk::<4>() {
            let length = u32::from_be_bytes(*head) as usize;
            if length > FRAME {
                return Err(FrameError);
            }
            let Some((packet, after)) = body.split_at_checked(length) else {
                break;
            };
            packets.push(packet.to_vec());
            rest = after;
        }
        let left = rest.len();
        self.waiting.drain(..self.waiting.len() - left);
        Ok(packets)
    }

    fn by_mark(&mut self) -> Result<Vec<Vec<u8>>, FrameError> {
        let mut packets = Vec::new();
        let mut rest = &self.waiting[..];
        while let Some(end) = rest.iter().position(|byte| *byte == END) {
            if end > 0 {
                packets.push(unescaped(&rest[..end])?);
            }
            rest = &rest[end + 1..];
        }
        let left = rest.len();
        self.waiting.drain(..self.waiting.len() - left);
        Ok(packets)
    }
}

fn unescaped(bytes: &[u8]) -> Result<Vec<u8>, FrameError> {
    let mut packet = Vec::with_capacity(bytes.len());
    let mut bytes = bytes.iter();
    while let Some(byte) = bytes.next() {
        packet.push(match (*byte, *byte == ESCAPE) {
            (byte, false) => byte,
            (_, true) => match bytes.next() {
                Some(&ESCAPED_END) => END,
                Some(&ESCAPED_ESCAPE) => ESCAPE,
                _ => return Err(FrameError),
            },
        });
    }
    Ok(packet)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn packets_come_back_however_the_stream_is_cut(
            packets in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..40), 1..6),
            cut in 1usize..17,
        ) {
            for framing in [Framing::Length, Framing::Slip] {
                let stream: Vec<u8> = packets.iter().flat_map(|packet| framing.frame(packet)).collect();
                let mut unframer = Unframer::default();
                let mut found = Vec::new();
                for piece in stream.chunks(cut) {
                    found.extend(unframer.take(piece).unwrap());
                }
                prop_assert_eq!(&found, &packets);
                prop_assert_eq!(unframer.framing(), Some(framing));
            }
        }
    }

    #[test]
    fn what_is_no_stream_of_packets_is_refused() {
        assert_eq!(Unframer::default().take(b"GET / HTTP/1.1"), Err(FrameError));
        assert_eq!(Unframer::default().take(&[0, 2, 0, 0]), Err(FrameError));
        let endless = vec![1; 3 * FRAME];
        let mut unframer = Unframer::default();
        unframer.take(&[END]).unwrap();
        assert_eq!(unframer.take(&endless), Err(FrameError));
    }
}
