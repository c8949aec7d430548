//! Surface after surface: its name and port, its state, its strips, and its controls that stand elsewhere than what they
//! move.

use crate::control::feed::{Ghost, SurfaceStatus};
use crate::param::printable::printable;
use crate::param::{NodeId, Travel};
use crate::tui::model::Model;
use crate::tui::widget::row;
use crate::tui::words::fit;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Rows above the list.
const ABOVE: u16 = 2;
/// Cells of the bar that shows where a control stands.
const BAR: usize = 20;

/// The last row that may stand at the top.
pub(super) fn last_row(model: &Model) -> usize {
    lines(model).len().saturating_sub(1)
}

/// Draws the page.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    Line::styled(" Surfaces", theme.strong()).render(row(area, 0), buf);
    let lines = lines(model);
    if lines.is_empty() {
        let text = " none: plug one in, it works at once; 'headroom ports' shows what this machine has, \
                    'headroom learn' makes a file for another one";
        Line::styled(text, theme.faint()).render(row(area, ABOVE), buf);
    }
    let rows = (ABOVE..area.height).zip(lines.into_iter().skip(model.surface_page.first));
    for (down, line) in rows {
        line.render(row(area, down), buf);
    }
}

fn lines(model: &Model) -> Vec<Line<'static>> {
    let surfaces = model.surfaces().iter();
    let mut lines: Vec<Line> = surfaces.flat_map(|surface| about(model, surface)).collect();
    lines.pop();
    lines
}

/// Everything about one surface, and a gap.
fn about(model: &Model, surface: &SurfaceStatus) -> Vec<Line<'static>> {
    let theme = model.theme;
    let (state, style) = state(model, surface);
    let mut lines = vec![Line::from(vec![
        Span::styled(format!(" {} ", printable(&surface.name)), theme.strong()),
        Span::styled(format!(" {state} "), style),
        Span::styled(format!("  at {}", printable(&surface.port)), theme.faint()),
    ])];
    let page = match &surface.on_faders {
        Some(path) => format!("   page {}: faders move {path}", printable(&surface.page)),
        None => format!("   page {}: faders move faders", printable(&surface.page)),
    };
    lines.push(Line::styled(page, theme.text()));
    lines.push(Line::styled(
        format!("   strips {}", strips(model, surface)),
        theme.text(),
    ));
    match surface.ghosts.len() {
        0 => lines.push(Line::styled(
            "   every control stands where the console does",
            theme.faint(),
        )),
        count => {
            let text =
                format!("   {count} wait to be picked up: move each across the value that stands");
            lines.push(Line::styled(text, theme.warning()));
        }
    }
    lines.extend(surface.ghosts.iter().map(|ghost| waiting(model, ghost)));
    lines.push(Line::raw(""));
    lines
}

fn state(model: &Model, surface: &SurfaceStatus) -> (&'static str, Style) {
    match (surface.is_here, surface.in_sync) {
        (true, true) => ("in sync", model.theme.lamp()),
        (true, false) => ("getting in sync …", model.theme.warning()),
        (false, _) => ("LOST: plug it in again", model.theme.error()),
    }
}

/// What its strips stand for, from the left.
fn strips(model: &Model, surface: &SurfaceStatus) -> String {
    let one = |node: &Option<NodeId>| match node {
        Some(node) => model.console().name(*node),
        None => "-".to_owned(),
    };
    let names: Vec<String> = surface.nodes.iter().map(one).collect();
    match names.len() {
        0 => "none".to_owned(),
        _ => names.join(" · "),
    }
}

/// A control that has not caught its parameter: both places, and the way to go.
fn waiting(model: &Model, ghost: &Ghost) -> Line<'static> {
    let theme = model.theme;
    let here = ghost.position.clamp(0.0, 1.0);
    let there = model.console().travel(ghost.addr).map_or(0.0, Travel::get);
    let cell = |part: f32| (part * (BAR - 1) as f32).round() as usize;
    let sign = if here < there { "▸" } else { "◂" };
    let mut bar: Vec<&str> = vec!["─"; BAR];
    bar[cell(there)] = "█";
    bar[cell(here)] = sign;
    let text = model.text(ghost.addr).unwrap_or_default();
    let name = fit(
        &format!("{} {}", model.console().name(ghost.addr.node()), ghost.addr),
        40,
    );
    Line::from(vec![
        Span::styled(format!("     {name:<42}"), theme.text()),
        Span::styled(bar.concat(), theme.ghost()),
        Span::styled(format!("  {text}"), theme.strong()),
    ])
}
