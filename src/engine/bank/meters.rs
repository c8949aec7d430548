//! What a bank measures beside peaks and energy at its input and output: the chosen kind of meter at the
//! chosen tap, and how alike the sides of stereo strips are.

use super::{Bank, INPUT, OPEN, POST_FADER};
use crate::dsp::correlation::Correlation;
use crate::engine::segment::{SILENT, Segment};

impl Bank {
    /// The correlation of pairs is measured from here on.
    // not real-time: while an engine is built.
    pub fn correlate(&mut self, rate: f64) {
        self.correlation = Some(Box::new(Correlation::new(rate)));
    }

    /// Once per mark.
    #[inline(always)]
    pub(super) fn mark_meters(&mut self) {
        if self.meter_at.is_some() {
            self.ballistics.mark();
        }
        if let Some(correlation) = &mut self.correlation {
            correlation.mark();
        }
    }

    /// Hears a segment of the chosen tap, before the mute but for the last one.
    #[inline(always)]
    pub(super) fn measure(&mut self, segment: Segment) {
        let frames = segment.in_block();
        let input = &self.input.now()[frames.clone()];
        if let Some(correlation) = &mut self.correlation {
            correlation.measure(input);
        }
        let Some(tap) = self.meter_at else { return };
        let heard = match tap {
            INPUT => input,
            POST_FADER => &self.taps[POST_FADER][frames],
            tap => &self.taps[tap + OPEN][frames],
        };
        self.ballistics.measure(heard);
        self.tap_meter.accumulate(heard);
    }

    /// A meter that somebody looks at goes on falling while the bank sleeps.
    #[inline(always)]
    pub(super) fn rest_meters(&mut self, segment: Segment) {
        if self.meter_at.is_some() {
            self.ballistics.measure(&SILENT[segment.in_block()]);
        }
    }
}
