//! Cues: numbered places of a list that GO walks, each with what it does.

mod midi;
mod number;
mod record;

use super::console_file::Color;
use super::scene_head::{LONGEST_FADE, LONGEST_NOTES, is_fade};
pub use midi::{CueMidi, MidiMessage, ShowControl};
pub use number::CueNumber;
pub use record::CueRecord;
use serde::{Deserialize, Serialize};

/// Longest time that a cue waits before it acts, or the next one after it, in seconds.
pub const LONGEST_WAIT: f32 = 3600.0;
/// Most MIDI messages of a cue.
pub const MOST_MIDI: usize = 32;
/// Most cues of a show.
pub const MOST_CUES: usize = 1000;

/// A cue.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cue {
    /// Its place in the list.
    pub number: CueNumber,
    /// What people call it; empty: as the scene is called.
    pub name: String,
    /// The scene that it recalls.
    pub scene: Option<String>,
    /// Seconds over which that is recalled, 0 to [`LONGEST_FADE`]; none: the scene's own fade.
    pub fade: Option<f32>,
    /// Seconds between GO and what it does, 0 to [`LONGEST_WAIT`].
    pub wait: f32,
    /// Seconds after which the next cue goes by itself; none: it waits for GO.
    pub follow: Option<f32>,
    /// What a person noted, one line.
    pub notes: String,
    /// What it sends.
    pub midi: Vec<CueMidi>,
    /// What it does with the recording.
    #[serde(default)]
    pub record: CueRecord,
    /// GO, back and follow-on pass it over.
    pub skipped: bool,
    /// Nobody changes, moves or deletes it.
    pub locked: bool,
    /// Its colour in lists.
    pub color: Color,
}

/// Another word of a cue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CueChange {
    /// See [`Cue::name`].
    Name(String),
    /// See [`Cue::scene`].
    Scene(Option<String>),
    /// See [`Cue::fade`].
    Fade(Option<f32>),
    /// See [`Cue::wait`].
    Wait(f32),
    /// See [`Cue::follow`].
    Follow(Option<f32>),
    /// See [`Cue::notes`].
    Notes(String),
    /// See [`Cue::midi`].
    Midi(Vec<CueMidi>),
    /// See [`Cue::record`].
    Record(CueRecord),
    /// See [`Cue::skipped`].
    Skipped(bool),
    /// See [`Cue::locked`].
    Locked(bool),
    /// See [`Cue::color`].
    Color(Color),
}

impl Cue {
    /// A cue that recalls a scene, or none.
    pub fn of(number: CueNumber, scene: Option<String>) -> Self {
        Self {
            number,
            scene,
            ..Self::default()
        }
    }

    /// What people call it: "10.5 Solo".
    pub fn called(&self) -> String {
        match self.title() {
            "" => self.number.to_string(),
            title => format!("{} {title}", self.number),
        }
    }

    /// Its name, or its scene's.
    pub fn title(&self) -> &str {
        match &self.scene {
            Some(scene) if self.name.is_empty() => scene,
            _ => &self.name,
        }
    }

    /// Takes a change.
    ///
    /// # Errors
    /// What is wrong with it, and what is allowed; nothing has changed then.
    pub fn change(&mut self, change: &CueChange) -> Result<(), String> {
        match change {
            CueChange::Name(name) => self.name = one_line("a name", name)?,
            CueChange::Scene(scene) => self.scene.clone_from(scene),
            CueChange::Fade(Some(seconds)) if !is_fade(*seconds) => {
                return Err(format!(
                    "a fade takes 0 to {LONGEST_FADE} seconds, not {seconds}"
                ));
            }
            CueChange::Wait(seconds) | CueChange::Follow(Some(seconds)) if !is_wait(*seconds) => {
                return Err(format!(
                    "a cue waits 0 to {LONGEST_WAIT} seconds, not {seconds}"
                ));
            }
            CueChange::Fade(fade) => self.fade = *fade,
            CueChange::Wait(wait) => self.wait = *wait,
            CueChange::Follow(follow) => self.follow = *follow,
            CueChange::Notes(notes) => self.notes = one_line("notes", notes)?,
            CueChange::Midi(midi) if midi.len() > MOST_MIDI => {
                return Err(format!("a cue sends at most {MOST_MIDI} messages"));
            }
            CueChange::Midi(midi) => self.midi.clone_from(midi),
            CueChange::Record(record) => self.record = *record,
            CueChange::Skipped(skipped) => self.skipped = *skipped,
            CueChange::Locked(locked) => self.locked = *locked,
            CueChange::Color(color) => self.color = *color,
        }
        Ok(())
    }

    /// What it does besides recalling its scene, in words for lists.
    pub fn about(&self) -> Vec<String> {
        let mut words = Vec::new();
        words.extend(self.fade.map(|fade| format!("fade {fade} s")));
        if self.wait > 0.0 {
            words.push(format!("wait {} s", self.wait));
        }
        words.extend(self.follow.map(|follow| format!("follow {follow} s")));
        if !self.midi.is_empty() {
            words.push(format!("{} MIDI", self.midi.len()));
        }
        words.extend(self.record.about().map(str::to_owned));
        for (is_so, word) in [(self.skipped, "skipped"), (self.locked, "locked")] {
            if is_so {
                words.push(word.to_owned());
            }
        }
        if !self.notes.is_empty() {
            words.push(format!("\"{}\"", self.notes));
        }
        words
    }
}

impl std::fmt::Display for CueChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(name) if name.is_empty() => f.write_str("no name of its own"),
            Self::Name(name) => write!(f, "is called {name}"),
            Self::Scene(Some(scene)) => write!(f, "recalls {scene}"),
            Self::Scene(None) => f.write_str("recalls no scene"),
            Self::Fade(Some(seconds)) => write!(f, "fades over {seconds} s"),
            Self::Fade(None) => f.write_str("fades as its scene does"),
            Self::Wait(seconds) => write!(f, "waits {seconds} s"),
            Self::Follow(Some(seconds)) => write!(f, "the next cue follows after {seconds} s"),
            Self::Follow(None) => f.write_str("the next cue waits for GO"),
            Self::Notes(notes) if notes.is_empty() => f.write_str("no notes"),
            Self::Notes(notes) => write!(f, "notes: {notes}"),
            Self::Midi(midi) => write!(f, "sends {} MIDI messages", midi.len()),
            Self::Record(CueRecord::Keep) => f.write_str("leaves the recording alone"),
            Self::Record(CueRecord::Start) => f.write_str("begins a recording"),
            Self::Record(CueRecord::Mark) => f.write_str("marks the recording"),
            Self::Record(CueRecord::Stop) => f.write_str("ends the recording"),
            Self::Skipped(true) => f.write_str("skipped"),
            Self::Skipped(false) => f.write_str("no longer skipped"),
            Self::Locked(true) => f.write_str("locked"),
            Self::Locked(false) => f.write_str("unlocked"),
            Self::Color(color) => write!(f, "colour {}", color.word()),
        }
    }
}

/// True for a time that a cue may wait.
pub fn is_wait(seconds: f32) -> bool {
    (0.0..=LONGEST_WAIT).contains(&seconds)
}

/// A text of one line.
fn one_line(what: &str, text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.chars().count() > LONGEST_NOTES || text.contains(char::is_control) {
        return Err(format!(
            "{what} of a cue: one line of at most {LONGEST_NOTES} characters"
        ));
    }
    Ok(text.to_owned())
}
