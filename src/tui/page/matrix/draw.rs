//! The grid: a row for each source, a column for each bus and main. A cell holds the level of the send; one that is off
//! is in brackets, one that is tapped before the fader has a mark. Below it, the selected send in words.

use super::super::mixer;
use super::grid::{level, selected, send, sources, ways};
use crate::param::spec::SendParam;
use crate::param::{NodeId, NodeKind, Plain};
use crate::tui::model::Model;
use crate::tui::widget::{columns, row};
use crate::tui::words::{distinct, fit};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Width of the names of sources.
const NAME: u16 = 18;
/// Width of a cell with its gap.
const CELL: u16 = 9;
/// Rows above the grid: numbers, names, a line.
const ABOVE: u16 = 3;
/// Rows below it: a gap and the selected send.
const BELOW: u16 = 2;

/// Draws the page.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let (sources, ways) = (sources(model), ways(model));
    let Some((from, to)) = selected(model) else {
        let text = " this console has no buses";
        Line::styled(text, model.theme.faint()).render(row(area, 0), buf);
        return;
    };
    let high = usize::from(area.height.saturating_sub(ABOVE + BELOW)).max(1);
    let wide = usize::from(area.width.saturating_sub(NAME) / CELL).max(1);
    let place = |all: &[NodeId], node| all.iter().position(|one| *one == node).unwrap_or(0);
    let first_source = (place(&sources, from) + 1).saturating_sub(high);
    let first_way = (place(&ways, to) + 1).saturating_sub(wide);
    let ways: Vec<NodeId> = ways.into_iter().skip(first_way).take(wide).collect();
    render_head(model, &ways, to, area, buf);
    for (down, source) in (ABOVE..).zip(sources.iter().skip(first_source).take(high)) {
        let line = row(area, down);
        render_name(model, *source, *source == from, line, buf);
        for (at, way) in (0..).zip(&ways) {
            let cell = columns(line, NAME + at * CELL, CELL);
            let is_selected = (*source, *way) == (from, to);
            render_cell(model, (*source, *way), is_selected, cell, buf);
        }
    }
    render_words(
        model,
        from,
        to,
        row(area, area.height.saturating_sub(1)),
        buf,
    );
    render_more(model, sources.len(), first_source + high, area, buf);
}

/// Above each column its bus: what it is, and its name.
fn render_head(model: &Model, ways: &[NodeId], to: NodeId, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let full: Vec<String> = ways.iter().map(|way| mixer::name(model, *way)).collect();
    let names = distinct(&full, usize::from(CELL - 1));
    for (at, (way, name)) in (0..).zip(ways.iter().zip(names)) {
        let number = match way.kind {
            NodeKind::Main => "main".to_owned(),
            _ => way.to_string(),
        };
        let style = if *way == to {
            theme.selected()
        } else {
            theme.strong()
        };
        for (down, (text, style)) in [(number, theme.faint()), (name, style)]
            .into_iter()
            .enumerate()
        {
            let place = row(columns(area, NAME + at * CELL, CELL - 1), down as u16);
            Line::styled(text, style)
                .alignment(Alignment::Right)
                .render(place, buf);
        }
    }
    let line = row(area, ABOVE - 1);
    for x in line.left()..line.right() {
        crate::tui::widget::put(buf, x, line.y, "─", theme.faint());
    }
}

fn render_name(model: &Model, source: NodeId, is_selected: bool, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let style = if is_selected {
        theme.selected()
    } else {
        theme.text()
    };
    let name = fit(&mixer::name(model, source), usize::from(NAME) - 8);
    let line = [
        Span::styled(format!("{:>7} ", source.to_string()), theme.faint()),
        Span::styled(name, style),
    ];
    Line::from(line.to_vec()).render(columns(area, 0, NAME - 1), buf);
}

fn render_cell(
    model: &Model,
    (from, to): (NodeId, NodeId),
    is_selected: bool,
    area: Rect,
    buf: &mut Buffer,
) {
    let (text, style) = cell(model, from, to);
    let (text, style) = if is_selected {
        (format!("▸{text:>7}"), model.theme.selected())
    } else {
        (format!("{text:>8}"), style)
    };
    Line::styled(text, style).render(columns(area, 0, CELL - 1), buf);
}

/// What a cell says: the level with a mark for its tap, in brackets where it is off.
fn cell(model: &Model, from: NodeId, to: NodeId) -> (String, Style) {
    let theme = model.theme;
    let Some(addr) = level(model, from, to) else {
        return (String::new(), theme.faint());
    };
    let is_on = send(model, from, to, SendParam::On).is_some_and(|on| model.is_on(on));
    if to == NodeId::MAIN {
        return if is_on {
            ("on".to_owned(), theme.lamp())
        } else {
            ("·".to_owned(), theme.faint())
        };
    }
    let tap = send(model, from, to, SendParam::Tap).and_then(|tap| model.text(tap));
    let mark = match tap.as_deref() {
        Some("post-fader") | None => "",
        Some(_) => "p",
    };
    let value = model.value(addr).unwrap_or(Plain::OFF);
    match (value == Plain::OFF, is_on) {
        (true, _) => (format!("·{mark}"), theme.faint()),
        (false, true) => (format!("{:.1}{mark}", value.0), theme.send_value()),
        (false, false) => (format!("({:.1}){mark}", value.0), theme.faint()),
    }
}

/// The selected send in words.
fn render_words(model: &Model, from: NodeId, to: NodeId, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let text = |row| send(model, from, to, row).and_then(|addr| model.text(addr));
    let mut spans = vec![
        Span::styled(format!(" {} ", model.called(from)), theme.selection()),
        Span::styled(format!("→ {}", model.called(to)), theme.selection()),
    ];
    if level(model, from, to).is_none() {
        spans.push(Span::styled("   there is no way", theme.faint()));
    }
    for (word, row) in [
        ("", SendParam::Level),
        ("", SendParam::Tap),
        ("", SendParam::On),
        ("pan ", SendParam::Pan),
    ] {
        if let Some(text) = text(row) {
            spans.push(Span::styled(format!("   {word}{text}"), theme.strong()));
        }
    }
    let mark = Span::styled("   p: before the fader   (…): off", theme.faint());
    spans.push(mark);
    Line::from(spans).render(area, buf);
}

/// How many sources stand below the last one that is shown.
fn render_more(model: &Model, count: usize, shown: usize, area: Rect, buf: &mut Buffer) {
    if count > shown {
        let place = row(area, area.height.saturating_sub(BELOW));
        let text = format!(" … {} more", count - shown);
        Line::styled(text, model.theme.faint()).render(place, buf);
    }
}
