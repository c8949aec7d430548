//! A row for each port: whose it is, what it is for, and the ports of others that it is connected to.

use super::super::mixer;
use super::ports::is_missing;
use crate::control::feed::PatchedPort;
use crate::param::printable::printable;
use crate::param::{NodeKind, PortKind};
use crate::tui::model::Model;
use crate::tui::widget::row;
use crate::tui::words::fit;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Rows above the list.
const ABOVE: u16 = 2;
/// Width of a name.
const NAME: usize = 16;

/// Draws the list, so that the selected port is visible.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let list = model.patch_page.list();
    let missing = model.status().missing.len();
    let mut title = vec![Span::styled(" Patch", theme.strong())];
    if missing > 0 {
        let text = format!("   {missing} missing: plug in what they belong to");
        title.push(Span::styled(text, theme.warning()));
    }
    Line::from(title).render(row(area, 0), buf);
    if list.items().is_empty() {
        let text = " no ports: this console runs on a timer; with JACK its ports are here";
        Line::styled(text, theme.faint()).render(row(area, ABOVE), buf);
    }
    let room = usize::from(area.height.saturating_sub(ABOVE)).max(1);
    let first = (list.place() + 1).saturating_sub(room);
    for (down, port) in (ABOVE..).zip(list.items().iter().skip(first).take(room)) {
        let is_selected = list.selected() == Some(port);
        render_port(model, port, is_selected, row(area, down), buf);
    }
}

fn render_port(model: &Model, port: &PatchedPort, is_selected: bool, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let (pointer, style) = if is_selected {
        ("▶", theme.selection())
    } else {
        (" ", theme.text())
    };
    let name = fit(&mixer::name(model, port.node), NAME);
    let what = what(model, port);
    let node = port.node.to_string();
    let mut spans = vec![
        Span::styled(format!(" {pointer} {node:<7}"), theme.faint()),
        Span::styled(format!("{name:NAME$}"), style),
        Span::styled(format!("{what:<16}"), theme.faint()),
        Span::styled(arrow(port), theme.faint()),
    ];
    if port.peers.is_empty() {
        spans.push(Span::styled(" nothing", theme.faint()));
    }
    for peer in &port.peers {
        let (sign, style) = if is_missing(model.console(), peer) {
            ("✕ missing: ", theme.warning())
        } else {
            ("", theme.text())
        };
        spans.push(Span::styled(format!(" {sign}{}", printable(peer)), style));
    }
    Line::from(spans).render(area, buf);
}

/// "in", "out left", "insert send".
fn what(model: &Model, port: &PatchedPort) -> String {
    let way = match (port.kind, port.node.kind) {
        (PortKind::InsertSend, _) => "insert send",
        (PortKind::InsertReturn, _) => "insert return",
        (_, NodeKind::Strip) => "in",
        _ => "out",
    };
    let sides = model.sides(port.node);
    match sides.get(usize::from(port.channel)) {
        Some(side) if sides.len() > 1 => format!("{way} {side}"),
        _ => way.to_owned(),
    }
}

/// Which way the sound goes.
fn arrow(port: &PatchedPort) -> &'static str {
    let comes_in = match port.kind {
        PortKind::InsertReturn => true,
        PortKind::InsertSend => false,
        _ => port.node.kind == NodeKind::Strip,
    };
    if comes_in { "←" } else { "→" }
}
