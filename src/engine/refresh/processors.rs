//! The processors of a node.

use crate::dsp::image::ImageSettings;
use crate::dsp::processor::Processor;
use crate::engine::Engine;
use crate::engine::processors::processors;
use crate::engine::settings;
use crate::engine::stale::Part;
use crate::param::ParamIndex;
use crate::param::spec::{EqParam, GraphicParam, ImageParam, InputParam, InsertParam};
use crate::param::tables::eq::BandPart;

macro_rules! refresh {
    ($(
        $(#[$doc:meta])*
        $section:ident($field:ident: $row:ident) = $file:ident::$function:ident, $values:ident;
    )*) => {
        impl Engine {
            /// A processor that has nothing but settings.
            pub(super) fn refresh_processor(&mut self, at: usize, part: Part) {
                match part {
                    $(Part::$section => {
                        let node = &self.wiring.nodes[at];
                        let values = self.$values(&node.params.processors.$field);
                        let mut settings = settings::$file::$function(&values);
                        settings.on &= !node.bypassed;
                        for lane in node.lanes() {
                            self.banks[node.bank].$field.set(lane, settings);
                        }
                    })*
                    _ => {}
                }
            }
        }
    };
}
processors!(refresh);

impl Engine {
    /// Bands that stand already where they are set cost next to nothing, so one change sets them all. A pair goes
    /// through them as middle and side as long as a band hears only one of the two.
    pub(super) fn refresh_eq(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        let bands = node
            .params
            .eq
            .each_ref()
            .map(|rows| settings::eq::part_band(&self.values_ahead(rows)));
        let eq = &mut self.banks[node.bank].eq;
        let is_pair = node.params.eq[0].has(EqParam::BandPart);
        let parts = if is_pair {
            eq.part(node.lane, bands.iter().any(settings::eq::is_parted));
            [BandPart::Mid, BandPart::Side]
        } else {
            [BandPart::Stereo; 2]
        };
        for (number, band) in bands.iter().enumerate() {
            for (channel, lane) in node.lanes().enumerate() {
                let mut settings = settings::eq::band_for(band, parts[channel % 2]);
                settings.on &= !node.bypassed;
                eq.set_band(number, lane, settings);
            }
        }
    }

    pub(super) fn refresh_dynamic_eq(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        let bands = node.params.dynamic_eq.each_ref();
        let mut settings = settings::dynamic_eq::settings(bands.map(|band| self.values_of(band)));
        settings.on &= !node.bypassed;
        if let Some(dynamic_eq) = &mut self.banks[node.bank].dynamic_eq {
            node.lanes().for_each(|lane| dynamic_eq.set(lane, settings));
        }
    }

    pub(super) fn refresh_graphic(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        let Some(params) = &node.params.graphic else {
            return;
        };
        for (number, band) in params.bands.iter().enumerate() {
            let values = self.values_ahead(band);
            let on = values.is_on(GraphicParam::On) && !node.bypassed;
            let gain_db = values.number(GraphicParam::Gain);
            if let Some(graphic) = &mut self.banks[node.bank].graphic {
                node.lanes()
                    .for_each(|lane| graphic.set_third(number, lane, on, gain_db));
            }
        }
        for (number, notch) in params.notches.iter().enumerate() {
            let mut settings = settings::eq::notch(&self.values_ahead(notch));
            settings.on &= !node.bypassed;
            if let Some(graphic) = &mut self.banks[node.bank].graphic {
                node.lanes()
                    .for_each(|lane| graphic.set_notch(number, lane, settings));
            }
        }
    }

    pub(super) fn refresh_crossover(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        let Some(rows) = &node.params.crossover else {
            return;
        };
        let mut settings = settings::crossover::settings(&self.values_ahead(rows));
        settings.high_pass.on &= !node.bypassed;
        settings.low_pass.on &= !node.bypassed;
        if let Some(crossover) = &mut self.banks[node.bank].crossover {
            node.lanes().for_each(|lane| crossover.set(lane, settings));
        }
    }

    /// The image of a stereo main.
    pub(super) fn refresh_image(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        let after = node.bank.checked_sub(self.wiring.strip_banks);
        let Some(after) = after.filter(|_| node.params.image.has(ImageParam::Width)) else {
            return;
        };
        let settings = if node.bypassed {
            ImageSettings::NEUTRAL
        } else {
            settings::image::settings(&self.values_of(&node.params.image))
        };
        if let Some(image) = &mut self.outputs[after].image {
            node.lanes().for_each(|lane| image.set(lane, settings));
        }
    }

    pub(super) fn refresh_multiband(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        let Some(rows) = &node.params.multiband else {
            return;
        };
        let bands = rows.each_ref().map(|band| self.values_of(band));
        let mut settings = settings::multiband::settings(bands, &self.values_ahead(&rows[0]));
        settings.on &= !node.bypassed;
        if let Some(multiband) = &mut self.banks[node.bank].multiband {
            node.lanes().for_each(|lane| multiband.set(lane, settings));
        }
    }

    pub(super) fn refresh_limiter(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        let after = node.bank.checked_sub(self.wiring.strip_banks);
        let Some(after) = after.filter(|_| node.params.limiter.is_present()) else {
            return;
        };
        let values = self.values_of(&node.params.limiter);
        let output = &mut self.outputs[after];
        if let Some(limiter) = &mut output.limiter {
            limiter.set(0, settings::limiter::main(&values, node.channels));
        }
        if let Some(limiter) = &mut output.monitor_limiter {
            let settings = settings::limiter::monitor(&values);
            node.lanes().for_each(|lane| limiter.set(lane, settings));
        }
    }

    pub(super) fn refresh_fx(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        let Some(rows) = &node.params.fx else {
            return;
        };
        let values = &self.values;
        let mut slots = self.banks[node.bank].effects.iter_mut();
        if let Some(slot) = slots.find(|slot| slot.lane() == node.lane) {
            let value = |index: ParamIndex| values[index.slot()];
            slot.set(node.bypassed, rows, value);
        }
    }

    /// A return that nothing is connected to, or of a node that failed, is not heard.
    pub(super) fn refresh_insert(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        if !node.params.insert.is_present() {
            return;
        }
        let values = self.values_of(&node.params.insert);
        let is_heard =
            values.is_on(InsertParam::On) && values.is_on(InsertParam::Connected) && !node.bypassed;
        let wet = f32::from(u8::from(is_heard));
        if let Some(insert) = &mut self.banks[node.bank].insert {
            node.lanes()
                .for_each(|lane| insert.wet.set_target(lane, wet));
        }
    }

    /// A strip is delayed at its input, a bus or main at its outputs.
    pub(super) fn refresh_delay(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        let ms = self.read(node.params.input[InputParam::Delay]).0;
        let lanes = node.lanes();
        match node.bank.checked_sub(self.wiring.strip_banks) {
            None => {
                for lane in lanes {
                    self.input_delays[node.bank].set(lane, ms);
                }
            }
            Some(after) => {
                for port in &mut self.outputs[after].ports {
                    if lanes.contains(&port.lane) {
                        port.delay.set(0, ms);
                    }
                }
            }
        }
    }
}
