//! The journal: what was done and by whom, the newest first, and undo down to any of one's own steps.

mod draw;
pub mod state;

use super::name::PageName;
use super::row::{Act, Moves, PageRow};
use crate::control::feed::Severity;
use crate::control::intent::Intent;
use crate::param::counted;
use crate::tui::action::{Action, Scope};
use crate::tui::ask::Question;
use crate::tui::model::Model;
use crate::tui::words::short;

/// The page.
pub const PAGE: PageRow = PageRow {
    scopes: &[Scope::Journal, Scope::List],
    act: Act::Here(act),
    moves: Moves::List(|model| model.journal.list_mut()),
    hints: &[
        (Action::UndoToHere, "undo to here"),
        (Action::NextPerson, "by one alone"),
        (Action::Undo, "undo"),
        (Action::Redo, "redo"),
        (Action::UndoRecall, "undo recall"),
        (Action::Journal, "back"),
    ],
    ..PageRow::new(PageName::Journal, Action::Journal, draw::render)
};

fn act(action: Action, model: &mut Model) -> bool {
    match action {
        Action::NextPerson => model.journal.step_who(1),
        Action::PreviousPerson => model.journal.step_who(-1),
        Action::UndoToHere => ask_to_undo(model),
        _ => return false,
    }
    true
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
