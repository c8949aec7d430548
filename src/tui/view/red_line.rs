//! The top line: red with whatever must not be overlooked, else the show's name.

use crate::tui::alarm::{Alarm, alarms};
use crate::tui::model::Model;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Draws the line.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let alarms = alarms(model);
    if alarms.is_empty() {
        return render_title(model, area, buf);
    }
    let style = model.theme.alarm();
    buf.set_style(area, style);
    Line::styled(text(&alarms, area.width), style).render(area, buf);
}

fn render_title(model: &Model, area: Rect, buf: &mut Buffer) {
    let name = model.show_name().unwrap_or_default();
    let scenes = model.scenes();
    let scene = scenes.current.as_deref().unwrap_or_default();
    let touched = if scenes.changed { " ●" } else { "" };
    let armed = scenes.armed.as_ref();
    let next = armed.map_or_else(String::new, |name| format!("   next {name}"));
    let title = Line::from(vec![
        Span::styled(" Headroom  ", model.theme.faint()),
        Span::styled(name, model.theme.strong()),
        Span::styled(format!("   {scene}"), model.theme.text()),
        Span::styled(touched, model.theme.warning()),
        Span::styled(next, model.theme.faint()),
    ]);
    title.render(area, buf);
    let hint = Line::styled("? help ", model.theme.faint());
    hint.alignment(Alignment::Right).render(area, buf);
}

/// As much as fits: all with advice, the first with advice, names only, and at last as many
/// names as there is room for, with the number of those left out.
fn text(alarms: &[Alarm], width: u16) -> String {
    let count = alarms.len();
    let advised = [count, 1, 0].map(|advised| join(alarms, advised));
    let shorter = (1..count)
        .rev()
        .map(|kept| format!("{}+{}", join(&alarms[..kept], 0), count - kept));
    let candidates: Vec<String> = advised.into_iter().chain(shorter).collect();
    let fits = |text: &&String| Line::raw(text.as_str()).width() <= usize::from(width);
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
