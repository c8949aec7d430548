//! Levels that stand or move.

use crate::dsp::math::gain_from_db_f64;

/// A level in dB, and what it is at the next mark where it glides.
#[derive(Clone, Copy, Debug)]
pub struct Level {
    /// Now.
    pub now: f64,
    /// At the next mark; none for one that stands.
    pub next: Option<f64>,
}

impl Level {
    /// Leaves everything as it is.
    pub const UNITY: Self = Self {
        now: 0.0,
        next: None,
    };

    /// Two levels one after the other.
    pub fn plus(self, other: Self) -> Self {
        let glides = self.next.is_some() || other.next.is_some();
        let next = |level: Self| level.next.unwrap_or(level.now);
        Self {
            now: self.now + other.now,
            next: glides.then(|| next(self) + next(other)),
        }
    }

    /// The gains now and at the next mark.
    pub fn gains(self) -> (f32, Option<f32>) {
        let gain = |db| gain_from_db_f64(db) as f32;
        (gain(self.now), self.next.map(gain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_add_up_and_off_stays_off() {
        let level = |now, next| Level { now, next };
        let sum = level(-6.0, None).plus(level(4.0, Some(5.0)));
        assert_eq!((sum.now, sum.next), (-2.0, Some(-1.0)));
        let off = level(f64::NEG_INFINITY, None).plus(level(10.0, None));
        assert_eq!(off.gains(), (0.0, None));
        assert_eq!(Level::UNITY.gains(), (1.0, None));
    }
}
