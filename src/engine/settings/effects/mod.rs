//! The effects of FX buses.

pub mod chorus;
pub mod flanger;
pub mod multi_tap;
pub mod phaser;
pub mod pitch;
pub mod reverb;
pub mod rotary;
pub mod tap_delay;
pub mod tremolo;

use crate::dsp::tap_delay::echo_ms;
use crate::param::spec::Note;

/// Periods per second: one per note of a tempo in beats per minute, or `rate_hz` where no note counts.
fn rate_hz(note: Note, tempo_bpm: f32, rate_hz: f32) -> f32 {
    match note.quarters() {
        Some(quarters) => (f64::from(tempo_bpm) / 60.0 / quarters) as f32,
        None => rate_hz,
    }
}

/// How late something is, in ms: a note of a tempo in beats per minute, or `time_ms` where no note counts.
fn late_ms(note: Note, tempo_bpm: f32, time_ms: f32) -> f32 {
    match note.quarters() {
        Some(quarters) => echo_ms(tempo_bpm, quarters),
        None => time_ms,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_goes_by_the_note_or_by_itself() {
        assert_eq!(rate_hz(Note::Quarter, 120.0, 5.0), 2.0);
        assert_eq!(rate_hz(Note::EighthTriplet, 120.0, 5.0), 6.0);
        assert_eq!(rate_hz(Note::Time, 120.0, 5.0), 5.0);
    }
}
