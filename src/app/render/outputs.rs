//! The files of a render. They are written under temporary names and take their places only when all of
//! them are complete.

use super::options::RenderOptions;
use super::report::{ChannelReport, OutputReport, Report};
use crate::analysis::level::LevelMeter;
use crate::disk::{SampleFormat, WaveSpec, WaveWriter};
use crate::engine::io::{PortId, PortList};
use crate::engine::plan::latency;
use crate::param::{PortKind, Width};
use crate::show::SessionFile;
use crate::show::session_file::{Output, Signal};
use anyhow::{Context, bail};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Name of the report in the output folder.
const REPORT: &str = "report.json";

/// All outputs of a session, being written.
pub struct Outputs {
    out_dir: PathBuf,
    files: Vec<OutputFile>,
}

/// One output, being written.
struct OutputFile {
    pending: PendingFile,
    ports: Vec<usize>,
    writer: WaveWriter,
    meter: LevelMeter,
}

/// A file under its temporary name; it is removed unless it is published.
struct PendingFile {
    temporary: PathBuf,
    target: PathBuf,
}

/// Complete files that have not taken their places yet.
pub struct Finished {
    out_dir: PathBuf,
    files: Vec<PendingFile>,
    reports: Vec<OutputReport>,
}

impl Outputs {
    /// Makes the folder and begins every file.
    ///
    /// # Errors
    /// An output that would replace an input, or a folder that cannot be written to.
    pub fn create(
        session: &SessionFile,
        ports: &PortList,
        options: &RenderOptions,
    ) -> anyhow::Result<Self> {
        let out_dir = options.out_dir.clone();
        let places: Vec<Vec<usize>> = session
            .outputs
            .iter()
            .map(|output| ports_of(ports, output))
            .collect();
        for output in &session.outputs {
            check_inputs(session, &out_dir.join(&output.file))?;
        }
        std::fs::create_dir_all(&out_dir).with_context(|| {
            let folder = out_dir.display();
            format!("the folder {folder} cannot be made; name another with --out")
        })?;
        let files = session
            .outputs
            .iter()
            .zip(places)
            .map(|(output, ports)| {
                let width = session.console.topology.width(output.node);
                let width = width.unwrap_or(Width::Mono);
                OutputFile::create(&out_dir, output, (ports, width), session.rate)
            })
            .collect::<anyhow::Result<_>>()?;
        Ok(Self { out_dir, files })
    }

    /// Writes the buffers of one callback.
    ///
    /// # Errors
    /// The system's: the disk is full, for example.
    pub fn write(&mut self, buffers: &[Vec<f32>]) -> anyhow::Result<()> {
        for file in &mut self.files {
            file.write(buffers)
                .with_context(|| file.pending.cannot_write())?;
        }
        Ok(())
    }

    /// Completes every file, still under its temporary name.
    ///
    /// # Errors
    /// The system's.
    pub fn finish(self, session: &SessionFile) -> anyhow::Result<Finished> {
        let topology = &session.console.topology;
        let latencies = latency(topology, session.rate);
        let mut finished = Finished {
            out_dir: self.out_dir,
            files: Vec::new(),
            reports: Vec::new(),
        };
        for (file, output) in self.files.into_iter().zip(&session.outputs) {
            let latency_frames = file.ports.first().map_or(0, |port| latencies[*port]);
            let (pending, report) = file.finish(output, latency_frames)?;
            finished.files.push(pending);
            finished.reports.push(report);
        }
        Ok(finished)
    }
}

impl OutputFile {
    fn create(
        out_dir: &Path,
        output: &Output,
        (ports, width): (Vec<usize>, Width),
        rate: u32,
    ) -> anyhow::Result<Self> {
        let spec = WaveSpec {
            channels: ports.len() as u16,
            rate,
            mask: width.wave_mask(),
            format: SampleFormat::Float32,
        };
        let pending = PendingFile::new(out_dir, &output.file);
        let file = File::create(&pending.temporary).with_context(|| pending.cannot_write())?;
        let writer = WaveWriter::new(file, spec).with_context(|| pending.cannot_write())?;
        Ok(Self {
            pending,
            writer,
            meter: LevelMeter::new(width, rate),
            ports,
        })
    }

    fn write(&mut self, buffers: &[Vec<f32>]) -> std::io::Result<()> {
        let channels = self.ports.iter().map(|port| &buffers[*port][..]);
        let channels: Vec<&[f32]> = channels.collect();
        self.meter.add(&channels);
        self.writer.write(&channels)
    }

    fn finish(
        self,
        output: &Output,
        latency_frames: u32,
    ) -> anyhow::Result<(PendingFile, OutputReport)> {
        let Self {
            pending,
            writer,
            mut meter,
            ..
        } = self;
        let file = writer.finish().with_context(|| pending.cannot_write())?;
        file.sync_all().with_context(|| pending.cannot_write())?;
        let loudness = meter.finish();
        let channels = meter.channel_levels();
        let loudest =
            |levels: &mut dyn Iterator<Item = f64>| levels.fold(f64::NEG_INFINITY, f64::max);
        let report = OutputReport {
            node: output.node.to_string(),
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
        Ok((pending, report))
    }
}

impl Finished {
    /// The levels of every output.
    pub fn reports(&self) -> Vec<OutputReport> {
        self.reports.clone()
    }

    /// Puts everything in its place, the report last.
    ///
    /// # Errors
    /// The system's.
    pub fn publish(self, report: &Report) -> anyhow::Result<()> {
        let pending = PendingFile::new(&self.out_dir, Path::new(REPORT));
        write_report(&pending, report).with_context(|| pending.cannot_write())?;
        for pending in self.files.iter().chain([&pending]) {
            std::fs::rename(&pending.temporary, &pending.target)
                .with_context(|| pending.cannot_write())?;
        }
        Ok(())
    }
}

fn write_report(pending: &PendingFile, report: &Report) -> anyhow::Result<()> {
    let mut text = serde_json::to_string_pretty(report)?;
    text.push('\n');
    let mut file = File::create(&pending.temporary)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(())
}

impl PendingFile {
    fn new(out_dir: &Path, name: &Path) -> Self {
        // The number of the process keeps two renders into one folder apart.
        let temporary = format!(".{}.part-{}", name.display(), std::process::id());
        Self {
            temporary: out_dir.join(temporary),
            target: out_dir.join(name),
        }
    }

    fn cannot_write(&self) -> String {
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

fn ports_of(ports: &PortList, output: &Output) -> Vec<usize> {
    let of_node = |(at, port): (usize, &PortId)| {
        let is_it = port.node == output.node && port.kind == PortKind::Signal;
        is_it.then_some(at)
    };
    ports
        .outputs
        .iter()
        .enumerate()
        .filter_map(of_node)
        .collect()
}

/// An output must not take the place of a file that the session plays.
fn check_inputs(session: &SessionFile, target: &Path) -> anyhow::Result<()> {
    let Ok(target) = target.canonicalize() else {
        return Ok(());
    };
    for input in &session.inputs {
        if let Signal::File { path, .. } = &input.signal
            && path.canonicalize().is_ok_and(|path| path == target)
        {
            bail!(
                "{} is an input of this session and would be replaced; name another folder with --out",
                target.display()
            );
        }
    }
    Ok(())
}
