//! A client's side of the desk link on a Unix socket.
//!
//! A thread reads whatever the console says, always, so that an answer never waits behind updates
//! that nobody takes: those are merged into one.

use super::merge::merge;
use super::wire::{self, Dialect, ToClient, ToConsole, WireError};
use super::{Desk, DeskError, place};
use crate::control::feed::Update;
use crate::control::inbox::patience;
use crate::control::intent::{Answer, Hello, Intent, Refusal};
use std::io;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long the console may take to welcome a client.
const WELCOME_PATIENCE: Duration = Duration::from_secs(10);
/// How long a client tries to get into a console that is full.
const ROOM_PATIENCE: Duration = Duration::from_millis(500);
/// How much longer an answer may take over the socket than within the console.
const ON_ITS_WAY: Duration = Duration::from_millis(500);
/// How long a client waits for room to write.
const PATIENCE: Duration = Duration::from_secs(2);

/// A desk in another process than the console.
#[derive(Debug)]
pub struct SocketDesk {
    stream: UnixStream,
    heard: Arc<Heard>,
    asked: u64,
    hearing: Option<JoinHandle<()>>,
}

impl SocketDesk {
    /// Connects to the console that listens at `path`.
    ///
    /// # Errors
    /// No console runs there, it is full, or it is of another version.
    pub fn connect(path: &Path, hello: &Hello) -> Result<Self, DeskError> {
        let mut stream = open(path)?;
        let begun = Instant::now();
        // Somebody who says nothing makes room after a moment.
        while let Err(error) = introduce(&stream, hello.clone()) {
            let is_full = matches!(error, IntroductionError::Full(_));
            if !is_full || begun.elapsed() >= ROOM_PATIENCE {
                return Err(explain(error, path));
            }
            thread::sleep(ROOM_PATIENCE / 10);
            stream = open(path)?;
        }
        Self::listen(stream).map_err(|source| socket_error(path, source))
    }

    fn listen(stream: UnixStream) -> io::Result<Self> {
        stream.set_read_timeout(None)?;
        let heard = Arc::new(Heard::default());
        let (from, hearing) = (stream.try_clone()?, Arc::clone(&heard));
        let hearing = thread::Builder::new()
            .name("desk link".to_owned())
            .spawn(move || hearing.listen(&from))?;
        Ok(Self {
            stream,
            heard,
            asked: 0,
            hearing: Some(hearing),
        })
    }

    /// Writes a message. A console that takes nothing for two seconds has left us with half a
    /// frame: the link is of no use any more.
    fn say(&self, message: &ToConsole) -> Result<(), DeskError> {
        wire::write(&mut &self.stream, message).map_err(|_| {
            let _ = self.stream.shutdown(Shutdown::Both);
            DeskError::Gone
        })
    }
}

impl Desk for SocketDesk {
    fn ask(&mut self, intent: Intent) -> Result<Answer, DeskError> {
        self.asked += 1;
        let patience = patience(&intent) + ON_ITS_WAY;
        self.say(&ToConsole::Ask(self.asked, intent))?;
        let outcome = self.heard.answer_to(self.asked, patience)?;
        Ok(outcome?)
    }

    fn send(&mut self, intent: Intent) -> Result<(), DeskError> {
        self.say(&ToConsole::Send(intent))
    }

    fn next_update(&mut self, patience: Duration) -> Result<Option<Update>, DeskError> {
        self.heard.next_update(patience)
    }
}

impl Drop for SocketDesk {
    fn drop(&mut self) {
        let _ = self.stream.shutdown(Shutdown::Both);
        if let Some(hearing) = self.hearing.take() {
            let _ = hearing.join();
        }
    }
}

/// Opens the socket, if somebody we may trust listens on it.
fn open(path: &Path) -> Result<UnixStream, DeskError> {
    let stream = UnixStream::connect(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => DeskError::NoConsole {
            path: path.display().to_string(),
        },
        _ => socket_error(path, source),
    })?;
    if place::is_trusted(&stream) {
        Ok(stream)
    } else {
        Err(DeskError::Stranger {
            path: path.display().to_string(),
        })
    }
}

/// Says hello and waits for the welcome.
fn introduce(mut stream: &UnixStream, hello: Hello) -> Result<(), IntroductionError> {
    stream.set_read_timeout(Some(WELCOME_PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    // A console that has no room answers before it hears: what it said counts, not that the
    // hello did not arrive.
    let said = wire::write(&mut stream, &ToConsole::Hello(Dialect::ours(), hello));
    match wire::read(&mut stream) {
        Ok(ToClient::Welcome) => Ok(said?),
        Ok(ToClient::VersionMismatch(theirs)) => Err(IntroductionError::Version(theirs)),
        Ok(ToClient::Full(limit)) => Err(IntroductionError::Full(limit)),
        Ok(ToClient::Answer(..) | ToClient::Update(_)) => Err(WireError::Closed.into()),
        Err(error) => Err(error.into()),
    }
}

/// Why the console does not welcome us.
enum IntroductionError {
    Version(Dialect),
    Full(u32),
    Wire(WireError),
}

impl From<WireError> for IntroductionError {
    fn from(error: WireError) -> Self {
        Self::Wire(error)
    }
}

impl From<io::Error> for IntroductionError {
    fn from(error: io::Error) -> Self {
        Self::Wire(error.into())
    }
}

fn explain(error: IntroductionError, path: &Path) -> DeskError {
    use io::ErrorKind::{TimedOut, WouldBlock};
    match error {
        IntroductionError::Version(theirs) => {
            let ours = Dialect::ours();
            DeskError::Version {
                console: theirs.named_beside(&ours),
                ours: ours.named_beside(&theirs),
            }
        }
        IntroductionError::Full(limit) => DeskError::Full { limit },
        IntroductionError::Wire(WireError::Closed) => DeskError::Gone,
        IntroductionError::Wire(WireError::Io(source))
            if matches!(source.kind(), WouldBlock | TimedOut) =>
        {
            DeskError::Silent
        }
        IntroductionError::Wire(WireError::Io(source)) => socket_error(path, source),
        IntroductionError::Wire(error) => socket_error(path, io::Error::other(error)),
    }
}

fn socket_error(path: &Path, source: io::Error) -> DeskError {
    DeskError::Socket {
        path: path.display().to_string(),
        source,
    }
}

/// What the console said and nobody has taken yet.
#[derive(Debug, Default)]
struct Heard {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    update: Option<Update>,
    answers: Vec<(u64, Result<Answer, Refusal>)>,
    gone: bool,
}

impl State {
    /// The answer of that number; answers that came too late for an earlier ask are forgotten.
    fn take_answer(&mut self, number: u64) -> Option<Result<Answer, Refusal>> {
        let mut answers = std::mem::take(&mut self.answers).into_iter();
        answers
            .find(|(found, _)| *found == number)
            .map(|(_, outcome)| outcome)
    }
}

impl Heard {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what the console says until the link ends.
    fn listen(&self, mut from: &UnixStream) {
        while let Ok(message) = wire::read(&mut from) {
            match message {
                ToClient::Update(update) => self.add_update(*update),
                ToClient::Answer(number, outcome) => self.state().answers.push((number, outcome)),
                ToClient::Welcome | ToClient::Full(_) | ToClient::VersionMismatch(_) => break,
            }
            self.changed.notify_all();
        }
        self.state().gone = true;
        self.changed.notify_all();
    }

    fn add_update(&self, later: Update) {
        let mut state = self.state();
        match &mut state.update {
            Some(earlier) => merge(earlier, later),
            None => state.update = Some(later),
        }
    }

    /// Waits for what `take` finds; `None` after `patience`.
    fn wait<T>(
        &self,
        patience: Duration,
        mut take: impl FnMut(&mut State) -> Option<T>,
    ) -> Result<Option<T>, DeskError> {
        let start = Instant::now();
        let mut state = self.state();
        loop {
            if let Some(found) = take(&mut state) {
                return Ok(Some(found));
            }
            if state.gone {
                return Err(DeskError::Gone);
            }
            let left = patience.saturating_sub(start.elapsed());
            if left.is_zero() {
                return Ok(None);
            }
            let woken = self.changed.wait_timeout(state, left);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn next_update(&self, patience: Duration) -> Result<Option<Update>, DeskError> {
        self.wait(patience, |state| state.update.take())
    }

    fn answer_to(
        &self,
        number: u64,
        patience: Duration,
    ) -> Result<Result<Answer, Refusal>, DeskError> {
        let outcome = self.wait(patience, |state| state.take_answer(number))?;
        outcome.ok_or(DeskError::Silent)
    }
}
