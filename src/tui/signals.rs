//! Signals that end a session at the terminal, suspend it, or bring it back.

use super::ask::Ending;
use signal_hook::SigId;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Flags that signals raise, for as long as this lives.
#[derive(Debug)]
pub(super) struct Signals {
    hangup: Arc<AtomicBool>,
    end: Arc<AtomicBool>,
    suspend: Arc<AtomicBool>,
    resume: Arc<AtomicBool>,
    registered: Vec<SigId>,
}

impl Signals {
    /// Watches for the end of the line, for the wish that the process ends or pauses, and for its
    /// return.
    pub fn watch() -> io::Result<Self> {
        let mut signals = Self {
            hangup: Arc::default(),
            end: Arc::default(),
            suspend: Arc::default(),
            resume: Arc::default(),
            registered: Vec::new(),
        };
        for (signal, flag) in [
            (SIGHUP, &signals.hangup),
            (SIGINT, &signals.end),
            (SIGTERM, &signals.end),
            (SIGTSTP, &signals.suspend),
            (SIGCONT, &signals.resume),
        ] {
            let id = signal_hook::flag::register(signal, Arc::clone(flag))?;
            signals.registered.push(id);
        }
        Ok(signals)
    }

    /// What came: the line is gone, and the console goes on; or the process shall end.
    pub fn ending(&self) -> Option<Ending> {
        if self.end.load(Ordering::Relaxed) {
            Some(Ending::Quit)
        } else if self.hangup.load(Ordering::Relaxed) {
            Some(Ending::Detached)
        } else {
            None
        }
    }

    /// True when the line is gone.
    pub fn is_hung_up(&self) -> bool {
        self.hangup.load(Ordering::Relaxed)
    }

    /// True once for every wish that the process pauses.
    pub fn take_suspend(&self) -> bool {
        self.suspend.swap(false, Ordering::Relaxed)
    }

    /// True once when the process has been paused and goes on.
    pub fn take_resume(&self) -> bool {
        self.resume.swap(false, Ordering::Relaxed)
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        for id in self.registered.drain(..) {
            signal_hook::low_level::unregister(id);
        }
    }
}
