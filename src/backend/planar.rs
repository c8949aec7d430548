//! Ports in ordinary memory: one buffer per channel, for backends that own their buffers.

use crate::engine::audio::PortSet;
use crate::engine::io::{Io, PortId, PortList};

/// One port's buffer.
#[derive(Clone, Debug, PartialEq)]
pub struct Channel {
    /// Whose port it is.
    pub id: PortId,
    /// The frames of this callback.
    pub samples: Vec<f32>,
}

/// A set of ports, as places in the buffers.
#[derive(Clone, Debug)]
struct BufferSet {
    number: u32,
    inputs: Vec<usize>,
    outputs: Vec<usize>,
}

/// Port buffers that belong to the backend. A port that two sets share is one buffer.
#[derive(Clone, Debug, Default)]
pub struct Planar {
    inputs: Vec<Channel>,
    outputs: Vec<Channel>,
    sets: Vec<BufferSet>,
    selected: Option<usize>,
    silence: Vec<f32>,
    trash: Vec<f32>,
}

impl Planar {
    /// No ports yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a set of ports; ports that exist already are kept. A set of the same number is
    /// replaced. Allocates; between callbacks.
    pub fn add(&mut self, set: &PortSet) {
        let frames = self.silence.len();
        let places = BufferSet {
            number: set.number,
            inputs: places(&mut self.inputs, &set.list.inputs, frames),
            outputs: places(&mut self.outputs, &set.list.outputs, frames),
        };
        self.selected = None;
        self.sets.retain(|old| old.number != set.number);
        self.sets.push(places);
    }

    /// Drops the sets that came before the one that the engine uses, and the ports that only they
    /// had. Frees; between callbacks.
    pub fn drop_outdated(&mut self) {
        let Some(selected) = self.selected.filter(|&place| place > 0) else {
            return;
        };
        let lists: Vec<(u32, PortList)> = self.sets[selected..]
            .iter()
            .map(|set| (set.number, self.list_of(set)))
            .collect();
        self.sets.clear();
        let stays = |list: fn(&PortList) -> &Vec<PortId>, id: &PortId| {
            lists.iter().any(|(_, ports)| list(ports).contains(id))
        };
        self.inputs.retain(|port| stays(|l| &l.inputs, &port.id));
        self.outputs.retain(|port| stays(|l| &l.outputs, &port.id));
        for (number, list) in lists {
            self.add(&PortSet {
                number,
                list,
                ..PortSet::default()
            });
        }
    }

    /// Begins a callback of `frames` frames: outputs are silent, inputs keep what they held.
    /// Allocates when `frames` is larger than ever before.
    pub fn begin(&mut self, frames: usize) {
        for port in &mut self.inputs {
            port.samples.resize(frames, 0.0);
        }
        for port in &mut self.outputs {
            port.samples.clear();
            port.samples.resize(frames, 0.0);
        }
        self.silence.resize(frames, 0.0);
        self.trash.resize(frames, 0.0);
    }

    /// The inputs, to be filled before a callback; every port once, in order of appearance.
    pub fn inputs(&mut self) -> &mut [Channel] {
        &mut self.inputs
    }

    /// The outputs, to be read after a callback; every port once, in order of appearance.
    pub fn outputs(&self) -> &[Channel] {
        &self.outputs
    }

    fn list_of(&self, set: &BufferSet) -> PortList {
        PortList {
            inputs: set.inputs.iter().map(|&at| self.inputs[at].id).collect(),
            outputs: set.outputs.iter().map(|&at| self.outputs[at].id).collect(),
        }
    }
}

/// Where the ports of a list lie in `channels`; missing ones are added.
fn places(channels: &mut Vec<Channel>, list: &[PortId], frames: usize) -> Vec<usize> {
    list.iter()
        .map(|&id| {
            channels
                .iter()
                .position(|port| port.id == id)
                .unwrap_or_else(|| {
                    channels.push(Channel {
                        id,
                        samples: vec![0.0; frames],
                    });
                    channels.len() - 1
                })
        })
        .collect()
}

impl Io for Planar {
    fn use_port_set(&mut self, number: u32) {
        if self
            .selected
            .is_none_or(|place| self.sets[place].number != number)
        {
            self.selected = self.sets.iter().position(|set| set.number == number);
        }
    }

    fn input(&self, port: usize) -> &[f32] {
        self.selected
            .and_then(|set| self.sets[set].inputs.get(port))
            .map_or(&self.silence, |&place| &self.inputs[place].samples)
    }

    fn output(&mut self, port: usize) -> &mut [f32] {
        match self
            .selected
            .and_then(|set| self.sets[set].outputs.get(port))
        {
            Some(&place) => &mut self.outputs[place].samples,
            None => &mut self.trash,
        }
    }

    fn silence(&mut self) {
        for port in &mut self.outputs {
            port.samples.fill(0.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::NodeId;

    fn id(node: NodeId, channel: u8) -> PortId {
        PortId::signal(node, channel)
    }

    fn set(number: u32, strips: &[u16]) -> PortSet {
        PortSet {
            number,
            list: PortList {
                inputs: strips.iter().map(|&n| id(NodeId::strip(n), 0)).collect(),
                outputs: vec![id(NodeId::MAIN, 0), id(NodeId::MAIN, 1)],
            },
            ..PortSet::default()
        }
    }

    #[test]
    fn sets_share_their_ports_until_the_old_one_is_dropped() {
        let mut planar = Planar::new();
        planar.add(&set(1, &[1, 2]));
        planar.add(&set(2, &[3, 2]));
        planar.begin(4);
        assert_eq!(planar.inputs().len(), 3);
        planar.inputs()[1].samples.fill(0.5);
        planar.use_port_set(1);
        assert_eq!(planar.input(1), [0.5; 4]);
        planar.output(0).fill(1.0);
        planar.drop_outdated();
        planar.use_port_set(2);
        assert_eq!(planar.input(1), [0.5; 4]);
        planar.drop_outdated();
        assert_eq!(planar.inputs().len(), 2);
        planar.use_port_set(2);
        assert_eq!(planar.input(0), [0.0; 4]);
        assert_eq!(planar.input(1), [0.5; 4]);
        assert_eq!(planar.outputs()[0].samples, [1.0; 4]);
    }

    #[test]
    fn unknown_sets_and_ports_are_silent() {
        let mut planar = Planar::new();
        planar.add(&set(1, &[1]));
        planar.begin(8);
        planar.inputs()[0].samples.fill(1.0);
        planar.use_port_set(9);
        assert_eq!(planar.input(0), [0.0; 8]);
        planar.output(0).fill(1.0);
        planar.use_port_set(1);
        assert_eq!(planar.input(77), [0.0; 8]);
        planar.output(77).fill(1.0);
        assert!(planar.outputs().iter().all(|port| port.samples == [0.0; 8]));
        planar.begin(3);
        assert_eq!(planar.output(1).len(), 3);
    }
}
