//! What may be feedback, in the lowest rows of the page.

use crate::control::feed::Suspect;
use crate::param::spec::SpectrumParam;
use crate::tui::model::Model;
use crate::tui::spectrum::{figure, frequency, row as setting};
use crate::tui::widget::row;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Suspects that are shown.
const SHOWN: usize = 3;

/// Rows that are needed.
pub(super) fn rows(model: &Model) -> u16 {
    let count = model.console().suspects().len().clamp(1, SHOWN);
    1 + count as u16
}

/// Draws them, the selected one among them.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let suspects = model.console().suspects();
    if suspects.is_empty() {
        let is_on = model.is_on(setting(SpectrumParam::FeedbackWatch));
        let text = if is_on {
            " no feedback suspected"
        } else {
            " nobody watches for feedback: spectrum/feedback-watch is off"
        };
        Line::styled(text, theme.faint()).render(row(area, 1), buf);
        return;
    }
    let selected = model.spectrum_page.suspect.min(suspects.len() - 1);
    let first = selected.saturating_sub(SHOWN - 1);
    Line::styled(" may be feedback", theme.faint()).render(row(area, 0), buf);
    let shown = suspects.iter().enumerate().skip(first).take(SHOWN);
    for (down, (at, suspect)) in (1..).zip(shown) {
        render_one(model, suspect, at == selected, row(area, down), buf);
    }
}

fn render_one(model: &Model, suspect: &Suspect, is_selected: bool, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let (mark, style) = match (is_selected, suspect.sounds) {
        (true, _) => ("▸", theme.selected()),
        (false, true) => (" ", theme.warning()),
        (false, false) => (" ", theme.faint()),
    };
    let places: Vec<String> = suspect
        .nodes
        .iter()
        .map(|node| model.called(*node))
        .collect();
    let text = format!(
        "{mark} {:>9}  {:>3.0} %  {} dBFS  {}",
        frequency(suspect.hz),
        suspect.confidence,
        figure(suspect.level),
        places.join(", ")
    );
    let over = if suspect.sounds { "" } else { "   is over" };
    let line = Line::from(vec![
        Span::styled(text, style),
        Span::styled(over, theme.faint()),
    ]);
    line.render(area, buf);
}
