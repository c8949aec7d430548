//! `report.json`: what a render made, in figures that people and tests read.

use crate::analysis::level::ChannelLevels;
use serde::{Serialize, Serializer};
use std::fmt;
use std::path::PathBuf;

/// What `null` stands for in the report.
pub const NULL_MEANS: &str = "minus infinity: silence; for integrated loudness, nothing above -70 LUFS or \
                              less than 0.4 seconds of sound";

/// What a render made. Everything but [`SpeedReport`] is the same for the same session and period.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Sample rate in Hz.
    pub rate: u32,
    /// Length.
    pub seconds: f64,
    /// Length of every output.
    pub frames: u64,
    /// Frames per callback: a number, or that they were random, and the seed.
    pub period: String,
    /// What a person should know, in sentences.
    pub notes: Vec<String>,
    /// One entry per written file.
    pub outputs: Vec<OutputReport>,
    /// How fast it went.
    pub speed: SpeedReport,
    /// What `null` stands for.
    pub null_means: &'static str,
}

impl fmt::Display for Report {
    /// A line per output, for people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for output in &self.outputs {
            writeln!(
                f,
                "{:8} {}: peak {:.1} dBFS, true peak {:.1} dBTP, {:.1} LUFS",
                output.node,
                output.file.display(),
                output.sample_peak_dbfs,
                output.true_peak_dbtp,
                output.integrated_lufs
            )?;
        }
        for note in &self.notes {
            writeln!(f, "note: {note}")?;
        }
        Ok(())
    }
}

/// One written file. Levels in dBFS are relative to full scale: a full-scale sine has a peak of 0 and an
/// RMS of −3.01. Minus infinity is `null` in the file.
#[derive(Clone, Debug, Serialize)]
pub struct OutputReport {
    /// Its path: `main` or `bus/N`.
    pub node: String,
    /// Name in the output folder.
    pub file: PathBuf,
    /// Frames from any input to this output; they are part of the file.
    pub latency_frames: u32,
    /// Largest sample of all channels.
    #[serde(serialize_with = "level")]
    pub sample_peak_dbfs: f64,
    /// Largest value between samples (ITU-R BS.1770, eight times oversampled at every rate), as the limiter
    /// of main hears it.
    #[serde(serialize_with = "level")]
    pub true_peak_dbtp: f64,
    /// Root of the mean power of all channels.
    #[serde(serialize_with = "level")]
    pub rms_dbfs: f64,
    /// Integrated loudness (EBU R 128) in LUFS. A mono output is one channel, not two.
    #[serde(serialize_with = "level")]
    pub integrated_lufs: f64,
    /// Loudest 400 ms in LUFS, read every 10 ms.
    #[serde(serialize_with = "level")]
    pub momentary_max_lufs: f64,
    /// Loudest 3 s in LUFS, read every 100 ms; what lies before the start counts as silence.
    #[serde(serialize_with = "level")]
    pub short_term_max_lufs: f64,
    /// Loudness range (EBU Tech 3342) in LU; it needs a minute of sound to be meaningful.
    #[serde(serialize_with = "level")]
    pub range_lu: f64,
    /// How alike left and right are, −1 (opposite) to 1 (the same); `null` in silence and where there
    /// are not two channels.
    #[serde(serialize_with = "ratio")]
    pub correlation: Option<f64>,
    /// Levels of the channels, in the order of the file.
    pub channels: Vec<ChannelReport>,
}

/// Levels of one channel of an output.
#[derive(Clone, Debug, Serialize)]
pub struct ChannelReport {
    /// Largest sample.
    #[serde(serialize_with = "level")]
    pub sample_peak_dbfs: f64,
    /// Largest value between samples.
    #[serde(serialize_with = "level")]
    pub true_peak_dbtp: f64,
    /// Root of the mean power.
    #[serde(serialize_with = "level")]
    pub rms_dbfs: f64,
    /// Samples of full scale and more.
    pub clipped_samples: u64,
}

impl ChannelReport {
    /// What was measured of a channel.
    pub fn of(levels: &ChannelLevels) -> Self {
        Self {
            sample_peak_dbfs: levels.sample_peak_dbfs,
            true_peak_dbtp: levels.true_peak_dbtp,
            rms_dbfs: levels.rms_dbfs,
            clipped_samples: levels.clipped_samples,
        }
    }
}

/// How fast a render went.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct SpeedReport {
    /// How long it took.
    pub took_seconds: f64,
    /// How many times faster than the session lasts.
    pub times_real_time: f64,
}

/// Thousandths, as in [`level`].
#[allow(clippy::ref_option)]
fn ratio<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    let rounded = value.map(|value| (value * 1000.0).round() / 1000.0);
    rounded.serialize(serializer)
}

/// Writes a level: thousandths are enough to read, and survive a change of machine; what is not finite is `null`.
///
/// # Errors
/// The serializer's.
// serde hands values over by reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
pub fn level<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    let rounded = (value * 1000.0).round() / 1000.0;
    rounded.is_finite().then_some(rounded).serialize(serializer)
}
