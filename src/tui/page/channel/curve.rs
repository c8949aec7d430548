//! What a channel does to its signal, as curves: gain over frequency, and output over input.

use crate::dsp::response::{
    BandSettings, EQ_BANDS, HighPassShape, LowPassShape, MULTIBANDS, MultibandSettings, Response,
    multiband_db,
};
use crate::engine::settings::values::Values;
use crate::engine::settings::{cut_filter, eq, multiband};
use crate::param::row::{Each, Row};
use crate::param::spec::{Choice, CompressorParam, EqParam, GateParam, MultibandParam, Param};
use crate::param::tables::eq::BandPart;
use crate::param::tables::gate::GateMode;
use crate::param::{NodeId, Plain};
use crate::tui::model::Model;

/// The rate for which filters are drawn while none is known, in Hz.
const RATE: f64 = 48_000.0;

/// Gain over frequency of a channel's equaliser, cut filters and bands of a multiband compressor that has nothing to
/// do, as the engine designs them.
pub(super) struct Gain {
    filters: [Response; 3],
    /// One that is in.
    multiband: Option<MultibandSettings>,
    rate: f64,
}

impl Gain {
    /// The gain of a node now, for a part of its signal.
    pub fn of(model: &Model, node: NodeId, part: BandPart) -> Self {
        let rate = match model.status().rate {
            0 => RATE,
            rate => f64::from(rate),
        };
        let bands = std::array::from_fn(|at| match band_values(model, node, at as u8 + 1) {
            Some(values) => eq::band_for(&eq::part_band(&values), part),
            None => BandSettings::OFF,
        });
        let low = cut_filter::high_pass(&section(model, node, Param::HighPass));
        let high = cut_filter::low_pass(&section(model, node, Param::LowPass));
        Self {
            filters: [
                Response::from_equalizer(&bands, rate),
                Response::from_cut_filter::<HighPassShape>(low, rate),
                Response::from_cut_filter::<LowPassShape>(high, rate),
            ],
            multiband: multiband_of(model, node),
            rate,
        }
    }

    /// The gain at a frequency in Hz, in dB.
    pub fn db(&self, freq_hz: f64) -> f64 {
        let filters: f64 = self.filters.iter().map(|filter| filter.db(freq_hz)).sum();
        let bands = self.multiband.as_ref();
        filters + bands.map_or(0.0, |bands| multiband_db(bands, freq_hz, self.rate))
    }
}

/// The compressor of several bands of a node, while it is in.
fn multiband_of(model: &Model, node: NodeId) -> Option<MultibandSettings> {
    let value = |row: MultibandParam, band: usize| match row.spec().each {
        Each::Once => model.value(node.param(Param::Multiband(row))),
        _ => model.value(node.param_of(Param::Multiband(row), band as u8 + 1)),
    };
    let bands: [_; MULTIBANDS] =
        std::array::from_fn(|band| Values::read(|row| known(row, value(row, band))));
    let settings = multiband::settings(bands, &bands[0]);
    settings.on.then_some(settings)
}

/// How many bands an equaliser has.
pub(super) const BANDS: u8 = EQ_BANDS as u8;

/// One band of a node's equaliser, 1 the first; off where it has none.
pub(super) fn band(model: &Model, node: NodeId, number: u8) -> BandSettings {
    band_values(model, node, number).map_or(BandSettings::OFF, |values| eq::band(&values))
}

/// The parts of a node's signal that its equaliser does not treat alike; the one that counts is the last.
pub(super) fn parts(model: &Model, node: NodeId) -> &'static [BandPart] {
    let bands = (1..=BANDS).filter_map(|number| band_values(model, node, number));
    if bands
        .into_iter()
        .any(|values| eq::is_parted(&eq::part_band(&values)))
    {
        &[BandPart::Side, BandPart::Mid]
    } else {
        &[BandPart::Stereo]
    }
}

/// The values of one band, where there is one.
fn band_values(model: &Model, node: NodeId, number: u8) -> Option<Values<EqParam>> {
    let value = |row: EqParam| match row.spec().each {
        Each::Once => model.value(node.param(Param::Eq(row))),
        _ => model.value(node.param_of(Param::Eq(row), number)),
    };
    value(EqParam::BandOn)?;
    Some(Values::read(|row| known(row, value(row))))
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
    /// A gate that ducks: threshold, and what it takes above in dB.
    Ducker(f32, f32),
    /// A compressor: threshold, ratio, knee and make-up in dB.
    Compressor(f32, f32, f32, f32),
}

impl Transfer {
    /// A node's gate.
    pub fn gate(model: &Model, node: NodeId) -> Option<Self> {
        let value = |row| model.value(node.param(Param::Gate(row)));
        let (threshold, range) = (value(GateParam::Threshold)?, value(GateParam::Range)?);
        let ratio = value(GateParam::Ratio)?.ratio();
        if GateMode::of(value(GateParam::Mode)?) == GateMode::Duck {
            return Some(Self::Ducker(threshold.0, range.0));
        }
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
            Self::Ducker(threshold, range) if level > threshold => level - range,
            Self::Ducker(..) => level,
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
        let ducker = Transfer::Ducker(-40.0, 20.0);
        assert_eq!([-50.0, -30.0].map(|db| ducker.out(db)), [-50.0, -50.0]);
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
