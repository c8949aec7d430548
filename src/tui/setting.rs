//! The one way to set a parameter from the terminal: what guards hearing or the PA asks first.

use super::ask::Question;
use super::model::Model;
use super::page::channel::state::path_below_node;
use super::words::short;
use crate::control::feed::Severity;
use crate::control::intent::Intent;
use crate::desk::{Desk, DeskError};
use crate::param::{ParamAddr, ParamIndex, ParamSpec, Plain};

/// A parameter with what is known of it.
#[derive(Clone, Copy)]
pub(crate) struct Setting {
    /// Where it is.
    pub addr: ParamAddr,
    /// The same in this layout.
    pub index: ParamIndex,
    /// Its row.
    pub spec: &'static ParamSpec,
    /// Where it stands.
    pub value: Plain,
}

/// What is known of a parameter, where this console has it.
pub(crate) fn of(addr: ParamAddr, model: &Model) -> Option<Setting> {
    let layout = model.layout()?;
    let index = layout.index(addr)?;
    Some(Setting {
        addr,
        index,
        spec: layout.spec(index),
        value: model.value(addr)?,
    })
}

/// Sets a value; what guards hearing or the PA asks first.
pub(crate) fn set(
    model: &mut Model,
    desk: &mut dyn Desk,
    row: Setting,
    wanted: Plain,
) -> Result<(), DeskError> {
    if row.spec.read_only {
        let text = format!("{} is what the console finds; nobody sets it", row.addr);
        model.tell(Severity::Info, &text);
        return Ok(());
    }
    if !row.spec.protected {
        return desk.send(Intent::Set(row.addr, wanted));
    }
    if wanted != row.value {
        let text = format!(
            "{}: set {} from {} to {}?",
            short(&model.called(row.addr.node())),
            path_below_node(row.addr),
            row.spec.exact(row.value),
            row.spec.exact(wanted)
        );
        let intent = Intent::SetConfirmed(row.addr, wanted);
        model.question = Some(Question::yes_or_no(text, intent));
    }
    Ok(())
}

/// A value was typed for a parameter, which need not be selected any more. Where a guard of hearing or
/// of the PA would guard less, it asks.
pub(crate) fn set_typed(
    addr: ParamAddr,
    text: &str,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<(), DeskError> {
    let Some(row) = of(addr, model) else {
        model.tell(Severity::Warning, &format!("{addr} is gone"));
        return Ok(());
    };
    match row.spec.parse_at(text, model.status().rate) {
        Ok(value) if row.spec.loosens(row.value, value) => set(model, desk, row, value),
        Ok(value) => desk.send(Intent::Set(addr, value)),
        Err(error) => {
            model.tell(Severity::Warning, &error.to_string());
            Ok(())
        }
    }
}
