//! The process callback and the notifications.

use super::midi::MidiPorts;
use super::port_map::{NO_SET, PortMap};
use crate::engine::host::Host;
use crate::rt::audio_thread;
use crate::rt::load::Load;
use ::jack::{
    Client, ClientStatus, Control, Frames, NotificationHandler, PortId, ProcessHandler,
    ProcessScope, TransportState,
};
use crossbeam_channel::Sender;
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};
use std::time::Instant;

/// Values that the callbacks leave for the threads that watch them; only the newest counts.
#[derive(Debug)]
pub(super) struct Shared {
    /// The set of ports that the engine selected last.
    pub selected: AtomicU64,
    /// Frames per callback; 0 before the first.
    pub period: AtomicU32,
    /// The server freewheels.
    pub freewheeling: AtomicBool,
    /// Ports, ours or others', that have been unregistered.
    pub departures: AtomicU64,
    /// The stream is about to end: stay silent.
    pub closing: AtomicBool,
    /// The last callback has run: JACK's process thread ends by itself.
    pub ended: AtomicBool,
}

impl Shared {
    /// Before the first callback.
    pub(super) fn new() -> Self {
        Self {
            selected: AtomicU64::new(NO_SET),
            period: AtomicU32::new(0),
            freewheeling: AtomicBool::new(false),
            departures: AtomicU64::new(0),
            closing: AtomicBool::new(false),
            ended: AtomicBool::new(false),
        }
    }
}

/// The session thread's ends of the rings for port maps.
#[derive(Debug)]
pub(super) struct Maps {
    /// To the audio thread.
    pub out: Producer<Box<PortMap>>,
    /// Home again.
    pub home: Consumer<Box<PortMap>>,
}

/// What runs on JACK's process thread.
pub(super) struct Process {
    host: Host,
    midi: Option<MidiPorts>,
    map: Box<PortMap>,
    maps: Consumer<Box<PortMap>>,
    home: Producer<Box<PortMap>>,
    shared: Arc<Shared>,
    load: Load,
    rate: u64,
}

impl Process {
    /// A handler that begins with `map`, at `rate` Hz. Allocates; session thread.
    pub(super) fn new(
        host: Host,
        midi: Option<MidiPorts>,
        map: PortMap,
        shared: Arc<Shared>,
        load: Load,
        rate: u32,
    ) -> (Self, Maps) {
        // The session has one map on its way at most.
        let (out, maps) = RingBuffer::new(1);
        let (home, home_out) = RingBuffer::new(1);
        let process = Self {
            host,
            midi,
            map: Box::new(map),
            maps,
            home,
            shared,
            load,
            rate: u64::from(rate.max(1)),
        };
        let maps = Maps {
            out,
            home: home_out,
        };
        (process, maps)
    }

    /// Leaves what the server's transport does in this cycle.
    fn note_transport(&self, client: &Client) {
        if let Ok(now) = client.transport().query() {
            let rolls = now.state == TransportState::Rolling;
            let place = u64::from(now.pos.frame());
            self.load.external().note(rolls, place, self.host.frame());
        }
    }

    /// Takes a new map, when there is one and the old one has room to go home.
    fn take_map(&mut self) {
        if self.home.slots() > 0
            && let Ok(map) = self.maps.pop()
        {
            let old = std::mem::replace(&mut self.map, map);
            if let Err(rtrb::PushError::Full(old)) = self.home.push(old) {
                // There was room; dropping here is forbidden in any case.
                std::mem::forget(old);
            }
        }
    }
}

impl ProcessHandler for Process {
    fn process(&mut self, client: &Client, scope: &ProcessScope) -> Control {
        let begun = Instant::now();
        // Two instructions; thread initialisation is not a promise of every server.
        audio_thread::enter();
        self.load.begin_cycle();
        self.take_map();
        let frames = scope.n_frames();
        self.map.fetch(frames);
        if self.shared.closing.load(Relaxed) {
            self.map.release();
            if let Some(midi) = &mut self.midi {
                midi.be_silent(scope);
            }
            self.shared.ended.store(true, Relaxed);
            self.load.leave_cycle();
            return Control::Quit;
        }
        // Before the sound, so that a hand is on its way while the engine works.
        if let Some(midi) = &mut self.midi {
            midi.cycle(scope);
        }
        self.note_transport(client);
        let count = PortMap::frames_of(frames as usize);
        self.host.cycle(&mut *self.map, count);
        self.map.watch_loops();
        self.shared.selected.store(self.map.release(), Relaxed);
        self.shared.period.store(frames, Relaxed);
        let available = u64::from(frames) * 1_000_000_000 / self.rate;
        let busy = begun.elapsed().as_nanos() as u64;
        self.load.count_cycle(frames as usize, busy, available);
        Control::Continue
    }

    fn buffer_size(&mut self, _: &Client, size: Frames) -> Control {
        self.shared.period.store(size, Relaxed);
        Control::Continue
    }
}

/// What runs on JACK's notification thread. Never calls JACK, never waits.
pub(super) struct Notify {
    /// Something changed in the graph. One place: a change that finds it taken will be seen by the
    /// look that the first one causes.
    pub graph: Sender<()>,
    /// The server says that it goes, and why.
    pub shutdown: Sender<String>,
    /// What the watching threads read.
    pub shared: Arc<Shared>,
    /// Counts missed deadlines.
    pub load: Load,
}

impl Notify {
    fn graph_changed(&self) {
        let _ = self.graph.try_send(());
    }
}

impl NotificationHandler for Notify {
    #[allow(unsafe_code)]
    // SAFETY: nothing here needs the caller's promise; the trait makes the method unsafe because
    // it may run when the server is half gone, and it does one non-blocking send.
    unsafe fn shutdown(&mut self, _: ClientStatus, reason: &str) {
        let _ = self.shutdown.try_send(reason.to_owned());
        // libjack ends the process thread wherever it stands.
        self.load.leave_cycle();
    }

    fn freewheel(&mut self, _: &Client, is_freewheel_enabled: bool) {
        self.shared
            .freewheeling
            .store(is_freewheel_enabled, Relaxed);
    }

    fn port_registration(&mut self, _: &Client, _: PortId, is_registered: bool) {
        if !is_registered {
            self.shared.departures.fetch_add(1, Relaxed);
        }
        self.graph_changed();
    }

    fn ports_connected(&mut self, _: &Client, _: PortId, _: PortId, _: bool) {
        self.graph_changed();
    }

    fn graph_reorder(&mut self, _: &Client) -> Control {
        self.graph_changed();
        Control::Continue
    }

    fn xrun(&mut self, _: &Client) -> Control {
        self.load.count_xrun();
        Control::Continue
    }
}
