//! Everything that a key can do: one table, from which keymap, hints and help screen come.

mod table;

use crossterm::event::{KeyCode, KeyModifiers};
pub use table::{ACTIONS, Action};

/// Where a key does what its row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// On every page that has no use of its own for the key.
    Everywhere,
    /// On the mixer.
    Mixer,
    /// On every page that shows a list.
    List,
    /// On the channel page.
    Channel,
    /// On the page of the scenes.
    Scenes,
    /// On the page of the presets.
    Presets,
}

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The key.
    pub code: KeyCode,
    /// What is held with it. Shift is part of the character, for characters.
    pub modifiers: KeyModifiers,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct ActionRow {
    /// Where.
    pub scope: Scope,
    /// What it does.
    pub action: Action,
    /// Name in files.
    pub name: &'static str,
    /// Its keys, the first one shown first.
    pub keys: &'static [Key],
    /// What it does, in a few words.
    pub help: &'static str,
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

impl Action {
    /// The first of its keys, in words; empty for an action without one.
    pub fn key(self) -> String {
        let row = ACTIONS.iter().find(|row| row.action == self);
        let key = row.and_then(|row| row.keys.first());
        key.map_or_else(String::new, |key| key.text())
    }
}
