//! `headroom record` in words.

use clap::Subcommand;
use std::path::PathBuf;

/// What to do with the recording.
#[derive(Clone, Debug, Subcommand)]
pub enum RecordCommand {
    /// Record all that is armed: ch/N/record, bus/N/record, main/record
    Start,
    /// End the recording
    Stop,
    /// Put a marker where the recording is
    Mark {
        /// The marker's name [default: the next number]
        marker: Option<String>,
    },
    /// Print how the recording stands
    Status,
    /// Make FLAC of the WAV files of a recording, each proven sample by sample before it gets its name
    Flac {
        /// The folder of a recording, or one file
        folder: PathBuf,
        /// Bits of a sample; dithered where the recording has more
        #[arg(long, default_value = "24", value_parser = ["16", "24"])]
        bits: String,
        /// Remove the WAV files that have become FLAC
        #[arg(long)]
        remove_wav: bool,
    },
}
