//! What a front end asks about the reference track. That it is heard is a parameter: `monitor/reference`.

use serde::{Deserialize, Serialize};

/// A wish about the reference track. Places are in seconds of the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ReferenceWish {
    /// This file becomes the reference track: a path from the root.
    Choose(String),
    /// There is none any more.
    Remove,
    /// The mix is heard again, and the track goes back to its in point.
    Stop,
    /// It goes on at a place.
    Seek(f32),
    /// It goes on at a marker.
    SeekMarker(String),
    /// It goes on at the next marker, or (`false`) at the one before; at the in point where there is none.
    Step(bool),
    /// Puts a marker where it is, or at a place: under a name, or the next free number.
    Mark(Option<String>, Option<f32>),
    /// Takes a marker away.
    Unmark(String),
    /// The loop begins where it is, or at a place.
    In(Option<f32>),
    /// The loop ends where it is, or at a place.
    Out(Option<f32>),
    /// The loop is the whole file.
    Whole,
}
