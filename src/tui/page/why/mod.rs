//! Why: the chain of a strip, bus or main from its input to its ways out, with the first dead point.

mod draw;
pub mod state;

use super::name::PageName;
use super::row::{Moves, Open, PageRow};
use crate::control::feed::Severity;
use crate::desk::why::has_chain;
use crate::param::NodeId;
use crate::tui::action::{Action, Scope};
use crate::tui::model::Model;
use state::WhyPage;

/// The page.
pub const PAGE: PageRow = PageRow {
    scopes: &[Scope::List],
    target: |model| Some(model.why.node),
    open: Open::At(open),
    back: |model| model.why.of,
    moves: Moves::Top(|model| &mut model.why.first, draw::last_row),
    hints: &[
        (Action::ListDown, "more"),
        (Action::Mute, "mute"),
        (Action::Channel, "channel"),
        (Action::Why, "back"),
    ],
    ..PageRow::new(PageName::Why, Action::Why, draw::render)
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
