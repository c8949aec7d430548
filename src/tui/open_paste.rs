//! Pastes whose end got lost: keys that are pressed meanwhile do not keep them alive, and panic gets out.

use std::time::Duration;

/// Pasted text has no gaps of this length within a line's pieces; hands leave longer ones between keys.
const HAND: Duration = Duration::from_millis(30);
/// A lone `!` after a pause of this length is pressed.
const PAUSE: Duration = Duration::from_millis(300);
const PANIC: &[u8] = b"!";
/// F12, which no text holds.
const PANIC_KEY: &[u8] = b"\x1b[24~";

/// What bytes are that came while a paste had not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrived {
    /// More of the paste.
    Text,
    /// A key, or so short a piece of the text that nobody can tell.
    Key,
    /// Panic: the paste is over.
    Panic,
}

/// Tells keys from text in a paste that does not end.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct OpenPaste {
    /// The last bytes were a `!` by itself.
    was_panic: bool,
}

impl OpenPaste {
    /// Bytes that came `gap` after those before.
    pub fn sort(&mut self, bytes: &[u8], gap: Duration, is_pasting: bool) -> Arrived {
        let is_alone = is_pasting && gap >= HAND;
        let is_panic = is_alone && bytes == PANIC;
        let was_panic = std::mem::replace(&mut self.was_panic, is_panic);
        if is_pasting && bytes == PANIC_KEY || is_panic && (was_panic || gap >= PAUSE) {
            return Arrived::Panic;
        }
        if is_alone && bytes.len() == 1 {
            return Arrived::Key;
        }
        Arrived::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panic_gets_out_of_a_paste_that_does_not_end() {
        let ms = Duration::from_millis;
        // What comes, after how many milliseconds, and what it is.
        let rows: [(&[u8], u64, Arrived); 9] = [
            (b"Set list", 0, Arrived::Text),
            (b"!", 1, Arrived::Text),
            (b"!", 100, Arrived::Key),
            (b"!", 100, Arrived::Panic),
            (b"!", 400, Arrived::Panic),
            (b"m", 400, Arrived::Key),
            (b"m", 400, Arrived::Key),
            (b"\x1b[24~", 0, Arrived::Panic),
            (b"two lines!", 400, Arrived::Text),
        ];
        let mut open_paste = OpenPaste::default();
        for (at, (bytes, gap, expected)) in rows.into_iter().enumerate() {
            assert_eq!(open_paste.sort(bytes, ms(gap), true), expected, "row {at}");
        }
        assert_eq!(open_paste.sort(b"!", ms(400), false), Arrived::Text);
    }
}
