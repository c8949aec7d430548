//! How far a journal was safe: one line in a file of its own, written over after each commit.
//!
//! It tells a tail that was being written when the console died (nobody was told that it is safe) from changes
//! that were safe and are gone: a file that was cut, an old segment in place of the newest, a newest segment
//! that is not there. The line itself is not waited for: after kill -9 the system has it, and after a power
//! loss it may be older than the journal, which proves less and never something wrong.

use super::line::Chain;

/// The name of the file, in the journal's folder.
pub const FILE: &str = "safe";

/// How far a journal was safe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Safe {
    /// The number of the segment that was written.
    pub number: u64,
    /// How long it was.
    pub length: u64,
    /// The number of the last change in it.
    pub sequence: u64,
}

impl Safe {
    /// The line; always as long as any other, so that it can be written over.
    pub fn write(self) -> String {
        let (number, length, sequence) = (self.number, self.length, self.sequence);
        let mut text = String::new();
        let body = format!("safe {number:020} {length:020} {sequence:020}");
        Chain::default().seal(&mut text, &body);
        text
    }

    /// Reads the file; nothing where it does not check.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let body = Chain::default().open(bytes.strip_suffix(b"\n")?)?;
        let mut words = body.strip_prefix("safe ")?.split(' ');
        let mut number = || words.next()?.parse().ok();
        Some(Self {
            number: number()?,
            length: number()?,
            sequence: number()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_back_and_is_always_as_long() {
        let safe = Safe {
            number: 7,
            length: u64::MAX,
            sequence: 1_000_000,
        };
        assert_eq!(Safe::read(safe.write().as_bytes()), Some(safe));
        assert_eq!(safe.write().len(), Safe::default().write().len());
        assert_eq!(Safe::read(b""), None);
        assert_eq!(Safe::read(safe.write().to_uppercase().as_bytes()), None);
    }
}
