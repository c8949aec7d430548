//! What the files say about program changes of a surface.

use crate::show::mapping_file::DeviceFile;
use crate::show::programs::Programs;

/// What program changes of a surface do.
#[derive(Clone, Debug)]
pub struct Recalls {
    /// What the device's file says; it goes before the show's.
    device: Option<Programs>,
    /// What the show says.
    pub show: Option<Programs>,
    /// It was said that they do nothing.
    said_off: bool,
}

impl Recalls {
    /// As the device's file says.
    pub fn new(file: &DeviceFile) -> Self {
        Self {
            device: file.programs.clone(),
            show: None,
            said_off: false,
        }
    }

    /// Which program changes recall what.
    pub fn programs(&self) -> Option<&Programs> {
        self.device.as_ref().or(self.show.as_ref())
    }

    /// True once: it has to be said that they do nothing.
    pub fn say_off(&mut self) -> bool {
        !std::mem::replace(&mut self.said_off, true)
    }
}
