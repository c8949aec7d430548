//! Levels side by side as bars, in eighths of a cell, with a mark where each was highest.

use super::put;
use crate::control::feed::Spectrum;
use crate::tui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Lower parts of a cell, in eighths.
pub const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Draws a column: filled up to a height, 0 the bottom and 1 the top, in the style of each height.
pub fn column(style: impl Fn(f32) -> Style, height: f32, place: Rect, buf: &mut Buffer) {
    let cells = f32::from(place.height);
    let filled = (height.clamp(0.0, 1.0) * cells * 8.0).round() as u16;
    for up in 0..place.height {
        let part = filled.saturating_sub(up * 8).min(8);
        if part > 0 {
            let y = place.bottom() - 1 - up;
            let style = style((f32::from(up) + 0.5) / cells);
            for x in place.left()..place.right() {
                put(buf, x, y, EIGHTHS[usize::from(part)], style);
            }
        }
    }
}

/// Marks a height in a column, if that lies within it.
pub fn mark(theme: Theme, height: f32, place: Rect, buf: &mut Buffer) {
    if height <= 0.0 || place.height == 0 {
        return;
    }
    let down = ((1.0 - height.min(1.0)) * f32::from(place.height)) as u16;
    let y = place.y + down.min(place.height - 1);
    for x in place.left()..place.right() {
        // What stands there stays: a mark lies above its bar.
        let is_free = buf.cell((x, y)).is_some_and(|cell| cell.symbol() == " ");
        if is_free {
            put(buf, x, y, "▔", theme.text());
        }
    }
}

/// The highest of the points of a spectrum that lie in a column of a picture, with a slope in dB per octave.
pub fn level_at(
    (spectrum, levels): (&Spectrum, &[f32]),
    (column, width): (u16, u16),
    slope: f32,
) -> f32 {
    let count = levels.len();
    let at = |column: u16| usize::from(column) * count / usize::from(width.max(1));
    let begin = at(column).min(count.saturating_sub(1));
    let end = at(column + 1).clamp(begin + 1, count.max(begin + 1));
    let points = (begin..end).filter_map(|point| {
        let level = levels.get(point)?;
        Some(level + tilt(slope, spectrum.point_hz(point)))
    });
    points.fold(f32::NEG_INFINITY, f32::max)
}

/// What a slope adds at a frequency, in dB.
pub fn tilt(slope: f32, hz: f32) -> f32 {
    slope * (hz / 1000.0).log2()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_filled_to_its_height_and_its_mark_lies_above() {
        let area = Rect::new(0, 0, 1, 3);
        let mut buf = Buffer::empty(area);
        column(|_| Style::new(), 0.5, area, &mut buf);
        mark(Theme::new(false), 0.9, area, &mut buf);
        let drawn: Vec<&str> = (0..3).map(|y| buf[(0, y)].symbol()).collect();
        assert_eq!(drawn, ["▔", "▄", "█"]);
    }

    #[test]
    fn a_column_shows_the_highest_point_in_it() {
        let spectrum = Spectrum {
            points: vec![-40.0, -10.0, -30.0, -20.0],
            ..Spectrum::default()
        };
        let at = |column, width| level_at((&spectrum, &spectrum.points), (column, width), 0.0);
        assert_eq!([at(0, 2), at(1, 2)], [-10.0, -20.0]);
        // More columns than points: every one shows one.
        assert_eq!([at(0, 8), at(1, 8), at(7, 8)], [-40.0, -40.0, -20.0]);
        let nothing = Spectrum::default();
        let none = level_at((&nothing, &nothing.points), (0, 10), 3.0);
        assert_eq!(none, f32::NEG_INFINITY);
    }
}
