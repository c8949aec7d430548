//! How a session at the terminal runs.

use super::keymap::Keymap;
use super::theme::{self, Theme};
use std::path::PathBuf;
use std::sync::Arc;

/// How a session runs.
#[derive(Clone, Debug)]
pub struct TerminalOptions {
    /// True when the console lives in another process: leaving ends nothing.
    pub attached: bool,
    /// How things look.
    pub theme: Theme,
    /// Which keys do what.
    pub keymap: Arc<Keymap>,
    /// What was wrong with files of the user's, to be told at the start.
    pub problems: Vec<String>,
    /// Whether the terminal reports the mouse (and then no longer selects text with it).
    pub mouse: bool,
    /// Where the name of a theme that is chosen here is kept; nowhere without it.
    pub chosen_theme: Option<PathBuf>,
    /// Where standard error goes while the screen is up; nowhere without it.
    pub log: Option<PathBuf>,
}

impl Default for TerminalOptions {
    fn default() -> Self {
        Self {
            attached: false,
            theme: Theme::from_environment(theme::dark()),
            keymap: Keymap::shipped(),
            problems: Vec::new(),
            mouse: true,
            chosen_theme: None,
            log: None,
        }
    }
}
