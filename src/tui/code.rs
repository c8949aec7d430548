//! A link as a code that phones read (QR, ISO/IEC 18004), in half blocks: two modules above each other in a cell.
//!
//! Dark modules are dark and light ones are light whatever the theme says: phones do not read the reverse, and not
//! without a light margin.

use qrcode::types::QrError;
use qrcode::{Color, EcLevel, QrCode};
use ratatui::style::{Color as Ink, Style};
use ratatui::text::{Line, Span};
use std::fmt::Write as _;

/// Light modules around the code.
const MARGIN: usize = 2;
/// Dark and light as colours that a terminal cannot have redefined, where it knows more than 16.
const DARK: Ink = Ink::Rgb(0, 0, 0);
const LIGHT: Ink = Ink::Rgb(255, 255, 255);

/// The modules of a text, with a margin: rows of dark ones.
///
/// # Errors
/// A text that is too long.
fn modules(text: &str) -> Result<Vec<Vec<bool>>, QrError> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L)?;
    let width = code.width();
    let dark = |x: usize, y: usize| {
        let is_inside =
            (MARGIN..width + MARGIN).contains(&x) && (MARGIN..width + MARGIN).contains(&y);
        is_inside && code[(x - MARGIN, y - MARGIN)] == Color::Dark
    };
    let all = width + 2 * MARGIN;
    Ok((0..all)
        .map(|y| (0..all).map(|x| dark(x, y)).collect())
        .collect())
}

/// Upper and lower modules of the cells, row by row.
fn cells(text: &str) -> Option<Vec<Vec<(bool, bool)>>> {
    let rows = modules(text).ok()?;
    let pair = |two: &[Vec<bool>]| {
        let lower = two.get(1);
        let cell = |(x, upper): (usize, &bool)| (*upper, lower.is_some_and(|lower| lower[x]));
        two[0].iter().enumerate().map(cell).collect()
    };
    Some(rows.chunks(2).map(pair).collect())
}

fn ink(is_dark: bool) -> Ink {
    if is_dark { DARK } else { LIGHT }
}

/// The code as lines of the screen; nothing for a text that is too long.
pub fn lines(text: &str) -> Option<Vec<Line<'static>>> {
    let line = |row: Vec<(bool, bool)>| {
        let spans = row
            .into_iter()
            .map(|(upper, lower)| Span::styled("▀", Style::new().fg(ink(upper)).bg(ink(lower))));
        Line::from(spans.collect::<Vec<_>>())
    };
    Some(cells(text)?.into_iter().map(line).collect())
}

/// The code as text with colours, for whoever reads a command's output; nothing for a text that is too long.
pub fn painted(text: &str) -> Option<String> {
    let mut out = String::new();
    for row in cells(text)? {
        for (upper, lower) in row {
            let value = |is_dark| if is_dark { "0;0;0" } else { "255;255;255" };
            let (upper, lower) = (value(upper), value(lower));
            let _ = write!(out, "\x1b[38;2;{upper};48;2;{lower}m▀");
        }
        out.push_str("\x1b[0m\n");
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "http://192.168.1.10:8077/#abcdefghijklmnopqrstuv";

    #[test]
    fn a_link_fits_a_small_terminal_with_its_margin() {
        let lines = lines(LINK).unwrap();
        assert!(lines.len() <= 17, "{}", lines.len());
        assert!(lines.iter().all(|line| line.width() == 33));
        assert!(super::lines(&"x".repeat(5000)).is_none());
    }

    #[test]
    fn the_margin_is_light_and_the_finders_are_where_phones_look() {
        let modules = modules(LINK).unwrap();
        let last = modules.len() - 1;
        for at in 0..=last {
            for edge in [0, 1, last - 1, last] {
                assert!(!modules[edge][at] && !modules[at][edge]);
            }
        }
        // A ring of dark modules, seven wide, in three corners (ISO/IEC 18004 §6.3.3).
        for (x, y) in [(2, 2), (last - 8, 2), (2, last - 8)] {
            assert!((0..7).all(|at| modules[y][x + at] && modules[y + at][x]));
            assert!(!modules[y + 1][x + 1] && modules[y + 3][x + 3]);
        }
    }
}
