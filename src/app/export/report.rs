//! What was exported, in figures.

use super::curves::{Band, Curves, Point};
use super::master::Measured;
use super::plan::Plan;
use crate::app::render::ChannelReport;
pub use crate::app::render::level;
use anyhow::Result;
use clap::ValueEnum;
use serde::Serialize;
use std::fmt;

/// What was done to the mix.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// Its gain in dB.
    pub gain_db: f64,
    /// What the limiter took away at most, in dB.
    pub limited_db: f64,
    /// Samples that lay beyond full scale and were limited to it.
    pub clipped: u64,
    /// What a person should know of the mix.
    pub notes: Vec<String>,
}

/// What was exported. Levels are those of the written file, dither included; minus infinity is `null`.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The mix.
    pub mix: String,
    /// The file.
    pub file: String,
    /// Its kind: `wav24` …
    pub format: String,
    /// Its rate in Hz.
    pub rate: u32,
    /// What its channels are.
    pub channels: &'static str,
    /// Its length.
    pub seconds: f64,
    /// The gain that it has had, in dB.
    #[serde(serialize_with = "level")]
    pub gain_db: f64,
    /// What the limiter took away at most, in dB.
    #[serde(serialize_with = "level")]
    pub limited_db: f64,
    /// Samples beyond full scale that were limited to it.
    pub clipped_samples: u64,
    /// The loudness that was asked for, in LUFS.
    pub target_lufs: Option<f64>,
    /// The true peak that was asked for, in dBTP.
    pub target_dbtp: Option<f64>,
    /// Integrated loudness (EBU R 128) in LUFS.
    #[serde(serialize_with = "level")]
    pub integrated_lufs: f64,
    /// Loudest 400 ms in LUFS.
    #[serde(serialize_with = "level")]
    pub momentary_max_lufs: f64,
    /// Loudest 3 s in LUFS.
    #[serde(serialize_with = "level")]
    pub short_term_max_lufs: f64,
    /// Loudness range (EBU Tech 3342) in LU.
    #[serde(serialize_with = "level")]
    pub range_lu: f64,
    /// Highest true peak in dBTP.
    #[serde(serialize_with = "level")]
    pub true_peak_dbtp: f64,
    /// How alike left and right are, −1 to 1.
    pub correlation: Option<f64>,
    /// Levels of the channels.
    pub levels: Vec<ChannelReport>,
    /// What a person should know of the mix, in sentences.
    pub notes: Vec<String>,
    /// How it goes over time.
    pub curve: Vec<Point>,
    /// Where its power lies.
    pub bands: Vec<Band>,
}

impl Report {
    /// Of a file that is complete.
    pub fn of(plan: &Plan, made: &Made, measured: Measured, curves: Curves) -> Self {
        let (loudness, levels, correlation) = measured.finish();
        let (curve, bands) = curves.finish();
        let peaks = levels.iter().map(|level| level.true_peak_dbtp);
        let format = plan.format.to_possible_value();
        Self {
            mix: plan.mix.display().to_string(),
            file: plan.out.display().to_string(),
            format: format.map_or_else(String::new, |value| value.get_name().to_owned()),
            rate: plan.rate,
            channels: plan.width.word(),
            seconds: curve.last().map_or(0.0, |point| point.seconds),
            gain_db: made.gain_db,
            limited_db: made.limited_db,
            clipped_samples: made.clipped,
            target_lufs: plan.loudness,
            target_dbtp: plan.true_peak,
            integrated_lufs: loudness.integrated,
            momentary_max_lufs: loudness.momentary_max,
            short_term_max_lufs: loudness.short_term_max,
            range_lu: loudness.range,
            true_peak_dbtp: peaks.fold(f64::NEG_INFINITY, f64::max),
            correlation: correlation.map(|value| (value * 1000.0).round() / 1000.0),
            levels: levels.iter().map(ChannelReport::of).collect(),
            notes: made.notes.clone(),
            curve,
            bands,
        }
    }

    /// The report as a file.
    ///
    /// # Errors
    /// Never, in practice.
    pub fn json(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

impl fmt::Display for Report {
    /// Some lines, for people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}: {}, {} Hz, {}, {:.1} s",
            self.file, self.format, self.rate, self.channels, self.seconds
        )?;
        write!(
            f,
            "{:.1} LUFS, true peak {:.1} dBTP, range {:.1} LU; gain {:+.1} dB",
            self.integrated_lufs, self.true_peak_dbtp, self.range_lu, self.gain_db
        )?;
        if self.limited_db > 0.05 {
            write!(f, ", limited by up to {:.1} dB", self.limited_db)?;
        }
        if self.clipped_samples > 0 {
            write!(
                f,
                "\n{} samples lay beyond full scale and are clipped: lower the mix, or limit it with --true-peak -1",
                self.clipped_samples
            )?;
        }
        for note in &self.notes {
            write!(f, "\nnote: {note}")?;
        }
        Ok(())
    }
}
