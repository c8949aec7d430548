//! Opening a client and registering its ports.

use super::names::{Wanted, Way};
use super::own_ports::{OwnPort, OwnPorts};
use super::port_map::RawPort;
use crate::engine::audio::Connections;
use crate::param::{NodeId, NodeKind, PortKind};
use ::jack::{
    AudioIn, AudioOut, Client, ClientOptions, ClientStatus, Error, Port, PortFlags, PortSpec,
    Unowned,
};
use std::collections::HashMap;
use std::ptr;

/// A port of any client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedPort {
    /// Its full name.
    pub name: String,
    /// It sends; else it listens.
    pub sends: bool,
    /// MIDI; else audio.
    pub is_midi: bool,
}

/// JACK's name for the type of audio ports.
const AUDIO: &str = "32 bit float mono audio";

/// Opens a client of exactly this name, on a server that runs already. Session thread; waits for
/// the server.
///
/// # Errors
/// Why not, and what to do, for people.
pub(super) fn open(name: &str) -> Result<Client, String> {
    let options = ClientOptions::NO_START_SERVER | ClientOptions::USE_EXACT_NAME;
    Client::new(name, options)
        .map(|(client, _)| client)
        .map_err(|error| reason(&error, name))
}

/// All ports of other clients, sorted.
pub(super) fn list(client: &Client) -> Vec<ListedPort> {
    let mut names = client.ports(None, None, PortFlags::empty());
    names.sort();
    let listed = |name: String| {
        let port = client.port_by_name(&name)?;
        Some(ListedPort {
            sends: port.flags().contains(PortFlags::IS_OUTPUT),
            is_midi: port.port_type().ok()? != AUDIO,
            name,
        })
    };
    names.into_iter().filter_map(listed).collect()
}

/// Registers a port and keeps its handle. Null when JACK refuses: the port stays silent.
pub(super) fn register(
    client: &Client,
    wanted: &Wanted,
    handles: &mut HashMap<RawPort, Port<Unowned>>,
) -> RawPort {
    fn unowned<S: PortSpec>(port: &Port<S>) -> Port<Unowned> {
        port.clone_unowned()
    }
    let port = match wanted.way {
        Way::In => client
            .register_port(&wanted.name, AudioIn::default())
            .map(|port| unowned(&port)),
        Way::Out => client
            .register_port(&wanted.name, AudioOut::default())
            .map(|port| unowned(&port)),
    };
    match port {
        Ok(port) => {
            let raw = RawPort(port.raw());
            handles.insert(raw, port);
            raw
        }
        Err(error) => {
            tracing::error!(%error, port = wanted.name, "JACK refuses a port; it stays silent");
            RawPort(ptr::null_mut())
        }
    }
}

/// Connections for a first start: our strips to the machine's inputs, one by one, and main to its
/// first outputs, as far as there are any.
pub(super) fn in_order(client: &Client, ports: &OwnPorts) -> Connections {
    let physical = |flags| client.ports(None, Some(AUDIO), PortFlags::IS_PHYSICAL | flags);
    let captures = physical(PortFlags::IS_OUTPUT);
    let playbacks = physical(PortFlags::IS_INPUT);
    let is_signal = |own: &&OwnPort| own.wanted.id.kind == PortKind::Signal;
    let own = |way: Way| {
        let ports = ports.newest().filter(is_signal);
        ports.filter(move |own| own.wanted.way == way)
    };
    let inputs = own(Way::In)
        .map(|own| own.wanted.id)
        .filter(|id| id.node.kind == NodeKind::Strip);
    let main = own(Way::Out)
        .map(|own| own.wanted.id)
        .filter(|id| id.node == NodeId::MAIN);
    let to_inputs = inputs.zip(captures);
    to_inputs
        .chain(main.zip(playbacks))
        .map(|(id, other)| (id, vec![other]))
        .collect()
}

/// Why a client could not be opened, and what to do.
fn reason(error: &Error, name: &str) -> String {
    match error {
        Error::LibraryError(text) => {
            format!("JACK is not installed ({text}); install jackd2 or pipewire-jack")
        }
        Error::ClientError(status) if status.contains(ClientStatus::NAME_NOT_UNIQUE) => format!(
            "another JACK client is called \"{name}\"; close it, or give this console another name"
        ),
        Error::ClientError(status) if status.contains(ClientStatus::SERVER_FAILED) => {
            "no JACK server runs; start jackd or PipeWire, and it is used at once".into()
        }
        // What jackd 1.9 answers where the name is taken, too.
        Error::ClientError(_) => format!(
            "the JACK server refuses a client called \"{name}\"; if another one has that name, \
             close it, or give this console another name"
        ),
        other => format!("JACK cannot be used: {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_says_what_to_do() {
        let refused = ClientStatus::FAILURE | ClientStatus::SERVER_ERROR;
        let taken = ClientStatus::FAILURE | ClientStatus::NAME_NOT_UNIQUE;
        let none = ClientStatus::FAILURE | ClientStatus::SERVER_FAILED;
        assert!(reason(&Error::ClientError(taken), "desk").contains("\"desk\"; close it"));
        assert!(reason(&Error::ClientError(refused), "desk").contains("called \"desk\""));
        assert!(reason(&Error::ClientError(none), "desk").contains("start jackd"));
        assert!(reason(&Error::LibraryError("gone".into()), "desk").contains("install"));
    }
}
