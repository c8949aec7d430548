//! A file of a desk as leaves with words: `/ch/01/mix/fader` says `-12.3`.

use super::nodes::{is_numbered, leaves};
use crate::show::error::FileError;
use std::collections::BTreeMap;

/// Longest file that is read, in bytes: a full scene has a tenth of that.
const LONGEST: usize = 1 << 20;
/// What every line of a channel preset stands for.
const OF_A_CHANNEL: &str = "/ch/01";

/// A word and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub text: String,
    /// Its line, counted from 1.
    pub line: usize,
}

/// What a file says.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// What it is called, for messages.
    pub source: String,
    /// The name in its head; empty where it has none.
    pub name: String,
    /// The note in the head of a scene.
    pub note: String,
    /// Words by the full path of their leaf, with a slash at the beginning.
    leaves: BTreeMap<String, Word>,
    /// It does not end with the end of a line: the last one is left out.
    pub breaks_off: bool,
    /// Lines that mean nothing here, by the first word of their path.
    pub unused: BTreeMap<String, usize>,
}

impl Desk {
    /// Reads a scene or a snippet.
    ///
    /// # Errors
    /// It is no text of such a desk.
    pub fn scene(text: &str, source: &str) -> Result<Self, FileError> {
        Self::read(text, source, "")
    }

    /// Reads a channel preset: what it says, channel 1 says.
    ///
    /// # Errors
    /// It is no text of such a desk.
    pub fn channel(text: &str, source: &str) -> Result<Self, FileError> {
        Self::read(text, source, OF_A_CHANNEL)
    }

    fn read(text: &str, source: &str, prefix: &str) -> Result<Self, FileError> {
        let refuse = |message: &str| {
            let hint = "name a scene (.scn), snippet (.snp), channel preset (.chn) or show (.shw) of an X32 or M32";
            Err(FileError::whole(source, message, hint))
        };
        if text.len() > LONGEST {
            return refuse("a file of a desk is not that long");
        }
        let mut desk = Self {
            source: source.to_owned(),
            ..Self::default()
        };
        for (number, line) in lines_of(text).split_inclusive('\n').enumerate() {
            if line.ends_with('\n') {
                desk.take_line(line.trim(), number + 1, prefix);
            } else {
                // Its last number may be the beginning of another one.
                desk.breaks_off = true;
            }
        }
        if desk.leaves.is_empty() {
            return refuse("no line of it says anything about a channel, bus or group");
        }
        Ok(desk)
    }

    fn take_line(&mut self, line: &str, number: usize, prefix: &str) {
        let words = words_of(line);
        if number == 1 && line.starts_with('#') {
            // A preset has the number of its slot before its name, and no note.
            let (name, note) = if prefix.is_empty() {
                (1, 2)
            } else {
                (2, usize::MAX)
            };
            self.name = words.get(name).cloned().unwrap_or_default();
            self.note = words.get(note).cloned().unwrap_or_default();
            return;
        }
        let Some((path, words)) = words.split_first() else {
            return;
        };
        if path.starts_with('#') {
            return;
        }
        let path = if path.starts_with("/headamp") {
            path.clone()
        } else {
            format!("{prefix}/{path}")
        };
        let path: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        if !self.take_words(&path, words, number) {
            let family = path.first().copied().unwrap_or_default();
            *self.unused.entry(family.to_owned()).or_default() += 1;
        }
    }

    /// Takes the words of a node, or the one of a leaf. False where the path means nothing here.
    fn take_words(&mut self, path: &[&str], words: &[String], line: usize) -> bool {
        let node = format!("/{}", path.join("/"));
        let mut put = |leaf: String, text: &String| {
            let text = text.clone();
            self.leaves.insert(leaf, Word { text, line });
        };
        if let Some(names) = leaves(path) {
            for (name, word) in names.iter().zip(words) {
                put(format!("{node}/{name}"), word);
            }
            return true;
        }
        if is_numbered(path) {
            for (at, word) in words.iter().enumerate() {
                put(format!("{node}/{:02}", at + 1), word);
            }
            return true;
        }
        let Some((leaf, parent)) = path.split_last() else {
            return false;
        };
        let is_leaf =
            is_numbered(parent) || leaves(parent).is_some_and(|names| names.contains(leaf));
        if let (true, Some(word)) = (is_leaf, words.first()) {
            put(node, word);
        }
        is_leaf
    }

    /// The word of a leaf.
    pub fn word(&self, leaf: &str) -> Option<&Word> {
        self.leaves.get(leaf)
    }

    /// The text of a leaf; empty where the file does not say it.
    pub fn text(&self, leaf: &str) -> &str {
        self.word(leaf).map_or("", |word| &word.text)
    }

    /// True where the file says anything below a path.
    pub fn says(&self, path: &str) -> bool {
        let below = format!("{path}/");
        let mut from = self.leaves.range(below.clone()..);
        from.next()
            .is_some_and(|(leaf, _)| leaf.starts_with(&below))
    }

    /// True for an odd strip or bus that is linked with the next one; `list` is `chlink`, `auxlink` or `buslink`.
    pub fn is_linked(&self, list: &str, number: u16) -> bool {
        let leaf = format!("/config/{list}/{number}-{}", number + 1);
        number % 2 == 1 && self.text(&leaf) == "ON"
    }
}

/// A text with the ends of line that are usual here: programs that edit such files write others, too.
pub fn lines_of(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The words of a line: blanks divide, quotes hold together.
pub fn words_of(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let (word, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = after.trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "#4.0# \"Song 1\" \"a note\" %000000000 1          \n\
        /ch/01/config \"Lead Vox\" 41 YE 1\r\n\
        \n\
        //ch/01/mix   ON   -12.3 ON +26 OFF   -oo\n\
        /ch/01/mix/02 ON -oo\n\
        /ch/02/mix/fader  -9.9\n\
        /fx/1/par 12 1.5 5k74\n\
        /outputs/main/01 1 POST OFF\n\
        # said by hand\n";

    #[test]
    fn nodes_and_leaves_say_the_same_things() {
        let desk = Desk::scene(TEXT, "song.scn").unwrap();
        assert_eq!((&desk.name[..], &desk.note[..]), ("Song 1", "a note"));
        for (leaf, text) in [
            ("/ch/01/config/name", "Lead Vox"),
            ("/ch/01/config/source", "1"),
            ("/ch/01/mix/fader", "-12.3"),
            ("/ch/01/mix/mlevel", "-oo"),
            ("/ch/01/mix/02/level", "-oo"),
            ("/ch/01/mix/02/pan", ""),
            ("/ch/02/mix/fader", "-9.9"),
            ("/fx/1/par/03", "5k74"),
        ] {
            assert_eq!(desk.text(leaf), text, "{leaf}");
        }
        assert_eq!(desk.word("/ch/02/mix/fader").unwrap().line, 6);
        assert_eq!(desk.unused, BTreeMap::from([("outputs".to_owned(), 1)]));
        assert!(desk.says("/ch/02") && !desk.says("/ch/03"));
    }

    #[test]
    fn every_end_of_line_will_do() {
        let whole = Desk::scene(TEXT, "song.scn").unwrap();
        for end in ["\r", "\r\n"] {
            let text = TEXT.replace("\r\n", "\n").replace('\n', end);
            let desk = Desk::scene(&text, "song.scn").unwrap();
            assert_eq!(desk.leaves, whole.leaves, "{end:?}");
            assert!(!desk.breaks_off);
        }
    }

    #[test]
    fn what_is_no_file_of_a_desk_is_refused() {
        let error = Desk::scene("headroom: 1\nscene: A\n", "a.yaml").unwrap_err();
        assert!(error.to_string().contains(".scn"), "{error}");
        assert!(Desk::scene("", "a.scn").is_err());
        assert!(Desk::scene(&"\u{0}\u{1}\n".repeat(100), "a.scn").is_err());
    }

    #[test]
    fn a_channel_preset_says_what_channel_1_says() {
        let text = "#4.0# 3 \"Kick\" 0 %1111110000000 1\n/config \"Kick\" 3 RD\n/eq/1 PEQ 60.0 +3.00 2.0\n";
        let desk = Desk::channel(text, "kick.chn").unwrap();
        assert_eq!(desk.text("/ch/01/eq/1/g"), "+3.00");
        assert_eq!(desk.text("/ch/01/config/name"), "Kick");
        assert_eq!((&desk.name[..], &desk.note[..]), ("Kick", ""));
    }

    #[test]
    fn quotes_hold_together_and_may_stay_open() {
        assert_eq!(words_of("a \"b c\"  d"), ["a", "b c", "d"]);
        assert_eq!(words_of("a \"b c"), ["a", "b c"]);
        assert_eq!(words_of("  "), Vec::<String>::new());
        assert_eq!(words_of("\"\" x"), ["", "x"]);
    }
}
