//! The channel page: every parameter of one node, in columns.

use crate::param::spec::{
    CompressorParam, DeEsserParam, GateParam, LimiterParam, MonitorParam, Param,
};
use crate::param::{NodeId, NodeKind};
use crate::tui::channel::{rows, selected};
use crate::tui::model::Model;
use crate::tui::widget::{columns, meter, row};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Width of a column with its gap.
const COLUMN: u16 = 39;
/// Width of a parameter's path below its node.
const NAME: u16 = 22;
/// Width of its value.
const VALUE: u16 = 12;
/// Rows that are not parameters.
const AROUND: u16 = 5;
/// Width of the name of a pair of outputs.
const PAIR: u16 = 13;
/// Width of the meter of one of its sides.
const SIDE: u16 = 20;
/// Width of a level in figures, with its gap.
const FIGURES: u16 = 8;
/// What keys do here.
const KEYS: &str =
    " ↑↓ ←→ move  Enter turn  digits or = type  Del default  p paste section  c back";

/// Draws the page, so that the selected parameter is visible.
pub fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let node = model.channel.node;
    let name = model.label(node).map_or("", |label| label.name.as_str());
    let mut title = vec![
        Span::styled(format!(" {node} "), theme.selection()),
        Span::styled(name, theme.strong()),
    ];
    title.extend(reductions(model, node));
    title.extend(super::mixer::readings(model, node));
    Line::from(title).render(row(area, 1), buf);
    let pairs = played(model, node);
    let top = 3 + pairs.len() as u16;
    for (down, pair) in (2..).zip(pairs) {
        render_pair(model, pair, row(area, down), buf);
    }
    let rows = rows(model);
    let high = usize::from((area.height + 3).saturating_sub(AROUND + top)).max(1);
    let fit = high * usize::from(area.width / COLUMN).max(1);
    let place = model.channel.row.min(rows.len().saturating_sub(1));
    let first = place / fit * fit;
    for (at, index) in rows.iter().enumerate().skip(first).take(fit) {
        let (column, down) = ((at - first) / high, (at - first) % high);
        let left = columns(area, COLUMN * column as u16, COLUMN);
        render_param(
            model,
            *index,
            at == place,
            row(left, top + down as u16),
            buf,
        );
    }
    render_below(model, row(area, area.height.saturating_sub(1)), buf);
}

/// What each processor that is on takes away, in dB.
fn reductions(model: &Model, node: NodeId) -> Vec<Span<'static>> {
    let switches = [
        ("gate", Param::Gate(GateParam::On)),
        ("comp", Param::Compressor(CompressorParam::On)),
        ("deess", Param::DeEsser(DeEsserParam::On)),
        ("limiter", Param::Limiter(LimiterParam::On)),
    ];
    let taken = switches.into_iter().zip(model.reductions(node));
    let on = taken.filter(|((_, switch), _)| model.is_on(node.param(*switch)));
    let spans = on.map(|((name, _), db)| {
        let style = if db > 0.0 {
            model.theme.reduction()
        } else {
            model.theme.faint()
        };
        Span::styled(format!("   {name} {:.1}", -db), style)
    });
    spans.collect()
}

/// The outputs whose meters stand below the title: on the monitor's page the speakers that play and the
/// headphones.
fn played(model: &Model, node: NodeId) -> Vec<NodeId> {
    let speakers = NodeId::MONITOR.param(Param::Monitor(MonitorParam::Speakers));
    let playing = match model.value(speakers) {
        Some(set) if set.choice() == 1 => NodeId::MONITOR_B,
        _ => NodeId::MONITOR_A,
    };
    match node.kind {
        NodeKind::Monitor => vec![playing, NodeId::PHONES],
        NodeKind::MonitorA | NodeKind::MonitorB | NodeKind::Phones => vec![node],
        _ => Vec::new(),
    }
}

/// One pair: left and right as bars with their highest peaks of late, and those in figures.
fn render_pair(model: &Model, pair: NodeId, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let name = match pair.kind {
        NodeKind::MonitorA => "speakers a",
        NodeKind::MonitorB => "speakers b",
        _ => "headphones",
    };
    Line::styled(format!(" {name}"), theme.faint()).render(columns(area, 0, PAIR), buf);
    for (at, reading) in (0..).zip(model.meters(pair)) {
        let left = PAIR + (SIDE + FIGURES) * at;
        meter::render_across(theme, reading, columns(area, left, SIDE), buf);
        let style = if reading.clipped {
            theme.clip()
        } else {
            theme.text()
        };
        let text = if meter::height(reading.held) > 0.0 {
            format!("{:.1}", reading.held)
        } else {
            "-∞".to_owned()
        };
        let figures = columns(area, left + SIDE, FIGURES - 2);
        let line = Line::styled(text, style).alignment(Alignment::Right);
        line.render(figures, buf);
    }
}

fn render_param(
    model: &Model,
    index: crate::param::ParamIndex,
    is_selected: bool,
    area: Rect,
    buf: &mut Buffer,
) {
    let Some(layout) = model.layout() else { return };
    let theme = model.theme;
    let addr = layout.addr(index);
    let path = addr.to_string();
    let below = path
        .strip_prefix(&format!("{}/", addr.node()))
        .unwrap_or(&path);
    let style = if is_selected {
        theme.selection()
    } else {
        theme.text()
    };
    let pointer = if is_selected { "▶" } else { " " };
    Line::styled(format!(" {pointer}{below}"), style).render(columns(area, 0, NAME + 2), buf);
    let value = model.text(addr).unwrap_or_default();
    let is_default = model.value(addr) == Some(layout.default(index));
    let style = if is_default {
        theme.faint()
    } else {
        theme.strong()
    };
    let value = Line::styled(value, style).alignment(Alignment::Right);
    value.render(columns(area, NAME + 2, VALUE), buf);
}

/// What is being typed with what is allowed, or the keys.
fn render_below(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let (Some(layout), Some(index)) = (model.layout(), selected(model)) else {
        return;
    };
    let spec = layout.spec(index);
    let line = match &model.channel.entry {
        Some(entry) => Line::styled(
            format!(
                " {} = {entry}▏  allowed: {}   Enter sets, Esc leaves",
                spec.name,
                spec.allowed()
            ),
            theme.question(),
        ),
        None => Line::styled(KEYS, theme.faint()),
    };
    line.render(area, buf);
}
