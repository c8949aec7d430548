//! What front ends want of the surfaces themselves.

use crate::control::feed::{LessonAbout, LessonStep};
use serde::{Deserialize, Serialize};

/// A wish about surfaces and their messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MidiWish {
    /// This client looks at the messages of surfaces, or no longer. Who may only watch may do so, too.
    Watch(bool),
    /// Teaches the surface at a port.
    Teach(String, LessonAbout),
    /// Says something in the lesson that this client gives.
    Say(LessonStep),
    /// Breaks the lesson off; nothing is kept of it.
    EndLesson,
}
