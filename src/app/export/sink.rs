//! The file that is written.

use super::plan::{Label, Plan};
use crate::cli::ExportFormat;
use crate::disk::{FlacSpec, FlacWriter, SampleFormat, WaveSpec, WaveWriter};
use crate::dsp::dither::Quantizer;
use anyhow::{Context, Result};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// A file under way.
pub struct Sink {
    path: PathBuf,
    file: Kind,
    labels: Vec<(Label, String)>,
    /// One for each channel; none where floats stay floats.
    quantizers: Vec<Quantizer>,
    whole: Vec<Vec<i32>>,
    /// Full scale in steps.
    full: f32,
}

enum Kind {
    Wave(WaveWriter),
    Flac(Box<FlacWriter>),
}

impl Sink {
    /// Begins a file.
    ///
    /// # Errors
    /// The system's.
    pub fn create(plan: &Plan, path: &Path) -> Result<Self> {
        let channels = plan.width.channels();
        let quantizer = |bits, channel| {
            Quantizer::new(bits, plan.dither, f64::from(plan.rate), channel as u64 + 1)
        };
        let bits = plan.bits();
        let quantizers = bits.map(|bits| (0..channels).map(|n| quantizer(bits, n)).collect());
        let file = create(plan, path).with_context(|| cannot_write(&plan.out))?;
        Ok(Self {
            path: plan.out.clone(),
            file,
            labels: plan.labels.clone(),
            quantizers: quantizers.unwrap_or_default(),
            whole: vec![Vec::new(); channels],
            full: bits.map_or(1.0, |bits| (1_u32 << (bits - 1)) as f32),
        })
    }

    /// Writes as many samples of every channel; what a player will hear of them.
    ///
    /// # Errors
    /// The system's: the disk is full, for example.
    pub fn write(&mut self, channels: &[Vec<f32>]) -> Result<Vec<Vec<f32>>> {
        for ((whole, quantizer), channel) in self
            .whole
            .iter_mut()
            .zip(&mut self.quantizers)
            .zip(channels)
        {
            whole.clear();
            whole.extend(channel.iter().map(|x| quantizer.next(*x)));
        }
        let whole: Vec<&[i32]> = self.whole.iter().map(Vec::as_slice).collect();
        let floats: Vec<&[f32]> = channels.iter().map(Vec::as_slice).collect();
        let written = match &mut self.file {
            Kind::Wave(file) if self.quantizers.is_empty() => file.write(&floats),
            Kind::Wave(file) => file.write_whole(&whole),
            Kind::Flac(file) => file.write_whole(&whole),
        };
        written.with_context(|| cannot_write(&self.path))?;
        if self.quantizers.is_empty() {
            return Ok(channels.to_vec());
        }
        let heard = |whole: &&[i32]| whole.iter().map(|x| *x as f32 / self.full).collect();
        Ok(whole.iter().map(heard).collect())
    }

    /// Completes the file; how many samples lay beyond full scale and were limited to it.
    ///
    /// # Errors
    /// The system's.
    pub fn finish(self) -> Result<u64> {
        let finished = match self.file {
            Kind::Wave(file) => {
                let software = concat!("Headroom ", env!("CARGO_PKG_VERSION"));
                let labels = self.labels.iter();
                let labels = labels.map(|(label, text)| (label.wave(), text.as_str()));
                let labels: Vec<([u8; 4], &str)> = labels.chain([(*b"ISFT", software)]).collect();
                file.finish_labelled(&labels)
            }
            Kind::Flac(file) => file.finish(),
        };
        let synced = finished.and_then(|file| file.sync_all());
        synced.with_context(|| cannot_write(&self.path))?;
        Ok(self.quantizers.iter().map(Quantizer::clipped).sum())
    }
}

fn create(plan: &Plan, path: &Path) -> io::Result<Kind> {
    let file = File::create(path)?;
    let channels = plan.width.channels();
    let format = match plan.format {
        ExportFormat::Flac16 | ExportFormat::Flac24 => {
            let tags = plan.labels.iter();
            let spec = FlacSpec {
                channels: channels as u8,
                rate: plan.rate,
                bits: plan.bits().unwrap_or(24),
                tags: tags
                    .map(|(label, text)| (label.tag().to_owned(), text.clone()))
                    .collect(),
            };
            return Ok(Kind::Flac(Box::new(FlacWriter::new(file, &spec)?)));
        }
        ExportFormat::Wav16 => SampleFormat::Whole16,
        ExportFormat::Wav24 => SampleFormat::Whole24,
        ExportFormat::WavFloat => SampleFormat::Float32,
    };
    let spec = WaveSpec {
        channels: channels as u16,
        rate: plan.rate,
        mask: plan.width.wave_mask(),
        format,
    };
    Ok(Kind::Wave(WaveWriter::new(file, spec)?))
}

fn cannot_write(path: &Path) -> String {
    let path = path.display();
    format!("{path} cannot be written; check the folder, its permissions and the space on the disk")
}

impl Label {
    /// Its code in a wave file.
    fn wave(self) -> [u8; 4] {
        match self {
            Self::Title => *b"INAM",
            Self::Artist => *b"IART",
            Self::Album => *b"IPRD",
            Self::Date => *b"ICRD",
            Self::Comment => *b"ICMT",
        }
    }

    /// Its name in a FLAC file.
    fn tag(self) -> &'static str {
        match self {
            Self::Title => "TITLE",
            Self::Artist => "ARTIST",
            Self::Album => "ALBUM",
            Self::Date => "DATE",
            Self::Comment => "COMMENT",
        }
    }
}
