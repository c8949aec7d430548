//! A screen as an SVG picture, for the README: every run of cells with one style is a box and a text
//! of its own.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::fmt::Write;

/// Size of a cell, in pixels.
const CELL: (f32, f32) = (8.4, 17.0);
const GROUND: &str = "#101418";
const TEXT: &str = "#d0d4d8";

/// The picture.
pub fn of(buf: &Buffer) -> String {
    let (columns, rows) = (buf.area.width, buf.area.height);
    let (width, height) = (f32::from(columns) * CELL.0, f32::from(rows) * CELL.1);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.1} {height:.1}\" \
         font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"14\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"{GROUND}\"/>\n"
    );
    for y in 0..rows {
        let mut from = 0;
        while from < columns {
            let style = style_of(&buf[(from, y)]);
            let same = |x: &u16| style_of(&buf[(*x, y)]) == style;
            let to = (from..columns).find(|x| !same(x)).unwrap_or(columns);
            let text: String = (from..to).map(|x| buf[(x, y)].symbol()).collect();
            run(&mut svg, (from, y), &text, style);
            from = to;
        }
    }
    svg.push_str("</svg>\n");
    svg
}

type Style = (&'static str, &'static str, bool, bool);

/// Colour of text and ground, bold, dim.
fn style_of(cell: &Cell) -> Style {
    let (text, ground) = (color(cell.fg, TEXT), color(cell.bg, GROUND));
    let (text, ground) = if cell.modifier.contains(Modifier::REVERSED) {
        (ground, text)
    } else {
        (text, ground)
    };
    let has = |modifier| cell.modifier.contains(modifier);
    (text, ground, has(Modifier::BOLD), has(Modifier::DIM))
}

fn run(svg: &mut String, (column, row): (u16, u16), text: &str, style: Style) {
    let (fill, ground, bold, dim) = style;
    let count = text.chars().count() as f32;
    let (x, y) = (f32::from(column) * CELL.0, f32::from(row) * CELL.1);
    if ground != GROUND {
        let (width, height) = (count * CELL.0, CELL.1);
        let _ = writeln!(
            svg,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{ground}\"/>"
        );
    }
    if text.trim().is_empty() {
        return;
    }
    let weight = if bold { " font-weight=\"bold\"" } else { "" };
    let opacity = if dim { " opacity=\"0.55\"" } else { "" };
    let base = y + CELL.1 * 0.77;
    let length = count * CELL.0;
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    let _ = writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{base:.1}\" textLength=\"{length:.1}\" lengthAdjust=\"spacingAndGlyphs\" \
         fill=\"{fill}\"{weight}{opacity} xml:space=\"preserve\">{escaped}</text>"
    );
}

/// The sixteen colours of a terminal.
fn color(color: Color, reset: &'static str) -> &'static str {
    match color {
        Color::Black => "#181c20",
        Color::Red => "#b03030",
        Color::Green => "#2f9e44",
        Color::Yellow => "#c9a227",
        Color::Blue => "#3465c0",
        Color::Magenta => "#8f4bb8",
        Color::Cyan => "#2a9da5",
        Color::Gray => "#b0b4b8",
        Color::DarkGray => "#6c7278",
        Color::LightRed => "#f05f50",
        Color::LightGreen => "#69db7c",
        Color::LightYellow => "#ffe066",
        Color::LightBlue => "#74a7ff",
        Color::LightMagenta => "#e58be8",
        Color::LightCyan => "#66d9e8",
        Color::White => "#f4f6f8",
        _ => reset,
    }
}
