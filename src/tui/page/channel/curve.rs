//! What a channel does to its signal, as curves: gain over frequency, and output over input.

use crate::dsp::response::{BandSettings, EQ_BANDS, HighPassShape, LowPassShape, Response};
use crate::engine::settings::values::Values;
use crate::engine::settings::{cut_filter, eq};
use crate::param::row::{Each, Row};
use crate::param::spec::{CompressorParam, EqParam, GateParam, Param};
use crate::param::{NodeId, Plain};
use crate::tui::model::Model;

/// The rate for which filters are drawn while none is known, in Hz.
const RATE: f64 = 48_000.0;

/// Gain over frequency of a channel's equaliser and cut filters, as the engine designs them.
pub(super) struct Gain {
    filters: [Response; 3],
}

impl Gain {
    /// The gain of a node now.
    pub fn of(model: &Model, node: NodeId) -> Self {
        let rate = match model.status().rate {
            0 => RATE,
            rate => f64::from(rate),
        };
        let bands = std::array::from_fn(|at| band(model, node, at as u8 + 1));
        let low = cut_filter::high_pass(&section(model, node, Param::HighPass));
        let high = cut_filter::low_pass(&section(model, node, Param::LowPass));
        Self {
            filters: [
                Response::from_equalizer(&bands, rate),
                Response::from_cut_filter::<HighPassShape>(low, rate),
                Response::from_cut_filter::<LowPassShape>(high, rate),
            ],
        }
    }

    /// The gain at a frequency in Hz, in dB.
    pub fn db(&self, freq_hz: f64) -> f64 {
        self.filters.iter().map(|filter| filter.db(freq_hz)).sum()
    }
}

/// How many bands an equaliser has.
pub(super) const BANDS: u8 = EQ_BANDS as u8;

/// One band of a node's equaliser, 1 the first; off where it has none.
pub(super) fn band(model: &Model, node: NodeId, number: u8) -> BandSettings {
    let value = |row: EqParam| match row.spec().each {
        Each::Once => model.value(node.param(Param::Eq(row))),
        _ => model.value(node.param_of(Param::Eq(row), number)),
    };
    if value(EqParam::BandOn).is_none() {
        return BandSettings::OFF;
    }
    eq::band(&Values::read(|row| known(row, value(row))))
}

/// The values of a section of a node.
fn section<R: Row>(model: &Model, node: NodeId, param: fn(R) -> Param) -> Values<R> {
    Values::read(|row| known(row, model.value(node.param(param(row)))))
}

/// A value, or the default of its row where a node has none.
fn known<R: Row>(row: R, value: Option<Plain>) -> Plain {
    value.unwrap_or(row.spec().default)
}

/// Output over input of a steady level, both in dBFS.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Transfer {
    /// A gate or expander: threshold, the most it takes in dB, and its ratio.
    Gate(f32, f32, f32),
    /// A compressor: threshold, ratio, knee and make-up in dB.
    Compressor(f32, f32, f32, f32),
}

impl Transfer {
    /// A node's gate.
    pub fn gate(model: &Model, node: NodeId) -> Option<Self> {
        let value = |row| model.value(node.param(Param::Gate(row)));
        let (threshold, range) = (value(GateParam::Threshold)?, value(GateParam::Range)?);
        let ratio = value(GateParam::Ratio)?.ratio();
        Some(Self::Gate(threshold.0, range.0, ratio))
    }

    /// A node's compressor.
    pub fn compressor(model: &Model, node: NodeId) -> Option<Self> {
        let value = |row| model.value(node.param(Param::Compressor(row)));
        Some(Self::Compressor(
            value(CompressorParam::Threshold)?.0,
            value(CompressorParam::Ratio)?.ratio(),
            value(CompressorParam::Knee)?.0,
            value(CompressorParam::Makeup)?.0,
        ))
    }

    /// The output for an input.
    pub fn out(self, level: f32) -> f32 {
        match self {
            Self::Gate(threshold, range, ratio) => {
                let below = (threshold - level).max(0.0);
                let taken = if below > 0.0 {
                    below * (ratio - 1.0)
                } else {
                    0.0
                };
                level - taken.min(range)
            }
            Self::Compressor(threshold, ratio, knee, makeup) => {
                let slope = 1.0 - 1.0 / ratio;
                let above = (level - threshold + knee / 2.0).max(0.0);
                let over = if above < knee {
                    above * above / (2.0 * knee)
                } else {
                    above - knee / 2.0
                };
                level - slope * over + makeup
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_takes_its_range_below_the_threshold_and_an_expander_by_its_ratio() {
        let gate = Transfer::Gate(-40.0, 30.0, f32::INFINITY);
        assert_eq!(
            [-20.0, -40.0, -41.0].map(|db| gate.out(db)),
            [-20.0, -40.0, -71.0]
        );
        let expander = Transfer::Gate(-40.0, 30.0, 2.0);
        assert_eq!([-45.0, -80.0].map(|db| expander.out(db)), [-50.0, -110.0]);
    }

    #[test]
    fn a_compressor_bends_in_its_knee_and_is_straight_above() {
        let hard = Transfer::Compressor(-20.0, 4.0, 0.0, 2.0);
        assert_eq!(
            [-30.0, -20.0, 0.0].map(|db| hard.out(db)),
            [-28.0, -18.0, -13.0]
        );
        let soft = Transfer::Compressor(-20.0, 4.0, 8.0, 0.0);
        // At the threshold an eighth of the knee, times the slope.
        assert!((soft.out(-20.0) + 20.75).abs() < 1e-4);
        assert_eq!([-24.0, 0.0].map(|db| soft.out(db)), [-24.0, -15.0]);
    }
}
