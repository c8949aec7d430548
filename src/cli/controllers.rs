//! What is done about MIDI controllers, in words.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Which shipped device file.
#[derive(Clone, Debug, Subcommand)]
pub enum DeviceCommand {
    /// List them
    List,
    /// Print one, to read it or to start from it: headroom device show x-touch
    Show {
        /// Its name, or the device's
        name: String,
    },
}

/// Which controller to learn.
#[derive(Debug, Args)]
pub struct LearnArgs {
    /// Part of its port's name [default: ask]
    pub port: Option<String>,
    /// The file to write [default: one in ~/.config/headroom/mappings, named after the device]
    #[arg(long)]
    pub out: Option<PathBuf>,
}
