//! The prototypes of cut filters: Butterworth cascades of second-order sections, normalised to their cut-off.

/// Second-order sections in series.
pub const SECTIONS: usize = 2;

/// How steep a cut filter is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Slope {
    /// 6 dB per octave: first order.
    Six,
    /// 12 dB per octave: second order.
    Twelve,
    /// 18 dB per octave: third order.
    #[default]
    Eighteen,
    /// 24 dB per octave: fourth order.
    TwentyFour,
}

/// One section of a prototype, normalised to its cut-off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Section {
    /// Damping: 1/Q.
    pub k: f64,
    /// Share of the input.
    pub m0: f64,
    /// Share of the band-pass.
    pub m1: f64,
    /// Share of the low-pass.
    pub m2: f64,
}

impl Section {
    /// A section that passes its input unchanged.
    pub const NEUTRAL: Self = Self {
        k: 2.0,
        m0: 1.0,
        m1: 0.0,
        m2: 0.0,
    };
}

/// What a kind of cut filter takes out.
pub trait Shape: std::fmt::Debug + Clone {
    /// First order, as a second-order section with a double pole.
    const FIRST_ORDER: Section;
    /// What a frequency means to a design; both sections share it.
    type Frequency: Copy;

    /// Second order of quality `q`.
    fn second_order(q: f64) -> Section;
    /// The frequency of π·f/rate radians.
    fn frequency(half_turn: f64) -> Self::Frequency;
    /// g, k, m0, m1 and m2 of a section with its cut-off at a frequency.
    fn design(at: Self::Frequency, section: Section) -> [f64; 5];
}

/// The Butterworth cascade of a slope (S. Butterworth, 1930).
fn butterworth<K: Shape>(slope: Slope) -> [Section; SECTIONS] {
    match slope {
        Slope::Six => [K::FIRST_ORDER, Section::NEUTRAL],
        Slope::Twelve => [
            K::second_order(std::f64::consts::FRAC_1_SQRT_2),
            Section::NEUTRAL,
        ],
        Slope::Eighteen => [K::FIRST_ORDER, K::second_order(1.0)],
        Slope::TwentyFour => FOURTH_ORDER_QS.map(K::second_order),
    }
}

/// The qualities of both sections of fourth order.
pub const FOURTH_ORDER_QS: [f64; SECTIONS] = [0.541_196_100_146_197, 1.306_562_964_876_376_4];

/// Passes everything.
pub const OPEN: [Section; SECTIONS] = [Section::NEUTRAL; SECTIONS];

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CutSettings {
    /// Off passes everything.
    pub on: bool,
    /// The frequency of −3 dB in Hz.
    pub freq_hz: f32,
    /// How steep it falls.
    pub slope: Slope,
}

impl CutSettings {
    /// The sections of a kind of filter that they ask for.
    pub(super) fn sections<K: Shape>(self) -> [Section; SECTIONS] {
        if self.on {
            butterworth::<K>(self.slope)
        } else {
            OPEN
        }
    }
}
