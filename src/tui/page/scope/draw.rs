//! The grid: a row for each strip, bus and group, a column for each class. A lamp stands where a recall of the scene may
//! change something, a dot where it leaves it; above a column stands whether its class is safe from every recall.

use super::super::mixer;
use super::grid::{applies, classes, rows, scope};
use crate::param::printable::printable;
use crate::param::{NodeId, RecallClass};
use crate::tui::model::Model;
use crate::tui::widget::{columns, row};
use crate::tui::words::fit;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Width of the names of rows.
const NAME: u16 = 20;
/// Widest cell with its gap.
const CELL: u16 = 11;
/// Rows above the grid: the scene, classes, what is safe.
const ABOVE: u16 = 3;
/// Rows below it: a gap, and what it means.
const BELOW: u16 = 2;

/// Draws the page.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let (theme, page, scope) = (model.theme, &model.scope_page, scope(model));
    let rows = rows(model);
    let classes_count = RecallClass::ALL.len() as u16;
    let cell = CELL
        .min(area.width.saturating_sub(NAME) / classes_count)
        .max(6);
    let head = vec![
        Span::styled(format!(" {} ", printable(&page.scene)), theme.strong()),
        Span::styled(format!("recalls {}", scope.words()), theme.text()),
    ];
    Line::from(head).render(row(area, 0), buf);
    render_head(model, cell, area, buf);
    let at = page.row.min(rows.len().saturating_sub(1));
    let high = usize::from(area.height.saturating_sub(ABOVE + BELOW)).max(1);
    let first = (at + 1).saturating_sub(high);
    for (down, (number, node)) in (ABOVE..).zip(rows.iter().enumerate().skip(first).take(high)) {
        let line = row(area, down);
        let is_own = node.is_some_and(|node| scope.nodes.iter().any(|(own, _)| *own == node));
        render_name(model, *node, (number == at, is_own), line, buf);
        let own = classes(&scope, *node);
        for (column, class) in (0..).zip(RecallClass::ALL) {
            let place = columns(line, NAME + column * cell, cell);
            if node.is_some_and(|node| !applies(model, node, class)) {
                continue;
            }
            let is_here = number == at && usize::from(column) == page.class;
            let (mark, style) = if own.has(class) {
                ("●", theme.lamp())
            } else {
                ("·", theme.faint())
            };
            let line = if is_here {
                Line::styled(format!("▸{mark}"), theme.selected())
            } else {
                Line::styled(mark, style)
            };
            line.alignment(Alignment::Right)
                .render(columns(place, 0, cell - 1), buf);
        }
    }
    let text = " ●: a recall changes it   ·: it stays   safe: no recall changes it, whatever the scene says";
    let below = row(area, area.height.saturating_sub(1));
    Line::styled(text, theme.faint()).render(below, buf);
}

/// Above each column its class, and whether that is safe.
fn render_head(model: &Model, cell: u16, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    for (column, class) in (0..).zip(RecallClass::ALL) {
        let is_here = usize::from(column) == model.scope_page.class;
        let style = if is_here {
            theme.selected()
        } else {
            theme.strong()
        };
        let is_safe = model.is_on(class.safe_switch());
        let name = fit(class.word(), usize::from(cell - 1));
        let safe = if is_safe { "safe" } else { "" };
        for (down, text, style) in [(1, name.as_str(), style), (2, safe, theme.warning())] {
            let place = columns(row(area, down), NAME + column * cell, cell - 1);
            Line::styled(text.to_owned(), style)
                .alignment(Alignment::Right)
                .render(place, buf);
        }
    }
}

fn render_name(
    model: &Model,
    node: Option<NodeId>,
    (is_selected, is_own): (bool, bool),
    area: Rect,
    buf: &mut Buffer,
) {
    let theme = model.theme;
    let style = match (is_selected, is_own || node.is_none()) {
        (true, _) => theme.selected(),
        (false, true) => theme.strong(),
        (false, false) => theme.text(),
    };
    let line = match node {
        None => vec![Span::styled(" all others", style)],
        Some(node) => vec![
            Span::styled(format!("{:>13} ", node.to_string()), theme.faint()),
            Span::styled(
                fit(&mixer::name(model, node), usize::from(NAME) - 15),
                style,
            ),
        ],
    };
    Line::from(line).render(columns(area, 0, NAME - 1), buf);
}
