//! `headroom check` and `headroom params`.

use crate::dsp::band_design::SHELF_Q_RANGE;
use crate::param::path::{general_path, matches};
use crate::param::printable::printable;
use crate::param::spec::{EQ_BANDS, Each, EqParam};
use crate::param::topology::{BusDef, BusRole};
use crate::param::{
    Layout, NodeId, NodeKind, Param, ParamAddr, ParamSpec, Plain, Recall, Topology, Width, tables,
};
use crate::show::error::FileError;
use crate::show::yaml::Document;
use crate::show::{self, text};
use crate::tui::{keymap, theme};
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

/// Checks a file strictly; what kind of file it is.
///
/// # Errors
/// Everything that is wrong with it, by line.
pub fn check_file(path: &Path) -> Result<String, Vec<FileError>> {
    let text = text::read(path).ok().filter(|_| !path.is_dir());
    let has = |key| {
        let text = text.as_deref()?;
        let document = Document::read("", text).ok()?;
        document.root.has(key).then_some(text)
    };
    let source = path.display().to_string();
    let (kind, errors) = if let Some(text) = has(keymap::KEY) {
        ("keymap", keymap::check(text, &source))
    } else if let Some(text) = has(theme::KEY) {
        ("theme", theme::check(text, &source))
    } else {
        return show::check_file(path).map(|kind| kind.to_string());
    };
    if errors.is_empty() {
        Ok(kind.to_owned())
    } else {
        Err(errors)
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
    write!(std::io::stdout(), "{}", aligned(&rows))?;
    Ok(())
}

/// Every parameter that a word or pattern finds: path, range, default and what it is.
pub fn param_rows(pattern: &str) -> Vec<[String; 4]> {
    let layout = every_role();
    let mut rows = Vec::new();
    for kind in NodeKind::ALL {
        for spec in tables::rows(kind) {
            if is_found(pattern, &general_path(kind, spec), spec.name) {
                rows.extend(rows_of(&layout, kind, spec, pattern));
            }
        }
    }
    rows
}

/// True where a pattern matches the path, or every one of some bare words stands in the path or the name.
fn is_found(pattern: &str, path: &str, name: &str) -> bool {
    if !pattern.contains(['/', '*']) {
        return pattern
            .split_whitespace()
            .all(|word| is_in_path(word, path) || is_in_name(word, name));
    }
    // A number in a path stands for any: the list has one line for all strips.
    let any = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit()) && !word.is_empty();
    let words: Vec<&str> = pattern
        .split('/')
        .map(|word| if any(word) { "*" } else { word })
        .collect();
    let general = words.join("/");
    let general = general.trim_end_matches('/');
    let finds = |pattern: &str| matches(pattern, path) || matches(&format!("{pattern}/*"), path);
    // The end of a path is enough, where it begins with no strip or bus: `hpf/freq`.
    let first = general.split('/').next().unwrap_or_default();
    let is_whole = NodeKind::ALL.iter().any(|kind| kind.word() == first);
    finds(general) || !is_whole && finds(&format!("*/{general}"))
}

/// A whole segment, or a part of one between hyphens: `mute` finds `mute` and `mute-group/N/on`.
fn is_in_path(word: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    segments.any(|segment| {
        let mut parts = segment.split('-').chain([segment]);
        parts.any(|part| part.eq_ignore_ascii_case(word))
    })
}

/// The beginning of a word of the name, in any case: `compress` finds "Compressor ratio".
fn is_in_name(word: &str, name: &str) -> bool {
    let word = word.to_lowercase();
    let name = name.to_lowercase();
    let mut words = name.split(|character: char| !character.is_alphanumeric());
    words.any(|part| part.starts_with(&word)) || name.starts_with(&word)
}

/// The lines of one row of the tables: one, or one per band where each band has a default of its own.
fn rows_of(layout: &Layout, kind: NodeKind, spec: &ParamSpec, pattern: &str) -> Vec<[String; 4]> {
    let path = general_path(kind, spec);
    let line = |path: String, default: String| [path, spec.allowed(), default, notes(spec)];
    let node = NodeId { kind, number: 1 };
    let default = |band| default_at(layout, node.param_of(spec.param, band));
    let bands: Vec<(u8, Plain)> = (1..=EQ_BANDS)
        .filter_map(|band| Some((band, default(band)?)))
        .collect();
    let differ = bands.iter().any(|(_, value)| *value != bands[0].1);
    if spec.each != Each::EqBand || !differ {
        let default = format!(
            "{}{}",
            spec.exact(spec.default),
            by_role(layout, kind, spec)
        );
        return vec![line(path, default)];
    }
    let asked = bands.iter().filter(|(band, _)| is_asked(pattern, *band));
    asked
        .map(|(band, value)| {
            line(
                path.replace("/B/", &format!("/{band}/")),
                spec.exact(*value),
            )
        })
        .collect()
}

/// False for a band other than the one that a pattern names: `eq/2/freq`.
fn is_asked(pattern: &str, band: u8) -> bool {
    let after = pattern.split("eq/").nth(1);
    let number = after.and_then(|rest| rest.split('/').next()?.parse().ok());
    number.is_none_or(|asked: u8| asked == band)
}

fn notes(spec: &ParamSpec) -> String {
    let mut notes = spec.name.to_owned();
    if spec.param == Param::Eq(EqParam::BandQ) {
        let (lowest, highest) = SHELF_Q_RANGE;
        let _ = write!(
            notes,
            " (a shelf takes the nearest from {lowest} to {highest})"
        );
    }
    if spec.recall != Recall::Stored {
        notes.push_str(" (in no scene)");
    }
    if spec.protected {
        notes.push_str(" (protected)");
    }
    if spec.read_only {
        notes.push_str(" (found by the console)");
    }
    notes
}

/// A console with a bus of every role.
fn every_role() -> Layout {
    let buses = BusRole::ALL
        .into_iter()
        .zip(1..)
        .map(|(role, number)| BusDef {
            number,
            width: Width::Stereo,
            role,
            feeds: Vec::new(),
        });
    Layout::new(Topology {
        buses: buses.collect(),
        ..Topology::default()
    })
}

fn default_at(layout: &Layout, addr: ParamAddr) -> Option<Plain> {
    layout.index(addr).map(|index| layout.default(index))
}

/// Defaults that are not the row's, because the bus that a send goes to, or the bus itself, has another
/// role: "; group: 0 dB".
fn by_role(layout: &Layout, kind: NodeKind, spec: &ParamSpec) -> String {
    let mut words = String::new();
    for bus in &layout.topology().buses {
        let addr = match (spec.each, kind) {
            (Each::Bus, _) => NodeId::strip(1).param_of(spec.param, bus.number as u8),
            (Each::Once, NodeKind::Bus) => NodeId::bus(bus.number).param_of(spec.param, 0),
            _ => return words,
        };
        let default = default_at(layout, addr).filter(|value| *value != spec.default);
        if let Some(value) = default {
            let _ = write!(words, "; {}: {}", bus.role.word(), spec.exact(value));
        }
    }
    words
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
            bands.iter().filter(|row| row[0].contains("/eq/2/")).count(),
            3
        );
        assert_eq!(param_rows("ch/3/eq").len(), 4 + 3 * 6);
        assert!(
            param_rows("main/limiter")
                .iter()
                .all(|row| row[3].contains("protected"))
        );
        assert!(param_rows("nothing").is_empty());
        for (end, path) in [("hpf/freq", "ch/N/hpf/freq"), ("fx/kill", "bus/N/fx/kill")] {
            assert!(param_rows(end).iter().any(|row| row[0] == path), "{end}");
        }
    }

    #[test]
    fn a_bare_word_finds_any_part_of_a_path_and_the_beginning_of_any_word_of_the_name() {
        let paths = |pattern: &str| -> Vec<String> {
            let rows = param_rows(pattern);
            rows.into_iter().map(|[path, ..]| path).collect()
        };
        let has = |pattern: &str, path: &str| paths(pattern).iter().any(|found| found == path);
        assert!(has("gate", "ch/N/gate/on") && has("gate", "bus/N/gate/ratio"));
        assert!(has("GATE", "ch/N/gate/key-filter/hpf"));
        assert!(!has("gate", "ch/N/fader") && !has("gate", "ch/N/comp/ratio"));
        assert!(has("mute", "ch/N/mute") && has("mute", "mute-group/N/on"));
        assert!(has("threshold", "ch/N/gate/threshold") && has("threshold", "ch/N/comp/threshold"));
        // No segment is called so: the name has it.
        assert!(has("compress", "ch/N/comp/ratio"));
        assert!(!has("ompress", "ch/N/comp/ratio"));
        assert_eq!(
            paths("high-pass slope"),
            ["ch/N/hpf/slope", "bus/N/hpf/slope", "main/hpf/slope"]
        );
        assert_eq!(paths("").len(), paths("*").len());
        // A node that is named finds all that it has.
        assert!(paths("ch/*").iter().all(|path| has("ch", path)));
        assert_eq!(
            param_rows("eq")
                .iter()
                .filter(|row| row[0].starts_with("ch/N/eq/"))
                .count(),
            4 + 3 * 6
        );
    }

    #[test]
    fn every_band_and_every_role_has_its_own_default() {
        let default = |path: &str| {
            let rows = param_rows(path);
            let row = rows.iter().find(|row| row[0] == path.replace("/1/", "/N/"));
            row.map(|row| row[2].clone()).unwrap_or_default()
        };
        let bands = param_rows("ch/1/eq/*/freq");
        let freqs: Vec<&str> = bands.iter().map(|row| row[2].as_str()).collect();
        let all = [
            "80 Hz", "200 Hz", "500 Hz", "1200 Hz", "3500 Hz", "10000 Hz",
        ];
        assert_eq!(freqs, all);
        assert_eq!(param_rows("eq/1/freq")[0][0], "ch/N/eq/1/freq");
        assert_eq!(param_rows("ch/7/eq/6/type")[0][0], "ch/N/eq/6/type");
        assert_eq!(param_rows("ch/7/eq/6/type")[0][2], "high-shelf");
        assert_eq!(default("ch/N/send/B/level"), "off; group: 0 dB");
        assert_eq!(
            default("ch/N/send/B/tap"),
            "post-fader; wedge: pre-fader; in-ear: pre-fader"
        );
        assert_eq!(
            default("bus/N/main/on"),
            "on; wedge: off; in-ear: off; record: off; matrix: off"
        );
    }
}
