//! `RealtimeSanitizer` on the audio thread, with the feature `rtsan`; nothing at all without it.
//!
//! `make rtsan` runs tests with it.

/// While it lives, everything on this thread that may wait ends the program with a report:
/// allocating, freeing, locking, most system calls.
#[must_use]
#[allow(missing_debug_implementations)]
pub struct Watch {
    #[cfg(feature = "rtsan")]
    _scope: rtsan_standalone::ScopedSanitizeRealtime,
}

/// Watches the calling thread until the value is dropped.
#[inline(always)]
pub fn watch() -> Watch {
    Watch {
        #[cfg(feature = "rtsan")]
        _scope: rtsan_standalone::ScopedSanitizeRealtime::default(),
    }
}
