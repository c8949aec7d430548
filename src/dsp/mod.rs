//! Pure signal maths: settings in, samples out. Knows no parameters, names or threads.
//!
//! | module | what it is |
//! |---|---|
//! | [`sample`] | one channel (`f32`) or eight side by side (`Lanes`): what processors are generic over |
//! | [`math`] | the transcendental functions: the same bits on every machine |
//! | [`smoother`] | a value that follows its target without a click |
//! | [`svf`] | the state-variable filter, and coefficients that glide from design to design |
//! | [`cut_filter`] | what high-pass and low-pass share: two gliding sections |
//! | [`high_pass`] | the high-pass of a strip, 6 to 24 dB per octave |
//! | [`gate`] | the noise gate, with hysteresis, hold and linked pairs |
//! | [`limiter`] | the look-ahead true-peak limiter of an output, up to eight channels as one |
//! | [`pan`] | pan laws and balance |
//! | [`delay`] | a fixed delay for time alignment |
//! | [`oscillator`] | sine, pink and white noise |
//! | [`level`] | peak and energy for meters |
//!
//! # How to add a processor
//!
//! Write `dsp/x.rs`, generic over [`sample::Sample`]: plain settings (dB, Hz, ms) with ranges, `new`
//! (which alone may allocate), `set` and `snap_lane` per channel, `mark` for all that happens once
//! per mark, `process` for any run of frames inside a mark, `is_neutral`, `is_at_rest`,
//! `copy_lane_from` and `clear_lane`. What a channel computes must not depend on its neighbours: a
//! channel that is off starts, when switched on, from the state that it would have had alone. Test it
//! against closed formulas computed with std's maths, eight channels against one and random runs
//! against whole marks bit for bit, each switch and jump by the click test, and rest after silence.

pub mod cut_filter;
pub mod delay;
pub mod gate;
pub mod high_pass;
pub mod level;
pub mod limiter;
pub mod math;
pub mod oscillator;
pub mod pan;
pub mod sample;
pub mod smoother;
pub mod svf;
#[cfg(test)]
mod testing;

/// Frames from one mark to the next: settings, filter designs and resets happen only at marks.
pub const FRAMES_PER_MARK: usize = 32;
