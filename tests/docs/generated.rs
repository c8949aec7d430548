//! What tables write into pages, between `<!-- generated: NAME -->` and `<!-- end of generated -->`.

use headroom::app::check::param_rows;
use headroom::osc::x32::list::{Listed, listed};
use headroom::param::ConsoleAction;
use headroom::tui::action::{ACTIONS, Action, Scope, text_of};
use headroom::tui::keymap::Keymap;
use serde_yaml::Value;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Every part.
pub const NAMES: [&str; 9] = [
    "command line",
    "controls",
    "hui",
    "devices",
    "keys",
    "layouts",
    "osc actions",
    "parameters",
    "x32",
];
const BEGIN: &str = "<!-- generated: ";
const END: &str = "<!-- end of generated -->";

/// A page with its generated parts written anew; their names are added.
pub fn renewed(page: &str, used: &mut Vec<&'static str>) -> String {
    let mut text = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once(BEGIN) {
        let (name, after) = after.split_once(" -->\n").expect("a name");
        let (_, after) = after.split_once(END).expect("an end");
        let known = NAMES.iter().find(|known| **known == name);
        used.push(known.expect("a known name"));
        let _ = write!(text, "{before}{BEGIN}{name} -->\n\n{}\n{END}", part(name));
        rest = after;
    }
    text + rest
}

fn part(name: &str) -> String {
    match name {
        "command line" => command_line(),
        "controls" => controls(),
        "hui" => hui(),
        "devices" => devices(),
        "keys" => keys(),
        "layouts" => layouts(),
        "osc actions" => osc_actions(),
        "x32" => x32(),
        _ => parameters(),
    }
}

/// A table; what stands in its cells breaks no row.
fn table(heading: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut text = format!("| {} |\n", heading.join(" | "));
    let _ = writeln!(text, "|{}", "---|".repeat(heading.len()));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    text
}

/// The actions that a remote may do.
fn osc_actions() -> String {
    let actions = ConsoleAction::ALL.iter().filter(|action| !action.asks());
    let row = |action: &ConsoleAction| {
        vec![
            code(&format!("/do/{}", action.word())),
            action.help().to_owned(),
        ]
    };
    table(&["address", "what it does"], actions.map(row))
}

/// Which addresses of an X32 are something here.
fn x32() -> String {
    let row = |listed: Listed| {
        vec![
            code(&listed.node),
            listed.ours.join(" "),
            listed.kept.join(" "),
        ]
    };
    table(
        &["node", "works here", "kept and answered"],
        listed().into_iter().map(row),
    )
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn command_line() -> String {
    let mut text = String::new();
    let mut command = headroom::cli::command();
    let _ = write!(
        text,
        "```text\n{}```\n",
        tidy(&command.render_help().to_string())
    );
    command.build();
    for below in command
        .get_subcommands_mut()
        .filter(|below| below.get_name() != "help")
    {
        help(below, 2, &mut text);
    }
    text
}

/// The help of a command and of those below it.
fn help(command: &mut clap::Command, depth: usize, text: &mut String) {
    let name = command.get_bin_name().unwrap_or_default().to_owned();
    let words = tidy(&command.render_long_help().to_string());
    let _ = write!(
        text,
        "\n{} {name}\n\n```text\n{words}```\n",
        "#".repeat(depth)
    );
    for below in command
        .get_subcommands_mut()
        .filter(|below| below.get_name() != "help")
    {
        help(below, depth + 1, text);
    }
}

/// Without blanks at the ends of lines, and with one line end at the end.
fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().map(str::trim_end).collect();
    lines.join("\n") + "\n"
}

/// Where keys count.
fn heading(scope: Scope) -> &'static str {
    match scope {
        Scope::Everywhere => "Every page",
        Scope::Mixer => "Mixer",
        Scope::Channel => "Channel page",
        Scope::List => "Lists (channel, scenes, cues, presets, help)",
        Scope::Monitor => "Monitor and reference",
        Scope::Scenes => "Scenes",
        Scope::Cues => "Cues",
        Scope::Presets => "Presets",
        Scope::Loudness => "Loudness",
        Scope::Spectrum => "Spectrum",
        Scope::Automation => "Automation",
        Scope::Meters => "Meters",
        Scope::Matrix => "Matrix",
        Scope::Patch => "Patch",
        Scope::Phones => "Phones",
        Scope::Preflight => "Preflight",
        Scope::Surfaces => "Surfaces",
        Scope::Tape => "Tape",
        Scope::Journal => "Journal",
        Scope::RecallScope => "Scope of a scene",
    }
}

fn keys() -> String {
    let mut text = String::new();
    let keymap = Keymap::shipped();
    let mut scopes = vec![Scope::Everywhere];
    for row in ACTIONS {
        if !scopes.contains(&row.scope) {
            scopes.push(row.scope);
        }
    }
    for scope in scopes {
        let heading = heading(scope);
        let actions = ACTIONS.iter().filter(|row| row.scope == scope);
        let rows = actions.map(|row| {
            let all = keymap.sequences(row.action).iter();
            let all = all.map(|keys| text_of(keys));
            let keys = match row.action {
                Action::JumpToStrip | Action::GoToSection => "digits".to_owned(),
                _ => all.map(|key| code(&key)).collect::<Vec<_>>().join(", "),
            };
            vec![keys, row.help.to_owned(), code(row.name)]
        });
        let _ = write!(
            text,
            "## {heading}\n\n{}\n",
            table(&["key", "what it does", "name"], rows)
        );
    }
    text.trim_end().to_owned() + "\n"
}

fn parameters() -> String {
    let mut text = String::new();
    let rows = param_rows("");
    let node = |row: &[String; 4]| row[0].split('/').next().unwrap_or_default().to_owned();
    for nodes in rows.chunk_by(|one, other| node(one) == node(other)) {
        let lines = nodes.iter().map(|[path, range, default, what]| {
            vec![code(path), range.clone(), default.clone(), what.clone()]
        });
        let heading = ["path", "range", "default", "what"];
        let _ = write!(
            text,
            "## {}\n\n{}\n",
            node(&nodes[0]),
            table(&heading, lines)
        );
    }
    text.trim_end().to_owned() + "\n"
}

/// The files of a folder, by name.
fn files(folder: &str) -> Vec<(PathBuf, Value)> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.is_file()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        (path, serde_yaml::from_str(&text).unwrap())
    };
    paths.into_iter().map(read).collect()
}

fn word(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Sequence(items) => items.iter().map(word).collect::<Vec<_>>().join(", "),
        other => serde_yaml::to_string(other).unwrap().trim().to_owned(),
    }
}

fn link(path: &Path) -> String {
    let name = path.file_name().unwrap().to_string_lossy();
    format!("[{name}](../{})", path.display())
}

/// Controls of one kind in one row: names that differ by their number only are a run.
fn controls() -> String {
    let mut rows: Vec<(Vec<String>, String)> = Vec::new();
    for (name, _, count, what) in headroom::app::devices::control_rows("") {
        let what = format!("{what}; {count}");
        match rows.last_mut() {
            Some((names, last)) if *last == what => names.push(code(name)),
            _ => rows.push((vec![code(name)], what)),
        }
    }
    let rows = rows.into_iter().map(|(names, what)| {
        let names = match names.as_slice() {
            [first, .., last] if names.len() > 8 && !first.contains("key.track") => {
                format!("{first} … {last}")
            }
            _ => names.join(", "),
        };
        vec![names, what]
    });
    table(&["control", "what"], rows)
}

/// The keys of a HUI that belong to no strip, by what is printed on them.
fn hui() -> String {
    let rows = headroom::surface::hui::hui_keys().iter().map(|key| {
        let (zone, port) = key.switch;
        vec![
            key.print.replace('*', "\\*"),
            format!("{zone:02x}, {port}"),
            code(key.control.word()),
        ]
    });
    table(&["key", "zone, port", "control"], rows)
}

fn devices() -> String {
    let rows = files("mappings").into_iter().map(|(path, file)| {
        let device = headroom::show::mapping_file::load(&path).unwrap();
        let (catalogue, _) = headroom::surface::catalogue::Catalogue::new(None);
        let layout = catalogue.layout_for(&device).unwrap();
        let names = file.get("match").map_or("any other".to_owned(), word);
        let talks = file
            .get("protocol")
            .map_or("plain MIDI".to_owned(), |protocol| {
                match word(protocol).as_str() {
                    "mcu" => "Mackie Control".to_owned(),
                    "hui" => "HUI".to_owned(),
                    other => other.to_owned(),
                }
            });
        vec![
            word(&file["device"]),
            names.replace('*', "…"),
            talks,
            layout.name.clone(),
            device
                .confidence
                .map_or(String::new(), |sure| sure.word().to_owned()),
            link(&path),
        ]
    });
    table(
        &[
            "device",
            "found by the name",
            "protocol",
            "layout",
            "how sure",
            "file",
        ],
        rows,
    )
}

fn layouts() -> String {
    let mut text = String::new();
    for (path, file) in files("mappings/layouts") {
        let _ = write!(text, "### {} ({})\n\n", word(&file["layout"]), link(&path));
        let mut rows = Vec::new();
        let mut add = |place: &str, map: &Value| {
            for (control, what) in map.as_mapping().unwrap() {
                rows.push(vec![
                    place.to_owned(),
                    code(&word(control)),
                    code(&word(what)),
                ]);
            }
        };
        for (page, map) in file["pages"].as_mapping().unwrap() {
            add(&format!("page {}", word(page)), map);
        }
        add("every page", &file["keys"]);
        add("shift held", &file["shifted"]);
        let _ = writeln!(
            text,
            "{}",
            table(&["where", "control", "what it does"], rows)
        );
    }
    text.trim_end().to_owned() + "\n"
}
