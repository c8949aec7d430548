//! The thread that serves all phones: what they say in, intents to the console, its news out.

use super::book::Book;
use super::gate::Gate;
use super::keeper::Keeper;
use super::limits::{NAME, PHONES, SILENT, STRANGERS};
use super::mixer::Mixer;
use super::sheet;
use super::way::{Arrived, Out};
use super::words::{Said, Says, Stage, VERSION, level_bytes, metered};
use crate::control::feed::{Levels, Update};
use crate::control::inbox::{Closed, Connection, Event, Inbox, PhoneOrder};
use crate::control::intent::{Hello, Rights};
use crate::desk::mirror::Mirror;
use crate::param::NodeId;
use crate::param::printable::printable;
use crate::show::phone_links::PhonePlace;
use crossbeam_channel::{Receiver, select};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How often what has changed is told.
const TICK: Duration = Duration::from_millis(20);
/// How often levels are told.
const LEVELS_EVERY: Duration = Duration::from_millis(50);
/// How often operators are told what phones do.
const STATUS_EVERY: Duration = Duration::from_millis(250);

/// What a phone is.
#[derive(Debug)]
pub enum Who {
    /// It has shown no token yet.
    Stranger,
    /// It looks at meters and scenes, by a link of this number.
    Stage(u32),
    /// It mixes a bus.
    Mixer(Box<Mixer>),
}

/// A phone.
#[derive(Debug)]
pub struct Phone {
    /// The way to it.
    pub out: Out,
    /// What it is.
    pub who: Who,
    address: IpAddr,
    heard: Instant,
    wants_levels: bool,
}

impl Phone {
    /// The number of its link.
    pub fn link(&self) -> Option<u32> {
        match &self.who {
            Who::Stranger => None,
            Who::Stage(link) => Some(*link),
            Who::Mixer(mixer) => Some(mixer.link),
        }
    }
}

/// All phones, and what is known of the console.
#[derive(Debug)]
pub struct Server {
    pub(super) inbox: Inbox,
    watcher: Connection,
    pub(super) mirror: Mirror,
    pub(super) book: Book,
    pub(super) keeper: Keeper,
    /// Where phones find the console.
    pub(super) address: String,
    gate: Gate,
    pub(super) phones: HashMap<u64, Phone>,
    levels: Option<Levels>,
    /// What has levels, in the order of the bytes.
    metered: Vec<NodeId>,
    stage: Stage,
    begun: Instant,
    pub(super) status_due: bool,
}

impl Server {
    /// A server of nobody yet.
    ///
    /// # Errors
    /// The console is gone.
    pub fn new(inbox: Inbox, book: Book, keeper: Keeper, address: String) -> Result<Self, Closed> {
        let watcher = inbox.connect(Hello {
            name: "phones".to_owned(),
            rights: Rights::Watch,
        })?;
        Ok(Self {
            inbox,
            watcher,
            mirror: Mirror::default(),
            book,
            keeper,
            address,
            gate: Gate::default(),
            phones: HashMap::new(),
            levels: None,
            metered: Vec::new(),
            stage: Stage::default(),
            begun: Instant::now(),
            status_due: true,
        })
    }

    /// Serves until the console or the front ends.
    pub fn run(
        mut self,
        arrived: &Receiver<Arrived>,
        orders: &Receiver<PhoneOrder>,
        over: &AtomicBool,
    ) {
        let updates = self.watcher.updates().clone();
        let now = Instant::now();
        let (mut ticks, mut levels, mut status) = (now, now, now);
        while !over.load(Ordering::Relaxed) {
            select! {
                recv(arrived) -> event => match event {
                    Ok(event) => self.take(event, Instant::now()),
                    Err(_) => return,
                },
                recv(updates) -> update => match update {
                    Ok(update) => self.learn(update),
                    Err(_) => return,
                },
                recv(orders) -> order => match order {
                    Ok(order) => self.obey(order),
                    Err(_) => return,
                },
                default(TICK) => {}
            }
            let now = Instant::now();
            if now >= ticks {
                ticks = now + TICK;
                self.tick(now);
            }
            if now >= levels {
                // From when it was due, so that it is as often as said.
                levels = (levels + LEVELS_EVERY).max(now);
                self.tell_levels();
            }
            if now >= status && self.status_due {
                status = now + STATUS_EVERY;
                self.tell_status();
            }
        }
    }

    fn take(&mut self, event: Arrived, now: Instant) {
        match event {
            Arrived::Opened { id, address, out } => {
                if self.phones.len() < PHONES + STRANGERS {
                    let phone = Phone {
                        out,
                        who: Who::Stranger,
                        address,
                        heard: now,
                        wants_levels: true,
                    };
                    self.phones.insert(id, phone);
                }
            }
            Arrived::Said { id, text } => self.hear(id, &text, now),
            Arrived::Closed { id } => self.forget(id),
        }
    }

    fn hear(&mut self, id: u64, text: &str, now: Instant) {
        let Some(phone) = self.phones.get_mut(&id) else {
            return;
        };
        phone.heard = now;
        let Ok(said) = serde_json::from_str::<Said>(text) else {
            // No page says such a thing.
            self.end(id, ("garbage", 0));
            return;
        };
        match (&mut phone.who, said) {
            (Who::Stranger, Said::Hello { token, name, page }) => {
                self.welcome(id, (&token, &name, page), now);
            }
            (Who::Stranger, _) | (_, Said::Hello { .. }) => self.end(id, ("garbage", 0)),
            (_, Said::Beat(number)) => phone.out.say(&Says::Beat(number)),
            (_, Said::Levels(wants)) => phone.wants_levels = wants,
            (Who::Stage(_), _) => self.end(id, ("garbage", 0)),
            (Who::Mixer(mixer), said) => {
                match said {
                    Said::Set { to, at } => {
                        let now = now.saturating_duration_since(self.begun).as_secs_f64();
                        mixer.set(&self.mirror, &to, (at, now));
                    }
                    Said::Grab(path) => mixer.touch(&path, true),
                    Said::Drop(path) => mixer.touch(&path, false),
                    _ => mixer.undo(),
                }
                self.status_due = true;
            }
        }
    }

    /// A phone shows its token.
    fn welcome(&mut self, id: u64, (token, name, page): (&str, &str, u32), now: Instant) {
        let Some(address) = self.phones.get(&id).map(|phone| phone.address) else {
            return;
        };
        if let Some(wait) = self.gate.wait(address, now) {
            return self.end(id, ("wait", wait.as_secs() + 1));
        }
        if page != VERSION {
            return self.end(id, ("page", 0));
        }
        let Some(link) = self.book.find(token).cloned() else {
            self.gate.note(address, now);
            tracing::warn!("phones: a wrong token from {address}");
            return self.end(id, ("unknown", 0));
        };
        self.gate.clear(address);
        let known = self.phones.values();
        if known.filter(|phone| phone.link().is_some()).count() >= PHONES {
            return self.end(id, ("full", 10));
        }
        let person = printable(name.trim()).trim().chars().take(NAME).collect();
        let person = if name.trim().is_empty() {
            link.name
        } else {
            person
        };
        match link.place {
            PhonePlace::Stage => {
                self.admit(
                    id,
                    Who::Stage(link.number),
                    &Says::Stage(Box::new(self.stage.clone())),
                );
            }
            PhonePlace::Bus(bus) if !sheet::is_personal(&self.mirror, bus) => {
                self.end(id, ("gone", 10));
            }
            PhonePlace::Bus(bus) => {
                let mut mixer = Mixer::new((link.number, bus), person, &self.mirror);
                if mixer.connect(&self.inbox, !link.is_frozen).is_err() {
                    return self.forget(id);
                }
                let says = self.mix_of(&mixer);
                self.admit(id, Who::Mixer(Box::new(mixer)), &says);
            }
        }
        tracing::info!("phones: link {} is used from {address}", link.number);
    }

    fn admit(&mut self, id: u64, who: Who, says: &Says) {
        if let Some(phone) = self.phones.get_mut(&id) {
            phone.out.admit();
            phone.who = who;
            phone.out.say(says);
        }
        self.status_due = true;
    }

    /// Everything about the mix of a phone.
    pub(super) fn mix_of(&self, mixer: &Mixer) -> Says {
        let mut mix = sheet::mix(&self.mirror, mixer.bus, &mixer.person);
        mix.frozen = mixer.is_frozen();
        Says::Mix(Box::new(mix))
    }

    /// Ends a phone's connection, and says why.
    pub(super) fn end(&mut self, id: u64, (why, seconds): (&'static str, u64)) {
        if let Some(phone) = self.phones.get_mut(&id) {
            phone.out.say(&Says::Bye(why, seconds));
        }
        self.forget(id);
    }

    fn forget(&mut self, id: u64) {
        self.status_due |= self.phones.remove(&id).is_some();
    }

    fn learn(&mut self, mut update: Update) {
        let changed = self.mirror.take(&update);
        if let Some(later) = update.levels.take() {
            match &mut self.levels {
                Some(levels) if !changed.is_anew => levels.merge(&later),
                levels => *levels = Some(later),
            }
        }
        if changed.is_anew {
            self.metered = metered(&self.mirror);
        }
        if changed.is_anew || !changed.names.is_empty() {
            self.start_over();
        }
        let silent = !update.mutes.is_empty();
        for phone in self.phones.values_mut() {
            if let Who::Mixer(mixer) = &mut phone.who {
                mixer.note(&changed.headings);
                if silent {
                    let silent = sheet::silent(&self.mirror, mixer.bus);
                    phone.out.say(&Says::Silent(silent));
                }
            }
        }
        if changed.is_anew || !changed.names.is_empty() || !update.news.is_empty() {
            self.renew_stage();
        }
    }

    /// The console consists of something else, or is called otherwise: every mix is told whole. One whose bus is
    /// none any more ends.
    fn start_over(&mut self) {
        let mirror = &self.mirror;
        let mut gone = Vec::new();
        for (id, phone) in &mut self.phones {
            if let Who::Mixer(mixer) = &mut phone.who {
                if !sheet::is_personal(mirror, mixer.bus) {
                    gone.push(*id);
                    continue;
                }
                mixer.start_over(mirror);
                let mut mix = sheet::mix(mirror, mixer.bus, &mixer.person);
                mix.frozen = mixer.is_frozen();
                phone.out.say(&Says::Mix(Box::new(mix)));
            }
        }
        for id in gone {
            self.end(id, ("gone", 10));
        }
    }

    fn renew_stage(&mut self) {
        let stage = sheet::stage(&self.mirror);
        if stage == self.stage {
            return;
        }
        self.stage = stage;
        let says = Says::Stage(Box::new(self.stage.clone()));
        for phone in self.phones.values_mut() {
            if matches!(phone.who, Who::Stage(_)) {
                phone.out.say(&says);
            }
        }
    }

    fn tick(&mut self, now: Instant) {
        for phone in self.phones.values_mut() {
            let Who::Mixer(mixer) = &mut phone.who else {
                continue;
            };
            mixer.hand_over();
            mixer.take_answers();
            let due = mixer.take_due(&self.mirror);
            if !due.is_empty() {
                phone.out.say(&Says::Values(due));
            }
            for note in mixer.take_notes() {
                phone.out.say(&Says::Note(note));
            }
        }
        let before = self.phones.len();
        self.phones.retain(|_, phone| {
            let is_lost = matches!(&phone.who, Who::Mixer(mixer) if mixer.is_lost());
            let is_silent = now.saturating_duration_since(phone.heard) > SILENT * 2;
            !is_lost && !is_silent && !phone.out.is_lost()
        });
        self.status_due |= self.phones.len() != before;
    }

    fn tell_levels(&mut self) {
        let Some(levels) = self.levels.take() else {
            return;
        };
        let wants = |phone: &&mut Phone| phone.link().is_some() && phone.wants_levels;
        let mut bytes = None;
        for phone in self.phones.values_mut().filter(wants) {
            let bytes = bytes.get_or_insert_with(|| {
                axum::body::Bytes::from(level_bytes(&self.mirror, &self.metered, &levels))
            });
            phone.out.say_levels(bytes);
        }
    }

    pub(super) fn tell_status(&mut self) {
        self.status_due = false;
        // A console that has ended needs no word of it.
        let _ = self.inbox.put(Event::Phones(self.status()));
    }
}
