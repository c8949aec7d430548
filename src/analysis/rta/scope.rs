//! The goniometer: two channels as a picture, turned by 45° so that what both sides have stands upright.

use crate::rt::capture::FRAMES;
use std::f32::consts::FRAC_1_SQRT_2;

/// Every so many frames is a point.
const EVERY: usize = 8;
/// Points that a reading has at most: far below the 2000 that a picture shows.
const MOST: usize = 300;
/// How fast the picture grows again after it was loud, in dB per second.
const GROWS: f32 = 12.0;

/// Gathers points.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    points: Vec<(f32, f32)>,
    /// The magnitude that reaches the edge of the picture.
    edge: f32,
}

impl Scope {
    /// Takes what the channels hold next; of more than two the first two.
    pub fn add(&mut self, channels: &[[f32; FRAMES]]) {
        let [left, right, ..] = channels else { return };
        for (l, r) in left.iter().zip(right).step_by(EVERY) {
            if self.points.len() < MOST {
                self.points
                    .push(((r - l) * FRAC_1_SQRT_2, (l + r) * FRAC_1_SQRT_2));
            }
        }
    }

    /// The points since the last time, as large as the picture allows; `passed` seconds have gone by.
    pub fn take(&mut self, passed: f32) -> Vec<(i8, i8)> {
        let fallen = self.edge * 10_f32.powf(-GROWS * passed / 20.0);
        let magnitudes = self.points.iter().map(|(x, y)| x.abs().max(y.abs()));
        self.edge = magnitudes.fold(fallen, f32::max);
        let scale = if self.edge > 1e-6 {
            127.0 / self.edge
        } else {
            0.0
        };
        let fit = |x: f32| (x * scale).round() as i8;
        let points = std::mem::take(&mut self.points).into_iter();
        points.map(|(x, y)| (fit(x), fit(y))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_sides_have_stands_upright_and_the_left_side_leans_to_the_left() {
        let tone: [f32; FRAMES] = std::array::from_fn(|n| 0.01 * (n as f32 - 15.5));
        let shown = |right: f32| {
            let mut scope = Scope::default();
            scope.add(&[tone, tone.map(|x| right * x)]);
            scope.take(0.04)
        };
        assert!(shown(1.0).iter().all(|(x, _)| *x == 0));
        assert!(shown(-1.0).iter().all(|(_, y)| *y == 0));
        assert!(shown(0.0).iter().all(|(x, y)| *x == -y));
        let highest = shown(1.0).iter().map(|(_, y)| y.unsigned_abs()).max();
        assert_eq!(highest, Some(127));
    }
}
