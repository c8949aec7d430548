//! How a mix sounds elsewhere: what the monitor's filters and image are set to, by the kind of loudspeaker.
//!
//! None of these curves is a standard: each keeps what most loudspeakers of its kind have in common, so that what a mix
//! loses there is heard. The gain keeps pink noise as loud as it is without (by the K weighting of ITU-R BS.1770).

use crate::dsp::cut_filter::{CutSettings, Slope};
use crate::dsp::equalizer::{BandKind, BandSettings};
use crate::dsp::image::ImageSettings;
use crate::param::tables::monitor::Translation;

/// Bands in use.
pub const BANDS: usize = 3;

/// What the monitor's bank and image are set to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heard {
    /// Nothing below.
    pub high_pass: CutSettings,
    /// Nothing above.
    pub low_pass: CutSettings,
    /// What stands out and what lacks in between.
    pub bands: [BandSettings; BANDS],
    /// How far apart the sides are.
    pub image: ImageSettings,
    /// What makes it as loud as without, in dB.
    pub gain_db: f32,
}

const OPEN: CutSettings = CutSettings {
    on: false,
    freq_hz: 1000.0,
    slope: Slope::Twelve,
};

const fn cut(freq_hz: f32, slope: Slope) -> CutSettings {
    CutSettings {
        on: true,
        freq_hz,
        slope,
    }
}

const fn band(kind: BandKind, freq_hz: f32, gain_db: f32, q: f32) -> BandSettings {
    BandSettings {
        on: true,
        kind,
        freq_hz,
        gain_db,
        q,
    }
}

/// Everything as it is.
const FLAT: Heard = Heard {
    high_pass: OPEN,
    low_pass: OPEN,
    bands: [BandSettings::OFF; BANDS],
    image: ImageSettings {
        width: 1.0,
        bass_mono_on: false,
        bass_mono_hz: 120.0,
    },
    gain_db: 0.0,
};
const MONO: ImageSettings = ImageSettings {
    width: 0.0,
    ..FLAT.image
};
/// The Q of a shelf that rises by 6 dB per octave at most.
const SHELF: f32 = 0.7;

/// The loudspeaker of a telephone: nothing below 400 Hz, a nose, one side.
const PHONE: Heard = Heard {
    high_pass: cut(400.0, Slope::TwentyFour),
    low_pass: cut(10_000.0, Slope::Twelve),
    bands: [
        band(BandKind::Bell, 1200.0, 4.0, 1.0),
        BandSettings::OFF,
        BandSettings::OFF,
    ],
    image: MONO,
    gain_db: 0.75,
};
/// Small loudspeakers under a keyboard.
const LAPTOP: Heard = Heard {
    high_pass: cut(220.0, Slope::TwentyFour),
    low_pass: cut(15_000.0, Slope::Twelve),
    bands: [
        band(BandKind::Bell, 2500.0, 3.0, 1.0),
        BandSettings::OFF,
        BandSettings::OFF,
    ],
    gain_db: -0.02,
    ..FLAT
};
/// One small loudspeaker in a box.
const SMALL_SPEAKER: Heard = Heard {
    high_pass: cut(120.0, Slope::Twelve),
    low_pass: cut(12_000.0, Slope::Twelve),
    bands: [
        band(BandKind::Bell, 1000.0, 3.0, 0.7),
        BandSettings::OFF,
        BandSettings::OFF,
    ],
    image: MONO,
    gain_db: 0.11,
};
/// A car: the cabin lifts the bass and the seats take the lower middle away.
const CAR: Heard = Heard {
    bands: [
        band(BandKind::LowShelf, 90.0, 6.0, SHELF),
        band(BandKind::Bell, 400.0, -4.0, 0.8),
        band(BandKind::HighShelf, 8000.0, -3.0, SHELF),
    ],
    gain_db: 0.53,
    ..FLAT
};
/// Flat loudspeakers side by side.
const TV: Heard = Heard {
    high_pass: cut(150.0, Slope::Twelve),
    low_pass: cut(12_000.0, Slope::Twelve),
    bands: [
        band(BandKind::Bell, 3000.0, 3.0, 0.8),
        BandSettings::OFF,
        BandSettings::OFF,
    ],
    image: ImageSettings {
        width: 0.5,
        ..FLAT.image
    },
    gain_db: -0.14,
};
/// Subwoofers that stand together.
const CLUB: Heard = Heard {
    bands: [
        band(BandKind::LowShelf, 70.0, 5.0, SHELF),
        BandSettings::OFF,
        BandSettings::OFF,
    ],
    image: ImageSettings {
        bass_mono_on: true,
        ..FLAT.image
    },
    gain_db: -0.3,
    ..FLAT
};
/// Far away: a room that holds the bass, and air that takes the top.
const HALL: Heard = Heard {
    bands: [
        band(BandKind::LowShelf, 150.0, 3.0, SHELF),
        band(BandKind::Bell, 2500.0, -1.5, 0.7),
        band(BandKind::HighShelf, 5000.0, -6.0, SHELF),
    ],
    gain_db: 1.52,
    ..FLAT
};

/// What is heard there.
pub fn settings(translation: Translation) -> Heard {
    match translation {
        Translation::Off => FLAT,
        Translation::Mono => Heard {
            image: MONO,
            ..FLAT
        },
        Translation::Phone => PHONE,
        Translation::Laptop => LAPTOP,
        Translation::SmallSpeaker => SMALL_SPEAKER,
        Translation::Car => CAR,
        Translation::Tv => TV,
        Translation::Club => CLUB,
        Translation::Hall => HALL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::equalizer::EQ_BANDS;
    use crate::dsp::high_pass::Low;
    use crate::dsp::low_pass::High;
    use crate::dsp::response::Response;
    use crate::param::Choice;

    const RATE: f64 = 48_000.0;

    /// The K weighting of BS.1770 as a power, by the analogue curves of both its filters.
    fn weighting(freq_hz: f64) -> f64 {
        let square = |x: f64| x * x;
        let high_pass = {
            let (w, q) = (freq_hz / 38.135, 0.500_3);
            square(w * w) / (square(1.0 - w * w) + square(w / q))
        };
        let shelf = {
            // From 0 to 4 dB about 1682 Hz with a Q of 0.7072.
            let (w, q, top) = (freq_hz / 1681.974, 0.707_2, 10_f64.powf(3.999_84 / 20.0));
            let middle = top.powf(0.499_67);
            let over = square(1.0 - top * w * w) + square(middle * w / q);
            over / (square(1.0 - w * w) + square(w / q))
        };
        high_pass * shelf
    }

    fn curve(heard: &Heard) -> impl Fn(f64) -> f64 {
        let mut bands = [BandSettings::OFF; EQ_BANDS];
        bands[..BANDS].copy_from_slice(&heard.bands);
        let high = Response::from_cut_filter::<Low>(heard.high_pass, RATE);
        let low = Response::from_cut_filter::<High>(heard.low_pass, RATE);
        let eq = Response::from_equalizer(&bands, RATE);
        move |freq_hz| high.db(freq_hz) + low.db(freq_hz) + eq.db(freq_hz)
    }

    #[test]
    fn pink_noise_stays_as_loud() {
        for translation in Translation::ALL {
            let heard = settings(*translation);
            let curve = curve(&heard);
            let (mut with, mut without) = (0.0, 0.0);
            // As much power in every step: pink.
            for step in 0..3000 {
                let freq_hz = 20.0 * 1000_f64.powf(f64::from(step) / 3000.0);
                let power = weighting(freq_hz);
                without += power;
                with += power * 10_f64.powf(curve(freq_hz) / 10.0);
            }
            let louder = 10.0 * (with / without).log10() + f64::from(heard.gain_db);
            assert!(louder.abs() < 0.05, "{translation:?}: {louder} dB");
        }
    }
}
