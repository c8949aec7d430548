//! What the console says to everybody who listens.
//!
//! Every subscriber is served from the same truth at its own speed: what changed since its last
//! update is kept as dirty bits and peaks, never as a queue, so a slow or dead subscriber costs
//! nothing and misses nothing that still holds.

mod cues;
mod midi;
mod phones;
mod preflight;
mod scenes;
mod spectrum;
mod surfaces;
mod timeline;

pub use self::cues::{CueCountdown, CueList};
pub use self::midi::{
    LearntControl, LessonAbout, LessonOrders, LessonStatus, LessonStep, MidiLine, MidiOrders,
};
pub use self::phones::{PhoneLink, PhonesStatus};
pub use self::preflight::{Finding, FindingPlace};
pub use self::scenes::{RecallMarks, RecallPreview, RisesWait, SceneEntry, SceneList, Stay};
pub use self::spectrum::{Clash, ClashReading, Spectrum, SpectrumReading, Suspect};
pub use self::surfaces::{Ghost, SurfaceStatus};
pub use self::timeline::{TimelineView, TransportStatus};
pub use super::recording_status::RecordingStatus;
pub use super::reference_status::{ReferenceState, ReferenceStatus};
pub use super::tape_status::{TapeState, TapeStatus, TapeTrack};
use crate::param::{NodeId, ParamIndex, Plain, PortKind, Topology};
pub use crate::rt::meter_tap::{ChannelLevel, Levels};
pub use crate::show::cue::{Cue, CueNumber};
pub use crate::show::scene_head::{RecallScope, SceneHead};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One update: everything that changed for this subscriber since the one before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Update {
    /// What the console consists of: first, and after every change of strips and buses. The
    /// indices of this and later updates belong to its layout.
    pub show: Option<Arc<ShowInfo>>,
    /// Parameters that changed: their present values, which is what is heard.
    pub values: Vec<(ParamIndex, Plain)>,
    /// Parameters that began to move, or ceased to: where each goes; nothing for one that has
    /// arrived or stopped.
    pub goals: Vec<(ParamIndex, Option<Plain>)>,
    /// Why nodes are silent: every node whose causes changed, with all of them.
    pub mutes: Vec<(NodeId, Vec<MuteCause>)>,
    /// Levels since the update before.
    pub levels: Option<Levels>,
    /// What is news as a whole, each kind at most once.
    pub news: Vec<News>,
    /// Things to tell the user, oldest first.
    pub notices: Vec<Notice>,
    /// What was done that everybody shall know, oldest first.
    pub done: Vec<Done>,
    /// What surfaces said and heard, oldest first; only for those who look at that.
    pub midi: Vec<MidiLine>,
}

impl Update {
    /// True when there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }

    /// The state of audio and of the console, where it is news.
    pub fn status(&self) -> Option<&Status> {
        self.news.iter().find_map(|news| match news {
            News::Status(status) => Some(status),
            _ => None,
        })
    }
    /// The scenes, where they are news.
    pub fn scenes(&self) -> Option<&SceneList> {
        self.news.iter().find_map(|news| match news {
            News::Scenes(scenes) => Some(scenes),
            _ => None,
        })
    }
    /// The presets, where they are news.
    pub fn presets(&self) -> Option<&[PresetName]> {
        self.news.iter().find_map(|news| match news {
            News::Presets(presets) => Some(&presets[..]),
            _ => None,
        })
    }
}

/// News of which only the newest counts. A new kind is a variant here, a call of `Subscribers::tell` where
/// it changes, and an arm in the mirror of the front ends, which the compiler asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum News {
    /// Names and colours, of the nodes that have any.
    Labels(Vec<(NodeId, Label)>),
    /// The state of audio and of the console.
    Status(Status),
    /// The scenes, and which of them is current and next.
    Scenes(SceneList),
    /// The cues, and which of them is current and next.
    Cues(Arc<CueList>),
    /// What counts down to the next cue.
    CueCountdown(Option<CueCountdown>),
    /// Rises that wait until somebody allows them, or lets them go.
    RisesWait(Option<Arc<RisesWait>>),
    /// What the next recall would do.
    Preview(Arc<RecallPreview>),
    /// What was touched since the last recall, and what is safe from recalls.
    RecallMarks(Arc<RecallMarks>),
    /// All surfaces, from the left.
    Surfaces(Arc<Vec<SurfaceStatus>>),
    /// Who looks at the messages of surfaces, and which of them is taught.
    MidiOrders(Arc<MidiOrders>),
    /// The presets.
    Presets(Vec<PresetName>),
    /// The loudness of main, and of the chosen mix where that is another one.
    Loudness(Vec<LoudnessReading>),
    /// The spectra that somebody looks at; only for those who look at any.
    Spectra(Vec<SpectrumReading>),
    /// Where strips hide one another; only for those who look at a spectrum.
    Clashes(Vec<ClashReading>),
    /// What may be feedback: what sounds first, the loudest first.
    Suspects(Vec<Suspect>),
    /// What each port shall be connected to; nothing where there are no ports to connect.
    Patch(Option<Arc<Vec<PatchedPort>>>),
    /// Where the transport stands.
    Transport(TransportStatus),
    /// Markers and lanes.
    Timeline(Arc<TimelineView>),
    /// The phones on which musicians mix for themselves.
    Phones(Arc<PhonesStatus>),
    /// The reference track, and where it is.
    Reference(Arc<ReferenceStatus>),
    /// The recording.
    Recording(RecordingStatus),
    /// The tape.
    Tape(Arc<TapeStatus>),
    /// What was done lately, oldest first.
    History(Arc<Vec<DoneLine>>),
    /// What is lacking before doors, once somebody has asked.
    Preflight(Option<Arc<Vec<Finding>>>),
    /// The last lines of the console's log, oldest first.
    Log(Arc<Vec<LogLine>>),
}

impl News {
    /// True for what changes while a hand moves or sound plays: it is sent as often as levels are.
    pub fn is_frequent(&self) -> bool {
        matches!(
            self,
            Self::Surfaces(_)
                | Self::Loudness(_)
                | Self::Spectra(_)
                | Self::Clashes(_)
                | Self::Transport(_)
                | Self::CueCountdown(_)
                | Self::Reference(_)
                | Self::Phones(_)
        )
    }

    /// True for what only those are told who look at it.
    pub fn is_for_lookers(&self) -> bool {
        matches!(self, Self::Spectra(_) | Self::Clashes(_))
    }

    /// Takes the place of older news of the same kind.
    pub fn replace(&mut self, mut newer: Self) {
        if let (Self::Status(older), Self::Status(newer)) = (&*self, &mut newer) {
            newer.worst_permille = newer.worst_permille.max(older.worst_permille);
        }
        *self = newer;
    }

    /// True for news of the same kind.
    pub fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// One thing that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoneLine {
    /// Its number; they rise by one.
    pub number: u64,
    /// Who did it: the name under which clients connect.
    pub by: String,
    /// What was done: a parameter's path, "12 parameters", "Recalled: Verse".
    pub what: String,
    /// When, in seconds since 1970.
    pub at: u64,
    /// Undo takes it back.
    pub is_step: bool,
    /// It was taken back.
    pub is_undone: bool,
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// How urgent it is.
    pub severity: Severity,
    /// The line, with its time.
    pub text: String,
}

/// What a port of ours shall be connected to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatchedPort {
    /// The strip, bus or main.
    pub node: NodeId,
    /// Which of its ports.
    pub kind: PortKind,
    /// Which of its channels, 0 first.
    pub channel: u8,
    /// Full names of the ports of others.
    pub peers: Vec<String>,
}

/// The loudness of main or a bus (ITU-R BS.1770, EBU R 128). Minus infinity is silence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoudnessReading {
    /// Whose.
    pub node: NodeId,
    /// Of the last 400 ms, in LUFS.
    pub momentary: f32,
    /// Of the last 3 s, in LUFS.
    pub short_term: f32,
    /// Of the last ten seconds in which there was sound, in LUFS.
    pub recent: f32,
    /// Of everything since it began anew, in LUFS.
    pub integrated: f32,
    /// The loudness range of that, in LU; it means something after a minute.
    pub range: f32,
    /// The highest true peak of that, in dBTP.
    pub true_peak: f32,
    /// The slow RMS of the loudest channel in dBFS, as the K-system has it: a sine of full scale reads 0.
    pub slow: f32,
    /// Seconds that were measured since it began anew.
    pub seconds: f32,
    /// Seconds of that time that were missed, because this machine was too busy.
    pub missed_seconds: f32,
    /// The highest short-term loudness of every 5 s of the last ten minutes in LUFS, the newest last.
    pub history: Vec<f32>,
    /// The mean level in the room over the chosen minutes, in dB of sound pressure.
    pub room_db: f32,
    /// That has come to the venue's limit.
    pub is_too_loud: bool,
}

/// Where a preset is kept. Of one name, the first of these hides the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PresetPlace {
    /// In the folder of the show.
    Show,
    /// In the user's own folder.
    User,
    /// Shipped with the program.
    Factory,
}

impl PresetPlace {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Show => "show",
            Self::User => "own",
            Self::Factory => "factory",
        }
    }
}

/// A preset as lists have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresetName {
    /// Its name.
    pub name: String,
    /// Where it is kept.
    pub place: PresetPlace,
}

/// What the console consists of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShowInfo {
    /// Name of the show or console file.
    pub name: String,
    /// Strips, buses, main, DCAs, mute groups.
    pub topology: Topology,
    /// Names and colours of nodes, for those that have any.
    pub labels: Vec<(NodeId, Label)>,
}

/// Name and colour of a node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Name for people; may be empty.
    pub name: String,
    /// Colour by name; empty for none.
    pub color: String,
}

/// One reason why a node is silent. Mute is the OR of all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MuteCause {
    /// Its own mute.
    Own,
    /// This mute group.
    MuteGroup(u16),
    /// This mute group lowers it, and does not silence it.
    Dim(u16),
    /// This DCA's mute.
    Dca(u16),
    /// All returns of effects are muted.
    FxMute,
    /// Solo in place: others are soloed.
    Solo,
    /// The console was just opened: outputs wait for a key.
    SafeStart,
    /// Panic.
    Panic,
}

/// What state audio is in.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum AudioState {
    /// Nothing tried yet.
    #[default]
    Starting,
    /// Cycles run.
    Running,
    /// No server; the console keeps trying.
    Waiting(String),
    /// The server went away; the console keeps trying to come back.
    Lost(String),
}

/// State of audio and of the console.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Status {
    /// "JACK", "`PipeWire`", "null", "demo" or "offline".
    pub backend: String,
    /// What state audio is in.
    pub audio: AudioState,
    /// Sample rate in Hz; 0 while unknown.
    pub rate: u32,
    /// Frames per callback; 0 while unknown.
    pub period: u32,
    /// Average share of the period that the engine needs, in thousandths.
    pub load_permille: u32,
    /// Worst share of a period since the update before, in thousandths.
    pub worst_permille: u32,
    /// Missed deadlines since start.
    pub xruns: u32,
    /// Latency from input to main, in frames.
    pub latency: u32,
    /// Connections of the show that cannot be made, as "ours → theirs".
    pub missing: Vec<String>,
    /// Nodes that are bypassed because their processing failed.
    pub faults: Vec<NodeId>,
    /// Number of the last change; rises by one with every change.
    pub changes: u64,
    /// Changes up to this number are in the journal for good; stays 0 without a journal.
    pub committed: u64,
}

/// Something that was done: a recall, an undo, a scene stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// What, one line: "Recalled: Verse, 23 changed".
    pub text: String,
    /// Who did it.
    pub by: String,
}

/// How urgent a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Severity {
    /// Good to know.
    Info,
    /// Something needs attention.
    Warning,
    /// Something is broken.
    Error,
}

/// How the notice about a journal that fails begins: whoever waits for the disk looks for it.
pub const JOURNAL_FAILING: &str = "the journal cannot be written";

/// Something to tell the user: what happened, why, what to do next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// How urgent it is.
    pub severity: Severity,
    /// The text, one line.
    pub text: String,
}
