//! A sound file as it is played: at the rate of whoever plays it, from any place on, in pieces. What is converted is
//! early or late by less than a frame: the filter has an even length.

use super::looped::LoopedFile;
use super::sound_file::SoundFile;
use super::unreadable::Unreadable;
use audioadapter_buffers::direct::SequentialSliceOfVecs;
use rubato::{Fft, FixedSync, Resampler};
use std::fmt;
use std::ops::Range;

/// Frames that are converted at a time.
const CHUNK: usize = 1024;

/// A file that is being played.
#[derive(Debug)]
pub struct Track {
    source: LoopedFile,
    /// None where the rates are the same.
    converter: Option<Converter>,
    /// Frames of the file in one that is played.
    ratio: f64,
    input: Vec<Vec<f32>>,
    output: Vec<Vec<f32>>,
    /// Frames of the output that were taken.
    taken: usize,
    /// Where in the file the output begins.
    position: f64,
    /// Where in the file it was last sent.
    origin: u64,
    /// Frames of the file that were read since then, and frames that were played.
    read: u64,
    played: u64,
    has_ended: bool,
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The frame of the file with which it begins.
    pub position: u64,
    /// Nothing comes behind it.
    pub is_last: bool,
}

/// From one rate to the other.
struct Converter(Fft<f32>);

impl fmt::Debug for Converter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Converter").finish_non_exhaustive()
    }
}

impl Track {
    /// A file of so many frames, to be played at a rate in Hz.
    ///
    /// # Errors
    /// There is no way from its rate to that one.
    pub fn new(file: SoundFile, frames: u64, rate: u32) -> Result<Self, Unreadable> {
        let channels = file.channels();
        let ratio = f64::from(file.rate()) / f64::from(rate);
        let converter = Converter::new(file.rate(), rate, channels)?;
        let (inputs, outputs) = converter.as_ref().map_or((CHUNK, CHUNK), |converter| {
            (
                converter.0.input_frames_max(),
                converter.0.output_frames_max(),
            )
        });
        Ok(Self {
            source: LoopedFile::new(file, frames),
            converter,
            ratio,
            input: vec![vec![0.0; inputs]; channels],
            output: vec![vec![0.0; outputs]; channels],
            taken: outputs,
            position: 0.0,
            origin: 0,
            read: 0,
            played: 0,
            has_ended: false,
        })
    }

    /// Samples of a frame.
    pub fn channels(&self) -> usize {
        self.source.channels()
    }

    /// Goes back from the end of a range of frames of the file to its beginning; none: it goes on to its end.
    pub fn set_loop(&mut self, range: Option<Range<u64>>) {
        self.source.set_loop(range);
    }

    /// Frames of the file in one that is played.
    pub fn ratio(&self) -> f64 {
        self.ratio
    }

    /// Goes to a frame of the file: what is played next begins exactly there.
    ///
    /// # Errors
    /// The file cannot be read any more.
    pub fn seek(&mut self, frame: u64) -> Result<(), Unreadable> {
        self.source.seek(frame)?;
        self.origin = self.source.position();
        (self.read, self.played, self.has_ended) = (0, 0, false);
        self.taken = self.output.first().map_or(0, Vec::len);
        if let Some(converter) = &mut self.converter {
            converter.0.reset();
            // Before its first frame there is what a filter makes of silence.
            let mut late = converter.0.output_delay();
            while late > 0 {
                self.convert()?;
                let made = self.output.first().map_or(0, Vec::len);
                self.taken = late.min(made);
                late -= self.taken;
            }
        }
        Ok(())
    }

    /// Fills a piece, an array per channel; behind the end of the file with silence.
    ///
    /// # Errors
    /// The file is damaged, or cannot be read any more.
    pub fn fill<const N: usize>(&mut self, piece: &mut [[f32; N]]) -> Result<Filled, Unreadable> {
        let mut position = None;
        let mut done = 0;
        while done < N {
            if self.taken == self.output[0].len() {
                self.convert()?;
                self.taken = 0;
            }
            position.get_or_insert_with(|| self.place());
            let count = (N - done).min(self.output[0].len() - self.taken);
            for (piece, output) in piece.iter_mut().zip(&self.output) {
                piece[done..done + count].copy_from_slice(&output[self.taken..self.taken + count]);
            }
            self.taken += count;
            done += count;
        }
        self.played += N as u64;
        Ok(Filled {
            position: position.unwrap_or(self.origin),
            is_last: self.has_ended && self.played as f64 * self.ratio >= self.read as f64,
        })
    }

    /// Where in the file the next frame of the output is.
    fn place(&self) -> u64 {
        let late = self.converter.as_ref();
        let late = late.map_or(0, |converter| converter.0.output_delay());
        let frames = self.taken as f64 - late as f64;
        let place = self.source.after(self.position, frames * self.ratio);
        let is_first = self.played == 0;
        if is_first {
            self.origin
        } else {
            place.max(0.0).round() as u64
        }
    }

    /// Reads on, and makes the next frames of the output.
    fn convert(&mut self) -> Result<(), Unreadable> {
        self.position = self.source.position() as f64;
        let read = self.source.read(&mut self.input)?;
        self.read += read as u64;
        let wanted = self.input[0].len();
        if read < wanted {
            self.has_ended = true;
            for input in &mut self.input {
                input[read..].fill(0.0);
            }
        }
        if let Some(converter) = &mut self.converter {
            return converter.convert(&self.input, &mut self.output);
        }
        for (output, input) in self.output.iter_mut().zip(&self.input) {
            output.copy_from_slice(input);
        }
        Ok(())
    }
}

impl Converter {
    fn new(from: u32, to: u32, channels: usize) -> Result<Option<Self>, Unreadable> {
        if from == to {
            return Ok(None);
        }
        let fft = Fft::new(from as usize, to as usize, CHUNK, channels, FixedSync::Both);
        fft.map(|fft| Some(Self(fft)))
            .map_err(|error| no_way((from, to), &error))
    }

    fn convert(&mut self, input: &[Vec<f32>], output: &mut [Vec<f32>]) -> Result<(), Unreadable> {
        let (inputs, outputs) = (self.0.input_frames_next(), self.0.output_frames_next());
        let rates = (inputs as u32, outputs as u32);
        let channels = input.len();
        let input = SequentialSliceOfVecs::new(input, channels, inputs)
            .map_err(|error| no_way(rates, &error))?;
        let mut output = SequentialSliceOfVecs::new_mut(output, channels, outputs)
            .map_err(|error| no_way(rates, &error))?;
        self.0
            .process_into_buffer(&input, &mut output, None)
            .map_err(|error| no_way(rates, &error))?;
        Ok(())
    }
}

fn no_way((from, to): (u32, u32), error: &dyn fmt::Display) -> Unreadable {
    Unreadable::of(format!(
        "cannot be converted from {from} to {to} Hz ({error}); convert it, for example with: ffmpeg -i OLD -ar {to} NEW.wav"
    ))
}

#[cfg(test)]
mod tests;
