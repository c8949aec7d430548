//! The thread that reads keys and mouse.

use crossbeam_channel::{Receiver, Sender, bounded};
use ratatui::crossterm::event::{self, Event};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Input that may wait for the screen.
const WAITING: usize = 256;
/// How long the thread outlives its session at most, in nanoseconds.
const LOOK: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 200_000_000,
};

/// The input thread's other end; the thread ends with it.
#[derive(Debug)]
pub(super) struct Input {
    events: Receiver<io::Result<Event>>,
    ended: Arc<AtomicBool>,
}

impl Input {
    /// Starts to read.
    pub fn start() -> io::Result<Self> {
        let (sender, events) = bounded(WAITING);
        let ended = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&ended);
        thread::Builder::new()
            .name("terminal input".to_owned())
            .spawn(move || {
                if let Err(error) = listen(&sender, &told) {
                    let _ = sender.send(Err(error));
                }
            })?;
        Ok(Self { events, ended })
    }

    /// The next event, if one came.
    pub fn next(&self) -> io::Result<Option<Event>> {
        self.events.try_recv().ok().transpose()
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
    }
}

fn listen(events: &Sender<io::Result<Event>>, ended: &AtomicBool) -> io::Result<()> {
    while !ended.load(Ordering::Relaxed) {
        if !wait()? {
            continue;
        }
        // Not zero: with a time-out of zero crossterm does not look at all.
        while event::poll(Duration::from_millis(1))? {
            if events.send(Ok(event::read()?)).is_err() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Waits until there is something to read. Looks before crossterm does, because crossterm does
/// not notice that a terminal is gone, and would read its end for ever.
fn wait() -> io::Result<bool> {
    let stdin = io::stdin();
    let mut watched = [PollFd::new(&stdin, PollFlags::IN)];
    match poll(&mut watched, Some(&LOOK)) {
        Ok(_) | Err(rustix::io::Errno::INTR) => {}
        Err(error) => return Err(error.into()),
    }
    let found = watched[0].revents();
    if found.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
        return Err(io::Error::new(
            io::ErrorKind::UnexpectedEof,
            "the terminal is gone",
        ));
    }
    Ok(found.contains(PollFlags::IN))
}
