//! From keys to actions.

use super::action::{ACTIONS, Action, Key, Scope};
use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use std::collections::HashMap;

/// Which key does what, where.
#[derive(Clone, Debug)]
pub struct Keymap(HashMap<(Scope, Key), Action>);

impl Default for Keymap {
    /// The keys of the table of actions.
    fn default() -> Self {
        let keys = ACTIONS.iter().flat_map(|row| {
            let one = |key: &Key| ((row.scope, *key), row.action);
            row.keys.iter().map(one)
        });
        Self(keys.collect())
    }
}

impl Keymap {
    /// What a key does where the first of `scopes` that uses it says so, or else everywhere;
    /// releases do nothing.
    pub fn action(&self, event: &KeyEvent, scopes: &[Scope]) -> Option<Action> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        let key = normal(event);
        let mut scopes = scopes.iter().chain(&[Scope::Everywhere]);
        scopes.find_map(|scope| self.0.get(&(*scope, key)).copied())
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
    fn no_key_stands_for_two_actions_in_one_place_and_no_name_for_two() {
        let in_scope = |row: &'static super::super::action::ActionRow| {
            row.keys.iter().map(|key| (row.scope, *key))
        };
        let keys: Vec<(Scope, Key)> = ACTIONS.iter().flat_map(in_scope).collect();
        let different: HashSet<(Scope, Key)> = keys.iter().copied().collect();
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
        assert_eq!(keymap.action(&event, &[]), Some(Action::Panic));
        event.kind = KeyEventKind::Release;
        assert_eq!(keymap.action(&event, &[]), None);
        let far = KeyEvent::new(KeyCode::Up, KeyModifiers::SHIFT);
        let mixer = [Scope::Mixer];
        assert_eq!(keymap.action(&far, &mixer), Some(Action::FaderUpFar));
        assert_eq!(keymap.action(&far, &[]), None);
    }

    #[test]
    fn a_page_has_its_keys_and_gives_on_the_others() {
        let keymap = Keymap::default();
        let scopes = [Scope::Scenes, Scope::List];
        let action = |code| keymap.action(&KeyEvent::from(code), &scopes);
        assert_eq!(action(KeyCode::Enter), Some(Action::RecallScene));
        assert_eq!(action(KeyCode::Up), Some(Action::ListUp));
        assert_eq!(action(KeyCode::Char('T')), Some(Action::Talk));
        assert_eq!(action(KeyCode::Left), None);
    }
}
