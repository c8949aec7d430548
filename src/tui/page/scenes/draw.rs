//! The scenes: a list, the current one and the next one marked, and whether the current one was
//! touched since.

use crate::param::printable::printable;
use crate::tui::model::Model;
use crate::tui::widget::row;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Rows above the list.
const ABOVE: u16 = 2;

/// Draws the list, so that the selected scene is visible.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    Line::styled(" Scenes", theme.strong()).render(row(area, 0), buf);
    let list = model.scene_page.list();
    if list.items().is_empty() {
        let text = " none yet; n keeps what stands now";
        Line::styled(text, theme.faint()).render(row(area, ABOVE), buf);
    }
    let room = usize::from(area.height.saturating_sub(ABOVE)).max(1);
    let first = (list.place() + 1).saturating_sub(room);
    for (down, name) in (ABOVE..).zip(list.items().iter().skip(first).take(room)) {
        let is_selected = list.selected() == Some(name);
        render_scene(model, name, is_selected, row(area, down), buf);
    }
}

fn render_scene(model: &Model, name: &str, is_selected: bool, area: Rect, buf: &mut Buffer) {
    let (theme, scenes) = (model.theme, model.scenes());
    let is_current = scenes.current.as_deref() == Some(name);
    let touched = model.recall_marks().touched.len();
    let mark = match (is_current, scenes.changed) {
        (true, true) if touched > 0 => format!(" ● {touched} touched since "),
        (true, true) => " ● touched since ".to_owned(),
        (true, false) => " ● ".to_owned(),
        (false, _) => String::new(),
    };
    let is_next = scenes.armed.as_deref() == Some(name);
    let next = if is_next { "▸ next" } else { "" };
    let (pointer, style) = if is_selected {
        (" ▶ ", theme.selection())
    } else {
        ("   ", theme.text())
    };
    let about = model.scene_page.head(name).about();
    let about = format!("   {}", printable(&about.join("   ")));
    let line = Line::from(vec![
        Span::styled(format!("{pointer}{}", printable(name)), style),
        Span::styled(format!("  {mark}"), theme.warning()),
        Span::styled(next, theme.lamp()),
        Span::styled(about, theme.faint()),
    ]);
    line.render(area, buf);
}
