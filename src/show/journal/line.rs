//! Lines with a checksum.

/// A space, a star, eight hexadecimal digits.
const SEAL: usize = 10;

/// A text of one line with its checksum and its end.
pub fn seal(body: &str) -> String {
    format!("{body} *{:08x}\n", crc32fast::hash(body.as_bytes()))
}

/// What stands before the checksum, when it is right; `line` comes without its end.
pub fn open(line: &[u8]) -> Option<&str> {
    let (body, seal) = line.split_at_checked(line.len().checked_sub(SEAL)?)?;
    let digits = seal.strip_prefix(b" *")?;
    // Written in small letters only, so that a changed letter never goes unseen.
    let expected = format!("{:08x}", crc32fast::hash(body));
    let text = std::str::from_utf8(body).ok()?;
    (digits == expected.as_bytes()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_byte_is_always_seen() {
        let line = seal("42 ch/1/fader -4.2 dB");
        let bytes = line.trim_end().as_bytes();
        assert_eq!(open(bytes), Some("42 ch/1/fader -4.2 dB"));
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut flipped = bytes.to_vec();
                flipped[at] ^= 1 << bit;
                assert_eq!(open(&flipped), None, "byte {at}, bit {bit}");
            }
            assert_eq!(open(&bytes[..at]), None, "cut at {at}");
        }
    }
}
