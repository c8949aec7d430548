//! How fast a gate opens: after a change of its settings no faster than is gentle.

use crate::dsp::sample::Sample;

/// How fast gates open: at the first after a change of their settings not faster than is gentle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attack<S> {
    /// What is set.
    pub set: S,
    /// The fastest after a change.
    pub gentle: S,
    /// Marks until what is set holds.
    pub caution: S,
    /// What `caution` is after a change.
    pub marks: f32,
}

impl<S: Sample> Attack<S> {
    /// What each one-pole of the gain goes per frame while opening.
    #[inline(always)]
    pub fn now(&self) -> S {
        let gentle = self.set.smaller(self.gentle);
        self.caution.select_gt(S::splat(0.0), gentle, self.set)
    }

    /// Once per mark.
    #[inline(always)]
    pub fn calm_down(&mut self) {
        self.caution = S::splat(0.0).larger(self.caution - S::splat(1.0));
    }
}
