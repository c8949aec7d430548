//! What the suite has to know of a processor.

use crate::dsp::processor::{Processor, Stereo};
use crate::dsp::sample::{LANES, Lanes, Sample};
use crate::dsp::testing::Random;
use std::fmt::Debug;

/// Channels side by side.
pub trait Frame: Copy + Default + PartialEq + Debug {
    const CHANNELS: usize;
    fn get(&self, channel: usize) -> f32;
    fn put(&mut self, channel: usize, x: f32);
}

impl Frame for f32 {
    const CHANNELS: usize = 1;
    fn get(&self, _channel: usize) -> f32 {
        *self
    }
    fn put(&mut self, _channel: usize, x: f32) {
        *self = x;
    }
}

impl Frame for Lanes {
    const CHANNELS: usize = LANES;
    fn get(&self, channel: usize) -> f32 {
        self[channel]
    }
    fn put(&mut self, channel: usize, x: f32) {
        self.set_lane(channel, x);
    }
}

impl Frame for Stereo {
    const CHANNELS: usize = 2;
    fn get(&self, channel: usize) -> f32 {
        self[channel]
    }
    fn put(&mut self, channel: usize, x: f32) {
        self[channel] = x;
    }
}

/// A processor with what the suite has to know of it.
pub trait Subject<S: Frame>: Processor<S> {
    /// What leaves everything alone, if anything does.
    const OFF: Option<Self::Settings>;
    /// Channels that are set alike: 2 for pairs, all where all are one.
    const TOGETHER: usize = 1;
    /// How many lanes are set: all channels, or one where all are one.
    const SET: usize = S::CHANNELS;
    /// Silence brings it to rest. Not, for what is never put to rest: its implementation says why.
    const RESTS: bool = true;

    /// Anything that may be set.
    fn any(random: &mut Random) -> Self::Settings;
    /// The same, but nothing that rings for ever or for very long.
    fn any_that_rests(random: &mut Random) -> Self::Settings {
        Self::any(random)
    }
    /// What the engine does at a mark, before [`Processor::mark`].
    fn before_mark(&mut self) {}
    /// Processes a run, led by a key if there is one.
    fn run(&mut self, run: &mut [S], _key: Option<&[S]>) {
        self.process(run);
    }
}
