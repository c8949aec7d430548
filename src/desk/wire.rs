//! The desk link's words on a socket: frames, and the messages of both sides.
//!
//! A frame is its length (u32, little-endian) and one message in postcard. A length above
//! [`FRAME_LIMIT`] ends the link, and memory grows only with bytes that really came.

use crate::control::feed::Update;
use crate::control::intent::{Answer, Hello, Intent, Refusal};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};

/// Longest message, in bytes. The first update of the largest console is a tenth of it.
pub const FRAME_LIMIT: usize = 4 << 20;

/// What a program speaks: its version, and a sum over its sources. Messages have the form that the sources give them,
/// so two programs understand each other where both are made of the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialect {
    /// Version of the program.
    pub version: String,
    /// Sum over the sources.
    pub sources: u64,
}

/// What a client says. The first variant keeps its form for ever: other versions must read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToConsole {
    /// The first message: what the client speaks and who it is.
    Hello(Dialect, Hello),
    /// An intent that wants an answer under this number.
    Ask(u64, Intent),
    /// An intent without an answer.
    Send(Intent),
}

/// What the console says. The first variants keep their form for ever.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToClient {
    /// The console speaks something else; the link ends.
    VersionMismatch(Dialect),
    /// No more than this many clients at once; the link ends.
    Full(u32),
    /// The client is connected.
    Welcome,
    /// The answer to an ask.
    Answer(u64, Result<Answer, Refusal>),
    /// What changed.
    Update(Box<Update>),
}

/// Why a message did not get across.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// The other end closed the link.
    #[error("the other end closed the link")]
    Closed,
    /// The socket failed.
    #[error(transparent)]
    Io(io::Error),
    /// A frame is longer than allowed.
    #[error("a message of {found} bytes is too long; at most {FRAME_LIMIT} are possible")]
    TooLong {
        /// Its length.
        found: usize,
    },
    /// The bytes are no message.
    #[error("not a message: {0}")]
    Garbage(postcard::Error),
}

impl From<io::Error> for WireError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::ConnectionReset => Self::Closed,
            _ => Self::Io(error),
        }
    }
}

impl Dialect {
    /// What this program speaks.
    pub fn ours() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            sources: u64::from_str_radix(env!("HEADROOM_SOURCES"), 16).unwrap_or_default(),
        }
    }

    /// The version for people; builds of one version from different sources are told apart.
    pub fn named_beside(&self, other: &Self) -> String {
        if self.version == other.version {
            format!("{} (sources {:016x})", self.version, self.sources)
        } else {
            self.version.clone()
        }
    }
}

/// Writes one message as one frame.
///
/// # Errors
/// The link is closed or fails, or the message is too long.
pub fn write<T: Serialize>(to: &mut impl Write, message: &T) -> Result<(), WireError> {
    let mut frame = postcard::to_extend(message, vec![0; 4]).map_err(WireError::Garbage)?;
    let length = frame.len() - 4;
    if length > FRAME_LIMIT {
        return Err(WireError::TooLong { found: length });
    }
    frame[..4].copy_from_slice(&(length as u32).to_le_bytes());
    to.write_all(&frame)?;
    Ok(())
}

/// Reads one frame; blocks until it is whole.
///
/// # Errors
/// The link is closed or fails, or what comes is no message.
pub fn read<T: DeserializeOwned>(from: &mut impl Read) -> Result<T, WireError> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > FRAME_LIMIT {
        return Err(WireError::TooLong { found: length });
    }
    let mut message = Vec::new();
    from.take(length as u64).read_to_end(&mut message)?;
    if message.len() < length {
        return Err(WireError::Closed);
    }
    match postcard::take_from_bytes(&message) {
        Ok((message, [])) => Ok(message),
        Ok(_) => Err(WireError::Garbage(postcard::Error::DeserializeBadEncoding)),
        Err(error) => Err(WireError::Garbage(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::intent::{Scope, Transfer};
    use crate::param::{NodeId, ParamAddr, Plain};
    use proptest::prelude::*;

    #[test]
    fn messages_survive_the_way_there_and_back() {
        let addr = ParamAddr::parse("ch/1/send/2/level").unwrap();
        let to = vec![NodeId::bus(2), NodeId::MAIN];
        let scope = Scope::Section("gate".to_owned());
        let transfer = Transfer::CopyTo(NodeId::strip(1), to, scope);
        let sent = [
            ToConsole::Ask(7, Intent::Set(addr, Plain::OFF)),
            ToConsole::Send(Intent::SetMany(vec![(addr, Plain(-6.0))])),
            ToConsole::Ask(8, Intent::Transfer(transfer)),
        ];
        let mut bytes = Vec::new();
        for message in &sent {
            write(&mut bytes, message).unwrap();
        }
        let mut from = bytes.as_slice();
        for message in sent {
            assert_eq!(read::<ToConsole>(&mut from).unwrap(), message);
        }
        assert!(matches!(
            read::<ToConsole>(&mut from),
            Err(WireError::Closed)
        ));
    }

    #[test]
    fn a_length_that_is_too_long_is_refused_before_anything_is_read() {
        let bytes = u32::MAX.to_le_bytes();
        let error = read::<ToConsole>(&mut bytes.as_slice()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a message of 4294967295 bytes is too long; at most 4194304 are possible"
        );
    }

    #[test]
    fn bytes_after_a_message_are_garbage() {
        let mut bytes = Vec::new();
        write(&mut bytes, &ToClient::Welcome).unwrap();
        bytes[0] += 1;
        bytes.push(0);
        let read = read::<ToClient>(&mut bytes.as_slice());
        assert!(matches!(read, Err(WireError::Garbage(_))), "{read:?}");
    }

    #[test]
    fn half_a_frame_is_a_closed_link() {
        let mut bytes = Vec::new();
        let hello = Hello {
            name: "terminal".to_owned(),
            rights: crate::control::intent::Rights::Mix,
        };
        write(&mut bytes, &ToConsole::Hello(Dialect::ours(), hello)).unwrap();
        for end in 0..bytes.len() {
            let read = read::<ToConsole>(&mut &bytes[..end]);
            assert!(matches!(read, Err(WireError::Closed)), "{end} {read:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            claimed in 0_u32..400,
        ) {
            let mut framed = claimed.to_le_bytes().to_vec();
            framed.extend(&bytes);
            for bytes in [bytes, framed] {
                let _ = read::<ToConsole>(&mut bytes.as_slice());
                let _ = read::<ToClient>(&mut bytes.as_slice());
            }
        }
    }
}
