//! A key, and how it is written.

use crossterm::event::{KeyCode, KeyModifiers};

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The key.
    pub code: KeyCode,
    /// What is held with it. Shift is part of the character, for characters.
    pub modifiers: KeyModifiers,
}

impl Key {
    /// The key in words: "Shift ↑".
    pub fn text(self) -> String {
        let held = if self.modifiers.contains(KeyModifiers::CONTROL) {
            "Ctrl "
        } else if self.modifiers.contains(KeyModifiers::SHIFT) {
            "Shift "
        } else {
            ""
        };
        let key = match self.code {
            KeyCode::Left => "←".to_owned(),
            KeyCode::Right => "→".to_owned(),
            KeyCode::Up => "↑".to_owned(),
            KeyCode::Down => "↓".to_owned(),
            KeyCode::PageUp => "PgUp".to_owned(),
            KeyCode::PageDown => "PgDn".to_owned(),
            KeyCode::BackTab => "Shift Tab".to_owned(),
            KeyCode::Delete => "Del".to_owned(),
            KeyCode::Char(' ') => "Space".to_owned(),
            KeyCode::Char(character) => character.to_string(),
            other => other.to_string(),
        };
        format!("{held}{key}")
    }
}
