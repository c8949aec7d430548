//! The real-time side: audio in, audio out. It knows numbers, not names.
//!
//! A console's topology is fixed while it runs, so the engine is a fixed pipeline over flat arrays:
//! banks of eight strips side by side, in an order that every feed respects. Work is cut into
//! segments of at most [`MARK`] frames, at absolute multiples of it (*marks*) and where callbacks
//! end. Commands, targets, filter design, sleep and levels happen only at marks; inside a segment
//! everything is recursion per sample. So the same inputs with the same changes at the same frames
//! give the same samples, at any period.
//!
//! | file | what |
//! |---|---|
//! | [`plan`], [`build`], `build_effects`, [`wiring`] | what to build; the only place that allocates; which node has which lanes |
//! | [`host`], [`link`], [`command`], `change`, [`audio`] | the engine's place on the audio thread, and the way to it |
//! | [`segment`], `running`, [`io`] | a run of frames inside one mark; one through the engine; ports |
//! | [`glide`] | values on their way, from mark to mark |
//! | [`bank`], `processors`, [`dynamics`] | eight strips side by side: the signal path |
//! | [`alignment`], [`fx`], `change_effect` | delays of strips; the effects of FX buses |
//! | [`insert`] | the way out to external units and back |
//! | [`mix`], [`outputs`], [`hold`] | sums into buses and main; what leaves |
//! | [`solo`], [`monitor`], [`oscillator`] | who is soloed; what the engineer hears; a tone to test with |
//! | [`rows`], [`settings`] | where values come from; what settings they make |
//! | [`stale`], `flags`, `refresh` | what a change concerns; settings handed to processors |
//! | [`rise`] | how what is opened into wedges and in-ears comes up |
//! | [`levels`], [`capture`], [`tape`] | what meters read; what is taken out to be measured or recorded; tracks in place of inputs |
//! | [`adopt`] | state over a swap of engines |
//! | [`dispatch`], `instruction_set` | plain or AVX2 |

#[macro_use]
mod flags;

pub mod adopt;
pub mod alignment;
pub mod audio;
pub mod bank;
pub mod build;
mod build_effects;
pub mod capture;
mod change;
mod change_effect;
pub mod command;
pub mod dispatch;
pub mod dynamics;
pub mod fx;
pub mod glide;
pub mod hold;
pub mod host;
pub mod insert;
mod instruction_set;
pub mod io;
pub mod levels;
pub mod link;
pub mod mix;
pub mod monitor;
pub mod oscillator;
pub mod outputs;
pub mod plan;
mod processors;
mod refresh;
pub mod rise;
pub mod rows;
mod running;
pub mod segment;
pub mod settings;
pub mod solo;
pub mod stale;
pub mod tape;
pub mod wiring;

use crate::dsp::sample::{LANES, Lanes};
use crate::param::{Layout, NodeId, ParamIndex, Plain};
use crate::rt::meter_tap::{Levels, MeterTap};
use alignment::InputDelays;
use bank::Bank;
use change::{Change, Timed};
use dispatch::Kernels;
use dynamics::{KeyUser, Keys};
use glide::{Glide, Glides};
use hold::Hold;
use mix::Mix;
use monitor::Monitor;
use oscillator::OscillatorLane;
use outputs::Output;
use rise::Rises;
pub use segment::MARK;
use solo::Solo;
use stale::{Stale, Ways};
use std::sync::Arc;
use wiring::Wiring;

/// What leads a lane's gate or compressor instead of its own signal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeySource {
    /// The bank and lane to listen to.
    bank: usize,
    lane: usize,
    /// Buses are heard exactly one mark late, whatever their place; strips at once.
    late: bool,
}

/// The mixing engine: everything between input and output ports. Lives on the audio thread.
#[derive(Debug)]
pub struct Engine {
    layout: Arc<Layout>,
    layout_number: u32,
    wiring: Wiring,
    kernels: Kernels,
    /// Sample rate in Hz.
    rate: u32,
    /// The frame that comes next.
    frame: u64,
    /// The value of every parameter.
    values: Box<[Plain]>,
    /// Sequence number of the last live change of every parameter.
    live: Box<[u64]>,
    glides: Glides,
    /// Frames from a filter's setting to when it is heard.
    filter_lag: u64,
    /// One per strip bank.
    input_delays: Vec<InputDelays>,
    /// Strip banks first, then buses and main by rank, at last the monitor.
    banks: Vec<Bank>,
    /// One per bus bank, main, and the monitor.
    mixes: Vec<Mix>,
    /// One per bus bank, and main.
    outputs: Vec<Output>,
    /// What leads each lane's gate and compressor.
    keys: Vec<[[Option<KeySource>; LANES]; KeyUser::ALL.len()]>,
    /// The keys of the bank that runs, by [`KeyUser`].
    key: [Keys; KeyUser::ALL.len()],
    hold: Hold,
    solo: Solo,
    monitor: Monitor,
    oscillator: OscillatorLane,
    /// By DCA: itself and all that it is in, one bit each.
    reach: Box<[u32]>,
    /// What has to be brought in line with the values at this mark.
    stale: Stale,
    /// What is opened into wedges and in-ears, on its way.
    rises: Rises,
    /// Nodes that fade out because the next engine lacks them.
    leaving: Box<[bool]>,
    /// Ways out of nodes that fade out for the same reason.
    closed: Box<[Ways]>,
    /// Over a swap: the node of the old engine that each node continues.
    twins: Box<[Option<usize>]>,
    /// The automix group of each node that is in one that shares.
    shares: Box<[Option<u8>]>,
    /// What the open microphones of each automix group count for together.
    shared_power: Box<[f32]>,
    /// Some slot holds the box of a change of effect.
    is_changing_effects: bool,
    /// Somebody is in an automix group.
    is_sharing: bool,
    /// Where the meters of strips, and of buses and main, hear: a tap.
    meter_taps: [usize; 2],
    /// Which taps are read has to be found again.
    taps_stale: bool,
    wanted: Box<[u16]>,
    /// Those that captures read, one bit mask per bank.
    captured_taps: Box<[u16]>,
    levels: Levels,
    meter_tap: MeterTap,
    /// The bank that runs: what a panic is blamed on.
    running: usize,
    /// A node that shall panic.
    #[cfg(test)]
    broken: Option<usize>,
}

impl Engine {
    /// The frame that comes next.
    pub fn frame(&self) -> u64 {
        self.frame
    }
    /// The number of its layout: of its ports and parameter indices.
    pub fn layout_number(&self) -> u32 {
        self.layout_number
    }
    /// Its layout.
    pub fn layout(&self) -> &Arc<Layout> {
        &self.layout
    }
    /// The value of every parameter, by index.
    pub fn values(&self) -> &[Plain] {
        &self.values
    }

    /// After a panic: the nodes that were being processed. One of them failed.
    // not real-time: asked when the engine has come home.
    pub fn suspects(&self) -> Vec<NodeId> {
        #[cfg(test)]
        if let Some(node) = self.broken {
            return vec![self.wiring.nodes[node].id];
        }
        if self.running == self.wiring.monitor_bank() {
            return vec![NodeId::MONITOR];
        }
        let in_bank = |node: &&wiring::Node| node.bank == self.running;
        let own = [
            (NodeId::TALKBACK, &self.wiring.talkback),
            (NodeId::OSCILLATOR, &self.wiring.oscillator),
        ];
        let own = own
            .into_iter()
            .filter(|(_, source)| source.place.bank == self.running);
        let nodes = self.wiring.nodes.iter().filter(in_bank);
        let nodes = nodes.map(|node| node.id);
        nodes.chain(own.map(|(id, _)| id)).collect()
    }

    fn value(&self, index: ParamIndex) -> Plain {
        self.values[index.slot()]
    }

    /// What a parameter that glides is at the next mark; none for one that stands.
    fn coming(&self, index: ParamIndex) -> Option<Plain> {
        self.glides.value_at(index, self.frame + MARK as u64)
    }

    pub(crate) fn set_frame(&mut self, frame: u64) {
        self.frame = frame;
    }

    /// Takes a live change: it outdates older timed changes and a glide of its parameter.
    pub(crate) fn take_live(&mut self, sequence: u64, change: Change) {
        self.live[change.index.slot()] = sequence;
        self.start(change);
    }

    /// Takes a timed change, unless a later live one has outdated it or it is meant for another
    /// layout.
    pub(crate) fn take_timed(&mut self, timed: Timed) {
        let slot = timed.change.index.slot();
        let meant = timed.layout_number == self.layout_number;
        if meant
            && self
                .live
                .get(slot)
                .is_some_and(|live| *live < timed.sequence)
        {
            self.start(timed.change);
        }
    }

    fn start(&mut self, change: Change) {
        let curve = self.layout.spec(change.index).curve;
        let value = curve.clamp(change.value);
        let was_moving = self.glides.stop(change.index);
        if change.over == 0 {
            self.set(change.index, value);
            if was_moving {
                // What went along with it stops, wherever that is.
                self.apply(change.index);
            }
        } else {
            let ends = (self.value(change.index), value);
            let start = glide::start(self.frame, was_moving);
            let glide = Glide::new(change.index, curve, ends, start, change.over);
            self.glides.start(glide);
        }
    }

    fn set(&mut self, index: ParamIndex, value: Plain) {
        if self.values[index.slot()] != value {
            self.values[index.slot()] = value;
            self.apply(index);
        }
    }

    /// Closes all outputs for good: the stream is about to end.
    pub(crate) fn fade_out(&mut self) {
        self.hold.close_for_good();
        self.monitor.close_for_good();
    }

    /// The next segment that processes this node panics: for tests of healing.
    #[cfg(test)]
    pub(crate) fn break_node(&mut self, node: NodeId) {
        self.broken = self
            .wiring
            .nodes
            .iter()
            .position(|candidate| candidate.id == node);
    }

    /// The once-per-mark work that follows the commands.
    pub(crate) fn mark(&mut self) {
        for at in (0..self.glides.count()).rev() {
            if let Some((index, value)) = self.glides.step(at, self.frame) {
                self.values[index.slot()] = value;
                self.apply(index);
            }
        }
        self.rise_on();
        self.refresh_stale();
        self.share_gains();
        let place = self.wiring.oscillator.place;
        let fader = &self.banks[place.bank].fader;
        let silent = fader.is_lane_settled(place.lane) && fader.target()[place.lane] == 0.0;
        self.oscillator.mark(!silent);
        self.hold.mark();
        for mix in &mut self.mixes {
            self.taps_stale |= mix.mark();
        }
        if std::mem::take(&mut self.taps_stale) {
            self.find_wanted_taps();
        }
        self.input_delays.iter_mut().for_each(InputDelays::mark);
        for bank in 0..self.banks.len() {
            self.running = bank;
            self.reset_bad(bank);
            self.note_bad_returns(bank);
            self.kernels.mark_bank(&mut self.banks[bank]);
        }
        for output in &mut self.outputs {
            self.kernels.mark_output(output);
        }
        self.monitor.mark();
        self.take_levels();
    }

    /// A node in which a non-finite number appeared starts anew, and is reported.
    fn reset_bad(&mut self, bank: usize) {
        let bad = self.banks[bank].take_bad();
        if bad == Lanes::default() {
            return;
        }
        for node in self.wiring.nodes.iter().filter(|node| node.bank == bank) {
            if node.lanes().any(|lane| bad[lane] > 0.0) {
                node.lanes()
                    .for_each(|lane| self.banks[bank].clear_lane(lane));
                self.levels.channels[node.meter].reset = true;
            }
        }
    }

    fn find_wanted_taps(&mut self) {
        self.wanted.copy_from_slice(&self.captured_taps);
        for mix in &self.mixes {
            mix.want_taps(&mut self.wanted);
        }
        for (bank, wanted) in self.banks.iter_mut().zip(&self.wanted) {
            bank.want(*wanted);
            bank.has_listeners = false;
        }
        let keys = self.keys.iter().flatten().flatten().flatten();
        for key in keys.filter(|key| key.late) {
            self.banks[key.bank].has_listeners = true;
        }
    }
}
