//! From the values of a section to the settings of its processor: one file of pure functions per
//! section. None of them knows the engine, so each is tested by itself; what they give is handed over in
//! `engine::refresh`.
//!
//! A row acts here and in `dsp/`, nowhere else. Which part of a node a change of it concerns stands in
//! [`concern`], by section.

pub mod automix;
pub mod compressor;
pub mod concern;
pub mod cut_filter;
pub mod de_esser;
pub mod effects;
pub mod eq;
pub mod gate;
pub mod image;
pub mod level;
pub mod limiter;
pub mod meters;
pub mod monitor;
pub mod oscillator;
pub mod pan_matrix;
pub mod saturation;
pub mod translation;
pub mod values;

#[cfg(test)]
mod tests {
    use super::values::Values;
    use super::{automix, compressor, de_esser, effects, gate, image, saturation};
    use crate::dsp::automix::AutomixSettings;
    use crate::dsp::compressor::CompressorSettings;
    use crate::dsp::de_esser::DeEsserSettings;
    use crate::dsp::gate::GateSettings;
    use crate::dsp::image::ImageSettings;
    use crate::dsp::key_filter::KeyFilterSettings;
    use crate::dsp::saturation::SaturationSettings;
    use crate::dsp::tap_delay::TapDelaySettings;

    /// `dsp/` knows no tables: what a processor is before it was ever set is held to them here.
    #[test]
    fn a_processor_that_was_never_set_stands_at_the_defaults_of_its_table() {
        let gate_rows = Values::defaults();
        assert_eq!(gate::settings(&gate_rows), GateSettings::default());
        assert_eq!(gate::key_filter(&gate_rows), KeyFilterSettings::default());
        let rows = Values::defaults();
        assert_eq!(compressor::settings(&rows), CompressorSettings::default());
        assert_eq!(compressor::key_filter(&rows), KeyFilterSettings::default());
        let rows = Values::defaults();
        assert_eq!(de_esser::settings(&rows), DeEsserSettings::default());
        let rows = Values::defaults();
        assert_eq!(saturation::settings(&rows), SaturationSettings::default());
        assert_eq!(
            image::settings(&Values::defaults()),
            ImageSettings::default()
        );
        let alone = automix::settings(&Values::defaults(), None);
        assert_eq!(alone, AutomixSettings::default());
        let delay = effects::tap_delay::settings(&Values::defaults(), 120.0);
        assert_eq!(delay, TapDelaySettings::default());
    }
}
