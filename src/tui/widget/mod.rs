//! The parts of a view. Each draws into the area it is given, and nowhere else.

pub mod bars;
pub mod fader;
pub mod meter;
pub mod plot;
pub mod strip;

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Widget;

/// Row `down` of an area, one cell high; empty below its end.
pub fn row(area: Rect, down: u16) -> Rect {
    let top = area.y.saturating_add(down);
    Rect::new(area.x, top, area.width, 1).intersection(area)
}

/// Columns `from` to `from + width` of an area.
pub fn columns(area: Rect, from: u16, width: u16) -> Rect {
    let left = area.x.saturating_add(from);
    Rect::new(left, area.y, width, area.height).intersection(area)
}

/// Sets one cell, if there is one.
pub fn put(buf: &mut Buffer, x: u16, y: u16, symbol: &str, style: Style) {
    if let Some(cell) = buf.cell_mut((x, y)) {
        cell.set_symbol(symbol).set_style(style);
    }
}

/// A row filled with `style`, its text in the middle.
pub fn block(text: &str, style: Style, area: Rect, buf: &mut Buffer) {
    buf.set_style(area, style);
    let line = Line::styled(text, style);
    // A text that is too long keeps its beginning.
    let fits = line.width() <= usize::from(area.width);
    let alignment = if fits {
        Alignment::Center
    } else {
        Alignment::Left
    };
    line.alignment(alignment).render(area, buf);
}
