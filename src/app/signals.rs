//! Signals: which end a console, and which must not.

use signal_hook::consts::{
    SIGALRM, SIGHUP, SIGINT, SIGIO, SIGPROF, SIGTERM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU, SIGXFSZ,
};
use signal_hook::iterator::Signals;
use std::io;
use std::thread::{Builder, JoinHandle};

/// What ends a process that does not know them, and shall not end a console: somebody's finger that
/// slipped, a timer that nobody set, a limit of file size or time of which the failing call tells.
const HARMLESS: [i32; 10] = [
    SIGUSR1,
    SIGUSR2,
    SIGALRM,
    SIGVTALRM,
    SIGPROF,
    SIGIO,
    SIGXCPU,
    SIGXFSZ,
    libc::SIGPWR,
    libc::SIGSTKFLT,
];

/// From here on harmless signals do nothing.
///
/// # Errors
/// The system refuses.
pub fn shrug_off() -> io::Result<()> {
    for signal in HARMLESS {
        signal_hook::flag::register(signal, std::sync::Arc::default())?;
    }
    Ok(())
}

/// Calls `heard` with every signal that asks to end, and when a line hangs up, on a thread of its own.
///
/// # Errors
/// The system refuses.
pub fn listen(mut heard: impl FnMut(i32) + Send + 'static) -> io::Result<JoinHandle<()>> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    Builder::new().name("signals".to_owned()).spawn(move || {
        for signal in signals.forever() {
            heard(signal);
        }
    })
}
