//! Who is soloed, and what that silences.
//!
//! | mode | the monitor hears of a soloed node | main |
//! |---|---|---|
//! | PFL | its pre-fader tap before the mute, a mono one on both sides | as ever |
//! | AFL | its post-fader tap, panned as in main | as ever |
//! | in place | strips and subgroups: nothing more than main; others as AFL | the soloed alone |
//! | any: somebody listens to its key | the key, filtered, on both sides if mono | as ever |
//!
//! A key that somebody listens to is heard as in PFL, in every mode, in place of the signal of its node; it
//! silences nothing.
//!
//! What soloing in place silences, [`crate::param::silence`] says.

use crate::param::silence::Cuts;

use crate::param::tables::console::SoloMode;

/// The solos as they stand.
#[derive(Debug)]
pub struct Solo {
    /// What soloing does.
    pub mode: SoloMode,
    /// Nodes that are soloed, by themselves or by a DCA.
    pub soloed: Box<[bool]>,
    /// What that silences.
    pub cuts: Cuts,
    /// The monitor hears the solo mix instead of its source.
    pub is_heard: bool,
}

impl Solo {
    /// Nothing is soloed. Allocates.
    pub fn new(nodes: usize) -> Self {
        Self {
            mode: SoloMode::Pfl,
            soloed: vec![false; nodes].into(),
            cuts: Cuts::default(),
            is_heard: false,
        }
    }
}
