//! MIDI messages between the audio thread and the thread that follows surfaces.
//!
//! ```text
//! JACK port ─► process ── Sender ═ring═ Receiver ──► bridge ──► surface
//! JACK port ◄─ process ── Receiver ═ring═ Sender ◄───────────── surface
//! ```
//! A message travels in parts of fixed size, so that a `SysEx` of several hundred bytes needs no
//! memory of its own. It goes whole or not at all.

use crossbeam_channel::Sender as ChannelSender;
use rtrb::{Consumer, Producer, RingBuffer};
use std::thread::Thread;

/// Longest message, in bytes; longer ones are left out. A nanoKONTROL2's scene has 402.
pub const MAX_MESSAGE: usize = 1024;
/// Bytes in a part.
const PART: usize = 26;
/// Parts that a ring holds: some seconds of a busy surface.
const PARTS: usize = 2048;

/// A piece of a message.
#[derive(Clone, Copy, Debug)]
struct Part {
    frame: u32,
    /// More of the same message follows.
    more: bool,
    len: u8,
    bytes: [u8; PART],
}

/// Puts messages into a ring.
#[derive(Debug)]
pub struct Sender {
    ring: Producer<Part>,
}

/// Takes messages out of a ring, one at a time.
#[derive(Debug)]
pub struct Receiver {
    ring: Consumer<Part>,
    bytes: Box<[u8; MAX_MESSAGE]>,
    len: usize,
    frame: u32,
    complete: bool,
}

/// A ring of messages. Allocates.
pub fn new_ring() -> (Sender, Receiver) {
    let (producer, consumer) = RingBuffer::new(PARTS);
    let receiver = Receiver {
        ring: consumer,
        bytes: Box::new([0; MAX_MESSAGE]),
        len: 0,
        frame: 0,
        complete: false,
    };
    (Sender { ring: producer }, receiver)
}

impl Sender {
    /// Hands over a message with the frame that it belongs to. False when it is empty or too long,
    /// or when there is no room: then nothing of it was sent.
    pub fn send(&mut self, frame: u32, message: &[u8]) -> bool {
        let parts = message.len().div_ceil(PART);
        if parts == 0 || message.len() > MAX_MESSAGE || self.ring.slots() < parts {
            return false;
        }
        for (at, piece) in message.chunks(PART).enumerate() {
            let mut bytes = [0; PART];
            for (to, from) in bytes.iter_mut().zip(piece) {
                *to = *from;
            }
            let part = Part {
                frame,
                more: at + 1 < parts,
                len: piece.len() as u8,
                bytes,
            };
            // There is room for all of them.
            let _ = self.ring.push(part);
        }
        true
    }

    /// True when the other end is gone.
    pub fn is_abandoned(&self) -> bool {
        self.ring.is_abandoned()
    }
}

impl Receiver {
    /// The message at the front, with its frame; the same one until [`Self::done`].
    pub fn message(&mut self) -> Option<(u32, &[u8])> {
        while !self.complete {
            let part = self.ring.pop().ok()?;
            self.take(&part);
        }
        Some((self.frame, self.bytes.get(..self.len).unwrap_or_default()))
    }

    /// The message at the front has been dealt with.
    pub fn done(&mut self) {
        self.len = 0;
        self.complete = false;
    }

    /// True when the other end is gone.
    pub fn is_abandoned(&self) -> bool {
        self.ring.is_abandoned()
    }

    fn take(&mut self, part: &Part) {
        self.frame = part.frame;
        let new = part.bytes.iter().take(usize::from(part.len));
        for (to, from) in self.bytes.iter_mut().skip(self.len).zip(new) {
            *to = *from;
        }
        self.len = MAX_MESSAGE.min(self.len + usize::from(part.len));
        self.complete = !part.more;
    }
}

/// The bridge's ends of the two rings of one client.
#[derive(Debug)]
pub struct Ends {
    /// What came in at the client's MIDI input.
    pub input: Receiver,
    /// What shall leave at its MIDI output.
    pub output: Sender,
}

/// Who is connected to one pair of MIDI ports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Peers {
    /// The port that speaks to us: one, because the streams of two are one stream.
    pub source: Option<String>,
    /// The ports that listen to us.
    pub listeners: Vec<String>,
}

/// What the audio backend tells the bridge.
#[derive(Debug)]
pub enum News {
    /// A client has opened its pairs of MIDI ports.
    Opened(Vec<Ends>),
    /// Other ports are connected to a pair now; pairs count from 0.
    Peers(usize, Peers),
    /// A connection was cut, for this reason: for people.
    Refused(String),
    /// The client is gone.
    Closed,
}

/// What an audio backend needs to carry MIDI.
#[derive(Clone, Debug)]
pub struct Plug {
    /// To the bridge.
    pub news: ChannelSender<News>,
    /// Its thread, to be unparked when something came in.
    pub bridge: Thread,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_any_length_arrive_whole_and_in_order() {
        let (mut sender, mut receiver) = new_ring();
        let long: Vec<u8> = (0..402).map(|at| (at % 128) as u8).collect();
        assert!(receiver.message().is_none());
        assert!(sender.send(7, &[0x90, 1, 2]));
        assert!(sender.send(8, &long));
        assert_eq!(receiver.message(), Some((7, &[0x90, 1, 2][..])));
        assert_eq!(receiver.message(), Some((7, &[0x90, 1, 2][..])));
        receiver.done();
        assert_eq!(receiver.message(), Some((8, &long[..])));
        receiver.done();
        assert!(receiver.message().is_none());
    }

    #[test]
    fn what_does_not_fit_is_not_sent_in_pieces() {
        let (mut sender, mut receiver) = new_ring();
        assert!(!sender.send(0, &[]));
        assert!(!sender.send(0, &[0; MAX_MESSAGE + 1]));
        let mut sent = 0;
        while sender.send(0, &[0x7f; MAX_MESSAGE]) {
            sent += 1;
        }
        for _ in 0..sent {
            assert_eq!(receiver.message().unwrap().1.len(), MAX_MESSAGE);
            receiver.done();
        }
        assert!(receiver.message().is_none());
    }
}
