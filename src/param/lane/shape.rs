//! The way from a point of a lane to the next one.

use crate::param::curve::Curve;
use serde::{Deserialize, Serialize};

/// The way from a point to the next one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shape {
    /// The value stays, and jumps at the next point.
    Hold,
    /// Evenly on the control.
    #[default]
    Ramp,
    /// It begins slowly.
    Slow,
    /// It begins fast.
    Fast,
    /// It begins and ends slowly.
    Smooth,
}

impl Shape {
    /// Every shape.
    pub const ALL: [Self; 5] = [Self::Hold, Self::Ramp, Self::Slow, Self::Fast, Self::Smooth];

    /// The word for it in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Ramp => "ramp",
            Self::Slow => "slow",
            Self::Fast => "fast",
            Self::Smooth => "smooth",
        }
    }

    /// The shape of that word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shape| shape.word() == word)
    }

    /// The one that needs no word: what is counted, not measured, has nothing in between.
    pub fn usual(curve: Curve) -> Self {
        if curve.counts() {
            Self::Hold
        } else {
            Self::Ramp
        }
    }

    /// The part of the way, 0…1, that is behind when this part of the time is over.
    pub(super) fn bend(self, part: f64) -> f64 {
        match self {
            Self::Hold => 0.0,
            Self::Ramp => part,
            Self::Slow => part * part,
            Self::Fast => part * (2.0 - part),
            Self::Smooth => part * part * (3.0 - 2.0 * part),
        }
    }

    pub(super) fn is_bent(self) -> bool {
        !matches!(self, Self::Hold | Self::Ramp)
    }
}
