//! Lists of numbered nodes in a console definition: entries with a number or a run of them, names and colours.

use super::label::{Color, Label};
use crate::param::topology::{
    LAST_GROUP_NUMBER, LAST_STRIP_NUMBER, MAX_BUSES, MAX_DCAS, MAX_MUTE_GROUPS, MAX_STRIPS,
    TopologyError,
};
use crate::param::{NodeId, NodeKind};
use crate::show::reader::{Fields, Reader};
use crate::show::yaml::{Kind, Node};
use std::collections::{BTreeMap, HashSet};

/// A list of numbered nodes: what its entries may say, and how many there may be.
pub(super) struct List {
    pub key: &'static str,
    /// As the errors of a topology name it.
    pub plural: &'static str,
    pub kind: NodeKind,
    pub last: u16,
    pub limit: usize,
    pub fields: &'static [&'static str],
    /// A count will do in place of the list.
    pub counted: bool,
}

pub(super) const STRIPS: List = List {
    key: "strips",
    plural: "strips",
    kind: NodeKind::Strip,
    last: LAST_STRIP_NUMBER,
    limit: MAX_STRIPS,
    fields: &["number", "numbers", "name", "color", "width", "insert"],
    counted: true,
};

pub(super) const BUSES: List = List {
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

pub(super) const DCAS: List = List {
    key: "dcas",
    plural: "DCAs",
    kind: NodeKind::Dca,
    last: LAST_GROUP_NUMBER,
    limit: MAX_DCAS,
    fields: &["number", "numbers", "name", "color"],
    counted: true,
};

pub(super) const MUTE_GROUPS: List = List {
    key: "mute-groups",
    plural: "mute groups",
    kind: NodeKind::MuteGroup,
    last: LAST_GROUP_NUMBER,
    limit: MAX_MUTE_GROUPS,
    fields: &["number", "numbers", "name", "color"],
    counted: true,
};

pub(super) type Labels = BTreeMap<NodeId, Label>;

/// One entry of a list, or one node of a run.
pub(super) struct Entry<'n> {
    pub node: NodeId,
    pub at: &'n Node,
    pub label: Label,
    /// Missing where the list was a count.
    pub fields: Option<Fields<'n>>,
}

impl<'n> Entry<'n> {
    pub fn get(&self, key: &str) -> Option<&'n Node> {
        self.fields.and_then(|fields| fields.get(key))
    }
}

/// The entries of a list with numbers that are possible and new; their labels go to the console.
pub(super) fn entries<'n>(
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

pub(super) fn count<'n>(reader: &mut Reader, node: &'n Node, list: &List) -> Vec<Entry<'n>> {
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

pub(super) fn node_id(list: &List, number: u16) -> NodeId {
    NodeId {
        kind: list.kind,
        number,
    }
}

/// What one item of a list stands for: a node, or a run of them.
pub(super) fn item_entries<'n>(reader: &mut Reader, item: &'n Node, list: &List) -> Vec<Entry<'n>> {
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
pub(super) fn run(
    reader: &mut Reader,
    node: &Node,
    last: u16,
) -> Option<std::ops::RangeInclusive<u16>> {
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

pub(super) fn label(reader: &mut Reader, fields: Fields) -> Label {
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
