//! Gain sharing between open microphones.

use super::values::Values;
use crate::dsp::automix::AutomixSettings;
use crate::param::Row;
use crate::param::spec::{AutomixGroupParam, AutomixParam};
use crate::param::tables::AUTOMIX_GROUPS;
use crate::param::tables::automix::AutomixGroup;

/// The group that a strip has chosen, as a position among all groups.
pub fn chosen_group(strip: &Values<AutomixParam>) -> Option<usize> {
    let number = strip.chosen::<AutomixGroup>(AutomixParam::Group).number()?;
    Some(usize::from(number - AUTOMIX_GROUPS.start()))
}

/// The settings of a strip; `group` is the one that it is in, if any.
pub fn settings(
    strip: &Values<AutomixParam>,
    group: Option<&Values<AutomixGroupParam>>,
) -> AutomixSettings {
    let on = group.is_some_and(|group| group.is_on(AutomixGroupParam::On));
    let release = group.map(|group| group.plain(AutomixGroupParam::Release));
    AutomixSettings {
        on,
        weight_db: strip.number(AutomixParam::Weight),
        override_on: strip.is_on(AutomixParam::Override),
        release_ms: release
            .unwrap_or(AutomixGroupParam::Release.spec().default)
            .0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strip_shares_only_in_a_group_that_is_on() {
        let strip = Values::defaults().with(AutomixParam::Weight, -3.0);
        assert_eq!(chosen_group(&strip), None);
        assert!(!settings(&strip, None).on);
        let chosen = strip.choosing(AutomixParam::Group, AutomixGroup::Two);
        assert_eq!(chosen_group(&chosen), Some(1));
        let group = Values::defaults().with(AutomixGroupParam::Release, 500.0);
        let sharing = settings(&chosen, Some(&group));
        assert!(sharing.on && !sharing.override_on);
        assert_eq!((sharing.weight_db, sharing.release_ms), (-3.0, 500.0));
        let off = group.with(AutomixGroupParam::On, 0.0);
        assert!(!settings(&chosen, Some(&off)).on);
    }
}
