//! Memory that the audio thread may touch without waiting for the kernel.

#![allow(unsafe_code)]

use std::io;

/// Locks all memory of the process, now and later, so that no page has to be fetched while audio
/// runs. Not on a real-time thread.
///
/// # Errors
/// The system's reason, usually a memory-lock limit that is too low; the console runs without.
pub fn lock_all() -> io::Result<()> {
    // SAFETY: mlockall takes flags only.
    let result = unsafe { libc::mlockall(libc::MCL_CURRENT | libc::MCL_FUTURE) };
    if result == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

/// An array whose memory is really there: zeroed pages are otherwise only promised by the system,
/// and fetched on first use, which would be on the audio thread.
// not real-time: when engines are built.
pub fn touched<T: Copy>(value: T, count: usize) -> Box<[T]> {
    (0..count).map(|_| std::hint::black_box(value)).collect()
}
