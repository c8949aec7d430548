//! The song: its form, its chords, and what each player plays in which part.
//!
//! Rows are one bar of sixteen steps. A digit is a stroke and how hard, `.` is none; where notes
//! have a length, `-` holds them.

use super::strings::STRINGS;

/// Beats per minute.
pub(super) const TEMPO: u64 = 104;
/// Steps of a beat.
pub(super) const STEPS_PER_BEAT: u64 = 4;
/// Steps of a bar.
pub(super) const STEPS_PER_BAR: usize = 16;

/// A part of the song.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The riff and the band coming in.
    Intro,
    /// Room for the voice.
    Verse,
    /// Everybody.
    Chorus,
    /// Toms, keys and a guitar solo.
    Break,
}

/// The parts in order, with their bars; two minutes at 104 beats per minute, then again.
pub(super) const FORM: [(Part, usize); 7] = [
    (Part::Intro, 4),
    (Part::Verse, 8),
    (Part::Chorus, 8),
    (Part::Verse, 8),
    (Part::Chorus, 8),
    (Part::Break, 8),
    (Part::Chorus, 8),
];

/// A moment of the song.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    /// The part.
    pub(super) part: Part,
    /// Which turn of the form this part is.
    pub(super) turn: usize,
    /// Bar of the part.
    pub(super) bar: usize,
    /// Bars of the part in all.
    pub(super) bars: usize,
    /// Step of the bar.
    pub(super) step: usize,
}

impl Position {
    /// Where a step of the endless song lies.
    pub(super) fn of(step: u64) -> Self {
        let all: usize = FORM.iter().map(|(_, bars)| bars).sum();
        let step = (step % (all * STEPS_PER_BAR) as u64) as usize;
        let (mut bar, step) = (step / STEPS_PER_BAR, step % STEPS_PER_BAR);
        let mut turn = 0;
        while bar >= FORM[turn].1 {
            bar -= FORM[turn].1;
            turn += 1;
        }
        let (part, bars) = FORM[turn];
        Self {
            part,
            turn,
            bar,
            bars,
            step,
        }
    }

    /// The step counted from the beginning of the part.
    pub(super) fn step_of_part(self) -> usize {
        self.bar * STEPS_PER_BAR + self.step
    }

    /// The last bar of the part, where drummers play a fill.
    pub(super) fn is_last_bar(self) -> bool {
        self.bar + 1 == self.bars
    }

    /// The chord here.
    pub(super) fn chord(self) -> &'static Chord {
        let chords: &[&Chord] = match self.part {
            Part::Intro => &[&D, &A_OVER_C, &BM, &G],
            Part::Verse => &[&D, &A_OVER_C, &BM, &G, &D, &A_OVER_C, &EM, &A_SUS],
            Part::Chorus => &[&G, &A, &BM, &D_OVER_F, &G, &A, &D, &D],
            Part::Break => &[&BM, &BM, &G, &G, &EM, &F_SHARP_M, &G, &A_SUS],
        };
        let chord = chords[self.bar % chords.len()];
        // A suspended chord resolves in the middle of its bar.
        if std::ptr::eq(chord, &raw const A_SUS) && self.step >= 8 {
            return &A;
        }
        chord
    }
}

/// A chord as the players find it under their fingers; notes are numbered as in MIDI.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chord {
    /// The root or whatever the bass plays instead.
    pub(super) bass: u8,
    /// Where the bass goes from there.
    pub(super) fifth: u8,
    /// Four keys.
    pub(super) keys: [u8; 4],
    /// The strings of the guitar, the lowest first; 0 is not played.
    pub(super) guitar: [u8; STRINGS],
    /// Two strings for the loud guitar.
    pub(super) power: [u8; 2],
    /// Where two voices find their notes.
    pub(super) voices: [u8; 2],
}

static D: Chord = Chord {
    bass: 38,
    fifth: 45,
    keys: [57, 62, 64, 66],
    guitar: [50, 57, 62, 66, 69],
    power: [50, 57],
    voices: [66, 69],
};
static A_OVER_C: Chord = Chord {
    bass: 37,
    fifth: 45,
    keys: [57, 61, 64, 69],
    guitar: [49, 57, 61, 64, 69],
    power: [45, 52],
    voices: [64, 69],
};
static BM: Chord = Chord {
    bass: 35,
    fifth: 42,
    keys: [57, 59, 62, 66],
    guitar: [47, 54, 59, 62, 66],
    power: [47, 54],
    voices: [66, 71],
};
static G: Chord = Chord {
    bass: 31,
    fifth: 38,
    keys: [55, 59, 62, 66],
    guitar: [43, 55, 59, 62, 67],
    power: [43, 50],
    voices: [62, 67],
};
static EM: Chord = Chord {
    bass: 40,
    fifth: 35,
    keys: [55, 59, 62, 64],
    guitar: [40, 52, 55, 59, 64],
    power: [40, 47],
    voices: [64, 67],
};
static F_SHARP_M: Chord = Chord {
    bass: 42,
    fifth: 37,
    keys: [57, 61, 64, 66],
    guitar: [42, 54, 57, 61, 66],
    power: [42, 49],
    voices: [66, 69],
};
static A_SUS: Chord = Chord {
    bass: 33,
    fifth: 40,
    keys: [57, 62, 64, 69],
    guitar: [45, 52, 57, 62, 64],
    power: [45, 52],
    voices: [62, 69],
};
static A: Chord = Chord {
    bass: 33,
    fifth: 40,
    keys: [57, 61, 64, 69],
    guitar: [45, 52, 57, 61, 64],
    power: [45, 52],
    voices: [61, 69],
};
static D_OVER_F: Chord = Chord {
    bass: 30,
    fifth: 38,
    keys: [57, 62, 66, 69],
    guitar: [42, 57, 62, 66, 69],
    power: [50, 57],
    voices: [66, 69],
};

/// A bar of one player.
pub(super) type Row = [u8; STEPS_PER_BAR];

/// Nobody plays.
const REST: &Row = b"................";

/// A bar of the drummer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drums {
    pub(super) kick: &'static Row,
    pub(super) snare: &'static Row,
    pub(super) hat: &'static Row,
    pub(super) open_hat: &'static Row,
    pub(super) tom_hi: &'static Row,
    pub(super) tom_lo: &'static Row,
    pub(super) ride: &'static Row,
    pub(super) shaker: &'static Row,
}

const SILENT: Drums = Drums {
    kick: REST,
    snare: REST,
    hat: REST,
    open_hat: REST,
    tom_hi: REST,
    tom_lo: REST,
    ride: REST,
    shaker: REST,
};
const INTRO: Drums = Drums {
    kick: b"8...............",
    hat: b"6.3.5.3.6.3.5.32",
    shaker: b"6253625362536253",
    ..SILENT
};
const VERSE: Drums = Drums {
    kick: b"8.....5.7.......",
    snare: b"....8..2.1..8..1",
    hat: b"7.415.417.415...",
    open_hat: b"..............5.",
    ..SILENT
};
const VERSE_ANSWER: Drums = Drums {
    kick: b"8.....5..47.....",
    hat: b"7.415.417.415.41",
    open_hat: REST,
    ..VERSE
};
const CHORUS: Drums = Drums {
    kick: b"9..6..5.9.6.....",
    snare: b"....9..1.2..9...",
    ride: b"8.4.6.4.8.4.6.4.",
    shaker: b"7264726472647264",
    ..SILENT
};
const CHORUS_ANSWER: Drums = Drums {
    kick: b"9..6..5.9.6..5..",
    snare: b"....9..1.2..9..2",
    ..CHORUS
};
const BREAK: Drums = Drums {
    kick: b"8.....6.........",
    hat: b"....4.......4...",
    tom_hi: b"...4..6....5....",
    tom_lo: b"6.......7.....6.",
    shaker: b"5254525452545254",
    ..SILENT
};
const BREAK_RISE: Drums = Drums {
    kick: b"8...8...8...8...",
    snare: b"1121223234455678",
    tom_lo: b"6...6...7...8...",
    tom_hi: b"..5...5...6...7.",
    shaker: b"5254525452545254",
    ..SILENT
};
const INTRO_FILL: Drums = Drums {
    kick: b"8.......6.......",
    snare: b"........5.46....",
    hat: b"6.3.5.3.........",
    tom_hi: b"...........767..",
    tom_lo: b"..............88",
    shaker: b"6253625362536253",
    ..SILENT
};
const VERSE_FILL: Drums = Drums {
    kick: b"8.....5.7.......",
    snare: b"....8..2..566...",
    hat: b"7.415.41........",
    tom_hi: b".............78.",
    tom_lo: b"...............9",
    ..SILENT
};
const CHORUS_FILL: Drums = Drums {
    kick: b"9..6..5.6.....6.",
    snare: b"....9...576.....",
    tom_hi: b"...........787..",
    tom_lo: b"..............89",
    ride: b"8.4.6...........",
    shaker: b"7264726472647264",
    ..SILENT
};

/// What the drummer plays in this bar.
pub(super) fn drums(place: Position) -> &'static Drums {
    let odd = place.bar % 2 == 1;
    match (place.part, place.is_last_bar()) {
        (Part::Intro, false) => &INTRO,
        (Part::Intro, true) => &INTRO_FILL,
        (Part::Verse, false) if odd => &VERSE_ANSWER,
        (Part::Verse, false) => &VERSE,
        (Part::Verse, true) => &VERSE_FILL,
        (Part::Chorus, false) if odd => &CHORUS_ANSWER,
        (Part::Chorus, false) => &CHORUS,
        (Part::Chorus, true) => &CHORUS_FILL,
        (Part::Break, false) => &BREAK,
        (Part::Break, true) => &BREAK_RISE,
    }
}

/// A crash begins the parts that are loud.
pub(super) fn has_crash(place: Position) -> bool {
    let loud = place.part == Part::Chorus && place.bar.is_multiple_of(4);
    let begins = place.bar == 0 && place.turn > 0 && place.part != Part::Break;
    place.step == 0 && (loud || begins)
}

/// What the bass plays: `R` root, `O` its octave, `F` the fifth, `A` a half-step below the next
/// root; small letters are soft.
pub(super) fn bass(place: Position) -> &'static Row {
    let odd = place.bar % 2 == 1;
    match place.part {
        Part::Intro if place.bar < 2 => REST,
        Part::Intro => b"R-------R---F-A-",
        Part::Verse if odd => b"R---..r-.rF-..A-",
        Part::Verse => b"R---..r-R-..o-f-",
        Part::Chorus if odd => b"R-.R..R-R-RrO-A-",
        Part::Chorus => b"R-.R..R-R-R.rrO-",
        Part::Break if place.is_last_bar() => b"R-R-R-R-R-R-R-R-",
        Part::Break => b"R-----R-----f-..",
    }
}

/// What the clean guitar strums: `D` down, `U` up, `x` with dead strings.
pub(super) fn rhythm(place: Position) -> &'static Row {
    match place.part {
        Part::Intro if place.bar < 1 => b"........x.xxU---",
        Part::Intro => b"D--xxxU-x.D-xxU-",
        Part::Verse => b"..xxD-x...U-D-xx",
        Part::Chorus => b"D---D-U---U-D-U-",
        Part::Break if place.is_last_bar() => b"D---D---D-D-D-D-",
        Part::Break => b"D---------------",
    }
}

/// What the keys play: `C` a chord, `c` a soft one, a digit one of its notes.
pub(super) fn keys(place: Position) -> &'static Row {
    let odd = place.bar % 2 == 1;
    match place.part {
        Part::Intro => b"c-----1-3-4-2-3-",
        Part::Verse if odd => b"C--.c---..c-4-3-",
        Part::Verse => b"C-----c-..3-4---",
        Part::Chorus => b"C--C--C---C-c-c-",
        Part::Break => b"c-1-3-4-3-2-4-3-",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> impl Iterator<Item = Position> {
        (0..832).map(Position::of)
    }

    #[test]
    fn the_song_takes_two_minutes_and_begins_anew() {
        let bars: usize = FORM.iter().map(|(_, bars)| bars).sum();
        assert_eq!(bars as u64 * 4 * 60 / TEMPO, 120);
        assert_eq!(Position::of(832), Position::of(0));
        assert_eq!(Position::of(64).part, Part::Verse);
        assert_eq!((Position::of(831).turn, Position::of(831).bar), (6, 7));
    }

    #[test]
    fn rows_hold_only_what_their_players_read() {
        let only = |row: &Row, letters: &str| {
            assert!(
                row.iter().all(|at| letters.contains(char::from(*at))),
                "{row:?}"
            );
        };
        for place in places() {
            let d = drums(place);
            for row in [
                d.kick, d.snare, d.hat, d.open_hat, d.tom_hi, d.tom_lo, d.ride, d.shaker,
            ] {
                only(row, ".123456789");
            }
            only(bass(place), ".-RrOoFfA");
            only(rhythm(place), ".-DUx");
            only(keys(place), ".-Cc1234");
        }
    }

    #[test]
    fn chords_lie_within_reach() {
        for place in places() {
            let chord = place.chord();
            assert!((28..=45).contains(&chord.bass) && (28..=45).contains(&chord.fifth));
            assert!(chord.keys.is_sorted() && chord.keys.iter().all(|n| (52..=72).contains(n)));
            assert!(chord.guitar.is_sorted() && chord.power.is_sorted());
        }
        assert_ne!(
            Position::of(64 + 7 * 16).chord(),
            Position::of(64 + 7 * 16 + 8).chord()
        );
    }
}
