//! The thread that reads the terminal. It draws nothing and waits for nobody who draws.

use super::burst::Bursts;
use super::decode::{Decoder, Said};
use super::open_paste::{Arrived, OpenPaste};
use super::output::Arrival;
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use crossterm::event::{Event, KeyCode};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::io::{self, Stdin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Events that may wait for the session.
const WAITING: usize = 256;
/// How long the thread outlives its session at most.
const LOOK: Duration = Duration::from_millis(200);
/// What comes closer together than this came at once.
const GAP: Duration = Duration::from_millis(4);
/// Events wait no longer than this for others that came at once.
const AT_ONCE: Duration = Duration::from_millis(15);
/// The rest of a sequence comes within this time, or not at all.
const SEQUENCE: Duration = Duration::from_millis(25);
/// The rest of a paste comes within this time, or not at all.
const PASTE: Duration = Duration::from_secs(1);

/// The input thread's other end; the thread ends with it.
#[derive(Debug)]
pub(super) struct Input {
    events: Receiver<io::Result<Event>>,
    ended: Arc<AtomicBool>,
}

impl Input {
    /// Starts to read; `arrival` is told what the terminal says about its output.
    pub fn start(arrival: Arrival) -> io::Result<Self> {
        let (sender, events) = bounded(WAITING);
        let ended = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&ended);
        thread::Builder::new()
            .name("terminal input".to_owned())
            .spawn(move || {
                let mut reader = Reader::new(sender, arrival);
                if let Err(error) = reader.run(&told) {
                    let _ = reader.events.send(Err(error));
                }
            })?;
        Ok(Self { events, ended })
    }

    /// The next event, if one came.
    pub fn next(&self) -> io::Result<Option<Event>> {
        self.events.try_recv().ok().transpose()
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
    }
}

struct Reader {
    events: Sender<io::Result<Event>>,
    arrival: Arrival,
    stdin: Stdin,
    decoder: Decoder,
    bursts: Bursts,
    open_paste: OpenPaste,
    /// What came at once so far, and since when.
    batch: Vec<Event>,
    begun: Instant,
    heard: Instant,
}

impl Reader {
    fn new(events: Sender<io::Result<Event>>, arrival: Arrival) -> Self {
        let now = Instant::now();
        Self {
            events,
            arrival,
            stdin: io::stdin(),
            decoder: Decoder::default(),
            bursts: Bursts::default(),
            open_paste: OpenPaste::default(),
            batch: Vec::new(),
            begun: now,
            heard: now,
        }
    }

    /// Reads until the session is over.
    fn run(&mut self, ended: &AtomicBool) -> io::Result<()> {
        while !ended.load(Ordering::Relaxed) {
            let is_idle = self.batch.is_empty() && !self.decoder.is_waiting();
            let is_there = self.wait(if is_idle { LOOK } else { GAP })?;
            // Who reads in the background is stopped by the system, with everything else.
            if is_there && !super::tty::is_foreground() {
                thread::sleep(LOOK);
                continue;
            }
            let mut said = Vec::new();
            if is_there {
                self.read(&mut said)?;
            } else {
                self.give_up(&mut said);
            }
            self.take(said);
            let is_over = !is_there || self.begun.elapsed() >= AT_ONCE || self.has_panic();
            if is_over && !self.batch.is_empty() && !self.pass_on() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn read(&mut self, said: &mut Vec<Said>) -> io::Result<()> {
        let mut bytes = [0; 4096];
        match rustix::io::read(&self.stdin, &mut bytes) {
            Ok(0) => return Err(gone()),
            Ok(count) => self.hear(&bytes[..count], said),
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    fn hear(&mut self, bytes: &[u8], said: &mut Vec<Said>) {
        let now = Instant::now();
        let gap = now.saturating_duration_since(self.heard);
        match self.open_paste.sort(bytes, gap, self.decoder.is_pasting()) {
            Arrived::Text => self.heard = now,
            // It does not keep the paste alive.
            Arrived::Key => {}
            Arrived::Panic => {
                self.decoder.give_up(said);
                self.heard = now;
            }
        }
        self.decoder.feed(bytes, said);
    }

    /// Nothing came for a moment: what has begun long enough ago does not go on.
    fn give_up(&mut self, said: &mut Vec<Said>) {
        let patience = if self.decoder.is_pasting() {
            PASTE
        } else {
            SEQUENCE
        };
        if self.decoder.is_waiting() && self.heard.elapsed() >= patience {
            self.decoder.give_up(said);
        }
    }

    fn take(&mut self, said: Vec<Said>) {
        for said in said {
            match said {
                Said::Cursor => self.arrival.note(),
                Said::Event(event) => {
                    if self.batch.is_empty() {
                        self.begun = Instant::now();
                    }
                    self.batch.push(event);
                }
            }
        }
    }

    /// Panic waits for nothing.
    fn has_panic(&self) -> bool {
        let is_panic =
            |event: &Event| matches!(event, Event::Key(key) if key.code == KeyCode::F(12));
        self.batch.iter().any(is_panic)
    }

    /// Gives on what came at once. A session that takes nothing loses the rest; false when it is over.
    fn pass_on(&mut self) -> bool {
        let batch = std::mem::take(&mut self.batch);
        let sorted = self.bursts.sort(batch, Instant::now());
        let mut outcomes = sorted
            .into_iter()
            .map(|event| self.events.try_send(Ok(event)));
        !outcomes.any(|outcome| matches!(outcome, Err(TrySendError::Disconnected(_))))
    }

    /// Waits until there is something to read. A terminal that is gone is told apart from one that says
    /// nothing.
    fn wait(&self, patience: Duration) -> io::Result<bool> {
        let patience = Timespec {
            tv_sec: 0,
            tv_nsec: i64::from(patience.subsec_nanos()),
        };
        let mut watched = [PollFd::new(&self.stdin, PollFlags::IN)];
        match poll(&mut watched, Some(&patience)) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let found = watched[0].revents();
        if found.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            return Err(gone());
        }
        Ok(found.contains(PollFlags::IN))
    }
}

fn gone() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the terminal is gone")
}
