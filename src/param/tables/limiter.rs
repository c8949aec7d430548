//! The limiters: on main with look-ahead, on wedges, in-ears and matrices without.

use crate::param::row::{Spec, Unit};

section! {
    /// Rows of the limiter on main, which looks ahead, and of those on wedges, in-ears and matrices, which
    /// do not.
    LimiterParam
    /// The limiter of a wedge: on from the start.
    WEDGE_LIMITER {
        /// In or out; the delay of main's stays either way.
        On = switch("limiter/on", "Limiter").default(1.0);
        /// Highest level that leaves (on main the true peak).
        Ceiling = linear("limiter/ceiling", "Limiter ceiling", Unit::Decibel, (-30.0, 0.0), -3.0);
        /// Time constant of recovery.
        Release = log("limiter/release", "Limiter release", Unit::Millisecond, (20.0, 500.0), 100.0);
    }
}

/// The limiter of main: on from the start, and protected.
pub const MAIN_LIMITER: &[Spec<LimiterParam>] = &protected(-1.0);
/// The limiter of an in-ear mix: on from the start, low, and protected.
pub const IN_EAR_LIMITER: &[Spec<LimiterParam>] = &protected(-12.0);

/// The limiter of a matrix, for a way of a loudspeaker: off from the start.
pub const MATRIX_LIMITER: &[Spec<LimiterParam>] = &[
    LimiterParam::On.row().default(0.0),
    LimiterParam::Ceiling.row(),
    LimiterParam::Release.row(),
];

const fn protected(ceiling_db: f32) -> [Spec<LimiterParam>; 3] {
    [
        LimiterParam::On.row().protected(),
        LimiterParam::Ceiling.row().default(ceiling_db).protected(),
        LimiterParam::Release.row().protected(),
    ]
}
