//! How a terminal is opened: its keys and colours, from the shipped files and the user's own.

use crate::cli::LookArgs;
use crate::diag::log::state_folder;
use crate::surface::catalogue::user_folder;
use crate::tui::TerminalOptions;
use crate::tui::keymap;
use crate::tui::theme::{self, Palette, Theme};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The user's own keys, in the folder of settings.
const KEYMAP: &str = "keymap.yaml";
/// The user's own theme, there too.
const THEME: &str = "theme.yaml";
/// The name of the theme that was chosen on a terminal last, in the folder of what programs remember.
const CHOSEN: &str = "theme";
/// What many terminals say of their colours: that of text, and that behind it, as numbers of the sixteen.
const COLORS: &str = "COLORFGBG";

/// How a terminal looks and which keys it has; what is wrong with a file is told on it, and the shipped one stands in.
pub fn options(args: &LookArgs, log: Option<PathBuf>) -> TerminalOptions {
    let mut options = TerminalOptions {
        log,
        chosen_theme: Some(state_folder().join(CHOSEN)),
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

/// The theme of a name or a file, or else the user's own, or the one that was chosen on a terminal last, or one for the
/// colour behind the text; none where a file is bad, which is told.
fn palette(wanted: Option<&str>, problems: &mut Vec<String>) -> Option<&'static Palette> {
    if let Some(palette) = wanted.and_then(theme::named) {
        return Some(palette);
    }
    let Some(path) = chosen(wanted.map(Path::new), THEME) else {
        let remembered = fs::read_to_string(state_folder().join(CHOSEN)).ok();
        if let Some(palette) = remembered.and_then(|name| theme::named(name.trim())) {
            return Some(palette);
        }
        let colors = std::env::var(COLORS).unwrap_or_default();
        return theme::named(if is_light(&colors) { "light" } else { "dark" });
    };
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

/// True where the colour behind the text is white, or light grey.
fn is_light(colors: &str) -> bool {
    let behind = colors.rsplit(';').next().unwrap_or_default();
    matches!(behind, "7" | "15")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_with_a_light_background_gets_the_light_theme() {
        for (colors, light) in [
            ("", false),
            ("15;0", false),
            ("0;15", true),
            ("0;default;15", true),
            ("0;7", true),
            ("7", true),
            ("0;default", false),
        ] {
            assert_eq!(is_light(colors), light, "{colors}");
        }
    }
}
