//! How far it is, for people who wait; and whether they still want to.

use anyhow::{Result, bail};
use signal_hook::consts::{SIGINT, SIGTERM};
use std::cell::Cell;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Characters of the bar.
const BAR: usize = 30;

/// Says on a terminal how far it is.
#[derive(Debug)]
pub struct Progress {
    /// Somebody has asked to end.
    cancelled: Arc<AtomicBool>,
    /// Somebody looks.
    is_seen: bool,
    what: Cell<&'static str>,
    /// What was said last, in percent.
    said: Cell<u64>,
}

impl Progress {
    /// Says nothing, and is never cancelled.
    pub fn silent() -> Self {
        Self {
            cancelled: Arc::default(),
            is_seen: false,
            what: Cell::new(""),
            said: Cell::new(0),
        }
    }

    /// From here on the key that ends a program ends what is under way, and leaves nothing behind.
    ///
    /// # Errors
    /// The system's.
    pub fn new() -> Result<Self> {
        let cancelled = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            signal_hook::flag::register(signal, cancelled.clone())?;
        }
        Ok(Self {
            cancelled,
            is_seen: io::stderr().is_terminal(),
            what: Cell::new(""),
            said: Cell::new(0),
        })
    }

    /// Something begins.
    pub fn begin(&self, what: &'static str) {
        self.what.set(what);
        self.said.set(u64::MAX);
    }

    /// So much of it is done.
    ///
    /// # Errors
    /// Somebody has cancelled.
    pub fn at(&self, done: u64, all: u64) -> Result<()> {
        if self.cancelled.load(Ordering::Relaxed) {
            self.end();
            bail!("cancelled; nothing was written");
        }
        let percent = done * 100 / all.max(1);
        if self.is_seen && self.said.replace(percent) != percent {
            // Nobody misses it where it cannot be said.
            let full = BAR * percent.min(100) as usize / 100;
            let (done, left) = ("#".repeat(full), ".".repeat(BAR - full));
            let what = self.what.get();
            let _ = write!(io::stderr(), "\r{what:9} [{done}{left}] {percent:3} %");
        }
        Ok(())
    }

    /// Clears the line.
    pub fn end(&self) {
        if self.is_seen {
            let _ = write!(io::stderr(), "\r{:1$}\r", "", BAR + 18);
        }
    }
}
