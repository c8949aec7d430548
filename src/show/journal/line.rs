//! Lines with a checksum that covers every line before them.

/// A space, a star, eight hexadecimal digits.
const SEAL: usize = 10;

/// The checksums of a file, line by line. Each covers its own line and all before it, so that a line that is
/// missing, comes twice or stands elsewhere is seen like one that was changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    last: u32,
    loose: bool,
}

impl Chain {
    /// From here on each line stands for itself: the first format.
    pub fn loosen(&mut self) {
        *self = Self {
            last: 0,
            loose: true,
        };
    }

    /// The checksum of the next line.
    fn sum(self, body: &[u8]) -> u32 {
        let mut hasher = crc32fast::Hasher::new_with_initial(self.last);
        hasher.update(body);
        hasher.finalize()
    }

    fn go_on(&mut self, sum: u32) {
        self.last = if self.loose { 0 } else { sum };
    }

    /// Appends a line with its checksum and its end; `body` is a text of one line.
    pub fn seal(&mut self, text: &mut String, body: &str) {
        use std::fmt::Write;
        let sum = self.sum(body.as_bytes());
        self.go_on(sum);
        // Writing into a text cannot fail.
        let _ = writeln!(text, "{body} *{sum:08x}");
    }

    /// What stands before the checksum, when it is right; `line` comes without its end.
    pub fn open<'a>(&mut self, line: &'a [u8]) -> Option<&'a str> {
        let (body, seal) = line.split_at_checked(line.len().checked_sub(SEAL)?)?;
        let sum = self.sum(body);
        if seal.strip_prefix(b" *").and_then(hexadecimal)? != sum {
            return None;
        }
        self.go_on(sum);
        std::str::from_utf8(body).ok()
    }
}

/// Eight digits, written in small letters only, so that a changed letter never goes unseen.
fn hexadecimal(digits: &[u8]) -> Option<u32> {
    let digit = |byte: &u8| match byte {
        b'0'..=b'9' => Some(u32::from(byte - b'0')),
        b'a'..=b'f' => Some(u32::from(byte - b'a') + 10),
        _ => None,
    };
    digits
        .iter()
        .try_fold(0, |number: u32, byte| Some(number << 4 | digit(byte)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_byte_is_always_seen() {
        let mut line = String::new();
        Chain::default().seal(&mut line, "42 ch/1/fader -4.2 dB");
        let bytes = line.trim_end().as_bytes();
        let open = |bytes: &[u8]| Chain::default().open(bytes).map(str::to_owned);
        assert_eq!(open(bytes).unwrap(), "42 ch/1/fader -4.2 dB");
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut flipped = bytes.to_vec();
                flipped[at] ^= 1 << bit;
                assert_eq!(open(&flipped), None, "byte {at}, bit {bit}");
            }
            assert_eq!(open(&bytes[..at]), None, "cut at {at}");
        }
    }

    #[test]
    fn a_line_is_good_only_behind_those_it_was_written_behind() {
        let (mut text, mut chain) = (String::new(), Chain::default());
        for body in ["one", "two", "two", "three"] {
            chain.seal(&mut text, body);
        }
        let lines: Vec<&str> = text.lines().collect();
        let good = |order: &[usize]| {
            let mut chain = Chain::default();
            order
                .iter()
                .all(|at| chain.open(lines[*at].as_bytes()).is_some())
        };
        assert!(good(&[0, 1, 2, 3]));
        for wrong in [
            &[0, 2][..],
            &[1],
            &[0, 1, 1],
            &[0, 1, 3],
            &[0, 0],
            &[0, 1, 2, 2],
        ] {
            assert!(!good(wrong), "{wrong:?}");
        }
    }
}
