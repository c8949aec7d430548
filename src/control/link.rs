//! Links: strips that move together. What a hand moves on one is moved on its partners, by the same
//! intent; the engine knows nothing of it.

use super::core::Core;
use crate::param::spec::{InputParam, LevelParam, LinkParam, Param, SendParam};
use crate::param::tables::link::LinkMode;
use crate::param::{Choice, Curve, NodeId, NodeKind, ParamIndex, Plain};

/// What partners have in common. A preamp, a place between left and right and the link itself are each
/// strip's own.
fn is_shared(param: Param) -> bool {
    !matches!(
        param,
        Param::Input(InputParam::Trim | InputParam::Polarity)
            | Param::Level(LevelParam::Pan)
            | Param::Send(SendParam::Pan)
            | Param::Link(_)
    )
}

/// Values with what moves along with them. What is set by name keeps its value.
pub(super) fn with_partners(
    core: &Core,
    values: Vec<(ParamIndex, Plain)>,
) -> Vec<(ParamIndex, Plain)> {
    let mut all = values.clone();
    for (index, value) in values {
        let addr = core.layout().addr(index);
        if addr.kind != NodeKind::Strip || !is_shared(addr.param) {
            continue;
        }
        for partner in partners(core, addr.node()) {
            let theirs = core.layout().index(partner.param_of(addr.param, addr.each));
            if let Some(theirs) = theirs.filter(|theirs| all.iter().all(|(i, _)| i != theirs)) {
                let moved = moved(core, index, value, (theirs, addr.node(), partner));
                all.push((theirs, moved));
            }
        }
    }
    all
}

/// The strips that move with one: all that links lead to, in either direction.
fn partners(core: &Core, strip: NodeId) -> Vec<NodeId> {
    let strips = core.layout().topology().strips.iter();
    let strips: Vec<NodeId> = strips.map(|strip| NodeId::strip(strip.number)).collect();
    let links: Vec<(NodeId, NodeId)> = strips
        .iter()
        .filter_map(|from| Some((*from, linked_to(core, *from)?)))
        .collect();
    let mut gang = vec![strip];
    let mut seen = 0;
    while let Some(member) = gang.get(seen).copied() {
        seen += 1;
        for (a, b) in &links {
            for (from, to) in [(a, b), (b, a)] {
                if *from == member && !gang.contains(to) {
                    gang.push(*to);
                }
            }
        }
    }
    gang.retain(|member| *member != strip && strips.contains(member));
    gang
}

fn linked_to(core: &Core, strip: NodeId) -> Option<NodeId> {
    let value = core.values().get(strip.param(Param::Link(LinkParam::To)))?;
    Curve::Link.names(value).filter(|to| *to != strip)
}

/// Where a partner's parameter goes: to the same value, or by the same distance where the link of
/// either strip says so. A level that was off has no distance: a partner that is off as well goes
/// with it, but one that sounds is never raised by a strip that comes up from off.
fn moved(
    core: &Core,
    index: ParamIndex,
    value: Plain,
    (theirs, strip, partner): (ParamIndex, NodeId, NodeId),
) -> Plain {
    let relative = is_relative(core, strip) || is_relative(core, partner);
    let curve = core.layout().spec(theirs).curve;
    let (before, now) = (core.store().get(index).0, core.store().get(theirs).0);
    if !relative || curve.counts() {
        return value;
    }
    let moved = match curve {
        Curve::Log { .. } => now * (value.0 / before),
        _ if now == f32::NEG_INFINITY && before == f32::NEG_INFINITY => value.0,
        _ if now == f32::NEG_INFINITY || before == f32::NEG_INFINITY => now,
        _ => now + (value.0 - before),
    };
    curve.clamp(Plain(moved))
}

/// True for a strip whose link keeps distances.
fn is_relative(core: &Core, strip: NodeId) -> bool {
    let mode = core.values().get(strip.param(Param::Link(LinkParam::Mode)));
    linked_to(core, strip).is_some()
        && mode.is_some_and(|mode| LinkMode::of(mode) == LinkMode::Relative)
}
