//! A sound file that is read from any place on, and in a loop where somebody asks for one.

use super::sound_file::SoundFile;
use super::unreadable::Unreadable;
use std::ops::Range;

/// Seconds over which the end of a loop fades into its beginning.
const CROSSFADE_SECONDS: f64 = 0.01;
/// Largest magnitude that is played: what the engine's inputs take.
const LARGEST: f32 = 16.0;

/// A file and how it is played.
#[derive(Debug)]
pub struct LoopedFile {
    file: SoundFile,
    /// The frame that is read next.
    at: u64,
    /// Frames of the file, once they are known.
    frames: u64,
    looped: Option<Range<u64>>,
    /// What comes behind the end of the loop, by channel, while it fades out; and how much of it has.
    tail: Vec<Vec<f32>>,
    faded: usize,
}

impl LoopedFile {
    /// A file of so many frames, from its beginning to its end.
    pub fn new(file: SoundFile, frames: u64) -> Self {
        let tail = vec![Vec::new(); file.channels()];
        Self {
            file,
            at: 0,
            frames,
            looped: None,
            tail,
            faded: 0,
        }
    }

    /// Samples of a frame.
    pub fn channels(&self) -> usize {
        self.file.channels()
    }

    /// In Hz.
    pub fn rate(&self) -> u32 {
        self.file.rate()
    }

    /// The frame that is read next.
    pub fn position(&self) -> u64 {
        self.at
    }

    /// The frame that comes so many frames after another one, if it was read through.
    pub fn after(&self, frame: f64, count: f64) -> f64 {
        let place = frame + count;
        match &self.looped {
            Some(range) if frame <= range.end as f64 && place >= range.end as f64 => {
                let length = (range.end - range.start) as f64;
                range.start as f64 + (place - range.end as f64) % length
            }
            _ => place,
        }
    }

    /// Where it goes back to the beginning of the range; none: it goes on to its end. An empty range is none.
    pub fn set_loop(&mut self, range: Option<Range<u64>>) {
        let inside = |range: Range<u64>| range.start..range.end.min(self.frames);
        self.looped = range.map(inside).filter(|range| !range.is_empty());
    }

    /// Goes to a frame.
    ///
    /// # Errors
    /// The file cannot be read any more.
    pub fn seek(&mut self, frame: u64) -> Result<(), Unreadable> {
        self.at = frame.min(self.frames);
        self.tail.iter_mut().for_each(Vec::clear);
        self.faded = 0;
        self.file.seek(self.at)
    }

    /// Reads on, as much as fits in `out`, a list per channel. How many frames that were: fewer only at the end.
    ///
    /// # Errors
    /// The file is damaged, or cannot be read any more.
    pub fn read(&mut self, out: &mut [Vec<f32>]) -> Result<usize, Unreadable> {
        let wanted = out.first().map_or(0, Vec::len);
        let mut done = 0;
        while done < wanted {
            let end = self.end();
            if self.at == end && !self.begin_again()? {
                break;
            }
            let most = (self.end() - self.at).min((wanted - done) as u64) as usize;
            let read = self.copy(out, done, most)?;
            if read == 0 {
                // Shorter than it was: what there is, is all there is.
                self.frames = self.at;
                self.set_loop(self.looped.clone());
                if self.at == 0 {
                    break;
                }
                continue;
            }
            self.fade_in(out, done, read);
            done += read;
        }
        Ok(done)
    }

    /// Where reading ends or begins again: a loop that lies behind counts no more until the end of the file.
    fn end(&self) -> u64 {
        let end = self.looped.as_ref().map(|range| range.end);
        end.filter(|end| self.at <= *end).unwrap_or(self.frames)
    }

    /// From the beginning of the loop; false where there is none.
    fn begin_again(&mut self) -> Result<bool, Unreadable> {
        let Some(range) = self.looped.clone() else {
            return Ok(false);
        };
        let longest = (CROSSFADE_SECONDS * f64::from(self.rate())) as u64;
        let longest = longest.min((range.end - range.start) / 2);
        let count = longest.min(self.frames - self.at) as usize;
        let mut tail = std::mem::take(&mut self.tail);
        for tail in &mut tail {
            tail.resize(count, 0.0);
        }
        let mut read = 0;
        while read < count {
            match self.copy(&mut tail, read, count - read)? {
                0 => break,
                more => read += more,
            }
        }
        self.seek(range.start)?;
        for tail in &mut tail {
            tail.truncate(read);
        }
        self.tail = tail;
        Ok(true)
    }

    /// Copies frames from the file as they are, but for what is no sound.
    fn copy(&mut self, out: &mut [Vec<f32>], to: usize, most: usize) -> Result<usize, Unreadable> {
        let count = self.file.advance(most)?;
        for (channel, out) in out.iter_mut().enumerate() {
            let out = &mut out[to..to + count];
            self.file.copy(channel, out);
            for x in out {
                *x = if x.is_finite() {
                    x.clamp(-LARGEST, LARGEST)
                } else {
                    0.0
                };
            }
        }
        self.at += count as u64;
        Ok(count)
    }

    /// What comes behind the end of the loop fades into its beginning.
    fn fade_in(&mut self, out: &mut [Vec<f32>], from: usize, count: usize) {
        let length = self.tail.first().map_or(0, Vec::len);
        let count = count.min(length - self.faded);
        for (out, tail) in out.iter_mut().zip(&self.tail) {
            let tail = &tail[self.faded..self.faded + count];
            let frames = out[from..from + count].iter_mut().zip(tail);
            for (at, (x, before)) in (self.faded..).zip(frames) {
                let part = (at as f32 + 0.5) / length as f32;
                let gain = part * part * (3.0 - 2.0 * part);
                *x = before + (*x - before) * gain;
            }
        }
        self.faded += count;
    }
}
