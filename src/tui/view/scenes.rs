//! The scenes: a list, the current one marked, and whether it was touched since.

use crate::tui::model::Model;
use crate::tui::widget::{columns, row};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// What keys do here.
const KEYS: &str =
    " ↑↓  Enter recall  Space next  g go  n new  w replace  Del delete  z undo  s back";

/// Draws the list, so that the selected scene is visible.
pub fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    Line::styled(" Scenes", theme.strong()).render(row(area, 1), buf);
    let scenes = model.scenes();
    let room = usize::from(area.height.saturating_sub(5)).max(1);
    let selected = model.selected_scene();
    let place = scenes
        .names
        .iter()
        .position(|name| Some(name.as_str()) == selected)
        .unwrap_or(0);
    let first = (place + 1).saturating_sub(room);
    if scenes.names.is_empty() {
        Line::styled(" none yet; n keeps what stands now", theme.faint()).render(row(area, 3), buf);
    }
    for (down, name) in (3..).zip(scenes.names.iter().skip(first).take(room)) {
        let is_current = scenes.current.as_deref() == Some(name.as_str());
        let mark = match (is_current, scenes.changed) {
            (true, true) => " ● touched since ",
            (true, false) => " ● ",
            (false, _) => "",
        };
        let next = if scenes.armed.as_ref() == Some(name) {
            "next"
        } else {
            ""
        };
        let style = if Some(name.as_str()) == selected {
            theme.selection()
        } else {
            theme.text()
        };
        let pointer = if Some(name.as_str()) == selected {
            " ▶ "
        } else {
            "   "
        };
        let line = Line::from(vec![
            Span::styled(format!("{pointer}{name}"), style),
            Span::styled(format!("  {mark}"), theme.warning()),
            Span::styled(next, theme.lamp()),
        ]);
        line.render(columns(row(area, down), 0, area.width), buf);
    }
    Line::styled(KEYS, theme.faint()).render(row(area, area.height.saturating_sub(1)), buf);
}
