//! The tape: which strip hears which track in place of its input, and who is live.

mod draw;
pub mod state;

use super::monitor::typed_path;
use super::name::PageName;
use super::row::{Act, Moves, PageRow};
use crate::control::intent::{Intent, TapeWish};
use crate::desk::{Desk, DeskError};
use crate::param::NodeId;
use crate::param::spec::{Param, TapeParam};
use crate::tui::action::{Action, Scope};
use crate::tui::ask::Question;
use crate::tui::entry::{Entry, Purpose};
use crate::tui::model::Model;
use crate::tui::words::short;

/// The page.
pub const PAGE: PageRow = PageRow {
    scopes: &[Scope::Tape, Scope::List],
    target: selected,
    act: Act::Asking(act),
    moves: Moves::List(|model| model.tape_page.list_mut()),
    hints: &[
        (Action::Live, "live"),
        (Action::Tape, "tape"),
        (Action::StripOnTape, "strip"),
        (Action::Play, "play"),
        (Action::LastTape, "last recording"),
        (Action::OpenTape, "open"),
        (Action::TapePage, "back"),
    ],
    ..PageRow::new(PageName::Tape, Action::TapePage, draw::render)
};

/// Longest path that can be typed.
const LONGEST_PATH: usize = 1000;

fn selected(model: &Model) -> Option<NodeId> {
    Some(model.tape_page.list().selected()?.node)
}

fn act(action: Action, model: &mut Model, desk: &mut dyn Desk) -> Result<bool, DeskError> {
    match action {
        Action::StripOnTape => {
            if let Some(node) = selected(model) {
                desk.send(Intent::Toggle(node.param(Param::Tape(TapeParam::Hears))))?;
            }
        }
        Action::LastTape => desk.send(Intent::Tape(TapeWish::Open(None)))?,
        Action::OpenTape => {
            let prompt = "tape: path of a folder of sound files, or of a file".to_owned();
            model.entry = Some(Entry::line(Purpose::TapePath, prompt, "", LONGEST_PATH));
        }
        Action::EjectTape => {
            let path = short(&model.console().tape().path);
            if !path.is_empty() {
                let text = format!("Close the tape {path}? Every strip is live then.");
                let wish = Intent::Tape(TapeWish::Eject);
                model.question = Some(Question::yes_or_no(text, wish));
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// A path was typed.
pub(crate) fn open(text: &str, model: &mut Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    match typed_path(text, model) {
        Some(path) => desk.send(Intent::Tape(TapeWish::Open(Some(path)))),
        None => Ok(()),
    }
}
