//! The commands by subject.

use std::fmt::Write as _;

/// Commands by subject, as `headroom --help` lists them.
pub const GROUPS: [(&str, &[&str]); 4] = [
    (
        "Consoles and shows",
        &[
            "run", "demo", "new", "attach", "stop", "reshape", "journal", "phones",
        ],
    ),
    (
        "Mixing",
        &[
            "set",
            "get",
            "watch",
            "do",
            "undo",
            "scene",
            "transport",
            "automation",
            "go",
            "back",
            "arm",
            "cue",
            "name",
            "copy",
            "preset",
            "spare",
            "copy-main-to",
            "why",
            "loudness",
            "spectrum",
            "reference",
            "record",
            "tape",
        ],
    ),
    (
        "Files and offline",
        &[
            "check",
            "preflight",
            "params",
            "import",
            "rehearse",
            "render",
            "export",
            "translate",
        ],
    ),
    (
        "This machine",
        &[
            "ports",
            "controls",
            "device",
            "midi",
            "learn",
            "doctor",
            "bench",
            "completions",
            "man",
        ],
    ),
];

/// The groups with a line for each command, in columns.
pub fn grouped(command: &clap::Command) -> String {
    let about = |name: &str| command.find_subcommand(name)?.get_about();
    let mut text = String::new();
    for (heading, names) in GROUPS {
        let _ = writeln!(text, "{heading}:");
        for name in names {
            let about = about(name).map(ToString::to_string).unwrap_or_default();
            let _ = writeln!(text, "  {name:<14}{about}");
        }
        text.push('\n');
    }
    text
}
