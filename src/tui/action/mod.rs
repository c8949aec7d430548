//! Everything that a key can do: one table, from which palette, hints and help screen come. Which keys do it, the keymap
//! says.

mod find;
mod key;
mod scope;
mod table;

pub use key::{Key, Sequence, text_of};
pub use scope::Scope;
pub use table::{ACTIONS, Action, ActionRow};
