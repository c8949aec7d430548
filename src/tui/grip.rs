//! What the mouse holds.

use crate::param::{NodeId, ParamAddr};
use std::time::Instant;

/// What the mouse holds, and where it was pressed last.
#[derive(Clone, Copy, Debug, Default)]
pub struct Grip {
    /// The fader that it holds.
    pub held: Option<Held>,
    /// The band of an equaliser that it holds.
    pub band: Option<HeldBand>,
    /// The band that was pressed last, by its frequency, and when.
    pub last_band: Option<(ParamAddr, Instant)>,
    /// The strip whose fader was pressed last, and when.
    pub last: Option<(NodeId, Instant)>,
}

/// A fader under the mouse.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// What it moves.
    pub addr: ParamAddr,
    /// Where it stood when it was taken, 0…1.
    pub travel: f32,
    /// The row of the screen in which it was taken.
    pub row: u16,
    /// It has been moved.
    pub moves: bool,
}

/// A band of an equaliser under the mouse.
#[derive(Clone, Copy, Debug)]
pub struct HeldBand {
    /// Its frequency.
    pub freq: ParamAddr,
    /// Its gain.
    pub gain: ParamAddr,
    /// It has been moved.
    pub moves: bool,
}
