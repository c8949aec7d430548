//! Seconds, hertz and decibels of a session, as people write them. (Values of parameters are read by
//! their rows.)

/// A unit: what may stand behind the number, and what that multiplies it by.
pub type Suffixes = &'static [(&'static str, f64)];

/// "1.5", "1.5 s", "20 ms".
pub const SECONDS: Suffixes = &[("ms", 0.001), ("s", 1.0), ("", 1.0)];
/// "1000", "1000 Hz", "1.2 kHz", "1.2k".
pub const HERTZ: Suffixes = &[("khz", 1000.0), ("hz", 1.0), ("k", 1000.0), ("", 1.0)];
/// "-20", "-20 dB".
pub const DECIBELS: Suffixes = &[("db", 1.0), ("", 1.0)];

/// A decimal number with one of the suffixes; no words such as "nan", no exponents.
pub fn parse(text: &str, suffixes: Suffixes) -> Option<f64> {
    let folded = text.trim().to_lowercase().replace('\u{2212}', "-");
    let (number, factor) = suffixes
        .iter()
        .find_map(|(suffix, factor)| Some((folded.strip_suffix(suffix)?, *factor)))?;
    let number = number.trim();
    let decimal = number
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"+-.".contains(&byte));
    let value: f64 = if decimal {
        number.parse().ok()?
    } else {
        return None;
    };
    Some(value * factor).filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_with_and_without_units() {
        for (text, suffixes, value) in [
            ("1.5", SECONDS, Some(1.5)),
            ("20 ms", SECONDS, Some(0.02)),
            ("3s", SECONDS, Some(3.0)),
            ("1.2 kHz", HERTZ, Some(1200.0)),
            ("1k", HERTZ, Some(1000.0)),
            ("440 Hz", HERTZ, Some(440.0)),
            ("\u{2212}20 dB", DECIBELS, Some(-20.0)),
            ("nan", DECIBELS, None),
            ("1e3", HERTZ, None),
            ("", SECONDS, None),
            ("s", SECONDS, None),
            (".", SECONDS, None),
        ] {
            assert_eq!(parse(text, suffixes), value, "{text}");
        }
    }
}
