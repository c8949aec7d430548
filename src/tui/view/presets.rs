//! The presets: a list in columns, where each is kept, and whom they go to.

use crate::tui::model::Model;
use crate::tui::widget::{columns, row};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// What keys do here.
const KEYS: &str = " ↑↓  Enter apply  n new  w replace  r rename  Del delete  u undo  L back";
/// Width of a column.
const COLUMN: u16 = 40;
/// Rows that are not presets.
const AROUND: u16 = 5;

/// Draws the list, so that the selected preset is visible.
pub fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let node = model.selected();
    let label = model.label(node).map_or("", |label| label.name.as_str());
    let title = Line::from(vec![
        Span::styled(" Presets", theme.strong()),
        Span::styled("   for ", theme.faint()),
        Span::styled(format!("{node} "), theme.selection()),
        Span::styled(label, theme.text()),
    ]);
    title.render(row(area, 1), buf);
    let names = model.presets.names();
    if names.is_empty() {
        let text = " none; n keeps the processing of the selected strip";
        Line::styled(text, theme.faint()).render(row(area, 3), buf);
    }
    let high = usize::from(area.height.saturating_sub(AROUND)).max(1);
    let fit = high * usize::from(area.width / COLUMN).max(1);
    let first = model.presets.place() / fit * fit;
    for (at, preset) in names.iter().enumerate().skip(first).take(fit) {
        let (column, down) = ((at - first) / high, (at - first) % high);
        let place = columns(area, COLUMN * column as u16, COLUMN);
        let is_selected = at == model.presets.place();
        let (pointer, style) = if is_selected {
            ("▶", theme.selection())
        } else {
            (" ", theme.text())
        };
        let line = Line::from(vec![
            Span::styled(format!(" {pointer} {:<24}", preset.name), style),
            Span::styled(format!(" {}", preset.place.word()), theme.faint()),
        ]);
        line.render(row(place, 3 + down as u16), buf);
    }
    render_below(model, row(area, area.height.saturating_sub(1)), buf);
}

/// The name that is being typed, or the keys.
fn render_below(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let line = match &model.presets.entry {
        Some(entry) => {
            let what = match &entry.renames {
                Some(from) => format!("new name of {from}"),
                None => "name of the new preset".to_owned(),
            };
            let text = format!(" {what}: {}▏  Enter takes it, Esc leaves", entry.text);
            Line::styled(text, theme.question())
        }
        None => Line::styled(KEYS, theme.faint()),
    };
    line.render(area, buf);
}
