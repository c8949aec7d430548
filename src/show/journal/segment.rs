//! One segment: a header, a checkpoint, and the changes since, as they are written.

use super::document::Document;
use super::line::Chain;
use super::record::{Group, escape, write_value};
use crate::param::{Layout, Plain, Topology};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// Small named pieces of state, each one line of JSON.
pub type Documents = BTreeMap<String, Document>;

/// Documents that change together: what each is now, or that it is gone.
pub type DocumentChanges = Vec<(String, Option<Document>)>;

/// What documents are after changes.
pub fn change(documents: &mut Documents, changes: DocumentChanges) {
    for (key, json) in changes {
        match json {
            Some(json) => drop(documents.insert(key, json)),
            None => drop(documents.remove(&key)),
        }
    }
}

/// The format that this version writes. In format 1 everything counted at once, and there were no documents; in
/// format 2 every document counted by itself.
const FORMAT: u32 = 3;
/// The oldest format that it reads; its lines stand for themselves.
pub(super) const OLDEST: u32 = 1;
/// Numbers beyond this are no numbers of ours: they would wrap.
pub(super) const LARGEST: u64 = 1 << 60;
/// How the names of segments end.
const ENDING: &str = ".journal";

/// Why a segment begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// A console opened the show.
    Open,
    /// A console came back after its process had died.
    Recovery,
    /// Another engine took over: another rate, other strips and buses, or a healed one.
    Engine,
    /// The segment before had grown long.
    Full,
    /// Writing had failed, and works again.
    Mended,
}

/// What a segment begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The format of the file.
    pub format: u32,
    /// Its number.
    pub number: u64,
    /// The number of the last group before it.
    pub sequence: u64,
    /// The last known frame.
    pub frame: u64,
    /// Sample rate in Hz; 0 while no stream has told one.
    pub rate: u32,
    /// Checksum of the layout: equal for the same parameters in the same order.
    pub layout: String,
    /// Wall time.
    pub time: jiff::Timestamp,
    /// Why it begins.
    pub reason: Reason,
    /// Name of the show.
    pub name: String,
    /// The stamp of the show's file as it was read or written last.
    pub file: String,
    /// What the console consists of.
    pub topology: Topology,
}

/// A segment to be begun.
#[derive(Clone, Debug)]
pub struct Start {
    /// The header; whoever writes it gives it its number.
    pub header: Header,
    /// The layout of the values.
    pub layout: Arc<Layout>,
    /// Every value.
    pub values: Vec<Plain>,
    /// Every document.
    pub documents: Documents,
    /// Where the values that move go on to: written with the rest, or not at all.
    pub moving: Option<Group>,
}

impl Start {
    /// A segment for a console as it stands; `header` says the rest.
    pub fn new(layout: &Arc<Layout>, values: &[Plain], reason: Reason) -> Self {
        let header = Header {
            format: FORMAT,
            number: 0,
            sequence: 0,
            frame: 0,
            rate: 0,
            layout: String::new(),
            time: jiff::Timestamp::now(),
            reason,
            name: String::new(),
            file: String::new(),
            topology: layout.topology().clone(),
        };
        Self {
            header,
            layout: layout.clone(),
            values: values.to_vec(),
            documents: Documents::new(),
            moving: None,
        }
    }

    /// Header and checkpoint as sealed lines; what follows goes on with `chain`.
    ///
    /// # Errors
    /// Never for a topology that can exist; the JSON writer's word otherwise.
    pub fn write(&self, number: u64, chain: &mut Chain) -> Result<String, serde_json::Error> {
        let header = Header {
            number,
            layout: layout_stamp(&self.layout),
            ..self.header.clone()
        };
        *chain = Chain::default();
        let mut text = String::new();
        let header = serde_json::to_string(&header)?;
        chain.seal(&mut text, &format!("segment {header}"));
        if self.header.format == OLDEST {
            chain.loosen();
        }
        for (index, value) in self.layout.indices().zip(&self.values) {
            let value = write_value(self.layout.addr(index), *value);
            chain.seal(&mut text, &format!("= {value}"));
        }
        for (key, json) in &self.documents {
            chain.seal(
                &mut text,
                &format!(": {} {}", escape(key), one_line(json.text())),
            );
        }
        let lines = self.values.len() + self.documents.len();
        chain.seal(&mut text, &format!("checkpoint {lines}"));
        Ok(text)
    }
}

/// JSON without line breaks; within its texts there are none.
fn one_line(json: &str) -> String {
    json.replace(['\n', '\r'], " ")
}

/// Equal for the same parameters in the same order.
fn layout_stamp(layout: &Layout) -> String {
    let mut hasher = crc32fast::Hasher::new();
    for index in layout.indices() {
        hasher.update(layout.addr(index).to_string().as_bytes());
        hasher.update(b"\n");
    }
    format!("{:08x}", hasher.finalize())
}

/// The file name of a segment.
pub fn file_name(number: u64) -> String {
    format!("{number:08}{ENDING}")
}

/// The number in a segment's file name; nothing for a name that no segment has.
pub fn number_of(name: &str) -> Option<u64> {
    let number = name.strip_suffix(ENDING)?.parse().ok()?;
    (number <= LARGEST && file_name(number) == name).then_some(number)
}

/// True for a name that looks like a segment's, and may be none.
pub(super) fn is_journal(name: &str) -> bool {
    name.ends_with(ENDING)
}

/// The line that says that show.yaml has been written.
pub(super) fn file_line(stamp: &str) -> String {
    format!("file {stamp}\n")
}

/// The lines that say what documents are now, or that they are gone.
pub(super) fn document_lines(sequence: u64, changes: &DocumentChanges) -> String {
    let mut text = String::new();
    for (at, (key, json)) in changes.iter().enumerate() {
        let more = if at + 1 < changes.len() { "+" } else { "" };
        let _ = write!(text, "doc{more} {sequence} {}", escape(key));
        if let Some(json) = json {
            let _ = write!(text, " {}", one_line(json.text()));
        }
        text.push('\n');
    }
    text
}

/// The line that says that all documents whose keys begin so are gone.
pub(super) fn drop_line(sequence: u64, prefix: &str) -> String {
    format!("drop {sequence} {}\n", escape(prefix))
}

/// The line that says how far the sound is.
pub(super) fn frame_line(frame: u64) -> String {
    format!("frame {frame}\n")
}

/// The last line of a console that has ended by itself.
pub(super) fn clean_line() -> String {
    "clean\n".to_owned()
}

/// Reads the first line of a segment.
pub(super) fn read_header(word: &str, json: &str) -> Result<Header, String> {
    if word != "segment" {
        return Err("this is no header".to_owned());
    }
    let header: Header = serde_json::from_str(json).map_err(|error| error.to_string())?;
    if !(OLDEST..=FORMAT).contains(&header.format) {
        return Err(format!(
            "its format is {}; this Headroom reads {OLDEST} to {FORMAT}: open the show with the one that \
             wrote it, or a newer one",
            header.format
        ));
    }
    if header.number.max(header.sequence).max(header.frame) > LARGEST {
        return Err("its numbers are not possible".to_owned());
    }
    header
        .topology
        .validate()
        .map_err(|error| error.to_string())?;
    Ok(header)
}
