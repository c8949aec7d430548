//! The client's MIDI ports: between JACK's process thread and the bridge to the surfaces.
//!
//! They live in the same client as the audio: libjack frees every open client of a process when
//! another one is opened after the server has died.

use crate::rt::midi::{Ends, News, Plug, Receiver, Sender, new_ring};
use ::jack::{Client, MidiIn, MidiOut, Port, ProcessScope, RawMidi, Unowned};
use std::thread::Thread;

/// Names of the ports.
const IN: &str = "midi-in";
const OUT: &str = "midi-out";

/// The process thread's side.
pub(super) struct MidiPorts {
    input: Port<MidiIn>,
    output: Port<MidiOut>,
    heard: Sender,
    said: Receiver,
    bridge: Thread,
}

impl MidiPorts {
    /// Carries messages both ways; once per callback.
    pub(super) fn cycle(&mut self, scope: &ProcessScope) {
        let begun = scope.last_frame_time();
        let mut something = false;
        for event in self.input.iter(scope) {
            // Without room, the surface gets the next position instead.
            something |= self.heard.send(begun.wrapping_add(event.time), event.bytes);
        }
        if something {
            self.bridge.unpark();
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
    }

    /// Says nothing in this callback.
    pub(super) fn be_silent(&mut self, scope: &ProcessScope) {
        // Asking for a writer empties the buffer.
        let _ = self.output.writer(scope);
    }
}

/// The session thread's side: who is connected. Dropping it tells that the client is gone.
pub(super) struct MidiPeers {
    ports: [Port<Unowned>; 2],
    plug: Plug,
    told: Vec<String>,
}

/// Registers the ports. None when JACK refuses; surfaces on JACK are missing then.
pub(super) fn open(client: &Client, plug: &Plug) -> Option<(MidiPorts, MidiPeers)> {
    let refused = |error: &::jack::Error| tracing::error!(%error, "JACK refuses a MIDI port");
    let input = client
        .register_port(IN, MidiIn::default())
        .inspect_err(refused)
        .ok()?;
    let output = client
        .register_port(OUT, MidiOut::default())
        .inspect_err(refused)
        .ok()?;
    let ports = [input.clone_unowned(), output.clone_unowned()];
    let (heard, from_port) = new_ring();
    let (to_port, said) = new_ring();
    let peers = MidiPeers {
        ports,
        plug: plug.clone(),
        told: Vec::new(),
    };
    peers.tell(News::Opened(Ends {
        input: from_port,
        output: to_port,
    }));
    let ports = MidiPorts {
        input,
        output,
        heard,
        said,
        bridge: plug.bridge.clone(),
    };
    Some((ports, peers))
}

impl MidiPeers {
    /// Looks who is connected, and tells when that has changed. What sends to us comes first.
    pub(super) fn look(&mut self) {
        let mut peers = Vec::new();
        for port in &self.ports {
            let mut others = port.get_connections();
            others.sort();
            peers.append(&mut others);
        }
        if peers != self.told {
            self.told.clone_from(&peers);
            self.tell(News::Peers(peers));
        }
    }

    fn tell(&self, news: News) {
        // Without a bridge there are no surfaces.
        let _ = self.plug.news.send(news);
        self.plug.bridge.unpark();
    }
}

impl Drop for MidiPeers {
    fn drop(&mut self) {
        self.tell(News::Closed);
    }
}
