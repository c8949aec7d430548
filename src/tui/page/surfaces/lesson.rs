//! The terminal's side of a lesson: what to do is shown, and keys answer.

use super::selected::selected;
use crate::control::feed::{LearntControl, LessonStatus, LessonStep, Severity, SurfaceStatus};
use crate::control::intent::{Intent, MidiWish};
use crate::desk::{Desk, DeskError};
use crate::param::printable::printable;
use crate::tui::action::Action;
use crate::tui::entry::{Entry, Purpose};
use crate::tui::model::Model;
use crate::tui::palette::targets;
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::text::{Line, Span};

/// What was found is listed as far back as this.
const SHOWN: usize = 6;

/// The lesson that this terminal gives, as far as the surface has heard of it.
fn status(model: &Model) -> Option<&LessonStatus> {
    let port = model.surface_page.teaching()?;
    let mut surfaces = model.surfaces().iter();
    let surface = surfaces.find(|surface| surface.port == port)?;
    surface.lesson.as_ref()
}

/// What keys do while a surface is taught: all other ones rest.
pub(super) fn act(
    action: Action,
    key: &KeyEvent,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<bool, DeskError> {
    if action == Action::Dismiss {
        end(model, desk)?;
        model.tell(Severity::Info, "nothing was kept of the lesson");
        return Ok(true);
    }
    let Some(status) = status(model) else {
        return Ok(false);
    };
    let asks = status.is_yes_or_no;
    match (key.code, action) {
        (KeyCode::Char('y'), _) if asks => say(LessonStep::Next, desk)?,
        (KeyCode::Char('n'), _) if asks => say(LessonStep::No, desk)?,
        (_, Action::LearnControl) if asks => {}
        (_, Action::LearnControl) => match status.control.clone() {
            Some(control) => begin_to_choose(control, model),
            None => say(LessonStep::Next, desk)?,
        },
        (_, Action::LearnDevice) => {}
        _ => return Ok(false),
    }
    Ok(true)
}

fn say(step: LessonStep, desk: &mut dyn Desk) -> Result<(), DeskError> {
    desk.send(Intent::Midi(MidiWish::Say(step)))
}

/// What the control shall do is looked for.
fn begin_to_choose(control: LearntControl, model: &mut Model) {
    model.palette = targets::search_targets("", model, &control);
    let prompt = format!("{} shall do", control.words);
    let allowed = if control.is_position {
        "a parameter, or selected/ and a parameter of strips; ↑↓ choose"
    } else {
        "an action, or a switch, or selected/ and a switch of strips; ↑↓ choose"
    };
    model.entry = Some(Entry::search(Purpose::Teach(control), prompt, allowed));
}

/// What the control shall do was chosen.
pub(crate) fn say_target(
    target: Option<String>,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<(), DeskError> {
    if let Some(target) = target {
        say(LessonStep::Target(target), desk)
    } else {
        model.tell(Severity::Info, "nothing that it could do is like that");
        Ok(())
    }
}

/// The lesson is over; nothing is kept of it.
pub(super) fn end(model: &mut Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    model.surface_page.end_lesson();
    model
        .entry
        .take_if(|entry| matches!(entry.purpose, Purpose::Teach(_)));
    desk.send(Intent::Midi(MidiWish::EndLesson))
}

/// What there is to say of the lesson of a surface.
pub(super) fn lines(model: &Model, surface: &SurfaceStatus) -> Vec<Line<'static>> {
    let theme = model.theme;
    let Some(lesson) = &surface.lesson else {
        return Vec::new();
    };
    let is_ours = model.surface_page.teaching() == Some(surface.port.as_str());
    let mut lines = vec![Line::from(vec![
        Span::styled("   LEARNING ", theme.warning()),
        Span::styled(format!(" {}", printable(&lesson.question)), theme.strong()),
    ])];
    let found = lesson.found.len().saturating_sub(SHOWN);
    for found in &lesson.found[found..] {
        lines.push(Line::styled(
            format!("     {}", printable(found)),
            theme.text(),
        ));
    }
    if let Some(control) = &lesson.control {
        let of_all = if control.is_of_strip {
            "; what it does is a parameter of whatever its strip stands for"
        } else {
            ""
        };
        let text = format!("     {}{of_all}", printable(&control.words));
        lines.push(Line::styled(text, theme.selection()));
    }
    let keys = keys(model, lesson, is_ours);
    lines.push(Line::styled(format!("     {keys}"), theme.faint()));
    lines
}

/// The keys that answer.
fn keys(model: &Model, lesson: &LessonStatus, is_ours: bool) -> String {
    let enter = model.key(Action::LearnControl);
    let esc = model.key(Action::Dismiss);
    match (is_ours, lesson.is_yes_or_no, &lesson.control) {
        (false, ..) => "somebody else teaches it; its controls move nothing meanwhile".to_owned(),
        (_, true, _) => format!("y yes   n no   {esc} break off"),
        (_, _, Some(_)) => format!("{enter} choose what it does   {esc} break off"),
        (_, _, None) if lesson.question.starts_with("Move the control") => {
            format!("{esc} break off")
        }
        _ => format!("{enter} that is all of them   {esc} break off"),
    }
}

/// What an unknown device does now, and how it is made known.
pub(super) fn how_to_learn(model: &Model) -> Vec<String> {
    let surface = selected(model).filter(|surface| surface.is_guess && surface.is_here);
    let Some(surface) = surface else {
        return Vec::new();
    };
    vec![
        format!(
            "   {} is not known: it is taken for a plain controller, faders on CC 0 to 7",
            printable(&surface.name)
        ),
        format!(
            "   {} learns all of it, {} one control",
            model.key(Action::LearnDevice),
            model.key(Action::LearnControl)
        ),
    ]
}
