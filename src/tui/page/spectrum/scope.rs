//! The goniometer, in dots.

use crate::control::feed::Spectrum;
use crate::tui::theme::Theme;
use crate::tui::widget::{put, row};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::Line;
use ratatui::widgets::Widget;

/// The dots of a cell by column and row, as bits of a Braille character.
const DOTS: [[u32; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];
/// The Braille character without any dot.
const EMPTY: u32 = 0x2800;
/// The largest coordinate of a point.
const EDGE: f32 = 127.0;

/// Draws what both sides have upright, and each side leaning to its own.
pub(super) fn render(theme: Theme, spectrum: &Spectrum, area: Rect, buf: &mut Buffer) {
    // A cell is twice as high as it is wide, and has two dots across and four down: dots are square.
    let rows = area.height.min(area.width / 2);
    let place = Rect {
        height: rows,
        ..area
    };
    if rows < 3 {
        return;
    }
    Line::styled("L", theme.faint()).render(row(place, 0), buf);
    let right = Line::styled("R", theme.faint()).alignment(Alignment::Right);
    right.render(row(place, 0), buf);
    let (wide, high) = (usize::from(place.width) * 2, usize::from(rows) * 4);
    let mut cells = vec![0_u32; usize::from(place.width) * usize::from(rows)];
    let radius = (wide.min(high) as f32 - 1.0) / 2.0;
    for (x, y) in &spectrum.scope {
        let at = |value: i8, dots: usize| {
            let place = (dots as f32 - 1.0) / 2.0 + f32::from(value) / EDGE * radius;
            (place.round().max(0.0) as usize).min(dots - 1)
        };
        let (x, y) = (at(*x, wide), high - 1 - at(*y, high));
        cells[y / 4 * usize::from(place.width) + x / 2] |= DOTS[x % 2][y % 4];
    }
    for (at, dots) in (0_u16..).zip(cells).filter(|(_, dots)| *dots != 0) {
        let symbol = char::from_u32(EMPTY + dots).unwrap_or(' ');
        let (x, y) = (place.x + at % place.width, place.y + at / place.width);
        put(buf, x, y, symbol.encode_utf8(&mut [0; 4]), theme.curve());
    }
}
