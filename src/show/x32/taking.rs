//! Values on their way from the leaves of a desk to the parameters of a console.

use super::desk::Desk;
use super::report::Report;
use super::words;
use crate::param::{BusRole, Layout, NodeId, ParamAddr, ParamIndex, Plain, Topology};
use crate::show::error::FileError;
use std::collections::{BTreeMap, BTreeSet};

/// Channels of a desk; aux inputs count on from there.
const CHANNELS: u16 = 32;
const AUX_INPUTS: u16 = 8;
const BUSES: u16 = 16;
const MATRICES: usize = 6;

/// A node of the console, and where the desk says what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The node.
    pub node: NodeId,
    /// The path of its lines.
    pub path: String,
}

impl Place {
    /// The path of one of its leaves.
    pub fn leaf(&self, leaf: &str) -> String {
        format!("{}/{leaf}", self.path)
    }
}

/// The places of all strips, buses and main that such a desk has, too.
pub fn places(topology: &Topology) -> Vec<Place> {
    let place = |node, path: String| Place { node, path };
    let strips = topology.strips.iter().filter_map(|strip| {
        let aux = strip.number.checked_sub(CHANNELS).filter(|aux| *aux > 0);
        let path = match aux {
            None => format!("/ch/{:02}", strip.number),
            Some(aux) if aux <= AUX_INPUTS => format!("/auxin/{aux:02}"),
            Some(_) => return None,
        };
        Some(place(NodeId::strip(strip.number), path))
    });
    let buses = topology.buses.iter().filter_map(|bus| {
        let is_bus = bus.role != BusRole::Matrix && bus.number <= BUSES;
        is_bus.then(|| place(NodeId::bus(bus.number), format!("/bus/{:02}", bus.number)))
    });
    let matrices = matrices(topology)
        .enumerate()
        .map(|(at, number)| place(NodeId::bus(number), format!("/mtx/{:02}", at + 1)));
    let main = place(NodeId::MAIN, "/main/st".to_owned());
    strips.chain(buses).chain(matrices).chain([main]).collect()
}

/// The path of the second strip of a pair of which a place is the first.
pub fn second_of_pair(place: &Place) -> Option<String> {
    let (kind, number) = place.path.rsplit_once('/')?;
    let number: u16 = number.parse().ok()?;
    (number % 2 == 1).then(|| format!("{kind}/{:02}", number + 1))
}

/// The buses that stand for the matrices of a desk, in order.
pub fn matrices(topology: &Topology) -> impl Iterator<Item = u16> {
    let buses = topology.buses.iter();
    let matrices = buses.filter(|bus| bus.role == BusRole::Matrix);
    matrices.map(|bus| bus.number).take(MATRICES)
}

/// The values that are taken from a desk.
#[derive(Debug)]
pub struct Taking<'a> {
    /// What the desk says.
    pub desk: &'a Desk,
    layout: &'a Layout,
    values: BTreeMap<ParamIndex, Plain>,
    report: Report,
    /// Lines with a word that makes no sense: what stands behind it is left out.
    bad_lines: BTreeSet<usize>,
}

impl<'a> Taking<'a> {
    /// Nothing is taken yet.
    pub fn new(desk: &'a Desk, layout: &'a Layout) -> Self {
        Self {
            desk,
            layout,
            values: BTreeMap::new(),
            report: Report::default(),
            bad_lines: BTreeSet::new(),
        }
    }

    /// What the console consists of.
    pub fn topology(&self) -> &'a Topology {
        self.layout.topology()
    }

    /// The word of a leaf as `parse` understands it; one that makes no sense is named, and nothing for a leaf that the
    /// file does not say. Ask for the words of a line in their order.
    pub fn read<T>(
        &mut self,
        leaf: &str,
        allowed: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let word = self.desk.word(leaf)?;
        if self.bad_lines.contains(&word.line) {
            return None;
        }
        let found = parse(&word.text);
        if found.is_none() {
            self.bad_lines.insert(word.line);
            self.report.problems.push(FileError {
                file: self.desk.source.clone(),
                line: word.line,
                column: 1,
                message: format!("'{}' is not possible for {leaf}", word.text),
                hint: format!("allowed: {allowed}; the rest of the line is left out"),
            });
        }
        found
    }

    /// A leaf as a number.
    pub fn number(&mut self, leaf: &str) -> Option<f64> {
        self.read(leaf, "a number", words::number)
    }

    /// A leaf as a level in dB: one that no fader has is no level.
    pub fn level(&mut self, leaf: &str) -> Option<f64> {
        self.read(leaf, "-oo, -90.0 to +10.0", |word| {
            let level = words::number(word)?;
            (level <= 10.0).then_some(level)
        })
    }

    /// A leaf as a switch.
    pub fn switch(&mut self, leaf: &str) -> Option<bool> {
        self.read(leaf, "ON, OFF", words::switch)
    }

    /// A leaf as one of some words: what stands beside it.
    pub fn word_of<T: Copy>(&mut self, leaf: &str, words: &[(&str, T)]) -> Option<T> {
        let allowed: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        self.read(leaf, &allowed.join(", "), |text| {
            let found = words.iter().find(|(word, _)| *word == text);
            found.map(|(_, value)| *value)
        })
    }

    /// Says something about a place.
    pub fn remark(&mut self, what: &str, place: &str) {
        self.report.remark(what, place);
    }

    fn index(&self, node: NodeId, row: &str) -> Option<ParamIndex> {
        self.layout.find(&format!("{node}/{row}")).ok()
    }

    /// True where the console has a row.
    pub fn has(&self, node: NodeId, row: &str) -> bool {
        self.index(node, row).is_some()
    }

    /// What has been taken for a row.
    pub fn taken(&self, node: NodeId, row: &str) -> Option<Plain> {
        self.values.get(&self.index(node, row)?).copied()
    }

    /// A row gets a number, in its own unit; one beyond its range the nearest end.
    pub fn put(&mut self, node: NodeId, row: &str, value: f64) {
        let Some(index) = self.index(node, row) else {
            return;
        };
        let wanted = Plain(value as f32);
        let value = self.layout.spec(index).curve.clamp(wanted);
        let is_near = (value.0 - wanted.0).abs() <= 1e-3 * wanted.0.abs().max(1.0);
        if value != wanted && !is_near && wanted != Plain::OFF {
            let what = format!(
                "{row} goes no further than {}",
                self.layout.spec(index).display(value)
            );
            self.remark(&what, &node.to_string());
        }
        self.values.insert(index, value);
    }

    /// A row gets what a word says.
    pub fn put_word(&mut self, node: NodeId, row: &str, word: &str) {
        let Some(index) = self.index(node, row) else {
            return;
        };
        match self.layout.spec(index).parse(word) {
            Ok(value) if self.layout.has_named(index, value) => {
                self.values.insert(index, value);
            }
            _ => self.remark(&format!("{row} cannot be {word} here"), &node.to_string()),
        }
    }

    /// A switch is set.
    pub fn put_switch(&mut self, node: NodeId, row: &str, on: bool) {
        if let Some(index) = self.index(node, row) {
            self.values.insert(index, Plain::switch(on));
        }
    }

    /// A leaf that is a number becomes a row.
    pub fn number_to(&mut self, place: &Place, leaf: &str, row: &str) {
        if let Some(value) = self.number(&place.leaf(leaf)) {
            self.put(place.node, row, value);
        }
    }

    /// A leaf that is a switch becomes one.
    pub fn switch_to(&mut self, place: &Place, leaf: &str, row: &str) {
        if let Some(on) = self.switch(&place.leaf(leaf)) {
            self.put_switch(place.node, row, on);
        }
    }

    /// All that was taken.
    pub fn finish(mut self) -> (impl Iterator<Item = (ParamAddr, Plain)> + 'a, Report) {
        self.report.taken = self.values.len();
        let layout = self.layout;
        let values = self.values.into_iter();
        (
            values.map(|(index, value)| (layout.addr(index), value)),
            self.report,
        )
    }
}
