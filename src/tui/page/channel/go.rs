//! Where the keys of the sections go.

use super::section::Section;
use crate::param::spec::{EqParam, Param};
use crate::param::tables::eq::BandType;
use crate::param::{Choice, ParamAddr};
use crate::tui::model::Model;

/// The row to which a section's key goes: its first one, of the equaliser the frequency of its first bell;
/// where a band is selected already, of the next one.
pub(super) fn entry(section: Section, model: &Model) -> Option<usize> {
    let rows = model.channel.list().items();
    if section != Section::Eq {
        return rows.iter().position(|addr| Section::of(*addr) == section);
    }
    let selected = model.channel.list().selected();
    let current = selected.filter(|addr| Section::of(**addr) == section);
    let is_next = |addr: &ParamAddr| match current {
        Some(current) => addr.each == current.each + 1,
        None => is_bell(*addr, model),
    };
    let is_frequency = |addr: &ParamAddr| addr.param == Param::Eq(EqParam::BandFreq);
    let found = rows
        .iter()
        .position(|addr| is_frequency(addr) && is_next(addr));
    found.or_else(|| rows.iter().position(is_frequency))
}

fn is_bell(addr: ParamAddr, model: &Model) -> bool {
    let kind = addr
        .node()
        .param_of(Param::Eq(EqParam::BandType), addr.each);
    let kind = model.value(kind).map(BandType::of);
    kind == Some(BandType::Bell)
}
