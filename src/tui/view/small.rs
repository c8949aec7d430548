//! What a screen shows that has no room for the pages: alarms, the question that waits, and how much
//! room there must be.

use super::alarms;
use crate::tui::action::Action;
use crate::tui::ask::Question;
use crate::tui::frame::SMALLEST;
use crate::tui::model::Model;
use crate::tui::widget::row;
use crate::tui::words::{fit, width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::Line;
use ratatui::widgets::Widget;

/// Draws it: alarms above, a question below, the rest between.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let asked = model.question.as_ref();
    let asked = asked.map_or_else(Vec::new, |question| lines(question, area.width));
    let room = area.height.saturating_sub(1);
    let asked_rows = room.max(1).min(asked.len() as u16).min(area.height);
    alarms::render(model, row(area, 0), buf);
    let top = area.height - asked_rows;
    for (at, line) in (top..area.height).zip(asked) {
        let area = row(area, at);
        buf.set_style(area, model.theme.question());
        Line::styled(line, model.theme.question()).render(area, buf);
    }
    let between = Rect::new(area.x, area.y.saturating_add(1), area.width, top.max(1) - 1);
    render_needs(model, between.intersection(area), buf);
}

/// What is needed and what there is.
fn render_needs(model: &Model, area: Rect, buf: &mut Buffer) {
    let (width, height) = model.size;
    let lines = [
        "no room for the mixer".to_owned(),
        format!("this screen: {width} × {height}"),
        format!("needed: {} × {}", SMALLEST.0, SMALLEST.1),
        format!("keys rest, {} is panic", model.key(Action::Panic)),
    ];
    let top = area.height.saturating_sub(lines.len() as u16) / 2;
    for (at, line) in (0..).zip(lines) {
        let line = Line::styled(line, model.theme.text());
        line.alignment(Alignment::Center)
            .render(row(area, top + at), buf);
    }
}

/// True where a question can be read in full below the alarms.
pub(super) fn has_room_for(question: &Question, (width, height): (u16, u16)) -> bool {
    let lines = lines(question, width);
    let is_whole = question
        .text
        .split(' ')
        .chain(question.choices.iter().map(|c| c.words));
    let widest = is_whole.map(crate::tui::words::width).max().unwrap_or(0);
    lines.len() < usize::from(height) && widest < usize::from(width)
}

/// A question and its answers, broken between words.
fn lines(question: &Question, room: u16) -> Vec<String> {
    let room = usize::from(room).max(1);
    let answers = question.answers();
    let mut lines = wrap(&question.text, room);
    lines.extend(answers.split("   ").flat_map(|answer| wrap(answer, room)));
    lines
}

/// Text in lines of at most `room` cells; a word that is longer loses its middle.
fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let word = fit(word, room.saturating_sub(1));
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(&word) <= room => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(format!(" {word}")),
        }
    }
    lines
}
