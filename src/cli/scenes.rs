//! `headroom scene`.

use crate::param::NodeId;
use crate::show::scene_head::Switches;
use clap::Subcommand;

/// What to do with scenes.
#[derive(Debug, Subcommand)]
pub enum SceneCommand {
    /// List the scenes: a star marks the current one, a dot says it was touched since
    List,
    /// Store the current state as a scene
    Store {
        /// The scene's name
        scene: String,
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
        /// Seconds, 0 to 60
        seconds: f32,
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
    /// Move a scene to another place of the list
    Move {
        /// The scene's name
        scene: String,
        /// Its new number in the list, 1 first
        #[arg(value_parser = clap::value_parser!(u16).range(1..))]
        number: u16,
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

fn node(path: &str) -> Result<NodeId, String> {
    let node = NodeId::split(path).filter(|(_, rest)| rest.is_empty());
    let node = node.map(|(node, _)| node);
    node.ok_or_else(|| "write ch/N, bus/N, main, dca/N, mute-group/N or automix/N".to_owned())
}

fn switches(word: &str) -> Result<Switches, String> {
    Switches::from_word(word).ok_or_else(|| "allowed: start, middle, end".to_owned())
}
