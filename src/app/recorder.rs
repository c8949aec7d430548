//! The recorder: a thread that begins takes in folders of their own, writes them, and says how they stand. A full or
//! slow disk costs recording and never sound.

mod backlog;
mod files;
mod naming;
mod pre_roll;
pub mod take;

use super::reference::Home;
use crate::control::feed::{Notice, RecordingStatus, Severity};
use crate::control::inbox::{Event, Inbox};
use crate::control::setup::{Record, RecordSound, RecordTrack};
use crate::param::clock::clock;
use crate::param::counted;
use crate::param::tables::console::RecordFormat;
use backlog::Backlog;
use crossbeam_channel::{Receiver, RecvTimeoutError};
use jiff::{SignedDuration, Zoned};
use naming::named;
use pre_roll::PreRoll;
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
                inbox.tell(notice.severity, notice.text);
            }
            is_news |= recorder.take.is_some() != ran;
            if is_news || recorder.is_busy() && told.elapsed() >= TELL_EVERY {
                told = Instant::now();
                let _ = inbox.put(Event::Recorded(recorder.status()));
            }
        }
        recorder.take(Record::End);
    })
}

/// The folder of recordings: that of the show; without one, where programs of this user keep data.
pub fn folder(home: &Home) -> Option<PathBuf> {
    let own = home.folder.clone().filter(|_| home.keeps);
    let data = || super::presets::data_folder().map(|data| data.join("headroom"));
    Some(own.or_else(data)?.join(FOLDER))
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
    if !recorder.is_busy() {
        return asked.recv().map_or(Next::Over, Next::Asked);
    }
    let is_behind = recorder
        .take
        .as_ref()
        .is_some_and(|running| running.take.is_behind());
    let every = if is_behind { Duration::ZERO } else { EVERY };
    match asked.recv_timeout(every) {
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
    pre_roll: PreRoll,
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
    format: RecordFormat,
}

impl Recorder {
    /// A recorder for a show; without one, recordings go where programs of this user keep data.
    pub fn new(home: Home) -> Self {
        Self {
            home,
            take: None,
            pre_roll: PreRoll::default(),
            markers: 0,
            number: 0,
            stopped: None,
        }
    }

    /// Something is recorded, or kept for a recording.
    fn is_busy(&self) -> bool {
        self.take.is_some() || !self.pre_roll.is_empty()
    }

    /// Does what is asked. What there is to say.
    pub fn take(&mut self, record: Record) -> Vec<Notice> {
        match record {
            Record::Begin {
                number,
                tracks,
                rate,
                format,
            } => {
                let mut said = self.end();
                (self.number, self.stopped) = (number, None);
                said.push(self.begin(tracks, rate, format));
                said
            }
            Record::Keep {
                captures,
                ended,
                seconds,
                rate,
            } => {
                let said = self.pre_roll.listen(captures, &ended, (seconds, rate));
                let said = said.into_iter();
                said.map(|text| notice(Severity::Warning, text)).collect()
            }
            Record::GoOn { place, part, track } => {
                let sound = self.sound(track.sound);
                if let Some((running, sound)) = self.take.as_mut().zip(sound) {
                    let number = (place + 1, part);
                    let track = (track.node, track.is_insert, track.name, track.width);
                    let stored = (running.rate, running.format);
                    let track = named(track, number, stored, (&running.begun, sound));
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
            self.pre_roll.turn();
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
            take.forget_what_waits();
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
            kept_seconds: self.pre_roll.seconds() as f32,
        }
    }

    /// Where a track comes from; none of what is kept no longer.
    fn sound(&mut self, sound: RecordSound) -> Option<Backlog> {
        match sound {
            RecordSound::New(reader) => Some(Backlog::new(reader)),
            RecordSound::Kept(number) => self.pre_roll.take(number),
        }
    }

    fn begin(&mut self, tracks: Vec<RecordTrack>, rate: u32, format: RecordFormat) -> Notice {
        self.markers = 0;
        self.pre_roll.turn();
        let early = self.pre_roll.seconds();
        let begun = &Zoned::now() - SignedDuration::from_secs_f64(early);
        let mut made = Vec::new();
        for (number, track) in (1..).zip(tracks) {
            if let Some(sound) = self.sound(track.sound) {
                let track = (track.node, track.is_insert, track.name, track.width);
                made.push(named(track, (number, 1), (rate, format), (&begun, sound)));
            }
        }
        let count = made.len();
        let most_waiting = self.pre_roll.most_waiting(rate);
        self.pre_roll.clear();
        match self.begun(made, rate, &begun) {
            Ok(mut take) => {
                take.set_most_waiting(most_waiting);
                let tracks = counted(count, "track");
                let mut text = format!("recording {tracks} into {}", take.folder.display());
                if early > 0.0 {
                    text = format!("{text}, from {early:.1} s ago on");
                }
                self.take = Some(Running {
                    take,
                    begun,
                    rate,
                    format,
                });
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
        let above = folder(&self.home).ok_or("this user has no folder for data")?;
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
            is_insert: false,
            sound: RecordSound::New(reader),
        };
        let (number, rate, tracks) = (3, 48_000, vec![track]);
        let begin = Record::Begin {
            number,
            tracks,
            rate,
            format: RecordFormat::Float,
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
