//! The journal's writer: a thread of its own, because a disk may take its time. Nobody waits for it.

use super::inbox::{Event, Inbox};
use super::journal::{Message, Report};
use crate::show::journal::append::Appender;
use crossbeam_channel::{Receiver, RecvTimeoutError};
use std::io;
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

/// Commits begin at most this often: what comes meanwhile shares one wait for the disk.
const WINDOW: Duration = Duration::from_millis(50);
/// After a failure it is tried again this often.
const RETRY: Duration = Duration::from_secs(1);

/// Starts the writer; it ends when the console ends, or is gone, with the reason why the disk did not
/// take everything.
///
/// # Errors
/// The system gives no thread.
pub fn start(
    appender: Appender,
    messages: Receiver<Message>,
    inbox: Inbox,
) -> io::Result<JoinHandle<Option<String>>> {
    let mut writer = Writer {
        appender,
        report: Box::new(move |report| {
            // A console that has ended needs no report.
            let _ = inbox.put(Event::Journal(report));
        }),
        failing: None,
        has_asked: false,
        committed: 0,
    };
    Builder::new().name("journal".to_owned()).spawn(move || {
        writer.run(&messages);
        let reason = writer.failing;
        reason.map(|reason| format!("the journal cannot be written ({reason})"))
    })
}

struct Writer {
    appender: Appender,
    report: Box<dyn Fn(Report) + Send>,
    /// Why the last commit failed, if it did.
    failing: Option<String>,
    /// A checkpoint was asked for, and has not come yet.
    has_asked: bool,
    committed: u64,
}

impl Writer {
    fn run(&mut self, messages: &Receiver<Message>) {
        let mut is_over = false;
        while !is_over {
            is_over = if self.failing.is_some() {
                self.gather(messages, Instant::now() + RETRY)
            } else if self.appender.is_waiting() {
                false
            } else {
                match messages.recv() {
                    Ok(message) => self.take(message),
                    Err(_) => true,
                }
            };
            is_over |= messages.try_iter().any(|message| self.take(message));
            let began = Instant::now();
            self.commit();
            if !is_over && self.failing.is_none() {
                is_over = self.gather(messages, began + WINDOW);
            }
        }
        if self.appender.is_waiting() {
            self.commit();
        }
    }

    /// Takes what comes until a moment. True when the console has ended.
    fn gather(&mut self, messages: &Receiver<Message>, until: Instant) -> bool {
        loop {
            match messages.recv_deadline(until) {
                Ok(message) => {
                    if self.take(message) {
                        return true;
                    }
                }
                Err(RecvTimeoutError::Timeout) => return false,
                Err(RecvTimeoutError::Disconnected) => return true,
            }
        }
    }

    /// True when the console has ended.
    fn take(&mut self, message: Message) -> bool {
        let is_end = matches!(message, Message::End);
        if matches!(message, Message::Segment(_)) {
            self.has_asked = false;
        }
        take(&mut self.appender, message);
        is_end
    }

    /// More than may wait is no failure of the disk: a checkpoint holds all of it.
    fn commit(&mut self) {
        if !self.appender.needs_checkpoint() {
            let outcome = self.appender.commit();
            self.report_outcome(outcome);
        }
        if self.appender.needs_checkpoint() && !self.has_asked {
            self.has_asked = true;
            (self.report)(Report::NeedsCheckpoint);
        }
        let committed = self.appender.committed();
        if committed != self.committed {
            self.committed = committed;
            (self.report)(Report::Committed(committed));
        }
    }

    fn report_outcome(&mut self, outcome: io::Result<()>) {
        match outcome {
            Ok(()) => {
                if self.failing.take().is_some() {
                    (self.report)(Report::Mended);
                }
            }
            Err(error) => {
                let reason = error.to_string();
                if self.failing.replace(reason.clone()).is_none() {
                    (self.report)(Report::Failed(reason));
                }
            }
        }
    }
}

/// Gives a message to the journal; it is safe after the next commit.
pub fn take(appender: &mut Appender, message: Message) {
    match message {
        Message::Segment(start) => appender.begin(*start),
        Message::Group(group) => appender.append(&group),
        Message::Documents { sequence, changes } => appender.documents(sequence, &changes),
        Message::DropDocuments { sequence, prefix } => appender.drop_documents(sequence, &prefix),
        Message::Frame(frame) => appender.frame(frame),
        Message::File(stamp) => appender.note_file(&stamp),
        Message::End => appender.end(),
    }
}
