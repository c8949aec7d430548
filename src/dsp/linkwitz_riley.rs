//! The sections of crossovers of S. Linkwitz and R. Riley (1976): a Butterworth filter twice in a row for each half,
//! and the all-pass of second order that both halves of 24 dB per octave add up to.

use super::cut_filter::{FOURTH_ORDER_QS, OPEN, SECTIONS, Section, Shape};
use super::high_pass::Low;
use std::f64::consts::SQRT_2;

/// Filters in a row of each half: the second is only for 48 dB per octave.
pub const FILTERS: usize = 2;

/// How steep a half falls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Slope {
    /// 12 dB per octave.
    Twelve,
    /// 24 dB per octave.
    #[default]
    TwentyFour,
    /// 48 dB per octave.
    FortyEight,
}

/// What a half lets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// What lies below.
    Low,
    /// What lies above.
    High,
}

impl Half {
    /// First order, as a second-order section with a double pole.
    fn first_order(self) -> Section {
        match self {
            Self::High => Low::FIRST_ORDER,
            Self::Low => Section {
                m0: 0.0,
                m1: 1.0,
                m2: 1.0,
                ..Low::FIRST_ORDER
            },
        }
    }

    /// Second order of quality `q`.
    fn second_order(self, q: f64) -> Section {
        match self {
            Self::High => Low::second_order(q),
            Self::Low => Section {
                k: 1.0 / q,
                ..LOW_PASS
            },
        }
    }
}

/// The sections of both filters of a half with a slope, or of one that passes everything.
pub fn sections(half: Half, slope: Option<Slope>) -> [[Section; SECTIONS]; FILTERS] {
    match slope {
        None => [OPEN; FILTERS],
        Some(Slope::Twelve) => [[half.first_order(); SECTIONS], OPEN],
        Some(Slope::TwentyFour) => [[half.second_order(SQRT_2.recip()); SECTIONS], OPEN],
        Some(Slope::FortyEight) => [FOURTH_ORDER_QS.map(|q| half.second_order(q)); FILTERS],
    }
}

/// Half of the low half.
pub const LOW_PASS: Section = Section {
    k: SQRT_2,
    m0: 0.0,
    m1: 0.0,
    m2: 1.0,
};
/// Half of the high half.
pub const HIGH_PASS: Section = Section {
    k: SQRT_2,
    m0: 1.0,
    m1: -SQRT_2,
    m2: -1.0,
};
/// What both halves add up to.
pub const ALL_PASS: Section = Section {
    k: SQRT_2,
    m0: 1.0,
    m1: -2.0 * SQRT_2,
    m2: 0.0,
};

#[cfg(test)]
mod tests {
    use super::*;

    /// Real and imaginary part of m0 + (m1·s + m2)/(s² + k·s + 1) at s = j·x.
    fn response(section: &Section, x: f64) -> (f64, f64) {
        let (re, im) = (1.0 - x * x, section.k * x);
        let square = re * re + im * im;
        let (a, b) = (section.m2, section.m1 * x);
        let fraction = ((a * re + b * im) / square, (b * re - a * im) / square);
        (section.m0 + fraction.0, fraction.1)
    }

    fn squared((re, im): (f64, f64)) -> (f64, f64) {
        (re * re - im * im, 2.0 * re * im)
    }

    #[test]
    fn both_halves_add_up_to_the_all_pass_and_meet_at_6_db() {
        for x in [0.01, 0.1, 0.5, 1.0, 2.0, 10.0, 100.0] {
            let low = squared(response(&LOW_PASS, x));
            let high = squared(response(&HIGH_PASS, x));
            let all = response(&ALL_PASS, x);
            assert!((low.0 + high.0 - all.0).abs() < 1e-12, "{x}");
            assert!((low.1 + high.1 - all.1).abs() < 1e-12, "{x}");
            assert!((all.0.hypot(all.1) - 1.0).abs() < 1e-12, "{x}");
            let fourth = 1.0 / (1.0 + x.powi(4));
            assert!((low.0.hypot(low.1) - fourth).abs() < 1e-12, "{x}");
            assert!((high.0.hypot(high.1) - x.powi(4) * fourth).abs() < 1e-12);
        }
    }
}
