//! `headroom import` in words.

use clap::Args;
use std::path::PathBuf;

/// What is brought along, and where to.
#[derive(Clone, Debug, Args)]
pub struct ImportArgs {
    /// Files of an X32 or M32: shows (.shw, with their scenes beside them), scenes (.scn), snippets (.snp), channel
    /// presets (.chn)
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// The show's folder: a show that is not open, or a folder that is not there yet [default: only tell what would be
    /// taken]
    #[arg(long)]
    pub to: Option<PathBuf>,
}
