//! A leaf: one value of an X32, and what it is on our console. What has no counterpart keeps what was
//! written to it, as a shadow: every address is answered, and what was written can be read back.

use super::law::Law;
use super::words::{COLORS, RATIOS};
use crate::desk::mirror::Mirror;
use crate::osc::packet::Arg;
use crate::param::curve::Key;
use crate::param::{NodeId, ParamAddr, Plain};

/// A value in the X32's own terms: plain, or a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number: dB, Hz, ms, the number of a word, bits.
    Number(f32),
    /// A text.
    Text(String),
}

/// How a leaf and our parameters follow each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Link {
    /// There is no counterpart.
    Shadow,
    /// The same value.
    Plain,
    /// A switch the other way round.
    Inverted,
    /// Our choice by the number of the word; `NONE` where we have none.
    Choice(&'static [u8]),
    /// A compressor's ratio by word.
    Ratio,
    /// What a gate does: a ratio of ours.
    GateMode,
    /// 3 dB of ours for each step.
    Knee,
    /// A delay that is not 0.
    DelayOn,
    /// The delay, while it is on.
    DelayTime,
    /// A band's gain; 0 while our band is off.
    Gain,
    /// One bit for each parameter.
    Mask,
    /// Where a gate or compressor listens.
    Key,
    /// A key filter's type and frequency: our two corner frequencies.
    KeyFilter,
    /// A node's name.
    Name(NodeId),
    /// A node's colour.
    Color(NodeId),
    /// The name of the scene at that place.
    SceneName(usize),
    /// There is a scene at that place.
    SceneExists(usize),
    /// The place of the current scene.
    CurrentScene,
    /// Name of the current scene.
    CurrentName,
    /// Name of the show.
    ShowName,
    /// Anything is soloed.
    AnySolo,
}

impl Link {
    /// True for what the list of scenes says.
    pub fn is_of_scenes(self) -> bool {
        matches!(
            self,
            Self::SceneName(_) | Self::SceneExists(_) | Self::CurrentScene | Self::CurrentName
        )
    }
}

/// A word of theirs that stands for nothing of ours.
pub const NONE: u8 = 255;
/// Our ratios for the modes of a gate, but for ducking.
const GATE_RATIOS: [f32; 4] = [2.0, 3.0, 4.0, crate::param::curve::INFINITE_RATIO];
/// dB of our knee for a step of theirs.
const KNEE_DB: f32 = 3.0;
/// Of the key filters: the first two are low cuts, the next two high cuts, then come Qs of band-passes.
const BAND_PASS_QS: [f32; 5] = [1.0, 2.0, 3.0, 5.0, 10.0];

/// One value.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// Its address.
    pub address: String,
    /// Its law.
    pub law: Law,
    /// What was written, where our console does not know better.
    pub shadow: Value,
    /// What it is on our console.
    pub link: Link,
    /// The parameters that it is.
    pub addrs: Vec<ParamAddr>,
    /// The bit of each of them, in a mask.
    pub bits: Vec<u8>,
}

/// What our console says.
pub struct Present<'a, F> {
    /// Everything but what was set a moment ago.
    pub mirror: &'a Mirror,
    /// A parameter's value: where it goes, what was set a moment ago included.
    pub value: F,
}

impl<F: Fn(ParamAddr) -> Option<Plain>> Present<'_, F> {
    fn of(&self, leaf: &Leaf, at: usize) -> Option<f32> {
        leaf.addrs
            .get(at)
            .and_then(|addr| (self.value)(*addr))
            .map(|value| value.0)
    }
}

/// Their colour for the word of ours.
pub fn color_place(color: &str) -> Option<usize> {
    let word = match color {
        "" | "off" => "OFF",
        "red" | "orange" => "RD",
        "green" => "GN",
        "yellow" => "YE",
        "blue" => "BL",
        "magenta" | "purple" | "pink" => "MG",
        "cyan" => "CY",
        "white" => "WH",
        _ => return None,
    };
    COLORS.place(word)
}

impl Leaf {
    fn written(&self) -> f32 {
        match self.shadow {
            Value::Number(number) => number,
            Value::Text(_) => 0.0,
        }
    }

    /// What it says now.
    pub fn value<F: Fn(ParamAddr) -> Option<Plain>>(&self, present: &Present<'_, F>) -> Value {
        match self.link {
            Link::Name(_) | Link::SceneName(_) | Link::ShowName | Link::CurrentName => {
                Value::Text(self.text_of(present.mirror))
            }
            _ => self
                .number_of(present)
                .map_or_else(|| self.shadow.clone(), Value::Number),
        }
    }

    fn text_of(&self, mirror: &Mirror) -> String {
        let scenes = mirror.scenes();
        let text = match (self.link, &self.shadow) {
            (Link::Name(_), Value::Text(written)) if !written.is_empty() => written.clone(),
            (Link::Name(node), _) => mirror
                .label(node)
                .map_or_else(String::new, |label| label.name.clone()),
            (Link::SceneName(place), _) => scenes
                .list
                .get(place)
                .map_or_else(String::new, |scene| scene.name.clone()),
            (Link::ShowName, _) => mirror.show_name().unwrap_or_default().to_owned(),
            _ => scenes.current.clone().unwrap_or_default(),
        };
        let longest = if matches!(self.link, Link::Name(_)) {
            12
        } else {
            16
        };
        text.replace('"', "'").chars().take(longest).collect()
    }

    fn number_of<F: Fn(ParamAddr) -> Option<Plain>>(
        &self,
        present: &Present<'_, F>,
    ) -> Option<f32> {
        let (mirror, ours) = (present.mirror, || present.of(self, 0));
        Some(match self.link {
            Link::Inverted => 1.0 - ours()?,
            Link::Choice(choices) => self.place(choices, ours()? as u8),
            Link::Ratio => nearest_ratio(ours()?),
            Link::GateMode => nearest(&GATE_RATIOS, ours()?),
            Link::Knee => (ours()? / KNEE_DB).round().clamp(0.0, 5.0),
            Link::DelayOn => f32::from(u8::from(ours()? > 0.0)),
            Link::DelayTime => Some(ours()?).filter(|time| *time > 0.0)?,
            Link::Gain if present.of(self, 1).is_some_and(|on| on < 0.5) => 0.0,
            Link::Plain | Link::Gain => ours()?,
            Link::Mask => self.bits(present),
            Link::Key => match Key::from_plain(Plain(ours()?)) {
                Key::Strip(number @ 1..=32) => f32::from(number),
                Key::Bus(number @ 1..=16) => f32::from(48 + number),
                _ => 0.0,
            },
            Link::Color(node) => {
                let place = color_place(mirror.color(node))? as f32;
                // One that is inverted on their side is the same colour on ours.
                if self.written() - 8.0 == place {
                    self.written()
                } else {
                    place
                }
            }
            Link::SceneExists(place) => f32::from(u8::from(place < mirror.scenes().list.len())),
            Link::CurrentScene => {
                let scenes = mirror.scenes();
                let current = scenes.current.as_deref();
                current.and_then(|name| scenes.place_of(name))? as f32
            }
            Link::AnySolo => f32::from(u8::from(mirror.is_soloing())),
            _ => return None,
        })
    }

    /// The word that stands for a choice of ours: the one that was written, or the first.
    fn place(&self, choices: &[u8], ours: u8) -> f32 {
        let written = self.written();
        if choices.get(written as usize) == Some(&ours) {
            return written;
        }
        let place = choices.iter().position(|choice| *choice == ours);
        place.map_or(written, |place| place as f32)
    }

    fn bits<F: Fn(ParamAddr) -> Option<Plain>>(&self, present: &Present<'_, F>) -> f32 {
        // Groups that we do not have keep their bits.
        let mut mask = self.written() as u32;
        for (at, bit) in self.bits.iter().enumerate() {
            mask &= !(1 << bit);
            if present.of(self, at).is_some_and(|value| value >= 0.5) {
                mask |= 1 << bit;
            }
        }
        mask as f32
    }

    /// What it says now as the argument of a message.
    pub fn arg(&self, value: &Value) -> Arg {
        match value {
            Value::Number(number) => self.law.arg(*number),
            Value::Text(text) => Arg::text(text),
        }
    }

    /// What it says now as a token of a line.
    pub fn token(&self, value: &Value) -> String {
        match value {
            Value::Number(number) => self.law.text(*number),
            Value::Text(text) => format!("\"{}\"", text.replace('"', "'")),
        }
    }

    /// The value that an argument means.
    pub fn read(&self, arg: &Arg) -> Option<Value> {
        match (self.law, arg) {
            (Law::Text, Arg::Text(text)) => Some(Value::Text(text.chars().take(64).collect())),
            (Law::Text, arg) => arg.number().map(|number| Value::Text(number.to_string())),
            (law, arg) => law.read(arg).map(Value::Number),
        }
    }

    /// The value that a token means.
    pub fn parse(&self, token: &str) -> Option<Value> {
        match self.law {
            Law::Text => Some(Value::Text(token.to_owned())),
            law => law.parse(token).map(Value::Number),
        }
    }

    /// What our parameters become where this value is written.
    pub fn settings(&self, number: f32) -> Vec<(ParamAddr, Plain)> {
        let all = |value: f32| {
            self.addrs
                .iter()
                .map(|addr| (*addr, Plain(value)))
                .collect()
        };
        let first = |value: f32| {
            self.addrs
                .first()
                .map(|addr| (*addr, Plain(value)))
                .into_iter()
                .collect()
        };
        match self.link {
            Link::Plain => all(number),
            Link::Inverted => all(1.0 - number),
            Link::Choice(choices) => match choices.get(number as usize) {
                Some(&NONE) | None => Vec::new(),
                Some(choice) => all(f32::from(*choice)),
            },
            Link::Ratio => all(RATIOS.word(number as usize).parse().unwrap_or(1.0)),
            Link::GateMode => GATE_RATIOS
                .get(number as usize)
                .map_or_else(Vec::new, |ratio| all(*ratio)),
            Link::Knee => all(number * KNEE_DB),
            Link::Gain | Link::DelayTime => first(number),
            Link::Mask => {
                let mask = number as u32;
                let addrs = self.addrs.iter().zip(&self.bits);
                let bit =
                    |(addr, bit): (&ParamAddr, &u8)| (*addr, Plain::switch(mask >> bit & 1 == 1));
                addrs.map(bit).collect()
            }
            Link::Key => all(match number as u16 {
                strip @ 1..=32 => Key::Strip(strip),
                bus @ 49..=64 => Key::Bus(bus - 48),
                _ => Key::Own,
            }
            .plain()
            .0),
            _ => Vec::new(),
        }
    }
}

/// The corner frequencies of ours, low and high, for a key filter of theirs.
pub fn key_filter(kind: f32, hertz: f32) -> (Option<f32>, Option<f32>) {
    match kind as usize {
        0 | 1 => (Some(hertz), None),
        2 | 3 => (None, Some(hertz)),
        band => {
            let q = BAND_PASS_QS.get(band - 4).copied().unwrap_or(1.0);
            let (root, half) = ((1.0 + 1.0 / (4.0 * q * q)).sqrt(), 1.0 / (2.0 * q));
            (Some(hertz * (root - half)), Some(hertz * (root + half)))
        }
    }
}

fn nearest_ratio(ratio: f32) -> f32 {
    let ratios: Vec<f32> = RATIOS
        .all()
        .iter()
        .filter_map(|word| word.parse().ok())
        .collect();
    nearest(&ratios, ratio)
}

/// The place of the nearest value; ratios lie evenly by their logarithm.
fn nearest(values: &[f32], value: f32) -> f32 {
    let distance = |at: &usize| (values[*at].ln() - value.max(0.01).ln()).abs();
    let places = 0..values.len();
    let nearest = places.min_by(|one, other| distance(one).total_cmp(&distance(other)));
    nearest.unwrap_or(0) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_the_nearest_word() {
        for (ratio, word) in [
            (1.0, "1.1"),
            (2.2, "2.0"),
            (4.0, "4.0"),
            (12.0, "10"),
            (100.0, "100"),
        ] {
            assert_eq!(RATIOS.word(nearest_ratio(ratio) as usize), word, "{ratio}");
        }
    }

    #[test]
    fn a_key_filter_is_two_corner_frequencies() {
        assert_eq!(key_filter(1.0, 100.0), (Some(100.0), None));
        assert_eq!(key_filter(2.0, 100.0), (None, Some(100.0)));
        let (low, high) = key_filter(4.0, 1000.0);
        let (low, high) = (low.unwrap(), high.unwrap());
        assert!(((high - low) - 1000.0).abs() < 0.1, "{low} {high}");
        assert!(((low * high).sqrt() - 1000.0).abs() < 0.1);
    }
}
