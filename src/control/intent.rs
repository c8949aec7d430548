//! What a front end asks of the console.

mod look;
mod midi;
mod phones;
mod recalls;
mod refusal;
mod scene_wish;
mod shape;
mod transfer;

pub use self::look::{Look, LookFor, NotchAt};
pub use self::midi::MidiWish;
pub use self::phones::{PhonePlace, PhoneWish};
pub use self::recalls::{
    Compared, FadeWish, Fold, Marked, ProgramRecall, RemoteOrder, ScenePlace, SceneValues,
    WhichScenes,
};
pub use self::refusal::Refusal;
pub use self::scene_wish::SceneWish;
pub use self::shape::Shape;
pub use self::transfer::{Scope, Transfer};
use super::feed::{Label, PatchedPort};
pub use super::reference_wish::ReferenceWish;
pub use super::tape_orders::TapeChoice;
pub use super::tape_wish::TapeWish;
use crate::param::lane::Point;
use crate::param::spec::{ConsoleParam, MonitorParam, Param};
use crate::param::{ConsoleAction, NodeId, ParamAddr, Plain};
pub use crate::show::SceneFile;
pub use crate::show::cue::{Cue, CueChange, CueMidi, CueNumber};
pub use crate::show::scene_head::{HeadChange, LONGEST_FADE, LONGEST_NOTES, is_fade};
use serde::{Deserialize, Serialize};

/// Who asks: one number per connected front end, given by the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ClientId(pub u32);

impl ClientId {
    /// The console itself: start-up, files, scripts of a session.
    pub const CONSOLE: Self = Self(0);
}

/// What a client may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rights {
    /// Look only.
    Watch,
    /// Look and change.
    Mix,
    /// Look, and mix what this bus hears: sends into it, and its own fader and mute. Of a wedge or an in-ear.
    Bus(u16),
}

/// One wish of a front end. Front ends never change anything themselves; they send intents and
/// show what the console says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Intent {
    /// A parameter's new value.
    Set(ParamAddr, Plain),
    /// A fader's new value, under a hand that moves it: it may rise as fast as a hand throws a fader.
    /// What comes by [`Self::Set`] may jump, and rises more slowly.
    Move(ParamAddr, Plain),
    /// A parameter's new value that somebody has confirmed. Nothing else makes a guard of hearing or of the
    /// PA guard less.
    SetConfirmed(ParamAddr, Plain),
    /// Panic: all outputs are silenced at once. A second one changes nothing.
    Panic,
    /// Several new values that belong together: one step of undo, whole at one mark.
    SetMany(Vec<(ParamAddr, Plain)>),
    /// Moves a parameter by a part of its travel, from where it stands: +0.01 is one hundredth up.
    Step(ParamAddr, f32),
    /// Turns a switch over; moves a choice to the next one.
    Toggle(ParamAddr),
    /// A parameter back to its default.
    Reset(ParamAddr),
    /// A hand begins to move a control: what follows is one step of undo.
    BeginGesture(ParamAddr),
    /// The hand lets go.
    EndGesture(ParamAddr),
    /// Takes back the last step of this client's operator: of whoever has its name.
    Undo,
    /// Takes back the last step of the operator of that name.
    UndoOf(String),
    /// Does again what the last undo of this client's operator took back.
    Redo,
    /// Something about scenes.
    Scene(SceneWish),
    /// A program change recalls something: nobody is there who could be asked.
    Program(ProgramRecall),
    /// A remote control asks for something: nobody is there who could be asked in turn.
    Remote(RemoteOrder),
    /// Answers the question of this number about rises that wait: they are allowed, or let go.
    AnswerRises(u64, bool),
    /// Recalls the armed scene, and arms the one after it.
    Go,
    /// Something about the list of cues.
    Cues(CueWish),
    /// Something about the fade that runs.
    Fade(FadeWish),
    /// Another set of strips and buses. What exists in both goes on undisturbed.
    Reshape(Shape),
    /// The same, where somebody has confirmed that a guard of hearing or of the PA may go.
    ReshapeConfirmed(Shape),
    /// A strip, bus or group is called otherwise, or has another colour.
    Label(NodeId, Label),
    /// Clears the mark of a node whose processing failed, and processes it again.
    ClearFault(NodeId),
    /// Settings go from one place to another.
    Transfer(Transfer),
    /// The transport does something.
    Transport(TransportOrder),
    /// A lane becomes another one.
    Lane(LaneOrder),
    /// Something about the reference track.
    Reference(ReferenceWish),
    /// Something about the tape.
    Tape(TapeWish),
    /// A marker where the recording is; without a name, the next number.
    MarkRecording(Option<String>),
    /// A port of ours shall be connected to these ports of others, and to no others.
    Patch(PatchedPort),
    /// Takes back this client's own steps, down to that of this number.
    UndoBackTo(u64),
    /// Looks at a spectrum, or at none any more. Who may only watch may do so, too.
    Look(Option<Look>),
    /// Looks what is lacking before doors; everybody is told. Who may only watch may ask, too.
    Preflight,
    /// Something about surfaces and their messages.
    Midi(MidiWish),
    /// Something about phones on which musicians mix for themselves.
    Phones(PhoneWish),
    /// Sets a notch; without a place, against the loudest suspect.
    Notch(Option<NotchAt>),
    /// The console ends: outputs fade out, everything is saved.
    End,
}

impl From<ConsoleAction> for Intent {
    /// What an action asks, once it is confirmed where it has to be.
    fn from(action: ConsoleAction) -> Self {
        let release = |switch| {
            let switch = NodeId::CONSOLE.param(Param::Console(switch));
            Self::SetConfirmed(switch, Plain::switch(false))
        };
        let tape = || NodeId::CONSOLE.param(Param::Console(ConsoleParam::Tape));
        let monitor = |row| Self::Toggle(NodeId::MONITOR.param(Param::Monitor(row)));
        match action {
            ConsoleAction::ScenePrevious => Self::Scene(SceneWish::StepArmed(-1)),
            ConsoleAction::SceneNext => Self::Scene(SceneWish::StepArmed(1)),
            ConsoleAction::Go => Self::Go,
            ConsoleAction::Back => Self::Cues(CueWish::Back),
            ConsoleAction::CueHold => Self::Cues(CueWish::Hold),
            ConsoleAction::CueStop => Self::Cues(CueWish::Stop),
            ConsoleAction::FadeHold => Self::Fade(FadeWish::Hold),
            ConsoleAction::FadeStop => Self::Fade(FadeWish::Stop),
            ConsoleAction::FadeReverse => Self::Fade(FadeWish::Reverse),
            ConsoleAction::StoreScene => Self::Scene(SceneWish::StoreCurrent),
            ConsoleAction::UndoRecall => Self::Scene(SceneWish::UndoRecall),
            ConsoleAction::Undo => Self::Undo,
            ConsoleAction::Redo => Self::Redo,
            ConsoleAction::Play => Self::Transport(TransportOrder::PlayOrStop),
            ConsoleAction::StopTransport => Self::Transport(TransportOrder::Stop),
            ConsoleAction::LocateStart => Self::Transport(TransportOrder::Locate(0)),
            ConsoleAction::MarkerPrevious => Self::Transport(TransportOrder::StepMarker(-1)),
            ConsoleAction::MarkerNext => Self::Transport(TransportOrder::StepMarker(1)),
            ConsoleAction::DropMarker => Self::Transport(TransportOrder::Mark(String::new(), None)),
            ConsoleAction::LoopOn => Self::Transport(TransportOrder::ToggleLoop),
            ConsoleAction::Panic => Self::Panic,
            ConsoleAction::ReleasePanic => release(ConsoleParam::Panic),
            ConsoleAction::ReleaseSafeStart => release(ConsoleParam::SafeStart),
            ConsoleAction::FxMute => {
                Self::Toggle(NodeId::CONSOLE.param(Param::Console(ConsoleParam::FxMute)))
            }
            ConsoleAction::Record => {
                Self::Toggle(NodeId::CONSOLE.param(Param::Console(ConsoleParam::Record)))
            }
            ConsoleAction::RecordMark => Self::MarkRecording(None),
            ConsoleAction::Tape => Self::Set(tape(), Plain::switch(true)),
            ConsoleAction::Live => Self::Set(tape(), Plain::switch(false)),
            ConsoleAction::Reference => monitor(MonitorParam::Reference),
            ConsoleAction::ReferenceLoop => monitor(MonitorParam::ReferenceLoop),
            ConsoleAction::Notch => Self::Notch(None),
            ConsoleAction::ReferenceStop => Self::Reference(ReferenceWish::Stop),
            ConsoleAction::ReferenceMark => Self::Reference(ReferenceWish::Mark(None, None)),
            ConsoleAction::ReferenceNext => Self::Reference(ReferenceWish::Step(true)),
            ConsoleAction::ReferencePrevious => Self::Reference(ReferenceWish::Step(false)),
        }
    }
}

impl Intent {
    /// True where the answer means that it is kept: it waits for the disk.
    pub fn is_durable(&self) -> bool {
        match self {
            Self::Scene(wish) => wish.is_durable(),
            Self::Cues(wish) => wish.changes_list(),
            Self::Reshape(_)
            | Self::ReshapeConfirmed(_)
            | Self::Label(..)
            | Self::Lane(_)
            | Self::Transport(
                TransportOrder::Loop(..) | TransportOrder::Mark(..) | TransportOrder::Unmark(_),
            ) => true,
            _ => false,
        }
    }

    /// True for what changes nothing for anybody else: who may only watch may ask it, too.
    pub fn only_looks(&self) -> bool {
        matches!(
            self,
            Self::Look(_) | Self::Preflight | Self::Midi(MidiWish::Watch(_))
        )
    }

    /// The one parameter that a hand moves by it.
    pub fn moves(&self) -> Option<ParamAddr> {
        match self {
            Self::Set(addr, _)
            | Self::Move(addr, _)
            | Self::SetConfirmed(addr, _)
            | Self::Step(addr, _)
            | Self::Toggle(addr)
            | Self::Reset(addr)
            | Self::BeginGesture(addr)
            | Self::EndGesture(addr) => Some(*addr),
            _ => None,
        }
    }

    /// True for what everybody is told, with who did it. (So is the setting of what is protected.)
    pub fn is_told(&self) -> bool {
        match self {
            Self::Panic
            | Self::Patch(_)
            | Self::UndoBackTo(_)
            | Self::Undo
            | Self::UndoOf(_)
            | Self::Redo
            | Self::Program(_)
            | Self::AnswerRises(..)
            | Self::Go
            | Self::Fade(_)
            | Self::ClearFault(_)
            | Self::Label(..)
            | Self::Notch(_)
            | Self::End => true,
            Self::Scene(wish) => wish.is_told(),
            Self::Cues(wish) => !matches!(wish, CueWish::Arm(_)),
            Self::Transfer(transfer) => !matches!(transfer, Transfer::Copy(_)),
            intent => intent.is_durable(),
        }
    }
}

/// What the transport does. Times are microseconds from its start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TransportOrder {
    /// It plays, from where it stands.
    Play,
    /// It stops where it is.
    Stop,
    /// It plays where it stood, and stops where it played.
    PlayOrStop,
    /// It goes on at another time.
    Locate(u64),
    /// It goes on at a marker.
    LocateMarker(String),
    /// It goes on so many markers further.
    StepMarker(i8),
    /// It plays a stretch again and again.
    Loop(u64, u64),
    /// The loop is played, or no longer.
    ToggleLoop,
    /// Drops a marker, here or at a time; without a name it is numbered. One of that name moves.
    Mark(String, Option<u64>),
    /// Takes a marker away.
    Unmark(String),
}

/// What becomes of lanes; each is one step of undo. Times are microseconds from the start of the transport.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LaneOrder {
    /// Other points in a stretch, its ends included.
    Replace(ParamAddr, (u64, u64), Vec<Point>),
    /// It says nothing any more.
    Clear(ParamAddr),
    /// The second one becomes as the first one.
    Copy(ParamAddr, ParamAddr),
    /// A stretch of a lane, laid down again at another time.
    Repeat(ParamAddr, (u64, u64), u64),
}

/// Something about the list that GO walks. Where there are no cues, numbers are places of scenes, 1 first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CueWish {
    /// A new cue.
    Add(Box<Cue>),
    /// A cue's other words.
    Change(CueNumber, Vec<CueChange>),
    /// Gives a cue (first) another number (second).
    Move(CueNumber, CueNumber),
    /// Exchanges two cues' numbers.
    Swap(CueNumber, CueNumber),
    /// Numbers all cues anew: from one number on (first), in steps (second).
    Renumber(CueNumber, CueNumber),
    /// Puts a copy of a cue (first) under another number (second).
    Duplicate(CueNumber, CueNumber),
    /// Forgets a cue.
    Delete(CueNumber),
    /// Makes a cue the one that the next GO lets go; none: no cue is next.
    Arm(Option<CueNumber>),
    /// Lets a cue go, as if it were the next one.
    Jump(CueNumber),
    /// Goes back to the cue before the current one, at once.
    Back,
    /// Holds what counts down to the next cue, or lets it go on.
    Hold,
    /// Stops what counts down: the next cue waits for GO.
    Stop,
}

impl CueWish {
    /// True for what changes the list itself.
    pub fn changes_list(&self) -> bool {
        !matches!(
            self,
            Self::Arm(_) | Self::Jump(_) | Self::Back | Self::Hold | Self::Stop
        )
    }
}

/// The console's answer to an intent that it followed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// What was done, for people: "Undone: ch/1/fader".
    pub text: String,
    /// What there is to say beyond that, line by line.
    pub lines: Vec<String>,
    /// The number of the last change when it was done: what the journal has to have reached.
    pub change: u64,
    /// Rises wait for an answer: the number of that question.
    pub waits: Option<u64>,
}

impl Answer {
    /// An answer in words; the console adds the number.
    pub fn said(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }
}

/// What a client says when it connects.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hello {
    /// Name for lists and the journal: "terminal", "set", "phone of Anna".
    pub name: String,
    /// What it asks to be allowed.
    pub rights: Rights,
}
