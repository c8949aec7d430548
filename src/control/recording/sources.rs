//! What is recorded, and how it is captured.

use crate::control::captures::CaptureSet;
use crate::control::core::Core;
use crate::control::setup::{RecordSound, RecordTrack};
use crate::engine::command::{CapturePoint, CaptureSource};
use crate::param::spec::{InsertParam, Param, RecordParam, TalkbackParam};
use crate::param::{NodeId, NodeKind, Width};
use crate::rt::capture::{CaptureReader, FRAMES};

/// What may wait for the disk, in seconds: it may sleep so long.
const WAITING_SECONDS: usize = 4;

/// What the next recording has, in the order of the desk: each strip, bus and main that is armed, what comes back at its
/// insert point behind it, and talkback last.
pub fn armed(core: &Core) -> Vec<(CaptureSource, Width)> {
    let is_on = |node: NodeId, row| core.values().is_on(node.param(row));
    let topology = core.layout().topology();
    let mut sources = Vec::new();
    for node in topology.audio_nodes() {
        if is_on(node, Param::Record(RecordParam::Arm)) {
            sources.push(own(node));
        }
        if is_on(node, Param::Insert(InsertParam::Record)) {
            let point = CapturePoint::InsertReturn;
            sources.push(CaptureSource { node, point });
        }
    }
    let talkback = NodeId::TALKBACK;
    if is_on(talkback, Param::Talkback(TalkbackParam::Record)) {
        sources.push(own(talkback));
    }
    let with_width = sources.into_iter();
    with_width
        .filter_map(|source| Some((source, topology.width(source.node)?)))
        .collect()
}

/// Strips and talkback are captured at their ports, before trim; buses and main as they leave.
fn own(node: NodeId) -> CaptureSource {
    let point = match node.kind {
        NodeKind::Strip | NodeKind::Talkback => CapturePoint::Port,
        _ => CapturePoint::Output,
    };
    CaptureSource { node, point }
}

/// Begins to capture what is so wide: the number of the capture.
pub fn capture(
    core: &Core,
    captures: &mut CaptureSet,
    (source, width): (CaptureSource, Width),
) -> (u64, CaptureReader) {
    let marks = WAITING_SECONDS * core.status().rate as usize / FRAMES;
    captures.start(source, width.channels(), marks)
}

/// The track of a source.
pub fn track(
    core: &Core,
    (source, width): (CaptureSource, Width),
    sound: RecordSound,
) -> RecordTrack {
    let label = core.own_label(source.node).map(|label| label.name.clone());
    RecordTrack {
        node: source.node,
        is_insert: source.point == CapturePoint::InsertReturn,
        name: label.unwrap_or_default(),
        width,
        sound,
    }
}
