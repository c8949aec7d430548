//! What a session sees of the graph.

use super::super::midi::MidiPeers;
use super::super::patch::Seen;
use super::Session;
use std::collections::HashSet;
use std::sync::atomic::Ordering::Relaxed;

impl Session {
    pub(super) fn see(&self) -> Seen {
        let client = self.client.as_client();
        // Read before the connections: what leaves in between then counts as leaving.
        let departures = self.shared.departures.load(Relaxed);
        let mut connected = Vec::new();
        for own in self.ports.newest() {
            if let Some(port) = self.handles.get(&own.port) {
                let others = port.get_connections().into_iter();
                connected.extend(others.map(|other| (own.wanted.id, other)));
            }
        }
        connected.extend(self.midi.iter().flat_map(MidiPeers::connected));
        let mut asked: HashSet<String> = self.patch.names();
        asked.extend(connected.iter().map(|(_, other)| other.clone()));
        let existing = asked
            .into_iter()
            .filter(|name| !name.contains('\0'))
            .filter_map(|name| {
                let real = client.port_by_name(&name)?.name().ok()?;
                Some((name, real))
            })
            .collect();
        Seen {
            connected,
            existing,
            departures,
            cycles: self.load.cycles(),
        }
    }
}
