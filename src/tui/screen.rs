//! The terminal device: taken over while this lives, and given back whatever happens.

use super::output::{GIVE_BACK, Output};
use super::run::TerminalOptions;
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use rustix::io::Errno;
use rustix::stdio::dup2_stderr;
use rustix::termios::{QueueSelector, tcflush, tcgetpgrp, tcgetwinsize, ttyname};
use std::cell::Cell;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::panic;
use std::sync::Arc;

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
    static DRAWS: Cell<bool> = const { Cell::new(false) };
}

/// The terminal to write to, opened for ourselves: writing never waits, and nobody else who has the same
/// terminal open is concerned by that.
#[derive(Debug)]
pub(super) struct Tty(File);

impl Tty {
    fn open() -> io::Result<Self> {
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

/// The terminal, taken over.
pub(super) struct Screen {
    /// What to draw on; gone first.
    pub output: Output,
    _device: Device,
}

/// What was changed about the device, and is changed back when this goes.
struct Device {
    noise: Option<Noise>,
    _hook: Hook,
}

impl Screen {
    /// Takes the terminal over: raw, on its other page, without noise of libraries.
    pub fn open(options: &TerminalOptions) -> io::Result<Self> {
        let tty = Arc::new(Tty::open()?);
        let noise = Noise::redirect(options)?;
        let device = Device {
            _hook: Hook::set(noise.clone(), Arc::clone(&tty)),
            noise,
        };
        enable_raw_mode()?;
        Ok(Self {
            output: Output::start(tty, options.mouse)?,
            _device: device,
        })
    }

    /// Gives the terminal back for a while.
    pub fn rest(&self) {
        self.output.rest();
        // It may be gone.
        let _ = disable_raw_mode();
    }

    /// Takes the terminal again, whatever others have made of it meanwhile.
    pub fn go_on(&self) -> io::Result<()> {
        disable_raw_mode()?;
        enable_raw_mode()?;
        self.output.go_on();
        Ok(())
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        give_back(self.noise.as_ref());
    }
}

/// Brings the device to the state in which it was. Errors do not matter: a terminal that is gone
/// needs nothing. Answers that nobody waits for any more are no input of the shell.
fn give_back(noise: Option<&Noise>) {
    let _ = tcflush(io::stdin(), QueueSelector::IFlush);
    let _ = disable_raw_mode();
    if let Some(noise) = noise {
        let _ = dup2_stderr(&*noise.before);
    }
}

type PanicHook = Arc<dyn Fn(&panic::PanicHookInfo<'_>) + Send + Sync>;

/// Gives the terminal back before a panic of a drawing thread is reported.
struct Hook {
    before: PanicHook,
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

impl Hook {
    fn set(noise: Option<Noise>, tty: Arc<Tty>) -> Self {
        DRAWS.set(true);
        let before: PanicHook = Arc::from(panic::take_hook());
        let then = Arc::clone(&before);
        panic::set_hook(Box::new(move |info| {
            if DRAWS.get() {
                let _ = tty.write(GIVE_BACK, || false);
                give_back(noise.as_ref());
            }
            then(info);
        }));
        Self { before }
    }
}

impl Drop for Hook {
    fn drop(&mut self) {
        DRAWS.set(false);
        if !std::thread::panicking() {
            let before = Arc::clone(&self.before);
            panic::set_hook(Box::new(move |info| before(info)));
        }
    }
}

/// Standard error on its way to the log: libraries write there, and would spoil the screen.
#[derive(Clone)]
struct Noise {
    before: Arc<OwnedFd>,
}

impl Noise {
    /// `None` where standard error is not the terminal.
    fn redirect(options: &TerminalOptions) -> io::Result<Option<Self>> {
        if !io::stderr().is_terminal() {
            return Ok(None);
        }
        let to = match &options.log {
            Some(path) => File::options().append(true).create(true).open(path)?,
            None => File::options().write(true).open("/dev/null")?,
        };
        let before = io::stderr().as_fd().try_clone_to_owned()?;
        dup2_stderr(to)?;
        Ok(Some(Self {
            before: Arc::new(before),
        }))
    }
}
