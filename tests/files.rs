//! Files as people have them: the shipped ones pass, broken ones fail with the stored words, and no
//! bytes at all make a parser panic or a fader rise.

use headroom::param::{Curve, Layout, NodeRow, ParamAddr, Plain};
use headroom::show::check::{check_file, check_text};
use headroom::show::{ConsoleFile, FileKind, console_file, preset_file, session_file, text};
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};

/// The YAML files of a folder, by name.
fn yaml_files(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|end| end == "yaml"))
        .collect();
    files.sort();
    files
}

/// What `headroom check` has to say about a file, a problem a line.
fn words(path: &Path) -> String {
    match check_file(path) {
        Ok(kind) => format!("a {kind} without a fault\n"),
        Err(errors) => {
            assert!(
                !errors.is_empty(),
                "{}: a fault without a word",
                path.display()
            );
            let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
            lines.join("\n") + "\n"
        }
    }
}

/// `UPDATE_FAULTS=1 cargo test --test files` writes the words of new or reworded faults; read them
/// before they are committed.
#[test]
fn every_broken_file_fails_with_the_stored_words() {
    let files = yaml_files("tests/faults");
    assert!(files.len() >= 30);
    for path in files {
        let found = words(&path);
        let stored = path.with_extension("txt");
        if std::env::var_os("UPDATE_FAULTS").is_some() {
            fs::write(&stored, &found).unwrap();
        }
        let expected = fs::read_to_string(&stored).unwrap_or_default();
        assert_eq!(found, expected, "{}", path.display());
        assert!(check_file(&path).is_err(), "{}", path.display());
    }
}

#[test]
fn problems_come_by_line() {
    let mut several = 0;
    for path in yaml_files("tests/faults") {
        let errors = check_file(&path).unwrap_err();
        assert!(!errors.is_empty(), "{}", path.display());
        let file = path.display().to_string();
        let lines: Vec<usize> = errors
            .iter()
            .filter(|error| error.file == file && !error.message.ends_with("are not listed"))
            .map(|error| error.line)
            .collect();
        assert!(lines.is_sorted(), "{file}: {lines:?}");
        several += usize::from(lines.len() > 1);
    }
    // One line alone is always in order.
    assert!(several >= 15, "only {several} files have several problems");
}

#[test]
fn every_shipped_config_passes_the_check() {
    let files = yaml_files("configs");
    assert_eq!(files.len(), 6);
    for path in files {
        assert_eq!(check_file(&path), Ok(FileKind::Console), "{}", words(&path));
        assert!(fs::read_to_string(&path).unwrap().starts_with("# "));
    }
}

fn preset_of(path: &Path) -> preset_file::PresetFile {
    let text = fs::read_to_string(path).unwrap();
    preset_file::parse_tolerant(&text, "preset").unwrap().0
}

#[test]
fn every_shipped_preset_passes_the_check_and_moves_no_level() {
    let files = yaml_files("configs/presets");
    assert!(files.len() >= 12);
    for path in files {
        assert_eq!(check_file(&path), Ok(FileKind::Preset), "{}", words(&path));
        let preset = preset_of(&path);
        for (row, _) in preset.rows {
            let spec = row.spec().unwrap();
            assert!(spec.is_processing(), "{}: {row}", path.display());
        }
    }
}

/// What a preset does not name stays: a shipped one says of every processor whether it is in, and
/// where all six bands stand, or the sound would depend on what was there before. It lifts nothing
/// far: who loads it in a show shall not be surprised.
#[test]
fn a_shipped_preset_leaves_nothing_of_what_was_there_and_lifts_little() {
    for path in yaml_files("configs/presets") {
        let preset = preset_of(&path);
        let value = |row: &str| {
            let wanted = NodeRow::parse(row);
            let found = preset.rows.iter().find(|(row, _)| Some(*row) == wanted);
            found
                .unwrap_or_else(|| panic!("{}: {row}", path.display()))
                .1
        };
        for section in ["hpf", "lpf", "gate", "eq", "comp", "deess", "sat"] {
            value(&format!("{section}/on"));
        }
        let mut lift = 0.0;
        for band in 1..=6 {
            for row in ["on", "type", "freq", "q"] {
                value(&format!("eq/{band}/{row}"));
            }
            lift += value(&format!("eq/{band}/gain")).0.max(0.0);
        }
        assert!(lift <= 8.0, "{}: bands lift {lift} dB", path.display());
        if value("comp/on").is_on() {
            for row in ["threshold", "ratio", "knee", "attack", "release", "mix"] {
                value(&format!("comp/{row}"));
            }
            let makeup = value("comp/makeup").0;
            assert!(makeup <= 3.0, "{}: make-up {makeup} dB", path.display());
        }
    }
}

/// Unknown means silence: no shipped file opens a level.
#[test]
fn every_level_of_a_shipped_config_is_off() {
    for path in yaml_files("configs") {
        let console = console_file::load(&path).unwrap();
        let layout = Layout::new(console.topology.clone());
        for (addr, value) in &console.values {
            let is_level = layout.spec(layout.index(*addr).unwrap()).curve == Curve::Fader;
            assert!(
                !is_level || *value == Plain::OFF,
                "{} {addr}",
                path.display()
            );
        }
    }
}

#[test]
fn what_is_no_file_is_refused_by_name() {
    assert_eq!(
        words(Path::new("configs")),
        "configs: there is no show.yaml in this folder; name the folder of a show, or a file; make a show: headroom new FOLDER\n"
    );
    assert_eq!(
        words(Path::new("configs/nobody.yaml")),
        "configs/nobody.yaml: the file cannot be read: No such file or directory (os error 2); \
         check the name and the permissions\n"
    );
    assert!(text::read(Path::new("/dev/zero")).is_err());
}

#[test]
fn ten_mebibytes_are_refused_at_once() {
    let path = std::env::temp_dir().join(format!("headroom-large-{}.yaml", std::process::id()));
    fs::write(&path, "[".repeat(10 << 20)).unwrap();
    let found = words(&path);
    fs::remove_file(&path).unwrap();
    let expected = "the file is larger than 4 MiB; is this the right file?\n";
    assert!(found.ends_with(expected), "{found}");
}

/// Whatever a loader makes of a text, the console can be built, and only what the text names
/// differs from the safe defaults.
fn assert_sound(console: &ConsoleFile) {
    assert_eq!(console.topology.validate(), Ok(()));
    let layout = Layout::new(console.topology.clone());
    for (addr, value) in &console.values {
        let index = layout.index(*addr).expect("values name what exists");
        assert!(layout.spec(index).curve.allows(*value), "{addr}");
        assert_eq!(ParamAddr::parse(&addr.to_string()), Some(*addr));
    }
    let nodes = layout.nodes();
    assert!(console.labels.keys().all(|node| nodes.contains(node)));
    assert!(
        console
            .patch
            .iter()
            .all(|(point, names)| { nodes.contains(&point.node) && !names.is_empty() })
    );
}

fn read_every_way(text: &str) {
    if let Ok((console, errors)) = console_file::parse_tolerant(text, "x") {
        assert_sound(&console);
        assert_eq!(console_file::parse(text, "x").is_ok(), errors.is_empty());
    }
    if let Ok(session) = session_file::parse(text, "x", Path::new("")) {
        assert_sound(&session.console);
    }
    if let Ok((preset, _)) = preset_file::parse_tolerant(text, "x") {
        for (row, value) in preset.rows {
            let spec = row.spec().unwrap();
            assert!(spec.is_portable() && spec.curve.allows(value), "{row}");
        }
    }
    let _ = check_text(text, "x", Path::new(""));
}

/// Texts that are right, and texts that are wrong in a known way.
fn seeds() -> Vec<String> {
    let files = yaml_files("configs")
        .into_iter()
        .chain(yaml_files("configs/presets"))
        .chain(yaml_files("tests/faults"));
    let texts = files.filter_map(|path| fs::read_to_string(path).ok());
    texts.filter(|text| text.len() < 20_000).collect()
}

#[test]
fn truncated_anywhere_a_file_does_no_harm() {
    for text in seeds() {
        let step = text.len() / 40 + 1;
        for end in (0..text.len()).step_by(step) {
            if let Some(part) = text.get(..end) {
                read_every_way(part);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_a_parser_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read_every_way(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_yaml_like_text_makes_a_parser_panic(text in "[a-c1:,&*!|>?#'\"%@{}\\[\\] \n\t-]{0,80}") {
        read_every_way(&text);
        read_every_way(&format!("headroom: 1\n{text}"));
    }

    #[test]
    fn no_change_to_a_good_file_makes_a_parser_panic(
        seed in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..3), 1..6),
    ) {
        let seeds = seeds();
        let mut bytes = seed.get(&seeds).clone().into_bytes();
        for (at, byte, kind) in edits {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte & 0x7f),
                _ => drop(bytes.remove(at)),
            }
        }
        read_every_way(&String::from_utf8_lossy(&bytes));
    }
}
