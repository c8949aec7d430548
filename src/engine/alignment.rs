//! The alignment delays of a bank of strips: on planar signals, before they are taken in, so that a
//! strip without one costs nothing.

use super::MARK;
use crate::dsp::alignment::AlignmentDelay;
use crate::dsp::processor::Processor;
use crate::dsp::sample::LANES;

/// The delays of eight strips.
#[derive(Debug)]
pub struct InputDelays {
    /// One per lane with a port.
    lanes: [Option<AlignmentDelay>; LANES],
    /// The lanes that are delayed, or shall be: one bit each.
    active: u8,
}

impl InputDelays {
    /// No delay, for the ports of a bank. Allocates.
    pub fn new(rate: f64, ports: &[Option<usize>; LANES]) -> Self {
        Self {
            lanes: ports.map(|port| port.map(|_| AlignmentDelay::new(rate))),
            active: 0,
        }
    }

    /// Sends a lane's delay to `ms`.
    pub fn set(&mut self, lane: usize, ms: f32) {
        if let Some(delay) = &mut self.lanes[lane] {
            delay.set(0, ms);
        }
        self.look(lane);
    }

    /// Every delay is what is set at once.
    pub fn snap(&mut self) {
        self.lanes
            .iter_mut()
            .flatten()
            .for_each(|delay| delay.snap_lane(0));
    }

    /// True when no lane is delayed.
    #[inline(always)]
    pub fn is_neutral(&self) -> bool {
        self.active == 0
    }

    /// Whether a lane has anything to do.
    fn look(&mut self, lane: usize) {
        let active = self.lanes[lane]
            .as_ref()
            .is_some_and(|delay| !delay.is_neutral());
        self.active = self.active & !(1 << lane) | u8::from(active) << lane;
    }

    /// Once per mark.
    pub fn mark(&mut self) {
        if self.active == 0 {
            return;
        }
        for lane in 0..LANES {
            if let Some(delay) = &mut self.lanes[lane]
                && self.active & (1 << lane) != 0
            {
                delay.mark();
                self.look(lane);
            }
        }
    }

    /// Puts what is delayed in the place of what the ports hold; `late` is room for it.
    pub fn process<'a>(
        &mut self,
        ports: &mut [&'a [f32]; LANES],
        late: &'a mut [[f32; MARK]; LANES],
    ) {
        let lanes = self.lanes.iter_mut().zip(ports.iter_mut().zip(late));
        for (lane, (delay, (port, late))) in lanes.enumerate() {
            let Some(delay) = delay else { continue };
            if self.active & (1 << lane) != 0 {
                let late = &mut late[..port.len()];
                late.copy_from_slice(port);
                delay.process(late);
                *port = late;
            }
        }
    }

    /// Takes over the past of a lane of another bank: delay lines change owner.
    pub fn adopt_lane(&mut self, lane: usize, old: &mut Self, old_lane: usize) {
        if let (Some(delay), Some(before)) = (&mut self.lanes[lane], &mut old.lanes[old_lane]) {
            delay.adopt_lane(0, before, 0);
        }
        self.look(lane);
    }
}
