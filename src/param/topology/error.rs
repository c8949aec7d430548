//! What makes a topology impossible.

use thiserror::Error;

/// Why a topology cannot be built.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TopologyError {
    /// Too many of something.
    #[error("{found} {what}; at most {limit} are possible")]
    TooMany {
        /// Plural name of what there are too many of.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// A number outside the possible range.
    #[error("{what} number {number} is not possible; numbers go from 1 to {last}")]
    Number {
        /// What carries the number.
        what: &'static str,
        /// The number found.
        number: u16,
        /// The largest possible one.
        last: u16,
    },
    /// Two nodes with one number.
    #[error("{what} {number} exists twice; every number is given once and never reused")]
    Twice {
        /// What carries the number.
        what: &'static str,
        /// The number found.
        number: u16,
    },
    /// A feed to a bus that does not exist.
    #[error("{from} feeds bus/{to}, which does not exist")]
    UnknownFeed {
        /// The feeding node's path.
        from: String,
        /// The missing bus.
        to: u16,
    },
    /// A strip or bus that is wider than stereo.
    #[error("{node} cannot be {width}; strips and buses are mono or stereo")]
    TooWide {
        /// The node's path.
        node: String,
        /// The word of its width.
        width: &'static str,
    },
    /// An insert point of something that does not exist or carries no audio.
    #[error("{node} has an insert point, but there is no such strip or bus")]
    UnknownInsert {
        /// The missing node's path.
        node: String,
    },
    /// Buses that feed each other in a ring.
    #[error("feeds go round in a ring: {ring}; remove one of these feeds")]
    Ring {
        /// The ring, as paths joined by arrows.
        ring: String,
    },
}
