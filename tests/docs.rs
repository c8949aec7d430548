//! README and `docs/`: what a table drives is written by the table, every command runs, every file in them is
//! valid, every link leads somewhere. `UPDATE_DOCS=1 cargo test --test docs generated` writes the generated
//! parts anew.

#[path = "docs/generated.rs"]
mod generated;
#[path = "common/program.rs"]
mod program;
#[path = "docs/script.rs"]
mod script;
#[path = "common/jack.rs"]
mod server;
#[path = "common/terminal.rs"]
mod terminal;
#[allow(dead_code)]
#[path = "common/wave.rs"]
mod wave;

use script::{Block, Stage, blocks};
use std::fs;
use std::path::{Path, PathBuf};

/// What a newcomer reads in one go.
const README_LINES: usize = 200;

/// README and all of `docs/`.
fn pages() -> Vec<PathBuf> {
    let folder = fs::read_dir("docs").unwrap();
    let mut pages: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    assert!(pages.len() > 5, "{pages:?}");
    pages.insert(0, PathBuf::from("README.md"));
    pages
}

fn read(page: &Path) -> String {
    fs::read_to_string(page).unwrap()
}

#[test]
fn generated_parts_are_what_the_tables_say() {
    let mut used = Vec::new();
    for page in pages() {
        let kept = read(&page);
        let found = generated::renewed(&kept, &mut used);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&page, &found).unwrap();
        } else {
            assert!(
                kept == found,
                "{} is not up to date: UPDATE_DOCS=1 cargo test --test docs generated",
                page.display()
            );
        }
    }
    used.sort_unstable();
    let mut all = generated::NAMES.to_vec();
    all.sort_unstable();
    assert_eq!(used, all, "every generated part stands on one page");
}

#[test]
fn the_readme_is_short_and_names_every_page() {
    let readme = read(Path::new("README.md"));
    assert!(readme.lines().count() <= README_LINES);
    for page in pages().iter().skip(1) {
        let page = page.to_str().unwrap();
        assert!(readme.contains(&format!("({page})")), "{page}");
    }
}

#[test]
fn every_link_leads_to_something() {
    for page in pages() {
        let text = read(&page);
        let targets = text.split("](").skip(1);
        for target in targets.filter_map(|rest| rest.split(')').next()) {
            let place = page.parent().unwrap().join(target);
            assert!(place.exists(), "{}: {target}", page.display());
        }
    }
}

/// Commands between backquotes are not run, but they have to be possible.
#[test]
fn every_command_in_the_text_can_be_read() {
    let mut count = 0;
    for page in pages() {
        let text = read(&page);
        for line in script::prose(&text) {
            for command in line.split('`').skip(1).step_by(2) {
                if !command.starts_with("headroom ") {
                    continue;
                }
                count += 1;
                let words = script::words(command);
                let what = format!("{}: {command}", page.display());
                let read = headroom::cli::command().try_get_matches_from(words);
                // A command that is named alone may want more.
                let reason = read.err().map(|error| error.kind());
                let is_known = reason.is_none_or(|kind| {
                    use clap::error::ErrorKind::{
                        DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand,
                        MissingRequiredArgument,
                    };
                    matches!(
                        kind,
                        DisplayHelp
                            | DisplayHelpOnMissingArgumentOrSubcommand
                            | MissingRequiredArgument
                    )
                });
                assert!(is_known, "{what}: {reason:?}");
            }
        }
    }
    assert!(count > 10, "only {count} commands were found");
}

/// All that a page shows, from its first line to its last, as somebody would who follows it.
#[test]
fn every_command_runs() {
    if !program::has_terminals() {
        return;
    }
    let mut count = 0;
    for page in pages() {
        let mut stage = Stage::new(&page);
        for block in blocks(&read(&page)) {
            match block {
                Block::Commands(lines) => {
                    count += lines.len();
                    for line in &lines {
                        stage.follow(line);
                    }
                }
                Block::Dialogue { command, output } => stage.prints(&command, &output),
                Block::File {
                    name,
                    text,
                    is_broken,
                } => stage.write(&name, &text, is_broken),
            }
        }
        stage.end();
    }
    assert!(count > 60, "only {count} commands were found");
}
