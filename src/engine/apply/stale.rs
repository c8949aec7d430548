//! What has to be brought in line with its parameters at this mark: so that a recall of everything
//! touches each part once, however many parameters it has.

/// Parts of a node, one bit each.
pub const TRIM: u32 = 1;
/// High-pass filter.
pub const HIGH_PASS: u32 = 2;
/// Gate and its key.
pub const GATE: u32 = 4;
/// Fader with DCAs.
pub const FADER: u32 = 8;
/// Mute with all causes.
pub const MUTE: u32 = 16;
/// Balance at a node's own outputs.
pub const BALANCE: u32 = 32;
/// Low-pass filter.
pub const LOW_PASS: u32 = 64;
/// Parametric equaliser.
pub const EQ: u32 = 128;
/// Graphic equaliser and notches.
pub const GRAPHIC: u32 = 256;
/// Compressor, its key and its place.
pub const COMPRESSOR: u32 = 512;
/// De-esser.
pub const DE_ESSER: u32 = 1024;
/// Limiter at a node's own outputs.
pub const LIMITER: u32 = 2048;
/// Alignment, at the input of a strip or the outputs of a bus.
pub const DELAY: u32 = 4096;
/// Saturation.
pub const SATURATION: u32 = 8192;
/// The effect of an FX bus.
pub const FX: u32 = 16_384;
/// The image of main.
pub const IMAGE: u32 = 32_768;
/// The place in gain sharing.
pub const AUTOMIX: u32 = 65_536;
/// What the monitor hears of it.
pub const LISTEN: u32 = 131_072;
/// The insert point.
pub const INSERT: u32 = 262_144;
/// All of them.
const EVERY_PART: u32 = 524_287;

/// Safe start, panic and what meters show, among what exists once.
pub const HOLD: u32 = 1;
/// Who is soloed.
pub const SOLO: u32 = 2;
/// The gains of the monitor.
pub const MONITOR: u32 = 4;
/// Talkback: its level and where it goes.
pub const TALKBACK: u32 = 8;
/// The oscillator: its settings and where it goes.
pub const OSCILLATOR: u32 = 16;
/// Which DCAs are in which.
pub const NESTING: u32 = 32;

/// The bit of the way into main among a node's sends; bits below are the sends.
pub const TO_MAIN: u64 = 1 << 63;

/// The marks of all nodes.
#[derive(Debug)]
pub struct Stale {
    parts: Box<[u32]>,
    routes: Box<[u64]>,
    /// What exists once, one bit each.
    once: u32,
    any: bool,
}

impl Stale {
    /// Nothing is stale on `nodes` nodes. Allocates.
    pub fn new(nodes: usize) -> Self {
        Self {
            parts: vec![0; nodes].into(),
            routes: vec![0; nodes].into(),
            once: 0,
            any: false,
        }
    }

    /// Everything is stale: when an engine is built.
    pub fn mark_all(&mut self) {
        self.parts.fill(EVERY_PART);
        self.routes.fill(u64::MAX);
        self.once = u32::MAX;
        self.any = true;
    }

    /// Parts of a node are stale.
    pub fn mark(&mut self, node: usize, parts: u32) {
        self.parts[node] |= parts;
        self.any = true;
    }
    /// A send of a node is stale.
    pub fn mark_send(&mut self, node: usize, send: usize) {
        self.routes[node] |= 1 << send;
        self.any = true;
    }
    /// The way of a node into main is stale.
    pub fn mark_to_main(&mut self, node: usize) {
        self.routes[node] |= TO_MAIN;
        self.any = true;
    }
    /// Every way out of a node is stale.
    pub fn mark_routes(&mut self, node: usize) {
        self.routes[node] = u64::MAX;
        self.any = true;
    }

    /// Something that exists once is stale.
    pub fn mark_once(&mut self, what: u32) {
        self.once |= what;
        self.any = true;
    }
    /// Whether something that exists once is stale; it counts as brought in line.
    pub fn take_once(&mut self, what: u32) -> bool {
        let stale = self.once & what != 0;
        self.once &= !what;
        stale
    }
    /// True when anything is stale; forgets that it was asked.
    pub fn take_any(&mut self) -> bool {
        std::mem::take(&mut self.any)
    }
    /// The stale parts of a node; they count as brought in line.
    pub fn take_parts(&mut self, node: usize) -> u32 {
        std::mem::take(&mut self.parts[node])
    }
    /// The stale sends of a node, one bit each, and whether its way into main is; they count as
    /// brought in line.
    pub fn take_routes(&mut self, node: usize) -> (u64, bool) {
        let routes = std::mem::take(&mut self.routes[node]);
        (routes & !TO_MAIN, routes & TO_MAIN != 0)
    }
}
