//! Wave files as inputs, read as they are needed.

use anyhow::{Context, bail, ensure};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

type Reader = hound::WavReader<BufReader<File>>;
type Samples<T> = hound::WavIntoSamples<BufReader<File>, T>;

/// Bits of the whole numbers that are read; wider ones have no place in an `f32`.
const MAX_WHOLE_BITS: u16 = 32;

/// A wave file that is being read. After its end it is silent.
pub struct WaveFile {
    /// The file as errors name it.
    name: String,
    samples: Format,
    channels: usize,
    rate: u32,
    /// Frames read, and frames that there are.
    frames: (u32, u32),
}

enum Format {
    Float(Samples<f32>),
    /// With the value of one step.
    Whole(Samples<i32>, f32),
}

impl WaveFile {
    /// Opens a file that has to have the session's rate.
    ///
    /// # Errors
    /// A file that is missing, no wave file, of another rate, or of numbers that cannot be read.
    pub fn open(path: &Path, rate: u32) -> anyhow::Result<Self> {
        let name = path.display().to_string();
        let hint = "name a WAV file, from the folder of the session";
        let metadata = std::fs::metadata(path)
            .map_err(|error| anyhow::anyhow!("{name} cannot be read: {error}; {hint}"))?;
        // A pipe or a device could block for ever.
        ensure!(metadata.is_file(), "{name} is not a file; {hint}");
        let reader = hound::WavReader::open(path).map_err(|error| {
            anyhow::anyhow!("{name} is not a WAV file that can be read ({error}); {hint}")
        })?;
        let spec = reader.spec();
        if spec.sample_rate != rate {
            bail!(
                "{name} has {} Hz, the session has {rate} Hz; write 'rate: {}' in the session, or convert \
                 the file to {rate} Hz",
                spec.sample_rate,
                spec.sample_rate
            );
        }
        Ok(Self {
            channels: usize::from(spec.channels),
            rate,
            frames: (0, reader.duration()),
            samples: Format::of(reader, &name)?,
            name,
        })
    }

    /// How many channels it has.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Reads its first two channels; a mono file fills both.
    ///
    /// # Errors
    /// The file ends before its header says, or cannot be read any more.
    pub fn fill(&mut self, left: &mut [f32], right: &mut [f32]) -> anyhow::Result<()> {
        for (left, right) in left.iter_mut().zip(right) {
            (*left, *right) = (0.0, 0.0);
            if self.frames.0 < self.frames.1 {
                (*left, *right) = self.frame().with_context(|| self.broken())?;
                self.frames.0 += 1;
            }
        }
        Ok(())
    }

    fn frame(&mut self) -> hound::Result<(f32, f32)> {
        let left = self.samples.next()?;
        let mut right = left;
        for channel in 1..self.channels {
            let sample = self.samples.next()?;
            if channel == 1 {
                right = sample;
            }
        }
        Ok((left, right))
    }

    fn broken(&self) -> String {
        let at = f64::from(self.frames.0) / f64::from(self.rate);
        format!(
            "{} breaks off after {at:.3} seconds, though its header promises {:.3}; it is damaged or still \
             being written: save it anew",
            self.name,
            f64::from(self.frames.1) / f64::from(self.rate)
        )
    }
}

impl Format {
    fn of(reader: Reader, name: &str) -> anyhow::Result<Self> {
        let spec = reader.spec();
        match spec.sample_format {
            hound::SampleFormat::Float => Ok(Self::Float(reader.into_samples())),
            hound::SampleFormat::Int if spec.bits_per_sample <= MAX_WHOLE_BITS => {
                let steps = (1_u64 << (spec.bits_per_sample - 1)) as f32;
                Ok(Self::Whole(reader.into_samples(), 1.0 / steps))
            }
            hound::SampleFormat::Int => bail!(
                "{name} has {} bits; allowed: 8, 16, 24, 32, and 32-bit float",
                spec.bits_per_sample
            ),
        }
    }

    fn next(&mut self) -> hound::Result<f32> {
        let end = || hound::Error::FormatError("no more samples");
        match self {
            Self::Float(samples) => samples.next().unwrap_or_else(|| Err(end())),
            Self::Whole(samples, step) => {
                let sample = samples.next().unwrap_or_else(|| Err(end()))?;
                Ok(sample as f32 * *step)
            }
        }
    }
}
