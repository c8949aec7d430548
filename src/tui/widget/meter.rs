//! A peak meter, one cell wide.

use super::put;
use crate::tui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Lower parts of a cell, in eighths.
const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Where levels lie on the meter: dBFS and part of its height. Wide where music is, as on the
/// meters of IEC 60268-18.
const SCALE: [(f32, f32); 6] = [
    (-60.0, 0.0),
    (-50.0, 0.075),
    (-40.0, 0.15),
    (-30.0, 0.3),
    (-20.0, 0.5),
    (0.0, 1.0),
];

/// Levels that are written beside the meters, in dBFS.
pub const MARKS: [i8; 8] = [0, -6, -12, -18, -24, -30, -40, -50];

/// How high a level stands, 0…1.
pub fn height(db: f32) -> f32 {
    for pair in SCALE.windows(2) {
        let ((low, from), (high, to)) = (pair[0], pair[1]);
        if db < high {
            return (from + (to - from) * (db - low) / (high - low)).max(0.0);
        }
    }
    1.0
}

/// The level at a height: the inverse of [`height`].
fn level(height: f32) -> f32 {
    for pair in SCALE.windows(2) {
        let ((low, from), (high, to)) = (pair[0], pair[1]);
        if height < to {
            return low + (high - low) * (height - from) / (to - from);
        }
    }
    0.0
}

/// The row, from the top, in which a level lies.
pub fn row_of(db: f32, rows: u16) -> u16 {
    let from_bottom = (height(db) * f32::from(rows)) as u16;
    rows.saturating_sub(1 + from_bottom)
}

/// Draws the level as a column and the held peak as a line above it.
pub fn render(theme: Theme, level_db: f32, held_db: f32, area: Rect, buf: &mut Buffer) {
    let rows = area.height;
    let eighths = (height(level_db) * f32::from(rows) * 8.0).round() as u16;
    for from_bottom in 0..rows {
        let filled = eighths.saturating_sub(from_bottom * 8).min(8);
        let style = theme.meter(level(f32::from(from_bottom) / f32::from(rows)));
        let y = area.bottom() - 1 - from_bottom;
        put(buf, area.x, y, EIGHTHS[usize::from(filled)], style);
    }
    let held_row = area.y + row_of(held_db, rows);
    let is_above = row_of(held_db, rows) < row_of(level_db, rows) || eighths == 0;
    if height(held_db) > 0.0 && is_above {
        put(buf, area.x, held_row, "▔", theme.meter(held_db));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_goes_from_60_below_to_full_scale() {
        assert_eq!(height(-200.0), 0.0);
        assert_eq!(height(-60.0), 0.0);
        assert_eq!(height(-20.0), 0.5);
        assert_eq!(height(0.0), 1.0);
        assert_eq!(height(12.0), 1.0);
        for db in [-55.0_f32, -33.0, -12.0, -1.0] {
            assert!((level(height(db)) - db).abs() < 1e-4, "{db}");
        }
    }

    #[test]
    fn full_scale_lies_in_the_top_row_and_silence_in_the_bottom_row() {
        assert_eq!(row_of(0.0, 14), 0);
        assert_eq!(row_of(-90.0, 14), 13);
        assert_eq!(row_of(0.0, 0), 0);
    }
}
