//! Layout files: what the controls of a surface do on the console. Which message belongs to which
//! control is the device file's matter, so that every device can have every layout.
//!
//! ```yaml
//! headroom: 1                       # format of this file
//! layout: Standard                  # name for people
//! extends: standard.yaml            # a shipped layout: this one says only what differs
//! for: [ "nanoKONTROL*" ]           # names of devices; * stands for anything
//! banks: [ ch, bus, dca, main ]     # what the strips run over, in order; also ch/7 and ch/1-8
//!                                   # or with names of their own: { Band: [ ch/1-8 ], Mine: [ ch/1, dca ] }
//! pages:                            # what strips do; a later page says only what differs
//!   Mix: { strip.fader: fader, strip.knob: pan, strip.push: reset, strip.mute: mute }
//!   Gate: { strip.knob: gate/threshold }
//! keys:                             # what keys do, on every page
//!   nav.bank-right: bank-right
//!   key.play: go
//!   key.f1: mute-group/1/on         # any switch of the console
//!   key.f2: bank bus                # a bank by its name
//!   key.f3: sends                   # the next select key of a bus puts its sends on the faders
//! shifted:                          # what controls do while a key with 'shift' is held
//!   key.stop: release-panic
//! ```
//!
//! Faders and knobs take parameters; keys take switches, `select`, `reset` (the knob's parameter to
//! its default) and the words of [`SurfaceAction`] and [`crate::param::ConsoleAction`]. Actions that ask, such as
//! `release-panic`, want the key twice within two seconds.
//!
//! On a page with `strip.knob: selected` the knobs are parameters of the selected node, one after the
//! other; `page-next` goes on to those that follow, `selected eq` to a section, and `select monitor` to
//! those of a node that no strip stands for.

mod assignment;
mod surface_actions;

pub use assignment::{Assignment, Assignments, Relative, SurfaceAction};
pub use surface_actions::{possible, sections, surface_words};

use super::error::FileError;
use super::mapping_file::{Control, Nav};
use super::reader::{Fields, Reader};
use super::shipped::LAYOUTS;
use super::strict::Format;
use super::yaml::{Document, Kind, Node};
use crate::param::{NodeId, NodeKind};
use std::path::Path;

/// Keys of a layout file.
pub(super) const KEYS: [&str; 8] = [
    "headroom", "layout", "extends", "for", "banks", "pages", "keys", "shifted",
];

/// What the strips of a surface run over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// All nodes of a kind, in the order of the desk.
    All(NodeKind),
    /// One node.
    One(NodeId),
}

/// A part of what the strips run over, with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedBank {
    /// Name for people and keys.
    pub name: String,
    /// What is in it.
    pub spans: Vec<Span>,
}

/// One page: what the controls of strips do.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Name for people.
    pub name: String,
    /// What they do.
    pub strips: Assignments,
}

/// What the controls of a surface do.
#[derive(Clone, Debug, PartialEq)]
pub struct LayoutFile {
    /// Name for people.
    pub name: String,
    /// Names of devices that it is for; `*` stands for anything.
    pub devices: Vec<String>,
    /// What the strips run over.
    pub banks: Vec<NamedBank>,
    /// The pages; the first is where a surface begins.
    pub pages: Vec<Page>,
    /// What keys do on every page.
    pub keys: Assignments,
    /// What controls do while shift is held, where that differs.
    pub shifted: Assignments,
}

impl LayoutFile {
    /// True where controls stand for one parameter of whatever is selected.
    pub fn follows_selection(&self) -> bool {
        let pages = self.pages.iter().map(|page| &page.strips);
        let all = pages.chain([&self.keys, &self.shifted]);
        all.flat_map(Assignments::values)
            .any(|assignment| matches!(assignment, Assignment::OfSelected(_)))
    }
}

const FORMAT: Format<LayoutFile> = Format {
    what: "a layout",
    keys: &KEYS,
    read,
};

/// Loads a layout file strictly.
///
/// # Errors
/// Everything that is wrong with it, by line.
pub fn load(path: &Path) -> Result<LayoutFile, Vec<FileError>> {
    FORMAT.load(path)
}

/// Reads a layout file strictly; `source` is the name that errors show. A file with errors is not
/// used in part.
///
/// # Errors
/// Everything that is wrong with it, by line.
pub fn parse(text: &str, source: &str) -> Result<LayoutFile, Vec<FileError>> {
    FORMAT.parse(text, source)
}

/// Everything that is wrong with a layout file, and what is probably a slip though it can be used.
pub fn check(text: &str, source: &str) -> Vec<FileError> {
    FORMAT.check(text, source)
}

/// What stands behind a shift that no key is, and banks of what no console has.
fn advise(reader: &mut Reader, fields: Fields, file: &LayoutFile) {
    let shift = Assignment::Do(SurfaceAction::Shift);
    let pages = file.pages.iter().map(|page| &page.strips);
    let mut all = pages.chain([&file.keys]).flat_map(Assignments::values);
    if let Some(node) = fields
        .get("shifted")
        .filter(|_| !all.any(|one| *one == shift))
    {
        let hint = "write 'key.shift: shift' under 'keys', or the key that your device has for it";
        reader.advise(
            node,
            "no key is shift: nothing of this is ever reached",
            hint,
        );
    }
    let mut spans = file.banks.iter().flat_map(|bank| &bank.spans);
    let is_odd =
        |span: &&Span| matches!(span, Span::One(node) if !surface_actions::may_exist(*node));
    if let (Some(Span::One(odd)), Some(node)) = (spans.find(is_odd), fields.get("banks")) {
        let message = format!("no console has {odd}");
        reader.advise(node, message, "'headroom get' lists what a console has");
    }
}

fn read(reader: &mut Reader, document: &Document, fields: Fields) -> LayoutFile {
    let root = &document.root;
    let base = read_base(reader, fields);
    let name = fields.get("layout");
    let name = name.and_then(|node| reader.text(node, "the layout"));
    let is_whole = fields.get("extends").is_none();
    for (key, is_needed, hint) in [
        ("layout", is_whole, "write its name: 'layout: …'"),
        ("for", true, "write the names of devices: 'for: [ … ]'"),
        ("pages", is_whole, "write at least one page under 'pages:'"),
    ] {
        if is_needed && fields.get(key).is_none() {
            reader.report(root, format!("'{key}' is missing"), hint);
        }
    }
    let base = base.unwrap_or_else(LayoutFile::unwritten);
    let devices = fields.get("for").map_or_else(Vec::new, |node| {
        let items = reader.items(node, "'for'").iter();
        let names = items.filter_map(|item| reader.text(item, "a device"));
        names.map(str::to_owned).collect()
    });
    let banks = fields.get("banks").map(|node| read_banks(reader, node));
    let banks = banks.unwrap_or(base.banks);
    let pages = match fields.get("pages") {
        Some(node) => read_pages(reader, node, base.pages),
        None => base.pages,
    };
    let names: Vec<&str> = pages.iter().map(|page| page.name.as_str()).collect();
    let bank_names: Vec<&str> = banks.iter().map(|bank| bank.name.as_str()).collect();
    let places = surface_actions::Places {
        pages: &names,
        banks: &bank_names,
    };
    let mut keys = |key: &str, mut base: Assignments| {
        if let Some(node) = fields.get(key) {
            base.extend(surface_actions::read(
                reader,
                node,
                &format!("'{key}'"),
                places,
            ));
        }
        base
    };
    let (keys, shifted) = (keys("keys", base.keys), keys("shifted", base.shifted));
    let file = LayoutFile {
        name: name.map_or(base.name, str::to_owned),
        devices,
        banks,
        keys: with_nav(keys),
        shifted,
        pages,
    };
    advise(reader, fields, &file);
    file
}

/// The shipped layout that this one extends.
fn read_base(reader: &mut Reader, fields: Fields) -> Option<LayoutFile> {
    let node = fields.get("extends")?;
    let text = reader.text(node, "'extends'")?;
    let wanted = text.trim_end_matches(".yaml");
    let mut files = LAYOUTS.iter();
    let found = files.find(|(name, _)| name.trim_end_matches(".yaml") == wanted);
    let Some((name, text)) = found else {
        let names: Vec<(&str, ())> = LAYOUTS.iter().map(|(name, _)| (*name, ())).collect();
        reader.word_of_many(node, "a shipped layout", &names, "these are all");
        return None;
    };
    // Shipped files have no errors.
    parse(text, name).ok()
}

impl LayoutFile {
    /// A layout of which nothing is written.
    fn unwritten() -> Self {
        let desk = DESK.iter();
        let banks = desk.map(|(name, span)| NamedBank {
            name: (*name).to_owned(),
            spans: vec![*span],
        });
        Self {
            name: String::new(),
            devices: Vec::new(),
            banks: banks.collect(),
            pages: Vec::new(),
            keys: Assignments::new(),
            shifted: Assignments::new(),
        }
    }
}

/// The order of the desk.
const DESK: [(&str, Span); 4] = [
    ("ch", Span::All(NodeKind::Strip)),
    ("bus", Span::All(NodeKind::Bus)),
    ("dca", Span::All(NodeKind::Dca)),
    ("main", Span::All(NodeKind::Main)),
];

/// Keys that are named for what they do need not be written down.
fn with_nav(mut keys: Assignments) -> Assignments {
    for (nav, action) in [
        (Nav::BankLeft, SurfaceAction::BankLeft),
        (Nav::BankRight, SurfaceAction::BankRight),
        (Nav::ChannelLeft, SurfaceAction::ChannelLeft),
        (Nav::ChannelRight, SurfaceAction::ChannelRight),
    ] {
        let own = Control::Nav(nav);
        keys.entry(own).or_insert(Assignment::Do(action));
    }
    keys
}

/// A list of spans, each a bank by its own word, or a map of lists by name.
fn read_banks(reader: &mut Reader, node: &Node) -> Vec<NamedBank> {
    if let Kind::Map(_) = &node.kind {
        let entries = reader.entries(node, "'banks'").into_iter();
        return entries
            .map(|(_, name, value)| NamedBank {
                name: name.to_owned(),
                spans: read_spans(reader, value)
                    .into_iter()
                    .flat_map(|(_, spans)| spans)
                    .collect(),
            })
            .collect();
    }
    let spans = read_spans(reader, node).into_iter();
    spans
        .map(|(name, spans)| NamedBank { name, spans })
        .collect()
}

fn read_spans(reader: &mut Reader, node: &Node) -> Vec<(String, Vec<Span>)> {
    let mut spans = Vec::new();
    for item in reader.items(node, "'banks'") {
        let Some(text) = reader.text(item, "a bank") else {
            continue;
        };
        let found = read_span(text);
        if found.is_empty() {
            let hint =
                "allowed: ch, bus, dca, main, one of them such as ch/7, and runs such as ch/1-8";
            reader.report(item, format!("'{text}' is not possible for a bank"), hint);
        }
        spans.push((text.to_owned(), found));
    }
    spans
}

/// Nothing where the text is no span.
fn read_span(text: &str) -> Vec<Span> {
    let kinds = [
        NodeKind::Strip,
        NodeKind::Bus,
        NodeKind::Dca,
        NodeKind::Main,
    ];
    let kind = |word: &str| kinds.into_iter().find(|kind| kind.word() == word);
    let Some((word, numbers)) = text.split_once('/') else {
        return kind(text).map(Span::All).into_iter().collect();
    };
    let Some(kind) = kind(word).filter(|kind| kind.is_numbered()) else {
        return Vec::new();
    };
    let number = |text: &str| {
        let number = text.trim().parse::<u16>().ok();
        number.filter(|number| (1..=999).contains(number))
    };
    let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
    match (number(first), number(last)) {
        (Some(first), Some(last)) => (first..=last)
            .map(|number| Span::One(NodeId { kind, number }))
            .collect(),
        _ => Vec::new(),
    }
}

/// Every page has what the first one has, where it says nothing else; of a layout that is extended, what it had.
fn read_pages(reader: &mut Reader, node: &Node, base: Vec<Page>) -> Vec<Page> {
    let mut pages = base;
    for (_, name, value) in reader.entries(node, "'pages'") {
        let own = surface_actions::read_strips(reader, value, &format!("page '{name}'"));
        if let Some(known) = pages.iter_mut().find(|page| page.name == name) {
            known.strips.extend(own);
            continue;
        }
        let first = pages.first().map(|page| page.strips.clone());
        let mut strips = first.unwrap_or_else(|| {
            let main = Assignment::Fixed(NodeId::MAIN.fader());
            Assignments::from([(Control::Master, main)])
        });
        strips.extend(own);
        pages.push(Page {
            name: name.to_owned(),
            strips,
        });
    }
    if pages.is_empty() {
        reader.report(
            node,
            "there is no page",
            "write 'Mix: { strip.fader: fader }'",
        );
    }
    pages
}

#[cfg(test)]
mod tests;
