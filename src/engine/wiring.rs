//! Where everything lies: nodes in lanes of banks, parameters at nodes. Fixed for an engine's life.

use crate::dsp::sample::LANES;
use crate::param::{NodeId, NodeKind, Param, ParamIndex};

/// A lane of a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct LanePlace {
    /// Which bank.
    pub bank: usize,
    /// Which of its eight lanes.
    pub lane: usize,
}

/// A strip, bus or main: its lanes and where its parameters are.
#[derive(Clone, Debug)]
pub struct Node {
    /// Who it is.
    pub id: NodeId,
    /// Its bank.
    pub bank: usize,
    /// Its first lane; a stereo node has the next one too.
    pub lane: usize,
    /// One or two.
    pub channels: usize,
    /// Its processing failed before and is left out.
    pub bypassed: bool,
    /// A bus that feeds main by its role: solo in place silences it beside a soloed one.
    pub is_subgroup: bool,
    /// Position of its first channel among the levels.
    pub meter: usize,
    /// Its parameters.
    pub params: NodeParams,
}

impl Node {
    /// Its lanes.
    pub fn lanes(&self) -> std::ops::Range<usize> {
        self.lane..self.lane + self.channels
    }
}

/// Indices of a node's parameters.
#[derive(Clone, Debug)]
pub struct NodeParams {
    /// `trim`
    pub trim: ParamIndex,
    /// `polarity`
    pub polarity: ParamIndex,
    /// `hpf/…`
    pub high_pass: HighPassParams,
    /// `gate/…`
    pub gate: GateParams,
    /// `fader`
    pub fader: ParamIndex,
    /// `mute`
    pub mute: ParamIndex,
    /// `pan`
    pub pan: ParamIndex,
    /// `solo`
    pub solo: ParamIndex,
    /// `solo-safe`, on strips and buses.
    pub solo_safe: Option<ParamIndex>,
    /// `main/on`, where it may feed main.
    pub main_on: Option<ParamIndex>,
    /// `follow-mute`, on buses.
    pub follow_mute: Option<ParamIndex>,
    /// `dca/D`, in the order of [`Wiring::dcas`].
    pub dcas: Vec<ParamIndex>,
    /// `mute-group/M`, in the order of [`Wiring::mute_groups`].
    pub mute_groups: Vec<ParamIndex>,
    /// `send/B/…`
    pub sends: Vec<SendParams>,
}

/// Indices of a high-pass filter.
#[derive(Clone, Copy, Debug)]
pub struct HighPassParams {
    /// `hpf/on`
    pub on: ParamIndex,
    /// `hpf/freq`
    pub freq: ParamIndex,
    /// `hpf/slope`
    pub slope: ParamIndex,
}

/// Indices of a gate.
#[derive(Clone, Copy, Debug)]
pub struct GateParams {
    /// `gate/on`
    pub on: ParamIndex,
    /// `gate/threshold`
    pub threshold: ParamIndex,
    /// `gate/hysteresis`
    pub hysteresis: ParamIndex,
    /// `gate/range`
    pub range: ParamIndex,
    /// `gate/attack`
    pub attack: ParamIndex,
    /// `gate/hold`
    pub hold: ParamIndex,
    /// `gate/release`
    pub release: ParamIndex,
    /// `gate/key`
    pub key: ParamIndex,
}

/// Indices of a send.
#[derive(Clone, Copy, Debug)]
pub struct SendParams {
    /// The bus, as a position in [`Wiring::nodes`].
    pub bus: usize,
    /// `send/B/on`
    pub on: ParamIndex,
    /// `send/B/level`
    pub level: ParamIndex,
    /// `send/B/pan`
    pub pan: ParamIndex,
    /// `send/B/follow-pan`
    pub follow_pan: ParamIndex,
    /// `send/B/tap`
    pub tap: ParamIndex,
}

/// Indices of a DCA.
#[derive(Clone, Debug)]
pub struct DcaParams {
    /// `fader`
    pub fader: ParamIndex,
    /// `mute`
    pub mute: ParamIndex,
    /// `solo`
    pub solo: ParamIndex,
    /// `dca/D`, with D as a position in [`Wiring::dcas`].
    pub member_of: Vec<(usize, ParamIndex)>,
}

/// Indices of a mute group.
#[derive(Clone, Copy, Debug)]
pub struct MuteGroupParams {
    /// `on`
    pub on: ParamIndex,
    /// `dim`
    pub dim: ParamIndex,
}

/// A source of the console itself: talkback or the oscillator.
#[derive(Clone, Debug)]
pub struct OwnSource {
    /// Its lane.
    pub place: LanePlace,
    /// `on`
    pub on: ParamIndex,
    /// `level`
    pub level: ParamIndex,
    /// Where it may go, as positions in [`Wiring::nodes`], and the switches.
    pub to: Vec<(usize, ParamIndex)>,
}

/// Indices of what the engineer hears.
#[derive(Clone, Copy, Debug)]
pub struct MonitorParams {
    /// `monitor/source`
    pub source: ParamIndex,
    /// `monitor/level`
    pub level: ParamIndex,
    /// `monitor/dim`
    pub dim: ParamIndex,
    /// `monitor/dim-level`
    pub dim_level: ParamIndex,
    /// `monitor/mono`
    pub mono: ParamIndex,
    /// `monitor/cut`
    pub cut: ParamIndex,
    /// `monitor/polarity`
    pub polarity: ParamIndex,
    /// `monitor/speakers`
    pub speakers: ParamIndex,
    /// `monitor/solo-trim`
    pub solo_trim: ParamIndex,
    /// `monitor-a/trim`, `monitor-b/trim`
    pub trims: [ParamIndex; 2],
    /// `phones/level`
    pub phones: ParamIndex,
    /// `talkback/dim`
    pub talkback_dim: ParamIndex,
    /// `oscillator/type`
    pub wave: ParamIndex,
    /// `oscillator/freq`
    pub freq: ParamIndex,
}

/// Indices of the console and of main's limiter.
#[derive(Clone, Copy, Debug)]
pub struct ConsoleParams {
    /// `console/safe-start`
    pub safe_start: ParamIndex,
    /// `console/panic`
    pub panic: ParamIndex,
    /// `console/pan-law`
    pub pan_law: ParamIndex,
    /// `console/solo/mode`
    pub solo_mode: ParamIndex,
    /// `main/limiter/on`
    pub limiter_on: ParamIndex,
    /// `main/limiter/ceiling`
    pub limiter_ceiling: ParamIndex,
    /// `main/limiter/release`
    pub limiter_release: ParamIndex,
}

/// What a parameter index means here.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Which row.
    pub param: Param,
    /// On what kind of node.
    pub kind: NodeKind,
    /// Whose: a position in [`Wiring::nodes`], `dcas` or `mute_groups`.
    pub owner: usize,
    /// For a send: its position among the node's sends.
    pub send: usize,
}

/// Where everything lies.
#[derive(Clone, Debug)]
pub struct Wiring {
    /// Strips, buses, main, in the order of the topology.
    pub nodes: Vec<Node>,
    /// Position of main in `nodes`.
    pub main: usize,
    /// DCAs.
    pub dcas: Vec<DcaParams>,
    /// Mute groups.
    pub mute_groups: Vec<MuteGroupParams>,
    /// The talkback microphone.
    pub talkback: OwnSource,
    /// The oscillator.
    pub oscillator: OwnSource,
    /// The console.
    pub console: ConsoleParams,
    /// What the engineer hears.
    pub monitor: MonitorParams,
    /// What each parameter index means.
    pub targets: Vec<Target>,
    /// How many banks hold input strips; they come first.
    pub strip_banks: usize,
    /// How many banks hold nodes; the bank of the monitor comes behind them.
    pub banks: usize,
    /// The input port of each lane of the strip banks, where it has one.
    pub inputs: Vec<[Option<usize>; LANES]>,
    /// Output ports of buses and main, by lane; those of the monitor come behind them.
    pub outputs: Vec<LanePlace>,
}

impl Wiring {
    /// The bank of the monitor: it hears all others.
    pub fn monitor_bank(&self) -> usize {
        self.banks
    }
}
