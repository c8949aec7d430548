//! The last line but one: a question, what is being typed, or what was done or told last.

use crate::control::feed::{Done, Severity};
use crate::tui::ask::Question;
use crate::tui::entry::Entry;
use crate::tui::hint::hint;
use crate::tui::messages::Message;
use crate::tui::model::Model;
use crate::tui::page::PageName;
use crate::tui::widget::columns;
use crate::tui::words::fit;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Widget;
use std::time::Duration;

/// Widest name of who did something.
const WHO: usize = 24;

/// Draws the line.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    if let Some(question) = &model.question {
        return render_question(model, question, area, buf);
    }
    if let Some(entry) = &model.entry {
        return render_entry(model, entry, area, buf);
    }
    let message = model.message();
    // The way to the first sound comes before what was done on it.
    let is_free = !matches!(message, Some(Message::Notice(_))) && model.page == PageName::Mixer;
    if let Some(hint) = is_free.then(|| hint(model)).flatten() {
        let line = Line::styled(format!(" {}", hint.text), model.theme.lamp());
        return line.render(area, buf);
    }
    match message {
        Some(Message::Done(done, age, is_fresh)) => {
            let style = if is_fresh {
                model.theme.strong()
            } else {
                model.theme.faint()
            };
            render_done(done, age, style, area, buf);
        }
        Some(Message::Notice(notice)) => {
            let style = match notice.severity {
                Severity::Info => model.theme.text(),
                Severity::Warning => model.theme.warning(),
                Severity::Error => model.theme.error(),
            };
            Line::styled(format!(" {}", notice.text), style).render(area, buf);
            if model.more_messages() > 0 {
                let text = format!("  +{}, Esc ", model.more_messages());
                at_end(text, style, area, buf);
            }
        }
        None => {}
    }
}

fn render_question(model: &Model, question: &Question, area: Rect, buf: &mut Buffer) {
    let style = model.theme.question();
    buf.set_style(area, style);
    Line::styled(format!(" {}", question.text), style).render(area, buf);
}

fn render_entry(model: &Model, entry: &Entry, area: Rect, buf: &mut Buffer) {
    let style = model.theme.question();
    buf.set_style(area, style);
    let text = format!(" {}: {}▏", entry.prompt, entry.text);
    Line::styled(text, style).render(area, buf);
}

/// What was done, and by whom; how long ago, once that is more than a moment.
fn render_done(done: &Done, age: Duration, style: Style, area: Rect, buf: &mut Buffer) {
    Line::styled(format!(" {}", done.text), style).render(area, buf);
    let by = fit(&done.by, WHO);
    let text = match age.as_secs() {
        0 => format!("   by {by} "),
        seconds => format!("   by {by}, {seconds} s ago "),
    };
    at_end(text, style, area, buf);
}

/// Text at the right end, over whatever reaches so far.
fn at_end(text: String, style: Style, area: Rect, buf: &mut Buffer) {
    let line = Line::styled(text, style).alignment(Alignment::Right);
    let width = (line.width() as u16).min(area.width);
    line.render(columns(area, area.width - width, width), buf);
}
