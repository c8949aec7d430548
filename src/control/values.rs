//! The values, by address.

use crate::param::{Layout, ParamAddr, Plain, Store};

/// The values, by address.
#[derive(Clone, Copy, Debug)]
pub struct Values<'a> {
    /// Which parameters there are.
    pub layout: &'a Layout,
    /// How they stand.
    pub store: &'a Store,
}

impl Values<'_> {
    /// A value, where this console has it.
    pub fn get(self, addr: ParamAddr) -> Option<Plain> {
        let index = self.layout.index(addr)?;
        Some(self.store.get(index))
    }

    /// True for a switch that is on.
    pub fn is_on(self, addr: ParamAddr) -> bool {
        self.get(addr).is_some_and(Plain::is_on)
    }
}
