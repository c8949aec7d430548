//! What every device speaks once its own messages are understood.

use super::message::Message;
use crate::show::console_file::Color;
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
    /// It stands there, and nobody's hand has moved it: the device says so.
    Stands {
        /// Which one.
        control: Control,
        /// Where, 0…1.
        position: f32,
    },
    /// A knob was turned by so many clicks, to the right above 0.
    Turn {
        /// Which one.
        control: Control,
        /// How far.
        clicks: i32,
        /// How far one click goes, against the usual.
        speed: f32,
    },
    /// A key went down.
    Press(Control),
    /// A key came up.
    Release(Control),
    /// The device's own key for this bank, from 0, was pressed.
    Bank(u8),
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
    /// The colour of a strip's display.
    Color(u8),
    /// The colours of all displays.
    Colors,
    /// Displays of seven segments.
    Digits(Digits),
    /// A part of a display for the whole surface, from the left end of its first line: ten letters.
    Overview(u8),
}

/// Displays of seven segments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Digits {
    /// Two letters for what the strips are.
    Page,
    /// Ten digits for the time.
    Time,
}

/// How a ring shows a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// One dot.
    Dot,
    /// From the middle.
    Middle,
    /// From the left end.
    Fill,
}

impl Style {
    /// Mackie's light below the middle of a ring.
    pub const MIDDLE_LIGHT: u16 = 0x40;

    /// Mackie's number for a position on a ring of eleven lights; none: the knob stands for nothing.
    pub fn ring(position: Option<f32>) -> u16 {
        let Some(position) = position else {
            return 0;
        };
        let is_middle = (position - 0.5).abs() < 0.005;
        let light = if is_middle { Self::MIDDLE_LIGHT } else { 0 };
        light | (1 + (position * 10.0).round() as u16)
    }

    /// That number with how the ring looks.
    pub fn with(self, raw: u16) -> u8 {
        let style = if raw == 0 { 0 } else { (self as u16) << 4 };
        (style | raw) as u8
    }
}

/// Levels of the meters of Mackie's surfaces: the lowest peak of each step, in dB.
pub const MACKIE_STEPS: [f32; 12] = [
    -60.0, -50.0, -40.0, -30.0, -20.0, -14.0, -10.0, -8.0, -6.0, -4.0, -2.0, 0.0,
];

/// What a meter is to show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// The peaks of left and right, in dB; of one channel, twice the same.
    pub peaks: [f32; 2],
    /// Its overload light is on.
    pub is_clipped: bool,
    /// That is new.
    pub is_clip_new: bool,
}

impl Reading {
    /// The higher one of both peaks, in dB.
    pub fn peak(&self) -> f32 {
        self.peaks[0].max(self.peaks[1])
    }
}

/// Letters of a strip's display where its file says nothing else.
pub const LETTERS: usize = 7;

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
    /// A ring: the number that the device takes, and how it looks.
    Ring(u16, Style),
    /// A light, and the colour of what it stands for where the device shows that.
    Light(Light, Color),
    /// A text of one cell.
    Text(String),
    /// A colour.
    Color(Color),
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

    /// The controls that hands move.
    fn controls(&self) -> Vec<Control>;

    /// True for a control that feels hands.
    fn has_touch(&self, control: Control) -> bool;

    /// True for a light that flashes by itself.
    fn flashes(&self, control: Control) -> bool;

    /// True for a light that shows the colour of its strip.
    fn is_colored(&self, _control: Control) -> bool {
        false
    }

    /// Letters of a line of a strip's display.
    fn letters(&self, _strip: u8, _line: u8) -> usize {
        LETTERS
    }

    /// What it can show, the most urgent first.
    fn items(&self) -> Vec<Item>;

    /// What is sent before anything else.
    fn start(&mut self, now: Instant) -> Vec<Message>;

    /// True when it may be shown the console's state.
    fn is_ready(&self) -> bool {
        true
    }

    /// What is sent when the console goes.
    fn exit(&self) -> Vec<Message> {
        Vec::new()
    }

    /// Understands a message; what has to be answered at once goes to `replies`.
    fn hear(&mut self, message: &Message, now: Instant, replies: &mut Vec<Message>)
    -> Vec<Gesture>;

    /// What is due by the clock.
    fn remind(&mut self, _now: Instant) -> Vec<Message> {
        Vec::new()
    }

    /// The number for a position; none: the control stands for nothing.
    fn raw(&self, control: Control, position: Option<f32>) -> u16;

    /// The number for a colour of [`Item::Colors`]; none: the strip stands for nothing.
    fn color(&self, _color: Option<Color>) -> u8 {
        0
    }

    /// The messages that show something.
    fn show(&self, item: Item, shown: &Shown) -> Vec<Message>;

    /// The messages for a strip's meter.
    fn meter(&self, _strip: u8, _reading: Reading) -> Vec<Message> {
        Vec::new()
    }
}
