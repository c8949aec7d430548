//! From keys to actions.

use super::action::{ACTIONS, Action, Key};
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use std::collections::HashMap;

/// Which key does what.
#[derive(Clone, Debug)]
pub struct Keymap(HashMap<Key, Action>);

impl Default for Keymap {
    /// The keys of the table of actions.
    fn default() -> Self {
        let keys = ACTIONS
            .iter()
            .flat_map(|row| row.keys.iter().map(|key| (*key, row.action)));
        Self(keys.collect())
    }
}

impl Keymap {
    /// What a key does; releases do nothing.
    pub fn action(&self, event: &KeyEvent) -> Option<Action> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        self.0.get(&normal(event)).copied()
    }
}

/// A key event without what differs between terminals: whether shift is reported beside a
/// character or a back tab, and how locks stand.
fn normal(event: &KeyEvent) -> Key {
    let mut modifiers = event.modifiers;
    if matches!(event.code, KeyCode::Char(_) | KeyCode::BackTab) {
        modifiers.remove(KeyModifiers::SHIFT);
    }
    Key {
        code: event.code,
        modifiers,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_key_and_no_name_stands_for_two_actions() {
        let keys: Vec<Key> = ACTIONS.iter().flat_map(|row| row.keys).copied().collect();
        let different: HashSet<Key> = keys.iter().copied().collect();
        assert_eq!(keys.len(), different.len());
        let names: HashSet<&str> = ACTIONS.iter().map(|row| row.name).collect();
        assert_eq!(names.len(), ACTIONS.len());
    }

    #[test]
    fn every_action_has_a_key_and_help() {
        for row in ACTIONS {
            assert!(!row.keys.is_empty() && !row.help.is_empty(), "{}", row.name);
        }
    }

    #[test]
    fn shift_is_part_of_a_character_and_releases_do_nothing() {
        let keymap = Keymap::default();
        let mut event = KeyEvent::new(KeyCode::Char('!'), KeyModifiers::SHIFT);
        assert_eq!(keymap.action(&event), Some(Action::Panic));
        event.kind = KeyEventKind::Release;
        assert_eq!(keymap.action(&event), None);
        let far = KeyEvent::new(KeyCode::Up, KeyModifiers::SHIFT);
        assert_eq!(keymap.action(&far), Some(Action::FaderUpFar));
    }
}
