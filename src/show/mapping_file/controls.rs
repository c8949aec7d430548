//! Controls by their standard names.

use std::sync::LazyLock;

/// Most strips of one surface.
pub const MAX_STRIPS: usize = 32;
/// Knobs of a strip, further keys of a strip.
pub const KNOB_ROWS: u8 = 4;
/// Keys of a strip that have no name of their own.
pub const STRIP_KEYS: u8 = 8;
/// Knobs and pads that belong to no strip.
pub const FREE_KNOBS: u8 = 16;
/// Keys that belong to no strip and have no name of their own.
pub const USER_KEYS: u8 = 64;
/// Pedals.
const PEDALS: u8 = 2;

/// A control, by the standard names that every layout knows. Strips count from 0, and so do the knobs and keys
/// of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Control {
    /// A strip's fader.
    Fader(u8),
    /// A strip's knob, and which of them.
    Knob(u8, u8),
    /// Its knob, pushed.
    Push(u8, u8),
    /// Its mute key.
    Mute(u8),
    /// Its solo key.
    Solo(u8),
    /// Its select key.
    Select(u8),
    /// Its record key.
    Rec(u8),
    /// Any other key of a strip, and which of them.
    StripKey(u8, u8),
    /// A hand on its fader.
    Touch(u8),
    /// A line of its display, from the top; shown only.
    Text(u8, u8),
    /// The colour of its display; shown only.
    Color(u8),
    /// Its meter; shown only.
    Meter(u8),
    /// The main fader.
    Master,
    /// A hand on the main fader.
    MasterTouch,
    /// A key that moves along the console.
    Nav(Nav),
    /// Any other key with a name, by its place in [`KEYS`].
    Key(u8),
    /// Any other key.
    User(u8),
    /// A knob that belongs to no strip.
    FreeKnob(u8),
    /// That knob, pushed.
    FreePush(u8),
    /// A wheel that turns without end.
    Jog,
    /// A fader that runs across.
    Crossfader,
    /// A pedal that stands somewhere.
    Pedal(u8),
    /// The light that warns of a solo; shown only.
    SoloLight,
}

/// The note of a key that a Mackie Control has not.
pub const NO_NOTE: u8 = 0xff;
/// Names of keys that belong to no strip, and the note of each on a Mackie Control; every layout
/// decides what they do.
pub const KEYS: [(&str, u8); 69] = [
    ("key.track", 0x28),
    ("key.send", 0x29),
    ("key.pan", 0x2a),
    ("key.plugin", 0x2b),
    ("key.eq", 0x2c),
    ("key.instrument", 0x2d),
    ("key.flip", 0x32),
    ("key.global", 0x33),
    ("key.name", 0x34),
    ("key.time", 0x35),
    ("key.f1", 0x36),
    ("key.f2", 0x37),
    ("key.f3", 0x38),
    ("key.f4", 0x39),
    ("key.f5", 0x3a),
    ("key.f6", 0x3b),
    ("key.f7", 0x3c),
    ("key.f8", 0x3d),
    ("key.view1", 0x3e),
    ("key.view2", 0x3f),
    ("key.view3", 0x40),
    ("key.view4", 0x41),
    ("key.view5", 0x42),
    ("key.view6", 0x43),
    ("key.view7", 0x44),
    ("key.view8", 0x45),
    ("key.shift", 0x46),
    ("key.option", 0x47),
    ("key.control", 0x48),
    ("key.alt", 0x49),
    ("key.read", 0x4a),
    ("key.write", 0x4b),
    ("key.trim", 0x4c),
    ("key.touch", 0x4d),
    ("key.latch", 0x4e),
    ("key.group", 0x4f),
    ("key.save", 0x50),
    ("key.undo", 0x51),
    ("key.cancel", 0x52),
    ("key.enter", 0x53),
    ("key.marker", 0x54),
    ("key.nudge", 0x55),
    ("key.cycle", 0x56),
    ("key.drop", 0x57),
    ("key.replace", 0x58),
    ("key.click", 0x59),
    ("key.solo", 0x5a),
    ("key.rewind", 0x5b),
    ("key.forward", 0x5c),
    ("key.stop", 0x5d),
    ("key.play", 0x5e),
    ("key.record", 0x5f),
    ("key.up", 0x60),
    ("key.down", 0x61),
    ("key.left", 0x62),
    ("key.right", 0x63),
    ("key.zoom", 0x64),
    ("key.scrub", 0x65),
    ("key.foot1", 0x66),
    ("key.foot2", 0x67),
    ("key.extra", 0x72),
    ("key.send2", NO_NOTE),
    ("key.send3", NO_NOTE),
    ("key.send4", NO_NOTE),
    ("key.talkback", NO_NOTE),
    ("key.dim", NO_NOTE),
    ("key.mono", NO_NOTE),
    ("key.cut", NO_NOTE),
    ("key.start", NO_NOTE),
];

/// Keys that move along the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Nav {
    /// A bank to the left.
    BankLeft,
    /// A bank to the right.
    BankRight,
    /// A strip to the left.
    ChannelLeft,
    /// A strip to the right.
    ChannelRight,
}

/// Every name, with the control that it stands for: of controls of strips the first strip's.
static NAMES: LazyLock<Vec<(String, Control)>> = LazyLock::new(|| {
    let rows = |word: &str, count: u8, control: fn(u8) -> Control| {
        (0..count)
            .map(move |row| {
                // The first of several has the plain name.
                let number = if row == 0 {
                    String::new()
                } else {
                    (row + 1).to_string()
                };
                (format!("{word}{number}"), control(row))
            })
            .collect::<Vec<_>>()
    };
    let numbered = |word: &str, count: u8, control: fn(u8) -> Control| {
        (0..count)
            .map(move |row| (format!("{word}{}", row + 1), control(row)))
            .collect::<Vec<_>>()
    };
    let keys = (0..)
        .zip(KEYS)
        .map(|(at, (word, _))| (word.to_owned(), Control::Key(at)));
    let mut names = vec![("strip.fader".to_owned(), Control::Fader(0))];
    names.extend(rows("strip.knob", KNOB_ROWS, |row| Control::Knob(0, row)));
    names.extend(rows("strip.push", KNOB_ROWS, |row| Control::Push(0, row)));
    names.extend(ONCE_PER_STRIP.map(|(word, control)| (word.to_owned(), control)));
    names.extend(numbered("strip.key", STRIP_KEYS, |key| {
        Control::StripKey(0, key)
    }));
    names.extend(numbered("strip.text", 2, |line| Control::Text(0, line)));
    names.extend(ONCE.map(|(word, control)| (word.to_owned(), control)));
    names.extend(numbered("knob.", FREE_KNOBS, Control::FreeKnob));
    names.extend(numbered("push.", FREE_KNOBS, Control::FreePush));
    names.extend(rows("pedal", PEDALS, Control::Pedal));
    names.extend(keys);
    names.extend(numbered("key.user", USER_KEYS, Control::User));
    names
});

const ONCE_PER_STRIP: [(&str, Control); 7] = [
    ("strip.mute", Control::Mute(0)),
    ("strip.solo", Control::Solo(0)),
    ("strip.select", Control::Select(0)),
    ("strip.rec", Control::Rec(0)),
    ("strip.touch", Control::Touch(0)),
    ("strip.color", Control::Color(0)),
    ("strip.meter", Control::Meter(0)),
];

const ONCE: [(&str, Control); 9] = [
    ("master.fader", Control::Master),
    ("master.touch", Control::MasterTouch),
    ("nav.bank-left", Control::Nav(Nav::BankLeft)),
    ("nav.bank-right", Control::Nav(Nav::BankRight)),
    ("nav.channel-left", Control::Nav(Nav::ChannelLeft)),
    ("nav.channel-right", Control::Nav(Nav::ChannelRight)),
    ("jog", Control::Jog),
    ("crossfader", Control::Crossfader),
    ("light.solo", Control::SoloLight),
];

/// Every control by name, those of strips as the first strip's.
pub fn control_names() -> Vec<(&'static str, Control)> {
    NAMES
        .iter()
        .map(|(word, control)| (word.as_str(), *control))
        .collect()
}

impl Control {
    /// The same control of another strip; of what belongs to none, itself.
    #[must_use]
    pub fn of_strip(self, strip: u8) -> Self {
        match self {
            Self::Fader(_) => Self::Fader(strip),
            Self::Knob(_, row) => Self::Knob(strip, row),
            Self::Push(_, row) => Self::Push(strip, row),
            Self::Mute(_) => Self::Mute(strip),
            Self::Solo(_) => Self::Solo(strip),
            Self::Select(_) => Self::Select(strip),
            Self::Rec(_) => Self::Rec(strip),
            Self::StripKey(_, key) => Self::StripKey(strip, key),
            Self::Touch(_) => Self::Touch(strip),
            Self::Text(_, line) => Self::Text(strip, line),
            Self::Color(_) => Self::Color(strip),
            Self::Meter(_) => Self::Meter(strip),
            other => other,
        }
    }

    /// The same control of the first strip: what layouts know it by.
    #[must_use]
    pub fn of_first(self) -> Self {
        self.of_strip(0)
    }

    /// The strip that it belongs to.
    pub fn strip(self) -> Option<u8> {
        match self {
            Self::Fader(strip)
            | Self::Knob(strip, _)
            | Self::Push(strip, _)
            | Self::Mute(strip)
            | Self::Solo(strip)
            | Self::Select(strip)
            | Self::Rec(strip)
            | Self::StripKey(strip, _)
            | Self::Touch(strip)
            | Self::Text(strip, _)
            | Self::Color(strip)
            | Self::Meter(strip) => Some(strip),
            _ => None,
        }
    }

    /// Its name, as files write it.
    pub fn word(self) -> &'static str {
        let first = self.of_first();
        let mut names = NAMES.iter();
        names
            .find(|(_, control)| *control == first)
            .map_or("", |(word, _)| word)
    }

    /// True for what stands somewhere or turns: faders, knobs, wheels, pedals.
    pub fn is_position(self) -> bool {
        self.is_fader() || self.is_knob() || matches!(self, Self::Crossfader | Self::Pedal(_))
    }

    /// True for what is pressed.
    pub fn is_key(self) -> bool {
        !self.is_position() && !self.is_touch() && !self.is_shown_only()
    }

    /// True for what feels a hand.
    pub fn is_touch(self) -> bool {
        matches!(self, Self::Touch(_) | Self::MasterTouch)
    }

    /// True for what no hand moves: displays, colours, meters.
    pub fn is_shown_only(self) -> bool {
        matches!(
            self,
            Self::Text(..) | Self::Color(_) | Self::Meter(_) | Self::SoloLight
        )
    }

    /// True for what every strip has one of.
    pub fn is_of_strip(self) -> bool {
        self.strip().is_some()
    }

    /// True for faders, the main one too.
    pub fn is_fader(self) -> bool {
        matches!(self, Self::Fader(_) | Self::Master)
    }

    /// True for what is turned, and has a middle.
    pub fn is_knob(self) -> bool {
        matches!(self, Self::Knob(..) | Self::FreeKnob(_) | Self::Jog)
    }

    /// The fader whose touch this is.
    pub fn touched(self) -> Option<Self> {
        match self {
            Self::Touch(strip) => Some(Self::Fader(strip)),
            Self::MasterTouch => Some(Self::Master),
            _ => None,
        }
    }

    /// What it is, in a word for people.
    pub fn kind(self) -> &'static str {
        match self {
            _ if self.is_fader() || matches!(self, Self::Crossfader | Self::Pedal(_)) => "fader",
            _ if self.is_knob() => "knob",
            _ if self.is_touch() => "touch",
            _ if self.is_shown_only() => "display",
            _ => "key",
        }
    }
}
