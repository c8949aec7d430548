//! The part of building that concerns delays, saturation and effects.

use super::alignment::InputDelays;
use super::bank::Bank;
use super::fx::Slot;
use super::wiring::Wiring;

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
