//! Devices that are plugged in: found by name, opened at once, forgotten when they are gone.
//!
//! The list of ports is read twice a second, and so are the user's own device files where they have changed. The number of a port is no identity: the next device
//! gets the same one.

use super::catalogue::Device;
use super::library::Library;
use super::ports::{OWN_CLIENT, is_never};
use super::runner::{MESSAGES_WAITING, Output, Port, Registry, Runner};
use super::sysex::{Counts, Watchdog, only_sysex};
use crate::control::feed::Severity;
use crate::control::inbox::Inbox;
use crossbeam_channel::{Receiver, Sender, bounded, never};
use midir::{Ignore, MidiInput, MidiInputConnection, MidiOutput, MidiOutputConnection};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Between two looks at the ports.
const EVERY: Duration = Duration::from_millis(500);
/// Without it there is no sequencer, and alsa-lib would say so on stderr at every look.
const SEQUENCER: &str = "/dev/snd/seq";

/// What the watching thread needs.
#[derive(Debug)]
pub struct Watch {
    /// Known devices.
    pub library: Arc<Library>,
    /// The console.
    pub inbox: Inbox,
    /// Who has which place.
    pub registry: Registry,
}

impl Watch {
    /// Watches until `stopped` is closed.
    pub fn run(&self, stopped: &Receiver<()>) {
        let mut open: BTreeMap<String, (Device, Runner)> = BTreeMap::new();
        let mut ports = None;
        loop {
            for text in self.library.look() {
                self.inbox.tell(Severity::Warning, text);
            }
            if ports.is_none() && Path::new(SEQUENCER).exists() {
                ports = PortList::open();
            }
            if let Some(ports) = &ports {
                self.look(ports, &mut open);
            }
            if stopped.recv_timeout(EVERY) != Err(crossbeam_channel::RecvTimeoutError::Timeout) {
                return;
            }
        }
    }

    /// Devices that are gone are forgotten, and those that files describe otherwise now.
    fn look(&self, ports: &PortList, open: &mut BTreeMap<String, (Device, Runner)>) {
        let names = ports.names();
        let known = self.library.now();
        open.retain(|name, (device, runner)| {
            let now = known.for_port(name);
            names.contains(name)
                && !runner.has_ended()
                && now.is_some_and(|now| now.is_like(device))
        });
        for name in names {
            if open.contains_key(&name) {
                continue;
            }
            let Some(device) = known.for_port(&name) else {
                continue;
            };
            if let Some(runner) = self.start(device.clone(), &name) {
                open.insert(name, (device, runner));
            }
        }
    }

    fn start(&self, device: Device, name: &str) -> Option<Runner> {
        let remote = device
            .file
            .remote
            .as_ref()
            .or(device.remotes.remote.as_ref());
        let port = connect(
            name,
            remote.is_some_and(|remote| remote.clock || remote.timecode),
        )?;
        let started = Runner::start(device, port, self.inbox.clone(), self.registry.clone());
        started
            .inspect_err(|error| tracing::error!(%error, "no thread for a surface"))
            .ok()
    }
}

/// Sequencer clients that only look at the list of ports.
struct PortList {
    input: MidiInput,
}

impl PortList {
    fn open() -> Option<Self> {
        let input = MidiInput::new(OWN_CLIENT)
            .inspect_err(|error| tracing::warn!(%error, "no MIDI sequencer"))
            .ok()?;
        Some(Self { input })
    }

    /// Names of all ports that send.
    fn names(&self) -> Vec<String> {
        let ports = self.input.ports();
        let names = ports
            .iter()
            .filter_map(|port| self.input.port_name(port).ok());
        names.collect()
    }
}

/// A port of the sequencer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name, with the numbers of client and port.
    pub name: String,
    /// It sends.
    pub sends: bool,
    /// It listens.
    pub listens: bool,
}

/// All ports of other programs and devices, for people; none where there is no sequencer.
pub fn list() -> Vec<Listed> {
    if !Path::new(SEQUENCER).exists() {
        return Vec::new();
    }
    let senders = PortList::open()
        .map(|ports| ports.names())
        .unwrap_or_default();
    let listeners = MidiOutput::new(OWN_CLIENT).map(|output| {
        let ports = output.ports();
        let names = ports.iter().filter_map(|port| output.port_name(port).ok());
        names.collect::<Vec<_>>()
    });
    let listeners = listeners.unwrap_or_default();
    let mut names = [&senders[..], &listeners[..]].concat();
    names.sort();
    names.dedup();
    names.retain(|name| !is_never(name));
    let listed = |name: String| Listed {
        sends: senders.contains(&name),
        listens: listeners.contains(&name),
        name,
    };
    names.into_iter().map(listed).collect()
}

/// Opens both directions of a port, with what clocks send where `has_time`. None when it has gone again; the next look
/// will tell.
pub fn connect(name: &str, has_time: bool) -> Option<Port> {
    let output = MidiOutput::new(OWN_CLIENT)
        .inspect_err(|error| failed(name, error))
        .ok()?;
    let ports = output.ports();
    let to = ports
        .iter()
        .find(|port| output.port_name(port).is_ok_and(|n| n == name));
    let (heard, messages) = bounded(MESSAGES_WAITING);
    let counts = Arc::new(Counts::default());
    let (plain, counted) = (heard.clone(), Arc::clone(&counts));
    let ignore = if has_time {
        Ignore::SysexAndActiveSense
    } else {
        Ignore::All
    };
    let input = listen(name, ignore, move |bytes| {
        counted.count_plain();
        // A thread that is this far behind gets the next position instead.
        let _ = plain.try_send(bytes.to_vec());
    })?;
    // A device that only sends is a surface without lights.
    let output = to.and_then(|to| {
        let connected = output.connect(to, "out");
        connected.inspect_err(|error| failed(name, error)).ok()
    });
    let mut cable = Cable {
        name: name.to_owned(),
        output,
        _input: input,
        sysex: None,
        heard,
        counts,
        watchdog: Watchdog::default(),
    };
    cable.listen_for_sysex();
    Some(Port {
        name: name.to_owned(),
        input: messages,
        again: never(),
        output: Box::new(cable),
    })
}

fn failed(port: &str, error: &dyn std::fmt::Display) {
    tracing::warn!(port, "a MIDI port cannot be opened: {error}");
}

/// Opens an input on a port.
fn listen(
    name: &str,
    ignore: Ignore,
    mut hear: impl FnMut(&[u8]) + Send + 'static,
) -> Option<MidiInputConnection<()>> {
    let mut input = MidiInput::new(OWN_CLIENT)
        .inspect_err(|error| failed(name, error))
        .ok()?;
    input.ignore(ignore);
    let ports = input.ports();
    let from = ports
        .iter()
        .find(|port| input.port_name(port).is_ok_and(|n| n == name))?;
    let hear = move |_: u64, bytes: &[u8], (): &mut ()| hear(bytes);
    let connected = input.connect(from, "in", hear, ());
    connected.inspect_err(|error| failed(name, error)).ok()
}

/// Both directions of an open port.
struct Cable {
    name: String,
    output: Option<MidiOutputConnection>,
    _input: MidiInputConnection<()>,
    sysex: Option<MidiInputConnection<()>>,
    heard: Sender<Vec<u8>>,
    counts: Arc<Counts>,
    watchdog: Watchdog,
}

impl Cable {
    fn listen_for_sysex(&mut self) {
        // The old input first: it is counted, too.
        self.sysex = None;
        self.counts.clear();
        let (heard, counts) = (self.heard.clone(), Arc::clone(&self.counts));
        // What clocks send would be put into the middle of a SysEx that comes in pieces.
        self.sysex = listen(&self.name, Ignore::TimeAndActiveSense, move |bytes| {
            counts.count_sysex();
            for message in only_sysex(bytes) {
                let _ = heard.try_send(message);
            }
        });
    }
}

impl Output for Cable {
    fn send(&mut self, message: &[u8]) -> bool {
        if let Some(output) = &mut self.output
            && let Err(error) = output.send(message)
        {
            // Sending it again would not help; a port that is gone is noticed by its name.
            tracing::debug!(%error, "a MIDI message was not sent");
        }
        true
    }

    fn maintain(&mut self) {
        if self.sysex.is_some() && self.watchdog.is_stuck(&self.counts, Instant::now()) {
            tracing::warn!(port = self.name, "a SysEx without its end; it is given up");
            self.watchdog = Watchdog::default();
            self.listen_for_sysex();
        }
    }
}
