//! What the engineer hears: the gains of speakers and headphones.

use super::values::Values;
use crate::dsp::math::gain_from_db_f64;
use crate::param::Row;
use crate::param::spec::{MonitorParam, PhonesParam, SpeakerParam};
use crate::param::tables::monitor::SpeakerSet;

/// What one output gets of left and right.
pub type Sides = (f32, f32);

/// The values that decide.
#[derive(Clone, Copy, Debug)]
pub struct Heard {
    /// The monitor's own.
    pub monitor: Values<MonitorParam>,
    /// Of each set of speakers.
    pub speakers: [Values<SpeakerParam>; 2],
    /// The headphones'.
    pub phones: Values<PhonesParam>,
    /// Somebody talks, and that dims.
    pub talks: bool,
}

impl Heard {
    /// Gain of the solo mix, while something is soloed.
    pub fn solo_trim(&self) -> f32 {
        self.monitor.gain(MonitorParam::SoloTrim)
    }

    /// Gain of the reference track, while that is heard in place of the source.
    pub fn reference(&self) -> Option<f32> {
        let is_on = self.monitor.is_on(MonitorParam::Reference);
        is_on.then(|| {
            own_source(
                &self.monitor,
                MonitorParam::Reference,
                MonitorParam::ReferenceGain,
            )
        })
    }

    /// What left and right of speakers A, speakers B and the headphones get.
    pub fn outputs(&self) -> [[Sides; 2]; 3] {
        let playing = self.monitor.chosen(MonitorParam::Speakers);
        let speaker = |set: SpeakerSet, values: &Values<SpeakerParam>| {
            if set == playing {
                self.pair(self.speaker_gain() * values.gain(SpeakerParam::Trim))
            } else {
                self.pair(0.0)
            }
        };
        let [a, b] = &self.speakers;
        [
            speaker(SpeakerSet::A, a),
            speaker(SpeakerSet::B, b),
            self.pair(self.phones.gain(PhonesParam::Level)),
        ]
    }

    /// Level, dim and cut. Talking dims as the dim key does.
    fn speaker_gain(&self) -> f32 {
        let monitor = &self.monitor;
        if monitor.is_on(MonitorParam::Cut) {
            return 0.0;
        }
        let level = monitor.gain(MonitorParam::Level);
        if self.talks || monitor.is_on(MonitorParam::Dim) {
            level * monitor.gain(MonitorParam::DimLevel)
        } else {
            level
        }
    }

    /// Both sides at a gain. Mono is the mean of both: what is the same on both keeps its level.
    fn pair(&self, gain: f32) -> [Sides; 2] {
        let right = if self.monitor.is_on(MonitorParam::Polarity) {
            -gain
        } else {
            gain
        };
        if self.monitor.is_on(MonitorParam::Mono) {
            [(0.5 * gain, 0.5 * right); 2]
        } else {
            [(gain, 0.0), (0.0, right)]
        }
    }
}

/// The gain of a source of the console's own: its level where it is on.
pub fn own_source<R: Row>(values: &Values<R>, on: R, level: R) -> f32 {
    let gain = gain_from_db_f64(f64::from(values.number(level))) as f32;
    if values.is_on(on) { gain } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::spec::OscillatorParam;

    fn heard() -> Heard {
        Heard {
            monitor: Values::defaults().with(MonitorParam::Level, 0.0),
            speakers: [Values::defaults(); 2],
            phones: Values::defaults().with(PhonesParam::Level, 0.0),
            talks: false,
        }
    }

    fn with(row: MonitorParam, value: f32) -> [[Sides; 2]; 3] {
        let monitor = heard().monitor.with(row, value);
        Heard { monitor, ..heard() }.outputs()
    }

    #[test]
    fn one_set_of_speakers_plays_and_the_headphones_with_it() {
        let (unity, silent) = ([(1.0, 0.0), (0.0, 1.0)], [(0.0, 0.0), (0.0, 0.0)]);
        assert_eq!(heard().outputs(), [unity, silent, unity]);
        assert_eq!(with(MonitorParam::Speakers, 1.0), [silent, unity, unity]);
        assert_eq!(with(MonitorParam::Cut, 1.0), [silent, silent, unity]);
    }

    #[test]
    fn dim_and_talking_lower_the_speakers_and_not_the_headphones() {
        let dimmed = with(MonitorParam::Dim, 1.0);
        assert!((dimmed[0][0].0 - 0.1).abs() < 1e-6);
        assert_eq!(dimmed[2][0].0, 1.0);
        let talking = Heard {
            talks: true,
            ..heard()
        };
        assert_eq!(talking.outputs(), dimmed);
    }

    #[test]
    fn mono_and_polarity_are_on_all_outputs() {
        let mono = [(0.5, 0.5), (0.5, 0.5)];
        assert_eq!(with(MonitorParam::Mono, 1.0)[2], mono);
        assert_eq!(
            with(MonitorParam::Polarity, 1.0)[0],
            [(1.0, 0.0), (0.0, -1.0)]
        );
    }

    #[test]
    fn a_source_that_is_off_has_no_gain() {
        let values = Values::defaults().with(OscillatorParam::Level, 0.0);
        let gain = |values| own_source(&values, OscillatorParam::On, OscillatorParam::Level);
        assert_eq!(
            (gain(values), gain(values.on(OscillatorParam::On))),
            (0.0, 1.0)
        );
    }
}
