//! Noise, and what a hand misses by: the same on every machine; every player has a row of its own.

use crate::dsp::random::Random;

/// Even between −1 and 1: white noise.
#[inline]
pub(super) fn white(random: &mut Random) -> f32 {
    random.bipolar() as f32
}

/// Mostly near 0, never beyond ±1: what a hand misses by.
pub(super) fn slip(random: &mut Random) -> f32 {
    (white(random) + white(random) + white(random)) / 3.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hand_misses_a_little() {
        let mut random = Random::new(5);
        let misses: Vec<f32> = (0..1000).map(|_| slip(&mut random)).collect();
        assert!(misses.iter().all(|miss| miss.abs() <= 1.0));
        let near = misses.iter().filter(|miss| miss.abs() < 0.5).count();
        assert!((800..1000).contains(&near), "{near}");
    }
}
