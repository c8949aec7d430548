//! The files of a render. They are written under temporary names and take their places only when all of
//! them are complete.

use super::file::{OutputFile, PendingFile};
use super::options::RenderOptions;
use super::report::{OutputReport, Report};
use super::start::frame_at;
use super::stems::Stems;
use crate::app::sink::{Label, SinkSpec};
use crate::cli::ExportFormat;
use crate::disk::TakeMarker;
use crate::dsp::dither::Dither;
use crate::engine::io::{PortId, PortList};
use crate::engine::plan::{latency, main_latency};
use crate::param::{PortKind, Topology, Width};
use crate::show::SessionFile;
use crate::show::session_file::{Output, Place, Signal};
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
    /// The ports of each; none of a stem.
    ports: Vec<Vec<usize>>,
}

/// Complete files that have not taken their places yet.
pub struct Finished {
    out_dir: PathBuf,
    files: Vec<PendingFile>,
    reports: Vec<OutputReport>,
    notes: Vec<String>,
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
        for output in &session.outputs {
            check_inputs(session, &out_dir.join(&output.file))?;
        }
        std::fs::create_dir_all(&out_dir).with_context(|| {
            let folder = out_dir.display();
            format!("the folder {folder} cannot be made; name another with --out")
        })?;
        let files = session.outputs.iter();
        let files = files.map(|output| OutputFile::create(&spec(session, output, options)));
        Ok(Self {
            out_dir,
            files: files.collect::<anyhow::Result<_>>()?,
            ports: session
                .outputs
                .iter()
                .map(|output| ports_of(ports, output))
                .collect(),
        })
    }

    /// Writes the buffers of one callback, and what has come of the stems.
    ///
    /// # Errors
    /// The system's: the disk is full, for example.
    pub fn write(&mut self, buffers: &[Vec<f32>], stems: &mut Stems) -> anyhow::Result<()> {
        let mut stems = stems.take()?.into_iter();
        for (file, ports) in self.files.iter_mut().zip(&self.ports) {
            if ports.is_empty() {
                let stem = stems.next().unwrap_or_default();
                let channels: Vec<&[f32]> = stem.iter().map(Vec::as_slice).collect();
                file.write(&channels)?;
            } else {
                let channels = ports.iter().map(|port| &buffers[*port][..]);
                let channels: Vec<&[f32]> = channels.collect();
                file.write(&channels)?;
            }
        }
        Ok(())
    }

    /// So many frames belong to every file: what has come beyond is kept, and written when there are more.
    ///
    /// # Errors
    /// The system's.
    pub fn reach(&mut self, frames: u64) -> anyhow::Result<()> {
        self.files
            .iter_mut()
            .try_for_each(|file| file.reach(frames))
    }

    /// Every file has come to its end.
    pub fn are_whole(&self) -> bool {
        self.files.iter().all(OutputFile::is_whole)
    }

    /// The frame behind the last one that is no silence, in any file.
    pub fn loud_until(&self) -> u64 {
        let loud = self.files.iter().map(OutputFile::loud_until);
        loud.max().unwrap_or(0)
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
            notes: Vec::new(),
        };
        let files = self.files.into_iter().zip(self.ports);
        for ((file, ports), output) in files.zip(&session.outputs) {
            let stem = main_latency(topology, session.rate);
            let latency_frames = ports.first().map_or(stem, |port| latencies[*port]);
            let (pending, report, clipped) = file.finish(output, latency_frames)?;
            if clipped > 0 {
                finished.notes.push(format!(
                    "{}: {clipped} samples lay beyond full scale and are clipped; lower them, or write floats: --format wav-float",
                    output.file.display()
                ));
            }
            finished.files.push(pending);
            finished.reports.push(report);
        }
        Ok(finished)
    }
}

impl Finished {
    /// The levels of every output.
    pub fn reports(&self) -> Vec<OutputReport> {
        self.reports.clone()
    }

    /// What a person should know of the files.
    pub fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }

    /// Puts everything in its place, the report last.
    ///
    /// # Errors
    /// The system's.
    pub fn publish(self, report: &Report) -> anyhow::Result<()> {
        let pending = PendingFile::new(self.out_dir.join(REPORT));
        write_report(&pending, report).with_context(|| pending.cannot_write())?;
        for pending in self.files.iter().chain([&pending]) {
            pending.publish()?;
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

/// What the file of an output is to be.
fn spec(session: &SessionFile, output: &Output, options: &RenderOptions) -> SinkSpec {
    let is_flac = output.file.extension().is_some_and(|end| end == "flac");
    let by_name = if is_flac {
        ExportFormat::Flac24
    } else {
        ExportFormat::WavFloat
    };
    let mut labels = options.delivery.labels.clone();
    let label = session.console.labels.get(&output.node);
    if let Some(label) = label.filter(|_| output.is_stem()) {
        labels.retain(|(label, _)| *label != Label::Title);
        labels.push((Label::Title, label.name.clone()));
    }
    SinkSpec {
        out: options.out_dir.join(&output.file),
        format: options.delivery.format.unwrap_or(by_name),
        dither: Dither::Triangular,
        rate: session.rate,
        width: width(&session.console.topology, output),
        labels,
        markers: markers(session),
    }
}

/// What the channels of an output are.
fn width(topology: &Topology, output: &Output) -> Width {
    let own = topology.width(output.node);
    match output.place {
        Place::Share => topology.main,
        _ => own.unwrap_or(Width::Mono),
    }
}

/// The markers of the session's automation.
fn markers(session: &SessionFile) -> Vec<TakeMarker> {
    let frame = |micros: u64| (micros as f64 * f64::from(session.rate) / 1e6).round() as u64;
    let markers = session.automation.markers.iter();
    let markers = markers.map(|marker| TakeMarker {
        frame: frame(marker.at),
        name: marker.name.clone(),
    });
    let frames = frame_at(session.seconds, session.rate);
    markers.filter(|marker| marker.frame < frames).collect()
}

fn ports_of(ports: &PortList, output: &Output) -> Vec<usize> {
    let of_node = |(at, port): (usize, &PortId)| {
        let is_it = port.node == output.node && port.kind == PortKind::Signal;
        (is_it && !output.is_stem()).then_some(at)
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
