//! Controls by their standard names, and the messages that belong to them.

/// Most strips of one surface.
pub const MAX_STRIPS: usize = 32;

/// A control, by the standard names that every layout knows. Strips count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Control {
    /// A strip's fader.
    Fader(u8),
    /// A strip's knob.
    Knob(u8),
    /// Its knob, pushed.
    Push(u8),
    /// Its mute key.
    Mute(u8),
    /// Its solo key.
    Solo(u8),
    /// Its select key.
    Select(u8),
    /// Its record key.
    Rec(u8),
    /// A hand on its fader.
    Touch(u8),
    /// The main fader.
    Master,
    /// A hand on the main fader.
    MasterTouch,
    /// A key that moves along the console.
    Nav(Nav),
    /// Any other key, by its place in [`KEYS`].
    Key(u8),
}

/// Names of keys that belong to no strip, and the note of each on a Mackie Control; every layout
/// decides what they do.
pub const KEYS: [(&str, u8); 61] = [
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
];

/// Every control by name, those of strips as the first strip's.
pub fn control_names() -> Vec<(&'static str, Control)> {
    let named = NAMES.iter().map(|(word, name)| match name {
        Name::Once(control) => (*word, *control),
        Name::PerStrip(control) => (*word, control(0)),
    });
    let keys = (0..)
        .zip(KEYS)
        .map(|(at, (word, _))| (word, Control::Key(at)));
    named.chain(keys).collect()
}

impl Control {
    /// The same control of the first strip: what layouts know it by.
    pub fn of_first(self) -> Self {
        match self {
            Self::Fader(_) => Self::Fader(0),
            Self::Knob(_) => Self::Knob(0),
            Self::Push(_) => Self::Push(0),
            Self::Mute(_) => Self::Mute(0),
            Self::Solo(_) => Self::Solo(0),
            Self::Select(_) => Self::Select(0),
            Self::Rec(_) => Self::Rec(0),
            Self::Touch(_) => Self::Touch(0),
            other => other,
        }
    }
}

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

/// A name in a file: a control that exists once, or one per strip.
#[derive(Clone, Copy)]
pub(super) enum Name {
    /// It exists once.
    Once(Control),
    /// Every strip has one.
    PerStrip(fn(u8) -> Control),
}

const NAMES: [(&str, Name); 14] = [
    ("strip.fader", Name::PerStrip(Control::Fader)),
    ("strip.knob", Name::PerStrip(Control::Knob)),
    ("strip.push", Name::PerStrip(Control::Push)),
    ("strip.mute", Name::PerStrip(Control::Mute)),
    ("strip.solo", Name::PerStrip(Control::Solo)),
    ("strip.select", Name::PerStrip(Control::Select)),
    ("strip.rec", Name::PerStrip(Control::Rec)),
    ("strip.touch", Name::PerStrip(Control::Touch)),
    ("master.fader", Name::Once(Control::Master)),
    ("master.touch", Name::Once(Control::MasterTouch)),
    ("nav.bank-left", Name::Once(Control::Nav(Nav::BankLeft))),
    ("nav.bank-right", Name::Once(Control::Nav(Nav::BankRight))),
    (
        "nav.channel-left",
        Name::Once(Control::Nav(Nav::ChannelLeft)),
    ),
    (
        "nav.channel-right",
        Name::Once(Control::Nav(Nav::ChannelRight)),
    ),
];

impl Control {
    /// True for what stands somewhere: faders and knobs.
    pub fn is_position(self) -> bool {
        matches!(self, Self::Fader(_) | Self::Knob(_) | Self::Master)
    }

    /// True for what is pressed.
    pub fn is_key(self) -> bool {
        !self.is_position() && !matches!(self, Self::Touch(_) | Self::MasterTouch)
    }

    /// True for what every strip has one of.
    pub fn is_of_strip(self) -> bool {
        !matches!(
            self,
            Self::Master | Self::MasterTouch | Self::Nav(_) | Self::Key(_)
        )
    }

    /// True for faders, the main one too.
    pub fn is_fader(self) -> bool {
        matches!(self, Self::Fader(_) | Self::Master)
    }
}

/// Kind of a message with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Controller; 7 bits.
    Cc,
    /// Key; 7 bits.
    Note,
    /// Pitch bend; 14 bits, one per channel.
    Bend,
    /// A choice of program, of devices whose keys send that.
    Program,
}

/// What a key sends when it is pressed and let go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sends {
    /// A value when it is pressed, 0 when it is let go.
    #[default]
    Momentary,
    /// One message at every press: on, off, on, off.
    Toggle,
    /// How hard it is pressed, all the time.
    Pressure,
    /// The same value at every press, and nothing when it is let go.
    AlwaysOn,
}

impl Sends {
    /// The words for it in files.
    pub const WORDS: [(&'static str, Self); 4] = [
        ("momentary", Self::Momentary),
        ("toggle", Self::Toggle),
        ("pressure", Self::Pressure),
        ("always-on", Self::AlwaysOn),
    ];
}

/// Which message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    /// Its kind.
    pub kind: Kind,
    /// Its channel, from 0.
    pub channel: u8,
    /// Its number; 0 for pitch bend.
    pub number: u8,
}

/// How a knob says how far it was turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turns {
    /// Bit 6 is the direction (set: left), the rest counts: 01 is right, 41 is left.
    Signed,
    /// Two's complement of 7 bits: 01 is right, 7F is left.
    Complement,
    /// Distance from 64: 41 is right, 3F is left.
    Offset,
}

/// What a control sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input {
    /// The control.
    pub control: Control,
    /// Its message.
    pub address: Address,
    /// How it counts turns; none for positions and keys.
    pub turns: Option<Turns>,
    /// What it sends when it is pressed; of keys.
    pub sends: Sends,
}

/// What a control hears: a position for faders and knobs, a light for keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Output {
    /// The control.
    pub control: Control,
    /// Its message.
    pub address: Address,
    /// Value of a light that is off.
    pub off: u8,
    /// Value of a light that is on.
    pub on: u8,
    /// Value of a light that flashes by itself; without it, it is switched on and off.
    pub flash: Option<u8>,
}

/// Every name that a device file may use.
pub(super) fn names() -> Vec<(&'static str, Name)> {
    let keys = (0..).zip(KEYS);
    let keys = keys.map(|(at, (word, _))| (word, Name::Once(Control::Key(at))));
    NAMES.into_iter().chain(keys).collect()
}
