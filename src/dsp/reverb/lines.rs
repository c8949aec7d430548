//! How long the lines of a reverb are.

use crate::dsp::sample::LANES;

/// Length of each line at size 100 %, its all-pass included, in seconds.
pub(super) const LINE_SECONDS: [f64; LANES] = [
    0.153_129, 0.210_389, 0.127_837, 0.256_891, 0.174_713, 0.192_303, 0.125, 0.219_991,
];
/// Length of the all-pass within each line, in seconds.
pub(super) const ALL_PASS_SECONDS: [f64; LANES] = [
    0.020_346, 0.024_421, 0.031_604, 0.027_333, 0.022_904, 0.029_291, 0.013_458, 0.019_123,
];
