//! The player of the reference track: a thread that measures a file, reads and converts it, and keeps the ring full
//! from which the monitor plays it. It sleeps while nobody listens.

mod copying;
mod opening;

use crate::control::inbox::{Event, Inbox};
use crate::control::setup::{Play, Played, TrackFile};
use crate::disk::{SoundFile, Track, Unreadable};
use crate::rt::fade::FRAMES;
use crate::rt::playback::PlaybackWriter;
pub use copying::Home;
use crossbeam_channel::{Receiver, RecvTimeoutError};
use opening::{Loaded, Opening, Step};
use std::io;
use std::ops::Range;
use std::thread::{Builder, JoinHandle, sleep};
use std::time::Duration;

/// How often the ring is filled while somebody listens.
const EVERY: Duration = Duration::from_millis(50);
/// What was heard of a file fades out before another one with another gain is.
const FADE: Duration = Duration::from_millis(40);
/// Marks that are written at a time, before who asks is heard.
const AT_ONCE: usize = 256;
/// Channels of the ring.
const CHANNELS: usize = 2;

/// Starts the player; it ends when nobody can ask any more.
///
/// # Errors
/// The system gives no thread.
pub fn start(asked: Receiver<Play>, home: Home, inbox: Inbox) -> io::Result<JoinHandle<()>> {
    Builder::new().name("reference".to_owned()).spawn(move || {
        let mut player = Player::new(home);
        while player.wait(&asked) {
            let Some(said) = player.turn() else { continue };
            if matches!(said, Played::Opened(_)) && player.is_heard {
                sleep(FADE);
            }
            if inbox.put(Event::Reference(said)).is_err() {
                return;
            }
        }
    })
}

/// What is played, and where.
#[derive(Debug)]
pub struct Player {
    home: Home,
    /// A file that is being measured.
    opening: Option<Opening>,
    /// A file that can be played, once somebody has said from where.
    ready: Option<Loaded>,
    loaded: Option<Loaded>,
    /// The file at the rate of the stream.
    track: Option<Track>,
    writer: Option<(PlaybackWriter, u32)>,
    looped: Option<Range<u64>>,
    is_heard: bool,
    /// Everything there is has been written.
    is_over: bool,
    /// Nothing was written since it went elsewhere.
    is_elsewhere: bool,
    /// What could not be done when it was asked.
    broken: Option<String>,
}

impl Player {
    /// A player without a file, in a show where nobody else copies one.
    pub fn new(home: Home) -> Self {
        home.sweep();
        Self {
            home,
            opening: None,
            ready: None,
            loaded: None,
            track: None,
            writer: None,
            looped: None,
            is_heard: false,
            is_over: false,
            is_elsewhere: false,
            broken: None,
        }
    }

    /// Waits until there may be something to do, and does what is asked. False when nobody asks any more.
    fn wait(&mut self, asked: &Receiver<Play>) -> bool {
        let first = match self.patience() {
            Some(patience) => asked.recv_timeout(patience),
            None => asked.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match first {
            Ok(first) => {
                self.take(first);
                asked.try_iter().for_each(|play| self.take(play));
                true
            }
            Err(RecvTimeoutError::Timeout) => true,
            Err(RecvTimeoutError::Disconnected) => false,
        }
    }

    /// How long it may wait; none: until somebody asks.
    fn patience(&self) -> Option<Duration> {
        if self.opening.is_some() || self.broken.is_some() {
            return Some(Duration::ZERO);
        }
        let writer = self
            .writer
            .as_ref()
            .filter(|_| self.track.is_some() && !self.is_over);
        let (writer, _) = writer?;
        let waits = self.is_heard || self.is_elsewhere || writer.room() > 0;
        waits.then_some(EVERY)
    }

    /// Does what is asked.
    pub fn take(&mut self, play: Play) {
        match play {
            Play::Open(file) => self.open(file),
            Play::Close => {
                (self.opening, self.ready, self.loaded, self.track) = (None, None, None, None);
                self.go_elsewhere(0);
            }
            Play::Stream(writer, rate) => {
                let before = self
                    .writer
                    .as_ref()
                    .map(|(before, _)| before.view().position());
                self.writer = Some((writer, rate));
                self.begin(before.unwrap_or(0));
            }
            Play::Seek(frame) => self.seek(frame),
            Play::Loop(range) => self.set_loop(range),
            Play::Heard(is_heard) => self.is_heard = is_heard,
        }
    }

    fn open(&mut self, file: TrackFile) {
        self.ready = None;
        self.opening = Some(Opening::new(file, &self.home));
    }

    /// From a place of the file that is ready, or else of the one that is played.
    fn seek(&mut self, frame: u64) {
        if let Some(ready) = self.ready.take() {
            self.loaded = Some(ready);
            self.looped = None;
            return self.begin(frame);
        }
        let outcome = match &mut self.track {
            Some(track) => track.seek(frame),
            None => return self.go_elsewhere(frame),
        };
        self.note(outcome);
        self.go_elsewhere(frame);
    }

    /// The file at the rate of the stream, from a place on.
    fn begin(&mut self, frame: u64) {
        self.track = None;
        if let (Some(loaded), Some((_, rate))) = (&self.loaded, &self.writer) {
            let track = begun(loaded, *rate, (frame, self.looped.clone()));
            self.track = self.note(track);
        }
        self.go_elsewhere(frame);
    }

    /// What waits in the ring may belong to another loop: it goes on where it is heard, or from the beginning of
    /// the loop where that has just ended.
    fn set_loop(&mut self, range: Option<Range<u64>>) {
        self.looped.clone_from(&range);
        let Some((writer, rate)) = &self.writer else {
            return;
        };
        let heard = writer.view().position();
        let just_behind =
            |range: &Range<u64>| (range.end..range.end + u64::from(*rate) / 2).contains(&heard);
        let from = range.as_ref().filter(|range| just_behind(range));
        let from = from.map_or(heard, |range| range.start);
        if let Some(track) = &mut self.track {
            track.set_loop(range);
            self.seek(from);
        }
    }

    fn go_elsewhere(&mut self, frame: u64) {
        if let Some((writer, _)) = &self.writer {
            writer.go_elsewhere(frame);
        }
        (self.is_over, self.is_elsewhere) = (false, true);
    }

    fn note<T>(&mut self, outcome: Result<T, Unreadable>) -> Option<T> {
        outcome
            .map_err(|error| self.broken = Some(self.sentence(&error)))
            .ok()
    }

    fn sentence(&self, error: &Unreadable) -> String {
        let path = self.loaded.as_ref().map(|loaded| loaded.path.display());
        path.map_or(String::new(), |path| format!("{path} {error}"))
    }

    /// Goes on with what there is to do. What there is to say.
    pub fn turn(&mut self) -> Option<Played> {
        self.fill();
        if let Some(text) = self.broken.take() {
            (self.track, self.loaded) = (None, None);
            return Some(Played::Broken(text));
        }
        match self.opening.as_mut()?.step() {
            Step::GoesOn(said) => said.map(Played::Measured),
            Step::Failed(text) => {
                self.opening = None;
                Some(Played::Failed(text))
            }
            Step::Done(loaded, facts) => {
                self.opening = None;
                self.ready = Some(loaded);
                // What plays now fades out: the gain of the next one is another.
                self.track = None;
                self.go_elsewhere(0);
                Some(Played::Opened(facts))
            }
        }
    }

    /// Fills the ring, as far as it takes it now.
    fn fill(&mut self) {
        let (Some(track), Some((writer, _))) = (&mut self.track, &mut self.writer) else {
            return;
        };
        let channels = track.channels().min(CHANNELS);
        let mut outcome = Ok(());
        for _ in 0..AT_ONCE.min(writer.room()) {
            if self.is_over {
                break;
            }
            let mut piece = [[0.0; FRAMES]; CHANNELS];
            match track.fill(&mut piece[..channels]) {
                Ok(filled) => {
                    if channels == 1 {
                        piece[1] = piece[0];
                    }
                    writer.write(filled.position, filled.is_last, &piece);
                    (self.is_over, self.is_elsewhere) = (filled.is_last, false);
                }
                Err(error) => {
                    outcome = Err(error);
                    break;
                }
            }
        }
        self.note(outcome);
    }
}

/// A file at a rate, sent to a place.
fn begun(
    loaded: &Loaded,
    rate: u32,
    (frame, looped): (u64, Option<Range<u64>>),
) -> Result<Track, Unreadable> {
    let file = SoundFile::open(&loaded.path)?;
    let mut track = Track::new(file, loaded.frames, rate)?;
    track.set_loop(looped);
    track.seek(frame)?;
    Ok(track)
}
