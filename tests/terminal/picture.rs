//! A screen as text: its characters, then its styles as letters with a key. Plain text would hide
//! what is red.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::fmt::Write;

/// Letters for styles, in order of first use; a blank stands for no style.
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The text of a screen, and below it its styles.
pub fn of(buf: &Buffer) -> String {
    let mut styles: Vec<String> = Vec::new();
    let (mut text, mut map) = (String::new(), String::new());
    for y in 0..buf.area.height {
        let cells = (0..buf.area.width).map(|x| &buf[(x, y)]);
        let line: String = cells.clone().map(Cell::symbol).collect();
        let letters: String = cells.map(|cell| letter(cell, &mut styles)).collect();
        let _ = writeln!(text, "{}", line.trim_end());
        let _ = writeln!(map, "{}", letters.trim_end());
    }
    let mut key = String::new();
    for (letter, style) in LETTERS.chars().zip(&styles) {
        let _ = writeln!(key, "{letter} = {style}");
    }
    format!("{text}--- styles\n{map}--- key\n{key}")
}

/// The letter of a cell's style. The colour of the text does not matter where there is none.
fn letter(cell: &Cell, styles: &mut Vec<String>) -> char {
    let is_blank = cell.symbol() == " ";
    let reverses = cell.modifier.contains(Modifier::REVERSED);
    if is_blank && cell.bg == Color::Reset && !reverses {
        return ' ';
    }
    let style = if is_blank {
        format!("on {:?} {:?}", cell.bg, cell.modifier & Modifier::REVERSED)
    } else {
        format!("{:?} on {:?} {:?}", cell.fg, cell.bg, cell.modifier)
    };
    if style == "Reset on Reset NONE" {
        return '.';
    }
    let found = styles.iter().position(|known| *known == style);
    let place = found.unwrap_or_else(|| {
        styles.push(style);
        styles.len() - 1
    });
    LETTERS.chars().nth(place).unwrap_or('?')
}
