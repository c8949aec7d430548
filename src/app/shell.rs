//! What a shell and a system know of the program: completions and manual pages, from the command line itself.

use crate::cli;
use anyhow::{Context as _, Result};
use clap_complete::Shell;
use std::fs;
use std::path::Path;

/// The program's name, as it is typed.
const NAME: &str = "headroom";

/// `headroom completions SHELL`
///
/// # Errors
/// Nobody reads what is printed.
pub fn completions(shell: Shell) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut cli::command(), NAME, &mut script);
    std::io::Write::write_all(&mut std::io::stdout().lock(), &script)?;
    Ok(())
}

/// `headroom man FOLDER`: `headroom.1`, `headroom-scene-store.1` and so on.
///
/// # Errors
/// The folder takes no files.
pub fn manual(folder: &Path) -> Result<()> {
    let command = cli::command().disable_help_subcommand(true);
    fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(command, folder))
        .with_context(|| format!("{} takes no files", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page() {
        let folder = std::env::temp_dir().join(format!("headroom-man-{}", std::process::id()));
        manual(&folder).unwrap();
        let scene = fs::read_to_string(folder.join("headroom-scene-store.1")).unwrap();
        assert!(scene.contains("headroom\\-scene\\-store"), "{scene}");
        for below in cli::command().get_subcommands() {
            let page = folder.join(format!("headroom-{}.1", below.get_name()));
            assert!(page.exists(), "{}", page.display());
        }
        assert!(manual(&folder.join("headroom.1")).is_err());
        fs::remove_dir_all(&folder).unwrap();
    }
}
