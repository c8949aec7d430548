//! The one text entry: what is typed, and what shall happen with it.

use crate::control::feed::{LearntControl, PatchedPort};
use crate::control::intent::CueNumber;
use crate::param::printable::printable;
use crate::param::{NodeId, ParamAddr};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Something that is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is for. Whatever moves meanwhile, it is for nothing else.
    pub purpose: Purpose,
    /// What stands before it: "name of the new preset".
    pub prompt: String,
    /// As far as it is typed.
    pub text: String,
    /// What is allowed.
    pub allowed: String,
    /// Most characters.
    pub longest: usize,
}

/// What a typed text is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The value of a parameter.
    Value(ParamAddr),
    /// What the fader of a node moves, or its pan.
    Fader(NodeId),
    /// The number of the strip to select.
    Strip,
    /// A part of the name of the strip to select; before that this one was selected.
    Find(NodeId),
    /// An action, or a parameter and its value.
    Command,
    /// The number of the bus whose sends go on the faders.
    SendsTo,
    /// What a strip, bus or group is called, and its colour: `Kick, red`.
    Label(NodeId),
    /// The name of a new preset with the settings of a node.
    NewPreset(NodeId),
    /// The bus and the name of a new link for a phone.
    NewPhone,
    /// Another name for a preset.
    RenamePreset(String),
    /// Another name for a scene.
    RenameScene(String),
    /// A name for the copy of a scene.
    DuplicateScene(String),
    /// A name for what stands now, to be stored right before a scene.
    InsertScene(String),
    /// The number of a scene in the list.
    NumberScene(String),
    /// What becomes of values of many scenes: `ch/7/fader by +2 dB in 12-30`.
    ChangeScenes,
    /// What many scenes get from elsewhere: `ch/7/eq from now in all`.
    PasteScenes,
    /// The path of the tape.
    TapePath,
    /// The path of the reference track.
    ReferenceFile,
    /// Seconds that the recall of a scene takes.
    SceneFade(String),
    /// The value of a point of a lane, at this time.
    PointValue(ParamAddr, u64),
    /// Notes of a scene; none remove those that it has.
    SceneNotes(String),
    /// The name of a port to connect one of ours to.
    Connect(PatchedPort),
    /// The scene of a new cue.
    NewCue(CueNumber),
    /// What this control of a surface shall do.
    Teach(LearntControl),
    /// Something of a cue.
    Cue(CueNumber, CueField),
}

/// What of a cue is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CueField {
    /// Its name.
    Name,
    /// Its number.
    Number,
    /// Its scene.
    Scene,
    /// Its fade.
    Fade,
    /// How long it waits.
    Wait,
    /// When the next one follows.
    Follow,
    /// Its notes.
    Notes,
    /// What it sends.
    Midi,
}

/// Longest value that can be typed.
const LONGEST_VALUE: usize = 24;
/// Longest number that can be typed.
const LONGEST_NUMBER: usize = 3;
/// Longest text that can be looked for.
const LONGEST_SEARCH: usize = 60;
/// Longest name that can be typed.
const LONGEST_NAME: usize = 40;

/// What a key did to an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// It goes on.
    Goes(Entry),
    /// It is complete.
    Done(Entry),
    /// It is left.
    Left,
}

impl Entry {
    /// A value to be typed.
    pub fn value(addr: ParamAddr, prompt: String, allowed: String) -> Self {
        Self {
            purpose: Purpose::Value(addr),
            prompt,
            text: String::new(),
            allowed,
            longest: LONGEST_VALUE,
        }
    }

    /// A number to be typed.
    pub fn number(purpose: Purpose, prompt: impl Into<String>, allowed: String) -> Self {
        Self {
            purpose,
            prompt: prompt.into(),
            text: String::new(),
            allowed,
            longest: LONGEST_NUMBER,
        }
    }

    /// True for a key that completes what is typed, and then does what it does: one that is no part of a
    /// number and no end of one; for a value up and down.
    pub fn is_ended_by(&self, key: &KeyEvent) -> bool {
        if matches!(self.purpose, Purpose::Value(_)) {
            return matches!(key.code, KeyCode::Up | KeyCode::Down);
        }
        let is_number = matches!(self.purpose, Purpose::SendsTo | Purpose::Strip);
        let is_part = match key.code {
            KeyCode::Char(character) => character.is_ascii_digit(),
            KeyCode::Backspace | KeyCode::Enter | KeyCode::Esc => true,
            _ => false,
        };
        is_number && !is_part
    }

    /// A text to be typed that is looked for.
    pub fn search(purpose: Purpose, prompt: impl Into<String>, allowed: &str) -> Self {
        Self {
            purpose,
            prompt: prompt.into(),
            text: String::new(),
            allowed: allowed.to_owned(),
            longest: LONGEST_SEARCH,
        }
    }

    /// A name to be typed, which is `text` so far.
    pub fn name(purpose: Purpose, prompt: impl Into<String>, text: &str) -> Self {
        Self::line(purpose, prompt.into(), text, LONGEST_NAME)
    }

    /// A line of text of at most so many characters, which is `text` so far.
    pub fn line(purpose: Purpose, prompt: String, text: &str, longest: usize) -> Self {
        Self {
            purpose,
            prompt,
            text: printable(text).chars().take(longest).collect(),
            allowed: String::new(),
            longest,
        }
    }

    /// The same with what a key adds: Enter completes it, Esc leaves it.
    pub fn with(mut self, key: &KeyEvent) -> Typed {
        match key.code {
            KeyCode::Esc => return Typed::Left,
            KeyCode::Enter => return Typed::Done(self),
            KeyCode::Backspace => {
                self.text.pop();
            }
            KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                return Typed::Left;
            }
            KeyCode::Char(character) if is_text(key.modifiers) => {
                self.add(character.encode_utf8(&mut [0; 4]));
            }
            _ => {}
        }
        Typed::Goes(self)
    }

    /// Adds text, as far as there is room.
    pub fn add(&mut self, text: &str) {
        let room = self.longest.saturating_sub(self.text.chars().count());
        self.text.extend(printable(text).chars().take(room));
    }
}

/// True for keys that type what is printed on them.
fn is_text(held: KeyModifiers) -> bool {
    !held.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT)
}
