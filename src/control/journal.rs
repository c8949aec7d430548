//! The console's side of the journal: numbers changes, waits a moment for the engine's frame, hands them to
//! the writer, and knows what is safe. It never waits for a disk.

mod documents;
mod messages;
mod waiting;

pub use messages::{Message, Opening, Report};

use super::engine_link::Taken;
use super::intent::ClientId;
use super::undo::{self, Edit, Step, Steps};
use crate::param::{Layout, Store};
use crate::show::journal::document::Document;
use crate::show::journal::past::{self, Past};
pub use crate::show::journal::record::{Cause, Entry};
use crate::show::journal::record::{Group, Who};
use crate::show::journal::segment::{DocumentChanges, Documents, Reason, Start};
use crossbeam_channel::Sender;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};
use waiting::{Change, LINE_BYTES, Waiting};

/// How long a change waits for the frame at which the engine took it. With the writer's own window a
/// commit begins within 100 ms.
const FRAME_PATIENCE: Duration = Duration::from_millis(30);
/// Bytes of lines, about, after which a segment is full: as many are read again when the console starts.
const SEGMENT_BYTES: usize = 4 * 1024 * 1024;
/// Bytes, about, that may wait for a disk that hangs; what comes then waits for the next checkpoint.
const MOST_WAITING: usize = 16 * 1024 * 1024;

/// Who makes the changes of this moment, and why.
#[derive(Clone, Debug)]
struct Author {
    who: Who,
    cause: Cause,
    /// Whose step it is, where it is another's that is taken back.
    whose: Option<String>,
    now: Instant,
}

/// The console's side of the journal.
#[derive(Debug, Default)]
pub struct Journal {
    writer: Option<Sender<Message>>,
    /// Number of the last group.
    changes: u64,
    author: Option<Author>,
    waiting: VecDeque<Waiting>,
    documents: Documents,
    /// Documents that change together, as long as that goes on.
    together: Option<DocumentChanges>,
    /// The stamp of the show's file.
    file: String,
    /// Bytes, about, since the last checkpoint.
    bytes: usize,
    /// What the writer has and the disk not yet: number of the change, and bytes.
    sent: VecDeque<(u64, usize)>,
    /// The sum of these bytes.
    outstanding: usize,
    /// Changes were held back: only a checkpoint can follow.
    is_behind: bool,
}

impl Journal {
    /// A journal that goes on from what was read.
    pub fn new(opening: &Opening) -> Self {
        Self {
            writer: Some(opening.writer.clone()),
            changes: opening.sequence,
            documents: opening.documents.clone(),
            file: opening.file.clone(),
            ..Self::default()
        }
    }

    /// True where what changes outlives the process.
    pub fn is_kept(&self) -> bool {
        self.writer.is_some()
    }

    /// Number of the last change.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// What changes from here on is somebody's.
    pub fn attribute(&mut self, client: ClientId, name: &str, cause: Cause, now: Instant) {
        let who = Who {
            name: name.to_owned(),
            id: client.0,
        };
        self.author = Some(Author {
            who,
            cause,
            whose: None,
            now,
        });
    }

    /// The same hand, for another reason.
    pub fn because(&mut self, cause: Cause) {
        if let Some(author) = &mut self.author {
            author.cause = cause;
        }
    }

    /// The step that is taken back is another's.
    pub fn took_back(&mut self, whose: &str) {
        if let Some(author) = &mut self.author {
            author.whose = Some(whose.to_owned());
        }
    }

    /// Something has changed; `command` carries it to the engine.
    pub fn record(&mut self, entries: Vec<Entry>, command: Option<u64>) {
        if self.author.is_none() {
            return;
        }
        self.hand_over_together();
        let Some(author) = &self.author else {
            return;
        };
        self.changes += 1;
        if self.writer.is_none() {
            return;
        }
        let group = Group {
            sequence: self.changes,
            frame: 0,
            is_exact: false,
            time: now_in_milliseconds(),
            who: author.who.clone(),
            cause: author.cause,
            whose: author.whose.clone(),
            entries,
        };
        self.waiting.push_back(Waiting {
            change: Change::Group(group),
            command,
            since: author.now,
        });
    }

    /// How far the sound is: what moves goes on from there after a crash.
    pub fn note_frame(&mut self, frame: u64) {
        if !self.is_behind {
            self.send(Message::Frame(frame));
        }
    }

    /// A change that no engine takes goes behind those that are on their way.
    fn wait(&mut self, change: Change) {
        if self.writer.is_some() {
            self.waiting.push_back(Waiting {
                change,
                command: None,
                since: Instant::now(),
            });
        }
    }

    /// What was recorded last goes on with the move before.
    pub fn last_goes_on(&mut self) {
        let last = self.waiting.iter_mut().rev().find_map(Waiting::group);
        if let Some(group) = last {
            group.cause = Cause::HandOn;
        }
    }

    /// True while a change is not handed over yet.
    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// The engine has taken changes.
    pub fn acknowledge(&mut self, taken: &[Taken]) {
        for waiting in &mut self.waiting {
            let reached = |taken: &&Taken| {
                waiting
                    .command
                    .is_some_and(|command| command <= taken.sequence)
            };
            if let Some(taken) = taken.iter().find(reached)
                && let Some(group) = waiting.group()
            {
                group.frame = taken.frame;
                group.is_exact = true;
                waiting.command = None;
            }
        }
    }

    /// Hands over what need not wait any longer, in order; `frame` is the last known one.
    pub fn flush(&mut self, now: Instant, frame: u64) {
        while let Some(first) = self.waiting.front() {
            let is_late = now.duration_since(first.since) >= FRAME_PATIENCE;
            if first.command.is_some() && !is_late {
                return;
            }
            self.hand_over_first(frame);
        }
    }

    fn hand_over_first(&mut self, frame: u64) {
        let Some(first) = self.waiting.pop_front() else {
            return;
        };
        let (number, bytes) = first.change.size();
        self.bytes += bytes;
        self.is_behind |= self.outstanding + bytes > MOST_WAITING;
        if self.is_behind {
            return;
        }
        self.sent.push_back((number, bytes));
        self.outstanding += bytes;
        self.send(first.change.message(frame));
    }

    /// Changes up to this number are safe. True when a checkpoint has to follow, and the disk takes it again.
    pub fn committed(&mut self, number: u64) -> bool {
        while let Some((_, bytes)) = self.sent.front().filter(|(sent, _)| *sent <= number) {
            self.outstanding -= bytes;
            self.sent.pop_front();
        }
        self.is_behind && self.sent.is_empty()
    }

    /// True when the segment is full.
    pub fn is_full(&self) -> bool {
        self.bytes >= SEGMENT_BYTES && !self.is_behind
    }

    /// A segment begins: everything as it stands, behind everything that was recorded.
    pub fn begin_segment(
        &mut self,
        layout: &Arc<Layout>,
        store: &Store,
        now: &Moment,
        moving: Vec<Entry>,
    ) {
        if self.writer.is_none() {
            return;
        }
        while !self.waiting.is_empty() {
            self.hand_over_first(now.frame);
        }
        let size = |(key, json): (&String, &Document)| LINE_BYTES + key.len() + json.size();
        let bytes = LINE_BYTES * layout.len() + self.documents.iter().map(size).sum::<usize>();
        (self.bytes, self.is_behind) = (0, false);
        self.outstanding += bytes;
        self.sent.push_back((self.changes, bytes));
        let mut start = Start::new(layout, store.values(), now.reason);
        let header = &mut start.header;
        header.sequence = self.changes;
        header.frame = now.frame;
        header.rate = now.rate;
        header.time = now_in_milliseconds();
        now.name.clone_into(&mut header.name);
        header.file.clone_from(&self.file);
        start.documents.clone_from(&self.documents);
        if !moving.is_empty() {
            self.changes += 1;
            start.moving = Some(Group {
                sequence: self.changes,
                frame: now.frame,
                is_exact: false,
                time: now_in_milliseconds(),
                who: Who {
                    name: "console".to_owned(),
                    id: ClientId::CONSOLE.0,
                },
                cause: Cause::GoesOn,
                whose: None,
                entries: moving,
            });
        }
        self.send(Message::Segment(Box::new(start)));
    }

    /// The show's file has been written.
    pub fn note_file(&mut self, stamp: String) {
        self.file.clone_from(&stamp);
        self.send(Message::File(stamp));
    }

    /// The console ends by itself.
    pub fn end(&mut self, frame: u64) {
        while !self.waiting.is_empty() {
            self.hand_over_first(frame);
        }
        if self.is_behind {
            // What was held back would be missing: the next console recovers.
            return;
        }
        self.send(Message::End);
    }

    fn send(&self, message: Message) {
        if let Some(writer) = &self.writer {
            // A writer that has died has said so; the sound goes on.
            let _ = writer.send(message);
        }
    }
}

/// Where the console stands when a segment begins.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// Why it begins.
    pub reason: Reason,
    /// The last known frame.
    pub frame: u64,
    /// Sample rate in Hz; 0 while unknown.
    pub rate: u32,
    /// Name of the show.
    pub name: &'a str,
}

/// Finer than a hand is not needed, and is hard to read.
fn now_in_milliseconds() -> jiff::Timestamp {
    let now = jiff::Timestamp::now();
    jiff::Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

/// A step as the console keeps it.
pub fn entry(step: past::Step) -> undo::Entry {
    let edit = |(addr, old, new)| Edit { addr, old, new };
    undo::Entry {
        serial: step.serial,
        step: Step::of(step.edits.into_iter().map(edit).collect()),
        is_void: step.is_void,
    }
}

/// Steps as the console keeps them.
pub fn steps(past: Past) -> Steps {
    let entries = |steps: Vec<past::Step>| steps.into_iter().map(entry).collect();
    Steps {
        done: entries(past.done),
        undone: entries(past.undone),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossbeam_channel::unbounded;

    fn opening(writer: Sender<Message>, documents: Documents) -> Opening {
        Opening {
            sequence: 7,
            documents,
            ..Opening::first(writer)
        }
    }

    #[test]
    fn what_waits_for_a_disk_that_hangs_is_bounded_and_a_checkpoint_follows() {
        let (writer, messages) = unbounded();
        let mut journal = Journal::new(&opening(writer, Documents::new()));
        for n in 0..40 {
            journal.note("scene/a", n.to_string().repeat(1 << 19));
            journal.flush(Instant::now(), 0);
        }
        assert_eq!(journal.changes(), 47);
        let waiting = messages.len();
        assert!((10..35).contains(&waiting), "{waiting} of 40");
        // What follows a gap would be no use; the disk takes what it has, and then everything.
        assert!(!journal.is_full());
        assert!(!journal.committed(8));
        assert!(journal.committed(47));
    }

    #[test]
    fn documents_are_numbered_with_the_changes_before_them() {
        let (writer, messages) = unbounded();
        let documents = [("scene/a", "1"), ("scene/b", "2"), ("scenes", "3")];
        let documents = documents.map(|(key, json)| (key.to_owned(), json.into()));
        let mut journal = Journal::new(&opening(writer, documents.into()));
        let keys: Vec<&str> = journal
            .documents_under("scene/")
            .map(|(key, _)| key)
            .collect();
        assert_eq!(keys, ["scene/a", "scene/b"]);
        let now = Instant::now();
        journal.attribute(ClientId(1), "hand", Cause::Hand, now);
        journal.record(Vec::new(), Some(5));
        journal.note("scenes", "4".to_owned());
        journal.note("scenes", "4".to_owned());
        journal.forget("scene/b");
        journal.forget("scene/b");
        journal.forget_all("scene/");
        assert_eq!(journal.changes(), 11);
        // The first waits for its frame, and the others behind it.
        journal.flush(now, 100);
        assert!(messages.is_empty());
        journal.flush(now + FRAME_PATIENCE, 100);
        let text: Vec<String> = messages.try_iter().map(|m| format!("{m:?}")).collect();
        assert!(
            text[0].starts_with("Group(Group { sequence: 8, frame: 100"),
            "{text:?}"
        );
        assert_eq!(
            text[1..],
            [
                r#"Documents { sequence: 9, changes: [("scenes", Some("4"))] }"#,
                r#"Documents { sequence: 10, changes: [("scene/b", None)] }"#,
                r#"DropDocuments { sequence: 11, prefix: "scene/" }"#,
            ]
        );
        assert_eq!(journal.document("scenes"), Some("4"));
        assert_eq!(journal.document("scene/a"), None);
    }
}
