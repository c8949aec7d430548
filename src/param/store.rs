//! The values of one layout, and the set of those that changed.

use super::curve::Plain;
use super::layout::{Layout, ParamIndex};

/// A plain value for every parameter of one layout.
#[derive(Clone, Debug, PartialEq)]
pub struct Store {
    values: Vec<Plain>,
}

impl Store {
    /// Every parameter at its default.
    pub fn defaults(layout: &Layout) -> Self {
        Self {
            values: layout
                .indices()
                .map(|index| layout.default(index))
                .collect(),
        }
    }
    /// The value of one parameter.
    pub fn get(&self, index: ParamIndex) -> Plain {
        self.values[index.slot()]
    }
    /// Replaces a value and returns the old one.
    pub fn set(&mut self, index: ParamIndex, value: Plain) -> Plain {
        std::mem::replace(&mut self.values[index.slot()], value)
    }
    /// All values, by index.
    pub fn values(&self) -> &[Plain] {
        &self.values
    }
}

/// Which parameters changed: one bit each.
#[derive(Clone, Debug, Default)]
pub struct DirtySet {
    words: Vec<u64>,
}

impl DirtySet {
    /// An empty set for `count` parameters.
    pub fn new(count: usize) -> Self {
        Self {
            words: vec![0; count.div_ceil(64)],
        }
    }
    /// Adds a parameter.
    pub fn mark(&mut self, index: ParamIndex) {
        self.words[index.slot() / 64] |= 1 << (index.slot() % 64);
    }
    /// Adds every parameter below `count`.
    pub fn mark_all(&mut self, count: usize) {
        (0..count).for_each(|slot| self.mark(ParamIndex::new(slot)));
    }
    /// True when nothing changed.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }
    /// Empties the set and gives what was in it, in order.
    pub fn take(&mut self) -> Vec<ParamIndex> {
        let mut taken = Vec::new();
        for (at, word) in self.words.iter_mut().enumerate() {
            while *word != 0 {
                let bit = word.trailing_zeros() as usize;
                *word &= *word - 1;
                taken.push(ParamIndex::new(at * 64 + bit));
            }
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dirty_set_gives_each_mark_once_and_in_order() {
        let mut set = DirtySet::new(200);
        for slot in [199, 3, 64, 3, 63] {
            set.mark(ParamIndex::new(slot));
        }
        let slots: Vec<usize> = set.take().into_iter().map(ParamIndex::slot).collect();
        assert_eq!(slots, [3, 63, 64, 199]);
        assert!(set.is_empty());
        assert!(set.take().is_empty());
    }
}
