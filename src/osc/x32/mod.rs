//! The remote protocol of a Behringer X32 or Midas M32, so that apps and controllers for these work with our
//! console. Facts: the *Unofficial X32/M32 OSC Remote Protocol* and programs that speak it.
//!
//! | file | what |
//! |---|---|
//! | law, words | how values lie on floats and lines |
//! | leaf, tree, table, list | every address, and what it is on our console |
//! | requests | what is no leaf: `/info`, `/node`, `/xremote`, subscriptions, recalls |
//! | streams | what a client is told again and again |
//! | meters | levels |
//!
//! Clients are told apart by address *and* port; the one that sets a value is not told it. A value that was set a
//! moment ago is answered as it was set, though the sound still rises to it.

mod law;
mod leaf;
pub mod list;
mod meters;
mod requests;
mod streams;
mod table;
mod tree;
mod words;

pub use streams::Remote;

use super::client::Client;
use super::packet::{Arg, Message};
use super::socket::{Dialect, Peer};
use crate::control::feed::Levels;
use crate::control::intent::Intent;
use crate::desk::mirror::{Changed, Mirror};
use crate::param::{ParamAddr, Plain};
use leaf::{Link, Present, Value, key_filter};
use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};
use tree::Tree;

/// All clients, by where they come from.
type Clients = HashMap<Peer, Client>;

/// A value that was set counts as it was set for so long, whatever the console says meanwhile.
const JUST_SET: Duration = Duration::from_millis(300);

/// The desk that clients of an X32 see.
#[derive(Debug, Default)]
pub struct X32 {
    tree: Tree,
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
        self.tree = Tree::new(mirror, &self.tree);
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
        let others = has_scenes || !changed.names.is_empty() || !changed.values.is_empty();
        if others {
            let is_other = |link: Link| match link {
                Link::Name(node) | Link::Color(node) => changed.names.contains(&node),
                Link::AnySolo => !changed.values.is_empty(),
                Link::SceneName(_)
                | Link::SceneExists(_)
                | Link::CurrentScene
                | Link::CurrentName => has_scenes,
                _ => false,
            };
            let leaves = self.tree.leaves.iter().enumerate();
            let others = leaves.filter(|(_, leaf)| is_other(leaf.link));
            self.stale.extend(others.map(|(at, _)| at));
        }
    }

    /// What a leaf says now.
    fn value(&self, mirror: &Mirror, at: usize) -> Value {
        let value = |addr: ParamAddr| {
            let just_set = self.set.get(&addr).map(|(value, _)| *value);
            just_set
                .or_else(|| mirror.goal(addr))
                .or_else(|| mirror.value(addr))
        };
        self.tree.leaves[at].value(&Present { mirror, value })
    }

    fn arg(&self, mirror: &Mirror, at: usize) -> Arg {
        self.tree.leaves[at].arg(&self.value(mirror, at))
    }

    fn message(&self, mirror: &Mirror, at: usize) -> Message {
        Message::new(&self.tree.leaves[at].address, vec![self.arg(mirror, at)])
    }

    /// Follows a message of a client.
    pub fn hear(
        &mut self,
        mirror: &Mirror,
        (clients, peer): (&mut Clients, Peer),
        message: &Message,
        now: Instant,
    ) {
        // Some programs write another hyphen.
        let address = message.address.replace('\u{2010}', "-");
        if requests::hear(
            self,
            mirror,
            (clients, peer),
            (&address, &message.args),
            now,
        ) {
            return;
        }
        let Some(range) = self.tree.range(&address) else {
            return;
        };
        match &message.args[..] {
            [] => {
                let answer = self.message(mirror, range.start);
                // A node that is asked answers its first leaf.
                if let Some(client) = clients.get_mut(&peer) {
                    client.say(&answer);
                }
            }
            [Arg::Text(_), ..] if range.len() > 1 => {}
            args => {
                let values = range
                    .zip(args)
                    .filter_map(|(at, arg)| Some((at, self.tree.leaves[at].read(arg)?)));
                let values: Vec<(usize, Value)> = values.collect();
                self.write(mirror, (clients, peer), values, now);
            }
        }
    }

    /// Writes values: into our console where it has them, and to all other clients.
    fn write(
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

    /// Tells levels and what else is told again and again.
    pub fn tell_levels(
        &mut self,
        mirror: &Mirror,
        levels: Option<&Levels>,
        clients: &mut Clients,
        now: Instant,
    ) {
        for client in clients.values_mut() {
            let mut streams = client.remote.take_streams(now);
            for stream in &mut streams {
                if stream.is_due() {
                    let told = streams::content(self, mirror, levels, stream);
                    told.iter().for_each(|message| client.say(message));
                }
            }
            client.remote.put_back(streams);
        }
    }
}
