//! How a terminal is opened: its keys and colours, from the shipped files and the user's own.

use crate::cli::LookArgs;
use crate::surface::catalogue::user_folder;
use crate::tui::TerminalOptions;
use crate::tui::keymap;
use crate::tui::theme::{self, Palette, Theme};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The user's own keys, in the folder of settings.
const KEYMAP: &str = "keymap.yaml";
/// The user's own theme, there too.
const THEME: &str = "theme.yaml";

/// How a terminal looks and which keys it has; what is wrong with a file is told on it, and the shipped one stands in.
pub fn options(args: &LookArgs, log: Option<PathBuf>) -> TerminalOptions {
    let mut options = TerminalOptions {
        log,
        ..TerminalOptions::default()
    };
    if let Some(path) = chosen(args.keymap.as_deref(), KEYMAP) {
        match keymap::load(&path) {
            Ok(keymap) => options.keymap = Arc::new(keymap),
            Err(errors) => {
                let words = errors.iter().map(ToString::to_string);
                options.problems.extend(words);
                let text = "the shipped keys are in use; 'headroom check' says more";
                options.problems.push(text.to_owned());
            }
        }
    }
    if let Some(palette) = palette(args.theme.as_deref(), &mut options.problems) {
        options.theme = Theme::from_environment(palette);
    }
    options
}

/// The theme of a name or a file, or else the user's own; none where that is bad, which is told.
fn palette(wanted: Option<&str>, problems: &mut Vec<String>) -> Option<&'static Palette> {
    if let Some(palette) = wanted.and_then(theme::named) {
        return Some(palette);
    }
    let path = chosen(wanted.map(Path::new), THEME)?;
    if wanted.is_some() && !path.exists() {
        let names = theme::shipped_names().collect::<Vec<_>>().join(", ");
        let text = format!(
            "there is no theme or file '{}'; allowed: {names}, or a file",
            path.display()
        );
        problems.push(text);
        return None;
    }
    match theme::load(&path) {
        // It lives as long as the terminal does.
        Ok(palette) => Some(Box::leak(Box::new(palette))),
        Err(errors) => {
            problems.extend(errors.iter().map(ToString::to_string));
            None
        }
    }
}

/// The file that is named, or else the one in the user's folder, where there is one.
fn chosen(named: Option<&Path>, file: &str) -> Option<PathBuf> {
    let own = || {
        let folder = user_folder()?;
        Some(folder.parent()?.join(file)).filter(|path| path.exists())
    };
    named.map(Path::to_owned).or_else(own)
}
