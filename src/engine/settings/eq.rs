//! The equalisers: parametric, graphic, notches.

use super::values::Values;
use crate::dsp::equalizer::{BandKind, BandSettings};
use crate::dsp::graphic_eq::NotchSettings;
use crate::param::spec::{EqParam, NotchParam};
use crate::param::tables::eq::{BandPart, BandType};

/// A band, and the part of a pair that it is for.
pub type PartBand = (BandSettings, BandPart);

/// The settings of one band, and the part of a pair that it is for.
pub fn part_band(values: &Values<EqParam>) -> PartBand {
    (band(values), values.chosen(EqParam::BandPart))
}

/// A band for a channel that hears a part of the signal; where that is all of it, the band is in whatever it is for.
pub fn band_for(&(band, of): &PartBand, part: BandPart) -> BandSettings {
    let is_heard = of == BandPart::Stereo || part == BandPart::Stereo || of == part;
    BandSettings {
        on: band.on && is_heard,
        ..band
    }
}

/// True for a band that is in and hears the middle or the side alone.
pub fn is_parted((band, of): &PartBand) -> bool {
    band.on && *of != BandPart::Stereo
}

/// The settings of one band of the parametric equaliser.
pub fn band(values: &Values<EqParam>) -> BandSettings {
    BandSettings {
        on: values.is_on(EqParam::On) && values.is_on(EqParam::BandOn),
        kind: match values.chosen(EqParam::BandType) {
            BandType::Bell => BandKind::Bell,
            BandType::LowShelf => BandKind::LowShelf,
            BandType::HighShelf => BandKind::HighShelf,
            BandType::Notch => BandKind::Notch,
            BandType::HighPass => BandKind::HighPass,
            BandType::LowPass => BandKind::LowPass,
        },
        freq_hz: values.number(EqParam::BandFreq),
        gain_db: values.number(EqParam::BandGain),
        q: values.number(EqParam::BandQ),
    }
}

/// The settings of one notch.
pub fn notch(values: &Values<NotchParam>) -> NotchSettings {
    NotchSettings {
        on: values.is_on(NotchParam::On),
        freq_hz: values.number(NotchParam::Freq),
        gain_db: values.number(NotchParam::Gain),
        q: values.number(NotchParam::Q),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_is_on_when_it_and_the_equaliser_are() {
        let values = Values::defaults();
        assert!(band(&values).on);
        for row in [EqParam::On, EqParam::BandOn] {
            assert!(!band(&values.with(row, 0.0)).on, "{row:?}");
        }
        let values = values
            .choosing(EqParam::BandType, BandType::HighShelf)
            .with(EqParam::BandGain, 4.5);
        assert_eq!(band(&values).kind, BandKind::HighShelf);
        assert_eq!(band(&values).gain_db, 4.5);
    }

    #[test]
    fn a_band_is_heard_by_its_part_of_a_pair() {
        use BandPart::{Mid, Side, Stereo};
        let values = Values::defaults();
        let of = |part| part_band(&values.choosing(EqParam::BandPart, part));
        for (part, expected) in [
            (Stereo, [true, true]),
            (Mid, [true, false]),
            (Side, [false, true]),
        ] {
            let is_in = |channel| band_for(&of(part), channel).on;
            assert_eq!([Mid, Side].map(is_in), expected, "{part:?}");
            assert!(is_in(Stereo));
        }
        let off = (band(&values.with(EqParam::BandOn, 0.0)), Side);
        assert!(is_parted(&of(Side)) && is_parted(&of(Mid)));
        assert!(!is_parted(&of(Stereo)) && !is_parted(&off) && !band_for(&off, Side).on);
    }

    #[test]
    fn a_notch_has_the_values_of_its_rows() {
        let set = notch(
            &Values::defaults()
                .on(NotchParam::On)
                .with(NotchParam::Q, 60.0),
        );
        assert!(set.on);
        assert_eq!((set.freq_hz, set.gain_db, set.q), (1000.0, -6.0, 60.0));
    }
}
