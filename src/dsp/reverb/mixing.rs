//! How the lines of a reverb are mixed with each other.

use super::lines::GROUPS;
use crate::dsp::sample::{Lanes, Sample};

/// The Hadamard matrix of sixteen over 4: every output is a sum of all inputs, no energy is lost.
#[inline(always)]
pub(super) fn hadamard([a, b]: [Lanes; GROUPS]) -> [Lanes; GROUPS] {
    let scale = Lanes::splat(0.25);
    let (a, b) = (eight(a), eight(b));
    [(a + b) * scale, (a - b) * scale]
}

/// The matrix of eight, over nothing.
#[inline(always)]
fn eight(x: Lanes) -> Lanes {
    let [a, b, c, d, e, f, g, h] = x.0;
    let first = Lanes([a, a, c, c, e, e, g, g]) + Lanes([b, -b, d, -d, f, -f, h, -h]);
    let [a, b, c, d, e, f, g, h] = first.0;
    let second = Lanes([a, b, a, b, e, f, e, f]) + Lanes([c, d, -c, -d, g, h, -g, -h]);
    let [a, b, c, d, e, f, g, h] = second.0;
    Lanes([a, b, c, d, a, b, c, d]) + Lanes([e, f, g, h, -e, -f, -g, -h])
}
