//! The commands that fit what is typed.

use crate::param::ParamAddr;
use crate::tui::action::Action;

/// Most commands that are shown at once.
const MOST: usize = 10;

/// A command.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Command {
    /// An action of the table.
    Action(Action),
    /// A parameter.
    Param(ParamAddr),
    /// What a key of a surface may do, by the word of layouts.
    Target(&'static str),
}

/// The commands that fit what is typed, the best first, and which of them is chosen.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    found: Vec<Command>,
    chosen: usize,
}

impl Palette {
    /// The first ones of these, of which the first one is chosen.
    pub fn new(found: impl Iterator<Item = Command>) -> Self {
        Self {
            found: found.take(MOST).collect(),
            chosen: 0,
        }
    }
    /// The commands, the best first.
    pub fn found(&self) -> &[Command] {
        &self.found
    }
    /// The one that is chosen.
    pub fn chosen(&self) -> Option<Command> {
        self.found.get(self.chosen).copied()
    }
    /// Chooses the next or the previous one.
    pub fn step(&mut self, is_down: bool) {
        let last = self.found.len().saturating_sub(1);
        self.chosen = if is_down {
            (self.chosen + 1).min(last)
        } else {
            self.chosen.saturating_sub(1)
        };
    }
}
