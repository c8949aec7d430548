//! What surfaces say and hear, message by message, and how one of them is taught.

use serde::{Deserialize, Serialize};

/// One MIDI message of a surface, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MidiLine {
    /// The name of its port.
    pub port: String,
    /// The console has sent it; otherwise the surface has.
    pub is_out: bool,
    /// Its bytes in hex.
    pub bytes: String,
    /// The message in the words of device files: "cc 7 = 64, channel 1".
    pub message: String,
    /// The control that it belongs to, and what that does.
    pub meaning: String,
}

/// What surfaces have to know about those who look at their messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MidiOrders {
    /// Somebody looks at the messages.
    pub is_watched: bool,
    /// A surface is taught.
    pub lesson: Option<LessonOrders>,
}

/// A lesson as far as whoever gives it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonOrders {
    /// Its number; every lesson has another one.
    pub number: u64,
    /// The port of the surface that is taught.
    pub port: String,
    /// What is taught.
    pub about: LessonAbout,
    /// What was said so far, in order.
    pub steps: Vec<LessonStep>,
}

/// What a lesson is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LessonAbout {
    /// All controls of a device.
    Device,
    /// What one control does.
    Control,
}

/// One thing that is said in a lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LessonStep {
    /// The controls of this question are through; or yes.
    Next,
    /// No.
    No,
    /// What the control shall do: an action, or the path of a parameter.
    Target(String),
}

/// How a lesson stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonStatus {
    /// Its number.
    pub number: u64,
    /// What to do now.
    pub question: String,
    /// The answer is yes or no.
    pub is_yes_or_no: bool,
    /// What was found so far, the newest last.
    pub found: Vec<String>,
    /// The control that shall do something, once it was moved.
    pub control: Option<LearntControl>,
}

/// A control that shall do something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearntControl {
    /// In words: "knob.1, cc 80 on channel 1: counts turns".
    pub words: String,
    /// It stands somewhere, or turns; otherwise it is pressed.
    pub is_position: bool,
    /// Every strip has one: what it does is a parameter of whatever its strip stands for.
    pub is_of_strip: bool,
}
