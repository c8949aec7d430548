//! Sets of a few named things: one bit each.

use std::marker::PhantomData;
use std::ops::BitOr;

/// Things that a [`Flags`] may hold.
pub trait Flag: Copy + 'static {
    /// All of them, at most 32.
    const ALL: &'static [Self];

    /// The position among [`Self::ALL`].
    fn position(self) -> u32;
}

/// A set of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flags<F> {
    bits: u32,
    of: PhantomData<F>,
}

impl<F: Flag> Flags<F> {
    /// Nothing.
    pub const NONE: Self = Self::new(0);
    /// All of them.
    pub const ALL: Self = Self::new(u32::MAX >> (32 - F::ALL.len()));

    const fn new(bits: u32) -> Self {
        Self {
            bits,
            of: PhantomData,
        }
    }

    /// True for the empty set.
    pub fn is_empty(self) -> bool {
        self.bits == 0
    }
    /// True when `flag` is in it.
    pub fn has(self, flag: F) -> bool {
        self.bits & (1 << flag.position()) != 0
    }
    /// Takes `flag` out. True where it was in.
    pub fn take(&mut self, flag: F) -> bool {
        let had = self.has(flag);
        self.bits &= !(1 << flag.position());
        had
    }
    /// What is in it, in order.
    pub fn iter(self) -> impl Iterator<Item = F> {
        F::ALL.iter().copied().filter(move |flag| self.has(*flag))
    }
}

impl<F: Flag> From<F> for Flags<F> {
    fn from(flag: F) -> Self {
        Self::new(1 << flag.position())
    }
}

impl<F: Flag, T: Into<Self>> BitOr<T> for Flags<F> {
    type Output = Self;

    fn bitor(self, other: T) -> Self {
        Self::new(self.bits | other.into().bits)
    }
}

/// An enum whose values make sets.
macro_rules! flags {
    ($(#[$doc:meta])* $name:ident { $($(#[$flag_doc:meta])* $flag:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$flag_doc])* $flag,)+ }

        impl $crate::engine::flags::Flag for $name {
            const ALL: &'static [Self] = &[$(Self::$flag),+];

            fn position(self) -> u32 {
                self as u32
            }
        }

        impl<T: Into<$crate::engine::flags::Flags<Self>>> std::ops::BitOr<T> for $name {
            type Output = $crate::engine::flags::Flags<Self>;

            fn bitor(self, other: T) -> Self::Output {
                $crate::engine::flags::Flags::from(self) | other
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    flags! {
        /// Three.
        Number {
            /// First.
            One,
            /// Second.
            Two,
            /// Third.
            Three,
        }
    }

    #[test]
    fn a_set_holds_what_was_put_in_and_gives_it_in_order() {
        let mut set = Number::Three | Number::One;
        let all: Vec<Number> = set.iter().collect();
        assert_eq!(all, [Number::One, Number::Three]);
        assert!(!set.has(Number::Two) && set.take(Number::One) && !set.take(Number::One));
        assert_eq!(set | Number::One | Number::Two, Flags::ALL);
        assert!(set.take(Number::Three) && set.is_empty());
        assert_eq!(set, Flags::NONE);
    }
}
