//! What a scene file says besides its values: how the scene is recalled, and what a person noted of it.
//!
//! ```yaml
//! switches: end            # of a fade: when switches and choices move; start, middle or end
//! fade: 3 s                # of GO, keys and program changes; 0 to 60 s
//! locked: yes              # nobody stores into it, renames or deletes it
//! notes: "click from drums"
//! scope:                   # what a recall changes; left out: everything
//!   all: mix sends
//!   ch/1: nothing
//! roles: { bus/1: wedge, bus/2: fx }     # what the buses were for when it was stored
//! ```
//! What was sent to a bus that is for something else now is left out at recall; without `roles` nobody knows.

use super::quantity;
use super::reader::{Fields, Reader};
use super::text::quoted;
use super::value_lines::HeadLine;
use super::yaml::{Kind, Node};
use crate::param::carry::Roles;
use crate::param::{BusRole, NodeId, NodeKind, ParamAddr, RecallClass, RecallClasses, Topology};
use serde::{Deserialize, Serialize};

/// The keys of a head.
pub(super) const KEYS: [&str; 6] = ["switches", "fade", "locked", "notes", "scope", "roles"];
/// Longest fade of a recall, in seconds.
pub const LONGEST_FADE: f32 = 60.0;
/// Longest notes, in characters.
pub const LONGEST_NOTES: usize = 200;
/// What the scope calls every node that it does not name.
const EVERY_NODE: &str = "all";

/// When a recall that fades moves switches and choices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Switches {
    /// When the fade begins.
    #[default]
    Start,
    /// Half-way.
    Middle,
    /// When the fade is over: a strip that mutes is heard until then.
    End,
}

impl Switches {
    /// All of them, with their words.
    pub const WORDS: [(&'static str, Self); 3] = [
        ("start", Self::Start),
        ("middle", Self::Middle),
        ("end", Self::End),
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        let known = Self::WORDS.iter().find(|(_, own)| *own == self);
        known.map_or("start", |(word, _)| word)
    }

    /// What a word says.
    pub fn from_word(word: &str) -> Option<Self> {
        let known = Self::WORDS.iter().find(|(known, _)| *known == word);
        known.map(|(_, own)| *own)
    }
}

/// What a recall of a scene may change: classes of parameters, for every node or for one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RecallScope {
    /// Of every node that is not named.
    pub all: RecallClasses,
    /// Of these nodes, each there once.
    pub nodes: Vec<(NodeId, RecallClasses)>,
}

impl Default for RecallScope {
    /// Everything.
    fn default() -> Self {
        Self {
            all: RecallClasses::ALL,
            nodes: Vec::new(),
        }
    }
}

impl RecallScope {
    /// The classes of a node that a recall may change.
    pub fn of(&self, node: NodeId) -> RecallClasses {
        let named = self.nodes.iter().find(|(named, _)| *named == node);
        named.map_or(self.all, |(_, classes)| *classes)
    }

    /// True for a parameter that a recall may change, on a console where buses have these roles.
    pub fn has(&self, addr: ParamAddr, topology: &Topology) -> bool {
        self.of(addr.node()).has(RecallClass::of(addr, topology))
    }

    /// Gives a node, or with none every node that is not named, other classes.
    pub fn set(&mut self, node: Option<NodeId>, classes: RecallClasses) {
        let Some(node) = node else {
            self.all = classes;
            return;
        };
        self.nodes.retain(|(named, _)| *named != node);
        if classes != self.all {
            self.nodes.push((node, classes));
            self.nodes.sort_by_key(|(node, _)| *node);
        }
    }

    /// In a few words: "mix sends, 2 strips otherwise".
    pub fn words(&self) -> String {
        match self.nodes.len() {
            0 => self.all.words(),
            1 => format!("{}, {} otherwise", self.all.words(), self.nodes[0].0),
            count => format!("{}, {count} otherwise", self.all.words()),
        }
    }
}

/// What a scene says besides its values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SceneHead {
    /// When its switches move in a fade.
    pub switches: Switches,
    /// Seconds over which it is recalled where nobody says otherwise, 0 to [`LONGEST_FADE`].
    pub fade: f32,
    /// Nobody stores into it, renames or deletes it.
    pub locked: bool,
    /// What a person noted of it, one line.
    pub notes: String,
    /// What its recall may change.
    pub scope: RecallScope,
    /// What the buses were for when it was stored; empty where nobody knows.
    pub roles: Roles,
}

/// Another word of a scene's head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum HeadChange {
    /// See [`SceneHead::switches`].
    Switches(Switches),
    /// See [`SceneHead::fade`].
    Fade(f32),
    /// See [`SceneHead::locked`].
    Locked(bool),
    /// See [`SceneHead::notes`].
    Notes(String),
    /// See [`RecallScope::set`].
    Scope(Option<NodeId>, RecallClasses),
}

impl std::fmt::Display for HeadChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Switches(switches) => {
                write!(f, "switches move at the {} of a fade", switches.word())
            }
            Self::Fade(seconds) => write!(f, "fades over {seconds} s"),
            Self::Locked(true) => f.write_str("locked"),
            Self::Locked(false) => f.write_str("unlocked"),
            Self::Notes(notes) if notes.is_empty() => f.write_str("no notes"),
            Self::Notes(notes) => write!(f, "notes: {notes}"),
            Self::Scope(Some(node), classes) => write!(f, "recalls {} of {node}", classes.words()),
            Self::Scope(None, classes) => write!(f, "recalls {}", classes.words()),
        }
    }
}

impl SceneHead {
    /// Takes a change.
    ///
    /// # Errors
    /// What is wrong with it, and what is allowed; nothing has changed then.
    pub fn change(&mut self, change: &HeadChange) -> Result<(), String> {
        match change {
            HeadChange::Switches(switches) => self.switches = *switches,
            HeadChange::Fade(seconds) if !is_fade(*seconds) => {
                return Err(format!(
                    "a fade takes 0 to {LONGEST_FADE} seconds, not {seconds}"
                ));
            }
            HeadChange::Fade(seconds) => self.fade = *seconds,
            HeadChange::Locked(locked) => self.locked = *locked,
            HeadChange::Notes(notes) => self.notes = checked_notes(notes)?,
            HeadChange::Scope(node, classes) => self.scope.set(*node, *classes),
        }
        Ok(())
    }

    /// What differs from a scene that recalls everything at once, in words.
    pub fn about(&self) -> Vec<String> {
        let mut words = Vec::new();
        if self.fade > 0.0 {
            words.push(format!("{} s", self.fade));
        }
        if self.scope != RecallScope::default() {
            words.push(format!("recalls {}", self.scope.words()));
        }
        if self.locked {
            words.push("locked".to_owned());
        }
        if !self.notes.is_empty() {
            words.push(format!("\"{}\"", self.notes));
        }
        words
    }

    /// Its lines in a file; what stands at its default is left out.
    pub(super) fn text(&self) -> String {
        KEYS.map(|key| self.lines_of(key)).concat()
    }

    /// Its lines by key, in a file that says `before`.
    pub(super) fn lines_after(&self, before: &Self) -> Vec<HeadLine> {
        let line = |key| {
            let text = self.lines_of(key);
            HeadLine {
                key,
                is_same: text == before.lines_of(key),
                text,
            }
        };
        KEYS.map(line).into()
    }

    /// The lines of a key; none where it stands at its default.
    fn lines_of(&self, key: &str) -> String {
        match key {
            "switches" if self.switches != Switches::default() => {
                format!("switches: {}\n", self.switches.word())
            }
            "fade" if self.fade > 0.0 => format!("fade: {} s\n", self.fade),
            "locked" if self.locked => "locked: yes\n".to_owned(),
            "notes" if !self.notes.is_empty() => format!("notes: {}\n", quoted(&self.notes)),
            "scope" if self.scope != RecallScope::default() => {
                let node = |(node, classes): &(NodeId, RecallClasses)| {
                    format!("  {node}: {}\n", classes.words())
                };
                let nodes: String = self.scope.nodes.iter().map(node).collect();
                format!(
                    "scope:\n  {EVERY_NODE}: {}\n{nodes}",
                    self.scope.all.words()
                )
            }
            "roles" if !self.roles.is_empty() => {
                let role = |(bus, role): (&u16, &BusRole)| {
                    format!("{}: {}", NodeId::bus(*bus), role.word())
                };
                let roles: Vec<String> = self.roles.iter().map(role).collect();
                format!("roles: {{ {} }}\n", roles.join(", "))
            }
            _ => String::new(),
        }
    }
}

/// True for a time that a fade may take.
pub fn is_fade(seconds: f32) -> bool {
    (0.0..=LONGEST_FADE).contains(&seconds)
}

fn checked_notes(notes: &str) -> Result<String, String> {
    let notes = notes.trim();
    if notes.chars().count() > LONGEST_NOTES || notes.contains(char::is_control) {
        return Err(format!(
            "notes are one line of at most {LONGEST_NOTES} characters"
        ));
    }
    Ok(notes.to_owned())
}

/// Reads a head; what is wrong is reported and left at its default.
pub(super) fn read(reader: &mut Reader, fields: Fields) -> SceneHead {
    let mut head = SceneHead::default();
    if let Some(node) = fields.get("switches") {
        let known = reader.word(node, "'switches'", &Switches::WORDS);
        head.switches = known.unwrap_or_default();
    }
    if let Some(node) = fields.get("fade") {
        head.fade = fade(reader, node).unwrap_or_default();
    }
    if let Some(node) = fields.get("locked") {
        let known = reader.word(node, "'locked'", &[("yes", true), ("no", false)]);
        head.locked = known.unwrap_or_default();
    }
    if let Some(text) = fields
        .get("notes")
        .and_then(|node| reader.text(node, "'notes'"))
    {
        text.clone_into(&mut head.notes);
    }
    if let Some(node) = fields.get("scope") {
        head.scope = scope(reader, node);
    }
    if let Some(node) = fields.get("roles") {
        head.roles = roles(reader, node);
    }
    head
}

fn roles(reader: &mut Reader, node: &Node) -> Roles {
    let mut roles = Roles::new();
    for (key, path, node) in reader.entries(node, "'roles'") {
        let Some(bus) = bus_number(path) else {
            reader.report(key, format!("'{path}' is no bus"), "write bus/3: wedge");
            continue;
        };
        let words = BusRole::ALL.map(|role| (role.word(), role));
        if let Some(role) = reader.word(node, "the role of a bus", &words) {
            roles.insert(bus, role);
        }
    }
    roles
}

/// The number of `bus/3`.
fn bus_number(path: &str) -> Option<u16> {
    let (node, rest) = NodeId::split(path)?;
    (node.kind == NodeKind::Bus && rest.is_empty()).then_some(node.number)
}

fn fade(reader: &mut Reader, node: &Node) -> Option<f32> {
    let text = reader.text(node, "'fade'")?;
    let seconds = quantity::parse(text, quantity::SECONDS);
    let seconds = seconds
        .map(|seconds| seconds as f32)
        .filter(|seconds| is_fade(*seconds));
    if seconds.is_none() {
        let hint = format!("allowed: 0 to {LONGEST_FADE} s");
        reader.report(node, format!("'{text}' is not possible for 'fade'"), hint);
    }
    seconds
}

fn scope(reader: &mut Reader, node: &Node) -> RecallScope {
    let mut scope = RecallScope::default();
    if matches!(node.kind, Kind::Text(_)) {
        scope.all = classes(reader, node);
        return scope;
    }
    for (key, name, node) in reader.entries(node, "'scope'") {
        let target = NodeId::split(name).filter(|(_, rest)| rest.is_empty());
        match (name, target) {
            (EVERY_NODE, _) => scope.all = classes(reader, node),
            (_, Some((target, _))) => scope.nodes.push((target, classes(reader, node))),
            (_, None) => {
                let hint = "allowed: all, ch/N, bus/N, main, dca/N, mute-group/N, automix/N";
                reader.report(key, format!("'{name}' is no strip, bus or DCA"), hint);
            }
        }
    }
    scope.nodes.sort_by_key(|(node, _)| *node);
    scope.nodes.dedup_by_key(|(node, _)| *node);
    scope
}

/// Where it cannot be read, a recall changes nothing: it never changes more than somebody meant.
fn classes(reader: &mut Reader, node: &Node) -> RecallClasses {
    let Some(text) = reader.text(node, "'scope'") else {
        return RecallClasses::NONE;
    };
    RecallClasses::parse(text).unwrap_or_else(|word| {
        let hint = format!("allowed: {}", RecallClasses::allowed());
        reader.report(node, format!("'{word}' is no class of parameters"), hint);
        RecallClasses::NONE
    })
}
