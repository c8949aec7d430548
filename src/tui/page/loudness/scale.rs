//! The scales on which loudness is shown.

use crate::param::Choice;
use crate::param::NodeId;
use crate::param::spec::{LoudnessParam, Param};
use crate::param::tables::loudness::LoudnessScale;
use crate::tui::model::Model;

/// A scale: what its zero is in LUFS or dBFS, and how far it goes from there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    /// Its name.
    pub name: &'static str,
    /// Its zero, in LUFS or dBFS.
    pub zero: f32,
    /// Its ends, against the zero.
    pub low: f32,
    pub high: f32,
    /// It shows the slow RMS of the K-system instead of loudness.
    pub is_k: bool,
}

impl Scale {
    /// The one that is chosen.
    pub fn chosen(model: &Model) -> Self {
        let value = |row| model.value(NodeId::LOUDNESS.param(Param::Loudness(row)));
        let target = value(LoudnessParam::Target).map_or(-23.0, |target| target.0);
        let scale = value(LoudnessParam::Scale).map_or(LoudnessScale::EbuNine, LoudnessScale::of);
        let (name, zero, low, high) = match scale {
            LoudnessScale::EbuNine => ("EBU +9", target, -18.0, 9.0),
            LoudnessScale::EbuEighteen => ("EBU +18", target, -36.0, 18.0),
            LoudnessScale::KTwenty => ("K-20", -20.0, -24.0, 20.0),
            LoudnessScale::KFourteen => ("K-14", -14.0, -30.0, 14.0),
            LoudnessScale::KTwelve => ("K-12", -12.0, -32.0, 12.0),
        };
        let is_k = !matches!(scale, LoudnessScale::EbuNine | LoudnessScale::EbuEighteen);
        Self {
            name,
            zero,
            low,
            high,
            is_k,
        }
    }

    /// Where a level lies on it, 0…1.
    pub fn part(&self, level: f32) -> f32 {
        ((level - self.zero - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_begins_and_ends_where_it_says() {
        let scale = Scale {
            name: "EBU +9",
            zero: -23.0,
            low: -18.0,
            high: 9.0,
            is_k: false,
        };
        for (level, part) in [
            (-41.0, 0.0),
            (-23.0, 18.0 / 27.0),
            (-14.0, 1.0),
            (0.0, 1.0),
            (f32::NEG_INFINITY, 0.0),
        ] {
            assert!((scale.part(level) - part).abs() < 1e-6, "{level}");
        }
    }
}
