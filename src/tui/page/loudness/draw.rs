//! The figures, a bar for each mix, the last ten minutes, and the level in the room.

use super::scale::Scale;
use crate::control::feed::LoudnessReading;
use crate::param::Choice;
use crate::param::NodeId;
use crate::param::spec::{LoudnessParam, Param};
use crate::param::tables::loudness::Weighting;
use crate::tui::model::Model;
use crate::tui::widget::bars::EIGHTHS;
use crate::tui::widget::{columns, put, row};
use crate::tui::words::fit;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Rows that a mix takes: figures, a bar, a gap.
const ROWS: u16 = 3;
/// Cells of a mix's name.
const NAME: usize = 12;

/// Draws the page.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let (theme, scale) = (model.theme, Scale::chosen(model));
    let zero = format!("   {}, 0 at {:.1}", scale.name, scale.zero);
    let title = Line::from(vec![
        Span::styled(" Loudness", theme.strong()),
        Span::styled(zero, theme.faint()),
    ]);
    title.render(row(area, 0), buf);
    let readings = model.loudness();
    if readings.is_empty() {
        let text = " nothing is measured: no audio runs";
        Line::styled(text, theme.faint()).render(row(area, 2), buf);
        return;
    }
    let head = format!(
        " {:NAME$} {:>9} {:>10} {:>10} {:>8} {:>10} {:>8}",
        "", "momentary", "short-term", "integrated", "range", "true peak", "time"
    );
    Line::styled(head, theme.faint()).render(row(area, 2), buf);
    let mut down = 3;
    for reading in readings {
        render_figures(model, reading, row(area, down), buf);
        let bar = columns(row(area, down + 1), 1, area.width.saturating_sub(2));
        render_bar(model, reading, scale, bar, buf);
        down += ROWS;
    }
    let Some(reading) = readings.last() else {
        return;
    };
    render_room(model, reading, row(area, down), buf);
    let below = Rect::new(area.x, area.y + down + 2, area.width, 0);
    let height = area.bottom().saturating_sub(below.y).min(12);
    render_history(model, reading, scale, Rect { height, ..below }, buf);
}

/// A level with one decimal; silence has none.
fn figure(level: f32) -> String {
    if level.is_finite() {
        format!("{level:.1}")
    } else {
        "-".to_owned()
    }
}

fn render_figures(model: &Model, reading: &LoudnessReading, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let seconds = reading.seconds as u32;
    let text = format!(
        " {:NAME$} {:>9} {:>10} {:>10} {:>5} LU {:>10} {:>8}",
        fit(&model.called(reading.node), NAME),
        figure(reading.momentary),
        figure(reading.short_term),
        figure(reading.integrated),
        figure(reading.range),
        figure(reading.true_peak),
        format!("{}:{:02}", seconds / 60, seconds % 60)
    );
    let style = if reading.true_peak > -1.0 {
        theme.warning()
    } else {
        theme.text()
    };
    Line::styled(text, style).render(area, buf);
}

/// What sounds now as a bar, the zero of the scale as a line, what it comes to in the end as a mark.
fn render_bar(
    model: &Model,
    reading: &LoudnessReading,
    scale: Scale,
    area: Rect,
    buf: &mut Buffer,
) {
    let theme = model.theme;
    let (level, mark) = if scale.is_k {
        (reading.slow, reading.true_peak)
    } else {
        (reading.short_term, reading.integrated)
    };
    let at = |level: f32| (scale.part(level) * f32::from(area.width)) as u16;
    let (end, zero, mark) = (at(level), at(scale.zero), at(mark));
    for cell in 0..area.width {
        let here = scale.zero
            + scale.low
            + (scale.high - scale.low) * f32::from(cell) / f32::from(area.width.max(1));
        let style = match here - scale.zero {
            over if over >= 4.0 => theme.rms(0.0),
            over if over >= 0.0 => theme.rms(-6.0),
            _ => theme.rms(-20.0),
        };
        let (symbol, style) = match cell {
            _ if cell == mark.min(area.width - 1) && mark > 0 => ("┃", theme.strong()),
            _ if cell < end => ("█", style),
            _ if cell == zero => ("│", theme.faint()),
            _ => ("·", theme.faint()),
        };
        put(buf, area.x + cell, area.y, symbol, style);
    }
}

fn render_room(model: &Model, reading: &LoudnessReading, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let value = |row| model.value(NodeId::LOUDNESS.param(Param::Loudness(row)));
    let number = |row| value(row).map_or(0.0, |value| value.0);
    let weighting = value(LoudnessParam::LimitWeighting).map_or(Weighting::A, Weighting::of);
    let weighting = Weighting::WORDS[weighting as usize].to_uppercase();
    let level = format!(
        " room {} dB({weighting}) over {:.0} min",
        figure(reading.room_db),
        number(LoudnessParam::LimitWindow)
    );
    let is_on = value(LoudnessParam::LimitOn).is_some_and(crate::param::Plain::is_on);
    let limit = if is_on {
        format!("   limit {:.1} dB", number(LoudnessParam::LimitLevel))
    } else {
        "   limit off".to_owned()
    };
    let style = if reading.is_too_loud {
        theme.error()
    } else {
        theme.text()
    };
    let line = Line::from(vec![
        Span::styled(level, style),
        Span::styled(limit, theme.faint()),
        Span::styled(missed(model), theme.warning()),
    ]);
    line.render(area, buf);
}

/// What this machine was too busy to measure.
fn missed(model: &Model) -> String {
    let longest = model
        .loudness()
        .iter()
        .map(|reading| reading.missed_seconds);
    let longest = longest.fold(0.0, f32::max);
    if longest > 0.0 {
        format!("   {longest:.1} s not measured")
    } else {
        String::new()
    }
}

/// The last ten minutes, a column for every 5 s, the newest on the right; the zero of the scale as a line.
fn render_history(
    model: &Model,
    reading: &LoudnessReading,
    scale: Scale,
    area: Rect,
    buf: &mut Buffer,
) {
    if area.height < 2 {
        return;
    }
    let theme = model.theme;
    let caption = " short-term, last ten minutes";
    Line::styled(caption, theme.faint()).render(row(area, 0), buf);
    let graph = Rect {
        y: area.y + 1,
        height: area.height - 1,
        ..area
    };
    let eighths = |level: f32| (scale.part(level) * f32::from(graph.height) * 8.0).round() as u16;
    let zero = graph.bottom().saturating_sub(1 + eighths(scale.zero) / 8);
    for x in graph.left()..graph.right() {
        put(buf, x, zero, "┄", theme.faint());
    }
    let newest = reading.history.iter().rev().take(usize::from(graph.width));
    for (back, level) in (1..).zip(newest) {
        let filled = eighths(*level);
        for up in 0..graph.height {
            let part = filled.saturating_sub(up * 8).min(8);
            let y = graph.bottom() - 1 - up;
            let style = theme.rms(if *level > scale.zero { -6.0 } else { -20.0 });
            if part > 0 {
                put(
                    buf,
                    graph.right() - back,
                    y,
                    EIGHTHS[usize::from(part)],
                    style,
                );
            }
        }
    }
}
