//! Pure signal maths: settings in, samples out. Knows no parameters, names or threads.
//!
//! # How to add a processor
//!
//! Write `dsp/x.rs`, generic over [`sample::Sample`]: plain settings (dB, Hz, ms), whose ranges the table holds, and a type
//! that implements [`processor::Processor`]. What a channel computes must not depend on its neighbours: a
//! channel that is off starts, when switched on, from the state that it would have had alone. In its
//! tests, `Subject` says what may be set and `conforms!` runs the suite; measure what it is against closed
//! formulas computed with std's maths, and each switch and jump by the click test.

pub mod alignment;
pub mod automix;
pub mod ballistics;
pub mod band_design;
pub mod bands;
pub mod chorus;
pub mod compressor;
pub mod correlation;
mod crossfaded_tap;
mod crossing;
pub mod crossover;
pub mod cut_filter;
mod damping;
pub mod de_esser;
pub mod delay;
mod diffuser;
pub mod dither;
pub mod dynamic_eq;
mod effect;
pub mod effect_output;
pub mod equalizer;
pub mod flanger;
pub mod gate;
mod gliding;
pub mod graphic_eq;
mod graphic_sum;
pub mod half_band;
pub mod high_pass;
pub mod image;
pub mod key_filter;
mod knee;
pub mod level;
pub mod lfe_filter;
mod lfo;
pub mod limiter;
mod linkwitz_riley;
pub mod low_pass;
pub mod mark_smoother;
pub mod math;
pub mod mid_side;
pub mod monitor_limiter;
pub mod multi_tap;
pub mod multiband;
pub mod oscillator;
pub mod pan;
pub mod phaser;
pub mod pitch;
pub mod plate;
pub mod processor;
pub mod random;
pub mod response;
pub mod reverb;
pub mod reverberator;
pub mod ring;
pub mod rotary;
pub mod sample;
pub mod saturation;
pub mod smoother;
pub mod split_filter;
pub mod surround;
pub mod svf;
pub mod tap_delay;
#[cfg(test)]
mod testing;
pub mod third_octave;
pub mod tremolo;
pub mod true_peak;
pub mod vintage_reverb;

/// Frames from one mark to the next: settings, filter designs and resets happen only at marks.
pub const FRAMES_PER_MARK: usize = 32;
