//! What is measured, as the screen shows it.

use super::Model;
use crate::param::NodeId;
use crate::tui::meters::{Meter, REDUCERS, Reading};

impl Model {
    /// Puts all clip marks out.
    pub fn clear_clips(&mut self) {
        self.shown.meters.iter_mut().for_each(Meter::clear_clip);
    }

    /// A node's meters, by channel; those of speakers and headphones too. An output that is held shows nothing.
    pub fn meters(&self, node: NodeId) -> Vec<Reading> {
        let meters = &self.shown.meters[self.console.channels(node)];
        if self.console.is_held(node) {
            return vec![Reading::SILENT; meters.len()];
        }
        meters.iter().map(|meter| meter.read(self.now)).collect()
    }

    /// Gain that a node's gate, compressor, de-esser and limiter take away together, in dB.
    pub fn reduction(&self, node: NodeId) -> f32 {
        self.reductions(node).iter().sum()
    }

    /// Gain that a node's gate, compressor, de-esser and limiter each take away, in dB: of each the most
    /// among its channels.
    pub fn reductions(&self, node: NodeId) -> [f32; REDUCERS] {
        let channels = self.console.channels(node);
        let mut most = self.shown.reductions(channels, self.now);
        if node == NodeId::MAIN {
            most[REDUCERS - 1] = self.shown.limiter.value(self.now).max(0.0);
        }
        most
    }

    /// How often full scale was reached on a node, its loudest channel.
    pub fn clips(&self, node: NodeId) -> u32 {
        let meters = &self.shown.meters[self.console.channels(node)];
        meters.iter().map(Meter::clips).max().unwrap_or(0)
    }

    /// Gain that sharing takes away from a node, in dB, and how alike its sides are, −1…1.
    pub fn readings(&self, node: NodeId) -> (f32, f32) {
        let readings = &self.shown.readings[self.console.channels(node)];
        readings.first().copied().unwrap_or_default()
    }

    /// True while a meter falls: the next frame looks different even if the console is silent.
    pub fn is_moving(&self) -> bool {
        const BOTTOM_DB: f32 = -60.0;
        let moves = |meter: &Meter| meter.read(self.now).held > BOTTOM_DB;
        self.shown.meters.iter().any(moves)
    }

    /// Worst share of a period of late, in thousandths.
    pub fn worst_load(&self) -> u32 {
        self.worst_load.0
    }
}
