//! What every device speaks once its own messages are understood.

use super::message::Message;
pub use crate::show::mapping_file::Echo;
use crate::show::mapping_file::{Address, Control};
use std::fmt::Debug;
use std::time::{Duration, Instant};

/// Something that a hand did, or the device itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gesture {
    /// A fader or knob stands there.
    Position {
        /// Which one.
        control: Control,
        /// Where, 0…1.
        position: f32,
        /// The number that the device sent.
        raw: u16,
    },
    /// A knob was turned by so many clicks, to the right above 0.
    Turn {
        /// Which one.
        control: Control,
        /// How far.
        clicks: i32,
    },
    /// A key went down.
    Press(Control),
    /// A key that belongs to no strip came up.
    Release(Control),
    /// A hand touched a fader, or let go.
    Touch {
        /// Which fader.
        control: Control,
        /// It is on it.
        on: bool,
    },
    /// The device has lost what it showed: everything has to be said again.
    StartOver,
    /// The device is only guessed, and this shows that it is another one.
    Stranger(Odd),
}

/// What a plain controller never does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Odd {
    /// What stands for a key runs through values in between: a fader, or the fine half of one.
    Runs(Address),
    /// It is played: notes of many velocities, pitch bends, pressure.
    Played,
}

/// A thing that a device shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Item {
    /// Position of a motor or a ring.
    Position(Control),
    /// A key's light.
    Light(Control),
    /// A line of a strip's display, from the top.
    Text(u8, u8),
    /// The colours of all displays.
    Colors,
}

/// A light.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Light {
    /// Dark.
    Off,
    /// Lit.
    On,
    /// Flashing.
    Flash,
}

/// What an item shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A position, as the number that the device takes.
    Position(u16),
    /// A light.
    Light(Light),
    /// A text of one cell.
    Text(String),
    /// A colour per strip, by the device's numbers.
    Colors(Vec<u8>),
}

/// What a device has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Abilities {
    /// How many strips.
    pub strips: usize,
    /// It has a main fader.
    pub master: bool,
    /// Its lights flash by themselves.
    pub flash: bool,
    /// The smallest step of its faders.
    pub step: f32,
    /// When a moved motor is answered.
    pub echo: Echo,
    /// Time between the first bytes and the first state.
    pub settle: Duration,
}

/// Between a device's own messages and the standard controls.
pub trait Driver: Debug + Send {
    /// What it has.
    fn abilities(&self) -> Abilities;

    /// True for a control that feels hands.
    fn has_touch(&self, control: Control) -> bool;

    /// What it can show, the most urgent first.
    fn items(&self) -> Vec<Item>;

    /// What is sent before anything else.
    fn start(&mut self, now: Instant) -> Vec<Message>;

    /// Understands a message; what has to be answered at once goes to `replies`.
    fn hear(&mut self, message: &Message, now: Instant, replies: &mut Vec<Message>)
    -> Vec<Gesture>;

    /// What is due by the clock.
    fn remind(&mut self, _now: Instant) -> Vec<Message> {
        Vec::new()
    }

    /// The number for a position; none: the control stands for nothing.
    fn raw(&self, control: Control, position: Option<f32>) -> u16;

    /// The number for a colour by name; none: the strip stands for nothing.
    fn color(&self, _name: Option<&str>) -> u8 {
        0
    }

    /// The message that shows something.
    fn show(&self, item: Item, shown: &Shown) -> Option<Message>;

    /// The messages for a peak on a strip's meter, in dB; `clipped`: its overload light is on.
    fn meter(&self, _strip: u8, _peak: f32, _clipped: Option<bool>) -> Vec<Message> {
        Vec::new()
    }
}
