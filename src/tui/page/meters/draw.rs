//! The meters, side by side in as many bands as are needed: strips and buses from the left, main at the right end of
//! the last one. Below each stands its name and its held peak.

use super::super::mixer;
use crate::param::{NodeId, NodeKind};
use crate::tui::frame::body;
use crate::tui::meters::Reading;
use crate::tui::model::Model;
use crate::tui::widget::{columns, meter, put, row};
use crate::tui::words::distinct;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::Line;
use ratatui::widgets::Widget;

/// Width of a scale.
const SCALE: u16 = 4;
/// Narrowest meter with its gap.
const NARROWEST: u16 = 3;
/// Narrowest big one.
const BIG: u16 = 12;
/// Widest one.
const WIDEST: u16 = 16;
/// Fewest rows of a band.
const LOWEST: u16 = 7;
/// Rows of a band without a meter: the clip mark above, name and peak below.
const AROUND: u16 = 3;
/// Narrowest meter below which its peak is written.
const FIGURES: u16 = 5;

/// How the meters are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Grid {
    /// Width of a meter with its gap.
    pitch: u16,
    /// How many stand side by side.
    across: usize,
    /// How many bands there are.
    bands: usize,
}

impl Grid {
    /// For so many meters in an area: as few bands as are wide enough to be read.
    fn of(count: usize, area: Rect, least: u16) -> Self {
        let width = area.width.saturating_sub(SCALE).max(1);
        let most_bands = usize::from((area.height / LOWEST).max(1));
        let most = usize::from(width / least).max(1);
        let bands = count.div_ceil(most).clamp(1, most_bands);
        let across = count.div_ceil(bands).clamp(1, most);
        let pitch = (width / across as u16).clamp(least, WIDEST);
        Self {
            pitch,
            across,
            bands,
        }
    }

    fn room(self) -> usize {
        self.across * self.bands
    }
}

/// Everything that has a level, main last.
fn metered(model: &Model) -> Vec<NodeId> {
    let mut nodes = model.strips().to_vec();
    nodes.retain(|node| matches!(node.kind, NodeKind::Strip | NodeKind::Bus));
    nodes.extend(model.layout().map(|_| NodeId::MAIN));
    nodes
}

fn grid(model: &Model, area: Rect, count: usize) -> Grid {
    let least = if model.meter_page.is_big {
        BIG
    } else {
        NARROWEST
    };
    Grid::of(count, area, least)
}

/// The last meter that may be the first one shown.
pub(super) fn last_first(model: &Model) -> usize {
    let (width, height) = model.size;
    let area = body(Rect::new(0, 0, width, height));
    let count = metered(model).len();
    count.saturating_sub(grid(model, area, count).room())
}

/// Draws the page.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let nodes = metered(model);
    let grid = grid(model, area, nodes.len());
    let first = model.meter_page.first.min(nodes.len());
    let shown: Vec<NodeId> = nodes[first..].iter().copied().take(grid.room()).collect();
    let full: Vec<String> = shown.iter().map(|node| mixer::name(model, *node)).collect();
    let full: Vec<String> = full
        .iter()
        .zip(&shown)
        .map(|(name, node)| named(name, *node))
        .collect();
    let names = distinct(&full, usize::from(grid.pitch - 1));
    let high = area.height / grid.bands as u16;
    for (at, (node, name)) in shown.iter().zip(names).enumerate() {
        let (band, across) = ((at / grid.across) as u16, (at % grid.across) as u16);
        let place = Rect::new(
            area.x + SCALE + across * grid.pitch,
            area.y + band * high,
            grid.pitch - 1,
            high,
        );
        render_one(model, *node, &name, place.intersection(area), buf);
    }
    for band in 0..shown.len().div_ceil(grid.across) as u16 {
        let place = Rect::new(area.x, area.y + band * high, SCALE, high);
        render_scale(model, place.intersection(area), buf);
    }
    let left = nodes.len().saturating_sub(first + shown.len());
    if left > 0 {
        let text = format!(" {left} more ");
        let line = Line::styled(text, model.theme.warning()).alignment(Alignment::Right);
        line.render(row(area, area.height.saturating_sub(1)), buf);
    }
}

/// A name, or what it is.
fn named(name: &str, node: NodeId) -> String {
    match (name, node.kind) {
        ("", NodeKind::Main) => "main".to_owned(),
        ("", _) => node.number.to_string(),
        _ => name.to_owned(),
    }
}

/// One meter: clip mark, level of each channel, name, held peak.
fn render_one(model: &Model, node: NodeId, name: &str, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let readings = model.meters(node);
    let meters = Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(AROUND),
        ..area
    };
    if readings.iter().any(|reading| reading.clipped) {
        let mark = if area.width >= 4 { "CLIP" } else { "C" };
        crate::tui::widget::block(mark, theme.alarm(), row(area, 0), buf);
    }
    let count = (readings.len() as u16).clamp(1, area.width.max(1));
    let wide = (area.width / count).max(1);
    for (at, reading) in (0..count).zip(&readings) {
        let left = meters.x + at * wide;
        let right = if at + 1 == count {
            meters.right()
        } else {
            left + wide
        };
        for x in left..right {
            let place = Rect::new(x, meters.y, 1, meters.height);
            meter::render(theme, *reading, place, buf);
        }
    }
    let is_muted = !model.causes(node).is_empty();
    let style = match () {
        () if is_muted => theme.own_mute(),
        () if node == NodeId::MAIN || node.kind == NodeKind::Bus => theme.selection(),
        () => theme.text(),
    };
    let below = area.height.saturating_sub(2);
    Line::styled(name, style).render(row(area, below), buf);
    if area.width + 1 >= FIGURES {
        let text = peak(&readings);
        Line::styled(text, theme.faint()).render(row(area, below + 1), buf);
    }
}

/// The held peak of the loudest channel.
fn peak(readings: &[Reading]) -> String {
    let held = readings.iter().map(|reading| reading.held);
    let held = held.fold(f32::NEG_INFINITY, f32::max);
    if held <= -60.0 {
        "  -".to_owned()
    } else {
        format!("{held:>3.0}")
    }
}

fn render_scale(model: &Model, area: Rect, buf: &mut Buffer) {
    let rows = area.height.saturating_sub(AROUND);
    for db in meter::MARKS {
        let place = row(
            columns(area, 0, SCALE - 1),
            1 + meter::row_of(f32::from(db), rows),
        );
        let line = Line::styled(db.to_string(), model.theme.faint());
        line.alignment(Alignment::Right).render(place, buf);
    }
    for y in area.y + 1..(area.y + 1 + rows).min(area.bottom()) {
        put(
            buf,
            area.right().saturating_sub(1),
            y,
            "▏",
            model.theme.faint(),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_them_fit_in_as_few_bands_as_can_be_read() {
        let grid =
            |count, width, height| Grid::of(count, Rect::new(0, 0, width, height), NARROWEST);
        let few = grid(8, 80, 20);
        assert_eq!((few.across, few.bands, few.pitch), (8, 1, 9));
        let many = grid(81, 200, 56);
        assert!(many.room() >= 81 && many.bands == 2, "{many:?}");
        // Where there is no room for all, they can be moved through.
        let tight = grid(81, 80, 16);
        assert!(tight.room() < 81 && tight.bands == 2, "{tight:?}");
    }
}
