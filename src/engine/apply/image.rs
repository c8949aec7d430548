//! Width of stereo strips and buses, and the image of main.

use super::stale::{BALANCE, IMAGE};
use crate::dsp::image::ImageSettings;
use crate::engine::Engine;
use crate::param::spec::ImageParam;

impl Engine {
    pub(super) fn apply_image(&mut self, node: usize, row: ImageParam) {
        match row {
            ImageParam::NodeWidth => {
                self.stale.mark(node, BALANCE);
                self.stale.mark_routes(node);
            }
            ImageParam::Width | ImageParam::BassMono | ImageParam::BassMonoFreq => {
                self.stale.mark(node, IMAGE);
            }
        }
    }

    /// The image of a stereo main.
    pub(super) fn refresh_image(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        let (Some(params), Some(after)) = (
            node.params.image,
            node.bank.checked_sub(self.wiring.strip_banks),
        ) else {
            return;
        };
        let settings = if node.bypassed {
            ImageSettings::default()
        } else {
            ImageSettings {
                width: self.value(params.width).0 / 100.0,
                bass_mono_on: self.value(params.bass_mono).is_on(),
                bass_mono_hz: self.value(params.bass_mono_freq).0,
            }
        };
        if let Some(image) = &mut self.outputs[after].image {
            image.set(node.lane, settings);
        }
    }
}
