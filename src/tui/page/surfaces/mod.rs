//! The surfaces: what is plugged in, what its strips stand for, which of its controls wait to be picked up, what is said
//! and heard, and how a control or a whole device is learnt.

mod draw;
mod lesson;
mod monitor;
mod selected;
pub mod state;

use super::name::PageName;
use super::row::{Act, Moves, PageRow};
use crate::control::feed::{LessonAbout, Severity};
use crate::control::intent::{Intent, MidiWish};
use crate::desk::{Desk, DeskError};
use crate::tui::action::{Action, Scope};
use crate::tui::model::Model;
use crossterm::event::KeyEvent;
pub(crate) use lesson::say_target;
use selected::selected;

/// The page.
pub const PAGE: PageRow = PageRow {
    scopes: &[Scope::Surfaces, Scope::List],
    act: Act::ByKey(act),
    moves: Moves::List(|model| &mut model.surface_page.ports),
    hints: &[
        (Action::LearnControl, "learn a control"),
        (Action::LearnDevice, "learn the device"),
        (Action::PauseMonitor, "pause"),
        (Action::ListDown, "next"),
        (Action::Surfaces, "back"),
    ],
    ..PageRow::new(PageName::Surfaces, Action::Surfaces, draw::render)
};

fn act(
    action: Action,
    key: &KeyEvent,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<bool, DeskError> {
    if model.surface_page.teaching().is_some() && lesson::act(action, key, model, desk)? {
        return Ok(true);
    }
    match action {
        Action::LearnControl => teach(LessonAbout::Control, model, desk)?,
        Action::LearnDevice => teach(LessonAbout::Device, model, desk)?,
        Action::PauseMonitor => {
            let page = &mut model.surface_page;
            page.is_paused = !page.is_paused;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// Begins to teach the surface that is selected.
fn teach(about: LessonAbout, model: &mut Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let found = selected(model).map(|surface| (surface.port.clone(), surface.is_here));
    if let Some((port, true)) = found {
        model.surface_page.begin_lesson(&port);
        desk.send(Intent::Midi(MidiWish::Teach(port, about)))
    } else {
        model.tell(Severity::Info, "plug the controller in first");
        Ok(())
    }
}

/// Asks for what surfaces say and hear while the page is seen; a lesson is over when it is left.
///
/// # Errors
/// The console is gone.
pub fn look(model: &mut Model, is_seen: bool, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let wanted = is_seen && model.page == PageName::Surfaces;
    if !wanted && model.surface_page.teaching().is_some() {
        lesson::end(model, desk)?;
    }
    if wanted == model.surface_page.is_watching {
        return Ok(());
    }
    model.surface_page.is_watching = wanted;
    desk.send(Intent::Midi(MidiWish::Watch(wanted)))
}
