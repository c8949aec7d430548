//! The core of the console: the one owner of layout, values, engine link, journal, undo and news.
//!
//! Values, glides and the engine's sender are private to this file and the files below it: whoever
//! wants another value asks [`Core::change`], which is the only writer.

mod automated;
mod change;
mod effects;
mod engine;
mod journaling;
mod labels;
mod steps;

use super::answers::Answers;
use super::engine_link::{EngineLink, Taken};
use super::feed::{Label, MuteCause, News, Notice, Severity, ShowInfo, Status};
use super::file_troubles::FileTroubles;
use super::gliding::Gliding;
use super::history::History;
use super::intent::{ClientId, Refusal};
use super::journal::{Cause, Journal};
use super::labels::of_layout;
use super::orders::Orders;
use super::scene::SceneChange;
use super::setup::{Keep, Setup, Wires};
use super::subscribers::{Subscribers, Truth};
use super::undo::{Edit, Undo};
use super::values::Values;
use crate::engine::audio::{AudioRequest, Connections};
use crate::param::silence::Cuts;
use crate::param::{Layout, NodeId, ParamAddr, ParamIndex, Plain, Recall, Store};
use crate::show::cue::CueMidi;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

/// The truth. Lives on the control thread.
#[derive(Debug)]
pub(super) struct Core {
    layout: Arc<Layout>,
    /// Present values.
    store: Store,
    /// What of them is on its way.
    gliding: Gliding,
    /// The sender of commands.
    link: EngineLink,
    /// Sample rate in Hz of the last stream, by which frames have counted; 0 before the first.
    frame_rate: u32,
    show: Arc<ShowInfo>,
    /// Names and colours as the files give them.
    labels: BTreeMap<NodeId, Label>,
    /// Those of them that the show's file does not have yet.
    unsaved_labels: BTreeMap<NodeId, Label>,
    /// The change that they were noted with last.
    labels_noted: u64,
    mutes: BTreeMap<NodeId, Vec<MuteCause>>,
    /// What solo in place silences.
    cuts: Cuts,
    status: Status,
    /// The status is news.
    status_changed: bool,
    /// What hands have set and the scenes have not noted yet.
    touched: Vec<Edit>,
    /// What has changed and automation has not noted yet.
    moved: Vec<Edit>,
    /// Nodes of which something has changed that the recall guard has not looked at yet.
    changed_nodes: BTreeSet<NodeId>,
    /// What the engine has taken and automation has not noted yet.
    taken: Vec<Taken>,
    /// Rises whenever what was sent ahead of time may be lost.
    generation: u64,
    /// When the journal was told last how far the sound is.
    frame_noted: Option<Instant>,
    wires: Wires,
    effects: Orders<NodeId>,
    saver: Option<crossbeam_channel::Sender<Keep>>,
    /// What every front end is told when it connects.
    pub(super) notices: Vec<Notice>,
    /// What is wrong with files of the show, as long as it is.
    pub(super) file_troubles: FileTroubles,
    pub(super) journal: Journal,
    /// Answers that wait for the disk.
    pub(super) answers: Answers,
    pub(super) undo: Undo,
    pub(super) history: History,
    /// What our ports shall be connected to.
    connections: Connections,
    pub(super) subscribers: Subscribers,
}

impl Core {
    /// The truth at its start values.
    pub fn new(setup: &Setup, wires: Wires) -> Self {
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
            name: setup.name.clone(),
            topology: setup.topology.clone(),
            labels: of_layout(
                &layout,
                setup.labels.iter().map(|(node, label)| (node, label)),
            ),
        };
        let status = Status {
            backend: wires.backend.to_owned(),
            ..Status::default()
        };
        let mut core = Self {
            layout,
            store,
            gliding: Gliding::default(),
            link: EngineLink::default(),
            frame_rate: 0,
            show: Arc::new(show),
            labels: setup.labels.iter().cloned().collect(),
            unsaved_labels: BTreeMap::new(),
            labels_noted: 0,
            mutes: BTreeMap::new(),
            cuts: Cuts::default(),
            status,
            status_changed: true,
            touched: Vec::new(),
            moved: Vec::new(),
            changed_nodes: BTreeSet::new(),
            taken: Vec::new(),
            generation: 0,
            frame_noted: None,
            wires,
            effects: Orders::default(),
            saver: setup.saver.clone(),
            notices: setup.notices.clone(),
            file_troubles: FileTroubles::default(),
            journal: Journal::default(),
            answers: Answers::default(),
            undo: Undo::default(),
            history: History::default(),
            connections: Connections::new(),
            subscribers: Subscribers::default(),
        };
        core.refresh_labels();
        core.refresh_mutes();
        core
    }

    /// The layout now.
    pub fn layout(&self) -> &Arc<Layout> {
        &self.layout
    }
    /// The present values.
    pub fn store(&self) -> &Store {
        &self.store
    }
    /// The present values, by address.
    pub fn values(&self) -> Values<'_> {
        Values {
            layout: &self.layout,
            store: &self.store,
        }
    }
    /// The state of audio and of the console.
    pub fn status(&self) -> &Status {
        &self.status
    }
    /// Where everything that does not concern the engine's link goes.
    pub fn wires(&self) -> &Wires {
        &self.wires
    }
    /// True where somebody keeps the show's files.
    pub fn has_keeper(&self) -> bool {
        self.saver.is_some()
    }
    /// Why a node is silent.
    pub fn causes(&self, node: NodeId) -> &[MuteCause] {
        self.mutes.get(&node).map_or(&[], Vec::as_slice)
    }
    /// Frames of a time in seconds; 0 while the rate is unknown.
    pub fn frames_of(&self, seconds: f64) -> u32 {
        (seconds * f64::from(self.status.rate)) as u32
    }

    /// The index of an address.
    ///
    /// # Errors
    /// This console has no such parameter.
    pub fn find(&self, addr: ParamAddr) -> Result<ParamIndex, Refusal> {
        self.layout
            .index(addr)
            .ok_or_else(|| Refusal::Unknown(addr.to_string()))
    }

    /// What scenes and undo may do with a parameter.
    pub fn recall_of(&self, addr: ParamAddr) -> Option<Recall> {
        let index = self.layout.index(addr)?;
        Some(self.layout.spec(index).recall)
    }

    /// Where a parameter stands, or goes.
    pub fn heading(&self, index: ParamIndex) -> Plain {
        self.gliding
            .goal(index)
            .unwrap_or_else(|| self.store.get(index))
    }

    /// Where every parameter stands, or goes, by index.
    pub fn headings(&self) -> Vec<Plain> {
        let mut values = self.store.values().to_vec();
        for (index, goal, _) in self.gliding.remaining(self.link.frame()) {
            values[index.slot()] = goal;
        }
        values
    }

    /// The nodes of which something was sent elsewhere since this was last asked.
    pub fn take_changed_nodes(&mut self) -> BTreeSet<NodeId> {
        std::mem::take(&mut self.changed_nodes)
    }

    /// True where a value would make a guard of hearing or of the PA guard less.
    pub fn loosens(&self, index: ParamIndex, value: Plain) -> bool {
        let spec = self.layout.spec(index);
        spec.loosens(self.heading(index), value)
    }

    /// A present value; of what a hand, a program or an undo has just set and what still moves, where it was set.
    pub fn settled(&self, index: ParamIndex) -> Plain {
        self.gliding
            .set_goal(index)
            .unwrap_or_else(|| self.store.get(index))
    }

    /// What a recall or an undo moves: where it goes, and the frames that it still takes.
    pub fn fading(&self) -> Vec<(ParamIndex, Plain, u32)> {
        let mut moving = self.gliding.remaining(self.link.frame());
        moving.retain(|(index, ..)| self.gliding.fades(*index));
        moving
    }

    /// True while a recall or an undo moves a parameter, and no hand.
    pub fn fades(&self, index: ParamIndex) -> bool {
        self.gliding.fades(index)
    }

    /// Changes the status; it is news then.
    pub fn set_status(&mut self, edit: impl FnOnce(&mut Status)) {
        edit(&mut self.status);
        self.status_changed = true;
    }

    /// Asks the backend for something.
    pub fn ask_audio(&self, request: AudioRequest) {
        // A backend that has ended has nothing to do any more.
        let _ = self.wires.audio.send(request);
    }

    /// Hands over what a cue sends.
    pub fn send_midi(&self, messages: &[CueMidi]) {
        if let Some(midi) = &self.wires.midi {
            for message in messages {
                // A sender that has ended means that the console is ending.
                let _ = midi.send(message.clone());
            }
        }
    }

    /// Hands over what the show's file has to remember.
    pub fn keep(&self, what: Keep) {
        if let Some(saver) = &self.saver {
            // A saver that has ended has said so.
            let _ = saver.send(what);
        }
    }

    /// Hands over a change of a scene.
    pub fn keep_scene(&self, change: SceneChange, number: u64) {
        self.keep(Keep::Scene { change, number });
    }

    /// What changes from here on is the console's own doing.
    pub fn act_for_itself(&mut self, cause: Cause, now: Instant) {
        let console = ClientId::CONSOLE;
        self.journal.attribute(console, "console", cause, now);
    }

    /// Tells everybody something.
    pub fn tell(&mut self, severity: Severity, text: impl Into<String>) {
        self.subscribers.notify(&Notice {
            severity,
            text: text.into(),
        });
    }

    /// Tells everybody, and whoever connects later.
    pub fn tell_for_good(&mut self, notice: Notice) {
        self.subscribers.notify(&notice);
        self.notices.push(notice);
    }

    /// Tells one client.
    pub fn tell_one(&mut self, client: ClientId, severity: Severity, text: String) {
        let notice = Notice { severity, text };
        self.subscribers.notify_one(client, notice);
    }

    /// Sends everybody what is news to them. The clients that are gone.
    pub fn serve(&mut self, now: Instant) -> Vec<ClientId> {
        if std::mem::take(&mut self.status_changed) {
            self.subscribers.tell(News::Status(self.status.clone()));
        }
        let truth = Truth {
            show: &self.show,
            store: &self.store,
            gliding: &self.gliding,
            mutes: &self.mutes,
        };
        self.subscribers.serve(truth, now)
    }
}
