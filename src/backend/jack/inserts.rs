//! The insert points as the session looks after them: which of their ports are connected, and in which
//! order.
//!
//! Ports of insert points are looked at sooner than any other connection, because a return that is gone
//! is a hole in the sound until it is known.
//!
//! A unit that hears us and that we hear is a ring, and JACK delays the connection that closes it. As long
//! as that is the return, a unit that hangs holds up nobody; if it is the send, we wait for the unit in every
//! cycle, and fall silent with it. So a return that is older than its send is made anew, and the send too,
//! because JACK keeps in mind which of them it delays.

use super::own_ports::{OwnPort, OwnPorts};
use super::patch::Link;
use super::port_map::RawPort;
use crate::engine::io::PortId;
use crate::param::PortKind;
use ::jack::{Port, Unowned};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

/// Between looks while the graph changes.
const AT_ONCE: Duration = Duration::from_millis(2);
/// How long the graph counts as changing: the server shows a change only in the cycle after it was
/// told.
const CHANGING: Duration = Duration::from_millis(20);
/// Between looks while a unit is connected: it may hang.
const OFTEN: Duration = Duration::from_millis(10);

/// Connections out to units and back.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Ring {
    /// From us to the units.
    pub sends: HashSet<Link>,
    /// From the units to us.
    pub returns: Vec<Link>,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct InsertWatch {
    /// The ports that were reported last.
    reported: Option<Vec<PortId>>,
    /// Until then there is a look again and again.
    until: Option<Instant>,
    /// Returns, and the sends to the same client that were there before them.
    closing: HashMap<Link, HashSet<Link>>,
}

impl InsertWatch {
    /// Something changes in the graph.
    pub(super) fn graph_changed(&mut self, now: Instant) {
        self.until = Some(now + CHANGING);
    }

    /// How long the next look can wait.
    pub(super) fn patience(&self, ports: &OwnPorts, now: Instant) -> Duration {
        if of_inserts(ports).next().is_none() {
            return Duration::MAX;
        }
        if self.until.is_some_and(|until| until > now) {
            return AT_ONCE;
        }
        let is_used = self.reported.as_ref().is_some_and(|used| !used.is_empty());
        if is_used { OFTEN } else { Duration::MAX }
    }

    /// The ports of insert points that are connected, to units that do not hang, if that has changed;
    /// the first time always.
    pub(super) fn look(
        &mut self,
        ports: &OwnPorts,
        handles: &HashMap<RawPort, Port<Unowned>>,
    ) -> Option<Vec<PortId>> {
        let is_connected = |own: &&OwnPort| {
            let port = handles.get(&own.port);
            port.is_some_and(|port| port.connected_count().is_ok_and(|count| count > 0))
        };
        let connected = of_inserts(ports)
            .filter(is_connected)
            .filter(|own| !own.is_stuck.load(Relaxed));
        let connected: Vec<PortId> = connected.map(|own| own.wanted.id).collect();
        if self.reported.as_ref() == Some(&connected) {
            return None;
        }
        self.reported = Some(connected.clone());
        Some(connected)
    }

    /// The ring that has to be made anew, sends before returns, so that the returns close it; empty where
    /// everything is in order. Whoever asks does it.
    pub(super) fn unclosed(&mut self, connected: &[Link]) -> Ring {
        let is_return = |link: &&Link| link.0.kind == PortKind::InsertReturn;
        let returns: HashSet<&Link> = connected.iter().filter(is_return).collect();
        self.closing.retain(|link, _| returns.contains(link));
        let mut ring = Ring::default();
        for link in connected.iter().filter(is_return) {
            let sends = sends_to(client(&link.1), connected);
            let before = self.closing.insert(link.clone(), sends.clone());
            if !sends.is_subset(&before.unwrap_or_default()) {
                ring.returns.push(link.clone());
                ring.sends.extend(sends);
            }
        }
        ring
    }

    /// A return was made by us, when these connections were there.
    pub(super) fn closed(&mut self, link: &Link, connected: &[Link]) {
        if link.0.kind == PortKind::InsertReturn {
            let sends = sends_to(client(&link.1), connected);
            self.closing.insert(link.clone(), sends);
        }
    }
}

fn of_inserts(ports: &OwnPorts) -> impl Iterator<Item = &OwnPort> {
    let newest = ports.newest();
    newest.filter(|own| own.wanted.id.kind != PortKind::Signal)
}

/// The sends of insert points that a client hears.
fn sends_to(name: &str, connected: &[Link]) -> HashSet<Link> {
    let sends = connected
        .iter()
        .filter(|link| link.0.kind == PortKind::InsertSend && client(&link.1) == name);
    sends.cloned().collect()
}

/// The client of a port's full name.
fn client(port: &str) -> &str {
    port.split(':').next().unwrap_or(port)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::NodeId;

    fn link(kind: PortKind, other: &str) -> Link {
        let id = PortId {
            node: NodeId::strip(7),
            kind,
            channel: 0,
        };
        (id, other.to_owned())
    }

    #[test]
    fn a_return_that_is_older_than_its_send_is_made_anew_once() {
        let (send, back) = (
            link(PortKind::InsertSend, "unit:in"),
            link(PortKind::InsertReturn, "unit:out"),
        );
        let mut watch = InsertWatch::default();
        let mut anew = |links: &[&Link]| {
            let links: Vec<Link> = links.iter().copied().cloned().collect();
            let ring = watch.unclosed(&links);
            (ring.returns.len(), ring.sends.len())
        };
        assert_eq!(anew(&[&back]), (0, 0));
        assert_eq!(anew(&[&back, &send]), (1, 1));
        assert_eq!(anew(&[&back, &send]), (0, 0));
        // Another send to the same unit, and a unit that came back.
        let key = link(PortKind::InsertSend, "unit:key");
        assert_eq!(anew(&[&send, &back, &key]), (1, 2));
        assert_eq!(anew(&[]), (0, 0));
        assert_eq!(anew(&[&back, &send]), (1, 1));
    }

    #[test]
    fn what_we_made_in_order_and_what_is_no_ring_stays() {
        let (send, back) = (
            link(PortKind::InsertSend, "unit:in"),
            link(PortKind::InsertReturn, "unit:out"),
        );
        let mut watch = InsertWatch::default();
        watch.closed(&back, std::slice::from_ref(&send));
        assert_eq!(watch.unclosed(&[send.clone(), back]), Ring::default());
        let other = link(PortKind::InsertReturn, "player:out");
        assert_eq!(watch.unclosed(&[other, send]), Ring::default());
    }
}
