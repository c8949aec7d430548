//! The dynamic equaliser.

use super::values::Values;
use crate::dsp::dynamic_eq::{BANDS, DynamicBandSettings, DynamicEqSettings};
use crate::param::spec::DynamicEqParam;
use crate::param::tables::dynamic_eq::DynamicSide;

/// The settings, of the values of each band.
pub fn settings(bands: [Values<DynamicEqParam>; BANDS]) -> DynamicEqSettings {
    DynamicEqSettings {
        on: bands[0].is_on(DynamicEqParam::On),
        bands: bands.map(|values| band(&values)),
    }
}

fn band(values: &Values<DynamicEqParam>) -> DynamicBandSettings {
    DynamicBandSettings {
        on: values.is_on(DynamicEqParam::BandOn),
        freq_hz: values.number(DynamicEqParam::Freq),
        q: values.number(DynamicEqParam::Q),
        threshold_db: values.number(DynamicEqParam::Threshold),
        ratio: values.plain(DynamicEqParam::Ratio).ratio(),
        range_db: values.number(DynamicEqParam::Range),
        attack_ms: values.number(DynamicEqParam::Attack),
        release_ms: values.number(DynamicEqParam::Release),
        below: values.chosen::<DynamicSide>(DynamicEqParam::Side) == DynamicSide::Below,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::spec::INFINITE_RATIO;

    #[test]
    fn each_band_goes_by_its_rows() {
        let values = Values::defaults();
        let lifted = values
            .on(DynamicEqParam::BandOn)
            .with(DynamicEqParam::Range, 4.0)
            .with(DynamicEqParam::Side, 1.0)
            .with(DynamicEqParam::Ratio, INFINITE_RATIO)
            .with(DynamicEqParam::Attack, 3.0)
            .with(DynamicEqParam::Release, 777.0);
        let set = settings([values, lifted, values, values]);
        assert!(!set.on && set.bands[1].on && !set.bands[0].on);
        assert_eq!((set.bands[1].range_db, set.bands[1].below), (4.0, true));
        assert_eq!(set.bands[1].ratio, f32::INFINITY);
        let times = (set.bands[1].attack_ms, set.bands[1].release_ms);
        assert_eq!(times, (3.0, 777.0));
        assert_eq!((set.bands[0].range_db, set.bands[0].q), (-6.0, 2.0));
    }
}
