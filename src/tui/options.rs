//! How a session at the terminal runs.

use super::theme::Theme;
use std::path::PathBuf;

/// How a session runs.
#[derive(Clone, Debug)]
pub struct TerminalOptions {
    /// True when the console lives in another process: leaving ends nothing.
    pub attached: bool,
    /// How things look.
    pub theme: Theme,
    /// Whether the terminal reports the mouse (and then no longer selects text with it).
    pub mouse: bool,
    /// Where standard error goes while the screen is up; nowhere without it.
    pub log: Option<PathBuf>,
}

impl Default for TerminalOptions {
    fn default() -> Self {
        Self {
            attached: false,
            theme: Theme::from_environment(),
            mouse: true,
            log: None,
        }
    }
}
