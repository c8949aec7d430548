//! Which keys do what: found by what was pressed, and by what is wanted.

use crate::tui::action::{ACTIONS, Action, ActionRow, Key, Scope, Sequence, text_of};
use crossterm::event::{KeyEvent, KeyEventKind};
use std::collections::HashMap;

/// Which keys do what, where.
#[derive(Clone, Debug)]
pub struct Keymap {
    bound: HashMap<(Scope, Sequence), Action>,
    /// The keys of each action, in the order of the table.
    sequences: Vec<Vec<Sequence>>,
}

/// What keys mean so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// An action.
    Action(Action),
    /// The beginning of several.
    More,
    /// Nothing.
    Nothing,
}

impl Keymap {
    /// These keys, for each action in the order of the table.
    pub(super) fn new(sequences: Vec<Vec<Sequence>>) -> Self {
        let rows = ACTIONS.iter().zip(&sequences);
        let bound = rows.flat_map(|(row, keys)| {
            let one = |keys: &Sequence| ((row.scope, keys.clone()), row.action);
            keys.iter().map(one)
        });
        Self {
            bound: bound.collect(),
            sequences,
        }
    }

    /// What keys mean where the first of `scopes` that uses them says so, or else everywhere.
    pub fn find(&self, keys: &[Key], scopes: &[Scope]) -> Found {
        let mut all = scopes.iter().chain(&[Scope::Everywhere]);
        let found = all.find_map(|scope| self.bound.get(&(*scope, keys.to_vec())));
        match found {
            Some(action) => Found::Action(*action),
            None if self.begin(keys) => Found::More,
            None => Found::Nothing,
        }
    }

    /// True for keys that others follow, on any page: where they lead nowhere, what is pressed next does not act by
    /// itself either.
    fn begin(&self, keys: &[Key]) -> bool {
        let mut all = self.sequences.iter().flatten();
        all.any(|other| other.len() > keys.len() && other.starts_with(keys))
    }

    /// What a single key does; releases do nothing.
    pub fn action(&self, event: &KeyEvent, scopes: &[Scope]) -> Option<Action> {
        let is_press = event.kind != KeyEventKind::Release;
        match self.find(&[Key::of(event)], scopes) {
            Found::Action(action) if is_press => Some(action),
            _ => None,
        }
    }

    /// What may follow keys, in the order of the table: the next key, and what it does.
    pub fn next<'a>(
        &'a self,
        begun: &'a [Key],
        scopes: &'a [Scope],
    ) -> impl Iterator<Item = (Key, Action)> + 'a {
        let works =
            |row: &&ActionRow| row.scope == Scope::Everywhere || scopes.contains(&row.scope);
        let rows = ACTIONS.iter().filter(works);
        rows.flat_map(move |row| {
            let next = move |keys: &Sequence| {
                let rest = keys.strip_prefix(begun)?;
                Some((*rest.first()?, row.action))
            };
            self.sequences(row.action).iter().filter_map(next)
        })
    }

    /// All keys of an action, the first one shown first.
    pub fn sequences(&self, action: Action) -> &[Sequence] {
        self.sequences
            .get(action as usize)
            .map_or(&[], Vec::as_slice)
    }

    /// The first keys of an action, in words; empty for one without any.
    pub fn key(&self, action: Action) -> String {
        let first = self.sequences(action).first();
        first.map_or_else(String::new, |keys| text_of(keys))
    }
}
