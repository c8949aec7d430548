//! A take: everything that is captured goes into a file per track.
//!
//! All tracks of a take begin at the same frame and stay together: what a track misses, because the disk slept longer
//! than its ring is, becomes silence of that length, and stands in `gaps.txt` beside it. Each second everything is on the
//! disk, with headers that say so.

use super::files::{self, Files, Gap, TrackFile};
use crate::disk::{TakeMarker, TakeSpec};
use crate::rt::capture::{CaptureReader, FRAMES};
use std::io;
use std::path::{Path, PathBuf};

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
    tracks: Vec<Recorded>,
    markers: Vec<TakeMarker>,
    /// Engine frame with which it begins, once anything came.
    begin: Option<u64>,
    gaps: Vec<Gap>,
    /// Of those, how many stand in the file beside the tracks.
    listed: usize,
    /// Frames of the take when everything was mended last.
    mended: u64,
}

#[derive(Debug)]
struct Recorded {
    name: String,
    reader: CaptureReader,
    /// None once the disk has failed it.
    file: Option<TrackFile>,
    /// Bytes of a frame.
    frame_bytes: u64,
}

impl Take {
    /// Begins a take in a new folder: a file for every track. Where one cannot be begun, none is.
    ///
    /// # Errors
    /// There is such a folder already, or the disk does not take it.
    pub fn begin(folder: &Path, rate: u32, tracks: Vec<Track>) -> io::Result<Self> {
        std::fs::create_dir(folder)?;
        let files = Files::create(
            folder,
            tracks.iter().map(|track| (&*track.name, &track.spec)),
        )?;
        let recorded = tracks.into_iter().zip(files.0).map(|(track, file)| {
            let samples = u64::from(track.spec.channels);
            Recorded {
                frame_bytes: samples * track.spec.format.bytes() as u64,
                name: track.name,
                reader: track.reader,
                file: Some(file),
            }
        });
        Ok(Self {
            folder: folder.to_owned(),
            rate,
            tracks: recorded.collect(),
            markers: Vec::new(),
            begin: None,
            gaps: Vec::new(),
            listed: 0,
            mended: 0,
        })
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

    /// Writes what waits of a track; what it misses is silence.
    fn write(&mut self, at: usize) -> io::Result<()> {
        let track = &mut self.tracks[at];
        while let Some(captured) = track.reader.read() {
            let begin = *self.begin.get_or_insert(captured.frame);
            let Some(file) = &mut track.file else {
                continue;
            };
            // What came before the take began is not in it.
            let Some(place) = captured.frame.checked_sub(begin) else {
                continue;
            };
            let missing = place.saturating_sub(file.frames());
            if missing > 0 {
                file.write_silence(missing)?;
                self.gaps.push(Gap {
                    track: track.name.clone(),
                    at: place - missing,
                    frames: missing,
                });
            }
            file.write(captured.channels)?;
        }
        Ok(())
    }

    /// Everything is on the disk, and the headers say so.
    fn mend(&mut self) -> Vec<String> {
        self.mended = self.frames();
        let mut said = Vec::new();
        for at in 0..self.tracks.len() {
            let outcome = self.tracks[at]
                .file
                .as_mut()
                .map_or(Ok(()), TrackFile::mend);
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
        track.file = None;
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
        let files = self.tracks.iter().filter_map(|track| track.file.as_ref());
        files.map(TrackFile::frames).max().unwrap_or(self.mended)
    }

    /// How it stands.
    pub fn status(&self) -> TakeStatus {
        let is_written = |track: &&Recorded| track.file.is_some();
        let written: Vec<&Recorded> = self.tracks.iter().filter(is_written).collect();
        let pace: u64 = written.iter().map(|track| track.frame_bytes).sum();
        let pace = pace as f64 * f64::from(self.rate);
        let room = files::room(&self.folder).filter(|_| pace > 0.0);
        TakeStatus {
            folder: self.folder.clone(),
            seconds: self.frames() as f64 / f64::from(self.rate.max(1)),
            tracks: written.len(),
            failed: self.tracks.len() - written.len(),
            seconds_left: room.map(|bytes| bytes as f64 / pace),
            gaps: self.gaps.clone(),
        }
    }

    /// Ends it: all files are equally long and have all markers. What went wrong, as sentences.
    pub fn finish(mut self) -> Vec<String> {
        let mut said = self.turn();
        let frames = self.frames();
        for at in 0..self.tracks.len() {
            let Some(mut file) = self.tracks[at].file.take() else {
                continue;
            };
            // The last mark of a track may still have been on its way; more is a gap.
            let (place, rest) = (file.frames(), frames - file.frames());
            if rest > FRAMES as u64 {
                self.gaps.push(Gap {
                    track: self.tracks[at].name.clone(),
                    at: place,
                    frames: rest,
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
