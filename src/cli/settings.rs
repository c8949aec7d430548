//! Settings on their way: copies and presets.

use clap::{Args, Subcommand};

/// Copy what shapes the sound. Level, mute, pan, assignments, sends and preamp stay as they are
/// unless you ask for a section or for everything.
#[derive(Clone, Debug, Args)]
pub struct CopyArgs {
    /// Where to copy from: ch/N, bus/N or main
    pub source: String,
    /// Where to copy to: ch/N, bus/N or main; several are possible
    #[arg(required = true)]
    pub to: Vec<String>,
    /// What of it.
    #[command(flatten)]
    pub scope: ScopeArgs,
}

/// Name a strip, bus or group. The show's file says so, too.
#[derive(Clone, Debug, Args)]
#[group(required = true, multiple = true, args = ["called", "color"])]
pub struct NameArgs {
    /// What to name: ch/N, bus/N, main, dca/N or mute-group/N
    pub node: String,
    /// The name; "" for none
    #[arg(value_name = "NAME")]
    pub called: Option<String>,
    /// The colour: red, orange, yellow, green, cyan, blue, purple, pink, white or off
    #[arg(long)]
    pub color: Option<String>,
}

/// Which settings.
#[derive(Clone, Debug, Default, Args)]
pub struct ScopeArgs {
    /// Only this section: input, hpf, gate, eq, comp, level, groups, sends …
    #[arg(long)]
    pub section: Option<String>,
    /// Include level, mute, pan, assignments and sends
    #[arg(long, conflicts_with = "section")]
    pub everything: bool,
}

/// What to do with presets.
#[derive(Debug, Subcommand)]
pub enum PresetCommand {
    /// List the presets and where each is kept
    List,
    /// Store a strip's settings as a preset for all your shows
    Store {
        /// The preset's name
        preset: String,
        /// Where to copy from: ch/N, bus/N or main
        source: String,
        /// What of it.
        #[command(flatten)]
        scope: ScopeArgs,
        /// Store it in the folder of this show instead
        #[arg(long)]
        show: bool,
    },
    /// Apply a preset to strips and buses
    Apply {
        /// The preset's name
        preset: String,
        /// Where to copy to: ch/N, bus/N or main; several are possible
        #[arg(required = true)]
        to: Vec<String>,
    },
    /// Rename a preset
    Rename {
        /// The old name
        from: String,
        /// The new name
        to: String,
    },
    /// Delete a preset
    Delete {
        /// The preset's name
        preset: String,
    },
}
