//! The speakers and headphones, the reference track, and every parameter of the monitor.

use super::super::channel;
use crate::control::feed::{ReferenceState, ReferenceStatus};
use crate::param::clock::clock;
use crate::param::spec::{MonitorParam, Param};
use crate::param::{NodeId, ParamAddr};
use crate::tui::action::Action;
use crate::tui::model::Model;
use crate::tui::widget::{columns, put, row};
use crate::tui::words::fit;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use std::fmt::Write as _;

/// Rows of the reference track.
const ROWS: u16 = 3;
/// Cells of a place in figures.
const CLOCK: u16 = 9;

/// Draws the page.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let top = channel::render_top(model, area, buf);
    let status = model.console().reference();
    render_name(model, status, row(area, top), buf);
    if status.state == ReferenceState::Ready {
        render_place(model, status, row(area, top + 1), buf);
        render_levels(model, status, row(area, top + 2), buf);
    }
    channel::render_rows(model, below(area, top + ROWS + 1), buf);
}

fn below(area: Rect, rows: u16) -> Rect {
    Rect {
        y: area.y.saturating_add(rows),
        height: area.height.saturating_sub(rows),
        ..area
    }
}

fn addr(row: MonitorParam) -> ParamAddr {
    NodeId::MONITOR.param(Param::Monitor(row))
}

/// Its name, and whether it is heard.
fn render_name(model: &Model, status: &ReferenceStatus, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let choose = model.key(Action::ChooseReference);
    let mut spans = vec![Span::styled(" reference  ", theme.faint())];
    match status.state {
        ReferenceState::None => {
            let text = format!("none; {choose} names a sound file");
            spans.push(Span::styled(text, theme.faint()));
        }
        ReferenceState::Measuring(hundredths) => {
            let text = format!("being measured: {hundredths} %");
            spans.push(Span::styled(text, theme.text()));
        }
        ReferenceState::Ready => {
            let room = usize::from(area.width).saturating_sub(40);
            spans.push(Span::styled(fit(&status.file, room), theme.strong()));
            let (heard, style) = if model.is_on(addr(MonitorParam::Reference)) {
                ("   is heard", theme.solo())
            } else {
                ("   waits; the mix is heard", theme.faint())
            };
            spans.push(Span::styled(heard, style));
        }
    }
    Line::from(spans).render(area, buf);
}

/// Where it is: as a bar with the loop and the markers, and in figures.
fn render_place(model: &Model, status: &ReferenceStatus, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let here = format!(" {:>7}", clock(status.position));
    Line::styled(here, theme.text()).render(columns(area, 0, CLOCK), buf);
    let bar = columns(area, CLOCK, area.width.saturating_sub(2 * CLOCK));
    let length = status.seconds.max(0.001);
    let at = |seconds: f32| (seconds / length * f32::from(bar.width)) as u16;
    let (from, to) = status.loop_ends;
    let looped = at(from.unwrap_or(0.0))..at(to.unwrap_or(length)).max(1);
    let is_looped = model.is_on(addr(MonitorParam::ReferenceLoop));
    for cell in 0..bar.width {
        let (symbol, style) = match () {
            () if cell <= at(status.position) => ("█", theme.lamp()),
            () if is_looped && looped.contains(&cell) => ("═", theme.text()),
            () => ("·", theme.faint()),
        };
        put(buf, bar.x + cell, bar.y, symbol, style);
    }
    for (_, place) in &status.markers {
        put(
            buf,
            bar.x + at(*place).min(bar.width.saturating_sub(1)),
            bar.y,
            "▼",
            theme.strong(),
        );
    }
    let all = format!(" {}", clock(status.seconds));
    Line::styled(all, theme.faint())
        .render(columns(area, area.width.saturating_sub(CLOCK), CLOCK), buf);
}

/// Its loudness, what makes it as loud as the mix, and its markers.
fn render_levels(model: &Model, status: &ReferenceStatus, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let mut levels = format!(" {:.1} LUFS", status.loudness);
    let gain = model
        .text(addr(MonitorParam::ReferenceGain))
        .unwrap_or_default();
    match status.mix_loudness {
        Some(mix) => {
            // Writing to a String cannot fail.
            let _ = write!(levels, ", gain {gain} for a mix of {mix:.1} LUFS");
        }
        None => levels.push_str(", not matched yet"),
    }
    let mut spans = vec![Span::styled(levels, theme.text())];
    if status.starved > 0 {
        let text = format!("   disk too slow {} times", status.starved);
        spans.push(Span::styled(text, theme.warning()));
    }
    for (name, place) in &status.markers {
        spans.push(Span::styled(
            format!("   ▼ {} ", fit(name, 12)),
            theme.text(),
        ));
        spans.push(Span::styled(clock(*place), theme.faint()));
    }
    Line::from(spans).render(area, buf);
}
