//! What a control can do.

use crate::param::nearest::nearest;
use crate::param::section::AUDIO_KINDS;
use crate::param::spec::{ConsoleParam, Param, ParamSpec};
use crate::param::{ConsoleAction, Curve, NodeId, NodeKind, ParamAddr, tables};
use crate::show::mapping_file::{Control, control_names};
use crate::show::reader::Reader;
use crate::show::yaml::Node;
use std::collections::BTreeMap;

/// A parameter of whatever node a strip stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relative {
    /// Its path below the node.
    pub path: String,
    param: Param,
    each: u8,
}

impl Relative {
    /// The parameter of a node; it may have none.
    pub fn of(&self, node: NodeId) -> ParamAddr {
        node.param_of(self.param, self.each)
    }

    /// A parameter that strips, buses, main or DCAs have.
    pub fn parse(path: &str) -> Option<Self> {
        let nodes = [
            NodeId::strip(1),
            NodeId::bus(1),
            NodeId::MAIN,
            NodeId::dca(1),
        ];
        let found = nodes
            .iter()
            .find_map(|node| ParamAddr::parse(&format!("{node}/{path}")));
        found.map(|addr| Self {
            path: path.to_owned(),
            param: addr.param,
            each: addr.each,
        })
    }
}

/// What controls do, by control; controls of strips stand under strip 0.
pub type Assignments = BTreeMap<Control, Assignment>;

/// What a control does.
#[derive(Clone, Debug, PartialEq)]
pub enum Assignment {
    /// Moves, or turns over, a parameter of the strip's node.
    Strip(Relative),
    /// Moves, or turns over, one parameter of the console.
    Fixed(ParamAddr),
    /// Selects the strip's node.
    Select,
    /// Selects this node, and goes to the page of its parameters; back to the first page where it is
    /// shown.
    SelectNode(NodeId),
    /// Puts the parameter of the strip's knob to its default.
    Reset,
    /// Moves, or turns over, a parameter of the selected node: the first control one, the next
    /// control the next one. A key puts what is no switch to its default.
    Selected,
    /// Anything else.
    Do(SurfaceAction),
}

/// What keys do that concerns no single parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurfaceAction {
    /// Nothing.
    Nothing,
    /// A bank to the left.
    BankLeft,
    /// A bank to the right.
    BankRight,
    /// A strip to the left.
    ChannelLeft,
    /// A strip to the right.
    ChannelRight,
    /// The page before.
    PagePrevious,
    /// The page after.
    PageNext,
    /// This page, from 0; back to the first where it is shown.
    Page(u8),
    /// The first page whose knobs are the selected node's parameters, at this section: a place among
    /// [`sections`]. Back to the first page where it is shown.
    Section(u8),
    /// Faders do what knobs do, and knobs what faders do.
    Flip,
    /// While it is held, controls do what `shifted` says.
    Shift,
    /// Recalls the scene at this place, from 0.
    Scene(u16),
    /// What every front end can do to the console.
    Console(ConsoleAction),
}

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
const OWN_WORDS: [(&str, SurfaceAction); 9] = [
    ("nothing", SurfaceAction::Nothing),
    ("bank-left", SurfaceAction::BankLeft),
    ("bank-right", SurfaceAction::BankRight),
    ("channel-left", SurfaceAction::ChannelLeft),
    ("channel-right", SurfaceAction::ChannelRight),
    ("page-previous", SurfaceAction::PagePrevious),
    ("page-next", SurfaceAction::PageNext),
    ("flip", SurfaceAction::Flip),
    ("shift", SurfaceAction::Shift),
];

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
    let mut assignments = read(reader, node, what, &[]);
    for (key, text, _) in entries_of(node) {
        if !text.starts_with("strip.") && !text.starts_with("master.") {
            let hint = "what a key does on every page stands under 'keys'";
            reader.report(key, format!("'{text}' is no control of a strip"), hint);
        }
    }
    assignments.retain(|control, _| !matches!(control, Control::Key(_) | Control::Nav(_)));
    assignments
}

fn entries_of(node: &Node) -> Vec<(&Node, &str, &Node)> {
    // Problems with the map itself have been told by the first reading.
    Reader::default().entries(node, "")
}

/// Reads what controls do; `pages` are the names of the pages.
pub(super) fn read(reader: &mut Reader, node: &Node, what: &str, pages: &[&str]) -> Assignments {
    let names = control_names();
    let mut assignments = Assignments::new();
    for (key, _, value) in reader.entries(node, what) {
        let Some(control) = reader.word(key, "a control", &names) else {
            continue;
        };
        let Some(text) = reader.text(value, "what it does") else {
            continue;
        };
        let found = if is_position(control) {
            position(control, text)
        } else {
            key_of(control, text, pages)
        };
        match found {
            Ok(assignment) => {
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

fn is_position(control: Control) -> bool {
    matches!(
        control,
        Control::Fader(_) | Control::Knob(_) | Control::Master
    )
}

fn is_of_strip(control: Control) -> bool {
    !matches!(
        control,
        Control::Master | Control::MasterTouch | Control::Nav(_) | Control::Key(_)
    )
}

/// What faders and knobs move.
fn position(control: Control, text: &str) -> Result<Assignment, String> {
    if text == "nothing" {
        return Ok(Assignment::Do(SurfaceAction::Nothing));
    }
    if is_of_strip(control) {
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
fn key_of(control: Control, text: &str, pages: &[&str]) -> Result<Assignment, String> {
    if let Some((_, action)) = action_words().find(|(word, _)| *word == text) {
        return Ok(Assignment::Do(action));
    }
    match (text, is_of_strip(control)) {
        ("select", true) => return Ok(Assignment::Select),
        ("reset", true) => return Ok(Assignment::Reset),
        ("selected", true) => return Ok(Assignment::Selected),
        _ => {}
    }
    if let Some(section) = text.strip_prefix("selected ") {
        let known = sections();
        let at = known.iter().position(|known| *known == section.trim());
        let section = at.map(|at| Assignment::Do(SurfaceAction::Section(at as u8)));
        return section.ok_or_else(|| format!("allowed: selected and one of {}", known.join(", ")));
    }
    if let Some(path) = text.strip_prefix("select ") {
        let node = NodeId::split(path.trim()).filter(|(_, rest)| rest.is_empty());
        let node = node.map(|(node, _)| Assignment::SelectNode(node));
        return node.ok_or_else(|| {
            "allowed: select and a node such as ch/1, main, monitor, talkback, console".to_owned()
        });
    }
    if let Some(name) = text.strip_prefix("page ") {
        let at = pages.iter().position(|page| *page == name.trim());
        let page = at.map(|at| Assignment::Do(SurfaceAction::Page(at as u8)));
        return page
            .ok_or_else(|| format!("there is no such page; there are: {}", pages.join(", ")));
    }
    if let Some(number) = text.strip_prefix("scene ") {
        let number = number.trim().parse::<u16>().ok();
        let number = number.filter(|number| (1..=MOST_SCENES).contains(number));
        let scene = number.map(|number| Assignment::Do(SurfaceAction::Scene(number - 1)));
        return scene.ok_or_else(|| format!("allowed: scene 1 to scene {MOST_SCENES}"));
    }
    let relative = Relative::parse(text).filter(|_| is_of_strip(control));
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
    let words: Vec<&str> = words.collect();
    format!(
        "{near}allowed: {}, select, select NODE, reset, selected, selected SECTION, page NAME, scene N, and switches such as mute or mute-group/1/on",
        words.join(", ")
    )
}
