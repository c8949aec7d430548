//! The screen around the pages. Each part is a pure function from the model to cells.
//!
//! ```text
//! show, current and next scene, audio
//! alarms
//! the page
//! what was done or told, or a question
//! keys of the page, lamps, surfaces, or the answers to the question
//! ```

mod alarms;
mod begun;
mod bottom;
mod message;
mod small;
mod top;

use super::frame::{ROWS_BELOW, body, has_room};
use super::model::Model;
use super::page::mixer::{self, Part};
use super::page::{self, PageName};
use super::palette;
use super::theme::ascii;
use super::widget::row;
use super::words;
use crate::param::NodeId;
use crate::param::printable::{is_hidden, printable};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

/// True while a question can be read in full on the screen.
pub fn shows_question(model: &Model) -> bool {
    match &model.question {
        Some(question) => has_room(model.size) || small::has_room_for(question, model.size),
        None => false,
    }
}

/// Draws the whole screen.
pub fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    if has_room((area.width, area.height)) {
        top::render(model, row(area, 0), buf);
        alarms::render(model, row(area, 1), buf);
        (page::row(model.page).render)(model, body(area), buf);
        palette::render(model, body(area), buf);
        begun::render(model, body(area), buf);
        let bottom = area.height - ROWS_BELOW;
        message::render(model, row(area, bottom), buf);
        bottom::render(model, row(area, bottom + 1), buf);
    } else {
        small::render(model, area, buf);
    }
    buf.content.iter_mut().for_each(make_printable);
    if model.theme.is_ascii() {
        buf.content.iter_mut().for_each(make_ascii);
    }
}

/// The last guard: whatever a view draws, no cell holds anything that a terminal would obey or that
/// moves its neighbours.
fn make_printable(cell: &mut Cell) {
    let symbol = cell.symbol();
    if symbol.is_ascii() || !symbol.chars().any(is_hidden) {
        return;
    }
    let mut left = printable(symbol).into_owned();
    if words::width(&left) > 1 {
        let first = left.chars().next().unwrap_or(' ');
        left = first.to_string();
    }
    cell.set_symbol(if left.is_empty() { " " } else { &left });
}

/// The form that a cell has on a terminal without Unicode.
fn make_ascii(cell: &mut Cell) {
    if !cell.symbol().is_ascii() {
        let sign = cell.symbol().chars().next().unwrap_or(' ');
        cell.set_char(ascii(sign));
    }
}

/// The node whose strip is drawn at a cell of the screen, and which part of the strip that is.
pub fn node_at(model: &Model, x: u16, y: u16) -> Option<(NodeId, Part)> {
    let (width, height) = model.size;
    if model.page != PageName::Mixer || !has_room(model.size) {
        return None;
    }
    mixer::node_at(model, body(Rect::new(0, 0, width, height)), x, y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_holds_anything_that_a_terminal_obeys() {
        for (symbol, expected) in [
            ("a", "a"),
            ("x\u{202e}", "x"),
            ("\u{200b}", " "),
            ("\u{1f468}\u{200d}\u{1f469}", "\u{1f468}"),
            ("e\u{301}", "e\u{301}"),
        ] {
            let mut cell = Cell::default();
            cell.set_symbol(symbol);
            make_printable(&mut cell);
            assert_eq!(cell.symbol(), expected);
        }
    }
}
