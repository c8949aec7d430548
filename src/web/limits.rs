//! What a phone may ask of the server, so that none is in another's way.

use std::time::Duration;

/// Most phones at once.
pub const PHONES: usize = 64;
/// Most connections of those who have shown no token yet; one more takes the place of the oldest.
pub const STRANGERS: usize = 96;
/// The same of one address.
pub const STRANGERS_OF_ONE: usize = 32;
/// How long a request, and the showing of a token, may take.
pub const HELLO: Duration = Duration::from_secs(5);
/// A phone that was silent for so long is gone: the page says something every second.
pub const SILENT: Duration = Duration::from_secs(10);
/// How long one message may take to be written.
pub const WRITE: Duration = Duration::from_secs(4);
/// Longest head of a request, in bytes.
pub const HEAD: usize = 16_384;
/// Longest message of a phone, in bytes.
pub const MESSAGE: usize = 8192;
/// Messages of a phone per second; more are read later, and the phone waits.
pub const MESSAGES_PER_SECOND: u32 = 100;
/// Messages that may wait to be written to a phone; one that reads too slowly is dropped. More than the answers to all
/// that it may say at once: after a hole in the network everything arrives together.
pub const WAITING: usize = 256;
/// Messages of all phones that may wait for the server.
pub const ARRIVED: usize = 4096;
/// What was touched so much longer ago than other messages took is not done any more.
pub const LATE: f64 = 1.0;
/// Intents of a phone that may wait until the console takes them.
pub const INTENTS: usize = 256;
/// Longest name that a person gives himself, in characters.
pub const NAME: usize = 20;
