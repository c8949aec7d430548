//! The files of the repository.

use super::FILE_BYTES;
use super::rules::Faults;
use super::scan::Source;
use std::fs;
use std::path::{Path, PathBuf};

pub fn strange_content(path: &Path) -> Faults {
    let name = path.strip_prefix(root()).unwrap_or(path).display();
    let bytes = fs::metadata(path).map_or(0, |about| about.len());
    if bytes > FILE_BYTES {
        return vec![format!("{name}:1: {bytes} bytes of {FILE_BYTES}")];
    }
    let text = fs::read_to_string(path).unwrap_or_default();
    let places = ["work", "root"].map(|folder| format!("/{folder}/"));
    let absolute = |line: &str, place: &String| {
        let before = line.find(place).map(|at| line[..at].chars().next_back());
        before.is_some_and(|before| before.is_none_or(|c| !c.is_alphanumeric()))
    };
    let lines = text.lines().enumerate();
    let strange = lines.filter(|(_, line)| places.iter().any(|place| absolute(line, place)));
    strange
        .map(|(number, line)| format!("{name}:{}: {}", number + 1, line.trim()))
        .collect()
}

/// The top of the repository, asked when the test runs: a build may be shared between checkouts.
pub fn root() -> PathBuf {
    let told = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    told.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into())
}

/// Everything below a folder but what builds, tools and people leave there.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let ours = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let hidden = name.starts_with('.') && path.is_dir() && name != ".ci" && name != ".config";
        !hidden && name != ".git" && name != "target" && !path.is_symlink()
    };
    let ours = paths.into_iter().filter(ours);
    ours.flat_map(|path| {
        if path.is_dir() {
            files(&path)
        } else {
            vec![path]
        }
    })
    .collect()
}

pub fn rust_files(folder: &str) -> Vec<Source> {
    let paths = files(&root().join(folder)).into_iter();
    let mut sources: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a source file is readable");
            let path = path.strip_prefix(root()).expect("below the top").to_owned();
            Source::new(&path.to_string_lossy(), &text)
        })
        .collect();
    let tests: Vec<_> = sources.iter().flat_map(Source::test_files).collect();
    for source in &mut sources {
        if tests.iter().any(|path| source.path.starts_with(path)) {
            source.tokens.iter_mut().for_each(|token| token.test = true);
        }
    }
    sources
}

pub fn src() -> Vec<Source> {
    let sources = rust_files("src");
    assert!(
        sources.len() > 1,
        "no sources found below {}",
        root().display()
    );
    sources
}
