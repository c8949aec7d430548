//! Keeps a session running: opens one, watches it, and opens another when it is lost.
//!
//! This thread never calls JACK, so that no server can hold it. A new session starts only when the
//! old one has ended, however long that takes: when a client is opened after its server has died,
//! libjack frees every client of the process that is still open, also one that is being closed.

use super::options::{ANSWER, JackOptions, NO_ANSWER};
use super::process::Shared;
use super::session::{self, Job, Report};
use super::watchdog::Watchdog;

use crate::backend::Sink;
use crate::engine::audio::{AudioEvent, AudioRequest, Connections, PortSet};
use crate::rt::load::Load;
use crate::rt::midi::Plug;
use crossbeam_channel::{Receiver, Sender, bounded, never, select, unbounded};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::{Duration, Instant};

/// Between looks at the watchdog.
const TICK: Duration = Duration::from_millis(100);
/// Between two tries to open a client.
const RETRY: Duration = Duration::from_millis(500);
/// A session that has not ended by then never will: its client is held in libjack. It takes 0.6 s as a
/// rule, and a server that hangs for a moment is no reason.
const STUCK: Duration = Duration::from_secs(10);
/// How long the end of the last session is waited for when the console ends.
const LAST_END: Duration = Duration::from_millis(2500);

/// The present session, from outside.
struct Running {
    number: u64,
    jobs: Sender<Job>,
    shutdown: Receiver<String>,
    shared: Arc<Shared>,
}

/// Where we stand.
enum Phase {
    /// Nothing to do before then.
    Resting(Instant),
    /// A session was started then and has not said anything yet.
    Opening(Running, Instant),
    /// Audio runs.
    Live(Running, Watchdog, Stream),
    /// Session `.0` was told then to end.
    Ending(u64, Instant),
}

/// What is known about the stream that runs.
#[derive(Clone, Copy)]
struct Stream {
    rate: u32,
    period: u32,
}

impl Stream {
    fn duration(self) -> Duration {
        Duration::from_secs_f64(f64::from(self.period) / f64::from(self.rate.max(1)))
    }
}

/// The supervisor's state.
pub(super) struct Supervisor {
    options: JackOptions,
    sink: Sink,
    load: Load,
    midi: Option<Plug>,
    ports: Option<PortSet>,
    wanted: Connections,
    /// While nothing is wanted: connect in order.
    in_order: bool,
    phase: Phase,
    /// The number of the last session.
    sessions: u64,
    /// The reason for waiting that was reported last.
    waiting: Option<String>,
    reports_in: Sender<(u64, Report)>,
    reports: Receiver<(u64, Report)>,
}

impl Supervisor {
    /// A supervisor that has not opened anything.
    pub(super) fn new(options: JackOptions, sink: Sink, load: Load, midi: Option<Plug>) -> Self {
        let (reports_in, reports) = unbounded();
        Self {
            options,
            sink,
            load,
            midi,
            ports: None,
            wanted: Connections::new(),
            in_order: false,
            phase: Phase::Resting(Instant::now()),
            sessions: 0,
            waiting: None,
            reports_in,
            reports,
        }
    }

    /// Runs until a request or the handle ends it.
    pub(super) fn run(mut self, closing: &Receiver<()>, requests: &Receiver<AudioRequest>) {
        loop {
            let shutdown = match &self.phase {
                Phase::Opening(running, _) | Phase::Live(running, ..) => running.shutdown.clone(),
                Phase::Resting(_) | Phase::Ending(..) => never(),
            };
            select! {
                recv(closing) -> _ => break,
                recv(requests) -> request => match request {
                    Ok(AudioRequest::Ports(set)) => self.want_ports(set),
                    Ok(AudioRequest::Connect(wanted)) => self.want_connections(wanted),
                    Ok(AudioRequest::ConnectInOrder) => self.in_order = true,
                    Err(_) => break,
                },
                recv(self.reports) -> report => if let Ok((number, report)) = report {
                    self.hear(number, report);
                },
                // Disconnected: the session is ending and reports that itself.
                recv(shutdown) -> reason => match reason {
                    Ok(reason) => self.lose(&format!("the JACK server has ended: {reason}")),
                    Err(_) => thread::sleep(Duration::from_millis(1)),
                },
                default(TICK) => {}
            }
            self.watch(Instant::now());
        }
        self.end();
    }

    fn want_ports(&mut self, set: PortSet) {
        self.ports = Some(set.clone());
        self.ask(Job::Ports(set));
    }

    fn want_connections(&mut self, wanted: Connections) {
        self.wanted.clone_from(&wanted);
        self.ask(Job::Connect(wanted));
    }

    /// Hands a job to the session, if there is one; the next one begins with it anyway.
    fn ask(&self, job: Job) {
        if let Phase::Opening(running, _) | Phase::Live(running, ..) = &self.phase {
            let _ = running.jobs.send(job);
        }
    }

    fn hear(&mut self, number: u64, report: Report) {
        let current = match &self.phase {
            Phase::Opening(running, _) | Phase::Live(running, ..) => running.number,
            Phase::Ending(number, _) => *number,
            Phase::Resting(_) => 0,
        };
        if number != current {
            return;
        }
        match report {
            Report::Ended => self.ended(),
            // What an ending session still says is out of date.
            _ if matches!(self.phase, Phase::Ending(..)) => {}
            Report::Opened {
                link,
                rate,
                period,
                port_set,
            } => self.opened(
                Stream { rate, period },
                AudioEvent::Opened {
                    link,
                    rate,
                    period,
                    port_set,
                },
            ),
            Report::Refused(reason) => self.wait_for(reason),
            Report::Wanted(wanted) => self.wanted = wanted,
            Report::Event(event) => (self.sink)(event),
        }
    }

    fn opened(&mut self, stream: Stream, event: AudioEvent) {
        let now = Instant::now();
        let phase = std::mem::replace(&mut self.phase, Phase::Resting(now));
        if let Phase::Opening(running, _) = phase {
            let dog = Watchdog::new(now, self.load.cycles());
            self.phase = Phase::Live(running, dog, stream);
            self.waiting = None;
            (self.sink)(event);
        }
    }

    /// The present session's thread has ended.
    fn ended(&mut self) {
        // A server that died may have taken the process thread out of a callback.
        self.load.leave_cycle();
        self.load.set_stuck(false);
        if matches!(self.phase, Phase::Live(..)) {
            (self.sink)(AudioEvent::Lost("the JACK client has ended".into()));
        }
        self.phase = Phase::Resting(Instant::now() + RETRY);
    }

    /// Reports a reason for waiting once.
    fn wait_for(&mut self, reason: String) {
        if self.waiting.as_ref() != Some(&reason) {
            self.waiting = Some(reason.clone());
            (self.sink)(AudioEvent::Waiting(reason));
        }
    }

    /// The stream is lost: the session shall end.
    fn lose(&mut self, reason: &str) {
        let now = Instant::now();
        match std::mem::replace(&mut self.phase, Phase::Resting(now)) {
            Phase::Live(running, ..) => {
                self.dismiss(&running, now);
                (self.sink)(AudioEvent::Lost(reason.to_owned()));
            }
            Phase::Opening(running, _) => self.dismiss(&running, now),
            other => self.phase = other,
        }
    }

    fn dismiss(&mut self, running: &Running, now: Instant) {
        let _ = running.jobs.send(Job::Close);
        self.phase = Phase::Ending(running.number, now);
    }

    /// What is due by the clock.
    fn watch(&mut self, now: Instant) {
        match &mut self.phase {
            Phase::Resting(until) => {
                if *until <= now && self.ports.is_some() {
                    self.open(now);
                }
            }
            Phase::Opening(_, since) | Phase::Ending(_, since) => {
                let waited = now.saturating_duration_since(*since);
                if waited > STUCK && matches!(self.phase, Phase::Ending(..)) {
                    self.load.set_stuck(true);
                }
                if waited > ANSWER {
                    self.wait_for(NO_ANSWER.into());
                }
            }
            Phase::Live(running, dog, stream) => {
                let period = running.shared.period.load(Relaxed);
                if period != 0 && period != stream.period {
                    stream.period = period;
                    dog.excuse();
                    (self.sink)(AudioEvent::Period(period));
                }
                let freewheeling = running.shared.freewheeling.load(Relaxed);
                let cycles = self.load.cycles();
                if dog.has_stopped(now, cycles, stream.duration(), freewheeling) {
                    self.lose("the JACK server has stopped");
                }
            }
        }
    }

    /// Starts a session.
    fn open(&mut self, now: Instant) {
        let Some(ports) = self.ports.clone() else {
            return;
        };
        self.sessions += 1;
        let (jobs_in, jobs) = unbounded();
        let (shutdown_in, shutdown) = bounded(1);
        let shared = Arc::new(Shared::new());
        let start = session::Start {
            number: self.sessions,
            name: self.options.name.clone(),
            ports,
            wanted: self.wanted.clone(),
            in_order: self.in_order && self.wanted.is_empty(),
            jobs,
            reports: self.reports_in.clone(),
            shutdown: shutdown_in,
            shared: shared.clone(),
            load: self.load.clone(),
            midi: self.midi.clone(),
        };
        let thread = thread::Builder::new().name("jack-session".into());
        if let Err(error) = thread.spawn(move || session::run(start)) {
            self.wait_for(format!("the system gives no thread: {error}"));
            self.phase = Phase::Resting(now + RETRY);
            return;
        }
        let running = Running {
            number: self.sessions,
            jobs: jobs_in,
            shutdown,
            shared,
        };
        self.phase = Phase::Opening(running, now);
    }

    /// Ends the session, and waits a little for it.
    fn end(mut self) {
        let now = Instant::now();
        let deadline = now + LAST_END;
        if let Phase::Opening(running, _) | Phase::Live(running, ..) =
            std::mem::replace(&mut self.phase, Phase::Resting(now))
        {
            self.dismiss(&running, now);
        }
        while let Phase::Ending(number, _) = self.phase {
            match self.reports.recv_deadline(deadline) {
                Ok((ended, Report::Ended)) if ended == number => return,
                Ok(_) => {}
                Err(_) => return,
            }
        }
    }
}
