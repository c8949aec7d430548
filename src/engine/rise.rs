//! How what is opened comes up: into wedges and in-ears, and wherever a switch would raise a level.
//!
//! The limiters of wedges and in-ears do not look ahead: what comes up in a few milliseconds bends their gain all of a sudden when it
//! meets the ceiling, and that clicks: the more, the steeper it comes up beside where it is. So the square root of
//! the gain rises evenly. A full-scale tone then leaves −68 dBFS above 8 kHz, 12 dB over a ceiling of −12 dBFS,
//! and one that is 24 dB over it −62 dBFS. Closing is as quick as anywhere else.
//!
//! What reaches them by way of another bus (a group that feeds a wedge) comes up as slowly into that bus, while its
//! way on is open: whoever else hears that bus waits with them. An effect is no such way: it opens by itself.
//!
//! A fader that glides has the pace of whoever moves it. A switch has none: where it takes a node out of a DCA that
//! is down, or moves a send from behind a closed fader to before it, what is heard rises in the same manner.

mod slope;

pub use slope::Gains;

use super::MARK;
use super::bank::POST_FADER;
use super::flags::Flags;
use super::stale::{Part, Ways};
use super::wiring::{Node, Wiring};
use crate::param::{BusRole, NodeKind};
use slope::{Held, Rise};

/// Seconds from silence to a gain of 1.
const SECONDS: f64 = 0.4;
/// The same for levels that a switch raises where people stand before a loudspeaker or wear earphones.
const SWITCHED_SECONDS: f64 = 1.0;

/// The rises of one node.
#[derive(Debug, Default)]
struct NodeRises {
    /// Its own mute, of a wedge or an in-ear.
    mute: Rise,
    /// Its fader with its DCAs.
    fader: Held,
    /// The DCAs over it, one bit each; nothing where another engine's were.
    over: Option<u32>,
    /// Its sends, by position.
    sends: Box<[SendRises]>,
    /// Those that go into wedges and in-ears, or into what may feed them.
    guarded: Ways,
}

/// The rises of one send.
#[derive(Clone, Copy, Debug, Default)]
struct SendRises {
    /// What opens and closes it.
    opening: Rise,
    /// Its level.
    level: Held,
    /// The tap that it hears.
    tap: usize,
}

/// A source of the console's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsoleSource {
    /// The microphone of the engineer.
    Talkback,
    /// The oscillator.
    Oscillator,
}

/// All that rises into wedges and in-ears.
#[derive(Debug)]
pub struct Rises {
    nodes: Box<[NodeRises]>,
    /// Of talkback and the oscillator into each node.
    own: [Box<[Rise]>; 2],
    /// Something of theirs was under way when it was looked at last.
    own_any: [bool; 2],
    /// What a root rises by per mark.
    per_mark: f64,
    /// The same after a switch, where people hear it.
    per_mark_switched: f64,
    /// An engine that begins stands where its values say.
    stands: bool,
    /// Something was under way when it was looked at last.
    any: bool,
}

/// One rise at the mark `frame`: where it `stands` at once, or goes on; `any` learns that it is under way.
fn follow(
    rise: &mut Rise,
    wanted: Gains,
    frame: u64,
    (stands, per_mark): (bool, f64),
    any: &mut bool,
) -> Gains {
    if stands {
        rise.stand(wanted, frame);
        return wanted;
    }
    let gains = rise.step(wanted, frame, per_mark);
    *any |= rise.is_under_way();
    gains
}

impl Rises {
    /// Nothing rises yet: until [`Self::begin`] all stands at once. Allocates.
    pub fn new(wiring: &Wiring, rate: f64) -> Self {
        let rises = |node: &Node| {
            let mut guarded = Ways::NONE;
            for (at, send) in node.params.sends.iter().enumerate() {
                if is_guarded(&wiring.nodes[send.bus]) || may_feed_guarded(wiring, send.bus) {
                    guarded = guarded.and(Ways::send(at));
                }
            }
            NodeRises {
                mute: Rise::default(),
                fader: Held::default(),
                over: None,
                sends: vec![SendRises::default(); node.params.sends.len()].into(),
                guarded,
            }
        };
        Self {
            nodes: wiring.nodes.iter().map(rises).collect(),
            own: [(); 2].map(|()| vec![Rise::default(); wiring.nodes.len()].into()),
            own_any: [false; 2],
            per_mark: MARK as f64 / (SECONDS * rate),
            per_mark_switched: MARK as f64 / (SWITCHED_SECONDS * rate),
            stands: true,
            any: false,
        }
    }

    /// From here on, what opens rises.
    pub fn begin(&mut self) {
        self.stands = false;
    }

    /// The sends of a node into wedges and in-ears, and into what may feed them.
    pub fn guarded(&self, node: usize) -> Ways {
        self.nodes[node].guarded
    }

    /// The mute of a wedge or an in-ear at the mark `frame`.
    pub fn mute(&mut self, node: usize, wanted: Gains, frame: u64) -> Gains {
        let rise = &mut self.nodes[node].mute;
        follow(
            rise,
            wanted,
            frame,
            (self.stands, self.per_mark),
            &mut self.any,
        )
    }

    /// The fader of a node at the mark `frame`, with the DCAs `over` it. Where these change, and at every jump of a
    /// wedge or an in-ear, it rises.
    pub fn fader(
        &mut self,
        (at, node): (usize, &Node),
        over: u32,
        wanted: Gains,
        frame: u64,
    ) -> Gains {
        let rises = &mut self.nodes[at];
        let is_switched = rises.over.replace(over) != Some(over);
        if self.stands {
            rises.fader.stand(wanted, frame);
            return wanted;
        }
        let is_guarded = is_guarded(node);
        let jump = match is_switched {
            true if is_guarded || node.id.kind == NodeKind::Main => Some(self.per_mark_switched),
            true => Some(self.per_mark),
            false => is_guarded.then_some(self.per_mark),
        };
        let gains = rises.fader.follow(wanted, frame, jump);
        self.any |= rises.fader.is_under_way();
        gains
    }

    /// The level of a send that hears `tap`, at the mark `frame`. Where the tap changes to a louder one, and at
    /// every jump into a wedge or an in-ear, it rises.
    pub fn send_level(
        &mut self,
        (node, send): (usize, usize),
        (tap, is_guarded): (usize, bool),
        wanted: Gains,
        frame: u64,
    ) -> Gains {
        let fader = self.nodes[node].fader.gain();
        let rises = &mut self.nodes[node].sends[send];
        let before = std::mem::replace(&mut rises.tap, tap);
        if self.stands {
            rises.level.stand(wanted, frame);
            return wanted;
        }
        let gain = |tap: usize| if tap == POST_FADER { fader } else { 1.0 };
        if before != tap && gain(tap) > 0.0 {
            rises.level.scale(gain(before) / gain(tap));
        }
        let jump = match (before != tap, is_guarded) {
            (true, true) => Some(self.per_mark_switched),
            (false, false) => None,
            _ => Some(self.per_mark),
        };
        let gains = rises.level.follow(wanted, frame, jump);
        self.any |= rises.level.is_under_way();
        gains
    }

    /// What opens and closes a send into a wedge or an in-ear, at the mark `frame`.
    pub fn send(&mut self, (node, send): (usize, usize), wanted: Gains, frame: u64) -> Gains {
        let rise = &mut self.nodes[node].sends[send].opening;
        follow(
            rise,
            wanted,
            frame,
            (self.stands, self.per_mark),
            &mut self.any,
        )
    }

    /// A send through which nothing reaches them now: it stands at what opens and closes it.
    pub fn stand_send(&mut self, (node, send): (usize, usize), gains: Gains, frame: u64) {
        self.nodes[node].sends[send].opening.stand(gains, frame);
    }

    /// What opens and closes the way of the console's own source into a wedge or an in-ear.
    pub fn own(&mut self, source: ConsoleSource, to: usize, wanted: Gains, frame: u64) -> Gains {
        let rise = &mut self.own[source as usize][to];
        if self.stands {
            rise.stand(wanted, frame);
            return wanted;
        }
        let gains = rise.step(wanted, frame, self.per_mark);
        self.own_any[source as usize] |= rise.is_under_way();
        gains
    }

    /// A way through which nothing reaches them now: it stands at what opens and closes it.
    pub fn stand_own(&mut self, source: ConsoleSource, to: usize, gains: Gains, frame: u64) {
        self.own[source as usize][to].stand(gains, frame);
    }

    /// Once per mark: true when something of the console's own source is under way.
    pub fn take_own_any(&mut self, source: ConsoleSource) -> bool {
        std::mem::take(&mut self.own_any[source as usize])
    }

    /// Once per mark: true when something is under way.
    pub fn take_any(&mut self) -> bool {
        std::mem::take(&mut self.any)
    }

    /// What of a node is under way: its mute and its fader, its sends.
    pub fn under_way(&self, node: usize) -> (Flags<Part>, Ways) {
        let rises = &self.nodes[node];
        let mut parts = Flags::NONE;
        if rises.mute.is_under_way() {
            parts = parts | Part::Mute;
        }
        if rises.fader.is_under_way() {
            parts = parts | Part::Fader;
        }
        let mut ways = Ways::NONE;
        for (at, rise) in rises.sends.iter().enumerate() {
            if rise.opening.is_under_way() || rise.level.is_under_way() {
                ways = ways.and(Ways::send(at));
            }
        }
        (parts, ways)
    }

    /// A node goes on where another engine's was: mute and fader. New, its mute comes from silence.
    pub fn adopt_node(&mut self, node: usize, old: Option<(&Self, usize)>) {
        let own = &mut self.nodes[node];
        own.mute = old.map_or(Rise::default(), |(old, at)| old.nodes[at].mute);
        if let Some((old, at)) = old {
            own.fader = old.nodes[at].fader;
            own.over = None;
        }
    }

    /// The same of what the console's own sources send into a node.
    pub fn adopt_own(&mut self, node: usize, old: Option<(&Self, usize)>) {
        for source in 0..2 {
            self.own[source][node] = old.map_or(Rise::default(), |(old, at)| old.own[source][at]);
        }
    }

    /// The same of a send.
    pub fn adopt_send(
        &mut self,
        (node, send): (usize, usize),
        old: Option<(&Self, (usize, usize))>,
    ) {
        let own = &mut self.nodes[node].sends[send];
        match old {
            Some((old, (node, send))) => *own = old.nodes[node].sends[send],
            None => own.opening = Rise::default(),
        }
    }
}

/// True for a bus from which a wedge or an in-ear may be fed, directly or over others.
fn may_feed_guarded(wiring: &Wiring, bus: usize) -> bool {
    let node = &wiring.nodes[bus];
    let mut sends = node.params.sends.iter();
    passes_on(node)
        && sends
            .any(|send| is_guarded(&wiring.nodes[send.bus]) || may_feed_guarded(wiring, send.bus))
}

/// True where what comes in leaves as suddenly as it came.
pub fn passes_on(node: &Node) -> bool {
    node.role != Some(BusRole::Fx)
}

/// True for a bus whose limiter does not look ahead.
pub fn is_guarded(node: &Node) -> bool {
    matches!(node.role, Some(BusRole::Wedge | BusRole::InEar))
}
