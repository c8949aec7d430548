//! From the values of a section to the settings of its processor: one file of pure functions per
//! section. None of them knows the engine, so each is tested by itself; what they give is handed over in
//! `engine::refresh`.
//!
//! A row acts here and in `dsp/`, nowhere else. Which part of a node a change of it concerns stands in
//! [`concern`], by section.

pub mod automix;
pub mod compressor;
pub mod concern;
pub mod crossover;
pub mod cut_filter;
pub mod de_esser;
pub mod dynamic_eq;
pub mod effects;
pub mod eq;
pub mod gate;
pub mod image;
pub mod level;
pub mod limiter;
pub mod meters;
pub mod monitor;
pub mod multiband;
pub mod oscillator;
pub mod pan_matrix;
pub mod saturation;
pub mod translation;
pub mod values;
