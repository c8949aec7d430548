//! The tape's reader: a thread that opens recorded tracks and keeps their rings full. Where the disk is too slow, tracks
//! are silent for a moment; nothing else is concerned.

mod found;
mod reel;

use super::recorder;
use super::reference::Home;
use crate::control::inbox::{Event, Inbox};
use crate::control::tape_orders::{TapeChoice, TapeOrder, TapeSaid, TapeTrack};
use crate::param::{NodeId, Width};
use crate::rt::tape::{TapeClock, TrackWriter};
use crossbeam_channel::{Receiver, RecvTimeoutError};
use reel::{Cue, Reel};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// How often the rings are filled.
const EVERY: Duration = Duration::from_millis(20);
/// Marks of a file that are read at a time, before the next file has its turn.
const AT_ONCE: usize = 64;

/// Starts the reader; it ends when nobody can ask any more.
///
/// # Errors
/// The system gives no thread.
pub fn start(asked: Receiver<TapeOrder>, home: Home, inbox: Inbox) -> io::Result<JoinHandle<()>> {
    Builder::new().name("tape".to_owned()).spawn(move || {
        let mut reader = TapeReader::new(home);
        let mut is_hungry = false;
        loop {
            let mut said = Vec::new();
            match next(&reader, &asked, is_hungry) {
                Ok(order) => said.extend(reader.take(order)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            said.extend(asked.try_iter().flat_map(|order| reader.take(order)));
            let (is_more, broken) = reader.turn();
            is_hungry = is_more;
            said.extend(broken);
            for said in said {
                let _ = inbox.put(Event::Tape(said));
            }
        }
    })
}

fn next(
    reader: &TapeReader,
    asked: &Receiver<TapeOrder>,
    is_hungry: bool,
) -> Result<TapeOrder, RecvTimeoutError> {
    match (reader.reels.is_empty(), is_hungry) {
        (true, _) => asked.recv().map_err(|_| RecvTimeoutError::Disconnected),
        (false, true) => asked.recv_timeout(Duration::ZERO),
        (false, false) => asked.recv_timeout(EVERY),
    }
}

/// The files of a tape, and where they are read.
#[derive(Debug)]
pub struct TapeReader {
    home: Home,
    clock: TapeClock,
    reels: Vec<Reel>,
    cue: Cue,
}

impl TapeReader {
    /// A reader without a tape, in a show.
    pub fn new(home: Home) -> Self {
        Self {
            home,
            clock: TapeClock::default(),
            reels: Vec::new(),
            cue: Cue::default(),
        }
    }

    /// Does what is asked. What there is to say.
    pub fn take(&mut self, order: TapeOrder) -> Vec<TapeSaid> {
        match order {
            TapeOrder::Open {
                number,
                path,
                strips,
                chosen,
            } => vec![match self.look(path, &strips, &chosen) {
                Ok(facts) => TapeSaid::Opened(number, facts),
                Err(why) => TapeSaid::Failed(number, why),
            }],
            TapeOrder::Stream {
                clock,
                rate,
                folder,
                tracks,
            } => {
                self.clock = clock;
                self.open(rate, &folder, tracks)
            }
            TapeOrder::Cue { way, from, cycle } => {
                self.cue = Cue { way, from, cycle };
                let cue = self.cue;
                let cued = self.reels.iter_mut().filter_map(|reel| {
                    let outcome = reel.cue(cue);
                    outcome.err().map(|error| broken(reel.path(), &error))
                });
                cued.collect()
            }
        }
    }

    fn look(
        &self,
        path: Option<PathBuf>,
        strips: &[(NodeId, Width)],
        chosen: &[TapeChoice],
    ) -> Result<crate::control::tape_orders::TapeFacts, String> {
        let path = match path {
            Some(path) => path,
            None => found::newest(&recorder::folder(&self.home).unwrap_or_default())?,
        };
        // It is kept, and looked for again from wherever the console is started then.
        let path = std::path::absolute(&path).unwrap_or(path);
        found::look(&path, strips, chosen)
    }

    /// Opens every file once, for all strips that hear it.
    fn open(
        &mut self,
        rate: u32,
        folder: &Path,
        tracks: Vec<(TapeTrack, TrackWriter)>,
    ) -> Vec<TapeSaid> {
        self.reels.clear();
        let mut said = Vec::new();
        for (track, writer) in tracks {
            let path = folder.join(&track.file);
            let known = self.reels.iter_mut().find(|reel| reel.path() == path);
            if let Some(reel) = known {
                reel.add(&track, writer);
                continue;
            }
            match Reel::open(&path, rate) {
                Ok(mut reel) => {
                    reel.add(&track, writer);
                    self.reels.push(reel);
                }
                Err(error) => said.push(broken(&path, &error)),
            }
        }
        said
    }

    /// Reads on, a part of each file. Whether there is more to do at once, and what there is to say.
    pub fn turn(&mut self) -> (bool, Vec<TapeSaid>) {
        let course = self.clock.course();
        let start = course.start.filter(|_| course.way == self.cue.way);
        let now = start.and_then(|start| self.clock.mark().checked_sub(start));
        let (mut is_more, mut said) = (false, Vec::new());
        for reel in &mut self.reels {
            match reel.read(now, AT_ONCE) {
                Ok(read) => is_more |= read == AT_ONCE,
                Err(error) => said.push(broken(reel.path(), &error)),
            }
        }
        (is_more, said)
    }
}

fn broken(path: &Path, error: &crate::disk::Unreadable) -> TapeSaid {
    TapeSaid::Broken(format!(
        "{} {error}; who hears it is silent; mend it, and stop and play again",
        path.display()
    ))
}
