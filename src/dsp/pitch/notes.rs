//! Which note a voice means.

use crate::dsp::math::log2_f64;

/// A note that was meant goes on to be meant until the voice is nearer to another one by this, in semitones.
const LOYALTY: f64 = 0.15;

/// The note that a voice means.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MeantNote(Option<i32>);

/// How high a frequency is, in semitones: 69 is `reference_hz`, the A above middle C.
pub fn semitones(hz: f64, reference_hz: f64) -> f64 {
    69.0 + 12.0 * log2_f64(hz / reference_hz)
}

/// True for a note that is among the twelve of `allowed`, one bit each, C first.
fn is_allowed(allowed: u16, note: i32) -> bool {
    allowed >> note.rem_euclid(12) & 1 == 1
}

/// The nearest whole number.
fn nearest(x: f64) -> i32 {
    // Notes are positive: those of voices lie between 30 and 90.
    (x + 0.5) as i32
}

impl MeantNote {
    /// The note that a voice means that is `height` semitones high, among those that are allowed: the nearest one, or
    /// still the one before. Nothing where none is allowed.
    pub fn follow(&mut self, height: f64, allowed: u16) -> Option<f64> {
        let off = |note: i32| (height - f64::from(note)).abs();
        let around = nearest(height) - 6..=nearest(height) + 6;
        let candidates = around.filter(|note| is_allowed(allowed, *note));
        let nearest =
            candidates.reduce(|best, note| if off(note) < off(best) { note } else { best })?;
        let before = self.0.filter(|note| is_allowed(allowed, *note));
        let note = match before {
            Some(before) if off(before) < off(nearest) + LOYALTY => before,
            _ => nearest,
        };
        self.0 = Some(note);
        Some(f64::from(note))
    }

    /// The next note is meant without regard to the one before.
    pub fn forget(&mut self) {
        self.0 = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// C major.
    const MAJOR: u16 = 0b1010_1011_0101;

    #[test]
    fn frequencies_have_their_height() {
        assert!((semitones(440.0, 440.0) - 69.0).abs() < 1e-9);
        assert!((semitones(261.625_565, 440.0) - 60.0).abs() < 1e-6);
        assert!((semitones(432.0, 432.0) - 69.0).abs() < 1e-9);
    }

    #[test]
    fn the_nearest_allowed_note_is_meant() {
        for (height, expected) in [
            (60.3, 60.0),
            (60.9, 60.0),
            (61.1, 62.0),
            (66.4, 67.0),
            (69.0, 69.0),
            (70.6, 71.0),
        ] {
            let mut note = MeantNote::default();
            assert_eq!(note.follow(height, MAJOR), Some(expected), "{height}");
        }
        assert_eq!(MeantNote::default().follow(60.0, 0), None);
    }

    #[test]
    fn a_voice_between_two_notes_stays_with_the_one_before() {
        let mut note = MeantNote::default();
        note.follow(60.2, u16::MAX);
        assert_eq!(note.follow(60.55, u16::MAX), Some(60.0));
        assert_eq!(note.follow(60.6, u16::MAX), Some(61.0));
        assert_eq!(note.follow(60.45, u16::MAX), Some(61.0));
        note.forget();
        assert_eq!(note.follow(60.45, u16::MAX), Some(60.0));
        // It is no longer allowed.
        note.follow(61.0, u16::MAX);
        assert_eq!(note.follow(61.0, MAJOR & !1), Some(62.0));
    }
}
