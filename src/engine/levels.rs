//! From the banks' meters to what everybody sees.

use super::{Engine, MARK};
use crate::dsp::level::LevelMeter;
use crate::dsp::sample::Lanes;

/// Marks between two collections: 256 frames, 5 ms at 48 kHz.
const MARKS_PER_COLLECTION: u64 = 8;

impl Engine {
    /// Once per mark: now and then collects what the meters have gathered, and hands it over if
    /// the reader has taken what it got before.
    pub(super) fn take_levels(&mut self) {
        let interval = MARK as u64 * MARKS_PER_COLLECTION;
        if !self.frame.is_multiple_of(interval) {
            return;
        }
        for bank in 0..self.wiring.banks {
            self.take_bank_levels(bank);
        }
        for limiter in self
            .outputs
            .iter_mut()
            .filter_map(|output| output.limiter.as_mut())
        {
            let gain = limiter.take_lowest_gain();
            self.levels.limiter_gain = self.levels.limiter_gain.min(gain);
        }
        self.levels.frame = self.frame;
        self.levels.frames = self.levels.frames.saturating_add(interval as u32);
        self.meter_tap.offer(&mut self.levels);
    }

    fn take_bank_levels(&mut self, number: usize) {
        let bank = &mut self.banks[number];
        let input: LevelMeter<Lanes> = bank.input_meter.take();
        let mut output: LevelMeter<Lanes> = bank.output_meter.take();
        let gate = bank.gate.take_lowest_gain();
        if let Some(after) = number.checked_sub(self.wiring.strip_banks) {
            output = self.outputs[after].meter.take();
        }
        for node in self.wiring.nodes.iter().filter(|node| node.bank == number) {
            for (channel, lane) in node.lanes().enumerate() {
                let level = &mut self.levels.channels[node.meter + channel];
                level.input_peak = level.input_peak.max(input.peak[lane]);
                level.input_squares += input.sum_of_squares[lane];
                level.output_peak = level.output_peak.max(output.peak[lane]);
                level.output_squares += output.sum_of_squares[lane];
                level.gate_gain = level.gate_gain.min(gate[lane]);
            }
        }
    }
}
