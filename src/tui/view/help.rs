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
    "Meters: inputs before the fader, buses and main as they leave. Bright: RMS. From the top: gain reduction.",
    "▲▼ on a fader: where the hardware stands, and where it has to go to take over.",
    "Mouse: click selects a strip, the wheel moves the fader under it.",
    "Load: average and worst share of a period.",
    "Missing: connections of the show that cannot be made now.",
];

/// Draws the help screen: in as many columns as fit, and what else there is room for.
pub fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let across = usize::from(area.width / COLUMN).clamp(1, 3);
    let rows = ACTIONS.len().div_ceil(across);
    // On the smallest screen the keys come first.
    let has_title = rows + 2 <= usize::from(area.height);
    if has_title {
        let title = " Keys   (any key closes this help; panic works here too)";
        row_of_text(title, area, 0, theme.strong(), buf);
    }
    let first = if has_title { 2 } else { 0 };
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
