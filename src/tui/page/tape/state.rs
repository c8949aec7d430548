//! Where the page of the tape stands.

use crate::control::feed::{TapeStatus, TapeTrack};
use crate::tui::list::List;

/// Where the page stands.
#[derive(Clone, Debug, Default)]
pub struct TapePage {
    list: List<TapeTrack>,
}

impl TapePage {
    /// The tracks that there are.
    pub fn learn(&mut self, status: &TapeStatus) {
        let tracks = status.tracks.clone();
        self.list.learn(tracks, |a, b| a.node == b.node);
    }

    /// The tracks, and which one is selected.
    pub fn list(&self) -> &List<TapeTrack> {
        &self.list
    }

    /// The same, to move through it.
    pub fn list_mut(&mut self) -> &mut List<TapeTrack> {
        &mut self.list
    }
}
