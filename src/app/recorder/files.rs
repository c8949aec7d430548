//! The files of a take.

use crate::disk::{SampleFormat, TakeMarker, TakeSpec, TakeWriter};
use crate::dsp::dither::{Dither, Quantizer};
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
pub struct TrackFile {
    writer: TakeWriter,
    /// One for each channel; none where floats stay floats.
    quantizers: Vec<Quantizer>,
    whole: Vec<[i32; FRAMES]>,
}

/// All of them.
#[derive(Debug)]
pub struct Files(pub Vec<TrackFile>);

impl TrackFile {
    /// A new file in the folder of a take; whether it is dithered stands beside its name. What comes in at a port is not:
    /// where it has 24 bits they stay as they are.
    ///
    /// # Errors
    /// The system's: there is a file of that name, or no room.
    pub fn create(
        folder: &Path,
        (name, dithers): (&str, bool),
        spec: &TakeSpec,
    ) -> io::Result<Self> {
        let dither = if dithers {
            Dither::Triangular
        } else {
            Dither::Off
        };
        let quantizer =
            |channel| Quantizer::new(24, dither, f64::from(spec.rate), u64::from(channel) + 1);
        let quantizers = match spec.format {
            SampleFormat::Float32 => Vec::new(),
            _ => (0..spec.channels).map(quantizer).collect(),
        };
        Ok(Self {
            writer: TakeWriter::create(&folder.join(format!("{name}.wav")), spec)?,
            whole: vec![[0; FRAMES]; quantizers.len()],
            quantizers,
        })
    }
}

impl Files {
    /// A file for each track; where one cannot be begun, none stays.
    ///
    /// # Errors
    /// The system's.
    pub fn create<'t>(
        folder: &Path,
        tracks: impl Iterator<Item = ((&'t str, bool), &'t TakeSpec)>,
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
        self.writer.frames()
    }

    /// Samples beyond full scale that whole numbers have clipped.
    pub fn clipped(&self) -> u64 {
        self.quantizers.iter().map(Quantizer::clipped).sum()
    }

    /// What was captured between two marks.
    ///
    /// # Errors
    /// The disk is full, for example.
    pub fn write(&mut self, channels: &[[f32; FRAMES]]) -> io::Result<()> {
        if self.quantizers.is_empty() {
            let channels: Vec<&[f32]> = channels.iter().map(|channel| &channel[..]).collect();
            return self.writer.write(&channels);
        }
        let quantized = self.whole.iter_mut().zip(&mut self.quantizers);
        for ((whole, quantizer), channel) in quantized.zip(channels) {
            *whole = channel.map(|x| quantizer.next(x));
        }
        let whole: Vec<&[i32]> = self.whole.iter().map(|channel| &channel[..]).collect();
        self.writer.write_whole(&whole)
    }

    /// See [`TakeWriter::write_silence`].
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn write_silence(&mut self, frames: u64) -> io::Result<()> {
        self.writer.write_silence(frames)
    }

    /// See [`TakeWriter::mend`].
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn mend(&mut self) -> io::Result<()> {
        self.writer.mend()
    }

    /// See [`TakeWriter::finish`].
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn finish(self, markers: &[TakeMarker]) -> io::Result<()> {
        self.writer.finish(markers)
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
