//! The transport, the lanes with their modes and values, and the selected lane over time.

use crate::control::feed::TransportStatus;
use crate::param::lane::Lane;
use crate::param::printable::printable;
use crate::param::spec::{AutomationParam, ConsoleParam, Param};
use crate::param::timecode::{bars, exact, with_pictures};
use crate::param::{NodeId, ParamAddr};
use crate::tui::action::Action;
use crate::tui::model::Model;
use crate::tui::widget::{columns, plot, put, row};
use crate::tui::words::{fit, width};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Rows above the lanes.
const ABOVE: u16 = 2;
/// Rows between the lanes and the drawing: markers.
const BETWEEN: u16 = 1;
/// Width of a path.
const PATH: usize = 22;
/// The least that is shown, in microseconds.
const SHORTEST: u64 = 10_000_000;

/// Draws the page.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    render_transport(model, row(area, 0), buf);
    let lanes = model.automation.list();
    if lanes.items().is_empty() {
        let key = model.key(Action::ConsoleMode);
        let text = format!(
            " no automation yet; {key} chooses touch or latch, and what a hand moves while it plays is written"
        );
        Line::styled(text, model.theme.faint()).render(row(area, ABOVE), buf);
        return;
    }
    let high = area.height.saturating_sub(ABOVE + BETWEEN);
    let listed = (high / 3).clamp(1, 8).min(lanes.items().len() as u16);
    let first = (lanes.place() + 1).saturating_sub(usize::from(listed));
    let shown = lanes.items().iter().skip(first).take(usize::from(listed));
    for (down, addr) in (ABOVE..).zip(shown) {
        let is_selected = lanes.selected() == Some(addr);
        render_lane(model, *addr, is_selected, row(area, down), buf);
    }
    let top = ABOVE + listed;
    let Some(addr) = lanes.selected() else { return };
    if let Some(lane) = model.timeline().lane(*addr) {
        let graph = Rect {
            y: area.y + top,
            height: area.height.saturating_sub(top),
            ..area
        };
        render_graph(model, (*addr, lane), graph, buf);
    }
}

fn render_transport(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let TransportStatus {
        is_playing,
        is_writing,
        at,
        cycle,
    } = model.transport().clone();
    let count = model.count();
    let mode = NodeId::CONSOLE.param(Param::Console(ConsoleParam::Automation));
    let mode = model.text(mode).unwrap_or_default();
    let lamp = match (is_playing, is_writing) {
        (_, true) => Span::styled(" ● writing ", theme.error()),
        (true, _) => Span::styled(" ▶ playing ", theme.lamp()),
        _ => Span::styled(" ■ stopped ", theme.faint()),
    };
    let marker = model.timeline().marker_at(at);
    let marker = marker.map_or(String::new(), |marker| {
        format!("   {}", printable(&marker.name))
    });
    let cycle = cycle
        .filter(|cycle| cycle.on)
        .map_or(String::new(), |cycle| {
            format!("   loop {}–{}", exact(cycle.from), exact(cycle.to))
        });
    let line = Line::from(vec![
        Span::styled(" Automation ", theme.strong()),
        lamp,
        Span::styled(format!(" {} ", with_pictures(at, count)), theme.strong()),
        Span::styled(format!(" {} ", bars(at, count)), theme.text()),
        Span::styled(format!("  {mode}"), theme.selection()),
        Span::styled(marker, theme.text()),
        Span::styled(cycle, theme.faint()),
    ]);
    line.render(area, buf);
}

fn render_lane(model: &Model, addr: ParamAddr, is_selected: bool, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let (pointer, style) = if is_selected {
        (" ▶ ", theme.selection())
    } else {
        ("   ", theme.text())
    };
    let path = fit(&addr.to_string(), PATH);
    let gap = " ".repeat(PATH.saturating_sub(width(&path)));
    let mode = addr.node().param(Param::Automation(AutomationParam::Mode));
    let mode = model.text(mode).unwrap_or_else(|| "console".to_owned());
    let value = model.text(addr).unwrap_or_default();
    let lane = model.timeline().lane(addr);
    let count = lane.map_or(0, |lane| lane.points().len());
    let line = Line::from(vec![
        Span::styled(format!("{pointer}{path}{gap}"), style),
        Span::styled(format!(" {mode:8}"), theme.text()),
        Span::styled(format!(" {value:>10}"), theme.strong()),
        Span::styled(format!("   {count} points"), theme.faint()),
    ]);
    line.render(area, buf);
}

/// The stretch that is shown, in microseconds: all of it, or a part around the selected point.
fn stretch(model: &Model, lane: &Lane) -> (u64, u64) {
    let last = lane.points().last().map_or(0, |last| last.at);
    let whole = last.max(model.transport().at).max(SHORTEST);
    let whole = whole + whole / 20;
    let length = (whole >> model.automation.zoom).max(1);
    let middle = model.automation.at.min(whole);
    let from = middle.saturating_sub(length / 2).min(whole - length);
    (from, length)
}

fn render_graph(model: &Model, (addr, lane): (ParamAddr, &Lane), area: Rect, buf: &mut Buffer) {
    let Some(spec) = model.spec(addr).filter(|_| area.height > BETWEEN + 2) else {
        return;
    };
    let theme = model.theme;
    let (from, length) = stretch(model, lane);
    let graph = Rect {
        y: area.y + BETWEEN,
        height: area.height - BETWEEN - 1,
        ..columns(area, 1, area.width.saturating_sub(2))
    };
    let place = |at: u64| -> Option<u16> {
        let part = at.checked_sub(from)? as f64 / length as f64;
        (part < 1.0).then(|| graph.x + (part * f64::from(graph.width)) as u16)
    };
    render_markers(model, place, row(area, 0), buf);
    if let Some(x) = place(model.transport().at) {
        for y in graph.top()..graph.bottom() {
            put(buf, x, y, "│", theme.lamp());
        }
    }
    let height = |part: f32| {
        let at = from + (f64::from(part) * length as f64) as u64;
        let value = lane.value_at(spec.curve, at);
        value.map_or(0.0, |value| level(spec.curve.travel(value).get()))
    };
    plot::render(theme.text(), height, graph, buf);
    let here = lane
        .points()
        .iter()
        .min_by_key(|point| point.at.abs_diff(model.automation.at));
    for point in lane.points() {
        let Some(x) = place(point.at) else { continue };
        let travel = spec.curve.travel(point.value).get();
        let up = level(travel) * f32::from(graph.height);
        let y = graph
            .bottom()
            .saturating_sub(1 + (up as u16).min(graph.height - 1));
        let is_here = here.is_some_and(|here| here.at == point.at);
        let (symbol, style) = if is_here {
            ("◆", theme.selection())
        } else {
            ("•", theme.strong())
        };
        put(buf, x, y, symbol, style);
    }
    render_axis(
        model,
        (from, length),
        here.map(|here| {
            format!(
                "{}  {}  {}",
                exact(here.at),
                spec.display(here.value),
                here.shape.word()
            )
        }),
        row(area, area.height - 1),
        buf,
    );
}

/// How high a travel stands: neither end on the frame.
fn level(travel: f32) -> f32 {
    0.02 + 0.96 * travel
}

fn render_markers(model: &Model, place: impl Fn(u64) -> Option<u16>, area: Rect, buf: &mut Buffer) {
    for marker in &model.timeline().markers {
        if let Some(x) = place(marker.at) {
            let text = format!("▾{}", printable(&marker.name));
            let room = columns(area, x - area.x, area.width);
            Line::styled(text, model.theme.faint()).render(room, buf);
        }
    }
}

/// Where the drawing begins and ends, and the selected point in words.
fn render_axis(
    model: &Model,
    (from, length): (u64, u64),
    point: Option<String>,
    area: Rect,
    buf: &mut Buffer,
) {
    let theme = model.theme;
    let (from, to) = (exact(from), exact(from + length));
    let point = point.unwrap_or_default();
    let used = width(&from) + width(&to) + width(&point) + 4;
    let gap = " ".repeat((usize::from(area.width).saturating_sub(used) / 2).max(1));
    let line = Line::from(vec![
        Span::styled(format!(" {from}{gap}"), theme.faint()),
        Span::styled(point, theme.selection()),
        Span::styled(format!("{gap}{to}"), theme.faint()),
    ]);
    line.render(area, buf);
}
