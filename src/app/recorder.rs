//! The recorder: a thread that begins takes in folders of their own, writes them, and says how they stand. A full or
//! slow disk costs recording and never sound.

mod files;
pub mod take;

use super::reference::Home;
use crate::control::feed::{Notice, RecordingStatus, Severity};
use crate::control::inbox::{Event, Inbox};
use crate::control::setup::{Record, RecordTrack};
use crate::disk::{SampleFormat, TakeSpec};
use crate::param::clock::clock;
use crossbeam_channel::{Receiver, RecvTimeoutError};
use jiff::Zoned;
use std::io;
use std::path::PathBuf;
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};
use take::{Take, TakeStatus, Track};

/// How often what waits is written, and how often it is told how it stands.
const EVERY: Duration = Duration::from_millis(100);
const TELL_EVERY: Duration = Duration::from_millis(500);
/// The folder of recordings.
const FOLDER: &str = "recordings";
/// Most takes that begin in one second.
const MOST: usize = 99;

/// Starts the recorder; it ends when nobody can ask any more, and finishes what runs then.
///
/// # Errors
/// The system gives no thread.
pub fn start(asked: Receiver<Record>, home: Home, inbox: Inbox) -> io::Result<JoinHandle<()>> {
    Builder::new().name("recorder".to_owned()).spawn(move || {
        let mut recorder = Recorder::new(home);
        let mut told = Instant::now();
        loop {
            let (is_news, mut said) = match wait(&recorder, &asked) {
                Next::Asked(record) => (true, recorder.take(record)),
                Next::Write => (false, Vec::new()),
                Next::Over => break,
            };
            said.extend(recorder.turn());
            for notice in said {
                let _ = inbox.put(Event::Tell(notice));
            }
            if is_news || recorder.take.is_some() && told.elapsed() >= TELL_EVERY {
                told = Instant::now();
                let _ = inbox.put(Event::Recorded(recorder.status()));
            }
        }
        recorder.take(Record::End);
    })
}

/// What comes next for the recorder.
enum Next {
    /// Somebody asks.
    Asked(Record),
    /// It is time to write what waits.
    Write,
    /// Nobody asks any more.
    Over,
}

fn wait(recorder: &Recorder, asked: &Receiver<Record>) -> Next {
    if recorder.take.is_none() {
        return asked.recv().map_or(Next::Over, Next::Asked);
    }
    match asked.recv_timeout(EVERY) {
        Ok(record) => Next::Asked(record),
        Err(RecvTimeoutError::Timeout) => Next::Write,
        Err(RecvTimeoutError::Disconnected) => Next::Over,
    }
}

/// What is recorded, and where.
#[derive(Debug)]
pub struct Recorder {
    home: Home,
    take: Option<Take>,
    markers: usize,
}

impl Recorder {
    /// A recorder for a show; without one, recordings go where programs of this user keep data.
    pub fn new(home: Home) -> Self {
        Self {
            home,
            take: None,
            markers: 0,
        }
    }

    /// Does what is asked. What there is to say.
    pub fn take(&mut self, record: Record) -> Vec<Notice> {
        match record {
            Record::Begin(tracks, rate) => {
                let mut said = self.end();
                said.push(self.begin(tracks, rate));
                said
            }
            Record::Mark(name) => {
                self.markers += 1;
                let name = name.unwrap_or_else(|| format!("Marker {}", self.markers));
                if let Some(take) = &mut self.take {
                    take.mark(&name);
                }
                Vec::new()
            }
            Record::End => self.end(),
        }
    }

    /// Writes what waits. What there is to say.
    pub fn turn(&mut self) -> Vec<Notice> {
        let said = self.take.as_mut().map_or_else(Vec::new, Take::turn);
        said.into_iter()
            .map(|text| notice(Severity::Error, text))
            .collect()
    }

    /// How it stands.
    pub fn status(&self) -> RecordingStatus {
        let status = self
            .take
            .as_ref()
            .map_or_else(TakeStatus::default, Take::status);
        RecordingStatus {
            folder: status.folder.display().to_string(),
            seconds: status.seconds as f32,
            tracks: status.tracks as u16,
            failed: status.failed as u16,
            seconds_left: status.seconds_left.map(|seconds| seconds as f32),
            gaps: status.gaps.len() as u32,
        }
    }

    fn begin(&mut self, tracks: Vec<RecordTrack>, rate: u32) -> Notice {
        self.markers = 0;
        let (count, now) = (tracks.len(), Zoned::now());
        let tracks = (1..)
            .zip(tracks)
            .map(|(number, track)| made(track, number, rate, &now));
        match self.begun(tracks.collect(), rate, &now) {
            Ok(take) => {
                let text = format!("recording {count} tracks into {}", take.folder.display());
                self.take = Some(take);
                notice(Severity::Info, text)
            }
            Err(error) => {
                let text =
                    format!("nothing is recorded: {error}; mend it, switch recording off and on");
                notice(Severity::Error, text)
            }
        }
    }

    /// A take in a folder that is named by the time.
    fn begun(&self, tracks: Vec<Track>, rate: u32, now: &Zoned) -> io::Result<Take> {
        let above = self.above()?;
        std::fs::create_dir_all(&above)?;
        let stem = now.strftime("%Y-%m-%d %H-%M-%S").to_string();
        let name = |number: usize| match number {
            1 => stem.clone(),
            _ => format!("{stem} {number}"),
        };
        let mut folders = (1..=MOST).map(|number| above.join(name(number)));
        let free = folders.find(|folder| !folder.exists());
        let folder = free.ok_or_else(|| io::Error::from(io::ErrorKind::AlreadyExists))?;
        Take::begin(&folder, rate, tracks)
    }

    fn above(&self) -> io::Result<PathBuf> {
        let own = self.home.folder.clone().filter(|_| self.home.keeps);
        let data = || super::presets::data_folder().map(|data| data.join("headroom"));
        let folder = own
            .or_else(data)
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        Ok(folder.join(FOLDER))
    }

    fn end(&mut self) -> Vec<Notice> {
        let Some(take) = self.take.take() else {
            return Vec::new();
        };
        let (folder, seconds) = (take.folder.display().to_string(), take.status().seconds);
        let said = take.finish().into_iter();
        let mut said: Vec<Notice> = said.map(|text| notice(Severity::Error, text)).collect();
        let text = format!("recorded {} in {folder}", clock(seconds as f32));
        said.push(notice(Severity::Info, text));
        said
    }
}

/// A track with the name of its file: "01 ch 1 Kick".
fn made(track: RecordTrack, number: usize, rate: u32, now: &Zoned) -> Track {
    let node = track.node.to_string().replace('/', " ");
    let fit = |c: char| {
        if c.is_control() || matches!(c, '/' | '\\') {
            '-'
        } else {
            c
        }
    };
    let label: String = track.name.chars().take(60).map(fit).collect();
    let name = format!("{number:02} {node} {label}").trim_end().to_owned();
    let midnight = now.time().duration_since(jiff::civil::Time::midnight());
    let spec = TakeSpec {
        format: SampleFormat::Float32,
        rate,
        channels: track.width.channels() as u16,
        mask: track.width.wave_mask(),
        description: format!("{node} {label}").trim_end().to_owned(),
        track: if label.is_empty() { node } else { label },
        begins: (
            now.strftime("%Y-%m-%d").to_string(),
            now.strftime("%H:%M:%S").to_string(),
        ),
        time_reference: (midnight.as_secs_f64().max(0.0) * f64::from(rate)) as u64,
    };
    let reader = track.reader;
    Track { name, spec, reader }
}

fn notice(severity: Severity, text: String) -> Notice {
    Notice { severity, text }
}
