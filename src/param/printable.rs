//! Text from outside (names in files, of clients, of devices), made fit for a terminal and for one
//! line of a log.

use std::borrow::Cow;

/// The text without what a terminal would obey, and without what hides or turns round what stands
/// beside it. Ends of lines and tabs become one blank.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if !is_hidden(character) {
            out.push(character);
        } else if is_gap(character) && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    Cow::Owned(out)
}

/// The same of each line of a text that is meant to have several.
pub fn printable_lines(text: &str) -> String {
    let lines: Vec<Cow<'_, str>> = text.split('\n').map(printable).collect();
    lines.join("\n")
}

/// A text that may repeat these words, each of them on one line: what somebody typed ends no line of an answer.
pub fn repeating(text: &str, words: impl IntoIterator<Item = String>) -> String {
    let mut text = text.to_owned();
    for word in words {
        // What is repeated may have been trimmed.
        let word = word.trim();
        if let Cow::Owned(one_line) = printable(word) {
            text = text.replace(word, &one_line);
        }
    }
    text
}

/// True for what separates words without being a blank.
fn is_gap(character: char) -> bool {
    matches!(character, '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// True for control characters, overrides of direction, what takes no room of its own, and what
/// joins characters in ways that terminals disagree about.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{ffa0}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{fffe}'..='\u{ffff}'
            | '\u{1f3fb}'..='\u{1f3ff}'
            | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_repeated_ends_no_line() {
        let words = ["scene", " a\nb\u{1b}[31m "].map(str::to_owned);
        let text = "there is no scene 'a\nb\u{1b}[31m'\nsecond line";
        assert_eq!(
            repeating(text, words),
            "there is no scene 'a b[31m'\nsecond line"
        );
    }

    #[test]
    fn what_a_terminal_would_obey_is_gone_and_the_rest_stays() {
        for (text, expected) in [
            ("Kick", "Kick"),
            (
                "\u{d6}dd 名前 \u{1f941} PA ★",
                "\u{d6}dd 名前 \u{1f941} PA ★",
            ),
            ("e\u{301}a\u{301} combi", "e\u{301}a\u{301} combi"),
            ("\u{1b}[2J\u{1b}]0;pwned\u{7}\nX", "[2J]0;pwned X"),
            ("RED\u{1b}[0m\n\r\t\0x", "RED[0m x"),
            ("x\u{202e}gnp\u{200b}", "xgnp"),
            ("\u{9b}31m C1", "31m C1"),
            ("\u{1f468}\u{200d}\u{1f469} two", "\u{1f468}\u{1f469} two"),
            ("a b\u{2028}c\u{85}d", "a b c d"),
        ] {
            assert_eq!(printable(text), expected);
        }
    }

    #[test]
    fn lines_stay_lines() {
        assert_eq!(printable_lines("a\u{1b}[2J\n  b\r\n"), "a[2J\n  b \n");
    }

    proptest! {
        #[test]
        fn printable_text_is_one_line_and_stays_as_it_is(text in any::<String>()) {
            let once = printable(&text).into_owned();
            prop_assert!(!once.chars().any(is_hidden), "{once:?}");
            prop_assert_eq!(printable(&once).into_owned(), once);
        }
    }
}
