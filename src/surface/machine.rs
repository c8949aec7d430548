//! One surface, without a thread or a clock: bytes and updates in, intents and bytes out.

mod controls;
mod lesson;
mod said;
mod standing;
mod taught;

use super::arrangement::Arrangement;
use super::bank::Bank;
use super::burst::Burst;
use super::driver::{Abilities, Driver, Gesture, Item};
use super::drivers::driver_for;
use super::echoes::Echoes;
use super::message::{Message, Parser};
use super::meters::Meters;
use super::physical_control::PhysicalControl;
use super::picture::Picture;
use super::recalls::Recalls;
use super::remote::RemoteControl;
use super::scale::Taper;
use super::shadow::{Pace, Shadow};
use super::transcript::Transcript;
use super::turned::Turned;
use crate::control::feed::{MidiLine, News, Notice, Update};
use crate::control::intent::Intent;
use crate::desk::mirror::Mirror;
use crate::param::{ConsoleAction, Curve, NodeId, ParamAddr};
use crate::show::layout_file::{Assignment, LayoutFile, SurfaceAction};
use crate::show::mapping_file::{Control, DeviceFile, Protocol};
use controls::{is_motor, physical_controls, send};
pub use lesson::Learnt;
use lesson::Taught;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Eight motors that start at once want more current than some supplies give.
const MOTOR_GAP: Duration = Duration::from_millis(3);
/// When to look again while something waits to be shown, and otherwise.
const SOON: Duration = Duration::from_millis(3);
const LATER: Duration = Duration::from_millis(20);
/// What a key does that waits for nothing.
pub(super) const PANIC: SurfaceAction = SurfaceAction::Console(ConsoleAction::Panic);
/// A refusal is said again when it has not come for this long.
const SAID_ENOUGH: Duration = Duration::from_secs(2);

/// A surface: what it shows, where its controls stand, what they stand for.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools)] // Each is an independent fact about it.
pub struct Surface {
    pub(super) name: String,
    /// What it is taken for.
    kind: String,
    port: String,
    is_guess: bool,
    /// Its file can have further controls.
    takes_inputs: bool,
    pub(super) driver: Box<dyn Driver>,
    pub(super) abilities: Abilities,
    /// What is printed beside its faders.
    pub(super) taper: Taper,
    items: Vec<Item>,
    parser: Parser,
    pub(super) mirror: Mirror,
    pub(super) arrangement: Arrangement,
    pub(super) physical: BTreeMap<Control, PhysicalControl>,
    /// What keys that are down did when they went down.
    pub(super) pressed: BTreeMap<Control, Assignment>,
    pub(super) burst: Burst,
    echoes: Echoes,
    pub(super) recalls: Recalls,
    pub(super) remote: RemoteControl,
    /// It is no controller that can be understood; nothing that it says counts.
    is_ignored: bool,
    pub(super) selected: Option<NodeId>,
    /// Controls stand for parameters of the selected node.
    follows_selection: bool,
    /// What waits for its key a second time, and since when.
    pub(super) asked: Option<(ConsoleAction, Instant)>,
    pub(super) turned: Turned,
    /// What the console refused last, and when.
    refused: Option<(String, Instant)>,
    pub(super) shadow: Shadow,
    pace: Pace,
    pub(super) meters: Meters,
    begun: Instant,
    /// When the first state may be sent.
    settled: Instant,
    motor_at: Option<Instant>,
    /// It shows the console's state; before that its controls move nothing.
    pub(super) in_sync: bool,
    pub(super) intents: Vec<Intent>,
    pub(super) notices: Vec<Notice>,
    out: Vec<Vec<u8>>,
    pub(super) transcript: Transcript,
    taught: Option<Taught>,
    /// The console has said what it is.
    has_begun: bool,
    /// The number of the last lesson that was begun.
    last_lesson: u64,
    learnt: Option<(u64, Learnt)>,
}

/// What comes of a turn.
#[derive(Debug, Default)]
pub struct Turn {
    /// For the console.
    pub intents: Vec<Intent>,
    /// For people.
    pub notices: Vec<Notice>,
    /// For the device: a message each.
    pub messages: Vec<Vec<u8>>,
    /// What was said and heard, for those who look.
    pub midi: Vec<MidiLine>,
    /// When the next turn is due, at the latest.
    pub wait: Duration,
}

impl Surface {
    /// A device that has just appeared, `place` windows from the left end of the console.
    pub fn new(file: &DeviceFile, layout: Arc<LayoutFile>, place: usize, now: Instant) -> Self {
        let mut driver = driver_for(file);
        let abilities = driver.abilities();
        let items = driver.items();
        let physical = physical_controls(&*driver, &items);
        let follows_selection = layout.follows_selection();
        let bank = Bank::new(abilities.strips, abilities.master, place);
        let out = driver.start(now).iter().map(Message::bytes).collect();
        Self {
            name: file.name.clone(),
            kind: file.name.clone(),
            port: String::new(),
            is_guess: file.is_guess,
            takes_inputs: matches!(file.protocol, Protocol::Messages { .. }),
            driver,
            abilities,
            taper: Taper::new(&file.taper, |level| Curve::Fader.travel(level).get()),
            items,
            parser: Parser::default(),
            mirror: Mirror::default(),
            arrangement: Arrangement::new(layout, bank),
            physical,
            pressed: BTreeMap::new(),
            burst: Burst::default(),
            echoes: Echoes::default(),
            recalls: Recalls::new(file),
            remote: RemoteControl::new(file),
            is_ignored: false,
            selected: None,
            follows_selection,
            asked: None,
            turned: Turned::default(),
            refused: None,
            shadow: Shadow::default(),
            pace: Pace::new(file.pace),
            meters: Meters::new(abilities.strips),
            begun: now,
            settled: now + abilities.settle,
            motor_at: None,
            in_sync: false,
            intents: Vec::new(),
            notices: Vec::new(),
            out,
            transcript: Transcript::default(),
            taught: None,
            has_begun: false,
            last_lesson: 0,
            learnt: None,
        }
    }

    /// What it knows of the console.
    pub fn mirror(&self) -> &Mirror {
        &self.mirror
    }

    /// Somebody else listens now who has heard nothing so far: everything is said again.
    pub fn show_again(&mut self) {
        self.remote.forget();
        self.shadow.clear();
        self.meters.clear();
    }

    /// Takes bytes from the device.
    pub fn hear(&mut self, bytes: &[u8], now: Instant) {
        for message in self.parser.take_all(bytes) {
            if self.echoes.is_echo(&message, now) {
                continue;
            }
            let mut replies = Vec::new();
            let gestures = self.driver.hear(&message, now, &mut replies);
            self.note(&message, &gestures);
            if self.hear_lesson(&message, &gestures) {
                self.say(&replies, "answer");
                continue;
            }
            if self.is_ignored {
                self.hear_panic(&gestures, now);
                continue;
            }
            self.say(&replies, "answer");
            if gestures.is_empty() {
                self.hear_remote(&message, now);
            }
            for gesture in gestures {
                self.follow(gesture, now);
            }
        }
    }

    /// Of a device that is ignored only panic counts: its key was never seen to be anything else.
    fn hear_panic(&mut self, gestures: &[Gesture], now: Instant) {
        for gesture in gestures {
            if let Gesture::Press(control) = gesture
                && self.arrangement.action(*control) == Some(PANIC)
            {
                self.press(*control, now);
            }
        }
    }

    /// Takes an update from the console.
    pub fn learn(&mut self, update: &Update, now: Instant) {
        let changed = self.mirror.take(update);
        if changed.is_anew {
            self.arrangement.set_nodes(&self.mirror.nodes());
            self.choose();
            self.retarget();
        }
        if !changed.effects.is_empty() && self.choose() {
            self.retarget();
        }
        if changed.is_anew || !changed.headings.is_empty() {
            self.follow_members();
        }
        for (addr, value) in changed.headings {
            for (control, physical) in &mut self.physical {
                if self.arrangement.target(*control) == Some(addr) && !physical.confirm(value, now)
                {
                    // Somebody else's doing: ours has to cross where it stands now.
                    physical.yield_to_others();
                }
            }
        }
        let is_order = |news: &News| matches!(news, News::MidiOrders(_));
        if changed.is_anew || update.news.iter().any(is_order) {
            let is_first = update.show.is_some() && !std::mem::replace(&mut self.has_begun, true);
            self.follow_orders(is_first, now);
        }
        if let Some(levels) = &update.levels {
            self.meters
                .take(levels, &self.mirror, &self.arrangement.bank, now);
        }
    }

    /// Does what is due, and gives what there is to send.
    pub fn turn(&mut self, now: Instant) -> Turn {
        let due = self.driver.remind(now);
        self.say(&due, "by the clock");
        self.let_go(now);
        self.forget_asked(now);
        self.turned.tick(now);
        self.keep_time(now);
        let complete = (!self.teach(now) || self.refresh(now)) && self.tell_table(now);
        Turn {
            intents: std::mem::take(&mut self.intents),
            notices: std::mem::take(&mut self.notices),
            messages: std::mem::take(&mut self.out),
            midi: self.transcript.take(&self.port),
            wait: if complete { LATER } else { SOON },
        }
    }

    /// What is sent when the console goes.
    pub fn exit(&self) -> Vec<Vec<u8>> {
        self.driver.exit().iter().map(Message::bytes).collect()
    }

    /// Says something to the device, for a reason that people may read.
    pub(super) fn say(&mut self, messages: &[Message], why: &str) {
        for message in messages {
            self.transcript.note_out(message, why);
            send(message, &mut self.pace, &mut self.out);
        }
    }

    /// True while the pace allows something to be said.
    pub(super) fn may_say(&self) -> bool {
        self.pace.allows()
    }

    /// The device needs a moment before it shows anything.
    pub(super) fn settle(&mut self, now: Instant) {
        self.settled = self.settled.max(now);
    }

    /// What a control moves, where the console has it.
    pub(super) fn target(&self, control: Control) -> Option<ParamAddr> {
        let addr = self.arrangement.target(control)?;
        self.mirror.has(addr).then_some(addr)
    }

    /// Takes up the parameters of the selected node: where none is, of the first strip's. True when
    /// controls stand for something else now.
    pub(super) fn choose(&mut self) -> bool {
        if self.mirror.layout().is_none() {
            return false;
        }
        let node = self.selected.or_else(|| self.arrangement.bank.node(0));
        let parameters = node
            .map(|node| self.mirror.parameters(node))
            .unwrap_or_default();
        let is_another = self.arrangement.select(node);
        self.arrangement.choose(parameters) || is_another && self.follows_selection
    }

    /// Everything stands for something else now.
    pub(super) fn retarget(&mut self) {
        let is_level = |control: &Control| {
            let addr = self.arrangement.target(*control);
            addr.is_some_and(|addr| self.mirror.is_level(addr))
        };
        self.turned.clear();
        for (control, physical) in &mut self.physical {
            let closes = !control.is_knob() && is_level(control);
            physical.takeover.close_at_end(closes);
            physical.retarget();
            if let Some(addr) = physical.held.take() {
                self.intents.push(Intent::EndGesture(addr));
            }
        }
    }

    /// Brings the hardware up to date, as far as the pace allows. True when there is no more.
    fn refresh(&mut self, now: Instant) -> bool {
        if self.is_ignored || self.mirror.layout().is_none() {
            return true;
        }
        if now < self.settled || !self.driver.is_ready() {
            return false;
        }
        self.pace.fill(now);
        let picture = Picture {
            mirror: &self.mirror,
            arrangement: &self.arrangement,
            driver: &*self.driver,
            taper: &self.taper,
            selected: self.selected,
            asked: self.asked.map(|(asked, _)| asked),
            turned: &self.turned,
            age: now.saturating_duration_since(self.begun),
        };
        let mut complete = true;
        for item in &self.items {
            let wanted = picture.of(*item);
            if self.shadow.shows(*item, &wanted) {
                continue;
            }
            let physical = match item {
                Item::Position(control) => self.physical.get_mut(control),
                _ => None,
            };
            let is_held = physical.as_ref().is_some_and(|known| known.is_held(now));
            if is_held {
                continue;
            }
            let gap = |then: Instant| now.saturating_duration_since(then) < MOTOR_GAP;
            let is_motor = is_motor(*item);
            if !self.pace.allows() || (is_motor && self.motor_at.is_some_and(gap)) {
                complete = false;
                continue;
            }
            let is_light = matches!(item, Item::Light(_));
            let is_first = self.echoes.is_empty();
            let messages = match item {
                Item::Light(_) => picture.light_messages(*item, &wanted, is_first),
                _ => self.driver.show(*item, &wanted),
            };
            for message in messages {
                if is_light {
                    self.echoes.sent(&message, now);
                }
                self.transcript.note_shown(&message, *item, &wanted);
                send(&message, &mut self.pace, &mut self.out);
            }
            if let (Some(physical), Item::Position(control)) = (physical, item) {
                physical.drive(picture.travel(*control), now);
            }
            self.shadow.set(*item, wanted);
            if is_motor {
                self.motor_at = Some(now);
            }
        }
        self.come_into_step(complete, now);
        complete
    }
}
