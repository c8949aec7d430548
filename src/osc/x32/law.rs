//! The value laws of an X32: how a value lies on the floats 0…1 of a message, in steps, and how it is written.

use super::words::Words;
use crate::osc::packet::Arg;
use crate::param::Travel;
use crate::param::curve::{fader_db, fader_travel};

/// A position so far beyond an end is that end, rounded by a client.
const NEAR: f32 = 0.01;

/// How a value is written in the lines of an X32.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `+26`.
    Signed,
    /// `41`.
    Whole,
    /// `+0.0`.
    SignedTenths,
    /// ` +0.0`.
    PaddedTenths,
    /// `-37.0`.
    Tenths,
    /// `+0.00`, cut to five characters.
    Gain,
    /// `2.0`, cut to three.
    Q,
    /// `14.0`, cut to four.
    Hold,
    /// ` 151`.
    Release,
    /// `1k02`.
    Frequency,
    /// ` 79`.
    LowCut,
    /// `  0.3`.
    Delay,
}

/// A law.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Law {
    /// Off or on.
    Switch,
    /// One of some words, by number.
    Words(Words),
    /// A whole number.
    Int(i32, i32),
    /// A text.
    Text,
    /// Bits, of which so many are written.
    Mask(u8),
    /// A level in dB: four straight pieces, in so many steps.
    Level(u16),
    /// Even steps.
    Linear(f32, f32, u16, Style),
    /// Even ratios; may fall.
    Log(f32, f32, u16, Style),
    /// A number whose law nobody maps.
    Raw,
}

/// Half a step is lost where the desk's own floats are a little off.
fn step(float: f32, steps: u16) -> f32 {
    let last = f32::from(steps - 1);
    (float.clamp(0.0, 1.0) * last).round() / last
}

impl Law {
    /// True for what messages carry as a float.
    fn is_float(self) -> bool {
        matches!(
            self,
            Self::Level(_) | Self::Linear(..) | Self::Log(..) | Self::Raw
        )
    }

    /// The float of a plain value, on its step.
    pub fn float(self, plain: f32) -> f32 {
        match self {
            Self::Level(steps) => step(fader_travel(plain).get(), steps),
            Self::Linear(min, max, steps, _) => step((plain - min) / (max - min), steps),
            Self::Log(min, max, steps, _) => step((plain / min).ln() / (max / min).ln(), steps),
            _ => plain,
        }
    }

    /// The plain value of a float, on its step.
    pub fn plain(self, float: f32) -> f32 {
        match self {
            Self::Level(steps) | Self::Linear(_, _, steps, _) | Self::Log(_, _, steps, _) => {
                self.between_steps(step(float, steps))
            }
            _ => float,
        }
    }

    /// The plain value of a float, on a step or not: our own console has none.
    fn between_steps(self, float: f32) -> f32 {
        let float = float.clamp(0.0, 1.0);
        match self {
            Self::Level(_) => fader_db(Travel::new(float)),
            Self::Linear(min, max, ..) => min + (max - min) * float,
            Self::Log(min, max, ..) => min * (max / min).powf(float),
            _ => float,
        }
    }

    /// A plain number as a message carries it.
    pub fn arg(self, plain: f32) -> Arg {
        if self.is_float() {
            return Arg::Float(self.float(plain));
        }
        Arg::Int(plain as i32)
    }

    /// The plain number that an argument means: floats and whole numbers alike, numbers as text, words.
    pub fn read(self, arg: &Arg) -> Option<f32> {
        if let (Self::Words(words), Some(text)) = (self, arg.as_text())
            && let Some(place) = words.place(text)
        {
            return Some(place as f32);
        }
        if let (Self::Switch, Some(text)) = (self, arg.as_text()) {
            match text {
                "ON" => return Some(1.0),
                "OFF" => return Some(0.0),
                _ => {}
            }
        }
        let number = arg.number()?;
        if self.is_float() {
            // A client that means dB, or nothing sensible, must not come to stand at the top.
            let is_position = (-NEAR..=1.0 + NEAR).contains(&number);
            return is_position.then(|| self.between_steps(number));
        }
        self.limit(number)
    }

    /// A whole number within its range.
    fn limit(self, number: f32) -> Option<f32> {
        match self {
            Self::Switch => Some(if number >= 0.5 { 1.0 } else { 0.0 }),
            Self::Words(words) => {
                let place = number.round();
                (0.0..words.count() as f32)
                    .contains(&place)
                    .then_some(place)
            }
            Self::Int(min, max) => Some(number.round().clamp(min as f32, max as f32)),
            Self::Mask(width) => {
                let bits = number.round();
                (0.0..=((1u32 << width) - 1) as f32)
                    .contains(&bits)
                    .then_some(bits)
            }
            _ => None,
        }
    }

    /// A plain number as a line has it.
    pub fn text(self, plain: f32) -> String {
        match self {
            Self::Switch => if plain >= 0.5 { "ON" } else { "OFF" }.to_owned(),
            Self::Words(words) => words.word(plain as usize).to_owned(),
            Self::Int(..) => format!("{plain:.0}"),
            Self::Mask(width) => format!("%{:0width$b}", plain as u32, width = usize::from(width)),
            Self::Text => String::new(),
            Self::Raw => "0".to_owned(),
            Self::Level(_) => level(self.plain(self.float(plain))),
            Self::Linear(_, _, _, style) | Self::Log(_, _, _, style) => {
                style.text(f64::from(self.plain(self.float(plain))))
            }
        }
    }

    /// The plain number that a token of a line means.
    pub fn parse(self, token: &str) -> Option<f32> {
        match self {
            Self::Switch => match token {
                "ON" | "1" => Some(1.0),
                "OFF" | "0" => Some(0.0),
                _ => None,
            },
            Self::Words(words) => Some(words.place(token)? as f32),
            Self::Mask(_) => {
                let bits = token.strip_prefix('%')?;
                self.limit(u32::from_str_radix(bits, 2).ok()? as f32)
            }
            Self::Int(..) => self.limit(token.parse().ok()?),
            Self::Text | Self::Raw => None,
            Self::Level(_) if token == "-oo" => Some(f32::NEG_INFINITY),
            _ => number(token),
        }
    }
}

/// "1k02", "-6.5", "+0.0".
fn number(token: &str) -> Option<f32> {
    let token = match token.split_once('k') {
        Some((thousands, digits)) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            let number: f32 = format!("{thousands}.{digits}").parse().ok()?;
            return Some(number * 1000.0);
        }
        Some(_) => return None,
        None => token,
    };
    let number: f32 = token.parse().ok()?;
    number.is_finite().then_some(number)
}

/// Tenths, halves away from zero.
fn tenths(value: f64) -> f64 {
    // A stepped value is a little off its decimal.
    ((value.abs() * 10.0 + 0.5 + 1e-4).floor() / 10.0).copysign(value)
}

fn level(db: f32) -> String {
    if db == f32::NEG_INFINITY {
        return "  -oo".to_owned();
    }
    let tenths = tenths(f64::from(db));
    let text = if tenths == 0.0 {
        "0.0".to_owned()
    } else {
        format!("{tenths:+.1}")
    };
    format!("{text:>5}")
}

/// The first characters of a number; a point at their end becomes a blank in front.
fn cut(text: &str, length: usize) -> String {
    let text: String = text.chars().take(length).collect();
    match text.strip_suffix('.') {
        Some(text) => format!(" {text}"),
        None => text,
    }
}

impl Style {
    fn text(self, value: f64) -> String {
        let whole = (value.abs() + 0.5).floor().copysign(value) + 0.0;
        match self {
            Self::Signed => format!("{whole:+}"),
            Self::Whole => format!("{whole}"),
            Self::SignedTenths => format!("{:+.1}", tenths(value) + 0.0),
            Self::PaddedTenths => format!("{:>5}", format!("{:+.1}", tenths(value) + 0.0)),
            Self::Tenths => format!("{:.1}", tenths(value) + 0.0),
            Self::Gain => cut(&format!("{:+.2}", value + 1e-6_f64.copysign(value)), 5),
            Self::Q => cut(&format!("{value:.1}"), 3),
            Self::Hold => cut(&format!("{:.2}", value + 1e-6), 4),
            Self::Release if whole < 100.0 => format!("{whole:>3}"),
            Self::Release => format!("{whole:>4}"),
            Self::Frequency if value < 1000.0 => format!("{value:.1}"),
            Self::Frequency => {
                let kilo = (value / 10.0 + 0.005).floor() / 100.0;
                format!("{kilo:.2}").replace('.', "k")
            }
            Self::LowCut => format!("{whole:>3}"),
            Self::Delay => format!("{:>5}", format!("{:.1}", tenths(value))),
        }
    }
}
