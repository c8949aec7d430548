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
use crate::param::counted;
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
            let ran = recorder.take.is_some();
            let (mut is_news, mut said) = match wait(&recorder, &asked) {
                Next::Asked(record) => (true, recorder.take(record)),
                Next::Write => (false, Vec::new()),
                Next::Over => break,
            };
            said.extend(recorder.turn());
            for notice in said {
                let _ = inbox.put(Event::Tell(notice));
            }
            is_news |= recorder.take.is_some() != ran;
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
    take: Option<Running>,
    markers: usize,
    /// The number of the take that was asked for last.
    number: u32,
    /// Why that one is over, or did not begin; none where somebody has ended it.
    stopped: Option<String>,
}

/// A take that runs, and when and how it began.
#[derive(Debug)]
struct Running {
    take: Take,
    begun: Zoned,
    rate: u32,
}

impl Recorder {
    /// A recorder for a show; without one, recordings go where programs of this user keep data.
    pub fn new(home: Home) -> Self {
        Self {
            home,
            take: None,
            markers: 0,
            number: 0,
            stopped: None,
        }
    }

    /// Does what is asked. What there is to say.
    pub fn take(&mut self, record: Record) -> Vec<Notice> {
        match record {
            Record::Begin {
                number,
                tracks,
                rate,
            } => {
                let mut said = self.end();
                (self.number, self.stopped) = (number, None);
                said.push(self.begin(tracks, rate));
                said
            }
            Record::GoOn { place, part, track } => {
                if let Some(running) = &mut self.take {
                    let what = (place + 1, part);
                    let track = made(track, what, running.rate, &running.begun);
                    running.take.go_on(place, track);
                }
                Vec::new()
            }
            Record::Mark(name) => {
                self.markers += 1;
                let name = name.unwrap_or_else(|| format!("Marker {}", self.markers));
                if let Some(running) = &mut self.take {
                    running.take.mark(&name);
                }
                Vec::new()
            }
            Record::End => self.end(),
        }
    }

    /// Writes what waits; a take that cannot go on ends. What there is to say.
    pub fn turn(&mut self) -> Vec<Notice> {
        let Some(Running { take, .. }) = &mut self.take else {
            return Vec::new();
        };
        // Before anything is written: what waits is small, and fits into the reserve.
        let mut over = take.over();
        let (said, news) = (take.turn(), take.news());
        over = over.or_else(|| take.over());
        let said = said.into_iter().map(|text| notice(Severity::Error, text));
        let news = news.into_iter().map(|text| notice(Severity::Warning, text));
        let mut said: Vec<Notice> = said.chain(news).collect();
        if let Some(why) = over {
            said.extend(self.end());
            said.push(notice(
                Severity::Error,
                format!("RECORDING HAS ENDED: {why}; begin again with: headroom record start"),
            ));
            self.stopped = Some(why);
        }
        said
    }

    /// How it stands.
    pub fn status(&self) -> RecordingStatus {
        let take = self.take.as_ref();
        let status = take.map_or_else(TakeStatus::default, |running| running.take.status());
        RecordingStatus {
            number: self.number,
            stopped: self.stopped.clone(),
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
        let (count, begun) = (tracks.len(), Zoned::now());
        let tracks = (1..)
            .zip(tracks)
            .map(|(number, track)| made(track, (number, 1), rate, &begun));
        match self.begun(tracks.collect(), rate, &begun) {
            Ok(take) => {
                let tracks = counted(count, "track");
                let text = format!("recording {tracks} into {}", take.folder.display());
                self.take = Some(Running { take, begun, rate });
                notice(Severity::Info, text)
            }
            Err(why) => {
                let text = format!(
                    "nothing is recorded: {why}; mend it, and begin again: headroom record start"
                );
                self.stopped = Some(why);
                notice(Severity::Error, text)
            }
        }
    }

    /// A take in a folder that is named by the time.
    ///
    /// # Errors
    /// Which folder does not take it, and why.
    fn begun(&self, tracks: Vec<Track>, rate: u32, now: &Zoned) -> Result<Take, String> {
        let above = self.above().ok_or("this user has no folder for data")?;
        let said = |error: io::Error| format!("{}: {error}", above.display());
        std::fs::create_dir_all(&above).map_err(said)?;
        let stem = now.strftime("%Y-%m-%d %H-%M-%S").to_string();
        let name = |number: usize| match number {
            1 => stem.clone(),
            _ => format!("{stem} {number}"),
        };
        let mut folders = (1..=MOST).map(|number| above.join(name(number)));
        let free = folders.find(|folder| !folder.exists());
        let folder = free.ok_or_else(|| said(io::ErrorKind::AlreadyExists.into()))?;
        Take::begin(&folder, rate, tracks, self.home.room.clone()).map_err(said)
    }

    fn above(&self) -> Option<PathBuf> {
        let own = self.home.folder.clone().filter(|_| self.home.keeps);
        let data = || super::presets::data_folder().map(|data| data.join("headroom"));
        Some(own.or_else(data)?.join(FOLDER))
    }

    fn end(&mut self) -> Vec<Notice> {
        let Some(Running { take, .. }) = self.take.take() else {
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

/// A track with the name of its file: "01 ch 1 Kick", and "01 ch 1 Kick 2" for its second part.
fn made(track: RecordTrack, (number, part): (usize, usize), rate: u32, now: &Zoned) -> Track {
    let node = track.node.to_string().replace('/', " ");
    let fit = |c: char| {
        if c.is_control() || matches!(c, '/' | '\\') {
            '-'
        } else {
            c
        }
    };
    let label: String = track.name.chars().take(60).map(fit).collect();
    let mut name = format!("{number:02} {node} {label}").trim_end().to_owned();
    if part > 1 {
        name = format!("{name} {part}");
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::inbox::inbox;
    use crate::disk::room::{RESERVE, Room};
    use crate::param::{NodeId, Width};
    use crate::rt::capture::capture;
    use crossbeam_channel::unbounded;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

    /// The console learns it by itself: nobody asks the recorder anything when the disk is full.
    #[test]
    fn a_take_that_ends_by_itself_is_reported() {
        let folder =
            std::env::temp_dir().join(format!("hr-recorder-thread-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let free = Arc::new(AtomicU64::new(RESERVE + 1_000_000_000));
        let said = free.clone();
        let home = Home {
            folder: Some(folder.clone()),
            keeps: true,
            room: Room::of(move |_| Some(said.load(Relaxed))),
        };
        let ((inbox, events), (asks, asked)) = (inbox(), unbounded());
        let recorder = start(asked, home, inbox).unwrap();
        let (_writer, reader) = capture(1, 10);
        let track = RecordTrack {
            node: NodeId::strip(1),
            name: String::new(),
            width: Width::Mono,
            reader,
        };
        let (number, rate, tracks) = (3, 48_000, vec![track]);
        let begin = Record::Begin {
            number,
            tracks,
            rate,
        };
        asks.send(begin).unwrap();
        let reported = |is_it: &dyn Fn(&RecordingStatus) -> bool| {
            let mut events = std::iter::from_fn(|| events.next(Duration::from_secs(60)).ok());
            events.any(|event| matches!(event, Event::Recorded(status) if is_it(&status)))
        };
        assert!(reported(&|status| status.number == 3 && status.tracks == 1));
        free.store(RESERVE, Relaxed);
        assert!(reported(
            &|status| status.stopped.is_some() && status.folder.is_empty()
        ));
        drop(asks);
        recorder.join().unwrap();
        std::fs::remove_dir_all(folder).unwrap();
    }
}
