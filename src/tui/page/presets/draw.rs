//! The presets: a list in columns, where each is kept, and whom they go to.

use crate::control::feed::PresetName;
use crate::tui::action::Action;
use crate::tui::model::Model;
use crate::tui::widget::{columns, row};
use crate::tui::words::{fit, width};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Width of a column.
const COLUMN: u16 = 40;
/// Width of a name.
const NAME: usize = 26;
/// Rows above the list.
const ABOVE: u16 = 2;

/// Draws the list, so that the selected preset is visible.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let node = model.presets.node;
    let label = model.label(node).map_or("", |label| label.name.as_str());
    let title = Line::from(vec![
        Span::styled(" Presets", theme.strong()),
        Span::styled("   for ", theme.faint()),
        Span::styled(format!("{node} "), theme.selection()),
        Span::styled(label, theme.text()),
    ]);
    title.render(row(area, 0), buf);
    let list = model.presets.list();
    if list.items().is_empty() {
        let key = model.key(Action::NewPreset);
        let text = format!(" none; {key} keeps the processing of this strip");
        Line::styled(text, theme.faint()).render(row(area, ABOVE), buf);
    }
    let high = usize::from(area.height.saturating_sub(ABOVE)).max(1);
    let most = high * usize::from(area.width / COLUMN).max(1);
    let first = list.place() / most * most;
    for (at, preset) in list.items().iter().enumerate().skip(first).take(most) {
        let (column, down) = ((at - first) / high, (at - first) % high);
        let place = columns(area, COLUMN * column as u16, COLUMN);
        let is_selected = list.selected() == Some(preset);
        render_preset(
            model,
            preset,
            is_selected,
            row(place, ABOVE + down as u16),
            buf,
        );
    }
}

fn render_preset(
    model: &Model,
    preset: &PresetName,
    is_selected: bool,
    area: Rect,
    buf: &mut Buffer,
) {
    let theme = model.theme;
    let (pointer, style) = if is_selected {
        ("▶", theme.selection())
    } else {
        (" ", theme.text())
    };
    let name = fit(&preset.name, NAME);
    let gap = " ".repeat(NAME.saturating_sub(width(&name)));
    let line = Line::from(vec![
        Span::styled(format!(" {pointer} {name}{gap}"), style),
        Span::styled(format!(" {}", preset.place.word()), theme.faint()),
    ]);
    line.render(area, buf);
}
