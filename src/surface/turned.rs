//! A knob that turns shows its value on its strip's display for a moment, in place of what stands there otherwise.

use crate::param::ParamAddr;
use crate::show::mapping_file::Control;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How long it stands after the last turn.
const STANDS: Duration = Duration::from_millis(1500);

/// The parameters that were turned last, by strip.
#[derive(Clone, Debug, Default)]
pub struct Turned(BTreeMap<u8, (ParamAddr, Instant)>);

impl Turned {
    /// A hand turns a control; those that belong to no strip have no display.
    pub fn note(&mut self, control: Control, addr: ParamAddr, now: Instant) {
        if let (true, Some(strip)) = (control.is_knob(), control.strip()) {
            self.0.insert(strip, (addr, now));
        }
    }

    /// Time has passed.
    pub fn tick(&mut self, now: Instant) {
        self.0
            .retain(|_, (_, then)| now.saturating_duration_since(*then) < STANDS);
    }

    /// What a strip's display is about meanwhile.
    pub fn of(&self, strip: u8) -> Option<ParamAddr> {
        self.0.get(&strip).map(|(addr, _)| *addr)
    }

    /// Controls stand for something else now.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::NodeId;

    #[test]
    fn a_value_stands_for_a_moment_after_the_last_turn_and_only_that_of_a_knob() {
        let begun = Instant::now();
        let addr = NodeId::strip(3).pan();
        let mut turned = Turned::default();
        turned.note(Control::Fader(1), addr, begun);
        turned.note(Control::FreeKnob(1), addr, begun);
        assert_eq!(turned.of(1), None);
        turned.note(Control::Knob(1, 0), addr, begun);
        turned.tick(begun + Duration::from_millis(1499));
        assert_eq!(turned.of(1), Some(addr));
        turned.tick(begun + STANDS);
        assert_eq!(turned.of(1), None);
    }
}
