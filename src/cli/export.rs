//! `headroom export` in words.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Which mix, and what becomes of it.
#[derive(Clone, Debug, Args)]
pub struct ExportArgs {
    /// The mix: a sound file of 1, 2, 3, 4, 6 or 8 channels
    pub mix: PathBuf,
    /// The file to write
    #[arg(long)]
    pub out: PathBuf,
    /// What kind of file [default: flac24 where --out ends in .flac, else wav24]
    #[arg(long, value_enum)]
    pub format: Option<ExportFormat>,
    /// Sample rate in Hz, 8000 to 192000 [default: that of the mix]
    #[arg(long)]
    pub rate: Option<u32>,
    /// Loudness in LUFS, or whose: ebu, spotify, apple, youtube, amazon, deezer, soundcloud, cd [default: as it is]
    #[arg(long, allow_hyphen_values = true)]
    pub loudness: Option<String>,
    /// Highest true peak in dBTP, -30 to 0; what exceeds it is limited [default: what the loudness asks for, or no limit]
    #[arg(long, allow_hyphen_values = true)]
    pub true_peak: Option<f32>,
    /// Begin here: seconds, 1:30.5, or a marker of the mix [default: the beginning]
    #[arg(long)]
    pub from: Option<String>,
    /// End here [default: the end]
    #[arg(long)]
    pub to: Option<String>,
    /// Leave out silence at the beginning and at the end
    #[arg(long)]
    pub trim: bool,
    /// Round to whole numbers without dither
    #[arg(long)]
    pub no_dither: bool,
    /// Write a report beside the file: .report.json, and .report.svg with curves
    #[arg(long)]
    pub report: bool,
    /// What the file says of itself
    #[command(flatten)]
    pub labels: LabelArgs,
}

/// What a file says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args)]
pub struct LabelArgs {
    /// Title, for players
    #[arg(long)]
    pub title: Option<String>,
    /// Artist
    #[arg(long)]
    pub artist: Option<String>,
    /// Album
    #[arg(long)]
    pub album: Option<String>,
    /// Date
    #[arg(long)]
    pub date: Option<String>,
    /// Comment
    #[arg(long)]
    pub comment: Option<String>,
}

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// WAV, 24-bit
    Wav24,
    /// WAV, 16-bit
    Wav16,
    /// WAV, 32-bit float
    WavFloat,
    /// FLAC, 24-bit
    Flac24,
    /// FLAC, 16-bit
    Flac16,
}

impl ExportFormat {
    /// Bits of a sample; none for floats.
    pub fn bits(self) -> Option<u32> {
        match self {
            Self::WavFloat => None,
            Self::Wav24 | Self::Flac24 => Some(24),
            Self::Wav16 | Self::Flac16 => Some(16),
        }
    }

    /// What the names of such files end in.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Flac16 | Self::Flac24 => "flac",
            Self::Wav16 | Self::Wav24 | Self::WavFloat => "wav",
        }
    }
}
