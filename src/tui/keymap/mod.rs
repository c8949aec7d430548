//! From keys to actions: a shipped file says which key does what, and a user's own may say otherwise.

mod check;
mod file;
mod map;

pub use file::{KEY, check, load};
pub use map::{Found, Keymap};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::action::{ACTIONS, Action, Key, Scope};
    use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

    #[test]
    fn every_action_has_a_shipped_key() {
        let keymap = Keymap::shipped();
        for row in ACTIONS {
            assert!(!keymap.sequences(row.action).is_empty(), "{}", row.name);
        }
    }

    #[test]
    fn releases_do_nothing_and_shift_is_part_of_a_character() {
        let keymap = Keymap::shipped();
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
        let keymap = Keymap::shipped();
        let scopes = [Scope::Scenes, Scope::List];
        let action = |code| keymap.action(&KeyEvent::from(code), &scopes);
        assert_eq!(action(KeyCode::Enter), Some(Action::RecallScene));
        assert_eq!(action(KeyCode::Up), Some(Action::ListUp));
        assert_eq!(action(KeyCode::Char('T')), Some(Action::Talk));
        assert_eq!(action(KeyCode::Left), None);
    }

    #[test]
    fn the_first_of_two_keys_waits_for_the_second() {
        let keymap = Keymap::shipped();
        let keys = Key::parse("Tab s").unwrap();
        assert_eq!(keymap.find(&keys[..1], &[]), Found::More);
        assert_eq!(keymap.find(&keys, &[]), Found::Action(Action::Scenes));
        let more: Vec<_> = keymap.next(&keys[..1], &[]).collect();
        assert!(more.contains(&(keys[1], Action::Scenes)) && more.len() > 10);
        assert_eq!(
            keymap.find(&Key::parse("Tab !").unwrap(), &[]),
            Found::Nothing
        );
        // What else can be done with a cue leads nowhere on the mixer, and the second key does not act by itself.
        let (more, skip) = (Key::parse("E").unwrap(), Key::parse("E k").unwrap());
        for (scope, found) in [
            (Scope::Cues, Found::Action(Action::SkipCue)),
            (Scope::Mixer, Found::Nothing),
        ] {
            assert_eq!(keymap.find(&more, &[scope]), Found::More);
            assert_eq!(keymap.find(&skip, &[scope]), found);
        }
        let mut on_the_mixer = keymap.next(&more, &[Scope::Mixer]);
        assert!(on_the_mixer.all(|(_, action)| action != Action::SkipCue));
    }
}
