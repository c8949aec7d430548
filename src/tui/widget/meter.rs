//! A meter of peak and RMS, one cell wide, and one of gain that is taken away.

use super::put;
use crate::tui::meters::Reading;
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

/// Draws the level as a column, bright up to its RMS and dim up to its peak, and the held peak as a
/// line above it.
pub fn render(theme: Theme, reading: Reading, area: Rect, buf: &mut Buffer) {
    let rows = area.height;
    let eighths = |db: f32| (height(db) * f32::from(rows) * 8.0).round() as u16;
    let (peak, rms) = (eighths(reading.peak), eighths(reading.rms));
    for from_bottom in 0..rows {
        let part = |eighths: u16| eighths.saturating_sub(from_bottom * 8).min(8);
        let db = level(f32::from(from_bottom) / f32::from(rows));
        let (filled, style) = match (part(rms), part(peak)) {
            (rms @ 1..8, 8) if theme.rms_over_peak(db).is_some() => {
                (rms, theme.rms_over_peak(db).unwrap_or_default())
            }
            (8, _) => (8, theme.rms(db)),
            (_, peak) => (peak, theme.meter(db)),
        };
        let is_rms = part(rms) == 8;
        let y = area.bottom() - 1 - from_bottom;
        let symbol = match EIGHTHS[usize::from(filled)] {
            // Without colours what only peaks reach has a sign of its own.
            "█" if !is_rms => theme.sign("█", "▒"),
            symbol => symbol,
        };
        put(buf, area.x, y, symbol, style);
    }
    let held_row = area.y + row_of(reading.held, rows);
    let is_above = row_of(reading.held, rows) < row_of(reading.peak, rows) || peak == 0;
    if height(reading.held) > 0.0 && is_above {
        put(buf, area.x, held_row, "▔", theme.rms(reading.held));
    }
}

/// Left parts of a cell, in eighths.
const LEFT_EIGHTHS: [&str; 9] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"];

/// Draws the peak level as a bar from the left, and the held peak as a line beside it.
pub fn render_across(theme: Theme, reading: Reading, area: Rect, buf: &mut Buffer) {
    let cells = area.width;
    let peak = (height(reading.peak) * f32::from(cells) * 8.0).round() as u16;
    for at in 0..cells {
        let filled = peak.saturating_sub(at * 8).min(8);
        let style = theme.meter(level(f32::from(at) / f32::from(cells)));
        put(
            buf,
            area.x + at,
            area.y,
            LEFT_EIGHTHS[usize::from(filled)],
            style,
        );
    }
    let held = (height(reading.held) * f32::from(cells)) as u16;
    let held = held.min(cells.saturating_sub(1));
    if height(reading.held) > 0.0 && held * 8 >= peak {
        put(buf, area.x + held, area.y, "│", theme.rms(reading.held));
    }
}

/// What fills a column of gain reduction, in dB.
const MOST_REDUCTION_DB: f32 = 20.0;

/// Less than this is nothing, in dB.
const LEAST_REDUCTION_DB: f32 = 0.5;

/// Gain that is taken away, in dB, by what takes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taken {
    /// The gate.
    pub gate: f32,
    /// Compressor and de-esser.
    pub compressor: f32,
    /// The limiter.
    pub limiter: f32,
}

/// Draws gain that is taken away, from the top down, in up to two columns: half the height is 10 dB. In the
/// first one the gate stands at the left and the compressor at the right, in the second one the limiter.
pub fn render_reductions(theme: Theme, taken: Taken, area: Rect, buf: &mut Buffer) {
    let rows = |db: f32| {
        let part = (db / MOST_REDUCTION_DB).clamp(0.0, 1.0);
        let rows = (part * f32::from(area.height)).round() as u16;
        if db >= LEAST_REDUCTION_DB {
            rows.max(1)
        } else {
            0
        }
    };
    let (gate, compressor, limiter) = (
        rows(taken.gate),
        rows(taken.compressor),
        rows(taken.limiter),
    );
    for down in 0..area.height {
        // Without colours they are letters: a block could be taken for a level.
        let dynamics = match (down < gate, down < compressor) {
            (true, true) => theme.sign("█", "b"),
            (true, false) => theme.sign("▌", "g"),
            (false, true) => theme.sign("▐", "c"),
            (false, false) => " ",
        };
        let limiter = if down < limiter {
            theme.sign("▌", "l")
        } else {
            " "
        };
        for (x, symbol) in (area.left()..area.right()).zip([dynamics, limiter]) {
            if symbol != " " {
                put(buf, x, area.y + down, symbol, theme.reduction());
            }
        }
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

    fn column(theme: Theme, peak: f32, rms: f32) -> Vec<(String, ratatui::style::Style)> {
        let area = Rect::new(0, 0, 1, 10);
        let mut buf = Buffer::empty(area);
        let reading = Reading {
            peak,
            rms,
            held: -120.0,
            clipped: false,
        };
        render(theme, reading, area, &mut buf);
        let cells = (0..10).map(|y| &buf[(0, y)]);
        cells
            .map(|cell| (cell.symbol().to_owned(), cell.style()))
            .collect()
    }

    #[test]
    fn rms_is_bright_and_what_only_peaks_reach_is_dim() {
        let theme = Theme::new(true);
        // −20 dB is half the height, −30 dB three tenths.
        let cells = column(theme, -20.0, -30.0);
        let full: Vec<bool> = cells.iter().map(|(symbol, _)| symbol == "█").collect();
        assert_eq!(full, [[false; 5], [true; 5]].concat());
        let bright = theme.rms(-60.0).fg;
        let is_bright: Vec<bool> = cells.iter().map(|(_, style)| style.fg == bright).collect();
        assert_eq!(is_bright[5..], [false, false, true, true, true]);
    }

    #[test]
    fn a_bar_goes_to_its_peak_and_a_line_stands_at_the_held_one() {
        let area = Rect::new(0, 0, 10, 1);
        let bar = |peak: f32, held: f32| {
            let mut buf = Buffer::empty(area);
            let reading = Reading {
                peak,
                rms: peak,
                held,
                clipped: false,
            };
            render_across(Theme::new(true), reading, area, &mut buf);
            (0..10).map(|x| buf[(x, 0)].symbol()).collect::<String>()
        };
        assert_eq!(bar(-20.0, -8.0), "█████   │ ");
        assert_eq!(bar(0.0, 0.0), "██████████");
        assert_eq!(bar(-90.0, -90.0), "          ");
        assert_eq!(bar(-18.0, 3.0), "█████▌   │");
    }

    #[test]
    fn what_gate_compressor_and_limiter_take_hangs_from_the_top_apart() {
        let area = Rect::new(0, 0, 2, 6);
        let drawn_in = |theme: Theme, gate, compressor, limiter| {
            let mut buf = Buffer::empty(area);
            let taken = Taken {
                gate,
                compressor,
                limiter,
            };
            render_reductions(theme, taken, area, &mut buf);
            (0..6)
                .map(|y| buf[(0, y)].symbol().to_owned() + buf[(1, y)].symbol())
                .collect::<Vec<_>>()
        };
        let drawn =
            |gate, compressor, limiter| drawn_in(Theme::new(true), gate, compressor, limiter);
        // Ten dB are half the height.
        assert_eq!(drawn(10.0, 3.3, 20.0), ["█▌", "▌▌", "▌▌", " ▌", " ▌", " ▌"]);
        assert_eq!(drawn(0.4, 0.6, 0.0), ["▐ ", "  ", "  ", "  ", "  ", "  "]);
        assert_eq!(drawn(0.0, 0.0, 0.0), ["  "; 6]);
        let plain = drawn_in(Theme::new(false), 10.0, 3.3, 20.0);
        assert_eq!(plain, ["bl", "gl", "gl", " l", " l", " l"]);
    }
}
