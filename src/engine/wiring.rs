//! Where everything lies: nodes in lanes of banks, parameters at nodes. Fixed for an engine's life.

use super::fx::EffectRows;
use super::processors::processors;
use super::rows::{Origin, Rows};
use super::settings::concern::Concern;
use crate::dsp::dynamic_eq::BANDS as DYNAMIC_BANDS;
use crate::dsp::equalizer::EQ_BANDS;
use crate::dsp::graphic_eq::{GRAPHIC_BANDS, NOTCHES};
use crate::dsp::multiband::BANDS as MULTIBANDS;
use crate::dsp::sample::LANES;
use crate::dsp::surround::Ring;
use crate::param::spec::{
    AutomixGroupParam, AutomixParam, CompressorParam, ConsoleParam, CrossoverParam, DcaParam,
    DynamicEqParam, EqParam, GateParam, GraphicParam, ImageParam, InputParam, InsertParam,
    LevelParam, LimiterParam, MonitorParam, MultibandParam, MuteGroupParam, NotchParam,
    OscillatorParam, PhonesParam, SendParam, SoloParam, SpeakerParam, SurroundParam, TalkbackParam,
};
use crate::param::{BusRole, Layout, NodeId, ParamIndex, Width};

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

macro_rules! processor_rows {
    ($(
        $(#[$doc:meta])*
        $section:ident($field:ident: $row:ident) = $file:ident::$function:ident, $values:ident;
    )*) => {
        /// Where the values of the processors come from that have nothing but settings.
        #[derive(Clone, Copy, Debug)]
        pub struct ProcessorRows {
            $($(#[$doc])* pub $field: Rows<$crate::param::spec::$row>,)*
        }

        impl ProcessorRows {
            /// Those of a node.
            pub fn of(layout: &Layout, node: NodeId) -> Self {
                Self { $($field: Rows::of(layout, node, 0),)* }
            }
        }
    };
}
processors!(processor_rows);

/// Where a node's values come from, by section. A section that the node lacks is at its defaults.
#[derive(Clone, Debug)]
pub struct NodeParams {
    /// `trim`, `polarity`, `delay`
    pub input: Rows<InputParam>,
    /// Those of the processors that have nothing but settings.
    pub processors: ProcessorRows,
    /// `gate/…`
    pub gate: Rows<GateParam>,
    /// `insert/…`
    pub insert: Rows<InsertParam>,
    /// `eq/…`, with those of one band each.
    pub eq: [Rows<EqParam>; EQ_BANDS],
    /// `deq/…`, with the rows of one band each.
    pub dynamic_eq: Box<[Rows<DynamicEqParam>; DYNAMIC_BANDS]>,
    /// `geq/…` and `notch/…`, on outputs.
    pub graphic: Option<Box<GraphicParams>>,
    /// `xover/…`, on matrices.
    pub crossover: Option<Rows<CrossoverParam>>,
    /// `comp/…` and `order`
    pub compressor: Rows<CompressorParam>,
    /// `multiband/…`, with the rows of one band each, on buses and main.
    pub multiband: Option<Box<[Rows<MultibandParam>; MULTIBANDS]>>,
    /// `limiter/…`
    pub limiter: Rows<LimiterParam>,
    /// `fx/…` and the rows of every effect, on FX buses.
    pub fx: Option<Box<EffectRows>>,
    /// `fader`, `mute`, `pan`, `main/on`, `follow-mute`
    pub level: Rows<LevelParam>,
    /// `solo`, `solo-safe`
    pub solo: Rows<SoloParam>,
    /// `automix/…`
    pub automix: Rows<AutomixParam>,
    /// `width`, `image/…`
    pub image: Rows<ImageParam>,
    /// `surround/…`
    pub surround: Rows<SurroundParam>,
    /// `dca/D`, in the order of [`Wiring::dcas`].
    pub dcas: Vec<ParamIndex>,
    /// `mute-group/M`, in the order of [`Wiring::mute_groups`].
    pub mute_groups: Vec<ParamIndex>,
    /// `send/B/…`
    pub sends: Vec<Send>,
}

/// A graphic equaliser and the notches beside it.
#[derive(Clone, Copy, Debug)]
pub struct GraphicParams {
    /// `geq/20` to `geq/20k`, each with `geq/on`.
    pub bands: [Rows<GraphicParam>; GRAPHIC_BANDS],
    /// `notch/1/…` to `notch/12/…`
    pub notches: [Rows<NotchParam>; NOTCHES],
}

/// A send.
#[derive(Clone, Copy, Debug)]
pub struct Send {
    /// The bus, as a position in [`Wiring::nodes`].
    pub bus: usize,
    /// `send/B/…`
    pub rows: Rows<SendParam>,
}

/// A DCA.
#[derive(Clone, Debug)]
pub struct Dca {
    /// `fader`, `mute`, `solo`
    pub rows: Rows<DcaParam>,
    /// `dca/D`, with D as a position in [`Wiring::dcas`].
    pub member_of: Vec<(usize, ParamIndex)>,
}

/// A source of the console itself: talkback or the oscillator.
#[derive(Clone, Debug)]
pub struct OwnSource {
    /// Its lane.
    pub place: LanePlace,
    /// Where it may go, as positions in [`Wiring::nodes`], and the switches.
    pub to: Vec<(usize, Origin)>,
}

/// What the engineer hears and says.
#[derive(Clone, Copy, Debug)]
pub struct MonitorParams {
    /// `monitor/…`
    pub monitor: Rows<MonitorParam>,
    /// `monitor-a/…`, `monitor-b/…`
    pub speakers: [Rows<SpeakerParam>; 2],
    /// `phones/…`
    pub phones: Rows<PhonesParam>,
    /// `talkback/…`
    pub talkback: Rows<TalkbackParam>,
    /// `oscillator/…`
    pub oscillator: Rows<OscillatorParam>,
}

/// What a parameter index means here.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// What a change of it concerns.
    pub concern: Concern,
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
    pub dcas: Vec<Dca>,
    /// Mute groups.
    pub mute_groups: Vec<Rows<MuteGroupParam>>,
    /// Automix groups.
    pub automix_groups: Vec<Rows<AutomixGroupParam>>,
    /// The talkback microphone.
    pub talkback: OwnSource,
    /// The oscillator.
    pub oscillator: OwnSource,
    /// The console.
    pub console: Rows<ConsoleParam>,
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
    /// How many levels are measured ([`crate::param::Topology::metered`]).
    pub levels: usize,
    /// The first of them that belongs to speakers and headphones.
    pub heard: usize,
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
