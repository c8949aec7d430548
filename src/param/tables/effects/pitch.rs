//! The pitch correction of an FX bus.

use crate::param::row::Unit;

choice! {
    /// The tonic of a scale.
    Key {
        /// C.
        C = "C",
        /// C sharp, D flat.
        CSharp = "C#",
        /// D.
        D = "D",
        /// E flat, D sharp.
        EFlat = "Eb",
        /// E.
        E = "E",
        /// F.
        F = "F",
        /// F sharp, G flat.
        FSharp = "F#",
        /// G.
        G = "G",
        /// A flat, G sharp.
        AFlat = "Ab",
        /// A.
        A = "A",
        /// B flat, A sharp.
        BFlat = "Bb",
        /// B.
        B = "B",
    }
}

choice! {
    /// Which notes may be sung.
    Scale {
        /// All twelve.
        Chromatic = "chromatic",
        /// Major.
        Major = "major",
        /// Natural minor.
        Minor = "minor",
        /// Harmonic minor.
        HarmonicMinor = "harmonic-minor",
        /// Five notes of major.
        Pentatonic = "pentatonic",
        /// Five notes of minor.
        MinorPentatonic = "minor-pentatonic",
        /// The same with the flat fifth.
        Blues = "blues",
    }
}

impl Scale {
    /// Its notes in semitones above the tonic.
    fn steps(self) -> &'static [u16] {
        match self {
            Self::Chromatic => &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
            Self::Major => &[0, 2, 4, 5, 7, 9, 11],
            Self::Minor => &[0, 2, 3, 5, 7, 8, 10],
            Self::HarmonicMinor => &[0, 2, 3, 5, 7, 8, 11],
            Self::Pentatonic => &[0, 2, 4, 7, 9],
            Self::MinorPentatonic => &[0, 3, 5, 7, 10],
            Self::Blues => &[0, 3, 5, 6, 7, 10],
        }
    }

    /// Its notes on a tonic, one bit each, C first.
    pub fn notes(self, key: Key) -> u16 {
        let steps = self.steps().iter();
        steps.fold(0, |notes, step| notes | 1 << ((key as u16 + step) % 12))
    }
}

section! {
    /// Rows of a pitch correction.
    PitchParam
    /// The pitch correction.
    PITCH {
        /// The tonic of the scale.
        Key = choice("pitch/key", "Pitch key", Key::C.among());
        /// Which notes may be sung.
        Scale = choice("pitch/scale", "Pitch scale", Scale::Chromatic.among());
        /// The A above middle C.
        Reference = linear("pitch/reference", "Pitch of A", Unit::Hertz, (415.0, 466.0), 440.0);
        /// How slowly the note is met: slow keeps vibrato.
        Retune = linear("pitch/retune", "Pitch retune time", Unit::Millisecond, (0.0, 400.0), 60.0);
        /// How much of the way to the note is gone.
        Amount = linear("pitch/amount", "Pitch amount", Unit::Percent, (0.0, 100.0), 100.0);
        /// What is so near to its note stays as it is, in hundredths of a semitone.
        Tolerance = linear("pitch/tolerance", "Pitch tolerance", Unit::Cent, (0.0, 50.0), 0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_is_moved_to_its_tonic() {
        assert_eq!(Scale::Major.notes(Key::C), 0b1010_1011_0101);
        // G A B C D E F#.
        assert_eq!(Scale::Major.notes(Key::G), 0b1010_1101_0101);
        assert_eq!(Scale::Minor.notes(Key::A), Scale::Major.notes(Key::C));
        assert_eq!(Scale::Chromatic.notes(Key::B), 0xfff);
    }
}
