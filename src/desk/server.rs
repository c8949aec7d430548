//! The console's side of the desk link on a Unix socket.
//!
//! ```text
//! accept ──► one thread per client: reads intents ──► inbox ──► control
//!                       │ answers                                 │ updates (two wait, the rest
//!                       ▼                                         ▼  is merged by the console)
//!            one thread per client: writes to its socket, and blocks alone when nobody reads
//! ```

mod places;

use super::wire::{self, Dialect, ToClient, ToConsole, WireError};
use super::{DeskError, place};
use crate::control::inbox::{Connection, Inbox, NoAnswer};
use crate::control::intent::{Answer, Hello, Intent, Refusal};
use crate::param::printable::printable;
use crossbeam_channel::{Receiver, Sender, bounded, select};
use places::Clients;
pub use places::{MAX_CLIENTS, RESERVE};
use rustix::net::Shutdown as HalfClose;
use std::fs::{self, File, Permissions};
use std::io::{self, Read};
use std::net::Shutdown;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Longest name of a client, in characters.
const LONGEST_NAME: usize = 32;
/// How long a client may take to say hello, all of it.
const HELLO_PATIENCE: Duration = Duration::from_secs(5);
/// How long a client may leave what it is told unread before its link ends.
const READ_PATIENCE: Duration = Duration::from_secs(30);
/// Answers that may wait for a client; a client with more in flight waits for itself.
const ANSWERS_WAITING: usize = 16;
/// Pause after a failed accept: when the process is out of file handles, trying at once fails too.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A console's socket. Dropping it closes the socket and every client's link.
#[derive(Debug)]
pub struct Server {
    path: PathBuf,
    listener: Arc<UnixListener>,
    clients: Arc<Clients>,
    accepting: Option<JoinHandle<()>>,
    /// Locked while the console lives: two consoles never fight over one name.
    _lock: File,
}

impl Server {
    /// Listens at `path` (see [`place::socket_path`]) for the console behind `inbox`.
    ///
    /// # Errors
    /// A console of that name runs already, the folder is not ours, or the system refuses.
    pub fn start(path: &Path, inbox: Inbox) -> Result<Self, DeskError> {
        place::prepare(path.parent().unwrap_or(Path::new(".")))?;
        let lock = lock(path)?;
        let listener = listen(path).map_err(|source| socket_error(path, source))?;
        let listener = Arc::new(listener);
        let clients = Arc::new(Clients::default());
        let accepting = {
            let (listener, clients) = (Arc::clone(&listener), Arc::clone(&clients));
            thread::Builder::new()
                .name("desk".to_owned())
                .spawn(move || accept(&listener, &clients, &inbox))
                .map_err(|source| socket_error(path, source))?
        };
        Ok(Self {
            path: path.to_owned(),
            listener,
            clients,
            accepting: Some(accepting),
            _lock: lock,
        })
    }

    /// Where it listens.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.clients.close();
        // Wakes the accepting thread; should the system refuse, it is left to sleep.
        let woken = rustix::net::shutdown(&*self.listener, HalfClose::Both);
        if let (Ok(()), Some(accepting)) = (woken, self.accepting.take()) {
            let _ = accepting.join();
        }
        let _ = fs::remove_file(&self.path);
    }
}

fn socket_error(path: &Path, source: io::Error) -> DeskError {
    DeskError::Socket {
        path: path.display().to_string(),
        source,
    }
}

/// Takes the name. The lock falls with the process, however it ends; the file stays, because
/// removing it would let two consoles lock two files of one name.
fn lock(path: &Path) -> Result<File, DeskError> {
    let lock_path = path.with_extension("lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&lock_path)
        .map_err(|source| socket_error(&lock_path, source))?;
    match file.try_lock() {
        Ok(()) if UnixStream::connect(path).is_err() => Ok(file),
        Ok(()) | Err(fs::TryLockError::WouldBlock) => Err(DeskError::Running {
            path: path.display().to_string(),
        }),
        Err(fs::TryLockError::Error(source)) => Err(socket_error(&lock_path, source)),
    }
}

/// Binds the socket, in place of one whose console is dead. Call with the name locked.
fn listen(path: &Path) -> io::Result<UnixListener> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(path)?;
    fs::set_permissions(path, Permissions::from_mode(0o600))?;
    Ok(listener)
}

fn accept(listener: &UnixListener, clients: &Arc<Clients>, inbox: &Inbox) {
    loop {
        let accepted = listener.accept();
        if clients.is_closed() {
            return;
        }
        match accepted {
            // What fails here concerns this one client, whose link falls with the stream.
            Ok((stream, _)) => drop(admit(stream, clients, inbox)),
            Err(_) => thread::sleep(ACCEPT_PAUSE),
        }
    }
}

/// Gives a client its thread. Never waits: the few bytes of a refusal fit any socket.
fn admit(stream: UnixStream, clients: &Arc<Clients>, inbox: &Inbox) -> Result<(), WireError> {
    if !place::is_trusted(&stream) {
        return Ok(());
    }
    let Some(number) = clients.add(stream.try_clone()?) else {
        return wire::write(&mut &stream, &ToClient::Full(MAX_CLIENTS as u32));
    };
    let (inbox, held) = (inbox.clone(), Arc::clone(clients));
    let started = thread::Builder::new()
        .name(format!("desk client {number}"))
        .spawn(move || {
            if let Err(error) = serve(&stream, &inbox, (&held, number)) {
                tracing::debug!("desk client {number}: {error}");
            }
            let _ = stream.shutdown(Shutdown::Both);
            held.remove(number);
        });
    if started.is_err() {
        clients.remove(number);
    }
    Ok(())
}

/// A client from hello to its end.
fn serve(
    stream: &UnixStream,
    inbox: &Inbox,
    (clients, number): (&Arc<Clients>, u64),
) -> Result<(), WireError> {
    let Some(hello) = greet(stream)? else {
        return Ok(());
    };
    let connection = inbox.connect(hello).map_err(|_| WireError::Closed)?;
    stream.set_write_timeout(Some(READ_PATIENCE))?;
    wire::write(&mut &*stream, &ToClient::Welcome)?;
    clients.wait_for(number, false);
    let connection = Arc::new(connection);
    let (answers, outbox) = bounded(ANSWERS_WAITING);
    let (out, served) = (stream.try_clone()?, Arc::clone(&connection));
    let clients = Arc::clone(clients);
    thread::Builder::new()
        .name("desk writer".to_owned())
        .spawn(move || {
            let _ = tell(&out, &served, &outbox, |waits| {
                clients.wait_for(number, waits);
            });
            let _ = out.shutdown(Shutdown::Both);
        })?;
    hear(stream, &connection, &answers)
}

/// Waits for the hello; `None` after telling a client of another version what runs here.
fn greet(stream: &UnixStream) -> Result<Option<Hello>, WireError> {
    let mut patient = Until {
        stream,
        end: Instant::now() + HELLO_PATIENCE,
    };
    let ToConsole::Hello(theirs, hello) = wire::read(&mut patient)? else {
        return Err(WireError::Closed);
    };
    stream.set_read_timeout(None)?;
    let ours = Dialect::ours();
    if theirs == ours {
        let name = called(&hello.name);
        return Ok(Some(Hello { name, ..hello }));
    }
    wire::write(&mut &*stream, &ToClient::VersionMismatch(ours))?;
    Ok(None)
}

/// Reads from a client until a moment, however small the pieces are that it sends.
struct Until<'a> {
    stream: &'a UnixStream,
    end: Instant,
}

impl Read for Until<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(left))?;
        let mut stream = self.stream;
        stream.read(buffer)
    }
}

/// A client's name as lists, the journal and other screens can show it: short, and fit for a terminal.
fn called(name: &str) -> String {
    let name: String = printable(name.trim()).chars().take(LONGEST_NAME).collect();
    if name.is_empty() {
        "nameless".to_owned()
    } else {
        name
    }
}

type Outcome = (u64, Result<Answer, Refusal>);

/// Takes intents from the client until it ends.
fn hear(
    stream: &UnixStream,
    connection: &Connection,
    answers: &Sender<Outcome>,
) -> Result<(), WireError> {
    loop {
        match wire::read(&mut &*stream)? {
            ToConsole::Ask(number, intent) => {
                if let Some(outcome) = ask(connection, intent)? {
                    let queued = answers.send((number, outcome));
                    queued.map_err(|_| WireError::Closed)?;
                }
            }
            ToConsole::Send(intent) => connection.send(intent).map_err(|_| WireError::Closed)?,
            ToConsole::Hello(..) => return Err(WireError::Closed),
        }
    }
}

/// The console's answer; `None` when it is silent, which the client finds out by itself.
fn ask(
    connection: &Connection,
    intent: Intent,
) -> Result<Option<Result<Answer, Refusal>>, WireError> {
    match connection.ask(intent) {
        Ok(answer) => Ok(Some(Ok(answer))),
        Err(NoAnswer::Refused(refusal)) => Ok(Some(Err(refusal))),
        Err(NoAnswer::Silent) => Ok(None),
        Err(NoAnswer::Closed) => Err(WireError::Closed),
    }
}

/// Writes updates and answers until one side is gone; `wait` hears when the client has to read.
fn tell(
    stream: &UnixStream,
    connection: &Connection,
    answers: &Receiver<Outcome>,
    wait: impl Fn(bool),
) -> Result<(), WireError> {
    loop {
        let message = select! {
            recv(connection.updates()) -> update => update
                .map(|update| ToClient::Update(Box::new(update))),
            recv(answers) -> outcome => outcome
                .map(|(number, outcome)| ToClient::Answer(number, outcome)),
        };
        wait(true);
        wire::write(&mut &*stream, &message.map_err(|_| WireError::Closed)?)?;
        wait(false);
    }
}
