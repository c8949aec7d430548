//! Reads a wave file from its beginning to its end, by blocks.

use super::super::unreadable::Unreadable;
use super::chunks::{self, Length};
use super::format::Format;
use super::head::TakeMarker;
use super::markers::Origin;
use super::samples;
use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};

/// Bytes that are read at a time.
const BLOCK: usize = 64 * 1024;

/// A wave file that is being read.
#[derive(Debug)]
pub struct WaveReader<S = File> {
    source: S,
    format: Format,
    /// Byte at which the sound begins.
    begins: u64,
    /// Frames of the whole file.
    frames: u64,
    /// Bytes of sound that have not been read from the file.
    left: u64,
    /// Whole frames, read from the file.
    block: Vec<u8>,
    /// Bytes of the block that are behind us.
    at: usize,
    /// Bytes of the block that the last advance took.
    taken: usize,
    notes: Vec<String>,
    markers: Vec<TakeMarker>,
    origin: Option<Origin>,
}

impl<S: Read + Seek> WaveReader<S> {
    /// Reads the head of a file of `length` bytes.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(mut source: S, length: u64) -> Result<Self, Unreadable> {
        let chunks = chunks::read(&mut source, length)?;
        let format = Format::of(&chunks.format)?;
        let bytes = chunks.data.end - chunks.data.start;
        let frame_bytes = format.frame_bytes() as u64;
        let frames = bytes / frame_bytes;
        let notes = notes(&format, chunks.length, bytes);
        source.seek(SeekFrom::Start(chunks.data.start))?;
        Ok(Self {
            source,
            format,
            begins: chunks.data.start,
            frames,
            left: frames * frame_bytes,
            block: Vec::new(),
            at: 0,
            taken: 0,
            notes,
            markers: chunks.markers,
            origin: chunks.origin,
        })
    }

    /// Samples of a frame.
    pub fn channels(&self) -> usize {
        self.format.channels
    }

    /// In Hz.
    pub fn rate(&self) -> u32 {
        self.format.rate
    }

    /// Its length.
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// What a person should know of it, as sentences that go on behind its name.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Where it comes from, where it says so.
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    /// Places with names, in order.
    pub fn markers(&self) -> &[TakeMarker] {
        &self.markers
    }

    /// Goes on by up to so many frames; the number of those that [`WaveReader::copy`] gives now, 0 at the end.
    ///
    /// # Errors
    /// The file cannot be read any more, or has become shorter.
    pub fn advance(&mut self, frames: usize) -> Result<usize, Unreadable> {
        self.at += self.taken;
        self.taken = 0;
        if self.at == self.block.len() {
            self.refill()?;
        }
        let frame_bytes = self.format.frame_bytes();
        let frames = frames.min((self.block.len() - self.at) / frame_bytes);
        self.taken = frames * frame_bytes;
        Ok(frames)
    }

    /// Goes to a frame; behind the last one, to the end.
    ///
    /// # Errors
    /// The file cannot be read any more.
    pub fn seek(&mut self, frame: u64) -> Result<(), Unreadable> {
        let frame_bytes = self.format.frame_bytes() as u64;
        let frame = frame.min(self.frames);
        self.source
            .seek(SeekFrom::Start(self.begins + frame * frame_bytes))?;
        self.left = (self.frames - frame) * frame_bytes;
        self.block.clear();
        (self.at, self.taken) = (0, 0);
        Ok(())
    }

    /// Fills `out` with a channel of the frames of the last advance.
    pub fn copy(&self, channel: usize, out: &mut [f32]) {
        let bytes = &self.block[self.at..self.at + self.taken];
        let place = (
            channel * self.format.encoding.bytes(),
            self.format.frame_bytes(),
        );
        samples::copy(self.format.encoding, bytes, place, out);
    }

    fn refill(&mut self) -> Result<(), Unreadable> {
        let frame_bytes = self.format.frame_bytes();
        let most = (BLOCK / frame_bytes * frame_bytes) as u64;
        let count = self.left.min(most);
        self.block.resize(count as usize, 0);
        self.at = 0;
        let read = read_full(&mut self.source, &mut self.block)? as u64;
        if read < count {
            let at = self.frames - (self.left - read) / frame_bytes as u64;
            return Err(Unreadable::of(format!(
                "became shorter while it was read: it ends after {:.3} seconds now; save it anew",
                at as f64 / f64::from(self.format.rate)
            )));
        }
        self.left -= count;
        Ok(())
    }
}

/// Reads until the block is full or the file ends; how many bytes that were.
fn read_full(source: &mut impl Read, block: &mut [u8]) -> std::io::Result<usize> {
    let mut read = 0;
    while read < block.len() {
        match source.read(&mut block[read..]) {
            Ok(0) => break,
            Ok(count) => read += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}

/// What is said of a file of so many bytes of sound.
fn notes(format: &Format, length: Length, bytes: u64) -> Vec<String> {
    let seconds = |bytes: u64| {
        let frames = bytes / format.frame_bytes() as u64;
        frames as f64 / f64::from(format.rate)
    };
    let all = seconds(bytes);
    let note = match length {
        Length::Right if bytes < format.frame_bytes() as u64 => "has no sound in it".to_owned(),
        Length::Right if bytes.is_multiple_of(format.frame_bytes() as u64) => return Vec::new(),
        Length::Right => "ends within a frame; that one is left out".to_owned(),
        Length::Unknown => format!(
            "does not say how long it is, as if its recorder had died; all of its {all:.3} seconds are read"
        ),
        Length::TooLong(said) => format!(
            "breaks off after {all:.3} seconds, though its header promises {:.3}; what is there is read",
            seconds(said)
        ),
        Length::TooShort(said) => format!(
            "goes on behind the {:.3} seconds that its header promises, as if its recorder had died; all of its \
             {all:.3} seconds are read",
            seconds(said)
        ),
    };
    vec![note]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    /// Reads everything, or as far as it goes; what is allocated does not depend on what a header says.
    fn read_all(bytes: &[u8]) -> Option<u64> {
        let mut reader = WaveReader::new(Cursor::new(bytes), bytes.len() as u64).ok()?;
        assert!(reader.frames() <= bytes.len() as u64);
        let mut read = 0;
        let mut out = [0.0; 100];
        loop {
            let frames = reader.advance(100).ok()?;
            assert!(reader.block.capacity() <= 2 * BLOCK);
            if frames == 0 {
                return Some(read);
            }
            for channel in 0..reader.channels() {
                reader.copy(channel, &mut out[..frames]);
            }
            read += frames as u64;
        }
    }

    fn chunk(id: &[u8], body: &[u8]) -> Vec<u8> {
        [id, &(body.len() as u32).to_le_bytes(), body].concat()
    }

    /// A file whose parts are in order, but for what the parameters say.
    fn file(id: &[u8], format: &[u8], chunks: &[Vec<u8>]) -> Vec<u8> {
        [
            id,
            &[0; 4],
            b"WAVE",
            &chunk(b"fmt ", format),
            &chunks.concat(),
        ]
        .concat()
    }

    fn id() -> impl Strategy<Value = [u8; 4]> {
        prop_oneof![Just(*b"RIFF"), Just(*b"RF64"), Just(*b"BW64")]
    }

    fn format() -> impl Strategy<Value = Vec<u8>> {
        let tag = prop_oneof![
            Just(1_u16),
            Just(3),
            Just(6),
            Just(7),
            Just(0xfffe),
            any::<u16>()
        ];
        let channels = prop_oneof![1_u16..9, any::<u16>()];
        let rate = prop_oneof![Just(48_000_u32), any::<u32>()];
        let bits = prop_oneof![
            Just(8_u16),
            Just(16),
            Just(20),
            Just(24),
            Just(32),
            Just(64),
            any::<u16>()
        ];
        (
            tag,
            channels,
            rate,
            bits,
            0_u16..9,
            proptest::collection::vec(any::<u8>(), 0..30),
        )
            .prop_map(|(tag, channels, rate, bits, bytes, more)| {
                [
                    &tag.to_le_bytes()[..],
                    &channels.to_le_bytes(),
                    &rate.to_le_bytes(),
                    &[0; 4],
                    &channels.wrapping_mul(bytes).to_le_bytes(),
                    &bits.to_le_bytes(),
                    &more,
                ]
                .concat()
            })
    }

    fn some_chunk() -> impl Strategy<Value = Vec<u8>> {
        let id = prop_oneof![
            Just(*b"data"),
            Just(*b"ds64"),
            Just(*b"fmt "),
            Just(*b"bext"),
            any::<[u8; 4]>()
        ];
        let size = prop_oneof![
            Just(None),
            any::<u32>().prop_map(Some),
            Just(Some(u32::MAX))
        ];
        (id, size, proptest::collection::vec(any::<u8>(), 0..300)).prop_map(|(id, size, body)| {
            let size = size.unwrap_or(body.len() as u32);
            [&id[..], &size.to_le_bytes(), &body].concat()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn any_bytes_give_a_file_or_a_word(
            id in id(),
            bytes in proptest::collection::vec(any::<u8>(), 0..400),
        ) {
            read_all(&bytes);
            read_all(&[&id[..], &bytes].concat());
            read_all(&[&id[..], b"abcdWAVE", &bytes].concat());
        }

        #[test]
        fn any_chunks_give_a_file_or_a_word(
            id in id(),
            format in format(),
            chunks in proptest::collection::vec(some_chunk(), 0..5),
            cut in any::<proptest::sample::Index>(),
        ) {
            let bytes = file(&id, &format, &chunks);
            read_all(&bytes);
            read_all(&bytes[..cut.index(bytes.len())]);
        }

        #[test]
        fn all_frames_of_a_whole_file_are_read(frames in 0_usize..3000, channels in 1_u16..65) {
            let format = [
                &3_u16.to_le_bytes()[..],
                &channels.to_le_bytes(),
                &48_000_u32.to_le_bytes(),
                &[0; 4],
                &(4 * channels).to_le_bytes(),
                &32_u16.to_le_bytes(),
            ]
            .concat();
            let data = vec![0x3f; 4 * usize::from(channels) * frames];
            let bytes = file(b"RIFF", &format, &[chunk(b"data", &data)]);
            prop_assert_eq!(read_all(&bytes), Some(frames as u64));
        }
    }

    #[test]
    fn a_file_of_nothing_but_empty_chunks_is_given_up() {
        let chunks = vec![chunk(b"JUNK", b""); 20_000];
        let bytes = file(b"RIFF", &[0; 16], &chunks);
        let error = WaveReader::new(Cursor::new(&bytes), bytes.len() as u64).unwrap_err();
        assert!(
            error.to_string().starts_with("has more than 10000 chunks"),
            "{error}"
        );
    }

    #[test]
    fn a_file_that_shrinks_while_it_is_read() {
        let format = b"\x01\0\x01\0\x80\xbb\0\0\0\0\0\0\x02\0\x10\0";
        let bytes = file(b"RIFF", format, &[chunk(b"data", &vec![1; 96_000])]);
        let length = bytes.len() as u64;
        let mut reader = WaveReader::new(Cursor::new(&bytes[..70_000]), length).unwrap();
        let mut read = 0;
        let error = loop {
            match reader.advance(1000) {
                Ok(frames) => read += frames,
                Err(error) => break error,
            }
        };
        assert_eq!(read, BLOCK / 2);
        let expected =
            "became shorter while it was read: it ends after 0.729 seconds now; save it anew";
        assert_eq!(error.to_string(), expected);
    }
}
