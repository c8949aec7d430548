//! Gain sharing between open microphones: a strip's place in it, and the groups.

use crate::param::row::Unit;

/// The groups of every console, by number.
pub const AUTOMIX_GROUPS: std::ops::RangeInclusive<u16> = 1..=4;

choice! {
    /// The group of a strip.
    AutomixGroup {
        /// In none.
        None = "none",
        /// In group 1.
        One = "1",
        /// In group 2.
        Two = "2",
        /// In group 3.
        Three = "3",
        /// In group 4.
        Four = "4",
    }
}

impl AutomixGroup {
    /// The number of the group, one of [`AUTOMIX_GROUPS`].
    pub fn number(self) -> Option<u16> {
        match self {
            Self::None => None,
            Self::One => Some(1),
            Self::Two => Some(2),
            Self::Three => Some(3),
            Self::Four => Some(4),
        }
    }
}

section! {
    /// Rows of a strip's place in gain sharing.
    AutomixParam
    /// Strips.
    AUTOMIX {
        /// Which group it is in.
        Group = choice("automix/group", "Automix group", AutomixGroup::None.among());
        /// How much louder than it is it counts.
        Weight = linear("automix/weight", "Automix weight", Unit::Decibel, (-15.0, 15.0), 0.0);
        /// Full gain whatever the others do.
        Override = switch("automix/override", "Automix override");
    }
}

section! {
    /// Rows of an automix group.
    AutomixGroupParam
    /// A group's own controls.
    AUTOMIX_GROUP {
        /// Its members share one full gain.
        On = switch("on", "Gain sharing").default(1.0);
        /// How long a level takes to fall by 60 dB.
        Release = log("release", "Release", Unit::Millisecond, (50.0, 2000.0), 120.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::row::Choice;

    #[test]
    fn a_strip_may_choose_every_group() {
        let numbers = AutomixGroup::ALL.iter().filter_map(|group| group.number());
        assert!(numbers.eq(AUTOMIX_GROUPS));
        for group in AutomixGroup::ALL {
            let word = group
                .number()
                .map_or("none".into(), |number| number.to_string());
            assert_eq!(AutomixGroup::WORDS[group.plain().choice()], word);
        }
    }
}
