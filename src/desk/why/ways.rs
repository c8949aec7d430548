//! The ways between strips, buses and main.

use super::stage::{Evidence, SILENCE_DB, Stage, has_chain};
use super::{inside, patch};
use crate::desk::mirror::Mirror;
use crate::param::spec::{LevelParam, Param, SendParam};
use crate::param::tables::send::Tap;
use crate::param::{Choice, Layout, NodeId, NodeKind, ParamAddr, Plain};

/// A way from one node into another.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// Assigned to main.
    Main(ParamAddr),
    /// A send.
    Send(NodeId, NodeId),
}

impl Way {
    /// The way from a node into a mix, where there is one.
    fn between(mirror: &Mirror, from: NodeId, to: NodeId) -> Option<Self> {
        let way = match to.kind {
            NodeKind::Main => Self::Main(from.main_on()),
            _ => Self::Send(from, to),
        };
        mirror.has(way.switch()).then_some(way)
    }

    fn switch(self) -> ParamAddr {
        match self {
            Self::Main(addr) => addr,
            Self::Send(from, to) => send(from, to, SendParam::On),
        }
    }

    /// Why nothing goes this way; none where it is open.
    fn closed(self, mirror: &Mirror) -> Option<&'static str> {
        match self {
            Self::Main(addr) if !mirror.is_on(addr) => Some("not assigned"),
            Self::Main(_) => None,
            Self::Send(from, to) => {
                let level = mirror.value(send(from, to, SendParam::Level));
                match level {
                    _ if !mirror.is_on(self.switch()) => Some("the send is off"),
                    Some(Plain::OFF) => Some("the send's level is off"),
                    _ => None,
                }
            }
        }
    }

    fn is_pre_fader(self, mirror: &Mirror) -> bool {
        match self {
            Self::Main(_) => false,
            Self::Send(from, to) => {
                let tap = mirror.value(send(from, to, SendParam::Tap));
                tap.is_some_and(|tap| Tap::of(tap) != Tap::PostFader)
            }
        }
    }

    /// "send −10.0 dB, before the fader"; nothing to say of an assignment.
    fn words(self, mirror: &Mirror) -> String {
        match self {
            Self::Main(_) => String::new(),
            Self::Send(from, to) => {
                let level = mirror.text(send(from, to, SendParam::Level));
                let place = if self.is_pre_fader(mirror) {
                    ", before the fader"
                } else {
                    ""
                };
                format!(" (send {}{place})", level.unwrap_or_default())
            }
        }
    }
}

fn send(from: NodeId, to: NodeId, row: SendParam) -> ParamAddr {
    from.param_of(Param::Send(row), to.number as u8)
}

/// What a bus or main sums: who sounds, and why the others do not.
pub(super) fn into(evidence: Evidence, node: NodeId) -> Vec<Stage> {
    let (mut sounding, mut silent) = (Vec::new(), Vec::new());
    for from in sources(evidence.mirror) {
        let Some(way) = Way::between(evidence.mirror, from, node).filter(|_| from != node) else {
            continue;
        };
        match silence(evidence, from, way, node) {
            None => sounding.push((from, way)),
            Some(reason) => silent.push((from, reason)),
        }
    }
    let mut stages: Vec<Stage> = sounding
        .iter()
        .map(|(from, way)| heard(evidence, *from, *way))
        .collect();
    let quiet = |(from, reason): (NodeId, String)| {
        Stage::open(format!("not {}: {reason}", evidence.mirror.called(from)))
    };
    stages.extend(silent.into_iter().map(quiet));
    let level = inside::input_db(evidence, node);
    stages.push(if level > SILENCE_DB {
        Stage::open("the sum of these").at(level)
    } else if sounding.is_empty() {
        Stage::dead("nothing feeds it")
    } else {
        Stage::dead("what feeds it has no signal")
    });
    stages
}

fn sources(mirror: &Mirror) -> Vec<NodeId> {
    let mut nodes = mirror.nodes();
    nodes.retain(|node| has_chain(*node));
    nodes
}

fn heard(evidence: Evidence, from: NodeId, way: Way) -> Stage {
    let mirror = evidence.mirror;
    let level = inside::level_words(evidence, from, way.is_pre_fader(mirror));
    let (called, words) = (mirror.called(from), way.words(mirror));
    Stage::open(format!("from {called}: {level}{words}"))
}

/// Why a mix hears nothing of a node; none where it does.
fn silence(evidence: Evidence, from: NodeId, way: Way, to: NodeId) -> Option<String> {
    let mirror = evidence.mirror;
    if let Some(closed) = way.closed(mirror) {
        return Some(closed.to_owned());
    }
    let is_pre_fader = way.is_pre_fader(mirror);
    let is_deaf_to_mutes = is_pre_fader && !follows_mutes(mirror, to);
    if is_deaf_to_mutes {
        return None;
    }
    inside::dead_point(evidence, from, is_pre_fader)
}

/// True for a bus that is silenced by the mutes of what feeds it.
fn follows_mutes(mirror: &Mirror, bus: NodeId) -> bool {
    let row = bus.param(Param::Level(LevelParam::FollowMute));
    !mirror.has(row) || mirror.is_on(row)
}

/// Where a node goes: to its ports, to main, and to buses. Where nobody hears it on any of these ways, all of them
/// are dead.
pub(super) fn out_of(evidence: Evidence, node: NodeId) -> Vec<Stage> {
    let mirror = evidence.mirror;
    let mut stages: Vec<Stage> = Vec::new();
    if has_speakers(mirror, node) {
        stages.extend(patch::connections(mirror, node, "output"));
    }
    let open = open_ways(mirror, node);
    stages.extend(open.iter().map(|(to, way)| onward(evidence, *to, *way)));
    if has_speakers(mirror, node) {
        // Its own ears hear it, whatever becomes of it elsewhere.
        for way in stages.iter_mut().rev().take(open.len()) {
            way.is_dead = false;
        }
    } else if open.is_empty() {
        stages.push(nowhere(mirror, node));
    } else if stages.iter().any(|way| !way.is_dead) {
        for way in &mut stages {
            way.is_dead = false;
        }
    }
    stages
}

fn has_speakers(mirror: &Mirror, node: NodeId) -> bool {
    let topology = mirror.layout().map(Layout::topology);
    topology.is_some_and(|topology| topology.is_output(node))
}

fn open_ways(mirror: &Mirror, node: NodeId) -> Vec<(NodeId, Way)> {
    let mixes = sources(mirror)
        .into_iter()
        .filter(|to| to.kind != NodeKind::Strip && *to != node);
    let ways = mixes.filter_map(|to| Some((to, Way::between(mirror, node, to)?)));
    ways.filter(|(_, way)| way.closed(mirror).is_none())
        .collect()
}

fn nowhere(mirror: &Mirror, node: NodeId) -> Stage {
    let ports = patch::connections(mirror, node, "output");
    if node.kind == NodeKind::Bus && ports.is_some_and(|ports| !ports.is_dead) {
        return Stage::open("to its ports alone");
    }
    Stage::dead("goes nowhere: it is not assigned to main, and every send is off")
}

fn onward(evidence: Evidence, to: NodeId, way: Way) -> Stage {
    let mirror = evidence.mirror;
    let (called, words) = (mirror.called(to), way.words(mirror));
    match unheard(evidence, to) {
        Some(reason) => Stage::dead(format!(
            "to {called}{words}, where nobody hears it: {reason}"
        )),
        None => Stage::open(format!("to {called}{words}")),
    }
}

/// Why nobody hears what comes into a mix; none where somebody does. Feeds form no ring.
fn unheard(evidence: Evidence, node: NodeId) -> Option<String> {
    let mirror = evidence.mirror;
    let called = mirror.called(node);
    if let Some(reason) = inside::dead_point(evidence, node, false) {
        return Some(format!("{called}: {reason}"));
    }
    if has_speakers(mirror, node) {
        let ports = patch::connections(mirror, node, "output").filter(|ports| ports.is_dead)?;
        return Some(format!("{called}: {}", ports.text));
    }
    let open = open_ways(mirror, node);
    if open.is_empty() {
        let end = nowhere(mirror, node);
        return end.is_dead.then(|| format!("{called} {}", end.text));
    }
    let mut reasons = open.iter().map(|(to, _)| unheard(evidence, *to));
    let first = reasons.next().flatten()?;
    reasons.all(|reason| reason.is_some()).then_some(first)
}
