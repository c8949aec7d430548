//! `headroom check` and `headroom params`.

use crate::param::path::{general_path, matches};
use crate::param::printable::printable;
use crate::param::{NodeKind, Recall, tables};
use crate::show::check::check_file;
use anyhow::{Result, bail};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// `headroom check FILE…`
///
/// # Errors
/// How many files are broken, after all problems have been printed.
pub fn check(files: &[PathBuf]) -> Result<()> {
    let mut broken = 0;
    let mut out = std::io::stdout().lock();
    for file in files {
        match check_file(file) {
            Ok(kind) => writeln!(out, "{}: {kind}, fine", name(file))?,
            Err(errors) => {
                broken += 1;
                for error in errors {
                    writeln!(out, "{error}")?;
                }
            }
        }
    }
    match broken {
        0 => Ok(()),
        1 => bail!("1 file has errors"),
        broken => bail!("{broken} files have errors"),
    }
}

fn name(file: &Path) -> String {
    printable(&file.display().to_string()).into_owned()
}

/// `headroom params [PATTERN]`: every parameter, as a table.
///
/// # Errors
/// Nothing matches.
pub fn params(pattern: &str) -> Result<()> {
    let rows = param_rows(pattern);
    if rows.is_empty() {
        bail!("nothing matches '{pattern}'; 'headroom params' lists everything");
    }
    print!("{}", aligned(&rows));
    Ok(())
}

fn param_rows(pattern: &str) -> Vec<[String; 4]> {
    // A number in a path stands for any: the list has one line for all strips.
    let any = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit()) && !word.is_empty();
    let words: Vec<&str> = pattern
        .split('/')
        .map(|word| if any(word) { "*" } else { word })
        .collect();
    let pattern = words.join("/");
    let below = format!("{}/*", pattern.trim_end_matches('/'));
    let mut rows = Vec::new();
    for kind in NodeKind::ALL {
        for spec in tables::rows(kind) {
            let path = general_path(kind, spec);
            if matches(&pattern, &path) || matches(&below, &path) {
                let mut notes = spec.name.to_owned();
                if spec.recall == Recall::Never {
                    notes.push_str(" (in no scene)");
                }
                if spec.protected {
                    notes.push_str(" (protected)");
                }
                if spec.read_only {
                    notes.push_str(" (found by the console)");
                }
                rows.push([path, spec.allowed(), spec.exact(spec.default), notes]);
            }
        }
    }
    rows
}

/// Rows with a heading, in columns.
fn aligned(rows: &[[String; 4]]) -> String {
    let heading = ["path", "range", "default", "what"].map(str::to_owned);
    let all = || std::iter::once(&heading).chain(rows);
    let width = |column: usize| {
        all()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths = [width(0), width(1), width(2)];
    let mut text = String::new();
    for row in all() {
        for (column, width) in widths.iter().enumerate() {
            let _ = write!(text, "{:<width$}  ", row[column]);
        }
        text.push_str(&row[3]);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_one_strip_finds_the_line_for_all_of_them() {
        for pattern in [
            "ch/1/gate/key",
            "ch/*/gate/key",
            "*gate/key",
            "ch/N/gate/key",
        ] {
            assert!(
                param_rows(pattern)
                    .iter()
                    .any(|row| row[0] == "ch/N/gate/key"),
                "{pattern}"
            );
        }
        assert!(param_rows("ch/12").len() > 20);
        let bands = param_rows("ch/1/eq/2");
        assert_eq!(
            bands.iter().filter(|row| row[0].contains("/eq/B/")).count(),
            5
        );
        assert_eq!(param_rows("ch/3/eq").len(), 6);
        assert!(
            param_rows("main/limiter")
                .iter()
                .all(|row| row[3].contains("protected"))
        );
        assert!(param_rows("nothing").is_empty());
    }
}
