//! Everything that a key can do: one table, from which keymap, hints and help screen come.

mod key;
mod scope;
mod table;

pub use key::Key;
pub use scope::Scope;
pub use table::{ACTIONS, Action, ActionRow};
