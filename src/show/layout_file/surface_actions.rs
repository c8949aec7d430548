//! What a control can do, read.

use super::assignment::{Assignment, Assignments, Relative, SurfaceAction};
use crate::param::nearest::nearest;
use crate::param::section::AUDIO_KINDS;
use crate::param::spec::{ConsoleParam, Param, ParamSpec};
use crate::param::topology::{MAX_BUSES, MAX_DCAS, MAX_MUTE_GROUPS, MAX_STRIPS};
use crate::param::{ConsoleAction, Curve, NodeId, NodeKind, ParamAddr, tables};
use crate::show::mapping_file::{Control, control_names};
use crate::show::reader::Reader;
use crate::show::yaml::Node;

/// Sections that a key may go to: the first words of paths, in the order of the signal.
pub fn sections() -> Vec<&'static str> {
    let mut sections = Vec::new();
    for spec in AUDIO_KINDS.into_iter().flat_map(tables::rows) {
        let first = spec.path.split('/').next().unwrap_or(spec.path);
        if !sections.contains(&first) {
            sections.push(first);
        }
    }
    sections
}

/// The words for what a surface does by itself; [`ConsoleAction`] has those of the console, and
/// `page NAME`, `select NODE`, `selected SECTION` and `scene N` come besides.
const OWN_WORDS: [(&str, SurfaceAction); 11] = [
    ("nothing", SurfaceAction::Nothing),
    ("bank-left", SurfaceAction::BankLeft),
    ("bank-right", SurfaceAction::BankRight),
    ("channel-left", SurfaceAction::ChannelLeft),
    ("channel-right", SurfaceAction::ChannelRight),
    ("page-previous", SurfaceAction::PagePrevious),
    ("page-next", SurfaceAction::PageNext),
    ("flip", SurfaceAction::Flip),
    ("shift", SurfaceAction::Shift),
    ("sends", SurfaceAction::Sends),
    ("spill", SurfaceAction::Spill),
];

impl SurfaceAction {
    /// Its word in files; empty where a name belongs to it.
    pub fn word(self) -> &'static str {
        let found = action_words().find(|(_, action)| *action == self);
        found.map_or("", |(word, _)| word)
    }
}

/// The words for what a surface does by itself, of those that name nothing else: "bank-left", "flip".
pub fn surface_words() -> impl Iterator<Item = &'static str> {
    OWN_WORDS.into_iter().map(|(word, _)| word)
}

/// What a control does by these words of a file, where it can do that.
///
/// # Errors
/// What is allowed.
pub fn possible(control: Control, text: &str) -> Result<Assignment, String> {
    if control.is_position() {
        position(control, text)
    } else {
        key_of(control, text, Places::default())
    }
}

/// What a key may name: the pages and the banks of its layout.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Places<'a> {
    /// Names of the pages.
    pub pages: &'a [&'a str],
    /// Names of the banks.
    pub banks: &'a [&'a str],
}

/// The words for what keys do.
fn action_words() -> impl Iterator<Item = (&'static str, SurfaceAction)> + Clone {
    let console = ConsoleAction::ALL.iter();
    let console = console.map(|action| (action.word(), SurfaceAction::Console(*action)));
    OWN_WORDS.into_iter().chain(console)
}

/// The switch that no key turns over.
const PANIC: Param = Param::Console(ConsoleParam::Panic);
/// Most scenes that a key can name.
const MOST_SCENES: u16 = 500;

/// Reads what the controls of strips do on a page.
pub(super) fn read_strips(reader: &mut Reader, node: &Node, what: &str) -> Assignments {
    let mut assignments = read(reader, node, what, Places::default());
    for (key, text, _) in entries_of(node) {
        if text.starts_with("key.") || text.starts_with("nav.") {
            let hint = "what a key does on every page stands under 'keys'";
            reader.report(key, format!("'{text}' is no control of a strip"), hint);
        }
    }
    assignments.retain(|control, _| {
        !matches!(
            control,
            Control::Key(_) | Control::User(_) | Control::Nav(_)
        )
    });
    assignments
}

fn entries_of(node: &Node) -> Vec<(&Node, &str, &Node)> {
    // Problems with the map itself have been told by the first reading.
    Reader::default().entries(node, "")
}

/// Reads what controls do.
pub(super) fn read(reader: &mut Reader, node: &Node, what: &str, places: Places) -> Assignments {
    let names = control_names();
    let mut assignments = Assignments::new();
    for (key, _, value) in reader.entries(node, what) {
        let all = "'headroom controls' lists all";
        let Some(control) = reader.word_of_many(key, "a control", &names, all) else {
            continue;
        };
        if control.is_touch() || control.is_shown_only() {
            let message = format!("'{}' does nothing", control.word());
            reader.report(key, message, "remove it: no hand moves or presses it");
            continue;
        }
        let Some(text) = reader.text(value, "what it does") else {
            continue;
        };
        let found = if control.is_position() {
            position(control, text)
        } else {
            key_of(control, text, places)
        };
        match found {
            Ok(assignment) => {
                if let Some((message, hint)) = slip(control, &assignment) {
                    reader.advise(value, message, hint);
                }
                assignments.insert(control, assignment);
            }
            Err(hint) => {
                let message = format!("'{text}' is not possible here");
                reader.report(value, message, hint);
            }
        }
    }
    assignments
}

/// What is probably a slip, though it can be used.
fn slip(control: Control, assignment: &Assignment) -> Option<(String, &'static str)> {
    let param = match assignment {
        Assignment::Strip(relative) | Assignment::OfSelected(relative) => Some(relative.param),
        Assignment::Fixed(addr) => Some(addr.param),
        _ => None,
    };
    if param.and_then(spec).is_some_and(|spec| spec.protected) {
        let hint = "a surface makes it guard more and never less: release it on the screen";
        return Some(("this is protected".to_owned(), hint));
    }
    match assignment {
        Assignment::Fixed(addr) if !may_exist(addr.node()) => {
            let message = format!("no console has {}", addr.node());
            Some((message, "'headroom get' lists what a console has"))
        }
        Assignment::Do(SurfaceAction::Shift) if control.is_of_strip() => Some((
            "the keys of all strips are shift".to_owned(),
            "write it at one key under 'keys', such as key.shift",
        )),
        _ => None,
    }
}

/// True for a node that some console may have.
pub(super) fn may_exist(node: NodeId) -> bool {
    let most = match node.kind {
        NodeKind::Strip => MAX_STRIPS,
        NodeKind::Bus => MAX_BUSES,
        NodeKind::Dca => MAX_DCAS,
        NodeKind::MuteGroup => MAX_MUTE_GROUPS,
        _ => return true,
    };
    usize::from(node.number) <= most
}

/// What faders and knobs move.
fn position(control: Control, text: &str) -> Result<Assignment, String> {
    if text == "nothing" {
        return Ok(Assignment::Do(SurfaceAction::Nothing));
    }
    if let Some(relative) = text.strip_prefix("selected/").and_then(Relative::parse) {
        return Ok(Assignment::OfSelected(relative));
    }
    if control.is_of_strip() {
        if text == "selected" {
            return Ok(Assignment::Selected);
        }
        let found = Relative::parse(text).map(Assignment::Strip);
        return found.ok_or_else(|| parameter_hint(text));
    }
    let addr = ParamAddr::parse(text).map(Assignment::Fixed);
    addr.ok_or_else(|| {
        "allowed: the path of a parameter such as main/fader; 'headroom params' lists them"
            .to_owned()
    })
}

/// What keys do.
fn key_of(control: Control, text: &str, places: Places) -> Result<Assignment, String> {
    if let Some((_, action)) = action_words().find(|(word, _)| *word == text) {
        return Ok(Assignment::Do(action));
    }
    match (text, control.is_of_strip()) {
        ("select", true) => return Ok(Assignment::Select),
        ("reset", true) => return Ok(Assignment::Reset),
        ("selected", true) => return Ok(Assignment::Selected),
        _ => {}
    }
    if let Some(found) = named(text, places) {
        return found;
    }
    if let Some(relative) = text.strip_prefix("selected/").and_then(Relative::parse) {
        return match spec(relative.param) {
            Some(spec) if is_stepped(spec.curve) => Ok(Assignment::OfSelected(relative)),
            _ => Err("a key turns over switches; this is none".to_owned()),
        };
    }
    let relative = Relative::parse(text).filter(|_| control.is_of_strip());
    let found = match relative {
        Some(relative) => {
            let spec = spec(relative.param);
            Some((Assignment::Strip(relative), spec))
        }
        None => ParamAddr::parse(text).map(|addr| (Assignment::Fixed(addr), spec(addr.param))),
    };
    match found {
        // A second press of panic does nothing; a toggle would release it.
        Some((_, Some(spec))) if spec.param == PANIC => Err(
            "write panic: it acts at the first press and is released by release-panic".to_owned(),
        ),
        Some((assignment, Some(spec))) if is_stepped(spec.curve) => Ok(assignment),
        Some(_) => Err("a key turns over switches; this is none".to_owned()),
        None => Err(key_hint(text)),
    }
}

/// What names a thing behind its first word: a section, a node, a page, a bank, a scene.
fn named(text: &str, places: Places) -> Option<Result<Assignment, String>> {
    let (word, name) = text.split_once(' ')?;
    let name = name.trim();
    let place = |names: &[&str], what: &str, action: fn(u8) -> SurfaceAction| {
        let at = names.iter().position(|known| *known == name);
        let action = at.map(|at| Assignment::Do(action(at as u8)));
        action.ok_or_else(|| format!("there is no such {what}; there are: {}", names.join(", ")))
    };
    match word {
        "selected" => {
            let known = sections();
            let at = known.iter().position(|known| *known == name);
            let section = at.map(|at| Assignment::Do(SurfaceAction::Section(at as u8)));
            Some(
                section.ok_or_else(|| format!("allowed: selected and one of {}", known.join(", "))),
            )
        }
        "select" => {
            let node = NodeId::split(name).filter(|(_, rest)| rest.is_empty());
            let node = node.map(|(node, _)| Assignment::SelectNode(node));
            Some(node.ok_or_else(|| {
                "allowed: select and a node such as ch/1, main, monitor, talkback, console"
                    .to_owned()
            }))
        }
        "page" => Some(place(places.pages, "page", SurfaceAction::Page)),
        "bank" => Some(place(places.banks, "bank", SurfaceAction::Bank)),
        "scene" => {
            let number = name.parse::<u16>().ok();
            let number = number.filter(|number| (1..=MOST_SCENES).contains(number));
            let scene = number.map(|number| Assignment::Do(SurfaceAction::Scene(number - 1)));
            Some(scene.ok_or_else(|| format!("allowed: scene 1 to scene {MOST_SCENES}")))
        }
        _ => None,
    }
}

fn is_stepped(curve: Curve) -> bool {
    matches!(curve, Curve::Switch | Curve::Choice(_))
}

fn spec(param: Param) -> Option<&'static ParamSpec> {
    let rows = NodeKind::ALL.into_iter().flat_map(tables::rows);
    rows.into_iter().find(|spec| spec.param == param)
}

fn near(text: &str, words: impl IntoIterator<Item = &'static str>) -> String {
    nearest(text, words).map_or_else(String::new, |near| format!("did you mean '{near}'? "))
}

fn paths() -> impl Iterator<Item = &'static str> {
    tables::rows(NodeKind::Strip).map(|spec| spec.path)
}

fn parameter_hint(text: &str) -> String {
    let near = near(text, paths());
    format!(
        "{near}allowed: 'nothing', 'selected', or a parameter of a strip such as fader, pan, send/1/level; 'headroom params' lists them"
    )
}

fn key_hint(text: &str) -> String {
    let words = action_words().map(|(word, _)| word);
    let near = near(
        text,
        words
            .clone()
            .chain(["select", "reset", "selected"])
            .chain(paths()),
    );
    format!(
        "{near}allowed: switches such as mute or mute-group/1/on; actions such as go, panic, flip, shift, sends, spill \
         ('headroom do --help' lists those of the console); select, select NODE, reset, selected, selected SECTION, \
         page NAME, bank NAME, scene N"
    )
}
