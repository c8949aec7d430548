//! What the hardware shows now, and the pace at which it is brought up to date.

use super::driver::{Item, Shown};
use std::collections::BTreeMap;
use std::time::Instant;

/// Bytes per millisecond: the pace of a MIDI cable, which every device can follow.
const BYTES_PER_MS: f32 = 3.0;
/// Bytes that may be sent at once after a pause.
const BURST: f32 = 48.0;

/// What was sent last, by item.
#[derive(Clone, Debug, Default)]
pub struct Shadow(BTreeMap<Item, Shown>);

impl Shadow {
    /// True when the hardware shows that already.
    pub fn shows(&self, item: Item, wanted: &Shown) -> bool {
        match (self.0.get(&item), wanted) {
            (Some(shown), wanted) => shown == wanted,
            (None, _) => false,
        }
    }

    /// True when the hardware was told to show something there.
    pub fn knows(&self, item: Item) -> bool {
        self.0.contains_key(&item)
    }

    /// The hardware shows this now.
    pub fn set(&mut self, item: Item, shown: Shown) {
        self.0.insert(item, shown);
    }

    /// What an item shows is not known any more.
    pub fn forget(&mut self, item: Item) {
        self.0.remove(&item);
    }

    /// Nothing is known any more.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

/// How much may be sent.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    bytes: f32,
    bytes_per_ms: f32,
    filled: Option<Instant>,
}

impl Pace {
    /// What a device can take, in bytes per millisecond; none: what a MIDI cable has.
    pub fn new(bytes_per_ms: Option<f32>) -> Self {
        Self {
            bytes: BURST,
            bytes_per_ms: bytes_per_ms.unwrap_or(BYTES_PER_MS),
            filled: None,
        }
    }

    /// Time has passed.
    pub fn fill(&mut self, now: Instant) {
        let passed = self.filled.map_or(0.0, |then| {
            now.saturating_duration_since(then).as_secs_f32()
        });
        self.filled = Some(now);
        self.bytes = (self.bytes + passed * 1000.0 * self.bytes_per_ms).min(BURST);
    }

    /// True while something may be sent.
    pub fn allows(&self) -> bool {
        self.bytes > 0.0
    }

    /// So many bytes were sent; more than there was room for delays what follows.
    pub fn spend(&mut self, bytes: usize) {
        self.bytes -= bytes as f32;
    }
}
