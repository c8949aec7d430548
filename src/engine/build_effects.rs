//! The part of building that concerns delays, saturation and effects.

use super::alignment::InputDelays;
use super::bank::Bank;
use super::fx::Slot;
use super::plan::Plan;
use super::wiring::Wiring;
use crate::param::spec::FxParam;

/// The alignment delays of the strips.
pub(super) fn input_delays(wiring: &Wiring, rate: f64) -> Vec<InputDelays> {
    let banks = wiring.inputs.iter();
    banks.map(|ports| InputDelays::new(rate, ports)).collect()
}

/// A slot for every bus that has effects, with the one that is chosen.
pub(super) fn give_effects(banks: &mut [Bank], wiring: &Wiring, plan: &Plan) {
    for node in &wiring.nodes {
        let Some(rows) = &node.params.fx else {
            continue;
        };
        let values = rows.slot.values(|index| plan.values[index.slot()]);
        let place = (node.lane, node.channels);
        let slot = Slot::new(f64::from(plan.rate), place, values.chosen(FxParam::Type));
        banks[node.bank].effects.push(slot);
    }
}
