//! The terminal device: taken over while this lives, and given back whatever happens.

use super::options::TerminalOptions;
use super::output::{GIVE_BACK, Output};
use super::tty::{DRAWS, Tty};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use rustix::stdio::dup2_stderr;
use rustix::termios::{QueueSelector, tcflush};
use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::fd::{AsFd, OwnedFd};
use std::panic;
use std::sync::Arc;

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
