//! Blocks of sound counted by their loudness: as much memory after a night as after a minute.

use super::units::{loudness, power};

/// Blocks below are silence, in LUFS.
pub(super) const ABSOLUTE_GATE: f64 = -70.0;
/// Classes in one LU.
const PER_LU: f64 = 100.0;
/// Classes, from [`ABSOLUTE_GATE`] up; louder blocks are in the last one.
const CLASSES: usize = 10_000;

/// Blocks by loudness, in classes of a hundredth of a LU. A class keeps the sum of its powers, so that a mean is
/// that of the blocks themselves.
#[derive(Clone, Debug)]
pub struct Histogram {
    counts: Vec<u64>,
    sums: Vec<f64>,
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            counts: vec![0; CLASSES],
            sums: vec![0.0; CLASSES],
        }
    }
}

impl Histogram {
    /// Counts a block of a K-weighted power, unless it is silence.
    pub fn add(&mut self, power: f64) {
        let above = loudness(power) - ABSOLUTE_GATE;
        if above >= 0.0 {
            let class = ((above * PER_LU) as usize).min(CLASSES - 1);
            self.counts[class] += 1;
            self.sums[class] += power;
        }
    }

    /// The mean power of the blocks that are no further below the mean of all than `gate_lu`, which is negative.
    pub fn mean_above(&self, gate_lu: f64) -> Option<f64> {
        let first = self.first_above(gate_lu)?;
        let count: u64 = self.counts[first..].iter().sum();
        let sum: f64 = self.sums[first..].iter().sum();
        (count > 0).then(|| sum / count as f64)
    }

    /// The powers below which two parts, 0…1, of the blocks lie that are no further below the mean of all than
    /// `gate_lu`.
    pub fn spread(&self, gate_lu: f64, (low, high): (f64, f64)) -> Option<(f64, f64)> {
        let first = self.first_above(gate_lu)?;
        let count: u64 = self.counts[first..].iter().sum();
        let at = |part: f64| {
            let place = (count.checked_sub(1)? as f64 * part).round() as u64;
            self.power_at(first, place)
        };
        Some((at(low)?, at(high)?))
    }

    /// The mean power of the class in which the block of this place lies, counted from a class on.
    fn power_at(&self, first: usize, place: u64) -> Option<f64> {
        let mut before = 0;
        for class in first..CLASSES {
            before += self.counts[class];
            if before > place {
                return Some(self.mean_of(class));
            }
        }
        None
    }

    fn mean_of(&self, class: usize) -> f64 {
        self.sums[class] / self.counts[class].max(1) as f64
    }

    /// The first class that lies above the gate as a whole, by its mean.
    fn first_above(&self, gate_lu: f64) -> Option<usize> {
        let count: u64 = self.counts.iter().sum();
        if count == 0 {
            return None;
        }
        let mean = self.sums.iter().sum::<f64>() / count as f64;
        let gate = power(loudness(mean) + gate_lu);
        (0..CLASSES).find(|class| self.counts[*class] > 0 && self.mean_of(*class) >= gate)
    }
}
