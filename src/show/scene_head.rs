//! What a scene file says besides its values: how the scene is recalled, and what a person noted of it.
//!
//! ```yaml
//! switches: end            # of a fade: when switches and choices move; start, middle or end
//! fade: 3 s                # of GO, keys and program changes; 0 to 60 s
//! fades: { mix: 6 s }      # of some classes, where they take another time
//! locked: yes              # nobody stores into it, renames or deletes it
//! notes: "click from drums"
//! color: red               # of its line in lists
//! scope:                   # what a recall changes; left out: everything
//!   all: mix sends
//!   ch/1: nothing
//! roles: { bus/1: wedge, bus/2: fx }     # what the buses were for when it was stored
//! ```
//! What was sent to a bus that is for something else now is left out at recall; without `roles` nobody knows.

use super::console_file::Color;
use super::text::quoted;
use super::value_lines::HeadLine;
use crate::param::carry::Roles;
use crate::param::{BusRole, NodeId, ParamAddr, RecallClass, RecallClasses, Topology};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub(super) mod reading;

/// The keys of a head.
pub(super) const KEYS: [&str; 8] = [
    "switches", "fade", "fades", "locked", "notes", "color", "scope", "roles",
];
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
    /// The same for some classes, where they take another time.
    pub fades: BTreeMap<RecallClass, f32>,
    /// Nobody stores into it, renames or deletes it.
    pub locked: bool,
    /// What a person noted of it, one line.
    pub notes: String,
    /// The colour of its line in lists.
    pub color: Color,
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
    /// See [`SceneHead::fades`]; none: as the scene's own fade.
    ClassFade(RecallClass, Option<f32>),
    /// See [`SceneHead::locked`].
    Locked(bool),
    /// See [`SceneHead::notes`].
    Notes(String),
    /// See [`SceneHead::color`].
    Color(Color),
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
            Self::ClassFade(class, Some(seconds)) => {
                write!(f, "{} fades over {seconds} s", class.word())
            }
            Self::ClassFade(class, None) => {
                write!(f, "{} fades as everything else", class.word())
            }
            Self::Locked(true) => f.write_str("locked"),
            Self::Locked(false) => f.write_str("unlocked"),
            Self::Notes(notes) if notes.is_empty() => f.write_str("no notes"),
            Self::Notes(notes) => write!(f, "notes: {notes}"),
            Self::Color(color) => write!(f, "colour {}", color.word()),
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
            HeadChange::Fade(seconds) | HeadChange::ClassFade(_, Some(seconds))
                if !is_fade(*seconds) =>
            {
                return Err(format!(
                    "a fade takes 0 to {LONGEST_FADE} seconds, not {seconds}"
                ));
            }
            HeadChange::Fade(seconds) => self.fade = *seconds,
            HeadChange::ClassFade(class, Some(seconds)) => {
                self.fades.insert(*class, *seconds);
            }
            HeadChange::ClassFade(class, None) => {
                self.fades.remove(class);
            }
            HeadChange::Locked(locked) => self.locked = *locked,
            HeadChange::Notes(notes) => self.notes = checked_notes(notes)?,
            HeadChange::Color(color) => self.color = *color,
            HeadChange::Scope(node, classes) => self.scope.set(*node, *classes),
        }
        Ok(())
    }

    /// Seconds over which the slowest class is recalled.
    pub fn longest_fade(&self) -> f32 {
        self.fades.values().copied().fold(self.fade, f32::max)
    }

    /// What differs from a scene that recalls everything at once, in words.
    pub fn about(&self) -> Vec<String> {
        let mut words = Vec::new();
        if self.fade > 0.0 {
            words.push(format!("{} s", self.fade));
        }
        for (class, seconds) in &self.fades {
            words.push(format!("{} {seconds} s", class.word()));
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
            "fades" if !self.fades.is_empty() => {
                let fade = |(class, seconds): (&RecallClass, &f32)| {
                    format!("{}: {seconds} s", class.word())
                };
                let fades: Vec<String> = self.fades.iter().map(fade).collect();
                format!("fades: {{ {} }}\n", fades.join(", "))
            }
            "locked" if self.locked => "locked: yes\n".to_owned(),
            "notes" if !self.notes.is_empty() => format!("notes: {}\n", quoted(&self.notes)),
            "color" if self.color != Color::Off => format!("color: {}\n", self.color.word()),
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
