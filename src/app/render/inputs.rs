//! What the strips hear: files and test signals, in the blocks that are asked for.

use super::signal::{Mono, noise, sweep, tone};
use super::start::frame_at;
use super::wave_file::WaveFile;
use crate::dsp::math::gain_from_db_f64;
use crate::engine::io::PortList;
use crate::show::session_file::{Input, Signal};
use crate::show::{PatchPoint, SessionFile, Side};
use anyhow::Context;
use std::ops::Range;

/// Every input of a session, open.
pub struct Inputs {
    streams: Vec<Stream>,
    work: [Vec<f32>; 2],
    /// What a person should know: channels of files that nobody hears.
    pub notes: Vec<String>,
}

/// One input: a source, when it is heard, and where.
struct Stream {
    /// For errors.
    name: String,
    ports: Vec<usize>,
    frames: Range<u64>,
    source: Source,
}

enum Source {
    File(Box<WaveFile>),
    Mono(Mono),
}

impl Inputs {
    /// Opens every input.
    ///
    /// # Errors
    /// A file that cannot be used.
    pub fn open(session: &SessionFile, ports: &PortList, total: u64) -> anyhow::Result<Self> {
        let mut inputs = Self {
            streams: Vec::new(),
            work: [Vec::new(), Vec::new()],
            notes: Vec::new(),
        };
        for input in &session.inputs {
            let frames = heard(input, session.rate, total);
            let name = name(&input.points);
            let Some(source) =
                source(input, session.rate, &frames).with_context(|| name.clone())?
            else {
                continue;
            };
            let ports: Vec<usize> = input
                .points
                .iter()
                .filter_map(|point| port(ports, *point))
                .collect();
            if let Source::File(file) = &source
                && file.channels() > ports.len()
            {
                let count = file.channels();
                let heard = ports.len();
                inputs.notes.push(format!(
                    "{name}: the file has {count} channels; {heard} of them can be heard here"
                ));
            }
            inputs.streams.push(Stream {
                name,
                ports,
                frames,
                source,
            });
        }
        Ok(inputs)
    }

    /// Fills the buffers of one callback, which starts at `first`.
    ///
    /// # Errors
    /// A file that breaks off.
    pub fn fill(&mut self, first: u64, buffers: &mut [Vec<f32>]) -> anyhow::Result<()> {
        let count = buffers.first().map_or(0, Vec::len);
        for buffer in buffers.iter_mut() {
            buffer.fill(0.0);
        }
        for stream in &mut self.streams {
            let from = stream.frames.start.clamp(first, first + count as u64);
            let to = stream.frames.end.clamp(first, first + count as u64);
            if from >= to {
                continue;
            }
            let [left, right] = &mut self.work;
            left.resize((to - from) as usize, 0.0);
            right.resize((to - from) as usize, 0.0);
            stream
                .source
                .fill(left, right)
                .with_context(|| stream.name.clone())?;
            let here = (from - first) as usize..(to - first) as usize;
            for (port, signal) in stream.ports.iter().zip([left, right]) {
                buffers[*port][here.clone()].copy_from_slice(signal);
            }
        }
        Ok(())
    }
}

impl Source {
    fn fill(&mut self, left: &mut [f32], right: &mut [f32]) -> anyhow::Result<()> {
        match self {
            Self::File(file) => file.fill(left, right),
            Self::Mono(signal) => {
                left.fill_with(signal);
                right.copy_from_slice(left);
                Ok(())
            }
        }
    }
}

/// `ch/9` for a whole strip, `ch/9/left` for a part of it.
fn name(points: &[PatchPoint]) -> String {
    match points {
        [one] => one.to_string(),
        _ => points.first().map_or(String::new(), PatchPoint::whole),
    }
}

fn port(ports: &PortList, point: PatchPoint) -> Option<usize> {
    let channel = u8::from(point.side == Side::Right);
    ports.inputs.iter().position(|port| {
        port.node == point.node && port.kind == point.kind && port.channel == channel
    })
}

/// The frames in which an input is heard.
fn heard(input: &Input, rate: u32, total: u64) -> Range<u64> {
    if let Signal::Impulse { at_seconds, .. } = input.signal {
        let frame = frame_at(at_seconds, rate);
        return frame..frame + 1;
    }
    let to = input.to_seconds.map_or(total, |to| frame_at(to, rate));
    frame_at(input.from_seconds, rate)..to.min(total)
}

/// The source of an input; none for silence.
fn source(input: &Input, rate: u32, heard: &Range<u64>) -> anyhow::Result<Option<Source>> {
    let frames = heard.end.saturating_sub(heard.start);
    let signal: Mono = match input.signal {
        Signal::Silence => return Ok(None),
        Signal::File(ref path) => {
            let file = Box::new(WaveFile::open(path, rate)?);
            return Ok(Some(Source::File(file)));
        }
        Signal::Tone { hertz, level_db } => tone(hertz, level_db, rate),
        Signal::Noise {
            color,
            level_db,
            seed,
        } => noise(color, level_db, seed),
        Signal::Sweep {
            from_hertz,
            to_hertz,
            level_db,
        } => sweep((from_hertz, to_hertz), level_db, frames, rate),
        Signal::Impulse { level_db, .. } => {
            let peak = gain_from_db_f64(level_db) as f32;
            Box::new(move || peak)
        }
    };
    Ok(Some(Source::Mono(signal)))
}
