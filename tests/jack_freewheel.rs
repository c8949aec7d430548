//! A live run replayed offline is the same, sample for sample: what came in, with the changes at
//! the frames that the engine has acknowledged, gives what went out.

mod common;
#[path = "common/jack.rs"]
mod server;

use common::consoles;
use common::desk::{Bench, Client};
use common::rig::Buffers;
use common::signal::{Random, peak};
use headroom::app::builder::build_ordered;
use headroom::control::console::{Order, Setup};
use headroom::control::engine_link::Taken;
use headroom::control::inbox::Event;
use headroom::control::intent::{Intent, Refusal, Rights};
use headroom::engine::audio::AudioEvent;
use headroom::engine::build::build;
use headroom::engine::command::{Change, Command, EffectChange, Sequenced, Timed};
use headroom::engine::host::Host;
use headroom::engine::link::{ControlEnd, link};
use headroom::engine::plan::{Plan, Start};
use headroom::param::spec::{Effect, FxParam, Param};
use headroom::param::{
    BusRole, Choice, Layout, NodeId, NodeKind, ParamIndex, Plain, Topology, Travel, Width,
};
use headroom::rt::audio_thread;
use jack::{AudioIn, AudioOut, Client as JackClient, Control, Port, ProcessScope};
use server::{PATIENCE, Server};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

/// Frames that are recorded: 20 s.
const FRAMES: usize = 20 * 48_000;
/// More than JACK ever gives in one callback.
const MOST: usize = 8192;

/// Eight strips, mono and stereo, and a bus of every role, which feed each other.
fn topology() -> Topology {
    let width = |stereo| if stereo { Width::Stereo } else { Width::Mono };
    let bus = |number, stereo, role, feeds: &[u16]| {
        consoles::bus_into(number, role, width(stereo), feeds)
    };
    Topology {
        strips: (1..=8)
            .map(|number| consoles::strip(number, width(number % 4 == 0)))
            .collect(),
        buses: vec![
            bus(1, true, BusRole::Group, &[4]),
            bus(2, false, BusRole::Wedge, &[]),
            bus(3, true, BusRole::InEar, &[]),
            bus(4, false, BusRole::Fx, &[]),
            bus(5, false, BusRole::Matrix, &[]),
        ],
        main_feeds: vec![5],
        ..Topology::default()
    }
}

/// A console that sounds once it runs.
fn setup() -> Setup {
    let topology = topology();
    let layout = Layout::new(topology.clone());
    let value = |path: &str, text: &str| {
        let index = layout.find(path).unwrap();
        (layout.addr(index), layout.spec(index).parse(text).unwrap())
    };
    let mut values = vec![
        value("console/safe-start", "off"),
        value("main/fader", "-6 dB"),
    ];
    for strip in 1..=8 {
        values.push(value(&format!("ch/{strip}/fader"), "-9 dB"));
        values.push(value(&format!("ch/{strip}/dca/{}", strip % 3 + 1), "on"));
    }
    for bus in 1..=5 {
        values.push(value(&format!("bus/{bus}/fader"), "-3 dB"));
    }
    Setup {
        topology,
        values,
        ..Setup::default()
    }
}

fn client(name: &str) -> JackClient {
    let options = jack::ClientOptions::NO_START_SERVER | jack::ClientOptions::USE_EXACT_NAME;
    JackClient::new(name, options).unwrap().0
}

/// Noise on two ports.
struct Noise {
    out: Vec<Port<AudioOut>>,
    random: Random,
}

impl jack::ProcessHandler for Noise {
    fn process(&mut self, _: &JackClient, scope: &ProcessScope) -> Control {
        for out in &mut self.out {
            for sample in out.as_mut_slice(scope) {
                *sample = 0.4 * (2.0 * self.random.unit() - 1.0);
            }
        }
        Control::Continue
    }
}

/// A host in a client of its own, with everything that goes in and comes out kept.
struct Live {
    host: Host,
    io: Buffers,
    inputs: Vec<Port<AudioIn>>,
    outputs: Vec<Port<AudioOut>>,
    /// Input and output signals, as long as the recording will be.
    tape: (Vec<Vec<f32>>, Vec<Vec<f32>>),
    done: usize,
    /// The same, for the test.
    recorded: Arc<AtomicUsize>,
}

impl Live {
    fn new(client: &JackClient, host: Host, bench: &Bench, recorded: Arc<AtomicUsize>) -> Self {
        // Written to, so that the memory is there.
        let signals = |ports| vec![vec![f32::NAN; FRAMES]; ports];
        let buffers = |ports| vec![vec![0.0; MOST]; ports];
        let (ins, outs) = (bench.ports.inputs.len(), bench.ports.outputs.len());
        let register_in = |n| client.register_port(&format!("in-{n}"), AudioIn::default());
        let register_out = |n| client.register_port(&format!("out-{n}"), AudioOut::default());
        Self {
            host,
            io: Buffers {
                inputs: buffers(ins),
                outputs: buffers(outs),
                set: 0,
            },
            inputs: (0..ins).map(|n| register_in(n).unwrap()).collect(),
            outputs: (0..outs).map(|n| register_out(n).unwrap()).collect(),
            tape: (signals(ins), signals(outs)),
            done: 0,
            recorded,
        }
    }
}

impl jack::ProcessHandler for Live {
    fn process(&mut self, _: &JackClient, scope: &ProcessScope) -> Control {
        audio_thread::enter();
        let count = (scope.n_frames() as usize).min(FRAMES - self.done);
        let range = self.done..self.done + count;
        let inputs = self.inputs.iter().zip(&mut self.io.inputs);
        for ((port, buffer), tape) in inputs.zip(&mut self.tape.0) {
            let heard = &port.as_slice(scope)[..count];
            buffer[..count].copy_from_slice(heard);
            tape[range.clone()].copy_from_slice(heard);
        }
        self.host.cycle(&mut self.io, count);
        let outputs = self.outputs.iter_mut().zip(&self.io.outputs);
        for ((port, buffer), tape) in outputs.zip(&mut self.tape.1) {
            port.as_mut_slice(scope)[..count].copy_from_slice(&buffer[..count]);
            tape[range.clone()].copy_from_slice(&buffer[..count]);
        }
        self.done += count;
        self.recorded.store(self.done, Relaxed);
        Control::Continue
    }
}

/// What random intents choose from.
struct Storm {
    random: Random,
    open: Vec<ParamIndex>,
    layout: Arc<Layout>,
}

impl Storm {
    /// Everything but mutes of many things, which would leave silence to compare.
    fn new(layout: &Arc<Layout>) -> Self {
        let is_open = |index: &ParamIndex| {
            let addr = layout.addr(*index);
            let path = addr.to_string();
            let is_refused = layout.spec(*index).read_only || path == "monitor/reference";
            let is_elsewhere = addr.node().kind == NodeKind::Console || is_refused;
            !is_elsewhere && !path.contains("mute") && !path.contains("dca")
        };
        Self {
            random: Random::new(4711),
            open: layout.indices().filter(is_open).collect(),
            layout: layout.clone(),
        }
    }

    fn value(&mut self) -> (headroom::param::ParamAddr, Plain) {
        let index = self.open[self.random.below(self.open.len())];
        let curve = self.layout.spec(index).curve;
        let value = curve.plain(Travel::new(self.random.unit()));
        (self.layout.addr(index), value)
    }

    fn intent(&mut self) -> Intent {
        match self.random.below(20) {
            0 => Intent::SetMany((0..30).map(|_| self.value()).collect()),
            1 => Intent::Toggle(self.addr("ch/3/mute")),
            // These glide.
            2 => Intent::Undo,
            3 => Intent::Redo,
            // Sound comes back, however much was closed.
            4 => Intent::Set(self.addr("main/fader"), Plain(-6.0)),
            5 => Intent::Toggle(self.addr("dca/2/mute")),
            6 => {
                let fader = format!("ch/{}/fader", 1 + self.random.below(8));
                Intent::Set(self.addr(&fader), Plain(-9.0))
            }
            _ => {
                let (addr, value) = self.value();
                Intent::Set(addr, value)
            }
        }
    }

    fn addr(&self, path: &str) -> headroom::param::ParamAddr {
        self.layout.addr(self.layout.find(path).unwrap())
    }

    /// Sends a few intents, of which some are impossible.
    fn blow(&mut self, bench: &mut Bench, client: &Client) {
        for _ in 0..self.random.below(12) {
            let intent = self.intent();
            match bench.ask(client, intent) {
                Ok(_)
                | Err(Refusal::Protected { .. } | Refusal::Value { .. } | Refusal::Nothing(_)) => {}
                // Two steps of undo at once: the question about the first one has not been read yet.
                Err(Refusal::Scene(text)) if text.contains("press it once more") => {}
                Err(other) => panic!("{other}"),
            }
        }
    }
}

/// Opens a stream: the plan of its first engine, which waits for the first callback.
fn open(bench: &mut Bench, control: ControlEnd) -> Plan {
    let port_set = bench.take_requests();
    bench.handle(Event::Audio(AudioEvent::Opened {
        link: control,
        rate: 48_000,
        period: 256,
        port_set,
    }));
    let order = bench.orders.try_recv().expect("an engine is ordered");
    let Order::Engine { plan, .. } = &order else {
        panic!("an effect before the engine");
    };
    assert_eq!(plan.start, Start::RampIn);
    let plan = Plan::clone(plan);
    bench.handle(build_ordered(order).unwrap());
    plan
}

fn connect(client: &JackClient, live: usize) {
    for port in 0..live {
        let from = format!("noise:out-{}", port % 2);
        let to = format!("live:in-{port}");
        client.connect_ports_by_name(&from, &to).unwrap();
    }
}

/// A recording: what went in, what came out, and when what changed.
struct Record {
    inputs: Vec<Vec<f32>>,
    outputs: Vec<Vec<f32>>,
    changes: Vec<Taken>,
    plan: Plan,
}

/// Runs a console in JACK until the tape is full: first in real time, then freewheeling.
fn record() -> Record {
    let _server = Server::start();
    let (noise, live) = (client("noise"), client("live"));
    let out = |n| noise.register_port(&format!("out-{n}"), AudioOut::default());
    let handler = Noise {
        out: (0..2).map(|n| out(n).unwrap()).collect(),
        random: Random::new(99),
    };
    let noise = noise.activate_async((), handler).unwrap();
    let mut bench = Bench::new(setup());
    let client = bench.connect(Rights::Mix);
    let (engine_end, control) = link();
    let plan = open(&mut bench, control);
    let recorded = Arc::<AtomicUsize>::default();
    let handler = Live::new(&live, Host::new(engine_end), &bench, recorded.clone());
    let ports = handler.inputs.len();
    let live = live.activate_async((), handler).unwrap();
    connect(live.as_client(), ports);
    let mut storm = Storm::new(&plan.layout);
    let mut last = (0, Instant::now());
    let mut freewheels = false;
    while recorded.load(Relaxed) < FRAMES {
        bench.now = Instant::now();
        storm.blow(&mut bench, &client);
        bench.settle();
        thread::sleep(Duration::from_micros(50));
        let now = recorded.load(Relaxed);
        if now > 48_000 && !freewheels {
            freewheels = true;
            server::freewheel(true);
        }
        if now > last.0 {
            last = (now, Instant::now());
        }
        assert!(last.1.elapsed() < PATIENCE, "audio stands still");
    }
    bench.settle();
    server::freewheel(false);
    drop(noise);
    let (_, (), handler) = live.deactivate().unwrap();
    Record {
        inputs: handler.tape.0,
        outputs: handler.tape.1,
        changes: bench.taken.try_iter().collect(),
        plan,
    }
}

/// The same without JACK and in one go: the outputs.
fn replay(record: &Record) -> Vec<Vec<f32>> {
    audio_thread::enter();
    let (engine_end, mut control) = link();
    let mut host = Host::new(engine_end);
    let (engine, _meters) = build(&record.plan).unwrap();
    let mut sequence = 1;
    let command = Command::Swap(engine);
    control.send(Sequenced { sequence, command }).unwrap();
    let mut changes = record.changes.iter().peekable();
    let mut io = Buffers {
        inputs: vec![Vec::new(); record.inputs.len()],
        outputs: vec![vec![0.0; 1024]; record.outputs.len()],
        set: 0,
    };
    let mut outputs = vec![Vec::with_capacity(FRAMES); record.outputs.len()];
    let (mut done, mut random) = (0, Random::new(5));
    while done < FRAMES {
        // An effect is taken at the first mark at which it is there.
        let mut effects = record.changes.iter().filter(|taken| is_effect(taken));
        let next = effects.find(|taken| taken.frame as usize > done);
        let until = next.map_or(FRAMES, |taken| FRAMES.min(taken.frame as usize));
        let count = (1 + random.below(1024)).min(until - done);
        let end = (done + count) as u64;
        while let Some(taken) = changes.next_if(|taken| taken.frame < end) {
            sequence += 1;
            send(&mut control, &record.plan.layout, taken, sequence);
        }
        for (buffer, input) in io.inputs.iter_mut().zip(&record.inputs) {
            buffer.clear();
            buffer.extend_from_slice(&input[done..done + count]);
        }
        host.cycle(&mut io, count);
        for (output, buffer) in outputs.iter_mut().zip(&io.outputs) {
            output.extend_from_slice(&buffer[..count]);
        }
        while control.next_acknowledged().is_some() {}
        while control.next_retired().is_some() {}
        done += count;
    }
    outputs
}

fn is_effect(taken: &Taken) -> bool {
    taken.change.addr.param == Param::Fx(FxParam::Type)
}

/// Sends a change for its frame. Timed changes of the first mark would come before the engine.
fn send(control: &mut ControlEnd, layout: &Layout, taken: &Taken, sequence: u64) {
    if is_effect(taken) {
        let bus = taken.change.addr.node();
        let change = EffectChange::new(bus, Effect::of(taken.change.value), 48_000.0);
        let command = Command::Effect(change);
        control.send(Sequenced { sequence, command }).unwrap();
        return;
    }
    let change = Change {
        index: layout.index(taken.change.addr).unwrap(),
        value: taken.change.value,
        over: taken.change.over,
    };
    if taken.frame == 0 {
        let command = Command::Change(change);
        control.send(Sequenced { sequence, command }).unwrap();
    } else {
        let timed = Timed {
            layout_number: 0,
            frame: taken.frame,
            sequence,
            change,
        };
        control.send_timed(timed).unwrap();
    }
}

#[test]
fn a_live_run_replayed_offline_is_the_same_sample_for_sample() {
    let record = record();
    let frames: BTreeSet<u64> = record.changes.iter().map(|taken| taken.frame).collect();
    let glides = record.changes.iter().filter(|taken| taken.change.over > 0);
    println!(
        "{} changes at {} frames, {} of them glides",
        record.changes.len(),
        frames.len(),
        glides.clone().count()
    );
    assert!(record.changes.len() > 1000 && frames.len() > 100 && glides.count() > 50);
    let main = headroom::engine::io::PortList::of(record.plan.layout.topology())
        .outputs
        .iter()
        .position(|port| port.node == NodeId::MAIN)
        .unwrap();
    let seconds = record.outputs[main].chunks(48_000);
    let sounding = seconds.filter(|second| peak(second) > 0.001).count();
    assert!(sounding > 10, "hardly anything was heard");
    let outputs = replay(&record);
    for (port, (live, offline)) in record.outputs.iter().zip(&outputs).enumerate() {
        let differs = |n: &usize| live[*n].to_bits() != offline[*n].to_bits();
        let first = (0..FRAMES).find(differs);
        assert_eq!(first, None, "the first frame that differs at output {port}");
    }
}
