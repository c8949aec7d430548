//! The answer in one line, then stage after stage; what is dead stands out.

use crate::desk::why::{Stage, Why};
use crate::tui::model::Model;
use crate::tui::widget::row;
use crate::tui::words::fit;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Rows above the stages: the answer, and a gap.
const ABOVE: u16 = 2;
/// Cells of a level.
const LEVEL: usize = 12;

/// The last row that may stand at the top.
pub(super) fn last_row(model: &Model) -> usize {
    let count = model.chain().map_or(0, |chain| chain.stages.len());
    count.saturating_sub(1)
}

/// Draws the page.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let Some(chain) = model.chain() else {
        let text = " this strip is gone";
        Line::styled(text, model.theme.faint()).render(row(area, 0), buf);
        return;
    };
    let is_dead = chain.dead_point().is_some();
    let style = if is_dead {
        model.theme.alarm()
    } else {
        model.theme.strong()
    };
    let answer = format!(" {} ", chain.answer(model.mirror()));
    let answer = fit(&answer, usize::from(area.width));
    Line::styled(answer, style).render(row(area, 0), buf);
    render_stages(model, &chain, area, buf);
}

fn render_stages(model: &Model, chain: &Why, area: Rect, buf: &mut Buffer) {
    let room = usize::from(area.height.saturating_sub(ABOVE));
    let shown = chain.stages.iter().skip(model.why.first);
    for (down, stage) in shown.take(room).enumerate() {
        let place = row(area, ABOVE + down as u16);
        render_stage(model, stage, place, buf);
    }
    let below = chain.stages.len().saturating_sub(model.why.first + room);
    if below > 0 && room > 0 {
        let text = format!(" … {} more", below + 1);
        let place = row(area, ABOVE + room as u16 - 1);
        buf.set_style(place, Style::reset());
        let text = format!("{text:width$}", width = usize::from(area.width));
        Line::styled(text, model.theme.faint()).render(place, buf);
    }
}

fn render_stage(model: &Model, stage: &Stage, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let (mark, style) = if stage.is_dead {
        ("✕", theme.error())
    } else {
        ("│", theme.text())
    };
    let room = usize::from(area.width).saturating_sub(LEVEL + 4);
    let text = fit(&stage.text, room);
    let level = stage.level_db.map(|db| format!("{db:.1} dBFS"));
    let level = level.unwrap_or_default();
    Line::from(vec![
        Span::styled(format!(" {mark} "), style),
        Span::styled(format!("{text:room$}"), style),
        Span::styled(format!("{level:>LEVEL$}"), theme.faint()),
    ])
    .render(area, buf);
}
