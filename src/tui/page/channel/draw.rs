//! The channel page: every parameter of one node, in columns, section by section.

use super::super::mixer;
use super::graph;
use super::section::{Section, has_sections};
use super::state::path_below_node;
use crate::param::spec::{
    CompressorParam, DeEsserParam, DynamicEqParam, GateParam, LimiterParam, MonitorParam, Param,
};
use crate::param::tables::monitor::SpeakerSet;
use crate::param::{Choice, NodeId, NodeKind, ParamAddr};
use crate::tui::model::Model;
use crate::tui::widget::{columns, meter, row};
use crate::tui::words::fit;
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
/// Width of the name of a pair of outputs.
const PAIR: u16 = 13;
/// Width of the meter of one of its sides.
const SIDE: u16 = 20;
/// Width of a level in figures, with its gap.
const FIGURES: u16 = 8;

/// Draws the page, so that the selected parameter is visible: all of them, or where there are sections those of
/// the selected one beside its curve.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let node = model.channel.node;
    let selected = model.channel.list().selected().copied();
    match selected.filter(|_| has_sections(node)) {
        Some(selected) => {
            render_title(model, node, row(area, 0), buf);
            render_section(model, selected, below(area, 1), buf);
        }
        None => render_all(model, area, buf),
    }
}

fn below(area: Rect, rows: u16) -> Rect {
    Rect {
        y: area.y.saturating_add(rows),
        height: area.height.saturating_sub(rows),
        ..area
    }
}

/// The section of the selected parameter: the keys of all sections, its parameters, its curve.
fn render_section(model: &Model, selected: ParamAddr, area: Rect, buf: &mut Buffer) {
    let section = Section::of(selected);
    render_sections(model, section, row(area, 0), buf);
    let area = below(area, 2);
    let (left, right) = if graph::has(section) {
        (columns(area, 0, COLUMN), beside_list(area))
    } else {
        (area, Rect::ZERO)
    };
    let rows = model.channel.list().items().iter().copied();
    let rows: Vec<ParamAddr> = rows.filter(|addr| Section::of(*addr) == section).collect();
    render_list(model, &rows, Some(selected), left, buf);
    graph::render(model, selected, right, buf);
}

/// Right of the parameters.
fn beside_list(area: Rect) -> Rect {
    columns(area, COLUMN + 1, area.width)
}

/// Where a curve is on a page: below its title and its sections, right of its parameters.
pub(super) fn curve_area(area: Rect) -> Rect {
    beside_list(below(below(area, 1), 2))
}

/// The sections with their keys, and what gate and compressor take away now.
fn render_sections(model: &Model, selected: Section, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let rows = model.channel.list().items();
    let [gate, compressor, ..] = model.reductions(model.channel.node);
    let mut spans = Vec::new();
    for (section, number) in Section::ALL.into_iter().zip(1..) {
        if !rows.iter().any(|addr| Section::of(*addr) == section) {
            continue;
        }
        let style = if section == selected {
            theme.selected()
        } else {
            theme.text()
        };
        spans.push(Span::styled(
            format!(" {number} {} ", section.word()),
            style,
        ));
        let taken = match section {
            Section::Gate => gate,
            Section::Compressor => compressor,
            _ => 0.0,
        };
        let text = if taken >= 0.5 {
            format!("-{taken:.0} ")
        } else {
            String::new()
        };
        spans.push(Span::styled(text, theme.reduction()));
    }
    Line::from(spans).render(area, buf);
}

/// All parameters of a node, below what it plays.
fn render_all(model: &Model, area: Rect, buf: &mut Buffer) {
    let top = render_top(model, area, buf);
    render_rows(model, below(area, top + 1), buf);
}

/// The title and what the node plays. How many rows that takes.
pub(in crate::tui::page) fn render_top(model: &Model, area: Rect, buf: &mut Buffer) -> u16 {
    let node = model.channel.node;
    render_title(model, node, row(area, 0), buf);
    let pairs = played(model, node);
    let rows = 1 + pairs.len() as u16;
    for (down, pair) in (1..).zip(pairs) {
        render_pair(model, pair, row(area, down), buf);
    }
    rows
}

/// All parameters.
pub(in crate::tui::page) fn render_rows(model: &Model, area: Rect, buf: &mut Buffer) {
    let list = model.channel.list();
    render_list(model, list.items(), list.selected().copied(), area, buf);
}

/// Parameters in columns: as many as fit, among them the selected one.
fn render_list(
    model: &Model,
    rows: &[ParamAddr],
    selected: Option<ParamAddr>,
    area: Rect,
    buf: &mut Buffer,
) {
    let high = usize::from(area.height).max(1);
    let fit = high * usize::from(area.width / COLUMN).max(1);
    let place = rows.iter().position(|addr| Some(*addr) == selected);
    let first = place.unwrap_or(0) / fit * fit;
    for (at, addr) in rows.iter().enumerate().skip(first).take(fit) {
        let (column, down) = ((at - first) / high, (at - first) % high);
        let left = columns(area, COLUMN * column as u16, COLUMN);
        render_param(
            model,
            *addr,
            selected == Some(*addr),
            row(left, down as u16),
            buf,
        );
    }
}

/// Whose page it is, and what the keys of every page act on: its fader, pan, mute and solo.
fn render_title(model: &Model, node: NodeId, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let name = model.label(node).map_or("", |label| label.name.as_str());
    let mut title = vec![
        Span::styled(format!(" {node} "), theme.selection()),
        Span::styled(name, theme.strong()),
    ];
    if let Some(fader) = model.text(node.fader()) {
        title.push(Span::styled(format!("   {fader}"), theme.text()));
    }
    if let Some(goal) = model.goal(node.fader()) {
        title.push(Span::styled(format!(" → {:.1}", goal.0), theme.faint()));
    }
    if let Some(pan) = model.text(node.pan()) {
        title.push(Span::styled(format!("   {pan}"), theme.text()));
    }
    if model.is_on(node.main_on()) {
        title.push(Span::styled("   LR", theme.lamp()));
    }
    if model.solo(node).is_some() {
        title.push(Span::raw("   "));
        title.push(Span::styled(" SOLO ", theme.solo()));
    }
    title.extend(mixer::silence(model, node));
    let spare = crate::tui::spare::words(model, node);
    title.extend(spare.map(|words| Span::styled(format!("   {words}"), theme.text())));
    title.extend(reductions(model, node));
    title.extend(mixer::readings(model, node));
    Line::from(title).render(area, buf);
}

/// What each processor that is on takes away, in dB.
fn reductions(model: &Model, node: NodeId) -> Vec<Span<'static>> {
    let switches = [
        ("gate", Param::Gate(GateParam::On)),
        ("comp", Param::Compressor(CompressorParam::On)),
        ("deess", Param::DeEsser(DeEsserParam::On)),
        ("deq", Param::DynamicEq(DynamicEqParam::On)),
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
        // From nothing: of 0 dB that leaves no −0.
        Span::styled(format!("   {name} {:.1}", 0.0 - db), style)
    });
    spans.collect()
}

/// The outputs whose meters stand below the title: on the monitor's page the speakers that play and the
/// headphones.
fn played(model: &Model, node: NodeId) -> Vec<NodeId> {
    let speakers = NodeId::MONITOR.param(Param::Monitor(MonitorParam::Speakers));
    let playing = match model.value(speakers) {
        Some(set) if SpeakerSet::of(set) == SpeakerSet::B => NodeId::MONITOR_B,
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

/// What a recall leaves alone carries a sign: safe, or touched since the last one.
fn recall_mark(model: &Model, addr: ParamAddr) -> char {
    let marks = model.recall_marks();
    match () {
        () if marks.is_safe(addr) => '#',
        () if marks.is_touched(addr) => '●',
        () => ' ',
    }
}

/// A parameter's path below its node; a send by the name of its bus.
fn called(model: &Model, addr: ParamAddr) -> String {
    let path = path_below_node(addr);
    let bus = NodeId::bus(u16::from(addr.each));
    let name = model.label(bus).map_or("", |label| label.name.as_str());
    match (addr.param, path.rsplit('/').next()) {
        (Param::Send(_), Some(row)) if !name.is_empty() => {
            format!("{} {row}", fit(name, usize::from(NAME) - 12))
        }
        _ => path,
    }
}

/// A parameter and its value; where it goes, while it moves.
fn render_param(model: &Model, addr: ParamAddr, is_selected: bool, area: Rect, buf: &mut Buffer) {
    let Some(layout) = model.layout() else { return };
    let Some(index) = layout.index(addr) else {
        return;
    };
    let theme = model.theme;
    let below = called(model, addr);
    let (pointer, style) = if is_selected {
        ("▶", theme.selection())
    } else {
        (" ", theme.text())
    };
    let mark = recall_mark(model, addr);
    Line::styled(format!("{mark}{pointer}{below}"), style).render(columns(area, 0, NAME + 2), buf);
    let mut value = model.text(addr).unwrap_or_default();
    if let Some(goal) = model.goal(addr) {
        value = format!("{value} → {}", layout.spec(index).display(goal));
    }
    let is_default = model.value(addr) == Some(layout.default(index));
    let style = if is_default {
        theme.faint()
    } else {
        theme.strong()
    };
    let width = (Span::raw(value.as_str()).width() as u16).max(VALUE);
    let value = Line::styled(value, style).alignment(Alignment::Right);
    let right = NAME + 2 + VALUE;
    value.render(
        columns(area, right.saturating_sub(width), width.min(right)),
        buf,
    );
}
