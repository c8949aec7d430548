//! The image of main.

use super::values::Values;
use crate::dsp::image::ImageSettings;
use crate::param::spec::ImageParam;

/// The settings of the image of main.
pub fn settings(values: &Values<ImageParam>) -> ImageSettings {
    ImageSettings {
        width: values.number(ImageParam::Width) / 100.0,
        bass_mono_on: values.is_on(ImageParam::BassMono),
        bass_mono_hz: values.number(ImageParam::BassMonoFreq),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_width_in_percent_is_a_share() {
        let values = Values::defaults().with(ImageParam::Width, 150.0);
        let set = settings(&values.on(ImageParam::BassMono));
        assert!(set.bass_mono_on);
        assert_eq!((set.width, set.bass_mono_hz), (1.5, 120.0));
    }
}
