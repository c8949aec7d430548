//! What a console starts from, and where its requests go.

use super::engine_link::Taken;
use super::feed::{Label, Notice};
use super::journal::Opening;
use super::phone_order::PhoneOrder;
use super::preset::Shelf;
use super::scene::{Scene, SceneChange};
use super::tape_orders::TapeOrder;
use crate::engine::audio::{AudioRequest, Connections};
use crate::engine::plan::Plan;
use crate::param::spec::Effect;
use crate::param::tables::console::RecordFormat;
use crate::param::tables::loudness::Weighting;
use crate::param::tables::spectrum::{PeakHold, SpectrumAverage};
use crate::param::timeline::Timeline;
use crate::param::{NodeId, ParamAddr, Plain, Topology, Width};
use crate::rt::capture::CaptureReader;
use crate::rt::load::Load;
use crate::rt::playback::PlaybackWriter;
use crate::show::cue::{Cue, CueMidi};
use crate::show::osc::OscSettings;
use crate::show::phones::PhoneSettings;
use crate::show::programs::Programs;
use crate::show::reference::Reference;
use crate::show::remote::Remote;
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// What the console starts from.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// Name of the show or console file.
    pub name: String,
    /// Strips and buses; it has been validated.
    pub topology: Topology,
    /// Names and colours.
    pub labels: Vec<(NodeId, Label)>,
    /// Start values; everything else starts at its default.
    pub values: Vec<(ParamAddr, Plain)>,
    /// JACK connections that the show wants.
    pub connections: Connections,
    /// Which program changes of surfaces recall scenes.
    pub programs: Option<Programs>,
    /// What remote controls may do.
    pub remote: Option<Remote>,
    /// What the mix is compared with.
    pub reference: Option<Reference>,
    /// Where the console listens for OSC, and to whom.
    pub osc: Option<OscSettings>,
    /// Where the console listens for phones.
    pub phones: Option<PhoneSettings>,
    /// The scenes.
    pub scenes: Vec<Scene>,
    /// The cues; without any, GO walks the scenes.
    pub cues: Vec<Cue>,
    /// What every front end is told first: what was wrong with the files, where sound comes from.
    pub notices: Vec<Notice>,
    /// The journal that it goes on with; without one, nothing outlives the process.
    pub journal: Option<Opening>,
    /// Where goes what the show's file has to remember.
    pub saver: Option<Sender<Keep>>,
    /// The presets, and where goes what happens to them.
    pub shelf: Shelf,
}

/// Something that the show's file has to remember.
#[derive(Clone, Debug, PartialEq)]
pub enum Keep {
    /// The connections that are wanted now.
    Connections(Connections),
    /// What the console consists of now.
    Topology(Topology),
    /// Names and colours that are given now.
    Labels {
        /// By node; one without a name and a colour has none any more.
        labels: BTreeMap<NodeId, Label>,
        /// The number of the change; whoever has written it says so with that number.
        number: u64,
    },
    /// The reference track, or that there is none.
    Reference(Option<Reference>),
    /// What happened to a scene.
    Scene {
        /// What.
        change: SceneChange,
        /// The number of the change; whoever has written it says so with that number.
        number: u64,
    },
    /// Markers, loop and lanes as they are now.
    Timeline {
        /// All of it.
        timeline: Arc<Timeline>,
        /// The number of the change.
        number: u64,
    },
    /// The cues, as they are now.
    Cues {
        /// All of them.
        cues: Vec<Cue>,
        /// The number of the change; whoever has written it says so with that number.
        number: u64,
    },
}

/// Something to be built.
#[derive(Debug)]
pub enum Order {
    /// An engine.
    Engine {
        /// Its number, for the answer.
        number: u64,
        /// What to build.
        plan: Box<Plan>,
    },
    /// Another effect for a bus.
    Effect {
        /// Its number, for the answer.
        number: u64,
        /// The bus.
        bus: NodeId,
        /// What to build.
        effect: Effect,
        /// Sample rate in Hz.
        rate: u32,
    },
}

/// Where the console's requests go; none of these ever makes it wait.
#[derive(Clone, Debug)]
pub struct Wires {
    /// To the builder of engines and effects.
    pub orders: Sender<Order>,
    /// To the audio backend.
    pub audio: Sender<AudioRequest>,
    /// Name of the backend, for people.
    pub backend: &'static str,
    /// Counters of the audio thread.
    pub load: Load,
    /// Where changes go that have taken effect, with their frames.
    pub taken: Option<Sender<Taken>>,
    /// To who plays the reference track; without it there is none.
    pub reference: Option<Sender<Play>>,
    /// To who reads the tape; without it there is none.
    pub tape: Option<Sender<TapeOrder>>,
    /// To who records; without it nothing is.
    pub records: Option<Sender<Record>>,
    /// To who measures what the engine captures; without it nothing is captured.
    pub measures: Option<Sender<Measure>>,
    /// To who sends what cues send; without it they send nothing.
    pub midi: Option<Sender<CueMidi>>,
    /// To who looks what is lacking before doors; without it nobody does.
    pub preflight: Option<Sender<()>>,
    /// To who serves phones; without it there are none.
    pub phones: Option<Sender<PhoneOrder>>,
}

impl Wires {
    /// Wires to a builder and a backend of that name, and those ends; they lead to nobody else.
    pub fn bare(backend: &'static str) -> (Self, Receiver<Order>, Receiver<AudioRequest>) {
        let (orders, orders_out) = unbounded();
        let (audio, audio_out) = unbounded();
        let wires = Self {
            orders,
            audio,
            backend,
            load: Load::default(),
            taken: None,
            reference: None,
            tape: None,
            records: None,
            measures: None,
            midi: None,
            preflight: None,
            phones: None,
        };
        (wires, orders_out, audio_out)
    }

    /// True where there are ports that somebody connects.
    pub fn has_patch(&self) -> bool {
        matches!(self.backend, "JACK" | "PipeWire")
    }
}

/// Something for who plays the reference track.
#[derive(Debug)]
pub enum Play {
    /// This file is played from here on. What is opened becomes an answer.
    Open(TrackFile),
    /// No file is played any more.
    Close,
    /// A stream is there: the track goes there, at a rate in Hz.
    Stream(PlaybackWriter, u32),
    /// It goes on at a place of the file, in frames.
    Seek(u64),
    /// Between these frames of the file it goes round; none: it goes on to its end.
    Loop(Option<Range<u64>>),
    /// Whether anybody hears it.
    Heard(bool),
}

/// Where a reference track is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrackFile {
    /// A file of the show, seen from its folder.
    OfShow(String),
    /// A file that somebody has chosen. Where there is a show, that gets a copy.
    Chosen(PathBuf),
}

/// What who plays the reference track has to say.
#[derive(Clone, Debug, PartialEq)]
pub enum Played {
    /// A part of the file was measured, in hundredths.
    Measured(u8),
    /// It can be played.
    Opened(TrackFacts),
    /// It cannot be played: a sentence.
    Failed(String),
    /// It ended before its time: a sentence.
    Broken(String),
}

/// What is known of a reference track.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrackFacts {
    /// Its name for the show: see [`Reference::file`].
    pub file: String,
    /// The show has it now, and has to remember it.
    pub is_new: bool,
    /// Sample rate in Hz.
    pub rate: u32,
    /// One or two.
    pub channels: u8,
    /// Its length.
    pub frames: u64,
    /// Integrated loudness as it is played, in LUFS; minus infinity is silence.
    pub loudness: f32,
    /// The highest true peak, in dBTP.
    pub true_peak: f32,
    /// What a person should know of it, as sentences that go on behind its name.
    pub notes: Vec<String>,
}

/// Something for who records.
#[derive(Debug)]
pub enum Record {
    /// These tracks are recorded from here on.
    Begin {
        /// The number of the take, with which its status comes back.
        number: u32,
        /// The tracks.
        tracks: Vec<RecordTrack>,
        /// In Hz.
        rate: u32,
        /// How they are stored.
        format: RecordFormat,
    },
    /// What was played last is kept, for the beginning of the next recording.
    Keep {
        /// New captures, with their numbers.
        captures: Vec<(u64, CaptureReader)>,
        /// Numbers of those that are over.
        ended: Vec<u64>,
        /// How far back it is to go.
        seconds: f32,
        /// In Hz.
        rate: u32,
    },
    /// A track of the recording goes on with another width, as soon as anything comes.
    GoOn {
        /// Its place among the tracks.
        place: usize,
        /// The part of the track: 2 for the second file.
        part: usize,
        /// What goes on.
        track: RecordTrack,
    },
    /// A marker where the recording is; without a name, the next number.
    Mark(Option<String>),
    /// The recording ends.
    End,
}

/// A track of a recording.
#[derive(Debug)]
pub struct RecordTrack {
    /// A strip, a bus, main or talkback.
    pub node: NodeId,
    /// What comes back at its insert point.
    pub is_insert: bool,
    /// Its name; may be empty.
    pub name: String,
    /// Its width.
    pub width: Width,
    /// Where it comes from.
    pub sound: RecordSound,
}

/// Where the sound of a track comes from.
#[derive(Debug)]
pub enum RecordSound {
    /// A capture that begins with it.
    New(CaptureReader),
    /// What is kept of a capture, by its number.
    Kept(u64),
}

/// Something for who measures.
#[derive(Debug)]
pub enum Measure {
    /// These mixes are measured from here on, in this order.
    Listen(Vec<Listen>),
    /// How the level in the room is measured.
    Venue(Venue),
    /// Integrated loudness, range and true peak begin anew.
    Reset,
    /// The spectra and watches of these are measured from here on.
    Hear(Vec<Heard>),
    /// How spectra are measured.
    Spectrum(SpectrumHow),
    /// The peaks of spectra that are held are forgotten.
    ClearPeaks,
}

/// A mix to be measured.
#[derive(Debug)]
pub struct Listen {
    /// Main or a bus.
    pub node: NodeId,
    /// Its width.
    pub width: Width,
    /// Sample rate in Hz.
    pub rate: u32,
    /// Where it comes; none where it comes as before.
    pub reader: Option<CaptureReader>,
}

/// Something whose spectrum is measured.
#[derive(Debug)]
pub struct Heard {
    /// The number of its capture.
    pub number: u64,
    /// The strip, bus or main.
    pub node: NodeId,
    /// What it is measured for.
    pub purpose: Purpose,
    /// How many channels it has.
    pub channels: usize,
    /// Sample rate in Hz.
    pub rate: u32,
    /// Where it comes; none where it comes as before.
    pub reader: Option<CaptureReader>,
}

/// What a spectrum is measured for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Somebody looks at it.
    Spectrum,
    /// It is compared with other strips.
    Clashes {
        /// Somebody looks at those that hide it.
        is_chosen: bool,
    },
    /// It is watched for feedback.
    Watch,
}

/// How spectra are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpectrumHow {
    /// Over what time they are averaged.
    pub average: SpectrumAverage,
    /// How long their highest levels stand.
    pub hold: PeakHold,
}

/// How the level in the room is measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Venue {
    /// Over how many minutes the mean goes.
    pub minutes: f32,
    /// How frequencies count.
    pub weighting: Weighting,
    /// The sound pressure of a sine of full scale, in dB.
    pub calibration_db: f32,
}
