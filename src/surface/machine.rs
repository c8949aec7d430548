//! One surface, without a thread or a clock: bytes and updates in, intents and bytes out.

mod controls;
mod said;

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
use super::scale::Taper;
use super::shadow::{Pace, Shadow};
use crate::control::feed::{Ghost, Notice, SurfaceStatus, Update};
use crate::control::intent::Intent;
use crate::desk::mirror::Mirror;
use crate::param::{ConsoleAction, Curve, NodeId, ParamAddr};
use crate::show::layout_file::{Assignment, LayoutFile, SurfaceAction};
use crate::show::mapping_file::{Control, DeviceFile};
use crate::show::programs::Programs;
use controls::{is_motor, physical_controls, send};
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
pub struct Surface {
    pub(super) name: String,
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
    /// It is no controller that can be understood; nothing that it says counts.
    is_ignored: bool,
    pub(super) selected: Option<NodeId>,
    /// Controls stand for parameters of the selected node.
    follows_selection: bool,
    /// What waits for its key a second time, and since when.
    pub(super) asked: Option<(ConsoleAction, Instant)>,
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
            is_ignored: false,
            selected: None,
            follows_selection,
            asked: None,
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
        }
    }

    /// What the show says about program changes.
    pub fn obey(&mut self, programs: Option<Programs>) {
        self.recalls.show = programs;
    }

    /// Somebody else listens now who has heard nothing so far: everything is said again.
    pub fn show_again(&mut self) {
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
            if self.is_ignored {
                self.hear_panic(&gestures, now);
                continue;
            }
            self.say(&replies);
            match message {
                Message::Program { channel, number } if gestures.is_empty() => {
                    self.choose_program(channel, number);
                }
                _ => {}
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
        for (addr, value) in changed.headings {
            for (control, physical) in &mut self.physical {
                if self.arrangement.target(*control) == Some(addr) && !physical.confirm(value, now)
                {
                    // Somebody else's doing: ours has to cross where it stands now.
                    physical.yield_to_others();
                }
            }
        }
        if let Some(levels) = &update.levels {
            self.meters
                .take(levels, &self.mirror, &self.arrangement.bank, now);
        }
    }

    /// Does what is due, and gives what there is to send.
    pub fn turn(&mut self, now: Instant) -> Turn {
        let due = self.driver.remind(now);
        self.say(&due);
        self.let_go(now);
        self.forget_asked(now);
        let complete = self.refresh(now);
        Turn {
            intents: std::mem::take(&mut self.intents),
            notices: std::mem::take(&mut self.notices),
            messages: std::mem::take(&mut self.out),
            wait: if complete { LATER } else { SOON },
        }
    }

    /// What is sent when the console goes.
    pub fn exit(&self) -> Vec<Vec<u8>> {
        self.driver.exit().iter().map(Message::bytes).collect()
    }

    /// Where it stands; `port` is where it is connected.
    pub fn status(&self, port: &str) -> SurfaceStatus {
        let ghost = |(control, physical): (&Control, &PhysicalControl)| {
            let is_shown = !physical.senses.is_driven || physical.is_touched();
            let waits = is_shown && !physical.takeover.is_synced();
            let addr = self.target(*control).filter(|_| waits)?;
            let position = physical.takeover.position()?;
            Some(Ghost { addr, position })
        };
        let bank = &self.arrangement.bank;
        let on_faders = self.arrangement.on_faders();
        SurfaceStatus {
            name: self.name.clone(),
            port: port.to_owned(),
            is_here: true,
            in_sync: self.in_sync,
            nodes: (0..bank.strips() as u8)
                .map(|strip| bank.node(strip))
                .collect(),
            page: self.arrangement.page().to_owned(),
            on_faders: on_faders.map(|relative| relative.path.clone()),
            ghosts: self.physical.iter().filter_map(ghost).collect(),
        }
    }

    pub(super) fn say(&mut self, messages: &[Message]) {
        for message in messages {
            send(message, &mut self.pace, &mut self.out);
        }
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
            if physical
                .as_ref()
                .is_some_and(|physical| physical.is_held(now))
            {
                continue;
            }
            let gap = |then: Instant| now.saturating_duration_since(then) < MOTOR_GAP;
            let is_motor = is_motor(*item);
            if !self.pace.allows() || (is_motor && self.motor_at.is_some_and(gap)) {
                complete = false;
                continue;
            }
            if let Item::Light(_) = item {
                for message in picture.light_messages(*item, &wanted, self.echoes.is_empty()) {
                    self.echoes.sent(&message, now);
                    send(&message, &mut self.pace, &mut self.out);
                }
            } else {
                for message in self.driver.show(*item, &wanted) {
                    send(&message, &mut self.pace, &mut self.out);
                }
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

    /// Takes note that everything is shown; from then on hands count.
    fn come_into_step(&mut self, complete: bool, now: Instant) {
        let is_shown = |item: &Item| self.shadow.knows(*item) || self.is_held(*item, now);
        if !self.in_sync && (complete || self.items.iter().all(is_shown)) {
            self.in_sync = true;
            self.hold_touched();
        }
        if complete {
            let meters = self.meters.show(&*self.driver, now);
            self.say(&meters);
        }
    }
}
