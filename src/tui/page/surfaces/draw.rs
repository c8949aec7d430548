//! A row for each surface; of the selected one its state, its strips, its controls that stand elsewhere than what they
//! move, and what it says and hears.

use super::selected::selected;
use super::{lesson, monitor};
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
/// Controls that wait and are listed, where the monitor wants room, too.
const MOST_WAITING: usize = 4;
/// Width of a name.
const NAME: usize = 24;

/// Draws the page.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    Line::styled(" Surfaces", theme.strong()).render(row(area, 0), buf);
    let surfaces = model.surfaces();
    if surfaces.is_empty() {
        let text =
            " none: plug one in, it works at once; 'headroom ports' shows what this machine has";
        Line::styled(text, theme.faint()).render(row(area, ABOVE), buf);
    }
    let mut down = ABOVE;
    let room = usize::from(area.height / 3).max(1);
    let first = (model.surface_page.ports.place() + 1).saturating_sub(room);
    for surface in surfaces.iter().skip(first).take(room) {
        head(model, surface).render(row(area, down), buf);
        down += 1;
    }
    let about = selected(model).map_or_else(Vec::new, |surface| about(model, surface));
    down += 1;
    for line in about {
        line.render(row(area, down), buf);
        down += 1;
    }
    down = (down + 1).min(area.height);
    let below = Rect {
        y: area.y + down,
        height: area.height - down,
        ..area
    };
    monitor::render(model, below, buf);
}

/// Its name, how it stands, and where it is.
fn head(model: &Model, surface: &SurfaceStatus) -> Line<'static> {
    let theme = model.theme;
    let (state, style) = state(model, surface);
    let is_selected = model.surface_page.ports.selected() == Some(&surface.port);
    let (pointer, name_style) = if is_selected {
        ("▶", theme.selection())
    } else {
        (" ", theme.text())
    };
    let name = fit(&printable(&surface.name), NAME);
    Line::from(vec![
        Span::styled(format!(" {pointer} {name:NAME$} "), name_style),
        Span::styled(format!(" {state} "), style),
        Span::styled(format!("  at {}", printable(&surface.port)), theme.faint()),
    ])
}

/// Everything about the surface that is selected.
fn about(model: &Model, surface: &SurfaceStatus) -> Vec<Line<'static>> {
    let theme = model.theme;
    let taught = lesson::lines(model, surface);
    if !taught.is_empty() {
        return taught;
    }
    let faders = match &surface.on_faders {
        Some(path) => format!("faders move {}", printable(path)),
        None => "faders move faders".to_owned(),
    };
    let page = printable(&surface.page);
    let taken_for = printable(&surface.taken_for);
    let mut lines = vec![
        Line::styled(
            format!("   {taken_for}, page {page}: {faders}"),
            theme.text(),
        ),
        Line::styled(
            format!("   strips {}", strips(model, surface)),
            theme.text(),
        ),
    ];
    if let Some(remote) = &surface.remote {
        let text = format!("   as a remote control: {}", printable(remote));
        lines.push(Line::styled(text, theme.text()));
    }
    let unknown = lesson::how_to_learn(model).into_iter();
    let unknown = unknown.map(|text| Line::styled(text, theme.warning()));
    lines.splice(0..0, unknown);
    lines.push(match surface.ghosts.len() {
        0 => Line::styled(
            "   every control stands where the console does",
            theme.faint(),
        ),
        count => {
            let text =
                format!("   {count} to be picked up: move each across the value that stands");
            Line::styled(text, theme.warning())
        }
    });
    let shown = surface.ghosts.iter().take(MOST_WAITING);
    lines.extend(shown.map(|ghost| waiting(model, ghost)));
    if surface.ghosts.len() > MOST_WAITING {
        let more = surface.ghosts.len() - MOST_WAITING;
        lines.push(Line::styled(format!("     and {more} more"), theme.faint()));
    }
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
