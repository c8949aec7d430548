//! The patch as people change it: what a port of ours is connected to. The backend makes the connections, the show's file
//! keeps them.

use super::core::Core;
use super::feed::PatchedPort;
use super::intent::{Answer, Refusal};
use super::setup::Keep;
use crate::engine::audio::AudioRequest;
use crate::engine::io::{PortId, PortList};

/// Connects a port to exactly these ports of others.
pub(super) fn patch(core: &mut Core, port: PatchedPort) -> Result<Answer, Refusal> {
    let id = PortId {
        node: port.node,
        kind: port.kind,
        channel: port.channel,
    };
    let list = PortList::of(core.layout().topology());
    let mut own = list.inputs.iter().chain(&list.outputs);
    if !own.any(|known| *known == id) {
        let text = format!("{} has no such port", port.node);
        return Err(Refusal::Transfer(text));
    }
    if !core.has_patch() {
        let text = "there is no JACK here, and nothing to connect";
        return Err(Refusal::Transfer(text.to_owned()));
    }
    let mut wanted = core.connections().clone();
    wanted.retain(|(known, _)| *known != id);
    let text = match &port.peers[..] {
        [] => format!("Disconnected: {}", port.node),
        peers => format!("Connected: {} with {}", port.node, peers.join(", ")),
    };
    if !port.peers.is_empty() {
        wanted.push((id, port.peers));
    }
    core.ask_audio(AudioRequest::Connect(wanted.clone()));
    core.tell_patch(&wanted);
    core.keep(Keep::Connections(wanted));
    Ok(Answer::said(text))
}
