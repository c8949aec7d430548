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

/// Names in at most `room` cells each, of which no two look alike that are different: vowels go first, then the
/// ends of words; numbers stay. Of those that still look alike, all but the first end in a number.
pub fn distinct(names: &[String], room: usize) -> Vec<String> {
    let mut short: Vec<String> = Vec::new();
    for name in names {
        let mut candidate = abbreviated(name, room);
        let is_taken = |candidate: &String, short: &[String]| {
            let mut others = names.iter().zip(short);
            !candidate.is_empty()
                && others.any(|(other, taken)| other != name && taken == candidate)
        };
        let mut number = 2;
        while is_taken(&candidate, &short) && number <= names.len() + 1 {
            let end = number.to_string();
            let begin = take(candidate.chars(), room.saturating_sub(end.len()));
            candidate = begin.into_iter().collect::<String>() + &end;
            number += 1;
        }
        short.push(candidate);
    }
    short
}

/// A name in at most `room` cells: as it is, without vowels inside its words, with as much of each word as
/// there is room for.
fn abbreviated(name: &str, room: usize) -> String {
    let name = printable(name);
    if width(&name) <= room {
        return name.into_owned();
    }
    let words: Vec<String> = name.split_whitespace().map(skeleton).collect();
    let spaced = words.join(" ");
    if width(&spaced) <= room {
        return spaced;
    }
    let is_number = |word: &String| word.chars().all(|c| c.is_ascii_digit());
    let kept: usize = words
        .iter()
        .filter(|word| is_number(word))
        .map(String::len)
        .sum();
    let rest = words.iter().filter(|word| !is_number(word)).count().max(1);
    let each = room.saturating_sub(kept) / rest;
    let each = if kept == 0 { each.max(1) } else { each };
    let cut = words.iter().map(|word| {
        if is_number(word) {
            word.clone()
        } else {
            take(word.chars(), each).into_iter().collect()
        }
    });
    let joined: String = cut.collect();
    take(joined.chars(), room).into_iter().collect()
}

/// A word without the vowels behind its first letter.
fn skeleton(word: &str) -> String {
    let is_vowel = |c: char| "aeiouäöü".contains(c);
    let mut letters = word.chars();
    let first: String = letters.next().into_iter().collect();
    first + &letters.filter(|c| !is_vowel(*c)).collect::<String>()
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
    fn short_names_look_different_and_keep_their_numbers() {
        let names = [
            "Kick",
            "Overheads",
            "Guitar Lead",
            "Guitar Left",
            "Guitar 1",
            "Guitar 12",
            "Guitar Lead",
        ];
        let names = names.map(str::to_owned);
        let six = [
            "Kick", "Ovrhds", "Gtr Ld", "GtrLft", "Gtr 1", "Gtr 12", "Gtr Ld",
        ];
        assert_eq!(distinct(&names, 6), six);
        let three = ["Kck", "Ovr", "GL", "GL2", "Gt1", "G12", "GL"];
        assert_eq!(distinct(&names, 3), three);
        for room in 0..9 {
            for name in distinct(&names, room) {
                assert!(width(&name) <= room.max(1), "{name} in {room}");
            }
        }
    }

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
