//! Why: the chain of a strip, bus or main from its input to its ways out, with the first dead point.

mod draw;
pub mod state;

use super::name::PageName;
use super::row::PageRow;
use super::scroll::scrolled;
use crate::control::feed::Severity;
use crate::desk::why::has_chain;
use crate::desk::{Desk, DeskError};
use crate::param::NodeId;
use crate::tui::action::{Action, Scope};
use crate::tui::model::Model;
use crossterm::event::KeyEvent;
use state::WhyPage;

/// The page.
pub const PAGE: PageRow = PageRow {
    page: PageName::Why,
    open: Some((Action::Why, open)),
    scopes: &[Scope::List],
    target: |model| Some(model.why.node),
    act,
    list: None,
    hints: &[
        (Action::ListDown, "more"),
        (Action::Mute, "mute"),
        (Action::Channel, "channel"),
        (Action::Why, "back"),
    ],
    render: draw::render,
};

/// Shows the chain of a node.
pub fn open(model: &mut Model, node: NodeId) {
    if !has_chain(node) {
        let text = format!("{node} has no signal of its own: select a strip, a bus or main");
        model.tell(Severity::Warning, &text);
        return;
    }
    model.why = WhyPage {
        node,
        of: model.page,
        first: 0,
    };
    model.page = PageName::Why;
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
    if matches!(action, Action::Why | Action::Dismiss) {
        model.page = model.why.of;
        return Ok(true);
    }
    let to = scrolled(action, model.why.first, draw::last_row(model));
    model.why.first = to.unwrap_or(model.why.first);
    Ok(to.is_some())
}
