//! What is sung, and what the loud guitar plays: notes by step of their part.

use super::song::{Part, Position};
use super::voice::Vowel::{self, A, Breath, E, I, O, U};

/// A sung note: step of the part, steps, note, vowel.
type Line = &'static [(u16, u16, u8, Vowel)];

const VERSE: Line = &[
    (0, 2, 0, Breath),
    (2, 2, 66, I),
    (4, 2, 66, A),
    (6, 3, 69, O),
    (10, 2, 66, E),
    (12, 4, 64, A),
    (18, 2, 64, U),
    (20, 2, 64, E),
    (22, 4, 61, A),
    (27, 4, 59, O),
    (31, 3, 0, Breath),
    (34, 2, 62, I),
    (36, 2, 62, E),
    (38, 3, 66, A),
    (42, 2, 64, E),
    (44, 5, 62, O),
    (50, 2, 62, U),
    (52, 2, 64, A),
    (54, 6, 59, O),
    (62, 3, 0, Breath),
    (66, 2, 66, I),
    (68, 2, 66, A),
    (70, 3, 69, O),
    (74, 2, 71, E),
    (76, 5, 69, A),
    (82, 2, 64, U),
    (84, 2, 66, E),
    (86, 7, 64, A),
    (95, 2, 0, Breath),
    (98, 2, 67, I),
    (100, 2, 66, E),
    (102, 2, 64, A),
    (104, 3, 62, O),
    (107, 4, 64, E),
    (112, 4, 62, A),
    (116, 7, 61, A),
    (124, 3, 0, Breath),
];

const CHORUS: Line = &[
    (0, 5, 71, O),
    (6, 2, 69, A),
    (8, 4, 67, E),
    (12, 2, 69, I),
    (14, 8, 69, A),
    (24, 2, 66, E),
    (26, 4, 64, A),
    (30, 2, 0, Breath),
    (32, 5, 66, O),
    (38, 2, 64, A),
    (40, 4, 62, E),
    (44, 2, 64, I),
    (46, 10, 66, A),
    (57, 3, 0, Breath),
    (60, 2, 66, U),
    (62, 2, 69, A),
    (64, 5, 71, O),
    (70, 2, 69, A),
    (72, 4, 67, E),
    (76, 3, 69, I),
    (80, 4, 73, A),
    (85, 2, 71, E),
    (87, 4, 69, A),
    (92, 3, 64, O),
    (96, 3, 66, I),
    (99, 4, 64, E),
    (104, 14, 62, A),
    (121, 3, 0, Breath),
];

/// In the break the singer only calls.
const CALLS: Line = &[
    (60, 3, 0, Breath),
    (64, 3, 71, O),
    (68, 8, 67, O),
    (80, 3, 69, O),
    (84, 8, 66, O),
    (110, 3, 0, Breath),
    (114, 4, 69, A),
    (119, 8, 73, A),
];

/// What the lead singer does at this step.
pub(super) fn lead(place: Position) -> Option<(u16, u8, Vowel)> {
    let line = match place.part {
        Part::Intro => &[(60, 3, 0, Breath)],
        Part::Verse => VERSE,
        Part::Chorus => CHORUS,
        Part::Break => CALLS,
    };
    at(line, place)
}

fn at(line: Line, place: Position) -> Option<(u16, u8, Vowel)> {
    let step = place.step_of_part();
    let found = line.iter().find(|note| usize::from(note.0) == step)?;
    Some((found.1, found.2, found.3))
}

/// What the others sing at this step, on the notes of the chord: steps and vowel.
pub(super) fn backing(place: Position) -> Option<(u16, Vowel)> {
    match (place.part, place.bar, place.step) {
        (Part::Verse, 3 | 7, 0) => Some((12, U)),
        (Part::Verse, 1 | 5, 10) => Some((5, U)),
        (Part::Chorus, 7, 0) => Some((4, A)),
        (Part::Chorus, 7, 6) => Some((6, A)),
        (Part::Chorus, 3, 8) => Some((5, O)),
        (Part::Chorus, _, 0) => Some((10, A)),
        (Part::Chorus, _, 12) => Some((3, O)),
        (Part::Break, 4.., 0) => Some((14, U)),
        _ => None,
    }
}

/// A note of the loud guitar: step, steps, note.
type Riff = &'static [(u16, u16, u8)];

const RIFF: Riff = &[
    (0, 3, 62),
    (3, 3, 66),
    (6, 2, 69),
    (8, 4, 71),
    (12, 2, 69),
    (14, 2, 66),
    (16, 3, 64),
    (19, 3, 69),
    (22, 2, 73),
    (24, 4, 71),
    (28, 4, 69),
    (32, 3, 62),
    (35, 3, 66),
    (38, 2, 69),
    (40, 4, 71),
    (44, 2, 74),
    (46, 2, 71),
    (48, 7, 69),
    (56, 2, 66),
    (58, 2, 64),
    (60, 4, 62),
];

/// Short answers to the singer.
const ANSWERS: Riff = &[
    (60, 1, 66),
    (61, 1, 69),
    (62, 3, 71),
    (120, 2, 69),
    (122, 2, 71),
    (124, 4, 73),
];

const SOLO: Riff = &[
    (0, 6, 78),
    (6, 2, 76),
    (8, 2, 74),
    (10, 4, 76),
    (14, 2, 73),
    (16, 8, 71),
    (26, 2, 69),
    (28, 2, 71),
    (30, 2, 74),
    (32, 6, 79),
    (38, 2, 78),
    (40, 2, 76),
    (42, 4, 74),
    (46, 2, 71),
    (48, 9, 74),
    (58, 2, 71),
    (60, 2, 69),
    (62, 2, 67),
    (64, 3, 71),
    (67, 3, 74),
    (70, 2, 76),
    (72, 8, 79),
    (80, 3, 73),
    (83, 3, 76),
    (86, 2, 78),
    (88, 8, 81),
    (96, 2, 79),
    (98, 2, 78),
    (100, 2, 76),
    (102, 2, 74),
    (104, 2, 76),
    (106, 2, 74),
    (108, 4, 71),
    (112, 4, 74),
    (116, 4, 76),
    (120, 8, 81),
];

/// A single note of the loud guitar at this step: steps and note.
pub(super) fn riff(place: Position) -> Option<(u16, u8)> {
    let riff = match place.part {
        Part::Intro => RIFF,
        Part::Verse => ANSWERS,
        Part::Chorus => return None,
        Part::Break => SOLO,
    };
    let step = place.step_of_part();
    let found = riff.iter().find(|note| usize::from(note.0) == step)?;
    Some((found.1, found.2))
}

/// A chord of the loud guitar at this step: its steps.
pub(super) fn power(place: Position) -> Option<u16> {
    match (place.part, place.step) {
        (Part::Chorus, 0) => Some(11),
        (Part::Chorus, 12) => Some(2),
        (Part::Chorus, 14) if place.bar % 2 == 1 => Some(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_within_their_parts_and_their_singers() {
        for (line, steps) in [(VERSE, 128), (CHORUS, 128), (CALLS, 128)] {
            assert!(
                line.windows(2)
                    .all(|pair| pair[0].0 + pair[0].1 <= pair[1].0)
            );
            assert!(line.iter().all(|note| note.0 + note.1 <= steps));
            for (_, _, note, vowel) in line {
                assert!(*vowel == Breath || (57..=74).contains(note), "{note}");
            }
        }
        for (riff, steps) in [(RIFF, 64), (ANSWERS, 128), (SOLO, 128)] {
            assert!(
                riff.windows(2)
                    .all(|pair| pair[0].0 + pair[0].1 <= pair[1].0)
            );
            assert!(riff.iter().all(|note| note.0 + note.1 <= steps));
        }
    }
}
