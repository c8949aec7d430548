//! What meters show, and where they hear.

use super::values::Values;
use crate::dsp::ballistics::MeterKind;
use crate::engine::bank::{INPUT, OUTPUT, POST_EQ, POST_FADER, PRE_EQ, PRE_FADER};
use crate::param::spec::ConsoleParam;
use crate::param::tables::console::{BusMeterTap, MeterKind as Chosen};
use crate::param::tables::send::Tap;

/// The kind of all meters.
pub fn kind(console: &Values<ConsoleParam>) -> MeterKind {
    match console.chosen(ConsoleParam::Meter) {
        Chosen::Peak => MeterKind::Peak,
        Chosen::Rms => MeterKind::Rms,
        Chosen::PpmOne => MeterKind::PpmOne,
        Chosen::PpmTwo => MeterKind::PpmTwo,
        Chosen::Vu => MeterKind::Vu,
    }
}

/// The bank's tap that a tap of the tables is.
pub fn tap(chosen: Tap) -> usize {
    match chosen {
        Tap::Input => INPUT,
        Tap::PreEq => PRE_EQ,
        Tap::PostEq => POST_EQ,
        Tap::PreFader => PRE_FADER,
        Tap::PostFader => POST_FADER,
    }
}

/// Where the meters of strips, and of buses and main, hear.
pub fn taps(console: &Values<ConsoleParam>) -> [usize; 2] {
    let bus = match console.chosen(ConsoleParam::BusMeterTap) {
        BusMeterTap::Input => INPUT,
        BusMeterTap::PreEq => PRE_EQ,
        BusMeterTap::PostEq => POST_EQ,
        BusMeterTap::PreFader => PRE_FADER,
        BusMeterTap::PostFader => POST_FADER,
        BusMeterTap::Output => OUTPUT,
    };
    [tap(console.chosen(ConsoleParam::MeterTap)), bus]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meters_hear_where_they_are_told() {
        let console = Values::defaults();
        assert_eq!(kind(&console), MeterKind::Peak);
        assert_eq!(taps(&console), [INPUT, OUTPUT]);
        let console = console
            .choosing(ConsoleParam::Meter, Chosen::PpmTwo)
            .choosing(ConsoleParam::MeterTap, Tap::PostFader)
            .choosing(ConsoleParam::BusMeterTap, BusMeterTap::PreEq);
        assert_eq!(kind(&console), MeterKind::PpmTwo);
        assert_eq!(taps(&console), [POST_FADER, PRE_EQ]);
    }
}
