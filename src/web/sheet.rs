//! What a page shows, as the console stands: a mix, or meters and scenes.

use super::words::{Mix, Send, Stage, Value, metered, silence};
use crate::desk::mirror::Mirror;
use crate::param::spec::{Param, SendParam};
use crate::param::{BusRole, Curve, NodeId, NodeKind, ParamAddr, Plain, Travel, Width};
use crate::show::phone_links::PhonePlace;
use std::collections::BTreeMap;

/// Points of the curve of a fader beyond its bottom end.
const CURVE: u16 = 200;
/// What stands for off, in dB.
const OFF_DB: f32 = -200.0;

/// True for a bus that musicians may mix for themselves.
pub fn is_personal(mirror: &Mirror, bus: u16) -> bool {
    role(mirror, bus).is_some_and(PhonePlace::suits)
}

fn role(mirror: &Mirror, bus: u16) -> Option<BusRole> {
    mirror.layout()?.topology().role(NodeId::bus(bus))
}

fn width(mirror: &Mirror, bus: u16) -> Option<Width> {
    mirror.layout()?.topology().width(NodeId::bus(bus))
}

fn send(node: NodeId, row: SendParam, bus: u16) -> ParamAddr {
    node.param_of(Param::Send(row), bus as u8)
}

/// The nodes that may be sent into a bus.
fn sources(mirror: &Mirror, bus: u16) -> Vec<NodeId> {
    let mut nodes = mirror.nodes();
    nodes.retain(|node| mirror.has(send(*node, SendParam::Level, bus)));
    nodes
}

/// Everything that the person of a mix may change.
pub fn own(mirror: &Mirror, bus: u16) -> Vec<ParamAddr> {
    let master = NodeId::bus(bus);
    let rows = [
        SendParam::Level,
        SendParam::On,
        SendParam::Pan,
        SendParam::FollowPan,
    ];
    let sends = sources(mirror, bus).into_iter();
    let sends = sends.flat_map(|node| rows.map(|row| send(node, row, bus)));
    let all = sends.chain([master.fader(), master.mute()]);
    all.filter(|addr| mirror.has(*addr)).collect()
}

/// Where a parameter goes, or stands.
pub fn heading(mirror: &Mirror, addr: ParamAddr) -> Option<Plain> {
    mirror.goal(addr).or_else(|| mirror.value(addr))
}

/// A value as a phone has it.
pub fn value(mirror: &Mirror, addr: ParamAddr, generation: u32) -> Option<Value> {
    let (spec, heading) = (mirror.spec(addr)?, heading(mirror, addr)?);
    let position = spec.curve.travel(heading).get();
    Some((position, spec.display(heading), generation))
}

/// Why the bus and its sources are silent, those of them that are.
pub fn silent(mirror: &Mirror, bus: u16) -> BTreeMap<String, String> {
    let mut nodes = sources(mirror, bus);
    nodes.push(NodeId::bus(bus));
    let why = |node: NodeId| {
        let why = silence(mirror.causes(node));
        (!why.is_empty()).then(|| (node.to_string(), why))
    };
    nodes.into_iter().filter_map(why).collect()
}

/// A mix; the values come with the generation 0.
pub fn mix(mirror: &Mirror, bus: u16, person: &str) -> Mix {
    let (master, meters) = (NodeId::bus(bus), metered(mirror));
    let stereo = width(mirror, bus).is_some_and(|width| width == Width::Stereo);
    let meter = |node: NodeId| meters.iter().position(|known| *known == node);
    let one = |node: NodeId| Send {
        node: node.to_string(),
        name: mirror.name(node),
        color: mirror.color(node).to_owned(),
        meter: meter(node).unwrap_or(usize::MAX),
        level: send(node, SendParam::Level, bus).to_string(),
        on: send(node, SendParam::On, bus).to_string(),
        follow: send(node, SendParam::FollowPan, bus).to_string(),
        pan: Some(send(node, SendParam::Pan, bus))
            .filter(|pan| stereo && mirror.has(*pan))
            .map(|pan| pan.to_string()),
    };
    let entry = |addr: ParamAddr| Some((addr.to_string(), value(mirror, addr, 0)?));
    Mix {
        bus: master.to_string(),
        name: mirror.name(master),
        person: person.to_owned(),
        stereo,
        frozen: false,
        curve: curve(),
        meter: meter(master).unwrap_or(usize::MAX),
        fader: master.fader().to_string(),
        mute: master.mute().to_string(),
        sends: sources(mirror, bus).into_iter().map(one).collect(),
        values: own(mirror, bus).into_iter().filter_map(entry).collect(),
        silent: silent(mirror, bus),
    }
}

fn curve() -> Vec<f32> {
    let point = |at: u16| {
        let level = Curve::Fader
            .plain(Travel::new(f32::from(at) / f32::from(CURVE)))
            .0;
        (level.max(OFF_DB) * 100.0).round() / 100.0
    };
    (0..=CURVE).map(point).collect()
}

/// Meters and scenes.
pub fn stage(mirror: &Mirror) -> Stage {
    let meters = metered(mirror).into_iter().enumerate();
    let meters = meters
        .filter(|(_, node)| matches!(node.kind, NodeKind::Strip | NodeKind::Bus | NodeKind::Main));
    let meter = |(place, node): (usize, NodeId)| {
        let color = mirror.color(node).to_owned();
        (mirror.name(node), color, node.kind.word(), place)
    };
    let (scenes, current, next) = walked(mirror);
    Stage {
        show: mirror.show_name().unwrap_or_default().to_owned(),
        meters: meters.map(meter).collect(),
        scenes,
        current,
        next,
    }
}

/// What GO walks: the cues, or the scenes where there are none; with the places of the current and the next one.
fn walked(mirror: &Mirror) -> (Vec<String>, Option<usize>, Option<usize>) {
    let cues = mirror.cues();
    if cues.list.is_empty() {
        let scenes = mirror.scenes();
        let place = |name: &Option<String>| scenes.place_of(name.as_deref()?);
        let names = scenes.list.iter().map(|scene| scene.name.clone());
        let (current, next) = (place(&scenes.current), place(&scenes.armed));
        return (names.collect(), current, next);
    }
    let place = |number| cues.list.iter().position(|cue| Some(cue.number) == number);
    let names = cues.list.iter().map(super::super::show::cue::Cue::called);
    (names.collect(), place(cues.current), place(cues.armed))
}
