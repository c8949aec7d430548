//! Which ports we have, for which sets, and when they may go.
//!
//! A port is known by its JACK name. A new set shares what exists already, so whatever is connected
//! stays connected; the old set stays beside it until an engine has selected the new one.

use super::latency::PortLatency;
use super::names::{self, Wanted, Way};
use super::port_map::{MappedSet, PortMap, RawPort};
use super::process::Maps;
use super::stuck::Loop;
use crate::engine::audio::PortSet;
use crate::engine::io::PortId;
use crate::param::PortKind;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A port of ours. `port` is null where JACK refused it.
#[derive(Clone, Debug)]
pub(super) struct OwnPort {
    /// What it is.
    pub wanted: Wanted,
    /// The registered port.
    pub port: RawPort,
    /// Returns of insert points: their unit hangs. The audio thread's finding.
    pub is_stuck: Arc<AtomicBool>,
}

/// What may be done after a look at the rings.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// Sets that the audio thread knows since this look.
    pub ready: Vec<u32>,
    /// Ports that nobody uses any more; to be unregistered.
    pub leaving: Vec<RawPort>,
}

/// The ports and the sets that use them, oldest set first.
#[derive(Debug, Default)]
pub(super) struct OwnPorts {
    own: Vec<OwnPort>,
    sets: Vec<PortSet>,
    /// Sets that the audio thread does not know yet.
    unannounced: Vec<u32>,
    /// Sets that the map on its way brings.
    announced: Vec<u32>,
    /// A map is on its way; the one before it is still in use or on its way home.
    in_flight: bool,
    /// The sets have changed since the last map was built.
    outdated: bool,
}

impl OwnPorts {
    /// Adds a set; `register` is called for every port that does not exist yet.
    pub(super) fn add(&mut self, set: PortSet, mut register: impl FnMut(&Wanted) -> RawPort) {
        for wanted in names::wanted(&set) {
            match self.own.iter_mut().find(|own| same(own, &wanted)) {
                Some(own) => own.wanted = wanted,
                None => self.own.push(OwnPort {
                    port: register(&wanted),
                    wanted,
                    is_stuck: Arc::default(),
                }),
            }
        }
        self.sets.retain(|old| old.number != set.number);
        self.unannounced.push(set.number);
        self.sets.push(set);
        self.outdated = true;
    }

    /// The map for all sets. The audio thread has it from the start.
    pub(super) fn first_map(&mut self) -> PortMap {
        self.outdated = false;
        self.unannounced.clear();
        self.map()
    }

    /// The ports of the newest set.
    pub(super) fn newest(&self) -> impl Iterator<Item = &OwnPort> {
        let names: HashSet<(String, Way)> = self
            .sets
            .last()
            .map(names::wanted)
            .unwrap_or_default()
            .into_iter()
            .map(|wanted| (wanted.name, wanted.way))
            .collect();
        self.own
            .iter()
            .filter(move |own| names.contains(&(own.wanted.name.clone(), own.wanted.way)))
    }

    /// The names of the ports of the newest set.
    pub(super) fn names(&self) -> HashMap<PortId, String> {
        self.newest()
            .map(|own| (own.wanted.id, own.wanted.name.clone()))
            .collect()
    }

    /// Every port that exists, with the latency that its newest set gives it.
    pub(super) fn latencies(&self) -> Vec<PortLatency> {
        let of = |own: &OwnPort| {
            self.sets.iter().rev().find_map(|set| {
                let place = set
                    .list
                    .outputs
                    .iter()
                    .position(|id| *id == own.wanted.id)?;
                set.latency.get(place).copied()
            })
        };
        self.own
            .iter()
            .map(|own| PortLatency {
                port: own.port,
                way: own.wanted.way,
                kind: own.wanted.id.kind,
                frames: of(own).unwrap_or(0),
            })
            .collect()
    }

    /// True while the audio thread's answer is awaited.
    pub(super) fn is_waiting(&self) -> bool {
        self.in_flight || self.outdated
    }

    /// True while an old set waits for an engine that selects the new one.
    pub(super) fn is_between_sets(&self) -> bool {
        self.sets.len() > 1
    }

    /// Looks at the rings: what came home, what may be sent. `selected` is the number of the set
    /// that the engine uses.
    pub(super) fn update(&mut self, maps: &mut Maps, selected: u64) -> Progress {
        let mut progress = Progress::default();
        if self.in_flight && maps.home.pop().is_ok() {
            self.in_flight = false;
            progress.ready = std::mem::take(&mut self.announced);
            if !self.outdated {
                progress.leaving = self.take_unused();
            }
        }
        if !self.in_flight && !self.outdated {
            self.outdated = self.retire(selected);
        }
        if !self.in_flight && self.outdated && maps.out.push(Box::new(self.map())).is_ok() {
            self.in_flight = true;
            self.outdated = false;
            self.announced = std::mem::take(&mut self.unannounced);
        }
        progress
    }

    /// Drops the sets before the selected one. True when there were any.
    fn retire(&mut self, selected: u64) -> bool {
        let place = self
            .sets
            .iter()
            .position(|set| u64::from(set.number) == selected)
            .unwrap_or(0);
        self.sets.drain(..place);
        place > 0
    }

    fn take_unused(&mut self) -> Vec<RawPort> {
        let used: Vec<Wanted> = self.sets.iter().flat_map(names::wanted).collect();
        let (stay, go) = std::mem::take(&mut self.own)
            .into_iter()
            .partition(|own| used.iter().any(|wanted| same(own, wanted)));
        self.own = stay;
        go.into_iter().map(|own: OwnPort| own.port).collect()
    }

    fn map(&self) -> PortMap {
        let ports: Vec<_> = self
            .own
            .iter()
            .map(|own| (own.port, own.wanted.way))
            .collect();
        let sets = self.sets.iter().map(|set| {
            let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
            for wanted in names::wanted(set) {
                let place = self.own.iter().position(|own| same(own, &wanted));
                let list = match wanted.way {
                    Way::In => &mut inputs,
                    Way::Out => &mut outputs,
                };
                // A place beyond the end is silent.
                list.push(place.unwrap_or(usize::MAX));
            }
            MappedSet {
                number: set.number,
                inputs,
                outputs,
            }
        });
        PortMap::new(&ports, sets.collect(), self.loops())
    }

    /// The ways out to external units and back, by channel.
    fn loops(&self) -> Vec<Loop> {
        let returns = self.own.iter().enumerate();
        let returns = returns.filter(|(_, own)| own.wanted.id.kind == PortKind::InsertReturn);
        let found = returns.filter_map(|(place, own)| {
            let send = PortId {
                kind: PortKind::InsertSend,
                ..own.wanted.id
            };
            let send = self.own.iter().position(|own| own.wanted.id == send)?;
            Some(Loop::new(send, place, own.is_stuck.clone()))
        });
        found.collect()
    }
}

fn same(own: &OwnPort, wanted: &Wanted) -> bool {
    own.wanted.way == wanted.way && own.wanted.name == wanted.name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::io::PortList;
    use crate::param::{NodeKind, StripDef, Topology, Width};
    use rtrb::{Consumer, Producer, RingBuffer};
    use std::ptr;

    /// The audio thread, which takes a map and sends the old one home.
    struct Audio {
        maps: Consumer<Box<PortMap>>,
        home: Producer<Box<PortMap>>,
        map: Box<PortMap>,
    }

    impl Audio {
        fn cycle(&mut self) {
            if let Ok(map) = self.maps.pop() {
                let old = std::mem::replace(&mut self.map, map);
                self.home.push(old).unwrap();
            }
        }
    }

    fn rings(map: PortMap) -> (Maps, Audio) {
        let (out, maps) = RingBuffer::new(1);
        let (home, home_out) = RingBuffer::new(1);
        let map = Box::new(map);
        let ends = Maps {
            out,
            home: home_out,
        };
        (ends, Audio { maps, home, map })
    }

    fn set(number: u32, strips: &[u16]) -> PortSet {
        let strip = |&number| StripDef {
            number,
            width: Width::Mono,
        };
        let topology = Topology {
            strips: strips.iter().map(strip).collect(),
            ..Topology::default()
        };
        PortSet {
            number,
            list: list(&topology),
            latency: vec![78, 78],
            ..PortSet::default()
        }
    }

    /// The ports of strips and main alone.
    fn list(topology: &Topology) -> PortList {
        let mut list = PortList::of(topology);
        list.outputs.truncate(2);
        list.inputs.retain(|port| port.node.kind == NodeKind::Strip);
        list
    }

    /// Registers ports as 1, 2, 3 …
    #[derive(Default)]
    struct Registrar(Vec<String>);

    impl Registrar {
        fn add(&mut self, ports: &mut OwnPorts, set: PortSet) {
            ports.add(set, |wanted| {
                self.0.push(wanted.name.clone());
                RawPort(ptr::without_provenance_mut(self.0.len() * 8))
            });
        }
    }

    #[test]
    fn a_new_set_shares_ports_and_the_old_one_leaves_after_the_swap() {
        let mut ports = OwnPorts::default();
        let mut registrar = Registrar::default();
        registrar.add(&mut ports, set(1, &[1, 2]));
        let (mut maps, mut audio) = rings(ports.first_map());
        assert!(!ports.is_waiting());
        registrar.add(&mut ports, set(2, &[2, 3]));
        assert_eq!(
            registrar.0,
            ["ch-1", "ch-2", "main-left", "main-right", "ch-3"]
        );
        // The map is on its way; the audio thread has not taken it.
        assert!(ports.update(&mut maps, 1).ready.is_empty());
        assert!(ports.update(&mut maps, 1).ready.is_empty() && ports.is_waiting());
        audio.cycle();
        assert_eq!(ports.update(&mut maps, 1).ready, [2]);
        // Both sets stay while the engine uses the old one.
        assert!(ports.is_between_sets() && !ports.is_waiting());
        // The swap has come: the old set goes, and its own port when the old map is home.
        let progress = ports.update(&mut maps, 2);
        assert!(progress.leaving.is_empty() && ports.is_waiting());
        audio.cycle();
        let progress = ports.update(&mut maps, 2);
        assert_eq!(progress.leaving, [RawPort(ptr::without_provenance_mut(8))]);
        assert!(progress.ready.is_empty() && !ports.is_between_sets());
    }

    #[test]
    fn requests_that_come_quickly_are_all_answered_and_lose_no_port() {
        let mut ports = OwnPorts::default();
        let mut registrar = Registrar::default();
        registrar.add(&mut ports, set(1, &[1]));
        let (mut maps, mut audio) = rings(ports.first_map());
        registrar.add(&mut ports, set(2, &[2]));
        ports.update(&mut maps, 1);
        registrar.add(&mut ports, set(3, &[1]));
        audio.cycle();
        let first = ports.update(&mut maps, 1);
        audio.cycle();
        let second = ports.update(&mut maps, 1);
        assert_eq!((first.ready, second.ready), (vec![2], vec![3]));
        assert!(first.leaving.is_empty() && second.leaving.is_empty());
        ports.update(&mut maps, 3);
        audio.cycle();
        assert_eq!(ports.update(&mut maps, 3).leaving.len(), 1);
        assert_eq!(ports.names().len(), 3);
    }

    #[test]
    fn outputs_carry_the_latency_of_their_set() {
        let mut ports = OwnPorts::default();
        Registrar::default().add(&mut ports, set(1, &[1]));
        let frames: Vec<_> = ports.latencies().iter().map(|port| port.frames).collect();
        assert_eq!(frames, [0, 78, 78]);
    }
}
