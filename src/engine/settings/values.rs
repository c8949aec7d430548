//! The values of one section of one node, as its settings are made of them.

use crate::dsp::math::gain_from_db_f64;
use crate::param::{Choice, Plain, Row};

/// A value for every row of a section.
#[derive(Clone, Copy, Debug)]
pub struct Values<R: Row>(R::Each<Plain>);

impl<R: Row> Values<R> {
    /// What `of` gives for each row.
    #[inline]
    pub fn read(of: impl FnMut(R) -> Plain) -> Self {
        Self(R::each(of))
    }
    /// The value of a row.
    pub fn plain(&self, row: R) -> Plain {
        self.0.as_ref()[row.position()]
    }
    /// The value of a row that is measured, in the unit of its table.
    pub fn number(&self, row: R) -> f32 {
        self.plain(row).0
    }
    /// The state of a switch.
    pub fn is_on(&self, row: R) -> bool {
        self.plain(row).is_on()
    }
    /// What a choice chooses.
    pub fn chosen<C: Choice>(&self, row: R) -> C {
        C::of(self.plain(row))
    }
    /// The gain of a level.
    pub fn gain(&self, row: R) -> f32 {
        gain_from_db_f64(f64::from(self.number(row))) as f32
    }
}

#[cfg(test)]
impl<R: Row> Values<R> {
    /// Every row at the default of its table.
    pub fn defaults() -> Self {
        Self::read(|row| row.spec().default)
    }
    /// The same with another value.
    pub fn with(mut self, row: R, value: f32) -> Self {
        self.0.as_mut()[row.position()] = Plain(value);
        self
    }
    /// The same with a switch on.
    pub fn on(self, row: R) -> Self {
        self.with(row, 1.0)
    }
    /// The same with another choice.
    pub fn choosing(self, row: R, choice: impl Choice) -> Self {
        self.with(row, choice.plain().0)
    }
}
