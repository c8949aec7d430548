//! The compressor of four bands.

use super::values::Values;
use crate::dsp::multiband::{BANDS, BandSettings, CROSSOVERS, MultibandSettings};
use crate::param::spec::MultibandParam;

/// The settings, of the values of each band and of the crossovers.
pub fn settings(
    bands: [Values<MultibandParam>; BANDS],
    crossovers: &Values<MultibandParam>,
) -> MultibandSettings {
    MultibandSettings {
        on: bands[0].is_on(MultibandParam::On),
        crossovers_hz: crossovers_hz(crossovers),
        bands: bands.map(|values| band(&values)),
    }
}

/// The crossovers, rising.
fn crossovers_hz(values: &Values<MultibandParam>) -> [f32; CROSSOVERS] {
    [
        MultibandParam::Lower,
        MultibandParam::Middle,
        MultibandParam::Upper,
    ]
    .map(|row| values.number(row))
}

fn band(values: &Values<MultibandParam>) -> BandSettings {
    BandSettings {
        on: values.is_on(MultibandParam::BandOn),
        threshold_db: values.number(MultibandParam::BandThreshold),
        ratio: values.plain(MultibandParam::BandRatio).ratio(),
        attack_ms: values.number(MultibandParam::BandAttack),
        release_ms: values.number(MultibandParam::BandRelease),
        gain_db: values.number(MultibandParam::BandGain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::spec::INFINITE_RATIO;

    #[test]
    fn each_band_goes_by_its_rows() {
        let values = Values::defaults();
        let squeezed = values
            .with(MultibandParam::BandRatio, INFINITE_RATIO)
            .with(MultibandParam::BandGain, -3.0);
        let set = settings(
            [
                values,
                squeezed,
                values,
                values.with(MultibandParam::BandOn, 0.0),
            ],
            &values.with(MultibandParam::Middle, 2000.0),
        );
        assert!(!set.on && set.bands[0].on && !set.bands[3].on);
        assert_eq!(set.crossovers_hz, [120.0, 2000.0, 5000.0]);
        assert_eq!(set.bands[1].ratio, f32::INFINITY);
        assert_eq!(set.bands[1].gain_db, -3.0);
    }
}
