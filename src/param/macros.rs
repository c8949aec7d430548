//! The two macros that tables are made of: `section!` and `choice!`.

/// One table: the rows of a section, by group. A group is what a kind of node has or lacks as a whole;
/// its rows follow each other in every layout.
///
/// A row is a variant and how [`Spec`](super::row::Spec) makes it, without saying again which parameter it
/// is. The macro gives the enum, its [`Row`](super::row::Row), and each group as a constant.
macro_rules! section {
    (
        $(#[$doc:meta])* $name:ident
        $($(#[$group_doc:meta])* $group:ident {
            $($(#[$row_doc:meta])* $row:ident = $make:ident($($arg:expr),* $(,)?)
                $(.$with:ident($($with_arg:expr),*))*;)+
        })+
    ) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            serde::Serialize, serde::Deserialize,
        )]
        pub enum $name { $($($(#[$row_doc])* $row,)+)+ }

        impl $name {
            const fn row(self) -> $crate::param::row::Spec<Self> {
                use $crate::param::row::Spec;
                match self {
                    $($(Self::$row => Spec::$make(self, $($arg),*)$(.$with($($with_arg),*))*,)+)+
                }
            }
        }

        impl $crate::param::row::Row for $name {
            type Each<T: Copy + std::fmt::Debug> = [T; Self::ALL.len()];
            const ALL: &'static [Self] = &[$($(Self::$row,)+)+];

            fn position(self) -> usize {
                self as usize
            }
            fn spec(self) -> $crate::param::row::Spec<Self> {
                self.row()
            }
            // In place: a mapped array goes through a drain that is not inlined, at every mark of a glide.
            #[inline]
            fn each<T: Copy + std::fmt::Debug>(mut of: impl FnMut(Self) -> T) -> Self::Each<T> {
                std::array::from_fn(|at| of(Self::ALL[at]))
            }
        }

        $($(#[$group_doc])*
        pub const $group: &[$crate::param::row::Spec<$name>] = &[$($name::$row.row()),+];)+
    };
}

/// The words of a choice, each with its variant.
macro_rules! choice {
    (
        $(#[$doc:meta])* $name:ident {
            $($(#[$choice_doc:meta])* $choice:ident = $word:literal,)+
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$choice_doc])* $choice,)+ }

        impl $name {
            /// The words, in order.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The words, and the position of this one: the default of a row.
            pub const fn among(self) -> (&'static [&'static str], u8) {
                (Self::WORDS, self as u8)
            }
        }

        impl $crate::param::row::Choice for $name {
            const ALL: &'static [Self] = &[$(Self::$choice),+];

            fn plain(self) -> $crate::param::curve::Plain {
                $crate::param::curve::Plain(f32::from(self as u8))
            }
        }
    };
}
