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
