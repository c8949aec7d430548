//! The second line: red with whatever must not be overlooked, else empty. It hides nothing.

use crate::tui::alarm::{Alarm, alarms};
use crate::tui::model::Model;
use crate::tui::words::width;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

/// Draws the line.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let alarms = alarms(model);
    if alarms.is_empty() {
        return;
    }
    let style = model.theme.alarm();
    buf.set_style(area, style);
    Line::styled(text(&alarms, area.width), style).render(area, buf);
}

/// As much as fits: all with advice, the first with advice, names only, and at last as many
/// names as there is room for, with the number of those left out.
fn text(alarms: &[Alarm], room: u16) -> String {
    let count = alarms.len();
    let advised = [count, 1, 0].map(|advised| join(alarms, advised));
    let shorter = (1..count)
        .rev()
        .map(|kept| format!("{}+{}", join(&alarms[..kept], 0), count - kept));
    let candidates: Vec<String> = advised.into_iter().chain(shorter).collect();
    let fits = |text: &&String| width(text) <= usize::from(room);
    let last = candidates.last().cloned().unwrap_or_default();
    candidates.iter().find(fits).cloned().unwrap_or(last)
}

/// The alarms in one line, the first `advised` of them with advice.
fn join(alarms: &[Alarm], advised: usize) -> String {
    let one = |(at, alarm): (usize, &Alarm)| {
        if at < advised && !alarm.advice.is_empty() {
            format!(" {}: {} ", alarm.name, alarm.advice)
        } else {
            format!(" {} ", alarm.name)
        }
    };
    let all: Vec<String> = alarms.iter().enumerate().map(one).collect();
    all.join("│")
}
