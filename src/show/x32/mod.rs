//! Files of Behringer X32 and Midas M32 desks, read into Headroom's values: a band that leaves its desk takes its show
//! along.
//!
//! | file | what |
//! |---|---|
//! | `desk` | a scene, snippet or channel preset as leaves with words |
//! | `nodes` | the order of words in a line |
//! | `words` | numbers, levels, switches, colours, masks |
//! | `console` | the console that such a desk would be |
//! | `taking` | values on their way from leaves to parameters |
//! | `strips` | what strips, buses and main have in common: dynamics, EQ, fader |
//! | `sends` | sends and assignments |
//! | `groups` | DCAs, mute groups, automix |
//! | `effects` | effects on buses, and graphic equalisers on inserts |
//! | `report` | what was not taken, and what became something else |
//! | `show` | a show with its scenes and cues |
//!
//! The formats are the text lines that the desk itself writes, as P.-G. Maillot has described them ("Unofficial
//! X32/M32 OSC Remote Protocol", 4.06) and as they stand in files of the formats 2.1, 2.7 and 4.0. A line that is
//! unknown or short changes nothing but what it says; a word that makes no sense is named, and the rest of its line
//! left out, as the desk does it.
//!
//! Levels, gains, frequencies and times mean the same here and there. What only one of both has is left out, and told.

pub mod console;
pub mod desk;
mod effects;
mod groups;
mod nodes;
pub mod report;
mod sends;
pub mod show;
mod strips;
mod taking;
mod words;

use super::error::FileError;
use crate::param::{Layout, ParamAddr, Plain, Recall, Topology};
use desk::Desk;
use report::Report;
use taking::Taking;

/// The values of a scene or snippet for a console, and what is to be told of them.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// What a scene may hold, by address.
    pub values: Vec<(ParamAddr, Plain)>,
    /// What was left out or became something else.
    pub report: Report,
}

/// Everything of a desk's scene that a console has, too. Strips and buses go by number: channel 5 is `ch/5`, aux in 1
/// is `ch/33`, matrix 1 the first bus of that role.
pub fn scene_of(desk: &Desk, topology: &Topology) -> Taken {
    let layout = Layout::new(topology.clone());
    let mut taking = Taking::new(desk, &layout);
    strips::take(&mut taking);
    sends::take(&mut taking);
    groups::take(&mut taking);
    effects::take(&mut taking);
    let (values, report) = taking.finish();
    let is_stored = |addr: ParamAddr| {
        layout
            .index(addr)
            .is_some_and(|index| layout.spec(index).recall == Recall::Stored)
    };
    Taken {
        values: values.filter(|(addr, _)| is_stored(*addr)).collect(),
        report,
    }
}

/// Words that make no sense on lines of what the console does not have, but for those that are `told` already.
pub fn problems_elsewhere(desk: &Desk, topology: &Topology, told: &[FileError]) -> Vec<FileError> {
    let Some(rest) = console::left_out(desk, topology) else {
        return Vec::new();
    };
    let layout = Layout::new(rest);
    let mut taking = Taking::new(desk, &layout);
    strips::take(&mut taking);
    sends::take(&mut taking);
    let (_, report) = taking.finish();
    let mut others = report.problems;
    others.retain(|problem| told.iter().all(|told| told.line != problem.line));
    others
}
