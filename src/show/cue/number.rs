//! Numbers of cues: 10, 10.5, 10.25. Between any two there is room, down to a thousandth.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A number of a cue, in thousandths.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct CueNumber(u32);

/// Thousandths of one.
const ONE: u32 = 1000;
/// The highest number, in thousandths.
const LAST: u32 = 99_999 * ONE + 999;

impl CueNumber {
    /// What may be written.
    pub const ALLOWED: &'static str = "0.001 to 99999.999, such as 10 or 10.5";

    /// A whole number; none above 99,999.
    pub fn whole(number: u32) -> Option<Self> {
        let thousandths = number.checked_mul(ONE)?;
        (1..=LAST)
            .contains(&thousandths)
            .then_some(Self(thousandths))
    }

    /// The number that a text is: digits, and up to three behind a point.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
        let is_number = |digits: &str, most: usize| {
            (1..=most).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !is_number(whole, 5) || !is_number(part, 3) {
            return None;
        }
        let thousandths: u32 = format!("{part:0<3}").parse().ok()?;
        let number = whole.parse::<u32>().ok()? * ONE + thousandths;
        (1..=LAST).contains(&number).then_some(Self(number))
    }

    /// The place that it has among scenes without a list of cues, 0 first; none for one between two.
    pub fn place(self) -> Option<usize> {
        let is_whole = self.0.is_multiple_of(ONE);
        is_whole.then_some((self.0 / ONE) as usize - 1)
    }

    /// This number and another one together; none above the highest.
    pub fn plus(self, step: Self) -> Option<Self> {
        let sum = self.0.checked_add(step.0)?;
        (sum <= LAST).then_some(Self(sum))
    }

    /// A number between two, as short as there is one: 15, 10.5, 10.25. Without one behind it, the next whole one.
    pub fn between(before: Option<Self>, behind: Option<Self>) -> Option<Self> {
        let low = before.map_or(0, |before| before.0);
        let Some(Self(high)) = behind else {
            return Self::whole(low / ONE + 1);
        };
        for step in [ONE, ONE / 10, ONE / 100, 1] {
            let (first, last) = (low / step + 1, high.saturating_sub(1) / step);
            if first <= last {
                let middle = first + (last - first) / 2;
                return Some(Self(middle * step));
            }
        }
        None
    }
}

impl fmt::Display for CueNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / ONE, self.0 % ONE);
        if part == 0 {
            return write!(f, "{whole}");
        }
        let part = format!("{part:03}");
        write!(f, "{whole}.{}", part.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> CueNumber {
        CueNumber::parse(text).unwrap()
    }

    #[test]
    fn numbers_read_back_and_stand_in_order() {
        for text in ["1", "10", "10.5", "10.25", "10.205", "0.001", "99999.999"] {
            assert_eq!(number(text).to_string(), text);
        }
        assert_eq!(number("10.50"), number("10.5"));
        assert!(number("9") < number("10") && number("10.5") > number("10.49"));
        for text in [
            "", "0", "10.", ".5", "-1", "1.2.3", "100000", "1.0001", "1e3", "٣",
        ] {
            assert_eq!(CueNumber::parse(text), None, "{text}");
        }
    }

    #[test]
    fn between_two_numbers_stands_the_shortest_one() {
        let between = |one: &str, other: &str| {
            CueNumber::between(CueNumber::parse(one), CueNumber::parse(other))
                .map(|number| number.to_string())
        };
        for (one, other, expected) in [
            ("", "", Some("1")),
            ("10", "", Some("11")),
            ("10.5", "", Some("11")),
            ("10", "20", Some("15")),
            ("10", "11", Some("10.5")),
            ("10.5", "11", Some("10.7")),
            ("10.5", "10.6", Some("10.55")),
            ("", "1", Some("0.5")),
            ("10.001", "10.002", None),
            ("99999", "", None),
        ] {
            assert_eq!(between(one, other).as_deref(), expected, "{one} {other}");
        }
    }
}
