//! `headroom scene`.

use super::cues::{Seconds, color, seconds};
use crate::param::{NodeId, RecallClass};
use crate::show::console_file::Color;
use crate::show::scene_head::Switches;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What to do with scenes.
#[derive(Debug, Subcommand)]
pub enum SceneCommand {
    /// List the scenes: a star marks the current one, a dot says it was touched since
    List,
    /// Store the current state as a scene
    Store {
        /// The scene's name
        scene: String,
        /// Where a new scene goes [default: the end of the list].
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Recall a scene
    Recall {
        /// The scene's name
        scene: String,
        /// Fade over this many seconds [default: the scene's own fade]
        #[arg(long)]
        over: Option<f32>,
        /// Allow what it raises further than anybody has approved: you mean it
        #[arg(long)]
        confirm: bool,
    },
    /// Choose when mutes and other switches change during a fade
    Switches {
        /// The scene's name
        scene: String,
        /// start, middle or end of the fade
        #[arg(value_parser = switches)]
        when: Switches,
    },
    /// Set how long a recall fades: headroom scene fade Chorus 3
    Fade {
        /// The scene's name
        scene: String,
        /// Seconds, 0 to 60; with --section also none: as the scene
        #[arg(value_parser = seconds)]
        seconds: Seconds,
        /// Of this section only: preamp, processing, mix, sends, buses, dcas, effects, outputs, monitor
        #[arg(long, value_parser = class)]
        section: Option<RecallClass>,
    },
    /// Choose what a recall changes: headroom scene scope Chorus mix sends --of ch/1
    Scope {
        /// The scene's name
        scene: String,
        /// everything, nothing, or some of preamp, processing, mix, sends, buses, dcas, effects, outputs, monitor
        #[arg(required = true)]
        classes: Vec<String>,
        /// Of this strip, bus or DCA only; without it, of all that are not named
        #[arg(long, value_parser = node)]
        of: Option<NodeId>,
    },
    /// Note something of a scene; without a text, remove the notes
    Note {
        /// The scene's name
        scene: String,
        /// One line
        #[arg(default_value = "")]
        text: String,
    },
    /// Lock a scene against storing, renaming and deleting
    Lock {
        /// The scene's name
        scene: String,
    },
    /// Unlock a scene
    Unlock {
        /// The scene's name
        scene: String,
    },
    /// Give a scene's line a colour
    Color {
        /// The scene's name
        scene: String,
        /// red, orange, yellow, green, cyan, blue, purple, pink, white, off
        #[arg(value_parser = color)]
        color: Color,
    },
    /// Move a scene to another place of the list
    Move {
        /// The scene's name
        scene: String,
        /// Its new number in the list, 1 first
        #[arg(value_parser = clap::value_parser!(u16).range(1..), required_unless_present = "place")]
        number: Option<u16>,
        /// Or where it goes.
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Change values that scenes hold: headroom scene change Lead/fader --by +2dB --in 12-30
    Change {
        /// A path; it may have a *, and may begin with the name of a strip or bus
        path: String,
        /// The value
        #[arg(long, allow_hyphen_values = true, required_unless_present = "by")]
        to: Option<String>,
        /// How much more or less than each scene has
        #[arg(long, allow_hyphen_values = true, conflicts_with = "to")]
        by: Option<String>,
        /// In which scenes.
        #[command(flatten)]
        scenes: WhichArgs,
    },
    /// Give scenes what stands now, or what another scene holds: headroom scene paste now ch/1/eq --in all
    Paste {
        /// now, or a scene's name
        from: String,
        /// What of it: ch/1, ch/1/eq, 'ch/*/send/2'
        #[arg(required = true)]
        paths: Vec<String>,
        /// Into which scenes.
        #[command(flatten)]
        scenes: WhichArgs,
    },
    /// Take scenes over from another show: headroom scene import ../last-year Verse Chorus
    Import {
        /// The folder of the other show
        show: PathBuf,
        /// The scenes [default: all]
        scenes: Vec<String>,
        /// Where they go [default: the end of the list].
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Copy a scene
    Copy {
        /// The scene to copy
        from: String,
        /// The name of the copy
        to: String,
    },
    /// Write what was touched since the last recall into the current scene
    Fold {
        /// Into the scenes that follow, too
        #[arg(long, conflicts_with = "all")]
        following: bool,
        /// Into all scenes
        #[arg(long)]
        all: bool,
        /// Into these scenes: 12-30, Verse, Verse..Outro, current, following, all
        #[arg(long = "in", value_name = "SCENES", conflicts_with_all = ["following", "all"])]
        scenes: Option<String>,
        /// Move what the scenes hold by as much as it was moved, and not to where it stands
        #[arg(long)]
        relative: bool,
    },
    /// Let the next recall change what was touched: all of it, a strip's (ch/1), or one parameter
    Release {
        /// A strip, a bus or a parameter [default: everything]
        path: Option<String>,
    },
    /// Make a parameter safe from recalls; --off: no longer. For a whole strip: headroom set ch/1/recall-safe on
    Safe {
        /// The parameter
        path: String,
        /// Recalls change it again
        #[arg(long)]
        off: bool,
    },
    /// Say what differs between two scenes, or between now and a scene: headroom scene diff now Verse
    Diff {
        /// now, or a scene's name
        from: String,
        /// now, or a scene's name
        to: String,
    },
    /// Undo the last recall, leaving what was touched since; repeat for the recall before
    Undo {
        /// Allow what it raises further than anybody has approved: you mean it
        #[arg(long)]
        confirm: bool,
    },
    /// Rename a scene
    Rename {
        /// The old name
        from: String,
        /// The new name
        to: String,
    },
    /// Delete a scene
    Delete {
        /// The scene's name
        scene: String,
    },
}

/// Which scenes.
#[derive(Clone, Debug, Args)]
pub struct WhichArgs {
    /// The scenes, with commas between: 12-30, Verse, Verse..Outro, current, following, all
    #[arg(long = "in", value_name = "SCENES", default_value = "current")]
    pub scenes: String,
}

/// A place of the list.
#[derive(Clone, Debug, Args)]
#[group(id = "place", multiple = false)]
pub struct PlaceArgs {
    /// Right before this scene, by name or number
    #[arg(long, value_name = "SCENE")]
    pub before: Option<String>,
    /// Right after this scene, by name or number
    #[arg(long, value_name = "SCENE")]
    pub after: Option<String>,
}

fn node(path: &str) -> Result<NodeId, String> {
    let node = NodeId::split(path).filter(|(_, rest)| rest.is_empty());
    let node = node.map(|(node, _)| node);
    node.ok_or_else(|| "write ch/N, bus/N, main, dca/N, mute-group/N or automix/N".to_owned())
}

fn class(word: &str) -> Result<RecallClass, String> {
    let words = RecallClass::ALL.map(RecallClass::word).join(", ");
    RecallClass::from_word(word).ok_or_else(|| format!("allowed: {words}"))
}

fn switches(word: &str) -> Result<Switches, String> {
    Switches::from_word(word).ok_or_else(|| "allowed: start, middle, end".to_owned())
}
