//! Everybody who listens, each served at its own speed.

use super::feed::{
    Done, Finding, Levels, MidiLine, MuteCause, News, Notice, Severity, ShowInfo, Update,
};
use super::gliding::Gliding;
use super::intent::{ClientId, Rights};
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
    /// Its values.
    pub store: &'a Store,
    /// What of them is on its way.
    pub gliding: &'a Gliding,
    /// Why nodes are silent.
    pub mutes: &'a BTreeMap<NodeId, Vec<MuteCause>>,
}

#[derive(Debug)]
struct Subscriber {
    rights: Rights,
    name: String,
    updates: Sender<Update>,
    /// It looks at a spectrum.
    looks: bool,
    /// It looks at the messages of surfaces.
    watches_midi: bool,
    show: bool,
    /// Number of the newest news that it has.
    news: u64,
    dirty: DirtySet,
    goals: DirtySet,
    mutes: Vec<NodeId>,
    levels: Option<Levels>,
    levels_sent: Option<Instant>,
    notices: Vec<Notice>,
    done: Vec<Done>,
    midi: Vec<MidiLine>,
}

/// All subscribers.
#[derive(Debug, Default)]
pub struct Subscribers {
    clients: BTreeMap<ClientId, Subscriber>,
    last: u32,
    latest: Latest,
}

/// The newest news of each kind, numbered in the order in which they came.
#[derive(Debug, Default)]
struct Latest {
    news: Vec<(u64, News)>,
    count: u64,
}

impl Latest {
    /// Takes news. What says the same as before is none.
    fn take(&mut self, news: News) {
        let known = self.news.iter().position(|(_, known)| known.is_like(&news));
        if known.is_some_and(|at| self.news[at].1 == news) {
            return;
        }
        self.count += 1;
        match known {
            Some(at) => self.news[at] = (self.count, news),
            None => self.news.push((self.count, news)),
        }
    }

    /// What came after the news of this number.
    fn after(&self, number: u64) -> impl Iterator<Item = &News> {
        let newer = self.news.iter().filter(move |(at, _)| *at > number);
        newer.map(|(_, news)| news)
    }
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
            looks: false,
            watches_midi: false,
            show: false,
            news: 0,
            dirty: DirtySet::default(),
            goals: DirtySet::default(),
            mutes: Vec::new(),
            levels: None,
            levels_sent: None,
            notices: Vec::new(),
            done: Vec::new(),
            midi: Vec::new(),
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

    /// One looks at a spectrum, or no longer.
    pub fn look(&mut self, client: ClientId, looks: bool) {
        if let Some(subscriber) = self.clients.get_mut(&client) {
            subscriber.looks = looks;
        }
    }

    /// One looks at the messages of surfaces, or no longer.
    pub fn watch_midi(&mut self, client: ClientId, watches: bool) {
        if let Some(subscriber) = self.clients.get_mut(&client) {
            subscriber.watches_midi = watches;
        }
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

    /// Something is news as a whole.
    pub fn tell(&mut self, news: News) {
        self.latest.take(news);
    }

    /// Somebody has looked what is lacking before doors.
    pub fn tell_findings(&mut self, found: Vec<Finding>) {
        self.tell(News::Preflight(Some(Arc::new(found))));
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

    /// Gives what surfaces said and heard to those who look at that.
    pub fn add_midi(&mut self, lines: &[MidiLine]) {
        let mut clients = self.clients.values_mut();
        for subscriber in clients.by_ref().filter(|client| client.watches_midi) {
            for line in lines {
                push_newest(&mut subscriber.midi, line.clone());
            }
        }
    }

    /// When somebody has to be served next: levels are fetched for whoever listens; none where nobody does.
    pub fn next_due(&self, now: Instant) -> Option<Instant> {
        let due = |subscriber: &Subscriber| match subscriber.levels_sent {
            // Who does not read is looked at again as if he had been served now.
            _ if subscriber.updates.is_full() => now + LEVELS_EVERY,
            Some(sent) => sent + LEVELS_EVERY,
            None => now,
        };
        self.clients.values().map(due).min()
    }

    /// Sends everybody what there is, as far as they take it. Those who are gone are given.
    pub fn serve(&mut self, truth: Truth, now: Instant) -> Vec<ClientId> {
        let mut gone = Vec::new();
        for (id, subscriber) in &mut self.clients {
            if !subscriber.serve(truth, &self.latest, now) {
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

    /// The news that it has not had.
    fn news<'l>(&self, latest: &'l Latest) -> impl Iterator<Item = &'l News> {
        let looks = self.looks;
        let news = latest.after(self.news);
        news.filter(move |news| looks || !news.is_for_lookers())
    }

    fn has_news(&self, latest: &Latest, now: Instant) -> bool {
        let levels_due = self
            .levels_sent
            .is_none_or(|sent| now.duration_since(sent) >= LEVELS_EVERY);
        let mut news = self.news(latest);
        self.show
            || !self.dirty.is_empty()
            || !self.goals.is_empty()
            || !self.mutes.is_empty()
            || !self.notices.is_empty()
            || !self.done.is_empty()
            || news.any(|news| levels_due || !news.is_frequent())
            || ((self.levels.is_some() || !self.midi.is_empty()) && levels_due)
    }

    /// False when the subscriber is gone.
    fn serve(&mut self, truth: Truth, latest: &Latest, now: Instant) -> bool {
        if !self.has_news(latest, now) || self.updates.is_full() {
            return true;
        }
        if self.levels.is_some()
            || !self.midi.is_empty()
            || self.news(latest).any(News::is_frequent)
        {
            self.levels_sent = Some(now);
        }
        let update = self.take_update(truth, latest);
        !matches!(
            self.updates.try_send(update),
            Err(TrySendError::Disconnected(_))
        )
    }

    fn take_update(&mut self, truth: Truth, latest: &Latest) -> Update {
        let news = self.news(latest).cloned().collect();
        self.news = latest.count;
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
            news,
            notices: std::mem::take(&mut self.notices),
            done: std::mem::take(&mut self.done),
            midi: std::mem::take(&mut self.midi),
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
