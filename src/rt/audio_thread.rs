//! What a thread that runs an engine is told first.

use super::ftz::flush_denormals;
use std::cell::Cell;

thread_local! {
    static IS_AUDIO: Cell<bool> = const { Cell::new(false) };
}

/// Makes the calling thread an audio thread: denormals off (part of the arithmetic), and known as
/// one, so that a panic on it prints and allocates nothing. Cheap; may be called again.
pub fn enter() {
    IS_AUDIO.set(true);
    flush_denormals();
}

/// True on a thread that has entered.
pub fn is_entered() -> bool {
    IS_AUDIO.get()
}
