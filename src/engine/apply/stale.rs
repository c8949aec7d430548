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
/// What the monitor hears of it.
pub const LISTEN: u32 = 1 << 31;

/// The limiter on main, among what exists once.
pub const LIMITER: u32 = 1;
/// Safe start and panic.
pub const HOLD: u32 = 2;
/// Who is soloed.
pub const SOLO: u32 = 4;
/// The gains of the monitor.
pub const MONITOR: u32 = 8;

/// Talkback: its level and where it goes.
pub const TALKBACK: u32 = 16;
/// The oscillator: its settings and where it goes.
pub const OSCILLATOR: u32 = 32;
/// Which DCAs are in which.
pub const NESTING: u32 = 64;

/// The bit of the way into main among a node's sends; bits below are the sends.
const TO_MAIN: u64 = 1 << 63;

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
        self.parts
            .fill(TRIM | HIGH_PASS | GATE | FADER | MUTE | BALANCE | LISTEN);
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
