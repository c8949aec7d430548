//! Highest levels, and how long they stand.

use crate::param::tables::spectrum::PeakHold;

/// How long a level stands, in seconds.
const STANDS: f32 = 2.0;
/// How fast it falls then, in dB per second.
const FALLS: f32 = 20.0;

/// The highest levels of a number of values, each with its age in seconds.
#[derive(Clone, Debug)]
pub(super) struct Hold(Vec<(f32, f32)>);

impl Hold {
    /// Of `count` values; nothing held.
    pub fn new(count: usize) -> Self {
        Self(vec![(f32::NEG_INFINITY, 0.0); count])
    }

    /// What is held once these levels have come, so many seconds after those before; nothing where nothing is.
    pub fn hold(&mut self, levels: &[f32], how: PeakHold, passed: f32) -> Vec<f32> {
        if how == PeakHold::Off {
            return Vec::new();
        }
        for ((held, age), level) in self.0.iter_mut().zip(levels) {
            *age += passed;
            if how == PeakHold::Short && *age > STANDS {
                *held -= FALLS * passed.min(*age - STANDS);
            }
            if level >= held {
                (*held, *age) = (*level, 0.0);
            }
        }
        self.0.iter().map(|(held, _)| *held).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peak_stands_two_seconds_and_falls_or_stands_for_ever() {
        let steps = |how| {
            let mut hold = Hold::new(1);
            let mut held = vec![hold.hold(&[-10.0], how, 0.5)];
            held.extend((0..6).map(|_| hold.hold(&[-40.0], how, 0.5)));
            held.iter()
                .map(|held| held.first().copied())
                .collect::<Vec<_>>()
        };
        let some = |levels: [f32; 7]| levels.map(Some).to_vec();
        let short = [-10.0, -10.0, -10.0, -10.0, -10.0, -20.0, -30.0];
        assert_eq!(steps(PeakHold::Short), some(short));
        assert_eq!(steps(PeakHold::Endless), some([-10.0; 7]));
        assert_eq!(steps(PeakHold::Off), [None; 7]);
    }
}
