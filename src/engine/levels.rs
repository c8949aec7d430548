//! From the banks' meters to what everybody sees.

use super::{Engine, MARK};

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
        self.take_node_levels();
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

    fn take_node_levels(&mut self) {
        for node in &self.wiring.nodes {
            let bank = &self.banks[node.bank];
            let output = match node.bank.checked_sub(self.wiring.strip_banks) {
                Some(after) => &self.outputs[after].meter,
                None => &bank.output_meter,
            };
            let gate = bank.gate.lowest_gain();
            for (channel, lane) in node.lanes().enumerate() {
                let level = &mut self.levels.channels[node.meter + channel];
                level.input_peak = level.input_peak.max(bank.input_meter.peak[lane]);
                level.input_squares += bank.input_meter.sum_of_squares[lane];
                level.output_peak = level.output_peak.max(output.peak[lane]);
                level.output_squares += output.sum_of_squares[lane];
                level.gate_gain = level.gate_gain.min(gate[lane]);
            }
        }
        for bank in &mut self.banks {
            bank.input_meter.take();
            bank.output_meter.take();
            bank.gate.take_lowest_gain();
        }
        for output in &mut self.outputs {
            output.meter.take();
        }
    }
}
