//! The monitor's gains, and the sources of the console itself: talkback and the oscillator.

use crate::dsp::math::gain_from_db_f64;
use crate::dsp::processor::Processor;
use crate::engine::Engine;
use crate::engine::bank::POST_FADER;
use crate::engine::mix::Mix;
use crate::engine::monitor::{LANES_IN_USE, REFERENCE, SOLO, SOURCE};
use crate::engine::rise::ConsoleSource;
use crate::engine::settings::monitor::{Heard, own_source};
use crate::engine::settings::{oscillator, translation};
use crate::engine::wiring::{OwnSource, Wiring};
use crate::param::spec::{MonitorParam, OscillatorParam, TalkbackParam};
use crate::param::tables::monitor::Translation;
use crate::rt::playback::PlaybackReader;

impl Engine {
    /// The solo mix instead of everything else while something is soloed, the reference track instead of the source
    /// while that is chosen; then the outputs.
    pub(super) fn refresh_monitor(&mut self) {
        let rows = &self.wiring.monitor;
        let talkback = self.values_of(&rows.talkback);
        let heard = Heard {
            monitor: self.values_of(&rows.monitor),
            speakers: rows.speakers.map(|rows| self.values_of(&rows)),
            phones: self.values_of(&rows.phones),
            talks: talkback.is_on(TalkbackParam::On) && talkback.is_on(TalkbackParam::Dim),
        };
        let (source, solo, reference) = if self.solo.is_heard {
            (0.0, heard.solo_trim(), 0.0)
        } else {
            let reference = heard.reference();
            (
                f32::from(u8::from(reference.is_none())),
                0.0,
                reference.unwrap_or(0.0),
            )
        };
        let bank = &mut self.banks[self.wiring.monitor_bank()];
        for side in 0..2 {
            bank.fader.set_target(SOURCE + side, source);
            bank.fader.set_target(SOLO + side, solo);
            bank.fader.set_target(REFERENCE + side, reference);
        }
        self.refresh_translation(heard.monitor.chosen(MonitorParam::Translation));
        let outputs = heard.outputs();
        for (output, sides) in outputs.as_flattened().iter().enumerate() {
            self.monitor.set(output, *sides);
        }
    }

    /// What the reference track plays in this mark. It goes on as long as anybody may hear it, and waits where it
    /// is while nobody does.
    pub(in crate::engine) fn play_reference(&mut self, from: Option<&mut PlaybackReader>) {
        let Some(from) = from else { return };
        let fader = &self.banks[self.wiring.monitor_bank()].fader;
        let fades = !self.monitor.is_idle() && fader.value()[REFERENCE] != 0.0;
        let is_heard = fades || fader.target()[REFERENCE] != 0.0;
        self.monitor.take_reference(from.play(is_heard));
    }

    /// What is heard is filtered as it would be elsewhere: the mix and solos alike.
    fn refresh_translation(&mut self, choice: Translation) {
        let there = translation::settings(choice);
        let bank = &mut self.banks[self.wiring.monitor_bank()];
        for lane in 0..LANES_IN_USE {
            bank.high_pass.set(lane, there.high_pass);
            bank.low_pass.set(lane, there.low_pass);
            for (number, band) in there.bands.into_iter().enumerate() {
                bank.eq.set_band(number, lane, band);
            }
            let gain = gain_from_db_f64(f64::from(there.gain_db)) as f32;
            bank.trim.set_target(lane, gain);
        }
        self.monitor.set_image(there.image);
    }

    pub(super) fn refresh_talkback(&mut self) {
        let values = self.values_of(&self.wiring.monitor.talkback);
        let gain = own_source(&values, TalkbackParam::On, TalkbackParam::Level);
        self.send_own_source(ConsoleSource::Talkback, |wiring| &wiring.talkback, gain);
    }

    pub(super) fn refresh_oscillator(&mut self) {
        let values = self.values_of(&self.wiring.monitor.oscillator);
        self.oscillator.set(oscillator::settings(&values));
        let gain = own_source(&values, OscillatorParam::On, OscillatorParam::Level);
        self.send_own_source(ConsoleSource::Oscillator, |wiring| &wiring.oscillator, gain);
    }

    /// The gain on the fader of its lane; a route at unity to both sides of each destination. Into wedges and
    /// in-ears the route itself opens, in its own time.
    fn send_own_source(&mut self, own: ConsoleSource, which: fn(&Wiring) -> &OwnSource, gain: f32) {
        let source = which(&self.wiring);
        let place = source.place;
        self.banks[place.bank].fader.set_target(place.lane, gain);
        let slot = Mix::slot(place.bank, place.lane, POST_FADER);
        for (to, switch) in &source.to {
            let (node, is_open) = (&self.wiring.nodes[*to], self.is_on(*switch));
            let opening = (f32::from(u8::from(is_open && gain > 0.0)), None);
            let (route, next) = if self.leads_to_guarded(*to) {
                self.rises.own(own, *to, opening, self.frame)
            } else {
                self.rises.stand_own(own, *to, opening, self.frame);
                (f32::from(u8::from(is_open)), None)
            };
            let mix = &mut self.mixes[node.bank - self.wiring.strip_banks];
            for lane in node.lanes() {
                mix.go(slot, lane, route, next);
            }
        }
        self.taps_stale = true;
    }
}
