//! A console with an engine behind it, all on one thread: events in, sound and updates out.

use super::rig::Buffers;
use crossbeam_channel::{Receiver, bounded, unbounded};
use headroom::app::builder::build_ordered;
use headroom::control::console::{Console, Order, Setup, Wires};
use headroom::control::engine_link::Taken;
use headroom::control::feed::Update;
use headroom::control::inbox::Event;
use headroom::control::intent::{Answer, ClientId, Hello, Intent, Refusal, Rights};
use headroom::control::setup::{Measure, Play, Record};
use headroom::control::tape_orders::TapeOrder;
use headroom::engine::audio::{AudioEvent, AudioRequest};
use headroom::engine::host::Host;
use headroom::engine::io::PortList;
use headroom::engine::link::link;
use headroom::param::{ParamAddr, Plain};
use headroom::show::cue::CueMidi;
use std::time::{Duration, Instant};

/// Everything around a console, driven by hand.
pub struct Bench {
    pub console: Console,
    pub orders: Receiver<Order>,
    pub requests: Receiver<AudioRequest>,
    pub taken: Receiver<Taken>,
    pub measures: Receiver<Measure>,
    pub midi: Receiver<CueMidi>,
    pub plays: Receiver<Play>,
    pub records: Receiver<Record>,
    pub tapes: Receiver<TapeOrder>,
    pub host: Option<Host>,
    pub io: Buffers,
    pub ports: PortList,
    pub recorded: Vec<Vec<f32>>,
    pub now: Instant,
    /// So many clients have come: each has a name of its own.
    pub connections: usize,
}

/// A front end of the bench.
pub struct Client {
    pub id: ClientId,
    pub updates: Receiver<Update>,
}

impl Bench {
    pub fn new(setup: Setup) -> Self {
        Self::on(setup, "test")
    }

    /// A console on a backend of that name.
    pub fn on(setup: Setup, backend: &'static str) -> Self {
        let (bare, orders, requests) = Wires::bare(backend);
        let (taken_in, taken) = unbounded();
        let (measures_in, measures) = unbounded();
        let (midi_in, midi) = unbounded();
        let (plays_in, plays) = unbounded();
        let (records_in, records) = unbounded();
        let (tapes_in, tapes) = unbounded();
        let wires = Wires {
            taken: Some(taken_in),
            measures: Some(measures_in),
            midi: Some(midi_in),
            reference: Some(plays_in),
            records: Some(records_in),
            tape: Some(tapes_in),
            ..bare
        };
        headroom::rt::ftz::flush_denormals();
        Self {
            console: Console::new(setup, wires),
            orders,
            requests,
            taken,
            measures,
            midi,
            plays,
            records,
            tapes,
            host: None,
            io: Buffers::default(),
            ports: PortList::default(),
            recorded: Vec::new(),
            connections: 0,
            now: Instant::now(),
        }
    }

    /// The backend opens a stream with the ports that were asked for last.
    pub fn open(&mut self, rate: u32) {
        let (engine_end, control_end) = link();
        self.host = Some(Host::new(engine_end));
        let number = self.take_requests();
        let link = control_end;
        self.handle(Event::Audio(AudioEvent::Opened {
            link,
            rate,
            period: 64,
            port_set: number,
        }));
        self.settle();
    }

    /// The stream is gone.
    pub fn lose(&mut self) {
        self.host = None;
        self.handle(Event::Audio(AudioEvent::Lost(
            "the server went away".into(),
        )));
    }

    pub fn handle(&mut self, event: Event) {
        assert!(self.console.handle(event, self.now));
    }

    /// Reads requests; the number of the newest port set.
    pub fn take_requests(&mut self) -> u32 {
        let mut number = 0;
        for request in self.requests.try_iter() {
            if let AudioRequest::Ports(set) = request {
                number = set.number;
                // As in a real backend, the ports of the set before stay until the swap.
                let inputs = set.list.inputs.len().max(self.io.inputs.len());
                let outputs = set.list.outputs.len().max(self.io.outputs.len());
                self.io.inputs.resize(inputs, Vec::new());
                self.io.outputs.resize(outputs, Vec::new());
                self.recorded.resize(outputs, Vec::new());
                self.ports = set.list;
            }
        }
        number
    }

    /// The builder builds, the backend makes ports, the console reacts.
    pub fn settle(&mut self) {
        while let Ok(order) = self.orders.try_recv() {
            self.handle(build_ordered(order).unwrap());
        }
        let before = self.ports.clone();
        let number = self.take_requests();
        if self.ports != before || number != 0 {
            self.handle(Event::Audio(AudioEvent::PortsReady(number)));
        }
        self.console.tick(self.now);
    }

    /// Audio runs for a number of frames with a constant in every input.
    pub fn run(&mut self, frames: usize, input: f32) {
        self.play(&vec![input; frames]);
    }

    /// Audio runs for as long as a signal that is in every input.
    pub fn play(&mut self, signal: &[f32]) {
        self.play_by(64, signal);
    }

    /// The same in callbacks of another length.
    pub fn play_by(&mut self, period: usize, signal: &[f32]) {
        for piece in signal.chunks(period) {
            let count = piece.len();
            for buffer in &mut self.io.inputs {
                buffer.clear();
                buffer.extend_from_slice(piece);
            }
            for buffer in &mut self.io.outputs {
                buffer.clear();
                buffer.resize(count, 0.0);
            }
            if let Some(host) = &mut self.host {
                host.cycle(&mut self.io, count);
            }
            for (record, buffer) in self.recorded.iter_mut().zip(&self.io.outputs) {
                record.extend_from_slice(buffer);
            }
            self.now += Duration::from_micros(count as u64 * 1000 / 64);
            self.settle();
        }
    }

    /// The last sample of an output.
    pub fn level(&self, output: usize) -> f32 {
        *self.recorded[output].last().unwrap()
    }

    pub fn connect(&mut self, rights: Rights) -> Client {
        self.connections += 1;
        let name = format!("test {}", self.connections);
        let (id_in, id) = bounded(1);
        let (updates_in, updates) = bounded(2);
        let hello = Hello { name, rights };
        self.handle(Event::Connect {
            hello,
            id: id_in,
            updates: updates_in,
        });
        Client {
            id: id.try_recv().unwrap(),
            updates,
        }
    }

    pub fn ask(&mut self, client: &Client, intent: Intent) -> Result<Answer, Refusal> {
        self.console.follow(client.id, intent, self.now)
    }

    pub fn addr(&self, path: &str) -> ParamAddr {
        let layout = self.console.layout();
        layout.addr(layout.find(path).unwrap())
    }

    /// Sets a parameter by path and text.
    pub fn set(&mut self, client: &Client, path: &str, text: &str) -> Result<Answer, Refusal> {
        let intent = Intent::SetConfirmed(self.addr(path), self.parsed(path, text));
        self.ask(client, intent)
    }

    /// What a text means for a parameter.
    pub fn parsed(&self, path: &str, text: &str) -> Plain {
        let layout = self.console.layout();
        let index = layout.find(path).unwrap();
        layout.spec(index).parse(text).unwrap()
    }

    pub fn value(&self, path: &str) -> Plain {
        self.console
            .store()
            .get(self.console.layout().find(path).unwrap())
    }

    /// Lets time pass without audio.
    pub fn wait(&mut self, time: Duration) {
        self.now += time;
        self.settle();
    }
}
