//! What has to be brought in line with its parameters at this mark: so that a recall of everything
//! touches each part once, however many parameters it has.

use super::flags::Flags;
use super::processors::processors;

macro_rules! parts {
    ($(
        $(#[$doc:meta])*
        $section:ident($field:ident: $row:ident) = $file:ident::$function:ident, $values:ident;
    )*) => {
        flags! {
            /// A part of a node, in the order in which they are brought in line.
            Part {
                /// Trim and polarity.
                Trim,
                /// Gate and its key.
                Gate,
                /// The insert point.
                Insert,
                /// Parametric equaliser.
                Eq,
                /// Dynamic equaliser.
                DynamicEq,
                /// Graphic equaliser and notches.
                Graphic,
                /// The way of a crossover.
                Crossover,
                /// Compressor, its key and its place.
                Compressor,
                /// Compressor of four bands.
                Multiband,
                /// Fader with DCAs.
                Fader,
                /// Mute with all causes.
                Mute,
                /// Width and balance at a node's own outputs.
                Balance,
                /// What the monitor hears of it.
                Listen,
                /// The image of main.
                Image,
                /// The place in gain sharing.
                Automix,
                /// Limiter at a node's own outputs.
                Limiter,
                /// Alignment, at the input of a strip or the outputs of a bus.
                Delay,
                /// The effect of an FX bus.
                Fx,
                $($(#[$doc])* $section,)*
            }
        }
    };
}
processors!(parts);

flags! {
    /// What exists once.
    Once {
        /// Which DCAs are in which.
        Nesting,
        /// Who is soloed.
        Solo,
        /// Safe start, panic and what meters show.
        Hold,
        /// The gains of the monitor.
        Monitor,
        /// Talkback: its level and where it goes.
        Talkback,
        /// The oscillator: its settings and where it goes.
        Oscillator,
    }
}

/// A set of ways out of a node: its sends, by position, and the way into main.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ways(u64);

impl Ways {
    /// None.
    pub const NONE: Self = Self(0);
    /// All of them.
    pub const ALL: Self = Self(u64::MAX);
    /// The one into main. Below its bit are 63 for sends, more than there are buses.
    pub const TO_MAIN: Self = Self(1 << 63);

    /// A send.
    pub fn send(send: usize) -> Self {
        Self(1 << send)
    }
    /// True for the empty set.
    pub fn is_empty(self) -> bool {
        self == Self::NONE
    }
    /// Both sets together.
    pub fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }
    /// True when one of `others` is in it.
    pub fn has(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }
}

/// The marks of all nodes.
#[derive(Debug)]
pub struct Stale {
    parts: Box<[Flags<Part>]>,
    ways: Box<[Ways]>,
    once: Flags<Once>,
    any: bool,
}

impl Stale {
    /// Everything is stale on `nodes` nodes: when an engine is built. Allocates.
    pub fn new(nodes: usize) -> Self {
        Self {
            parts: vec![Flags::ALL; nodes].into(),
            ways: vec![Ways::ALL; nodes].into(),
            once: Flags::ALL,
            any: true,
        }
    }

    /// Parts of a node are stale.
    pub fn mark(&mut self, node: usize, parts: impl Into<Flags<Part>>) {
        self.parts[node] = self.parts[node] | parts.into();
        self.any = true;
    }
    /// Ways out of a node are stale.
    pub fn mark_ways(&mut self, node: usize, ways: Ways) {
        self.ways[node] = self.ways[node].and(ways);
        self.any = true;
    }
    /// Something that exists once is stale.
    pub fn mark_once(&mut self, what: impl Into<Flags<Once>>) {
        self.once = self.once | what.into();
        self.any = true;
    }
    /// Whether something that exists once is stale; it counts as brought in line.
    pub fn take_once(&mut self, what: Once) -> bool {
        self.once.take(what)
    }
    /// True when anything is stale; forgets that it was asked.
    pub fn take_any(&mut self) -> bool {
        std::mem::take(&mut self.any)
    }
    /// The stale parts of a node; they count as brought in line.
    pub fn take_parts(&mut self, node: usize) -> Flags<Part> {
        std::mem::replace(&mut self.parts[node], Flags::NONE)
    }
    /// The stale ways out of a node; they count as brought in line.
    pub fn take_ways(&mut self, node: usize) -> Ways {
        std::mem::take(&mut self.ways[node])
    }
}
