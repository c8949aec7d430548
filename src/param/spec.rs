//! Every parameter of the console, by section: the enums of the tables under one roof.

pub use super::row::{
    Choice, DYNAMIC_BANDS, EQ_BANDS, Each, INFINITE_RATIO, MULTIBAND_BANDS, NOTCHES, Recall, Row,
    Spec, THIRDS, Unit,
};
pub use super::tables::automation::AutomationParam;
pub use super::tables::automix::{AutomixGroupParam, AutomixParam};
pub use super::tables::compressor::CompressorParam;
pub use super::tables::console::ConsoleParam;
pub use super::tables::crossover::CrossoverParam;
pub use super::tables::de_esser::DeEsserParam;
pub use super::tables::dynamic_eq::DynamicEqParam;
pub use super::tables::effects::note::Note;
pub use super::tables::effects::*;
pub use super::tables::eq::EqParam;
pub use super::tables::gate::GateParam;
pub use super::tables::graphic::{GraphicParam, NotchParam};
pub use super::tables::groups::{DcaParam, MemberParam, MuteGroupParam};
pub use super::tables::high_pass::HighPassParam;
pub use super::tables::image::ImageParam;
pub use super::tables::input::InputParam;
pub use super::tables::insert::InsertParam;
pub use super::tables::level::LevelParam;
pub use super::tables::limiter::LimiterParam;
pub use super::tables::link::LinkParam;
pub use super::tables::loudness::LoudnessParam;
pub use super::tables::low_pass::LowPassParam;
pub use super::tables::monitor::{MonitorParam, PhonesParam, SpeakerParam};
pub use super::tables::multiband::MultibandParam;
pub use super::tables::recall::RecallParam;
pub use super::tables::record::RecordParam;
pub use super::tables::saturation::SaturationParam;
pub use super::tables::send::SendParam;
pub use super::tables::solo::SoloParam;
pub use super::tables::spare::SpareParam;
pub use super::tables::spectrum::SpectrumParam;
pub use super::tables::surround::SurroundParam;
pub use super::tables::talkback::{OscillatorParam, TalkbackParam};
pub use super::tables::tape::TapeParam;
use serde::{Deserialize, Serialize};

/// A row of any table.
pub type ParamSpec = Spec<Param>;

macro_rules! sections {
    ($(#[$doc:meta])* $name:ident {
        $($(#[$section_doc:meta])* $section:ident($rows:ident),)+
        ..
        $($(#[$group_doc:meta])* $group:ident($of:ident),)+
    }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        pub enum $name {
            $($(#[$section_doc])* $section($rows),)+
            $($(#[$group_doc])* $group($of),)+
        }

        $(impl From<$rows> for $name {
            fn from(row: $rows) -> Self {
                Self::$section(row)
            }
        })+
    };
}

sections!(
    /// Every parameter, by section. The rows of a section are in its file of `tables/`.
    Param {
        /// Trim and polarity.
        Input(InputParam),
        /// High-pass filter.
        HighPass(HighPassParam),
        /// Low-pass filter.
        LowPass(LowPassParam),
        /// Parametric equaliser.
        Eq(EqParam),
        /// Dynamic equaliser.
        DynamicEq(DynamicEqParam),
        /// Graphic equaliser of outputs to loudspeakers and ears.
        Graphic(GraphicParam),
        /// Notches beside it.
        Notch(NotchParam),
        /// One way of a crossover, of outputs to loudspeakers.
        Crossover(CrossoverParam),
        /// Gate and expander.
        Gate(GateParam),
        /// Insert point.
        Insert(InsertParam),
        /// Compressor.
        Compressor(CompressorParam),
        /// Compressor of four bands.
        Multiband(MultibandParam),
        /// De-esser.
        DeEsser(DeEsserParam),
        /// Saturation.
        Saturation(SaturationParam),
        /// Which effect an FX bus has.
        Fx(FxParam),
        /// Fader, mute, pan, assignment to main.
        Level(LevelParam),
        /// Membership in DCAs and mute groups.
        Member(MemberParam),
        /// Sends to buses.
        Send(SendParam),
        /// A strip's place in gain sharing.
        Automix(AutomixParam),
        /// An automix group's own controls.
        AutomixGroup(AutomixGroupParam),
        /// Width, and the image of main.
        Image(ImageParam),
        /// The place in a main of more than two channels.
        Surround(SurroundParam),
        /// The spare microphone of a strip.
        Spare(SpareParam),
        /// The limiter of main, and of wedges and in-ears.
        Limiter(LimiterParam),
        /// A DCA's own controls.
        Dca(DcaParam),
        /// A mute group's own controls.
        MuteGroup(MuteGroupParam),
        /// What exists once on the console.
        Console(ConsoleParam),
        /// Solo of a strip, bus or main.
        Solo(SoloParam),
        /// What the engineer hears.
        Monitor(MonitorParam),
        /// One pair of loudspeakers.
        Speaker(SpeakerParam),
        /// The headphones.
        Phones(PhonesParam),
        /// Talkback.
        Talkback(TalkbackParam),
        /// The oscillator.
        Oscillator(OscillatorParam),
        /// Loudness.
        Loudness(LoudnessParam),
        /// The spectrum.
        Spectrum(SpectrumParam),
        /// What a strip follows.
        Link(LinkParam),
        /// What a recall leaves alone.
        Recall(RecallParam),
        /// What becomes of lanes.
        Automation(AutomationParam),
        /// What a recording has.
        Record(RecordParam),
        /// What a strip hears of a tape.
        Tape(TapeParam),
        ..
        /// An effect of an FX bus.
        Effect(EffectParam),
    }
);
