//! The pitch correction of an FX bus.

use crate::dsp::pitch::PitchCorrectionSettings;
use crate::engine::settings::values::Values;
use crate::param::spec::{PitchParam, Scale};

/// The settings of the pitch correction.
pub fn settings(values: &Values<PitchParam>) -> PitchCorrectionSettings {
    let scale: Scale = values.chosen(PitchParam::Scale);
    PitchCorrectionSettings {
        notes: scale.notes(values.chosen(PitchParam::Key)),
        reference_hz: values.number(PitchParam::Reference),
        retune_ms: values.number(PitchParam::Retune),
        amount_percent: values.number(PitchParam::Amount),
        tolerance_cents: values.number(PitchParam::Tolerance),
    }
}
