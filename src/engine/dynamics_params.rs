//! Where the parameters of gates, compressors, de-essers and limiters are.

use super::build::must;
use crate::param::spec::{CompressorParam, DeEsserParam, GateParam, LimiterParam, Param};
use crate::param::{Layout, NodeId, ParamIndex};

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
    /// `gate/ratio`
    pub ratio: ParamIndex,
    /// `gate/attack`
    pub attack: ParamIndex,
    /// `gate/hold`
    pub hold: ParamIndex,
    /// `gate/release`
    pub release: ParamIndex,
    /// `gate/key`
    pub key: ParamIndex,
    /// `gate/key-filter/…`
    pub key_filter: KeyFilterParams,
}

/// Indices of the filters of a key.
#[derive(Clone, Copy, Debug)]
pub struct KeyFilterParams {
    /// `key-filter/on`
    pub on: ParamIndex,
    /// `key-filter/hpf`
    pub high_pass: ParamIndex,
    /// `key-filter/lpf`
    pub low_pass: ParamIndex,
    /// `key-filter/listen`
    pub listen: ParamIndex,
}

/// Indices of a compressor.
#[derive(Clone, Copy, Debug)]
pub struct CompressorParams {
    /// `comp/on`
    pub on: ParamIndex,
    /// `comp/threshold`
    pub threshold: ParamIndex,
    /// `comp/ratio`
    pub ratio: ParamIndex,
    /// `comp/knee`
    pub knee: ParamIndex,
    /// `comp/attack`
    pub attack: ParamIndex,
    /// `comp/release`
    pub release: ParamIndex,
    /// `comp/makeup`
    pub makeup: ParamIndex,
    /// `comp/auto-makeup`, but on wedges and in-ears.
    pub auto_makeup: Option<ParamIndex>,
    /// `comp/mix`
    pub mix: ParamIndex,
    /// `comp/detector`
    pub detector: ParamIndex,
    /// `comp/key`
    pub key: ParamIndex,
    /// `comp/key-filter/…`
    pub key_filter: KeyFilterParams,
    /// `order`
    pub order: ParamIndex,
}

/// Indices of a de-esser.
#[derive(Clone, Copy, Debug)]
pub struct DeEsserParams {
    /// `deess/on`
    pub on: ParamIndex,
    /// `deess/freq`
    pub freq: ParamIndex,
    /// `deess/threshold`
    pub threshold: ParamIndex,
    /// `deess/range`
    pub range: ParamIndex,
}

/// Indices of a limiter.
#[derive(Clone, Copy, Debug)]
pub struct LimiterParams {
    /// `limiter/on`
    pub on: ParamIndex,
    /// `limiter/ceiling`
    pub ceiling: ParamIndex,
    /// `limiter/release`
    pub release: ParamIndex,
}

impl GateParams {
    /// Those of a strip, bus or main.
    pub(super) fn of(layout: &Layout, node: NodeId) -> Self {
        let of = |row| must(layout, node, Param::Gate(row));
        Self {
            on: of(GateParam::On),
            threshold: of(GateParam::Threshold),
            hysteresis: of(GateParam::Hysteresis),
            range: of(GateParam::Range),
            ratio: of(GateParam::Ratio),
            attack: of(GateParam::Attack),
            hold: of(GateParam::Hold),
            release: of(GateParam::Release),
            key: of(GateParam::Key),
            key_filter: KeyFilterParams {
                on: of(GateParam::KeyFilterOn),
                high_pass: of(GateParam::KeyHighPass),
                low_pass: of(GateParam::KeyLowPass),
                listen: of(GateParam::KeyListen),
            },
        }
    }
}

impl CompressorParams {
    /// Those of a strip, bus or main.
    pub(super) fn of(layout: &Layout, node: NodeId) -> Self {
        let of = |row| must(layout, node, Param::Compressor(row));
        let auto_makeup = Param::Compressor(CompressorParam::AutoMakeup);
        Self {
            on: of(CompressorParam::On),
            threshold: of(CompressorParam::Threshold),
            ratio: of(CompressorParam::Ratio),
            knee: of(CompressorParam::Knee),
            attack: of(CompressorParam::Attack),
            release: of(CompressorParam::Release),
            makeup: of(CompressorParam::Makeup),
            auto_makeup: layout.index(node.param(auto_makeup)),
            mix: of(CompressorParam::Mix),
            detector: of(CompressorParam::Detector),
            key: of(CompressorParam::Key),
            key_filter: KeyFilterParams {
                on: of(CompressorParam::KeyFilterOn),
                high_pass: of(CompressorParam::KeyHighPass),
                low_pass: of(CompressorParam::KeyLowPass),
                listen: of(CompressorParam::KeyListen),
            },
            order: of(CompressorParam::Order),
        }
    }
}

impl DeEsserParams {
    /// Those of a strip, bus or main.
    pub(super) fn of(layout: &Layout, node: NodeId) -> Self {
        let of = |row| must(layout, node, Param::DeEsser(row));
        Self {
            on: of(DeEsserParam::On),
            freq: of(DeEsserParam::Freq),
            threshold: of(DeEsserParam::Threshold),
            range: of(DeEsserParam::Range),
        }
    }
}

impl LimiterParams {
    /// Those of a node that has a limiter.
    pub(super) fn of(layout: &Layout, node: NodeId) -> Option<Self> {
        let of = |row| layout.index(node.param(Param::Limiter(row)));
        Some(Self {
            on: of(LimiterParam::On)?,
            ceiling: of(LimiterParam::Ceiling)?,
            release: of(LimiterParam::Release)?,
        })
    }
}
