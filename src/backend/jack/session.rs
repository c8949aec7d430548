//! The life of one client: open, register, activate, connect, follow, close.
//!
//! Everything here may wait for the server, so it runs on a thread of its own, which the supervisor
//! watches but never waits for.

mod connect;
mod messages;
mod seeing;

pub(super) use messages::{Job, Report, Start};

use super::client::{in_order, open, register};
use super::inserts::InsertWatch;
use super::latency::Latency;
use super::midi::{self, MidiPeers};
use super::own_ports::OwnPorts;
use super::patch::{Link, Patch};
use super::port_map::RawPort;
use super::process::{Maps, Notify, Process, Shared};
use super::{activate, labels};
use crate::engine::audio::{AudioEvent, Connections, PortSet};
use crate::engine::host::Host;
use crate::engine::io::PortId;
use crate::engine::link::link;
use crate::rt::load::Load;
use ::jack::{AsyncClient, Port, Unowned};
use crossbeam_channel::{Receiver, Sender, bounded, select};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::{Duration, Instant};

/// Between looks while the audio thread's answer is awaited.
const SOON: Duration = Duration::from_millis(20);
/// Between looks while a swap, a verdict or another try is awaited.
const LATER: Duration = Duration::from_millis(150);
/// Between looks when nothing is awaited.
const SOMETIME: Duration = Duration::from_secs(2);

/// Time for the last callback to come, where the server still runs cycles.
const LAST_CALLBACK: Duration = Duration::from_millis(200);
/// Time for the process thread to end after it.
const THREAD_END: Duration = Duration::from_millis(10);

/// Runs a session to its end, on the calling thread.
pub(super) fn run(start: Start) {
    /// Reports the end, also of a session that panicked.
    struct End(u64, Sender<(u64, Report)>);
    impl Drop for End {
        fn drop(&mut self) {
            let _ = self.1.send((self.0, Report::Ended));
        }
    }
    let end = End(start.number, start.reports.clone());
    match Session::open(start) {
        Ok(mut session) => {
            session.follow();
            session.close();
        }
        Err(reason) => drop(end.1.send((end.0, Report::Refused(reason)))),
    }
}

/// The handler of notifications, and where it says that the graph has changed.
fn notifications(
    shutdown: Sender<String>,
    shared: &Arc<Shared>,
    load: &Load,
) -> (Notify, Receiver<()>) {
    let (graph_in, graph) = bounded(1);
    let notify = Notify {
        graph: graph_in,
        shutdown,
        shared: shared.clone(),
        load: load.clone(),
    };
    (notify, graph)
}

/// The names of the ports of the newest set, and of the MIDI ports where there are any.
fn all_names(ports: &OwnPorts, has_midi: bool) -> HashMap<PortId, String> {
    let mut names = ports.names();
    if has_midi {
        names.extend(midi::names());
    }
    names
}

/// An open client.
struct Session {
    number: u64,
    client: AsyncClient<Notify, Process>,
    /// The callback of the client holds a pointer to it.
    latency: Arc<Latency>,
    ports: OwnPorts,
    handles: HashMap<RawPort, Port<Unowned>>,
    labels: HashMap<RawPort, String>,
    midi: Option<MidiPeers>,
    maps: Maps,
    patch: Patch,
    missing: Vec<String>,
    inserts: InsertWatch,
    /// When to look at the connections next.
    look_at: Option<Instant>,
    jobs: Receiver<Job>,
    graph: Receiver<()>,
    reports: Sender<(u64, Report)>,
    shared: Arc<Shared>,
    load: Load,
}

impl Session {
    fn open(start: Start) -> Result<Self, String> {
        let client = open(&start.name)?;
        let latency = Arc::new(Latency::default());
        if !latency.install(&client) {
            tracing::warn!("JACK takes no latency callback; ports report no latency");
        }
        let (mut ports, mut handles) = (OwnPorts::default(), HashMap::new());
        let port_set = start.ports.number;
        ports.add(start.ports, |wanted| {
            register(&client, wanted, &mut handles)
        });
        latency.set(ports.latencies());
        let (engine, link) = link();
        let (rate, period) = (client.sample_rate(), client.buffer_size());
        let midi = start.midi.and_then(|plug| midi::open(&client, &plug));
        let (midi_ports, midi) = midi.unzip();
        let (process, maps) = Process::new(
            Host::new(engine),
            midi_ports,
            ports.first_map(),
            start.shared.clone(),
            start.load.clone(),
            rate,
        );
        let (notify, graph) = notifications(start.shutdown, &start.shared, &start.load);
        let client = activate::activate(client, notify, process, &latency)?;
        let opened = Report::Opened {
            link,
            rate,
            period,
            port_set,
        };
        let _ = start.reports.send((start.number, opened));
        let wanted = if start.in_order {
            in_order(client.as_client(), &ports)
        } else {
            start.wanted
        };
        let mut patch = Patch::new(wanted);
        patch.have(all_names(&ports, midi.is_some()));
        Ok(Self {
            number: start.number,
            client,
            latency,
            ports,
            handles,
            labels: HashMap::new(),
            midi,
            maps,
            patch,
            missing: Vec::new(),
            inserts: InsertWatch::default(),
            look_at: Some(Instant::now()),
            jobs: start.jobs,
            graph,
            reports: start.reports,
            shared: start.shared,
            load: start.load,
        })
    }

    /// Follows jobs and the graph until it shall end.
    fn follow(&mut self) {
        self.look();
        self.label();
        loop {
            select! {
                recv(self.jobs) -> job => match job {
                    Ok(Job::Ports(set)) => self.add_ports(set),
                    Ok(Job::Connect(wanted)) => self.want(wanted),
                    Ok(Job::Close) | Err(_) => return,
                },
                // Changes come in bursts; the look waits a little for the rest.
                recv(self.graph) -> _ => {
                    // A second controller in one stream is cut off at once.
                    self.look_at_midi();
                    self.look_within(SOON);
                    self.inserts.graph_changed(Instant::now());
                }
                default(self.patience()) => {}
            }
            self.update_ports();
            self.look_at_inserts();
            if self.look_at.is_some_and(|due| due <= Instant::now()) {
                self.look();
            }
        }
    }

    fn patience(&self) -> Duration {
        let ports = if self.ports.is_waiting() {
            SOON
        } else if self.ports.is_between_sets() {
            LATER
        } else {
            SOMETIME
        };
        let now = Instant::now();
        let ports = ports.min(self.inserts.patience(&self.ports, now));
        self.look_at
            .map_or(ports, |due| ports.min(due.saturating_duration_since(now)))
    }

    fn look_within(&mut self, time: Duration) {
        let due = Instant::now() + time;
        self.look_at = Some(self.look_at.map_or(due, |old| old.min(due)));
    }

    fn report(&self, report: Report) {
        // Without a supervisor there is nobody to tell; the jobs' channel ends the session.
        let _ = self.reports.send((self.number, report));
    }

    fn add_ports(&mut self, set: PortSet) {
        let (client, handles) = (self.client.as_client(), &mut self.handles);
        self.ports
            .add(set, |wanted| register(client, wanted, handles));
        self.patch.have(self.names());
        self.announce_latency();
        self.look_within(Duration::ZERO);
        self.label();
    }

    fn announce_latency(&self) {
        self.latency.set(self.ports.latencies());
        if let Err(code) = activate::recompute_latencies(self.client.as_client()) {
            tracing::debug!(code, "JACK did not recompute latencies");
        }
    }

    /// Follows the port maps on their way to the audio thread and home.
    fn update_ports(&mut self) {
        let selected = self.shared.selected.load(Relaxed);
        let progress = self.ports.update(&mut self.maps, selected);
        for number in progress.ready {
            self.report(Report::Event(AudioEvent::PortsReady(number)));
        }
        if progress.leaving.is_empty() {
            return;
        }
        self.announce_latency();
        for raw in progress.leaving {
            self.labels.remove(&raw);
            if let Some(port) = self.handles.remove(&raw)
                && let Err(error) = self.client.as_client().unregister_port(port)
            {
                tracing::warn!(%error, "a port could not be unregistered");
            }
        }
    }

    fn want(&mut self, wanted: Connections) {
        for link in self.patch.want(wanted) {
            if link.1.contains('\0') {
                continue;
            }
            // It may not be connected at all.
            let _ = self.disconnect(&link);
        }
        self.look_within(Duration::ZERO);
    }

    /// Compares the connections with the wanted ones, makes those that can be made, and reports
    /// what changed.
    fn look(&mut self) {
        self.look_at = None;
        self.look_at_midi();
        let seen = self.see();
        let findings = self.patch.look(&seen, Instant::now());
        let mut missing = findings.missing;
        missing.extend(self.make(findings.make, seen.connected));
        if findings.unsettled || !missing.is_empty() {
            self.look_within(LATER);
        }
        if findings.changed {
            let wanted = self.patch.wanted().clone();
            self.report(Report::Wanted(wanted.clone()));
            self.report(Report::Event(AudioEvent::Connected(wanted)));
        }
        self.report_missing(&missing);
    }

    fn look_at_midi(&mut self) {
        if let Some(midi) = &mut self.midi {
            midi.look(self.client.as_client());
        }
    }

    /// The names of all our ports, those for MIDI too.
    fn names(&self) -> HashMap<PortId, String> {
        all_names(&self.ports, self.midi.is_some())
    }

    fn report_missing(&mut self, missing: &[Link]) {
        let names = self.names();
        let lines = missing
            .iter()
            .filter_map(|(id, other)| Some(format!("{} → {other}", names.get(id)?)))
            .collect();
        if self.missing != lines {
            self.missing.clone_from(&lines);
            self.report(Report::Event(AudioEvent::Missing(lines)));
        }
    }

    fn look_at_inserts(&mut self) {
        if let Some(ports) = self.inserts.look(&self.ports, &self.handles) {
            self.report(Report::Event(AudioEvent::Inserts(ports)));
        }
    }

    /// Writes the names for people where they have changed.
    fn label(&mut self) {
        for own in self.ports.newest() {
            let pretty = own.wanted.pretty.as_deref();
            let Some(port) = self.handles.get_mut(&own.port) else {
                continue;
            };
            if self.labels.get(&own.port).map(String::as_str) == pretty {
                continue;
            }
            labels::label(self.client.as_client(), port, pretty);
            match pretty {
                Some(text) => self.labels.insert(own.port, text.to_owned()),
                None => self.labels.remove(&own.port),
            };
        }
    }

    /// Gives all ports back. A client that is being closed reads no more of what the server says, and
    /// the server says something for every name for people that goes with its port: three dozen of
    /// them fill the socket, and the server would wait for its reader, and everybody for the server.
    fn unregister_all(&mut self) {
        for (_, port) in self.handles.drain() {
            if let Err(error) = self.client.as_client().unregister_port(port) {
                tracing::debug!(%error, "the server has gone before its ports");
                return;
            }
        }
    }

    /// Ends the client. May wait, and fail, when the server is gone.
    fn close(mut self) {
        self.shared.closing.store(true, Relaxed);
        // libjack cancels its process thread wherever it stands, and a callback of ours that is
        // running then would end the process: so the last callback asks the thread to end by itself.
        let deadline = Instant::now() + LAST_CALLBACK;
        while !self.shared.ended.load(Relaxed) && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(THREAD_END);
        if activate::deactivate(self.client.as_client()).is_ok() {
            self.unregister_all();
        }
        match self.client.deactivate() {
            Ok((client, notify, process)) => {
                drop(client);
                drop((notify, process));
            }
            Err(error) => tracing::debug!(%error, "the client was closed without its server"),
        }
        // The client's callback pointed to it until here.
        drop(self.latency);
    }
}
