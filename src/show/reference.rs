//! The reference track of a show: which file, where it begins and ends, its markers.
//!
//! ```yaml
//! reference:
//!   file: reference/Song.flac          # inside the show's folder
//!   in: 12.5                           # seconds; the loop begins here, or at the beginning
//!   out: 61                            # and ends here, or at the end
//!   markers: { Verse: 20, Chorus: 41.25 }
//! ```

use super::names;
use super::quantity::{self, SECONDS};
use super::reader::{Fields, Reader};
use super::text::quoted;
use super::yaml::Node;
use std::fmt::Write as _;
use std::path::{Component, Path};

/// Key of the section.
pub const KEY: &str = "reference";
/// The folder of reference tracks in a show.
pub const FOLDER: &str = "reference";
/// Most markers of a track.
pub const MOST_MARKERS: usize = 100;
/// Longest track, in seconds: a day.
pub const LONGEST_SECONDS: f32 = 86_400.0;
/// Shortest loop, in seconds: less than that is a sound of its own.
pub const SHORTEST_LOOP: f32 = 0.1;
const KEYS: [&str; 4] = ["file", "in", "out", "markers"];

/// A reference track as a show has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reference {
    /// Its file: inside the show's folder, seen from there; elsewhere as the system calls it.
    pub file: String,
    /// Where the loop begins, in seconds.
    pub from: Option<f32>,
    /// Where it ends.
    pub to: Option<f32>,
    /// Names and places in seconds, by place.
    pub markers: Vec<(String, f32)>,
}

impl Reference {
    /// The section as a file has it.
    pub fn section(&self) -> String {
        let mut text = format!("{KEY}:\n  file: {}\n", quoted(&self.file));
        for (key, place) in [("in", self.from), ("out", self.to)] {
            if let Some(place) = place {
                let _ = writeln!(text, "  {key}: {place}");
            }
        }
        if !self.markers.is_empty() {
            let marker = |(name, place): &(String, f32)| format!("{}: {place}", quoted(name));
            let markers: Vec<String> = self.markers.iter().map(marker).collect();
            let _ = writeln!(text, "  markers: {{ {} }}", markers.join(", "));
        }
        text
    }
}

/// True where there is room for a loop between two places in seconds.
pub fn is_loop(from: f32, to: f32) -> bool {
    // What is written as 0.1 is a little less or more where it is added to something.
    to - from >= SHORTEST_LOOP - 1e-4
}

/// True for a name that does not lead out of the show.
pub fn is_inside(name: &str) -> bool {
    let path = Path::new(name);
    let mut parts = path.components();
    path.components().next().is_some() && parts.all(|part| matches!(part, Component::Normal(_)))
}

/// Reads the section; nothing of it counts without a file, and what else is wrong is left out.
pub(super) fn read(reader: &mut Reader, node: &Node) -> Option<Reference> {
    let fields = reader.fields(node, &format!("'{KEY}'"), &KEYS)?;
    let Some(file) = fields.get("file") else {
        reader.report(node, "'file' is missing", "write file: reference/NAME");
        return None;
    };
    let name = reader.text(file, "the file")?;
    if !is_inside(name) {
        let message = format!("'{name}' leads out of the show");
        let hint = "put the file into the show's folder and write its name from there, as in reference/NAME";
        reader.report(file, message, hint);
        return None;
    }
    let (from, to) = (place(reader, fields, "in"), place(reader, fields, "out"));
    let to = match (to, fields.get("out")) {
        (Some(to), Some(node)) if !is_loop(from.unwrap_or(0.0), to) => {
            let message = format!("'out' is not at least {SHORTEST_LOOP} s after 'in'");
            reader.report(node, message, "write a later time");
            None
        }
        (to, _) => to,
    };
    Some(Reference {
        file: name.to_owned(),
        from,
        to,
        markers: fields
            .get("markers")
            .map_or_else(Vec::new, |node| markers(reader, node)),
    })
}

fn place(reader: &mut Reader, fields: Fields, key: &str) -> Option<f32> {
    let node = fields.get(key)?;
    seconds(reader, node, &format!("'{key}'"))
}

fn seconds(reader: &mut Reader, node: &Node, what: &str) -> Option<f32> {
    let text = reader.text(node, what)?;
    let seconds = quantity::parse(text, SECONDS).map(|seconds| seconds as f32);
    let seconds = seconds.filter(|seconds| (0.0..=LONGEST_SECONDS).contains(seconds));
    if seconds.is_none() {
        let hint = format!("allowed: 0 to {LONGEST_SECONDS} seconds, such as 12.5 or 12.5 s");
        reader.report(node, format!("'{text}' is not possible for {what}"), hint);
    }
    seconds
}

fn markers(reader: &mut Reader, node: &Node) -> Vec<(String, f32)> {
    let mut markers = Vec::new();
    for (key, name, value) in reader.entries(node, "'markers'") {
        if let Err(why) = names::check(name) {
            reader.report(
                key,
                format!("'{name}' cannot name a marker"),
                format!("allowed: {why}"),
            );
            continue;
        }
        if markers.len() == MOST_MARKERS {
            let message = "these are too many markers";
            reader.report(key, message, format!("allowed: at most {MOST_MARKERS}"));
            break;
        }
        markers.extend(seconds(reader, value, "a marker").map(|place| (name.to_owned(), place)));
    }
    markers.sort_by(|(_, one), (_, other)| one.total_cmp(other));
    markers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::console_file::parse;

    fn read_back(text: &str) -> Result<Option<Reference>, String> {
        let text = format!("headroom: 1\nstrips: 1\n{text}");
        let read = parse(&text, "x").map(|console| console.reference);
        read.map_err(|error| error.to_string())
    }

    #[test]
    fn a_section_reads_back() {
        for markers in [
            vec![],
            vec![("It's: {a}".to_owned(), 0.125), ("Chorus".to_owned(), 41.3)],
        ] {
            for (from, to) in [(None, None), (Some(1.5), Some(60.0)), (None, Some(7.25))] {
                let reference = Reference {
                    file: "reference/A \"song\".flac".to_owned(),
                    from,
                    to,
                    markers: markers.clone(),
                };
                let again = read_back(&reference.section());
                assert_eq!(again, Ok(Some(reference)));
            }
        }
    }

    #[test]
    fn what_is_wrong_is_named_and_no_name_leads_out() {
        for (section, expected) in [
            ("{ in: 3 }", "x:3:12: 'file' is missing"),
            (
                "{ file: /etc/passwd }",
                "x:3:20: '/etc/passwd' leads out of the show",
            ),
            (
                "{ file: a/../../b.wav }",
                "x:3:20: 'a/../../b.wav' leads out of the show",
            ),
            (
                "{ file: ./b.wav }",
                "x:3:20: './b.wav' leads out of the show",
            ),
            (
                "{ file: b.wav, in: -1 }",
                "x:3:31: '-1' is not possible for 'in'",
            ),
            (
                "{ file: b.wav, in: 3, out: 2 }",
                "x:3:39: 'out' is not at least 0.1 s after 'in'",
            ),
            (
                "{ file: b.wav, inn: 3 }",
                "x:3:27: 'inn' is not known in 'reference'; did you mean 'in'?",
            ),
            (
                "{ file: b.wav, markers: { a/b: 1 } }",
                "x:3:38: 'a/b' cannot name a marker",
            ),
        ] {
            let error = read_back(&format!("reference: {section}\n")).unwrap_err();
            assert!(error.starts_with(expected), "{section}: {error}");
        }
    }
}
