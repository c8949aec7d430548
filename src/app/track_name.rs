//! Names of files with one track each.

/// Longest name of a strip, in characters.
const LONGEST: usize = 60;

/// Number, path and name: "01 ch 1 Kick".
pub fn track_name(number: usize, path: &str, label: &str) -> String {
    let path = path.replace('/', " ");
    let label = track_label(label);
    format!("{number:02} {path} {label}").trim_end().to_owned()
}

/// A name as it may stand in that of a file.
pub fn track_label(label: &str) -> String {
    let fit = |c: char| {
        if c.is_control() || matches!(c, '/' | '\\') {
            '-'
        } else {
            c
        }
    };
    label.chars().take(LONGEST).map(fit).collect()
}
