//! What is asked of the compressors in two places, and of all that turns a lane down.

use super::Bank;
use crate::dsp::processor::Processor;
use crate::dsp::sample::{Lanes, Sample};
use crate::engine::dynamics::{BEFORE_EQ, LowestGains};

impl Bank {
    /// True when a lane's compressor is switched on at `place`.
    pub(in crate::engine) fn has_compressor(&self, lane: usize, place: usize) -> bool {
        self.compressors[place].processor.is_wanted(lane)
    }

    /// A lane's compressor moves to the place `to`: it goes on there with what it knows here.
    pub(in crate::engine) fn hand_over_compressor(&mut self, lane: usize, to: usize) {
        let [before, after] = &mut self.compressors;
        let (own, from) = if to == BEFORE_EQ {
            (before, after)
        } else {
            (after, before)
        };
        if own.processor.take_over(lane, &from.processor) {
            own.filter.adopt_lane(lane, &mut from.filter, lane);
        }
    }

    /// The lowest gains of each lane, that of the compressor with that of any band of several, since [`Self::forget_gains`].
    pub fn lowest_gains(&self) -> LowestGains {
        let [before, after] = &self.compressors;
        let compressor = before.processor.lowest_gain();
        let multiband = self.multiband.as_ref();
        let lowest_band = multiband.map_or(Lanes::splat(1.0), |multiband| multiband.lowest_gain());
        let compressor = compressor.smaller(after.processor.lowest_gain());
        LowestGains {
            gate: self.gate.processor.lowest_gain(),
            compressor: compressor.smaller(lowest_band),
            de_esser: self.de_esser.lowest_gain(),
            dynamic_eq: self
                .dynamic_eq
                .as_ref()
                .map_or(Lanes::splat(1.0), |eq| eq.lowest_gain()),
        }
    }

    /// Measures gains anew.
    pub fn forget_gains(&mut self) {
        self.gate.processor.take_lowest_gain();
        for compressor in &mut self.compressors {
            compressor.processor.take_lowest_gain();
        }
        if let Some(multiband) = &mut self.multiband {
            multiband.take_lowest_gain();
        }
        self.de_esser.take_lowest_gain();
        if let Some(eq) = &mut self.dynamic_eq {
            eq.forget_gains();
        }
    }
}
