//! The file of links for phones, `phones.yaml`: for whom, to what, and a hash of each token, which is nowhere else.
//!
//! ```yaml
//! headroom: 1
//! phone-links:
//!   - { number: 1, to: bus/2, name: Anna, token: 9f86d0…, frozen: yes }   # SHA-256, 64 digits
//!   - { number: 2, to: stage, name: Tablet, token: 60303a… }
//! kept-mixes:                       # to which the operator can go back
//!   bus/2: { ch/1/send/2/level: -6.0 dB, bus/2/fader: 0.0 dB }
//! ```

use super::console_file::check_format;
use super::error::FileError;
use super::phone_place::LAST_BUS;
pub use super::phone_place::PhonePlace;
use super::reader::{Fields, Reader};
use super::text::quoted;
use super::yaml::{Document, Node};
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

/// The file in the folder of a show.
pub const FILE: &str = "phones.yaml";
/// The keys of the file.
pub(super) const KEYS: [&str; 3] = ["headroom", "phone-links", "kept-mixes"];
const LINK_KEYS: [&str; 5] = ["number", "to", "name", "token", "frozen"];
/// Most links at once.
pub const MOST_LINKS: usize = 100;
/// The highest number of a link.
const LAST_NUMBER: u32 = 999_999;

/// The SHA-256 of a token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TokenHash(pub [u8; 32]);

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash")
    }
}

impl TokenHash {
    /// As a file has it: 64 hexadecimal digits.
    fn words(&self) -> String {
        self.0.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    fn of_words(text: &str) -> Option<Self> {
        let digits: Option<Vec<u8>> = text
            .chars()
            .map(|digit| Some(digit.to_digit(16)? as u8))
            .collect();
        let digits = digits.filter(|digits| digits.len() == 64)?;
        let mut hash = [0; 32];
        for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = pair[0] << 4 | pair[1];
        }
        Some(Self(hash))
    }

    /// True for the same hash; it takes the same time wherever they differ.
    pub fn is(&self, other: &Self) -> bool {
        let differ = self
            .0
            .iter()
            .zip(&other.0)
            .fold(0, |all, (a, b)| all | (a ^ b));
        std::hint::black_box(differ) == 0
    }
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its number.
    pub number: u32,
    /// What it is for.
    pub place: PhonePlace,
    /// Whom it was made for.
    pub name: String,
    /// What its token comes to.
    pub token: TokenHash,
    /// It changes nothing.
    pub is_frozen: bool,
}

/// All links, and the mixes that were kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhoneLinks {
    /// By number.
    pub links: Vec<Link>,
    /// By bus: paths, and values in words.
    pub kept: BTreeMap<u16, Vec<(String, String)>>,
}

impl PhoneLinks {
    /// The file.
    pub fn whole(&self) -> String {
        let mut text = "# Written by Headroom. Tokens are kept as their hashes only; make links with 'headroom phones add'.\n\
                        headroom: 1\nphone-links:"
            .to_owned();
        text.push_str(if self.links.is_empty() { " []\n" } else { "\n" });
        for link in &self.links {
            let frozen = if link.is_frozen { ", frozen: yes" } else { "" };
            let _ = writeln!(
                text,
                "  - {{ number: {}, to: {}, name: {}, token: {}{frozen} }}",
                link.number,
                link.place,
                quoted(&link.name),
                quoted(&link.token.words()),
            );
        }
        if !self.kept.is_empty() {
            text.push_str("kept-mixes:\n");
        }
        for (bus, values) in &self.kept {
            let _ = writeln!(text, "  bus/{bus}:");
            for (path, value) in values {
                let _ = writeln!(text, "    {path}: {}", quoted(value));
            }
        }
        text
    }
}

/// Reads the file; what is wrong is left out and listed, by line.
///
/// # Errors
/// Only a text that cannot be read at all.
pub fn parse_tolerant(text: &str, source: &str) -> Result<(PhoneLinks, Vec<FileError>), FileError> {
    let document = Document::read(source, text)?;
    let mut reader = Reader::default();
    let fields = reader.map_of(&document, "phones", &KEYS)?;
    check_format(&mut reader, &document, fields)?;
    let mut all = PhoneLinks::default();
    if let Some(node) = fields.get("phone-links").filter(|node| !node.is_text("[]")) {
        for item in reader.items(node, "'phone-links'") {
            let Some(link) = link(&mut reader, item) else {
                continue;
            };
            if all.links.iter().any(|known| known.number == link.number) {
                let message = format!("there is a link {} already", link.number);
                reader.report(item, message, "give it another number");
            } else if all.links.len() == MOST_LINKS {
                let hint = format!("at most {MOST_LINKS} are possible");
                reader.report(item, "this link is one too many", hint);
            } else {
                all.links.push(link);
            }
        }
    }
    all.links.sort_by_key(|link| link.number);
    if let Some(node) = fields.get("kept-mixes") {
        for (key, word, node) in reader.entries(node, "'kept-mixes'") {
            let Some(PhonePlace::Bus(bus)) = PhonePlace::of_word(word) else {
                reader.report(key, format!("'{word}' is no bus"), "write bus/1");
                continue;
            };
            all.kept.insert(bus, values(&mut reader, node));
        }
    }
    Ok((all, reader.finish(&document)))
}

/// Paths and values; which of them there are is for the console to say.
fn values(reader: &mut Reader, node: &Node) -> Vec<(String, String)> {
    let mut values = Vec::new();
    for (_, path, node) in reader.entries(node, "a kept mix") {
        if let Some(value) = reader.text(node, path) {
            values.push((path.to_owned(), value.to_owned()));
        }
    }
    values
}

/// A link that says all it has to.
fn link(reader: &mut Reader, node: &Node) -> Option<Link> {
    let fields = reader.fields(node, "a link", &LINK_KEYS)?;
    let number = field(reader, (node, fields), "number")?;
    let number = reader.number(number, "'number'", (1, LAST_NUMBER));
    let to = field(reader, (node, fields), "to")?;
    let place = reader.text(to, "'to'").and_then(|word| {
        let place = PhonePlace::of_word(word);
        if place.is_none() {
            let hint = format!("allowed: stage, bus/1 to bus/{LAST_BUS}");
            reader.report(to, format!("'{word}' is nothing for a phone"), hint);
        }
        place
    });
    let name = field(reader, (node, fields), "name")?;
    let name = reader.text(name, "'name'").map(str::to_owned);
    let token = field(reader, (node, fields), "token")?;
    let hash = reader.text(token, "'token'").and_then(|word| {
        let hash = TokenHash::of_words(word);
        if hash.is_none() {
            let hint = "it is a SHA-256 of 64 digits; make a new link: headroom phones add";
            reader.report(token, "this is no hash of a token", hint);
        }
        hash
    });
    let is_frozen = match fields.get("frozen") {
        // What is not understood changes nothing.
        Some(node) => reader
            .word(node, "'frozen'", &[("yes", true), ("no", false)])
            .unwrap_or(true),
        None => false,
    };
    Some(Link {
        number: number?,
        place: place?,
        name: name?,
        token: hash?,
        is_frozen,
    })
}

fn field<'n>(
    reader: &mut Reader,
    (node, fields): (&'n Node, Fields<'n>),
    key: &str,
) -> Option<&'n Node> {
    let found = fields.get(key);
    if found.is_none() {
        let hint = format!("a link has {}", LINK_KEYS[..4].join(", "));
        reader.report(node, format!("'{key}' is missing"), hint);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links() -> PhoneLinks {
        let link = |number, place, name: &str| Link {
            number,
            place,
            name: name.to_owned(),
            token: TokenHash([number as u8; 32]),
            is_frozen: number == 2,
        };
        let kept = vec![
            ("ch/1/send/2/level".to_owned(), "-6.0 dB".to_owned()),
            ("bus/2/fader".to_owned(), "off".to_owned()),
        ];
        PhoneLinks {
            links: vec![
                link(1, PhonePlace::Bus(2), "Anna: \"vox\""),
                link(2, PhonePlace::Stage, "yes"),
            ],
            kept: [(2, kept)].into(),
        }
    }

    #[test]
    fn links_and_kept_mixes_read_back() {
        for all in [links(), PhoneLinks::default()] {
            let (read, errors) = parse_tolerant(&all.whole(), "phones.yaml").unwrap();
            assert_eq!(errors, []);
            assert_eq!(read, all);
        }
    }

    #[test]
    fn a_bad_link_lets_nobody_in_and_all_others_stay() {
        let good = links().whole();
        let rest = good.split_once("- { number: 2").unwrap().0;
        for (line, expected) in [
            (
                "{ number: 2, to: main, name: A, token: \"00\" }",
                "'main' is nothing for a phone",
            ),
            (
                "{ number: 2, to: stage, name: A, token: \"00\" }",
                "this is no hash of a token",
            ),
            ("{ number: 2, to: stage, name: A }", "'token' is missing"),
            (
                "{ number: 2, to: bus/2, nmae: A }",
                "'nmae' is not known in a link; did you mean 'name'?",
            ),
        ] {
            let text = format!("{rest}- {line}\n");
            let (read, errors) = parse_tolerant(&text, "x").unwrap();
            assert_eq!(read.links, links().links[..1], "{line}");
            let found = errors
                .iter()
                .any(|error| error.to_string().contains(expected));
            assert!(found, "{line}: {errors:?}");
        }
    }

    #[test]
    fn what_is_not_understood_of_a_link_freezes_it() {
        let text = links().whole().replace("frozen: yes", "frozen: maybe");
        let (read, errors) = parse_tolerant(&text, "x").unwrap();
        assert!(read.links[1].is_frozen);
        assert_eq!(errors.len(), 1);
    }

    #[test]
    fn hashes_are_the_same_only_where_every_byte_is() {
        let one = TokenHash([7; 32]);
        assert!(one.is(&TokenHash([7; 32])));
        for at in 0..32 {
            let mut other = one;
            other.0[at] ^= 1;
            assert!(!one.is(&other));
        }
        assert_eq!(format!("{one:?}"), "TokenHash");
    }
}
