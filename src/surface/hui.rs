//! The HUI: the older protocol of Mackie's, of mixers that can be remote controls, too.
//!
//! Everything is a controller on the first channel. A fader is two of them, a switch is a zone and
//! then a port of it, and so is its light: what belongs together comes in two messages, and only the second one
//! counts. Displays are `SysEx`. A ping every second keeps the surface on line, and its answer tells that it is there.

mod switches;
mod telling;

pub use switches::{Named, keys as hui_keys};

use super::driver::{
    Abilities, Digits, Driver, Echo, Gesture, Item, Light, MACKIE_STEPS, Reading, Shown, Style,
};
use super::message::Message;
use super::scale::position_of;
use crate::show::mapping_file::{Control, Hui};
use std::time::{Duration, Instant};
use switches::{PORTS, STRIP_KEYS, TIME_LIGHT, TOUCH_PORT, key_at, switch_of};
use telling::{control, digits, light, ping, sysex};

/// Many devices take a moment; the state is sent after this in any case.
const SETTLE: Duration = Duration::from_millis(300);
/// Between two pings.
const PING_EVERY: Duration = Duration::from_secs(1);
/// A device that has not answered for this long shows nothing any more.
const LOST: Duration = Duration::from_millis(3500);
/// Commands of a `SysEx`.
const SMALL_DISPLAY: u8 = 0x10;
const TIME_DISPLAY: u8 = 0x11;
const MAIN_DISPLAY: u8 = 0x12;
/// The small display that belongs to no strip.
const ASSIGN_DISPLAY: u8 = 8;
/// Letters of a strip's display.
const LETTERS: usize = 4;
/// Parts of the main display.
const PARTS: u8 = 8;
/// Controllers: of faders, the coarse half first, of rings, of knobs, and of the wheel.
const FADER: u8 = 0x00;
const FADER_FINE: u8 = 0x20;
const RING: u8 = 0x10;
const KNOB: u8 = 0x40;
const JOG: u8 = 0x0d;
/// Controllers of switches: the zone, and the port with what happened.
const ZONE: u8 = 0x0f;
const PORT: u8 = 0x2f;
/// The number of the main fader, where there is one.
const MASTER: u8 = 8;
/// Knobs beside the main display; the last one has no ring.
const FREE_KNOBS: u8 = 5;
const FIRST_FREE: u8 = 8;
/// The level of a meter that is red.
const RED: u8 = 12;

/// A device that behaves as a HUI.
#[derive(Debug)]
pub struct HuiDriver {
    has: Hui,
    echo: Echo,
    /// The coarse halves of its faders, as they were heard last.
    coarse: [Option<u8>; MASTER as usize + 1],
    /// The zone of the next port.
    zone: Option<u8>,
    begun: Option<Instant>,
    pinged: Option<Instant>,
    answered: Option<Instant>,
}

impl HuiDriver {
    /// A device of these abilities.
    pub fn new(has: Hui, echo: Echo) -> Self {
        Self {
            has,
            echo,
            coarse: [None; MASTER as usize + 1],
            zone: None,
            begun: None,
            pinged: None,
            answered: None,
        }
    }

    fn fader(&self, number: u8) -> Option<Control> {
        match number {
            strip if strip < self.has.strips => Some(Control::Fader(strip)),
            MASTER if self.has.master => Some(Control::Master),
            _ => None,
        }
    }

    fn hear_control(&mut self, number: u8, value: u8) -> Option<Gesture> {
        match number {
            FADER..=MASTER => {
                *self.coarse.get_mut(usize::from(number))? = Some(value);
                None
            }
            FADER_FINE..=0x28 => self.hear_fader(number - FADER_FINE, value),
            KNOB..=0x4c => turn(self.knob(number - KNOB)?, value),
            JOG => turn(Control::Jog, value),
            ZONE => {
                self.zone = Some(value);
                None
            }
            PORT => self.hear_port(value),
            _ => None,
        }
    }

    fn hear_fader(&self, number: u8, fine: u8) -> Option<Gesture> {
        let control = self.fader(number)?;
        let coarse = (*self.coarse.get(usize::from(number))?)?;
        let raw = u16::from(coarse) << 7 | u16::from(fine);
        Some(Gesture::Position {
            control,
            position: position_of((0, self.has.fader_top), false, raw),
            raw,
        })
    }

    fn knob(&self, number: u8) -> Option<Control> {
        match number.checked_sub(FIRST_FREE) {
            None => (number < self.has.strips).then_some(Control::Knob(number, 0)),
            Some(free) => (free < FREE_KNOBS).then_some(Control::FreeKnob(free)),
        }
    }

    /// A port of the zone that came before. One whose zone was lost is nobody's: the last zone would be a guess.
    fn hear_port(&mut self, value: u8) -> Option<Gesture> {
        let zone = self.zone.take()?;
        let port = value & 0x0f;
        let is_down = match value & 0x70 {
            0 => false,
            0x40 => true,
            _ => return None,
        };
        if port >= PORTS || zone < MASTER && zone >= self.has.strips {
            return None;
        }
        if zone < self.has.strips && port == TOUCH_PORT {
            let control = Control::Fader(zone);
            return Some(Gesture::Touch {
                control,
                on: is_down,
            });
        }
        let key = key_at((zone, port))?;
        Some(if is_down {
            Gesture::Press(key)
        } else {
            Gesture::Release(key)
        })
    }

    /// It is there. Where it was not, it has to be told everything, and what its digits are.
    fn hear_answer(&mut self, now: Instant, replies: &mut Vec<Message>) -> Vec<Gesture> {
        let before = self.answered.replace(now);
        let has_waited = |then: Instant, most| now.saturating_duration_since(then) > most;
        let is_first = before.is_none();
        let was_lost = match before {
            Some(then) => has_waited(then, LOST),
            // One that answers the first ping has missed nothing.
            None => self.begun.is_some_and(|then| has_waited(then, SETTLE)),
        };
        if self.has.time && (is_first || was_lost) {
            replies.extend(light(TIME_LIGHT, true));
        }
        if !was_lost {
            return Vec::new();
        }
        self.forget();
        vec![Gesture::StartOver]
    }

    /// What was half said is not said any more.
    fn forget(&mut self) {
        self.coarse = [None; MASTER as usize + 1];
        self.zone = None;
    }
}

/// Above the middle value to the right, below it to the left, by so many clicks.
fn turn(control: Control, value: u8) -> Option<Gesture> {
    let clicks = i32::from(value & 0x3f);
    let clicks = if value >= 0x40 { clicks } else { -clicks };
    (clicks != 0).then_some(Gesture::Turn {
        control,
        clicks,
        speed: 1.0,
    })
}

impl Driver for HuiDriver {
    fn abilities(&self) -> Abilities {
        Abilities {
            strips: usize::from(self.has.strips),
            master: self.has.master,
            // Of 14 bits, devices measure nine.
            step: 1.0 / 511.0,
            echo: self.echo,
            settle: SETTLE,
        }
    }

    fn controls(&self) -> Vec<Control> {
        let strips =
            (0..self.has.strips).flat_map(|strip| [Control::Fader(strip), Control::Knob(strip, 0)]);
        let master = self.has.master.then_some(Control::Master);
        let free = (0..FREE_KNOBS).map(Control::FreeKnob);
        strips.chain(master).chain(free).collect()
    }

    fn flashes(&self, _control: Control) -> bool {
        false
    }

    fn has_touch(&self, control: Control) -> bool {
        self.has.touch && matches!(control, Control::Fader(_))
    }

    fn letters(&self, _strip: u8, _line: u8) -> usize {
        LETTERS
    }

    fn items(&self) -> Vec<Item> {
        let strips = 0..self.has.strips;
        let mut items = Vec::new();
        if self.has.motor {
            items.extend(
                strips
                    .clone()
                    .map(|strip| Item::Position(Control::Fader(strip))),
            );
            items.extend(self.has.master.then_some(Item::Position(Control::Master)));
        }
        for (_, key) in STRIP_KEYS {
            items.extend(strips.clone().map(|strip| Item::Light(key(strip))));
        }
        items.push(Item::Light(Control::SoloLight));
        items.extend(
            strips
                .clone()
                .map(|strip| Item::Position(Control::Knob(strip, 0))),
        );
        items.extend((0..FREE_KNOBS - 1).map(|knob| Item::Position(Control::FreeKnob(knob))));
        items.extend(hui_keys().iter().map(|key| Item::Light(key.control)));
        if self.has.text {
            items.push(Item::Digits(Digits::Page));
            items.extend(strips.map(|strip| Item::Text(strip, 0)));
        }
        items.extend((0..PARTS).map(Item::Overview).filter(|_| self.has.display));
        items.extend(self.has.time.then_some(Item::Digits(Digits::Time)));
        items
    }

    fn start(&mut self, now: Instant) -> Vec<Message> {
        self.begun = Some(now);
        self.pinged = Some(now);
        vec![ping()]
    }

    fn hear(
        &mut self,
        message: &Message,
        now: Instant,
        replies: &mut Vec<Message>,
    ) -> Vec<Gesture> {
        match *message {
            Message::Note {
                channel: 0,
                number: 0,
                velocity: 0x7f,
            } => self.hear_answer(now, replies),
            Message::Control {
                channel: 0,
                number,
                value,
            } => self.hear_control(number, value).into_iter().collect(),
            // It was switched on.
            Message::Reset => {
                self.forget();
                vec![Gesture::StartOver]
            }
            _ => Vec::new(),
        }
    }

    fn remind(&mut self, now: Instant) -> Vec<Message> {
        let fresh = |then: Instant| now.saturating_duration_since(then) < PING_EVERY;
        if self.pinged.is_some_and(fresh) {
            return Vec::new();
        }
        self.pinged = Some(now);
        vec![ping()]
    }

    fn raw(&self, control: Control, position: Option<f32>) -> u16 {
        if control.is_knob() {
            return Style::ring(position);
        }
        (position.unwrap_or(0.0) * f32::from(self.has.fader_top)).round() as u16
    }

    fn show(&self, item: Item, shown: &Shown) -> Vec<Message> {
        match (item, shown) {
            (Item::Position(knob), Shown::Ring(raw, style)) => {
                let number = match knob {
                    Control::Knob(strip, _) => strip,
                    Control::FreeKnob(free) => FIRST_FREE + free,
                    _ => return Vec::new(),
                };
                vec![control(RING + number, style.with(*raw))]
            }
            (Item::Position(fader), Shown::Position(raw)) => {
                let number = fader.strip().unwrap_or(MASTER);
                let (high, low) = ((raw >> 7) as u8, (raw & 0x7f) as u8);
                vec![
                    control(FADER + number, high),
                    control(FADER_FINE + number, low),
                ]
            }
            (Item::Light(key), Shown::Light(shown, _)) => {
                let switch = switch_of(key);
                let lit = switch.map(|switch| light(switch, *shown != Light::Off));
                lit.into_iter().flatten().collect()
            }
            (Item::Text(strip, _), Shown::Text(text)) => {
                vec![sysex(&[&[SMALL_DISPLAY, strip], text.as_bytes()].concat())]
            }
            (Item::Digits(Digits::Page), Shown::Text(text)) => {
                let text = format!("{text:>LETTERS$}");
                vec![sysex(
                    &[&[SMALL_DISPLAY, ASSIGN_DISPLAY], text.as_bytes()].concat(),
                )]
            }
            (Item::Digits(Digits::Time), Shown::Text(text)) => {
                vec![sysex(&[&[TIME_DISPLAY], &digits(text)[..]].concat())]
            }
            (Item::Overview(part), Shown::Text(text)) => {
                vec![sysex(&[&[MAIN_DISPLAY, part], text.as_bytes()].concat())]
            }
            _ => Vec::new(),
        }
    }

    fn meter(&self, strip: u8, reading: Reading) -> Vec<Message> {
        if !self.has.meters {
            return Vec::new();
        }
        let side = |(side, peak): (u8, f32)| {
            let steps = MACKIE_STEPS.iter().filter(|step| peak >= **step);
            let level = if reading.is_clipped {
                RED
            } else {
                steps.count() as u8
            };
            Message::Poly {
                channel: 0,
                number: strip,
                value: side << 4 | level,
            }
        };
        (0..).zip(reading.peaks).map(side).collect()
    }
}

#[cfg(test)]
mod tests;
