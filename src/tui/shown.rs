//! The console's layout with what is known of it.

use super::meters::{Falling, Meter, REDUCERS, to_db};
use crate::control::feed::{Label, Levels, MuteCause, ShowInfo, Update};
use crate::param::printable::printable;
use crate::param::spec::{ConsoleParam, Param};
use crate::param::tables::console::MeterKind;
use crate::param::{Choice, Layout, NodeId, NodeKind, ParamIndex, Plain, Store, Width};
use std::collections::HashMap;
use std::ops::Range;
use std::time::{Duration, Instant};

/// The console's layout with what is known of it.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub info: ShowInfo,
    pub layout: Layout,
    pub values: Store,
    /// Where parameters that move go.
    pub goals: HashMap<ParamIndex, Plain>,
    pub strips: Vec<NodeId>,
    pub mutes: HashMap<NodeId, Vec<MuteCause>>,
    pub channels: HashMap<NodeId, Range<usize>>,
    pub meters: Vec<Meter>,
    /// Gain that each processor takes away, in dB, by channel.
    pub reductions: Vec<[Falling; REDUCERS]>,
    /// Gain that sharing takes away, in dB, and how alike both sides are, by channel.
    pub readings: Vec<(f32, f32)>,
    pub limiter: Falling,
}

impl Shown {
    /// `None` for a console that cannot be. Names come fit for a terminal.
    pub fn new(info: &ShowInfo, now: Instant) -> Option<Self> {
        info.topology.validate().ok()?;
        let info = fit(info);
        let topology = &info.topology;
        let (mut channels, mut count) = (HashMap::new(), 0);
        let heard = [NodeId::MONITOR_A, NodeId::MONITOR_B, NodeId::PHONES];
        for node in topology.audio_nodes().into_iter().chain(heard) {
            let width = topology.width(node).map_or(0, Width::channels);
            channels.insert(node, count..count + width);
            count += width;
        }
        let layout = Layout::new(topology.clone());
        let on_desk = [NodeKind::Strip, NodeKind::Bus, NodeKind::Dca];
        let mut strips = layout.nodes();
        strips.retain(|node| on_desk.contains(&node.kind));
        Some(Self {
            values: Store::defaults(&layout),
            goals: HashMap::new(),
            layout,
            strips,
            mutes: HashMap::new(),
            channels,
            meters: vec![Meter::new(now); count],
            reductions: vec![[Falling::new(0.0, Duration::ZERO, now); REDUCERS]; count],
            readings: vec![(0.0, 0.0); count],
            limiter: Falling::new(0.0, Duration::ZERO, now),
            info,
        })
    }

    /// Takes values, goals, mutes and levels.
    pub fn take(&mut self, update: &mut Update, rate: u32, now: Instant) {
        for (index, value) in std::mem::take(&mut update.values) {
            if index.slot() < self.layout.len() {
                self.values.set(index, value);
            }
        }
        for (index, goal) in std::mem::take(&mut update.goals) {
            match goal {
                Some(goal) => self.goals.insert(index, goal),
                None => self.goals.remove(&index),
            };
        }
        self.mutes.extend(std::mem::take(&mut update.mutes));
        if let Some(levels) = &update.levels {
            self.feed(levels, rate, now);
        }
    }

    /// Meters show what the console has chosen.
    pub fn feed(&mut self, levels: &Levels, rate: u32, now: Instant) {
        if levels.channels.len() != self.meters.len() {
            return;
        }
        let is_peak = self.shows_peaks();
        for range in self.channels.values() {
            for at in range.clone() {
                let channel = &levels.channels[at];
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
        }
        self.limiter.feed(-to_db(levels.limiter_gain), now);
    }

    /// Meters fall as peak meters do; other kinds come as they stand.
    fn shows_peaks(&self) -> bool {
        let meter = NodeId::CONSOLE.param(Param::Console(ConsoleParam::Meter));
        let index = self.layout.index(meter);
        index.is_none_or(|index| MeterKind::of(self.values.get(index)) == MeterKind::Peak)
    }
}

/// The same with names that a terminal can take.
fn fit(info: &ShowInfo) -> ShowInfo {
    let label = |(node, label): &(NodeId, Label)| {
        let name = printable(&label.name).into_owned();
        let color = label.color.clone();
        (*node, Label { name, color })
    };
    ShowInfo {
        name: printable(&info.name).into_owned(),
        topology: info.topology.clone(),
        labels: info.labels.iter().map(label).collect(),
    }
}
