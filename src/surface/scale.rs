//! Numbers that devices send for positions, and what is printed beside their faders.

use crate::param::Plain;

/// Positions of faders with many steps this near to the top are the top: not every device reaches its own.
const TOP_SNAP: f32 = 0.998;
const MANY_STEPS: u16 = 1000;

/// The middle of a range: 64 of 127, as knobs have it.
fn middle((from, to): (u16, u16)) -> f32 {
    (u32::from(from) + u32::from(to)).div_ceil(2) as f32
}

/// The position, 0…1, for a number between `range`'s ends, of which the first is the bottom. The middle of a
/// knob is exactly in the middle.
pub fn position_of((from, to): (u16, u16), is_knob: bool, value: u16) -> f32 {
    if from > to {
        return 1.0 - position_of((to, from), is_knob, value);
    }
    let (low, high) = (f32::from(from), f32::from(to));
    let (value, middle) = (f32::from(value).clamp(low, high), middle((from, to)));
    let position = match is_knob {
        false => (value - low) / (high - low),
        true if value <= middle => 0.5 * (value - low) / (middle - low),
        true => 0.5 + 0.5 * (value - middle) / (high - middle),
    };
    if to - from >= MANY_STEPS && position >= TOP_SNAP {
        1.0
    } else {
        position
    }
}

/// The number for a position, 0…1.
pub fn value_of((from, to): (u16, u16), is_knob: bool, position: f32) -> u16 {
    if from > to {
        return value_of((to, from), is_knob, 1.0 - position);
    }
    let (low, high) = (f32::from(from), f32::from(to));
    let (position, middle) = (position.clamp(0.0, 1.0), middle((from, to)));
    let value = match is_knob {
        false => low + position * (high - low),
        true if position < 0.5 => low + 2.0 * position * (middle - low),
        true => middle + 2.0 * (position - 0.5) * (high - middle),
    };
    value.round() as u16
}

/// What is printed beside the faders of a device, against the travel of the console's.
#[derive(Clone, Debug, Default)]
pub struct Taper(Vec<(f32, f32)>);

impl Taper {
    /// From parts of the way and their levels in dB; `travel` is the console's for a level.
    pub fn new(points: &[(f32, f32)], travel: impl Fn(Plain) -> f32) -> Self {
        if points.is_empty() {
            return Self::default();
        }
        let points = points
            .iter()
            .map(|(at, level)| (*at, travel(Plain(*level))));
        let mut all = vec![(0.0, 0.0)];
        for (at, travel) in points.chain([(1.0, 1.0)]) {
            let last = all.last().copied().unwrap_or_default();
            if at > last.0 && travel > last.1 {
                all.push((at, travel));
            }
        }
        Self(all)
    }

    /// The console's travel where the device's fader stands.
    pub fn travel(&self, position: f32) -> f32 {
        along(&self.0, position, |point| point)
    }

    /// Where the device's fader has to stand for the console's travel.
    pub fn position(&self, travel: f32) -> f32 {
        along(&self.0, travel, |(at, travel)| (travel, at))
    }
}

/// Along straight lines between points.
fn along(points: &[(f32, f32)], x: f32, turned: impl Fn((f32, f32)) -> (f32, f32)) -> f32 {
    let pairs = points
        .windows(2)
        .map(|pair| (turned(pair[0]), turned(pair[1])));
    for ((x0, y0), (x1, y1)) in pairs {
        if (x0..=x1).contains(&x) {
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0);
        }
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_comes_back_and_a_knobs_middle_is_the_middle() {
        for range in [(0, 127), (127, 0), (1, 11), (0, 16_380), (0, 1023)] {
            let values = range.0.min(range.1)..=range.0.max(range.1);
            // What is as good as the top is the top.
            let most = if range.1 > MANY_STEPS {
                f32::from(range.1) * TOP_SNAP
            } else {
                127.0
            };
            for value in values.filter(|value| f32::from(*value) < most) {
                for is_knob in [false, true] {
                    let there = position_of(range, is_knob, value);
                    assert_eq!(
                        value_of(range, is_knob, there),
                        value,
                        "{range:?} {is_knob}"
                    );
                }
            }
        }
        assert_eq!(position_of((0, 127), true, 64), 0.5);
        assert_eq!(position_of((0, 16_383), true, 8192), 0.5);
        assert_eq!(
            (
                position_of((0, 16_380), false, 16_375),
                position_of((127, 0), false, 127)
            ),
            (1.0, 0.0)
        );
    }

    #[test]
    fn a_printed_scale_puts_its_levels_where_they_are_printed() {
        let travel = |level: Plain| (level.0 + 90.0) / 100.0;
        let taper = Taper::new(&[(0.25, -50.0), (0.8, 0.0)], travel);
        for (position, travel) in [
            (0.0, 0.0),
            (0.25, 0.4),
            (0.8, 0.9),
            (1.0, 1.0),
            (0.525, 0.65),
        ] {
            assert!((taper.travel(position) - travel).abs() < 1e-5, "{position}");
            assert!(
                (taper.position(travel) - position).abs() < 1e-5,
                "{position}"
            );
        }
        assert_eq!(Taper::default().travel(0.3), 0.3);
    }
}
