//! The journal and the console: what is opened, noted and told.

use super::console::{Console, Keep};
use super::feed::{Notice, Severity};
use super::intent::ClientId;
use super::journal::{Cause, Journal, Moment, Opening, Report};
use crate::param::{ParamIndex, Plain};
use crate::show::journal::segment::Reason;
use std::time::Instant;

/// How notices about a journal that fails begin.
const FAILING: &str = "the journal cannot be written";

impl Console {
    /// Goes on with a journal: a segment of its own, everybody's steps, and what the show's file says
    /// otherwise than when it was read last.
    pub(super) fn open_journal(&mut self, opening: Opening) {
        self.journal = Journal::new(&opening);
        self.care.link.resume(opening.frame);
        self.begin_segment(opening.reason);
        self.restore_steps(opening.pasts);
        let edited: Vec<(ParamIndex, Plain)> = opening
            .edited
            .into_iter()
            .filter_map(|(addr, value)| Some((self.layout.index(addr)?, value)))
            .collect();
        self.journal
            .attribute(ClientId::CONSOLE, "console", Cause::File, Instant::now());
        self.change(&edited, 0);
        self.status.changes = self.journal.changes();
    }

    /// Hands over what the show's file has to remember.
    pub(super) fn keep(&self, what: Keep) {
        if let Some(keeper) = &self.keeper {
            // A keeper that has ended has said so.
            let _ = keeper.send(what);
        }
    }

    /// A checkpoint of everything as it stands.
    pub(super) fn begin_segment(&mut self, reason: Reason) {
        let moment = Moment {
            reason,
            frame: self.care.link.frame(),
            rate: self.status.rate,
            name: &self.show.name,
        };
        self.journal
            .begin_segment(&self.layout, &self.store, &moment);
    }

    /// Hands over what has its frame; the numbers of the status follow.
    pub(super) fn look_after_journal(&mut self, now: Instant) {
        self.journal.flush(now, self.care.link.frame());
        if self.journal.is_full() {
            self.begin_segment(Reason::Full);
        }
        self.status.changes = self.journal.changes();
    }

    /// The console ends by itself: the next one need not recover.
    pub(super) fn end_journal(&mut self) {
        self.journal.end(self.care.link.frame());
    }

    /// What the writer of the journal says.
    pub(super) fn take_report(&mut self, report: Report) {
        match report {
            Report::Committed(number) => {
                self.status.changes = self.journal.changes();
                self.status.committed = number;
                self.subscribers.mark_status();
                if self.journal.committed(number) {
                    self.begin_segment(Reason::Mended);
                }
            }
            Report::Failed(reason) => {
                let text = format!(
                    "{FAILING} ({reason}): changes would be lost if the console died now; make room \
                     on the disk or mend the show's folder, it is tried again every second"
                );
                let notice = Notice {
                    severity: Severity::Error,
                    text,
                };
                self.subscribers.notify(&notice);
                self.notices.push(notice);
            }
            Report::Mended => {
                self.notices
                    .retain(|notice| !notice.text.starts_with(FAILING));
                self.tell(Severity::Info, "the journal is written again");
            }
            Report::NeedsCheckpoint => self.begin_segment(Reason::Mended),
        }
    }
}
