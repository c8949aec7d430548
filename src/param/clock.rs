//! Places in time as people write them: minutes, seconds and tenths.

/// Seconds in words: "1:02.5".
pub fn clock(seconds: f32) -> String {
    let tenths = (f64::from(seconds) * 10.0).round() as u64;
    format!("{}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10)
}

/// The seconds of "12.5", "12.5 s" or "1:02.5"; none for anything else.
pub fn parse_clock(text: &str) -> Option<f32> {
    let text = text.trim();
    let text = text.strip_suffix('s').unwrap_or(text).trim_end();
    let (minutes, seconds) = match text.split_once(':') {
        Some((minutes, seconds)) => (decimal(minutes)?, decimal(seconds)?),
        None => (0.0, decimal(text)?),
    };
    Some((60.0 * minutes + seconds) as f32)
}

/// Digits, and a point between them; no words such as "nan", no signs, no exponents.
fn decimal(text: &str) -> Option<f64> {
    let is_decimal = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    text.parse().ok().filter(|_| is_decimal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_written_and_read() {
        for (text, seconds) in [("0:00.0", 0.0), ("1:02.5", 62.5), ("75:00.1", 4500.1)] {
            assert_eq!(clock(seconds), text);
            assert_eq!(parse_clock(text), Some(seconds));
        }
        assert_eq!(parse_clock(" 12.5 s"), Some(12.5));
        for text in ["", "-1", "nan", "1e3", "1:", "1:2:3", "Chorus"] {
            assert_eq!(parse_clock(text), None, "{text}");
        }
    }
}
