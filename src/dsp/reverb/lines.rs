//! How long the lines of a reverb are.

use crate::dsp::sample::LANES;

/// Groups of lines: each has as many as there are lanes.
pub(super) const GROUPS: usize = 2;

/// Length of each line of a hall at size 100 %, in seconds: evenly spread in octaves, in an order in which no
/// neighbours are alike.
pub(super) const LINE_SECONDS: [[f64; LANES]; GROUPS] = [
    [
        0.029_600, 0.057_151, 0.040_269, 0.076_921, 0.034_463, 0.066_715, 0.045_734, 0.088_700,
    ],
    [
        0.030_846, 0.052_097, 0.041_986, 0.070_974, 0.036_366, 0.060_816, 0.049_732, 0.081_786,
    ],
];
/// The longest of them.
pub(super) const LONGEST_SECONDS: f64 = LINE_SECONDS[0][7];
