//! Everybody who listens, each served at its own speed.

use super::feed::{
    Done, Label, Levels, MuteCause, Notice, Severity, ShowInfo, Status, SurfaceStatus, Update,
};
use super::gliding::Gliding;
use super::intent::{ClientId, Rights};
use super::presets::Library;
use super::scene_list::Scenes;
use crate::param::{DirtySet, Layout, NodeId, ParamIndex, Plain, Store};
use crossbeam_channel::{Sender, TrySendError};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Levels and surfaces are sent at most this often; values go out at once.
const LEVELS_EVERY: Duration = Duration::from_millis(25);
/// Notices kept for a subscriber that does not read; older ones are dropped.
const NOTICES_KEPT: usize = 100;

/// The truth that updates are cut from.
#[derive(Clone, Copy, Debug)]
pub struct Truth<'a> {
    /// What the console consists of.
    pub show: &'a Arc<ShowInfo>,
    /// Its layout.
    pub layout: &'a Layout,
    /// Its values.
    pub store: &'a Store,
    /// What of them is on its way.
    pub gliding: &'a Gliding,
    /// Why nodes are silent.
    pub mutes: &'a BTreeMap<NodeId, Vec<MuteCause>>,
    /// State of audio.
    pub status: &'a Status,
    /// The scenes.
    pub scenes: &'a Scenes,
    /// Where surfaces stand.
    pub surfaces: &'a Arc<Vec<SurfaceStatus>>,
    /// The presets.
    pub library: &'a Library,
}

#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says that one thing is news"
)]
struct Subscriber {
    rights: Rights,
    name: String,
    updates: Sender<Update>,
    show: bool,
    status: bool,
    scenes: bool,
    surfaces: bool,
    presets: bool,
    dirty: DirtySet,
    goals: DirtySet,
    mutes: Vec<NodeId>,
    levels: Option<Levels>,
    levels_sent: Option<Instant>,
    notices: Vec<Notice>,
    done: Vec<Done>,
}

/// All subscribers.
#[derive(Debug, Default)]
pub struct Subscribers {
    clients: BTreeMap<ClientId, Subscriber>,
    last: u32,
}

impl Subscribers {
    /// A new one; its first update will hold everything.
    pub fn connect(
        &mut self,
        name: String,
        rights: Rights,
        updates: Sender<Update>,
        layout: &Layout,
    ) -> ClientId {
        self.last += 1;
        let mut subscriber = Subscriber {
            rights,
            name,
            updates,
            show: false,
            status: false,
            scenes: true,
            surfaces: true,
            presets: true,
            dirty: DirtySet::default(),
            goals: DirtySet::default(),
            mutes: Vec::new(),
            levels: None,
            levels_sent: None,
            notices: Vec::new(),
            done: Vec::new(),
        };
        subscriber.start_over(layout);
        let id = ClientId(self.last);
        self.clients.insert(id, subscriber);
        id
    }

    /// One is gone.
    pub fn disconnect(&mut self, client: ClientId) {
        self.clients.remove(&client);
    }

    /// What a client may do; the console itself may do everything.
    pub fn rights(&self, client: ClientId) -> Rights {
        let known = self
            .clients
            .get(&client)
            .map(|subscriber| subscriber.rights);
        known.unwrap_or(if client == ClientId::CONSOLE {
            Rights::Mix
        } else {
            Rights::Watch
        })
    }

    /// A client's name.
    pub fn name(&self, client: ClientId) -> &str {
        self.clients
            .get(&client)
            .map_or("console", |subscriber| &subscriber.name)
    }

    /// The console has another layout: everybody starts over.
    pub fn start_over(&mut self, layout: &Layout) {
        self.clients
            .values_mut()
            .for_each(|subscriber| subscriber.start_over(layout));
    }

    /// A parameter changed.
    pub fn mark(&mut self, index: ParamIndex) {
        self.clients
            .values_mut()
            .for_each(|subscriber| subscriber.dirty.mark(index));
    }

    /// A parameter began to move, moves elsewhere, or ceased to.
    pub fn mark_goal(&mut self, index: ParamIndex) {
        for subscriber in self.clients.values_mut() {
            subscriber.goals.mark(index);
        }
    }

    /// A node's mute causes changed.
    pub fn mark_mute(&mut self, node: NodeId) {
        for subscriber in self.clients.values_mut() {
            if !subscriber.mutes.contains(&node) {
                subscriber.mutes.push(node);
            }
        }
    }

    /// The status changed.
    pub fn mark_status(&mut self) {
        self.clients
            .values_mut()
            .for_each(|subscriber| subscriber.status = true);
    }

    /// The scenes changed.
    pub fn mark_scenes(&mut self) {
        for subscriber in self.clients.values_mut() {
            subscriber.scenes = true;
        }
    }

    /// Surfaces stand elsewhere.
    pub fn mark_surfaces(&mut self) {
        for subscriber in self.clients.values_mut() {
            subscriber.surfaces = true;
        }
    }

    /// The presets changed.
    pub fn mark_presets(&mut self) {
        for subscriber in self.clients.values_mut() {
            subscriber.presets = true;
        }
    }

    /// New levels.
    pub fn add_levels(&mut self, levels: &Levels) {
        for subscriber in self.clients.values_mut() {
            match &mut subscriber.levels {
                Some(waiting) => waiting.merge(levels),
                None => subscriber.levels = Some(levels.clone()),
            }
        }
    }

    /// Tells everybody, and whoever reads the log later.
    pub fn notify(&mut self, notice: &Notice) {
        match notice.severity {
            Severity::Info => tracing::info!("{}", notice.text),
            Severity::Warning => tracing::warn!("{}", notice.text),
            Severity::Error => tracing::error!("{}", notice.text),
        }
        self.clients
            .values_mut()
            .for_each(|subscriber| subscriber.notify(notice.clone()));
    }

    /// Tells one.
    pub fn notify_one(&mut self, client: ClientId, notice: Notice) {
        if let Some(subscriber) = self.clients.get_mut(&client) {
            subscriber.notify(notice);
        }
    }

    /// Tells everybody what somebody has done.
    pub fn tell_done(&mut self, done: &Done) {
        for subscriber in self.clients.values_mut() {
            push_newest(&mut subscriber.done, done.clone());
        }
    }

    /// Sends everybody what there is, as far as they take it. Those who are gone are given.
    pub fn serve(&mut self, truth: Truth, now: Instant) -> Vec<ClientId> {
        let mut gone = Vec::new();
        for (id, subscriber) in &mut self.clients {
            if !subscriber.serve(truth, now) {
                gone.push(*id);
            }
        }
        for id in &gone {
            self.disconnect(*id);
        }
        gone
    }
}

impl Subscriber {
    /// Where everything goes of which that is news; after a new layout, what rests is no news.
    fn take_goals(&mut self, truth: &Truth) -> Vec<(ParamIndex, Option<Plain>)> {
        let goal = |index| (index, truth.gliding.goal(index));
        let goals = self.goals.take().into_iter().map(goal);
        goals
            .filter(|(_, goal)| !self.show || goal.is_some())
            .collect()
    }

    fn start_over(&mut self, layout: &Layout) {
        self.show = true;
        self.status = true;
        self.dirty = DirtySet::new(layout.len());
        self.dirty.mark_all(layout.len());
        self.goals = DirtySet::new(layout.len());
        self.goals.mark_all(layout.len());
        self.mutes = layout.nodes();
        self.levels = None;
    }

    fn notify(&mut self, notice: Notice) {
        push_newest(&mut self.notices, notice);
    }

    fn has_news(&self, now: Instant) -> bool {
        let levels_due = self
            .levels_sent
            .is_none_or(|sent| now.duration_since(sent) >= LEVELS_EVERY);
        self.show
            || self.status
            || self.scenes
            || self.presets
            || !self.dirty.is_empty()
            || !self.goals.is_empty()
            || !self.mutes.is_empty()
            || !self.notices.is_empty()
            || !self.done.is_empty()
            || ((self.levels.is_some() || self.surfaces) && levels_due)
    }

    /// False when the subscriber is gone.
    fn serve(&mut self, truth: Truth, now: Instant) -> bool {
        if !self.has_news(now) || self.updates.is_full() {
            return true;
        }
        if self.levels.is_some() || self.surfaces {
            self.levels_sent = Some(now);
        }
        let update = self.take_update(truth);
        !matches!(
            self.updates.try_send(update),
            Err(TrySendError::Disconnected(_))
        )
    }

    fn take_update(&mut self, truth: Truth) -> Update {
        let goals = self.take_goals(&truth);
        let values = self
            .dirty
            .take()
            .into_iter()
            .map(|index| (index, truth.store.get(index)));
        let causes = |node: NodeId| truth.mutes.get(&node).cloned().unwrap_or_default();
        let mutes = std::mem::take(&mut self.mutes);
        Update {
            show: std::mem::take(&mut self.show).then(|| truth.show.clone()),
            values: values.collect(),
            goals,
            mutes: mutes.into_iter().map(|node| (node, causes(node))).collect(),
            levels: self.levels.take(),
            status: std::mem::take(&mut self.status).then(|| truth.status.clone()),
            scenes: std::mem::take(&mut self.scenes).then(|| truth.scenes.summary()),
            surfaces: std::mem::take(&mut self.surfaces).then(|| truth.surfaces.clone()),
            presets: std::mem::take(&mut self.presets).then(|| truth.library.summary()),
            notices: std::mem::take(&mut self.notices),
            done: std::mem::take(&mut self.done),
        }
    }
}

/// Keeps the newest of what a subscriber has not read.
fn push_newest<T>(list: &mut Vec<T>, news: T) {
    if list.len() == NOTICES_KEPT {
        list.remove(0);
    }
    list.push(news);
}

/// Labels for the nodes of a topology: those of `labels` that exist.
pub fn labels_for(layout: &Layout, labels: &[(NodeId, Label)]) -> Vec<(NodeId, Label)> {
    let nodes = layout.nodes();
    labels
        .iter()
        .filter(|(node, _)| nodes.contains(node))
        .cloned()
        .collect()
}
