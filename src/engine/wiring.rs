//! Where everything lies: nodes in lanes of banks, parameters at nodes. Fixed for an engine's life.

use super::dynamics_params::{CompressorParams, DeEsserParams, GateParams, LimiterParams};
use crate::dsp::equalizer::EQ_BANDS;
use crate::dsp::graphic_eq::{GRAPHIC_BANDS, NOTCHES};
use crate::dsp::sample::LANES;
use crate::dsp::surround::Ring;
use crate::param::{BusRole, NodeId, NodeKind, Param, ParamIndex, Width};

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
    /// Its first lane; further channels have those that follow.
    pub lane: usize,
    /// One or two; main up to eight.
    pub channels: usize,
    /// Its processing failed before and is left out.
    pub bypassed: bool,
    /// A bus that feeds main by its role: solo in place silences it beside a soloed one.
    pub is_subgroup: bool,
    /// Its first two channels are a left and a right.
    pub has_pair: bool,
    /// What it is for, of a bus.
    pub role: Option<BusRole>,
    /// When it is heard ([`super::plan::Slots`]).
    pub slot: usize,
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
    /// `delay`
    pub delay: ParamIndex,
    /// `hpf/…`
    pub high_pass: CutParams,
    /// `lpf/…`
    pub low_pass: CutParams,
    /// `gate/…`
    pub gate: GateParams,
    /// `insert/…`, where there is an insert point.
    pub insert: Option<InsertParams>,
    /// `eq/…`
    pub eq: EqParams,
    /// `geq/…` and `notch/…`, on outputs.
    pub graphic: Option<GraphicParams>,
    /// `comp/…` and `order`
    pub compressor: CompressorParams,
    /// `deess/…`
    pub de_esser: DeEsserParams,
    /// `limiter/…`, on wedges and in-ears.
    pub limiter: Option<LimiterParams>,
    /// `sat/…`
    pub saturation: SaturationParams,
    /// `fx/…` and the rows of every effect, on FX buses.
    pub fx: Option<FxParams>,
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
    /// `automix/…`, on strips.
    pub automix: Option<AutomixParams>,
    /// `width`, on stereo strips and buses.
    pub width: Option<ParamIndex>,
    /// `image/…`, on a stereo main.
    pub image: Option<ImageParams>,
    /// `surround/…`, as far as main is that wide.
    pub surround: SurroundParams,
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

/// Indices of a high-pass or low-pass filter.
#[derive(Clone, Copy, Debug)]
pub struct CutParams {
    /// `hpf/on`
    pub on: ParamIndex,
    /// `hpf/freq`
    pub freq: ParamIndex,
    /// `hpf/slope`
    pub slope: ParamIndex,
}

/// Indices of an equaliser.
#[derive(Clone, Copy, Debug)]
pub struct EqParams {
    /// `eq/on`
    pub on: ParamIndex,
    /// `eq/1/…` to `eq/6/…`
    pub bands: [BandParams; EQ_BANDS],
}

/// Indices of one of its bands.
#[derive(Clone, Copy, Debug)]
pub struct BandParams {
    /// `eq/B/on`
    pub on: ParamIndex,
    /// `eq/B/type`
    pub kind: ParamIndex,
    /// `eq/B/freq`
    pub freq: ParamIndex,
    /// `eq/B/gain`
    pub gain: ParamIndex,
    /// `eq/B/q`
    pub q: ParamIndex,
}

/// Indices of a graphic equaliser and the notches beside it.
#[derive(Clone, Copy, Debug)]
pub struct GraphicParams {
    /// `geq/on`
    pub on: ParamIndex,
    /// `geq/20` to `geq/20k`
    pub gains: [ParamIndex; GRAPHIC_BANDS],
    /// `notch/1/…` to `notch/12/…`
    pub notches: [NotchParams; NOTCHES],
}

/// Indices of a notch.
#[derive(Clone, Copy, Debug)]
pub struct NotchParams {
    /// `notch/K/on`
    pub on: ParamIndex,
    /// `notch/K/freq`
    pub freq: ParamIndex,
    /// `notch/K/gain`
    pub gain: ParamIndex,
    /// `notch/K/q`
    pub q: ParamIndex,
}

/// Indices of a saturation.
#[derive(Clone, Copy, Debug)]
pub struct SaturationParams {
    /// `sat/on`
    pub on: ParamIndex,
    /// `sat/type`
    pub kind: ParamIndex,
    /// `sat/drive`
    pub drive: ParamIndex,
    /// `sat/oversampling`
    pub oversampling: ParamIndex,
    /// `sat/mix`
    pub mix: ParamIndex,
}

/// Indices of an effect slot.
#[derive(Clone, Copy, Debug)]
pub struct FxParams {
    /// `fx/type`
    pub kind: ParamIndex,
    /// `reverb/…`
    pub reverb: ReverbParams,
    /// `tap-delay/…`
    pub tap_delay: TapDelayParams,
}

/// Indices of a reverb.
#[derive(Clone, Copy, Debug)]
pub struct ReverbParams {
    /// `reverb/pre-delay`
    pub pre_delay: ParamIndex,
    /// `reverb/decay`
    pub decay: ParamIndex,
    /// `reverb/low-decay`
    pub low_decay: ParamIndex,
    /// `reverb/low-freq`
    pub low_freq: ParamIndex,
    /// `reverb/damping`
    pub damping: ParamIndex,
    /// `reverb/size`
    pub size: ParamIndex,
    /// `reverb/modulation`
    pub modulation: ParamIndex,
    /// `reverb/freeze`
    pub freeze: ParamIndex,
}

/// Indices of a delay in time with the song.
#[derive(Clone, Copy, Debug)]
pub struct TapDelayParams {
    /// `tap-delay/note`
    pub note: ParamIndex,
    /// `tap-delay/tempo`
    pub tempo: ParamIndex,
    /// `tap-delay/time`
    pub time: ParamIndex,
    /// `tap-delay/feedback`
    pub feedback: ParamIndex,
    /// `tap-delay/low-cut`
    pub low_cut: ParamIndex,
    /// `tap-delay/high-cut`
    pub high_cut: ParamIndex,
    /// `tap-delay/ping-pong`
    pub ping_pong: ParamIndex,
}

/// Indices of a strip's place in gain sharing.
#[derive(Clone, Copy, Debug)]
pub struct AutomixParams {
    /// `automix/group`
    pub group: ParamIndex,
    /// `automix/weight`
    pub weight: ParamIndex,
    /// `automix/override`
    pub override_on: ParamIndex,
}

/// Indices of an automix group.
#[derive(Clone, Copy, Debug)]
pub struct AutomixGroupParams {
    /// `on`
    pub on: ParamIndex,
    /// `release`
    pub release: ParamIndex,
}

/// Indices of the image of main.
#[derive(Clone, Copy, Debug)]
pub struct ImageParams {
    /// `image/width`
    pub width: ParamIndex,
    /// `image/bass-mono`
    pub bass_mono: ParamIndex,
    /// `image/bass-mono-freq`
    pub bass_mono_freq: ParamIndex,
}

/// Indices of the place in a main of more than two channels.
#[derive(Clone, Copy, Debug)]
pub struct SurroundParams {
    /// `surround/azimuth`
    pub azimuth: Option<ParamIndex>,
    /// `surround/divergence`
    pub divergence: Option<ParamIndex>,
    /// `surround/lfe`
    pub lfe: Option<ParamIndex>,
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
    /// `console/meter`
    pub meter: ParamIndex,
    /// `console/meter-tap`
    pub meter_tap: ParamIndex,
    /// `console/bus-meter-tap`
    pub bus_meter_tap: ParamIndex,
    /// `main/limiter/…`
    pub limiter: LimiterParams,
}

/// What a parameter index means here.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Which row.
    pub param: Param,
    /// On what kind of node.
    pub kind: NodeKind,
    /// Whose: a position in [`Wiring::nodes`], `dcas`, `mute_groups` or `automix_groups`.
    pub owner: usize,
    /// For a send: its position among the node's sends.
    pub send: usize,
}

/// The ports of a bank's insert points, by lane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InsertPorts {
    /// Output ports.
    pub sends: [Option<usize>; LANES],
    /// Input ports.
    pub returns: [Option<usize>; LANES],
}

/// Indices of an insert point.
#[derive(Clone, Copy, Debug)]
pub struct InsertParams {
    /// `insert/on`
    pub on: ParamIndex,
    /// `insert/connected`
    pub connected: ParamIndex,
}

/// Where everything lies.
#[derive(Clone, Debug)]
pub struct Wiring {
    /// Strips, buses, main, in the order of the topology.
    pub nodes: Vec<Node>,
    /// Position of main in `nodes`.
    pub main: usize,
    /// Main's width.
    pub main_width: Width,
    /// The loudspeakers of a main in a ring: quad, 5.1, 7.1 and free ones.
    pub ring: Option<Ring>,
    /// DCAs.
    pub dcas: Vec<DcaParams>,
    /// Mute groups.
    pub mute_groups: Vec<MuteGroupParams>,
    /// Automix groups.
    pub automix_groups: Vec<AutomixGroupParams>,
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
    /// The slot of each bank ([`super::plan::Slots`]), the monitor's last.
    pub slots: Vec<usize>,
    /// How many banks hold nodes; the bank of the monitor comes behind them.
    pub banks: usize,
    /// The input port of each lane of the strip banks, where it has one.
    pub inputs: Vec<[Option<usize>; LANES]>,
    /// Output ports of buses and main, by lane; those of the monitor come behind them.
    pub outputs: Vec<LanePlace>,
    /// The insert points of each bank that has any.
    pub inserts: Vec<Option<InsertPorts>>,
}

impl Wiring {
    /// The bank of the monitor: it hears all others.
    pub fn monitor_bank(&self) -> usize {
        self.banks
    }
}
