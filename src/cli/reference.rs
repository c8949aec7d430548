//! `headroom reference` in words.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What to do with the reference track.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct ReferenceArgs {
    /// Choose this sound file; a show gets a copy of it. Without it, print what there is
    pub file: Option<PathBuf>,
    /// What to do [default: print what there is]
    #[command(subcommand)]
    pub command: Option<ReferenceCommand>,
}

/// What to do with the reference track.
#[derive(Debug, Subcommand)]
pub enum ReferenceCommand {
    /// Hear the reference instead of the mix, as loud as that
    Play,
    /// Hear the mix again; the reference waits where it is
    Mix,
    /// Hear the mix again, and send the reference to its in point
    Stop,
    /// Play the reference in a loop, or (off) once
    Loop {
        /// on or off
        #[arg(default_value = "on", value_parser = ["on", "off"])]
        switch: String,
    },
    /// Go to a place or a marker: headroom reference go 1:12.5
    Go {
        /// Seconds, minutes and seconds, or a marker
        place: String,
    },
    /// Put a marker where the reference is: headroom reference mark Chorus
    Mark {
        /// The marker's name [default: the next number]
        marker: Option<String>,
        /// Put it at this place instead
        #[arg(long)]
        at: Option<String>,
    },
    /// Remove a marker
    Unmark {
        /// The marker's name
        marker: String,
    },
    /// Begin the loop where the reference is
    In {
        /// Begin it at this place instead
        at: Option<String>,
    },
    /// End the loop where the reference is
    Out {
        /// End it at this place instead
        at: Option<String>,
    },
    /// Loop over the whole track
    Whole,
    /// Have no reference track any more
    Remove,
}
