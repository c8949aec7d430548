//! `headroom tape` in words.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What to do with the tape.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct TapeArgs {
    /// Open this folder of sound files, or a file of many channels. Without it, print what there is
    pub place: Option<PathBuf>,
    /// What to do [default: print what there is]
    #[command(subcommand)]
    pub command: Option<TapeCommand>,
}

/// What to do with the tape.
#[derive(Debug, Subcommand)]
pub enum TapeCommand {
    /// Open the newest recording of the show
    Last,
    /// Let all strips that take part hear their tracks (console/tape, ch/N/tape)
    On,
    /// Back to live
    Live,
    /// Let a strip hear another file: headroom tape assign ch/3 Snare.wav
    Assign {
        /// The strip
        strip: String,
        /// A file of the tape; none: the strip stays live
        file: String,
        /// Its channel, or the first one of two
        #[arg(default_value_t = 1)]
        channel: u8,
    },
    /// Have no tape any more; all strips go back to live
    Eject,
}
