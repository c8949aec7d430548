//! Nodes: strips, buses, main and everything else that has parameters.

use serde::{Deserialize, Serialize};

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum NodeKind {
    /// An input strip, `ch/N`.
    Strip,
    /// A mix bus, `bus/N`.
    Bus,
    /// The main mix, `main`.
    Main,
    /// A DCA, `dca/N`.
    Dca,
    /// A mute group, `mute-group/N`.
    MuteGroup,
    /// An automix group, `automix/N`.
    Automix,
    /// The console itself, `console`: what exists once.
    Console,
    /// What the engineer hears, `monitor`.
    Monitor,
    /// The first set of speakers, `monitor-a`.
    MonitorA,
    /// The second set of speakers, `monitor-b`.
    MonitorB,
    /// The engineer's headphones, `phones`.
    Phones,
    /// The talkback microphone, `talkback`.
    Talkback,
    /// The oscillator, `oscillator`.
    Oscillator,
    /// Loudness, `loudness`.
    Loudness,
    /// The spectrum, `spectrum`.
    Spectrum,
}

impl NodeKind {
    /// Every kind, in the order of paths and layouts.
    pub const ALL: [Self; 15] = [
        Self::Strip,
        Self::Bus,
        Self::Main,
        Self::Dca,
        Self::MuteGroup,
        Self::Automix,
        Self::Monitor,
        Self::MonitorA,
        Self::MonitorB,
        Self::Phones,
        Self::Talkback,
        Self::Oscillator,
        Self::Loudness,
        Self::Spectrum,
        Self::Console,
    ];

    /// The first word of a path.
    pub fn word(self) -> &'static str {
        match self {
            Self::Strip => "ch",
            Self::Bus => "bus",
            Self::Main => "main",
            Self::Dca => "dca",
            Self::MuteGroup => "mute-group",
            Self::Automix => "automix",
            Self::Console => "console",
            Self::Monitor => "monitor",
            Self::MonitorA => "monitor-a",
            Self::MonitorB => "monitor-b",
            Self::Phones => "phones",
            Self::Talkback => "talkback",
            Self::Oscillator => "oscillator",
            Self::Loudness => "loudness",
            Self::Spectrum => "spectrum",
        }
    }

    /// True for kinds at which sound enters or leaves the console.
    pub fn has_ports(self) -> bool {
        self.is_output() || matches!(self, Self::Strip | Self::Talkback)
    }

    /// True for kinds at which sound leaves the console.
    pub fn is_output(self) -> bool {
        matches!(
            self,
            Self::Bus | Self::Main | Self::MonitorA | Self::MonitorB | Self::Phones
        )
    }

    /// True for kinds of which there are several, told apart by number.
    pub fn is_numbered(self) -> bool {
        matches!(
            self,
            Self::Strip | Self::Bus | Self::Dca | Self::MuteGroup | Self::Automix
        )
    }
}

/// A node: its kind and its lasting number (0 for kinds that exist once).
///
/// The number is an identity, never a position, and never reused within a show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NodeId {
    /// What it is.
    pub kind: NodeKind,
    /// Its lasting number, 1…999; 0 where the kind exists once.
    pub number: u16,
}

impl NodeId {
    /// The main mix.
    pub const MAIN: Self = Self {
        kind: NodeKind::Main,
        number: 0,
    };
    /// The console itself.
    pub const CONSOLE: Self = Self {
        kind: NodeKind::Console,
        number: 0,
    };

    /// What the engineer hears.
    pub const MONITOR: Self = Self::once(NodeKind::Monitor);
    /// The first set of speakers.
    pub const MONITOR_A: Self = Self::once(NodeKind::MonitorA);
    /// The second set of speakers.
    pub const MONITOR_B: Self = Self::once(NodeKind::MonitorB);
    /// The engineer's headphones.
    pub const PHONES: Self = Self::once(NodeKind::Phones);
    /// The talkback microphone.
    pub const TALKBACK: Self = Self::once(NodeKind::Talkback);
    /// The oscillator.
    pub const OSCILLATOR: Self = Self::once(NodeKind::Oscillator);
    /// Loudness: what is measured of main and another mix.
    pub const LOUDNESS: Self = Self::once(NodeKind::Loudness);
    /// The spectrum: how it is measured and shown, and the watch for feedback.
    pub const SPECTRUM: Self = Self::once(NodeKind::Spectrum);

    const fn once(kind: NodeKind) -> Self {
        Self { kind, number: 0 }
    }

    /// Input strip `number`.
    pub const fn strip(number: u16) -> Self {
        Self {
            kind: NodeKind::Strip,
            number,
        }
    }
    /// Bus `number`.
    pub const fn bus(number: u16) -> Self {
        Self {
            kind: NodeKind::Bus,
            number,
        }
    }
    /// DCA `number`.
    pub const fn dca(number: u16) -> Self {
        Self {
            kind: NodeKind::Dca,
            number,
        }
    }
    /// Mute group `number`.
    pub const fn mute_group(number: u16) -> Self {
        Self {
            kind: NodeKind::MuteGroup,
            number,
        }
    }
    /// Automix group `number`.
    pub const fn automix(number: u16) -> Self {
        Self {
            kind: NodeKind::Automix,
            number,
        }
    }
}
