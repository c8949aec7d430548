//! Surfaces, as front ends are told of them.

use super::LessonStatus;
use crate::param::{NodeId, ParamAddr};
use serde::{Deserialize, Serialize};

/// A surface as the rest of the console sees it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SurfaceStatus {
    /// Name of the device.
    pub name: String,
    /// How it is connected: the name of its port.
    pub port: String,
    /// It is there; without that it was there until a moment ago.
    pub is_here: bool,
    /// It shows the console's state, and its controls work.
    pub in_sync: bool,
    /// It is not known by name, and taken for a plain controller.
    pub is_guess: bool,
    /// What it is taken for, and the layout that it has: "Controller, layout Standard".
    pub taken_for: String,
    /// What its strips stand for, from the left.
    pub nodes: Vec<Option<NodeId>>,
    /// Name of the page that its controls are on.
    pub page: String,
    /// What its strip faders move where they do not move faders: a path within the strip.
    pub on_faders: Option<String>,
    /// Where its faders and knobs stand, as far as that is known.
    pub ghosts: Vec<Ghost>,
    /// What it does as a remote control, in words.
    #[serde(default)]
    pub remote: Option<String>,
    /// It is being taught.
    pub lesson: Option<LessonStatus>,
}

/// Where a control without a motor stands that does not move its parameter now: it has to be moved
/// across it first.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ghost {
    /// What it stands for.
    pub addr: ParamAddr,
    /// Its position, 0…1 of its travel.
    pub position: f32,
}
