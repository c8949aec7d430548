//! The stage: audio through a JACK server, whichever there is and whenever it is there.
//!
//! | thread | does | never |
//! |---|---|---|
//! | supervisor | keeps a session running, watches cycles, reports | calls JACK |
//! | session, one per client | opens, registers, connects, closes | is waited for without a limit |
//! | process (JACK's) | runs the [`Host`](crate::engine::host::Host) | allocates, waits, wakes |
//! | notification (JACK's) | one non-blocking send or store | calls JACK, but for latencies |
//!
//! [`player`] stands beside all this: a client that only plays, in a process of its own.
//!
//! The server is libjack's choice; `JACK_DEFAULT_SERVER` in the environment names another one. It
//! is never started from here.

mod activate;
mod client;
mod inserts;
mod labels;
mod latency;
mod midi;
mod names;
mod options;
mod own_ports;
mod patch;
pub mod player;
mod port_map;
mod process;
mod session;
mod stuck;
mod supervisor;
mod watchdog;

use super::{Backend, Sink};
use crate::engine::audio::AudioRequest;
use crate::rt::load::Load;
use crate::rt::midi::Plug;
use ::jack::Client;
use crossbeam_channel::{Receiver, bounded};
use options::{ANSWER, NO_ANSWER};
use std::{io, thread};

pub use client::ListedPort;
pub use options::JackOptions;

/// The name of the server that libjack chooses. A client of that name takes the server's own socket away when it ends
/// or is refused: nobody finds the server any more.
pub fn server_name() -> String {
    std::env::var("JACK_DEFAULT_SERVER").unwrap_or_else(|_| "default".to_owned())
}

/// Whether a JACK server answers now. Not to be asked while a backend runs in this process. Waits for
/// the server, three seconds at most; where none has answered then, a thread that JACK holds is left
/// behind.
///
/// # Errors
/// Why not, and what to do, for people.
pub fn availability() -> Result<(), String> {
    look(|_| ())
}

/// All ports, for people. As [`availability`].
///
/// # Errors
/// Why not, and what to do, for people.
pub fn ports() -> Result<Vec<ListedPort>, String> {
    look(client::list)
}

/// Opens a client, asks it and closes it, on a thread that may be left behind.
fn look<T: Send + 'static>(ask: fn(&Client) -> T) -> Result<T, String> {
    let (answer_in, answer) = bounded(1);
    let name = format!("headroom-looks-{}", std::process::id());
    thread::Builder::new()
        .name("jack-look".into())
        .spawn(move || {
            let found = client::open(&name).map(|client| ask(&client));
            answer_in.send(found)
        })
        .map_err(|error| format!("the system gives no thread: {error}"))?;
    answer
        .recv_timeout(ANSWER)
        .unwrap_or_else(|_| Err(NO_ANSWER.into()))
}

/// Starts the JACK backend on threads of its own; it opens a client when the first ports are asked
/// for, and again whenever the server was lost.
///
/// # Errors
/// The system gives no thread.
pub fn start(
    options: JackOptions,
    sink: Sink,
    requests: Receiver<AudioRequest>,
    load: Load,
) -> io::Result<Backend> {
    start_with_midi(options, sink, requests, load, None)
}

/// The same, with a pair of MIDI ports for surfaces where there is somebody to plug them to.
///
/// # Errors
/// The system gives no thread.
pub fn start_with_midi(
    options: JackOptions,
    sink: Sink,
    requests: Receiver<AudioRequest>,
    load: Load,
    midi: Option<Plug>,
) -> io::Result<Backend> {
    let JackOptions { mut name } = options;
    // A name with a NUL cannot be told to JACK.
    name.retain(|letter| letter != '\0');
    let supervisor = supervisor::Supervisor::new(JackOptions { name }, sink, load, midi);
    Backend::spawn("jack-supervisor", move |closing| {
        supervisor.run(closing, &requests);
    })
}
