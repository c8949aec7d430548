//! A lesson of a surface, and what comes of it.

use crate::surface::learn::Lesson;
use crate::surface::learn::course::Course;
use crate::surface::learn::keep::Binding;
use crate::surface::learn::one::OneControl;

/// A lesson under way.
#[derive(Debug)]
pub(in crate::surface) struct Taught {
    pub number: u64,
    /// How many of its steps were followed.
    pub steps: usize,
    pub about: About,
    pub found: Vec<String>,
}

/// What it is about.
#[derive(Debug)]
pub(in crate::surface) enum About {
    Device(Box<Course>),
    Control(OneControl),
}

/// What comes of a lesson.
#[derive(Debug)]
pub enum Learnt {
    /// A whole device.
    Device(Box<Course>),
    /// What a control shall do.
    Control(Box<Binding>),
}

impl Learnt {
    /// What was learnt of a device; none of a single control.
    pub fn lesson(&self) -> Option<&Lesson> {
        match self {
            Self::Device(course) => Some(course.lesson()),
            Self::Control(_) => None,
        }
    }
}
