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
    /// Gate.
    Gate(GateParam),
    /// Fader, mute, pan, assignment to main.
    Level(LevelParam),
    /// Membership in DCAs and mute groups.
    Member(MemberParam),
    /// Sends to buses.
    Send(SendParam),
    /// The main limiter.
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
    ($(#[$doc:meta])* $name:ident { $($(#[$row_doc:meta])* $row:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        pub enum $name { $($(#[$row_doc])* $row),+ }
    };
}

section!(
    /// Rows of the input section.
    InputParam {
        /// Digital gain before everything.
        Trim,
        /// Inverts the signal.
        Polarity,
    }
);
section!(
    /// Rows of the high-pass filter.
    HighPassParam {
        /// In or out.
        On,
        /// Corner frequency (−3 dB).
        Freq,
        /// Steepness.
        Slope,
    }
);
section!(
    /// Rows of the gate.
    GateParam {
        /// In or out.
        On,
        /// Key level at which it opens.
        Threshold,
        /// How far below the threshold it closes.
        Hysteresis,
        /// Attenuation when closed.
        Range,
        /// Time constant of opening.
        Attack,
        /// How long it stays open after the key has fallen.
        Hold,
        /// Time constant of closing.
        Release,
        /// Which signal it listens to.
        Key,
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
    /// Rows of the look-ahead limiter on main.
    LimiterParam {
        /// In or out; its delay stays either way.
        On,
        /// Highest level that leaves (true peak).
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
section!(
    /// Rows of solo on a strip, bus or main.
    SoloParam {
        /// Soloed.
        On,
        /// Solo in place never mutes it.
        Safe,
    }
);
section!(
    /// Rows of the monitor: what speakers and headphones hear.
    MonitorParam {
        /// Which mix is heard while nothing is soloed.
        Source,
        /// Level of the speakers.
        Level,
        /// Lowers the speakers for a while.
        Dim,
        /// By how much.
        DimLevel,
        /// Both sides as one.
        Mono,
        /// Silences the speakers.
        Cut,
        /// Inverts the right side.
        Polarity,
        /// Which set of speakers plays.
        Speakers,
        /// Gain of the solo mix.
        SoloTrim,
    }
);
section!(
    /// Rows of a set of speakers.
    SpeakerParam {
        /// Matches its level with that of the other set.
        Trim,
    }
);
section!(
    /// Rows of talkback.
    TalkbackParam {
        /// The talk key.
        On,
        /// Level of the microphone.
        Level,
        /// Dims the speakers while it talks.
        Dim,
        /// Whether main hears it.
        Main,
        /// Whether a bus hears it.
        Bus,
    }
);
section!(
    /// Rows of the oscillator.
    OscillatorParam {
        /// Plays or not.
        On,
        /// What it plays.
        Wave,
        /// Frequency of the sine.
        Freq,
        /// Its level.
        Level,
        /// Whether main hears it.
        Main,
        /// Whether a bus hears it.
        Bus,
    }
);
section!(
    /// Rows of a strip's link.
    LinkParam {
        /// The strip that it moves with.
        To,
        /// Same values, or same distance.
        Mode,
    }
);
section!(
    /// Rows of the headphones.
    PhonesParam {
        /// Their level.
        Level,
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
}

/// What a plain value is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Decibels.
    Decibel,
    /// Hertz.
    Hertz,
    /// Milliseconds.
    Millisecond,
    /// −100 (left) … 100 (right).
    Pan,
    /// A switch, a choice or a key: no unit.
    None,
}

/// Whether scenes hold a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recall {
    /// Stored in every scene, recalled by scope and safes.
    Stored,
    /// Never stored, never recalled.
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
    /// The same row, guarded.
    pub const fn protected(mut self) -> Self {
        self.protected = true;
        self
    }
}
