//! One surface, without a thread or a clock: bytes and updates in, intents and bytes out.

use super::arrangement::Arrangement;
use super::bank::Bank;
use super::driver::{Abilities, Driver, Gesture, Item, Shown, driver_for};
use super::hand::Hand;
use super::message::{Message, Parser};
use super::meters::Meters;
use super::mirror::Mirror;
use super::picture::Picture;
use super::shadow::{Pace, Shadow};
use super::takeover::Takeover;
use crate::control::feed::{Ghost, SurfaceStatus, Update};
use crate::control::intent::Intent;
use crate::param::{NodeId, ParamAddr};
use crate::show::layout_file::{Deed, LayoutFile};
use crate::show::mapping_file::{Control, DeviceFile};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Part of a knob's travel that one click moves.
const CLICK: f32 = 0.01;
/// Eight motors that start at once want more current than some supplies give.
const MOTOR_GAP: Duration = Duration::from_millis(3);
/// When to look again while something waits to be shown, and otherwise.
const SOON: Duration = Duration::from_millis(3);
const LATER: Duration = Duration::from_millis(20);

/// A surface: what it shows, where its controls stand, what they stand for.
#[derive(Debug)]
pub struct Surface {
    name: String,
    driver: Box<dyn Driver>,
    abilities: Abilities,
    items: Vec<Item>,
    parser: Parser,
    pub(super) mirror: Option<Mirror>,
    pub(super) arrangement: Arrangement,
    hands: BTreeMap<Control, Hand>,
    pub(super) selected: Option<NodeId>,
    /// What waits for its key a second time, and since when.
    pub(super) asked: Option<(Deed, Instant)>,
    shadow: Shadow,
    pace: Pace,
    pub(super) meters: Meters,
    begun: Instant,
    /// When the first state may be sent.
    settled: Instant,
    motor_at: Option<Instant>,
    /// It shows the console's state; before that its controls move nothing.
    pub(super) in_sync: bool,
    pub(super) intents: Vec<Intent>,
    out: Vec<Vec<u8>>,
}

/// What comes of a turn.
#[derive(Debug, Default)]
pub struct Turn {
    /// For the console.
    pub intents: Vec<Intent>,
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
        let strips = 0..abilities.strips as u8;
        let faders = strips.clone().map(Control::Fader);
        let master = abilities.master.then_some(Control::Master);
        let faders = faders
            .chain(master)
            .map(|control| (control, abilities.step, true));
        let knobs = strips.map(|strip| (Control::Knob(strip), 1.0 / 127.0, false));
        let hand = |(control, step, closes)| {
            let is_driven = items.contains(&Item::Position(control));
            (control, Hand::new(Takeover::new(step, closes), is_driven))
        };
        let hands = faders.chain(knobs).map(hand).collect();
        let bank = Bank::new(abilities.strips, abilities.master, place);
        let out = driver.start(now).iter().map(Message::bytes).collect();
        Self {
            name: file.name.clone(),
            driver,
            abilities,
            items,
            parser: Parser::default(),
            mirror: None,
            arrangement: Arrangement::new(layout, bank),
            hands,
            selected: None,
            asked: None,
            shadow: Shadow::default(),
            pace: Pace::default(),
            meters: Meters::new(abilities.strips),
            begun: now,
            settled: now + abilities.settle,
            motor_at: None,
            in_sync: false,
            intents: Vec::new(),
            out,
        }
    }

    /// Takes bytes from the device.
    pub fn hear(&mut self, bytes: &[u8], now: Instant) {
        for message in self.parser.take_all(bytes) {
            // A program is a scene, on every device and channel.
            if let Message::Program { number, .. } = message
                && self.in_sync
            {
                self.intents.push(Intent::RecallSceneAt(u16::from(number)));
                continue;
            }
            let mut replies = Vec::new();
            let gestures = self.driver.hear(&message, now, &mut replies);
            self.say(&replies);
            for gesture in gestures {
                self.follow(gesture, now);
            }
        }
    }

    /// Takes an update from the console.
    pub fn learn(&mut self, update: &Update, now: Instant) {
        if let Some(mut mirror) = Mirror::new(update) {
            if let Some(before) = self.mirror.take() {
                mirror.scenes = before.scenes;
            }
            self.arrangement.set_nodes(&mirror.nodes());
            self.mirror = Some(mirror);
            self.choose();
            self.retarget();
        }
        let Some(mirror) = &mut self.mirror else {
            return;
        };
        for (addr, value) in mirror.take(update) {
            for (control, hand) in &mut self.hands {
                if self.arrangement.target(*control) == Some(addr) && !hand.confirm(value, now) {
                    // Somebody else's hand: ours has to cross where it stands now.
                    hand.takeover.rearm();
                    hand.slew.stop();
                }
            }
        }
        if let Some(levels) = &update.levels {
            self.meters
                .take(levels, mirror, &self.arrangement.bank, now);
        }
    }

    /// Does what is due, and gives what there is to send.
    pub fn turn(&mut self, now: Instant) -> Turn {
        let due = self.driver.remind(now);
        self.say(&due);
        let moving = self.go_on(now);
        self.let_go(now);
        self.forget_asked(now);
        let complete = self.refresh(now);
        Turn {
            intents: std::mem::take(&mut self.intents),
            messages: std::mem::take(&mut self.out),
            wait: if moving || !complete { SOON } else { LATER },
        }
    }

    /// Where it stands; `port` is where it is connected.
    pub fn status(&self, port: &str) -> SurfaceStatus {
        let ghost = |(control, hand): (&Control, &Hand)| {
            let waits = !hand.is_driven && !hand.takeover.is_synced();
            let addr = self.target(*control).filter(|_| waits)?;
            let position = hand.takeover.position()?;
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
            ghosts: self.hands.iter().filter_map(ghost).collect(),
        }
    }

    fn say(&mut self, messages: &[Message]) {
        for message in messages {
            let bytes = message.bytes();
            self.pace.spend(bytes.len());
            self.out.push(bytes);
        }
    }

    fn follow(&mut self, gesture: Gesture, now: Instant) {
        match gesture {
            Gesture::Position {
                control,
                position,
                raw,
            } => self.take_position(control, position, raw, now),
            Gesture::StartOver => self.start_over(now),
            Gesture::Touch { control, on } => self.touch(control, on, now),
            Gesture::Press(control) => self.press(control, now),
            Gesture::Release(control) => self.release(control),
            // Before it shows the console's state, nobody knows what it stands for.
            Gesture::Turn { .. } if !self.in_sync => {}
            Gesture::Turn { control, clicks } => {
                if let Some(addr) = self.target(control) {
                    let mirror = self.mirror.as_ref();
                    let stepped = mirror.and_then(|mirror| mirror.stepped(addr, clicks));
                    let by_part = Intent::Step(addr, clicks as f32 * CLICK);
                    let intent = stepped.map_or(by_part, |value| Intent::Set(addr, value));
                    self.intents.push(intent);
                }
            }
        }
    }

    fn take_position(&mut self, control: Control, position: f32, raw: u16, now: Instant) {
        let addr = self.target(control);
        let current = addr.and_then(|addr| self.current(control, addr, now));
        let Some(hand) = self.hands.get_mut(&control) else {
            return;
        };
        if !self.in_sync {
            // Where it happens to stand is memorised, and nothing else.
            hand.takeover.forget();
            hand.takeover.hear(position, position);
            return;
        }
        // Above every position: a strip that stands for nothing is never crossed.
        let taken = hand.hear(position, current.unwrap_or(2.0), now);
        if taken && hand.is_driven {
            self.echo(control, raw);
        }
        let (Some(addr), Some(current), true) = (addr, current, taken) else {
            return;
        };
        let is_fader = !matches!(control, Control::Knob(_));
        let place = match self.hands.get_mut(&control) {
            Some(hand) if is_fader => hand.slew.go(current, position, now),
            _ => position,
        };
        self.set(control, addr, place, now);
    }

    /// A motor is sent back where the hand has put it, or it returns to where the host had it; a
    /// device that does not do that is only remembered to stand there.
    fn echo(&mut self, control: Control, raw: u16) {
        let (item, shown) = (Item::Position(control), Shown::Position(raw));
        if self.abilities.echo
            && let Some(message) = self.driver.show(item, &shown)
        {
            self.say(&[message]);
        }
        self.shadow.set(item, shown);
    }

    /// Where the target of a control stands, counting what is on its way to the console.
    fn current(&self, control: Control, addr: ParamAddr, now: Instant) -> Option<f32> {
        let mirror = self.mirror.as_ref()?;
        let sent = self
            .hands
            .get(&control)
            .and_then(|hand| hand.last_sent(now));
        let travel = match sent {
            Some(value) => mirror.travel_of(addr, value)?,
            None => mirror.travel(addr)?,
        };
        Some(travel.get())
    }

    fn set(&mut self, control: Control, addr: ParamAddr, place: f32, now: Instant) {
        let value = self
            .mirror
            .as_ref()
            .and_then(|mirror| mirror.plain_at(addr, place));
        if let (Some(value), Some(hand)) = (value, self.hands.get_mut(&control)) {
            hand.send(value, now);
            self.intents.push(Intent::Set(addr, value));
        }
    }

    fn touch(&mut self, control: Control, on: bool, now: Instant) {
        let addr = self.target(control);
        let Some(hand) = self.hands.get_mut(&control) else {
            return;
        };
        hand.touch(on, now);
        if on {
            if let (Some(addr), None, true) = (addr, hand.held, self.in_sync) {
                hand.held = Some(addr);
                self.intents.push(Intent::BeginGesture(addr));
            }
        } else {
            if let Some(addr) = hand.held.take() {
                self.intents.push(Intent::EndGesture(addr));
            }
            // The servo wants the last word, also where nothing was moved.
            self.shadow.forget(Item::Position(control));
        }
    }

    /// What a control moves, where the console has it.
    pub(super) fn target(&self, control: Control) -> Option<ParamAddr> {
        let addr = self.arrangement.target(control)?;
        let mirror = self.mirror.as_ref()?;
        mirror.has(addr).then_some(addr)
    }

    /// Takes up the parameters of the selected node: where none is, of the first strip's. True when
    /// controls stand for something else now.
    pub(super) fn choose(&mut self) -> bool {
        let Some(mirror) = &self.mirror else {
            return false;
        };
        let node = self.selected.or_else(|| self.arrangement.bank.node(0));
        let parameters = node.map(|node| mirror.parameters(node)).unwrap_or_default();
        self.arrangement.choose(parameters)
    }

    /// Everything stands for something else now.
    pub(super) fn retarget(&mut self) {
        let is_level = |control: &Control| {
            let addr = self.arrangement.target(*control);
            let mirror = self.mirror.as_ref();
            addr.zip(mirror)
                .is_some_and(|(addr, mirror)| mirror.is_level(addr))
        };
        for (control, hand) in &mut self.hands {
            let closes = !matches!(control, Control::Knob(_)) && is_level(control);
            hand.takeover.close_at_end(closes);
            hand.retarget();
            if let Some(addr) = hand.held.take() {
                self.intents.push(Intent::EndGesture(addr));
            }
        }
    }

    /// The device knows nothing any more, and it is not known where it stands.
    fn start_over(&mut self, now: Instant) {
        self.shadow.clear();
        self.meters.clear();
        self.in_sync = false;
        self.asked = None;
        self.arrangement.shift(false);
        self.settled = self.settled.max(now);
        for hand in self.hands.values_mut() {
            hand.takeover.forget();
            hand.slew.stop();
        }
    }

    /// Goes on with what the limit of rising has held back. True while there is more.
    fn go_on(&mut self, now: Instant) -> bool {
        let moving: Vec<Control> = self
            .hands
            .iter()
            .filter(|(_, hand)| hand.slew.is_moving())
            .map(|(control, _)| *control)
            .collect();
        for control in &moving {
            let addr = self.target(*control);
            let current = addr.and_then(|addr| self.current(*control, addr, now));
            if let (Some(addr), Some(current), Some(hand)) =
                (addr, current, self.hands.get_mut(control))
                && let Some(place) = hand.slew.go_on(current, now)
            {
                self.set(*control, addr, place, now);
            }
        }
        !moving.is_empty()
    }

    /// Ends what stuck touches hold.
    fn let_go(&mut self, now: Instant) {
        for hand in self.hands.values_mut() {
            if !hand.is_held(now)
                && let Some(addr) = hand.held.take()
            {
                self.intents.push(Intent::EndGesture(addr));
            }
        }
    }

    /// Brings the hardware up to date, as far as the pace allows. True when there is no more.
    fn refresh(&mut self, now: Instant) -> bool {
        let Some(mirror) = &self.mirror else {
            return true;
        };
        if now < self.settled {
            return false;
        }
        self.pace.fill(now);
        let picture = Picture {
            mirror,
            arrangement: &self.arrangement,
            driver: &*self.driver,
            selected: self.selected,
            asked: self.asked.map(|(deed, _)| deed),
            age: now.saturating_duration_since(self.begun),
        };
        let mut complete = true;
        for item in &self.items {
            let wanted = picture.of(*item);
            if self.shadow.shows(*item, &wanted) {
                continue;
            }
            let hand = match item {
                Item::Position(control) => self.hands.get_mut(control),
                _ => None,
            };
            if hand.as_ref().is_some_and(|hand| hand.is_held(now)) {
                continue;
            }
            let gap = |then: Instant| now.saturating_duration_since(then) < MOTOR_GAP;
            let is_motor = is_motor(*item);
            if !self.pace.allows() || (is_motor && self.motor_at.is_some_and(gap)) {
                complete = false;
                continue;
            }
            if let Some(message) = self.driver.show(*item, &wanted) {
                let bytes = message.bytes();
                self.pace.spend(bytes.len());
                self.out.push(bytes);
            }
            self.shadow.set(*item, wanted);
            if is_motor {
                self.motor_at = Some(now);
                if let Some(hand) = hand {
                    hand.drive(now);
                }
            }
        }
        if complete {
            self.in_sync = true;
            let meters = self.meters.show(&*self.driver, now);
            self.say(&meters);
        }
        complete
    }
}

fn is_motor(item: Item) -> bool {
    matches!(item, Item::Position(Control::Fader(_) | Control::Master))
}
