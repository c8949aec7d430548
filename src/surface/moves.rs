//! What hands do on a surface: moves, touches and turns.

use super::driver::{Echo, Gesture, Item, Shown};
use super::machine::Surface;
use super::physical_control::Move;
use crate::control::feed::{Notice, Severity};
use crate::control::intent::Intent;
use crate::param::{ParamAddr, Step};
use crate::show::mapping_file::Control;
use std::time::Instant;

/// Part of a knob's travel that one click moves.
const CLICK: f32 = 0.01;
/// The same while shift is held, as a part of that.
const FINE: f32 = 0.1;
/// A level that rises further at once was thrown, or it is no hand.
const FAR_DB: f32 = 6.0;
/// The same for what is no level, as a part of its travel.
const FAR: f32 = 0.15;
/// Below this a level is not heard, in dB.
const INAUDIBLE: f32 = -60.0;

impl Surface {
    pub(super) fn follow(&mut self, gesture: Gesture, now: Instant) {
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
            Gesture::Stands { control, position } => self.stand(control, position),
            Gesture::Bank(bank) => self.go_to_bank(bank),
            // Before it shows the console's state, nobody knows what it stands for.
            Gesture::Turn { .. } if !self.in_sync => {}
            Gesture::Turn {
                control,
                clicks,
                speed,
            } => self.turn_knob(control, clicks, speed, now),
            Gesture::Stranger(odd) => self.ignore(odd),
        }
    }

    fn turn_knob(&mut self, control: Control, clicks: i32, speed: f32, now: Instant) {
        if let Some(addr) = self.target(control) {
            self.turned.note(control, addr, now);
            let stepped = self.mirror.stepped(addr, Step::Along(clicks));
            let fine = if self.arrangement.is_shifted() {
                FINE
            } else {
                1.0
            };
            let by_part = Intent::Step(addr, clicks as f32 * CLICK * speed * fine);
            let intent = stepped.map_or(by_part, |value| Intent::Set(addr, value));
            self.intents.push(intent);
        }
    }

    /// The device says where a control stands: that is memorised, and moves nothing.
    pub(super) fn stand(&mut self, control: Control, position: f32) {
        let position = self.travel_at(control, position);
        if let Some(physical) = self.physical.get_mut(&control) {
            physical.takeover.memorise(position);
        }
    }

    /// The console's travel where a control stands: what is printed beside a fader counts.
    fn travel_at(&self, control: Control, position: f32) -> f32 {
        let addr = self.arrangement.target(control);
        let is_level = addr.is_some_and(|addr| self.mirror.is_level(addr));
        if control.is_fader() && is_level {
            self.taper.travel(position)
        } else {
            position
        }
    }

    fn take_position(&mut self, control: Control, position: f32, raw: u16, now: Instant) {
        let position = self.travel_at(control, position);
        let addr = self.target(control);
        let travel = addr.and_then(|addr| self.mirror.travel(addr));
        let Some(physical) = self.physical.get_mut(&control) else {
            return;
        };
        if !self.in_sync {
            // Where it happens to stand is memorised, and nothing else.
            physical.takeover.memorise(position);
            return;
        }
        let is_jump = physical.is_jump(position);
        // Above every position: a strip that stands for nothing is never crossed.
        let target = travel.map_or(2.0, crate::param::Travel::get);
        let found = physical.hear(position, target, now);
        let is_fader = !control.is_knob();
        let may_be_burst =
            is_fader && !physical.senses.has_touch && (physical.senses.has_motor || is_jump);
        if found == Move::Nobody || may_be_burst && self.is_burst(control, now) {
            return;
        }
        let Move::Takes { follows } = found else {
            return;
        };
        if self
            .physical
            .get(&control)
            .is_some_and(|physical| physical.senses.is_driven)
        {
            self.echo(control, raw);
        }
        if let (Some(addr), Some(_)) = (addr, travel) {
            self.turned.note(control, addr, now);
            self.move_to(control, addr, position, (follows, is_jump), now);
        }
    }

    /// Moves a target under a hand, or puts it somewhere else.
    fn move_to(
        &mut self,
        control: Control,
        addr: ParamAddr,
        position: f32,
        (follows, is_jump): (bool, bool),
        now: Instant,
    ) {
        let mirror = &self.mirror;
        let (Some(present), Some(value)) = (mirror.value(addr), mirror.value_at(addr, position))
        else {
            return;
        };
        let is_far = if mirror.is_level(addr) {
            value.0.max(INAUDIBLE) - present.0.max(INAUDIBLE) > FAR_DB
        } else {
            mirror
                .travel(addr)
                .is_some_and(|travel| position - travel.get() > FAR)
        };
        let Some(physical) = self.physical.get_mut(&control) else {
            return;
        };
        let is_throw = physical.is_throw(follows, is_far, is_jump);
        if physical.before.is_none() {
            physical.before = Some((addr, present));
        }
        if physical.is_touched() && physical.held.is_none() {
            physical.held = Some(addr);
            self.intents.push(Intent::BeginGesture(addr));
        }
        physical.send(value, now);
        let is_fader = !control.is_knob();
        self.intents.push(if is_fader && is_throw {
            Intent::Move(addr, value)
        } else {
            Intent::Set(addr, value)
        });
    }

    /// Takes note of a move that may not be a hand's. True when it is none: what such moves have done
    /// is taken back.
    fn is_burst(&mut self, control: Control, now: Instant) -> bool {
        let controls = self.burst.hear(control, now);
        for control in &controls {
            let Some(physical) = self.physical.get_mut(control) else {
                continue;
            };
            let position = physical.takeover.position().unwrap_or(0.0);
            if let Some((addr, before)) = physical.disown(position, now) {
                self.intents.push(Intent::Set(addr, before));
            }
        }
        !controls.is_empty()
    }

    /// A motor is sent back where the hand has put it, or it returns to where the host had it; a
    /// device that does not do that is only remembered to stand there.
    fn echo(&mut self, control: Control, raw: u16) {
        let (item, shown) = (Item::Position(control), Shown::Position(raw));
        if control.is_knob() {
            // A ring has numbers of its own, and is shown at rest.
            return;
        }
        if self.abilities.echo == Echo::Always {
            self.say(&self.driver.show(item, &shown), "answer to the hand");
        }
        self.shadow.set(item, shown);
    }

    fn touch(&mut self, control: Control, on: bool, now: Instant) {
        let Some(physical) = self.physical.get_mut(&control) else {
            return;
        };
        physical.touch(on, now);
        if on {
            self.hold(control);
            return;
        }
        if let Some(addr) = physical.held.take() {
            self.intents.push(Intent::EndGesture(addr));
        }
        // The servo wants the last word, also where nothing was moved.
        self.shadow.forget(Item::Position(control));
    }

    /// What a touched fader stands for is held: no recall moves it.
    fn hold(&mut self, control: Control) {
        let Some(addr) = self.target(control).filter(|_| self.in_sync) else {
            return;
        };
        if let Some(physical) = self.physical.get_mut(&control)
            && physical.held.is_none()
        {
            physical.held = Some(addr);
            self.intents.push(Intent::BeginGesture(addr));
        }
    }

    /// Fingers were on these before the surface was in sync.
    pub(super) fn hold_touched(&mut self) {
        let touched = self
            .physical
            .iter()
            .filter(|(_, physical)| physical.is_touched());
        let touched: Vec<Control> = touched.map(|(control, _)| *control).collect();
        for control in touched {
            self.hold(control);
        }
    }

    /// True for a position that waits for a hand to let go.
    pub(super) fn is_held(&self, item: Item, now: Instant) -> bool {
        let Item::Position(control) = item else {
            return false;
        };
        self.physical
            .get(&control)
            .is_some_and(|physical| physical.is_held(now))
    }

    /// Ends what stuck touches hold, and sends motors back that left their places by themselves.
    pub(super) fn let_go(&mut self, now: Instant) {
        for (control, physical) in &mut self.physical {
            if !physical.is_held(now)
                && let Some(addr) = physical.held.take()
            {
                self.intents.push(Intent::EndGesture(addr));
            }
            if physical.take_strayed(now) {
                self.shadow.forget(Item::Position(*control));
            }
        }
    }

    /// The device knows nothing any more, and it is not known where it stands.
    fn start_over(&mut self, now: Instant) {
        self.shadow.clear();
        self.meters.clear();
        self.remote.forget();
        self.in_sync = false;
        self.asked = None;
        self.arrangement.shift(false);
        self.settle(now);
        for physical in self.physical.values_mut() {
            physical.forget();
            if let Some(addr) = physical.held.take() {
                self.intents.push(Intent::EndGesture(addr));
            }
        }
    }

    /// Says something to whoever mixes.
    pub(super) fn tell(&mut self, severity: Severity, text: String) {
        self.notices.push(Notice { severity, text });
    }
}
