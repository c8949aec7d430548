//! The console: intents become values, commands to the engine, and steps that can be undone.

use super::copy::Clips;
use super::engine_care::EngineCare;
use super::feed::{
    AudioState, Label, MuteCause, Notice, Severity, ShowInfo, Status, SurfaceStatus,
};
use super::inbox::Event;
use super::intent::{Answer, ClientId, Intent, Refusal, Rights};
use super::journal::{Cause, Journal};
use super::mute_causes;
use super::presets::Library;
use super::scenes::Scenes;
pub use super::setup::{Keep, Order, Setup, Wires};
use super::solo::Cuts;
use super::subscribers::{Subscribers, Truth};
use super::tap_tempo::{TapTempo, is_tap};
use super::undo::{Edit, Step, Undo};
use crate::engine::audio::AudioRequest;
use crate::engine::command::Change;
use crate::param::spec::{ConsoleParam, Param};
use crate::param::{Layout, NodeId, ParamAddr, ParamIndex, Plain, Store};
use crossbeam_channel::Sender;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

/// The truth, and what is done with it. Lives on the control thread.
#[derive(Debug)]
pub struct Console {
    pub(super) layout: Arc<Layout>,
    pub(super) store: Store,
    pub(super) show: Arc<ShowInfo>,
    pub(super) labels: Vec<(NodeId, Label)>,
    pub(super) mutes: BTreeMap<NodeId, Vec<MuteCause>>,
    /// What solo in place silences.
    pub(super) cuts: Cuts,
    /// When a latched talk key lets go.
    pub(super) talk_until: Option<Instant>,
    pub(super) status: Status,
    /// A client has ended it.
    is_over: bool,
    pub(super) subscribers: Subscribers,
    pub(super) care: EngineCare,
    pub(super) wires: Wires,
    pub(super) scenes: Scenes,
    surfaces: Arc<Vec<SurfaceStatus>>,
    pub(super) journal: Journal,
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
        console.ask_for_ports();
        if !setup.connections.is_empty() {
            console.ask_audio(AudioRequest::Connect(setup.connections));
        }
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

    /// Takes one event. False when the console shall end.
    pub fn handle(&mut self, event: Event, now: Instant) -> bool {
        match event {
            Event::Connect { hello, id, updates } => {
                let layout = self.layout.clone();
                let client = self
                    .subscribers
                    .connect(hello.name, hello.rights, updates, &layout);
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
                self.history.part(client);
                self.clips.remove(&client);
            }
            Event::Intent {
                client,
                intent,
                answer,
            } => {
                let outcome = self.follow(client, intent, now);
                match (answer, outcome) {
                    (Some(answer), outcome) => {
                        // Nobody waits any more: nobody to tell.
                        let _ = answer.try_send(outcome);
                    }
                    (None, Err(refusal)) => self.tell_one(client, &refusal),
                    (None, Ok(_)) => {}
                }
            }
            Event::Audio(event) => self.handle_audio(event, now),
            Event::Built {
                order,
                engine,
                meters,
            } => self.take_built(order, engine, meters),
            Event::Journal(report) => self.take_report(report),
            Event::Saved(stamp) => self.journal.note_file(stamp),
            Event::SceneKept { name, number } => self.scene_kept(&name, number),
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

    /// What has to be done between events: everything that came back from the engine, and news to
    /// everybody. Call it at least every few milliseconds while audio runs.
    pub fn tick(&mut self, now: Instant) {
        self.look_after_engine(now);
        self.look_after_journal(now);
        self.look_after_talkback(now);
        let truth = Truth {
            show: &self.show,
            layout: &self.layout,
            store: &self.store,
            mutes: &self.mutes,
            status: &self.status,
            scenes: &self.scenes,
            surfaces: &self.surfaces,
            library: &self.library,
        };
        for gone in self.subscribers.serve(truth, now) {
            self.history.part(gone);
            self.clips.remove(&gone);
        }
    }

    /// Follows an intent.
    ///
    /// # Errors
    /// Why it cannot be followed; nothing has changed then.
    pub fn follow(
        &mut self,
        client: ClientId,
        intent: Intent,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        if self.subscribers.rights(client) == Rights::Watch {
            return Err(Refusal::Rights);
        }
        let name = self.subscribers.name(client);
        self.journal.attribute(client, name, Cause::Hand, now);
        let answer = self.dispatch(client, intent, now)?;
        Ok(Answer {
            change: self.journal.changes(),
            ..answer
        })
    }

    fn dispatch(
        &mut self,
        client: ClientId,
        intent: Intent,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        match intent {
            Intent::Set(addr, value) | Intent::SetProtected(addr, value)
                if is_tap(addr) && value.is_on() =>
            {
                self.tap(client, addr.node(), now)
            }
            Intent::Set(addr, value) | Intent::Move(addr, value) => {
                self.check_unprotected([addr])?;
                self.set(client, &[(addr, value)], now)
            }
            Intent::SetProtected(addr, value) => self.set(client, &[(addr, value)], now),
            Intent::Panic => self.panic(client, now),
            Intent::SetMany(values) => {
                self.check_unprotected(values.iter().map(|(addr, _)| *addr))?;
                self.set(client, &values, now)
            }
            Intent::Toggle(addr) if is_tap(addr) => self.tap(client, addr.node(), now),
            Intent::Step(addr, part) => self.step(client, addr, part, now),
            Intent::Toggle(addr) => self.toggle(client, addr, now),
            Intent::Reset(addr) => {
                let index = self.find(addr)?;
                self.check_unprotected([addr])?;
                self.set(client, &[(addr, self.layout.default(index))], now)
            }
            Intent::BeginGesture(addr) => {
                self.find(addr)?;
                self.history.begin(client, addr, now);
                Ok(Answer::default())
            }
            Intent::EndGesture(addr) => {
                self.history.end(client, addr);
                Ok(Answer::default())
            }
            Intent::Undo => self.undo(client),
            Intent::Redo => self.redo(client),
            Intent::StoreScene(name) => self.store_scene(&name),
            Intent::RecallScene(name, seconds) => self.recall_scene(client, &name, seconds, now),
            Intent::RecallSceneAt(place) => self.recall_scene_at(client, place, now),
            Intent::ArmScene(name) => self.arm_scene(name.as_deref()),
            Intent::StepArmed(by) => self.step_armed(by),
            Intent::Go => self.go(client, now),
            Intent::StoreCurrentScene => self.store_current_scene(),
            Intent::RenameScene(from, to) => self.rename_scene(&from, &to),
            Intent::DeleteScene(name) => self.delete_scene(&name),
            Intent::UndoRecall => self.undo_recall(client, now),
            Intent::Reshape(topology) => self.reshape(topology),
            Intent::ClearFault(node) => self.clear_fault(node),
            Intent::Transfer(wish) => self.transfer(client, wish, now),
            Intent::End => {
                self.is_over = true;
                Ok(Answer::said("The console ends"))
            }
        }
    }

    /// All outputs are silenced at once.
    fn panic(&mut self, client: ClientId, now: Instant) -> Result<Answer, Refusal> {
        let switch = NodeId::CONSOLE.param(Param::Console(ConsoleParam::Panic));
        self.set(client, &[(switch, Plain::switch(true))], now)?;
        Ok(Answer::said("Panic: all outputs are silent"))
    }

    pub(super) fn find(&self, addr: ParamAddr) -> Result<ParamIndex, Refusal> {
        self.layout
            .index(addr)
            .ok_or_else(|| Refusal::Unknown(addr.to_string()))
    }

    /// Guards of hearing and the PA move only when they are named and given a value.
    pub(super) fn check_unprotected(
        &self,
        addrs: impl IntoIterator<Item = ParamAddr>,
    ) -> Result<(), Refusal> {
        for addr in addrs {
            let index = self.find(addr)?;
            if self.layout.spec(index).protected {
                return Err(Refusal::Protected(addr.to_string()));
            }
        }
        Ok(())
    }

    fn check_value(&self, addr: ParamAddr, value: Plain) -> Result<(ParamIndex, Plain), Refusal> {
        let index = self.find(addr)?;
        let spec = self.layout.spec(index);
        let refusal = |allowed: String| Refusal::Value {
            path: addr.to_string(),
            found: spec.exact(value),
            allowed,
        };
        if spec.read_only {
            return Err(Refusal::ReadOnly(addr.to_string()));
        }
        if !spec.curve.allows(value) {
            return Err(refusal(spec.allowed()));
        }
        if !self.layout.has_named(index, value) {
            return Err(refusal(format!("{}, on this console", spec.allowed())));
        }
        let value = if is_tap(addr) {
            Plain::switch(false)
        } else {
            value
        };
        Ok((index, spec.curve.clamp(value)))
    }

    pub(super) fn set(
        &mut self,
        client: ClientId,
        values: &[(ParamAddr, Plain)],
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let checked: Result<Vec<_>, _> = values
            .iter()
            .map(|(addr, value)| self.check_value(*addr, *value))
            .collect();
        let values_of_all = self.with_consequences(checked?)?;
        let edits = self.change(&values_of_all, 0);
        self.note_touch(&edits);
        self.record(client, Step { edits }, now);
        Ok(Answer::said(self.say(values)))
    }

    fn say(&self, values: &[(ParamAddr, Plain)]) -> String {
        match values {
            [(addr, _)] => match self.layout.index(*addr) {
                Some(index) => {
                    format!(
                        "{addr}: {}",
                        self.layout.spec(index).exact(self.store.get(index))
                    )
                }
                None => addr.to_string(),
            },
            values => format!("{} parameters set", values.len()),
        }
    }

    /// Changes values that have been checked: truth, engine, everybody who listens. What was
    /// really different, as edits.
    pub(super) fn change(&mut self, values: &[(ParamIndex, Plain)], over: u32) -> Vec<Edit> {
        let each = values.iter().map(|(index, value)| Change {
            index: *index,
            value: *value,
            over,
        });
        self.change_each(each)
    }

    /// As [`Self::change`], each in its own time.
    pub(super) fn change_each(&mut self, wanted: impl Iterator<Item = Change>) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut changes = Vec::new();
        for change in wanted {
            let (index, new) = (change.index, change.value);
            let old = self.store.set(index, new);
            if old != new {
                let addr = self.layout.addr(index);
                // Of two for one parameter the engine gets both: the first is where it starts from.
                match edits.last_mut() {
                    Some(Edit {
                        addr: last,
                        new: to,
                        ..
                    }) if *last == addr => *to = new,
                    _ => edits.push(Edit { addr, old, new }),
                }
                changes.push((change, addr));
                self.subscribers.mark(index);
            }
        }
        edits.retain(|edit| edit.old != edit.new);
        if edits
            .iter()
            .any(|edit| mute_causes::concerns(edit.addr.param, self.cuts))
        {
            self.refresh_mutes();
        }
        self.follow_spares(&edits);
        let command = match &changes[..] {
            [] => return edits,
            [(change, addr)] => self.care.link.change(*change, *addr),
            _ => self.care.link.batch(changes),
        };
        let values = edits.iter().map(|edit| (edit.addr, edit.new)).collect();
        self.journal.record(values, command);
        edits
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
