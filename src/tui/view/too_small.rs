//! What a screen shows that has no room for the mixer.

use super::SMALLEST;
use crate::tui::model::Model;
use crate::tui::widget::row;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::Line;
use ratatui::widgets::Widget;

/// Draws what is needed and what there is. Keys work all the same.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let (width, height) = model.size;
    let lines = [
        "no room for the mixer".to_owned(),
        format!("this screen: {width} × {height}"),
        format!("needed: {} × {}", SMALLEST.0, SMALLEST.1),
    ];
    let top = area.height.saturating_sub(lines.len() as u16) / 2;
    for (at, line) in (0..).zip(lines) {
        let line = Line::styled(line, model.theme.text());
        line.alignment(Alignment::Center)
            .render(row(area, top + at), buf);
    }
}
