//! `headroom bench --render`: how fast `headroom render` is, files and all.
//!
//! Files of noise are made in a temporary folder that is removed again; every session is rendered several times
//! and the fastest counts. What is measured is processor time: other programs slow it down less than a clock shows.

use super::limits::RATE;
use crate::app::render::{Period, RenderOptions, render};
use crate::disk::{SampleFormat, WaveSpec, WaveWriter};
use crate::dsp::random::Random;
use crate::show::session_file;
use anyhow::{Context, ensure};
use rustix::time::{ClockId, clock_gettime};
use serde::Serialize;
use std::fmt;
use std::fmt::Write;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Files of the largest session.
const FILES: usize = 64;
/// Renders of each session.
const TURNS: usize = 3;
/// Longest measurement: the files have to fit on the disk.
const MAX_SECONDS: f64 = 60.0;
/// Frames per callback, as `headroom render` takes them by itself.
const PERIOD: usize = 1024;

/// What was measured.
#[derive(Clone, Debug, Serialize)]
pub struct RenderReport {
    /// Seconds of sound.
    pub seconds: f64,
    /// One entry per session.
    pub sessions: Vec<RenderedSession>,
}

/// The cost of one session.
#[derive(Clone, Debug, Serialize)]
pub struct RenderedSession {
    /// What it is.
    pub session: &'static str,
    /// Input files, each a strip.
    pub inputs: usize,
    /// Output files.
    pub outputs: usize,
    /// Processor time per input and second of sound.
    pub cpu_seconds_per_channel_second: f64,
    /// Seconds of sound per second of processor time.
    pub times_real_time: f64,
}

/// What a session has.
struct Kind {
    name: &'static str,
    strips: usize,
    buses: usize,
    /// Gate, filters and compressors everywhere.
    full: bool,
    /// Whether buses are written, too.
    writes_buses: bool,
}

const KINDS: [Kind; 3] = [
    Kind {
        name: "files to main",
        strips: FILES,
        buses: 0,
        full: false,
        writes_buses: false,
    },
    Kind {
        name: "files to main and seven buses",
        strips: FILES,
        buses: 7,
        full: false,
        writes_buses: true,
    },
    Kind {
        name: "full strips and eight buses to main",
        strips: 24,
        buses: 8,
        full: true,
        writes_buses: false,
    },
];

/// A folder that is removed with everything in it.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // It is a temporary one: whoever cleans up will find it.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Measures with files of so many seconds.
///
/// # Errors
/// A length that is not possible, a temporary folder that cannot be written to.
pub fn measure(seconds: f64) -> anyhow::Result<RenderReport> {
    ensure!(
        seconds > 0.0 && seconds <= MAX_SECONDS,
        "--seconds {seconds} is not possible with --render; allowed: more than 0, up to {MAX_SECONDS}"
    );
    let name = format!("headroom-bench-{}", std::process::id());
    let folder = Folder(std::env::temp_dir().join(name));
    let sessions = prepare(&folder.0, seconds)
        .and_then(|()| {
            let session = |kind: &Kind| rendered(&folder.0, kind, seconds);
            KINDS
                .iter()
                .map(session)
                .collect::<anyhow::Result<Vec<_>>>()
        })
        .with_context(|| {
            let place = folder.0.display();
            format!("{place} is needed for a while; check the space there, or set TMPDIR")
        })?;
    Ok(RenderReport { seconds, sessions })
}

/// Makes the files.
fn prepare(folder: &Path, seconds: f64) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    let spec = WaveSpec {
        channels: 1,
        rate: RATE,
        mask: 4,
        format: SampleFormat::Float32,
    };
    let frames = (seconds * f64::from(RATE)).ceil() as usize;
    for number in 1..=FILES {
        let mut random = Random::new(number as u64);
        let noise: Vec<f32> = (0..frames)
            .map(|_| (0.1 * random.bipolar()) as f32)
            .collect();
        let file = File::create(folder.join(format!("{number}.wav")))?;
        let mut writer = WaveWriter::new(file, spec)?;
        writer.write(&[&noise])?;
        writer.finish()?;
    }
    Ok(())
}

fn rendered(folder: &Path, kind: &Kind, seconds: f64) -> anyhow::Result<RenderedSession> {
    let text = text(kind, seconds);
    let session = session_file::parse(&text, "bench", folder)?;
    let options = RenderOptions::new(folder.join("out"), Period::Fixed(PERIOD));
    let mut best = f64::INFINITY;
    for _ in 0..TURNS {
        let before = processor_seconds();
        render(&session, &options)?;
        best = best.min(processor_seconds() - before);
    }
    Ok(RenderedSession {
        session: kind.name,
        inputs: kind.strips,
        outputs: session.outputs.len(),
        cpu_seconds_per_channel_second: best / seconds / kind.strips as f64,
        times_real_time: seconds / best.max(1e-9),
    })
}

/// What this process has used.
fn processor_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

/// The session as a person would write it.
fn text(kind: &Kind, seconds: f64) -> String {
    let (mut buses, mut inputs, mut at) = (String::new(), String::new(), String::new());
    let mut outputs = "main: main.wav".to_owned();
    // Writing to a text cannot fail.
    let put = |text: &mut String, words: fmt::Arguments| {
        let _ = text.write_fmt(words);
    };
    for bus in 1..=kind.buses {
        put(&mut buses, format_args!("{{ number: {bus}, role: fx }}, "));
        put(&mut at, format_args!("bus/{bus}/fader: -6 dB, "));
        if kind.full {
            put(&mut at, format_args!("bus/{bus}/comp/on: on, "));
            put(
                &mut at,
                format_args!("bus/{bus}/eq/1/gain: 6 dB, bus/{bus}/eq/2/gain: 6 dB, "),
            );
        }
        if kind.writes_buses {
            put(&mut outputs, format_args!(", bus/{bus}: bus-{bus}.wav"));
        }
    }
    for strip in 1..=kind.strips {
        put(
            &mut inputs,
            format_args!("  ch/{strip}: {{ file: {strip}.wav }}\n"),
        );
        put(
            &mut at,
            format_args!("ch/{strip}/fader: -12 dB, ch/{strip}/main/on: on, "),
        );
        for bus in 1..=kind.buses {
            put(
                &mut at,
                format_args!("ch/{strip}/send/{bus}/level: -12 dB, "),
            );
        }
        if kind.full {
            put(
                &mut at,
                format_args!("ch/{strip}/hpf/on: on, ch/{strip}/gate/on: on, "),
            );
            put(
                &mut at,
                format_args!("ch/{strip}/comp/on: on, ch/{strip}/pan: -30, "),
            );
            for band in 1..=6 {
                put(&mut at, format_args!("ch/{strip}/eq/{band}/gain: 6 dB, "));
            }
        }
    }
    format!(
        "console: {{ strips: [ {{ numbers: 1-{} }} ], buses: [ {buses} ] }}\nseconds: {seconds}\ninputs:\n{inputs}\
         at: {{ 0.0: {{ {at} main/fader: 0 dB }} }}\noutputs: {{ {outputs} }}\n",
        kind.strips
    )
}

impl fmt::Display for RenderReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "headroom render, {} s of sound at {RATE} Hz, {TURNS} turns",
            self.seconds
        )?;
        writeln!(
            f,
            "\n  {:<38} inputs  outputs  CPU s per channel-second  × real time",
            "session"
        )?;
        for session in &self.sessions {
            writeln!(
                f,
                "  {:<38} {:>6} {:>8} {:>25.2e} {:>12.0}",
                session.session,
                session.inputs,
                session.outputs,
                session.cpu_seconds_per_channel_second,
                session.times_real_time
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_session_is_rendered_and_costs_something() {
        let report = measure(0.05).unwrap();
        let counts: Vec<(usize, usize)> = report
            .sessions
            .iter()
            .map(|s| (s.inputs, s.outputs))
            .collect();
        assert_eq!(counts, [(64, 1), (64, 8), (24, 1)]);
        assert!(
            report
                .sessions
                .iter()
                .all(|s| s.cpu_seconds_per_channel_second > 0.0)
        );
        assert!(report.to_string().contains("full strips"));
        let name = format!("headroom-bench-{}", std::process::id());
        assert!(!std::env::temp_dir().join(name).exists());
        let error = measure(61.0).unwrap_err().to_string();
        assert!(error.ends_with("allowed: more than 0, up to 60"), "{error}");
    }
}
