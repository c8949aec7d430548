//! An engine on a bench: inputs are vectors, outputs are recorded, commands go over the real link.

use headroom::engine::build::build;
use headroom::engine::command::{
    Acknowledged, Change, Command, EffectChange, Retired, Sequenced, Timed,
};
use headroom::engine::host::Host;
use headroom::engine::io::{Io, PortList};
use headroom::engine::link::{ControlEnd, link};
use headroom::engine::plan::Plan;
use headroom::param::spec::{Effect, FxParam, Param};
use headroom::param::{Choice, Layout, NodeId, ParamIndex, Plain, Topology};
use headroom::rt::ftz::flush_denormals;
use headroom::rt::meter_tap::MeterReader;
use std::sync::Arc;

/// Planar buffers of one callback.
#[derive(Debug, Default)]
pub struct Buffers {
    pub inputs: Vec<Vec<f32>>,
    pub outputs: Vec<Vec<f32>>,
    /// The port set in use.
    pub set: u32,
}

impl Io for Buffers {
    fn use_port_set(&mut self, number: u32) {
        self.set = number;
    }
    fn input(&self, port: usize) -> &[f32] {
        &self.inputs[port]
    }
    fn output(&mut self, port: usize) -> &mut [f32] {
        &mut self.outputs[port]
    }
    fn silence(&mut self) {
        self.outputs.iter_mut().for_each(|buffer| buffer.fill(0.0));
    }
}

/// A layout and a host that runs an engine for it.
pub struct Rig {
    pub layout: Arc<Layout>,
    pub host: Host,
    pub link: ControlEnd,
    pub meters: MeterReader,
    pub io: Buffers,
    pub recorded: Vec<Vec<f32>>,
    pub acknowledged: Vec<Acknowledged>,
    pub retired: Vec<Retired>,
    pub sequence: u64,
}

impl Rig {
    /// A rig for a plan; its first callback installs the engine.
    pub fn new(plan: &Plan) -> Self {
        flush_denormals();
        let (engine_end, mut control_end) = link();
        let (engine, meters) = build(plan).unwrap();
        control_end
            .send(Sequenced {
                sequence: 1,
                command: Command::Swap(engine),
            })
            .unwrap();
        let ports = PortList::of(plan.layout.topology());
        Self {
            layout: plan.layout.clone(),
            host: Host::new(engine_end),
            link: control_end,
            meters,
            io: Buffers {
                inputs: vec![Vec::new(); ports.inputs.len()],
                outputs: vec![Vec::new(); ports.outputs.len()],
                set: 0,
            },
            recorded: vec![Vec::new(); ports.outputs.len()],
            acknowledged: Vec::new(),
            retired: Vec::new(),
            sequence: 1,
        }
    }

    /// A rig for a topology, with changes made before the start and safe start released.
    pub fn with(topology: Topology, values: &[(&str, &str)]) -> Self {
        Self::new(&plan(topology, values))
    }

    pub fn index(&self, path: &str) -> ParamIndex {
        self.layout.find(path).unwrap()
    }

    pub fn value(&self, path: &str, text: &str) -> Plain {
        self.layout.spec(self.index(path)).parse(text).unwrap()
    }

    /// Sends a command; what it says about effects as the console does, in boxes.
    pub fn send(&mut self, command: Command) -> u64 {
        let changes = match &command {
            Command::Change(change) => std::slice::from_ref(change),
            Command::Batch(changes) => &**changes,
            _ => &[],
        };
        let effects: Vec<_> = changes
            .iter()
            .filter_map(|change| self.effect(*change))
            .collect();
        for effect in effects {
            self.send(Command::Effect(effect));
        }
        self.sequence += 1;
        self.link
            .send(Sequenced {
                sequence: self.sequence,
                command,
            })
            .unwrap();
        self.sequence
    }

    /// The effect that a change chooses.
    fn effect(&self, change: Change) -> Option<Box<EffectChange>> {
        let addr = self.layout.addr(change.index);
        let effect = Effect::of(change.value);
        (addr.param == Param::Fx(FxParam::Type))
            .then(|| EffectChange::new(addr.node(), effect, 48_000.0))
    }

    pub fn set(&mut self, path: &str, text: &str) {
        let change = Change::now(self.index(path), self.value(path, text));
        self.send(Command::Change(change));
    }

    pub fn glide(&mut self, path: &str, text: &str, over: u32) {
        let change = Change {
            over,
            ..Change::now(self.index(path), self.value(path, text))
        };
        self.send(Command::Change(change));
    }

    pub fn timed(&mut self, frame: u64, path: &str, text: &str, over: u32) {
        let change = Change {
            over,
            ..Change::now(self.index(path), self.value(path, text))
        };
        self.sequence += 1;
        let timed = Timed {
            layout_number: 0,
            frame,
            sequence: self.sequence,
            change,
        };
        self.link.send_timed(timed).unwrap();
    }

    /// Runs callbacks over the inputs (one signal per port, all equally long; further ports hear
    /// nothing), with the lengths that `period` gives.
    pub fn run(&mut self, inputs: &[Vec<f32>], mut period: impl FnMut() -> usize) {
        let total = inputs.first().map_or(0, Vec::len);
        let silence = vec![0.0; total];
        let mut done = 0;
        while done < total {
            let count = period().clamp(1, total - done);
            let signal = |port: usize| inputs.get(port).unwrap_or(&silence);
            self.callback(|port| &signal(port)[done..done + count], count);
            done += count;
        }
    }

    fn callback<'a>(&mut self, input: impl Fn(usize) -> &'a [f32], count: usize) {
        for (port, buffer) in self.io.inputs.iter_mut().enumerate() {
            buffer.clear();
            buffer.extend_from_slice(input(port));
        }
        for buffer in &mut self.io.outputs {
            buffer.clear();
            buffer.resize(count, f32::NAN);
        }
        self.host.cycle(&mut self.io, count);
        for (record, buffer) in self.recorded.iter_mut().zip(&self.io.outputs) {
            record.extend_from_slice(buffer);
        }
        while let Some(acknowledged) = self.link.next_acknowledged() {
            self.acknowledged.push(acknowledged);
        }
        while let Some(retired) = self.link.next_retired() {
            self.retired.push(retired);
        }
    }

    /// The position of a node's first output port.
    pub fn output(&self, node: NodeId) -> usize {
        let ports = PortList::of(self.layout.topology());
        ports
            .outputs
            .iter()
            .position(|port| port.node == node)
            .unwrap()
    }
}

/// A plan for a topology, with changes made before the start and safe start released.
pub fn plan(topology: Topology, values: &[(&str, &str)]) -> Plan {
    topology.validate().unwrap();
    let layout = Arc::new(Layout::new(topology));
    let mut plan = Plan::new(layout.clone(), 48_000);
    let mut set = |path: &str, text: &str| {
        let index = layout.find(path).unwrap();
        plan.values[index.slot()] = layout.spec(index).parse(text).unwrap();
    };
    set("console/safe-start", "off");
    for (path, text) in values {
        set(path, text);
    }
    plan
}
