//! A key, and how it is written: in files as a word (`Up`, `Ctrl r`), on the screen as short as possible (↑).

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The key.
    pub code: KeyCode,
    /// What is held with it. Shift is part of the character, for characters.
    pub modifiers: KeyModifiers,
}

/// Keys that are pressed one after the other; mostly a single one.
pub type Sequence = Vec<Key>;

/// The keys that are no characters: what files and the screen call them.
const NAMED: [(KeyCode, &str, &str); 14] = [
    (KeyCode::Left, "Left", "←"),
    (KeyCode::Right, "Right", "→"),
    (KeyCode::Up, "Up", "↑"),
    (KeyCode::Down, "Down", "↓"),
    (KeyCode::PageUp, "PgUp", "PgUp"),
    (KeyCode::PageDown, "PgDn", "PgDn"),
    (KeyCode::Home, "Home", "Home"),
    (KeyCode::End, "End", "End"),
    (KeyCode::Enter, "Enter", "Enter"),
    (KeyCode::Esc, "Esc", "Esc"),
    (KeyCode::Tab, "Tab", "Tab"),
    (KeyCode::Char(' '), "Space", "Space"),
    (KeyCode::Delete, "Del", "Del"),
    (KeyCode::Backspace, "Backspace", "Backspace"),
];

/// What may be held with a key.
const HELD: [(KeyModifiers, &str); 3] = [
    (KeyModifiers::CONTROL, "Ctrl"),
    (KeyModifiers::ALT, "Alt"),
    (KeyModifiers::SHIFT, "Shift"),
];

/// Letters that a terminal sends with Ctrl as another key.
const SAME: [(char, &str); 4] = [
    ('h', "Backspace"),
    ('i', "Tab"),
    ('m', "Enter"),
    ('[', "Esc"),
];

impl Key {
    /// What was pressed, without what differs between terminals: whether shift is reported beside a character or a
    /// back tab, and how locks stand.
    pub fn of(event: &KeyEvent) -> Self {
        let mut modifiers = event.modifiers;
        let mut code = event.code;
        if matches!(code, KeyCode::Char(_)) {
            modifiers.remove(KeyModifiers::SHIFT);
        }
        if code == KeyCode::BackTab {
            code = KeyCode::Tab;
            modifiers.insert(KeyModifiers::SHIFT);
        }
        Self { code, modifiers }
    }

    /// The key for the screen: "Shift ↑".
    pub fn text(self) -> String {
        let held = HELD.iter();
        let held = held.filter(|(held, _)| self.modifiers.contains(*held));
        let mut text = String::new();
        for (_, word) in held {
            text.push_str(word);
            text.push(' ');
        }
        let named = NAMED.iter().find(|(code, ..)| *code == self.code);
        match (named, self.code) {
            (Some((.., shown)), _) => text.push_str(shown),
            (None, KeyCode::Char(character)) => text.push(character),
            (None, other) => text.push_str(&other.to_string()),
        }
        text
    }

    /// The keys of a file: `Ctrl r`, `Tab m`, `Up`.
    ///
    /// # Errors
    /// What is no key, or none that a terminal can tell from another one.
    pub fn parse(text: &str) -> Result<Sequence, String> {
        let mut sequence = Sequence::new();
        let mut held = KeyModifiers::NONE;
        for word in text.split_whitespace() {
            if let Some((modifier, _)) = HELD.iter().find(|(_, name)| *name == word) {
                held.insert(*modifier);
                continue;
            }
            let code = code(word).ok_or_else(|| format!("'{word}' is no key"))?;
            let key = Self {
                code,
                modifiers: std::mem::replace(&mut held, KeyModifiers::NONE),
            };
            key.check()?;
            sequence.push(key);
        }
        if sequence.is_empty() || !held.is_empty() {
            return Err(format!("'{text}' is no key"));
        }
        Ok(sequence)
    }

    fn check(self) -> Result<(), String> {
        let KeyCode::Char(character) = self.code else {
            return Ok(());
        };
        if self.modifiers.contains(KeyModifiers::SHIFT) {
            return Err(format!(
                "'Shift {character}' is the character that it types; write that one"
            ));
        }
        if self.modifiers.contains(KeyModifiers::CONTROL) {
            if character.is_ascii_uppercase() {
                let small = character.to_ascii_lowercase();
                return Err(format!("a terminal sends 'Ctrl {small}' for it"));
            }
            let other = SAME.iter().find(|(letter, _)| *letter == character);
            if let Some((_, other)) = other {
                return Err(format!("a terminal sends '{other}' for it"));
            }
        }
        Ok(())
    }
}

/// The key that a word stands for.
fn code(word: &str) -> Option<KeyCode> {
    let named = NAMED
        .iter()
        .find(|(_, name, shown)| *name == word || *shown == word);
    if let Some((code, ..)) = named {
        return Some(*code);
    }
    let mut characters = word.chars();
    match (characters.next(), characters.next()) {
        (Some(character), None) if !character.is_control() => Some(KeyCode::Char(character)),
        (Some('F'), Some(_)) => {
            let number = word[1..].parse().ok();
            let number = number.filter(|number| (1..=12).contains(number));
            number.map(KeyCode::F)
        }
        _ => None,
    }
}

/// Keys that are pressed one after the other, for the screen: "Tab m".
pub fn text_of(sequence: &[Key]) -> String {
    let keys: Vec<String> = sequence.iter().copied().map(Key::text).collect();
    keys.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_they_are_written() {
        for (text, shown) in [
            ("m", "m"),
            ("Ctrl r", "Ctrl r"),
            ("Shift Up", "Shift ↑"),
            ("Tab Alt x", "Tab Alt x"),
            ("E Space", "E Space"),
            ("F12", "F12"),
            ("é", "é"),
            ("Shift Tab", "Shift Tab"),
        ] {
            assert_eq!(text_of(&Key::parse(text).unwrap()), shown);
            assert_eq!(Key::parse(shown), Key::parse(text));
        }
        for text in [
            "", "Ctrl", "Crtl r", "F13", "F0", "mm", "Shift a", "Ctrl R", "Ctrl i", "Ctrl m",
        ] {
            assert!(Key::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn shift_is_part_of_a_character_and_not_of_other_keys() {
        let event = |code| KeyEvent::new(code, KeyModifiers::SHIFT);
        let of = |code| Key::of(&event(code));
        assert_eq!(vec![of(KeyCode::Char('!'))], Key::parse("!").unwrap());
        assert_eq!(vec![of(KeyCode::Up)], Key::parse("Shift Up").unwrap());
        assert_eq!(vec![of(KeyCode::BackTab)], Key::parse("Shift Tab").unwrap());
    }
}
