//! What a front end wants to see of the sound itself.

use crate::param::NodeId;
use serde::{Deserialize, Serialize};

/// What a front end looks at: it is measured for as long as somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// A strip, bus or main.
    pub node: NodeId,
    /// What of it.
    pub what: LookFor,
}

/// What is measured of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LookFor {
    /// Its spectrum.
    Spectrum,
    /// The bands in which other strips hide it. Of strips.
    Clashes,
}

/// Where a notch goes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NotchAt {
    /// A strip, bus or main.
    pub node: NodeId,
    /// The frequency in Hz.
    pub hz: f32,
}
