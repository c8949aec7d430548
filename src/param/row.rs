//! What a row of a table says about a parameter.

pub use super::curve::INFINITE_RATIO;
use super::curve::{Curve, Plain};
use std::fmt::Debug;

/// What a repeated row counts: the `*` of its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Each {
    /// The row exists once per node.
    Once,
    /// Once per bus that the node may feed.
    Bus,
    /// Once per DCA.
    Dca,
    /// Once per mute group.
    MuteGroup,
    /// Once per band of the parametric equaliser.
    EqBand,
    /// Once per third of an octave: written as its frequency, counted from 1.
    Third,
    /// Once per notch.
    Notch,
    /// Once per band of the compressor of several bands.
    MultibandBand,
    /// Once per band of the dynamic equaliser.
    DynamicBand,
}

/// Bands of the parametric equaliser.
pub const EQ_BANDS: u8 = 6;
/// Bands of the compressor of several bands.
pub const MULTIBAND_BANDS: u8 = 4;
/// Bands of the dynamic equaliser.
pub const DYNAMIC_BANDS: u8 = 4;
/// Notches beside a graphic equaliser.
pub const NOTCHES: u8 = 12;
/// The thirds of an octave of a graphic equaliser, as their nominal frequencies are written in paths
/// (ISO 266): "1k25" is 1.25 kHz.
pub const THIRDS: &[&str] = &[
    "20", "25", "31.5", "40", "50", "63", "80", "100", "125", "160", "200", "250", "315", "400",
    "500", "630", "800", "1k", "1k25", "1k6", "2k", "2k5", "3k15", "4k", "5k", "6k3", "8k", "10k",
    "12k5", "16k", "20k",
];

/// What a plain value is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Decibels.
    Decibel,
    /// Hertz.
    Hertz,
    /// Milliseconds.
    Millisecond,
    /// Milliseconds that a sound is on its way: also read as metres or feet of air, and as samples
    /// where the rate is known.
    Delay,
    /// dB per dB, "4:1"; [`INFINITE_RATIO`] and more stand for infinity.
    Ratio,
    /// Hundredths of a whole.
    Percent,
    /// −100 (left) … 100 (right).
    Pan,
    /// Degrees clockwise from the front; negative to the left.
    Degree,
    /// A frequency over a width.
    Q,
    /// Hundredths of a semitone.
    Cent,
    /// Beats per minute.
    Tempo,
    /// LUFS: loudness against full scale.
    Loudness,
    /// Minutes.
    Minute,
    /// A switch, a choice or a key: no unit.
    None,
}

/// Whether scenes hold a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recall {
    /// Stored in every scene, recalled by scope and safes.
    Stored,
    /// In no scene: a setting of the show, which the journal and `values:` of its file keep. A step of undo
    /// like everything that a person sets.
    Setting,
    /// In no scene and no step of undo, but kept like a setting: how somebody listens to the console and looks
    /// at it. To take back a fader must not raise the headphones.
    Listening,
    /// In no scene, no step of undo, and at its default when the show opens again: a state of the moment,
    /// such as a solo, a talkback key, panic. Only recovery from a crash comes back to it.
    Momentary,
}

impl Recall {
    /// True for what is there again when the show is opened again.
    pub fn is_kept(self) -> bool {
        self != Self::Momentary
    }

    /// True for what is a step of undo.
    pub fn is_undone(self) -> bool {
        matches!(self, Self::Stored | Self::Setting)
    }
}

/// One row of a table: a parameter as it is on every node that has it. `P` says which one it is: a
/// section's own enum in its table, [`Param`](super::spec::Param) for everybody else.
#[derive(Clone, Copy, Debug)]
pub struct Spec<P> {
    /// Which parameter.
    pub param: P,
    /// Path below the node, `*` standing for the number of a repeated row.
    pub path: &'static str,
    /// What the `*` counts.
    pub each: Each,
    /// Name for people.
    pub name: &'static str,
    /// Unit of the plain value.
    pub unit: Unit,
    /// Range and how it lies on a control.
    pub curve: Curve,
    /// Value of a new node. Unknown is silent: levels start off. Send rows differ by the role of
    /// the bus (see [`super::topology::BusRole`]).
    pub default: Plain,
    /// Whether scenes hold it.
    pub recall: Recall,
    /// Guards hearing or the PA: nothing but a confirmed action makes it guard less.
    pub protected: bool,
    /// A finding of the console: it can be read, and nobody sets it.
    pub read_only: bool,
    /// Control alone acts on it, or what is measured behind the engine: the engine has no use for its value, and
    /// a jump of it is not heard.
    pub control_only: bool,
}

impl<P: Copy> Spec<P> {
    const fn row(param: P, path: &'static str, name: &'static str) -> Self {
        Self {
            param,
            path,
            each: Each::Once,
            name,
            unit: Unit::None,
            curve: Curve::Switch,
            default: Plain(0.0),
            recall: Recall::Stored,
            protected: false,
            read_only: false,
            control_only: false,
        }
    }

    /// A switch, off by default.
    pub const fn switch(param: P, path: &'static str, name: &'static str) -> Self {
        Self::row(param, path, name)
    }

    /// A level on the fader law, off by default.
    pub const fn level(param: P, path: &'static str, name: &'static str) -> Self {
        let mut row = Self::row(param, path, name);
        row.unit = Unit::Decibel;
        row.curve = Curve::Fader;
        row.default = Plain::OFF;
        row
    }

    /// A value that moves evenly from `min` to `max`.
    pub const fn linear(
        param: P,
        path: &'static str,
        name: &'static str,
        unit: Unit,
        (min, max): (f32, f32),
        default: f32,
    ) -> Self {
        let curve = Curve::Linear { min, max };
        Self::number(param, path, name, unit, curve, default)
    }

    /// A value that moves by ratios from `min` to `max`.
    pub const fn log(
        param: P,
        path: &'static str,
        name: &'static str,
        unit: Unit,
        (min, max): (f32, f32),
        default: f32,
    ) -> Self {
        let curve = Curve::Log { min, max };
        Self::number(param, path, name, unit, curve, default)
    }

    const fn number(
        param: P,
        path: &'static str,
        name: &'static str,
        unit: Unit,
        curve: Curve,
        default: f32,
    ) -> Self {
        let mut row = Self::row(param, path, name);
        row.unit = unit;
        row.curve = curve;
        row.default = Plain(default);
        row
    }

    /// One of several words, and which of them is the default: see `among` of a choice.
    pub const fn choice(
        param: P,
        path: &'static str,
        name: &'static str,
        (words, default): (&'static [&'static str], u8),
    ) -> Self {
        let mut row = Self::row(param, path, name);
        row.curve = Curve::Choice(words);
        row.default = Plain(default as f32);
        row
    }

    /// A key source, its own signal by default.
    pub const fn key(param: P, path: &'static str, name: &'static str) -> Self {
        let mut row = Self::row(param, path, name);
        row.curve = Curve::Key;
        row
    }

    /// A strip to move with, none by default.
    pub const fn link(param: P, path: &'static str, name: &'static str) -> Self {
        let mut row = Self::row(param, path, name);
        row.curve = Curve::Link;
        row
    }

    /// An attenuation of 0 to 60 dB, or off, which is the default.
    pub const fn attenuation(param: P, path: &'static str, name: &'static str) -> Self {
        let mut row = Self::row(param, path, name);
        row.unit = Unit::Decibel;
        row.curve = Curve::Attenuation;
        row.default = Plain::OFF;
        row
    }

    /// A mix to listen to, main by default.
    pub const fn source(param: P, path: &'static str, name: &'static str) -> Self {
        let mut row = Self::row(param, path, name);
        row.curve = Curve::Source;
        row
    }

    /// The same row, with another default.
    pub const fn default(mut self, default: f32) -> Self {
        self.default = Plain(default);
        self
    }
    /// The same row, repeated.
    pub const fn each(mut self, each: Each) -> Self {
        self.each = each;
        self
    }
    /// The same row, part of how somebody listens.
    pub const fn listening(mut self) -> Self {
        self.recall = Recall::Listening;
        self
    }
    /// The same row, a state of the moment.
    pub const fn momentary(mut self) -> Self {
        self.recall = Recall::Momentary;
        self
    }
    /// The same row, a setting of the show, which no scene holds.
    pub const fn setting(mut self) -> Self {
        self.recall = Recall::Setting;
        self
    }
    /// The same row, a finding of the console, which no scene holds.
    pub const fn read_only(mut self) -> Self {
        self.read_only = true;
        self.momentary()
    }
    /// The same row, which the engine has no use for.
    pub const fn control_only(mut self) -> Self {
        self.control_only = true;
        self
    }
    /// The same row, guarded.
    pub const fn protected(mut self) -> Self {
        self.protected = true;
        self
    }
}

impl<P> Spec<P> {
    /// True where a guard of hearing or of the PA would guard less: a switch that goes off, a ceiling
    /// that rises. How fast a limiter recovers has no safe side: every change counts.
    pub fn loosens(&self, from: Plain, to: Plain) -> bool {
        self.protected
            && match (self.curve, self.unit) {
                (Curve::Switch, _) => from.is_on() && !to.is_on(),
                (_, Unit::Decibel) => to.0 > from.0,
                _ => to != from,
            }
    }

    /// The same row, of a parameter that is called otherwise.
    pub(super) const fn named<Q>(&self, param: Q) -> Spec<Q> {
        Spec {
            param,
            path: self.path,
            each: self.each,
            name: self.name,
            unit: self.unit,
            curve: self.curve,
            default: self.default,
            recall: self.recall,
            protected: self.protected,
            read_only: self.read_only,
            control_only: self.control_only,
        }
    }
}

/// The rows of a section, as the enum that the macro `section!` makes of its table.
pub trait Row: Copy + Debug + 'static {
    /// One `T` for each row, in order.
    type Each<T: Copy + Debug>: Copy + Debug + AsRef<[T]> + AsMut<[T]>;
    /// Every row, in order.
    const ALL: &'static [Self];

    /// Its position among [`Self::ALL`].
    fn position(self) -> usize;
    /// What the table says about it.
    fn spec(self) -> Spec<Self>;
    /// What `of` gives for each row.
    fn each<T: Copy + Debug>(of: impl FnMut(Self) -> T) -> Self::Each<T>;
}

/// A parameter that is one of several words, as the enum that the macro `choice!` makes of them. The
/// stored value is the position of the word.
pub trait Choice: Copy + Debug + PartialEq + 'static {
    /// Every choice, in the order of their words.
    const ALL: &'static [Self];

    /// The stored value.
    fn plain(self) -> Plain;
    /// What a stored value chooses; beyond the last choice, the last.
    fn of(value: Plain) -> Self {
        let last = Self::ALL.len() - 1;
        Self::ALL[value.choice().min(last)]
    }
}
