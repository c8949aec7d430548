//! Which connections of our ports are wanted: by the show, and by hands that patch while it runs.
//!
//! What hands connect is remembered. What they disconnect is forgotten, but a connection also
//! disappears when the other client goes away or the server dies, and that is nobody's wish. So a
//! vanished connection is forgotten only when, a moment later, both its ports still exist, no port
//! at all has gone since it was last seen, and cycles still run.

use crate::engine::audio::Connections;
use crate::engine::io::PortId;
use crate::param::PortKind;
use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

/// How long a connection must have been gone before that counts as a wish.
const SETTLE: Duration = Duration::from_millis(300);

/// A connection: our port and the full name of the other one.
pub(super) type Link = (PortId, String);

/// What one look at the server has found.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// What our ports are connected to.
    pub connected: Vec<Link>,
    /// Of the names asked about, those that exist, with the name that JACK uses for them.
    pub existing: HashMap<String, String>,
    /// Ports that have gone since the client was opened.
    pub departures: u64,
    /// Cycles so far.
    pub cycles: u64,
}

/// What follows from a look.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Findings {
    /// What is wanted has changed by hand.
    pub changed: bool,
    /// Connections to make now.
    pub make: Vec<Link>,
    /// Wanted connections whose other end does not exist.
    pub missing: Vec<Link>,
    /// Some connection is gone and not judged yet: look again soon.
    pub unsettled: bool,
}

/// A connection that is gone, and what was true when it was missed first.
#[derive(Clone, Debug)]
struct Gone {
    since: Instant,
    departures: u64,
    cycles: u64,
}

/// The wanted connections and what became of them on this client.
#[derive(Clone, Debug, Default)]
pub(super) struct Patch {
    wanted: Connections,
    /// Our ports by their names now.
    ours: HashMap<PortId, String>,
    made: HashSet<Link>,
    gone: HashMap<Link, Gone>,
    /// Departures at the last look.
    departures: u64,
}

impl Patch {
    /// On a new client, nothing is connected.
    pub(super) fn new(wanted: Connections) -> Self {
        Self {
            wanted,
            ..Self::default()
        }
    }

    /// All that is wanted, what is missing now too.
    pub(super) fn wanted(&self) -> &Connections {
        &self.wanted
    }

    /// The other ends of all wanted connections.
    pub(super) fn names(&self) -> HashSet<String> {
        self.wanted
            .iter()
            .flat_map(|(_, others)| others.iter().cloned())
            .collect()
    }

    /// We have these ports now. What was made on a port that is gone or new is to be made again.
    pub(super) fn have(&mut self, ours: HashMap<PortId, String>) {
        let old = std::mem::replace(&mut self.ours, ours);
        let stays = |id: &PortId| self.ours.contains_key(id) && self.ours.get(id) == old.get(id);
        self.made.retain(|(id, _)| stays(id));
        self.gone.retain(|(id, _), _| stays(id));
    }

    /// Other connections are wanted from now on; what was wanted and no longer is, is returned.
    pub(super) fn want(&mut self, wanted: Connections) -> Vec<Link> {
        let before = std::mem::replace(&mut self.wanted, wanted);
        let mut cut = Vec::new();
        for (id, others) in before {
            for other in others {
                if !self.wants(id, &other) {
                    let link = (id, other);
                    self.gone.remove(&link);
                    self.made.remove(&link);
                    cut.push(link);
                }
            }
        }
        cut
    }

    /// This connection was made.
    pub(super) fn made(&mut self, link: Link) {
        self.made.insert(link);
    }

    fn wants(&self, id: PortId, other: &str) -> bool {
        self.wanted
            .iter()
            .any(|(port, others)| *port == id && others.iter().any(|name| name == other))
    }

    /// Compares what is there with what is wanted.
    pub(super) fn look(&mut self, seen: &Seen, now: Instant) -> Findings {
        let mut findings = Findings {
            changed: self.learn(seen),
            ..Findings::default()
        };
        let connected: HashSet<&Link> = seen.connected.iter().collect();
        let mut unwanted = Vec::new();
        for link in self.links() {
            let real = seen.existing.get(&link.1);
            let is_there = real.is_some_and(|real| connected.contains(&(link.0, real.clone())));
            if is_there {
                self.gone.remove(&link);
                self.made.insert(link);
            } else if real.is_none() {
                self.gone.remove(&link);
                self.made.remove(&link);
                findings.missing.push(link);
            } else if !self.made.contains(&link) {
                findings.make.push(link);
            } else {
                match self.judge(&link, seen, now) {
                    Verdict::Wait => findings.unsettled = true,
                    Verdict::Deliberate => unwanted.push(link),
                    Verdict::Accident => {
                        self.made.remove(&link);
                        findings.make.push(link);
                    }
                }
            }
        }
        findings.changed |= !unwanted.is_empty();
        for link in &unwanted {
            self.forget(link);
        }
        self.departures = seen.departures;
        findings
    }

    /// The wanted connections of ports that we have.
    fn links(&self) -> Vec<Link> {
        self.wanted
            .iter()
            .filter(|(id, _)| self.ours.contains_key(id))
            .flat_map(|(id, others)| others.iter().map(|other| (*id, other.clone())))
            .collect()
    }

    /// Remembers connections that others made. True when there was one.
    fn learn(&mut self, seen: &Seen) -> bool {
        let mut learned = false;
        for (id, other) in &seen.connected {
            // A wanted name may be an alias of the one that JACK reports.
            let known = self.wanted.iter().any(|(port, others)| {
                port == id
                    && others
                        .iter()
                        .any(|name| name == other || seen.existing.get(name) == Some(other))
            });
            if known || !self.make_way(*id, seen) {
                continue;
            }
            learned = true;
            self.made.insert((*id, other.clone()));
            match self.wanted.iter_mut().find(|(port, _)| port == id) {
                Some((_, others)) => others.push(other.clone()),
                None => self.wanted.push((*id, vec![other.clone()])),
            }
        }
        learned
    }

    /// One surface speaks at a MIDI port: of a hand's connections the new one takes the place of one whose other
    /// end is gone. False while that is still there: the new one does not stay.
    fn make_way(&mut self, id: PortId, seen: &Seen) -> bool {
        let wanted = self.wanted.iter_mut().find(|(port, _)| *port == id);
        let Some((_, others)) = wanted.filter(|_| id.kind == PortKind::MidiIn) else {
            return true;
        };
        let is_there = |name: &String| {
            let real = seen.existing.get(name).unwrap_or(name);
            seen.connected.contains(&(id, real.clone()))
        };
        if others.iter().any(is_there) {
            return false;
        }
        others.clear();
        true
    }

    fn judge(&mut self, link: &Link, seen: &Seen, now: Instant) -> Verdict {
        let departures = self.departures;
        let gone = self.gone.entry(link.clone()).or_insert(Gone {
            since: now,
            departures,
            cycles: seen.cycles,
        });
        if now.saturating_duration_since(gone.since) < SETTLE || seen.cycles == gone.cycles {
            return Verdict::Wait;
        }
        let somebody_left = gone.departures != seen.departures;
        self.gone.remove(link);
        if somebody_left {
            Verdict::Accident
        } else {
            Verdict::Deliberate
        }
    }

    fn forget(&mut self, link: &Link) {
        self.made.remove(link);
        for (id, others) in &mut self.wanted {
            if *id == link.0 {
                others.retain(|name| *name != link.1);
            }
        }
        self.wanted.retain(|(_, others)| !others.is_empty());
    }
}

/// Why a connection is gone while both its ports exist.
enum Verdict {
    /// Too early to say.
    Wait,
    /// Somebody disconnected it.
    Deliberate,
    /// The other client came back in the meantime.
    Accident,
}

#[cfg(test)]
#[path = "patch_tests.rs"]
mod tests;
