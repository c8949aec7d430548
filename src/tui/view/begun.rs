//! What may follow a key that waits for another one: the keys and what they do, above the last two rows.

use crate::tui::action::text_of;
use crate::tui::model::Model;
use crate::tui::page;
use crate::tui::widget::{columns, row};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

/// Width of a key with what it does.
const COLUMN: u16 = 26;
/// Width of a key.
const KEY: usize = 4;

/// Draws it at the bottom of an area, while a key waits.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    if model.begun.is_empty() {
        return;
    }
    let scopes = page::row(model.page).scopes;
    let next: Vec<_> = model.keymap.next(&model.begun, scopes).collect();
    let across = (area.width / COLUMN).max(1);
    let high = (next.len() as u16)
        .div_ceil(across)
        .min(area.height.saturating_sub(1));
    let top = area.height.saturating_sub(high + 1);
    let title = row(area, top);
    buf.set_style(title, theme.question());
    let nothing = if next.is_empty() {
        "nothing on this page"
    } else {
        ""
    };
    let text = format!(" {} … {nothing}", text_of(&model.begun));
    Line::styled(
        format!("{text:width$}", width = usize::from(area.width)),
        theme.question(),
    )
    .render(title, buf);
    for down in 0..high {
        Clear.render(row(area, top + 1 + down), buf);
    }
    for (at, (key, action)) in (0..).zip(next) {
        let place = columns(row(area, top + 1 + at % high), COLUMN * (at / high), COLUMN);
        let line = [
            Span::styled(format!("{:>KEY$} ", key.text()), theme.selection()),
            Span::styled(action.row().help, theme.text()),
        ];
        Line::from(line.to_vec()).render(place, buf);
    }
}
