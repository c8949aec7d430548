//! The equalisers: parametric, graphic, notches.

use super::values::Values;
use crate::dsp::equalizer::{BandKind, BandSettings};
use crate::dsp::graphic_eq::NotchSettings;
use crate::param::spec::{EqParam, NotchParam};
use crate::param::tables::eq::BandType;

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
