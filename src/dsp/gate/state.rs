//! What a gate is at: its detector, its switch with hysteresis and hold, and its gain.

use super::expansion::Expansion;
use crate::dsp::sample::Sample;

/// The distance to its goal at which a gain has arrived.
const ARRIVED: f32 = 1e-7;

/// What the settings become: one number per channel.
#[derive(Clone, Copy, Debug)]
pub(super) struct Factors<S> {
    /// The key that opens, as a gain.
    pub opens_above: S,
    /// The key that keeps open, as a gain.
    pub stays_above: S,
    /// Frames that the gate stays open after the key has fallen, and one more.
    pub hold: S,
    /// What each one-pole of the gain goes per frame while opening: [`super::attack::Attack::now`].
    pub attack: S,
    /// What each one-pole of the gain goes per frame while closing.
    pub release: S,
    /// What is left of the detector after one frame.
    pub decay: S,
    /// 1 where the detector follows the louder of a pair, else 0.
    pub link: S,
    /// The base-two logarithm of `opens_above`.
    pub threshold: S,
}

/// Detector, switch and gain.
#[derive(Clone, Copy, Debug)]
pub(super) struct State<S> {
    /// The detector: the decaying peak of the key.
    pub envelope: S,
    /// 1 open, 0 closed.
    pub open: S,
    /// Frames until an open gate closes.
    pub hold: S,
    /// Where the gain went in the last frame: 1 or the range.
    pub goal: S,
    /// What the first one-pole of the gain has still to go.
    pub first_left: S,
    /// What the second one-pole of the gain has still to go.
    pub second_left: S,
}

impl<S: Sample> State<S> {
    /// Open, hearing nothing: a gate that is switched on fades in from here and then closes.
    pub fn open() -> Self {
        Self {
            envelope: S::splat(0.0),
            open: S::splat(1.0),
            hold: S::splat(1.0),
            goal: S::splat(1.0),
            first_left: S::splat(0.0),
            second_left: S::splat(0.0),
        }
    }

    /// Closed, with the gain `goal`, as after a long silence.
    pub fn closed(goal: S) -> Self {
        Self {
            open: S::splat(0.0),
            hold: S::splat(0.0),
            goal,
            ..Self::open()
        }
    }

    /// The gain for one frame of the key; `range` is that of a closed gate. Gates compute the same
    /// bits whether there are expanders or duckers (`EXPANDS`) or linked pairs (`LINKED`) beside them or not.
    #[inline(always)]
    pub fn tick<const EXPANDS: bool, const LINKED: bool>(
        &mut self,
        key: S,
        range: S,
        f: &Factors<S>,
        expansion: &Expansion<S>,
    ) -> S {
        let (zero, one) = (S::splat(0.0), S::splat(1.0));
        self.envelope = (self.envelope * f.decay).larger(key.magnitude());
        let mut level = self.envelope;
        if LINKED {
            let louder = level.larger(level.swap_pairs());
            level = f.link.select_gt(zero, louder, level);
        }

        let falling = zero.larger(self.hold - one);
        self.hold = level.select_gt(f.stays_above, f.hold, falling);
        let still_open = self.hold.select_gt(zero, self.open, zero);
        self.open = level.select_gt(f.opens_above, one, still_open);

        let (mut opened, mut closed) = (one, range);
        let mut opening = self.open;
        if EXPANDS {
            opened = expansion.opened(range);
            closed = expansion.closed(level, f.threshold, range);
            // An expander opens with every rise of its key.
            let gain = self.goal - self.second_left;
            let rising = closed.select_gt(gain, one, self.open);
            opening = expansion.share.value().select_gt(zero, rising, self.open);
        }
        let goal = self.open.select_gt(zero, opened, closed);
        let speed = opening.select_gt(zero, f.attack, f.release);
        let further = goal - self.goal;
        self.goal = goal;
        self.first_left += further;
        self.second_left += further;
        self.first_left -= speed * self.first_left;
        self.second_left -= speed * (self.second_left - self.first_left);
        goal - self.second_left
    }

    /// Once per mark: an inaudible detector becomes zero, and gains that have all but arrived do.
    #[inline(always)]
    pub fn settle(&mut self) {
        let (zero, near) = (S::splat(0.0), S::splat(ARRIVED));
        self.envelope = self.envelope.flush_tiny();
        let distance = self
            .first_left
            .magnitude()
            .larger(self.second_left.magnitude());
        self.first_left = distance.select_gt_in_place(near, self.first_left, zero);
        self.second_left = distance.select_gt_in_place(near, self.second_left, zero);
    }

    /// Channels in which `heard` is 0 are [open](Self::open).
    #[inline(always)]
    pub fn open_unless(&mut self, heard: S) {
        let (zero, open) = (S::splat(0.0), Self::open());
        let keep = |own: &mut S, cleared| *own = heard.select_gt_in_place(zero, *own, cleared);
        keep(&mut self.envelope, open.envelope);
        keep(&mut self.open, open.open);
        keep(&mut self.hold, open.hold);
        keep(&mut self.goal, open.goal);
        keep(&mut self.first_left, open.first_left);
        keep(&mut self.second_left, open.second_left);
    }

    #[inline(always)]
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        self.envelope
            .set_lane(lane, other.envelope.lane(other_lane));
        self.open.set_lane(lane, other.open.lane(other_lane));
        self.hold.set_lane(lane, other.hold.lane(other_lane));
        self.goal.set_lane(lane, other.goal.lane(other_lane));
        self.first_left
            .set_lane(lane, other.first_left.lane(other_lane));
        self.second_left
            .set_lane(lane, other.second_left.lane(other_lane));
    }
}
