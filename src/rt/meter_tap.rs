//! Levels on their way from the audio thread to everybody who shows them.
//!
//! The engine accumulates until the reader has taken what was there, so nothing that was loud for
//! one sample is lost. The channel is a triple buffer: neither side ever waits.

use serde::{Deserialize, Serialize};

/// Levels of one channel of a strip, bus or main since they were last taken.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChannelLevel {
    /// Largest magnitude at the input tap (after trim), linear.
    pub input_peak: f32,
    /// Sum of squares at the input tap.
    pub input_squares: f32,
    /// Largest magnitude after fader and mute (main: after the limiter), linear.
    pub output_peak: f32,
    /// Sum of squares after fader and mute (main: after the limiter).
    pub output_squares: f32,
    /// Lowest gain of the gate, 0…1.
    pub gate_gain: f32,
    /// Lowest gain of the compressor without its make-up, 0…1.
    pub compressor_gain: f32,
    /// Lowest gain of the de-esser in its band, 0…1.
    pub de_esser_gain: f32,
    /// Lowest gain of the bands of the dynamic equaliser, 0…1.
    pub dynamic_eq_gain: f32,
    /// Lowest gain of a wedge's or in-ear's limiter, 0…1.
    pub limiter_gain: f32,
    /// What the chosen kind of meter shows at the chosen tap, linear.
    pub meter: f32,
    /// Sum of squares at that tap.
    pub squares: f32,
    /// Moments (256 frames) in which full scale was reached: at the input of strips, at the outputs of
    /// buses and main.
    pub clips: u32,
    /// How alike left and right are, −1…1: of a stereo strip at its input, of a stereo bus and of main at
    /// its outputs; 0 in silence and elsewhere.
    pub correlation: f32,
    /// The gain by which gain sharing lowers it, 0…1.
    pub automix_gain: f32,
    /// A non-finite number appeared: the node's state was reset.
    pub reset: bool,
    /// What came back at the node's insert point was not finite, and the signal stood in for it.
    pub bad_return: bool,
}

impl Default for ChannelLevel {
    /// Silence.
    fn default() -> Self {
        Self {
            input_peak: 0.0,
            input_squares: 0.0,
            output_peak: 0.0,
            output_squares: 0.0,
            gate_gain: 1.0,
            compressor_gain: 1.0,
            de_esser_gain: 1.0,
            dynamic_eq_gain: 1.0,
            limiter_gain: 1.0,
            meter: 0.0,
            squares: 0.0,
            clips: 0,
            correlation: 0.0,
            automix_gain: 1.0,
            reset: false,
            bad_return: false,
        }
    }
}

impl ChannelLevel {
    /// The lowest gains of gate, compressor, de-esser, dynamic equaliser and limiter.
    pub fn reducer_gains(&self) -> [f32; 5] {
        [
            self.gate_gain,
            self.compressor_gain,
            self.de_esser_gain,
            self.dynamic_eq_gain,
            self.limiter_gain,
        ]
    }

    /// Adds a later measurement of the same channel.
    pub fn merge(&mut self, later: &Self) {
        self.input_peak = self.input_peak.max(later.input_peak);
        self.input_squares += later.input_squares;
        self.output_peak = self.output_peak.max(later.output_peak);
        self.output_squares += later.output_squares;
        self.gate_gain = self.gate_gain.min(later.gate_gain);
        self.compressor_gain = self.compressor_gain.min(later.compressor_gain);
        self.de_esser_gain = self.de_esser_gain.min(later.de_esser_gain);
        self.dynamic_eq_gain = self.dynamic_eq_gain.min(later.dynamic_eq_gain);
        self.limiter_gain = self.limiter_gain.min(later.limiter_gain);
        self.meter = self.meter.max(later.meter);
        self.squares += later.squares;
        self.clips = self.clips.saturating_add(later.clips);
        self.correlation = later.correlation;
        self.automix_gain = later.automix_gain;
        self.reset |= later.reset;
        self.bad_return |= later.bad_return;
    }
}

/// Levels of all channels since they were last taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Levels {
    /// Engine frame of the end of the measurement.
    pub frame: u64,
    /// Frames measured: divides the sums of squares.
    pub frames: u32,
    /// One entry per channel of strips, buses and main, in the order of the topology; then left and right
    /// of both sets of speakers and of the headphones, of which only what is played counts.
    pub channels: Vec<ChannelLevel>,
    /// Lowest gain of the main limiter, 0…1.
    pub limiter_gain: f32,
}

impl Levels {
    /// Silence on `channels` channels.
    pub fn silent(channels: usize) -> Self {
        let channels = vec![ChannelLevel::default(); channels];
        Self {
            frame: 0,
            frames: 0,
            channels,
            limiter_gain: 1.0,
        }
    }

    /// Back to silence, without allocating.
    pub fn clear(&mut self) {
        self.frames = 0;
        self.limiter_gain = 1.0;
        self.channels.fill(ChannelLevel::default());
    }

    /// Adds a later measurement. One of another console (another number of channels) replaces it.
    pub fn merge(&mut self, later: &Self) {
        if self.channels.len() != later.channels.len() {
            self.clone_from(later);
            return;
        }
        self.frame = later.frame;
        self.frames += later.frames;
        self.limiter_gain = self.limiter_gain.min(later.limiter_gain);
        for (channel, later) in self.channels.iter_mut().zip(&later.channels) {
            channel.merge(later);
        }
    }
}

/// The audio thread's end.
#[derive(Debug)]
pub struct MeterTap {
    buffer: triple_buffer::Input<Levels>,
}

/// The reader's end.
#[derive(Debug)]
pub struct MeterReader {
    buffer: triple_buffer::Output<Levels>,
}

/// A tap for `channels` channels and its reader. Allocates; not on the audio thread.
pub fn meter_tap(channels: usize) -> (MeterTap, MeterReader) {
    let (input, output) = triple_buffer::TripleBuffer::new(&Levels::silent(channels)).split();
    (MeterTap { buffer: input }, MeterReader { buffer: output })
}

impl MeterTap {
    /// Hands over `levels` and clears them, if the reader has taken what was handed over before;
    /// otherwise nothing happens and `levels` go on accumulating. Audio thread.
    pub fn offer(&mut self, levels: &mut Levels) {
        if self.buffer.consumed() {
            let free = self.buffer.input_buffer_mut();
            free.frame = levels.frame;
            free.frames = levels.frames;
            free.limiter_gain = levels.limiter_gain;
            free.channels.copy_from_slice(&levels.channels);
            self.buffer.publish();
            levels.clear();
        }
    }
}

impl MeterReader {
    /// What was handed over since this was last asked.
    pub fn take(&mut self) -> Option<&Levels> {
        self.buffer.update().then(|| self.buffer.output_buffer())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peak_waits_for_a_slow_reader() {
        let (mut tap, mut reader) = meter_tap(1);
        let mut levels = Levels::silent(1);
        let mut measure = |peak: f32| {
            let later = ChannelLevel {
                input_peak: peak,
                ..ChannelLevel::default()
            };
            levels.channels[0].merge(&later);
            levels.frames += 32;
            tap.offer(&mut levels);
        };
        measure(0.1);
        measure(0.9);
        measure(0.2);
        assert_eq!(
            reader.take().map(|l| (l.channels[0].input_peak, l.frames)),
            Some((0.1, 32))
        );
        measure(0.3);
        assert_eq!(
            reader.take().map(|l| (l.channels[0].input_peak, l.frames)),
            Some((0.9, 96))
        );
        assert!(reader.take().is_none());
    }
}
