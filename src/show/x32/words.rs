//! Words of a desk: numbers, levels, switches, colours, masks.

use crate::show::console_file::Color;

/// A number as a desk writes it: `-18.0`, `+4.6`, `1k02` for 1020, `-oo` for off (negative infinity).
pub fn number(word: &str) -> Option<f64> {
    if word == "-oo" {
        return Some(f64::NEG_INFINITY);
    }
    let value = match word.split_once(['k', 'K']) {
        Some((whole, digits)) => {
            let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
            if whole.is_empty() || !is_number(whole) || !is_number(digits) {
                return None;
            }
            1000.0 * format!("{whole}.{digits}0").parse::<f64>().ok()?
        }
        None => word.parse().ok()?,
    };
    value.is_finite().then_some(value)
}

/// `ON` or `OFF`; a number counts as well.
pub fn switch(word: &str) -> Option<bool> {
    match word {
        "ON" | "1" => Some(true),
        "OFF" | "0" => Some(false),
        _ => None,
    }
}

/// The bits of a mask, the lowest first: `%00000010` is the second of eight.
pub fn mask(word: &str) -> Option<Vec<bool>> {
    let bits = word.strip_prefix('%')?;
    let bit = |digit: char| match digit {
        '0' => Some(false),
        '1' => Some(true),
        _ => None,
    };
    bits.chars().rev().map(bit).collect()
}

/// A colour; an inverted one counts as the colour that it inverts.
pub fn color(word: &str) -> Option<Color> {
    let plain = word.strip_suffix('i').unwrap_or(word);
    Some(match plain {
        "OFF" => Color::Off,
        "RD" => Color::Red,
        "GN" => Color::Green,
        "YE" => Color::Yellow,
        "BL" => Color::Blue,
        "MG" => Color::Purple,
        "CY" => Color::Cyan,
        "WH" => Color::White,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_desks_write_them() {
        for (word, expected) in [
            ("-18.0", -18.0),
            ("+4.6", 4.6),
            ("990.9", 990.9),
            ("1k02", 1020.0),
            ("10k02", 10_020.0),
            ("20k00", 20_000.0),
            ("7k2", 7200.0),
            ("3k", 3000.0),
            ("0", 0.0),
            ("-0.0", 0.0),
            ("-oo", f64::NEG_INFINITY),
        ] {
            assert_eq!(number(word), Some(expected), "{word}");
        }
        for word in ["", "k", "1k-2", "inf", "NaN", "+", "1k2k3", "ON"] {
            assert_eq!(number(word), None, "{word}");
        }
    }

    #[test]
    fn the_lowest_bit_of_a_mask_stands_last() {
        let second = mask("%00000010").unwrap();
        assert_eq!(second.iter().position(|bit| *bit), Some(1));
        assert_eq!(second.len(), 8);
        assert_eq!(mask("%"), Some(Vec::new()));
        assert_eq!((mask("00000010"), mask("%2")), (None, None));
    }

    #[test]
    fn colours_and_switches() {
        assert_eq!(color("MGi"), Some(Color::Purple));
        assert_eq!(color("OFF"), Some(Color::Off));
        assert_eq!(color("PINK"), None);
        assert_eq!(
            (switch("ON"), switch("0"), switch("on?")),
            (Some(true), Some(false), None)
        );
    }
}
