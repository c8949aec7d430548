//! The journal: what was done and by whom, the newest first, and undo down to any of one's own steps.

mod draw;
pub mod state;

use super::name::PageName;
use super::row::{Moves, PageRow, no_target, to_mixer};
use crate::control::feed::Severity;
use crate::control::intent::Intent;
use crate::desk::{Desk, DeskError};
use crate::param::counted;
use crate::tui::action::{Action, Scope};
use crate::tui::ask::Question;
use crate::tui::list::Rows;
use crate::tui::model::Model;
use crate::tui::words::short;
use crossterm::event::KeyEvent;

/// The page.
pub const PAGE: PageRow = PageRow {
    page: PageName::Journal,
    scopes: &[Scope::Journal, Scope::List],
    target: no_target,
    jump: Action::Journal,
    open: Some(|model, _| model.page = PageName::Journal),
    back: to_mixer,
    act,
    moves: Moves::List(list),
    hints: &[
        (Action::UndoToHere, "undo to here"),
        (Action::NextPerson, "by one alone"),
        (Action::Undo, "undo"),
        (Action::Redo, "redo"),
        (Action::UndoRecall, "undo recall"),
        (Action::Journal, "back"),
    ],
    render: draw::render,
};

fn list(model: &mut Model) -> &mut dyn Rows {
    model.journal.list_mut()
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "pages that ask the console for something may find it gone"
)]
fn act(
    action: Action,
    _: &KeyEvent,
    model: &mut Model,
    _: &mut dyn Desk,
) -> Result<bool, DeskError> {
    match action {
        Action::NextPerson => model.journal.step_who(1),
        Action::PreviousPerson => model.journal.step_who(-1),
        Action::UndoToHere => ask_to_undo(model),
        _ => return Ok(false),
    }
    Ok(true)
}

/// Asks with the number of steps and the last one of them.
fn ask_to_undo(model: &mut Model) {
    let Some(line) = model.journal.list().selected().cloned() else {
        return;
    };
    if !line.is_step || line.is_undone {
        let why = if line.is_undone {
            "this is undone already"
        } else {
            "this is no step of undo; a recall has a key of its own"
        };
        return model.tell(Severity::Info, why);
    }
    let count = counted(model.journal.steps_back(&line), "step");
    let (by, what) = (short(&line.by), short(&line.what));
    let text = format!("Undo {count} of {by}, back to before \"{what}\"?");
    model.question = Some(Question::yes_or_no(text, Intent::UndoBackTo(line.number)));
}
