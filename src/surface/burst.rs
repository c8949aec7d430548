//! Many faders at once: a device that calibrates itself, or tells where all of them stand.
//!
//! A hand on a device without a sense of touch is known by its way only. Five faders that jump, or
//! five motors that move, within a moment are no hand.

use crate::show::mapping_file::Control;
use std::collections::{BTreeSet, VecDeque};
use std::time::{Duration, Instant};

/// So many faders within [`MOMENT`] are no hand.
const MANY: usize = 5;
const MOMENT: Duration = Duration::from_millis(50);
/// It is over when nothing of the kind was heard for this long.
const QUIET: Duration = Duration::from_millis(300);

/// The last moves that may not have been a hand's.
#[derive(Clone, Debug, Default)]
pub struct Burst {
    heard: VecDeque<(Control, Instant)>,
    until: Option<Instant>,
}

impl Burst {
    /// A move that may not be a hand's. The controls that no hand has moved, once that is sure.
    pub fn hear(&mut self, control: Control, now: Instant) -> BTreeSet<Control> {
        if self.until.is_some_and(|until| now < until) {
            self.until = Some(now + QUIET);
            return BTreeSet::from([control]);
        }
        self.heard
            .retain(|(_, then)| now.saturating_duration_since(*then) < MOMENT);
        self.heard.push_back((control, now));
        let controls: BTreeSet<Control> = self.heard.iter().map(|(control, _)| *control).collect();
        if controls.len() < MANY {
            return BTreeSet::new();
        }
        self.heard.clear();
        self.until = Some(now + QUIET);
        controls
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_faders_within_a_moment_are_no_hand_and_four_are() {
        let begun = Instant::now();
        let at = |ms: u64| begun + Duration::from_millis(ms);
        let mut burst = Burst::default();
        for strip in 0..4 {
            assert!(burst.hear(Control::Fader(strip), at(5)).is_empty());
        }
        assert_eq!(burst.hear(Control::Fader(4), at(60)).len(), 0);
        for strip in 5..8 {
            burst.hear(Control::Fader(strip), at(70));
        }
        assert_eq!(burst.hear(Control::Master, at(71)).len(), 5);
        assert_eq!(burst.hear(Control::Fader(0), at(300)).len(), 1);
        assert!(burst.hear(Control::Fader(0), at(700)).is_empty());
    }
}
