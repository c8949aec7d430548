//! At which rate everything is measured, and how long it may warm up.

/// Sample rate of the measurement, in Hz.
pub const RATE: u32 = 48_000;
/// Frames before the measurement, in which caches fill and gains settle.
pub const WARM_UP_FRAMES: u64 = 4800;
