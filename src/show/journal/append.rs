//! Writing a journal, group by group, on a disk that may fail.
//!
//! What was given stays in a queue until it is safe; a commit that fails changes nothing, and the next
//! one begins where the last good one ended.

use super::record::Group;
use super::recover::segments;
use super::segment::{
    Start, clean_line, document_line, drop_line, file_line, file_name, frame_line,
};
use crate::show::disk::Disk;
use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Segments of the past that are kept.
    pub segments: usize,
    /// Bytes that wait for a disk that fails; beyond that the past is given up for a checkpoint.
    pub waiting: usize,
}

impl Default for Limits {
    /// Weeks of shows; minutes of a fader that moves all the time.
    fn default() -> Self {
        Self {
            segments: 400,
            waiting: 8 * 1024 * 1024,
        }
    }
}

/// Something to be written.
#[derive(Debug)]
enum Item {
    Segment(Box<Start>),
    Lines { text: String, sequence: u64 },
}

/// The writing end of a journal.
#[derive(Debug)]
pub struct Appender {
    disk: Box<dyn Disk>,
    folder: PathBuf,
    limits: Limits,
    queue: VecDeque<Item>,
    waiting: usize,
    /// Number of the segment that is written, or of the last one there was.
    number: u64,
    /// The segment that is written, and its length as far as it is safe.
    segment: Option<(PathBuf, u64)>,
    committed: u64,
    needs_checkpoint: bool,
}

impl Appender {
    /// A journal in a folder; its first segment follows `last_number`.
    pub fn new(disk: Box<dyn Disk>, folder: PathBuf, last_number: u64, limits: Limits) -> Self {
        Self {
            disk,
            folder,
            limits,
            queue: VecDeque::new(),
            waiting: 0,
            number: last_number,
            segment: None,
            committed: 0,
            needs_checkpoint: false,
        }
    }

    /// A segment begins here.
    pub fn begin(&mut self, start: Start) {
        if std::mem::take(&mut self.needs_checkpoint) {
            self.queue.clear();
            self.waiting = 0;
            self.segment = None;
        }
        self.queue.push_back(Item::Segment(Box::new(start)));
    }

    /// A group of changes.
    pub fn append(&mut self, group: &Group) {
        self.push(group.write(), group.sequence);
    }

    /// A document is this now, or gone.
    pub fn document(&mut self, sequence: u64, key: &str, json: Option<&str>) {
        self.push(document_line(sequence, key, json), sequence);
    }

    /// All documents whose keys begin so are gone.
    pub fn drop_documents(&mut self, sequence: u64, prefix: &str) {
        self.push(drop_line(sequence, prefix), sequence);
    }

    /// How far the sound is.
    pub fn frame(&mut self, frame: u64) {
        self.push(frame_line(frame), 0);
    }

    /// The show's file has been written.
    pub fn note_file(&mut self, stamp: &str) {
        self.push(file_line(stamp), 0);
    }

    /// The console ends by itself.
    pub fn end(&mut self) {
        self.push(clean_line(), 0);
    }

    /// True when what was given is not safe.
    pub fn is_waiting(&self) -> bool {
        !self.queue.is_empty()
    }

    /// True when only a new checkpoint helps: too much has waited, or the file is gone.
    pub fn needs_checkpoint(&self) -> bool {
        self.needs_checkpoint
    }

    /// The number of the last group that is safe, or of the last before a checkpoint that is.
    pub fn committed(&self) -> u64 {
        self.committed
    }

    fn push(&mut self, text: String, sequence: u64) {
        if self.needs_checkpoint {
            return;
        }
        self.waiting += text.len();
        self.queue.push_back(Item::Lines { text, sequence });
        if self.waiting > self.limits.waiting {
            self.give_up_the_past();
        }
    }

    fn give_up_the_past(&mut self) {
        self.queue.clear();
        self.waiting = 0;
        self.needs_checkpoint = true;
    }

    /// Makes everything safe that was given.
    ///
    /// # Errors
    /// The system's reason; what is not safe still waits.
    pub fn commit(&mut self) -> io::Result<()> {
        if self.needs_checkpoint {
            return Err(io::Error::other("a checkpoint of everything is needed"));
        }
        let outcome = self.write_all();
        if let Err(error) = &outcome
            && error.kind() == io::ErrorKind::NotFound
        {
            // Somebody removed the folder or the file: a whole new one is needed.
            self.give_up_the_past();
        }
        outcome
    }

    fn write_all(&mut self) -> io::Result<()> {
        loop {
            match self.queue.front() {
                None => return Ok(()),
                Some(Item::Segment(start)) => {
                    let (sequence, number) = (start.header.sequence, self.number + 1);
                    let text = start.write(number)?;
                    self.create(number, &text)?;
                    self.committed = self.committed.max(sequence);
                    self.queue.pop_front();
                    self.remove_old();
                }
                Some(Item::Lines { .. }) => self.write_lines()?,
            }
        }
    }

    /// A new segment counts when all of it and its name are safe.
    fn create(&mut self, number: u64, text: &str) -> io::Result<()> {
        let path = self.folder.join(file_name(number));
        self.disk.make_folder(&self.folder)?;
        self.disk.create(&path)?;
        self.disk.write_at(&path, 0, text.as_bytes())?;
        self.disk.sync(&path)?;
        self.disk.sync_folder(&self.folder)?;
        if let (None, Some(above)) = (&self.segment, self.folder.parent()) {
            // The folder itself may be new.
            self.disk.sync_folder(above)?;
        }
        self.number = number;
        self.segment = Some((path, text.len() as u64));
        Ok(())
    }

    /// All lines up to the next segment, with one wait for the disk.
    fn write_lines(&mut self) -> io::Result<()> {
        let (mut bytes, mut count, mut last) = (String::new(), 0, self.committed);
        for item in &self.queue {
            let Item::Lines { text, sequence } = item else {
                break;
            };
            bytes.push_str(text);
            count += 1;
            last = last.max(*sequence);
        }
        let Some((path, length)) = &mut self.segment else {
            return Err(io::Error::new(
                io::ErrorKind::NotFound,
                "no segment has begun",
            ));
        };
        self.disk.write_at(path, *length, bytes.as_bytes())?;
        self.disk.sync(path)?;
        *length += bytes.len() as u64;
        self.queue.drain(..count);
        self.waiting -= bytes.len();
        self.committed = last;
        Ok(())
    }

    /// Removes the oldest segments beyond the limit; the one that was just begun stays in any case.
    fn remove_old(&mut self) {
        let Ok(all) = segments(self.disk.as_ref(), &self.folder) else {
            return;
        };
        let surplus = all.len().saturating_sub(self.limits.segments.max(1));
        for (number, name) in all.into_iter().take(surplus) {
            if number < self.number {
                // What cannot be removed now is tried again with the next segment.
                let _ = self.disk.remove(&self.folder.join(name));
            }
        }
    }
}
