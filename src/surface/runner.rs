//! One surface on a thread of its own: between a device's port and the console.

use super::arrangement::Place;
use super::catalogue::Device;
use super::gang::{Gang, Member};
use super::learn::keep::{keep_binding, keep_device};
use super::library::Library;
use super::machine::{Learnt, Surface};
use crate::control::feed::{Notice, Severity, SurfaceStatus};
use crate::control::inbox::{AnswerTo, Connection, Event, Inbox};
use crate::control::intent::{Hello, Rights};
use crossbeam_channel::{Receiver, Sender, bounded, never, select};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

/// Messages from a device that may wait.
pub const MESSAGES_WAITING: usize = 1024;

/// Answers of the console that may wait; more are lost.
const ANSWERS_WAITING: usize = 64;

/// The way to a device.
pub trait Output: Send {
    /// Sends one message. False when the device takes none now, or is gone.
    fn send(&mut self, message: &[u8]) -> bool;

    /// Looks after the connection; now and then.
    fn maintain(&mut self) {}
}

/// A device's port.
pub struct Port {
    /// Its name.
    pub name: String,
    /// What it says.
    pub input: Receiver<Vec<u8>>,
    /// Somebody else listens now who has heard nothing so far.
    pub again: Receiver<()>,
    /// Where it listens.
    pub output: Box<dyn Output>,
}

impl fmt::Debug for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Port")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// All surfaces of a console: which window each has, and where each stands. The console is told
/// whenever that changes.
#[derive(Clone, Debug)]
pub struct Registry {
    state: Arc<Mutex<State>>,
    inbox: Inbox,
    /// Where what surfaces learn is kept.
    library: Arc<Library>,
}

/// Where a surface is: among all of them, and on the console.
#[derive(Clone, Copy, Debug)]
struct Registration {
    key: usize,
    window: usize,
}

/// Keys of surfaces without a window of their own begin here.
const GUESTS: usize = 1000;

#[derive(Debug, Default)]
struct State {
    /// Windows of the console that have a surface.
    windows: BTreeSet<usize>,
    statuses: BTreeMap<usize, SurfaceStatus>,
    /// How many surfaces have come that have no window of their own.
    guests: usize,
    /// Those that stand side by side.
    gang: Gang,
    /// The console has not been told the last of it.
    untold: bool,
}

impl Registry {
    /// No surfaces yet, for the console behind `inbox`.
    pub fn new(inbox: Inbox, library: Arc<Library>) -> Self {
        Self {
            state: Arc::default(),
            inbox,
            library,
        }
    }

    /// Keeps what a surface has learnt, and says so: it counts from the next look at the files on.
    fn keep(&self, device: &Device, port: &str, learnt: &Learnt) -> Notice {
        let folder = self.library.folder();
        let outcome = match learnt {
            Learnt::Control(binding) => keep_binding(binding, device, port, folder),
            Learnt::Device(course) => keep_device(course.lesson(), device, port, folder),
        };
        match outcome {
            Ok(text) => Notice {
                severity: Severity::Info,
                text,
            },
            Err(text) => Notice {
                severity: Severity::Warning,
                text,
            },
        }
    }

    /// Tells the console what it has not been told. Under the lock, so that the last word is the
    /// newest; a console that is busy is told later.
    fn pass_on(&self, state: &mut State) {
        if state.untold {
            let all = state.statuses.values().cloned().collect();
            state.untold = !self.inbox.put_now(Event::Surfaces(all));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first free window: the second device gets the second one. A device that is only guessed, or
    /// has no controls, takes none from those that are known.
    fn enter(&self, is_guest: bool) -> Registration {
        let mut state = self.state();
        let count = state.windows.len();
        let free = |window: &usize| !state.windows.contains(window);
        // Of one window more than are taken, one is free.
        let window = (0..=count).find(free).unwrap_or(count);
        if is_guest {
            let key = GUESTS + state.guests;
            state.guests += 1;
            return Registration { key, window };
        }
        state.windows.insert(window);
        Registration {
            key: window,
            window,
        }
    }

    /// A surface joins those that it stands beside.
    fn join(&self, registration: Registration, member: Member) {
        self.state().gang.enter(registration.key, member);
    }

    /// Brings a surface and those beside it together; `seen` is where all of them were.
    fn meet(&self, registration: Registration, surface: &mut Surface, seen: &mut Option<Place>) {
        let place = surface.place();
        let standing = self
            .state()
            .gang
            .meet(registration.key, seen.as_ref(), place);
        if let Some(standing) = &standing {
            surface.stand_beside(standing);
        }
        *seen = standing.map(|_| surface.place());
    }

    /// Where a surface stands now.
    fn tell(&self, registration: Registration, status: SurfaceStatus) {
        let mut state = self.state();
        let told = state.statuses.insert(registration.key, status);
        state.untold |= told.as_ref() != state.statuses.get(&registration.key);
        self.pass_on(&mut state);
    }

    /// A surface is gone: it is shown as lost until another takes its window.
    fn leave(&self, registration: Registration) {
        let mut state = self.state();
        state.windows.remove(&registration.key);
        state.gang.leave(registration.key);
        if registration.key >= GUESTS {
            state.statuses.remove(&registration.key);
        }
        if let Some(status) = state.statuses.get_mut(&registration.key) {
            status.is_here = false;
            status.in_sync = false;
            status.on_faders = None;
            status.ghosts.clear();
        }
        state.untold = true;
        self.pass_on(&mut state);
    }
}

/// A surface that runs; dropping it ends it.
#[derive(Debug)]
pub struct Runner {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Runner {
    /// Starts a surface.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(device: Device, port: Port, inbox: Inbox, registry: Registry) -> io::Result<Self> {
        let (stop, stopped) = bounded(0);
        let thread = Builder::new()
            .name(
                format!("surface {}", device.file.name)
                    .chars()
                    .take(15)
                    .collect(),
            )
            .spawn(move || {
                let is_guest = device.file.is_guess || device.file.has_no_controls();
                let registration = registry.enter(is_guest);
                run(&device, port, &inbox, &stopped, (&registry, registration));
                registry.leave(registration);
            })?;
        Ok(Self {
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// True when it has ended by itself: its port or the console is gone.
    pub fn has_ended(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A surface that panicked has already left.
            let _ = thread.join();
        }
    }
}

fn run(
    device: &Device,
    mut port: Port,
    inbox: &Inbox,
    stopped: &Receiver<()>,
    (registry, registration): (&Registry, Registration),
) {
    let hello = Hello {
        name: device.file.name.clone(),
        rights: Rights::Mix,
    };
    let Ok(console) = inbox.connect(hello) else {
        return;
    };
    let mut surface = begin(device, &port.name, registration.window);
    registry.join(registration, surface.member(&device.file));
    let mut seen = None;
    let mut again = port.again.clone();
    let (answers_in, answers) = bounded(ANSWERS_WAITING);
    let mut wait = Duration::ZERO;
    let mut waiting = Vec::new();
    loop {
        select! {
            recv(stopped) -> _ => break,
            recv(port.input) -> bytes => {
                let Ok(bytes) = bytes else { break };
                surface.hear(&bytes, Instant::now());
                for bytes in port.input.try_iter().take(MESSAGES_WAITING) {
                    surface.hear(&bytes, Instant::now());
                }
            }
            recv(again) -> news => match news {
                Ok(()) => surface.show_again(),
                Err(_) => again = never(),
            },
            recv(answers) -> answer => {
                if let Ok(Err(refusal)) = answer {
                    surface.say_refused(&refusal, Instant::now());
                }
            }
            recv(console.updates()) -> update => {
                let Ok(update) = update else { break };
                surface.learn(&update, Instant::now());
            }
            default(wait) => {}
        }
        registry.meet(registration, &mut surface, &mut seen);
        if let Some((number, learnt)) = surface.take_learnt() {
            let notice = registry.keep(device, &port.name, &learnt);
            inbox.tell(notice.severity, notice.text);
            // A console that has ended needs no news.
            let _ = inbox.put(Event::LessonOver(number));
        }
        let console = (&console, &answers_in);
        match play(&mut surface, &mut port, (console, inbox), &mut waiting) {
            Some(due) => wait = due,
            None => break,
        }
        registry.tell(registration, surface.status(&port.name));
    }
    for message in surface.exit() {
        // A device that is gone hears nothing.
        port.output.send(&message);
    }
    tracing::info!(
        device = device.file.name,
        port = port.name,
        "a surface is gone"
    );
}

/// A surface that has said what it is.
fn begin(device: &Device, port: &str, window: usize) -> Surface {
    let file = &device.own_file;
    let name = &device.file.name;
    tracing::info!(device = name, port, window, ?file, "a surface is here");
    let layout = Arc::clone(&device.layout);
    let mut surface = Surface::new(&device.file, layout, window, Instant::now());
    surface.plug_in(port);
    surface.obey(device.remotes.programs.clone());
    surface.obey_remote(device.remotes.remote.clone());
    if device.file.is_guess {
        surface.say_guessed(port);
    }
    if let Some(path) = file {
        surface.say_described(port, path);
    }
    surface
}

/// One turn; how long the next one may wait. None when the console is gone.
fn play(
    surface: &mut Surface,
    port: &mut Port,
    ((console, answers), inbox): ((&Connection, &AnswerTo), &Inbox),
    waiting: &mut Vec<Vec<u8>>,
) -> Option<Duration> {
    port.output.maintain();
    let turn = surface.turn(Instant::now());
    for intent in turn.intents {
        console.send_answered(intent, answers).ok()?;
    }
    for notice in turn.notices {
        tracing::warn!(port = port.name, "{}", notice.text);
        inbox.put(Event::Tell(notice)).ok()?;
    }
    if !turn.midi.is_empty() {
        // Who looks sees the next lines.
        inbox.put_now(Event::Midi(turn.midi));
    }
    waiting.extend(turn.messages);
    let sent = waiting
        .iter()
        .take_while(|message| port.output.send(message))
        .count();
    waiting.drain(..sent);
    // A port that takes nothing will be seen to be gone; until then only the newest matters.
    let surplus = waiting.len().saturating_sub(MESSAGES_WAITING);
    waiting.drain(..surplus);
    Some(turn.wait)
}
