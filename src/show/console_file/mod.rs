//! Console definitions: which strips, buses and groups there are, their names, their connections
//! and their start values.
//!
//! ```yaml
//! headroom: 1                  # format of this file
//! name: Band 16
//! client: foh                  # name of the console's JACK client and socket; `headroom` if left out
//! strips:                      # in the order of the desk; the number is a lasting id
//!   - { number: 1, name: Kick, color: red }        # mono, unless it says width: stereo
//!   - { number: 9, name: Keys, width: stereo }
//!   - { number: 11, name: Lead, insert: yes }    # a way out to an external unit and back
//!   - { numbers: 17-32 }                           # a run without names; `strips: 16` counts 1 to 16
//! buses:                       # role: group, wedge, in-ear, fx, record, matrix
//!   - { number: 1, name: Drums, role: group, width: stereo, feeds: [3] }
//! main: { width: stereo, feeds: [12] }             # stereo, unless it says width: mono
//! dcas: [ { number: 1, name: Drums } ]             # or a count: 8
//! mute-groups: 6                                   # or a list like that of the DCAs
//! program-changes: { channel: 11, scenes: by-number }   # surfaces recall scenes; see `show::programs`
//! remote: { from: [ QLab ], show-control: { device: 1 } }   # others let cues go; see `show::remote`
//! reference: { file: reference/Song.flac }         # what the mix is compared with; see `show::reference`
//! osc: { listen: "192.168.1.20:9000" }             # control over the network; see `show::osc`
//! phones: { listen: "192.168.1.20:8077" }          # personal mixes; see `show::phones`
//! patch:                       # our port: theirs; also midi-in, midi-out, midi-in-2 … midi-out-4
//!   ch/1: system:capture_1
//!   main: [ system:playback_1, system:playback_2 ] # left, right
//! values:                      # start values by path
//!   ch/1/hpf/on: on
//! ```
//!
//! Only `headroom: 1` has to be there. A section that is left out is as on the default console; a value
//! that is left out has its safe default: levels are off, outputs open under safe start. `feeds` says
//! which buses a bus or main may be sent to. A patch point of a mono node takes one foreign port or a list
//! of several; a stereo node takes a list of two, or `main/left` and `main/right` one by one. Strips, buses
//! and main with `insert: yes` have two more patch points, `ch/11/insert/send` and `ch/11/insert/return`.

mod definition;
mod label;
mod lists;
mod nodes;
mod patch;

pub use definition::ConsoleFile;
pub use label::{Color, Label};

use super::error::FileError;
use super::osc;
use super::phones;
use super::programs::{self};
use super::reader::{Fields, Reader};
use super::reference;
use super::remote;
use super::yaml::{Document, Node};
use super::{text, values};
use crate::param::{Layout, ParamAddr, Plain, Topology};
use std::path::Path;

/// The keys of a console definition.
pub(super) const KEYS: [&str; 15] = [
    "headroom",
    "name",
    "client",
    "strips",
    "buses",
    "main",
    "dcas",
    "mute-groups",
    "patch",
    programs::KEY,
    remote::KEY,
    reference::KEY,
    osc::KEY,
    phones::KEY,
    "values",
];

/// Longest name of a client: with its folder it must fit a socket's address.
const LONGEST_CLIENT: usize = 40;
/// The format that this version reads.
const FORMAT: u32 = 1;

/// Reads a console definition strictly; `source` is the name that errors show.
///
/// # Errors
/// The first thing that is wrong.
pub fn parse(text: &str, source: &str) -> Result<ConsoleFile, FileError> {
    let (console, errors) = parse_tolerant(text, source)?;
    errors.into_iter().next().map_or(Ok(console), Err)
}

/// Reads a console definition so that the sound comes up: what is wrong is left out and listed, by
/// line.
///
/// # Errors
/// Only a text that cannot be read at all.
pub fn parse_tolerant(
    text: &str,
    source: &str,
) -> Result<(ConsoleFile, Vec<FileError>), FileError> {
    let document = Document::read(source, text)?;
    let mut reader = Reader::default();
    let fields = reader.map_of(&document, "a console", &KEYS)?;
    check_format(&mut reader, &document, fields)?;
    let console = read(&mut reader, fields);
    Ok((console, reader.finish(&document)))
}

/// Reads a console definition file strictly.
///
/// # Errors
/// The first thing that is wrong.
pub fn load(path: &Path) -> Result<ConsoleFile, FileError> {
    parse(&text::read(path)?, &path.display().to_string())
}

/// Complains unless the file says the format that this version reads.
///
/// # Errors
/// A newer format: nobody knows what it means by what can be read of it.
pub(super) fn check_format(
    reader: &mut Reader,
    document: &Document,
    fields: Fields,
) -> Result<(), FileError> {
    let Some(node) = fields.get("headroom") else {
        reader.report(
            &document.root,
            "'headroom' is missing",
            "write 'headroom: 1' on top; it is the format of the file",
        );
        return Ok(());
    };
    let found = reader.number(node, "the format", (1, 9999));
    if found.is_some_and(|found| found != FORMAT) {
        return Err(document.error(
            node.place,
            "this file has a newer format".to_owned(),
            "this Headroom reads 'headroom: 1'; use a newer Headroom".to_owned(),
        ));
    }
    Ok(())
}

/// Reads the sections of a console, of a file of its own or inside of a session.
pub(super) fn read(reader: &mut Reader, fields: Fields) -> ConsoleFile {
    let mut console = ConsoleFile::default();
    if let Some(name) = fields
        .get("name")
        .and_then(|node| reader.text(node, "the name"))
    {
        name.clone_into(&mut console.name);
    }
    console.client = fields
        .get("client")
        .and_then(|node| read_client(reader, node));
    nodes::read(reader, fields, &mut console);
    if let Some(node) = fields.get("patch") {
        console.patch = patch::read(reader, node, &console.topology);
    }
    console.programs = fields
        .get(programs::KEY)
        .and_then(|node| programs::read(reader, node));
    console.remote = fields
        .get(remote::KEY)
        .and_then(|node| remote::read(reader, node, true));
    console.reference = fields
        .get(reference::KEY)
        .and_then(|node| reference::read(reader, node));
    console.osc = fields
        .get(osc::KEY)
        .and_then(|node| osc::read(reader, node));
    console.phones = fields
        .get(phones::KEY)
        .and_then(|node| phones::read(reader, node));
    if let Some(node) = fields.get("values") {
        console.values = read_values(reader, node, &console.topology);
    }
    console
}

/// A word that can be the name of a JACK client and of a socket.
fn read_client(reader: &mut Reader, node: &Node) -> Option<String> {
    let name = reader.text(node, "the client")?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.len() > LONGEST_CLIENT || !name.chars().all(allowed) {
        let hint = format!("allowed: 1 to {LONGEST_CLIENT} of a-z, A-Z, 0-9, - and _");
        reader.report(node, format!("'{name}' is no name for a client"), hint);
        return None;
    }
    Some(name.to_owned())
}

fn read_values(reader: &mut Reader, node: &Node, topology: &Topology) -> Vec<(ParamAddr, Plain)> {
    let layout = Layout::new(topology.clone());
    let mut found = Vec::new();
    for (key, path, node) in reader.entries(node, "'values'") {
        let Some(index) = values::parameter(reader, &layout, key, path) else {
            continue;
        };
        if !layout.spec(index).recall.is_kept() {
            let message = format!("'{path}' cannot be set by a file");
            reader.report(
                key,
                message,
                "it is a key of the running console; remove this line",
            );
            continue;
        }
        if let Some(value) = values::value(reader, &layout, index, node) {
            found.push((layout.addr(index), value));
        }
    }
    found
}

#[cfg(test)]
mod tests;
