//! A bus hears the strips as main does: the start of a monitor mix.
//!
//! The level of each send becomes what the strip contributes to main: its fader and its DCAs, and where
//! it gets there over a group, that group's part. What is not on main is switched off. Mutes need no
//! care: they lie before every send. No path ends up above the limit of the bus's role by this, unless
//! it was there before; what rises, rises over 300 ms.

use super::arrival::{Arrival, Verdict, land, verdict};
use super::core::Core;
use super::feed::MuteCause;
use super::gliding::{Pace, SetRequest};
use super::intent::{Answer, ClientId, Refusal};
use super::journal::Cause;
use crate::param::counted;
use crate::param::spec::{Param, SendParam};
use crate::param::tables::send::Tap;
use crate::param::{BusRole, Choice, NodeId, NodeKind, ParamAddr, Plain, Width};
use std::time::Instant;

/// How long a rise takes, in seconds.
const RISE_SECONDS: f64 = 0.3;

/// Highest gain of a path through a bus, in dB; none for buses that go into main themselves.
fn limit_db(role: BusRole) -> Option<f32> {
    match role {
        BusRole::Wedge | BusRole::InEar | BusRole::Matrix => Some(3.0),
        BusRole::Record => Some(6.0),
        BusRole::Group | BusRole::Fx => None,
    }
}

/// The bus, and what sends into it have to respect.
#[derive(Clone, Copy, Debug)]
struct Target {
    bus: u16,
    width: Width,
    /// Highest gain of a path, in dB.
    limit: f32,
    /// Gain of the bus itself, in dB.
    gain: f32,
}

/// Sets all sends of strips to a bus as main hears the strips.
pub(super) fn copy_main_to(
    core: &mut Core,
    client: ClientId,
    node: NodeId,
    now: Instant,
) -> Result<Answer, Refusal> {
    let target = target(core, node)?;
    let strips = core.layout().topology().strips.clone();
    let (mut arrival, mut open, mut held) = (Arrival::default(), 0, 0);
    for strip in strips {
        let (is_open, is_held) =
            copy_strip(core, NodeId::strip(strip.number), target, &mut arrival);
        open += usize::from(is_open);
        held += usize::from(is_held);
    }
    land(core, client, &arrival.requests, Cause::Copy, now);
    let held = match held {
        0 => String::new(),
        held => format!(
            "; {held} held at {:+} dB, the limit of this bus",
            target.limit
        ),
    };
    let name = core.called(node);
    Ok(Answer::said(format!(
        "{name} hears what main hears: {}{held}",
        counted(open, "strip")
    )))
}

fn target(core: &Core, node: NodeId) -> Result<Target, Refusal> {
    let bus = core.layout().topology().bus(node.number);
    let bus = bus.filter(|_| node.kind == NodeKind::Bus);
    let bus = bus.ok_or_else(|| Refusal::Unknown(format!("a bus {node}")))?;
    let limit = limit_db(bus.role).filter(|_| !is_on(core, node.main_on()));
    let limit = limit.ok_or_else(|| {
        Refusal::Transfer(format!(
            "{node} goes into main itself: main would be doubled; allowed: wedge, in-ear, \
             record and matrix buses that are not on main"
        ))
    })?;
    Ok(Target {
        bus: bus.number,
        width: bus.width,
        limit,
        gain: gain_db(core, node),
    })
}

/// One strip's send. Whether it is on main, and whether the limit held it down.
fn copy_strip(core: &Core, strip: NodeId, to: Target, arrival: &mut Arrival) -> (bool, bool) {
    let send = |row| strip.param_of(Param::Send(row), to.bus as u8);
    let own = gain_db(core, strip);
    let way = way_to_main(core, strip);
    let is_post = Tap::of(plain(core, send(SendParam::Tap))) == Tap::PostFader;
    let (wanted, rest) = match (is_post, way.unwrap_or(0.0)) {
        // The fader is in the signal already.
        (true, way) => (way, own + to.gain.max(0.0)),
        (false, way) => (own + way, to.gain.max(0.0)),
    };
    let was_on = is_on(core, send(SendParam::On));
    let level = plain(core, send(SendParam::Level)).0;
    let before = if was_on { level } else { f32::NEG_INFINITY };
    let most = (to.limit - rest).max(before);
    let after = Plain(wanted.min(most));
    if way.is_some() && !was_on {
        // Rises from silence, whatever level it would have had.
        send_level(
            core,
            send(SendParam::Level),
            Plain::OFF,
            Pace::AtOnce,
            arrival,
        );
    }
    let pace = if after.0 > before {
        Pace::Over(core.frames_of(RISE_SECONDS))
    } else {
        Pace::AtOnce
    };
    send_level(core, send(SendParam::Level), after, pace, arrival);
    if to.width == Width::Stereo {
        let pan = plain(core, strip.pan());
        arrival.take(verdict(core, send(SendParam::Pan), pan));
    }
    let on = Plain::switch(way.is_some());
    arrival.take(verdict(core, send(SendParam::On), on));
    (way.is_some(), way.is_some() && wanted > most)
}

fn send_level(core: &Core, addr: ParamAddr, value: Plain, pace: Pace, arrival: &mut Arrival) {
    let Some(index) = core.layout().index(addr) else {
        return;
    };
    let value = core.layout().spec(index).curve.clamp(value);
    if let Verdict::Free(index, value) = verdict(core, addr, value) {
        arrival.requests.push(SetRequest { index, value, pace });
    }
}

/// Gain in dB from a strip's own output to main: 0 where it is assigned, else that of the loudest
/// open group that brings it there; none where nothing does.
fn way_to_main(core: &Core, strip: NodeId) -> Option<f32> {
    if is_on(core, strip.main_on()) {
        return Some(0.0);
    }
    let groups = core.layout().topology().buses.iter();
    let groups = groups.filter(|bus| bus.role == BusRole::Group);
    let way = |number: u16| {
        let (bus, send) = (NodeId::bus(number), |row| {
            strip.param_of(Param::Send(row), number as u8)
        });
        let open = is_on(core, send(SendParam::On))
            && is_on(core, bus.main_on())
            && !is_muted_for_itself(core, bus);
        open.then(|| plain(core, send(SendParam::Level)).0 + gain_db(core, bus))
    };
    groups
        .filter_map(|bus| way(bus.number))
        .max_by(f32::total_cmp)
}

/// Muted by more than what holds all outputs.
fn is_muted_for_itself(core: &Core, node: NodeId) -> bool {
    let holds = |cause: &MuteCause| matches!(cause, MuteCause::SafeStart | MuteCause::Panic);
    core.causes(node).iter().any(|cause| !holds(cause))
}

/// A node's fader with all DCAs that act on it, in dB.
fn gain_db(core: &Core, node: NodeId) -> f32 {
    let over = core.layout().dcas_over(node, |addr| is_on(core, addr));
    let dcas = over
        .iter()
        .map(|number| plain(core, NodeId::dca(*number).fader()).0);
    dcas.fold(plain(core, node.fader()).0, |sum, db| sum + db)
}

/// A value; off where the console has no such parameter.
fn plain(core: &Core, addr: ParamAddr) -> Plain {
    let index = core.layout().index(addr);
    index.map_or(Plain::OFF, |index| core.store().get(index))
}

fn is_on(core: &Core, addr: ParamAddr) -> bool {
    plain(core, addr).is_on()
}
