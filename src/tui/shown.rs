//! What the screen has measured: meters, gain reductions and readings of every channel.

use super::meters::{Falling, Meter, REDUCERS, to_db};
use crate::control::feed::Levels;
use crate::desk::mirror::Mirror;
use crate::param::spec::{ConsoleParam, Param};
use crate::param::tables::console::MeterKind;
use crate::param::{Choice, NodeId, NodeKind};
use std::ops::Range;
use std::time::{Duration, Instant};

/// The strips on the desk, and what has been measured of every channel.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    /// Nodes with a strip on the screen, main apart, in order.
    pub strips: Vec<NodeId>,
    pub meters: Vec<Meter>,
    /// Gain that each processor takes away, in dB, by channel.
    pub reductions: Vec<[Falling; REDUCERS]>,
    /// Gain that sharing takes away, in dB, and how alike both sides are, by channel.
    pub readings: Vec<(f32, f32)>,
    pub limiter: Falling,
}

impl Shown {
    /// Nothing was measured yet.
    pub fn new(console: &Mirror, now: Instant) -> Self {
        let count = console.channel_count();
        let on_desk = [NodeKind::Strip, NodeKind::Bus, NodeKind::Dca];
        let mut strips = console.nodes();
        strips.retain(|node| on_desk.contains(&node.kind));
        let still = Falling::new(0.0, Duration::ZERO, now);
        Self {
            strips,
            meters: vec![Meter::new(now); count],
            reductions: vec![[still; REDUCERS]; count],
            readings: vec![(0.0, 0.0); count],
            limiter: still,
        }
    }

    /// Takes levels. Meters show what the console has chosen.
    pub fn feed(&mut self, levels: &Levels, console: &Mirror, now: Instant) {
        if levels.channels.len() != self.meters.len() {
            return;
        }
        let (is_peak, rate) = (shows_peaks(console), console.status().rate);
        for (at, channel) in levels.channels.iter().enumerate() {
            let meter = &mut self.meters[at];
            let squares = (channel.squares, levels.frames);
            meter.feed(channel.meter, squares, rate, now);
            if !is_peak {
                meter.show(channel.meter, now);
            }
            meter.clip(channel.clips);
            let gains = channel.reducer_gains();
            for (falling, gain) in self.reductions[at].iter_mut().zip(gains) {
                falling.feed(-to_db(gain), now);
            }
            self.readings[at] = (-to_db(channel.automix_gain), channel.correlation);
        }
        self.limiter.feed(-to_db(levels.limiter_gain), now);
    }

    /// Gain that each processor of these channels takes away, in dB: of each the most.
    pub fn reductions(&self, channels: Range<usize>, now: Instant) -> [f32; REDUCERS] {
        let mut most = [0.0_f32; REDUCERS];
        for channel in &self.reductions[channels] {
            for (most, falling) in most.iter_mut().zip(channel) {
                *most = most.max(falling.value(now));
            }
        }
        most
    }
}

/// Meters fall as peak meters do; other kinds come as they stand.
fn shows_peaks(console: &Mirror) -> bool {
    let meter = NodeId::CONSOLE.param(Param::Console(ConsoleParam::Meter));
    let chosen = console.value(meter);
    chosen.is_none_or(|chosen| MeterKind::of(chosen) == MeterKind::Peak)
}
