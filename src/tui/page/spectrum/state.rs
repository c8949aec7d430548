//! Where the page of the spectrum stands.

use crate::param::NodeId;

/// What the page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Thirds of an octave.
    Thirds,
    /// The lines of a transform.
    Lines,
    /// Where other strips hide this one.
    Clashes,
}

impl View {
    /// All of them; the first one has the key 1.
    pub const ALL: [Self; 3] = [Self::Thirds, Self::Lines, Self::Clashes];

    /// What it is called.
    pub fn word(self) -> &'static str {
        match self {
            Self::Thirds => "thirds",
            Self::Lines => "lines",
            Self::Clashes => "clashes",
        }
    }
}

/// Where the page stands.
#[derive(Clone, Copy, Debug)]
pub struct SpectrumPage {
    /// Whose spectrum it shows.
    pub node: NodeId,
    /// What of it.
    pub view: View,
    /// Where the cursor is: 0 at 20 Hz, 1 at 20 kHz.
    pub cursor: f32,
    /// Which suspect is selected, 0 the first.
    pub suspect: usize,
    /// The first clash that is shown.
    pub first: usize,
}

impl Default for SpectrumPage {
    fn default() -> Self {
        Self {
            node: NodeId::MAIN,
            view: View::Thirds,
            // 1 kHz.
            cursor: 0.566_3,
            suspect: 0,
            first: 0,
        }
    }
}

impl SpectrumPage {
    /// The part of the picture from one third, or line, to the next.
    pub fn step(&self) -> f32 {
        match self.view {
            View::Lines => 1.0 / 240.0,
            View::Thirds | View::Clashes => 1.0 / 30.0,
        }
    }

    /// Moves the cursor by a part of the picture.
    pub fn move_cursor(&mut self, by: f32) {
        self.cursor = (self.cursor + by).clamp(0.0, 1.0);
    }
}
