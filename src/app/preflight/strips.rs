//! Strips: one source on several of them, and those that main hears twice.

use super::look::Look;
use crate::control::feed::{Finding, FindingPlace};
use crate::control::guard::gains::{CLOSED, db_of};
use crate::control::guard::paths::Paths;
use crate::param::spec::{Param, SendParam};
use crate::param::{BusRole, NodeId, NodeKind, ParamAddr, Plain, PortKind};
use std::collections::BTreeMap;

/// An excess that is heard, in dB.
const HEARD_DB: f32 = 1.0;

pub(super) fn findings(look: &Look) -> Vec<Finding> {
    let mut findings = one_source_twice(look);
    findings.extend(heard_twice(look));
    findings
}

/// One port that several strips hear.
fn one_source_twice(look: &Look) -> Vec<Finding> {
    let mut strips: BTreeMap<&str, Vec<NodeId>> = BTreeMap::new();
    let inputs = look.patch.iter();
    let inputs =
        inputs.filter(|port| port.node.kind == NodeKind::Strip && port.kind == PortKind::Signal);
    for port in inputs {
        for peer in &port.peers {
            let hear = strips.entry(peer).or_default();
            if !hear.contains(&port.node) {
                hear.push(port.node);
            }
        }
    }
    let twice = strips.into_iter().filter(|(_, hear)| hear.len() > 1);
    let twice = twice.map(|(peer, hear)| {
        let place = hear.first().map_or(FindingPlace::Patch, |node| FindingPlace::Node(*node));
        let hear: Vec<String> = hear.iter().map(|node| look.called(*node)).collect();
        Finding::new(
            format!("{peer} comes in at {}", hear.join(" and ")),
            "take it from one of them, or keep one muted: together they are up to 6 dB louder, and the mute of one does \
             not silence the source",
            place,
        )
    });
    twice.collect()
}

/// Strips that main hears directly and by way of a group.
fn heard_twice(look: &Look) -> Vec<Finding> {
    let paths = Paths::new(&look.layout);
    let Some(main) = paths.outputs().position(|output| output == NodeId::MAIN) else {
        return Vec::new();
    };
    let gain = |closed: &[ParamAddr], source: usize| {
        let mut values = look.values.clone();
        for index in closed.iter().filter_map(|addr| look.layout.index(*addr)) {
            values[index.slot()] = Plain::switch(false);
        }
        paths.gains(&values).get(source, main)
    };
    let strips = paths.sources().enumerate();
    let strips = strips.filter(|(_, id)| id.kind == NodeKind::Strip && look.is_on(id.main_on()));
    let mut findings = Vec::new();
    for (source, strip) in strips {
        let groups = open_groups(look, strip);
        if groups.is_empty() {
            continue;
        }
        let sends: Vec<ParamAddr> = groups.iter().map(|group| send_to(strip, *group)).collect();
        let (both, direct) = (gain(&[], source), gain(&sends, source));
        let grouped = gain(&[strip.main_on()], source);
        let excess = db_of(both / direct.max(grouped));
        if direct > CLOSED && grouped > CLOSED && excess >= HEARD_DB {
            let names: Vec<String> = groups.iter().map(|group| look.called(*group)).collect();
            findings.push(Finding::new(
                format!(
                    "{} is in main directly and by way of {}: {excess:.1} dB louder",
                    look.called(strip),
                    names.join(", ")
                ),
                format!("take it off main: headroom set {} off", strip.main_on()),
                FindingPlace::Node(strip),
            ));
        }
    }
    findings
}

fn send_to(strip: NodeId, group: NodeId) -> ParamAddr {
    strip.param_of(Param::Send(SendParam::On), group.number as u8)
}

/// The groups that a strip is sent to.
fn open_groups(look: &Look, strip: NodeId) -> Vec<NodeId> {
    let buses = look.layout.topology().buses.iter();
    let groups = buses.filter(|bus| bus.role == BusRole::Group);
    let groups = groups.map(|bus| NodeId::bus(bus.number));
    groups
        .filter(|group| look.is_on(send_to(strip, *group)))
        .collect()
}
