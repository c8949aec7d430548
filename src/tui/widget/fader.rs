//! A fader, three cells wide: its slot, the mark at 0 dB and the knob.

use super::put;
use crate::param::curve::fader_travel;
use crate::param::{Curve, Plain};
use crate::tui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Levels that are written beside the fader of main, in dB.
pub const MARKS: [i8; 8] = [10, 5, 0, -5, -10, -20, -30, -50];

/// Where the knob's lower edge lies, in half rows from the bottom; it is two half rows high.
fn low_edge(travel: f32, rows: u16) -> u16 {
    (travel * f32::from(rows.saturating_sub(1) * 2)).round() as u16
}

/// The row, from the top, in which the knob lies at a level.
pub fn row_of(db: f32, rows: u16) -> u16 {
    let from_bottom = low_edge(fader_travel(db).get(), rows).div_ceil(2);
    rows.saturating_sub(1 + from_bottom)
}

/// Draws a fader that stands at `value`.
pub fn render(theme: Theme, value: Plain, area: Rect, buf: &mut Buffer) {
    let rows = area.height;
    let middle = area.x + area.width / 2;
    for y in area.top()..area.bottom() {
        put(buf, middle, y, "│", theme.faint());
    }
    if rows == 0 {
        return;
    }
    put(buf, middle, area.y + row_of(0.0, rows), "┼", theme.faint());
    let low = low_edge(Curve::Fader.travel(value).get(), rows);
    let style = if value == Plain::OFF {
        theme.faint()
    } else {
        theme.knob()
    };
    let bottom = area.bottom() - 1 - low / 2;
    let cells: &[(u16, &str)] = if low.is_multiple_of(2) {
        &[(0, "█")]
    } else {
        &[(0, "▀"), (1, "▄")]
    };
    for (up, symbol) in cells {
        for x in area.left()..area.right() {
            put(buf, x, bottom - up, symbol, style);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knob(db: f32, rows: u16) -> Vec<String> {
        let area = Rect::new(0, 0, 3, rows);
        let mut buf = Buffer::empty(area);
        render(Theme::new(false), Plain(db), area, &mut buf);
        (0..rows)
            .map(|y| (0..3).map(|x| buf[(x, y)].symbol()).collect())
            .collect()
    }

    #[test]
    fn the_knob_stands_where_the_law_says_in_half_rows() {
        assert_eq!(knob(10.0, 5), ["███", " ┼ ", " │ ", " │ ", " │ "]);
        assert_eq!(knob(0.0, 5), [" │ ", "███", " │ ", " │ ", " │ "]);
        assert_eq!(knob(5.0, 5), ["▄▄▄", "▀▀▀", " │ ", " │ ", " │ "]);
        assert_eq!(knob(f32::NEG_INFINITY, 5)[4], "███");
    }
}
