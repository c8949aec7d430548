//! What real-time code stands on: rings, denormals, locked memory, time of a cycle.

pub mod audio_thread;
pub mod beat;
pub mod capture;
pub mod external;
pub mod fade;
pub mod ftz;
pub mod load;
pub mod memory;
pub mod meter_tap;
pub mod midi;
pub mod playback;
pub mod sanitizer;
pub mod tape;
