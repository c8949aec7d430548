//! The taps beside the equaliser: computed only while a send or a meter asks for them.

use super::{Bank, OPEN, OUTPUT, POST_EQ, PRE_EQ, mask_bad};
use crate::engine::segment::{Planar, Segment};

impl Bank {
    /// True when somebody asks for a tap that has to be taken on the way.
    #[inline(always)]
    pub(super) fn keeps(&self, tap: usize) -> bool {
        self.wanted & (1 << tap | 1 << (tap + OPEN)) != 0 || self.meter_at == Some(tap)
    }

    /// Mutes the taps that were taken on the way, before the mute goes on. A number that is not finite
    /// becomes silence.
    #[inline(always)]
    pub(super) fn write_eq_taps(&mut self, segment: Segment) {
        for tap in [PRE_EQ, POST_EQ] {
            if self.keeps(tap) {
                self.write_eq_tap(tap, segment);
            }
        }
    }

    #[inline(always)]
    fn write_eq_tap(&mut self, tap: usize, segment: Segment) {
        let (mut mute, mut bad) = (self.mute, self.bad);
        for frame in segment.in_block() {
            let x = mask_bad(self.taps[tap + OPEN][frame], &mut bad);
            self.taps[tap + OPEN][frame] = x;
            self.taps[tap][frame] = x * mute.next();
        }
        self.bad = bad;
    }

    /// Takes what leaves a bus or main, lane by lane, where a mix asks for it.
    #[inline(always)]
    pub fn take_output(&mut self, planar: &Planar, segment: Segment) {
        if self.wanted & (1 << OUTPUT) != 0 {
            self.planar[OUTPUT].copy_from(planar, segment);
        }
    }
}
