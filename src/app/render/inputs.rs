//! What the strips hear: files and test signals, in the blocks that are asked for.

use super::signal::{Fill, impulse, noise, sweep, tone};
use super::start::frame_at;
use crate::disk::{SoundFile, strange};
use crate::engine::io::PortList;
use crate::show::session_file::{Input, Signal};
use crate::show::{PatchPoint, SessionFile, Side};
use anyhow::{Context, anyhow, ensure};
use std::ops::Range;
use std::path::Path;

/// Every input of a session, open.
pub struct Inputs {
    streams: Vec<Stream>,
    notes: Vec<String>,
}

/// A source, when it is heard, and where. Inputs that hear channels of one file at the same time share it.
struct Stream {
    /// For errors.
    name: String,
    frames: Range<u64>,
    source: Source,
    places: Vec<PortChannel>,
}

/// A port and what it hears.
#[derive(Clone, Copy)]
struct PortChannel {
    port: usize,
    /// Channel of the file.
    channel: usize,
}

enum Source {
    File(FileSource),
    Signal(Fill),
}

/// A file that is being played.
struct FileSource {
    file: Box<SoundFile>,
    /// As errors name it.
    name: String,
    /// Samples that are no numbers.
    broken: u64,
}

impl Inputs {
    /// Opens every input.
    ///
    /// # Errors
    /// A file that cannot be used.
    pub fn open(session: &SessionFile, ports: &PortList, total: u64) -> anyhow::Result<Self> {
        let mut inputs = Self {
            streams: Vec::new(),
            notes: Vec::new(),
        };
        for input in &session.inputs {
            let frames = heard(input, session.rate, total);
            let name = name(&input.points);
            inputs
                .add(input, (&name, frames), session.rate, ports)
                .with_context(|| name.clone())?;
        }
        Ok(inputs)
    }

    fn add(
        &mut self,
        input: &Input,
        (name, frames): (&str, Range<u64>),
        rate: u32,
        ports: &PortList,
    ) -> anyhow::Result<()> {
        let ports = input.points.iter().filter_map(|point| port(ports, *point));
        let ports: Vec<usize> = ports.collect();
        let Signal::File { path, channel } = &input.signal else {
            if let Some(signal) = signal(&input.signal, rate, &frames) {
                self.streams.push(Stream {
                    name: name.to_owned(),
                    frames,
                    source: Source::Signal(signal),
                    places: ports
                        .into_iter()
                        .map(|port| PortChannel { port, channel: 0 })
                        .collect(),
                });
            }
            return Ok(());
        };
        let at = self.file(path, (name, frames), rate)?;
        let stream = &mut self.streams[at];
        let Source::File(source) = &stream.source else {
            return Ok(());
        };
        let channels = source.file.channels();
        if let Some(channel) = channel.map(|channel| channel as usize) {
            ensure!(
                channel <= channels,
                "{} has no channel {channel}; allowed: 1 to {channels}",
                source.name
            );
        } else if channels > ports.len() {
            let heard = ports.len();
            self.notes.push(format!(
                "{name}: the file has {channels} channels; {heard} of them can be heard here"
            ));
        }
        let places = ports.into_iter().enumerate().map(|(at, port)| PortChannel {
            port,
            // A file of one channel fills a whole strip.
            channel: channel.map_or(at.min(channels - 1), |channel| channel as usize - 1),
        });
        stream.places.extend(places);
        Ok(())
    }

    /// The number of the stream that plays a file at that time.
    fn file(
        &mut self,
        path: &Path,
        (name, frames): (&str, Range<u64>),
        rate: u32,
    ) -> anyhow::Result<usize> {
        let file = path.display().to_string();
        let plays = |stream: &Stream| match &stream.source {
            Source::File(source) => source.name == file && stream.frames == frames,
            Source::Signal(_) => false,
        };
        if let Some(at) = self.streams.iter().position(plays) {
            return Ok(at);
        }
        let source = FileSource::open(path, file, rate)?;
        self.streams.push(Stream {
            name: name.to_owned(),
            frames,
            source: Source::File(source),
            places: Vec::new(),
        });
        Ok(self.streams.len() - 1)
    }

    /// Fills the buffers of one callback, which starts at `first`. Buffers that hear nothing are left alone.
    ///
    /// # Errors
    /// A file that breaks off.
    pub fn fill(&mut self, first: u64, buffers: &mut [Vec<f32>]) -> anyhow::Result<()> {
        let count = buffers.first().map_or(0, Vec::len) as u64;
        for stream in &mut self.streams {
            let inside = |frame: u64| (frame.clamp(first, first + count) - first) as usize;
            let here = inside(stream.frames.start)..inside(stream.frames.end);
            for place in &stream.places {
                let buffer = &mut buffers[place.port];
                buffer[..here.start].fill(0.0);
                buffer[here.end.max(here.start)..].fill(0.0);
            }
            if !here.is_empty() {
                stream
                    .source
                    .fill(here, &stream.places, buffers)
                    .with_context(|| stream.name.clone())?;
            }
        }
        Ok(())
    }

    /// What a person should know of the inputs, when everything has been played: channels that nobody hears, and
    /// what was wrong with files.
    pub fn into_notes(self) -> Vec<String> {
        let mut notes = self.notes;
        for stream in &self.streams {
            if let Source::File(source) = &stream.source {
                let about = |note: &dyn std::fmt::Display| {
                    format!("{}: {} {note}", stream.name, source.name)
                };
                notes.extend(source.file.notes().iter().map(|note| about(note)));
                notes.extend(strange::note(source.broken).map(|note| about(&note)));
            }
        }
        notes
    }
}

impl Source {
    fn fill(
        &mut self,
        here: Range<usize>,
        places: &[PortChannel],
        buffers: &mut [Vec<f32>],
    ) -> anyhow::Result<()> {
        match self {
            Self::File(source) => source.fill(here, places, buffers),
            Self::Signal(signal) => {
                let Some((first, others)) = places.split_first() else {
                    return Ok(());
                };
                signal(&mut buffers[first.port][here.clone()]);
                for place in others {
                    if let Ok([from, to]) = buffers.get_disjoint_mut([first.port, place.port]) {
                        to[here.clone()].copy_from_slice(&from[here.clone()]);
                    }
                }
                Ok(())
            }
        }
    }
}

impl FileSource {
    fn open(path: &Path, name: String, rate: u32) -> anyhow::Result<Self> {
        let hint = "name a sound file, from the folder of the session";
        let metadata = std::fs::metadata(path)
            .map_err(|error| anyhow!("{name} cannot be read: {error}; {hint}"))?;
        // A pipe or a device could block for ever.
        ensure!(metadata.is_file(), "{name} is not a file; {hint}");
        let file = SoundFile::open(path).map_err(|error| anyhow!("{name} {error}"))?;
        ensure!(
            file.rate() == rate,
            "{name} has {} Hz, the session has {rate} Hz; write 'rate: {}' in the session, or convert the file \
             to {rate} Hz",
            file.rate(),
            file.rate()
        );
        Ok(Self {
            file: Box::new(file),
            name,
            broken: 0,
        })
    }

    /// Plays on; behind its end the file is silent.
    fn fill(
        &mut self,
        here: Range<usize>,
        places: &[PortChannel],
        buffers: &mut [Vec<f32>],
    ) -> anyhow::Result<()> {
        let mut done = here.start;
        while done < here.end {
            let frames = self
                .file
                .advance(here.end - done)
                .map_err(|error| anyhow!("{} {error}", self.name))?;
            let end = if frames == 0 { here.end } else { done + frames };
            for place in places {
                let out = &mut buffers[place.port][done..end];
                if frames == 0 {
                    out.fill(0.0);
                } else {
                    self.file.copy(place.channel, out);
                    self.broken += strange::count(out);
                }
            }
            done = end;
        }
        Ok(())
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

/// A test signal; none for silence and files.
fn signal(signal: &Signal, rate: u32, heard: &Range<u64>) -> Option<Fill> {
    let frames = heard.end.saturating_sub(heard.start);
    match *signal {
        Signal::Silence | Signal::File { .. } => None,
        Signal::Tone { hertz, level_db } => Some(tone(hertz, level_db, rate)),
        Signal::Noise {
            color,
            level_db,
            seed,
        } => Some(noise(color, level_db, seed)),
        Signal::Sweep {
            from_hertz,
            to_hertz,
            level_db,
        } => Some(sweep((from_hertz, to_hertz), level_db, frames, rate)),
        Signal::Impulse { level_db, .. } => Some(impulse(level_db)),
    }
}
