//! How what is opened into wedges and in-ears comes up.
//!
//! Their limiters do not look ahead: what comes up in a few milliseconds bends their gain all of a sudden when it
//! meets the ceiling, and that clicks: the more, the steeper it comes up beside where it is. So the square root of
//! the gain rises evenly. A full-scale tone then leaves −68 dBFS above 8 kHz, 12 dB over a ceiling of −12 dBFS,
//! and one that is 24 dB over it −62 dBFS. Closing is as quick as anywhere else.
//!
//! What reaches them by way of another bus (a group that feeds a wedge) comes up as slowly into that bus, while its
//! way on is open: whoever else hears that bus waits with them. An effect is no such way: it opens by itself.

use super::MARK;
use super::stale::Ways;
use super::wiring::{Node, Wiring};
use crate::param::BusRole;

/// Seconds from silence to a gain of 1.
const SECONDS: f64 = 0.4;

/// A gain now, and what it is at the next mark where it moves.
pub type Gains = (f32, Option<f32>);

/// A gain that falls at once and takes its time to rise.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Rise {
    /// The square root of the gain at the mark `since`.
    root: f64,
    /// What that goes to.
    target: f64,
    /// The engine frame at which this was so.
    since: u64,
}

impl Rise {
    /// The way at the mark `frame` towards what is asked for; the root rises by `per_mark` at most. Call it at
    /// every mark while it is under way.
    fn step(&mut self, (wanted, next): Gains, frame: u64, per_mark: f64) -> Gains {
        let root = |gain: f32| f64::from(gain).sqrt();
        let reached = if frame > self.since {
            lower(self.root + per_mark, self.target)
        } else {
            self.root
        };
        let (now, target) = (root(wanted), root(next.unwrap_or(wanted)));
        *self = Self {
            root: lower(reached, now),
            target,
            since: frame,
        };
        let coming = self.root + per_mark;
        let gain = if self.root == now {
            wanted
        } else {
            square(self.root)
        };
        match next {
            None if self.root == target => (gain, None),
            _ if target <= coming => (gain, Some(next.unwrap_or(wanted))),
            _ => (gain, Some(square(coming))),
        }
    }

    /// True when it has not come to where it goes.
    fn is_under_way(&self) -> bool {
        self.root < self.target
    }

    /// Stands at what is asked for.
    fn stand(&mut self, (wanted, next): Gains, frame: u64) {
        let root = f64::from(next.unwrap_or(wanted)).sqrt();
        *self = Self {
            root,
            target: root,
            since: frame,
        };
    }
}

fn lower(a: f64, b: f64) -> f64 {
    if b < a { b } else { a }
}

fn square(root: f64) -> f32 {
    (root * root) as f32
}

/// The rises of one node.
#[derive(Debug, Default)]
struct NodeRises {
    /// Its own mute, of a wedge or an in-ear.
    mute: Rise,
    /// Its sends, by position.
    sends: Box<[Rise]>,
    /// Those that go into wedges and in-ears, or into what may feed them.
    guarded: Ways,
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
                sends: vec![Rise::default(); node.params.sends.len()].into(),
                guarded,
            }
        };
        Self {
            nodes: wiring.nodes.iter().map(rises).collect(),
            own: [(); 2].map(|()| vec![Rise::default(); wiring.nodes.len()].into()),
            own_any: [false; 2],
            per_mark: MARK as f64 / (SECONDS * rate),
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

    /// What opens and closes a send into a wedge or an in-ear, at the mark `frame`.
    pub fn send(&mut self, (node, send): (usize, usize), wanted: Gains, frame: u64) -> Gains {
        let rise = &mut self.nodes[node].sends[send];
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
        self.nodes[node].sends[send].stand(gains, frame);
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

    /// What of a node is under way: its mute, its sends.
    pub fn under_way(&self, node: usize) -> (bool, Ways) {
        let rises = &self.nodes[node];
        let mut ways = Ways::NONE;
        for (at, rise) in rises.sends.iter().enumerate() {
            if rise.is_under_way() {
                ways = ways.and(Ways::send(at));
            }
        }
        (rises.mute.is_under_way(), ways)
    }

    /// A node goes on where another engine's was, or, new, from silence.
    pub fn adopt_mute(&mut self, node: usize, old: Option<(&Self, usize)>) {
        self.nodes[node].mute = old.map_or(Rise::default(), |(old, at)| old.nodes[at].mute);
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
        let rise = old.map_or(Rise::default(), |(old, (node, send))| {
            old.nodes[node].sends[send]
        });
        self.nodes[node].sends[send] = rise;
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

#[cfg(test)]
mod tests {
    use super::*;

    const PER_MARK: f64 = 1.0 / 600.0;

    #[test]
    fn the_root_of_the_gain_rises_evenly_and_falls_at_once() {
        let mut rise = Rise::default();
        let mut coming = 0.0;
        for mark in 0..601 {
            let (now, next) = rise.step((1.0, None), (1000 + mark) * 32, PER_MARK);
            assert_eq!(now, coming, "{mark}");
            let expected = (mark as f64 / 600.0).powi(2);
            assert!((f64::from(now) - expected).abs() < 1e-6, "{mark}: {now}");
            assert_eq!(next.is_some(), mark < 600);
            coming = next.unwrap_or(now);
        }
        assert!(!rise.is_under_way());
        let later = 3000 * 32;
        assert_eq!(rise.step((0.0, None), later, PER_MARK), (0.0, None));
        assert_eq!(rise.step((1.0, None), 2 * later, PER_MARK).0, 0.0);
    }

    #[test]
    fn what_glides_slower_goes_on_as_it_is_and_looking_twice_changes_nothing() {
        let mut rise = Rise::default();
        let glide = |mark: u64| (mark as f32 / 5000.0).powi(2);
        for mark in 0..4000 {
            let wanted = (glide(mark), Some(glide(mark + 1)));
            let gains = rise.step(wanted, mark * 32, PER_MARK);
            assert_eq!(gains, wanted);
            assert_eq!(rise.step(wanted, mark * 32, PER_MARK), gains);
        }
    }
}
