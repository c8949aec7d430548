//! Comparing two settings of one section: what was kept, and what stands now, change places.

use super::section::Section;
use crate::control::feed::Severity;
use crate::control::intent::Intent;
use crate::desk::{Desk, DeskError};
use crate::param::{ParamAddr, Plain};
use crate::tui::action::Action;
use crate::tui::model::Model;

/// Keeps the selected section's settings as the other ones; where there are others already, they change
/// places with what stands.
pub(super) fn swap(model: &mut Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let Some(selected) = model.channel.list().selected().copied() else {
        return Ok(());
    };
    let section = Section::of(selected);
    let rows = model.channel.list().items().iter().copied();
    let now: Vec<(ParamAddr, Plain)> = rows
        .filter(|addr| Section::of(*addr) == section && may_change(*addr, model))
        .filter_map(|addr| Some((addr, model.value(addr)?)))
        .collect();
    let addrs =
        |values: &[(ParamAddr, Plain)]| values.iter().map(|(addr, _)| *addr).collect::<Vec<_>>();
    let is_same = addrs(&now) == addrs(&model.channel.compared);
    let other = std::mem::replace(&mut model.channel.compared, now);
    if !is_same {
        let text = format!(
            "{} {} kept as A; change it, {} again swaps",
            selected.node(),
            section.word(),
            model.key(Action::Compare)
        );
        model.tell(Severity::Info, &text);
        return Ok(());
    }
    desk.send(Intent::SetMany(other))
}

/// What guards hearing or the PA, and what nobody sets, is compared with nothing.
fn may_change(addr: ParamAddr, model: &Model) -> bool {
    let spec = model.console().spec(addr);
    spec.is_some_and(|spec| !spec.protected && !spec.read_only)
}
