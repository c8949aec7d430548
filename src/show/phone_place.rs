//! What a link to a phone is for.

use crate::param::{BusRole, NodeId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The highest number of a bus in a link; which there are is for the console to say.
pub(super) const LAST_BUS: u16 = 99;

/// What a link to a phone is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PhonePlace {
    /// The mix of this bus.
    Bus(u16),
    /// Meters and scenes, to look at.
    Stage,
}

impl PhonePlace {
    /// The bus; none where there is nothing to mix.
    pub fn bus(self) -> Option<NodeId> {
        match self {
            Self::Bus(bus) => Some(NodeId::bus(bus)),
            Self::Stage => None,
        }
    }

    /// True for a role whose buses musicians may mix for themselves.
    pub fn suits(role: BusRole) -> bool {
        matches!(role, BusRole::Wedge | BusRole::InEar)
    }

    /// What a word means: `stage`, or the path of a bus, or its number.
    pub fn of_word(word: &str) -> Option<Self> {
        if word == "stage" {
            return Some(Self::Stage);
        }
        let number = word.strip_prefix("bus/").unwrap_or(word);
        let number: u16 = number.parse().ok()?;
        (1..=LAST_BUS)
            .contains(&number)
            .then_some(Self::Bus(number))
    }
}

impl fmt::Display for PhonePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bus(bus) => write!(f, "bus/{bus}"),
            Self::Stage => f.write_str("stage"),
        }
    }
}
