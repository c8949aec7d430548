//! Signals that end a session at the terminal.

use super::operate::Ending;
use signal_hook::SigId;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Flags that signals raise, for as long as this lives.
#[derive(Debug)]
pub(super) struct Signals {
    hangup: Arc<AtomicBool>,
    end: Arc<AtomicBool>,
    registered: Vec<SigId>,
}

impl Signals {
    /// Watches for the end of the line, and for the wish that the process ends.
    pub fn watch() -> io::Result<Self> {
        let mut signals = Self {
            hangup: Arc::default(),
            end: Arc::default(),
            registered: Vec::new(),
        };
        for (signal, flag) in [
            (SIGHUP, &signals.hangup),
            (SIGINT, &signals.end),
            (SIGTERM, &signals.end),
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
}

impl Drop for Signals {
    fn drop(&mut self) {
        for id in self.registered.drain(..) {
            signal_hook::low_level::unregister(id);
        }
    }
}
