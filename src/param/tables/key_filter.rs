//! The filters of a key: the same ranges for every processor that has one.

/// Range of the high-pass filter.
pub const HIGH_PASS_HZ: (f32, f32) = (20.0, 16_000.0);
/// Where it starts.
pub const HIGH_PASS_DEFAULT_HZ: f32 = 100.0;
/// Range of the low-pass filter.
pub const LOW_PASS_HZ: (f32, f32) = (50.0, 20_000.0);
/// Where it starts.
pub const LOW_PASS_DEFAULT_HZ: f32 = 10_000.0;
