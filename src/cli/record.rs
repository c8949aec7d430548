//! `headroom record` in words.

use clap::Subcommand;

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
}
