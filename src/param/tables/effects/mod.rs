//! The effects of FX buses: which one a bus has, and the rows of each. All stay where they are when another effect
//! is chosen.

pub mod chorus;
pub mod flanger;
pub mod multi_tap;
pub mod note;
pub mod phaser;
pub mod pitch;
pub mod plate;
pub mod reverb;
pub mod rotary;
pub mod tap_delay;
pub mod tremolo;
pub mod vintage_reverb;

use crate::param::row::Unit;
pub use chorus::{ChorusParam, Voices};
pub use flanger::FlangerParam;
pub use multi_tap::{MultiTapParam, TAP_ROWS, TapRows, Taps};
pub use phaser::{PhaserParam, Stages};
pub use pitch::{PitchParam, Scale};
pub use plate::PlateParam;
pub use reverb::{ReverbParam, ReverbRoom};
pub use rotary::{RotaryParam, Speed};
pub use tap_delay::TapDelayParam;
pub use tremolo::TremoloParam;
pub use vintage_reverb::VintageReverbParam;

section! {
    /// Rows of the slot of an FX bus.
    FxParam
    /// The slot. Without an effect the bus passes what is sent to it; an effect is heard alone.
    FX {
        /// Which effect.
        Type = choice("fx/type", "Effect", Effect::None.among());
        /// A press in time; never holds a value.
        Tap = switch("fx/tap", "Tap the tempo").momentary().control_only();
        /// The tempo, for times and rates that are notes.
        Tempo = log("fx/tempo", "Tempo", Unit::Tempo, (30.0, 300.0), 120.0);
        /// What rings in the effect ends while this is pressed, and nothing comes in; never holds a value.
        Kill = switch("fx/kill", "Kill what rings").momentary();
        /// How wide the effect is.
        Width = linear("fx/width", "Effect width", Unit::Percent, (0.0, 200.0), 100.0);
        /// How far the effect goes down while something is sent to it.
        Duck = linear("fx/duck/depth", "Effect ducks by", Unit::Decibel, (0.0, 24.0), 0.0);
        /// The level of what is sent that makes it go down.
        DuckThreshold = linear("fx/duck/threshold", "Effect ducks above", Unit::Decibel, (-60.0, 0.0), -30.0);
        /// Time in which it comes back.
        DuckRelease = log("fx/duck/release", "Effect comes back in", Unit::Millisecond, (50.0, 4000.0), 400.0);
        /// The effect is heard only for a time after something was sent to it.
        Gate = switch("fx/gate/on", "Effect gate");
        /// The level of what is sent that opens the gate.
        GateThreshold = linear("fx/gate/threshold", "Effect gate opens above", Unit::Decibel, (-60.0, 0.0), -30.0);
        /// How long it stays open after that.
        GateHold = linear("fx/gate/hold", "Effect gate holds for", Unit::Millisecond, (0.0, 2000.0), 250.0);
        /// Time in which it closes.
        GateRelease = log("fx/gate/release", "Effect gate closes in", Unit::Millisecond, (5.0, 1000.0), 30.0);
    }
}

/// Hands the list of the effects to a macro: name, word, and table of each.
macro_rules! effects {
    ($make:ident) => {
        $make! {
            /// A reverb.
            Reverb = "reverb", Reverb(ReverbParam) in reverb::REVERB;
            /// A delay in time with the song.
            Delay = "delay", TapDelay(TapDelayParam) in tap_delay::TAP_DELAY;
            /// A level that goes up and down, or a sound that goes from side to side.
            Tremolo = "tremolo", Tremolo(TremoloParam) in tremolo::TREMOLO;
            /// Voices whose pitch moves, beside the sound itself.
            Chorus = "chorus", Chorus(ChorusParam) in chorus::CHORUS;
            /// The sound beside itself, late by a short time that moves.
            Flanger = "flanger", Flanger(FlangerParam) in flanger::FLANGER;
            /// The sound beside itself through all-passes that move.
            Phaser = "phaser", Phaser(PhaserParam) in phaser::PHASER;
            /// A loudspeaker that turns.
            Rotary = "rotary", Rotary(RotaryParam) in rotary::ROTARY;
            /// A delay of several taps.
            MultiTap = "multi-tap", MultiTap(MultiTapParam) in multi_tap::MULTI_TAP;
            /// A voice is put on its notes.
            Pitch = "pitch", Pitch(PitchParam) in pitch::PITCH;
            /// A reverb that is a sheet of metal.
            Plate = "plate", Plate(PlateParam) in plate::PLATE;
            /// A reverb of the early days.
            VintageReverb = "vintage-reverb", VintageReverb(VintageReverbParam) in vintage_reverb::VINTAGE_REVERB;
        }
    };
}
pub(super) use effects;

macro_rules! kinds {
    ($($(#[$doc:meta])* $effect:ident = $word:literal, $rows:ident($row:ident) in $table:path;)*) => {
        choice! {
            /// The effect of an FX bus.
            Effect {
                /// The bus passes what is sent to it.
                None = "none",
                $($(#[$doc])* $effect = $word,)*
            }
        }

        /// A row of any effect.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            serde::Serialize, serde::Deserialize,
        )]
        pub enum EffectParam { $($(#[$doc])* $rows($row),)* }

        impl EffectParam {
            /// The effect that has it.
            pub fn effect(self) -> Effect {
                match self { $(Self::$rows(_) => Effect::$effect,)* }
            }
        }

        $(impl From<$row> for EffectParam {
            fn from(row: $row) -> Self {
                Self::$rows(row)
            }
        })*
    };
}
effects!(kinds);
