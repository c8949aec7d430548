//! The MIDI monitor: what the selected surface says and is told, message by message.

use super::selected::selected;
use crate::control::feed::MidiLine;
use crate::param::printable::printable;
use crate::tui::action::Action;
use crate::tui::model::Model;
use crate::tui::widget::row;
use crate::tui::words::fit;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Widths of the bytes and of the message in words.
const BYTES: usize = 14;
const MESSAGE: usize = 28;

/// Draws the newest lines that there is room for, the newest at the bottom.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    if area.height < 2 {
        return;
    }
    let theme = model.theme;
    let page = &model.surface_page;
    let surface = selected(model);
    let of = surface.map_or_else(String::new, |surface| {
        format!(" of {}", printable(&surface.name))
    });
    let mut title = vec![Span::styled(format!(" MIDI{of}"), theme.strong())];
    if page.is_paused {
        let text = format!("   PAUSED; {} goes on", model.key(Action::PauseMonitor));
        title.push(Span::styled(text, theme.warning()));
    }
    Line::from(title).render(row(area, 0), buf);
    let is_its = |line: &&MidiLine| surface.is_none_or(|surface| surface.port == line.port);
    let lines: Vec<&MidiLine> = page.lines.iter().filter(is_its).collect();
    if lines.is_empty() {
        let text = " nothing yet: move something";
        Line::styled(text, theme.faint()).render(row(area, 1), buf);
    }
    let room = usize::from(area.height - 1);
    let first = lines.len().saturating_sub(room);
    for (down, line) in (1..).zip(&lines[first..]) {
        render_line(model, line, row(area, down), buf);
    }
}

fn render_line(model: &Model, line: &MidiLine, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let (way, style) = if line.is_out {
        (" → ", theme.faint())
    } else {
        (" ← ", theme.text())
    };
    let bytes = fit(&printable(&line.bytes), BYTES);
    let message = fit(&printable(&line.message), MESSAGE);
    Line::from(vec![
        Span::styled(format!("{way}{bytes:<BYTES$} "), theme.faint()),
        Span::styled(format!("{message:<MESSAGE$} "), style),
        Span::styled(printable(&line.meaning).into_owned(), style),
    ])
    .render(area, buf);
}
