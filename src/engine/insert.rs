//! The insert points of a bank: what leaves for external units, and what comes back.
//!
//! The send always carries the signal behind the gate, so that a unit is warm before it is heard. The
//! return replaces the signal, by a crossfade, where the insert is on and the return is connected.

use super::bank::chain;
use super::instruction_set::InstructionSet;
use super::io::Io;
use super::segment::{Block, SILENT, Segment, clean, mask_bad};
use super::wiring::InsertPorts;
use crate::dsp::sample::{LANES, Lanes, Sample};
use crate::dsp::smoother::Smoother;

/// Larger than every number.
const ENDLESS: Lanes = Lanes([f32::INFINITY; LANES]);

/// The insert points of the eight lanes of a bank.
///
/// Legend: `wet` goes from 0 (the signal itself) to 1 (the return); `heard` is 1 for lanes that hear
/// any of their return, `whole` for those that hear nothing else: both hold for a mark. `unsound` is 1
/// for lanes that would have heard a number that is not finite since the last mark.
#[derive(Debug)]
pub struct Insert {
    pub(super) wet: Smoother<Lanes>,
    heard: Lanes,
    whole: Lanes,
    send: Block,
    returned: Block,
    unsound: Lanes,
    ports: InsertPorts,
}

impl Insert {
    /// Insert points that hear no return, at these ports. Allocates nothing.
    pub fn new(ports: InsertPorts, gain_coefficient: f64) -> Self {
        Self {
            wet: Smoother::new(gain_coefficient, 0.0),
            heard: Lanes::default(),
            whole: Lanes::default(),
            send: SILENT,
            returned: SILENT,
            unsound: Lanes::default(),
            ports,
        }
    }

    /// Once per mark.
    #[inline(always)]
    pub fn mark(&mut self) {
        self.wet.settle();
        let (zero, one) = (Lanes::splat(0.0), Lanes::splat(1.0));
        self.heard = self.wet.away_from(0.0).select_gt(zero, one, zero);
        self.whole = self.wet.away_from(1.0).select_gt(zero, zero, one);
    }

    /// The bank has fallen asleep: what leaves is silence from here on.
    pub fn fall_asleep(&mut self) {
        self.send = SILENT;
    }

    /// Takes a segment of the returns that are heard from the ports.
    pub fn load(&mut self, io: &impl Io, segment: Segment) {
        for lane in 0..LANES {
            if let Some(port) = self.ports.returns[lane]
                && self.heard[lane] > 0.0
            {
                let port = &io.input(port)[segment.in_callback()];
                for (out, x) in self.returned[segment.in_block()].iter_mut().zip(port) {
                    out[lane] = *x;
                }
            }
        }
    }

    /// The loudest of what will be heard of the returns, so that it wakes the bank.
    #[inline(always)]
    pub fn receive(&mut self, segment: Segment) -> Lanes {
        let (half, zero, one) = (Lanes::splat(0.5), Lanes::default(), Lanes::splat(1.0));
        let mut loudest = zero;
        let mut unsound = self.unsound;
        for x in &mut self.returned[segment.in_block()] {
            *x = self.heard.select_gt_in_place(half, *x, zero);
            unsound = ENDLESS.select_gt(x.magnitude(), unsound, one);
            loudest = loudest.larger(clean(*x).magnitude());
        }
        self.unsound = unsound;
        loudest
    }

    /// Lanes whose unit gave a number that is not finite since the last mark, as 1; forgets them.
    pub fn take_unsound(&mut self) -> Lanes {
        std::mem::take(&mut self.unsound)
    }

    /// Sends the signal, and puts what came back in its place where that is wanted. What is not
    /// finite reaches neither the unit nor what follows; `bad` becomes 1 in its lane.
    #[inline(always)]
    pub fn process(&mut self, signal: &mut [Lanes], segment: Segment, bad: &mut Lanes) {
        if self.wet.is_settled() {
            self.exchange::<false>(signal, segment, bad);
        } else {
            self.exchange::<true>(signal, segment, bad);
        }
    }

    /// The return, the signal, and what lies between are chosen lane by lane: a lane at rest is exact
    /// whatever its neighbours do. Returns are clamped like every input; where one is no number, the
    /// signal stands in for it.
    #[inline(always)]
    fn exchange<const MOVING: bool>(
        &mut self,
        signal: &mut [Lanes],
        segment: Segment,
        bad: &mut Lanes,
    ) {
        let (half, one) = (Lanes::splat(0.5), Lanes::splat(1.0));
        let (mut wet, mut found) = (self.wet, *bad);
        let sends = &mut self.send[segment.in_block()];
        let returns = &self.returned[segment.in_block()];
        for ((x, send), back) in signal.iter_mut().zip(sends).zip(returns) {
            let direct = mask_bad(*x, &mut found);
            *send = direct;
            let back = ENDLESS.select_gt(back.magnitude(), clean(*back), direct);
            let share = wet.step::<MOVING>();
            let mixed = if MOVING {
                direct * (one - share) + back * share
            } else {
                direct
            };
            let partly = self.heard.select_gt(half, mixed, direct);
            *x = self.whole.select_gt_in_place(half, back, partly);
        }
        (self.wet, *bad) = (wet, found);
    }

    /// Writes a segment to the ports.
    pub fn write(&self, segment: Segment, io: &mut impl Io) {
        for lane in 0..LANES {
            if let Some(port) = self.ports.sends[lane] {
                let out = &mut io.output(port)[segment.in_callback()];
                for (out, x) in out.iter_mut().zip(&self.send[segment.in_block()]) {
                    *out = x[lane];
                }
            }
        }
    }
}

/// Where the signal and the return stand to each other.
impl chain::Stage for Option<Box<Insert>> {
    #[inline(always)]
    fn mark(&mut self, _set: impl InstructionSet) {
        if let Some(insert) = self {
            insert.as_mut().mark();
        }
    }
    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        self.as_ref().is_none_or(|insert| insert.wet.is_settled())
    }
    fn snap_lane(&mut self, lane: usize) {
        if let Some(insert) = self {
            insert.wet.snap_lane(lane);
        }
    }
    /// A new insert point starts from the signal, and one that is gone has faded back to it.
    fn adopt_lane(&mut self, lane: usize, old: &mut Self, old_lane: usize) {
        match (self, old) {
            (Some(insert), Some(old)) => insert.wet.copy_lane_from(lane, &old.wet, old_lane),
            (Some(insert), None) => insert.wet.start_from(lane, 0.0),
            (None, _) => {}
        }
    }
    fn clear_lane(&mut self, _lane: usize) {}
}
