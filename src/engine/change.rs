//! Changes of values, as commands carry them.

use crate::param::{ParamIndex, Plain};

/// A parameter's new value, at once or over time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Which parameter.
    pub index: ParamIndex,
    /// Its value in the end.
    pub value: Plain,
    /// Frames until then: 0 is at once. On the way the value moves evenly on the travel of its
    /// curve, recomputed at every mark; a switch or choice changes when they are over.
    pub over: u32,
}

impl Change {
    /// A value at once.
    pub fn now(index: ParamIndex, value: Plain) -> Self {
        Self {
            index,
            value,
            over: 0,
        }
    }
}

/// A change at a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timed {
    /// The layout that the change is meant for; another one ignores it.
    pub layout_number: u32,
    /// Taken at the first mark at or after this frame.
    pub frame: u64,
    /// Its place in the order of all commands: a later live change outdates it.
    pub sequence: u64,
    /// The change.
    pub change: Change,
}
