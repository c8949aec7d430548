//! What happens to the control thread.

use super::answers::AnswerTo;
use super::cues_read::CuesRead;
use super::feed::{
    ClashReading, Finding, LogLine, LoudnessReading, MidiLine, Notice, PhonesStatus,
    RecordingStatus, SpectrumReading, SurfaceStatus, Suspect, Update,
};
use super::file_troubles::{FileTrouble, Keeper};
use super::intent::{ClientId, Hello, Intent};
use super::journal::Report;
use super::scene::Scene;
use super::setup::Played;
use super::tape_orders::TapeSaid;
use crate::engine::Engine;
use crate::engine::audio::AudioEvent;
use crate::engine::command::EffectChange;
use crate::param::timeline::Timeline;
use crate::rt::meter_tap::MeterReader;
use crossbeam_channel::Sender;
/// Something for the control thread.
#[derive(Debug)]
pub enum Event {
    /// A front end connects.
    Connect {
        /// Who it is.
        hello: Hello,
        /// Where its number goes.
        id: Sender<ClientId>,
        /// Where its updates go.
        updates: Sender<Update>,
    },
    /// A front end is gone.
    Disconnect(ClientId),
    /// A front end wants something.
    Intent {
        /// Who.
        client: ClientId,
        /// What.
        intent: Intent,
        /// Where the answer goes; without it a refusal becomes a notice.
        answer: Option<AnswerTo>,
        /// Given back when the event has been dealt with.
        permit: Option<Permit>,
    },
    /// The backend reports.
    Audio(AudioEvent),
    /// The builder has built what was ordered.
    Built {
        /// Number of the order.
        order: u64,
        /// The engine.
        engine: Box<Engine>,
        /// The reader of its levels.
        meters: MeterReader,
    },
    /// The builder has built an effect that was ordered.
    EffectBuilt {
        /// Number of the order.
        order: u64,
        /// The effect, and for whom.
        change: Box<EffectChange>,
    },
    /// The journal's writer reports.
    Journal(Report),
    /// The show's file has been written, and has this stamp now.
    Saved(String),
    /// Names and colours up to this change are in the show's file.
    LabelsKept(u64),
    /// What happened to a scene up to this change is in its file.
    SceneKept {
        /// The scene's name.
        name: String,
        /// The number of the change.
        number: u64,
    },
    /// Scenes that were read from their files, and what there is to say about these.
    Scenes(Vec<Scene>, Vec<Notice>),
    /// Markers, loop and lanes that were read from their file, and what there is to say about it.
    Timeline(Box<Timeline>, Vec<Notice>),
    /// Markers, loop and lanes up to this change are in their file.
    TimelineKept(u64),
    /// The cues were read from their file.
    Cues(CuesRead),
    /// The cues up to this change are in their file.
    CuesKept(u64),
    /// What is wrong with files of the show for as long as it is: all of it.
    FileTroubles(Keeper, Vec<FileTrouble>),
    /// The show's folder was moved or deleted: everything that it held is wanted once more.
    KeepAll,
    /// Where all surfaces stand, when that has changed.
    Surfaces(Vec<SurfaceStatus>),
    /// What surfaces said and heard.
    Midi(Vec<MidiLine>),
    /// A surface has learnt what there was to learn in the lesson of this number, or cannot.
    LessonOver(u64),
    /// What is lacking before doors.
    Preflight(Vec<Finding>),
    /// What was measured of the mixes that are listened to.
    Loudness(Vec<LoudnessReading>),
    /// The spectra that somebody looks at.
    Spectra(Vec<SpectrumReading>),
    /// Where strips hide one another.
    Clashes(Vec<ClashReading>),
    /// What may be feedback: all of it.
    Suspects(Vec<Suspect>),
    /// Who plays the reference track has something to say.
    Reference(Played),
    /// Who reads the tape has something to say.
    Tape(TapeSaid),
    /// How the recording stands.
    Recorded(RecordingStatus),
    /// Who uses phones, and how.
    Phones(PhonesStatus),
    /// Something that everybody shall be told.
    Tell(Notice),
    /// The last lines of the log.
    Log(Vec<LogLine>),
    /// The console shall end.
    Stop,
}

impl Event {
    /// True for what is dealt with before everything else.
    pub(super) fn is_urgent(&self) -> bool {
        matches!(
            self,
            Self::Intent {
                intent: Intent::Panic,
                ..
            }
        )
    }
}

/// One event of a client on its way; the next one may come when this is dropped.
#[derive(Debug)]
pub struct Permit(pub(super) Sender<()>);

impl Drop for Permit {
    fn drop(&mut self) {
        // A client that is gone needs none.
        let _ = self.0.try_send(());
    }
}
