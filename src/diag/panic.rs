//! The panic hook: silent on audio threads, one line in the log elsewhere.

use super::log;
use std::panic;

/// Sets the hook. `is_audio_thread` must neither allocate nor wait.
pub fn set_hook(is_audio_thread: fn() -> bool) {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        // The payload of an audio thread goes home unread; the engine is healed elsewhere.
        if is_audio_thread() {
            return;
        }
        tracing::error!("panic: {info}");
        // The process may end at once.
        log::flush();
        usual(info);
    }));
}
