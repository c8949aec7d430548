//! The effects of FX buses.

pub mod reverb;
pub mod tap_delay;
