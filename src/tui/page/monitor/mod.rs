//! The monitor: every parameter of what the engineer hears, and the reference track with its keys.

mod draw;

use super::channel;
use super::name::PageName;
use super::row::PageRow;
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
    page: PageName::Monitor,
    open: Some((Action::Monitor, |model, _| open(model))),
    scopes: &[Scope::Monitor, Scope::Channel, Scope::List],
    target: channel::PAGE.target,
    act,
    list: channel::PAGE.list,
    hints: &[
        (Action::Reference, "mix or reference"),
        (Action::ChooseReference, "file"),
        (Action::ReferenceNext, "next marker"),
        (Action::ReferenceMark, "mark"),
        (Action::ReferenceLoop, "loop"),
        (Action::ValueUp, "move"),
        (Action::Channel, "back"),
    ],
    render: draw::render,
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
        Action::ReferenceIn => ReferenceWish::In(None),
        Action::ReferenceOut => ReferenceWish::Out(None),
        Action::ReferenceWhole => ReferenceWish::Whole,
        _ => {
            let is_done = (channel::PAGE.act)(action, key, model, desk)?;
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
    let typed = match (text.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => text.into(),
    };
    let path = std::path::absolute(typed).ok();
    if let Some(path) = path.as_deref().and_then(|path| path.to_str()) {
        return desk.send(Intent::Reference(ReferenceWish::Choose(path.to_owned())));
    }
    let text = "this path is no text; give the file another name";
    model.tell(Severity::Warning, text);
    Ok(())
}
