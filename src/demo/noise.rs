//! Random numbers, the same on every machine; every player has a row of their own.

/// A seeded generator: xorshift64* (S. Vigna, 2016) behind one scrambling step.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// The row of a seed.
    pub(super) fn new(seed: u64) -> Self {
        let mut mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        // The one state that xorshift never leaves is 0.
        Self((mixed ^ (mixed >> 31)) | 1)
    }

    /// Even between −1 and 1: white noise.
    #[inline]
    pub(super) fn bipolar(&mut self) -> f32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 40;
        drawn as f32 / 8_388_608.0 - 1.0
    }

    /// Mostly near 0, never beyond ±1: what a hand misses by.
    pub(super) fn miss(&mut self) -> f32 {
        (self.bipolar() + self.bipolar() + self.bipolar()) / 3.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_repeat_fill_their_range_and_have_no_offset() {
        let row = |seed| {
            let mut random = Random::new(seed);
            (0..100_000).map(|_| random.bipolar()).collect::<Vec<_>>()
        };
        assert_eq!(row(1), row(1));
        assert_ne!(row(1), row(2));
        let row = row(0);
        assert!(row.iter().all(|x| (-1.0..1.0).contains(x)));
        let mean = row.iter().map(|x| f64::from(*x)).sum::<f64>() / 1e5;
        assert!(mean.abs() < 0.01 && row.iter().any(|x| *x > 0.999));
        let mut random = Random::new(5);
        assert!((0..1000).all(|_| random.miss().abs() <= 1.0));
    }
}
