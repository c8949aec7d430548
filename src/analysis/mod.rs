//! What is measured of sound outside the audio thread: loudness, levels, sound pressure.
//!
//! Everything here takes sound piece by piece and says what it measured; where the sound comes from is the
//! caller's: files while they are written, or what the engine captures of itself.
//!
//! | file | what |
//! |---|---|
//! | [`level`] | levels and loudness of an output, whatever the lengths in which it comes |
//! | [`loudness`], [`k_filter`], [`histogram`] | ITU-R BS.1770 and EBU R 128 |
//! | [`spectrum`] | the mean power of a file by thirds of an octave |
//! | [`transform`], [`third_octaves`] | what spectra are made of: Fourier transforms, and filters of class 1 |
//! | [`rta`] | the live spectrum |
//! | [`clash`] | where one strip hides another |
//! | [`suspects`] | lines that may be feedback |
//! | [`waiting`] | what waits to be measured |
//! | [`units`] | power, decibels, loudness |
//! | [`weighting`], [`sound_pressure`] | the A and C curves; the level in the room, averaged over minutes |
//! | [`live`] | all of it for what the engine captures |

pub mod clash;
pub mod histogram;
pub mod k_filter;
pub mod level;
pub mod live;
pub mod loudness;
pub mod rta;
pub mod sound_pressure;
pub mod spectrum;
pub mod suspects;
pub mod third_octaves;
pub mod transform;
pub mod units;
pub mod waiting;
pub mod weighting;
