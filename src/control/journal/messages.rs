//! What goes to the writer of the journal, what comes back, and what a console starts from.

use crate::param::{ParamAddr, Plain};
use crate::show::journal::past::Pasts;
use crate::show::journal::record::Group;
use crate::show::journal::recover::Glide;
use crate::show::journal::segment::{DocumentChanges, Documents, Reason, Start};
use crossbeam_channel::Sender;

/// Something for the writer.
#[derive(Debug)]
pub enum Message {
    /// A segment begins: everything as it stands.
    Segment(Box<Start>),
    /// A group of changes.
    Group(Group),
    /// Documents have changed together.
    Documents {
        /// Number of the change.
        sequence: u64,
        /// By name: what each is now, or that it is gone.
        changes: DocumentChanges,
    },
    /// Documents are gone.
    DropDocuments {
        /// Number of the change.
        sequence: u64,
        /// How their keys begin.
        prefix: String,
    },
    /// How far the sound is, while something moves.
    Frame(u64),
    /// The show's file has been written, and has this stamp now.
    File(String),
    /// The console ends by itself.
    End,
}

/// What the writer reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// Changes up to this number are safe.
    Committed(u64),
    /// Writing fails; it is tried again.
    Failed(String),
    /// Writing works again.
    Mended,
    /// Only a whole new checkpoint helps.
    NeedsCheckpoint,
}

/// What a console with a journal starts from.
#[derive(Clone, Debug)]
pub struct Opening {
    /// To the writer.
    pub writer: Sender<Message>,
    /// Number of the last group before.
    pub sequence: u64,
    /// The last known frame.
    pub frame: u64,
    /// Sample rate in Hz by which frames counted; 0 where no stream had told one.
    pub rate: u32,
    /// Why this console starts.
    pub reason: Reason,
    /// The stamp of the show's file.
    pub file: String,
    /// Everybody's steps.
    pub pasts: Pasts,
    /// What was moving when the console died; the values say where to.
    pub glides: Vec<Glide>,
    /// The documents.
    pub documents: Documents,
    /// What the show's file says otherwise than when it was read last.
    pub edited: Vec<(ParamAddr, Plain)>,
}

impl Opening {
    /// Of a journal that begins: nothing happened before.
    pub fn first(writer: Sender<Message>) -> Self {
        Self {
            writer,
            sequence: 0,
            frame: 0,
            rate: 0,
            reason: Reason::Open,
            file: String::new(),
            pasts: Pasts::default(),
            glides: Vec::new(),
            documents: Documents::new(),
            edited: Vec::new(),
        }
    }
}
