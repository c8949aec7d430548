//! Times of the transport as people read and write them.

use super::timeline::LATEST;
use std::fmt::Write as _;

/// Microseconds in a second.
pub const SECOND: u64 = 1_000_000;

/// How time is counted in music and in pictures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Count {
    /// Beats per minute.
    pub tempo: f64,
    /// Beats of a bar.
    pub beats: u64,
    /// Pictures per second.
    pub pictures: u64,
}

impl Default for Count {
    fn default() -> Self {
        Self {
            tempo: 120.0,
            beats: 4,
            pictures: 25,
        }
    }
}

/// Hours, minutes, seconds and pictures: "0:01:02:12".
pub fn with_pictures(at: u64, count: Count) -> String {
    let picture = at % SECOND * count.pictures / SECOND;
    format!("{}:{picture:02}", whole(at))
}

/// Hours, minutes and seconds, as exact as it is: "0:01:02.500".
pub fn exact(at: u64) -> String {
    let mut text = whole(at);
    let micros = at % SECOND;
    // Writing to a String cannot fail.
    let _ = if micros.is_multiple_of(1000) {
        write!(text, ".{:03}", micros / 1000)
    } else {
        write!(text, ".{micros:06}")
    };
    text
}

fn whole(at: u64) -> String {
    let seconds = at / SECOND;
    format!(
        "{}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// Bar and beat, both from 1: "17|3".
pub fn bars(at: u64, count: Count) -> String {
    // A millionth of a beat before a beat is that beat.
    let beat = (at as f64 * count.tempo / 60e6 + 1e-6) as u64;
    format!("{}|{}", beat / count.beats + 1, beat % count.beats + 1)
}

/// What may be written, for messages.
pub const ALLOWED: &str = "seconds (90, 1.5 s), minutes (1:30.5), h:m:s (0:01:30.5), h:m:s:f (0:01:30:12), or bar|beat (17|3)";

/// A time from 0 to a day, in microseconds, as [`ALLOWED`] says.
pub fn parse(text: &str, count: Count) -> Option<u64> {
    let text = text.trim();
    let seconds = if let Some((bar, beat)) = text.split_once('|') {
        let (bar, beat) = (bar.trim().parse::<u64>().ok()?, number(beat.trim())?);
        let beats = bar.checked_sub(1)? as f64 * count.beats as f64 + (beat - 1.0);
        Some(beats * 60.0 / count.tempo).filter(|_| beat >= 1.0)?
    } else {
        clock(text, count)?
    };
    let micros = (seconds * SECOND as f64).round();
    (0.0..=LATEST as f64)
        .contains(&micros)
        .then_some(micros as u64)
}

fn clock(text: &str, count: Count) -> Option<f64> {
    let parts: Vec<&str> = text.split(':').collect();
    match parts[..] {
        [seconds] => {
            let lower = seconds.to_lowercase();
            if let Some(milliseconds) = lower.strip_suffix("ms") {
                return Some(number(milliseconds.trim())? / 1000.0);
            }
            number(lower.strip_suffix('s').unwrap_or(&lower).trim())
        }
        [minutes, seconds] => Some(counted(minutes)? * 60.0 + below_sixty(seconds)?),
        [hours, minutes, seconds] => {
            Some(counted(hours)? * 3600.0 + below_sixty(minutes)? * 60.0 + below_sixty(seconds)?)
        }
        [hours, minutes, seconds, picture] => {
            let picture = counted(picture).filter(|picture| *picture < count.pictures as f64)?;
            let seconds =
                counted(hours)? * 3600.0 + below_sixty(minutes)? * 60.0 + below_sixty(seconds)?;
            Some(seconds + picture / count.pictures as f64)
        }
        _ => None,
    }
}

fn counted(text: &str) -> Option<f64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

fn below_sixty(text: &str) -> Option<f64> {
    number(text).filter(|part| *part < 60.0)
}

/// A decimal number without sign, exponent or words.
fn number(text: &str) -> Option<f64> {
    let plain = !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    text.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let count = Count::default();
        for (text, micros) in [
            ("90", Some(90_000_000)),
            ("1.5 s", Some(1_500_000)),
            ("250ms", Some(250_000)),
            ("1:30.5", Some(90_500_000)),
            ("0:01:30.25", Some(90_250_000)),
            ("0:01:30:05", Some(90_200_000)),
            ("1|1", Some(0)),
            ("3|2", Some(4_500_000)),
            ("0|1", None),
            ("1:75", None),
            ("0:00:00:25", None),
            ("-1", None),
            ("1e3", None),
            ("nan", None),
            ("90000", None),
            ("", None),
            (":", None),
        ] {
            assert_eq!(parse(text, count), micros, "{text}");
        }
    }

    #[test]
    fn times_are_shown_in_seconds_pictures_and_bars() {
        let count = Count::default();
        assert_eq!(exact(3_723_500_000), "1:02:03.500");
        assert_eq!(exact(1_000_667), "0:00:01.000667");
        assert_eq!(with_pictures(62_480_000, count), "0:01:02:12");
        assert_eq!(bars(0, count), "1|1");
        assert_eq!(bars(4_500_000, count), "3|2");
        let waltz = Count {
            tempo: 90.0,
            beats: 3,
            ..count
        };
        assert_eq!(bars(2_000_000, waltz), "2|1");
    }

    proptest! {
        #[test]
        fn an_exact_time_reads_back(at in 0..=LATEST) {
            prop_assert_eq!(parse(&exact(at), Count::default()), Some(at));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in ".*") {
            let _ = parse(&text, Count::default());
        }
    }
}
