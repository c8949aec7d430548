//! What an audio backend and the control side say to each other.
//!
//! A backend owns the stream: it opens it, runs a [`Host`](super::host::Host) in it, and opens it
//! again when it is lost. Everything that must survive a lost stream lives on the control side.

use super::io::{PortId, PortList};
use super::link::ControlEnd;
use crate::param::{NodeId, Side, Width};

/// A set of ports, as the control side wants it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PortSet {
    /// Its number; engines are built for one set.
    pub number: u32,
    /// The ports, in the engine's order.
    pub list: PortList,
    /// Main's width; strips and buses have a left and a right at most.
    pub main: Option<Width>,
    /// A name for people for each node of the list that has one.
    pub names: Vec<(PortId, String)>,
    /// Frames from any input to each output, in the order of `list.outputs`.
    pub latency: Vec<u32>,
}

impl PortSet {
    /// What the channel of a port of a node with several channels is for.
    pub fn side(&self, port: PortId) -> Side {
        let main = self.main.filter(|_| port.node == NodeId::MAIN);
        main.unwrap_or(Width::Stereo)
            .side(usize::from(port.channel))
    }
}

/// Connections that the show wants: our port, and the full names of the ports of others.
pub type Connections = Vec<(PortId, Vec<String>)>;

/// What the control side asks of a backend. A backend never makes it wait.
#[derive(Clone, Debug, PartialEq)]
pub enum AudioRequest {
    /// Have these ports; say [`AudioEvent::PortsReady`] when an engine built for them may come.
    Ports(PortSet),
    /// Make these connections whenever their ports exist. To be asked before the first ports are: what hands have
    /// connected and this does not name is cut.
    Connect(Connections),
    /// A first start, when nothing is known: connect inputs in order, and main to the first outputs.
    /// Only while nothing else is wanted.
    ConnectInOrder,
}

/// What a backend reports.
#[derive(Debug)]
pub enum AudioEvent {
    /// A stream runs, silently, with the ports of the last requested set; it wants an engine.
    Opened {
        /// The way to its audio thread.
        link: ControlEnd,
        /// Sample rate in Hz.
        rate: u32,
        /// Frames per callback.
        period: u32,
        /// The ports it has.
        port_set: u32,
    },
    /// The frames per callback changed; nothing to do but show it.
    Period(u32),
    /// The requested ports exist now.
    PortsReady(u32),
    /// There is no server yet; the backend keeps trying.
    Waiting(String),
    /// The stream is gone; the backend keeps trying to open another.
    Lost(String),
    /// Wanted connections whose other end does not exist now, as "ours → theirs".
    Missing(Vec<String>),
    /// The ports of insert points that are connected now, sends and returns, to units that do not hang:
    /// all of them, whenever that changed and once in the beginning.
    Inserts(Vec<PortId>),
    /// Connections of our ports changed by hand: all that is wanted now, what is missing too.
    Connected(Connections),
}
