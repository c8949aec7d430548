//! Pure signal maths: settings in, samples out. Knows no parameters, names or threads.
//!
//! | module | what it is |
//! |---|---|
//! | [`processor`] | the one contract of everything that processes |
//! | [`sample`] | one channel (`f32`) or eight side by side (`Lanes`): what processors are generic over |
//! | [`math`] | the transcendental functions: the same bits on every machine |
//! | [`smoother`] | a value that follows its target without a click |
//! | [`mark_smoother`] | a filter's setting that follows its target from mark to mark |
//! | [`svf`] | the state-variable filter, and coefficients that glide from design to design |
//! | `crossing` | a cross-fade between filters |
//! | [`cut_filter`] | what high-pass and low-pass share: two gliding sections |
//! | [`high_pass`] | the high-pass of a strip, 6 to 24 dB per octave |
//! | [`low_pass`] | the low-pass of a strip, 6 to 24 dB per octave |
//! | [`band_design`] | matched designs of an equaliser's bands |
//! | [`bands`] | filter bands in series: what equalisers are made of |
//! | [`equalizer`] | the parametric equaliser, six bands |
//! | [`graphic_eq`] | thirds of an octave, and notches, for outputs |
//! | [`response`] | curves to draw |
//! | [`split_filter`] | a state-variable filter of fixed damping whose frequency glides |
//! | [`gate`] | the noise gate and expander, with hysteresis, hold and linked pairs |
//! | [`compressor`] | the compressor, by peaks or mean squares, with linked pairs; with a foreign key a ducker |
//! | [`key_filter`] | what gate and compressor hear of their keys |
//! | [`de_esser`] | the de-esser, whatever the level of the voice |
//! | [`true_peak`] | what a signal reaches between its samples, by eight-fold interpolation |
//! | [`limiter`] | the look-ahead true-peak limiter of an output, up to eight channels as one |
//! | [`monitor_limiter`] | the limiter of wedges and in-ears, without look-ahead |
//! | [`pan`] | pan laws, balance and width |
//! | [`surround`] | left-centre-right, rings of loudspeakers, downmix |
//! | [`lfe_filter`] | the band limit of the low-frequency effects channel |
//! | [`automix`] | gain sharing between open microphones |
//! | [`image`] | width and mono bass of stereo pairs |
//! | [`delay`] | a fixed delay for time alignment |
//! | [`alignment`] | a delay that a person sets, changed without a click |
//! | [`half_band`] | twice the sample rate and back, for what makes new frequencies |
//! | [`saturation`] | drive into a soft limit, oversampled |
//! | [`ring`] | the past of one channel: what delays read |
//! | [`reverb`] | a feedback delay network: eight lines, one room |
//! | [`tap_delay`] | echoes in time with the song |
//! | [`multi_tap`] | a delay of several taps |
//! | [`tremolo`] | a level that goes up and down |
//! | [`chorus`] | voices whose delays move, beside the sound itself |
//! | [`flanger`] | a sound beside itself, late by a short time that moves |
//! | [`phaser`] | a sound beside itself through all-passes that move |
//! | [`rotary`] | a loudspeaker that turns, before two microphones |
//! | [`oscillator`] | sine, pink and white noise |
//! | [`level`] | peak and energy for meters |
//! | [`ballistics`] | how peak, RMS, programme and VU meters read |
//! | [`correlation`] | how alike the sides of a stereo pair are |
//! | [`random`] | random numbers, the same on every machine |
//! | [`dither`] | from floats to the whole numbers of files |
//!
//! # How to add a processor
//!
//! Write `dsp/x.rs`, generic over [`sample::Sample`]: plain settings (dB, Hz, ms) with ranges, and a type
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
mod crossing;
pub mod cut_filter;
pub mod de_esser;
pub mod delay;
pub mod dither;
mod effect;
pub mod equalizer;
pub mod flanger;
pub mod gate;
pub mod graphic_eq;
mod graphic_sum;
pub mod half_band;
pub mod high_pass;
pub mod image;
pub mod key_filter;
pub mod level;
pub mod lfe_filter;
mod lfo;
pub mod limiter;
pub mod low_pass;
pub mod mark_smoother;
pub mod math;
pub mod monitor_limiter;
pub mod multi_tap;
pub mod oscillator;
pub mod pan;
pub mod phaser;
pub mod pitch;
pub mod processor;
pub mod random;
pub mod response;
pub mod reverb;
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

/// Frames from one mark to the next: settings, filter designs and resets happen only at marks.
pub const FRAMES_PER_MARK: usize = 32;
