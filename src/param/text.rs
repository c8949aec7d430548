//! Values as text, in and out: "-6 dB", "1k2", "off", "L30".

use super::curve::{Curve, Key, Plain};
use super::nearest::nearest;
use super::spec::{INFINITE_RATIO, ParamSpec, Unit};
use thiserror::Error;

/// Why a text is not a value of this parameter.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("'{text}' is not possible for {name}; allowed: {allowed}{hint}")]
pub struct TextError {
    /// What was found.
    pub text: String,
    /// The parameter's name.
    pub name: &'static str,
    /// What is allowed.
    pub allowed: String,
    /// The nearest allowed word, or other ways to write it.
    pub hint: String,
}

impl ParamSpec {
    /// Reads a value as people write it.
    ///
    /// # Errors
    /// What is allowed, when the text is no number or out of range.
    pub fn parse(&self, text: &str) -> Result<Plain, TextError> {
        self.parse_at(text, 0)
    }

    /// As [`Self::parse`] at a sample rate in Hz, 0 while it is unknown: delays may be written in
    /// samples then.
    ///
    /// # Errors
    /// As there.
    pub fn parse_at(&self, text: &str, rate: u32) -> Result<Plain, TextError> {
        let folded = text.trim().to_lowercase().replace('\u{2212}', "-");
        let value = match self.curve {
            Curve::Switch => parse_switch(&folded),
            Curve::Choice(names) => parse_choice(names, &folded),
            Curve::Key => parse_key(&folded),
            Curve::Source => parse_source(&folded),
            Curve::Link => parse_link(&folded),
            Curve::Fader | Curve::Attenuation if is_off(&folded) => Some(Plain::OFF),
            Curve::Linear { .. } if self.unit == Unit::Delay => parse_delay(&folded, rate),
            Curve::Fader | Curve::Attenuation | Curve::Linear { .. } | Curve::Log { .. } => {
                parse_number(self.unit, &folded)
            }
        };
        let value = value.filter(|value| self.curve.allows(*value));
        value
            .map(|value| self.curve.clamp(value))
            .ok_or_else(|| self.refuse(text))
    }

    /// Reads a difference of two values, in the unit of this parameter: "+2 dB", "-10 ms". Nothing where it is none, or
    /// where values are counted and not measured.
    pub fn parse_difference(&self, text: &str) -> Option<f32> {
        if self.curve.counts() {
            return None;
        }
        let folded = text.trim().to_lowercase().replace('\u{2212}', "-");
        let number = folded.strip_prefix('+').unwrap_or(&folded);
        let difference = match self.unit {
            Unit::Delay => parse_delay(number, 0),
            unit => parse_number(unit, number),
        };
        difference.map(|plain| plain.0).filter(|by| by.is_finite())
    }

    fn refuse(&self, text: &str) -> TextError {
        let hint = match self.curve {
            Curve::Choice(names) => nearest(&text.to_lowercase(), names.iter().copied())
                .map(|near| format!("; did you mean '{near}'?")),
            Curve::Linear { .. } if self.unit == Unit::Delay => {
                Some(", or as much in m, ft, or samples where the rate is known".to_owned())
            }
            _ => None,
        };
        TextError {
            text: text.trim().to_owned(),
            name: self.name,
            allowed: self.allowed(),
            hint: hint.unwrap_or_default(),
        }
    }

    /// What may be written, in words: "off, -90 dB to 10 dB".
    pub fn allowed(&self) -> String {
        match self.curve {
            Curve::Switch => "on, off".to_owned(),
            Curve::Choice(names) => names.join(", "),
            Curve::Key => "own, ch/N, bus/N".to_owned(),
            Curve::Source => "main, bus/N".to_owned(),
            Curve::Link => "none, ch/N".to_owned(),
            Curve::Attenuation => "off, -60 dB to 0 dB".to_owned(),
            Curve::Fader => "off, -90 dB to 10 dB".to_owned(),
            Curve::Linear { min, max } | Curve::Log { min, max } => {
                format!("{} to {}", self.exact(Plain(min)), self.exact(Plain(max)))
            }
        }
    }

    /// The value in full: reading it back gives the same number. For files and replies.
    pub fn exact(&self, value: Plain) -> String {
        self.words(value).unwrap_or_else(|| {
            let unit = match self.unit {
                Unit::Decibel => " dB",
                Unit::Hertz => " Hz",
                Unit::Millisecond | Unit::Delay => " ms",
                Unit::Ratio => ":1",
                Unit::Percent => " %",
                Unit::Cent => " ct",
                Unit::Tempo => " BPM",
                Unit::Loudness => " LUFS",
                Unit::Minute => " min",
                Unit::Degree => "°",
                Unit::Pan | Unit::Q | Unit::None => "",
            };
            format!("{}{unit}", value.0 + 0.0)
        })
    }

    /// The value rounded for the eye, with its unit: "-6.0 dB", "1.20 kHz", "L30".
    pub fn display(&self, value: Plain) -> String {
        self.words(value).unwrap_or_else(|| match self.unit {
            Unit::Decibel => format!("{:.1} dB", no_minus_zero(value.0, 0.05)),
            Unit::Hertz if value.0 >= 999.5 => format!("{:.2} kHz", value.0 / 1000.0),
            Unit::Hertz if value.0 < 9.995 => format!("{:.2} Hz", value.0),
            Unit::Hertz => format!("{:.0} Hz", value.0),
            Unit::Millisecond if value.0 >= 999.5 => format!("{:.2} s", value.0 / 1000.0),
            Unit::Millisecond if value.0 < 9.995 => format!("{:.2} ms", value.0),
            Unit::Millisecond => format!("{:.0} ms", value.0),
            Unit::Delay => format!("{:.2} ms", value.0),
            Unit::Ratio if value.0 < 9.95 => format!("{:.1}:1", value.0),
            Unit::Ratio => format!("{:.0}:1", value.0),
            Unit::Percent => format!("{:.0} %", value.0),
            Unit::Cent => format!("{:.0} ct", no_minus_zero(value.0, 0.5)),
            Unit::Tempo => format!("{:.1} BPM", value.0),
            Unit::Loudness => format!("{:.1} LUFS", no_minus_zero(value.0, 0.05)),
            Unit::Minute => format!("{:.0} min", value.0),
            Unit::Pan => display_pan(value.0),
            Unit::Degree => format!("{:.0}°", no_minus_zero(value.0, 0.5)),
            Unit::Q if value.0 >= 9.95 => format!("{:.0}", value.0),
            Unit::Q => format!("{:.2}", value.0),
            Unit::None => format!("{:.0}", value.0),
        })
    }

    /// Values that are words rather than numbers.
    fn words(&self, value: Plain) -> Option<String> {
        match self.curve {
            Curve::Switch => Some(if value.is_on() { "on" } else { "off" }.to_owned()),
            Curve::Choice(names) => names.get(value.choice()).map(|name| (*name).to_owned()),
            Curve::Key => Some(match Key::from_plain(value) {
                Key::Own => "own".to_owned(),
                Key::Strip(number) => format!("ch/{number}"),
                Key::Bus(number) => format!("bus/{number}"),
            }),
            Curve::Source => self.curve.names(value).map(|node| node.to_string()),
            Curve::Link => Some(
                self.curve
                    .names(value)
                    .map_or_else(|| "none".to_owned(), |node| node.to_string()),
            ),
            Curve::Fader | Curve::Attenuation if value.0 == f32::NEG_INFINITY => {
                Some("off".to_owned())
            }
            _ if self.unit == Unit::Ratio && value.0 >= INFINITE_RATIO => Some("inf:1".to_owned()),
            _ => None,
        }
    }
}

/// Numbers that would print as "-0.0" print as "0.0".
fn no_minus_zero(x: f32, half_step: f32) -> f32 {
    if x.abs() < half_step { 0.0 } else { x }
}

fn display_pan(pan: f32) -> String {
    let side = no_minus_zero(pan, 0.5);
    if side < 0.0 {
        format!("L{:.0}", -side)
    } else if side > 0.0 {
        format!("R{side:.0}")
    } else {
        "C".to_owned()
    }
}

fn is_off(text: &str) -> bool {
    matches!(text, "off" | "-inf" | "-oo" | "-∞")
}

fn parse_switch(text: &str) -> Option<Plain> {
    match text {
        "on" | "true" | "yes" | "1" => Some(Plain::switch(true)),
        "off" | "false" | "no" | "0" => Some(Plain::switch(false)),
        _ => None,
    }
}

/// A choice by its name, or by the number that its name starts with ("24" for "24 dB/oct").
fn parse_choice(names: &[&str], text: &str) -> Option<Plain> {
    let squeezed = |name: &str| name.replace(' ', "").to_lowercase();
    let exact = names
        .iter()
        .position(|name| squeezed(name) == squeezed(text));
    let by_number = || {
        names
            .iter()
            .position(|name| name.split(' ').next() == Some(text))
    };
    exact.or_else(by_number).map(|at| Plain(at as f32))
}

fn parse_key(text: &str) -> Option<Plain> {
    if text == "own" {
        return Some(Key::Own.plain());
    }
    let (word, digits) = text.split_once('/')?;
    let number: u16 = digits
        .parse()
        .ok()
        .filter(|number| (1..=999).contains(number))?;
    match word {
        "ch" => Some(Key::Strip(number).plain()),
        "bus" => Some(Key::Bus(number).plain()),
        _ => None,
    }
}

fn parse_source(text: &str) -> Option<Plain> {
    if text == "main" {
        return Some(Plain(0.0));
    }
    let number: u16 = text.strip_prefix("bus/")?.parse().ok()?;
    (number > 0).then_some(Plain(f32::from(number)))
}

fn parse_link(text: &str) -> Option<Plain> {
    if text == "none" {
        return Some(Plain(0.0));
    }
    let number: u16 = text.strip_prefix("ch/")?.parse().ok()?;
    (number > 0).then_some(Plain(f32::from(number)))
}

fn parse_number(unit: Unit, text: &str) -> Option<Plain> {
    let number = match unit {
        Unit::Decibel => plain_number(text.strip_suffix("db").unwrap_or(text)),
        Unit::Hertz => hertz(text),
        Unit::Millisecond | Unit::Delay => milliseconds(text),
        Unit::Ratio => ratio(text),
        Unit::Percent => plain_number(text.strip_suffix('%').unwrap_or(text)),
        Unit::Cent => plain_number(text.strip_suffix("ct").unwrap_or(text)),
        Unit::Tempo => plain_number(text.strip_suffix("bpm").unwrap_or(text)),
        Unit::Loudness => plain_number(text.strip_suffix("lufs").unwrap_or(text)),
        Unit::Minute => plain_number(text.strip_suffix("min").unwrap_or(text)),
        Unit::Pan => pan(text),
        Unit::Degree => {
            let number = text.strip_suffix('°').or_else(|| text.strip_suffix("deg"));
            plain_number(number.unwrap_or(text))
        }
        Unit::Q | Unit::None => plain_number(text),
    };
    stored(number?)
}

/// The value nearest to a number as written: rounded once, so that it prints as it was written.
fn stored(number: f64) -> Option<Plain> {
    let value = number as f32;
    value.is_finite().then_some(Plain(value))
}

/// A decimal number; a comma counts as a point; no words such as "nan", no exponents.
fn plain_number(text: &str) -> Option<f64> {
    let text = text.trim().replace(',', ".");
    let decimal = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"+-.".contains(&byte));
    if decimal { text.parse().ok() } else { None }
}

/// "120", "120 Hz", "1.2 kHz", "1.2k", "1k2".
fn hertz(text: &str) -> Option<f64> {
    let text = text.strip_suffix("hz").unwrap_or(text).trim();
    match text.split_once('k') {
        None => plain_number(text),
        Some((thousands, "")) => Some(plain_number(thousands)? * 1000.0),
        Some((thousands, tail)) => {
            let digits = tail.bytes().all(|byte| byte.is_ascii_digit());
            if digits {
                Some(plain_number(&format!("{thousands}.{tail}"))? * 1000.0)
            } else {
                None
            }
        }
    }
}

/// "5", "5 ms", "1.5 s".
fn milliseconds(text: &str) -> Option<f64> {
    if let Some(number) = text.strip_suffix("ms") {
        plain_number(number)
    } else if let Some(number) = text.strip_suffix('s') {
        Some(plain_number(number)? * 1000.0)
    } else {
        plain_number(text)
    }
}

/// The way of sound in air at 20 °C.
const METRES_PER_MILLISECOND: f64 = 0.343;
const METRES_PER_FOOT: f64 = 0.3048;

/// "10 ms", "3.43 m", "11 ft", and "480 samples" at a rate that is not 0.
fn parse_delay(text: &str, rate: u32) -> Option<Plain> {
    let units = [
        ("samples", f64::from(rate) / 1000.0),
        ("smp", f64::from(rate) / 1000.0),
        ("ft", METRES_PER_MILLISECOND / METRES_PER_FOOT),
        ("m", METRES_PER_MILLISECOND),
    ];
    let unit = units
        .iter()
        .find_map(|(unit, per_millisecond)| Some((text.strip_suffix(unit)?, *per_millisecond)));
    let Some((number, per_millisecond)) = unit else {
        return parse_number(Unit::Delay, text);
    };
    stored(plain_number(number)? / per_millisecond)
}

/// "4", "4:1", "inf", "inf:1".
fn ratio(text: &str) -> Option<f64> {
    let text = text.strip_suffix(":1").unwrap_or(text).trim();
    if matches!(text, "inf" | "oo" | "∞") {
        Some(f64::from(INFINITE_RATIO))
    } else {
        plain_number(text)
    }
}

/// "-30", "L30", "R 30", "C", "center".
fn pan(text: &str) -> Option<f64> {
    if matches!(text, "c" | "center" | "centre") {
        return Some(0.0);
    }
    let unsigned = |number: &str| plain_number(number).filter(|number| *number >= 0.0);
    match text.split_at_checked(1) {
        Some(("l", number)) => unsigned(number).map(|number| 0.0 - number),
        Some(("r", number)) => unsigned(number),
        _ => plain_number(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::tables;
    use crate::param::{NodeKind, ParamAddr};
    use proptest::prelude::*;

    fn spec(path: &str) -> &'static ParamSpec {
        let addr = ParamAddr::parse(path).unwrap();
        tables::row(addr.kind, addr.param).unwrap()
    }

    #[test]
    fn people_write_values_in_many_ways() {
        for (path, text, value) in [
            ("ch/1/fader", "-6 dB", -6.0),
            ("ch/1/fader", "-6dB", -6.0),
            ("ch/1/fader", " \u{2212}6,5 ", -6.5),
            ("ch/1/fader", "off", f32::NEG_INFINITY),
            ("ch/1/fader", "-inf", f32::NEG_INFINITY),
            ("ch/1/hpf/freq", "120", 120.0),
            ("ch/1/hpf/freq", "0.1 kHz", 100.0),
            ("ch/1/hpf/freq", "0k12", 120.0),
            ("ch/1/lpf/freq", "12k5", 12_500.0),
            ("ch/1/eq/3/freq", "1k2", 1200.0),
            ("ch/1/eq/3/type", "Low-Shelf", 1.0),
            ("ch/1/eq/3/type", "bell", 0.0),
            ("ch/1/eq/3/gain", "+4,5 dB", 4.5),
            ("ch/1/eq/3/q", "0.7", 0.7),
            ("main/geq/3k15", "-6", -6.0),
            ("main/geq/31.5", "3 dB", 3.0),
            ("main/notch/12/freq", "2.54 kHz", 2540.0),
            ("ch/1/gate/release", "1.5 s", 1500.0),
            ("ch/1/gate/hold", "20ms", 20.0),
            ("ch/1/pan", "L30", -30.0),
            ("ch/1/pan", "r 30", 30.0),
            ("ch/1/pan", "C", 0.0),
            ("ch/1/mute", "on", 1.0),
            ("ch/1/mute", "false", 0.0),
            ("ch/1/hpf/slope", "24 dB/oct", 3.0),
            ("ch/1/hpf/slope", "24", 3.0),
            ("ch/1/send/1/tap", "pre-fader", 3.0),
            ("console/pan-law", "-4.5 dB", 1.0),
            ("ch/1/comp/ratio", "4", 4.0),
            ("ch/1/comp/ratio", "2.5:1", 2.5),
            ("ch/1/comp/ratio", "INF:1", 100.0),
            ("ch/1/gate/ratio", "∞", 100.0),
            ("ch/1/comp/mix", "40 %", 40.0),
            ("ch/1/comp/mix", "40", 40.0),
            ("ch/1/comp/detector", "peak", 0.0),
            ("ch/1/order", "comp-eq", 1.0),
            ("ch/1/gate/key", "ch/3", 3.0),
            ("ch/1/gate/key", "bus/2", 1002.0),
            ("ch/1/delay", "10", 10.0),
            ("ch/1/delay", "0.01 s", 10.0),
            ("ch/1/delay", "3.43 m", 10.0),
        ] {
            assert_eq!(spec(path).parse(text), Ok(Plain(value)), "{path} {text}");
        }
    }

    #[test]
    fn what_is_no_value_is_refused_with_what_is_allowed() {
        for (path, text, words) in [
            (
                "ch/1/fader",
                "loud",
                "'loud' is not possible for Fader; allowed: off, -90 dB to 10 dB",
            ),
            (
                "ch/1/fader",
                "11 dB",
                "'11 dB' is not possible for Fader; allowed: off, -90 dB to 10 dB",
            ),
            (
                "ch/1/trim",
                "nan",
                "'nan' is not possible for Trim; allowed: -18 dB to 18 dB",
            ),
            (
                "ch/1/mute",
                "maybe",
                "'maybe' is not possible for Mute; allowed: on, off",
            ),
            (
                "ch/1/send/1/tap",
                "prefader",
                "'prefader' is not possible for Send tap; allowed: input, pre-eq, post-eq, pre-fader, \
                 post-fader; did you mean 'pre-fader'?",
            ),
            (
                "ch/1/eq/1/type",
                "shelf",
                "'shelf' is not possible for Band type; allowed: bell, low-shelf, high-shelf, \
                 notch, high-pass, low-pass",
            ),
            (
                "ch/1/delay",
                "480 samples",
                "'480 samples' is not possible for Delay; allowed: 0 ms to 500 ms, or as much in m, ft, or samples where the rate is known",
            ),
            (
                "ch/1/eq/1/q",
                "20",
                "'20' is not possible for Band Q; allowed: 0.1 to 16",
            ),
            (
                "ch/1/hpf/freq",
                "1e2",
                "'1e2' is not possible for High-pass frequency; allowed: 16 Hz to 1000 Hz",
            ),
        ] {
            assert_eq!(spec(path).parse(text).unwrap_err().to_string(), words);
        }
    }

    #[test]
    fn a_delay_in_samples_needs_the_rate() {
        let delay = spec("ch/1/delay");
        for (rate, text, expected) in [
            (48_000, "480 samples", Some(10.0)),
            (44_100, "441 smp", Some(10.0)),
            (96_000, "48000 samples", Some(500.0)),
            (48_000, "24001 samples", None),
            (48_000, "-1 samples", None),
            (0, "0 samples", None),
        ] {
            let found = delay.parse_at(text, rate).ok().map(|value| value.0);
            assert_eq!(found, expected, "{text} at {rate}");
        }
        let feet = delay.parse("11.25 ft").unwrap();
        assert!((feet.0 - 11.25 * 304.8 / 343.0).abs() < 1e-4, "{feet:?}");
        assert_eq!(delay.display(Plain(123.456)), "123.46 ms");
    }

    #[test]
    fn the_eye_gets_rounded_values_without_minus_zero() {
        assert_eq!(spec("ch/1/trim").display(Plain(-0.01)), "0.0 dB");
        assert_eq!(spec("ch/1/fader").display(Plain::OFF), "off");
        assert_eq!(spec("ch/1/hpf/freq").display(Plain(1000.0)), "1.00 kHz");
        assert_eq!(spec("ch/1/gate/release").display(Plain(1500.0)), "1.50 s");
        assert_eq!(spec("ch/1/pan").display(Plain(-30.0)), "L30");
        assert_eq!(spec("ch/1/eq/1/q").display(Plain(0.707)), "0.71");
        assert_eq!(spec("ch/1/eq/1/type").display(Plain(3.0)), "notch");
        assert_eq!(spec("ch/1/eq/1/freq").display(Plain(1250.0)), "1.25 kHz");
        assert_eq!(spec("ch/1/comp/ratio").display(Plain(2.5)), "2.5:1");
        assert_eq!(spec("ch/1/comp/ratio").display(Plain(20.0)), "20:1");
        assert_eq!(spec("ch/1/gate/ratio").display(Plain(100.0)), "inf:1");
        assert_eq!(spec("ch/1/comp/mix").display(Plain(40.0)), "40 %");
    }

    #[test]
    fn what_was_written_is_printed() {
        for (path, written) in [
            ("ch/1/fader", "-18 dB"),
            ("ch/1/fader", "-90 dB"),
            ("ch/1/fader", "-0.1 dB"),
            ("mute-group/1/dim", "-60 dB"),
            ("ch/1/eq/1/freq", "16300 Hz"),
            ("ch/1/delay", "1.1 ms"),
        ] {
            let spec = spec(path);
            assert_eq!(spec.exact(spec.parse(written).unwrap()), written);
        }
        for (path, text, printed) in [
            ("ch/1/eq/1/freq", "16.3k", "16300 Hz"),
            ("ch/1/eq/1/freq", "8k19", "8190 Hz"),
            ("ch/1/gate/release", "1.001 s", "1001 ms"),
            ("ch/1/pan", "L30", "-30"),
        ] {
            let spec = spec(path);
            assert_eq!(spec.exact(spec.parse(text).unwrap()), printed);
        }
    }

    proptest! {
        #[test]
        fn thousands_and_seconds_print_as_they_were_written(number in 20_u32..20_000) {
            let spec = spec("ch/1/eq/1/freq");
            let text = format!("{}.{:03}k", number / 1000, number % 1000);
            prop_assert_eq!(spec.exact(spec.parse(&text).unwrap()), format!("{number} Hz"));
        }

        #[test]
        fn exact_text_reads_back_as_the_same_number(t in 0.0_f32..=1.0) {
            for kind in NodeKind::ALL {
                for spec in tables::rows(kind) {
                    let value = spec.curve.plain(crate::param::Travel::new(t));
                    prop_assert_eq!(spec.parse(&spec.exact(value)), Ok(value), "{}", spec.path);
                }
            }
        }

        #[test]
        fn no_text_makes_the_value_parser_panic(text in ".*") {
            for kind in NodeKind::ALL {
                for spec in tables::rows(kind) {
                    let _ = spec.parse(&text);
                }
            }
        }
    }
}
