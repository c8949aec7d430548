//! The strips, buses and groups of a console definition.

use super::definition::ConsoleFile;
use super::label::{Color, Label};
use crate::param::topology::{
    LAST_GROUP_NUMBER, LAST_STRIP_NUMBER, MAX_BUSES, MAX_DCAS, MAX_MUTE_GROUPS, MAX_STRIPS,
    TopologyError,
};
use crate::param::{BusDef, BusRole, NodeId, NodeKind, Speakers, StripDef, Topology, Width};
use crate::show::reader::{Fields, Reader};
use crate::show::yaml::{Kind, Node};
use std::collections::{BTreeMap, HashSet};

/// A list of numbered nodes: what its entries may say, and how many there may be.
struct List {
    key: &'static str,
    /// As the errors of a topology name it.
    plural: &'static str,
    kind: NodeKind,
    last: u16,
    limit: usize,
    fields: &'static [&'static str],
    /// A count will do in place of the list.
    counted: bool,
}

const STRIPS: List = List {
    key: "strips",
    plural: "strips",
    kind: NodeKind::Strip,
    last: LAST_STRIP_NUMBER,
    limit: MAX_STRIPS,
    fields: &["number", "numbers", "name", "color", "width", "insert"],
    counted: true,
};
const BUSES: List = List {
    key: "buses",
    plural: "buses",
    kind: NodeKind::Bus,
    last: LAST_GROUP_NUMBER,
    limit: MAX_BUSES,
    fields: &[
        "number", "name", "color", "role", "width", "feeds", "insert",
    ],
    counted: false,
};
const DCAS: List = List {
    key: "dcas",
    plural: "DCAs",
    kind: NodeKind::Dca,
    last: LAST_GROUP_NUMBER,
    limit: MAX_DCAS,
    fields: &["number", "numbers", "name", "color"],
    counted: true,
};
const MUTE_GROUPS: List = List {
    key: "mute-groups",
    plural: "mute groups",
    kind: NodeKind::MuteGroup,
    last: LAST_GROUP_NUMBER,
    limit: MAX_MUTE_GROUPS,
    fields: &["number", "numbers", "name", "color"],
    counted: true,
};

type Labels = BTreeMap<NodeId, Label>;

/// One entry of a list, or one node of a run.
struct Entry<'n> {
    node: NodeId,
    at: &'n Node,
    label: Label,
    /// Missing where the list was a count.
    fields: Option<Fields<'n>>,
}

impl<'n> Entry<'n> {
    fn get(&self, key: &str) -> Option<&'n Node> {
        self.fields.and_then(|fields| fields.get(key))
    }
}

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

/// The entries of a list with numbers that are possible and new; their labels go to the console.
fn entries<'n>(
    reader: &mut Reader,
    node: &'n Node,
    list: &List,
    labels: &mut Labels,
) -> Vec<Entry<'n>> {
    if list.counted && matches!(node.kind, Kind::Text(_)) {
        return count(reader, node, list);
    }
    let mut seen = HashSet::new();
    let mut usable: Vec<Entry> = Vec::new();
    for item in reader.items(node, &format!("'{}'", list.key)) {
        let (fresh, known): (Vec<Entry>, Vec<Entry>) = item_entries(reader, item, list)
            .into_iter()
            .partition(|entry| seen.insert(entry.node));
        if let Some(entry) = known.first() {
            let (what, number) = (list.kind.word(), entry.node.number);
            let error = TopologyError::Twice { what, number };
            reader.report(item, error.to_string(), "");
        }
        usable.extend(fresh);
        if usable.len() > list.limit {
            let (what, found, limit) = (list.plural, usable.len(), list.limit);
            let error = TopologyError::TooMany { what, found, limit };
            let hint = "those above the limit and all that follow are left out";
            reader.report(item, error.to_string(), hint);
            usable.truncate(limit);
            break;
        }
    }
    for entry in &usable {
        if entry.label != Label::default() {
            labels.insert(entry.node, entry.label.clone());
        }
    }
    usable
}

fn count<'n>(reader: &mut Reader, node: &'n Node, list: &List) -> Vec<Entry<'n>> {
    let what = format!("'{}' (a count, or a list of maps)", list.key);
    let count = reader.number(node, &what, (0, list.limit as u32));
    let entry = |number| Entry {
        node: node_id(list, number),
        at: node,
        label: Label::default(),
        fields: None,
    };
    (1..=count.unwrap_or(0) as u16).map(entry).collect()
}

fn node_id(list: &List, number: u16) -> NodeId {
    NodeId {
        kind: list.kind,
        number,
    }
}

/// What one item of a list stands for: a node, or a run of them.
fn item_entries<'n>(reader: &mut Reader, item: &'n Node, list: &List) -> Vec<Entry<'n>> {
    let what = format!("an entry of '{}'", list.key);
    let Some(fields) = reader.fields(item, &what, list.fields) else {
        return Vec::new();
    };
    let run = match (fields.get("number"), fields.get("numbers")) {
        (Some(node), None) => {
            let number = reader.number(node, "the number", (1, u32::from(list.last)));
            number.map(|number| number as u16..=number as u16)
        }
        (None, Some(node)) => run(reader, node, list.last),
        (None, None) => {
            reader.report(
                item,
                format!("{what} needs a number"),
                "write number: 1, the lasting id that paths use",
            );
            None
        }
        (Some(_), Some(node)) => {
            reader.report(
                node,
                "'number' and 'numbers' exclude each other",
                "keep one of them",
            );
            None
        }
    };
    let label = label(reader, fields);
    let entry = |number| Entry {
        node: node_id(list, number),
        at: item,
        label: label.clone(),
        fields: Some(fields),
    };
    run.into_iter().flatten().map(entry).collect()
}

/// "17-32".
fn run(reader: &mut Reader, node: &Node, last: u16) -> Option<std::ops::RangeInclusive<u16>> {
    let text = reader.text(node, "the numbers")?;
    let ends = text.split_once('-').and_then(|(from, to)| {
        let (from, to): (u16, u16) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
        (1 <= from && from <= to && to <= last).then_some(from..=to)
    });
    if ends.is_none() {
        let hint = format!("allowed: a run such as 17-32, between 1 and {last}");
        reader.report(
            node,
            format!("'{text}' is not possible for the numbers"),
            hint,
        );
    }
    ends
}

fn label(reader: &mut Reader, fields: Fields) -> Label {
    let name = fields
        .get("name")
        .and_then(|node| reader.text(node, "the name"));
    if let (Some(node), Some(_)) = (fields.get("name"), fields.get("numbers")) {
        reader.report(
            node,
            "a run of numbers cannot have one name",
            "give each its own entry with a number",
        );
        return Label::default();
    }
    let color = fields
        .get("color")
        .and_then(|node| reader.word(node, "the color", &Color::WORDS));
    Label {
        name: name.unwrap_or_default().to_owned(),
        color: color.unwrap_or_default(),
    }
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
