//! The command line of the cues.

use crate::show::console_file::Color;
use crate::show::cue::{CueMidi, CueNumber, CueRecord};
use clap::{Args, Subcommand};

/// What GO does.
#[derive(Clone, Debug, Args)]
pub struct GoArgs {
    /// A cue by number or name, wherever it stands in the list [default: the next one]
    pub cue: Option<String>,
    /// Allow what it raises further than anybody has approved: you mean it
    #[arg(long)]
    pub confirm: bool,
    /// Let the rises go that wait for an answer, and do nothing else
    #[arg(long, conflicts_with_all = ["cue", "confirm"])]
    pub let_go: bool,
}

/// Which step to take back.
#[derive(Clone, Debug, Args)]
pub struct UndoArgs {
    /// Whose last step, as the journal calls them: terminal, X-Touch
    #[arg(long)]
    pub who: Option<String>,
    /// Allow what it raises further than anybody has approved: you mean it
    #[arg(long)]
    pub confirm: bool,
}

/// What to do with cues.
#[derive(Debug, Subcommand)]
pub enum CueCommand {
    /// List the cues: a star marks the current one, > the next one
    List,
    /// Add a cue: headroom cue add 10.5 Solo --fade 3
    Add {
        /// Its number, with up to three digits behind a point
        #[arg(value_parser = number)]
        number: CueNumber,
        /// The scene that it recalls [default: none]
        scene: Option<String>,
        /// What else it does.
        #[command(flatten)]
        fields: CueFields,
    },
    /// Change a cue: headroom cue set 10.5 --follow 8
    Set {
        /// Its number
        #[arg(value_parser = number)]
        number: CueNumber,
        /// The scene that it recalls, or none
        #[arg(long)]
        scene: Option<String>,
        /// What else changes.
        #[command(flatten)]
        fields: CueFields,
    },
    /// Give a cue another number, and so another place
    Move {
        /// Its number
        #[arg(value_parser = number)]
        from: CueNumber,
        /// Its new number
        #[arg(value_parser = number)]
        to: CueNumber,
    },
    /// Number all cues anew, in their order
    Renumber {
        /// The number of the first one
        #[arg(default_value = "1", value_parser = number)]
        first: CueNumber,
        /// From each to the next
        #[arg(default_value = "1", value_parser = number)]
        step: CueNumber,
    },
    /// Copy a cue
    Copy {
        /// Its number
        #[arg(value_parser = number)]
        from: CueNumber,
        /// The number of the copy
        #[arg(value_parser = number)]
        to: CueNumber,
    },
    /// Delete a cue
    Delete {
        /// Its number
        #[arg(value_parser = number)]
        number: CueNumber,
    },
    /// Hold what counts down to the next cue, or let it go on
    Hold,
    /// Stop what counts down: the next cue waits for GO
    Stop,
}

/// What a cue does.
#[derive(Clone, Debug, Default, Args)]
pub struct CueFields {
    /// What it is called, where that is not its scene's name
    #[arg(long)]
    pub title: Option<String>,
    /// Seconds to fade, 0 to 60, or none: the scene's own fade
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub fade: Option<Seconds>,
    /// Seconds between GO and what it does
    #[arg(long, value_name = "SECONDS")]
    pub wait: Option<f32>,
    /// Seconds after which the next cue goes by itself, or none
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub follow: Option<Seconds>,
    /// A note, one line
    #[arg(long)]
    pub note: Option<String>,
    /// A MIDI message to send: 'program 5 channel 1 to Lights'; may be there several times
    #[arg(long, value_parser = CueMidi::parse)]
    pub midi: Vec<CueMidi>,
    /// Send no MIDI
    #[arg(long, conflicts_with = "midi")]
    pub no_midi: bool,
    /// What becomes of the recording: keep, start, mark, stop
    #[arg(long, value_parser = record)]
    pub record: Option<CueRecord>,
    /// Pass it over at GO, or 'no': no longer
    #[arg(long, value_name = "YES", value_parser = switch, num_args = 0..=1, default_missing_value = YES)]
    pub skip: Option<bool>,
    /// Lock it against changes, or 'no': unlock it
    #[arg(long, value_name = "YES", value_parser = switch, num_args = 0..=1, default_missing_value = YES)]
    pub lock: Option<bool>,
    /// Its colour: red, orange, yellow, green, cyan, blue, purple, pink, white, off
    #[arg(long, value_parser = color)]
    pub color: Option<Color>,
}

/// Seconds, or none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seconds(pub Option<f32>);

pub(super) fn seconds(text: &str) -> Result<Seconds, String> {
    if text == "none" {
        return Ok(Seconds(None));
    }
    let seconds = text.parse().ok();
    let seconds = seconds.ok_or_else(|| "allowed: a number of seconds, or none".to_owned())?;
    Ok(Seconds(Some(seconds)))
}

/// What a switch without a word means.
const YES: &str = "yes";

fn switch(word: &str) -> Result<bool, String> {
    match word {
        YES => Ok(true),
        "no" => Ok(false),
        _ => Err("allowed: yes, no".to_owned()),
    }
}

fn record(word: &str) -> Result<CueRecord, String> {
    let words = CueRecord::WORDS.map(|(word, _)| word).join(", ");
    CueRecord::from_word(word).ok_or_else(|| format!("allowed: {words}"))
}

fn number(text: &str) -> Result<CueNumber, String> {
    CueNumber::parse(text).ok_or_else(|| format!("allowed: {}", CueNumber::ALLOWED))
}

pub(super) fn color(word: &str) -> Result<Color, String> {
    let words = Color::WORDS.map(|(word, _)| word).join(", ");
    Color::from_word(word).ok_or_else(|| format!("allowed: {words}"))
}
