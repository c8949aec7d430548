//! Actions and their rows.

use super::table::{ACTIONS, Action, ActionRow};

impl Action {
    /// Its row: the table has one for every action, in the same order.
    pub fn row(self) -> &'static ActionRow {
        &ACTIONS[self as usize]
    }

    /// The action of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        let mut rows = ACTIONS.iter();
        rows.find(|row| row.name == name).map(|row| row.action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_action_has_a_row_of_its_own_a_name_of_its_own_and_help() {
        let names: HashSet<&str> = ACTIONS.iter().map(|row| row.name).collect();
        assert_eq!(names.len(), ACTIONS.len());
        for row in ACTIONS {
            assert_eq!(row.action.row().name, row.name);
            assert_eq!(Action::of_name(row.name), Some(row.action));
            assert!(!row.help.is_empty(), "{}", row.name);
        }
    }
}
