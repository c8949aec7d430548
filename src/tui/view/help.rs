//! The keys, from the table of actions.

use crate::tui::action::{ACTIONS, ActionRow, Key};
use crate::tui::model::Model;
use crate::tui::widget::{columns, row};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::Line;
use ratatui::widgets::Widget;

/// Width of the column of keys.
const KEYS: u16 = 18;
/// Width of keys and text together.
const COLUMN: u16 = 40;
/// What else there is to know.
const NOTES: [&str; 5] = [
    "Any key closes this help; panic works here too.",
    "Meters: inputs before the fader, buses and main as they leave.",
    "Mouse: click selects a strip, right click solos it, the wheel moves its fader.",
    "Load: average and worst share of a period.",
    "Missing: connections of the show that cannot be made now.",
];

/// Draws the help screen: as many columns as the list needs.
pub fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let rows = ACTIONS.len().div_ceil(2);
    // Where the list needs the whole screen, it has no heading.
    let first = if usize::from(area.height) > rows + 3 {
        3
    } else {
        0
    };
    if first > 0 {
        row_of_text(" Keys", area, 1, theme.strong(), buf);
    }
    for (at, action) in ACTIONS.iter().enumerate() {
        let column = columns(area, COLUMN * (at / rows) as u16, COLUMN);
        render_action(model, action, row(column, first + (at % rows) as u16), buf);
    }
    for (at, note) in (0..).zip(NOTES) {
        let down = first + 1 + rows as u16 + at;
        row_of_text(&format!(" {note}"), area, down, theme.faint(), buf);
    }
}

fn row_of_text(text: &str, area: Rect, down: u16, style: ratatui::style::Style, buf: &mut Buffer) {
    Line::styled(text, style).render(row(area, down), buf);
}

fn render_action(model: &Model, action: &ActionRow, area: Rect, buf: &mut Buffer) {
    let keys: Vec<String> = action.keys.iter().copied().map(Key::text).collect();
    let keys = Line::styled(keys.join("  "), model.theme.selection());
    let keys_area = columns(area, 0, KEYS - 2);
    keys.alignment(Alignment::Right).render(keys_area, buf);
    Line::styled(action.help, model.theme.text()).render(columns(area, KEYS, COLUMN - KEYS), buf);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_help_text_fits_its_column() {
        for action in ACTIONS {
            let width = Line::raw(action.help).width();
            assert!(width < usize::from(COLUMN - KEYS), "{}", action.name);
        }
    }
}
