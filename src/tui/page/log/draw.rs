//! Line after line, the newest at the top: what just happened is where one looks first.

use crate::control::feed::{LogLine, Severity};
use crate::param::printable::printable;
use crate::tui::model::Model;
use crate::tui::widget::row;
use crate::tui::words::fit;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Rows above the lines.
const ABOVE: u16 = 2;

/// The last line that may stand at the top.
pub(super) fn last_first(model: &Model) -> usize {
    model.console().log().len().saturating_sub(1)
}

/// Draws the page.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let lines = model.console().log();
    let about = match lines.len() {
        0 => "   nothing yet".to_owned(),
        count => format!("   the last {count} lines, the newest first; the file has all"),
    };
    let title = [
        Span::styled(" Log", theme.strong()),
        Span::styled(about, theme.faint()),
    ];
    Line::from(title.to_vec()).render(row(area, 0), buf);
    let newest = lines.iter().rev().skip(model.log_first);
    for (down, line) in (ABOVE..area.height).zip(newest) {
        render_line(model, line, row(area, down), buf);
    }
}

fn render_line(model: &Model, line: &LogLine, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let (mark, style) = match line.severity {
        Severity::Info => (" ", theme.text()),
        Severity::Warning => ("!", theme.warning()),
        Severity::Error => ("✕", theme.error()),
    };
    let (time, text) = parts(&line.text);
    let room = usize::from(area.width).saturating_sub(14);
    let line = [
        Span::styled(format!(" {mark} "), style),
        Span::styled(format!("{time:<9} "), theme.faint()),
        Span::styled(fit(&printable(text), room), style),
    ];
    Line::from(line.to_vec()).render(area, buf);
}

/// The time of day, and the text behind the level: "2026-11-30T14:05:21.123456Z  WARN no JACK".
fn parts(line: &str) -> (&str, &str) {
    let (stamp, rest) = line.split_once(' ').unwrap_or(("", line));
    let time = stamp.split_once('T').map(|(_, time)| time);
    match time.and_then(|time| time.get(..8)) {
        Some(time) => {
            let rest = rest.trim_start();
            let text = rest.split_once(' ').map_or(rest, |(_, text)| text);
            (time, text)
        }
        None => ("", line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_shown_without_what_everybody_knows() {
        let line = "2026-11-30T14:05:21.123456Z  WARN no JACK: inputs are silent";
        assert_eq!(parts(line), ("14:05:21", "no JACK: inputs are silent"));
        assert_eq!(
            parts("… 2 lines are missing here"),
            ("", "… 2 lines are missing here")
        );
    }
}
