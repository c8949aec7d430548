//! The terminal device: taken over while this lives, and given back whatever happens.

use super::run::Options;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{DisableMouseCapture, EnableMouseCapture};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use rustix::stdio::dup2_stderr;
use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::panic;
use std::sync::Arc;

/// The terminal as ratatui draws on it.
pub(super) type Tty = Terminal<CrosstermBackend<BufWriter<Stdout>>>;

thread_local! {
    /// True on the thread that draws. Panics elsewhere are none of the screen's business; and
    /// looking must not allocate, since the audio thread looks here too.
    static DRAWS: Cell<bool> = const { Cell::new(false) };
}

/// The terminal, taken over.
pub(super) struct Screen {
    /// What to draw on.
    pub tty: Tty,
    /// Given back last, after the screen.
    _device: Device,
}

/// What was changed about the device, and is changed back when this goes.
struct Device {
    noise: Option<Noise>,
    _hook: Hook,
}

impl Screen {
    /// Takes the terminal over: raw, on its other page, without noise of libraries.
    pub fn open(options: &Options) -> io::Result<Self> {
        let noise = Noise::redirect(options)?;
        let device = Device {
            _hook: Hook::set(noise.clone()),
            noise,
        };
        enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen)?;
        if options.mouse {
            execute!(io::stdout(), EnableMouseCapture)?;
        }
        let tty = Terminal::new(CrosstermBackend::new(BufWriter::new(io::stdout())))?;
        Ok(Self {
            tty,
            _device: device,
        })
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // What is left of a frame must not follow onto the ordinary page.
        let _ = self.tty.backend_mut().flush();
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        give_back(self.noise.as_ref());
    }
}

/// Brings the terminal to the state in which it was. Errors do not matter: a terminal that is gone
/// needs nothing.
fn give_back(noise: Option<&Noise>) {
    let mut out = io::stdout();
    let _ = execute!(out, DisableMouseCapture, LeaveAlternateScreen, Show);
    let _ = disable_raw_mode();
    if let Some(noise) = noise {
        let _ = dup2_stderr(&*noise.before);
    }
}

type PanicHook = Arc<dyn Fn(&panic::PanicHookInfo<'_>) + Send + Sync>;

/// Gives the terminal back before a panic of the drawing thread is reported.
struct Hook {
    before: PanicHook,
}

impl Hook {
    fn set(noise: Option<Noise>) -> Self {
        DRAWS.set(true);
        let before: PanicHook = Arc::from(panic::take_hook());
        let then = Arc::clone(&before);
        panic::set_hook(Box::new(move |info| {
            if DRAWS.get() {
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
    fn redirect(options: &Options) -> io::Result<Option<Self>> {
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
