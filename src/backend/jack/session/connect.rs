//! Making and cutting connections.

use super::{SOON, Session};
use crate::backend::jack::names::Way;
use crate::backend::jack::patch::Link;
use crate::param::PortKind;
use ::jack::{Client, Error};

impl Session {
    /// Makes connections, the returns of insert points last; those that cannot be made are returned.
    pub(super) fn make(&mut self, mut links: Vec<Link>, mut connected: Vec<Link>) -> Vec<Link> {
        let mut missing = Vec::new();
        links.sort_by_key(|(id, _)| id.kind == PortKind::InsertReturn);
        for link in links {
            let is_taken = |(id, _): &Link| *id == link.0 && id.kind == PortKind::MidiIn;
            if connected.iter().any(is_taken) {
                // One surface speaks at a port; this one has to wait until the other is gone.
                missing.push(link);
                continue;
            }
            match self.connect(&link) {
                Some(Ok(())) => {
                    self.inserts.closed(&link, &connected);
                    connected.push(link.clone());
                    self.patch.made(link);
                    self.look_within(SOON);
                }
                // The other client may not be active yet, and says nothing when it is.
                _ => missing.push(link),
            }
        }
        let ring = self.inserts.unclosed(&connected);
        for link in ring.returns.iter().chain(&ring.sends) {
            let _ = self.disconnect(link);
        }
        for link in ring.sends.iter().chain(&ring.returns) {
            let made = self.connect(link);
            tracing::info!(port = link.1, ?made, "an insert's ring was closed anew");
        }
        missing
    }

    fn connect(&self, link: &Link) -> Option<Result<(), Error>> {
        self.link(link, |client, from, to| {
            match client.connect_ports_by_name(from, to) {
                Err(Error::PortAlreadyConnected(..)) => Ok(()),
                result => result,
            }
        })
    }

    pub(super) fn disconnect(&self, link: &Link) -> Option<Result<(), Error>> {
        self.link(link, |client, from, to| {
            client.disconnect_ports_by_name(from, to)
        })
    }

    /// Calls `act` with the full names of a connection's source and destination. None when we do
    /// not have the port.
    fn link(
        &self,
        link: &Link,
        act: impl FnOnce(&Client, &str, &str) -> Result<(), Error>,
    ) -> Option<Result<(), Error>> {
        let (name, way) = match link.0.kind {
            PortKind::MidiIn => (self.names().remove(&link.0)?, Way::In),
            PortKind::MidiOut => (self.names().remove(&link.0)?, Way::Out),
            _ => {
                let own = self.ports.newest().find(|own| own.wanted.id == link.0)?;
                (own.wanted.name.clone(), own.wanted.way)
            }
        };
        let client = self.client.as_client();
        let ours = format!("{}:{name}", client.name());
        Some(match way {
            Way::In => act(client, &link.1, &ours),
            Way::Out => act(client, &ours, &link.1),
        })
    }
}
