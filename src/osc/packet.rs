//! OSC 1.0 packets, read and written. Everything is big endian and padded with zeros to four bytes.
//!
//! Reading is lenient where old senders are (no type tags at all: no arguments) and strict where it has to be:
//! nothing is read past its end, and bundles lie at most two deep, so that no packet can exhaust the stack.

/// Bundles within bundles; what lies deeper is refused.
const DEEPEST: usize = 2;
/// The time tag that means "at once".
const AT_ONCE: u64 = 1;
/// What a bundle begins with.
const BUNDLE: &[u8] = b"#bundle\0";

/// An argument. Wider and rarer types are read as the nearest of these.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    /// A whole number, a truth value.
    Int(i32),
    /// A number.
    Float(f32),
    /// A text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

impl Arg {
    /// A text argument.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The number that it is, or that its text spells; never NaN, never infinite.
    pub fn number(&self) -> Option<f32> {
        let number = match self {
            Self::Int(number) => *number as f32,
            Self::Float(number) => *number,
            Self::Text(text) => text.trim().parse().ok()?,
            Self::Blob(_) => return None,
        };
        number.is_finite().then_some(number)
    }

    /// The text that it is.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    fn tag(&self) -> u8 {
        match self {
            Self::Int(_) => b'i',
            Self::Float(_) => b'f',
            Self::Text(_) => b's',
            Self::Blob(_) => b'b',
        }
    }
}

/// A message: an address and its arguments.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// The address; with a slash in front but for a few of the X32's.
    pub address: String,
    /// The arguments.
    pub args: Vec<Arg>,
}

impl Message {
    /// A message.
    pub fn new(address: impl Into<String>, args: Vec<Arg>) -> Self {
        Self {
            address: address.into(),
            args,
        }
    }

    /// The message as bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(64);
        put_text(&mut bytes, self.address.as_bytes());
        let mut tags = vec![b','];
        tags.extend(self.args.iter().map(Arg::tag));
        put_text(&mut bytes, &tags);
        for arg in &self.args {
            match arg {
                Arg::Int(number) => bytes.extend(number.to_be_bytes()),
                Arg::Float(number) => bytes.extend(number.to_be_bytes()),
                Arg::Text(text) => put_text(&mut bytes, text.as_bytes()),
                Arg::Blob(blob) => {
                    bytes.extend((blob.len() as u32).to_be_bytes());
                    bytes.extend(blob);
                    bytes.resize(bytes.len().next_multiple_of(4), 0);
                }
            }
        }
        bytes
    }
}

fn put_text(bytes: &mut Vec<u8>, text: &[u8]) {
    bytes.extend(text);
    bytes.resize((bytes.len() + 1).next_multiple_of(4), 0);
}

/// Messages as bundles to be read at once, none longer than `longest` bytes unless a single message is.
pub fn bundles(messages: &[Message], longest: usize) -> Vec<Vec<u8>> {
    let empty = || {
        let mut bytes = BUNDLE.to_vec();
        bytes.extend(AT_ONCE.to_be_bytes());
        bytes
    };
    let head = empty().len();
    let mut done = Vec::new();
    let mut bundle = empty();
    for message in messages {
        let bytes = message.encode();
        if bundle.len() > head && bundle.len() + 4 + bytes.len() > longest {
            done.push(std::mem::replace(&mut bundle, empty()));
        }
        bundle.extend((bytes.len() as u32).to_be_bytes());
        bundle.extend(bytes);
    }
    if bundle.len() > head {
        done.push(bundle);
    }
    done
}

/// Messages that belong together, and when they are due.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// NTP time: seconds since 1900 in the upper half; nothing for "at once".
    pub time: Option<u64>,
    /// The messages.
    pub messages: Vec<Message>,
}

/// Why a packet is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PacketError {
    /// It ends too early, or is not padded.
    #[error("the packet ends too early")]
    Short,
    /// A text is not UTF-8, or a type tag unknown.
    #[error("the packet holds what no OSC packet holds")]
    Strange,
    /// A bundle within a bundle within a bundle.
    #[error("bundles lie too deep in each other; allowed: {DEEPEST}")]
    Deep,
}

/// Reads a packet: a message, or a bundle of them.
///
/// # Errors
/// It is none; nothing of it counts.
pub fn decode(bytes: &[u8]) -> Result<Vec<Batch>, PacketError> {
    let mut batches = Vec::new();
    if bytes.starts_with(BUNDLE) {
        read_bundle(bytes, 1, &mut batches)?;
    } else {
        let messages = vec![read_message(bytes)?];
        batches.push(Batch {
            time: None,
            messages,
        });
    }
    Ok(batches)
}

fn read_bundle(bytes: &[u8], depth: usize, batches: &mut Vec<Batch>) -> Result<(), PacketError> {
    if depth > DEEPEST {
        return Err(PacketError::Deep);
    }
    let mut reader = Bytes(&bytes[BUNDLE.len()..]);
    let time = u64::from_be_bytes(reader.array()?);
    let mut messages = Vec::new();
    let mut inner = Vec::new();
    while !reader.0.is_empty() {
        let length = u32::from_be_bytes(reader.array()?) as usize;
        let element = reader.take(length)?;
        if element.starts_with(BUNDLE) {
            read_bundle(element, depth + 1, &mut inner)?;
        } else {
            messages.push(read_message(element)?);
        }
    }
    let time = (time != AT_ONCE).then_some(time);
    batches.push(Batch { time, messages });
    batches.append(&mut inner);
    Ok(())
}

fn read_message(bytes: &[u8]) -> Result<Message, PacketError> {
    let mut reader = Bytes(bytes);
    let address = reader.text()?;
    let tags = if reader.0.is_empty() {
        String::new()
    } else {
        reader.text()?
    };
    let tags = match tags.strip_prefix(',') {
        Some(tags) => tags,
        None if tags.is_empty() => "",
        None => return Err(PacketError::Strange),
    };
    let mut args = Vec::new();
    for tag in tags.bytes() {
        args.extend(reader.arg(tag)?);
    }
    Ok(Message { address, args })
}

/// What is left to read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], PacketError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(PacketError::Short)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], PacketError> {
        let taken = self.take(N)?;
        taken.try_into().map_err(|_| PacketError::Short)
    }

    /// A text with its end and padding; what pads the end of a packet may be missing.
    fn text(&mut self) -> Result<String, PacketError> {
        let end = self.0.iter().position(|byte| *byte == 0);
        let end = end.ok_or(PacketError::Short)?;
        let text = std::str::from_utf8(&self.0[..end]).map_err(|_| PacketError::Strange)?;
        let padded = (end + 1).next_multiple_of(4).min(self.0.len());
        self.0 = &self.0[padded..];
        Ok(text.to_owned())
    }

    /// An argument; nothing for types that carry none.
    fn arg(&mut self, tag: u8) -> Result<Option<Arg>, PacketError> {
        Ok(Some(match tag {
            b'i' | b'c' | b'r' | b'm' => Arg::Int(i32::from_be_bytes(self.array()?)),
            b'f' => Arg::Float(f32::from_be_bytes(self.array()?)),
            b'd' => Arg::Float(f64::from_be_bytes(self.array()?) as f32),
            b'h' | b't' => {
                let number = i64::from_be_bytes(self.array()?);
                Arg::Int(number.clamp(i32::MIN.into(), i32::MAX.into()) as i32)
            }
            b's' | b'S' => Arg::Text(self.text()?),
            b'b' => {
                let length = u32::from_be_bytes(self.array()?) as usize;
                let blob = self.take(length)?.to_vec();
                let padding = length.next_multiple_of(4) - length;
                self.0 = self.0.get(padding..).unwrap_or_default();
                Arg::Blob(blob)
            }
            b'T' => Arg::Int(1),
            b'F' => Arg::Int(0),
            b'N' | b'I' | b'[' | b']' => return Ok(None),
            _ => return Err(PacketError::Strange),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one(bytes: &[u8]) -> Message {
        let mut batches = decode(bytes).unwrap();
        batches.remove(0).messages.remove(0)
    }

    #[test]
    fn messages_come_back_as_they_were_written() {
        let message = Message::new(
            "/ch/1/fader",
            vec![
                Arg::Float(-6.5),
                Arg::Int(-3),
                Arg::text("Lead Vox"),
                Arg::Blob(vec![1, 2, 3]),
            ],
        );
        let bytes = message.encode();
        assert_eq!(bytes.len() % 4, 0);
        assert_eq!(one(&bytes), message);
    }

    #[test]
    fn other_implementations_write_and_read_the_same_bytes() {
        use rosc::{OscMessage, OscPacket, OscType, decoder, encoder};
        let args = vec![
            OscType::Float(0.25),
            OscType::String("On".to_owned()),
            OscType::Blob(vec![9; 5]),
            OscType::Int(7),
        ];
        let theirs = OscPacket::Message(OscMessage {
            addr: "/main/fader".to_owned(),
            args,
        });
        let ours = one(&encoder::encode(&theirs).unwrap());
        let again = decoder::decode_udp(&ours.encode()).unwrap().1;
        assert_eq!(again, theirs);
    }

    #[test]
    fn senders_without_type_tags_ask_for_nothing_more_than_an_address() {
        assert_eq!(one(b"/xremote\0\0\0\0").args, []);
        assert_eq!(one(b"/info\0\0\0,\0\0\0").address, "/info");
    }

    #[test]
    fn rare_types_are_read_as_the_nearest_one() {
        let mut bytes = b"/a\0\0,ThdNF\0\0".to_vec();
        bytes.extend(i64::MAX.to_be_bytes());
        bytes.extend(0.5f64.to_be_bytes());
        let expected = [
            Arg::Int(1),
            Arg::Int(i32::MAX),
            Arg::Float(0.5),
            Arg::Int(0),
        ];
        assert_eq!(one(&bytes).args, expected);
    }

    fn nested(depth: usize) -> Vec<u8> {
        let mut bytes = Message::new("/a", Vec::new()).encode();
        for _ in 0..depth {
            let mut outer = BUNDLE.to_vec();
            outer.extend(AT_ONCE.to_be_bytes());
            outer.extend((bytes.len() as u32).to_be_bytes());
            outer.extend(bytes);
            bytes = outer;
        }
        bytes
    }

    #[test]
    fn bundles_are_read_two_deep_and_deeper_ones_are_refused() {
        assert_eq!(decode(&nested(2)).unwrap().len(), 2);
        assert_eq!(decode(&nested(3)), Err(PacketError::Deep));
        assert_eq!(decode(&nested(3000)), Err(PacketError::Deep));
    }

    #[test]
    fn many_messages_become_bundles_that_fit_a_datagram() {
        let message = |number: i32| Message::new("/ch/1/meter", vec![Arg::Int(number)]);
        let messages: Vec<Message> = (0..100).map(message).collect();
        let bundles = bundles(&messages, 500);
        assert!(bundles.iter().all(|bundle| bundle.len() <= 500));
        let read = bundles.iter().flat_map(|bundle| decode(bundle).unwrap());
        let read: Vec<Message> = read.flat_map(|batch| batch.messages).collect();
        assert_eq!(read, messages);
    }

    #[test]
    fn numbers_are_numbers_whatever_their_type_and_never_infinite() {
        assert_eq!(Arg::text(" -6.5 ").number(), Some(-6.5));
        assert_eq!(Arg::Int(3).number(), Some(3.0));
        for arg in [Arg::Float(f32::NAN), Arg::text("inf"), Arg::text("loud")] {
            assert_eq!(arg.number(), None, "{arg:?}");
        }
    }

    proptest! {
        #[test]
        fn noise_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            let _ = decode(&bytes);
        }

        #[test]
        fn broken_packets_are_read_or_refused(cut in 0usize..80, at in 0usize..80, byte in any::<u8>()) {
            let mut bytes = nested(2);
            bytes.extend(Message::new("/b", vec![Arg::text("x"), Arg::Blob(vec![1; 7])]).encode());
            if let Some(place) = bytes.get_mut(at) {
                *place = byte;
            }
            bytes.truncate(bytes.len().saturating_sub(cut));
            let _ = decode(&bytes);
        }
    }
}
