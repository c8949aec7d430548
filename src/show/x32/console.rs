//! The console that a desk would be: its strips, buses and groups, by what its scene uses.

use super::desk::Desk;
use super::effects::{return_of, slot_of};
use super::taking::places;
use super::words;
use crate::param::{BusDef, BusRole, NodeId, StripDef, Topology, Width};
use crate::show::console_file::{Color, ConsoleFile, Label};
use std::collections::{BTreeMap, BTreeSet};

const CHANNELS: u16 = 32;
const AUX_INPUTS: u16 = 8;
const BUSES: u16 = 16;
const MATRICES: u16 = 6;
/// Our number of the first matrix.
const FIRST_MATRIX: u16 = BUSES + 1;
const DCAS: u16 = 8;
const MUTE_GROUPS: u16 = 6;

/// A console on which the scenes of a desk sound as they did: linked channels and buses are stereo, a bus that an
/// effect hears is that effect, one that channels are assigned to is a group, other pairs are in-ear mixes and other
/// single buses wedges. What has no name, no level and no signal is left out.
pub fn console_of(desk: &Desk, name: &str) -> ConsoleFile {
    let strips = strips(desk);
    let matrices = matrices(desk);
    let buses = buses(desk, &strips, &matrices);
    let topology = Topology {
        strips,
        main: Width::Stereo,
        main_feeds: matrices.iter().map(|(number, _)| *number).collect(),
        buses,
        dcas: (1..=DCAS).collect(),
        mute_groups: (1..=MUTE_GROUPS).collect(),
        ..Topology::default()
    };
    ConsoleFile {
        name: name.to_owned(),
        labels: labels_of(desk, &topology),
        topology,
        ..ConsoleFile::default()
    }
}

/// A console of the strips that a desk says something about and another console does not have, with all buses; none
/// where the other one has everything.
pub fn left_out(desk: &Desk, topology: &Topology) -> Option<Topology> {
    let strip = |number| StripDef {
        number,
        width: Width::Mono,
    };
    let bus = |number| BusDef {
        number,
        width: Width::Mono,
        role: if number > BUSES {
            BusRole::Matrix
        } else {
            BusRole::Wedge
        },
        feeds: Vec::new(),
    };
    let mut rest = Topology {
        strips: (1..=CHANNELS + AUX_INPUTS).map(strip).collect(),
        buses: (1..=BUSES + MATRICES).map(bus).collect(),
        ..Topology::default()
    };
    let taken: BTreeSet<String> = places(topology)
        .into_iter()
        .map(|place| place.path)
        .collect();
    let others = places(&rest).into_iter();
    let others = others.filter(|place| !taken.contains(&place.path) && desk.says(&place.path));
    let others: BTreeSet<NodeId> = others.map(|place| place.node).collect();
    rest.strips
        .retain(|strip| others.contains(&NodeId::strip(strip.number)));
    // Their sends go to all buses.
    (!others.is_empty()).then_some(rest)
}

/// The names and colours that a desk gives to what a console has.
pub fn labels_of(desk: &Desk, topology: &Topology) -> BTreeMap<NodeId, Label> {
    let places = places(topology).into_iter().map(|place| {
        let slot = topology
            .role(place.node)
            .filter(|role| *role == BusRole::Fx)
            .and_then(|_| slot_of(desk, place.node.number));
        let is_named = !desk.text(&place.leaf("config/name")).is_empty();
        let path = slot.filter(|_| !is_named).map_or(place.path, return_of);
        (place.node, path)
    });
    let dcas = topology.dcas.iter();
    let dcas = dcas.map(|number| (NodeId::dca(*number), format!("/dca/{number}")));
    let label = |(node, path): (NodeId, String)| {
        let name = desk.text(&format!("{path}/config/name"));
        let name = name.replace(char::is_control, " ").trim().to_owned();
        let color = words::color(desk.text(&format!("{path}/config/color")));
        let color = color.filter(|_| !name.is_empty()).unwrap_or(Color::Off);
        (!name.is_empty()).then_some((node, Label { name, color }))
    };
    places.chain(dcas).filter_map(label).collect()
}

fn strips(desk: &Desk) -> Vec<StripDef> {
    let channels = row(desk, ("ch", "chlink"), CHANNELS, 0);
    let aux = row(desk, ("auxin", "auxlink"), AUX_INPUTS, CHANNELS);
    let mut strips: Vec<StripDef> = channels.chain(aux).collect();
    if strips.is_empty() {
        strips.push(StripDef {
            number: 1,
            width: Width::Mono,
        });
    }
    strips
}

/// The strips of a row of inputs that are in use; a linked pair is one, with the number of its first.
fn row<'a>(
    desk: &'a Desk,
    (kind, list): (&'a str, &'a str),
    count: u16,
    before: u16,
) -> impl Iterator<Item = StripDef> + 'a {
    let path = move |number: u16| format!("/{kind}/{number:02}");
    (1..=count).filter_map(move |number| {
        if number > 1 && desk.is_linked(list, number - 1) {
            return None;
        }
        let is_pair = desk.is_linked(list, number);
        let is_used = is_used(desk, &path(number)) || is_pair && is_used(desk, &path(number + 1));
        is_used.then_some(StripDef {
            number: before + number,
            width: if is_pair { Width::Stereo } else { Width::Mono },
        })
    })
}

/// True for what has a name, or is heard anywhere.
fn is_used(desk: &Desk, path: &str) -> bool {
    let is_open = |leaf: &str| {
        words::number(desk.text(&format!("{path}/{leaf}"))).is_some_and(|level| level > -90.0)
    };
    !desk.text(&format!("{path}/config/name")).is_empty()
        || is_open("mix/fader")
        || (1..=BUSES).any(|bus| is_open(&format!("mix/{bus:02}/level")))
}

/// The matrices in use, named or fed: our number, and theirs.
fn matrices(desk: &Desk) -> Vec<(u16, u16)> {
    let buses = (1..=BUSES).map(|bus| format!("/bus/{bus:02}"));
    let sources: Vec<String> = buses.chain(["/main/st".to_owned()]).collect();
    let is_used = |number: &u16| {
        !desk
            .text(&format!("/mtx/{number:02}/config/name"))
            .is_empty()
            || sources.iter().any(|source| sends(desk, source, *number))
    };
    let used = (1..=MATRICES).filter(is_used);
    // They are counted: the first of ours is the first of theirs. So none before one that is used is left out.
    let last = used.max().unwrap_or(0);
    (1..=last)
        .map(|number| (FIRST_MATRIX + number - 1, number))
        .collect()
}

fn buses(desk: &Desk, strips: &[StripDef], matrices: &[(u16, u16)]) -> Vec<BusDef> {
    let sources: Vec<String> = strips
        .iter()
        .map(|strip| match strip.number.checked_sub(CHANNELS) {
            Some(aux) if aux > 0 => format!("/auxin/{aux:02}"),
            _ => format!("/ch/{:02}", strip.number),
        })
        .collect();
    let used = (1..=BUSES).filter(|number| {
        let is_second = *number > 1 && desk.is_linked("buslink", number - 1);
        !is_second && is_bus_used(desk, &sources, *number)
    });
    let mut buses: Vec<BusDef> = used.map(|number| bus(desk, &sources, number)).collect();
    let ears: Vec<u16> = buses
        .iter()
        .filter(|bus| bus.role.is_pre_fader())
        .map(|bus| bus.number)
        .collect();
    for bus in &mut buses {
        bus.feeds = feeds(desk, bus, &ears, matrices);
    }
    let matrix = |(number, _): &(u16, u16)| BusDef {
        number: *number,
        width: Width::Mono,
        role: BusRole::Matrix,
        feeds: Vec::new(),
    };
    buses.extend(matrices.iter().map(matrix));
    buses
}

fn bus(desk: &Desk, sources: &[String], number: u16) -> BusDef {
    let is_pair = desk.is_linked("buslink", number);
    let first = number - (number + 1) % 2;
    let is_group = |source: &String| desk.text(&format!("{source}/mix/{first:02}/type")) == "GRP";
    let role = if slot_of(desk, number).is_some() {
        BusRole::Fx
    } else if sources.iter().any(is_group) {
        BusRole::Group
    } else if is_pair {
        BusRole::InEar
    } else {
        BusRole::Wedge
    };
    let is_stereo = is_pair || role == BusRole::Fx;
    BusDef {
        number,
        width: if is_stereo {
            Width::Stereo
        } else {
            Width::Mono
        },
        role,
        feeds: Vec::new(),
    }
}

fn is_bus_used(desk: &Desk, sources: &[String], number: u16) -> bool {
    is_used(desk, &format!("/bus/{number:02}"))
        || sources.iter().any(|source| sends(desk, source, number))
}

/// True where a send of a path is on and open.
fn sends(desk: &Desk, path: &str, number: u16) -> bool {
    let leaf = |leaf: &str| format!("{path}/mix/{number:02}/{leaf}");
    let is_open = words::number(desk.text(&leaf("level"))).is_some_and(|level| level > -90.0);
    is_open && desk.text(&leaf("on")) != "OFF"
}

/// The buses that a bus goes on into: matrices, and an effect into the ears that hear its return.
fn feeds(desk: &Desk, bus: &BusDef, ears: &[u16], matrices: &[(u16, u16)]) -> Vec<u16> {
    let own = format!("/bus/{:02}", bus.number);
    let matrices = matrices
        .iter()
        .filter(|(_, theirs)| sends(desk, &own, *theirs));
    let mut feeds: Vec<u16> = matrices.map(|(ours, _)| *ours).collect();
    let slot = slot_of(desk, bus.number).filter(|_| bus.role == BusRole::Fx);
    if let Some(path) = slot.map(return_of) {
        feeds.extend(ears.iter().filter(|ear| sends(desk, &path, **ear)));
    }
    feeds
}
