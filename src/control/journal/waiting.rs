//! Changes on their way to the writer of the journal.

use super::messages::Message;
use crate::show::journal::document::Document;
use crate::show::journal::record::Group;
use crate::show::journal::segment::DocumentChanges;
use std::time::Instant;

/// Bytes that a line of a group has, about.
pub(super) const LINE_BYTES: usize = 96;

/// A change on its way.
#[derive(Debug)]
pub(super) struct Waiting {
    pub change: Change,
    /// The command that carries it; nothing when no engine takes it.
    pub command: Option<u64>,
    pub since: Instant,
}

impl Waiting {
    pub fn group(&mut self) -> Option<&mut Group> {
        match &mut self.change {
            Change::Group(group) => Some(group),
            Change::Documents(..) | Change::Drop(..) => None,
        }
    }
}

/// Something with a number.
#[derive(Debug)]
pub(super) enum Change {
    Group(Group),
    Documents(u64, DocumentChanges),
    Drop(u64, String),
}

impl Change {
    /// Its number, and about how many bytes it takes.
    pub fn size(&self) -> (u64, usize) {
        match self {
            Self::Group(group) => (group.sequence, LINE_BYTES * group.entries.len().max(1)),
            Self::Documents(sequence, changes) => {
                let size = |(key, json): &(String, Option<Document>)| {
                    LINE_BYTES + key.len() + json.as_ref().map_or(0, Document::size)
                };
                (*sequence, changes.iter().map(size).sum())
            }
            Self::Drop(sequence, prefix) => (*sequence, LINE_BYTES + prefix.len()),
        }
    }

    /// For the writer; `frame` is the last known one.
    pub fn message(self, frame: u64) -> Message {
        match self {
            Self::Group(mut group) => {
                if !group.is_exact {
                    group.frame = frame;
                }
                Message::Group(group)
            }
            Self::Documents(sequence, changes) => Message::Documents { sequence, changes },
            Self::Drop(sequence, prefix) => Message::DropDocuments { sequence, prefix },
        }
    }
}
