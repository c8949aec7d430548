//! One step of a control that knows no value: a key, a click of an encoder, an arrow.

use super::curve::{Curve, Plain, Travel};

/// A step from where a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// That many positions on, as far as there are any: a switch on or off, a choice name by name.
    /// Nothing for what is measured.
    Along(i32),
    /// A switch over, a choice to its next name, and from the last one to the first. Nothing for what is
    /// measured.
    Over,
    /// By a part of the travel, as far as it goes: +0.01 is one hundredth up.
    Part(f32),
}

impl Curve {
    /// The last position of what goes in steps; nothing for what is measured.
    fn last_position(self) -> Option<f32> {
        match self {
            Self::Switch => Some(1.0),
            Self::Choice(names) => Some(names.len() as f32 - 1.0),
            _ => None,
        }
    }

    /// A step on from `value`; nothing where this curve knows no such step.
    pub fn stepped(self, value: Plain, step: Step) -> Option<Plain> {
        let last = self.last_position();
        match step {
            Step::Along(by) => Some(Plain((value.0 + by as f32).clamp(0.0, last?))),
            Step::Over => Some(Plain((value.0 + 1.0) % (last? + 1.0))),
            Step::Part(part) => {
                let travel = self.travel(value).get() + part;
                Some(self.plain(Travel::new(travel)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_stop_at_the_ends_and_keys_go_round() {
        let choice = Curve::Choice(&["a", "b", "c"]);
        let level = Curve::Linear {
            min: 0.0,
            max: 10.0,
        };
        // Curve, from, step, to.
        #[rustfmt::skip]
        let rows = [
            (Curve::Switch, 0.0, Step::Along(1),   Some(1.0)),
            (Curve::Switch, 1.0, Step::Along(3),   Some(1.0)),
            (Curve::Switch, 1.0, Step::Along(-1),  Some(0.0)),
            (Curve::Switch, 1.0, Step::Over,       Some(0.0)),
            (Curve::Switch, 0.0, Step::Over,       Some(1.0)),
            (choice,        1.0, Step::Along(1),   Some(2.0)),
            (choice,        2.0, Step::Along(1),   Some(2.0)),
            (choice,        2.0, Step::Along(-5),  Some(0.0)),
            (choice,        2.0, Step::Over,       Some(0.0)),
            (level,         5.0, Step::Along(1),   None),
            (level,         5.0, Step::Over,       None),
            (level,         5.0, Step::Part(0.25), Some(7.5)),
            (level,         9.0, Step::Part(0.25), Some(10.0)),
        ];
        for (curve, from, step, to) in rows {
            assert_eq!(
                curve.stepped(Plain(from), step),
                to.map(Plain),
                "{from} {step:?}"
            );
        }
    }
}
