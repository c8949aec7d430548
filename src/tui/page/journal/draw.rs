//! A row for each thing that was done: when, by whom, what; steps that were taken back are marked.

use crate::control::feed::DoneLine;
use crate::param::printable::printable;
use crate::param::{ParamAddr, counted};
use crate::tui::model::Model;
use crate::tui::widget::row;
use crate::tui::words::fit;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Rows above the list.
const ABOVE: u16 = 2;
/// Width of who did it.
const WHO: usize = 18;

/// Draws the list, so that the selected line is visible.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let list = model.journal.list();
    let who = model.journal.who().map_or("everybody", |who| who);
    let title = [
        Span::styled(" Journal", theme.strong()),
        Span::styled(format!("   of {}", printable(who)), theme.selection()),
        Span::styled(
            "   the newest first; 'headroom journal' has all",
            theme.faint(),
        ),
    ];
    Line::from(title.to_vec()).render(row(area, 0), buf);
    if list.items().is_empty() {
        Line::styled(" nothing was done yet", theme.faint()).render(row(area, ABOVE), buf);
    }
    let room = usize::from(area.height.saturating_sub(ABOVE)).max(1);
    let first = (list.place() + 1).saturating_sub(room);
    for (down, line) in (ABOVE..).zip(list.items().iter().skip(first).take(room)) {
        let is_selected = list.selected() == Some(line);
        render_line(model, line, is_selected, row(area, down), buf);
    }
}

fn render_line(model: &Model, line: &DoneLine, is_selected: bool, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let (pointer, style) = match (is_selected, line.is_undone) {
        (true, _) => ("▶", theme.selection()),
        (false, true) => (" ", theme.faint()),
        (false, false) => (" ", theme.text()),
    };
    let mark = match (line.is_step, line.is_undone) {
        (_, true) => "undone",
        (true, false) => "",
        (false, false) => "told",
    };
    let by = fit(&line.by, WHO);
    let seconds = model.journal.seconds_since(line, model.now());
    let spans = [
        Span::styled(format!(" {pointer} {:>8}  ", ago(seconds)), theme.faint()),
        Span::styled(format!("{by:<WHO$}  "), theme.text()),
        Span::styled(format!("{mark:<7} "), theme.faint()),
        Span::styled(what(model, line), style),
    ];
    Line::from(spans.to_vec()).render(area, buf);
}

/// What was done: a parameter with the name of its strip.
fn what(model: &Model, line: &DoneLine) -> String {
    let text = printable(&line.what);
    match ParamAddr::parse(&line.what) {
        Some(addr) => format!("{}  {text}", model.console().name(addr.node())),
        None => text.into_owned(),
    }
}

/// How many seconds ago, as people say it.
fn ago(seconds: u64) -> String {
    match seconds {
        0 => "now".to_owned(),
        1..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        _ => counted((seconds / 3600) as usize, "hour"),
    }
}
