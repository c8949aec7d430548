//! A stretch of a mix, at the rate of the file that is written.

use crate::app::progress::Progress;
use crate::disk::{SoundFile, Track, Unreadable, strange};
use anyhow::{Result, anyhow};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Frames at a time.
pub const PIECE: usize = 4096;
/// What lies below this is silence: −90 dBFS.
const SILENCE: f32 = 3.162_277_7e-5;
/// What stays of the silence before the sound and behind it, in seconds.
const ROOM: (f64, f64) = (0.05, 0.5);

/// What there is in a mix, in its frames.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extent {
    /// What is wanted, as far as there is something.
    pub all: Range<u64>,
    /// What of it is not silence, with a little room at both ends.
    pub sound: Range<u64>,
    /// How long the mix is.
    pub length: u64,
    /// What a person should know of it, as sentences.
    pub notes: Vec<String>,
}

/// Reads the whole mix, so that what is damaged shows before something is written.
///
/// # Errors
/// The mix is damaged, or somebody cancels.
pub fn extent(mix: &Path, wanted: Range<u64>, progress: &Progress) -> Result<Extent> {
    let unreadable = |error: Unreadable| anyhow!("{} {error}", mix.display());
    let mut file = SoundFile::open(mix).map_err(unreadable)?;
    let rate = f64::from(file.rate());
    let said = file.frames().unwrap_or(0);
    let mut room = vec![0.0; PIECE];
    let (mut length, mut sound, mut broken) = (0_u64, None::<Range<u64>>, 0_u64);
    loop {
        let count = file.advance(PIECE).map_err(unreadable)?;
        if count == 0 {
            break;
        }
        for channel in 0..file.channels() {
            file.copy(channel, &mut room[..count]);
            broken += strange::count(&room[..count]);
            let heard = |n: usize| wanted.contains(&(length + n as u64)) && room[n].abs() > SILENCE;
            let first = (0..count).find(|n| heard(*n)).map(|n| length + n as u64);
            let last = (0..count).rfind(|n| heard(*n)).map(|n| length + n as u64);
            if let Some((first, last)) = first.zip(last) {
                let known = sound.clone().unwrap_or(first..last);
                sound = Some(known.start.min(first)..known.end.max(last));
            }
        }
        length += count as u64;
        progress.at(length, said.max(length))?;
    }
    let all = wanted.start.min(length)..wanted.end.min(length);
    let frames = |seconds: f64| (seconds * rate) as u64;
    let sound = sound.map_or(all.start..all.start, |sound| {
        let start = sound.start.saturating_sub(frames(ROOM.0)).max(all.start);
        start..(sound.end + 1 + frames(ROOM.1)).min(all.end)
    });
    let name = mix.display();
    let notes = file.notes().iter().cloned().chain(strange::note(broken));
    let notes = notes.map(|note| format!("{name} {note}"));
    Ok(Extent {
        all,
        sound,
        length,
        notes: notes.collect(),
    })
}

/// The stretch, from its beginning to its end.
#[derive(Debug)]
pub struct Source {
    mix: PathBuf,
    track: Track,
    piece: Vec<[f32; PIECE]>,
    frames: u64,
    done: u64,
}

impl Source {
    /// A range of frames of a mix, at a rate in Hz.
    ///
    /// # Errors
    /// It cannot be read, or not at that rate.
    pub fn open(mix: &Path, rate: u32, range: Range<u64>) -> Result<Self> {
        let unreadable = |error: Unreadable| anyhow!("{} {error}", mix.display());
        let file = SoundFile::open(mix).map_err(unreadable)?;
        let ratio = f64::from(rate) / f64::from(file.rate());
        let mut track = Track::new(file, range.end, rate).map_err(unreadable)?;
        track.seek(range.start).map_err(unreadable)?;
        Ok(Self {
            mix: mix.to_owned(),
            piece: vec![[0.0; PIECE]; track.channels()],
            track,
            frames: ((range.end - range.start) as f64 * ratio).round() as u64,
            done: 0,
        })
    }

    /// Its length, at the rate of the file that is written.
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// What comes next, as many samples of every channel; nothing at the end.
    ///
    /// # Errors
    /// The mix cannot be read any more.
    pub fn next(&mut self) -> Result<Option<Vec<&[f32]>>> {
        let count = (self.frames - self.done).min(PIECE as u64) as usize;
        if count == 0 {
            return Ok(None);
        }
        let mix = &self.mix;
        let filled = self.track.fill(&mut self.piece);
        filled.map_err(|error| anyhow!("{} {error}", mix.display()))?;
        self.done += count as u64;
        Ok(Some(
            self.piece.iter().map(|channel| &channel[..count]).collect(),
        ))
    }

    /// How far it is.
    pub fn done(&self) -> u64 {
        self.done
    }
}
