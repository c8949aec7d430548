//! The terminal's device, to be written without waiting for it, and which threads draw on it.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use rustix::io::Errno;
use rustix::termios::{tcgetpgrp, tcgetwinsize, ttyname};
use std::cell::Cell;
use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;

/// Longest wait for room, before somebody is asked whether to go on.
const LOOK: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 20_000_000,
};
/// Size of a screen that does not tell its own.
const USUAL_SIZE: (u16, u16) = (80, 24);

thread_local! {
    /// True on threads that draw. Panics elsewhere are none of the screen's business; and
    /// looking must not allocate, since the audio thread looks here too.
    pub(super) static DRAWS: Cell<bool> = const { Cell::new(false) };
}

/// The terminal to write to, opened for ourselves: writing never waits, and nobody else who has the same
/// terminal open is concerned by that.
#[derive(Debug)]
pub(super) struct Tty(File);

impl Tty {
    pub fn open() -> io::Result<Self> {
        let stdout = io::stdout();
        let own = ttyname(&stdout, Vec::new()).ok().and_then(|name| {
            let mut options = File::options();
            let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
            options.write(true).custom_flags(flags.bits().cast_signed());
            options.open(OsStr::from_bytes(name.to_bytes())).ok()
        });
        match own {
            Some(file) => Ok(Self(file)),
            // A terminal without a name here, as in another container: writing may wait, on the
            // thread that writes.
            None => Ok(Self(File::from(stdout.as_fd().try_clone_to_owned()?))),
        }
    }

    /// Something else than a terminal, for tests.
    #[cfg(test)]
    pub fn of(file: File) -> io::Result<Self> {
        let flags = rustix::fs::fcntl_getfl(&file)?;
        rustix::fs::fcntl_setfl(&file, flags | OFlags::NONBLOCK)?;
        Ok(Self(file))
    }

    /// Writes everything, as fast as the terminal takes it and while `goes_on` says so.
    pub fn write(&self, mut bytes: &[u8], mut goes_on: impl FnMut() -> bool) -> io::Result<()> {
        while !bytes.is_empty() {
            match rustix::io::write(&self.0, bytes) {
                Ok(count) => bytes = &bytes[count..],
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) if goes_on() => {
                    let mut watched = [PollFd::new(&self.0, PollFlags::OUT)];
                    // Interrupted or not: the next try tells.
                    let _ = poll(&mut watched, Some(&LOOK));
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

/// True where this process may read and write the terminal: it does not run in the background of a
/// shell.
pub(super) fn is_foreground() -> bool {
    // A terminal that does not say so is ours.
    tcgetpgrp(io::stdin()).is_ok_and(|group| group == rustix::process::getpgrp())
        || tcgetpgrp(io::stdin()).is_err()
}

/// The size of the terminal now.
pub(super) fn size() -> (u16, u16) {
    match tcgetwinsize(io::stdout()) {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => (size.ws_col, size.ws_row),
        _ => USUAL_SIZE,
    }
}

/// Marks the thread as one that draws, as long as this lives.
pub(super) struct Drawing(());

/// This thread draws.
pub(super) fn drawing() -> Drawing {
    DRAWS.set(true);
    Drawing(())
}

impl Drop for Drawing {
    fn drop(&mut self) {
        DRAWS.set(false);
    }
}
