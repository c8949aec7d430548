//! Console files as text: one written anew, and single sections replaced in one that a hand has written.

use super::changes::Changes;
use crate::param::{BusDef, NodeId, Topology, Width};
use crate::show::console_file::{self, Color, ConsoleFile};
use crate::show::point::PatchPoint;
use crate::show::reference::{self, Reference};
use crate::show::text::quoted;
use std::fmt::Write;

/// A console file with everything in it.
pub fn whole(console: &ConsoleFile) -> String {
    let mut text = format!("headroom: 1\nname: {}\n", quoted(&console.name));
    if let Some(client) = &console.client {
        let _ = writeln!(text, "client: {client}");
    }
    for (_, section) in topology_sections(console) {
        text.push_str(&section);
    }
    text.push_str(&patch_section(&console.patch));
    if let Some(programs) = &console.programs {
        text.push_str(&programs.section());
    }
    if let Some(remote) = &console.remote {
        text.push_str(&remote.section());
    }
    if let Some(reference) = &console.reference {
        text.push_str(&reference.section());
    }
    if let Some(osc) = &console.osc {
        text.push_str(&osc.section());
    }
    if let Some(phones) = &console.phones {
        text.push_str(&phones.section());
    }
    if !console.values.is_empty() {
        text.push_str("values:\n");
    }
    for (addr, value) in &console.values {
        if let Some(spec) = crate::param::tables::row(addr.kind, addr.param) {
            let _ = writeln!(text, "  {addr}: {}", quoted(&spec.exact(*value)));
        }
    }
    text
}

/// A text with the sections that changed; all other lines stay. Should that not say what is wanted (a way of
/// writing YAML that lines do not show), it is written anew.
pub fn with_sections(old: &str, wanted: &ConsoleFile, changes: &Changes) -> String {
    let mut text = old.to_owned();
    if changes.change_nodes() {
        for (key, section) in topology_sections(wanted) {
            text = replaced(&text, key, &section);
        }
    }
    if changes.patch.is_some() {
        text = replaced(&text, "patch", &patch_section(&wanted.patch));
    }
    if let Some(reference) = &changes.reference {
        let section = reference.as_ref().map(Reference::section);
        text = replaced(&text, reference::KEY, &section.unwrap_or_default());
    }
    let says = |text: &str| console_file::parse_tolerant(text, "").map(|(console, _)| console);
    match says(&text) {
        Ok(console)
            if console.topology == wanted.topology
                && console.labels == wanted.labels
                && same(&console.patch, &wanted.patch)
                && console.reference == wanted.reference =>
        {
            text
        }
        _ => whole(wanted),
    }
}

fn same(one: &[(PatchPoint, Vec<String>)], other: &[(PatchPoint, Vec<String>)]) -> bool {
    let sorted = |patch: &[(PatchPoint, Vec<String>)]| {
        let mut patch = patch.to_vec();
        patch.sort();
        patch
    };
    sorted(one) == sorted(other)
}

/// Replaces the lines of a key in the outermost map; appends them where the key is not there.
fn replaced(text: &str, key: &str, section: &str) -> String {
    let begins = |line: &str| {
        line.strip_prefix(key)
            .is_some_and(|rest| rest.starts_with(':'))
    };
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let Some(from) = lines.iter().position(|line| begins(line)) else {
        let end = if text.is_empty() || text.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        return format!("{text}{end}{section}");
    };
    let goes_on =
        |line: &&&str| line.starts_with([' ', '\t', '-', '}', ']']) || line.trim().is_empty();
    let mut to = from + 1 + lines[from + 1..].iter().take_while(goes_on).count();
    // Empty lines before the next section belong to it.
    while to > from + 1 && lines[to - 1].trim().is_empty() {
        to -= 1;
    }
    format!(
        "{}{section}{}",
        lines[..from].concat(),
        lines[to..].concat()
    )
}

/// The sections that say what a console consists of.
fn topology_sections(console: &ConsoleFile) -> [(&'static str, String); 5] {
    let topology = &console.topology;
    let strips = topology.strips.iter().map(|strip| {
        let head = head(console, NodeId::strip(strip.number));
        let insert = insert(topology, NodeId::strip(strip.number));
        format!("{head}{}{insert}", width(strip.width, Width::Mono))
    });
    let buses = topology.buses.iter().map(|bus| {
        let head = head(console, NodeId::bus(bus.number));
        let insert = insert(topology, NodeId::bus(bus.number));
        format!("{head}{}{insert}", bus_fields(bus))
    });
    let dcas = topology.dcas.iter();
    let dcas = dcas.map(|number| head(console, NodeId::dca(*number)));
    let groups = topology.mute_groups.iter();
    let groups = groups.map(|number| head(console, NodeId::mute_group(*number)));
    [
        ("strips", list("strips", strips)),
        ("buses", list("buses", buses)),
        ("main", main_section(console, topology)),
        ("dcas", list("dcas", dcas)),
        ("mute-groups", list("mute-groups", groups)),
    ]
}

fn list(key: &str, items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.map(|item| format!("  - {{ {item} }}\n")).collect();
    match &items[..] {
        [] => format!("{key}: []\n"),
        items => format!("{key}:\n{}", items.concat()),
    }
}

/// Number, name and colour.
fn head(console: &ConsoleFile, node: NodeId) -> String {
    format!("number: {}{}", node.number, label(console, node))
}

fn label(console: &ConsoleFile, node: NodeId) -> String {
    let mut text = String::new();
    if let Some(label) = console.labels.get(&node) {
        if !label.name.is_empty() {
            let _ = write!(text, ", name: {}", quoted(&label.name));
        }
        let word = Color::WORDS.iter().find(|(_, color)| *color == label.color);
        if let Some((word, _)) = word.filter(|(_, color)| *color != Color::Off) {
            let _ = write!(text, ", color: {word}");
        }
    }
    text
}

fn width(width: Width, usual: Width) -> String {
    if width == usual {
        return String::new();
    }
    format!(", width: {}", width.word())
}

fn insert(topology: &Topology, node: NodeId) -> &'static str {
    if topology.has_insert(node) {
        ", insert: yes"
    } else {
        ""
    }
}

fn bus_fields(bus: &BusDef) -> String {
    let (role, width) = (bus.role.word(), width(bus.width, Width::Mono));
    format!(", role: {role}{width}{}", feeds(&bus.feeds))
}

fn feeds(feeds: &[u16]) -> String {
    let numbers: Vec<String> = feeds.iter().map(u16::to_string).collect();
    match &numbers[..] {
        [] => String::new(),
        numbers => format!(", feeds: [{}]", numbers.join(", ")),
    }
}

fn main_section(console: &ConsoleFile, topology: &Topology) -> String {
    let word = topology.main.word();
    let speakers = match topology.main {
        Width::Ring(speakers) => {
            let azimuths = speakers.azimuths_deg().iter();
            let azimuths: Vec<String> = azimuths.map(i16::to_string).collect();
            format!(", speakers: [{}]", azimuths.join(", "))
        }
        _ => String::new(),
    };
    let (label, feeds) = (label(console, NodeId::MAIN), feeds(&topology.main_feeds));
    let insert = insert(topology, NodeId::MAIN);
    format!("main: {{ width: {word}{speakers}{label}{feeds}{insert} }}\n")
}

fn patch_section(patch: &[(PatchPoint, Vec<String>)]) -> String {
    let lines = patch.iter().map(|(point, theirs)| {
        let theirs: Vec<String> = theirs.iter().map(|name| quoted(name)).collect();
        format!("  {point}: [ {} ]\n", theirs.join(", "))
    });
    let lines: Vec<String> = lines.collect();
    match &lines[..] {
        [] => "patch: {}\n".to_owned(),
        lines => format!("patch:\n{}", lines.concat()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::console_file::{Label, parse};

    const OLD: &str = "\
# Our band.
headroom: 1
name: Band   # ours

patch:   # by hand
  ch/1: system:capture_1

# Start values.
values:
  ch/1/hpf/on: on
";

    #[test]
    fn other_lines_stay_as_a_hand_wrote_them() {
        let mut wanted = parse(OLD, "").unwrap();
        wanted.patch[0].1 = vec!["it's: a:port".to_owned(), "b:c".to_owned()];
        let changes = Changes {
            patch: Some(wanted.patch.clone()),
            ..Changes::default()
        };
        let new = with_sections(OLD, &wanted, &changes);
        assert_eq!(
            new,
            OLD.replace(
                "patch:   # by hand\n  ch/1: system:capture_1",
                "patch:\n  ch/1: [ \"it's: a:port\", \"b:c\" ]"
            )
        );
        assert_eq!(parse(&new, "").unwrap(), wanted);
    }

    #[test]
    fn a_console_that_is_written_anew_has_every_section() {
        let text = "\
headroom: 1
name: Band
client: band
strips: [ { number: 1, name: Kick, color: red } ]
patch: { ch/1: \"system:capture_1\" }
reference: { file: reference/Song.flac }
osc: { listen: \"127.0.0.1:9000\" }
phones: { listen: \"127.0.0.1:8077\", from: [ 192.168.1.0/24 ], host: mix.local }
program-changes: { channel: 16, scenes: by-number }
remote: { from: [ \"QLab*\" ], clock: yes }
values: { ch/1/fader: -6 dB }
";
        let console = parse(text, "").unwrap();
        assert!(console.phones.is_some() && console.programs.is_some() && console.remote.is_some());
        assert_eq!(parse(&whole(&console), "").unwrap(), console);
    }

    #[test]
    fn a_name_goes_into_its_section_and_other_lines_stay() {
        let old = OLD.replace("patch:", "strips: [ { number: 1, name: Kick } ]\npatch:");
        let mut wanted = parse(&old, "").unwrap();
        let changes = Changes {
            labels: [
                (NodeId::strip(1), label("Kick: in", Color::Red)),
                (NodeId::MAIN, label("PA", Color::Off)),
            ]
            .into(),
            ..Changes::default()
        };
        wanted = changes.applied_to(wanted);
        let new = with_sections(&old, &wanted, &changes);
        assert_eq!(parse(&new, "").unwrap(), wanted);
        assert_eq!(wanted.labels[&NodeId::strip(1)].name, "Kick: in");
        assert!(new.starts_with("# Our band.") && new.contains("patch:   # by hand"));
        // One that is taken away is gone.
        let gone = Changes {
            labels: [(NodeId::strip(1), Label::default())].into(),
            ..Changes::default()
        };
        let wanted = gone.applied_to(wanted);
        let bare = with_sections(&new, &wanted, &gone);
        assert_eq!(parse(&bare, "").unwrap(), wanted);
        assert!(!bare.contains("Kick") && bare.contains("PA"), "{bare}");
    }

    fn label(name: &str, color: Color) -> Label {
        let name = name.to_owned();
        Label { name, color }
    }

    #[test]
    fn every_shipped_console_reads_back_when_it_is_written_anew() {
        for text in [
            include_str!("../../../configs/band-16.yaml"),
            include_str!("../../../configs/band-32-monitors.yaml"),
            include_str!("../../../configs/church.yaml"),
            include_str!("../../../configs/theatre-24.yaml"),
        ] {
            let console = parse(text, "").unwrap();
            assert_eq!(parse(&whole(&console), "").unwrap(), console);
            let changes = Changes {
                topology: Some(console.topology.clone()),
                patch: Some(console.patch.clone()),
                ..Changes::default()
            };
            let again = with_sections(text, &console, &changes);
            assert_eq!(parse(&again, "").unwrap(), console);
            assert!(again.contains('#'), "comments stay");
        }
    }

    #[test]
    fn a_reference_track_comes_and_goes_and_other_lines_stay() {
        let mut wanted = parse(OLD, "").unwrap();
        wanted.reference = Some(Reference {
            file: "reference/Song.flac".to_owned(),
            markers: vec![("Chorus".to_owned(), 41.25)],
            ..Reference::default()
        });
        let with = |wanted: &ConsoleFile, old: &str| {
            let changes = Changes {
                reference: Some(wanted.reference.clone()),
                ..Changes::default()
            };
            with_sections(old, wanted, &changes)
        };
        let new = with(&wanted, OLD);
        assert!(new.starts_with(OLD), "{new}");
        assert_eq!(parse(&new, "").unwrap(), wanted);
        wanted.reference = None;
        assert_eq!(with(&wanted, &new), OLD);
    }

    #[test]
    fn sections_that_lines_do_not_show_are_written_anew() {
        let old = "{ headroom: 1, name: Odd, strips: 2 }\n";
        let mut wanted = parse(old, "").unwrap();
        wanted.topology.strips.truncate(1);
        let changes = Changes {
            topology: Some(wanted.topology.clone()),
            ..Changes::default()
        };
        let new = with_sections(old, &wanted, &changes);
        assert_eq!(parse(&new, "").unwrap(), wanted);
    }
}
