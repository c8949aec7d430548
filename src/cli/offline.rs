//! What is done without a console, in words.

use clap::Args;
use std::path::PathBuf;

/// How to render.
#[derive(Debug, Args)]
pub struct RenderArgs {
    /// The session file
    pub session: PathBuf,
    /// The folder for the WAV files and report.json
    #[arg(long)]
    pub out: PathBuf,
    /// Frames per callback, or random; the samples are the same for all
    #[arg(long, default_value = "1024")]
    pub period: String,
}

/// Which mix, and where to.
#[derive(Clone, Debug, Args)]
pub struct TranslateArgs {
    /// The mix: a sound file of one or two channels
    pub mix: PathBuf,
    /// The folder for the WAV files and report.json
    #[arg(long)]
    pub out: PathBuf,
}

/// What to check.
#[derive(Clone, Debug, Args)]
pub struct CheckArgs {
    /// The files and show folders to check
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Print the worst rise of every change of scene of these shows; fail where one is further than approved
    #[arg(long)]
    pub transitions: bool,
    /// Print them as JSON
    #[arg(long, requires = "transitions")]
    pub json: bool,
}
