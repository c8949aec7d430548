//! The saturation.

use super::values::Values;
use crate::dsp::saturation::{Oversampling, SaturationKind, SaturationSettings};
use crate::param::spec::SaturationParam;
use crate::param::tables::saturation::{Oversampling as Rate, SaturationType};

/// The settings of the saturation.
pub fn settings(values: &Values<SaturationParam>) -> SaturationSettings {
    SaturationSettings {
        on: values.is_on(SaturationParam::On),
        kind: match values.chosen(SaturationParam::Type) {
            SaturationType::Soft => SaturationKind::Soft,
            SaturationType::Cubic => SaturationKind::Cubic,
            SaturationType::Tube => SaturationKind::Tube,
            SaturationType::Tape => SaturationKind::Tape,
            SaturationType::Clip => SaturationKind::Clip,
        },
        oversampling: match values.chosen(SaturationParam::Oversampling) {
            Rate::Twice => Oversampling::Twice,
            Rate::FourTimes => Oversampling::FourTimes,
        },
        drive_db: values.number(SaturationParam::Drive),
        mix_percent: values.number(SaturationParam::Mix),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_settings() {
        let values = Values::defaults()
            .on(SaturationParam::On)
            .choosing(SaturationParam::Type, SaturationType::Tape)
            .choosing(SaturationParam::Oversampling, Rate::Twice)
            .with(SaturationParam::Mix, 40.0);
        let set = settings(&values);
        assert!(set.on);
        assert_eq!(
            (set.kind, set.oversampling),
            (SaturationKind::Tape, Oversampling::Twice)
        );
        assert_eq!((set.drive_db, set.mix_percent), (6.0, 40.0));
    }
}
