//! How samples stand in a wave file that is written.

/// The name of whole numbers and of floats in an extensible header, behind their first two bytes.
const KIND: [u8; 14] = *b"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71";

/// How samples are stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SampleFormat {
    /// 32-bit floats: nothing is lost, not even beyond full scale.
    #[default]
    Float32,
    /// 24-bit whole numbers, to exchange; full scale is the limit.
    Whole24,
    /// 16-bit whole numbers, as on a CD; full scale is the limit.
    Whole16,
}

impl SampleFormat {
    /// Bytes of a sample.
    pub fn bytes(self) -> usize {
        match self {
            Self::Float32 => 4,
            Self::Whole24 => 3,
            Self::Whole16 => 2,
        }
    }

    /// The body of `fmt `: plain for 16 bits and floats on one or two channels, which everything reads; extensible for 24
    /// bits, where editors believe no other, and for more channels, where a mask says which loudspeakers they are for.
    pub(super) fn header(self, channels: u16, rate: u32, mask: u32) -> Vec<u8> {
        let bytes = self.bytes() as u16;
        let block = bytes * channels;
        let is_plain = self != Self::Whole24 && channels <= 2;
        let tag = if is_plain { self.tag() } else { 0xfffe };
        let mut body = tag.to_le_bytes().to_vec();
        body.extend(channels.to_le_bytes());
        body.extend(rate.to_le_bytes());
        body.extend((rate * u32::from(block)).to_le_bytes());
        body.extend(block.to_le_bytes());
        body.extend((8 * bytes).to_le_bytes());
        match (is_plain, self) {
            (true, Self::Whole16) => {}
            // The extended part is empty; sox misses it otherwise.
            (true, _) => body.extend([0; 2]),
            (false, _) => {
                body.extend(22_u16.to_le_bytes());
                body.extend((8 * bytes).to_le_bytes());
                body.extend(mask.to_le_bytes());
                body.extend(self.tag().to_le_bytes());
                body.extend(KIND);
            }
        }
        body
    }

    /// What the format is called in a header: 1 for whole numbers, 3 for floats.
    fn tag(self) -> u16 {
        match self {
            Self::Float32 => 3,
            Self::Whole24 | Self::Whole16 => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The formats that other programs expect: plain where they can be, extensible where they have to be.
    #[test]
    fn a_header_is_as_plain_as_it_may_be() {
        for (format, channels, tag, length) in [
            (SampleFormat::Whole16, 2, 1, 16),
            (SampleFormat::Float32, 1, 3, 18),
            (SampleFormat::Whole24, 1, 0xfffe, 40),
            (SampleFormat::Float32, 3, 0xfffe, 40),
        ] {
            let body = format.header(channels, 48_000, 0);
            let found = u16::from_le_bytes([body[0], body[1]]);
            assert_eq!((found, body.len()), (tag, length), "{format:?} {channels}");
        }
    }
}
