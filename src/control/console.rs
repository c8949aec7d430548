//! The console: intents become values, commands to the engine, and steps that can be undone.

use super::answers::{AnswerTo, Answers};
use super::copy::Clips;
use super::engine_care::EngineCare;
use super::feed::{
    AudioState, Label, MuteCause, Notice, Severity, ShowInfo, Status, SurfaceStatus,
};
use super::gliding::Gliding;
use super::inbox::Event;
use super::intent::{ClientId, Intent, Refusal};
use super::journal::Journal;
use super::presets::Library;
use super::scene_list::Scenes;
pub use super::setup::{Keep, Order, Setup, Wires};
use super::solo::Cuts;
use super::subscribers::{Subscribers, Truth};
use super::tap_tempo::TapTempo;
use super::undo::Undo;
use crate::engine::audio::AudioRequest;
use crate::param::{Layout, NodeId, ParamAddr, Store};
use crossbeam_channel::Sender;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

/// Longest name of a client, in characters.
const LONGEST_NAME: usize = 40;

/// The truth, and what is done with it. Lives on the control thread.
#[derive(Debug)]
pub struct Console {
    pub(super) layout: Arc<Layout>,
    /// Present values.
    pub(super) store: Store,
    /// What of them is on its way.
    pub(super) gliding: Gliding,
    /// Controls under a hand, and whose.
    pub(super) held: BTreeSet<(ParamAddr, ClientId)>,
    pub(super) show: Arc<ShowInfo>,
    pub(super) labels: Vec<(NodeId, Label)>,
    pub(super) mutes: BTreeMap<NodeId, Vec<MuteCause>>,
    /// What solo in place silences.
    pub(super) cuts: Cuts,
    /// When a latched talk key lets go.
    pub(super) talk_until: Option<Instant>,
    pub(super) status: Status,
    /// A client has ended it.
    pub(super) is_over: bool,
    pub(super) subscribers: Subscribers,
    pub(super) care: EngineCare,
    pub(super) wires: Wires,
    pub(super) scenes: Scenes,
    surfaces: Arc<Vec<SurfaceStatus>>,
    pub(super) journal: Journal,
    /// When the journal was told last how far the sound is.
    pub(super) frame_noted: Option<Instant>,
    /// Answers that wait for the disk.
    pub(super) answers: Answers,
    pub(super) notices: Vec<Notice>,
    pub(super) keeper: Option<Sender<Keep>>,
    pub(super) history: Undo,
    pub(super) clips: Clips,
    pub(super) library: Library,
    /// Presses of the tap keys.
    pub(super) taps: BTreeMap<NodeId, TapTempo>,
}

impl Console {
    /// A console at its start values, its outputs under safe start; asks the backend for ports.
    pub fn new(setup: Setup, wires: Wires) -> Self {
        let layout = Arc::new(Layout::new(setup.topology.clone()));
        let mut store = Store::defaults(&layout);
        for (addr, value) in &setup.values {
            // What a console before this one found is no longer true.
            let index = layout.index(*addr);
            if let Some(index) = index.filter(|index| !layout.spec(*index).read_only) {
                store.set(index, layout.spec(index).curve.clamp(*value));
            }
        }
        let show = ShowInfo {
            name: setup.name,
            topology: setup.topology,
            labels: super::subscribers::labels_for(&layout, &setup.labels),
        };
        let status = Status {
            backend: wires.backend.to_owned(),
            ..Status::default()
        };
        let mut console = Self {
            layout,
            store,
            gliding: Gliding::default(),
            held: BTreeSet::new(),
            show: Arc::new(show),
            labels: setup.labels,
            mutes: BTreeMap::new(),
            cuts: Cuts::default(),
            talk_until: None,
            status,
            is_over: false,
            subscribers: Subscribers::default(),
            care: EngineCare::default(),
            wires,
            scenes: Scenes::new(setup.scenes),
            surfaces: Arc::default(),
            history: Undo::default(),
            taps: BTreeMap::new(),
            journal: Journal::default(),
            frame_noted: None,
            answers: Answers::default(),
            notices: setup.notices,
            keeper: setup.keeper,
            clips: Clips::default(),
            library: Library::new(setup.shelf),
        };
        console.refresh_labels();
        console.refresh_mutes();
        if let Some(opening) = setup.journal {
            console.open_journal(opening);
        }
        // A client opens when it knows its ports. Told afterwards what is wanted, it would cut what a hand has
        // connected meanwhile.
        if !setup.connections.is_empty() {
            console.ask_audio(AudioRequest::Connect(setup.connections));
        }
        console.ask_for_ports();
        console
    }

    /// The layout now.
    pub fn layout(&self) -> &Arc<Layout> {
        &self.layout
    }
    /// The values now.
    pub fn store(&self) -> &Store {
        &self.store
    }
    /// The state of audio now.
    pub fn audio(&self) -> &AudioState {
        &self.status.audio
    }

    /// True while the engine has more to take than fits: clients have to wait.
    pub fn is_congested(&self) -> bool {
        self.care.link.is_congested()
    }

    /// Takes one event. False when the console shall end.
    pub fn handle(&mut self, event: Event, now: Instant) -> bool {
        match event {
            Event::Connect { hello, id, updates } => {
                let layout = self.layout.clone();
                let name = hello.name.chars().take(LONGEST_NAME).collect();
                let client = self
                    .subscribers
                    .connect(name, hello.rights, updates, &layout);
                let name = self.subscribers.name(client).to_owned();
                self.history.welcome(client, &name);
                for notice in self.notices.clone() {
                    self.subscribers.notify_one(client, notice);
                }
                // A front end that has gone already is noticed at its first update.
                let _ = id.try_send(client);
            }
            Event::Disconnect(client) => {
                self.subscribers.disconnect(client);
                self.part(client);
            }
            Event::Intent {
                client,
                intent,
                answer,
                permit: _permit,
            } => self.follow_and_answer(client, intent, answer, now),
            Event::Audio(event) => self.handle_audio(event, now),
            Event::Built {
                order,
                engine,
                meters,
            } => self.take_built(order, engine, meters),
            Event::Journal(report) => self.take_report(report),
            Event::Saved(stamp) => self.journal.note_file(stamp),
            Event::SceneKept { name, number } => self.scene_kept(&name, number),
            Event::Scenes(loaded, notices) => self.take_scenes(loaded, notices),
            Event::KeepAll => self.keep_all(),
            Event::Surfaces(surfaces) => {
                self.surfaces = Arc::new(surfaces);
                self.subscribers.mark_surfaces();
            }
            Event::Tell(notice) => self.subscribers.notify(&notice),
            Event::Stop => return false,
        }
        !self.is_over
    }

    fn follow_and_answer(
        &mut self,
        client: ClientId,
        intent: Intent,
        to: Option<AnswerTo>,
        now: Instant,
    ) {
        let is_reshape = matches!(intent, Intent::Reshape(_));
        let is_durable = intent.is_durable() && self.journal.is_kept();
        match (to, self.follow(client, intent, now)) {
            (Some(to), Ok(answer)) if is_reshape && self.is_reshaping() => {
                self.answers.wait_for_shape(to, answer);
            }
            (Some(to), Ok(answer)) if is_durable => {
                self.answers.wait(to, answer, self.status.committed);
            }
            (Some(to), outcome) => {
                // Nobody waits any more: nobody to tell.
                let _ = to.try_send(outcome);
            }
            (None, Err(refusal)) => self.tell_one(client, &refusal),
            (None, Ok(_)) => {}
        }
    }

    /// What has to be done between events: everything that came back from the engine, and news to
    /// everybody. Call it at least every few milliseconds while audio runs.
    pub fn tick(&mut self, now: Instant) {
        self.look_after_engine(now);
        self.follow_glides();
        self.look_after_journal(now);
        self.look_after_talkback(now);
        let truth = Truth {
            show: &self.show,
            layout: &self.layout,
            store: &self.store,
            gliding: &self.gliding,
            mutes: &self.mutes,
            status: &self.status,
            scenes: &self.scenes,
            surfaces: &self.surfaces,
            library: &self.library,
        };
        for gone in self.subscribers.serve(truth, now) {
            self.part(gone);
        }
    }

    /// A client is gone.
    fn part(&mut self, client: ClientId) {
        self.history.part(client);
        self.clips.remove(&client);
        self.held.retain(|(_, holder)| *holder != client);
    }

    pub(super) fn tell(&mut self, severity: Severity, text: impl Into<String>) {
        self.subscribers.notify(&Notice {
            severity,
            text: text.into(),
        });
    }

    fn tell_one(&mut self, client: ClientId, refusal: &Refusal) {
        let notice = Notice {
            severity: Severity::Warning,
            text: refusal.to_string(),
        };
        self.subscribers.notify_one(client, notice);
    }
}
