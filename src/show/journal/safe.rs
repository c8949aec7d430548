//! How far a journal was safe: two lines in a file of its own, the older one written over after each commit.
//!
//! It tells a tail that was being written when the console died (nobody was told that it is safe) from changes
//! that were safe and are gone: a file that was cut, an old segment in place of the newest, a newest segment
//! that is not there. The line itself is not waited for: after kill -9 the system has it, and after a power
//! loss it may be older than the journal, which proves less and never something wrong. The file itself is
//! there, with a line that can be read, before the first segment is: without one, nothing is proven.

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

    /// Where this line goes that is the `count`th: not where the one before stands.
    pub fn place(&self, count: u64) -> u64 {
        (count % 2) * self.write().len() as u64
    }

    /// Reads the file: the line that goes furthest; nothing where none checks.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let lines = bytes.split_inclusive(|byte| *byte == b'\n');
        let read = lines.filter_map(Self::read_line);
        read.max_by_key(|safe| (safe.number, safe.length))
    }

    fn read_line(line: &[u8]) -> Option<Self> {
        let body = Chain::default().open(line.strip_suffix(b"\n")?)?;
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
        let older = Safe { number: 6, ..safe };
        for two in [[safe, older], [older, safe]] {
            let mut text = two.map(Safe::write).concat();
            assert_eq!(Safe::read(text.as_bytes()), Some(safe));
            // A line that is half written takes nothing from the other one.
            text.truncate(text.len() - 9);
            assert_eq!(Safe::read(text.as_bytes()), Some(two[0]));
        }
        assert_eq!(safe.place(1), safe.write().len() as u64);
        assert_eq!(Safe::read(b""), None);
        assert_eq!(Safe::read(safe.write().to_uppercase().as_bytes()), None);
    }
}
