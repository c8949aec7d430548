//! A take: everything that is captured goes into a file per track.
//!
//! All tracks of a take begin at the same frame and stay together: what a track misses, because the disk slept longer
//! than its ring is, becomes silence of that length, and stands in `gaps.txt` beside it. Each second everything is on the
//! disk, with headers that say so. A strip that gets another width goes on in a file of its own, which begins at the
//! same frame as all others.

mod ending;

use super::backlog::Backlog;
use super::files::{self, Files, Gap, TrackFile};
use crate::disk::room::Room;
use crate::disk::{TakeMarker, TakeSpec};
use crate::param::clock::clock;
use crate::rt::capture::FRAMES;
use std::io;
use std::path::{Path, PathBuf};

/// A take for which there is less room than this, in seconds, does not begin.
const SHORTEST_SECONDS: u64 = 10;
/// Bytes that are written at a time, so that nothing that is captured meanwhile waits too long.
const TURN_BYTES: u64 = 16_000_000;

/// Something that is recorded.
#[derive(Debug)]
pub struct Track {
    /// Name of its file, without the ending: "01 Kick".
    pub name: String,
    /// What it is, and how it is stored.
    pub spec: TakeSpec,
    /// Dithered where bits are reduced: what is no port.
    pub dithers: bool,
    /// Where it comes from, and what waits already.
    pub sound: Backlog,
}

/// How a take stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TakeStatus {
    /// Where it is.
    pub folder: PathBuf,
    /// Its length so far.
    pub seconds: f64,
    /// Tracks that are written, and tracks whose files ended because of the disk.
    pub tracks: usize,
    /// See [`Self::tracks`].
    pub failed: usize,
    /// Seconds for which the disk has room at this pace; none where the system does not say it.
    pub seconds_left: Option<f64>,
    /// All that is missing so far.
    pub gaps: Vec<Gap>,
}

/// A recording that runs.
#[derive(Debug)]
pub struct Take {
    pub(super) folder: PathBuf,
    rate: u32,
    room: Room,
    tracks: Vec<Recorded>,
    markers: Vec<TakeMarker>,
    /// Engine frame with which it begins, once anything came.
    begin: Option<u64>,
    /// It has a pre-roll: what was armed later begins with silence, which is no gap.
    begins_early: bool,
    /// Frames of a track that may wait here for the disk.
    most_waiting: u64,
    gaps: Vec<Gap>,
    /// Of those, how many stand in the file beside the tracks.
    listed: usize,
    /// Frames of the take when everything was mended last.
    mended: u64,
    /// Why the last track failed.
    broken: Option<String>,
    /// What happened and is nobody's fault, until somebody has taken it.
    news: Vec<String>,
}

#[derive(Debug)]
struct Recorded {
    name: String,
    sound: Backlog,
    dithers: bool,
    file: Stage,
    /// Bytes of a frame.
    frame_bytes: u64,
    /// The track that it continues, and from which frame of the take on.
    continues: Option<usize>,
    from: u64,
    /// The name of the file in which it goes on.
    goes_on: Option<String>,
    /// It is known that whole numbers have clipped it.
    is_clipped: bool,
    /// Its frames when everything was mended last.
    mended: u64,
}

/// What became of the file of a track.
#[derive(Debug)]
enum Stage {
    /// It is made when the first sound comes.
    Waits(Box<TakeSpec>),
    /// It is written.
    Open(TrackFile),
    /// The disk has failed it.
    Over,
}

impl Recorded {
    fn new(track: Track, file: Stage) -> Self {
        let samples = u64::from(track.spec.channels);
        Self {
            frame_bytes: samples * track.spec.format.bytes() as u64,
            name: track.name,
            sound: track.sound,
            dithers: track.dithers,
            file,
            continues: None,
            from: 0,
            goes_on: None,
            is_clipped: false,
            mended: 0,
        }
    }

    fn open(&self) -> Option<&TrackFile> {
        match &self.file {
            Stage::Open(file) => Some(file),
            _ => None,
        }
    }

    /// False once it goes on elsewhere, and before anything has come.
    fn is_written(&self) -> bool {
        self.open().is_some() && self.goes_on.is_none()
    }
}

impl Track {
    /// Bytes of a frame on the disk.
    fn frame_bytes(&self) -> u64 {
        u64::from(self.spec.channels) * self.spec.format.bytes() as u64
    }
}

/// Bytes of a second of so many bytes a frame.
fn pace(frame_bytes: u64, rate: u32) -> u64 {
    frame_bytes * u64::from(rate)
}

impl Take {
    /// Begins a take in a new folder: a file for every track. Where one cannot be begun, none is. What waits of the tracks
    /// already is its beginning.
    ///
    /// # Errors
    /// There is such a folder already, or the disk does not take it, or has too little room for it.
    pub fn begin(folder: &Path, rate: u32, tracks: Vec<Track>, room: Room) -> io::Result<Self> {
        let waiting = tracks
            .iter()
            .map(|track| track.frame_bytes() * track.sound.waiting());
        let bytes = tracks.iter().map(Track::frame_bytes).sum();
        let needed = SHORTEST_SECONDS * pace(bytes, rate) + waiting.sum::<u64>();
        room.check(folder.parent().unwrap_or(folder), needed)?;
        std::fs::create_dir(folder)?;
        let made = tracks.iter();
        let made = made.map(|track| ((&*track.name, track.dithers), &track.spec));
        let files = Files::create(folder, made)?;
        let begin = tracks
            .iter()
            .filter_map(|track| track.sound.first_frame())
            .min();
        let recorded = tracks.into_iter().zip(files.0);
        let recorded = recorded.map(|(track, file)| Recorded::new(track, Stage::Open(file)));
        Ok(Self {
            folder: folder.to_owned(),
            rate,
            room,
            tracks: recorded.collect(),
            markers: Vec::new(),
            begin,
            begins_early: begin.is_some(),
            most_waiting: u64::MAX,
            gaps: Vec::new(),
            listed: 0,
            mended: 0,
            broken: None,
            news: Vec::new(),
        })
    }

    /// No more frames of a track than these wait in memory for the disk; the rest waits where it was captured, or is a gap.
    pub fn set_most_waiting(&mut self, frames: u64) {
        self.most_waiting = frames;
    }

    /// A track that will go on from another one of the take, with another width: its file begins where the take does.
    pub fn go_on(&mut self, place: usize, track: Track) {
        let waits = Stage::Waits(Box::new(track.spec.clone()));
        let continues = Some(place).filter(|place| *place < self.tracks.len());
        self.tracks.push(Recorded {
            continues,
            ..Recorded::new(track, waits)
        });
    }

    /// Writes what waits, or as much of it as takes no long time. What went wrong, as sentences; those tracks are over, and
    /// the others go on.
    pub fn turn(&mut self) -> Vec<String> {
        let mut said = Vec::new();
        for at in 0..self.tracks.len() {
            if let Err(error) = self.write(at) {
                said.push(self.give_up(at, &error));
            }
        }
        let rate = u64::from(self.rate);
        let is_due = |track: &Recorded| {
            let file = track.open();
            file.is_some_and(|file| file.frames() >= track.mended + rate)
        };
        if self.tracks.iter().any(is_due) {
            said.extend(self.mend());
        }
        said
    }

    /// What happened since this was asked last and is nobody's fault, as sentences.
    pub fn news(&mut self) -> Vec<String> {
        std::mem::take(&mut self.news)
    }

    /// Writes what waits of a track; what it misses is silence.
    fn write(&mut self, at: usize) -> io::Result<()> {
        let mut goes_on = None;
        let all = self.tracks.iter().map(|track| track.frame_bytes);
        let mark_bytes = (all.sum::<u64>() * FRAMES as u64).max(1);
        let mut marks = TURN_BYTES / mark_bytes + 1;
        let track = &mut self.tracks[at];
        track.sound.pull(self.most_waiting);
        while marks > 0
            && let Some((frame, channels)) = track.sound.next()
        {
            marks -= 1;
            let begin = *self.begin.get_or_insert(frame);
            // What came before the take began is not in it.
            let Some(place) = frame.checked_sub(begin) else {
                continue;
            };
            if let Stage::Waits(spec) = &track.file {
                let mut file = TrackFile::create(&self.folder, (&track.name, track.dithers), spec)?;
                file.write_silence(place)?;
                track.file = Stage::Open(file);
                goes_on = Some(place);
            }
            let Stage::Open(file) = &mut track.file else {
                continue;
            };
            let missing = place.saturating_sub(file.frames());
            let is_late = self.begins_early && missing == place;
            if missing > 0 {
                file.write_silence(missing)?;
            }
            if missing > 0 && !is_late {
                self.gaps.push(Gap {
                    track: track.name.clone(),
                    at: place - missing,
                    frames: missing,
                    goes_on: track.goes_on.clone(),
                });
            }
            file.write(channels)?;
        }
        self.note_clipped(at);
        if let Some(place) = goes_on {
            self.note_goes_on(at, place);
        }
        Ok(())
    }

    /// It is said once of a track that whole numbers have clipped it.
    fn note_clipped(&mut self, at: usize) {
        let track = &mut self.tracks[at];
        let clipped = track.open().map_or(0, TrackFile::clipped);
        if clipped > 0 && !track.is_clipped {
            track.is_clipped = true;
            self.news.push(format!(
                "{} goes beyond full scale, where 24 bits clip it; lower it, or record floats the next time: headroom set                  console/record-format float",
                track.name
            ));
        }
    }

    /// True while more waits than was captured in this moment.
    pub fn is_behind(&self) -> bool {
        self.tracks.iter().any(|track| track.sound.waiting() > 0)
    }

    /// A track goes on in a file of its own.
    fn note_goes_on(&mut self, at: usize, place: u64) {
        self.tracks[at].from = place;
        let name = self.tracks[at].name.clone();
        let before = self.tracks[at].continues;
        if let Some(before) = before {
            self.tracks[before].goes_on = Some(name.clone());
        }
        let before = before.map_or("a track", |before| &self.tracks[before].name);
        let seconds = place as f64 / f64::from(self.rate.max(1));
        self.news.push(format!(
            "{before} has another width from {} on: it goes on in {name}.wav, which begins with the take, like all others",
            clock(seconds as f32)
        ));
    }

    /// Everything is on the disk, and the headers say so.
    fn mend(&mut self) -> Vec<String> {
        self.mended = self.frames();
        let mut said = Vec::new();
        for at in 0..self.tracks.len() {
            let outcome = match &mut self.tracks[at].file {
                Stage::Open(file) => file.mend(),
                _ => Ok(()),
            };
            self.tracks[at].mended = self.tracks[at].open().map_or(0, TrackFile::frames);
            if let Err(error) = outcome {
                said.push(self.give_up(at, &error));
            }
        }
        if self.listed != self.gaps.len() {
            match files::list_gaps(&self.folder, self.rate, &self.gaps) {
                Ok(()) => self.listed = self.gaps.len(),
                Err(error) => said.push(format!("gaps.txt cannot be written: {error}")),
            }
        }
        said
    }

    /// The disk does not take a track any more: its file ends at what was mended last.
    fn give_up(&mut self, at: usize, error: &io::Error) -> String {
        let track = &mut self.tracks[at];
        track.file = Stage::Over;
        self.broken = Some(error.to_string());
        format!(
            "{} is no longer recorded: {error}; what is there up to now can be read; make room, and begin a new take",
            track.name
        )
    }

    /// Puts a marker where the take is.
    pub fn mark(&mut self, name: &str) {
        let frame = self.reached();
        self.markers.push(TakeMarker {
            frame,
            name: name.to_owned(),
        });
    }

    /// Frames so far, with those that wait.
    fn reached(&self) -> u64 {
        let begin = self.begin.unwrap_or(0);
        let ends = self
            .tracks
            .iter()
            .filter_map(|track| track.sound.end_frame());
        let ends = ends.map(|end| end.saturating_sub(begin));
        ends.max().unwrap_or(0).max(self.frames())
    }

    /// Frames that are written, of the track that has most.
    pub fn frames(&self) -> u64 {
        let files = self.tracks.iter().filter_map(Recorded::open);
        files.map(TrackFile::frames).max().unwrap_or(self.mended)
    }

    /// How it stands.
    pub fn status(&self) -> TakeStatus {
        let written = self.tracks.iter().filter(|track| track.is_written());
        let bytes = written.clone().map(|track| track.frame_bytes).sum();
        let pace = pace(bytes, self.rate) as f64;
        let room = self.room.left(&self.folder).filter(|_| pace > 0.0);
        let is_over = |track: &&Recorded| matches!(track.file, Stage::Over);
        TakeStatus {
            folder: self.folder.clone(),
            seconds: self.reached() as f64 / f64::from(self.rate.max(1)),
            tracks: written.count(),
            failed: self.tracks.iter().filter(is_over).count(),
            seconds_left: room.map(|bytes| bytes as f64 / pace),
            gaps: self.gaps.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
