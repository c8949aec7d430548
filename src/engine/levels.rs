//! From the banks' meters to what everybody sees.

use super::bank::{INPUT, OUTPUT, POST_FADER};
use super::dynamics::LowestGains;
use super::outputs::Output;
use super::{Engine, MARK};
use crate::dsp::ballistics::MeterKind;
use crate::dsp::level::LevelMeter;
use crate::dsp::sample::{Lanes, Sample};
use crate::rt::meter_tap::ChannelLevel;

/// What counts as clipped.
const FULL_SCALE: f32 = 1.0;
/// Marks between two collections: 256 frames, 5 ms at 48 kHz.
const MARKS_PER_COLLECTION: u64 = 8;

/// What meters have gathered for the lanes of a bank, beside its levels.
struct Shown {
    /// The chosen kind of meter.
    reading: Lanes,
    /// The sum of squares where it hears.
    squares: Lanes,
    /// The largest magnitude where clips are counted.
    heard: Lanes,
    /// How alike stereo pairs are.
    correlation: Lanes,
}

/// All that meters have gathered for the lanes of a bank.
struct Gathered {
    input: LevelMeter<Lanes>,
    output: LevelMeter<Lanes>,
    lowest: LowestGains,
    /// The lowest gain of limiters without look-ahead; 1 where there are none.
    limiter: Lanes,
    automix: Lanes,
    shown: Shown,
}

impl Shown {
    /// Adds what a lane shows; correlation only exists in pairs.
    fn write(&self, level: &mut ChannelLevel, lane: usize, is_pair: bool) {
        level.meter = level.meter.larger(self.reading[lane]);
        level.squares += self.squares[lane];
        level.clips += u32::from(self.heard[lane] >= FULL_SCALE);
        level.correlation = if is_pair { self.correlation[lane] } else { 0.0 };
    }
}

impl Engine {
    /// At a mark: what meters show from here on. Peaks at the input and after the fader are measured
    /// anyway; for anything else a meter of its own runs.
    pub(super) fn set_meters(&mut self, kind: MeterKind, taps: [usize; 2]) {
        self.meter_taps = taps;
        let is_ballistic = kind != MeterKind::Peak;
        for (number, bank) in self.banks[..self.wiring.banks].iter_mut().enumerate() {
            let tap = taps[usize::from(number >= self.wiring.strip_banks)];
            let is_measured = [INPUT, POST_FADER].contains(&tap);
            let has_own = tap != OUTPUT && (is_ballistic || !is_measured);
            bank.ballistics.set_kind(kind);
            bank.meter_at = has_own.then_some(tap);
        }
        for output in &mut self.outputs {
            output.ballistics.set_kind(kind);
            output.is_ballistic = is_ballistic;
        }
        self.monitor.ballistics.set_kind(kind);
        self.monitor.is_ballistic = is_ballistic;
    }

    fn gathered(&self, number: usize) -> Gathered {
        let bank = &self.banks[number];
        let after = number.checked_sub(self.wiring.strip_banks);
        let output = after.and_then(|after| self.outputs.get(after));
        Gathered {
            input: bank.input_meter,
            output: output.map_or(bank.output_meter, |output| output.meter),
            lowest: bank.lowest_gains(),
            limiter: output.map_or(Lanes::splat(1.0), Output::lowest_monitor_gain),
            automix: bank.automix.gain(),
            shown: self.shown(number),
        }
    }

    fn shown(&self, number: usize) -> Shown {
        let bank = &self.banks[number];
        let after = number.checked_sub(self.wiring.strip_banks);
        let end = after.map(|after| &self.outputs[after]);
        let tap = self.meter_taps[usize::from(end.is_some())];
        let played = end.map_or(&bank.output_meter, |end| &end.meter);
        let (reading, squares) = match end {
            Some(end) if tap == OUTPUT && end.is_ballistic => {
                (end.ballistics.reading(), played.sum_of_squares)
            }
            Some(_) if tap == OUTPUT => (played.peak, played.sum_of_squares),
            _ if bank.meter_at.is_some() => {
                (bank.ballistics.reading(), bank.tap_meter.sum_of_squares)
            }
            _ if tap == INPUT => (bank.input_meter.peak, bank.input_meter.sum_of_squares),
            _ => (bank.output_meter.peak, bank.output_meter.sum_of_squares),
        };
        let correlation = match end {
            Some(end) => &end.correlation,
            None => &bank.correlation,
        };
        let correlation = correlation.as_ref().map(|meter| meter.value());
        Shown {
            reading,
            squares,
            heard: if end.is_some() {
                played.peak
            } else {
                bank.input_meter.peak
            },
            correlation: correlation.unwrap_or_default(),
        }
    }

    /// Once per mark: now and then collects what the meters have gathered, and hands it over if
    /// the reader has taken what it got before.
    pub(super) fn take_levels(&mut self) {
        let interval = MARK as u64 * MARKS_PER_COLLECTION;
        if !self.frame.is_multiple_of(interval) {
            return;
        }
        self.take_node_levels();
        self.take_monitor_levels();
        for output in &mut self.outputs {
            if let Some(limiter) = &mut output.limiter {
                let gain = limiter.take_lowest_gain();
                self.levels.limiter_gain = self.levels.limiter_gain.min(gain);
            }
        }
        self.levels.frame = self.frame;
        self.levels.frames = self.levels.frames.saturating_add(interval as u32);
        self.meter_tap.offer(&mut self.levels);
    }

    /// Speakers and headphones, behind all nodes.
    fn take_monitor_levels(&mut self) {
        let monitor = &mut self.monitor;
        let played = monitor.meter.take();
        let shown = Shown {
            reading: if monitor.is_ballistic {
                monitor.ballistics.reading()
            } else {
                played.peak
            },
            squares: played.sum_of_squares,
            heard: played.peak,
            correlation: Lanes::default(),
        };
        monitor.ballistics.forget_peak();
        let first = self.wiring.heard;
        for (lane, level) in self.levels.channels[first..].iter_mut().enumerate() {
            level.output_peak = level.output_peak.max(played.peak[lane]);
            level.output_squares += played.sum_of_squares[lane];
            shown.write(level, lane, false);
        }
    }

    fn take_node_levels(&mut self) {
        let mut gathered = (0, self.gathered(0));
        for node in &self.wiring.nodes {
            // Neighbours mostly share a bank.
            if gathered.0 != node.bank {
                gathered = (node.bank, self.gathered(node.bank));
            }
            let Gathered {
                input,
                output,
                lowest,
                limiter,
                automix,
                shown,
            } = &gathered.1;
            for (channel, lane) in node.lanes().enumerate() {
                let level = &mut self.levels.channels[node.meter + channel];
                level.input_peak = level.input_peak.larger(input.peak[lane]);
                level.input_squares += input.sum_of_squares[lane];
                level.output_peak = level.output_peak.larger(output.peak[lane]);
                level.output_squares += output.sum_of_squares[lane];
                level.gate_gain = level.gate_gain.smaller(lowest.gate[lane]);
                level.compressor_gain = level.compressor_gain.smaller(lowest.compressor[lane]);
                level.de_esser_gain = level.de_esser_gain.smaller(lowest.de_esser[lane]);
                level.dynamic_eq_gain = level.dynamic_eq_gain.smaller(lowest.dynamic_eq[lane]);
                level.limiter_gain = level.limiter_gain.smaller(limiter[lane]);
                shown.write(level, lane, node.has_pair && channel < 2);
                level.automix_gain = automix[lane];
            }
        }
        for bank in &mut self.banks {
            bank.input_meter.take();
            bank.output_meter.take();
            bank.tap_meter.take();
            bank.ballistics.forget_peak();
            bank.forget_gains();
        }
        for output in &mut self.outputs {
            output.meter.take();
            output.forget_gains();
        }
    }

    /// At a mark: nodes whose unit gave what is no sound are reported.
    pub(super) fn note_bad_returns(&mut self, bank: usize) {
        let Some(insert) = &mut self.banks[bank].insert else {
            return;
        };
        let unsound = insert.take_unsound();
        if unsound == Lanes::default() {
            return;
        }
        for node in self.wiring.nodes.iter().filter(|node| node.bank == bank) {
            let is_bad = node.lanes().any(|lane| unsound[lane] > 0.0);
            self.levels.channels[node.meter].bad_return |= is_bad;
        }
    }
}
