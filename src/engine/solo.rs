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
//! In place, a soloed strip silences all other strips; a soloed subgroup (a bus that feeds main by its
//! role) silences the other subgroups, and all strips that do not feed it. What is solo-safe stays
//! open, and so do wedges, in-ears, recordings and matrices.

use crate::param::tables::console::SoloMode;

/// The solos as they stand.
#[derive(Debug)]
pub struct Solo {
    /// What soloing does.
    pub mode: SoloMode,
    /// Nodes that are soloed, by themselves or by a DCA.
    pub soloed: Box<[bool]>,
    /// In place, with a strip or subgroup soloed: other strips are silent.
    pub cuts_strips: bool,
    /// In place, with a subgroup soloed: other subgroups are silent.
    pub cuts_subgroups: bool,
    /// The monitor hears the solo mix instead of its source.
    pub is_heard: bool,
}

impl Solo {
    /// Nothing is soloed. Allocates.
    pub fn new(nodes: usize) -> Self {
        Self {
            mode: SoloMode::Pfl,
            soloed: vec![false; nodes].into(),
            cuts_strips: false,
            cuts_subgroups: false,
            is_heard: false,
        }
    }
}
