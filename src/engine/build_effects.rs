//! The part of building that concerns delays, saturation and effects.

use super::alignment::InputDelays;
use super::bank::Bank;
use super::build::must;
use super::fx::Slot;
use super::wiring::{FxParams, ReverbParams, SaturationParams, TapDelayParams, Wiring};
use crate::param::spec::{FxParam, Param, ReverbParam, SaturationParam, TapDelayParam};
use crate::param::{Layout, NodeId};

/// The alignment delays of the strips.
pub(super) fn input_delays(wiring: &Wiring, rate: f64) -> Vec<InputDelays> {
    let banks = wiring.inputs.iter();
    banks.map(|ports| InputDelays::new(rate, ports)).collect()
}

/// A slot for every bus that has effects.
pub(super) fn give_effects(banks: &mut [Bank], wiring: &Wiring, rate: f64) {
    for node in wiring.nodes.iter().filter(|node| node.params.fx.is_some()) {
        let slot = Slot::new(rate, node.lane, node.channels);
        banks[node.bank].effects.push(slot);
    }
}

pub(super) fn saturation_params(layout: &Layout, node: NodeId) -> SaturationParams {
    let of = |row: SaturationParam| must(layout, node, Param::Saturation(row));
    SaturationParams {
        on: of(SaturationParam::On),
        kind: of(SaturationParam::Type),
        drive: of(SaturationParam::Drive),
        oversampling: of(SaturationParam::Oversampling),
        mix: of(SaturationParam::Mix),
    }
}

/// The effects of a bus, where its role gives it any.
pub(super) fn fx_params(layout: &Layout, node: NodeId) -> Option<FxParams> {
    let kind = layout.index(node.param(Param::Fx(FxParam::Type)))?;
    let reverb = |row: ReverbParam| must(layout, node, Param::Reverb(row));
    let delay = |row: TapDelayParam| must(layout, node, Param::TapDelay(row));
    Some(FxParams {
        kind,
        reverb: ReverbParams {
            pre_delay: reverb(ReverbParam::PreDelay),
            decay: reverb(ReverbParam::Decay),
            low_decay: reverb(ReverbParam::LowDecay),
            low_freq: reverb(ReverbParam::LowFreq),
            damping: reverb(ReverbParam::Damping),
            size: reverb(ReverbParam::Size),
            modulation: reverb(ReverbParam::Modulation),
            freeze: reverb(ReverbParam::Freeze),
        },
        tap_delay: TapDelayParams {
            note: delay(TapDelayParam::Note),
            tempo: delay(TapDelayParam::Tempo),
            time: delay(TapDelayParam::Time),
            feedback: delay(TapDelayParam::Feedback),
            low_cut: delay(TapDelayParam::LowCut),
            high_cut: delay(TapDelayParam::HighCut),
            ping_pong: delay(TapDelayParam::PingPong),
        },
    })
}
