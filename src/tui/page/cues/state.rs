//! Where the page of the cues stands.

use crate::control::feed::{Cue, CueList};
use crate::tui::list::List;

/// Where the page stands.
#[derive(Clone, Debug, Default)]
pub struct CuePage {
    list: List<Cue>,
}

impl CuePage {
    /// What there is now.
    pub fn learn(&mut self, cues: &CueList) {
        let is_same = |a: &Cue, b: &Cue| a.number == b.number;
        self.list.learn(cues.list.clone(), is_same);
    }

    /// The cues, and which one is selected.
    pub fn list(&self) -> &List<Cue> {
        &self.list
    }

    /// The same, to move through it.
    pub fn list_mut(&mut self) -> &mut List<Cue> {
        &mut self.list
    }
}
