//! The strips, buses and groups of a console definition.

use super::definition::ConsoleFile;
use super::label::Label;
use super::lists::{BUSES, DCAS, Entry, MUTE_GROUPS, STRIPS, entries, label};
use crate::param::topology::{LAST_GROUP_NUMBER, MAX_BUSES, TopologyError};
use crate::param::{BusDef, BusRole, NodeId, NodeKind, Speakers, StripDef, Topology, Width};
use crate::show::reader::{Fields, Reader};
use crate::show::yaml::Node;

/// A feed as it is written: from which node, to which bus.
struct Feed<'n> {
    from: NodeId,
    to: u16,
    at: &'n Node,
}

/// Reads the sections that make the topology and the labels.
pub fn read(reader: &mut Reader, fields: Fields, console: &mut ConsoleFile) {
    let mut feeds = Vec::new();
    if let Some(node) = fields.get(STRIPS.key) {
        let entries = entries(reader, node, &STRIPS, &mut console.labels);
        console.topology.strips = entries.iter().map(|entry| strip(reader, entry)).collect();
        read_inserts(reader, &entries, &mut console.topology);
    }
    if let Some(node) = fields.get(BUSES.key) {
        let entries = entries(reader, node, &BUSES, &mut console.labels);
        let buses = entries
            .iter()
            .filter_map(|entry| bus(reader, entry, &mut feeds));
        console.topology.buses = buses.collect();
        read_inserts(reader, &entries, &mut console.topology);
        // A bus without a role was left out after its label was read.
        let topology = &console.topology;
        console
            .labels
            .retain(|node, _| node.kind != NodeKind::Bus || topology.width(*node).is_some());
    }
    if let Some(node) = fields.get("main") {
        read_main(reader, node, console, &mut feeds);
    }
    if let Some(node) = fields.get(DCAS.key) {
        console.topology.dcas = numbers(&entries(reader, node, &DCAS, &mut console.labels));
    }
    if let Some(node) = fields.get(MUTE_GROUPS.key) {
        console.topology.mute_groups =
            numbers(&entries(reader, node, &MUTE_GROUPS, &mut console.labels));
    }
    for feed in feeds {
        if let Err(error) = add_feed(&mut console.topology, &feed) {
            reader.report(feed.at, error.to_string(), "");
        }
    }
}

fn numbers(entries: &[Entry]) -> Vec<u16> {
    entries.iter().map(|entry| entry.node.number).collect()
}

fn width(reader: &mut Reader, node: Option<&Node>, default: Width) -> Width {
    let words = [("mono", Width::Mono), ("stereo", Width::Stereo)];
    node.and_then(|node| reader.word(node, "the width", &words))
        .unwrap_or(default)
}

fn strip(reader: &mut Reader, entry: &Entry) -> StripDef {
    StripDef {
        number: entry.node.number,
        width: width(reader, entry.get("width"), Width::Mono),
    }
}

/// The nodes of a list that have an insert point. A bus that was left out has none.
fn read_inserts(reader: &mut Reader, entries: &[Entry], topology: &mut Topology) {
    for entry in entries {
        let is_there = topology.width(entry.node).is_some();
        if insert(reader, entry.get("insert")) && is_there {
            topology.inserts.insert(entry.node);
        }
    }
}

/// `insert: yes`. Ports that nobody asked for do not exist.
fn insert(reader: &mut Reader, node: Option<&Node>) -> bool {
    let words = [("yes", true), ("no", false)];
    node.and_then(|node| reader.word(node, "the insert point", &words))
        .unwrap_or(false)
}

/// A bus without a role is left out: how loud its sends start would be a guess.
fn bus<'n>(reader: &mut Reader, entry: &Entry<'n>, feeds: &mut Vec<Feed<'n>>) -> Option<BusDef> {
    let words = BusRole::ALL.map(|role| (role.word(), role));
    let role = if let Some(node) = entry.get("role") {
        reader.word(node, "the role", &words)
    } else {
        let hint = format!("allowed: {}", words.map(|(word, _)| word).join(", "));
        reader.report(entry.at, format!("{} needs a role", entry.node), hint);
        None
    };
    let width = width(reader, entry.get("width"), Width::Mono);
    let role = role?;
    read_feeds(reader, entry.node, entry.get("feeds"), feeds);
    Some(BusDef {
        number: entry.node.number,
        width,
        role,
        feeds: Vec::new(),
    })
}

fn read_main<'n>(
    reader: &mut Reader,
    node: &'n Node,
    console: &mut ConsoleFile,
    feeds: &mut Vec<Feed<'n>>,
) {
    let known = ["name", "color", "width", "speakers", "feeds", "insert"];
    let Some(fields) = reader.fields(node, "'main'", &known) else {
        return;
    };
    if insert(reader, fields.get("insert")) {
        console.topology.inserts.insert(NodeId::MAIN);
    }
    console.topology.main = main_width(reader, fields).unwrap_or(Width::Stereo);
    let label = label(reader, fields);
    if label != Label::default() {
        console.labels.insert(NodeId::MAIN, label);
    }
    read_feeds(reader, NodeId::MAIN, fields.get("feeds"), feeds);
}

/// The width of main: one of the words, or a ring with its loudspeakers.
fn main_width(reader: &mut Reader, fields: Fields) -> Option<Width> {
    let mut words: Vec<(&str, Option<Width>)> = Width::WORDS
        .iter()
        .map(|(word, width)| (*word, Some(*width)))
        .collect();
    words.push((Width::RING, None));
    let width = fields.get("width");
    let known = width.and_then(|node| reader.word(node, "the width", &words));
    match (known, width, fields.get("speakers")) {
        (Some(None), _, Some(node)) => speakers(reader, node).map(Width::Ring),
        (Some(None), Some(node), None) => {
            let hint = "write speakers: [ -30, 30, 110, -110 ], degrees clockwise from the front";
            reader.report(node, "a ring needs its loudspeakers", hint);
            None
        }
        (_, _, Some(node)) => {
            let hint = "write width: ring, or leave out 'speakers'";
            reader.report(node, "only a ring has 'speakers'", hint);
            known.flatten()
        }
        _ => known.flatten(),
    }
}

fn speakers(reader: &mut Reader, node: &Node) -> Option<Speakers> {
    let items = reader.items(node, "'speakers'");
    let mut azimuths = Vec::new();
    for item in items {
        let text = reader.text(item, "the azimuth of a loudspeaker")?;
        azimuths.push(text.parse().unwrap_or(i16::MAX));
    }
    let speakers = Speakers::new(&azimuths);
    if speakers.is_none() {
        let hint = "allowed: 2 to 8 whole degrees from -180 (left) to 180 (right), each once";
        reader.report(node, "these loudspeakers are not possible", hint);
    }
    speakers
}

fn read_feeds<'n>(
    reader: &mut Reader,
    from: NodeId,
    node: Option<&'n Node>,
    feeds: &mut Vec<Feed<'n>>,
) {
    let items = node.map_or(&[][..], |node| reader.items(node, "'feeds'"));
    if items.len() > MAX_BUSES {
        let message = format!("{} feeds; at most {MAX_BUSES} are possible", items.len());
        reader.report(&items[MAX_BUSES], message, "the others are left out");
    }
    for at in items.iter().take(MAX_BUSES) {
        let to = reader.number(
            at,
            "a feed (the number of a bus)",
            (1, u32::from(LAST_GROUP_NUMBER)),
        );
        feeds.extend(to.map(|to| Feed {
            from,
            to: to as u16,
            at,
        }));
    }
}

/// Adds a feed if the topology stays possible. Feeds come one by one, so that the one that closes a
/// ring is the one that is refused.
fn add_feed(topology: &mut Topology, feed: &Feed) -> Result<(), TopologyError> {
    let before = topology.clone();
    let feeds = match feed.from.kind {
        NodeKind::Main => Some(&mut topology.main_feeds),
        _ => topology
            .buses
            .iter_mut()
            .find(|bus| bus.number == feed.from.number)
            .map(|bus| &mut bus.feeds),
    };
    if let Some(feeds) = feeds {
        feeds.push(feed.to);
    }
    topology.validate().inspect_err(|_| *topology = before)
}
