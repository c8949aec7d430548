//! The tape as everybody sees it.

pub use super::tape_orders::TapeTrack;
use crate::param::NodeId;
use serde::{Deserialize, Serialize};

/// What can be done with the tape now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TapeState {
    /// None is open.
    #[default]
    None,
    /// It is being looked at.
    Opening,
    /// It could not be played when it was looked at last; it is looked for again while the transport stands.
    Missing,
    /// Strips can hear it.
    Ready,
}

/// The tape: what it is, which strip hears what of it, what is wrong. Where it is says the transport.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TapeStatus {
    /// The folder or file; empty for none.
    pub path: String,
    /// How often somebody has asked for a tape and was answered.
    pub answers: u32,
    /// What can be done with it.
    pub state: TapeState,
    /// The longest track, in seconds.
    pub seconds: f32,
    /// Which strip has which track.
    pub tracks: Vec<TapeTrack>,
    /// The strips that do not hear their inputs now.
    pub on_tape: Vec<NodeId>,
    /// Those of them at whose inputs something sounds.
    pub live: Vec<NodeId>,
    /// How often the disk was too slow for a track.
    pub late: u32,
}

impl TapeStatus {
    /// Strips can hear it.
    pub fn is_ready(&self) -> bool {
        self.state == TapeState::Ready
    }

    /// What a strip has on it.
    pub fn track(&self, node: NodeId) -> Option<&TapeTrack> {
        self.tracks.iter().find(|track| track.node == node)
    }
}
