//! Names made short enough for a question or a column, without losing their end.

use crate::param::printable::printable;
use ratatui::text::Line;

/// Widest name in a question, in cells.
const IN_QUESTION: usize = 36;

/// A name as questions write it.
pub fn short(name: &str) -> String {
    fit(name, IN_QUESTION)
}

/// A name in at most `room` cells: of one that is longer, the middle is left out, because names mostly
/// differ at their ends.
pub fn fit(name: &str, room: usize) -> String {
    let name = printable(name);
    if width(&name) <= room {
        return name.into_owned();
    }
    let end_room = room.saturating_sub(1) / 3;
    let end: Vec<char> = take(name.chars().rev(), end_room);
    let begin: Vec<char> = take(name.chars(), room.saturating_sub(1 + end_room));
    let mut out: String = begin.into_iter().collect();
    if room > 0 {
        out.push('…');
    }
    out.extend(end.into_iter().rev());
    out
}

/// As many characters as fit into `room` cells.
fn take(characters: impl Iterator<Item = char>, room: usize) -> Vec<char> {
    let mut used = 0;
    let fits = |character: &char| {
        used += width(character.encode_utf8(&mut [0; 4]));
        used <= room
    };
    characters.take_while(fits).collect()
}

/// How many cells a text takes.
pub fn width(text: &str) -> usize {
    Line::raw(text).width()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_keeps_its_beginning_and_its_end() {
        assert_eq!(fit("Verse", 5), "Verse");
        assert_eq!(fit("A very long song, part 2", 13), "A very l…rt 2");
        assert_eq!(fit("名前名前名前", 6), "名前…");
        assert_eq!(fit("Verse", 1), "…");
        assert_eq!(fit("Verse", 0), "");
        assert_eq!(fit("a\u{202e}b", 5), "ab");
    }
}
