//! The keys, from the table of actions, in as many columns as fit.

use super::super::name::PageName;
use super::state::HelpPage;
use crate::tui::action::{ACTIONS, Action, ActionRow, Scope, text_of};
use crate::tui::frame::body;
use crate::tui::model::Model;
use crate::tui::widget::{columns, row};
use crate::tui::words::width;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::Line;
use ratatui::widgets::Widget;

/// Width of the column of keys.
const KEYS: u16 = 18;
/// Width of keys and text together.
const COLUMN: u16 = 40;
/// What else there is to know.
const NOTES: [&str; 8] = [
    "Meters: inputs before the fader, buses and main as they leave. Bright: RMS.",
    "From the top of a meter: gain reduction. ○ on a fader: where a fade takes it.",
    "◇ on a fader, ▸mute and ▸open below it: what the next scene would change.",
    "▲▼ on a fader: where the hardware stands, and where it has to go to take over.",
    "Mouse: click selects, right click solos, drag and wheel move the fader.",
    "Mouse: click a strip's last row to mute; double-click to reset the fader.",
    "Load: average and worst share of a period.",
    "Missing: connections of the show that cannot be made now.",
];

/// One row of the help.
#[derive(Clone, Copy)]
enum Help<'a> {
    Heading(&'static str),
    Keys([Option<&'a ActionRow>; 3]),
    Note(&'static str),
    Blank,
}

/// Draws as much as fits, from the row to which it was moved.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let first = model.help.first.min(last_row(model));
    let rows = rows(&model.help, area.width);
    for (down, help) in (0..area.height).zip(rows.into_iter().skip(first)) {
        let area = row(area, down);
        match help {
            Help::Heading(text) => Line::styled(text, theme.strong()).render(area, buf),
            Help::Note(text) => Line::styled(format!(" {text}"), theme.faint()).render(area, buf),
            Help::Keys(actions) => {
                for (at, action) in (0..).zip(actions) {
                    if let Some(action) = action {
                        render_action(model, action, columns(area, COLUMN * at, COLUMN), buf);
                    }
                }
            }
            Help::Blank => {}
        }
    }
}

/// How far the help can be moved: until its last row is at the bottom.
pub(super) fn last_row(model: &Model) -> usize {
    let (width, height) = model.size;
    let room = usize::from(body(Rect::new(0, 0, width, height)).height);
    rows(&model.help, width).len().saturating_sub(room)
}

fn rows(help: &HelpPage, width: u16) -> Vec<Help<'static>> {
    let own = help
        .scopes
        .iter()
        .flat_map(|scope| ACTIONS.iter().filter(move |row| row.scope == *scope));
    let is_used = |row: &&ActionRow| row.scope == Scope::Everywhere;
    let across = usize::from(width / COLUMN).clamp(1, 3);
    let mut rows = vec![Help::Heading(" Keys of this page")];
    if help.of == PageName::Help {
        rows.clear();
    } else {
        rows.extend(table(&own.collect::<Vec<_>>(), across));
        rows.push(Help::Blank);
    }
    rows.push(Help::Heading(" Keys of every page"));
    let everywhere: Vec<_> = ACTIONS.iter().filter(is_used).collect();
    rows.extend(table(&everywhere, across));
    rows.push(Help::Blank);
    rows.extend(NOTES.map(Help::Note));
    rows
}

/// Actions in columns, each to be read from top to bottom.
fn table(actions: &[&'static ActionRow], across: usize) -> Vec<Help<'static>> {
    let high = actions.len().div_ceil(across);
    let row = |down: usize| {
        let mut cells = [None; 3];
        for (at, cell) in cells.iter_mut().take(across).enumerate() {
            *cell = actions.get(at * high + down).copied();
        }
        Help::Keys(cells)
    };
    (0..high).map(row).collect()
}

fn render_action(model: &Model, action: &ActionRow, area: Rect, buf: &mut Buffer) {
    let keys = Line::styled(keys(model, action), model.theme.selection());
    let keys_area = columns(area, 0, KEYS - 2);
    keys.alignment(Alignment::Right).render(keys_area, buf);
    Line::styled(action.help, model.theme.text()).render(columns(area, KEYS, COLUMN - KEYS), buf);
}

/// The keys of an action in words, as many as there is room for.
fn keys(model: &Model, action: &ActionRow) -> String {
    let all = model.keymap.sequences(action.action);
    if matches!(action.action, Action::JumpToStrip | Action::GoToSection) && all.len() > 3 {
        return "1…9".to_owned();
    }
    let mut text = String::new();
    for keys in all.iter().map(|keys| text_of(keys)) {
        let gap = if text.is_empty() { "" } else { "  " };
        if width(&text) + gap.len() + width(&keys) <= usize::from(KEYS - 2) {
            text = text + gap + &keys;
        }
    }
    text
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
        for note in NOTES {
            assert!(Line::raw(note).width() < 80, "{note}");
        }
    }
}
