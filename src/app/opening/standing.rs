//! How a console shall stand: what its file says, and what the journal says of what came after.

use crate::app::setup::setup;
use crate::control::console::Setup;
use crate::control::feed::{Notice, Severity};
use crate::control::journal::Opening;
use crate::param::carry::{guard_lost, keeps_meaning};
use crate::param::{Layout, ParamAddr, Plain};
use crate::show::console_file::ConsoleFile;
use crate::show::disk::RealDisk;
use crate::show::journal::recover::Recovered;
use crate::show::journal::segment::Reason;
use crate::show::show_file;
use std::path::Path;

/// The console as file and journal together say.
pub(super) fn stand(
    console: ConsoleFile,
    state: Option<Recovered>,
    mut opening: Opening,
    file: Option<&Path>,
    notices: &mut Vec<Notice>,
) -> Setup {
    let mut setup = setup(console);
    if let Some(mut state) = state {
        let is_same_file = state.file == opening.file;
        if is_same_file || opening.file.is_empty() {
            setup.topology = state.topology.clone();
        } else {
            opening.edited = edited(&setup, &state, file);
        }
        opening.frame = state.frame;
        opening.rate = state.rate;
        opening.reason = reason(&state, notices);
        let layout = Layout::new(setup.topology.clone());
        let values = values_of(&state, &layout);
        let all = setup.values.iter().chain(&values).chain(&opening.edited);
        if opening.reason == Reason::Recovery
            && let Some(lost) = guard_lost_by_file(&state, &layout, all)
        {
            opening.reason = Reason::Open;
            notices.push(red(format!(
                "the show's file was changed, and {lost} no longer guards as it did; the console opens under safe \
                 start: look over its outputs before you release it"
            )));
        }
        let may_recover = opening.reason == Reason::Recovery;
        let is_kept = |addr: ParamAddr| {
            let index = layout.index(addr);
            index.is_some_and(|index| layout.spec(index).recall.is_kept())
        };
        let found = values.into_iter();
        setup
            .values
            .extend(found.filter(|(addr, _)| may_recover || is_kept(*addr)));
        state.forget_other_meanings(layout.topology());
        opening.pasts = state.pasts;
        opening.documents = state.documents;
        if may_recover {
            opening.glides = state.glides;
        }
    }
    setup.journal = Some(opening);
    setup
}

/// What the journal says of the parameters of a layout, as far as it means the same there.
fn values_of(state: &Recovered, layout: &Layout) -> Vec<(ParamAddr, Plain)> {
    let addrs = layout.indices().map(|index| layout.addr(index));
    let same = addrs.filter(|addr| keeps_meaning(&state.topology, layout.topology(), *addr));
    same.filter_map(|addr| Some((addr, *state.values.get(&addr)?)))
        .collect()
}

/// A guard of hearing or of the PA that guards less than when the console died.
fn guard_lost_by_file<'a>(
    state: &Recovered,
    layout: &Layout,
    values: impl Iterator<Item = &'a (ParamAddr, Plain)>,
) -> Option<ParamAddr> {
    let mut store: Vec<Plain> = layout
        .indices()
        .map(|index| layout.default(index))
        .collect();
    for (addr, value) in values {
        if let Some(index) = layout.index(*addr) {
            store[index.slot()] = *value;
        }
    }
    let before = Layout::new(state.topology.clone());
    let value = |addr| state.values.get(&addr).copied();
    guard_lost((&before, value), (layout, &store))
}

/// Recovery ramps in by itself; everything else waits under safe start.
fn reason(state: &Recovered, notices: &mut Vec<Notice>) -> Reason {
    if state.is_damaged {
        notices.push(red(
            "the journal is damaged: the console stands as before the damage, under safe start; look \
             over the mix before you release it"
                .to_owned(),
        ));
        return Reason::Open;
    }
    if state.is_clean {
        return Reason::Open;
    }
    notices.push(Notice {
        severity: Severity::Warning,
        text: "the console had not ended by itself; it stands as it stood then".to_owned(),
    });
    Reason::Recovery
}

/// Start values that a hand has written into the show's file since it was read last.
fn edited(setup: &Setup, state: &Recovered, file: Option<&Path>) -> Vec<(ParamAddr, Plain)> {
    let before = file.and_then(|file| show_file::version(&RealDisk, file, &state.file));
    let Some(before) = before else {
        return Vec::new();
    };
    let is_new = |value: &&(ParamAddr, Plain)| !before.values.contains(value);
    setup.values.iter().filter(is_new).copied().collect()
}

pub(super) fn red(text: String) -> Notice {
    Notice {
        severity: Severity::Error,
        text,
    }
}
