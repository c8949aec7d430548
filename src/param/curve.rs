//! Values and the curves between them: plain ↔ travel.

use super::node::NodeId;
use serde::{Deserialize, Serialize};

/// The ratio that stands for infinity.
pub const INFINITE_RATIO: f32 = 100.0;

/// A value as people know it: dB, Hz, ms, −100…100, 0 or 1, the number of a choice.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Default, Serialize, Deserialize)]
#[repr(transparent)]
pub struct Plain(pub f32);

impl Plain {
    /// Off, for levels: minus infinity dB.
    pub const OFF: Self = Self(f32::NEG_INFINITY);

    /// A switch value.
    pub fn switch(on: bool) -> Self {
        Self(if on { 1.0 } else { 0.0 })
    }
    /// A switch value read: on from one half up.
    pub fn is_on(self) -> bool {
        self.0 >= 0.5
    }
    /// A ratio read: the top of its range is infinity.
    pub fn ratio(self) -> f32 {
        if self.0 >= INFINITE_RATIO {
            f32::INFINITY
        } else {
            self.0
        }
    }
    /// A choice's number read.
    pub fn choice(self) -> usize {
        self.0 as usize
    }
}

/// The position of a control, 0…1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Default)]
pub struct Travel(f32);

impl Travel {
    /// A position; outside of 0…1 it is moved to the nearer end, NaN to 0.
    pub fn new(position: f32) -> Self {
        Self(if position > 0.0 {
            position.min(1.0)
        } else {
            0.0
        })
    }
    /// The position, 0…1.
    pub fn get(self) -> f32 {
        self.0
    }
}

/// How a parameter's range lies on a control's travel. A closed set, so that it can be saved,
/// compared and evaluated on any thread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Curve {
    /// Even steps from `min` to `max`.
    Linear {
        /// Value at travel 0.
        min: f32,
        /// Value at travel 1.
        max: f32,
    },
    /// Even ratios from `min` to `max` (both > 0): frequencies and times.
    Log {
        /// Value at travel 0.
        min: f32,
        /// Value at travel 1.
        max: f32,
    },
    /// The fader law of the X32 family: −∞ … +10 dB in four straight pieces.
    Fader,
    /// Off (0) or on (1).
    Switch,
    /// One of the named choices, by position.
    Choice(&'static [&'static str]),
    /// A key source (see [`Key`]).
    Key,
    /// A mix to listen to: 0 is main, 1…99 are buses.
    Source,
    /// A strip to move with: 0 is none.
    Link,
    /// −60 … 0 dB in even steps, and off below.
    Attenuation,
}

/// The lowest level of a fader above off, in dB; on the fader's travel it lies at the bottom, as off does.
pub const FADER_FLOOR_DB: f32 = -90.0;
/// Top of the fader, in dB.
pub const FADER_TOP_DB: f32 = 10.0;

/// Fader law, travel → dB. Four straight pieces: 40, 80, 160 and 480 dB per travel; 0 is off.
pub fn fader_db(travel: Travel) -> f32 {
    let t = travel.get();
    if t <= 0.0 {
        f32::NEG_INFINITY
    } else if t < 0.0625 {
        480.0 * t - 90.0
    } else if t < 0.25 {
        160.0 * t - 70.0
    } else if t < 0.5 {
        80.0 * t - 50.0
    } else {
        40.0 * t - 30.0
    }
}

/// Fader law, dB → travel: the inverse of [`fader_db`]; −90 dB and below is 0.
pub fn fader_travel(db: f32) -> Travel {
    Travel::new(if db < -60.0 {
        (db + 90.0) / 480.0
    } else if db < -30.0 {
        (db + 70.0) / 160.0
    } else if db < -10.0 {
        (db + 50.0) / 80.0
    } else {
        (db + 30.0) / 40.0
    })
}

/// Lowest attenuation above off, in dB.
const ATTENUATION_FLOOR_DB: f32 = -60.0;

/// Attenuation, travel → dB: even steps; 0 is off.
pub fn attenuation_db(travel: Travel) -> f32 {
    if travel.get() <= 0.0 {
        f32::NEG_INFINITY
    } else {
        ATTENUATION_FLOOR_DB * (1.0 - travel.get())
    }
}

/// Attenuation, dB → travel: the inverse of [`attenuation_db`]; −60 dB and below is 0.
pub fn attenuation_travel(db: f32) -> Travel {
    Travel::new(1.0 - db / ATTENUATION_FLOOR_DB)
}

/// Where a gate or compressor listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Its own signal.
    Own,
    /// The input tap of strip `N`, without delay.
    Strip(u16),
    /// The pre-fader signal of bus `N`, exactly 32 frames late for everybody.
    Bus(u16),
}

/// Key numbers: 0 own, 1…999 strips, 1001…1999 buses.
const KEY_BUS_BASE: u16 = 1000;
const KEY_LAST: u16 = 1999;

impl Key {
    /// The key as a stored value.
    pub fn plain(self) -> Plain {
        Plain(f32::from(match self {
            Self::Own => 0,
            Self::Strip(number) => number,
            Self::Bus(number) => KEY_BUS_BASE + number,
        }))
    }
    /// A stored value as a key.
    pub fn from_plain(value: Plain) -> Self {
        match value.0 as u16 {
            0 => Self::Own,
            number if number > KEY_BUS_BASE => Self::Bus(number - KEY_BUS_BASE),
            number => Self::Strip(number),
        }
    }
}

/// Largest number of a bus.
const SOURCE_LAST: u16 = 99;

impl Curve {
    /// The strip, bus or main that a value of this parameter names, if it names one.
    pub fn names(self, value: Plain) -> Option<NodeId> {
        match self {
            Self::Key => match Key::from_plain(value) {
                Key::Own => None,
                Key::Strip(number) => Some(NodeId::strip(number)),
                Key::Bus(number) => Some(NodeId::bus(number)),
            },
            Self::Source => Some(match value.choice() as u16 {
                0 => NodeId::MAIN,
                number => NodeId::bus(number),
            }),
            Self::Link => match value.choice() as u16 {
                0 => None,
                number => Some(NodeId::strip(number)),
            },
            _ => None,
        }
    }

    /// Lowest and highest plain value (for [`Curve::Fader`] the lowest is off).
    pub fn range(self) -> (Plain, Plain) {
        match self {
            Self::Linear { min, max } | Self::Log { min, max } => (Plain(min), Plain(max)),
            Self::Fader => (Plain::OFF, Plain(FADER_TOP_DB)),
            Self::Switch => (Plain(0.0), Plain(1.0)),
            Self::Choice(names) => (Plain(0.0), Plain((names.len() - 1) as f32)),
            Self::Key => (Plain(0.0), Plain(f32::from(KEY_LAST))),
            Self::Source => (Plain(0.0), Plain(f32::from(SOURCE_LAST))),
            Self::Link => (Plain(0.0), Plain(f32::from(KEY_BUS_BASE - 1))),
            Self::Attenuation => (Plain::OFF, Plain(0.0)),
        }
    }

    /// True when `value` may be stored: a number, inside the range, whole where the curve counts.
    pub fn allows(self, value: Plain) -> bool {
        let (min, max) = self.range();
        let inside = value.0 >= min.0 && value.0 <= max.0;
        inside && (!self.counts() || value.0.fract() == 0.0) && !self.is_gap(value)
    }

    /// The nearest value that may be stored; NaN becomes the lowest. A level below −90 dB is off.
    pub fn clamp(self, value: Plain) -> Plain {
        let (min, max) = self.range();
        let inside = if value.0 > min.0 {
            value.0.min(max.0)
        } else {
            min.0
        };
        Plain(match self {
            Self::Fader if inside < FADER_FLOOR_DB => f32::NEG_INFINITY,
            Self::Attenuation if inside < ATTENUATION_FLOOR_DB => f32::NEG_INFINITY,
            _ if self.is_gap(Plain(inside.round())) => 0.0,
            _ if self.counts() => inside.round(),
            _ => inside,
        })
    }

    /// The one number between strip keys and bus keys names nothing.
    fn is_gap(self, value: Plain) -> bool {
        self == Self::Key && value.0 == f32::from(KEY_BUS_BASE)
    }

    /// Plain → travel.
    pub fn travel(self, value: Plain) -> Travel {
        let value = self.clamp(value).0;
        match self {
            Self::Linear { min, max } => Travel::new((value - min) / (max - min)),
            Self::Log { min, max } => Travel::new((value / min).ln() / (max / min).ln()),
            Self::Fader => fader_travel(value),
            Self::Switch => Travel::new(value),
            Self::Attenuation => attenuation_travel(value),
            Self::Choice(_) | Self::Key | Self::Source | Self::Link => {
                Travel::new(value / self.range().1.0.max(1.0))
            }
        }
    }

    /// Travel → plain, in figures that a person would write: a position has fewer digits than a number.
    pub fn plain(self, travel: Travel) -> Plain {
        let t = travel.get();
        self.clamp(Plain(match self {
            Self::Linear { min, max } => thousandths(min + (max - min) * t),
            Self::Log { min, max } => five_digits(min * ((max / min).ln() * t).exp()),
            Self::Fader => thousandths(fader_db(travel)),
            Self::Switch => t,
            Self::Attenuation => thousandths(attenuation_db(travel)),
            Self::Choice(_) | Self::Key | Self::Source | Self::Link => self.range().1.0 * t,
        }))
    }

    /// True for values that are counted, not measured: switches, choices, keys.
    pub fn counts(self) -> bool {
        matches!(
            self,
            Self::Switch | Self::Choice(_) | Self::Key | Self::Source | Self::Link
        )
    }
}

/// The nearest number with three decimals: finer than any control resolves.
fn thousandths(x: f32) -> f32 {
    (x * 1000.0).round() / 1000.0
}

/// The nearest number with five digits that count.
fn five_digits(x: f32) -> f32 {
    let x = f64::from(x);
    let scale = 10_f64.powi(4 - x.log10().floor() as i32);
    ((x * scale).round() / scale) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CURVES: [Curve; 9] = [
        Curve::Linear {
            min: -18.0,
            max: 18.0,
        },
        Curve::Log {
            min: 16.0,
            max: 1000.0,
        },
        Curve::Fader,
        Curve::Switch,
        Curve::Choice(&["a", "b", "c"]),
        Curve::Key,
        Curve::Source,
        Curve::Link,
        Curve::Attenuation,
    ];

    #[test]
    fn the_fader_law_has_the_points_of_the_field() {
        let points = [
            (1.0, 10.0),
            (0.75, 0.0),
            (0.5, -10.0),
            (0.375, -20.0),
            (0.25, -30.0),
            (0.125, -50.0),
            (0.0625, -60.0),
            (0.03125, -75.0),
        ];
        for (travel, db) in points {
            assert!(
                (fader_db(Travel::new(travel)) - db).abs() < 0.01,
                "{travel}"
            );
            assert!((fader_travel(db).get() - travel).abs() < 1e-6, "{db}");
        }
        assert_eq!(fader_db(Travel::new(0.0)), f32::NEG_INFINITY);
        assert_eq!(fader_travel(f32::NEG_INFINITY).get(), 0.0);
    }

    #[test]
    fn the_bottom_of_a_level_is_not_off() {
        for (curve, bottom) in [(Curve::Fader, -90.0), (Curve::Attenuation, -60.0)] {
            assert_eq!(curve.clamp(Plain(bottom)), Plain(bottom));
            assert_eq!(curve.clamp(Plain(bottom - 0.01)), Plain::OFF);
            assert_eq!(curve.travel(Plain(bottom)), Travel::new(0.0));
            assert_eq!(curve.plain(Travel::new(0.0)), Plain::OFF);
        }
    }

    #[test]
    fn steps_along_a_fader_stay_on_round_levels() {
        let (mut level, mut levels) = (Plain(0.0), Vec::new());
        for _ in 0..18 {
            level = Curve::Fader.plain(Travel::new(Curve::Fader.travel(level).get() - 0.025));
            levels.push(level.0);
        }
        assert_eq!(levels[..4], [-1.0, -2.0, -3.0, -4.0]);
        assert_eq!(levels[9..14], [-10.0, -12.0, -14.0, -16.0, -18.0]);
    }

    #[test]
    fn the_fader_rises_with_every_step_of_a_motor_fader() {
        let mut last = f32::NEG_INFINITY;
        for step in 1..=1024_u16 {
            let db = fader_db(Travel::new(f32::from(step) / 1024.0));
            assert!(db > last);
            last = db;
        }
    }

    proptest! {
        #[test]
        fn travel_survives_the_way_there_and_back(t in 0.0_f32..=1.0) {
            for curve in CURVES.into_iter().filter(|curve| !curve.counts()) {
                let back = curve.travel(curve.plain(Travel::new(t))).get();
                // Less than half a step of a fader of fourteen bits.
                prop_assert!((back - t).abs() <= 1.5e-5, "{curve:?} {t} {back}");
            }
        }

        #[test]
        fn what_a_position_sets_has_few_digits(t in 0.0_f32..=1.0) {
            for curve in CURVES {
                let digits = curve.plain(Travel::new(t)).0.to_string();
                let decimals = digits.split_once('.').map_or("", |(_, decimals)| decimals);
                let all = digits.trim_start_matches(['-', '0', '.']).replace('.', "").len();
                prop_assert!(decimals.len() <= 3 || all <= 5, "{curve:?} {t} {digits}");
            }
        }

        #[test]
        fn clamp_always_gives_what_is_allowed(x in any::<f32>()) {
            for curve in CURVES {
                let value = curve.clamp(Plain(x));
                prop_assert!(curve.allows(value), "{curve:?} {x} {value:?}");
                prop_assert_eq!(curve.clamp(value), value);
            }
        }

        #[test]
        fn keys_survive_the_store(number in 1_u16..=999) {
            for key in [Key::Own, Key::Strip(number), Key::Bus(number)] {
                prop_assert_eq!(Key::from_plain(key.plain()), key);
            }
        }
    }
}
