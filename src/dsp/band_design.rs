//! The designs of an equaliser's bands: matched to their analogue prototypes also where those come
//! near half the sample rate, and made for the state-variable filter at once.
//!
//! Poles lie where the impulse response is kept (M. Vicanek, "Matched Second Order Digital Filters",
//! 2016). Zeros are chosen so that the magnitude is right at 0 Hz, at the band's frequency and, by
//! kind, in its slope there or at half the sample rate. Numerator and denominator are each held by
//! three numbers, from which the state-variable filter follows without cancellation:
//!
//! - `dc`: their value at 0 Hz, c0 + c1 + c2
//! - `nyquist`: their value at half the sample rate, c0 − c1 + c2
//! - `skew`: c0 − c2
//!
//! With φ = sin²(w/2), the squared magnitude of such a polynomial at w radians per sample is
//! (dc·(1−φ) − nyquist·φ)² + (skew·sin w)².
//!
//! Everything is straight-line code over one channel, so that eight channels are computed side by
//! side; what a kind does not need is computed and not taken.

use super::mark_smoother::MarkSmoother;
use super::math::{exp2_f64, sin_squared_of_half_root_f64};
use super::sample::{LANES, Sample};
use super::svf::SvfCoefficients;
use std::f64::consts::{LOG2_E, PI};

/// What a band does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BandKind {
    /// Raises or lowers a range around its frequency.
    #[default]
    Bell,
    /// Raises or lowers everything below its frequency.
    LowShelf,
    /// Raises or lowers everything above its frequency.
    HighShelf,
    /// Takes its frequency out.
    Notch,
    /// Takes out what lies below its frequency: 12 dB per octave.
    HighPass,
    /// Takes out what lies above its frequency: 12 dB per octave.
    LowPass,
}

/// The lowest and highest Q of a shelf: from wide to one that rises by 1 dB beside its slope for 6 dB of
/// gain.
pub const SHELF_Q_RANGE: (f32, f32) = (0.1, 1.4);

impl BandKind {
    /// The lowest and highest Q that this kind is designed for. Shelves above theirs miss their prototype
    /// at high frequencies, and ring. (The highest is that of the deepest, narrowest notch.)
    pub const fn q_range(self) -> (f32, f32) {
        match self {
            Self::LowShelf | Self::HighShelf => SHELF_Q_RANGE,
            _ => (0.1, 330.0),
        }
    }

    /// True for kinds that pass everything at 0 dB.
    #[cfg(test)]
    pub const fn has_gain(self) -> bool {
        matches!(self, Self::Bell | Self::LowShelf | Self::HighShelf)
    }
}

/// What the bands of one number do in each channel, as numbers: compared side by side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kinds(pub [f64; LANES]);

/// Passes everything.
pub const OPEN: f64 = 0.0;
pub(super) const BELL: f64 = 1.0;
pub(super) const LOW_SHELF: f64 = 2.0;
pub(super) const HIGH_SHELF: f64 = 3.0;
pub(super) const NOTCH: f64 = 4.0;
const HIGH_PASS: f64 = 5.0;
const LOW_PASS: f64 = 6.0;

/// The number of a kind in [`Kinds`].
pub const fn number(kind: BandKind) -> f64 {
    match kind {
        BandKind::Bell => BELL,
        BandKind::LowShelf => LOW_SHELF,
        BandKind::HighShelf => HIGH_SHELF,
        BandKind::Notch => NOTCH,
        BandKind::HighPass => HIGH_PASS,
        BandKind::LowPass => LOW_PASS,
    }
}

/// log2(10) / 80: the octaves of a gain's fourth root per decibel.
const FOURTH_ROOT_OCTAVES_PER_DB: f64 = 0.041_524_101_186_092_03;
/// Shelves are matched at their frequency, or here where that lies higher: 0.42 of the sample rate.
const HIGHEST_MATCH: f64 = 0.84 * PI;

/// Numerator or denominator of a filter; see the module.
#[derive(Clone, Copy)]
pub(super) struct Polynomial {
    pub(super) dc: f64,
    pub(super) nyquist: f64,
    pub(super) skew: f64,
}

/// A frequency at which magnitudes are matched.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Radians per sample.
    pub(super) w: f64,
    /// sin²(w/2).
    pub(super) phi: f64,
    /// cos²(w/2).
    pub(super) rest: f64,
    /// sin² w.
    sine_squared: f64,
}

impl Place {
    #[inline(always)]
    pub(super) fn new(w: f64) -> Self {
        let phi = sin_squared_of_half_root_f64(w * w);
        let rest = 1.0 - phi;
        Self {
            w,
            phi,
            rest,
            sine_squared: 4.0 * phi * rest,
        }
    }
}

impl Polynomial {
    /// The denominator whose impulse response is that of the analogue poles of a damping (1 is critical)
    /// at `w` radians per sample.
    #[inline(always)]
    pub(super) fn with_poles(damping: f64, w: f64) -> Self {
        let radius = exp2_f64(-LOG2_E * damping * w);
        let turn = sin_squared_of_half_root_f64((1.0 - damping * damping) * (w * w));
        let across = 4.0 * radius * turn;
        Self {
            dc: (1.0 - radius) * (1.0 - radius) + across,
            nyquist: (1.0 + radius) * (1.0 + radius) - across,
            skew: 1.0 - radius * radius,
        }
    }

    /// The numerator of a minimum-phase filter with these values at 0 Hz and half the sample rate, and
    /// this squared magnitude at a place.
    #[inline(always)]
    pub(super) fn through(dc: f64, nyquist: f64, at: Place, power: f64) -> Self {
        let zeros = Self {
            dc,
            nyquist,
            skew: 0.0,
        };
        let even = zeros.even(at);
        let skew = larger(0.0, (power - even * even) / at.sine_squared).sqrt();
        Self { skew, ..zeros }
    }

    /// g, k, m0, m1 and m2 of the state-variable filter with this numerator and a denominator
    /// (V. Zavalishin, 2012).
    #[inline(always)]
    pub(super) fn over(self, under: Self) -> [f64; 5] {
        let root = 1.0 / (under.dc * under.nyquist).sqrt();
        let (g, k) = (under.dc * root, 2.0 * under.skew * root);
        let m0 = self.nyquist / under.nyquist;
        let m1 = 2.0 * self.skew * root - m0 * k;
        [g, k, m0, m1, self.dc / under.dc - m0]
    }

    /// dc·(1−φ) − nyquist·φ: the part in phase with the middle coefficient.
    #[inline(always)]
    fn even(self, at: Place) -> f64 {
        self.dc * at.rest - self.nyquist * at.phi
    }
    /// The squared magnitude.
    #[inline(always)]
    pub(super) fn power(self, at: Place) -> f64 {
        let even = self.even(at);
        even * even + at.sine_squared * (self.skew * self.skew)
    }
    /// The slope of the squared magnitude over φ.
    #[inline(always)]
    fn slope(self, at: Place) -> f64 {
        4.0 * (at.rest - at.phi) * (self.skew * self.skew)
            - 2.0 * (self.dc + self.nyquist) * self.even(at)
    }
}

/// The settings of one channel in the numbers that the formulas need.
#[derive(Clone, Copy)]
struct Prototype {
    kind: f64,
    gain_db: f64,
    /// Radians per sample.
    w: f64,
    q: f64,
    /// 10^(|dB|/80), and its square A and fourth power A²: the gain.
    fourth_root: f64,
    root: f64,
    gain: f64,
}

#[inline(always)]
fn larger(a: f64, b: f64) -> f64 {
    if b > a { b } else { a }
}

impl Prototype {
    #[inline(always)]
    fn is(&self, kind: f64) -> bool {
        self.kind == kind
    }
    #[inline(always)]
    fn is_shelf(&self) -> bool {
        self.is(LOW_SHELF) || self.is(HIGH_SHELF)
    }

    /// The poles of the boosting bell, the shelf that is designed, or the pass filter; those of the
    /// notch turned upside down, which lie on the circle.
    #[inline(always)]
    fn poles(&self) -> Polynomial {
        let spread = if self.is(BELL) { self.root } else { 1.0 };
        let damping = 0.5 / (self.q * spread);
        let damping = if self.is(NOTCH) { 0.0 } else { damping };
        let lower = if self.is_shelf() {
            1.0 / self.fourth_root
        } else {
            1.0
        };
        Polynomial::with_poles(damping, self.w * lower)
    }

    /// The shelf's power against that at 0 Hz of its lower end, at `w` radians per sample: the low
    /// shelf that boosts, and the high shelf that cuts, which are the same but for their level.
    #[inline(always)]
    fn shelf_power(&self, w: f64) -> f64 {
        let (a, square) = (self.root, (w / self.w) * (w / self.w));
        let both = a * square / (self.q * self.q);
        let (over, under) = (a - square, 1.0 - a * square);
        (over * over + both) / (under * under + both)
    }

    /// The zeros that belong to `poles`.
    #[inline(always)]
    fn zeros(&self, poles: Polynomial, at: Place) -> Polynomial {
        let (q_squared, gain_squared) = (self.q * self.q, self.gain * self.gain);
        let w_over_q_squared = at.w * at.w / q_squared;
        let under = poles.power(at);
        let level = if self.is(LOW_SHELF) {
            self.gain
        } else {
            1.0 / self.gain
        };

        // The power at the place, times that of the poles.
        let shelf = level * self.shelf_power(at.w);
        let share = if self.is_shelf() { shelf } else { q_squared };
        let share = if self.is(BELL) { gain_squared } else { share };
        let power = if self.is(NOTCH) {
            at.sine_squared * w_over_q_squared
        } else {
            under * share
        };

        // Its slope over φ, which bells and notches match.
        let cosine = at.rest - at.phi;
        let slope = if self.is(NOTCH) {
            2.0 * (at.w * at.sine_squared.sqrt() + at.w * at.w * cosine) / q_squared
        } else {
            gain_squared * poles.slope(at)
        };
        let dc_squared = poles.dc * poles.dc;
        let bend = (power - slope * at.phi - dc_squared) / (at.phi * at.phi);
        let bell = slope + dc_squared - cosine * bend;

        let edge = poles.nyquist * poles.nyquist * (level * self.shelf_power(PI));
        let low_pass = (power - dc_squared * at.rest) / at.phi;
        let high_pass = power / (at.phi * at.phi);
        let nyquist_squared = if self.is_shelf() { edge } else { bell };
        let nyquist_squared = if self.is(LOW_PASS) {
            low_pass
        } else {
            nyquist_squared
        };
        let nyquist_squared = if self.is(HIGH_PASS) {
            high_pass
        } else {
            nyquist_squared
        };

        let raised = if self.is(LOW_SHELF) { self.gain } else { 1.0 };
        let dc = poles.dc * raised;
        let dc = if self.is(HIGH_PASS) { 0.0 } else { dc };
        let nyquist = larger(0.0, nyquist_squared).sqrt();
        let zeros = Polynomial::through(dc, nyquist, at, power);
        let skew = if self.is(HIGH_PASS) { 0.0 } else { zeros.skew };
        Polynomial { skew, ..zeros }
    }

    /// g, k, m0, m1 and m2 of the state-variable filter.
    #[inline(always)]
    fn design(&self) -> [f64; 5] {
        let limited = if self.w > HIGHEST_MATCH {
            HIGHEST_MATCH
        } else {
            self.w
        };
        let at = Place::new(if self.is_shelf() { limited } else { self.w });
        let poles = self.poles();
        let zeros = self.zeros(poles, at);
        let lowered = (self.is(BELL) || self.is(LOW_SHELF)) && self.gain_db < 0.0;
        let raised = self.is(HIGH_SHELF) && self.gain_db > 0.0;
        let turned = lowered || raised || self.is(NOTCH);
        let (under, over) = choose(turned, (zeros, poles), (poles, zeros));

        let [g, k, m0, m1, m2] = over.over(under);
        let flat = self.gain == 1.0 && (self.is(BELL) || self.is_shelf());
        let open = self.is(OPEN) || flat;
        [
            g,
            k,
            if open { 1.0 } else { m0 },
            if open { 0.0 } else { m1 },
            if open { 0.0 } else { m2 },
        ]
    }
}

#[inline(always)]
fn choose<T: Copy>(condition: bool, yes: T, no: T) -> T {
    if condition { yes } else { no }
}

/// The settings of the bands of one number in every channel, on their way.
#[derive(Clone, Copy, Debug)]
pub struct BandMotion {
    /// log2 of the frequency in Hz.
    pub log2_freq: MarkSmoother,
    /// dB.
    pub gain_db: MarkSmoother,
    /// log2 of Q.
    pub log2_q: MarkSmoother,
}

impl BandMotion {
    /// The coefficients of every channel for the settings as they are; `radians_per_hz` is 2π over
    /// the sample rate.
    #[inline(always)]
    pub fn design<S: Sample>(&self, kinds: &Kinds, radians_per_hz: f64) -> SvfCoefficients<S> {
        let mut designs = [[0.0_f32; LANES]; 5];
        for lane in 0..S::WIDTH {
            let gain_db = self.gain_db.second[lane];
            let fourth_root = exp2_f64(gain_db.abs() * FOURTH_ROOT_OCTAVES_PER_DB);
            let root = fourth_root * fourth_root;
            let prototype = Prototype {
                kind: kinds.0[lane],
                gain_db,
                w: radians_per_hz * exp2_f64(self.log2_freq.second[lane]),
                q: exp2_f64(self.log2_q.second[lane]),
                fourth_root,
                root,
                gain: root * root,
            };
            let [g, k, m0, m1, m2] = prototype.design();
            designs[0][lane] = g as f32;
            designs[1][lane] = k as f32;
            designs[2][lane] = m0 as f32;
            designs[3][lane] = m1 as f32;
            designs[4][lane] = m2 as f32;
        }
        let [g, k, m0, m1, m2] = designs.map(S::from_lanes);
        SvfCoefficients { g, k, m0, m1, m2 }
    }
}
