//! What a scene file does not spell value by value: everything that stands at its default, once for all strips and
//! buses that have it.
//!
//! ```yaml
//! complete: no             # what 'values' leaves out stands as 'defaults' says
//! values:
//!   ch/1/fader: -4.2 dB
//! defaults:                # of everything that the scene holds
//!   ch/1-16: { trim: 0 dB, polarity: off }
//!   ch/1-16/eq/1-4: { on: on, gain: 0 dB }
//!   ch/1-16/send/1-3,5: { on: on, level: off }
//! ```
//! The file says all of it: a scene means the same to a later version that has other defaults, and what the scene does
//! not hold is in neither place, and stays as it is at a recall. What `values` says counts before `defaults`.

use super::reader::Reader;
use super::text::quoted;
use super::yaml::{Document, Kind, Node};
use crate::param::carry::Roles;
use crate::param::layout::default_of;
use crate::param::spec::{Each, THIRDS};
use crate::param::{NodeId, NodeKind, ParamAddr, ParamSpec, Plain, Recall, tables};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

/// The key that says that values are left out.
pub(super) const COMPLETE: &str = "complete";
/// The key of what holds where `values` says nothing.
pub(super) const DEFAULTS: &str = "defaults";
/// The line that says that values are left out.
pub(super) const ANNOUNCEMENT: &str = "complete: no         # what 'values' leaves out stands as 'defaults' says, at the end of this file\n";
/// Fewer values at their defaults are written one by one.
const FEW: usize = 100;
/// Longest line of defaults, in characters.
const WIDTH: usize = 118;
/// Most things that one number of a path may stand for.
const MOST: usize = 1000;

/// Values with the address of each.
pub(super) type Values = Vec<(ParamAddr, Plain)>;

/// The defaults of a file, to be read once where several files have the same ones.
#[derive(Debug, Default)]
pub(super) struct Block {
    values: Values,
    places: HashMap<ParamAddr, usize>,
}

impl Block {
    fn of(mut values: Values) -> Self {
        values.sort_by_key(|(addr, _)| place(*addr));
        values.dedup_by_key(|(addr, _)| *addr);
        let places = values.iter().enumerate();
        let places = places.map(|(at, (addr, _))| (*addr, at)).collect();
        Self { values, places }
    }

    /// What a file says that spells these values, and leaves the others to the defaults.
    pub(super) fn with(&self, spelled: impl IntoIterator<Item = (ParamAddr, Plain)>) -> Values {
        let mut values = self.values.clone();
        for (addr, value) in spelled {
            match self.places.get(&addr) {
                Some(at) => values[*at].1 = value,
                None => values.push((addr, value)),
            }
        }
        values
    }

    /// The default of an address, where the block has it.
    pub(super) fn get(&self, addr: ParamAddr) -> Option<Plain> {
        self.places.get(&addr).map(|at| self.values[*at].1)
    }

    /// True where nothing is left out.
    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

/// Where an address stands among others: by node, then by number of what repeats.
fn place(addr: ParamAddr) -> (NodeKind, u16, u8, ParamAddr) {
    (addr.kind, addr.number, addr.each, addr)
}

/// What scenes leave out that hold values of the same addresses, for the same roles of buses.
#[derive(Debug)]
struct LeftOut {
    addrs: Vec<ParamAddr>,
    roles: Roles,
    /// The default of each address; none for one that is no parameter.
    defaults: Vec<Option<Plain>>,
    /// The lines that say them.
    text: String,
}

/// Those that were made last. All scenes of a show leave out the same, and making it takes far longer than writing one.
static MADE: Mutex<Vec<Arc<LeftOut>>> = Mutex::new(Vec::new());
/// How many of them are kept.
const MADE_KEPT: usize = 4;

impl LeftOut {
    fn of(values: &[(ParamAddr, Plain)], roles: &Roles) -> Arc<Self> {
        let made = MADE.lock().map_or(Vec::new(), |made| made.clone());
        let fits = |one: &&Arc<Self>| {
            let addrs = values.iter().map(|(addr, _)| addr);
            one.roles == *roles && one.addrs.iter().eq(addrs)
        };
        if let Some(found) = made.iter().find(fits) {
            return found.clone();
        }
        let new = Arc::new(Self::new(values, roles));
        if let Ok(mut made) = MADE.lock() {
            made.insert(0, new.clone());
            made.truncate(MADE_KEPT);
        }
        new
    }

    fn new(values: &[(ParamAddr, Plain)], roles: &Roles) -> Self {
        let role = |bus: u16| roles.get(&bus).copied();
        let mut known = Vec::with_capacity(values.len());
        let default = |(addr, _): &(ParamAddr, Plain)| {
            let spec = tables::row(addr.kind, addr.param)?;
            let default = default_of(*addr, spec, role);
            known.push((*addr, spec, default));
            Some(default)
        };
        let defaults = values.iter().map(default).collect();
        Self {
            addrs: values.iter().map(|(addr, _)| *addr).collect(),
            roles: roles.clone(),
            defaults,
            text: block_text(&known),
        }
    }
}

/// The values that a file has to spell, and the lines that say the others; no lines where there are too few.
pub(super) fn shortened(values: &[(ParamAddr, Plain)], roles: &Roles) -> (Values, String) {
    let left_out = LeftOut::of(values, roles);
    let pairs = || values.iter().zip(&left_out.defaults);
    let is_spelled = |(value, default): &(&(ParamAddr, Plain), &Option<Plain>)| {
        default.is_some_and(|default| default != value.1)
    };
    let mut spelled: Values = pairs()
        .filter(is_spelled)
        .map(|(value, _)| *value)
        .collect();
    let known = pairs().filter(|(_, default)| default.is_some()).count();
    if known - spelled.len() < FEW {
        return (values.to_vec(), String::new());
    }
    spelled.sort_by_key(|(addr, _)| (addr.kind, addr.number));
    (spelled, left_out.text.clone())
}

/// Which numbers share a line, by row and value.
type Numbers = BTreeMap<u8, BTreeSet<u16>>;

fn block_text(known: &[(ParamAddr, &'static ParamSpec, Plain)]) -> String {
    // In the order of the tables, which is that of the signal.
    let mut rows: HashMap<(NodeKind, &str, u32), usize> = HashMap::new();
    let mut found: Vec<(NodeKind, &ParamSpec, Plain, Numbers)> = Vec::new();
    for (addr, spec, value) in known {
        let key = (addr.kind, spec.path, value.0.to_bits());
        let at = *rows.entry(key).or_insert_with(|| {
            found.push((addr.kind, spec, *value, Numbers::new()));
            found.len() - 1
        });
        found[at]
            .3
            .entry(addr.each)
            .or_default()
            .insert(addr.number);
    }
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for (kind, spec, value, numbers) in found {
        for (nodes, each) in products(numbers) {
            let path = spec.path.replace('*', &each_text(spec, &each));
            let (prefix, last) = path.rsplit_once('/').unwrap_or(("", &path));
            let node = node_text(kind, &nodes);
            let key = match prefix {
                "" => node,
                prefix => format!("{node}/{prefix}"),
            };
            let last = if last.contains(',') {
                quoted(last)
            } else {
                last.to_owned()
            };
            let entry = format!("{last}: {}", value_text(&spec.exact(value)));
            match lines.iter_mut().find(|(line, _)| *line == key) {
                Some((_, entries)) => entries.push(entry),
                None => lines.push((key, vec![entry])),
            }
        }
    }
    let mut text = format!("{DEFAULTS}:\n");
    for (key, entries) in lines {
        write_line(&mut text, &key, &entries);
    }
    text
}

/// Every combination of nodes and numbers, each in as few parts as they need.
fn products(numbers: Numbers) -> Vec<(BTreeSet<u16>, BTreeSet<u8>)> {
    let mut products: Vec<(BTreeSet<u16>, BTreeSet<u8>)> = Vec::new();
    for (each, nodes) in numbers {
        match products.iter_mut().find(|(known, _)| *known == nodes) {
            Some((_, eachs)) => {
                eachs.insert(each);
            }
            None => products.push((nodes, BTreeSet::from([each]))),
        }
    }
    products
}

fn node_text(kind: NodeKind, numbers: &BTreeSet<u16>) -> String {
    if kind.is_numbered() {
        format!("{}/{}", kind.word(), ranges(numbers.iter().copied()))
    } else {
        kind.word().to_owned()
    }
}

fn each_text(spec: &ParamSpec, each: &BTreeSet<u8>) -> String {
    if spec.each == Each::Third {
        let names = each
            .iter()
            .filter_map(|each| THIRDS.get(usize::from(*each) - 1));
        let names: Vec<&str> = names.copied().collect();
        return names.join(",");
    }
    ranges(each.iter().map(|each| u16::from(*each)))
}

/// "1-4,6"
fn ranges(numbers: impl Iterator<Item = u16>) -> String {
    let mut parts: Vec<(u16, u16)> = Vec::new();
    for number in numbers {
        match parts.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => parts.push((number, number)),
        }
    }
    let part = |(first, last): &(u16, u16)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}-{last}")
        }
    };
    let parts: Vec<String> = parts.iter().map(part).collect();
    parts.join(",")
}

/// A value between braces.
fn value_text(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || " ./:-+°%".contains(c);
    let is_mark = text.starts_with(['%', ':', ' ']) || text.starts_with("- ");
    let is_key = text.ends_with([':', ' ']) || text.contains(": ");
    if text.chars().all(is_plain) && !is_mark && !is_key {
        text.to_owned()
    } else {
        quoted(text)
    }
}

fn write_line(text: &mut String, key: &str, entries: &[String]) {
    let mut line = format!("  {key}: {{ ");
    for (at, entry) in entries.iter().enumerate() {
        let separator = if at + 1 < entries.len() { ", " } else { " }" };
        if line.chars().count() + entry.chars().count() + 2 > WIDTH {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{}", line.trim_end());
            line.replace_range(.., "      ");
        }
        line.push_str(entry);
        line.push_str(separator);
    }
    let _ = writeln!(text, "{}", line.trim_end());
}

/// Reads the defaults of a file; what is wrong is reported and left out.
pub(super) fn read(reader: &mut Reader, node: &Node) -> Block {
    let mut values = Values::new();
    for (key, path, node) in reader.entries(node, "'defaults'") {
        let Kind::Map(_) = node.kind else {
            read_one(reader, key, path, node, &mut values);
            continue;
        };
        for (key, last, node) in reader.entries(node, "a line of 'defaults'") {
            read_one(reader, key, &format!("{path}/{last}"), node, &mut values);
        }
    }
    Block::of(values)
}

/// The defaults of a text that the console wrote; nothing where anything of it needs a word.
pub(super) fn read_own(text: &str) -> Option<Arc<Block>> {
    let document = Document::read("", text).ok()?;
    let mut reader = Reader::default();
    let fields = reader.map_of(&document, "a scene", &[DEFAULTS]).ok()?;
    let block = read(&mut reader, fields.get(DEFAULTS)?);
    reader.finish(&document).is_empty().then(|| Arc::new(block))
}

fn read_one(reader: &mut Reader, key: &Node, path: &str, node: &Node, values: &mut Values) {
    let Some((addrs, spec)) = addresses(path) else {
        let hint = "'headroom params' lists every path; numbers may be written as 1-4,6";
        reader.report(key, format!("'{path}' names no parameter"), hint);
        return;
    };
    if spec.recall != Recall::Stored {
        reader.report(key, format!("'{path}' is in no scene"), "remove it");
        return;
    }
    let Some(text) = reader.text(node, spec.name) else {
        return;
    };
    match spec.parse(text) {
        Ok(value) => values.extend(addrs.into_iter().map(|addr| (addr, value))),
        Err(error) => reader.report(node, error.to_string(), ""),
    }
}

/// What a path with several numbers stands for.
fn addresses(path: &str) -> Option<(Vec<ParamAddr>, &'static ParamSpec)> {
    let (word, rest) = path.split_once('/')?;
    let kind = NodeKind::ALL.into_iter().find(|kind| kind.word() == word)?;
    let (nodes, rest) = if kind.is_numbered() {
        let (numbers, rest) = rest.split_once('/')?;
        (numbers_of(numbers)?, rest)
    } else {
        (vec![0], rest)
    };
    let (spec, each) = tables::rows(kind).find_map(|spec| Some((spec, each_of(spec, rest)?)))?;
    let addr = |number: u16, each: u8| NodeId { kind, number }.param_of(spec.param, each);
    let addrs = nodes
        .iter()
        .flat_map(|number| each.iter().map(|each| addr(*number, *each)));
    Some((addrs.collect(), spec))
}

/// The numbers that stand for the `*` of a row in the rest of a path.
fn each_of(spec: &ParamSpec, rest: &str) -> Option<Vec<u8>> {
    let Some((before, after)) = spec.path.split_once('*') else {
        return (spec.path == rest).then(|| vec![0]);
    };
    let list = rest.strip_prefix(before)?.strip_suffix(after)?;
    if spec.each == Each::Third {
        let third = |name: &str| {
            let at = THIRDS.iter().position(|third| *third == name)?;
            u8::try_from(at + 1).ok()
        };
        return list.split(',').map(third).collect();
    }
    let numbers = numbers_of(list)?.into_iter();
    numbers.map(|number| u8::try_from(number).ok()).collect()
}

/// "1-4,6"
fn numbers_of(text: &str) -> Option<Vec<u16>> {
    let number = |text: &str| {
        let is_plain = !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
        is_plain.then(|| text.parse::<u16>().ok())?
    };
    let mut numbers = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (number(first.trim())?, number(last.trim())?);
        if first > last || usize::from(last - first) >= MOST || numbers.len() >= MOST {
            return None;
        }
        numbers.extend(first..=last);
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::{BusRole, Layout, ParamIndex, Topology};

    #[test]
    fn numbers_are_written_as_stretches_and_read_back() {
        for (numbers, text) in [
            (vec![1, 2, 3, 4, 6], "1-4,6"),
            (vec![7], "7"),
            (vec![1, 3, 5], "1,3,5"),
        ] {
            assert_eq!(ranges(numbers.iter().copied()), text);
            assert_eq!(numbers_of(text), Some(numbers));
        }
        for wrong in ["", "0", "01", "4-2", "1-", "-3", "1-5000", "x", "1,,2"] {
            assert_eq!(numbers_of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_left_out_is_that_of_the_same_addresses_and_roles() {
        let values = |strips: usize| -> Values {
            let mut topology = Topology::default();
            topology.strips.truncate(strips);
            let layout = Layout::new(topology);
            let stored = |index: &ParamIndex| layout.spec(*index).recall == Recall::Stored;
            let stored = layout.indices().filter(stored);
            let value = |index| (layout.addr(index), layout.spec(index).default);
            stored.map(value).collect()
        };
        let roles = |role| Roles::from([(2, role)]);
        for _ in 0..2 {
            for strips in [1, 2, 5, 3] {
                for role in [BusRole::Group, BusRole::Wedge] {
                    let (values, roles) = (values(strips), roles(role));
                    let (made, new) = (LeftOut::of(&values, &roles), LeftOut::new(&values, &roles));
                    assert_eq!((&made.text, &made.defaults), (&new.text, &new.defaults));
                }
            }
        }
    }

    #[test]
    fn a_path_with_stretches_names_every_combination() {
        let (addrs, _) = addresses("ch/1-3/send/2,4/level").unwrap();
        let paths: Vec<String> = addrs.iter().map(ToString::to_string).collect();
        assert_eq!(
            paths,
            [
                "ch/1/send/2/level",
                "ch/1/send/4/level",
                "ch/2/send/2/level",
                "ch/2/send/4/level",
                "ch/3/send/2/level",
                "ch/3/send/4/level",
            ]
        );
        assert!(addresses("ch/1-3/sent/2/level").is_none());
        assert!(addresses("chs/1/fader").is_none());
        assert!(addresses("ch/1-3").is_none());
    }
}
