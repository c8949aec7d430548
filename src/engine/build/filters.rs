//! Finds the parameters of a node's filters and equalisers.

use super::must;
use crate::engine::wiring::{BandParams, CutParams, EqParams, GraphicParams, NotchParams};
use crate::param::spec::{EqParam, GraphicParam, HighPassParam, LowPassParam, NotchParam, Param};
use crate::param::{Layout, NodeId, ParamIndex};

/// `hpf/…`
pub fn high_pass(layout: &Layout, node: NodeId) -> CutParams {
    let of = |row| must(layout, node, Param::HighPass(row));
    CutParams {
        on: of(HighPassParam::On),
        freq: of(HighPassParam::Freq),
        slope: of(HighPassParam::Slope),
    }
}

/// `lpf/…`
pub fn low_pass(layout: &Layout, node: NodeId) -> CutParams {
    let of = |row| must(layout, node, Param::LowPass(row));
    CutParams {
        on: of(LowPassParam::On),
        freq: of(LowPassParam::Freq),
        slope: of(LowPassParam::Slope),
    }
}

/// The index of a parameter that repeats, at a place counted from 0.
fn nth(layout: &Layout, node: NodeId, param: Param, place: usize) -> ParamIndex {
    layout
        .index(node.param_of(param, place as u8 + 1))
        .unwrap_or_else(|| unreachable!("{node} lacks {param:?} {}", place + 1))
}

/// `eq/…`
pub fn eq(layout: &Layout, node: NodeId) -> EqParams {
    let band = |place| {
        let of = |row| nth(layout, node, Param::Eq(row), place);
        BandParams {
            on: of(EqParam::BandOn),
            kind: of(EqParam::BandType),
            freq: of(EqParam::BandFreq),
            gain: of(EqParam::BandGain),
            q: of(EqParam::BandQ),
        }
    };
    EqParams {
        on: must(layout, node, Param::Eq(EqParam::On)),
        bands: std::array::from_fn(band),
    }
}

/// `geq/…` and `notch/…`, where the node has them.
pub fn graphic(layout: &Layout, node: NodeId) -> Option<GraphicParams> {
    let notch = |place| {
        let of = |row| nth(layout, node, Param::Notch(row), place);
        NotchParams {
            on: of(NotchParam::On),
            freq: of(NotchParam::Freq),
            gain: of(NotchParam::Gain),
            q: of(NotchParam::Q),
        }
    };
    let gain = |place| nth(layout, node, Param::Graphic(GraphicParam::Gain), place);
    Some(GraphicParams {
        on: layout.index(node.param(Param::Graphic(GraphicParam::On)))?,
        gains: std::array::from_fn(gain),
        notches: std::array::from_fn(notch),
    })
}
