//! The effects that a slot may hold: one line each.

use crate::dsp::chorus::Chorus;
use crate::dsp::flanger::Flanger;
use crate::dsp::multi_tap::MultiTap;
use crate::dsp::phaser::Phaser;
use crate::dsp::pitch::PitchCorrection;
use crate::dsp::plate::Plate;
use crate::dsp::processor::{Processor, Stereo};
use crate::dsp::reverb::Reverb;
use crate::dsp::rotary::Rotary;
use crate::dsp::tap_delay::TapDelay;
use crate::dsp::tremolo::Tremolo;
use crate::dsp::vintage_reverb::VintageReverb;
use crate::engine::instruction_set::InstructionSet;
use crate::engine::rows::Rows;
use crate::engine::settings::effects::{
    chorus, flanger, multi_tap, phaser, pitch, plate, reverb, rotary, tap_delay, tremolo,
    vintage_reverb,
};
use crate::param::spec::{
    ChorusParam, Effect, FlangerParam, FxParam, MultiTapParam, PhaserParam, PitchParam, PlateParam,
    ReverbParam, RotaryParam, TapDelayParam, TremoloParam, VintageReverbParam,
};
use crate::param::{Layout, NodeId, ParamIndex, Plain};

/// Makes the types that know every effect, of a list: its name in the table, its rows, its processor, and what makes
/// settings of the values of the rows and the tempo in beats per minute.
macro_rules! effects {
    ($(
        $(#[$doc:meta])*
        $effect:ident($rows:ident: $row:ty) = $processor:ty, $settings:expr;
    )*) => {
        /// Where the values of each effect come from.
        #[derive(Clone, Copy, Debug)]
        pub struct EffectRows {
            /// `fx/…`
            pub slot: Rows<FxParam>,
            $($(#[$doc])* $rows: Rows<$row>,)*
        }

        impl EffectRows {
            /// Those of a bus.
            pub fn of(layout: &Layout, bus: NodeId) -> Self {
                Self {
                    slot: Rows::of(layout, bus, 0),
                    $($rows: Rows::of(layout, bus, 0),)*
                }
            }
        }

        /// An effect that is ready to run, of two channels.
        #[derive(Debug)]
        pub enum EffectUnit { $($(#[$doc])* $effect(Box<$processor>),)* }

        impl EffectUnit {
            /// What a choice stands for, at its defaults; nothing for none. Allocates.
            pub fn new(effect: Effect, rate: f64) -> Option<Self> {
                match effect {
                    Effect::None => None,
                    $(Effect::$effect => Some(Self::$effect(Box::new(Processor::new(rate)))),)*
                }
            }

            /// Which one it is.
            pub fn effect_of(unit: Option<&Self>) -> Effect {
                match unit {
                    None => Effect::None,
                    $(Some(Self::$effect(_)) => Effect::$effect,)*
                }
            }

            /// Sends it to its values.
            pub(super) fn set(&mut self, rows: &EffectRows, read: impl Fn(ParamIndex) -> Plain) {
                let tempo_bpm = rows.slot.values(&read).number(FxParam::Tempo);
                match self {
                    $(Self::$effect(unit) => {
                        unit.set(0, ($settings)(&rows.$rows.values(read), tempo_bpm));
                    })*
                }
            }

            /// What is set holds at once.
            pub(super) fn snap(&mut self) {
                match self { $(Self::$effect(unit) => unit.snap_lane(0),)* }
            }

            /// Once per mark, before its first frame.
            #[inline(always)]
            pub(super) fn mark(&mut self, set: impl InstructionSet) {
                match self { $(Self::$effect(unit) => set.mark(unit.as_mut()),)* }
            }

            /// Processes a run of frames inside one mark, in place.
            #[inline(always)]
            pub(super) fn process(&mut self, run: &mut [Stereo], set: impl InstructionSet) {
                match self { $(Self::$effect(unit) => set.process(unit.as_mut(), run),)* }
            }

            /// True when zeros in give zeros out and change nothing for ever.
            #[inline(always)]
            pub(super) fn is_at_rest(&self) -> bool {
                match self { $(Self::$effect(unit) => unit.is_at_rest(),)* }
            }

            /// Forgets what rings.
            pub(super) fn clear(&mut self) {
                match self { $(Self::$effect(unit) => unit.clear_lane(0),)* }
            }
        }
    };
}

effects! {
    /// `reverb/…`
    Reverb(reverb: ReverbParam) = Reverb, |values, _| reverb::settings(values);
    /// `tap-delay/…`
    Delay(tap_delay: TapDelayParam) = TapDelay, tap_delay::settings;
    /// `tremolo/…`
    Tremolo(tremolo: TremoloParam) = Tremolo, tremolo::settings;
    /// `chorus/…`
    Chorus(chorus: ChorusParam) = Chorus, chorus::settings;
    /// `flanger/…`
    Flanger(flanger: FlangerParam) = Flanger, flanger::settings;
    /// `phaser/…`
    Phaser(phaser: PhaserParam) = Phaser, phaser::settings;
    /// `rotary/…`
    Rotary(rotary: RotaryParam) = Rotary, |values, _| rotary::settings(values);
    /// `multi-tap/…`
    MultiTap(multi_tap: MultiTapParam) = MultiTap, multi_tap::settings;
    /// `pitch/…`
    Pitch(pitch: PitchParam) = PitchCorrection, |values, _| pitch::settings(values);
    /// `plate/…`
    Plate(plate: PlateParam) = Plate, |values, _| plate::settings(values);
    /// `vintage-reverb/…`
    VintageReverb(vintage_reverb: VintageReverbParam) = VintageReverb, |values, _| vintage_reverb::settings(values);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::Choice;

    #[test]
    fn every_choice_but_none_is_an_effect() {
        for effect in Effect::ALL {
            let unit = EffectUnit::new(*effect, 48_000.0);
            assert_eq!(EffectUnit::effect_of(unit.as_ref()), *effect);
        }
    }
}
