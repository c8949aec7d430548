//! Ports: where a strip hears, and where a mix goes out.

use super::inside;
use super::stage::{Evidence, SILENCE_DB, Stage};
use crate::control::feed::TapeState;
use crate::desk::mirror::Mirror;
use crate::param::NodeId;
use crate::param::spec::InputParam;

/// From the port to behind the trim.
pub(super) fn input(evidence: Evidence, node: NodeId) -> Vec<Stage> {
    let mirror = evidence.mirror;
    let mut stages: Vec<Stage> = audio(mirror).into_iter().collect();
    let source = tape(mirror, node).or_else(|| connections(mirror, node, "input"));
    stages.extend(source);
    let trim = mirror.text(node.param(InputParam::Trim.into()));
    let trim = trim.unwrap_or_default();
    let level = inside::input_db(evidence, node);
    stages.push(if level <= SILENCE_DB {
        Stage::dead(format!("no signal at the input (trim {trim})"))
    } else {
        Stage::open(format!("input, trim {trim}")).at(level)
    });
    stages
}

/// The tape, where the strip hears it in place of its input.
fn tape(mirror: &Mirror, node: NodeId) -> Option<Stage> {
    let tape = mirror.tape();
    if !tape.on_tape.contains(&node) {
        return None;
    }
    let live = "back to live: headroom tape live";
    Some(match tape.track(node) {
        None if tape.state == TapeState::Missing => Stage::dead(format!(
            "it is on tape, and {} is missing; {live}",
            tape.path
        )),
        None => Stage::dead(format!("it is on tape, and no tape is open; {live}")),
        Some(track) if !mirror.transport().is_playing => Stage::dead(format!(
            "it hears the tape ({}), and the transport stands; play: headroom transport play; {live}",
            track.file
        )),
        Some(track) => Stage::open(format!("hears the tape: {}", track.file)),
    })
}

/// Audio itself, where it does not run.
fn audio(mirror: &Mirror) -> Option<Stage> {
    use crate::control::feed::AudioState::{Lost, Running, Starting, Waiting};
    let backend = &mirror.status().backend;
    match &mirror.status().audio {
        Running => None,
        Starting => Some(Stage::dead(format!("{backend} has not started"))),
        Waiting(reason) | Lost(reason) => {
            Some(Stage::dead(format!("{backend} does not run: {reason}")))
        }
    }
}

/// What the ports of a node are connected to, where there is a patch.
pub(super) fn connections(mirror: &Mirror, node: NodeId, side: &str) -> Option<Stage> {
    let patch = mirror.patch()?;
    let mut peers: Vec<&str> = Vec::new();
    for port in patch.iter().filter(|port| port.node == node) {
        peers.extend(port.peers.iter().map(String::as_str));
    }
    if peers.is_empty() {
        return Some(Stage::dead(format!("nothing is connected to its {side}")));
    }
    let missing = |peer: &&&str| {
        let ends = format!("→ {peer}");
        mirror
            .status()
            .missing
            .iter()
            .any(|line| line.ends_with(&ends))
    };
    let gone: Vec<&str> = peers.iter().filter(missing).copied().collect();
    if gone.len() == peers.len() {
        let text = format!("{} is missing", gone.join(", "));
        return Some(Stage::dead(text));
    }
    let missing = match &gone[..] {
        [] => String::new(),
        gone => format!("; missing: {}", gone.join(", ")),
    };
    let peers = peers.join(", ");
    Some(Stage::open(format!("{side} connected to {peers}{missing}")))
}
