//! Names of scenes and presets, which are names of files too, and the order of names.

use super::cue::CueNumber;
use super::reader::{Fields, Reader};
use super::yaml::Document;
use crate::param::printable::printable;
use std::borrow::Cow;
use std::cmp::Ordering;

/// Longest name, in characters.
const LONGEST: usize = 60;

/// What commands read as something else than a name.
const WORDS: [&str; 7] = ["all", "current", "following", "now", "none", "off", "on"];
/// What stands between the first and the last name of a stretch.
pub const BETWEEN: [&str; 2] = ["..", "-"];

/// Finds out whether a name that somebody gives anew can be meant where a command takes names: no word or number that
/// is read as something else. Files that have such names are read all the same.
///
/// # Errors
/// What is wrong with it.
pub fn check_word(name: &str) -> Result<(), &'static str> {
    let is_word = WORDS.iter().any(|word| name.eq_ignore_ascii_case(word));
    if is_word || CueNumber::parse(name).is_some() || is_stretch(name) {
        Err(
            "commands read all, current, following, now, none, on, off, numbers and stretches such as 2-5 as something \
             else; add a word, as in '5 Verse'",
        )
    } else if name.starts_with('-') {
        Err("a name begins with a letter or a digit")
    } else {
        Ok(())
    }
}

/// True for numbers with a hyphen or dots between them, and for a list of numbers.
fn is_stretch(name: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_stretch = |part: &str| {
        let mut between = BETWEEN.into_iter();
        is_number(part)
            || between.any(|between| {
                let ends = part.split_once(between);
                ends.is_some_and(|(first, last)| {
                    is_number(first.trim()) && (last.trim().is_empty() || is_number(last.trim()))
                })
            })
    };
    name.split(',').all(|part| is_stretch(part.trim()))
}

/// Finds out whether a name can be a scene's or a preset's: it never leads out of the folder of its file.
///
/// # Errors
/// What is wrong with it.
pub fn check(name: &str) -> Result<(), &'static str> {
    let impossible = |c: char| c.is_control() || matches!(c, '/' | '\\');
    if name.is_empty() || name.starts_with('.') || name.trim() != name {
        Err("a name begins with a letter or a digit")
    } else if name.chars().count() > LONGEST {
        Err("at most 60 characters")
    } else if name.chars().any(impossible) {
        Err("no slashes and no control characters")
    } else {
        Ok(())
    }
}

/// Finds out whether a strip, bus or group can be called so.
///
/// # Errors
/// What is wrong with it.
pub fn check_label(name: &str) -> Result<(), &'static str> {
    if name.chars().count() > LONGEST {
        Err("at most 60 characters")
    } else if matches!(printable(name), Cow::Owned(_)) {
        Err("no control characters")
    } else {
        Ok(())
    }
}

/// The name that a file gives its scene or preset under the key `what`; one that cannot be used is reported.
pub(super) fn read(
    reader: &mut Reader,
    document: &Document,
    fields: Fields,
    what: &str,
) -> Option<String> {
    let Some(node) = fields.get(what) else {
        let hint = format!("write '{what}: NAME'");
        reader.report(&document.root, format!("'{what}' is missing"), hint);
        return None;
    };
    let name = reader.text(node, "the name")?;
    match check(name) {
        Ok(()) => Some(name.to_owned()),
        Err(why) => {
            let message = format!("'{name}' cannot name a {what}");
            reader.report(node, message, format!("allowed: {why}"));
            None
        }
    }
}

/// The order in which people list names: numbers count as numbers ("2 Song" before "10 Song"), capitals as
/// small letters. Names that differ are never equal.
pub fn natural(one: &str, other: &str) -> Ordering {
    let (mut a, mut b) = (Parts(one), Parts(other));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return one.cmp(other),
            (part, against) => part.cmp(&against),
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// A part of a name: numbers come before letters.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Part<'n> {
    /// By length without leading zeros, then by digits: so it may be of any length.
    Number(usize, &'n str),
    /// A small letter, or any other character.
    Letter(char),
}

struct Parts<'n>(&'n str);

impl<'n> Iterator for Parts<'n> {
    type Item = Part<'n>;

    fn next(&mut self) -> Option<Part<'n>> {
        let first = self.0.chars().next()?;
        let is_no_digit = |c: char| !c.is_ascii_digit();
        let digits = self.0.find(is_no_digit).unwrap_or(self.0.len());
        if digits > 0 {
            let (number, rest) = self.0.split_at(digits);
            self.0 = rest;
            let number = number.trim_start_matches('0');
            return Some(Part::Number(number.len(), number));
        }
        self.0 = &self.0[first.len_utf8()..];
        Some(Part::Letter(first.to_lowercase().next().unwrap_or(first)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_listed_as_people_list_them() {
        let wanted = [
            "1 Intro",
            "2 Song",
            "2 song",
            "10 Song",
            "010 Song b",
            "alpha",
            "Beta",
            "beta 2",
            "beta 11",
            "Zugabe",
            "Ärger",
        ];
        let mut names = wanted;
        names.reverse();
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(names, wanted);
    }

    #[test]
    fn no_name_leads_out_of_its_folder() {
        for name in [
            "",
            "..",
            ".hidden",
            "../show",
            "a/b",
            "a\\b",
            "a\nb",
            " a",
            "a ",
            "\u{1b}[2J",
        ] {
            assert!(check(name).is_err(), "{name:?}");
        }
        for name in ["Verse", "2. Strophe", "Ünder: \"x\" (1)", &"x".repeat(60)] {
            assert_eq!(check(name), Ok(()));
        }
        assert!(check(&"x".repeat(61)).is_err());
    }

    #[test]
    fn what_commands_read_as_something_else_names_nothing_new() {
        for name in [
            "now", "None", "OFF", "on", "5", "10.5", "-3", "--help", "all", "Current", "2-5",
            "2 .. 5", "3..", "1, 4",
        ] {
            assert!(check_word(name).is_err(), "{name}");
        }
        for name in [
            "",
            "5 Verse",
            "Nowhere",
            "Off we go",
            "10.5.1",
            "Verse 2-5",
            "All of it",
        ] {
            assert_eq!(check_word(name), Ok(()), "{name}");
        }
    }

    proptest! {
        #[test]
        fn the_order_is_total(a in "[0-9aA ]{0,6}", b in "[0-9aA ]{0,6}", c in "[0-9aA ]{0,6}") {
            prop_assert_eq!(natural(&a, &b), natural(&b, &a).reverse());
            prop_assert_eq!(natural(&a, &b).is_eq(), a == b);
            if natural(&a, &b).is_le() && natural(&b, &c).is_le() {
                prop_assert!(natural(&a, &c).is_le());
            }
        }
    }
}
