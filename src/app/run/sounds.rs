//! Who plays the reference track, who reads tapes, and who records: threads that may hang in a disk that does not answer.

use crate::app::{recorder, reference, tape};
use crate::control::inbox::Inbox;
use crate::control::setup::{Play, Record};
use crate::control::tape_orders::TapeOrder;
use anyhow::{Context, Result};
use crossbeam_channel::Receiver;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long who only reads may take to end.
const READS: Duration = Duration::from_secs(2);
/// How long who records may take to finish the files.
const WRITES: Duration = Duration::from_secs(60);
/// Between looks whether a thread has ended.
const EVERY: Duration = Duration::from_millis(10);

/// A thread that reads or writes sound files.
#[derive(Debug)]
pub(super) struct Sound {
    thread: JoinHandle<()>,
    patience: Duration,
}

/// Starts all three.
///
/// # Errors
/// The system gives no thread.
pub(super) fn start(
    (plays, tapes, records): (Receiver<Play>, Receiver<TapeOrder>, Receiver<Record>),
    home: &reference::Home,
    inbox: &Inbox,
) -> Result<[Sound; 3]> {
    let player = reference::start(plays, home.clone(), inbox.clone())
        .context("no thread for the reference track")?;
    let tape =
        tape::start(tapes, home.clone(), inbox.clone()).context("no thread to read tapes")?;
    let recorder =
        recorder::start(records, home.clone(), inbox.clone()).context("no thread to record")?;
    let sound = |(thread, patience)| Sound { thread, patience };
    Ok([(player, READS), (tape, READS), (recorder, WRITES)].map(sound))
}

impl Sound {
    /// Waits until it has ended; one that hangs is left behind, and goes with the process.
    pub(super) fn end(self) {
        if !self.ends() {
            tracing::warn!("a disk with sound files does not answer; leaving it");
        }
    }

    /// False where its patience is over before.
    fn ends(self) -> bool {
        let begun = Instant::now();
        while !self.thread.is_finished() {
            if begun.elapsed() >= self.patience {
                return false;
            }
            thread::sleep(EVERY);
        }
        // One that has died is over, too.
        let _ = self.thread.join();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossbeam_channel::bounded;

    #[test]
    fn who_ends_is_waited_for_and_who_hangs_is_left() {
        let ends = Sound {
            thread: thread::spawn(|| thread::sleep(Duration::from_millis(50))),
            patience: Duration::from_secs(3600),
        };
        assert!(ends.ends());
        let (release, released) = bounded::<()>(0);
        let hangs = Sound {
            thread: thread::spawn(move || released.recv().unwrap_or_default()),
            patience: Duration::ZERO,
        };
        assert!(!hangs.ends());
        drop(release);
    }
}
