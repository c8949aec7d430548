//! A console and its engine, driven by one thread: time passes as sound is played.

use super::report::Heard;
use crate::analysis::level::LevelMeter;
use crate::app::builder::build_ordered;
use crate::app::render::Buffers;
use crate::app::render::inputs::Inputs;
use crate::control::console::{Console, Order, Setup, Wires};
use crate::control::feed::Update;
use crate::control::inbox::Event;
use crate::control::intent::{ClientId, Hello, Intent, Rights};
use crate::engine::audio::{AudioEvent, AudioRequest};
use crate::engine::host::Host;
use crate::engine::io::PortList;
use crate::engine::link::link;
use crate::param::{NodeId, PortKind, Width};
use anyhow::{Result, anyhow};
use crossbeam_channel::{Receiver, bounded};
use std::time::{Duration, Instant};

/// Frames of a callback.
const PERIOD: usize = 256;

/// A console and its engine.
pub(super) struct Deck {
    console: Console,
    orders: Receiver<Order>,
    requests: Receiver<AudioRequest>,
    host: Host,
    io: Buffers,
    ports: PortList,
    rate: u32,
    now: Instant,
    client: ClientId,
    /// What the console tells its client: some of it is worth a line.
    updates: Receiver<Update>,
    notes: Vec<String>,
}

/// What an output gives out.
pub(super) struct Meter {
    node: NodeId,
    ports: Vec<usize>,
    level: LevelMeter,
}

impl Deck {
    /// A console with an engine behind it, at a rate in Hz.
    pub fn open(setup: Setup, rate: u32) -> Self {
        // Nobody is there who plays, records, measures or sends anything.
        let (wires, orders, requests) = Wires::bare("offline");
        let mut console = Console::new(setup, wires);
        let ports = PortList::of(console.layout().topology());
        let (engine_end, control_end) = link();
        let now = Instant::now();
        let (id_in, id) = bounded(1);
        let (updates_in, updates) = bounded(2);
        let hello = Hello {
            name: "rehearsal".to_owned(),
            rights: Rights::Mix,
        };
        let connect = Event::Connect {
            hello,
            id: id_in,
            updates: updates_in,
        };
        console.handle(connect, now);
        let mut deck = Self {
            client: id.try_recv().unwrap_or(ClientId::CONSOLE),
            io: Buffers::new(&ports),
            host: Host::new(engine_end),
            console,
            orders,
            requests,
            ports,
            rate,
            now,
            updates,
            notes: Vec::new(),
        };
        let port_set = deck.port_set().unwrap_or(0);
        let opened = AudioEvent::Opened {
            link: control_end,
            rate,
            period: PERIOD as u32,
            port_set,
        };
        deck.console.handle(Event::Audio(opened), now);
        deck.settle();
        deck
    }

    pub fn console(&self) -> &Console {
        &self.console
    }

    pub fn ports(&self) -> &PortList {
        &self.ports
    }

    /// The number of the newest ports that were asked for.
    fn port_set(&mut self) -> Option<u32> {
        let requests = self.requests.try_iter();
        let sets = requests.filter_map(|request| match request {
            AudioRequest::Ports(set) => Some(set.number),
            _ => None,
        });
        sets.last()
    }

    /// Whatever was ordered is built, and the console takes what came back from the engine.
    fn settle(&mut self) {
        while let Ok(order) = self.orders.try_recv() {
            if let Some(built) = build_ordered(order) {
                self.console.handle(built, self.now);
            }
        }
        if let Some(number) = self.port_set() {
            let ready = Event::Audio(AudioEvent::PortsReady(number));
            self.console.handle(ready, self.now);
        }
        self.console.tick(self.now);
        while let Ok(update) = self.updates.try_recv() {
            let texts = update.notices.into_iter().map(|notice| notice.text);
            self.notes.extend(texts);
        }
    }

    /// Asks the console for something.
    pub fn ask(&mut self, intent: Intent) -> Result<String> {
        let answer = self.console.follow(self.client, intent, self.now);
        let answer = answer.map_err(|refusal| anyhow!("{refusal}"))?;
        self.settle();
        Ok(answer.text)
    }

    /// Plays for a time; without inputs, strips hear nothing.
    pub fn play(
        &mut self,
        seconds: f64,
        mut inputs: Option<&mut Inputs>,
        meters: &mut [Meter],
    ) -> Result<()> {
        let total = (seconds * f64::from(self.rate)).round() as u64;
        for buffer in &mut self.io.inputs {
            buffer.fill(0.0);
        }
        let mut frame = 0;
        while frame < total {
            let count = PERIOD.min((total - frame) as usize);
            self.io.resize(count);
            if let Some(inputs) = &mut inputs {
                inputs.fill(frame, &mut self.io.inputs)?;
            }
            self.host.cycle(&mut self.io, count);
            for meter in &mut *meters {
                let channels = meter.ports.iter().map(|port| &self.io.outputs[*port][..]);
                let channels: Vec<&[f32]> = channels.collect();
                meter.level.add(&channels);
            }
            frame += count as u64;
            self.now += Duration::from_secs_f64(count as f64 / f64::from(self.rate));
            self.settle();
        }
        Ok(())
    }

    /// A meter for main and for each bus that people hear themselves.
    pub fn meters(&self) -> Vec<Meter> {
        let topology = self.console.layout().topology();
        let nodes = topology.audio_nodes().into_iter();
        let outputs = nodes.filter(|node| topology.is_output(*node));
        let meter = |node: NodeId| {
            let ports = self.ports.outputs.iter().enumerate();
            let ports =
                ports.filter(|(_, port)| port.node == node && port.kind == PortKind::Signal);
            Meter {
                node,
                ports: ports.map(|(at, _)| at).collect(),
                level: LevelMeter::new(topology.width(node).unwrap_or(Width::Mono), self.rate),
            }
        };
        outputs.map(meter).collect()
    }

    /// What the console had to tell, each once.
    pub fn notes(self) -> Vec<String> {
        let mut notes = self.notes;
        let mut seen = std::collections::BTreeSet::new();
        notes.retain(|note| seen.insert(note.clone()));
        notes
    }
}

impl Meter {
    /// What was measured.
    pub fn heard(mut self, console: &Console) -> Heard {
        let loudness = self.level.finish();
        Heard {
            node: self.node,
            called: console.called(self.node),
            integrated: loudness.integrated,
            momentary_max: loudness.momentary_max,
            true_peak: self.level.true_peak_dbtp(),
            rise: None,
        }
    }
}
