//! The value laws of an X32: how a value lies on the floats 0…1 of a message, in steps, and how it is written.

use super::words::Words;
use crate::osc::packet::Arg;
use crate::param::Travel;
use crate::param::curve::{fader_db, fader_travel};

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
            Self::Level(steps) => fader_db(Travel::new(step(float, steps))),
            Self::Linear(min, max, steps, _) => min + (max - min) * step(float, steps),
            Self::Log(min, max, steps, _) => min * (max / min).powf(step(float, steps)),
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
            return Some(self.plain(number));
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
            Self::Mask(width) => Some(number.round().clamp(0.0, ((1u32 << width) - 1) as f32)),
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
            _ => {
                let number = number(token)?;
                Some(self.plain(self.float(number)))
            }
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

/// Laws by name.
pub mod laws {
    use super::{Law, Style};

    /// Faders.
    pub const FADER: Law = Law::Level(1024);
    /// Sends and all other levels.
    pub const SEND: Law = Law::Level(161);
    /// Frequency of a band.
    pub const FREQUENCY: Law = Law::Log(20.0, 20_000.0, 201, Style::Frequency);
    /// Frequency of the oscillator.
    pub const OSCILLATOR: Law = Law::Log(20.0, 20_000.0, 121, Style::Frequency);
    /// The low cut.
    pub const LOW_CUT: Law = Law::Log(20.0, 400.0, 101, Style::LowCut);
    /// Q of a band; it falls.
    pub const Q: Law = Law::Log(10.0, 0.3, 72, Style::Q);
    /// Hold.
    pub const HOLD: Law = Law::Log(0.02, 2000.0, 101, Style::Hold);
    /// Release.
    pub const RELEASE: Law = Law::Log(5.0, 4000.0, 101, Style::Release);
    /// Gain of a band.
    pub const EQ_GAIN: Law = Law::Linear(-15.0, 15.0, 121, Style::Gain);
    /// Pan.
    pub const PAN: Law = Law::Linear(-100.0, 100.0, 101, Style::Signed);
    /// Trim.
    pub const TRIM: Law = Law::Linear(-18.0, 18.0, 145, Style::SignedTenths);
    /// Gain of a preamp.
    pub const HEAD_AMP: Law = Law::Linear(-12.0, 60.0, 145, Style::SignedTenths);
    /// Threshold of a gate.
    pub const GATE_THRESHOLD: Law = Law::Linear(-80.0, 0.0, 161, Style::Tenths);
    /// Range of a gate.
    pub const GATE_RANGE: Law = Law::Linear(3.0, 60.0, 58, Style::Tenths);
    /// Threshold of a compressor.
    pub const THRESHOLD: Law = Law::Linear(-60.0, 0.0, 121, Style::Tenths);
    /// Attack.
    pub const ATTACK: Law = Law::Linear(0.0, 120.0, 121, Style::Whole);
    /// Knee.
    pub const KNEE: Law = Law::Linear(0.0, 5.0, 6, Style::Whole);
    /// Make-up gain.
    pub const MAKEUP: Law = Law::Linear(0.0, 24.0, 49, Style::Hold);
    /// Share of the compressed signal.
    pub const MIX: Law = Law::Linear(0.0, 100.0, 21, Style::Whole);
    /// Delay.
    pub const DELAY: Law = Law::Linear(0.3, 500.0, 4998, Style::Delay);
    /// Weight in automix.
    pub const WEIGHT: Law = Law::Linear(-12.0, 12.0, 49, Style::PaddedTenths);
    /// How much dim lowers.
    pub const DIM: Law = Law::Linear(-40.0, 0.0, 41, Style::Whole);
    /// Trim of the solo mix.
    pub const SOLO_TRIM: Law = Law::Linear(-18.0, 18.0, 73, Style::Tenths);
    /// Gain of the recorder's inputs.
    pub const TAPE: Law = Law::Linear(-6.0, 24.0, 61, Style::Tenths);
}

#[cfg(test)]
mod tests {
    use super::laws::*;
    use super::*;

    const ALL: [Law; 24] = [
        FADER,
        SEND,
        FREQUENCY,
        OSCILLATOR,
        LOW_CUT,
        Q,
        HOLD,
        RELEASE,
        EQ_GAIN,
        PAN,
        TRIM,
        HEAD_AMP,
        GATE_THRESHOLD,
        GATE_RANGE,
        THRESHOLD,
        ATTACK,
        KNEE,
        MAKEUP,
        MIX,
        DELAY,
        WEIGHT,
        DIM,
        SOLO_TRIM,
        TAPE,
    ];

    fn steps(law: Law) -> u16 {
        match law {
            Law::Level(steps) | Law::Linear(_, _, steps, _) | Law::Log(_, _, steps, _) => steps,
            _ => 0,
        }
    }

    #[test]
    fn every_step_of_every_law_comes_back_as_float_and_as_text() {
        for law in ALL {
            let last = steps(law) - 1;
            for step in 0..=last {
                let float = f32::from(step) / f32::from(last);
                let plain = law.plain(float);
                assert!((law.float(plain) - float).abs() < 1e-5, "{law:?} {step}");
                let text = law.text(plain);
                let again = law.parse(text.trim()).unwrap();
                assert_eq!(law.text(again), text, "{law:?} {step}");
            }
        }
    }

    /// Figures that several independent sources of the protocol give.
    #[test]
    fn values_lie_where_the_desk_has_them() {
        for (law, plain, float) in [
            (FADER, 10.0, 1.0),
            (FADER, 0.0, 0.749_756),
            (FADER, -20.5, 0.368_524),
            (FADER, -85.4, 0.009_775),
            (SEND, 0.0, 0.75),
            (SEND, -12.3, 0.468_75),
            (FREQUENCY, 3300.0, 0.74),
            (OSCILLATOR, 440.0, 0.45),
            (LOW_CUT, 80.0, 0.46),
            (Q, 5.0, 0.197_18),
            (Q, 0.3, 1.0),
            (HOLD, 10.0, 0.54),
            (RELEASE, 151.0, 0.51),
            (EQ_GAIN, -10.75, 0.141_67),
            (PAN, 30.0, 0.65),
            (TRIM, 0.25, 0.506_94),
            (HEAD_AMP, 20.0, 0.444_44),
            (GATE_THRESHOLD, -46.5, 0.418_75),
            (GATE_RANGE, 27.0, 0.421_05),
            (THRESHOLD, -32.5, 0.458_33),
            (MAKEUP, 8.0, 0.333_33),
            (DELAY, 100.0, 0.199_52),
            (WEIGHT, 0.5, 0.520_83),
            (DIM, -18.0, 0.55),
            (SOLO_TRIM, 6.0, 0.666_67),
            (TAPE, 9.0, 0.5),
        ] {
            let found = law.float(plain);
            assert!((found - float).abs() < 1e-5, "{law:?} {plain}: {found}");
        }
        assert_eq!(FADER.float(f32::NEG_INFINITY), 0.0);
        assert_eq!(FADER.plain(0.0), f32::NEG_INFINITY);
    }

    #[test]
    fn values_are_written_as_the_desk_writes_them() {
        for (law, plain, text) in [
            (SEND, -2.25, " -2.3"),
            (SEND, f32::NEG_INFINITY, "  -oo"),
            (FADER, 10.0, "+10.0"),
            (SEND, 0.0, "  0.0"),
            (PAN, 0.0, "+0"),
            (PAN, -100.0, "-100"),
            (TRIM, 0.0, "+0.0"),
            (WEIGHT, 0.0, " +0.0"),
            (GATE_THRESHOLD, -37.0, "-37.0"),
            (GATE_RANGE, 60.0, "60.0"),
            (EQ_GAIN, 0.0, "+0.00"),
            (EQ_GAIN, -10.75, "-10.7"),
            (Q, 2.0, "2.0"),
            (Q, 10.0, " 10"),
            (MAKEUP, 14.0, "14.0"),
            (HOLD, 0.02, "0.02"),
            (HOLD, 502.0, " 502"),
            (HOLD, 2000.0, "2000"),
            (RELEASE, 151.0, " 151"),
            (RELEASE, 9.0, "  9"),
            (FREQUENCY, 1025.0, "1k02"),
            (FREQUENCY, 990.0, "990.9"),
            (FREQUENCY, 20_000.0, "20k00"),
            (LOW_CUT, 80.0, " 79"),
            (DELAY, 0.3, "  0.3"),
            (DIM, -20.0, "-20"),
            (Law::Mask(8), 2.0, "%00000010"),
            (Law::Switch, 1.0, "ON"),
        ] {
            assert_eq!(law.text(plain), text, "{law:?} {plain}");
        }
    }

    #[test]
    fn numbers_are_taken_in_every_type_and_nonsense_is_not() {
        assert_eq!(FADER.read(&Arg::Int(1)), Some(10.0));
        assert_eq!(FADER.read(&Arg::text("0.75")), Some(FADER.plain(0.75)));
        assert_eq!(FADER.read(&Arg::Float(f32::NAN)), None);
        assert_eq!(Law::Switch.read(&Arg::Float(1.0)), Some(1.0));
        assert_eq!(Law::Int(0, 9).read(&Arg::Int(99)), Some(9.0));
        assert_eq!(Law::Mask(6).read(&Arg::Int(-1)), Some(0.0));
        assert_eq!(Law::Mask(8).parse("%00000010"), Some(2.0));
        assert_eq!(FADER.parse("loud"), None);
    }
}
