//! A sound file that is written as it is given away: in any format, dithered where bits are reduced, with labels and markers.

use crate::cli::{ExportFormat, LabelArgs};
use crate::disk::{FlacSpec, FlacWriter, SampleFormat, TakeMarker, WaveSpec, WaveWriter};
use crate::dsp::dither::{Dither, Quantizer};
use crate::param::Width;
use anyhow::{Context, Result};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// What a file may say of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// The name of the song.
    Title,
    /// Who plays.
    Artist,
    /// What it is part of.
    Album,
    /// When it was made.
    Date,
    /// Anything else.
    Comment,
}

/// What a file is to be.
#[derive(Clone, Debug, PartialEq)]
pub struct SinkSpec {
    /// Its name, for errors.
    pub out: PathBuf,
    /// What kind of file.
    pub format: ExportFormat,
    /// How whole numbers come about.
    pub dither: Dither,
    /// In Hz.
    pub rate: u32,
    /// What its channels are.
    pub width: Width,
    /// What it says of itself.
    pub labels: Vec<(Label, String)>,
    /// Places with names; chapters in FLAC.
    pub markers: Vec<TakeMarker>,
}

/// A file under way.
pub struct Sink {
    path: PathBuf,
    file: Kind,
    labels: Vec<(Label, String)>,
    markers: Vec<TakeMarker>,
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
    /// Begins a file at a path, which may be a temporary one.
    ///
    /// # Errors
    /// The system's.
    pub fn create(spec: &SinkSpec, path: &Path) -> Result<Self> {
        let channels = spec.width.channels();
        let quantizer = |bits, channel| {
            Quantizer::new(bits, spec.dither, f64::from(spec.rate), channel as u64 + 1)
        };
        let bits = spec.format.bits();
        let quantizers = bits.map(|bits| (0..channels).map(|n| quantizer(bits, n)).collect());
        let file = create(spec, path).with_context(|| cannot_write(&spec.out))?;
        Ok(Self {
            path: spec.out.clone(),
            file,
            labels: spec.labels.clone(),
            markers: spec.markers.clone(),
            quantizers: quantizers.unwrap_or_default(),
            whole: vec![Vec::new(); channels],
            full: bits.map_or(1.0, |bits| (1_u32 << (bits - 1)) as f32),
        })
    }

    /// Writes as many samples of every channel.
    ///
    /// # Errors
    /// The system's: the disk is full, for example.
    pub fn write(&mut self, channels: &[&[f32]]) -> Result<()> {
        let quantized = self.whole.iter_mut().zip(&mut self.quantizers);
        for ((whole, quantizer), channel) in quantized.zip(channels) {
            whole.clear();
            whole.extend(channel.iter().map(|x| quantizer.next(*x)));
        }
        let whole: Vec<&[i32]> = self.whole.iter().map(Vec::as_slice).collect();
        let written = match &mut self.file {
            Kind::Wave(file) if self.quantizers.is_empty() => file.write(channels),
            Kind::Wave(file) => file.write_whole(&whole),
            Kind::Flac(file) => file.write_whole(&whole),
        };
        written.with_context(|| cannot_write(&self.path))
    }

    /// What a player will hear of what was written last; none where it is what was given.
    pub fn heard(&self) -> Option<Vec<Vec<f32>>> {
        let is_whole = !self.quantizers.is_empty();
        let heard = |whole: &Vec<i32>| whole.iter().map(|x| *x as f32 / self.full).collect();
        is_whole.then(|| self.whole.iter().map(heard).collect())
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
                file.finish_labelled(&labels, &self.markers)
            }
            Kind::Flac(file) => file.finish(),
        };
        let synced = finished.and_then(|file| file.sync_all());
        synced.with_context(|| cannot_write(&self.path))?;
        Ok(self.quantizers.iter().map(Quantizer::clipped).sum())
    }
}

fn create(spec: &SinkSpec, path: &Path) -> io::Result<Kind> {
    let file = File::create(path)?;
    let channels = spec.width.channels();
    let format = match spec.format {
        ExportFormat::Flac16 | ExportFormat::Flac24 => {
            let tags = spec.labels.iter();
            let tags = tags.map(|(label, text)| (label.tag().to_owned(), text.clone()));
            let spec = FlacSpec {
                channels: channels as u8,
                rate: spec.rate,
                bits: spec.format.bits().unwrap_or(24),
                tags: tags.chain(chapters(&spec.markers, spec.rate)).collect(),
            };
            return Ok(Kind::Flac(Box::new(FlacWriter::new(file, &spec)?)));
        }
        ExportFormat::Wav16 => SampleFormat::Whole16,
        ExportFormat::Wav24 => SampleFormat::Whole24,
        ExportFormat::WavFloat => SampleFormat::Float32,
    };
    let spec = WaveSpec {
        channels: channels as u16,
        rate: spec.rate,
        mask: spec.width.wave_mask(),
        format,
    };
    Ok(Kind::Wave(WaveWriter::new(file, spec)?))
}

/// Markers as tags: a time and a name each, as Vorbis comments have chapters.
pub fn chapters(markers: &[TakeMarker], rate: u32) -> Vec<(String, String)> {
    let chapter = |(number, marker): (usize, &TakeMarker)| {
        let millis = marker.frame * 1000 / u64::from(rate.max(1));
        let (seconds, minutes) = (millis / 1000 % 60, millis / 60_000 % 60);
        let (hours, millis) = (millis / 3_600_000, millis % 1000);
        let tag = format!("CHAPTER{number:03}");
        let time = format!("{hours:02}:{minutes:02}:{seconds:02}.{millis:03}");
        [(format!("{tag}NAME"), marker.name.clone()), (tag, time)]
    };
    (1..).zip(markers).flat_map(chapter).collect()
}

fn cannot_write(path: &Path) -> String {
    let path = path.display();
    format!("{path} cannot be written; check the folder, its permissions and the space on the disk")
}

impl Label {
    /// What was given on the command line.
    pub fn given(args: &LabelArgs) -> Vec<(Self, String)> {
        let all = [
            (Self::Title, &args.title),
            (Self::Artist, &args.artist),
            (Self::Album, &args.album),
            (Self::Date, &args.date),
            (Self::Comment, &args.comment),
        ];
        let given = all.into_iter();
        given
            .filter_map(|(label, text)| Some((label, text.clone()?)))
            .collect()
    }

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
