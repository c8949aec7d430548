//! The monitor: every parameter of what the engineer hears, and the reference track with its keys.

mod draw;

use super::channel;
use super::name::PageName;
use super::row::{Act, Open, PageRow};
use crate::control::feed::Severity;
use crate::control::intent::{Intent, ReferenceWish};
use crate::desk::{Desk, DeskError};
use crate::param::NodeId;
use crate::tui::action::{Action, Scope};
use crate::tui::entry::{Entry, Purpose};
use crate::tui::model::Model;
use crossterm::event::KeyEvent;

/// Longest path that can be typed.
const LONGEST_PATH: usize = 400;

/// The page.
pub const PAGE: PageRow = PageRow {
    scopes: &[Scope::Monitor, Scope::Channel, Scope::List],
    target: channel::PAGE.target,
    open: Open::At(|model, _| open(model)),
    act: Act::ByKey(act),
    moves: channel::PAGE.moves,
    hints: &[
        (Action::Reference, "mix or reference"),
        (Action::ChooseReference, "file"),
        (Action::ReferenceNext, "next marker"),
        (Action::ReferenceMark, "mark"),
        (Action::ReferenceLoop, "loop"),
        (Action::ValueUp, "move"),
        (Action::Monitor, "back"),
    ],
    ..PageRow::new(PageName::Monitor, Action::Monitor, draw::render)
};

/// Shows the page.
pub fn open(model: &mut Model) {
    channel::open(model, NodeId::MONITOR);
    model.page = PageName::Monitor;
}

fn act(
    action: Action,
    key: &KeyEvent,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<bool, DeskError> {
    let wish = match action {
        Action::ChooseReference => {
            begin_to_choose(model);
            return Ok(true);
        }
        Action::Channel => {
            channel::open(model, model.selected());
            return Ok(true);
        }
        Action::ReferenceIn => ReferenceWish::In(None),
        Action::ReferenceOut => ReferenceWish::Out(None),
        Action::ReferenceWhole => ReferenceWish::Whole,
        _ => {
            let is_done = channel::PAGE.act.follow(action, key, model, desk)?;
            if model.page == PageName::Monitor && model.channel.node != NodeId::MONITOR {
                model.page = PageName::Channel;
            }
            return Ok(is_done);
        }
    };
    desk.send(Intent::Reference(wish))?;
    Ok(true)
}

fn begin_to_choose(model: &mut Model) {
    let prompt = "reference track: path of a sound file".to_owned();
    model.entry = Some(Entry::line(
        Purpose::ReferenceFile,
        prompt,
        "",
        LONGEST_PATH,
    ));
}

/// A path was typed: from the home folder where it begins with ~, else from the one of this terminal.
pub(crate) fn choose(text: &str, model: &mut Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    match typed_path(text, model) {
        Some(path) => desk.send(Intent::Reference(ReferenceWish::Choose(path))),
        None => Ok(()),
    }
}

/// What was typed as a path, from the root on; none, and that is said, where it is no text.
pub(crate) fn typed_path(text: &str, model: &mut Model) -> Option<String> {
    let typed = match (text.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => text.into(),
    };
    let path = std::path::absolute(typed).ok();
    let path = path.and_then(|path| path.to_str().map(str::to_owned));
    if path.is_none() {
        let text = "this path is no text; give the file another name";
        model.tell(Severity::Warning, text);
    }
    path
}
