//! The journal and the console: what is opened, noted and told.

use super::Core;
use crate::control::feed::{JOURNAL_FAILING, Notice, Severity};
use crate::control::gliding::{Begin, Mover, SetRequest};
use crate::control::journal::{Cause, Entry, Journal, Moment, Opening, Report};
use crate::show::journal::segment::Reason;
use std::time::{Duration, Instant};

/// How often the journal is told how far the sound is, while something moves.
const FRAME_EVERY: Duration = Duration::from_millis(100);
/// A move that takes no longer than this is over when the console ends, in seconds.
const SOON_SECONDS: u32 = 1;

impl Core {
    /// Goes on with a journal: where the sound stood, and what moved.
    pub fn resume(&mut self, opening: &Opening) {
        self.journal = Journal::new(opening);
        self.link.resume(opening.frame);
        self.restore_glides(opening);
    }

    /// Begins a segment of its own, with everybody's steps, and with what the show's file says otherwise
    /// than when it was read last.
    pub fn begin_journal(&mut self, opening: Opening) {
        self.begin_segment(opening.reason);
        self.restore_steps(opening.pasts);
        let layout = self.layout.clone();
        let edited = opening.edited.into_iter();
        let request = |(addr, value)| Some(SetRequest::now(layout.index(addr)?, value));
        self.act_for_itself(Cause::File, Instant::now());
        self.change(edited.filter_map(request));
        self.status.changes = self.journal.changes();
    }

    /// What moved when the console died goes on from where it was heard, in the time that was left.
    fn restore_glides(&mut self, opening: &Opening) {
        for glide in &opening.glides {
            let Some(index) = self.layout.index(glide.addr) else {
                continue;
            };
            self.gliding.begin(&Begin {
                index,
                curve: self.layout.spec(index).curve,
                from: glide.from,
                goal: glide.to,
                frame: glide.start,
                over: glide.over,
                by: Mover::Recall,
            });
        }
        self.frame_rate = opening.rate;
        self.follow_glides();
    }

    /// A checkpoint of everything as it stands.
    pub fn begin_segment(&mut self, reason: Reason) {
        let moment = Moment {
            reason,
            frame: self.link.frame(),
            rate: self.status.rate,
            name: &self.show.name,
        };
        let moving = self.moving_entries();
        self.journal
            .begin_segment(&self.layout, &self.store, &moment, moving);
    }

    /// A checkpoint holds present values: what moves is said with it.
    fn moving_entries(&self) -> Vec<Entry> {
        let frame = self.link.frame();
        let entry = |(index, value, over)| Entry {
            addr: self.layout.addr(index),
            value,
            from: None,
            over,
        };
        let remaining = self.gliding.remaining(frame).into_iter();
        remaining.map(entry).collect()
    }

    /// The console ends, and the next one begins in silence: what would have arrived within a moment has,
    /// a longer fade stays where it is.
    fn stop_glides(&mut self) {
        let soon = self.status.rate * SOON_SECONDS;
        let remaining = self.gliding.remaining(self.link.frame());
        let entries: Vec<Entry> = remaining
            .into_iter()
            .map(|(index, goal, over)| {
                let value = if over <= soon {
                    goal
                } else {
                    self.store.get(index)
                };
                Entry::at_once(self.layout.addr(index), value)
            })
            .collect();
        if entries.is_empty() {
            return;
        }
        self.act_for_itself(Cause::GoesOn, Instant::now());
        self.journal.record(entries, None);
    }

    /// Says how far the sound is, as long as something moves, and when it has arrived.
    fn note_frame(&mut self, now: Instant) {
        let is_due = |then: Instant| now.saturating_duration_since(then) >= FRAME_EVERY;
        let moves = !self.gliding.is_empty() && self.link.is_open();
        let is_due = match self.frame_noted {
            Some(then) => !moves || is_due(then),
            None => moves,
        };
        if is_due {
            self.frame_noted = moves.then_some(now);
            self.journal.note_frame(self.link.frame());
        }
    }

    /// Hands over what has its frame; the numbers of the status follow.
    pub fn tick_journal(&mut self, now: Instant) {
        self.journal.flush(now, self.link.frame());
        self.note_frame(now);
        if self.journal.is_full() {
            self.begin_segment(Reason::Full);
        }
        self.status.changes = self.journal.changes();
    }

    /// The console ends by itself: the next one need not recover.
    pub fn end_journal(&mut self) {
        self.stop_glides();
        self.journal.end(self.link.frame());
    }

    /// What the writer of the journal says.
    pub fn take_report(&mut self, report: Report) {
        match report {
            Report::Committed(number) => {
                let changes = self.journal.changes();
                self.set_status(|status| (status.changes, status.committed) = (changes, number));
                self.answers.serve(number);
                if self.journal.committed(number) {
                    self.begin_segment(Reason::Mended);
                }
            }
            Report::Failed(reason) => {
                self.answers.fail(reason.clone(), self.status.committed);
                let text = format!(
                    "{JOURNAL_FAILING} ({reason}): changes would be lost if the console died now; make room \
                     on the disk or mend the show's folder, it is tried again every second"
                );
                self.tell_for_good(Notice {
                    severity: Severity::Error,
                    text,
                });
            }
            Report::Mended => {
                self.answers.mend();
                self.notices
                    .retain(|notice| !notice.text.starts_with(JOURNAL_FAILING));
                self.tell(Severity::Info, "the journal is written again");
            }
            Report::NeedsCheckpoint => self.begin_segment(Reason::Mended),
        }
    }
}
