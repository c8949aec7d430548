//! The fade of sound that comes through a ring: over whole marks, along a curve without corners.

/// Frames that are handed over at a time: those between two marks of the engine.
pub const FRAMES: usize = 32;
/// Marks over which it fades in and out: 11 ms at 48 kHz.
pub const FADE: usize = 16;

/// A curve from 0 to 1 without corners.
pub fn ease(x: f32) -> f32 {
    x * x * (3.0 - 2.0 * x)
}

/// Fades what every channel plays in a mark from one step to the next; steps are 0, silence, to [`FADE`]. Audio thread.
pub fn fade(channels: &mut [[f32; FRAMES]], (from, to): (usize, usize)) {
    if (from, to) == (FADE, FADE) {
        return;
    }
    let steps = FADE as f32;
    for frame in 0..FRAMES {
        let part = frame as f32 / FRAMES as f32;
        let gain = ease((from as f32 + (to as f32 - from as f32) * part) / steps);
        for samples in &mut *channels {
            samples[frame] *= gain;
        }
    }
}
