//! One file of a render.

use super::report::{ChannelReport, OutputReport};
use crate::analysis::level::LevelMeter;
use crate::app::sink::{Sink, SinkSpec};
use crate::show::session_file::Output;
use anyhow::{Context, Result};
use std::path::PathBuf;

/// What lies below this is silence: −90 dBFS.
const SILENCE: f32 = 3.162_277_7e-5;

/// One output, being written.
pub struct OutputFile {
    pending: PendingFile,
    sink: Sink,
    meter: LevelMeter,
    /// What has come and does not belong to the file yet, by channel.
    kept: Vec<Vec<f32>>,
    /// Frames that were written, and those that belong to the file.
    written: u64,
    whole: u64,
    loud_until: u64,
}

/// A file under its temporary name; it is removed unless it is published.
pub struct PendingFile {
    /// Where it is written.
    pub temporary: PathBuf,
    target: PathBuf,
}

impl OutputFile {
    /// Begins a file.
    ///
    /// # Errors
    /// The system's.
    pub fn create(spec: &SinkSpec) -> Result<Self> {
        let pending = PendingFile::new(spec.out.clone());
        let sink = Sink::create(spec, &pending.temporary)?;
        Ok(Self {
            pending,
            sink,
            meter: LevelMeter::new(spec.width, spec.rate),
            kept: vec![Vec::new(); spec.width.channels()],
            written: 0,
            whole: 0,
            loud_until: 0,
        })
    }

    /// Takes what comes next, as many samples of every channel.
    ///
    /// # Errors
    /// The system's.
    pub fn write(&mut self, channels: &[&[f32]]) -> Result<()> {
        let count = channels.first().map_or(0, |channel| channel.len());
        let before = self.written + self.kept.first().map_or(0, Vec::len) as u64;
        let is_loud = |frame: &usize| channels.iter().any(|c| c[*frame].abs() >= SILENCE);
        if let Some(last) = (0..count).rev().find(is_loud) {
            self.loud_until = before + last as u64 + 1;
        }
        if before == self.written && before + count as u64 <= self.whole {
            return self.put(channels);
        }
        for (kept, channel) in self.kept.iter_mut().zip(channels) {
            kept.extend_from_slice(channel);
        }
        self.reach(self.whole)
    }

    /// So many frames belong to the file.
    ///
    /// # Errors
    /// The system's.
    pub fn reach(&mut self, frames: u64) -> Result<()> {
        self.whole = self.whole.max(frames);
        let kept = self.kept.first().map_or(0, Vec::len) as u64;
        let count = kept.min(self.whole - self.written) as usize;
        if count == 0 {
            return Ok(());
        }
        let mut taken = std::mem::take(&mut self.kept);
        let channels: Vec<&[f32]> = taken.iter().map(|channel| &channel[..count]).collect();
        self.put(&channels)?;
        for channel in &mut taken {
            channel.drain(..count);
        }
        self.kept = taken;
        Ok(())
    }

    fn put(&mut self, channels: &[&[f32]]) -> Result<()> {
        self.written += channels.first().map_or(0, |channel| channel.len()) as u64;
        self.meter.add(channels);
        self.sink.write(channels)
    }

    /// It has all its frames.
    pub fn is_whole(&self) -> bool {
        self.written == self.whole
    }

    /// The frame behind the last one that is no silence.
    pub fn loud_until(&self) -> u64 {
        self.loud_until
    }

    /// Completes it, still under its temporary name; how many samples were clipped.
    ///
    /// # Errors
    /// The system's.
    pub fn finish(
        self,
        output: &Output,
        latency_frames: u32,
    ) -> Result<(PendingFile, OutputReport, u64)> {
        let mut meter = self.meter;
        let clipped = self.sink.finish()?;
        let loudness = meter.finish();
        let channels = meter.channel_levels();
        let loudest =
            |levels: &mut dyn Iterator<Item = f64>| levels.fold(f64::NEG_INFINITY, f64::max);
        let report = OutputReport {
            node: output.to_string(),
            file: output.file.clone(),
            latency_frames,
            sample_peak_dbfs: loudest(&mut channels.iter().map(|c| c.sample_peak_dbfs)),
            true_peak_dbtp: loudest(&mut channels.iter().map(|c| c.true_peak_dbtp)),
            rms_dbfs: meter.rms_dbfs(),
            integrated_lufs: loudness.integrated,
            momentary_max_lufs: loudness.momentary_max,
            short_term_max_lufs: loudness.short_term_max,
            range_lu: loudness.range,
            correlation: meter.correlation(),
            channels: channels.iter().map(ChannelReport::of).collect(),
        };
        Ok((self.pending, report, clipped))
    }
}

impl PendingFile {
    /// The temporary name of a file.
    pub fn new(target: PathBuf) -> Self {
        let name = target.file_name().unwrap_or_default();
        // The number of the process keeps two renders into one folder apart.
        let temporary = format!(".{}.part-{}", name.display(), std::process::id());
        Self {
            temporary: target.with_file_name(temporary),
            target,
        }
    }

    /// It takes its place.
    ///
    /// # Errors
    /// The system's.
    pub fn publish(&self) -> Result<()> {
        std::fs::rename(&self.temporary, &self.target).with_context(|| self.cannot_write())
    }

    /// What is said when it cannot be written.
    pub fn cannot_write(&self) -> String {
        let name = self.target.display();
        format!(
            "{name} cannot be written; check the folder, its permissions and the space on the disk"
        )
    }
}

impl Drop for PendingFile {
    fn drop(&mut self) {
        // After publishing there is nothing to remove, and nobody to tell if removing fails.
        let _ = std::fs::remove_file(&self.temporary);
    }
}
