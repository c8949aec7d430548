//! Finding after finding: what it is, and below it what to do.

use crate::control::feed::{Finding, FindingPlace};
use crate::param::printable::printable;
use crate::tui::model::Model;
use crate::tui::widget::row;
use crate::tui::words::fit;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Rows above the list, and of one finding.
const ABOVE: u16 = 2;
const EACH: usize = 2;

/// Draws the list, so that the selected finding is visible.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let list = &model.preflight_page.list;
    let (about, style) = match (model.console().preflight(), list.items().len()) {
        (None, _) => ("   looking …".to_owned(), theme.faint()),
        (Some(_), 0) => (
            "   nothing to look at: ready for doors".to_owned(),
            theme.lamp(),
        ),
        (Some(_), 1) => ("   1 thing to look at".to_owned(), theme.warning()),
        (Some(_), count) => (format!("   {count} things to look at"), theme.warning()),
    };
    let title = [
        Span::styled(" Preflight", theme.strong()),
        Span::styled(about, style),
    ];
    Line::from(title.to_vec()).render(row(area, 0), buf);
    let room = (usize::from(area.height.saturating_sub(ABOVE)) / EACH).max(1);
    let first = (list.place() + 1).saturating_sub(room);
    let shown = list.items().iter().skip(first).take(room);
    for (at, finding) in shown.enumerate() {
        let down = ABOVE + (at * EACH) as u16;
        let is_selected = list.selected() == Some(finding);
        render_one(model, finding, is_selected, (area, down), buf);
    }
}

fn render_one(
    model: &Model,
    finding: &Finding,
    is_selected: bool,
    (area, down): (Rect, u16),
    buf: &mut Buffer,
) {
    let theme = model.theme;
    let room = usize::from(area.width);
    let (pointer, style) = if is_selected {
        ("▶", theme.selection())
    } else {
        (" ", theme.text())
    };
    let place = match finding.place {
        FindingPlace::Outside => String::new(),
        FindingPlace::Node(node) => node.to_string(),
        FindingPlace::Patch => "patch".to_owned(),
        FindingPlace::Tape => "tape".to_owned(),
    };
    let what = fit(&printable(&finding.what), room.saturating_sub(14));
    let line = [
        Span::styled(format!(" {pointer} {place:<9} "), theme.faint()),
        Span::styled(what, style),
    ];
    Line::from(line.to_vec()).render(row(area, down), buf);
    let advice = fit(&printable(&finding.advice), room.saturating_sub(16));
    let line = format!("{:13}→ {advice}", "");
    Line::styled(line, theme.faint()).render(row(area, down + 1), buf);
}
