//! Where surfaces stand, for everybody who shows it.

use crate::param::ParamAddr;

/// A surface as the rest of the console sees it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SurfaceStatus {
    /// Name of the device.
    pub name: String,
    /// How it is connected: the name of its port.
    pub port: String,
    /// Place on the console of its first strip, from 0.
    pub first: usize,
    /// How many strips it has.
    pub strips: usize,
    /// It shows the console's state, and its controls work.
    pub in_sync: bool,
    /// Where its faders and knobs stand, as far as that is known.
    pub ghosts: Vec<Ghost>,
}

/// Where a control stands beside where the console stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ghost {
    /// What it moves.
    pub addr: ParamAddr,
    /// Its position, 0…1.
    pub position: f32,
    /// It moves the parameter; without that it waits to be moved across it.
    pub holds: bool,
}
