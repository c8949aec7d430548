//! From the banks' meters to what everybody sees.

use super::bank::{INPUT, PRE_FADER};
use super::{Engine, MARK};
use crate::dsp::ballistics::MeterKind;
use crate::dsp::level::LevelMeter;
use crate::dsp::sample::Lanes;

/// What counts as clipped.
const FULL_SCALE: f32 = 1.0;
/// Marks between two collections: 256 frames, 5 ms at 48 kHz.
const MARKS_PER_COLLECTION: u64 = 8;

impl Engine {
    /// At a mark: what meters show from here on. Peaks at the input and after the fader are measured
    /// anyway; for anything else a meter of its own runs.
    pub(super) fn set_meters(&mut self, kind: MeterKind, tap: usize) {
        self.meter_tap_of_strips = tap;
        let is_ballistic = kind != MeterKind::Peak;
        for bank in &mut self.banks[..self.wiring.strip_banks] {
            bank.meter.set_kind(kind);
            bank.meter_at = (is_ballistic || tap == PRE_FADER).then_some(tap);
        }
        for output in &mut self.outputs {
            output.ballistics.set_kind(kind);
            output.is_ballistic = is_ballistic;
        }
    }

    /// Once per mark: now and then collects what the meters have gathered, and hands it over if
    /// the reader has taken what it got before.
    pub(super) fn take_levels(&mut self) {
        let interval = MARK as u64 * MARKS_PER_COLLECTION;
        if !self.frame.is_multiple_of(interval) {
            return;
        }
        for bank in 0..self.banks.len() {
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
        let automix = bank.automix.gain();
        let mut shown = match (bank.meter_at, self.meter_tap_of_strips) {
            (Some(_), _) => bank.meter.take(),
            (None, INPUT) => input.peak,
            (None, _) => output.peak,
        };
        let mut heard = input.peak;
        let mut correlation = Lanes::default();
        if let Some(after) = number.checked_sub(self.wiring.strip_banks) {
            let end = &mut self.outputs[after];
            output = end.meter.take();
            heard = output.peak;
            shown = if end.is_ballistic {
                end.ballistics.take()
            } else {
                output.peak
            };
            if let Some(meter) = &end.correlation {
                correlation = meter.value();
            }
        }
        for node in self.wiring.nodes.iter().filter(|node| node.bank == number) {
            for (channel, lane) in node.lanes().enumerate() {
                let level = &mut self.levels.channels[node.meter + channel];
                level.input_peak = level.input_peak.max(input.peak[lane]);
                level.input_squares += input.sum_of_squares[lane];
                level.output_peak = level.output_peak.max(output.peak[lane]);
                level.output_squares += output.sum_of_squares[lane];
                level.gate_gain = level.gate_gain.min(gate[lane]);
                level.meter = level.meter.max(shown[lane]);
                level.clips += u32::from(heard[lane] >= FULL_SCALE);
                level.correlation = if node.channels == 2 {
                    correlation[lane]
                } else {
                    0.0
                };
                level.automix_gain = automix[lane];
            }
        }
    }
}
