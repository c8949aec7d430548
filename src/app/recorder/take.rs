//! A take: everything that is captured goes into a file per track.
//!
//! All tracks of a take begin at the same frame and stay together: what a track misses, because the disk slept longer
//! than its ring is, becomes silence of that length, and stands in `gaps.txt` beside it. Each second everything is on the
//! disk, with headers that say so. A strip that gets another width goes on in a file of its own, which begins at the
//! same frame as all others.

use super::files::{self, Files, Gap, TrackFile};
use crate::disk::room::{RESERVE, Room, in_words};
use crate::disk::{TakeMarker, TakeSpec};
use crate::param::clock::clock;
use crate::rt::capture::{CaptureReader, FRAMES};
use std::io;
use std::path::{Path, PathBuf};

/// A take for which there is less room than this, in seconds, does not begin.
const SHORTEST_SECONDS: u64 = 10;

/// Something that is recorded.
#[derive(Debug)]
pub struct Track {
    /// Name of its file, without the ending: "01 Kick".
    pub name: String,
    /// What it is, and how it is stored.
    pub spec: TakeSpec,
    /// Where it comes from.
    pub reader: CaptureReader,
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
    reader: CaptureReader,
    file: Stage,
    /// Bytes of a frame.
    frame_bytes: u64,
    /// The track that it continues, and from which frame of the take on.
    continues: Option<usize>,
    from: u64,
    /// The name of the file in which it goes on.
    goes_on: Option<String>,
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
            reader: track.reader,
            file,
            continues: None,
            from: 0,
            goes_on: None,
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

/// Bytes of a second of so many bytes a frame.
fn pace(frame_bytes: u64, rate: u32) -> u64 {
    frame_bytes * u64::from(rate)
}

impl Take {
    /// Begins a take in a new folder: a file for every track. Where one cannot be begun, none is.
    ///
    /// # Errors
    /// There is such a folder already, or the disk does not take it, or has too little room for it.
    pub fn begin(folder: &Path, rate: u32, tracks: Vec<Track>, room: Room) -> io::Result<Self> {
        let bytes = tracks.iter().map(|track| &track.spec);
        let bytes = bytes.map(|spec| u64::from(spec.channels) * spec.format.bytes() as u64);
        let needed = SHORTEST_SECONDS * pace(bytes.sum(), rate);
        room.check(folder.parent().unwrap_or(folder), needed)?;
        std::fs::create_dir(folder)?;
        let files = Files::create(
            folder,
            tracks.iter().map(|track| (&*track.name, &track.spec)),
        )?;
        let recorded = tracks.into_iter().zip(files.0);
        let recorded = recorded.map(|(track, file)| Recorded::new(track, Stage::Open(file)));
        Ok(Self {
            folder: folder.to_owned(),
            rate,
            room,
            tracks: recorded.collect(),
            markers: Vec::new(),
            begin: None,
            gaps: Vec::new(),
            listed: 0,
            mended: 0,
            broken: None,
            news: Vec::new(),
        })
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

    /// Writes everything that waits. What went wrong, as sentences; those tracks are over, and the others go on.
    pub fn turn(&mut self) -> Vec<String> {
        let mut said = Vec::new();
        for at in 0..self.tracks.len() {
            if let Err(error) = self.write(at) {
                said.push(self.give_up(at, &error));
            }
        }
        if self.frames() >= self.mended + u64::from(self.rate) {
            said.extend(self.mend());
        }
        said
    }

    /// Why it cannot go on: the disk has nothing left but its reserve, or has failed every track.
    pub fn over(&self) -> Option<String> {
        if self.tracks.iter().all(|track| track.open().is_none()) {
            let why = self.broken.as_deref().unwrap_or("the disk fails");
            return Some(format!("no track can be written any more: {why}"));
        }
        let is_full = self.room.left(&self.folder) == Some(0);
        is_full.then(|| {
            format!(
                "the disk has only {} left, which are kept for the journal and the scenes; make room",
                in_words(RESERVE)
            )
        })
    }

    /// What happened since this was asked last and is nobody's fault, as sentences.
    pub fn news(&mut self) -> Vec<String> {
        std::mem::take(&mut self.news)
    }

    /// Writes what waits of a track; what it misses is silence.
    fn write(&mut self, at: usize) -> io::Result<()> {
        let mut goes_on = None;
        let track = &mut self.tracks[at];
        while let Some(captured) = track.reader.read() {
            let begin = *self.begin.get_or_insert(captured.frame);
            // What came before the take began is not in it.
            let Some(place) = captured.frame.checked_sub(begin) else {
                continue;
            };
            if let Stage::Waits(spec) = &track.file {
                let mut file = TrackFile::create(&self.folder, &track.name, spec)?;
                file.write_silence(place)?;
                track.file = Stage::Open(file);
                goes_on = Some(place);
            }
            let Stage::Open(file) = &mut track.file else {
                continue;
            };
            let missing = place.saturating_sub(file.frames());
            if missing > 0 {
                file.write_silence(missing)?;
                self.gaps.push(Gap {
                    track: track.name.clone(),
                    at: place - missing,
                    frames: missing,
                    goes_on: track.goes_on.clone(),
                });
            }
            file.write(captured.channels)?;
        }
        if let Some(place) = goes_on {
            self.note_goes_on(at, place);
        }
        Ok(())
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

    /// What is missing where a track went over into another file.
    fn note_changes(&mut self) {
        let changed = self.tracks.iter().filter_map(|track| {
            let before = self.tracks[track.continues?].open()?.frames();
            let is_missing = track.open().is_some() && before < track.from;
            is_missing.then(|| Gap {
                track: track.name.clone(),
                at: before,
                frames: track.from - before,
                goes_on: None,
            })
        });
        let changed: Vec<Gap> = changed.collect();
        self.gaps.extend(changed);
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
        let frame = self.frames();
        self.markers.push(TakeMarker {
            frame,
            name: name.to_owned(),
        });
    }

    /// Frames so far, of the track that has most.
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
            seconds: self.frames() as f64 / f64::from(self.rate.max(1)),
            tracks: written.count(),
            failed: self.tracks.iter().filter(is_over).count(),
            seconds_left: room.map(|bytes| bytes as f64 / pace),
            gaps: self.gaps.clone(),
        }
    }

    /// Ends it: all files are equally long and have all markers. What went wrong, as sentences.
    pub fn finish(mut self) -> Vec<String> {
        let mut said = self.turn();
        let frames = self.frames();
        self.note_changes();
        for at in 0..self.tracks.len() {
            let track = &mut self.tracks[at];
            let Stage::Open(mut file) = std::mem::replace(&mut track.file, Stage::Over) else {
                continue;
            };
            // The last mark of a track may still have been on its way; more is a gap.
            let (place, rest) = (file.frames(), frames - file.frames());
            if rest > FRAMES as u64 {
                self.gaps.push(Gap {
                    track: track.name.clone(),
                    at: place,
                    frames: rest,
                    goes_on: track.goes_on.clone(),
                });
            }
            let outcome = file
                .write_silence(rest)
                .and_then(|()| file.finish(&self.markers));
            if let Err(error) = outcome {
                said.push(self.give_up(at, &error));
            }
        }
        said.extend(self.mend());
        said
    }
}

#[cfg(test)]
mod tests;
