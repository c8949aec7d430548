//! The links: tokens made, found and ended; and the mixes that operators have kept.

use crate::show::phone_links::{Link, MOST_LINKS, PhoneLinks, PhonePlace, TokenHash};
use rustix::rand::{GetRandomFlags, getrandom};
use sha2::{Digest as _, Sha256};
use std::io;

/// Bytes of a token: 128 bits.
const TOKEN: usize = 16;
/// Longest token that is looked at, in characters.
const LONGEST: usize = 64;
/// The letters of base64url (RFC 4648, table 2).
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// All links.
#[derive(Debug, Default)]
pub struct Book {
    all: PhoneLinks,
    /// The highest number that was given.
    last: u32,
}

impl Book {
    /// The links of a show.
    pub fn new(all: PhoneLinks) -> Self {
        let last = all.links.iter().map(|link| link.number).max();
        Self {
            all,
            last: last.unwrap_or(0),
        }
    }

    /// All of it, as a file has it.
    pub fn all(&self) -> &PhoneLinks {
        &self.all
    }

    /// The links.
    pub fn links(&self) -> &[Link] {
        &self.all.links
    }

    /// A new link; its number, and its token, which is nowhere else.
    ///
    /// # Errors
    /// There are too many, or the system gives no random bytes.
    pub fn add(&mut self, place: PhonePlace, name: String) -> Result<(u32, String), String> {
        if self.all.links.len() >= MOST_LINKS {
            return Err(format!(
                "there are {MOST_LINKS} links for phones already; end one: headroom phones revoke NUMBER"
            ));
        }
        let token =
            token().map_err(|error| format!("the system gives no random bytes: {error}"))?;
        self.last += 1;
        self.all.links.push(Link {
            number: self.last,
            place,
            name,
            token: hash(&token),
            is_frozen: false,
        });
        Ok((self.last, token))
    }

    /// Ends a link; what it was.
    pub fn revoke(&mut self, number: u32) -> Option<Link> {
        let place = self
            .all
            .links
            .iter()
            .position(|link| link.number == number)?;
        Some(self.all.links.remove(place))
    }

    /// Freezes a link, or lets it go on; what it is.
    pub fn freeze(&mut self, number: u32, is_frozen: bool) -> Option<&Link> {
        let mut links = self.all.links.iter_mut();
        let link = links.find(|link| link.number == number)?;
        link.is_frozen = is_frozen;
        Some(link)
    }

    /// The link of a token. Every link is compared, and every byte of it.
    pub fn find(&self, token: &str) -> Option<&Link> {
        if token.len() > LONGEST {
            return None;
        }
        let shown = hash(token);
        let mut found = None;
        for link in &self.all.links {
            if link.token.is(&shown) {
                found = Some(link);
            }
        }
        found
    }

    /// Keeps a mix.
    pub fn keep(&mut self, bus: u16, values: Vec<(String, String)>) {
        self.all.kept.insert(bus, values);
    }

    /// The mix of a bus that was kept.
    pub fn kept(&self, bus: u16) -> Option<&[(String, String)]> {
        self.all.kept.get(&bus).map(Vec::as_slice)
    }
}

/// What a token is kept as. It has 128 random bits, so that a slow hash would add nothing.
fn hash(token: &str) -> TokenHash {
    TokenHash(Sha256::digest(token.as_bytes()).into())
}

/// 128 random bits in base64url: 22 characters.
fn token() -> io::Result<String> {
    let mut bytes = [0; TOKEN];
    let count = getrandom(&mut bytes, GetRandomFlags::empty())?;
    if count < TOKEN {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(base64url(&bytes))
}

fn base64url(bytes: &[u8]) -> String {
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = (0..3).fold(0_u32, |bits, at| {
            bits << 8 | u32::from(three.get(at).copied().unwrap_or(0))
        });
        for letter in 0..=three.len() {
            let six = bits >> (18 - 6 * letter) & 63;
            text.push(LETTERS[six as usize] as char);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn bytes_in_letters_are_those_of_the_standard() {
        // RFC 4648 §10, without the marks at the end.
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64url(bytes.as_bytes()), text);
        }
        assert_eq!(base64url(&[0xfb, 0xff]), "-_8");
    }

    #[test]
    fn hashes_are_those_of_the_standard() {
        // FIPS 180-4, the example of one block.
        let expected = [0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea];
        assert_eq!(hash("abc").0[..8], expected);
    }

    #[test]
    fn a_token_finds_its_link_until_that_ends() {
        let mut book = Book::default();
        let made: Vec<(u32, String)> = (1..=20)
            .map(|bus| book.add(PhonePlace::Bus(bus), "A".to_owned()).unwrap())
            .collect();
        let tokens: HashSet<&String> = made.iter().map(|(_, token)| token).collect();
        assert_eq!(tokens.len(), 20);
        for (number, token) in &made {
            assert_eq!(token.len(), 22);
            assert_eq!(book.find(token).unwrap().number, *number);
            assert!(book.find(&token[1..]).is_none());
        }
        assert!(book.find("").is_none() && book.find(&"A".repeat(5000)).is_none());
        assert!(book.revoke(7).is_some() && book.revoke(7).is_none());
        assert!(book.find(&made[6].1).is_none());
        assert!(!format!("{book:?}").contains(&made[0].1));
    }

    #[test]
    fn no_more_links_than_allowed() {
        let mut book = Book::default();
        for _ in 0..MOST_LINKS {
            book.add(PhonePlace::Stage, "T".to_owned()).unwrap();
        }
        assert!(book.add(PhonePlace::Stage, "T".to_owned()).is_err());
        book.revoke(3);
        // No number comes again.
        let (number, _) = book.add(PhonePlace::Stage, "T".to_owned()).unwrap();
        assert_eq!(number as usize, MOST_LINKS + 1);
    }
}
