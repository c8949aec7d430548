//! Values as messages carry them, and back.

use super::packet::{Arg, Message};
use crate::desk::mirror::Mirror;
use crate::param::{Curve, ParamAddr, ParamSpec, Plain, Travel};

/// How a value is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum View {
    /// In its unit; switches as 0 and 1, choices by name.
    #[default]
    Plain,
    /// As the position of a control, 0…1.
    Travel,
    /// In words, with the unit.
    Text,
}

/// What stands for a level that is off: a float that every program can read.
pub const OFF: f32 = -144.0;

impl View {
    /// The views by the word behind a path.
    pub const WORDS: [(&'static str, Self); 2] = [("travel", Self::Travel), ("text", Self::Text)];

    /// The view of that word.
    pub fn of_word(word: &str) -> Option<Self> {
        let found = Self::WORDS.iter().find(|(known, _)| *known == word);
        found.map(|(_, view)| *view)
    }

    /// A parameter's value as a message; nothing where the console has no such parameter.
    pub fn message(self, mirror: &Mirror, addr: ParamAddr) -> Option<Message> {
        let (spec, value) = (mirror.spec(addr)?, mirror.value(addr)?);
        let (below, arg) = match self {
            Self::Plain => ("", plain(spec, value)),
            Self::Travel => ("/travel", Arg::Float(spec.curve.travel(value).get())),
            Self::Text => ("/text", Arg::Text(spec.display(value))),
        };
        Some(Message::new(format!("/{addr}{below}"), vec![arg]))
    }

    /// The value that an argument means.
    ///
    /// # Errors
    /// What is allowed.
    pub fn value(self, spec: &ParamSpec, arg: &Arg) -> Result<Plain, String> {
        match (self, arg) {
            (Self::Travel, arg) => {
                let position = arg
                    .number()
                    .filter(|position| (0.0..=1.0).contains(position));
                let position = position.ok_or("a position is a number from 0 to 1")?;
                Ok(spec.curve.plain(Travel::new(position)))
            }
            (_, Arg::Text(text)) => spec.parse(text).map_err(|error| error.to_string()),
            (_, arg) => number(spec, arg),
        }
    }
}

fn plain(spec: &ParamSpec, value: Plain) -> Arg {
    match spec.curve {
        Curve::Switch => Arg::Int(i32::from(value.is_on())),
        Curve::Choice(_) | Curve::Key | Curve::Source | Curve::Link => Arg::Text(spec.exact(value)),
        _ if value == Plain::OFF => Arg::Float(OFF),
        _ => Arg::Float(value.0),
    }
}

fn number(spec: &ParamSpec, arg: &Arg) -> Result<Plain, String> {
    let number = arg
        .number()
        .ok_or_else(|| format!("{} takes a number or a text", spec.name))?;
    let value = match spec.curve {
        Curve::Switch => Plain::switch(number >= 0.5),
        Curve::Fader | Curve::Attenuation if number <= OFF => Plain::OFF,
        _ => Plain(number),
    };
    if spec.curve.allows(value) {
        return Ok(spec.curve.clamp(value));
    }
    Err(format!(
        "{number} is not possible for {}; allowed: {}",
        spec.name,
        spec.allowed()
    ))
}
