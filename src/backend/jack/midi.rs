//! The client's MIDI ports: between JACK's process thread and the bridge to the surfaces.
//!
//! They live in the same client as the audio: libjack frees every open client of a process when
//! another one is opened after the server has died.
//!
//! There are a few pairs of ports, one surface each: JACK mixes whatever is connected to one port, and
//! nobody can tell two devices in one stream. The second one that is connected to a port is cut off at
//! once, and told where it can go.

use super::patch::Link;
use crate::engine::io::PortId;
use crate::param::{MIDI_PAIRS, PortKind};
use crate::rt::midi::{Ends, News, Peers, Plug, Receiver, Sender, new_ring};
use ::jack::{Client, MidiIn, MidiOut, Port, PortSpec, ProcessScope, RawMidi, Unowned};
use std::collections::HashMap;
use std::thread::Thread;

/// The process thread's side.
pub(super) struct MidiPorts {
    pairs: Vec<Pair>,
    bridge: Thread,
}

/// A pair of ports on the process thread.
struct Pair {
    input: Port<MidiIn>,
    output: Port<MidiOut>,
    heard: Sender,
    said: Receiver,
}

impl MidiPorts {
    /// Carries messages both ways; once per callback.
    pub(super) fn cycle(&mut self, scope: &ProcessScope) {
        let mut something = false;
        for pair in &mut self.pairs {
            something |= pair.cycle(scope);
        }
        if something {
            self.bridge.unpark();
        }
    }

    /// Says nothing in this callback.
    pub(super) fn be_silent(&mut self, scope: &ProcessScope) {
        for pair in &mut self.pairs {
            // Asking for a writer empties the buffer.
            let _ = pair.output.writer(scope);
        }
    }
}

impl Pair {
    /// True when something came in.
    fn cycle(&mut self, scope: &ProcessScope) -> bool {
        let begun = scope.last_frame_time();
        let mut something = false;
        for event in self.input.iter(scope) {
            // Without room, the surface gets the next position instead.
            something |= self.heard.send(begun.wrapping_add(event.time), event.bytes);
        }
        let mut writer = self.output.writer(scope);
        let mut written = 0;
        while let Some((_, bytes)) = self.said.message() {
            // A full buffer has room in the next callback; what an empty one has no room for never
            // fits.
            if writer.write(&RawMidi { time: 0, bytes }).is_err() && written > 0 {
                break;
            }
            written += 1;
            self.said.done();
        }
        something
    }
}

/// The session thread's side: who is connected. Dropping it tells that the client is gone.
pub(super) struct MidiPeers {
    pairs: Vec<Watched>,
    plug: Plug,
}

/// A pair of ports, and who was connected at the last look.
struct Watched {
    input: Port<Unowned>,
    output: Port<Unowned>,
    peers: Peers,
}

/// Registers the ports. None when JACK refuses; surfaces on JACK are missing then.
pub(super) fn open(client: &Client, plug: &Plug) -> Option<(MidiPorts, MidiPeers)> {
    let (mut ports, mut watched, mut ends) = (Vec::new(), Vec::new(), Vec::new());
    // The first pair last: who waits for it to connect something finds a client that is nearly active.
    for pair in (1..=MIDI_PAIRS).rev() {
        let input = register(client, PortKind::MidiIn, pair, MidiIn::default())?;
        let output = register(client, PortKind::MidiOut, pair, MidiOut::default())?;
        watched.push(Watched {
            input: input.clone_unowned(),
            output: output.clone_unowned(),
            peers: Peers::default(),
        });
        let (heard, from_port) = new_ring();
        let (to_port, said) = new_ring();
        ends.push(Ends {
            input: from_port,
            output: to_port,
        });
        ports.push(Pair {
            input,
            output,
            heard,
            said,
        });
    }
    watched.reverse();
    ends.reverse();
    ports.reverse();
    let peers = MidiPeers {
        pairs: watched,
        plug: plug.clone(),
    };
    peers.tell(News::Opened(ends));
    let ports = MidiPorts {
        pairs: ports,
        bridge: plug.bridge.clone(),
    };
    Some((ports, peers))
}

fn register<S: PortSpec>(client: &Client, kind: PortKind, pair: u16, spec: S) -> Option<Port<S>> {
    let name = kind.midi_name(pair)?;
    client
        .register_port(&name, spec)
        .inspect_err(|error| tracing::error!(%error, "JACK refuses a MIDI port"))
        .ok()
}

/// The names of all MIDI ports of ours.
pub(super) fn names() -> HashMap<PortId, String> {
    let pairs = (1..=MIDI_PAIRS).flat_map(|pair| {
        [PortKind::MidiIn, PortKind::MidiOut].map(|kind| PortId::midi(kind, pair))
    });
    pairs
        .filter_map(|id| Some((id, id.kind.midi_name(id.node.number)?)))
        .collect()
}

impl MidiPeers {
    /// Looks who is connected, cuts off what must not be, and tells what has changed.
    pub(super) fn look(&mut self, client: &Client) {
        let mut news = Vec::new();
        for (at, pair) in self.pairs.iter_mut().enumerate() {
            let mut listeners = pair.output.get_connections();
            listeners.sort();
            let (source, cut) = choose(
                pair.input.get_connections(),
                pair.peers.source.as_deref(),
                client.name(),
            );
            let kind = PortKind::MidiIn;
            let own = kind.midi_name(at as u16 + 1).unwrap_or_default();
            for other in cut {
                let port = format!("{}:{own}", client.name());
                let made = client.disconnect_ports_by_name(&other, &port);
                tracing::warn!(port = own, other, ?made, "a MIDI connection was refused");
                let before = source.as_deref().filter(|_| !is_of(&other, client.name()));
                news.push(News::Refused(refusal(&own, &other, before)));
            }
            let peers = Peers { source, listeners };
            if peers != pair.peers {
                pair.peers.clone_from(&peers);
                news.push(News::Peers(at, peers));
            }
        }
        for news in news {
            self.tell(news);
        }
    }

    /// Every connection at the last look.
    pub(super) fn connected(&self) -> Vec<Link> {
        let pairs = (1..).zip(&self.pairs);
        let links = pairs.flat_map(|(number, pair)| {
            let source = pair.peers.source.iter();
            let source = source.map(move |name| (PortKind::MidiIn, name));
            let listeners = pair.peers.listeners.iter();
            let all = source.chain(listeners.map(move |name| (PortKind::MidiOut, name)));
            all.map(move |(kind, name)| (PortId::midi(kind, number), name.clone()))
        });
        links.collect()
    }

    fn tell(&self, news: News) {
        // Without a bridge there are no surfaces.
        let _ = self.plug.news.send(news);
        self.plug.bridge.unpark();
    }
}

/// Of the ports that are connected to one of ours, the one that may speak, and those that may not: ports
/// of our own, and everybody but the one who was there first.
fn choose(
    mut all: Vec<String>,
    before: Option<&str>,
    client: &str,
) -> (Option<String>, Vec<String>) {
    all.sort();
    let (mut cut, others): (Vec<String>, Vec<String>) =
        all.into_iter().partition(|name| is_of(name, client));
    let stays = others.iter().position(|name| Some(name.as_str()) == before);
    let mut source = None;
    for (at, name) in others.into_iter().enumerate() {
        if at == stays.unwrap_or(0) {
            source = Some(name);
        } else {
            cut.push(name);
        }
    }
    (source, cut)
}

/// True for a port of that client.
fn is_of(port: &str, client: &str) -> bool {
    port.split_once(':').is_some_and(|(own, _)| own == client)
}

/// Why a connection was cut, and what to do. `source` has the port; none: it is our own.
fn refusal(own: &str, other: &str, source: Option<&str>) -> String {
    match source {
        Some(source) => format!(
            "'{other}' is not connected to {own}: '{source}' has it, and two controllers in one stream \
             cannot be told apart; connect it to another one of midi-in, midi-in-2, midi-in-3, midi-in-4"
        ),
        None => format!(
            "'{other}' is not connected to {own}: what the console says is nothing that it should hear; \
             connect a controller instead"
        ),
    }
}

impl Drop for MidiPeers {
    fn drop(&mut self) {
        self.tell(News::Closed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Connected, there before; the source, and who is cut off.
    type Row = (
        &'static [&'static str],
        Option<&'static str>,
        Option<&'static str>,
        &'static [&'static str],
    );

    #[test]
    fn one_port_speaks_and_it_is_the_one_that_was_there() {
        #[rustfmt::skip]
        let rows: &[Row] = &[
            (&[], None, None, &[]),
            (&["nano:out"], None, Some("nano:out"), &[]),
            (&["nano:out", "akai:out"], Some("nano:out"), Some("nano:out"), &["akai:out"]),
            (&["nano:out", "akai:out"], None, Some("akai:out"), &["nano:out"]),
            (&["akai:out"], Some("nano:out"), Some("akai:out"), &[]),
            (&["desk:midi-out", "nano:out"], None, Some("nano:out"), &["desk:midi-out"]),
            (&["desk:midi-out-2"], Some("nano:out"), None, &["desk:midi-out-2"]),
            (&["desktop:out"], None, Some("desktop:out"), &[]),
        ];
        for (connected, before, source, cut) in rows {
            let names = connected.iter().map(|name| (*name).to_owned()).collect();
            let (found, refused) = choose(names, *before, "desk");
            assert_eq!(found.as_deref(), *source, "{connected:?}");
            assert_eq!(refused, *cut, "{connected:?}");
        }
    }
}
