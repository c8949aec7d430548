//! Writing that is tried again until the disk takes it: the one loop of the threads that keep files.

use crate::control::feed::Severity;
use crossbeam_channel::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// A failed write is tried again this often.
const RETRY: Duration = Duration::from_secs(5);
/// How often is looked after what may change on the disk by itself.
const LOOK: Duration = Duration::from_secs(2);

/// What such a thread writes.
pub(super) trait Saving {
    /// Something that happened.
    type Change;
    /// What is said when writing works again.
    const DONE: &'static str;

    /// Something is to be written with the next save.
    fn take(&mut self, change: Self::Change);

    /// Writes everything that waits, as far as the disk takes it.
    ///
    /// # Errors
    /// What is not saved, and why.
    fn save(&mut self) -> Result<(), String>;

    /// True when nothing waits.
    fn is_saved(&self) -> bool;

    /// Looks after the place where everything is written.
    ///
    /// # Errors
    /// What is wrong with it, and cannot be mended.
    fn look(&mut self) -> Result<(), String> {
        Ok(())
    }

    /// Tells people, and the log.
    fn tell(&self, severity: Severity, text: String);
}

/// Writes a word to the log.
pub(super) fn log(severity: Severity, text: &str) {
    match severity {
        Severity::Info => tracing::info!("{text}"),
        Severity::Warning => tracing::warn!("{text}"),
        Severity::Error => tracing::error!("{text}"),
    }
}

/// Takes changes until nobody sends any more; each is on its way to the disk `together` after the first that
/// waits. True when everything is written in the end.
pub(super) fn run<S: Saving>(
    saving: &mut S,
    changes: &Receiver<S::Change>,
    together: Duration,
) -> bool {
    let mut tries = Tries::default();
    loop {
        let now = Instant::now();
        if tries.due.is_some_and(|due| due <= now) {
            tries.save(saving, together);
            continue;
        }
        let until_due = tries.due.map(|due| due.duration_since(now));
        match changes.recv_timeout(until_due.unwrap_or(LOOK)) {
            Ok(change) => {
                saving.take(change);
                tries.due.get_or_insert_with(|| Instant::now() + together);
            }
            Err(RecvTimeoutError::Timeout) if tries.due.is_none() => tries.look(saving),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                tries.save(saving, together);
                return saving.is_saved();
            }
        }
    }
}

/// When to write next, and what was said about writes that fail.
#[derive(Debug, Default)]
struct Tries {
    due: Option<Instant>,
    failing: Option<String>,
}

impl Tries {
    fn save<S: Saving>(&mut self, saving: &mut S, together: Duration) {
        match saving.look().and_then(|()| saving.save()) {
            Ok(()) => {
                if self.failing.take().is_some() {
                    saving.tell(Severity::Info, S::DONE.to_owned());
                }
                // Something came while others were written.
                let more = (!saving.is_saved()).then(|| Instant::now() + together);
                self.due = more;
            }
            Err(text) => {
                self.complain(saving, &text);
                self.due = Some(Instant::now() + RETRY);
            }
        }
    }

    fn look<S: Saving>(&mut self, saving: &mut S) {
        if let Err(text) = saving.look() {
            self.complain(saving, &text);
        }
    }

    /// Says once what fails, until it works again.
    fn complain<S: Saving>(&mut self, saving: &S, text: &str) {
        let text = format!("{text}; it is tried again");
        if self.failing.as_ref() != Some(&text) {
            self.failing = Some(text.clone());
            saving.tell(Severity::Error, text);
        }
    }
}
