//! What a parameter is: one row of a table.

use super::curve::{Curve, Plain};
use serde::{Deserialize, Serialize};

/// Every parameter, by section. A section's rows are in `tables/`, its engine arms in
/// `engine/apply/`; both match on the section's enum exhaustively.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Param {
    /// Trim and polarity.
    Input(InputParam),
    /// High-pass filter.
    HighPass(HighPassParam),
    /// Low-pass filter.
    LowPass(LowPassParam),
    /// Parametric equaliser.
    Eq(EqParam),
    /// Graphic equaliser of outputs to loudspeakers and ears.
    Graphic(GraphicParam),
    /// Notches beside it.
    Notch(NotchParam),
    /// Gate and expander.
    Gate(GateParam),
    /// Insert point.
    Insert(InsertParam),
    /// Compressor.
    Compressor(CompressorParam),
    /// De-esser.
    DeEsser(DeEsserParam),
    /// Saturation.
    Saturation(SaturationParam),
    /// Which effect an FX bus has.
    Fx(FxParam),
    /// The reverb of an FX bus.
    Reverb(ReverbParam),
    /// The delay of an FX bus.
    TapDelay(TapDelayParam),
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
    /// What a strip follows.
    Link(LinkParam),
}

macro_rules! section {
    ($(#[$doc:meta])* $name:ident { $($(#[$row_doc:meta])* $row:ident $(($of:ident))?),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        pub enum $name { $($(#[$row_doc])* $row $(($of))?),+ }
    };
}

mod effects;
mod filters;
mod listening;

pub use effects::{FxParam, ReverbParam, SaturationParam, TapDelayParam};
pub use filters::{EqParam, GraphicParam, HighPassParam, LowPassParam, NotchParam};
pub use listening::{
    LinkParam, MonitorParam, OscillatorParam, PhonesParam, SoloParam, SpeakerParam, TalkbackParam,
};

section!(
    /// Rows of the input section.
    InputParam {
        /// Digital gain before everything.
        Trim,
        /// Inverts the signal.
        Polarity,
        /// Alignment: of a strip at its input, of a bus or main at its outputs.
        Delay,
    }
);
section!(
    /// Rows of the gate and expander.
    GateParam {
        /// In or out.
        On,
        /// Key level at which it opens.
        Threshold,
        /// How far below the threshold it closes.
        Hysteresis,
        /// Attenuation when closed.
        Range,
        /// dB of output per dB of key below the threshold; infinite for a gate.
        Ratio,
        /// Time constant of opening.
        Attack,
        /// How long it stays open after the key has fallen.
        Hold,
        /// Time constant of closing.
        Release,
        /// Which signal it listens to.
        Key,
        /// The filters of its key.
        KeyFilter(KeyFilterParam),
    }
);
section!(
    /// Rows of the filters of a key.
    KeyFilterParam {
        /// In or out.
        On,
        /// What lies below is not heard.
        HighPass,
        /// What lies above is not heard.
        LowPass,
        /// The monitor hears the key instead of the signal.
        Listen,
    }
);
section!(
    /// Rows of the compressor.
    CompressorParam {
        /// In or out.
        On,
        /// Key level from which on it compresses.
        Threshold,
        /// dB of key per dB of output above the threshold.
        Ratio,
        /// Width of the bend around the threshold.
        Knee,
        /// Time in which the reduction rises.
        Attack,
        /// Time in which the reduction falls.
        Release,
        /// Gain of the compressed signal.
        Makeup,
        /// Half of the full reduction is made up; not on wedges and in-ears.
        AutoMakeup,
        /// Share of the compressed signal.
        Mix,
        /// What it measures of its key.
        Detector,
        /// Which signal it listens to.
        Key,
        /// The filters of its key.
        KeyFilter(KeyFilterParam),
        /// Before or after the equaliser.
        Order,
    }
);
section!(
    /// Rows of the de-esser.
    DeEsserParam {
        /// In or out.
        On,
        /// Centre of the band.
        Freq,
        /// How strong the band may be beside the whole signal.
        Threshold,
        /// The deepest cut.
        Range,
    }
);
section!(
    /// Rows of an insert point.
    InsertParam {
        /// What comes back from the external unit replaces the signal.
        On,
        /// Whether a unit is connected, there and back, and answers: the console's own finding.
        Connected,
    }
);
section!(
    /// Rows of the output side of a strip, bus or main.
    LevelParam {
        /// The fader.
        Fader,
        /// Its own mute (one of several causes).
        Mute,
        /// Pan of a mono node, balance of a stereo one.
        Pan,
        /// Assignment to main.
        MainOn,
        /// Buses: whether what feeds this bus is silenced by its source's mute.
        FollowMute,
    }
);
section!(
    /// Membership rows, one per DCA or mute group.
    MemberParam {
        /// Member of a DCA.
        Dca,
        /// Member of a mute group.
        MuteGroup,
    }
);
section!(
    /// Rows of a send, one set per bus.
    SendParam {
        /// In or out.
        On,
        /// Send level.
        Level,
        /// Pan into a stereo bus.
        Pan,
        /// Whether the send uses the source's own pan instead.
        FollowPan,
        /// Where in the source the signal is taken.
        Tap,
    }
);
section!(
    /// Rows of a strip's place in gain sharing.
    AutomixParam {
        /// Which group it is in.
        Group,
        /// How much louder than it is it counts.
        Weight,
        /// Full gain whatever the others do.
        Override,
    }
);
section!(
    /// Rows of an automix group.
    AutomixGroupParam {
        /// Its members share one full gain.
        On,
        /// How long a level takes to fall by 60 dB.
        Release,
    }
);
section!(
    /// Rows of stereo width.
    ImageParam {
        /// How wide a stereo strip or bus is.
        NodeWidth,
        /// How wide main is.
        Width,
        /// Both sides are the same below a frequency.
        BassMono,
        /// That frequency.
        BassMonoFreq,
    }
);
section!(
    /// Rows of the place in a main of more than two channels.
    SurroundParam {
        /// The direction, clockwise from the front.
        Azimuth,
        /// How much of the ring a source fills; how much of the centre left and right play.
        Divergence,
        /// Its level in the low-frequency effects channel.
        Lfe,
    }
);
section!(
    /// Rows of a strip's spare.
    SpareParam {
        /// The strip that stands in when this one's microphone fails; its own key for none.
        Strip,
        /// The spare stands in now: it carries this strip's settings and name.
        InUse,
    }
);
section!(
    /// Rows of the limiter on main, which looks ahead, and of those on wedges and in-ears, which do not.
    LimiterParam {
        /// In or out; the delay of main's stays either way.
        On,
        /// Highest level that leaves (on main the true peak).
        Ceiling,
        /// Time constant of recovery.
        Release,
    }
);
section!(
    /// Rows of a DCA.
    DcaParam {
        /// Gain added to every member.
        Fader,
        /// Mutes every member.
        Mute,
        /// Solos every member.
        Solo,
    }
);
section!(
    /// Rows of a mute group.
    MuteGroupParam {
        /// Mutes or dims every member.
        On,
        /// By how much it lowers its members; off mutes them.
        Dim,
    }
);
section!(
    /// Rows of the console.
    ConsoleParam {
        /// Holds all outputs silent after a show was opened.
        SafeStart,
        /// Holds all outputs silent until released.
        Panic,
        /// Level law of mono pan pots.
        PanLaw,
        /// What meters show.
        Meter,
        /// Where in a strip they show it.
        MeterTap,
        /// Where in a bus or main they show it.
        BusMeterTap,
        /// Recalls leave trim and polarity alone.
        SafePreamp,
        /// Recalls leave main, wedges, in-ears and matrices alone, but for mutes and membership.
        SafeOutputs,
        /// Recalls leave monitor and talkback alone.
        SafeMonitor,
        /// What soloing does.
        SoloMode,
        /// A new solo ends all others.
        SoloExclusive,
        /// Solo in place cannot be chosen.
        SoloLock,
        /// Ends every solo.
        SoloClear,
    }
);

/// What a repeated row counts: the `*` of its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Each {
    /// The row exists once per node.
    Once,
    /// Once per bus that the node may feed.
    Bus,
    /// Once per DCA.
    Dca,
    /// Once per mute group.
    MuteGroup,
    /// Once per band of the parametric equaliser.
    EqBand,
    /// Once per third of an octave: written as its frequency, counted from 1.
    Third,
    /// Once per notch.
    Notch,
}

/// Bands of the parametric equaliser.
pub const EQ_BANDS: u8 = 6;
/// Notches beside a graphic equaliser.
pub const NOTCHES: u8 = 12;
/// The thirds of an octave of a graphic equaliser, as their nominal frequencies are written in paths
/// (ISO 266): "1k25" is 1.25 kHz.
pub const THIRDS: &[&str] = &[
    "20", "25", "31.5", "40", "50", "63", "80", "100", "125", "160", "200", "250", "315", "400",
    "500", "630", "800", "1k", "1k25", "1k6", "2k", "2k5", "3k15", "4k", "5k", "6k3", "8k", "10k",
    "12k5", "16k", "20k",
];

/// What a plain value is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Decibels.
    Decibel,
    /// Hertz.
    Hertz,
    /// Milliseconds.
    Millisecond,
    /// Milliseconds that a sound is on its way: also read as metres or feet of air, and as samples
    /// where the rate is known.
    Delay,
    /// dB per dB, "4:1"; [`INFINITE_RATIO`] and more stand for infinity.
    Ratio,
    /// Hundredths of a whole.
    Percent,
    /// −100 (left) … 100 (right).
    Pan,
    /// Degrees clockwise from the front; negative to the left.
    Degree,
    /// A frequency over a width.
    Q,
    /// Beats per minute.
    Tempo,
    /// A switch, a choice or a key: no unit.
    None,
}

/// The ratio that stands for infinity.
pub const INFINITE_RATIO: f32 = 100.0;

/// Whether scenes hold a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recall {
    /// Stored in every scene, recalled by scope and safes.
    Stored,
    /// Never stored, never recalled; a step of undo all the same.
    UndoOnly,
    /// Never stored, never recalled, and no step of undo.
    Never,
}

/// One row: a parameter as it is on every node that has it.
#[derive(Clone, Copy, Debug)]
pub struct ParamSpec {
    /// Which parameter.
    pub param: Param,
    /// Path below the node, `*` standing for the number of a repeated row.
    pub path: &'static str,
    /// What the `*` counts.
    pub each: Each,
    /// Name for people.
    pub name: &'static str,
    /// Unit of the plain value.
    pub unit: Unit,
    /// Range and how it lies on a control.
    pub curve: Curve,
    /// Value of a new node. Unknown is silent: levels start off. Send rows differ by the role of
    /// the bus (see [`super::topology::BusRole`]).
    pub default: Plain,
    /// Whether scenes hold it.
    pub recall: Recall,
    /// Guards hearing or the PA: no scene, surface or remote removes it.
    pub protected: bool,
    /// A finding of the console: it can be read, and nobody sets it.
    pub read_only: bool,
}

impl ParamSpec {
    const fn row(param: Param, path: &'static str, name: &'static str) -> Self {
        Self {
            param,
            path,
            each: Each::Once,
            name,
            unit: Unit::None,
            curve: Curve::Switch,
            default: Plain(0.0),
            recall: Recall::Stored,
            protected: false,
            read_only: false,
        }
    }

    /// A switch, off by default.
    pub const fn switch(param: Param, path: &'static str, name: &'static str) -> Self {
        Self::row(param, path, name)
    }

    /// A level on the fader law, off by default.
    pub const fn level(param: Param, path: &'static str, name: &'static str) -> Self {
        let mut row = Self::row(param, path, name);
        row.unit = Unit::Decibel;
        row.curve = Curve::Fader;
        row.default = Plain::OFF;
        row
    }

    /// A value that moves evenly from `min` to `max`.
    pub const fn linear(
        param: Param,
        path: &'static str,
        name: &'static str,
        unit: Unit,
        (min, max): (f32, f32),
        default: f32,
    ) -> Self {
        let mut row = Self::row(param, path, name);
        row.unit = unit;
        row.curve = Curve::Linear { min, max };
        row.default = Plain(default);
        row
    }

    /// A value that moves by ratios from `min` to `max`.
    pub const fn log(
        param: Param,
        path: &'static str,
        name: &'static str,
        unit: Unit,
        (min, max): (f32, f32),
        default: f32,
    ) -> Self {
        let mut row = Self::row(param, path, name);
        row.unit = unit;
        row.curve = Curve::Log { min, max };
        row.default = Plain(default);
        row
    }

    /// One of several names; `default` is a position in them.
    pub const fn choice(
        param: Param,
        path: &'static str,
        name: &'static str,
        names: &'static [&'static str],
        default: u8,
    ) -> Self {
        let mut row = Self::row(param, path, name);
        row.curve = Curve::Choice(names);
        row.default = Plain(default as f32);
        row
    }

    /// A key source, its own signal by default.
    pub const fn key(param: Param, path: &'static str, name: &'static str) -> Self {
        let mut row = Self::row(param, path, name);
        row.curve = Curve::Key;
        row
    }

    /// A strip to move with, none by default.
    pub const fn link(param: Param, path: &'static str, name: &'static str) -> Self {
        let mut row = Self::row(param, path, name);
        row.curve = Curve::Link;
        row
    }

    /// An attenuation of 0 to 60 dB, or off, which is the default.
    pub const fn attenuation(param: Param, path: &'static str, name: &'static str) -> Self {
        let mut row = Self::row(param, path, name);
        row.unit = Unit::Decibel;
        row.curve = Curve::Attenuation;
        row.default = Plain::OFF;
        row
    }

    /// A mix to listen to, main by default.
    pub const fn source(param: Param, path: &'static str, name: &'static str) -> Self {
        let mut row = Self::row(param, path, name);
        row.curve = Curve::Source;
        row
    }

    /// The same row, with another default.
    pub const fn default(mut self, default: f32) -> Self {
        self.default = Plain(default);
        self
    }
    /// The same row, repeated.
    pub const fn each(mut self, each: Each) -> Self {
        self.each = each;
        self
    }
    /// The same row, never in a scene.
    pub const fn never_recalled(mut self) -> Self {
        self.recall = Recall::Never;
        self
    }
    /// The same row, in no scene, but a step of undo.
    pub const fn undo_only(mut self) -> Self {
        self.recall = Recall::UndoOnly;
        self
    }
    /// The same row, a finding of the console, which no scene holds.
    pub const fn read_only(mut self) -> Self {
        self.read_only = true;
        self.never_recalled()
    }
    /// The same row, guarded.
    pub const fn protected(mut self) -> Self {
        self.protected = true;
        self
    }
}
