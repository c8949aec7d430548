//! The desk that clients of an X32 see: its values, and who is told of them.

use super::leaf::{Link, Present, Value, key_filter};
use super::table;
use super::tree::Tree;
use crate::control::intent::Intent;
use crate::desk::mirror::{Changed, Mirror};
use crate::osc::client::Client;
use crate::osc::packet::{Arg, Message};
use crate::osc::socket::{Dialect, Peer};
use crate::param::{ParamAddr, Plain};
use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};

/// All clients, by where they come from.
pub type Clients = HashMap<Peer, Client>;

/// A value that was set counts as it was set for so long, whatever the console says meanwhile.
const JUST_SET: Duration = Duration::from_millis(300);

/// The desk that clients of an X32 see.
#[derive(Debug, Default)]
pub struct X32 {
    pub(super) tree: Tree,
    /// What was said of each leaf last.
    told: Vec<Option<Arg>>,
    /// What was set a moment ago.
    set: HashMap<ParamAddr, (Plain, Instant)>,
    /// Leaves that may say something else now.
    stale: BTreeSet<usize>,
}

impl X32 {
    /// The console consists of something else now.
    pub fn rebuild(&mut self, mirror: &Mirror) {
        self.tree = table::tree(mirror, &self.tree);
        self.set.clear();
        self.told = vec![None; self.tree.leaves.len()];
        for at in 0..self.tree.leaves.len() {
            self.told[at] = Some(self.arg(mirror, at));
        }
        self.stale.clear();
    }

    /// What the console says has changed.
    pub fn note(&mut self, changed: &Changed, has_scenes: bool) {
        for (addr, _) in &changed.headings {
            self.stale.extend(self.tree.of_addr(*addr));
        }
        if !has_scenes && changed.names.is_empty() && changed.values.is_empty() {
            return;
        }
        for (at, leaf) in self.tree.leaves.iter_mut().enumerate() {
            let is_other = match leaf.link {
                Link::Name(node) if changed.names.contains(&node) => {
                    // The console's own name counts again, not what a client wrote.
                    leaf.shadow = Value::Text(String::new());
                    true
                }
                Link::Color(node) => changed.names.contains(&node),
                Link::AnySolo => !changed.values.is_empty(),
                link => has_scenes && link.is_of_scenes(),
            };
            if is_other {
                self.stale.insert(at);
            }
        }
    }

    /// What a leaf says now.
    pub(super) fn value(&self, mirror: &Mirror, at: usize) -> Value {
        let value = |addr: ParamAddr| {
            let just_set = self.set.get(&addr).map(|(value, _)| *value);
            just_set
                .or_else(|| mirror.goal(addr))
                .or_else(|| mirror.value(addr))
        };
        self.tree.leaves[at].value(&Present { mirror, value })
    }

    /// The same as the argument of a message.
    pub(super) fn arg(&self, mirror: &Mirror, at: usize) -> Arg {
        self.tree.leaves[at].arg(&self.value(mirror, at))
    }

    fn message(&self, mirror: &Mirror, at: usize) -> Message {
        Message::new(&self.tree.leaves[at].address, vec![self.arg(mirror, at)])
    }

    /// Follows a message about a leaf or a node: a question, or values.
    pub fn touch(
        &mut self,
        mirror: &Mirror,
        (clients, peer): (&mut Clients, Peer),
        (address, args): (&str, &[Arg]),
        now: Instant,
    ) {
        let Some(range) = self.tree.range(address) else {
            return;
        };
        match args {
            [] => {
                // A node that is asked answers its first leaf.
                let answer = self.message(mirror, range.start);
                if let Some(client) = clients.get_mut(&peer) {
                    client.say(&answer);
                }
            }
            [Arg::Text(_), ..] if range.len() > 1 => {}
            args => {
                let read = |(at, arg): (usize, &Arg)| Some((at, self.tree.leaves[at].read(arg)?));
                let values: Vec<(usize, Value)> = range.zip(args).filter_map(read).collect();
                self.write(mirror, (clients, peer), values, now);
            }
        }
    }

    /// Writes values: into our console where it has them, and to all other clients.
    pub(super) fn write(
        &mut self,
        mirror: &Mirror,
        (clients, peer): (&mut Clients, Peer),
        values: Vec<(usize, Value)>,
        now: Instant,
    ) {
        let Some(client) = clients.get(&peer) else {
            return;
        };
        if !client.may_mix() {
            return;
        }
        let mut settings = Vec::new();
        let mut written = Vec::new();
        for (at, value) in values {
            // What is written as it stands leaves ours where it is between two steps.
            if self.tree.leaves[at].arg(&value) == self.arg(mirror, at) {
                continue;
            }
            settings.extend(self.settings(mirror, at, &value));
            self.tree.leaves[at].shadow = value;
            written.push(at);
        }
        for (addr, value) in &mut settings {
            if let Some(spec) = mirror.spec(*addr) {
                *value = spec.curve.clamp(*value);
            }
            self.set.insert(*addr, (*value, now));
        }
        for at in written {
            self.push(mirror, clients, at, Some(peer));
        }
        let intent = match settings[..] {
            [] => return,
            [(addr, value)] => Intent::Set(addr, value),
            _ => Intent::SetMany(settings),
        };
        if let Some(client) = clients.get_mut(&peer) {
            client.want(intent);
        }
    }

    /// What our parameters become where a value is written to a leaf.
    fn settings(&self, mirror: &Mirror, at: usize, value: &Value) -> Vec<(ParamAddr, Plain)> {
        let leaf = &self.tree.leaves[at];
        let Value::Number(number) = value else {
            return Vec::new();
        };
        let written = |at: usize| match self.tree.leaves[at].shadow {
            Value::Number(number) => number,
            Value::Text(_) => 0.0,
        };
        let first = |value: f32| {
            leaf.addrs
                .iter()
                .take(1)
                .map(|addr| (*addr, Plain(value)))
                .collect()
        };
        match leaf.link {
            // The time stands right behind the switch.
            Link::DelayOn if *number >= 0.5 => first(written(at + 1)),
            Link::DelayOn => first(0.0),
            Link::DelayTime if self.value(mirror, at - 1) != Value::Number(1.0) => Vec::new(),
            Link::KeyFilter => {
                // The frequency stands right behind the type.
                let is_type = leaf.address.ends_with("/type");
                let (kind, hertz) = if is_type {
                    (*number, written(at + 1))
                } else {
                    (written(at - 1), *number)
                };
                let (low, high) = key_filter(kind, hertz);
                let ends = [low.unwrap_or(f32::MIN), high.unwrap_or(f32::MAX)];
                leaf.addrs
                    .iter()
                    .zip(ends)
                    .map(|(addr, end)| (*addr, Plain(end)))
                    .collect()
            }
            _ => leaf.settings(*number),
        }
    }

    /// Tells everybody who wants to hear of it what a leaf says, but for one client and where it is no news.
    fn push(&mut self, mirror: &Mirror, clients: &mut Clients, at: usize, but: Option<Peer>) {
        let arg = self.arg(mirror, at);
        if self.told[at].as_ref() == Some(&arg) {
            return;
        }
        let message = Message::new(&self.tree.leaves[at].address, vec![arg.clone()]).encode();
        self.told[at] = Some(arg);
        for (peer, client) in clients.iter_mut() {
            let is_told =
                peer.dialect == Dialect::X32 && Some(*peer) != but && client.remote.is_pushed();
            if is_told {
                client.send_all(std::slice::from_ref(&message));
            }
        }
    }

    /// Tells what has changed, and ends what was not renewed.
    pub fn tick(&mut self, mirror: &Mirror, clients: &mut Clients, now: Instant) {
        let is_over = |at: &Instant| now.saturating_duration_since(*at) >= JUST_SET;
        let rested: Vec<ParamAddr> = self
            .set
            .iter()
            .filter(|(_, (_, at))| is_over(at))
            .map(|(addr, _)| *addr)
            .collect();
        for addr in rested {
            self.set.remove(&addr);
            self.stale.extend(self.tree.of_addr(addr));
        }
        for client in clients.values_mut() {
            client.remote.expire(now);
        }
        let (held, due): (BTreeSet<usize>, BTreeSet<usize>) =
            std::mem::take(&mut self.stale).into_iter().partition(|at| {
                self.tree.leaves[*at]
                    .addrs
                    .iter()
                    .any(|addr| self.set.contains_key(addr))
            });
        self.stale = held;
        for at in due {
            self.push(mirror, clients, at, None);
        }
    }
}
