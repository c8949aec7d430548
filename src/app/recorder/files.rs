//! The files of a take.

use crate::disk::{TakeMarker, TakeSpec, TakeWriter};
use crate::param::clock::clock;
use crate::rt::capture::FRAMES;
use crate::show::disk::RealDisk;
use crate::show::save;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

/// What lists the gaps of a take.
const GAPS: &str = "gaps.txt";

/// Sound that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Name of the track.
    pub track: String,
    /// Frames from the beginning of the take to the first one that is missing, and how many are.
    pub at: u64,
    /// See [`Self::at`].
    pub frames: u64,
    /// The file in which the sound stands instead, where there is one.
    pub goes_on: Option<String>,
}

/// A file of a take.
#[derive(Debug)]
pub struct TrackFile(TakeWriter);

/// All of them.
#[derive(Debug)]
pub struct Files(pub Vec<TrackFile>);

impl TrackFile {
    /// A new file in the folder of a take.
    ///
    /// # Errors
    /// The system's: there is a file of that name, or no room.
    pub fn create(folder: &Path, name: &str, spec: &TakeSpec) -> io::Result<Self> {
        TakeWriter::create(&folder.join(format!("{name}.wav")), spec).map(Self)
    }
}

impl Files {
    /// A file for each name; where one cannot be begun, none stays.
    ///
    /// # Errors
    /// The system's.
    pub fn create<'t>(
        folder: &Path,
        tracks: impl Iterator<Item = (&'t str, &'t TakeSpec)>,
    ) -> io::Result<Self> {
        let mut files = Vec::new();
        for (name, spec) in tracks {
            match TrackFile::create(folder, name, spec) {
                Ok(file) => files.push(file),
                Err(error) => {
                    std::fs::remove_dir_all(folder)?;
                    return Err(error);
                }
            }
        }
        Ok(Self(files))
    }
}

impl TrackFile {
    /// Frames so far.
    pub fn frames(&self) -> u64 {
        self.0.frames()
    }

    /// What was captured between two marks.
    ///
    /// # Errors
    /// The disk is full, for example.
    pub fn write(&mut self, channels: &[[f32; FRAMES]]) -> io::Result<()> {
        let channels: Vec<&[f32]> = channels.iter().map(|channel| &channel[..]).collect();
        self.0.write(&channels)
    }

    /// See [`TakeWriter::write_silence`].
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn write_silence(&mut self, frames: u64) -> io::Result<()> {
        self.0.write_silence(frames)
    }

    /// See [`TakeWriter::mend`].
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn mend(&mut self) -> io::Result<()> {
        self.0.mend()
    }

    /// See [`TakeWriter::finish`].
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn finish(self, markers: &[TakeMarker]) -> io::Result<()> {
        self.0.finish(markers)
    }
}

/// Lists all gaps in a text beside the tracks.
///
/// # Errors
/// The system's.
pub fn list_gaps(folder: &Path, rate: u32, gaps: &[Gap]) -> io::Result<()> {
    let mut text =
        "What is missing here is silence in the files: where, how long, in which track.\n"
            .to_owned();
    for gap in gaps {
        let seconds = |frames: u64| frames as f64 / f64::from(rate.max(1));
        let (at, long) = (clock(seconds(gap.at) as f32), seconds(gap.frames));
        let goes_on = gap.goes_on.as_ref();
        let goes_on = goes_on.map_or(String::new(), |file| format!("  (goes on in {file}.wav)"));
        let _ = writeln!(
            text,
            "{at}  {long:.3} s  frame {} +{}  {}{goes_on}",
            gap.at, gap.frames, gap.track
        );
    }
    save::replace(&mut RealDisk, &folder.join(GAPS), &text)
}
