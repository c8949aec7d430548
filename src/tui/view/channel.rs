//! The channel page: every parameter of one node, in columns.

use crate::tui::channel::{rows, selected};
use crate::tui::model::Model;
use crate::tui::widget::{columns, row};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Width of a column with its gap.
const COLUMN: u16 = 39;
/// Width of a parameter's path below its node.
const NAME: u16 = 22;
/// Width of its value.
const VALUE: u16 = 12;
/// Rows that are not parameters.
const AROUND: u16 = 5;
/// What keys do here.
const KEYS: &str =
    " ↑↓ ←→ move  Enter turn  digits or = type  Del default  p paste section  c back";

/// Draws the page, so that the selected parameter is visible.
pub fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let node = model.channel.node;
    let name = model.label(node).map_or("", |label| label.name.as_str());
    let mut title = vec![
        Span::styled(format!(" {node} "), theme.selection()),
        Span::styled(name, theme.strong()),
    ];
    title.extend(super::mixer::readings(model, node));
    Line::from(title).render(row(area, 1), buf);
    let rows = rows(model);
    let high = usize::from(area.height.saturating_sub(AROUND)).max(1);
    let fit = high * usize::from(area.width / COLUMN).max(1);
    let place = model.channel.row.min(rows.len().saturating_sub(1));
    let first = place / fit * fit;
    for (at, index) in rows.iter().enumerate().skip(first).take(fit) {
        let (column, down) = ((at - first) / high, (at - first) % high);
        let left = columns(area, COLUMN * column as u16, COLUMN);
        render_param(model, *index, at == place, row(left, 3 + down as u16), buf);
    }
    render_below(model, row(area, area.height.saturating_sub(1)), buf);
}

fn render_param(
    model: &Model,
    index: crate::param::ParamIndex,
    is_selected: bool,
    area: Rect,
    buf: &mut Buffer,
) {
    let Some(layout) = model.layout() else { return };
    let theme = model.theme;
    let addr = layout.addr(index);
    let path = addr.to_string();
    let below = path
        .strip_prefix(&format!("{}/", addr.node()))
        .unwrap_or(&path);
    let style = if is_selected {
        theme.selection()
    } else {
        theme.text()
    };
    let pointer = if is_selected { "▶" } else { " " };
    Line::styled(format!(" {pointer}{below}"), style).render(columns(area, 0, NAME + 2), buf);
    let value = model.text(addr).unwrap_or_default();
    let is_default = model.value(addr) == Some(layout.default(index));
    let style = if is_default {
        theme.faint()
    } else {
        theme.strong()
    };
    let value = Line::styled(value, style).alignment(Alignment::Right);
    value.render(columns(area, NAME + 2, VALUE), buf);
}

/// What is being typed with what is allowed, or the keys.
fn render_below(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let (Some(layout), Some(index)) = (model.layout(), selected(model)) else {
        return;
    };
    let spec = layout.spec(index);
    let line = match &model.channel.entry {
        Some(entry) => Line::styled(
            format!(
                " {} = {entry}▏  allowed: {}   Enter sets, Esc leaves",
                spec.name,
                spec.allowed()
            ),
            theme.question(),
        ),
        None => Line::styled(KEYS, theme.faint()),
    };
    line.render(area, buf);
}
